//! JSON log lines: `{"0":…,"1":…,"_meta":…,"time":…}` as OpenClaw's file log writes them, and the
//! plainer `{"level":…,"msg":…}` of wrappers and collectors.

use serde_json::{Map, Value};

/// A piece of text out of a JSON object.
pub(super) struct Piece {
    pub(super) text: String,
    /// Byte of the line that it begins at.
    pub(super) origin: usize,
    /// Whether it stands there letter by letter (no escapes inside).
    pub(super) in_step: bool,
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
    let object: Map<String, Value> = serde_json::from_str(line).ok()?;
    let is_log = object.contains_key("_meta")
        || object.contains_key("0")
        || (MESSAGE.iter().any(|key| object.contains_key(*key))
            && (object.contains_key("level")
                || object.contains_key("time")
                || object.contains_key("timestamp")));
    if !is_log {
        return None;
    }
    let mut reader = Reader { line, pieces: Vec::new() };
    let numbered = object.iter().filter(|(key, _)| key.bytes().all(|byte| byte.is_ascii_digit()));
    for (_, value) in numbered {
        reader.push_value(value);
    }
    let named = object.iter().filter(|(key, _)| !key.bytes().all(|byte| byte.is_ascii_digit()));
    for (key, value) in named.filter(|(key, _)| !NOISE.contains(&key.as_str())) {
        if !MESSAGE.contains(&key.as_str()) {
            reader.push_field(key, value);
        } else if !reader.holds(value) {
            reader.push_value(value);
        }
    }
    Some(reader.pieces)
}

struct Reader<'l> {
    line: &'l str,
    pieces: Vec<Piece>,
}

impl Reader<'_> {
    fn holds(&self, value: &Value) -> bool {
        value.as_str().is_some_and(|text| self.pieces.iter().any(|piece| piece.text == text))
    }

    fn push_value(&mut self, value: &Value) {
        match value {
            Value::String(text) => match serde_json::from_str::<Map<String, Value>>(text) {
                // `{"subsystem":"gateway/ws"}` is printed as `[ws]` on the console.
                Ok(inner) => inner.iter().for_each(|(key, value)| self.push_field(key, value)),
                Err(_) => self.push_text(text),
            },
            Value::Object(fields) => {
                fields.iter().for_each(|(key, value)| self.push_field(key, value));
            }
            Value::Array(items) => items.iter().for_each(|item| self.push_value(item)),
            Value::Null => {}
            scalar => self.push_text(&scalar.to_string()),
        }
    }

    fn push_field(&mut self, key: &str, value: &Value) {
        match value {
            Value::String(text) => self.push_pair(key, text),
            Value::Object(_) | Value::Array(_) => self.push_value(value),
            Value::Null => {}
            scalar => self.push_pair(key, &scalar.to_string()),
        }
    }

    fn push_pair(&mut self, key: &str, value: &str) {
        // The key's place, so that evidence which names both begins there.
        let origin = self.line.find(key).unwrap_or(0);
        self.pieces.push(Piece { text: format!("{key}={value}"), origin, in_step: false });
    }

    fn push_text(&mut self, text: &str) {
        match self.find(text) {
            Some(origin) => {
                self.pieces.push(Piece { text: text.to_owned(), origin, in_step: true });
            }
            None => {
                // Escapes inside: the first words still tell where it begins.
                let head = text.split(['"', '\\', '\n', '\t']).next().unwrap_or_default();
                let origin = self.find(head).unwrap_or(0);
                self.pieces.push(Piece { text: text.to_owned(), origin, in_step: false });
            }
        }
    }

    fn find(&self, text: &str) -> Option<usize> {
        if text.is_empty() { None } else { self.line.find(text) }
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
    fn other_json_is_left_as_it_is() {
        assert!(text(r#"{"error":{"message":"Unauthorized","type":"unauthorized"}}"#).is_none());
        assert!(text(r#"{"gateway":{"auth":{"mode":"token"}}}"#).is_none());
        assert!(text(r#"{"0":"cut off"#).is_none());
    }
}
