//! The tests that a rule can ask of a value, beyond its regex. The list is closed: a rule file names
//! them, the mechanisms are here.

use super::evidence::{is_evidence, is_mail_address, is_person, is_sentence_word};
use super::kind::SecretKind;
use super::names::kind_of;
use super::random::{Makeup, looks_random};
use crate::lines;

/// What a rule found, for its tests.
#[derive(Default)]
pub(super) struct Candidate<'t> {
    /// The text that it stands in.
    pub(super) text: &'t str,
    /// Where the match begins, the key included.
    pub(super) start: usize,
    /// Where the value ends.
    pub(super) end: usize,
    pub(super) value: &'t str,
    /// The name of the value, where the rule has one.
    pub(super) key: &'t str,
    /// The sign between name and value, where the rule has one.
    pub(super) separator: &'t str,
    /// What closes the name, mostly a quotation mark or nothing.
    pub(super) close: &'t str,
    /// The value stands in quotation marks.
    pub(super) quoted: bool,
    /// Accounts of programs and their images.
    pub(super) accounts: &'t [String],
}

/// A test that a value has to pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueTest {
    /// No word, placeholder, reference or mask.
    NotEvidence,
    /// Holds a digit.
    HasDigit,
    /// Holds a letter.
    HasLetter,
    /// Could be a password: letters with digits or signs, at least six characters.
    Plausible,
    /// Could be nothing but a secret: drawn characters, or 16 and more hexadecimal digits.
    Strong,
    /// Drawn characters, 16 and more; ids in hexadecimal digits are not meant.
    LooksRandom,
    /// Given by `=`, in quotation marks, alone on its line, or long with digits.
    Assigned,
    /// Does not go on as a sentence (`pass --token or --password`).
    NotSentence,
    /// What stands behind `Bearer`: long, or with a digit, or named by a header.
    Bearer,
    /// No path, version, address, UUID.
    NotPlace,
    /// An e-mail address, and no unit of systemd.
    MailAddress,
    /// The account of a person.
    Person,
    /// Nothing but the match stands on its line.
    LineAlone,
    /// `?`, `&`, `#` or `;` stands in front of the match.
    UrlParameter,
    /// Holds a drawn part or a hexadecimal number of eight signs and more.
    Drawn,
    /// An HTTP client is called on the line.
    HttpClient,
    /// A client of a database, or `sshpass`, is called on the line.
    DatabaseClient,
    /// A program is called on the line whose `-p` or `-a` takes a password behind a blank.
    PasswordClient,
}

