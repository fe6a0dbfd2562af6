//! Takes out what terminals put in: escape sequences, control and hidden characters.

use std::sync::LazyLock;

use regex::Regex;

use super::limits::Cut;
use super::position::{LineMap, strides};

/// The paste without escapes, one anchor wherever something was taken out.
pub(super) struct Clean {
    pub(super) text: String,
    pub(super) map: LineMap,
}

/// Terminal control sequences, as bytes of the terminal and as the ways in which people's tools
/// print them (`\u001b[31m`, `^[[31m`, `←[31m`, and the bare rest when the ESC itself was lost).
static ESCAPES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)
          \x1b \[ [0-?]* [\x20-/]* [@-~]                   # CSI
        | \x1b \] [^\x07\x1b]* (?: \x07 | \x1b\\ )?        # OSC, also cut off
        | \x1b [PX^_] [^\x1b]* (?: \x1b\\ )?               # DCS, SOS, PM, APC
        | \x1b [\x20-/]* [0-~]                             # two-character sequences
        | \x{9b} [0-?]* [@-~]                              # CSI as one C1 character
        | (?: \\u001[bB] | \\x1[bB] | \\033 | \\e | \^\[ | \x{2190} | \x{241b} ) \[ [0-9;?]* [A-Za-z]
        | \[ [0-9]{1,3} (?: ; [0-9]{1,3} )* m              # the ESC was lost
        ",
    )
    .expect("a constant pattern that the tests compile")
});

/// A mask, which can stand behind the sign of an escape: `^[[api-key-1]`.
static MASK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\[[a-z]+(?:-[a-z]+)*-[0-9]+\]")
        .expect("a constant pattern that the tests compile")
});

/// Whether what looks like an escape is the beginning of a mask.
fn is_mask(line: &str, escape: &regex::Match<'_>) -> bool {
    let bracket = escape.as_str().rfind('[').map(|at| escape.start() + at);
    bracket.is_some_and(|at| MASK.is_match(&line[at..]))
}

/// Characters that show nothing but can hide or reorder text.
fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
        | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{2069}')
        || (c.is_control() && c != '\t' && c != '\r')
}

/// Whether a line can hold something that is taken out: a quick look that spares most lines the
/// slow one.
fn is_suspect(line: &str) -> bool {
    let bytes = line.as_bytes();
    let next = |at: usize| bytes.get(at + 1).copied().unwrap_or(b' ');
    bytes.iter().enumerate().any(|(at, byte)| match byte {
        b'\t' => false,
        0..b' ' | 0x7F => true,
        // Escapes that a tool printed as text.
        b'[' => next(at).is_ascii_digit(),
        b'\\' => matches!(next(at), b'u' | b'x' | b'e' | b'0'),
        b'^' => next(at) == b'[',
        // Lead bytes of the hidden characters and of C1 controls.
        0xC2 => next(at) <= 0x9F || next(at) == 0xAD,
        0xE2 => matches!(next(at), 0x80 | 0x81 | 0x86 | 0x90),
        0xEF => next(at) == 0xBB,
        _ => false,
    })
}

pub(super) fn clean(cut: &Cut<'_>) -> Clean {
    let mut clean = Clean { text: String::with_capacity(cut.head.len()), map: LineMap::default() };
    clean.push_block(cut.head, 1, 1);
    if let Some(tail) = &cut.tail {
        clean.text.push('\n');
        clean.push_block(tail.text, tail.line, tail.column);
    }
    clean
}

impl Clean {
    fn push_block(&mut self, block: &str, first_line: usize, first_column: usize) {
        for (index, line) in block.split('\n').enumerate() {
            if index > 0 {
                self.text.push('\n');
            }
            let column = if index == 0 { first_column } else { 1 };
            let line_text = line.strip_suffix('\r').unwrap_or(line);
            self.push_line(line_text, first_line + index, column);
        }
    }

    fn push_line(&mut self, line: &str, number: usize, first_column: usize) {
        self.map.anchor(self.text.len(), number, first_column);
        if !is_suspect(line) {
            self.push_in_step(line, number, first_column);
            return;
        }
        let mut column = first_column;
        let mut done = 0;
        for escape in ESCAPES.find_iter(line).filter(|escape| !is_mask(line, escape)) {
            column = self.push_visible(&line[done..escape.start()], number, column);
            column += escape.as_str().chars().count();
            self.map.anchor(self.text.len(), number, column);
            done = escape.end();
        }
        self.push_visible(&line[done..], number, column);
    }

    /// Pushes text without escapes; returns the raw column behind it.
    fn push_visible(&mut self, text: &str, number: usize, mut column: usize) -> usize {
        if !text.bytes().any(|byte| byte < b' ' || byte == 0x7F || byte >= 0xC2) {
            return self.push_in_step(text, number, column);
        }
        for stride in strides(text) {
            self.map.anchor(self.text.len(), number, column);
            for c in stride.chars() {
                column += 1;
                match c {
                    // A progress display overwrites its line; the pieces stay apart.
                    '\r' => self.text.push(' '),
                    c if is_hidden(c) => self.map.anchor(self.text.len(), number, column),
                    c => self.text.push(c),
                }
            }
        }
        column
    }

    /// Pushes text as it stands; returns the raw column behind it.
    fn push_in_step(&mut self, text: &str, number: usize, mut column: usize) -> usize {
        for stride in strides(text) {
            self.map.anchor(self.text.len(), number, column);
            self.text.push_str(stride);
            column += stride.chars().count();
        }
        column
    }
}

#[cfg(test)]
mod tests {
    use super::super::limits;
    use super::*;

