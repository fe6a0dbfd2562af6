//! Reads TOML tables key by key and collects every problem, instead of stopping at the first one as
//! a derived deserialiser does.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::problem::{Problem, ProblemLevel};

/// The problems of one file, collected while it is read.
pub(super) struct Problems<'f> {
    file: &'f str,
    source: &'f str,
    list: Vec<Problem>,
}

impl<'f> Problems<'f> {
    pub(super) fn new(file: &'f str, source: &'f str) -> Self {
        Problems { file, source, list: Vec::new() }
    }

    pub(super) fn error(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.push(span, message.into(), ProblemLevel::Error);
    }

    pub(super) fn warn(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.push(span, message.into(), ProblemLevel::Warning);
    }

    fn push(&mut self, span: Range<usize>, message: String, level: ProblemLevel) {
        let (file, source) = (self.file.to_owned(), self.source.to_owned());
        self.list.push(Problem { file, source, span, message, level });
    }

    /// The byte at which the content of a string value begins, behind its quotes.
    pub(super) fn content_start(&self, span: &Range<usize>) -> usize {
        let literal = &self.source[span.clone()];
        let quotes = literal.len() - literal.trim_start_matches(['\'', '"']).len();
        span.start + if quotes >= 3 { 3 } else { quotes.min(1) }
    }

    pub(super) fn into_list(self) -> Vec<Problem> {
        self.list
    }
}

/// A value with the place it stands at.
#[derive(Debug, Clone)]
pub(super) struct At<T> {
    pub(super) value: T,
    pub(super) span: Range<usize>,
}

/// One table of a file. Keys are asked for by name; what was never asked for is unknown.
pub(super) struct Reader<'t> {
    table: &'t DeTable<'t>,
    /// What the table is, for messages: "a signal".
    what: &'static str,
    pub(super) span: Range<usize>,
    asked: Vec<&'static str>,
    /// Keys of the former form that were found and reported.
    former: Vec<&'static str>,
    /// Whether any key is right.
    is_free: bool,
}

impl<'t> Reader<'t> {
    pub(super) fn new(table: &'t DeTable<'t>, span: Range<usize>, what: &'static str) -> Self {
        Reader { table, what, span, asked: Vec::new(), former: Vec::new(), is_free: false }
    }

    fn get(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.push(key);
        #[cfg(test)]
        asked::note(self.what, Some(key));
        self.table.iter().find(|(name, _)| name.get_ref().as_ref() == key).map(|(_, value)| value)
    }

