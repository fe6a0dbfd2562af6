//! Who may keep an answer, and for how long. Handlers say a policy; the header is written here alone.

use std::convert::Infallible;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponseParts, Response, ResponseParts};

/// Whether browsers and proxies may keep an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum CachePolicy {
    /// It holds something of a paste or of this moment.
    Never,
    /// Whoever keeps it asks each time whether it still holds.
    #[default]
    Checked,
    /// It is the same for everybody until the knowledge changes.
    Shortly,
    /// What stands at its address never changes.
    Immutable,
}

impl CachePolicy {
    /// The policy of an answer.
    pub(super) fn of(response: &Response) -> CachePolicy {
        response.extensions().get().copied().unwrap_or_default()
    }

    /// Whether one client can get what another one asked for.
    pub(super) fn is_shared(self) -> bool {
        matches!(self, CachePolicy::Shortly | CachePolicy::Immutable)
    }

    fn value(self) -> HeaderValue {
        HeaderValue::from_static(match self {
            CachePolicy::Never => "no-store",
            CachePolicy::Checked => "no-cache",
            CachePolicy::Shortly => "public, max-age=300",
            CachePolicy::Immutable => "public, max-age=31536000, immutable",
        })
    }
}

/// An answer with a policy: `(CachePolicy::Never, body)`.
impl IntoResponseParts for CachePolicy {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.extensions_mut().insert(self);
        Ok(parts)
    }
}

/// Writes the policy of an answer into its head.
pub(super) fn write(response: &mut Response) {
    let value = CachePolicy::of(response).value();
    response.headers_mut().insert(header::CACHE_CONTROL, value);
}