    fn cleaned(raw: &str) -> String {
        clean(&limits::cut(raw)).text
    }

    #[test]
    fn colours_spinners_titles_and_hyperlinks_vanish() {
        let raw = "\u{1b}[1m\u{1b}[38;5;209mOpenClaw\u{1b}[39m\u{1b}[22m \u{1b}[999D\u{1b}[J\u{1b}]0;title\u{7}\u{1b}]8;;http://x\u{1b}\\link";
        assert_eq!(cleaned(raw), "OpenClaw link");
    }

    #[test]
    fn escapes_that_a_tool_printed_as_text_vanish() {
        for printed in
            ["\\u001b[38;5;138m", "\\x1b[31m", "^[[0m", "←[31m", "␛[33m", "[39m", "\\033[1;31m"]
        {
            assert_eq!(cleaned(&format!("a{printed}b")), "ab", "{printed}");
        }
    }

    #[test]
    fn brackets_that_are_no_escape_stay() {
        for text in ["[ws] closed", "[1/3] fetching", "[12] x", "C:\\e\\new [ok]", "^[a-z]+"] {
            assert_eq!(cleaned(text), text);
        }
    }

    #[test]
    fn hidden_and_reordering_characters_vanish() {
        assert_eq!(cleaned("to\u{200b}ken\u{202e} mis\u{feff}match\u{0}"), "token mismatch");
    }

    #[test]
    fn an_unterminated_title_sequence_ends_with_its_line() {
        assert_eq!(cleaned("\u{1b}]0;never closed\nnext line"), "\nnext line");
    }

    #[test]
    fn escapes_without_a_number_vanish_in_each_of_their_spellings() {
        for printed in [
            "\\u001b[K",
            "\\u001B[K",
            "\\x1b[K",
            "\\x1B[K",
            "\\033[K",
            "\\e[K",
            "^[[K",
            "←[K",
            "␛[K",
            "\u{1b}[K",
            "\u{9b}K",
        ] {
            assert_eq!(cleaned(&format!("a{printed}b")), "ab", "{printed:?}");
        }
        for kept in
            ["\\u0041", "\\x41", "\\0", "^", "^x", "[", "[31", "[31x", "→[K", "é", "ｆ", "…", "\tx"]
        {
            assert_eq!(cleaned(&format!("a{kept}b")), format!("a{kept}b"), "{kept:?}");
        }
    }

    #[test]
    fn sequences_of_every_kind_vanish() {
        for sequence in [
            "\u{1b}[?25l",
            "\u{1b}[1;2H",
            "\u{1b}[ q",
            "\u{1b}]0;title\u{7}",
            "\u{1b}]8;;x\u{1b}\\",
            "\u{1b}P1$r\u{1b}\\",
            "\u{1b}X x\u{1b}\\",
            "\u{1b}^ x\u{1b}\\",
            "\u{1b}_ x\u{1b}\\",
            "\u{1b}(B",
            "\u{1b}7",
            "\u{1b}=",
            "\u{9b}31m",
            "[38;5;209m",
        ] {
            assert_eq!(cleaned(&format!("a{sequence}b")), "ab", "{sequence:?}");
        }
    }

    #[test]
    fn every_hidden_character_vanishes_and_its_neighbours_stay() {
        for hidden in [
            '\u{ad}', '\u{200b}', '\u{200c}', '\u{200e}', '\u{200f}', '\u{feff}', '\u{202a}',
            '\u{202e}', '\u{2060}', '\u{2064}', '\u{2066}', '\u{2069}', '\0', '\u{1f}', '\u{7f}',
            '\u{80}', '\u{9f}',
        ] {
            assert_eq!(cleaned(&format!("a{hidden}b")), "ab", "{hidden:?}");
        }
        // The joiner of emoji, and the signs next to the hidden ones.
        for kept in [
            '\u{200d}', '\u{2010}', '\u{202f}', '\u{2065}', '\u{206a}', '\u{a0}', '\u{ac}',
            '\u{ae}', '\u{fefe}', '\t',
        ] {
            assert_eq!(cleaned(&format!("a{kept}b")), format!("a{kept}b"), "{kept:?}");
        }
    }

    #[test]
    fn a_line_that_was_overwritten_keeps_its_pieces_apart() {
        assert_eq!(cleaned("10%\r20%\r\ndone\r\n"), "10% 20%\ndone\n");
        assert_eq!(cleaned("a\r"), "a");
    }

    #[test]
    fn every_place_is_that_of_the_raw_text() {
        let raw = "é\u{1b}[31mred\u{1b}[0m \u{200b}x\r\nnext [1m line\n";
        let clean = clean(&limits::cut(raw));
        assert_eq!(clean.text, "éred x\nnext  line\n");
        for (at, place) in
            [(0, (1, 1)), (2, (1, 7)), (6, (1, 16)), (8, (2, 1)), (14, (2, 10)), (19, (3, 1))]
        {
            assert_eq!(clean.map.position(&clean.text, at), place, "byte {at}");
        }
    }

    #[test]
    fn places_in_a_long_line_are_counted_from_its_beginning() {
        let raw = format!("{}\u{200b}{}", "é".repeat(1_000), "y".repeat(1_000));
        let clean = clean(&limits::cut(&raw));
        for (letters, column) in [(0, 1), (255, 256), (999, 1_000), (1_000, 1_002), (1_999, 2_001)]
        {
            let at = clean.text.char_indices().nth(letters).unwrap().0;
            assert_eq!(clean.map.position(&clean.text, at), (1, column));
        }
    }
}