impl ValueTest {
    const NAMES: [(&'static str, ValueTest); 18] = [
        ("not-evidence", ValueTest::NotEvidence),
        ("has-digit", ValueTest::HasDigit),
        ("has-letter", ValueTest::HasLetter),
        ("plausible", ValueTest::Plausible),
        ("strong", ValueTest::Strong),
        ("looks-random", ValueTest::LooksRandom),
        ("assigned", ValueTest::Assigned),
        ("not-sentence", ValueTest::NotSentence),
        ("bearer", ValueTest::Bearer),
        ("not-place", ValueTest::NotPlace),
        ("mail-address", ValueTest::MailAddress),
        ("person", ValueTest::Person),
        ("line-alone", ValueTest::LineAlone),
        ("url-parameter", ValueTest::UrlParameter),
        ("drawn", ValueTest::Drawn),
        ("http-client", ValueTest::HttpClient),
        ("database-client", ValueTest::DatabaseClient),
        ("password-client", ValueTest::PasswordClient),
    ];

    /// The test of that name.
    #[must_use]
    pub(crate) fn from_name(name: &str) -> Option<ValueTest> {
        ValueTest::NAMES.iter().find(|(known, _)| *known == name).map(|(_, test)| *test)
    }

    /// Whether the test can pass for a match that begins there: some need not wait for the match.
    pub(super) fn may_pass_at(self, before: &Candidate<'_>) -> bool {
        match self {
            ValueTest::UrlParameter
            | ValueTest::HttpClient
            | ValueTest::DatabaseClient
            | ValueTest::PasswordClient => self.passes(before),
            _ => true,
        }
    }

    pub(super) fn passes(self, candidate: &Candidate<'_>) -> bool {
        let value = candidate.value;
        match self {
            ValueTest::NotEvidence => !is_evidence(value),
            ValueTest::HasDigit => has_digit(value),
            ValueTest::HasLetter => has_letter(value),
            ValueTest::Plausible => {
                !is_evidence(value) && (is_plausible(value) || is_number_of_a_secret(candidate))
            }
            ValueTest::Strong => !is_evidence(value) && is_strong(value),
            ValueTest::LooksRandom => !is_evidence(value) && looks_random(value),
            ValueTest::Assigned => is_assigned(candidate),
            ValueTest::NotSentence => {
                let in_sentence = candidate.separator.trim().is_empty() && is_sentence_word(value);
                !value.starts_with('-') && !in_sentence
            }
            ValueTest::Bearer => {
                let setting = value.trim_end_matches('=').contains('=') && !holds_drawn_part(value);
                !is_evidence(value)
                    && !setting
                    && (has_digit(value) || value.len() >= 20 || !candidate.key.is_empty())
            }
            ValueTest::NotPlace => !is_place(value),
            ValueTest::MailAddress => is_mail_address(value),
            ValueTest::Person => is_person(value, candidate.accounts),
            ValueTest::LineAlone => stands_alone(candidate),
            ValueTest::UrlParameter => {
                let before = &candidate.text.as_bytes()[..candidate.start];
                before.last().is_some_and(|byte| b"?&#;".contains(byte)) || before.ends_with(b"%26")
            }
            ValueTest::Drawn => !is_evidence(value) && holds_drawn_part(value),
            ValueTest::HttpClient => {
                is_called(candidate, &["curl", "http ", "https ", "xh ", "wget"])
            }
            ValueTest::DatabaseClient => is_called(candidate, &["mysql", "mariadb", "sshpass"]),
            ValueTest::PasswordClient => is_called(
                candidate,
                &[
                    "sshpass",
                    "redis-cli",
                    "valkey-cli",
                    " login ",
                    "mongosh",
                    "smbclient",
                    "putty",
                    "plink",
                    "pscp",
                    "ldap",
                ],
            ),
        }
    }
}

fn has_digit(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_digit())
}

fn digits_in(value: &str) -> usize {
    value.bytes().filter(u8::is_ascii_digit).count()
}

fn has_letter(value: &str) -> bool {
    value.bytes().any(|byte| byte.is_ascii_alphabetic())
}

fn is_plausible(value: &str) -> bool {
    if ends_in_uuid(value) {
        return true;
    }
    let setting = value.split_once('=').is_some_and(|(name, rest)| {
        !name.is_empty() && digits_in(name) < 3 && !rest.trim_matches('=').is_empty()
    });
    if (setting && !holds_drawn_part(value)) || (is_name(value) && !looks_random(value)) {
        return false;
    }
    if value.contains("://") || value.starts_with("data:") {
        return false;
    }
    let signs = value.bytes().any(|byte| b"!@#$%^&*+=?~".contains(&byte));
    let mixed = value.len() >= 6 && has_letter(value) && (has_digit(value) || signs);
    (mixed && !is_place(value)) || holds_drawn_part(value)
}

/// Whether one of the programs stands before the match, on its line.
fn is_called(candidate: &Candidate<'_>, programs: &[&str]) -> bool {
    const REACH: usize = 240;
    let from = candidate.text.floor_char_boundary(candidate.start.saturating_sub(REACH));
    let before = &candidate.text[from..candidate.start];
    let line = &before[lines::start(before.as_bytes(), before.len())..];
    programs.iter().any(|program| line.contains(program))
}

fn holds_drawn_part(value: &str) -> bool {
    value.as_bytes().split(|byte| !byte.is_ascii_alphanumeric()).any(|part| {
        let makeup = Makeup::of(part);
        let hex = makeup.is_hex && makeup.digits > 0 && makeup.digits < part.len();
        part.len() >= 8 && (hex || makeup.is_drawn())
    })
}

fn is_strong(value: &str) -> bool {
    if is_place(value) {
        return false;
    }
    let makeup = Makeup::of(value.as_bytes());
    let hex =
        makeup.is_hex && makeup.digits > 0 && makeup.digits < value.len() && value.len() >= 16;
    let plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
    looks_random(value) || hex || (plain && value.len() >= 10 && makeup.is_drawn())
}

