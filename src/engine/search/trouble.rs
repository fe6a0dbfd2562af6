//! Words by which a text speaks of trouble.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

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

static WORDS_OF_TROUBLE: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(TROUBLE));
static WORDS_OF_COMPLAINT: LazyLock<AhoCorasick> = LazyLock::new(|| automaton(COMPLAINT));

fn automaton(words: &[&str]) -> AhoCorasick {
    let builder = &mut AhoCorasick::builder();
    builder.ascii_case_insensitive(true).build(words).expect("a few constant literals")
}

/// Whether a word of trouble stands in a text, which is in lower case where it is not ASCII.
pub(super) fn speaks_of_trouble(text: &str) -> bool {
    WORDS_OF_TROUBLE.is_match(text)
}

/// Whether a person's words of complaint stand in a text in lower case.
pub(super) fn complains(text: &str) -> bool {
    WORDS_OF_COMPLAINT.is_match(text)
}
