//! The messages of one paste as the search reads them: each is lower-cased, judged and cut into words
//! once, when it is asked for first.

use std::borrow::Cow;
use std::cell::OnceCell;

use super::tokenizer::Tokenizer;
use super::trouble;
use crate::paste::{Message, MessageKind, Paste};

/// The messages of a paste with what was read of them.
pub(in crate::engine) struct ReadLines<'p> {
    paste: &'p Paste,
    trouble: Vec<OnceCell<bool>>,
    /// Boxed: a paste can have half a million messages, of which few are read.
    lower: Vec<OnceCell<Box<Cow<'p, str>>>>,
    tokens: Vec<OnceCell<Box<[String]>>>,
}

impl<'p> ReadLines<'p> {
    pub(in crate::engine) fn of(paste: &'p Paste) -> ReadLines<'p> {
        let count = paste.messages().len();
        ReadLines {
            paste,
            trouble: vec![OnceCell::new(); count],
            lower: vec![OnceCell::new(); count],
            tokens: vec![OnceCell::new(); count],
        }
    }

    pub(super) fn paste(&self) -> &'p Paste {
        self.paste
    }

    /// The messages that can be an error or a question, by their place in the paste.
    pub(super) fn messages(&self) -> impl Iterator<Item = usize> {
        let is_line =
            |message: &Message| matches!(message.kind, MessageKind::Line | MessageKind::JsonLog);
        let messages = self.paste.messages().iter().enumerate();
        messages.filter(move |(_, message)| is_line(message)).map(|(at, _)| at)
    }

    pub(super) fn message(&self, at: usize) -> &'p Message {
        &self.paste.messages()[at]
    }

    pub(super) fn text(&self, at: usize) -> &'p str {
        self.paste.text_of(self.message(at))
    }

    /// The text in lower case, also beyond ASCII.
    pub(super) fn lower(&self, at: usize) -> &str {
        self.lower[at].get_or_init(|| {
            let text = self.text(at);
            let is_lower = text.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
            Box::new(if is_lower { Cow::Borrowed(text) } else { Cow::Owned(text.to_lowercase()) })
        })
    }

    /// Whether a word of trouble stands in it.
    pub(super) fn speaks_of_trouble(&self, at: usize) -> bool {
        *self.trouble[at].get_or_init(|| {
            let text = self.text(at);
            // The words are looked for in any ASCII case.
            let text = if text.is_ascii() { text } else { self.lower(at) };
            trouble::speaks_of_trouble(text)
        })
    }

    /// Its words, in order. All tokenizers of one search cut alike.
    pub(super) fn tokens(&self, at: usize, tokenizer: &Tokenizer) -> &[String] {
        let cut = || tokenizer.tokens_of_lower(self.lower(at)).into();
        self.tokens[at].get_or_init(cut)
    }
}
