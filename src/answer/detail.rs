//! How much of an answer is wanted.

use serde::Deserialize;
use utoipa::ToSchema;

/// How much an answer holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase", try_from = "String")]
pub enum Detail {
    /// The best findings with their first fix.
    Short,
    /// Everything.
    #[default]
    Full,
}

/// serde alone takes `{"short": null}` for the word as well.
impl TryFrom<String> for Detail {
    type Error = &'static str;

    fn try_from(word: String) -> Result<Detail, &'static str> {
        match word.as_str() {
            "short" => Ok(Detail::Short),
            "full" => Ok(Detail::Full),
            _ => Err("`detail` can be short or full"),
        }
    }
}
