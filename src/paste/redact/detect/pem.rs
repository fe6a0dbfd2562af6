//! Private keys in PEM form, over all their lines.

use memchr::memmem;

use super::{Secret, SecretKind};
use crate::lines;

const END: &[u8] = b"-----END ";

/// Finds private keys. Of a key whose end was not pasted the lines that belong to it are masked, and
/// what follows them stays.
pub(super) fn find(text: &str, found: &mut Vec<Secret>) {
    if memmem::find(text.as_bytes(), b"PRIVATE KEY").is_none() {
        return;
    }
    let mut done = 0;
    for begin in memmem::find_iter(text.as_bytes(), b"-----BEGIN ") {
        if begin < done {
            continue;
        }
        let head = &text[begin + 11..text.floor_char_boundary((begin + 64).min(text.len()))];
        let Some(label) = head.find("-----").map(|end| &head[..end]) else { continue };
        if !label.contains("PRIVATE KEY") {
            continue;
        }
        done = end_of(text, begin + 11 + label.len() + 5);
        found.push(Secret { range: begin..done, kind: SecretKind::PrivateKey });
    }
}

/// The end of the key whose body begins at `body`; with the closing line, when it follows. Looks at
/// nothing behind that end but the rest of a line, so all keys of a text cost one walk.
fn end_of(text: &str, body: usize) -> usize {
    let bytes = text.as_bytes();
    let mut kept = body;
    let mut at = body;
    let mut first = true;
    loop {
        let (mut end, signs) = body_run(bytes, at);
        if bytes[end..].starts_with(END) {
            let close = &bytes[end + END.len()..bytes.len().min(end + END.len() + 64)];
            let line = lines::end(close, 0);
            let close = memmem::find(&close[..line], b"-----").map_or(line, |close| close + 5);
            return text.floor_char_boundary(end + END.len() + close);
        }
        let head = is_head(&text[at..]);
        if head {
            end = lines::end(&bytes[..bytes.len().min(end + 200)], end);
            end = text.floor_char_boundary(end);
        } else if signs >= 8 {
            kept = end;
        }
        let belongs = first || head || signs == 0 || end == kept;
        end += edge(&text[end..]);
        let Some(b'\n') = bytes.get(end) else { return kept };
        let next = end + 1 + edge(&text[end + 1..]);
        // The last line of a key is as short as it comes.
        if !belongs && !bytes[next..].starts_with(END) {
            return kept;
        }
        at = next;
        first = false;
    }
}

/// The end of a run of base64, in one line or with blanks between its pieces, and how many signs it
/// has.
fn body_run(bytes: &[u8], start: usize) -> (usize, usize) {
    let is_sign =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'\\');
    let run = |from: usize| bytes[from..].iter().take_while(|byte| is_sign(**byte)).count();
    let mut end = start + run(start);
    let mut signs = end - start;
    while bytes.get(end) == Some(&b' ') {
        let next = run(end + 1);
        if next < 16 && !bytes[end + 1 + next..].starts_with(END) {
            break;
        }
        end += 1 + next;
        signs += next;
    }
    (end, signs)
}

fn is_head(line: &str) -> bool {
    ["Proc-Type:", "DEK-Info:", "Version:", "Comment:"].iter().any(|head| line.starts_with(head))
}

