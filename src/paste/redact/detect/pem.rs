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
        if is_head(&text[at..]) {
            end = lines::end(&bytes[..bytes.len().min(end + 200)], end);
            end = text.floor_char_boundary(end);
        } else if signs >= 8 {
            kept = end;
        } else if !(first || signs == 0) {
            return kept;
        }
        end += edge(&text[end..]);
        match bytes.get(end) {
            Some(b'\n') => at = end + 1 + edge(&text[end + 1..]),
            _ => return kept,
        }
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
