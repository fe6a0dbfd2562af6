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

#[cfg(test)]
mod tests {
    use super::super::shape;
    use super::*;

    fn addresses(text: &str) -> Vec<&str> {
        let mut found = Vec::new();
        shape::find(text, &mut found);
        let public = found.into_iter().filter(|secret| secret.kind == SecretKind::PublicIp);
        public.map(|secret| &text[secret.range]).collect()
    }

    #[test]
    fn addresses_of_the_internet_are_found_and_those_of_a_network_are_not() {
        for ip in [
            "8.8.4.4",
            "1.1.1.1",
            "203.0.113.9",
            "100.63.0.1",
            "100.128.0.1",
            "99.64.1.1",
            "172.32.0.1",
            "223.1.1.1",
        ] {
            assert_eq!(addresses(&format!("from {ip}:443, ok")), [ip]);
        }
        for ip in [
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.1.1",
            "0.0.0.0",
            "0.1.2.3",
            "255.255.255.255",
            "224.0.0.1",
            "100.64.0.1",
            "100.101.102.103",
            "100.127.255.255",
            "256.1.1.1",
            "1.2.3",
        ] {
            assert!(addresses(&format!("from {ip} ok")).is_empty(), "{ip}");
        }
    }

    #[test]
    fn versions_are_no_addresses() {
        for text in [
            "Chrome/156.1.2.3",
            "v1.2.3.4",
            "x_1.2.3.4",
            "1.2.3.4a",
            "1.2.3.4.5",
            ".1.2.3.4",
            "a-1.2.3.4b",
        ] {
            assert!(addresses(text).is_empty(), "{text}");
        }
        for text in
            ["8.8.4.4/24", "//8.8.4.4", "8.8.4.4.", "(8.8.4.4)", "/8.8.4.4", "1/8.8.4.4", "8.8.4.4"]
        {
            assert_eq!(addresses(text), ["8.8.4.4"], "{text}");
        }
        assert_eq!(addresses("8.8.4.4-1.1.1.1"), ["8.8.4.4", "1.1.1.1"]);
        assert_eq!(addresses("a-8.8.4.4-b-1.1.1.1"), ["8.8.4.4", "1.1.1.1"]);
    }

    #[test]
    fn addresses_of_sixteen_bytes_are_found_where_they_are_public() {
        for (text, ip) in [
            ("from 2001:db8:85a3::8a2e:370:7334 ok", "2001:db8:85a3::8a2e:370:7334"),
            ("[2a00:1450:4001:81b::200e]:443", "2a00:1450:4001:81b::200e"),
            ("2001:db8::1: closed", "2001:db8::1"),
            ("3fff::1", "3fff::1"),
            ("2001:db8::", "2001:db8::"),
            ("2001:0db8:85a3:0000:0000:8a2e:0370:7334", "2001:0db8:85a3:0000:0000:8a2e:0370:7334"),
        ] {
            assert_eq!(addresses(text), [ip]);
        }
        for text in [
            "fe80::1",
            "::1",
            "fd00:1::1",
            "2001:1",
            "2026:11:20",
            "4001::1",
            "12001:db8::1",
            "2001:db8:85a3:zz",
        ] {
            assert!(addresses(text).is_empty(), "{text}");
        }
    }
}
