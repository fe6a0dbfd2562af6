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
        | \[pod/ [^\]\s]{1,300} \] \s                                     # kubectl --prefix
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

    /// Each way in which a line gets something in front of its message: what prints it, and a line.
    /// For every alternative and every optional part of [`PREFIX`] there is one that needs it.
    const PREFIXED: &[(&str, &str)] = &[
        ("nothing", "pairing required"),
        ("indent", "   pairing required"),
        ("tab", "\tPairing required"),
        ("mail", "> pairing required"),
        ("mail in mail", "> > pairing required"),
        ("mail without blank", ">Pairing required"),
        ("box", "│ pairing required"),
        ("heavy box", "┃  pairing required"),
        ("dashed box", "╎ pairing required"),
        ("table", "| pairing required"),
        ("compose", "openclaw-gateway  | pairing required"),
        ("compose with capitals and dots", "Open_Claw.1 | pairing required"),
        (
            "compose with a time",
            "openclaw-gateway-1  | 2026-02-26T11:07:54.458+00:00 pairing required",
        ),
        ("kubectl --prefix", "[pod/openclaw-6d4b75cb6d-hwmd2/gateway] pairing required"),
        (
            "kubectl --prefix --timestamps",
            "[pod/openclaw-0/gateway] 2026-11-20T14:18:42.583726112Z pairing required",
        ),
        ("OpenClaw's console", "2026-02-18T21:55:55.537Z pairing required"),
        ("in brackets", "[2026-02-18T21:55:55.537Z] pairing required"),
        ("with a blank", "2026-11-20 14:18:42 pairing required"),
        ("with a comma", "2026-11-20 14:18:42,583 pairing required"),
        ("with nanoseconds", "2026-11-20T14:18:42.583726112Z pairing required"),
        ("with an offset", "2026-11-20T14:18:42+08:00 pairing required"),
        ("with a short offset behind a blank", "2026-11-20 14:18:42 -0530 pairing required"),
        ("with the zone's name", "2026-11-20 14:18:42 UTC pairing required"),
        ("with a colon", "2026-11-20T14:18:42Z: pairing required"),
        ("time of day", "15:20:00 pairing required"),
        ("time of day with one digit", "9:20:00 pairing required"),
        ("time of day in brackets", "[15:20:00] pairing required"),
        ("time of day with a fraction", "15:20:00.123 pairing required"),
        ("time of day with a comma", "15:20:00,123 pairing required"),
        ("time of day with an offset", "10:26:56+08:00 pairing required"),
        ("time of day with a short offset", "10:26:56-0530 pairing required"),
        ("am", "9:20:00 AM pairing required"),
        ("pm without blank", "[3:20:00PM] pairing required"),
        ("journald", "Feb 10 23:05:19 host1 node[390297]: pairing required"),
        (
            "journald with OpenClaw's own time",
            "Feb 10 23:05:19 host1 node[390297]: 2026-02-10T15:05:19.598Z pairing required",
        ),
        ("syslog without a process id", "Feb  1 23:05:19 my-host.lan openclaw: pairing required"),
        (
            "syslog of an instance",
            "Feb 10 23:05:19 host1 openclaw-gateway@main.service[7]: pairing required",
        ),
        ("syslog without a host", "Feb 10 23:05:19 openclaw[7]: pairing required"),
        ("klog", "W1120 14:18:42.583726       1 reflector.go:424] pairing required"),
        (
            "klog with a short id",
            "E0209 09:05:01.000001 41233 pod_workers.go:965] pairing required",
        ),
        ("quoted box in compose", "> │ openclaw-gateway-1  | 15:20:00 pairing required"),
    ];

    #[test]
    fn what_programs_and_people_put_before_a_message_is_taken_off() {
        for (what, line) in PREFIXED {
            let message = &line[length(line)..];
            assert!(message.eq_ignore_ascii_case("pairing required"), "{what}: {message:?}");
        }
    }

    #[test]
    fn every_month_and_every_level_is_known() {
        for month in
            ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        {
            let line = format!("{month} 10 23:05:19 host1 node[1]: closed");
            assert_eq!(&line[length(&line)..], "closed");
            assert!(begins_log_line(&line), "{line}");
        }
        for level in ["I", "W", "E", "F"] {
            let line = format!("{level}1120 14:18:42.583726       1 reflector.go:424] closed");
            assert_eq!(&line[length(&line)..], "closed");
        }
    }

    #[test]
    fn a_line_that_begins_like_a_log_line_continues_no_other() {
        for line in [
            "2026-11-20T14:18:42Z closed",
            "2026-11-20 14:18:42 closed",
            "[2026-11-20 14:18:42] closed",
            "15:20:00 closed",
            "[9:20:00 AM] closed",
            "Feb 10 23:05:19 host1 node[1]: closed",
            "Feb  1 23:05:19 host1 node[1]: closed",
            r#"{"0":"closed"}"#,
            "[gateway/ws] closed",
            "ERROR closed",
            "WARN closed",
            "INFO closed",
            "DEBUG closed",
            "  > │ 15:20:00 closed",
            "| 15:20:00 closed",
        ] {
            assert!(begins_log_line(line), "{line}");
        }
        for line in [
            "(set gateway.remote.token to match)",
            "2026 was a good year",
            "12 apples",
            "Feb is short",
            "[1/3] fetching",
            "{ mode: local }",
            "[an aside] closed",
            "ERRORS were found",
            "  match",
        ] {
            assert!(!begins_log_line(line), "{line}");
        }
    }

    #[test]
    fn messages_that_only_look_prefixed_are_kept() {
        for line in [
            "[ws] closed",
            "[podman] closed",
            "Error: x | y",
            "Gateway target: ws://127.0.0.1:18789",
            "12 apples",
            "2026-11-20 is a date",
            "15:20 is no time of a log",
            "Feb 10 is a date",
            "I1120 is a room",
            "a | b",
        ] {
            assert_eq!(length(line), 0, "{line:?}");
        }
    }

    #[test]
    fn a_closing_box_edge_is_no_part_of_the_message() {
        for line in [
            "│ stale token   │  ",
            "┃ stale token ┃",
            "╎ stale token╎",
            "| stale token | ",
            "stale token  ",
        ] {
            assert_eq!(&line[length(line)..end(line)], "stale token", "{line:?}");
        }
        for line in ["stale token|", "a | b", "sh -c 'a |b'"] {
            assert_eq!(end(line), line.len(), "{line:?}");
        }
    }

    #[test]
    fn an_empty_line_has_nothing_before_its_message() {
        for line in ["", "   ", "\t"] {
            assert_eq!((length(line), end(line)), (0, 0), "{line:?}");
        }
    }
}
