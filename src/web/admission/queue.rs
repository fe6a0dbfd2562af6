//! Who is next: peers take turns, and within a peer who came first.

use std::collections::{BTreeMap, VecDeque};

use super::super::peers::Peer;

/// Work that waits, bounded for all and for each peer.
#[derive(Debug)]
pub(super) struct FairQueue<T> {
    /// What each peer waits for, oldest first; no line is empty.
    lines: BTreeMap<Peer, VecDeque<(u64, T)>>,
    /// The peers that wait, each once, in the order of their turns.
    turns: VecDeque<Peer>,
    length: usize,
    most: usize,
    most_per_peer: usize,
}

impl<T> FairQueue<T> {
    /// A bound of 0 for each peer is none.
    pub(super) fn new(most: usize, most_per_peer: usize) -> FairQueue<T> {
        let most_per_peer = if most_per_peer == 0 { usize::MAX } else { most_per_peer };
        FairQueue { lines: BTreeMap::new(), turns: VecDeque::new(), length: 0, most, most_per_peer }
    }

    pub(super) fn len(&self) -> usize {
        self.length
    }

    /// How many wait before a newcomer of this peer has its turn: its own, and as many of each other peer.
    pub(super) fn before(&self, peer: Peer) -> usize {
        let own = self.lines.get(&peer).map_or(0, VecDeque::len);
        self.lines.values().map(|line| line.len().min(own + 1)).sum()
    }

    /// Gives work back for which there is no room. `idle` workers take as many out at once, beside the
    /// bounds.
    pub(super) fn push(&mut self, peer: Peer, number: u64, work: T, idle: usize) -> Result<(), T> {
        let own = self.lines.get(&peer).map_or(0, VecDeque::len);
        if self.length >= self.most.saturating_add(idle)
            || own >= self.most_per_peer.saturating_add(idle)
        {
            return Err(work);
        }
        let line = self.lines.entry(peer).or_default();
        if line.is_empty() {
            self.turns.push_back(peer);
        }
        line.push_back((number, work));
        self.length += 1;
        Ok(())
    }

    pub(super) fn pop(&mut self) -> Option<(Peer, u64, T)> {
        let peer = self.turns.pop_front()?;
        let line = self.lines.get_mut(&peer)?;
        let (number, work) = line.pop_front()?;
        self.length -= 1;
        if line.is_empty() {
            self.lines.remove(&peer);
        } else {
            self.turns.push_back(peer);
        }
        Some((peer, number, work))
    }

    /// Takes out what still waits under this number.
    pub(super) fn remove(&mut self, peer: Peer, number: u64) -> Option<T> {
        let line = self.lines.get_mut(&peer)?;
        let at = line.iter().position(|(waiting, _)| *waiting == number)?;
        let (_, work) = line.remove(at)?;
        self.length -= 1;
        if line.is_empty() {
            self.lines.remove(&peer);
            self.turns.retain(|turn| *turn != peer);
        }
        Some(work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(number: u8) -> Peer {
        Peer::of([192, 0, 2, number].into())
    }

    fn order(queue: &mut FairQueue<()>) -> Vec<u64> {
        std::iter::from_fn(|| queue.pop().map(|(_, number, ())| number)).collect()
    }

    #[test]
    fn a_peer_with_a_hundred_does_not_make_another_wait_behind_them() {
        let mut queue = FairQueue::new(1000, 1000);
        for number in 0..100 {
            queue.push(peer(1), number, (), 0).unwrap();
        }
        assert_eq!((queue.before(peer(1)), queue.before(peer(2))), (100, 1));
        queue.push(peer(2), 1000, (), 0).unwrap();
        queue.push(peer(2), 1001, (), 0).unwrap();
        assert_eq!(order(&mut queue)[..6], [0, 1000, 1, 1001, 2, 3]);
        assert_eq!((queue.len(), queue.turns.len(), queue.lines.len()), (0, 0, 0));
    }

    #[test]
    fn who_leaves_is_gone_and_leaves_nothing_behind() {
        let mut queue = FairQueue::new(10, 10);
        for (number, from) in [(0, 1), (1, 1), (2, 2), (3, 1)] {
            queue.push(peer(from), number, (), 0).unwrap();
        }
        assert_eq!(queue.remove(peer(1), 1), Some(()));
        assert_eq!(queue.remove(peer(1), 1), None);
        assert_eq!(queue.remove(peer(2), 2), Some(()));
        assert_eq!((queue.len(), queue.turns.len()), (2, 1));
        queue.push(peer(2), 4, (), 0).unwrap();
        assert_eq!(order(&mut queue), [0, 4, 3]);
    }

    #[test]
    fn the_queue_is_bounded_for_all_and_for_each_peer() {
        let mut queue = FairQueue::new(3, 2);
        assert!(queue.push(peer(1), 0, (), 0).is_ok() && queue.push(peer(1), 1, (), 0).is_ok());
        assert!(queue.push(peer(1), 2, (), 0).is_err(), "the peer's bound");
        assert!(queue.push(peer(2), 3, (), 0).is_ok());
        assert!(queue.push(peer(2), 4, (), 0).is_err(), "the bound of all");
        assert!(queue.push(peer(2), 4, (), 1).is_ok(), "a worker takes it at once");
    }
}
