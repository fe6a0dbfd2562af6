//! JSON with places: every text of a JSON line, and where it stands there, in one walk.
//!
//! `serde_json` reads and checks; it tells no places. But it visits keys and values in the order in
//! which they stand, so the n-th that it visits is the n-th token of the line.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// Byte of a text → byte of the line that it comes from; both run in step from there.
pub(super) type Anchors = Vec<(usize, usize)>;

/// A value with the places of its texts.
#[derive(Debug)]
pub(super) enum Node<'l> {
    Null,
    /// A number, or `true`, or `false`.
    Scalar(Text<'l>),
    Text(Text<'l>),
    List(Vec<Node<'l>>),
    /// Sorted by key; of equal keys the last one counts.
    Object(Vec<Member<'l>>),
}

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member<'l> {
    pub(super) key: Text<'l>,
    pub(super) value: Node<'l>,
}

/// A text and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Text<'l> {
    /// Without quotes and escapes.
    pub(super) text: Cow<'l, str>,
    /// Where it comes from.
    pub(super) anchors: Anchors,
}

impl Text<'_> {
    /// The members of the object that the text itself is, with their places in the line.
    pub(super) fn as_object(&self) -> Option<Vec<Member<'static>>> {
        if !self.text.starts_with('{') {
            return None;
        }
        let Node::Object(members) = parse(&self.text)? else { return None };
        Some(members.into_iter().map(|member| self.placed_member(member)).collect())
    }

    fn placed_member(&self, member: Member<'_>) -> Member<'static> {
        Member { key: self.placed(member.key), value: self.placed_node(member.value) }
    }

    fn placed_node(&self, node: Node<'_>) -> Node<'static> {
        match node {
            Node::Null => Node::Null,
            Node::Scalar(text) => Node::Scalar(self.placed(text)),
            Node::Text(text) => Node::Text(self.placed(text)),
            Node::List(items) => {
                Node::List(items.into_iter().map(|item| self.placed_node(item)).collect())
            }
            Node::Object(members) => {
                Node::Object(members.into_iter().map(|m| self.placed_member(m)).collect())
            }
        }
    }

    /// `inner`, whose places lie in this text, with places in the line.
    fn placed(&self, inner: Text<'_>) -> Text<'static> {
        let mut anchors = Vec::with_capacity(inner.anchors.len());
        for (at, origin) in &inner.anchors {
            anchors.push((*at, self.origin(*origin)));
        }
        Text { text: Cow::Owned(inner.text.into_owned()), anchors }
    }

    fn origin(&self, at: usize) -> usize {
        let index = self.anchors.partition_point(|(start, _)| *start <= at);
        let (start, origin) = self.anchors[index.saturating_sub(1)];
        origin + at.saturating_sub(start)
    }
}

/// Reads a whole JSON text. `None` when it is none, or one that is nested too deeply.
pub(super) fn parse(json: &str) -> Option<Node<'_>> {
    let tokens = RefCell::new(Tokens { json, at: 0 });
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let node = Reader { tokens: &tokens }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(node)
}

/// The strings, numbers and words of a JSON text, one after the other.
struct Tokens<'l> {
    json: &'l str,
    at: usize,
}

impl Tokens<'_> {
    /// The byte range of the next token, quotes included. The text before it was read by `serde_json`
    /// and is well formed.
    fn next(&mut self) -> std::ops::Range<usize> {
        let bytes = self.json.as_bytes();
        let is_structure = |byte: u8| b" \t\r\n,:[]{}".contains(&byte);
        let structure = bytes[self.at..].iter().position(|byte| !is_structure(*byte));
        let start = structure.map_or(bytes.len(), |length| self.at + length);
        let mut end = start;
        if bytes.get(start) == Some(&b'"') {
            end += 1;
            while end < bytes.len() && bytes[end] != b'"' {
                end += if bytes[end] == b'\\' { 2 } else { 1 };
            }
            end = (end + 1).min(bytes.len());
        } else {
            let length = bytes[start..].iter().position(|byte| is_structure(*byte));
            end = length.map_or(bytes.len(), |length| start + length);
        }
        self.at = end;
        start..end
    }
}

#[derive(Clone, Copy)]
struct Reader<'t, 'l> {
    tokens: &'t RefCell<Tokens<'l>>,
}

