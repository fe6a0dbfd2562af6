//! Whether characters were drawn by a generator or written by a person.

/// One row per first letter, one bit per second letter: pairs that are usual in words and in
/// identifiers (the 300 most frequent of 676; nineteen pairs in twenty of a vocabulary of 19,000
/// words of documentation are among them, of drawn letters fewer than half).
const USUAL_PAIRS: [u32; 26] = [
    0x01fe_bd6f,
    0x0016_4911,
    0x011e_4d95,
    0x0116_5959,
    0x01ff_fdff,
    0x001a_4931,
    0x0016_69d1,
    0x011a_4911,
    0x02ae_fc7f,
    0x0014_4011,
    0x0004_4111,
    0x013c_4919,
    0x0014_d113,
    0x013e_fdff,
    0x007e_fd6f,
    0x001e_c991,
    0x0010_0000,
    0x013e_fd7f,
    0x015c_dd95,
    0x015e_d995,
    0x000e_b97f,
    0x0000_4111,
    0x0006_6191,
    0x0088_8110,
    0x0004_f111,
    0x0000_0111,
];

fn is_usual_pair(first: u8, second: u8) -> bool {
    let index = |byte: u8| u32::from(byte.to_ascii_lowercase() - b'a');
    USUAL_PAIRS[index(first) as usize] & (1 << index(second)) != 0
}

/// What a run of letters and digits is made of.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Makeup {
    pub(super) length: usize,
    pub(super) digits: usize,
    pub(super) lower: usize,
    pub(super) upper: usize,
    /// All of it are digits of hexadecimal numbers, in one case.
    pub(super) is_hex: bool,
    /// Neighbours that seldom stand together in words, names and numbers, in percent of all
    /// neighbours.
    surprise: usize,
}

impl Makeup {
    /// A shorter run is not told from a word.
    pub(super) const SHORTEST_DRAWN: usize = 6;

    /// Of a run of ASCII letters and digits.
    pub(super) fn of(run: &[u8]) -> Makeup {
        let mut makeup = Makeup { length: run.len(), is_hex: true, ..Makeup::default() };
        let mut surprises = 0;
        let mut before = None;
        for &byte in run {
            match byte {
                b'0'..=b'9' => makeup.digits += 1,
                b'A'..=b'Z' => makeup.upper += 1,
                _ => makeup.lower += 1,
            }
            makeup.is_hex &= byte.is_ascii_hexdigit();
            if let Some(before) = before {
                surprises += usize::from(is_surprise(before, byte));
            }
            before = Some(byte);
        }
        makeup.is_hex &= makeup.lower == 0 || makeup.upper == 0;
        makeup.surprise = surprises * 100 / run.len().saturating_sub(1).max(1);
        makeup
    }

    fn letters(&self) -> usize {
        self.lower + self.upper
    }

    /// Drawn rather than written: of 16 drawn letters and digits fewer than one run in a hundred is
    /// missed; identifiers and words stay far below the line. Hexadecimal numbers are not meant:
    /// most of them are ids and digests.
    pub(super) fn is_drawn(&self) -> bool {
        if self.length < Makeup::SHORTEST_DRAWN || self.letters() == 0 || self.is_hex {
            return false;
        }
        let line = match (self.digits > 0, self.lower > 0 && self.upper > 0) {
            (true, true) => 40,
            (true, false) => 42,
            (false, true) => 34,
            (false, false) => 36,
        };
        // A word with a number behind it, a date in front of a name.
        let numbered = self.digits > 0 && self.surprise * (self.length - 1) / 100 <= 1;
        self.surprise >= line && !numbered
    }
}

fn is_surprise(before: u8, byte: u8) -> bool {
    match (before.is_ascii_alphabetic(), byte.is_ascii_alphabetic()) {
        (true, true) => {
            let hump = before.is_ascii_lowercase() && byte.is_ascii_uppercase();
            hump || !is_usual_pair(before, byte)
        }
        (false, false) => false,
        _ => true,
    }
}

/// How many characters of a token stand in drawn parts. A token is cut at everything that is no
/// letter and no digit, since names are built of parts and keys carry a name in front.
pub(super) fn drawn_characters(token: &str) -> usize {
    token
        .as_bytes()
        .split(|byte| !byte.is_ascii_alphanumeric())
        .filter(|part| part.len() >= Makeup::SHORTEST_DRAWN)
        .map(Makeup::of)
        .filter(Makeup::is_drawn)
        .map(|makeup| makeup.length)
        .sum()
}

/// Whether a token is long enough and drawn enough to be a secret without being called one.
pub(super) fn looks_random(token: &str) -> bool {
    drawn_characters(token) >= 16 || is_drawn_as_a_whole(token)
}

/// Base64 and base64url: the signs in between belong to the value.
fn is_drawn_as_a_whole(token: &str) -> bool {
    let signs = token.bytes().filter(|byte| !byte.is_ascii_alphanumeric()).count();
    if token.len() < 20 || signs * 6 > token.len() {
        return false;
    }
    let joined: Vec<u8> = token.bytes().filter(u8::is_ascii_alphanumeric).collect();
    let makeup = Makeup::of(&joined);
    makeup.is_drawn()
        && makeup.digits > 0
        && makeup.lower > 2
        && makeup.upper > 2
        && drawn_characters(token) * 2 >= token.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_generator_drew_looks_random() {
        for token in [
            "fK29aBzQ7LmW4xTr",
            "kqzvwxtjrplmbnhd",
            "QXJTZKWPLMVBNGHD",
            "a8f7zk2m9q0x4b6n1c3v",
            "wJalrXUtnFEMI/K7MDENG/bPxRfiCYzzq9kQ2mT4",
            "acme_live_9fK2aB7zQwXm3RtY",
            "xk-3Fq-aPz9Lw_Yt7Gd2Vn8Rb",
        ] {
            assert!(looks_random(token), "{token}");
        }
    }

    #[test]
    fn what_a_person_named_does_not() {
        for token in [
            "claude-3-5-sonnet-20241022",
            "openrouter/anthropic/claude-opus-4-20250514",
            "Qwen2.5-72B-Instruct-GPTQ-Int4",
            "getElementById2FromGatewayConnection",
            "auth-profiles-DDVivXkv.js",
            "gateway_connection_established",
            "ERR_SOCKET_BAD_PORT_OUT_OF_RANGE",
            "NODE_TLS_REJECT_UNAUTHORIZED",
            "internationalization",
            "Donaudampfschifffahrtsgesellschaft",
            "openclaw-gateway-7d9f8b6c5d-x2x4z",
            "0123456789abcdef0123456789abcdef01234567",
            "1234567890123456789",
        ] {
            assert!(!looks_random(token), "{token}");
        }
    }
}
