//! The lines of a paste that speak of trouble.

use super::super::tuning::error_lines::*;
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::paste::{Message, MessageKind, Paste};

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
pub(in crate::engine) fn is_about_trouble(paste: &Paste, messages: &[Message]) -> bool {
    messages.iter().any(|message| {
        let text = lower(paste.text_of(message));
        let foreign = text.chars().filter(|c| c.is_alphabetic() && *c > '\u{24f}').count();
        foreign * 3 > text.chars().count()
            || WORDS_OF_TROUBLE.is_match(&*text)
            || paste.is_prose(message) && WORDS_OF_COMPLAINT.is_match(&*text)
    })
}

static WORDS_OF_TROUBLE: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(TROUBLE));
static WORDS_OF_COMPLAINT: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(COMPLAINT));

fn automaton(words: &[&str]) -> AhoCorasick {
    let builder = &mut AhoCorasick::builder();
    builder.ascii_case_insensitive(true).build(words).expect("a few constant literals")
}

/// Lower case where it matters: the automata fold ASCII themselves.
fn lower(text: &str) -> Cow<'_, str> {
    if text.is_ascii() { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) }
}

/// The messages that a search reads: all of a short paste, those that speak of trouble of a long one.
pub(in crate::engine) fn messages(paste: &Paste) -> Vec<Message> {
    let mut left = WHOLE;
    let all = paste.messages().iter().filter(|message| is_message(message));
    if paste.normal().len() <= WHOLE {
        return all.cloned().collect();
    }
    all.filter(|message| speaks_of_trouble(paste.text_of(message)))
        .take_while(|message| {
            let fits = message.range.len() <= left;
            left = left.saturating_sub(message.range.len());
            fits
        })
        .cloned()
        .collect()
}

/// The first different lines that speak of trouble, at most `most`.
pub(in crate::engine) fn lines(paste: &Paste, most: usize) -> Vec<Message> {
    let mut seen = BTreeSet::new();
    paste
        .messages()
        .iter()
        .filter(|message| is_message(message) && speaks_of_trouble(paste.text_of(message)))
        .filter(|message| seen.insert(paste.text_of(message)))
        .take(most)
        .cloned()
        .collect()
}

fn is_message(message: &Message) -> bool {
    matches!(message.kind, MessageKind::Line | MessageKind::JsonLog)
}

fn speaks_of_trouble(text: &str) -> bool {
    WORDS_OF_TROUBLE.is_match(&*lower(text))
}
