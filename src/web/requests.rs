//! What a request must be, whatever it asks for.
//!
//! hyper refuses what is no HTTP at all by itself, with an empty body: there is no request yet to
//! answer. Its bounds on a head are wider than ours, so that ours are met first.

use axum::extract::Request;
use axum::http::uri::Authority;
use axum::http::{HeaderMap, Uri, Version, header};

use super::failure::Failure;

/// Longest target, in bytes. Filters of the catalogue are the longest that anybody needs.
const MAX_TARGET_BYTES: usize = 8 * 1024;
/// All headers together, in bytes.
const MAX_HEADER_BYTES: usize = 32 * 1024;
/// What hyper reads of a head before it gives up with an empty answer.
pub(super) const MAX_HEAD_BYTES: usize = 64 * 1024;
/// Headers in a request.
const MAX_HEADERS: usize = 100;

/// Checks what RFC 9110 and 9112 demand and the router does not look at.
pub(super) fn check(request: &Request) -> Result<(), Failure> {
    let headers = request.headers();
    let target = request.uri().path_and_query().map_or(0, |target| target.as_str().len());
    if target > MAX_TARGET_BYTES {
        return Err(Failure::long_target());
    }
    let bytes: usize = headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
    if headers.len() > MAX_HEADERS || bytes > MAX_HEADER_BYTES {
        return Err(Failure::large_headers());
    }
    host(request.version(), request.uri(), headers)?;
    let expected = headers.get_all(header::EXPECT).iter();
    if expected.into_iter().any(|expect| !expect.as_bytes().eq_ignore_ascii_case(b"100-continue")) {
        return Err(Failure::unmet_expectation());
    }
    if has_body(headers) && is_encoded(headers) {
        return Err(Failure::unsupported_encoding());
    }
    Ok(())
}

/// One host, and the one of the target where the target names one.
fn host(version: Version, target: &Uri, headers: &HeaderMap) -> Result<(), Failure> {
    let mut hosts = headers.get_all(header::HOST).iter();
    let Some(host) = hosts.next() else {
        let may_be_missing = version < Version::HTTP_11;
        return if may_be_missing { Ok(()) } else { Err(Failure::bad_host()) };
    };
    let host: Option<Authority> = host.to_str().ok().and_then(|host| host.parse().ok());
    let Some(host) = host.filter(is_host_and_port) else {
        return Err(Failure::bad_host());
    };
    let differs = target.authority().is_some_and(|authority| *authority != host);
    if hosts.next().is_some() || differs {
        return Err(Failure::bad_host());
    }
    Ok(())
}

/// An authority can hold a user as well, and its port is not checked when it is read.
fn is_host_and_port(authority: &Authority) -> bool {
    let host = authority.host();
    let is_port = |port: &str| port.parse::<u16>().is_ok() || port.is_empty();
    let rest = authority.as_str().strip_prefix(host);
    !host.is_empty()
        && rest.is_some_and(|rest| rest.is_empty() || rest.strip_prefix(':').is_some_and(is_port))
}

fn has_body(headers: &HeaderMap) -> bool {
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0")
}

fn is_encoded(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::CONTENT_ENCODING)
        .iter()
        .any(|encoding| !encoding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"identity"))
}
