//! JSON log lines: `{"0":…,"1":…,"_meta":…,"time":…}` as the logger tslog writes them, and the
//! plainer `{"level":…,"msg":…}` of wrappers and collectors.

use super::json_text::{self, Anchors, Member, Node, Text};

/// A piece of text out of a JSON object.
pub(super) struct Piece {
    pub(super) text: String,
    /// Where it comes from.
    pub(super) anchors: Anchors,
}

/// Members that describe the logger and not the event.
const NOISE: &[&str] = &[
    "_meta",
    "time",
    "timestamp",
    "ts",
    "date",
    "hostname",
    "pid",
    "runtime",
    "level",
    "logLevelId",
    "logLevelName",
    "path",
    "parentNames",
];

/// Members whose text the JSON line repeats elsewhere.
const MESSAGE: &[&str] = &["message", "msg"];

/// Reads one JSON log line. `None` when the text is no complete JSON object, or an object that is
/// no log line (a config file's line, an error body).
pub(super) fn read(line: &str) -> Option<Vec<Piece>> {
    if !line.starts_with('{') || !line.ends_with('}') {
        return None;
    }
    let Node::Object(members) = json_text::parse(line)? else { return None };
    let has = |key: &str| members.iter().any(|member| member.key.text == key);
    let is_log = has("_meta")
        || has("0")
        || (MESSAGE.iter().any(|key| has(key))
            && (has("level") || has("time") || has("timestamp")));
    if !is_log {
        return None;
    }
    let mut pieces = Pieces::default();
    let (numbered, named): (Vec<&Member>, Vec<&Member>) =
        members.iter().partition(|member| member.key.text.bytes().all(|b| b.is_ascii_digit()));
    for member in numbered {
        pieces.push_value(&member.value);
    }
    for member in named.into_iter().filter(|member| !NOISE.contains(&&*member.key.text)) {
        if !MESSAGE.contains(&&*member.key.text) {
            pieces.push_member(member);
        } else if !pieces.holds(&member.value) {
            pieces.push_value(&member.value);
        }
    }
    Some(pieces.0)
}

#[derive(Default)]
struct Pieces(Vec<Piece>);

impl Pieces {
    fn holds(&self, value: &Node) -> bool {
        let Node::Text(text) = value else { return false };
        self.0.iter().any(|piece| piece.text == text.text)
    }

    fn push_value(&mut self, value: &Node) {
        match value {
            Node::Text(text) => match text.as_object() {
                // `{"subsystem":"gateway/ws"}` is printed as `[ws]` on the console.
                Some(members) => members.iter().for_each(|member| self.push_member(member)),
                None => self.push_text(text),
            },
            Node::Object(members) => members.iter().for_each(|member| self.push_member(member)),
            Node::List(items) => items.iter().for_each(|item| self.push_value(item)),
            Node::Null => {}
            Node::Scalar(text) => self.push_text(text),
        }
    }

    fn push_member(&mut self, member: &Member) {
        match &member.value {
            Node::Text(text) | Node::Scalar(text) => self.push_pair(&member.key, text),
            nested @ (Node::Object(_) | Node::List(_)) => self.push_value(nested),
            Node::Null => {}
        }
    }

    fn push_pair(&mut self, key: &Text, value: &Text) {
        let shift = key.text.len() + 1;
        let mut anchors = key.anchors.clone();
        anchors.extend(value.anchors.iter().map(|(at, origin)| (shift + at, *origin)));
        self.0.push(Piece { text: format!("{}={}", key.text, value.text), anchors });
    }