    /// A string, trimmed. Empty counts as a problem.
    pub(super) fn text(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<At<String>> {
        let value = self.get(key)?;
        let span = value.span();
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                problems.error(span, format!("`{key}` is empty"));
                None
            }
            DeValue::String(text) => Some(At { value: text.trim().to_owned(), span }),
            other => {
                problems.error(span, format!("`{key}` must be a string, found {}", kind(other)));
                None
            }
        }
    }

    /// A string of prose: line breaks of the file are blanks, blank lines separate paragraphs.
    pub(super) fn prose(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Option<At<String>> {
        self.text(key, problems)
            .map(|text| At { value: unwrap_lines(&text.value), span: text.span })
    }

    /// Prose that must be there.
    pub(super) fn required_prose(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> At<String> {
        let text = self.required(key, problems);
        At { value: unwrap_lines(&text.value), span: text.span }
    }

    /// A string that must be there; a missing one is reported and read as empty.
    pub(super) fn required(&mut self, key: &'static str, problems: &mut Problems) -> At<String> {
        let present = self.has(key);
        let text = self.text(key, problems);
        if !present {
            problems.error(self.head(), format!("{} needs `{key}`", self.what));
        }
        text.unwrap_or_else(|| At { value: String::new(), span: self.head() })
    }

    /// One of a closed list of words.
    pub(super) fn word<T: Copy>(
        &mut self,
        key: &'static str,
        words: &[(&'static str, T)],
        problems: &mut Problems,
    ) -> Option<T> {
        let text = self.text(key, problems)?;
        let found = words.iter().find(|(word, _)| *word == text.value).map(|(_, value)| *value);
        if found.is_none() {
            problems.error(
                text.span,
                format!("`{key}` must be {}", alternatives(words.iter().map(|(word, _)| *word))),
            );
        }
        found
    }

    pub(super) fn flag(&mut self, key: &'static str, problems: &mut Problems) -> bool {
        let Some(value) = self.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            problems.error(value.span(), format!("`{key}` must be true or false"));
            false
        })
    }

    pub(super) fn integer(
        &mut self,
        key: &'static str,
        allowed: std::ops::RangeInclusive<u8>,
        problems: &mut Problems,
    ) -> Option<u8> {
        let value = self.get(key)?;
        let number =
            value.get_ref().as_integer().and_then(|number| number.as_str().parse::<u8>().ok());
        if number.is_none_or(|number| !allowed.contains(&number)) {
            let (low, high) = (allowed.start(), allowed.end());
            problems.error(
                value.span(),
                format!("`{key}` must be a whole number from {low} to {high}"),
            );
            return None;
        }
        number
    }

    /// A number that the former form had, for an error that says what to write now.
    pub(super) fn former_number(&mut self, key: &'static str) -> Option<At<i64>> {
        let (name, value) = self.table.iter().find(|(name, _)| name.get_ref().as_ref() == key)?;
        self.former.push(key);
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse().ok());
        Some(At { value: number.unwrap_or(0), span: name.span().start..value.span().end })
    }

    /// A string, or an array of strings.
    pub(super) fn texts(&mut self, key: &'static str, problems: &mut Problems) -> Vec<At<String>> {
        self.verbatim(key, problems).into_iter().map(trimmed).collect()
    }

    /// A string, or an array of strings, with the blanks at their ends.
    pub(super) fn verbatim(
        &mut self,
        key: &'static str,
        problems: &mut Problems,
    ) -> Vec<At<String>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        strings(value, key, problems)
    }

    /// All `[[key]]` tables.
    pub(super) fn tables(
        &mut self,
        key: &'static str,
        what: &'static str,
        problems: &mut Problems,
    ) -> Vec<Reader<'t>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            problems.error(
                value.span(),
                format!("`{key}` must be an array of tables: write [[{key}]]"),
            );
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| match item.get_ref().as_table() {
                Some(table) => Some(Reader::new(table, item.span(), what)),
                None => {
                    problems.error(item.span(), format!("`{key}` must hold tables"));
                    None
                }
            })
            .collect()
    }

    /// The table `[key]` or `key = { … }`.
    pub(super) fn table(
        &mut self,
        key: &'static str,
        what: &'static str,
        problems: &mut Problems,
    ) -> Option<Reader<'t>> {
        let value = self.get(key)?;
        match value.get_ref().as_table() {
            Some(table) => Some(Reader::new(table, value.span(), what)),
            None => {
                problems.error(value.span(), format!("`{key}` must be a table"));
                None
            }
        }
    }

    /// A key that the former form had: an error that says where it went.
    pub(super) fn moved(&mut self, key: &'static str, to: &str, problems: &mut Problems) {
        let found = self.table.iter().find(|(name, _)| name.get_ref().as_ref() == key);
        if let Some((name, _)) = found {
            problems.error(name.span(), format!("`{key}` no longer stands here: {to}"));
            self.former.push(key);
        }
    }

    /// The keys that were not asked for by name, with their strings: for tables whose keys are free.
    pub(super) fn rest(self, problems: &mut Problems) -> Vec<(At<String>, Vec<At<String>>)> {
        let rest = self.verbatim_rest(problems).into_iter();
        rest.map(|(key, values)| (key, values.into_iter().map(trimmed).collect())).collect()
    }

    /// As [`Reader::rest`], with the blanks at the ends of the strings.
    pub(super) fn verbatim_rest(
        self,
        problems: &mut Problems,
    ) -> Vec<(At<String>, Vec<At<String>>)> {
        #[cfg(test)]
        asked::note(self.what, None);
        let free =
            self.table.iter().filter(|(name, _)| !self.asked.contains(&name.get_ref().as_ref()));
        free.map(|(name, value)| {
            let key = name.get_ref().as_ref();
            (At { value: key.to_owned(), span: name.span() }, strings(value, key, problems))
        })
        .collect()
    }

    /// The tables `[key.name]`, whose names are free.
    pub(super) fn named_tables(
        &mut self,
        key: &'static str,
        what: &'static str,
        problems: &mut Problems,
    ) -> Vec<(At<String>, Reader<'t>)> {
        self.table(key, what, problems)
            .map(|mut outer| outer.all_tables(what, problems))
            .unwrap_or_default()
    }

    /// Every key of a table whose keys are free and hold tables.
    pub(super) fn all_tables(
        &mut self,
        what: &'static str,
        problems: &mut Problems,
    ) -> Vec<(At<String>, Reader<'t>)> {
        self.is_free = true;
        #[cfg(test)]
        asked::note(self.what, None);
        let mut list = Vec::new();
        for (name, value) in self.table.iter() {
            let text = name.get_ref().as_ref().to_owned();
            match value.get_ref().as_table() {
                Some(table) => list.push((
                    At { value: text, span: name.span() },
                    Reader::new(table, value.span(), what),
                )),
                None => problems.error(value.span(), format!("`{text}` must be a table")),
            }
        }
        list
    }

    /// The same table under another name, for messages.
    pub(super) fn called(self, what: &'static str) -> Self {
        Reader { what, ..self }
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.table.iter().any(|(name, _)| name.get_ref().as_ref() == key)
    }

    /// Reports every key that was never asked for.
    pub(super) fn finish(self, problems: &mut Problems) {
        for (name, _) in self.table.iter() {
            let key = name.get_ref().as_ref();
            if !self.is_free && !self.asked.contains(&key) && !self.former.contains(&key) {
                let known = alternatives(self.asked.iter().copied());
                problems.error(
                    name.span(),
                    format!("unknown key `{key}` in {}: it can have {known}", self.what),
                );
            }
        }
    }

    /// The first line of the table: a caret under all of it would cover the screen.
    pub(super) fn head(&self) -> Range<usize> {
        self.span.start..self.span.start + (self.span.len()).min(1)
    }
}

