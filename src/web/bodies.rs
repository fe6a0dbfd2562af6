//! The memory of all request bodies together.
//!
//! Bytes are counted as memory is taken for them, not as a request announces them, and given back when
//! the body is dropped, wherever that is.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::peers::Peer;
use crate::settings::Limits;

/// What all bodies may hold together, and each peer's.
#[derive(Debug, Clone)]
pub(super) struct Bodies {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    most: usize,
    most_per_peer: usize,
    held: Mutex<Held>,
}

#[derive(Debug, Default)]
struct Held {
    all: usize,
    by_peer: BTreeMap<Peer, usize>,
}

/// A body as it arrives.
#[derive(Debug)]
pub(super) struct Received {
    bytes: Vec<u8>,
    /// What is counted: the memory that `bytes` takes.
    counted: usize,
    peer: Peer,
    shared: Arc<Shared>,
}

/// There is no memory for more at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OutOfRoom;

impl Bodies {
    pub(super) fn new(limits: &Limits) -> Bodies {
        let per_peer = limits.bodies_bytes_per_peer;
        let shared = Shared {
            most: limits.bodies_bytes,
            most_per_peer: if per_peer == 0 { usize::MAX } else { per_peer },
            held: Mutex::default(),
        };
        Bodies { shared: Arc::new(shared) }
    }

    /// An empty body of this peer.
    pub(super) fn receive(&self, peer: Peer) -> Received {
        Received { bytes: Vec::new(), counted: 0, peer, shared: Arc::clone(&self.shared) }
    }

    /// Bytes that all bodies hold now.
    pub(super) fn held(&self) -> usize {
        self.shared.held().all
    }
}

impl Shared {
    fn held(&self) -> MutexGuard<'_, Held> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, peer: Peer, bytes: usize) -> Result<(), OutOfRoom> {
        let mut held = self.held();
        let own = held.by_peer.get(&peer).copied().unwrap_or(0);
        if held.all + bytes > self.most || own + bytes > self.most_per_peer {
            return Err(OutOfRoom);
        }
        held.all += bytes;
        held.by_peer.insert(peer, own + bytes);
        Ok(())
    }

    fn give_back(&self, peer: Peer, bytes: usize) {
        let mut held = self.held();
        held.all -= bytes;
        if let Some(own) = held.by_peer.get_mut(&peer) {
            *own -= bytes;
            if *own == 0 {
                held.by_peer.remove(&peer);
            }
        }
    }
}

impl Received {
    /// The first memory that a body gets, in bytes: most pastes are smaller.
    const FIRST: usize = 4 * 1024;

    /// Adds what arrived.
    pub(super) fn extend(&mut self, data: &[u8]) -> Result<(), OutOfRoom> {
        let length = self.bytes.len() + data.len();
        if length > self.counted {
            let wanted = length.max(self.counted * 2).max(Self::FIRST);
            self.shared.take(self.peer, wanted - self.counted)?;
            self.counted = wanted;
            self.bytes.reserve_exact(wanted - self.bytes.len());
        }
        self.bytes.extend_from_slice(data);
        Ok(())
    }
}

impl AsRef<[u8]> for Received {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Received {
    fn drop(&mut self) {
        self.bytes = Vec::new();
        if self.counted > 0 {
            self.shared.give_back(self.peer, self.counted);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(number: u8) -> Peer {
        Peer::of([192, 0, 2, number].into())
    }

    #[test]
    fn bodies_share_a_budget_and_a_peer_gets_a_part_of_it() {
        let limits =
            Limits { bodies_bytes: 40_000, bodies_bytes_per_peer: 20_000, ..Limits::default() };
        let bodies = Bodies::new(&limits);
        let mut first = bodies.receive(peer(1));
        first.extend(&[b'x'; 10_000]).unwrap();
        assert_eq!(bodies.held(), 10_000);
        let mut second = bodies.receive(peer(1));
        second.extend(&[b'x'; 10_000]).unwrap();
        assert_eq!(second.extend(b"x"), Err(OutOfRoom), "the peer's part is used up");
        let mut other = bodies.receive(peer(2));
        other.extend(&[b'x'; 20_000]).unwrap();
        assert_eq!(bodies.receive(peer(3)).extend(b"x"), Err(OutOfRoom), "all is used up");
        drop(first);
        bodies.receive(peer(3)).extend(b"x").unwrap();
        drop((second, other));
        assert_eq!(bodies.held(), 0);
        assert!(bodies.shared.held().by_peer.is_empty());
    }

    #[test]
    fn what_is_counted_is_the_memory_that_is_taken() {
        let bodies = Bodies::new(&Limits::default());
        let mut body = bodies.receive(peer(1));
        for _ in 0..100_000 {
            body.extend(b"small").unwrap();
            assert!(body.bytes.capacity() <= bodies.held());
        }
        assert_eq!(body.as_ref().len(), 500_000);
    }

    #[test]
    fn memory_is_taken_in_doubling_steps_so_that_a_body_in_small_pieces_is_seldom_moved() {
        let bodies = Bodies::new(&Limits::default());
        let mut body = bodies.receive(peer(1));
        let mut held = Vec::new();
        for _ in 0..20_000 {
            body.extend(b"x").unwrap();
            if held.last() != Some(&bodies.held()) {
                held.push(bodies.held());
            }
        }
        assert_eq!(held, [4_096, 8_192, 16_384, 32_768]);
        body.extend(&[b'x'; 100_000]).unwrap();
        assert_eq!(bodies.held(), 120_000, "a large piece gets what it needs");
    }
}