    fn push_text(&mut self, text: &Text) {
        self.0.push(Piece { text: text.text.to_string(), anchors: text.anchors.clone() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(line: &str) -> Option<String> {
        Some(read(line)?.iter().map(|piece| piece.text.as_str()).collect::<Vec<_>>().join(" "))
    }

    #[test]
    fn message_and_fields_are_read_and_the_loggers_own_data_is_not() {
        let line = r#"{"0":"{\"subsystem\":\"gateway/ws\"}","1":{"cause":"pairing-required","durationMs":40},"2":"closed before connect code=1008","_meta":{"runtime":"node"},"time":"2026"}"#;
        assert_eq!(
            text(line).unwrap(),
            "subsystem=gateway/ws cause=pairing-required durationMs=40 closed before connect code=1008"
        );
    }

    #[test]
    fn a_repeated_message_member_is_read_once() {
        let line = r#"{"1":"unauthorized x","_meta":{},"message":"unauthorized x"}"#;
        assert_eq!(text(line).unwrap(), "unauthorized x");
    }

    #[test]
    fn each_form_of_log_line_is_read() {
        for (what, line) in [
            ("OpenClaw's file log", r#"{"0":"closed"}"#),
            ("with what it says of itself", r#"{"_meta":{"logLevelName":"WARN"},"msg":"closed"}"#),
            ("pino, with a level", r#"{"level":50,"msg":"closed"}"#),
            ("with a time", r#"{"time":"2026-11-20T14:18:42Z","msg":"closed"}"#),
            ("a collector, with a timestamp", r#"{"timestamp":1700000000,"message":"closed"}"#),
            ("with a level in words", r#"{"level":"error","message":"closed"}"#),
        ] {
            assert_eq!(text(line).as_deref(), Some("closed"), "{what}");
        }
    }

    #[test]
    fn every_member_that_describes_the_logger_is_left_out() {
        let known = "_meta time timestamp ts date hostname pid runtime level logLevelId logLevelName path parentNames";
        for key in known.split(' ') {
            let line = format!(r#"{{"0":"closed","{key}":"noise","code":1008}}"#);
            assert_eq!(text(&line).as_deref(), Some("closed code=1008"), "{key}");
        }
        assert_eq!(NOISE, known.split(' ').collect::<Vec<_>>());
    }

    #[test]
    fn values_of_every_kind_are_read() {
        for (line, read) in [
            (r#"{"0":["a",["b"],{"c":"d"}]}"#, "a b c=d"),
            (r#"{"0":"x","code":1008,"ok":true,"no":null}"#, "x code=1008 ok=true"),
            (r#"{"0":"x","1":null,"2":3.5,"3":false}"#, "x 3.5 false"),
            (r#"{"0":"x","error":{"cause":{"code":"E1"}},"list":[1,2]}"#, "x code=E1 1 2"),
            (r#"{"0":"{no object}"}"#, "{no object}"),
            (r#"{"1":"b","0":"a","10":"c"}"#, "a b c"),
        ] {
            assert_eq!(text(line).as_deref(), Some(read), "{line}");
        }
    }

    #[test]
    fn a_message_that_says_something_else_than_the_arguments_is_read_beside_them() {
        for key in ["message", "msg"] {
            let line = format!(r#"{{"0":"a","{key}":"b"}}"#);
            assert_eq!(text(&line).as_deref(), Some("a b"), "{key}");
            let line = format!(r#"{{"0":"a","{key}":"a"}}"#);
            assert_eq!(text(&line).as_deref(), Some("a"), "{key}");
        }
    }

    #[test]
    fn other_json_is_left_as_it_is() {
        for line in [
            r#"{"error":{"message":"Unauthorized","type":"unauthorized"}}"#,
            r#"{"gateway":{"auth":{"mode":"token"}}}"#,
            r#"{"message":"Unauthorized","type":"unauthorized"}"#,
            r#"{"msg":"Unauthorized"}"#,
            r#"{"level":"warn","time":1}"#,
            r#"{"0":"cut off"#,
            r#"["0"]"#,
            r#"x {"0":"a"}"#,
            r#"{"0":"a"} x"#,
            r#"{"0":"a"},{"0":"b"}"#,
        ] {
            assert!(text(line).is_none(), "{line}");
        }
    }

    #[test]
    fn every_piece_knows_where_it_stands_also_behind_escapes_and_repetitions() {
        let line =
            r#"{"0":"a","1":["a","say \"a\" again","a"],"2":"{\"key\":\"a\\nb\"}","_meta":0}"#;
        for piece in read(line).unwrap() {
            for (at, origin) in piece.anchors {
                let (here, there) = (&piece.text[at..], &line[origin..]);
                let both = here.chars().next().zip(there.chars().next());
                assert!(both.is_some_and(|(a, b)| a == b || b == '\\'), "{here:?} {there:?}");
            }
        }
        let origins: Vec<usize> =
            read(line).unwrap().iter().map(|piece| piece.anchors[0].1).collect();
        assert_eq!(origins, [6, 15, 19, 37, 49], "{line}");
    }
}
