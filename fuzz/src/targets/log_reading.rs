//! Log reading: however a line was printed, wrapped, boxed, quoted or coloured, what stands in it is
//! found where it stands.

use arbitrary::{Arbitrary, Result, Unstructured};
use error_doctor::context::Told;

use super::answers;
use super::engine;
use super::places::{self, RawLines};

/// Lines of one input.
const MAX_LINES: usize = 24;
/// Width at which a terminal broke the lines of an input, at least.
const MIN_WIDTH: usize = 20;

const PREFIXES: [&str; 16] = [
    "",
    "2026-11-20T14:18:42.583+00:00 [ws] ",
    "14:18:42 [gateway] ",
    "Nov 20 14:18:42 homeserver openclaw[4711]: ",
    "gateway-1  | ",
    "openclaw-gateway-6c5d 2026-11-20T14:18:42Z stderr F ",
    "> ",
    ">> > ",
    "    ",
    "│ ",
    "│  ◇  ",
    "+ ",
    "- ",
    "node:internal/process/task_queues:95 ",
    "[33m[agent/embedded] ",
    "PS C:\\> ",
];

const JSON_KEYS: [&str; 8] = ["0", "1", "2", "msg", "message", "error", "_meta", "k"];

const BANNER: &str = "OpenClaw 2026.9.6 (abc1234) — all your chats, one lobster";

const MESSAGES: [&str; 14] = [
    "unauthorized conn=1b6b7c58-70a4-4ca1-9b1b-000000000001 remote=127.0.0.1 client=cli reason=token_mismatch",
    "gateway closed (1008): unauthorized: gateway token mismatch (set gateway.remote.token)",
    "All models failed (2): lab/test-model: 418 | other: 429 rate limit",
    "Error: listen EADDRINUSE: address already in use 127.0.0.1:18789",
    "pairing required: device is not approved",
    "Invalid config at /home/alex/.openclaw/openclaw.json: gateway.auth.mode is unset",
    "\"quoted\" &quot;entities&quot; &lt;tag&gt; &amp;amp;",
    "\\n\\t\\u0041\\\\ escapes \\\" inside",
    "令牌不匹配：网关 ｕｎａｕｔｈｏｒｉｚｅｄ",
    "e\u{301}\u{301}\u{200b}\u{202e}rtl\u{202c} 🦞👩‍👩‍👧",
    "“curly” ‘quotes’ – dashes — and … dots",
    BANNER,
    "token=0123456789abcdef0123456789abcdef0123456789abcdef from 8.8.4.4",
    "",
];

/// How one line was printed.
#[derive(Debug)]
struct Line {
    prefix: &'static str,
    message: Message,
    form: Form,
    end: &'static str,
}

