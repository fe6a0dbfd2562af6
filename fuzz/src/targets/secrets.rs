//! Made-up secrets, and lines on which people paste them.

use arbitrary::{Result, Unstructured};

/// Length of a run of a secret's characters that must not be readable anywhere.
const READABLE: usize = 12;

/// A secret that stands in a paste.
#[derive(Debug, Clone)]
pub struct Secret {
    /// The line to paste.
    pub line: String,
    /// The part that nobody may read.
    pub value: String,
}

const HEX: &[u8] = b"0123456789abcdef";
const WORD: &[u8] = b"ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";

/// Lines around a value that needs a name to be known as a secret.
const ASSIGNMENTS: [&str; 12] = [
    "password={}",
    "password: {}",
    "  \"password\": \"{}\",",
    "OPENCLAW_GATEWAY_PASSWORD={}",
    "export OPENCLAW_GATEWAY_TOKEN={}",
    "gateway.auth.token = \"{}\"",
    "openclaw gateway call health --token {}",
    "2026-11-20T14:18:42.583+00:00 [gateway] retry with token={} failed",
    "{\"gateway\":{\"auth\":{\"token\":\"{}\"}}}",
    "Authorization: Bearer {}",
    "curl -H \"Authorization: Bearer {}\" http://127.0.0.1:18789/",
    "X-OpenClaw-Token: {}",
];

/// Lines around a value that is known by its shape.
const PLACES: [&str; 6] = [
    "{}",
    "  {}  ",
    "key: {}",
    "\u{1b}[33m{}\u{1b}[39m",
    "> {}",
    "14:18:42 [gateway] rejected {} (401)",
];

impl Secret {
    /// A secret of a kind and on a line that the input chooses. Its characters look random whatever
    /// the input is.
    ///
    /// # Errors
    /// The input is used up.
    pub fn arbitrary(input: &mut Unstructured<'_>) -> Result<Secret> {
        let mut random = Random(input.arbitrary::<u32>()?.into());
        let kind = input.int_in_range(0..=8)?;
        let (before, value) = match kind {
            0 => ("", random.text(HEX, 48)),
            1 => ("sk-ant-api03-", random.text(WORD, 95)),
            2 => ("ghp_", random.text(WORD, 36)),
            3 => ("xoxb-", random.text(b"0123456789", 12) + "-" + &random.text(WORD, 24)),
            4 => ("eyJhbGciOiJIUzI1NiJ9.eyJ", random.text(WORD, 40) + "." + &random.text(WORD, 43)),
            5 => return Ok(random.telegram(input.choose(&PLACES)?)),
            _ => ("", random.text(WORD, 20 + kind)),
        };
        let by_shape = kind < 5 && input.arbitrary::<bool>()?;
        let line = if by_shape { input.choose(&PLACES)? } else { input.choose(&ASSIGNMENTS)? };
        Ok(Secret { line: line.replace("{}", &format!("{before}{value}")), value })
    }

    /// Fails when a run of the secret's characters can be read.
    ///
    /// # Panics
    /// See above.
    pub fn assert_hidden(&self, text: &str, what: &str) {
        let run = self.run_in(text);
        assert!(run.is_none(), "{what} holds {run:?} of the line {:?}", self.line);
    }

    /// Whether a text holds a piece of it beside whole copies: the fuzzer learns the value and changes it,
    /// and what it makes is another one.
    pub fn has_a_variant_in(&self, text: &str) -> bool {
        self.run_in(&text.replace(&self.value, "\0")).is_some()
    }

    /// A run of its characters that can be read in a text.
    fn run_in(&self, text: &str) -> Option<&str> {
        let mut runs = (0..=self.value.len() - READABLE).map(|at| &self.value[at..at + READABLE]);
        runs.find(|run| text.contains(run))
    }
}

/// SplitMix64: the same secrets for the same input.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Random characters; the third is a digit, since keys without one are words to some rules.
    fn text(&mut self, alphabet: &[u8], length: usize) -> String {
        let mut pick = |from: &[u8]| {
            let index = usize::try_from(self.next() % from.len() as u64).unwrap_or(0);
            char::from(from[index])
        };
        (0..length).map(|at| pick(if at == 2 { &HEX[..10] } else { alphabet })).collect()
    }

    fn telegram(&mut self, place: &str) -> Secret {
        let id = self.text(b"123456789", 10);
        let value = self.text(WORD, 33);
        Secret { line: place.replace("{}", &format!("{id}:AA{value}")), value }
    }
}