impl<'l> Reader<'_, 'l> {
    fn text(self, text: Cow<'l, str>) -> Text<'l> {
        let mut tokens = self.tokens.borrow_mut();
        let range = tokens.next();
        let anchors = match &text {
            Cow::Borrowed(_) => vec![(0, range.start + 1)],
            Cow::Owned(_) => anchors(&tokens.json[range.clone()], range.start),
        };
        Text { text, anchors }
    }

    fn scalar(self) -> Node<'l> {
        let mut tokens = self.tokens.borrow_mut();
        let range = tokens.next();
        let anchors = vec![(0, range.start)];
        Node::Scalar(Text { text: Cow::Borrowed(&tokens.json[range]), anchors })
    }
}

/// Where the bytes of a string that holds escapes come from. `token` has its quotes, and begins at
/// byte `start` of the line.
fn anchors(token: &str, start: usize) -> Anchors {
    let bytes = token.as_bytes();
    let mut anchors = vec![(0, start + 1)];
    let (mut at, mut from) = (0, 1);
    while from + 1 < bytes.len() {
        if bytes[from] != b'\\' {
            at += 1;
            from += 1;
            continue;
        }
        anchors.push((at, start + from));
        let (decoded, length) = escape(&token[from..]);
        at += decoded;
        from += length;
        anchors.push((at, start + from));
    }
    anchors
}