/// A path, a version, an address, a UUID, a time: what stands beside secrets in logs.
pub(super) fn is_place(value: &str) -> bool {
    is_uuid(value)
        || value.starts_with(['/', '.', '~'])
        || value.contains("://")
        || value.matches('/').count() > 2
        || value.bytes().all(|byte| byte.is_ascii_digit() || b".:-/_vVTZ+,".contains(&byte))
        || is_dotted_name(value)
}

/// `claude-3-5-sonnet-20241022`: three and more parts, each of them a word or a number.
fn is_name(value: &str) -> bool {
    let parts = || value.split(['-', '_', '.', '/', ':', '@']);
    parts().count() >= 3
        && parts().all(|part| !Makeup::of(part.as_bytes()).is_drawn())
        && parts().any(|part| part.len() >= 3 && part.bytes().all(|b| b.is_ascii_alphabetic()))
}

/// `gateway.auth.token`, `agent:main:telegram`, `openclaw.json`.
fn is_dotted_name(value: &str) -> bool {
    value.contains(['.', ':'])
        && !has_digit(value)
        && !looks_random(value)
        && value.bytes().all(|byte| byte.is_ascii_alphabetic() || b".:_-".contains(&byte))
}

/// Eight, four, four, four and twelve hexadecimal digits.
pub(super) fn is_uuid(value: &str) -> bool {
    value.len() == 36
        && value.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// A UUID, alone or behind a tag (`PRD-`): under the name of a secret it is one.
fn ends_in_uuid(value: &str) -> bool {
    const LONGEST_TAG: usize = 12;
    let Some(at) = value.len().checked_sub(36).filter(|at| value.is_char_boundary(*at)) else {
        return false;
    };
    let (tag, uuid) = value.split_at(at);
    let ends = tag.is_empty() || tag.ends_with(['-', '_']);
    ends && tag.len() <= LONGEST_TAG && is_uuid(uuid)
}

fn is_assigned(candidate: &Candidate<'_>) -> bool {
    let value = candidate.value;
    if is_evidence(value)
        || (!candidate.quoted && value.starts_with('=') && !holds_drawn_part(value))
    {
        return false;
    }
    // `token = read(…)`: code.
    let follows = candidate.text.as_bytes().get(candidate.end);
    let is_path = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.:".contains(&byte));
    if !candidate.quoted && is_path && follows == Some(&b'(') {
        return false;
    }
    let by_equals = candidate.separator.contains('=') || candidate.separator.starts_with('%');
    if by_equals || candidate.quoted || candidate.close.ends_with(['"', '\'', ';', '2', '7']) {
        return true;
    }
    // YAML, or the answer of a prompt: nothing but the pair on the line.
    (stands_alone(candidate) && value.len() >= 4)
        || (value.len() >= 8 && has_digit(value) && !is_place(value))
        || is_number_of_a_secret(candidate)
        || (value.len() >= 24 && !is_dotted_name(value))
}

/// A password or a key that is a number: a token that is one counts tokens.
fn is_number_of_a_secret(candidate: &Candidate<'_>) -> bool {
    let number = candidate.value.bytes().all(|byte| byte.is_ascii_digit());
    match kind_of(candidate.key) {
        SecretKind::Password => number && candidate.value.len() >= 4,
        SecretKind::ApiKey => number && candidate.value.len() >= 10,
        _ => false,
    }
}

/// How far a line is looked at for [`stands_alone`].
const LINE_REACH: usize = 80;

fn stands_alone(candidate: &Candidate<'_>) -> bool {
    let text = candidate.text;
    let from = text.floor_char_boundary(candidate.start.saturating_sub(LINE_REACH));
    let to = text.ceil_char_boundary((candidate.end + LINE_REACH).min(text.len()));
    let before = &text[from..candidate.start];
    let after = &text[candidate.end..to];
    let edge = [' ', '\t', '-', '|', '│', '┃', '║', '#', '>', '*', '"', '\'', '`'];
    let before = before[lines::start(before.as_bytes(), before.len())..].trim_matches(edge);
    let after = &after[..lines::end(after.as_bytes(), 0)];
    let after = after.trim_matches([' ', '\t', '\r', '|', '│', '┃', '║', '"', '\'', '`', ',', ';']);
    before.is_empty() && after.is_empty()
}
