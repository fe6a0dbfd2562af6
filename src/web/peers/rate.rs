//! How many requests a peer may send.
//!
//! `governor` counts (GCRA: one number a peer, refilled without steps). Its keyed stores grow without
//! bound, so the table is ours.

use std::collections::BTreeMap;
use std::num::NonZeroU32;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::nanos::Nanos;
use governor::state::keyed::ShrinkableKeyedStateStore;
use governor::state::{InMemoryState, NotKeyed, StateStore};
use governor::{Quota, RateLimiter};

use super::Peer;
use crate::settings::Limits;

/// The rate limit of all peers.
#[derive(Debug)]
pub(in crate::web) struct Rate {
    /// With what one charge takes at most. `None`: there is no limit.
    limiter: Option<(Limiter, u32)>,
}

type Limiter = RateLimiter<Peer, Table, DefaultClock, StateInformationMiddleware>;

/// What a peer may still send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::web) struct Allowance {
    /// Requests that it may send at once after a time of silence.
    pub(in crate::web) quota: u32,
    /// Seconds in which the whole quota comes back.
    pub(in crate::web) window: u64,
    /// Requests that are left now.
    pub(in crate::web) left: u32,
    /// Seconds until the whole quota is back.
    pub(in crate::web) reset: u64,
    /// Seconds until this request may come again, when it was refused.
    pub(in crate::web) retry_after: Option<u64>,
}

impl Rate {
    pub(in crate::web) fn new(limits: &Limits) -> Rate {
        let quota = NonZeroU32::new(limits.rate).map(|rate| {
            let burst = NonZeroU32::new(limits.rate_burst).unwrap_or(rate);
            Quota::per_second(rate).allow_burst(burst)
        });
        let limiter = quota.map(|quota| {
            let table = Table::new(limits.rate_peers);
            let most = quota.burst_size().get().div_ceil(2);
            (Limiter::new(quota, table, DefaultClock::default()), most)
        });
        Rate { limiter }
    }

    /// Charges a peer; `None` when there is no limit. One charge takes half of the quota at most: what
    /// costs more than a small quota holds would never be let through.
    pub(in crate::web) fn charge(&self, peer: Peer, requests: u32) -> Option<Allowance> {
        let (limiter, most) = self.limiter.as_ref()?;
        let checked = limiter.check_key_n(&peer, NonZeroU32::new(requests.min(*most))?);
        let allowance = match checked {
            Ok(Ok(state)) => Allowance::of(&state.quota(), state.remaining_burst_capacity(), None),
            Ok(Err(refused)) => {
                let wait = refused.wait_time_from(limiter.clock().now());
                Allowance::of(&refused.quota(), 0, Some(seconds(wait).max(1)))
            }
            Err(_) => return None,
        };
        Some(allowance)
    }

    /// Forgets the peers that have their whole quota again.
    pub(in crate::web) fn forget_the_rested(&self) {
        if let Some((limiter, _)) = &self.limiter {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
    }

    /// How many peers are remembered.
    #[cfg(test)]
    fn peers(&self) -> usize {
        self.limiter.as_ref().map_or(0, |(limiter, _)| limiter.len())
    }
}

impl Allowance {
    fn of(quota: &Quota, left: u32, retry_after: Option<u64>) -> Allowance {
        let size = quota.burst_size().get();
        Allowance {
            quota: size,
            window: seconds(quota.burst_size_replenished_in()).max(1),
            left,
            reset: seconds(quota.replenish_interval() * size.saturating_sub(left)),
            retry_after,
        }
    }
}

/// Whole seconds, rounded up: who waits that long does not come too early.
fn seconds(duration: Duration) -> u64 {
    duration.as_secs() + u64::from(duration.subsec_nanos() > 0)
}

/// The states of a bounded number of peers. When it is full, the rested are forgotten; while it is full
/// of busy ones, new peers share one state.
struct Table {
    capacity: usize,
    states: Mutex<BTreeMap<Peer, InMemoryState>>,
    shared: InMemoryState,
}

impl std::fmt::Debug for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Table").field("capacity", &self.capacity).finish_non_exhaustive()
    }
}

