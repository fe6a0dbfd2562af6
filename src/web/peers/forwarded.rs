//! Who a proxy says that it speaks for.
//!
//! Anybody can send `Forwarded` and `X-Forwarded-For`, so they are read only when the connection comes
//! from a trusted proxy, and from the right: each proxy appends whom *it* saw. (The crates for these
//! headers read from the left or believe everybody.)

use std::net::{IpAddr, SocketAddr};

use axum::http::{HeaderMap, header};
use ipnet::IpNet;

const X_FORWARDED_FOR: &str = "x-forwarded-for";

/// The client of a request that came over a connection from `peer`.
///
/// Walks from the last entry to the first address that is no trusted proxy. An entry that is no address
/// ends the walk: the last address that was trusted counts. So it does when both headers are there and
/// disagree, for then a client wrote one of them.
pub(in crate::web) fn client(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let peer = peer.to_canonical();
    if !is_trusted(peer, trusted) {
        return peer;
    }
    let forwarded = lists(headers, header::FORWARDED.as_str())
        .map(|list| walk(peer, trusted, elements(&list, ',').into_iter().map(forwarded_for)));
    let x_forwarded = lists(headers, X_FORWARDED_FOR)
        .map(|list| walk(peer, trusted, list.split(',').map(address).collect::<Vec<_>>()));
    match (forwarded, x_forwarded) {
        (Some(one), Some(other)) if one != other => peer,
        (Some(client), _) | (None, Some(client)) => client,
        (None, None) => peer,
    }
}

/// Whether an address belongs to a trusted proxy.
pub(in crate::web) fn is_trusted(address: IpAddr, trusted: &[IpNet]) -> bool {
    let address = address.to_canonical();
    trusted.iter().any(|network| network.contains(&address))
}

fn walk(
    peer: IpAddr,
    trusted: &[IpNet],
    entries: impl IntoIterator<Item = Option<IpAddr>, IntoIter: DoubleEndedIterator>,
) -> IpAddr {
    let mut last = peer;
    for entry in entries.into_iter().rev() {
        let Some(address) = entry else { break };
        last = address;
        if !is_trusted(address, trusted) {
            break;
        }
    }
    last
}

/// All lines of a header as one list. A line that is no text becomes an entry that is no address.
fn lists(headers: &HeaderMap, name: &str) -> Option<String> {
    let lines: Vec<&str> =
        headers.get_all(name).iter().map(|line| line.to_str().unwrap_or("?")).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// `192.0.2.1`, `192.0.2.1:80`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:80`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address: Option<IpAddr> = bare.parse().ok();
    let address = address.or_else(|| text.parse().ok().map(|socket: SocketAddr| socket.ip()));
    // A proxy may hide the port's number behind a name.
    let named_port = || text.rsplit_once(':').filter(|(_, port)| port.starts_with('_'));
    let address = address.or_else(|| {
        let (host, _) = named_port()?;
        let host = host.strip_prefix('[').and_then(|h| h.strip_suffix(']')).unwrap_or(host);
        host.parse().ok()
    });
    address.map(|address| address.to_canonical())
}

/// The address behind `for=` of one element of `Forwarded`.
fn forwarded_for(element: &str) -> Option<IpAddr> {
    let value = elements(element, ';').into_iter().find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value.trim())
    })?;
    match value.strip_prefix('"') {
        Some(quoted) => address(&quoted.strip_suffix('"')?.replace('\\', "")),
        None => address(value),
    }
}

