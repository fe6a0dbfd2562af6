//! Paths, names of files and of hosts: parts of them are drawn (`console-DwqfhE-H.mjs`) and no secret.

use std::ops::Range;

use super::random::Makeup;

const EXTENSIONS: &[&str] = &[
    "bin", "cjs", "conf", "css", "csv", "db", "dll", "dylib", "env", "exe", "gif", "go", "gz",
    "html", "ico", "jpeg", "jpg", "js", "json", "json5", "jsonl", "jsx", "key", "lock", "log",
    "map", "md", "mjs", "mp3", "mp4", "mts", "node", "ogg", "opus", "pdf", "pem", "plist", "png",
    "ps1", "py", "rs", "sh", "so", "sock", "sqlite", "svg", "tar", "tgz", "tmp", "toml", "ts",
    "tsx", "txt", "wasm", "wav", "webp", "xml", "yaml", "yml", "zip",
];

pub(super) fn has_extension(token: &str) -> bool {
    let (name, extension) = token.rsplit_once('.').unwrap_or((token, ""));
    let lower = extension.to_ascii_lowercase();
    !name.is_empty() && EXTENSIONS.binary_search(&lower.as_str()).is_ok()
}

/// Paths, names of files and of hosts.
pub(super) fn is_path(text: &str, run: &Range<usize>) -> bool {
    let token = &text[run.clone()];
    if has_extension(token) {
        return true;
    }
    let before = &text.as_bytes()[run.start.saturating_sub(3)..run.start];
    // A drive, a Windows path, a module of Node.
    let room = before.ends_with(b"!")
        && !before[..before.len() - 1].last().is_some_and(u8::is_ascii_alphanumeric);
    if room || before.ends_with(b"\\") || before.ends_with(b"@") {
        return true;
    }
    if !token.contains('/') {
        return is_host(token);
    }
    let segments = || token.split('/').filter(|segment| !segment.is_empty());
    token.starts_with(['/', '~', '.'])
        || segments().any(|segment| segment.len() >= 4 && is_written(segment))
}

/// A segment that a person named.
fn is_written(segment: &str) -> bool {
    let makeup = Makeup::of(segment.as_bytes());
    let letters = segment.bytes().filter(u8::is_ascii_alphabetic).count();
    let one_case = segment.bytes().skip(1).all(|byte| !byte.is_ascii_uppercase());
    letters >= 4 && one_case && !makeup.is_drawn() && makeup.digits * 3 <= segment.len()
}

/// `d1a2b3c4.cloudfront.net`: lower-case labels, the last one letters.
fn is_host(token: &str) -> bool {
    let Some((labels, top)) = token.rsplit_once('.') else { return false };
    let lower = |label: &str| {
        !label.is_empty()
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    (2..=6).contains(&top.len())
        && top.bytes().all(|byte| byte.is_ascii_lowercase())
        && labels.split('.').all(lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_for_their_search() {
        assert!(EXTENSIONS.is_sorted());
    }

    fn path(before: &str, token: &str) -> bool {
        let text = format!("{before}{token}");
        is_path(&text, &(before.len()..text.len()))
    }

    #[test]
    fn names_of_files_hosts_and_paths_are_told_from_keys() {
        for token in [
            "console-DwqfhE-H.mjs",
            "k7Qw2Zp9.JSON",
            "/k7Qw2Zp9/x",
            "~/k7Qw2Zp9",
            "./k7Qw2Zp9",
            "openclaw/k7Qw2Zp9",
            "d1a2b3c4.cloudfront.net",
            "k7qw2zp9.io",
            "a-b.c-1.museum",
        ] {
            assert!(path("", token), "{token}");
        }
        for token in [
            "k7Qw2Zp9",
            "k7Qw2Zp9.",
            ".json",
            "k7Qw2Zp9.xyzw1",
            "K7qw2zp9.io",
            "k7qw2zp9.i",
            "k7qw2zp9.iooooooo",
            "a..io",
            "k7qw2zp9.I0",
            "abc/k7Qw2Zp9",
            "k7Qw2Zp9/Lm4Xr8Tb",
            "a_b.io",
        ] {
            assert!(!path("", token), "{token}");
        }
        for before in ["C:\\", "\\", "@", "!", " !"] {
            assert!(path(before, "k7Qw2Zp9"), "{before}");
        }
        for before in ["a!", " ", "=", "\"", "1!"] {
            assert!(!path(before, "k7Qw2Zp9"), "{before}");
        }
    }

    #[test]
    fn a_segment_that_a_person_named_is_written() {
        for segment in ["openclaw", "Openclaw", "node22", "abcd", "abcd12"] {
            assert!(is_written(segment), "{segment}");
        }
        for segment in ["abc", "openClaw", "abcd123", "xqzjkvwx", "ab12"] {
            assert!(!is_written(segment), "{segment}");
        }
    }
}