impl Table {
    fn new(capacity: usize) -> Table {
        Table { capacity, states: Mutex::default(), shared: InMemoryState::default() }
    }

    fn states(&self) -> std::sync::MutexGuard<'_, BTreeMap<Peer, InMemoryState>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl StateStore for Table {
    type Key = Peer;

    fn measure_and_replace<T, F, E>(&self, peer: &Peer, measure: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        const ONE: NotKeyed = NotKeyed::NonKey;
        let mut states = self.states();
        if let Some(state) = states.get(peer) {
            return state.measure_and_replace(&ONE, measure);
        }
        if states.len() >= self.capacity {
            return self.shared.measure_and_replace(&ONE, measure);
        }
        states.entry(*peer).or_default().measure_and_replace(&ONE, measure)
    }
}

impl ShrinkableKeyedStateStore<Peer> for Table {
    fn retain_recent(&self, drop_below: Nanos) {
        self.states().retain(|_, state| {
            // An error leaves the state as it is: this only looks.
            let seen = state.measure_and_replace(&NotKeyed::NonKey, Err::<((), Nanos), _>);
            seen.is_err_and(|at| at.is_some_and(|at| at > drop_below))
        });
    }

    fn shrink_to_fit(&self) {
        // A sorted map gives its memory back as it shrinks.
    }

    fn len(&self) -> usize {
        self.states().len()
    }

    fn is_empty(&self) -> bool {
        self.states().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use std::net::{IpAddr, Ipv4Addr};

    use super::*;

    fn rate(rate: u32, rate_burst: u32, rate_peers: usize) -> Rate {
        Rate::new(&Limits { rate, rate_burst, rate_peers, ..Limits::default() })
    }

    fn peer(number: u32) -> Peer {
        Peer::of(IpAddr::V4(Ipv4Addr::from_bits(number)))
    }

    #[test]
    fn a_peer_that_sends_too_much_is_told_when_to_come_back_and_others_are_not_concerned() {
        let rate = rate(1, 5, 10);
        for left in (0..5).rev() {
            let allowance = rate.charge(peer(1), 1).unwrap();
            assert_eq!((allowance.left, allowance.retry_after), (left, None));
        }
        let refused = rate.charge(peer(1), 1).unwrap();
        assert_eq!(refused.retry_after, Some(1));
        assert_eq!((refused.quota, refused.window, refused.left, refused.reset), (5, 5, 0, 5));
        assert_eq!(rate.charge(peer(1), 3).unwrap().retry_after, Some(3));
        assert_eq!(rate.charge(peer(2), 1).unwrap().retry_after, None);
    }

    #[test]
    fn one_charge_takes_half_of_the_quota_at_most() {
        let rate = rate(1, 5, 10);
        assert_eq!(rate.charge(peer(1), 1000).unwrap().left, 2);
        assert_eq!(rate.charge(peer(1), 1000).unwrap().retry_after, Some(1));
    }

    #[test]
    fn no_rate_is_no_limit() {
        assert_eq!(rate(0, 5, 10).charge(peer(1), 1), None);
    }

    #[test]
    fn a_million_peers_do_not_fill_the_memory() {
        let rate = rate(1, 1000, 1000);
        let left = |number| rate.charge(peer(number), 1).unwrap().left;
        // As much as comes back in minutes, since a slow machine takes seconds.
        rate.charge(peer(0), 500);
        rate.charge(peer(0), 400);
        for number in 0..1_000_000 {
            rate.charge(peer(number), 1);
        }
        assert_eq!(rate.peers(), 1000);
        assert!(left(0) < 200, "who has a state of its own keeps it");
        assert!(left(2_000_000) < 200, "who has none shares one");
        std::thread::sleep(Duration::from_millis(2100));
        rate.forget_the_rested();
        assert_eq!(rate.peers(), 1);
        assert_eq!(left(2_000_000), 999);
        assert!(left(0) < 200);
    }
}
