//! Which connections are served: how many there are, in all and of each peer.
//!
//! Accepting never stops. What is over a limit goes through the [`Lane`], a bounded side door where only
//! `/healthz` and `/readyz` are answered and everything else hears why not.

mod lane;

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::failure::Failure;
use super::peers::Peer;
use crate::settings::Limits;

pub(super) use lane::Lane;

/// All connections that are served.
#[derive(Debug, Clone)]
pub(super) struct Connections {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    most: usize,
    most_per_peer: usize,
    counts: Mutex<Counts>,
}

#[derive(Debug, Default)]
struct Counts {
    all: usize,
    by_peer: HashMap<Peer, usize>,
}

/// A connection that is served, counted until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    peer: Option<Peer>,
    shared: Arc<Shared>,
}

/// The limit that a connection is over. Goes with its requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Over {
    /// Its peer has too many.
    OfPeer,
    /// There are too many.
    OfAll,
}

impl Over {
    /// What its requests are told.
    pub(super) fn failure(self) -> Failure {
        match self {
            Over::OfPeer => Failure::peer_has_too_many_connections(),
            Over::OfAll => Failure::too_many_connections(),
        }
    }
}

impl Connections {
    pub(super) fn new(limits: &Limits) -> Connections {
        let per_peer = limits.connections_per_peer;
        let shared = Shared {
            most: limits.connections.max(1),
            most_per_peer: if per_peer == 0 { usize::MAX } else { per_peer },
            counts: Mutex::default(),
        };
        Connections { shared: Arc::new(shared) }
    }

    /// Seats a connection. A trusted proxy is no peer: it has many clients.
    pub(super) fn seat(&self, peer: Option<Peer>) -> Result<Seat, Over> {
        let mut counts = self.shared.counts();
        let own = peer.and_then(|peer| counts.by_peer.get(&peer).copied()).unwrap_or(0);
        if own >= self.shared.most_per_peer {
            return Err(Over::OfPeer);
        }
        if counts.all >= self.shared.most {
            return Err(Over::OfAll);
        }
        counts.all += 1;
        if let Some(peer) = peer {
            counts.by_peer.insert(peer, own + 1);
        }
        drop(counts);
        Ok(Seat { peer, shared: Arc::clone(&self.shared) })
    }

    /// How many are seated.
    pub(super) fn seated(&self) -> usize {
        self.shared.counts().all
    }
}

impl Shared {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut counts = self.shared.counts();
        counts.all -= 1;
        let Some(peer) = self.peer else { return };
        if let Some(own) = counts.by_peer.get_mut(&peer) {
            *own -= 1;
            if *own == 0 {
                counts.by_peer.remove(&peer);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_counted_in_all_and_of_each_peer() {
        let peer = |number: u8| Some(Peer::of([192, 0, 2, number].into()));
        let limits = Limits { connections: 3, connections_per_peer: 2, ..Limits::default() };
        let connections = Connections::new(&limits);
        let first = connections.seat(peer(1)).unwrap();
        let second = connections.seat(peer(1)).unwrap();
        assert_eq!(connections.seat(peer(1)).unwrap_err(), Over::OfPeer);
        let third = connections.seat(None).unwrap();
        assert_eq!(connections.seat(peer(2)).unwrap_err(), Over::OfAll);
        drop(first);
        let again = connections.seat(peer(2)).unwrap();
        drop((second, third, again));
        assert_eq!(connections.seated(), 0);
        assert!(connections.shared.counts().by_peer.is_empty());
    }
}
