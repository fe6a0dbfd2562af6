//! Texts that cost more than they look: each was made to keep one stage busy.

use error_doctor::knowledge::KnowledgeBase;

/// An ordinary log of a gateway: console and file lines in turn, one in fifty with a failed handshake.
pub fn ordinary(bytes: usize) -> String {
    let mut text = String::with_capacity(bytes + 1024);
    let mut number = 0;
    while text.len() < bytes {
        number += 1;
        let (second, port) = (number % 60, 30_000 + number % 30_000);
        text.push_str(&match number % 50 {
            7 => format!(
                "14:18:{second:02} [ws] unauthorized conn=b6068684-e83c-43ac-826d-{number:012} peer=127.0.0.1:{port}->127.0.0.1:18789 remote=127.0.0.1 client=cli cli v2026.9.6 role=operator scopes=0 auth=token device=no reason=token_mismatch guidance=unauthorized: gateway token mismatch (use this gateway's gateway.auth.token or pair the device)\n"
            ),
            n if n % 2 == 0 => format!(
                "{{\"0\":\"{{\\\"subsystem\\\":\\\"gateway/ws\\\"}}\",\"1\":\"\u{1b}[36mres\u{1b}[39m ok health {number}ms conn=b6068684-e83c-43ac-826d-{number:012} id={number}\",\"_meta\":{{\"runtime\":\"node\",\"runtimeVersion\":\"24.21.0\",\"hostname\":\"homeserver\",\"logLevelName\":\"INFO\",\"path\":{{\"filePath\":\".npm-global/lib/node_modules/openclaw/dist/console.mjs:184\"}}}},\"time\":\"2026-11-20T14:18:{second:02}.583+00:00\"}}\n"
            ),
            n if n % 3 == 0 => format!("2026-11-20T14:18:{second:02}.654+00:00 [gateway] loading configuration… session agent:main:{number} refreshed in {second}ms\n"),
            _ => format!("14:18:{second:02} [diagnostic] heap used={number}MB rss={port}MB sockets={second} queue=0 lanes=main:0,cron:0\n"),
        });
    }
    cut(text, bytes)
}

fn cut(mut text: String, bytes: usize) -> String {
    text.truncate(text.floor_char_boundary(bytes));
    text
}

/// `piece` again and again, with a number that makes each one different.
fn repeated(bytes: usize, head: &str, piece: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    let mut number = 0;
    while text.len() + tail.len() < bytes {
        text.push_str(&piece(number));
        number += 1;
    }
    cut(text, bytes - tail.len()) + tail
}

fn plain(piece: &'static str) -> impl Fn(usize) -> String {
    move |_| piece.to_owned()
}

/// Whole items of a JSON log line, so that the line stays JSON.
fn json(bytes: usize, head: &str, item: impl Fn(usize) -> String, tail: &str) -> String {
    let mut text = head.to_owned();
    let mut number = 0;
    while text.len() + tail.len() + 32 < bytes {
        if number > 0 {
            text.push(',');
        }
        text.push_str(&item(number));
        number += 1;
    }
    text + tail
}

/// Every literal of the knowledge, one after the other.
fn literals(base: &KnowledgeBase, separator: &str) -> String {
    let literals = base.symptoms().iter().flat_map(|symptom| &symptom.signals);
    let literals = literals.flat_map(|signal| &signal.matcher.literals);
    literals.map(String::as_str).collect::<Vec<_>>().join(separator)
}

/// `piece` again and again.
pub fn filled(bytes: usize, piece: &str) -> String {
    cut(piece.repeat(bytes / piece.len() + 1), bytes)
}

