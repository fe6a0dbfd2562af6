//! Which connections are served: how many there are, in all and of each peer.
//!
//! Accepting never stops. When all seats are taken, the connection that was idle for longest makes room.
//! What is still over a limit goes through the [`Lane`], a bounded side door where only `/healthz` and
//! `/readyz` are answered and everything else hears why not.

mod activity;
mod lane;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::failure::Failure;
use super::peers::Peer;
use crate::settings::Limits;

pub(super) use activity::Activity;
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
    /// The number of the next connection.
    next: u64,
    seats: BTreeMap<u64, (Option<Peer>, Arc<Activity>)>,
    by_peer: BTreeMap<Peer, usize>,
}

/// A connection that is served, counted until it is dropped.
#[derive(Debug)]
pub(super) struct Seat {
    number: u64,
    activity: Arc<Activity>,
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
        if counts.seats.len() >= self.shared.most && !counts.make_room() {
            return Err(Over::OfAll);
        }
        let number = counts.next;
        counts.next += 1;
        let activity = Arc::new(Activity::new());
        counts.seats.insert(number, (peer, Arc::clone(&activity)));
        if let Some(peer) = peer {
            *counts.by_peer.entry(peer).or_default() += 1;
        }
        drop(counts);
        Ok(Seat { number, activity, shared: Arc::clone(&self.shared) })
    }

    /// How many are seated.
    pub(super) fn seated(&self) -> usize {
        self.shared.counts().seats.len()
    }
}

impl Shared {
    fn counts(&self) -> MutexGuard<'_, Counts> {
        self.counts.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Counts {
    /// Takes the seat of the connection that was idle for longest, if any was for a while.
    fn make_room(&mut self) -> bool {
        let idle = self
            .seats
            .iter()
            .filter_map(|(number, (_, activity))| activity.idle().map(|idle| (idle, *number)));
        let Some((_, number)) = idle.max() else { return false };
        if let Some(activity) = self.leave(number) {
            activity.ask_for_room();
        }
        true
    }

    fn leave(&mut self, number: u64) -> Option<Arc<Activity>> {
        let (peer, activity) = self.seats.remove(&number)?;
        if let Some(peer) = peer
            && let Some(own) = self.by_peer.get_mut(&peer)
        {
            *own -= 1;
            if *own == 0 {
                self.by_peer.remove(&peer);
            }
        }
        Some(activity)
    }
}

impl Seat {
    pub(super) fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        // It is gone already when the connection made room.
        self.shared.counts().leave(self.number);
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

    #[tokio::test(start_paused = true)]
    async fn the_longest_idle_connection_makes_room() {
        let limits = Limits { connections: 2, ..Limits::default() };
        let connections = Connections::new(&limits);
        let busy = connections.seat(None).unwrap();
        let request = busy.activity().begin();
        let idle = connections.seat(None).unwrap();
        assert_eq!(connections.seat(None).unwrap_err(), Over::OfAll, "nothing is idle for long");
        tokio::time::advance(std::time::Duration::from_secs(2)).await;
        let newcomer = connections.seat(None).unwrap();
        idle.activity().room_wanted().await;
        assert_eq!(connections.seat(None).unwrap_err(), Over::OfAll);
        drop((idle, request));
        assert_eq!(connections.seated(), 2);
        drop((busy, newcomer));
        assert_eq!(connections.seated(), 0);
    }
}
