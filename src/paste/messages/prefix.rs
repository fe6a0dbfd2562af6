//! What stands before (and in boxes: behind) the message of a line.

use std::sync::LazyLock;

use regex::Regex;

/// Quote marks, box edges, container names, journal and syslog heads, times, in any order.
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^ \s* (?:
          > \s?                                                          # quoted in mail or chat
        | [│┃|╎] \s*                                                      # box edge, table
        | [A-Za-z0-9][A-Za-z0-9._-]{1,50} \s{1,6} \| \s                   # docker compose
        | [A-Za-z0-9._-]{2,50} \[pod/[^\]]{1,120}\] \s                    # kubectl --prefix
        | \[? [0-9]{4}-[0-9]{2}-[0-9]{2} [T\x20] [0-9]{2}:[0-9]{2}:[0-9]{2} (?:[.,][0-9]{1,9})?
             \s? (?: Z | [+-][0-9]{2}:?[0-9]{2} | UTC )? \]? :? \s*       # ISO time
        | \[? [0-9]{1,2}:[0-9]{2}:[0-9]{2} (?:[.,][0-9]{1,9})? (?: \s?[AP]M )?
             (?: [+-][0-9]{2}:?[0-9]{2} )? \]? \s+                        # time of day
        | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \s{1,2} [0-9]{1,2} \s
             [0-9]{2}:[0-9]{2}:[0-9]{2} \s (?: [A-Za-z0-9_.-]{1,64} \s )?
             (?: [A-Za-z0-9_./@()-]{1,64} (?: \[ [0-9]{1,10} \] )? : \s )?  # syslog, journald
        | [IWEF][0-9]{4} \s [0-9:.]{8,15} \s+ [0-9]{1,8} \s \S{1,60} \] \s  # klog
        )+ ",
    )
    .expect("a constant pattern that the tests compile")
});

/// A time, a journal head or a level: the line is a message of its own, not the rest of another.
static LOG_LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x) ^ [\s>│|]* (?:
          \[? [0-9]{4}-[0-9]{2}-[0-9]{2} [T\x20] | \[? [0-9]{1,2}:[0-9]{2}:[0-9]{2}
        | (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \s{1,2} [0-9]{1,2} \s [0-9]{2}:
        | \{ \x22 | \[ [a-z][a-z0-9_/-]{1,24} \] \s | (?: ERROR | WARN | INFO | DEBUG ) \s
        )",
    )
    .expect("a constant pattern that the tests compile")
});

/// Bytes of `line` before its message.
pub(super) fn length(line: &str) -> usize {
    match line.bytes().find(|byte| !byte.is_ascii_whitespace()) {
        // Most lines begin with a lower-case word or a brace: nothing to strip but blanks.
        Some(byte) if byte.is_ascii_lowercase() && !line.contains(" | ") => {
            line.len() - line.trim_start().len()
        }
        Some(_) => {
            PREFIX.find(line).map_or(line.len() - line.trim_start().len(), |found| found.end())
        }
        None => 0,
    }
}

/// The byte of `line` where its message ends: before trailing blanks and a closing box edge.
pub(super) fn end(line: &str) -> usize {
    let trimmed = line.trim_end();
    match trimmed.strip_suffix(['│', '┃', '╎']).or_else(|| trimmed.strip_suffix(" |")) {
        Some(inner) => inner.trim_end().len(),
        None => trimmed.len(),
    }
}

/// Whether a line cannot be the continuation of the line before it.
pub(super) fn begins_log_line(line: &str) -> bool {
    LOG_LINE.is_match(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn containers_journals_quotes_and_times_are_stripped() {
        for line in [
            "pairing required",
            "> pairing required",
            "> > pairing required",
            "openclaw-gateway  | pairing required",
            "openclaw-gateway-1  | 2026-02-26T11:07:54.458+00:00 pairing required",
            "[2026-02-18T21:55:55.537Z] pairing required",
            "Feb 10 23:05:19 host1 node[390297]: 2026-02-10T15:05:19.598Z pairing required",
            "15:20:00 pairing required",
            "10:26:56+08:00 pairing required",
            "│ pairing required",
            "2026-11-20 14:18:42,583 pairing required",
            "   pairing required",
        ] {
            assert_eq!(&line[length(line)..], "pairing required", "{line:?}");
        }
    }

    #[test]
    fn messages_that_only_look_prefixed_are_kept() {
        for line in
            ["[ws] closed", "Error: x | y", "Gateway target: ws://127.0.0.1:18789", "12 apples"]
        {
            assert_eq!(length(line), 0, "{line:?}");
        }
    }

    #[test]
    fn a_closing_box_edge_is_no_part_of_the_message() {
        let line = "│ stale token   │  ";
        assert_eq!(&line[length(line)..end(line)], "stale token");
    }
}