fn unwrap_lines(text: &str) -> String {
    let paragraphs = text
        .split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "));
    paragraphs.filter(|paragraph| !paragraph.is_empty()).collect::<Vec<_>>().join("\n\n")
}

fn trimmed(text: At<String>) -> At<String> {
    At { value: text.value.trim().to_owned(), span: text.span }
}

fn strings(value: &Spanned<DeValue<'_>>, key: &str, problems: &mut Problems) -> Vec<At<String>> {
    let mut text = |item: &Spanned<DeValue<'_>>| match item.get_ref() {
        DeValue::String(text) if !text.trim().is_empty() => {
            Some(At { value: text.clone().into_owned(), span: item.span() })
        }
        DeValue::String(_) => {
            problems.error(item.span(), format!("`{key}` holds an empty string"));
            None
        }
        other => {
            problems
                .error(item.span(), format!("`{key}` must hold strings, found {}", kind(other)));
            None
        }
    };
    match value.get_ref() {
        DeValue::Array(items) => items.iter().filter_map(&mut text).collect(),
        _ => text(value).into_iter().collect(),
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "an array",
        DeValue::Table(_) => "a table",
    }
}

/// "`a`, `b` or `c`"
pub(super) fn alternatives<'w>(words: impl Iterator<Item = &'w str>) -> String {
    let mut words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    words.dedup();
    match words.pop() {
        None => "no keys".to_owned(),
        Some(last) if words.is_empty() => last,
        Some(last) => format!("{} or {last}", words.join(", ")),
    }
}

/// Which keys of which tables were asked for: the schemas for editors must have the same.
#[cfg(test)]
pub(super) mod asked {
    use std::cell::RefCell;
    use std::collections::{BTreeMap, BTreeSet};

    pub(in super::super) type Asked = BTreeMap<&'static str, BTreeSet<&'static str>>;

    thread_local! {
        static ASKED: RefCell<Asked> = RefCell::default();
    }

    pub(super) fn note(what: &'static str, key: Option<&'static str>) {
        ASKED.with_borrow_mut(|asked| asked.entry(what).or_default().extend(key));
    }

    pub(in super::super) fn while_doing(work: impl FnOnce()) -> Asked {
        ASKED.take();
        work();
        ASKED.take()
    }
}