/// Bytes that an escape stands for, and its own length.
fn escape(escape: &str) -> (usize, usize) {
    let message = |at: usize| {
        let digits = escape.get(at..at + 4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    if !escape.starts_with("\\u") {
        return (1, 2);
    }
    match message(2) {
        Some(high @ 0xD800..=0xDBFF) => {
            let low = escape.get(6..8).filter(|next| *next == "\\u").and_then(|_| message(8));
            let pair = char::decode_utf16([high, low.unwrap_or(0)]).next();
            (pair.and_then(Result::ok).map_or(3, char::len_utf8), 12)
        }
        Some(message) => (char::from_u32(u32::from(message)).map_or(3, char::len_utf8), 6),
        None => (1, 2),
    }
}

impl<'l> DeserializeSeed<'l> for Reader<'_, 'l> {
    type Value = Node<'l>;

    fn deserialize<D: Deserializer<'l>>(self, deserializer: D) -> Result<Node<'l>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'l> Visitor<'l> for Reader<'_, 'l> {
    type Value = Node<'l>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node<'l>, E> {
        self.tokens.borrow_mut().next();
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<Node<'l>, E> {
        Ok(self.scalar())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<Node<'l>, E> {
        Ok(self.scalar())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<Node<'l>, E> {
        Ok(self.scalar())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Node<'l>, E> {
        Ok(self.scalar())
    }

    fn visit_borrowed_str<E: Error>(self, text: &'l str) -> Result<Node<'l>, E> {
        Ok(Node::Text(self.text(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Node<'l>, E> {
        Ok(Node::Text(self.text(Cow::Owned(text.to_owned()))))
    }

    fn visit_seq<A: SeqAccess<'l>>(self, mut items: A) -> Result<Node<'l>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Node::List(list))
    }

    fn visit_map<A: MapAccess<'l>>(self, mut members: A) -> Result<Node<'l>, A::Error> {
        let mut sorted: BTreeMap<Cow<'l, str>, (Anchors, Node<'l>)> = BTreeMap::new();
        while let Some(Node::Text(key)) = members.next_key_seed(self)? {
            sorted.insert(key.text, (key.anchors, members.next_value_seed(self)?));
        }
        let members = sorted
            .into_iter()
            .map(|(text, (anchors, value))| Member { key: Text { text, anchors }, value });
        Ok(Node::Object(members.collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every text of a JSON line with the piece of the line that each of its stretches comes from.
    fn texts(node: &Node<'_>, line: &str) -> Vec<(String, String)> {
        let of = |text: &Text<'_>| {
            let ends = text.anchors.iter().skip(1).map(|(at, _)| *at).chain([text.text.len()]);
            let pieces = text.anchors.iter().zip(ends).map(|((at, origin), end)| {
                line[*origin..].chars().take(text.text[*at..end].chars().count())
            });
            (text.text.to_string(), pieces.flatten().collect())
        };
        match node {
            Node::Null => Vec::new(),
            Node::Scalar(text) | Node::Text(text) => vec![of(text)],
            Node::List(items) => items.iter().flat_map(|item| texts(item, line)).collect(),
            Node::Object(members) => members
                .iter()
                .flat_map(|member| {
                    std::iter::once(of(&member.key)).chain(texts(&member.value, line))
                })
                .collect(),
        }
    }

    /// The texts of a line that has them as they are.
    fn plain(line: &str) -> Vec<String> {
        let found = texts(&parse(line).unwrap(), line);
        for (text, there) in &found {
            assert_eq!(text, there, "{line}");
        }
        found.into_iter().map(|(text, _)| text).collect()
    }

    #[test]
    fn every_kind_of_value_stands_where_it_is_said_to_stand() {
        assert_eq!(plain(r#"{"a":"b"}"#), ["a", "b"]);
        assert_eq!(
            plain(r#"  { "a" : [ "b" , 1 , -2.5e3, true, false , null, "c" ] } "#),
            ["a", "b", "1", "-2.5e3", "true", "false", "c"]
        );
        assert_eq!(plain(r#"[null,"a",{},[],"b",18446744073709551615]"#).len(), 3);
        assert_eq!(plain("[\"a\",\n\t\"b\",\r\n\"c\"]"), ["a", "b", "c"]);
        assert_eq!(plain(r#"["é","日本","🦞"]"#), ["é", "日本", "🦞"]);
        assert_eq!(plain(r#"["","x",""]"#), ["", "x", ""]);
    }

    #[test]
    fn of_equal_keys_the_last_one_counts_and_keys_are_sorted() {
        assert_eq!(plain(r#"{"b":1,"a":2,"b":3}"#), ["a", "2", "b", "3"]);
    }

    #[test]
    fn what_is_no_json_or_too_deep_is_not_read() {
        for line in ["", "{", r#"{"a":}"#, r#"{"a":1} x"#, r#"{"a":1}{"b":2}"#, "{1:2}"] {
            assert!(parse(line).is_none(), "{line}");
        }
        assert!(parse(&format!("{}{}", "[".repeat(100), "]".repeat(100))).is_some());
        assert!(parse(&format!("{}{}", "[".repeat(1000), "]".repeat(1000))).is_none());
    }

    /// Where that of the text `line` comes from at which `rest` begins.
    fn origin(line: &str, rest: &str) -> usize {
        let Node::Text(text) = parse(line).unwrap() else { panic!("no text: {line}") };
        let at = text.text.find(rest).unwrap_or_else(|| panic!("no {rest} in {:?}", text.text));
        text.origin(at)
    }

    #[test]
    fn what_stands_behind_an_escape_keeps_its_place() {
        for escape in [
            r#"\""#,
            r"\\",
            r"\n",
            r"\t",
            r"\/",
            r"\u0041",
            r"\u00e9",
            r"\u65e5",
            r"\ud83e\udd9e",
            r"\u0000",
        ] {
            let line = format!(r#""before{escape}after {escape}{escape}end""#);
            assert_eq!(origin(&line, "before"), 1, "{line}");
            assert_eq!(origin(&line, "after"), line.find("after").unwrap(), "{line}");
            assert_eq!(origin(&line, "end"), line.find("end").unwrap(), "{line}");
        }
    }

    #[test]
    fn the_character_of_an_escape_stands_where_the_escape_begins() {
        assert_eq!(origin(r#""a\nb""#, "\n"), 2);
        assert_eq!(origin(r#""ab\ud83e\udd9eb""#, "🦞"), 3);
    }

    #[test]
    fn an_object_inside_a_text_has_its_places_in_the_line() {
        let line = r#"{"0":"{\"subsystem\":\"gateway/ws\",\"list\":[1,{\"k\":\"v\"},null]}"}"#;
        let Node::Object(members) = parse(line).unwrap() else { panic!("no object") };
        let Node::Text(text) = &members[0].value else { panic!("no text") };
        let inner = Node::Object(text.as_object().unwrap());
        let found = texts(&inner, line);
        for (text, there) in &found {
            assert_eq!(text, there);
        }
        let texts: Vec<&str> = found.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(texts, ["list", "1", "k", "v", "subsystem", "gateway/ws"]);
    }

    #[test]
    fn a_text_that_only_begins_like_an_object_is_a_text() {
        for line in [r#""{no}""#, r#""[1]""#, r#""""#] {
            let Node::Text(text) = parse(line).unwrap() else { panic!("no text") };
            assert!(text.as_object().is_none(), "{line}");
        }
    }
}