/// Every shape by name, of about `bytes` bytes.
pub fn shapes(base: &KnowledgeBase, bytes: usize) -> Vec<(&'static str, String)> {
    let near = |word: &str, n: usize| {
        let letters = b"abcdefghijklmnopqrstuvwxyz";
        let mut word = word.as_bytes().to_vec();
        let at = 1 + n % (word.len() - 1);
        word[at] = letters[(n / 3) % 26];
        String::from_utf8_lossy(&word).into_owned() + " "
    };
    let words = ["unauthorized", "mismatch", "connection", "configuration", "provider", "gateway"];
    vec![
        ("one line of a", filled(bytes, "a")),
        ("one line of blanks", "x".to_owned() + &filled(bytes - 2, " ") + "x"),
        ("brackets", filled(bytes, "((((")),
        ("open braces", filled(bytes, "{\"a\":")),
        ("short lines", filled(bytes, "a\n")),
        ("empty lines", "x".to_owned() + &filled(bytes - 2, "\n") + "x"),
        ("addresses on a line", filled(bytes, "8.8.8.8 ")),
        ("mail addresses on a line", filled(bytes, "a@b.co ")),
        ("home folders on a line", filled(bytes, "/home/b ")),
        ("tokens on a line", repeated(bytes, "", |n| format!("token={n:08x} "), "")),
        ("keys on a line", repeated(bytes, "", |n| format!("sk-{n:024x} "), "")),
        ("quote marks", filled(bytes, "> ")),
        ("box edges", filled(bytes, "│ ")),
        ("times", filled(bytes, "10:00:01 ")),
        ("escapes", filled(bytes, "\u{1b}[3")),
        ("open titles", filled(bytes, "\u{1b}]0;")),
        ("printed escapes", filled(bytes, "\\u001b[")),
        ("entities", filled(bytes, "&amp;&lt;")),
        ("ampersands", filled(bytes, "&&&&&&&&")),
        ("backslashes", filled(bytes, "\\\"\\\\")),
        ("full width", filled(bytes, "：（令牌）")),
        ("chinese trouble", filled(bytes, "错误：无法连接网关 ")),
        ("right to left", filled(bytes, "خطأ في الرمز ")),
        ("zero width", filled(bytes, "a\u{200b}b\u{202e}")),
        (
            "JSON array without number",
            json(bytes, "{\"0\":[\"a\"],\"1\":[", plain("\"\\b\\n\""), "]}"),
        ),
        ("JSON line ends", json(bytes, "{\"0\":[\"a\"],\"1\":[", plain("\"\\n\\n\""), "]}")),
        ("JSON keys", json(bytes, "{\"0\":{", |n| format!("\"k{n:05}\":1"), "}}")),
        ("JSON text", json(bytes, "{\"0\":[", |n| format!("\"item {n}\""), "],\"_meta\":{}}")),
        (
            "JSON in JSON",
            json(bytes, "{\"0\":\"{", |n| format!("\\\"k{n:05}\\\":1"), "}\",\"_meta\":{}}"),
        ),
        (
            "deep JSON",
            format!("{{\"0\":{}1{},\"1\":\"x\"}}", "{\"a\":".repeat(120), "}".repeat(120))
                + &filled(bytes.saturating_sub(1000), " \n{\"0\":{\"a\":{\"a\":{\"a\":1}}}}"),
        ),
        ("near-words", repeated(bytes, "", |n| near(words[n % words.len()], n), "")),
        (
            "near-words of a question",
            repeated(bytes.min(5_900), "", |n| near(words[n % words.len()], n), ""),
        ),
        (
            "joined words",
            repeated(bytes.min(5_900), "", plain("unauthorizedgatewaytokenmismatch"), "x"),
        ),
        ("every message in a line", filled(bytes, &(literals(base, " ") + " "))),
        ("every message in lines", filled(bytes, &(literals(base, "\n") + "\n"))),
        (
            "every message once",
            cut(literals(base, "\nopenclaw ") + "\n" + &filled(bytes, "filler of a log\n"), bytes),
        ),
        ("one message", filled(bytes, "openclaw gateway token mismatch ")),
        (
            "one message in lines",
            repeated(bytes, "", |n| format!("gateway token mismatch {n}\n"), ""),
        ),
        ("messages that go on", filled(bytes, "unauthorized: gateway token mismatch\n  (set ")),
        ("fields", filled(bytes, "reason=token_mismatch cause=unauthorized code=1008 ")),
        (
            "fields in lines",
            repeated(
                bytes,
                "",
                |n| {
                    format!(
                        "[ws] closed conn={n} reason=connect failed cause=unauthorized code=1008 auth=token\n"
                    )
                },
                "",
            ),
        ),
        ("names", repeated(bytes, "", |n| format!("a{n}=b{n} "), "")),
        ("banners", filled(bytes, "OpenClaw 2026.9.6 (eb377ac)\njoke\n\n")),
        (
            "versions",
            repeated(bytes, "", |n| format!("openclaw 2026.{}.{} ", n % 12 + 1, n % 28 + 1), ""),
        ),
        (
            "trouble in lines",
            repeated(bytes, "", |n| format!("error number {n} failed badly\n"), ""),
        ),
        ("prose", filled(bytes, "my telegram bot does not answer any more, what is wrong? ")),
        ("fences", filled(bytes, "```\nopenclaw ``` gateway token mismatch\n")),
        ("private keys", filled(bytes, "-----BEGIN PRIVATE KEY-----\n")),
        ("base64", filled(bytes, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo0Njc4OTA")),
        ("hex", filled(bytes, "0123456789abcdef")),
        ("wall of hashes", filled(bytes, "$pbkdf2")),
        ("wall of cookies", filled(bytes, "cookie=")),
        ("wall of chat addresses", filled(bytes, ":1@s.whatsapp.net=")),
        ("wall of chat groups", filled(bytes, "@g.us")),
        ("wall of quoted colons", filled(bytes, "csrftoken=\":\"")),
        ("wall of headers in lines", filled(bytes, "Authorization: \n")),
        ("wall of names in lines", filled(bytes, "token=\nsecret=\ncookie=; \n")),
        ("wall of full-width names", filled(bytes, "密码 ")),
        ("wall of options", filled(bytes, " -p")),
        ("key names", filled(bytes, "password token secret api_key: ")),
        ("url schemes", filled(bytes, "http://a:")),
        ("colons", filled(bytes, "a:b:c:1:2:3:")),
        ("digits", filled(bytes, "+491512345678 123456:")),
    ]
}
