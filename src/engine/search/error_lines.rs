//! The lines of a paste that speak of trouble.

use super::super::tuning::error_lines::*;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::read_lines::ReadLines;
use crate::paste::Message;

/// Words of trouble, in the languages in which people and programs write them.
const TROUBLE: &[&str] = &[
    "error",
    "fail",
    "fatal",
    "exception",
    "panic",
    "refus",
    "denied",
    "reject",
    "invalid",
    "cannot",
    "can't",
    "could not",
    "couldn't",
    "unable",
    "not found",
    "no such",
    "missing",
    "timeout",
    "timed out",
    "unauthorized",
    "forbidden",
    "unexpected",
    "unsupported",
    "crash",
    "abort",
    "exit code",
    "mismatch",
    "closed",
    "错误",
    "失败",
    "无法",
    "拒绝",
    "超时",
    "异常",
    "fehler",
    "fehlgeschlagen",
    "verweigert",
    "erreur",
    "échec",
    "échoué",
    "falha",
    "erro ",
    "falló",
    "エラー",
    "失敗",
    "오류",
    "실패",
    "ошибка",
    "не удалось",
];

/// Words with which people complain.
const COMPLAINT: &[&str] = &[
    "n't",
    "not ",
    "never",
    "nothing",
    "no longer",
    "no reply",
    "no response",
    "stuck",
    "hang",
    "slow",
    "lost",
    "stop",
    "broken",
    "blank",
    "empty",
    "wrong",
    "problem",
    "issue",
    "help",
    "没",
    "不",
    "卡",
    "断",
    "问题",
    "ない",
    "ません",
    "nicht",
    "kein",
    " pas ",
    "rien",
    "não",
    " no ",
    "nada",
    "nie ",
    "안 ",
    "않",
    "없",
    "не ",
    "нет",
];

/// Whether a text speaks of trouble at all, be it as a message or as a person's complaint: programs
/// say “stop” and “not configured” when all is well. A line in another script than the Latin one is a
/// person's, and people write when something is wrong.
pub(super) fn is_about_trouble(lines: &ReadLines<'_>, messages: &[usize]) -> bool {
    messages.iter().any(|at| {
        let foreign = |c: &char| c.is_alphabetic() && *c > '\u{24f}';
        let text = lines.text(*at);
        let count = if text.is_ascii() { 0 } else { text.chars().filter(foreign).count() };
        count * 3 > text.chars().count()
            || lines.speaks_of_trouble(*at)
            || lines.paste().is_prose(lines.message(*at))
                && WORDS_OF_COMPLAINT.is_match(lines.lower(*at))
    })
}

static WORDS_OF_TROUBLE: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(TROUBLE));
static WORDS_OF_COMPLAINT: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(COMPLAINT));

fn automaton(words: &[&str]) -> AhoCorasick {
    let builder = &mut AhoCorasick::builder();
    builder.ascii_case_insensitive(true).build(words).expect("a few constant literals")
}

/// The messages that a search reads: all of a short paste, those that speak of trouble of a long one.
pub(super) fn messages(lines: &ReadLines<'_>) -> Vec<usize> {
    if lines.paste().normal().len() <= WHOLE {
        return lines.messages().collect();
    }
    let mut left = WHOLE;
    lines
        .messages()
        .filter(|at| lines.speaks_of_trouble(*at))
        .take_while(|at| {
            let length = lines.message(*at).range.len();
            let fits = length <= left;
            left = left.saturating_sub(length);
            fits
        })
        .collect()
}

/// The first different lines that speak of trouble, at most `most`.
pub(in crate::engine) fn first_different<'p>(
    lines: &ReadLines<'p>,
    most: usize,
) -> Vec<&'p Message> {
    let mut seen = BTreeSet::new();
    lines
        .messages()
        .filter(|at| lines.speaks_of_trouble(*at))
        .filter(|at| seen.insert(lines.text(*at)))
        .take(most)
        .map(|at| lines.message(at))
        .collect()
}

/// Whether a word of trouble stands in a text, which is in lower case where it is not ASCII.
pub(super) fn speaks_of_trouble(text: &str) -> bool {
    WORDS_OF_TROUBLE.is_match(text)
}