#[derive(Debug)]
enum Message {
    Known(&'static str),
    Free(String),
}

#[derive(Debug)]
enum Form {
    Plain,
    /// A JSON log line as OpenClaw's logger writes it, the message under one of several keys.
    Json {
        key: u8,
        escapes: bool,
        is_nested: bool,
    },
    /// In a frame as `openclaw doctor` draws it.
    Boxed {
        width: u8,
    },
    Coloured {
        colour: u8,
    },
    /// Broken by a terminal.
    Wrapped {
        width: u8,
    },
    Fenced,
    /// Without its beginning.
    Beheaded {
        by: u8,
    },
}

impl<'a> Arbitrary<'a> for Line {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Line> {
        let message = if input.ratio(3, 4)? {
            Message::Known(input.choose(&MESSAGES)?)
        } else {
            Message::Free(input.arbitrary::<&str>()?.chars().take(200).collect())
        };
        Ok(Line {
            prefix: input.choose(&PREFIXES)?,
            message,
            form: input.arbitrary()?,
            end: input.choose(&["\n", "\r\n", "\n\n", "\r", " "])?,
        })
    }
}

impl<'a> Arbitrary<'a> for Form {
    fn arbitrary(input: &mut Unstructured<'a>) -> Result<Form> {
        Ok(match input.int_in_range(0..=7u8)? {
            0 | 1 => Form::Plain,
            2 => Form::Json {
                key: input.arbitrary()?,
                escapes: input.arbitrary()?,
                is_nested: input.arbitrary()?,
            },
            3 => Form::Boxed { width: input.arbitrary()? },
            4 => Form::Coloured { colour: input.arbitrary()? },
            5 => Form::Wrapped { width: input.arbitrary()? },
            6 => Form::Fenced,
            _ => Form::Beheaded { by: input.arbitrary()? },
        })
    }
}

/// Loads the knowledge.
pub fn warm_up() {
    run(&[7; 64]);
}

/// Builds a log and looks for its marks.
///
/// # Panics
/// When a mark is not where it was written.
pub fn run(data: &[u8]) {
    let mut input = Unstructured::new(data);
    let mut log = String::new();
    let mut marks = Vec::new();
    let mut has_free_text = false;
    // An escape sequence can take the beginning of a mark, and the letter before it stands in for it.
    let mut has_escape = false;
    // Behind a banner, on the same line, stands its joke: nothing there is read.
    let mut is_behind_banner = false;
    for number in 0..MAX_LINES {
        let Ok(line) = input.arbitrary::<Line>() else { break };
        if let Message::Free(text) = &line.message {
            has_free_text = true;
            has_escape |= text.contains(['\u{1b}', '\u{9b}']);
        }
        // Words, for what looks drawn is masked; without an `e`, which some lines write as an escape.
        let letter = |digit: u8| char::from(b"bcdfghjkmn"[usize::from(digit - b'0')]);
        let letters: String = number.to_string().bytes().map(letter).collect();
        let mark = format!("row-{letters}-of-log");
        line.print(&mark, &mut log);
        let is_lost = is_behind_banner || !line.keeps_words();
        is_behind_banner = !line.end.contains('\n')
            && (is_behind_banner || matches!(line.message, Message::Known(BANNER)));
        marks.push((mark, is_lost));
        if input.is_empty() {
            break;
        }
    }
    let Ok(paste) = engine().read(&log) else { return };
    let lines = RawLines::of(&log);
    places::check_paste(&lines, &paste);
    let diagnosis = answers::diagnose(engine(), &paste, &Told::default());
    places::check_diagnosis(&lines, &paste, &diagnosis);
    for (mark, is_lost) in &marks {
        let found = paste.normal().find(mark.as_str());
        match found {
            Some(at) => {
                let place = paste.locate(at..at + mark.len());
                let told = &paste.shown()[place.shown.clone()];
                // Of what a terminal broke the beginning is told, in a frame with its edge.
                let told = told.trim_end_matches([' ', '│']);
                let is_whole = log.contains(mark.as_str());
                assert!(
                    mark.starts_with(told) && !told.is_empty() && (told == mark || !is_whole),
                    "{mark} is told as {told:?}, {place:?}\n{log:?}"
                );
                assert!(
                    has_escape || lines.has_at(place.line, place.column, told),
                    "{told} is not at line {}, column {} of {log:?}",
                    place.line,
                    place.column
                );
            }
            // Free text can open an escape sequence that swallows what follows, or a JSON line.
            None => assert!(
                has_free_text || *is_lost || !log.contains(mark.as_str()),
                "{mark} is gone: {:?}\n{log:?}",
                paste.normal()
            ),
        }
    }
}

impl Line {
    /// Whether a word of the message stands in the paste as it was, and in what is matched.
    fn keeps_words(&self) -> bool {
        let is_cut =
            matches!(self.form, Form::Wrapped { .. } | Form::Beheaded { .. } | Form::Boxed { .. });
        // What the logger says of itself is no message.
        let is_meta = matches!(self.form, Form::Json { key, .. } if JSON_KEYS[usize::from(key % 8)] == "_meta");
        // Of a banner only the version is read.
        let is_banner = matches!(self.message, Message::Known(BANNER));
        !is_cut && !is_meta && !is_banner
    }

    fn print(&self, mark: &str, log: &mut String) {
        let message = match &self.message {
            Message::Known(text) => format!("{text} {mark}"),
            Message::Free(text) => format!("{text} {mark}"),
        };
        let prefix = self.prefix;
        match &self.form {
            Form::Plain => log.push_str(&format!("{prefix}{message}")),
            Form::Json { key, escapes, is_nested } => {
                log.push_str(&json_line(*key, *escapes, *is_nested, &message));
            }
            Form::Boxed { width } => log.push_str(&boxed(usize::from(*width), &message)),
            Form::Coloured { colour } => {
                log.push_str(&format!("\u{1b}[{colour}m{prefix}\u{1b}[0;1m{message}\u{1b}[39m"));
            }
            Form::Wrapped { width } => {
                let text = format!("{prefix}{message}");
                log.push_str(&rows(usize::from(*width), &text).join("\n"));
            }
            Form::Fenced => log.push_str(&format!("```\n{prefix}{message}\n```")),
            Form::Beheaded { by } => log.extend(message.chars().skip(usize::from(*by))),
        }
        log.push_str(self.end);
    }
}

fn json_line(key: u8, escapes: bool, is_nested: bool, message: &str) -> String {
    let key = JSON_KEYS[usize::from(key % 8)];
    let mut quoted = serde_json::to_string(message).expect("a string is JSON");
    if escapes {
        // None of these letters stands in a mark.
        quoted = quoted.replace('/', "\\/").replace('e', "\\u0065");
    }
    let value = if is_nested { format!("[{quoted},{{\"a\":{quoted}}}]") } else { quoted };
    format!(
        "{{\"0\":\"{{\\\"subsystem\\\":\\\"gateway/ws\\\"}}\",\"{key}\":{value},\"_meta\":{{\"logLevelName\":\"WARN\"}},\"time\":\"2026-11-20T14:18:42.583+00:00\"}}"
    )
}

fn boxed(width: usize, message: &str) -> String {
    let rows = rows(width, message);
    let inner = rows.iter().map(|row| row.chars().count()).max().unwrap_or(0);
    let edge = "─".repeat(inner + 2);
    let body: Vec<String> = rows
        .iter()
        .map(|row| format!("│ {row}{} │", " ".repeat(inner - row.chars().count())))
        .collect();
    format!("◇  Doctor ╮\n{}\n├{edge}╯", body.join("\n"))
}

fn rows(width: usize, text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.chunks(width.max(MIN_WIDTH)).map(|row| row.iter().collect()).collect()
}
