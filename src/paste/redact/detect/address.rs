//! Addresses of the public internet. Loopback, private, link-local and carrier-grade ones are
//! evidence, and so are versions that look like addresses.

use std::net::IpAddr;
use std::ops::Range;

use super::{Secret, SecretKind};

/// Finds IPv4 addresses in a run of signs that holds at least three dots.
pub(super) fn find_v4(text: &str, run: Range<usize>, found: &mut Vec<Secret>) {
    let bytes = text.as_bytes();
    let mut at = run.start;
    while at < run.end {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let length =
            bytes[at..run.end].iter().take_while(|b| b.is_ascii_digit() || **b == b'.').count();
        let end = at + text[at..at + length].trim_end_matches('.').len();
        if is_public(text, at..end) {
            found.push(Secret { range: at..end, kind: SecretKind::PublicIp });
        }
        at += length;
    }
}

/// Finds the IPv6 address that begins at `start` with a group of a public network.
pub(super) fn find_v6(text: &str, start: usize, found: &mut Vec<Secret>) {
    const LONGEST: usize = 45;
    let bytes = &text.as_bytes()[start..text.len().min(start + LONGEST)];
    let length = bytes.iter().take_while(|b| b.is_ascii_hexdigit() || **b == b':').count();
    let mut end = start + length;
    if text[start..end].ends_with(':') && !text[start..end].ends_with("::") {
        end -= 1;
    }
    if text[start..end].matches(':').count() >= 2 && is_public(text, start..end) {
        found.push(Secret { range: start..end, kind: SecretKind::PublicIp });
    }
}

fn is_public(text: &str, range: Range<usize>) -> bool {
    let bytes = text.as_bytes();
    let before = |back: usize| range.start.checked_sub(back).map(|at| bytes[at]);
    // `Chrome/156.0.0.0` and `v1.2.3.4` are versions.
    let glued = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'_';
    let product = before(1) == Some(b'/') && before(2).is_some_and(|b| b.is_ascii_alphabetic());
    if product
        || before(1).is_some_and(glued)
        || bytes.get(range.end).is_some_and(u8::is_ascii_alphanumeric)
    {
        return false;
    }
    match text[range].parse::<IpAddr>() {
        Ok(IpAddr::V4(ip)) => {
            let [a, b, ..] = ip.octets();
            let carrier_grade = a == 100 && (64..128).contains(&b); // Tailscale's range
            !(ip.is_private()
                || ip.is_loopback()
                || ip.is_link_local()
                || ip.is_unspecified()
                || ip.is_broadcast()
                || ip.is_multicast()
                || carrier_grade
                || a == 0)
        }
        Ok(IpAddr::V6(ip)) => (ip.segments()[0] & 0xE000) == 0x2000,
        Err(_) => false,
    }
}