/// The length of blanks and of box or quotation edges at the beginning of a text.
fn edge(text: &str) -> usize {
    let rest = text.trim_start_matches([' ', '\t', '\r', '>', '|', '│', '┃', '#']);
    text.len() - rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is masked of a text.
    fn keys(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        find(text, &mut found);
        assert!(found.iter().all(|secret| secret.kind == SecretKind::PrivateKey));
        found.into_iter().map(|secret| &text[secret.range]).collect()
    }

    const LINE: &str = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7";

    #[test]
    fn a_key_is_masked_from_its_first_line_to_its_last_and_no_further() {
        for label in
            ["PRIVATE KEY", "RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]
        {
            let key =
                format!("-----BEGIN {label}-----\n{LINE}\n{LINE}\nabc=\n-----END {label}-----");
            assert_eq!(keys(&format!("before\n{key}\nafter")), [key.as_str()], "{label}");
        }
        for label in ["CERTIFICATE", "PUBLIC KEY"] {
            let other =
                format!("-----BEGIN {label}-----\n{LINE}\n-----END {label}-----\nPRIVATE KEY");
            assert!(keys(&other).is_empty(), "{label}");
        }
        assert!(keys("-----BEGIN PRIVATE KEY without its dashes").is_empty());
        assert!(keys(&format!("-----BEGIN {}PRIVATE KEY-----\n{LINE}", "X".repeat(60))).is_empty());
    }

    #[test]
    fn two_keys_are_two_finds_and_a_first_line_inside_a_key_begins_none() {
        let key = format!("-----BEGIN PRIVATE KEY-----\n{LINE}\n-----END PRIVATE KEY-----");
        assert_eq!(keys(&format!("{key}\nx\n{key}")), [key.as_str(), key.as_str()]);
        let on_one_line = format!("-----BEGIN PRIVATE KEY-----{LINE}-----END PRIVATE KEY-----");
        assert_eq!(keys(&format!("x {on_one_line} y")), [on_one_line.as_str()]);
        let escaped = format!("-----BEGIN PRIVATE KEY-----\\n{LINE}\\n-----END PRIVATE KEY-----");
        assert_eq!(keys(&format!("\"{escaped}\\n\"")), [escaped.as_str()]);
        let blanks = format!("-----BEGIN PRIVATE KEY----- {LINE} {LINE} -----END PRIVATE KEY-----");
        assert_eq!(keys(&format!("{blanks} x")), [blanks.as_str()]);
    }

    #[test]
    fn in_boxes_quotes_and_comments_it_is_the_same_key() {
        for edge in ["│ ", "> ", "# ", "  ", "\t", "| ", "┃ "] {
            let key = format!(
                "-----BEGIN PRIVATE KEY-----\n{edge}{LINE}\n{edge}-----END PRIVATE KEY-----"
            );
            assert_eq!(keys(&format!("{edge}{key}\n{edge}after")), [key.as_str()], "{edge:?}");
        }
        let closed =
            format!("-----BEGIN PRIVATE KEY----- │\n│ {LINE} │\n│ -----END PRIVATE KEY-----");
        assert_eq!(keys(&format!("{closed} │\nafter")), [closed.as_str()]);
        let windows = format!("-----BEGIN PRIVATE KEY-----\r\n{LINE}\r\n-----END PRIVATE KEY-----");
        assert_eq!(keys(&format!("{windows}\r\nx")), [windows.as_str()]);
    }

    #[test]
    fn of_a_key_without_an_end_its_own_lines_are_masked() {
        let begun = format!("-----BEGIN PRIVATE KEY-----\n{LINE}\nabcd1234");
        assert_eq!(keys(&format!("{begun}\nthe next message, with words")), [begun.as_str()]);
        assert_eq!(
            keys(&format!("{begun}\nshort")),
            [begun.as_str()],
            "seven signs are no line of it"
        );
        assert_eq!(keys(&begun), [begun.as_str()]);
        let gap = format!("-----BEGIN PRIVATE KEY-----\n\n{LINE}");
        assert_eq!(keys(&format!("{gap}\n\nclosed")), [gap.as_str()]);
        assert_eq!(keys("-----BEGIN PRIVATE KEY-----\nclosed"), ["-----BEGIN PRIVATE KEY-----"]);
    }

    #[test]
    fn heads_inside_a_key_belong_to_it() {
        for head in
            ["Proc-Type: 4,ENCRYPTED", "DEK-Info: AES-128-CBC,0123", "Version: x", "Comment: y z"]
        {
            let key = format!(
                "-----BEGIN RSA PRIVATE KEY-----\n{head}\n\n{LINE}\n-----END RSA PRIVATE KEY-----"
            );
            assert_eq!(keys(&format!("{key}\nx")), [key.as_str()], "{head}");
        }
    }
}