/// Splits at a separator that is not inside quotes.
fn elements(list: &str, separator: char) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut escaped) = (Vec::new(), 0, false, false);
    for (at, char) in list.char_indices() {
        if escaped {
            escaped = false;
        } else if quoted && char == '\\' {
            escaped = true;
        } else if char == '"' {
            quoted = !quoted;
        } else if char == separator && !quoted {
            parts.push(&list[start..at]);
            start = at + char.len_utf8();
        }
    }
    parts.push(&list[start..]);
    parts
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    const PROXY: &str = "10.0.0.1";

    fn from(peer: &str, lines: &[(&str, &str)]) -> String {
        let trusted: Vec<IpNet> = ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().unwrap()).into();
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(
                HeaderName::try_from(*name).unwrap(),
                HeaderValue::from_bytes(value.as_bytes()).unwrap(),
            );
        }
        client(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    fn x(list: &str) -> String {
        from(PROXY, &[("x-forwarded-for", list)])
    }

    fn f(list: &str) -> String {
        from(PROXY, &[("forwarded", list)])
    }

    #[test]
    fn an_untrusted_peer_can_say_what_it_likes() {
        let lines = [("x-forwarded-for", "192.0.2.7"), ("forwarded", "for=192.0.2.7")];
        assert_eq!(from("198.51.100.1", &lines), "198.51.100.1");
        assert_eq!(from("::ffff:198.51.100.1", &lines), "198.51.100.1");
    }

    #[test]
    fn the_first_address_from_the_right_that_is_no_proxy_counts() {
        assert_eq!(x("192.0.2.1"), "192.0.2.1");
        assert_eq!(x("203.0.113.9, 192.0.2.1, 10.1.1.1"), "192.0.2.1");
        assert_eq!(x("10.2.2.2, 10.1.1.1"), "10.2.2.2");
        let lines = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(from(PROXY, &lines), "192.0.2.1", "lines are one list");
        assert_eq!(from("::ffff:10.0.0.1", &lines), "192.0.2.1");
        assert_eq!(from("fd00::1", &lines), "192.0.2.1");
    }

    #[test]
    fn ports_and_brackets_are_left_out() {
        assert_eq!(x("192.0.2.1:4711"), "192.0.2.1");
        assert_eq!(x("[2001:db8::1]:4711"), "2001:db8::1");
        assert_eq!(x("[2001:db8::1]"), "2001:db8::1");
        assert_eq!(x("2001:db8::1"), "2001:db8::1");
        assert_eq!(x("::ffff:192.0.2.1"), "192.0.2.1");
    }

    #[test]
    fn garbage_ends_the_walk() {
        assert_eq!(x("192.0.2.1, nonsense"), PROXY);
        assert_eq!(x("192.0.2.1, nonsense, 10.1.1.1"), "10.1.1.1");
        assert_eq!(x("192.0.2.1,"), PROXY);
        assert_eq!(x(""), PROXY);
        assert_eq!(x("192.0.2.1\u{e9}"), PROXY);
        assert_eq!(f("for=unknown"), PROXY);
        assert_eq!(f("for=_hidden, for=10.1.1.1"), "10.1.1.1");
        assert_eq!(f("proto=https"), PROXY);
        assert_eq!(f("for=\"192.0.2.1"), PROXY);
    }

    #[test]
    fn forwarded_is_read_as_its_rfc_has_it() {
        assert_eq!(f("for=192.0.2.60;proto=http;by=203.0.113.43"), "192.0.2.60");
        assert_eq!(f("For=\"[2001:db8:cafe::17]:4711\""), "2001:db8:cafe::17");
        assert_eq!(f("proto=http; FOR = 192.0.2.43, for=10.1.1.1"), "192.0.2.43");
        assert_eq!(f("for=203.0.113.9, for=\"192.0.2.1:_port\""), "192.0.2.1");
        assert_eq!(f("for=203.0.113.9;x=\"a,for=198.51.100.1;\\\"\""), "203.0.113.9");
    }

    #[test]
    fn two_headers_that_disagree_are_not_believed() {
        let spoofed = [("forwarded", "for=203.0.113.9"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(from(PROXY, &spoofed), PROXY);
        let agreed = [("forwarded", "for=192.0.2.1"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(from(PROXY, &agreed), "192.0.2.1");
    }
}
