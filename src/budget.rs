//! What one diagnosis may cost, and whether anybody still waits for it.
//!
//! Work is counted, not timed: equal pastes spend equal amounts, so the answer depends on nothing but
//! the paste and the knowledge.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Units for each byte of a paste. By the prices in `engine::evidence`, a log of 200 bytes a line in
/// which every line meets ten signals spends about twelve.
const PER_BYTE: u64 = 16;
/// Units that the shortest paste has: a question of one line is mended and searched for.
const AT_LEAST: u64 = 750_000;

/// Tells work that nobody waits for its result any more. Clones share one state.
#[derive(Debug, Clone, Default)]
pub struct Cancellation(Arc<AtomicBool>);

impl Cancellation {
    /// From now on the work may stop at its next checkpoint.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether somebody said so.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// A part of a diagnosis that was left out because the budget was used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// Known messages were not looked for everywhere.
    Evidence,
    /// The least likely of very many problems.
    Findings,
    /// Mistyped words were not all put right.
    Mending,
    /// The search for similar problems stopped early.
    Search,
}

/// The work that one diagnosis may do, in units of about one byte read by a pattern.
#[derive(Debug)]
pub struct Budget {
    left: Cell<u64>,
    cancellation: Cancellation,
    left_out: RefCell<BTreeSet<LeftOut>>,
}

impl Budget {
    /// The budget for a paste whose normal text has `bytes` bytes.
    #[must_use]
    pub fn for_paste(bytes: usize) -> Budget {
        Budget::of_units((bytes as u64 * PER_BYTE).max(AT_LEAST))
    }

    /// A budget of exactly this many units.
    #[must_use]
    pub fn of_units(units: u64) -> Budget {
        Budget {
            left: Cell::new(units),
            cancellation: Cancellation::default(),
            left_out: RefCell::default(),
        }
    }

    /// The same budget for work that somebody can cancel.
    #[must_use]
    pub fn until(self, cancellation: Cancellation) -> Budget {
        Budget { cancellation, ..self }
    }

    /// A checkpoint: takes `units` and tells whether the work may be done. Once it may not, it never
    /// may again, also not for less: what is left out does not depend on the order of small things.
    pub fn spend(&self, units: usize) -> bool {
        let left = self.left.get();
        let units = units as u64;
        if self.cancellation.is_cancelled() || left < units {
            self.left.set(0);
            return false;
        }
        self.left.set(left - units);
        true
    }

    /// Notes that a part was left out.
    pub fn leave_out(&self, part: LeftOut) {
        self.left_out.borrow_mut().insert(part);
    }

    /// What was left out so far, in a fixed order.
    #[must_use]
    pub fn left_out(&self) -> Vec<LeftOut> {
        self.left_out.borrow().iter().copied().collect()
    }

    /// Units that are left.
    #[must_use]
    pub fn left(&self) -> u64 {
        self.left.get()
    }

    /// Whether nobody waits for the answer any more.
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.cancellation.is_cancelled()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_used_up_stays_used_up() {
        let budget = Budget::of_units(10);
        assert!(budget.spend(10));
        assert!(!budget.spend(1));
        let budget = Budget::of_units(10);
        assert!(!budget.spend(11));
        assert!(!budget.spend(1), "a smaller piece of work does not slip through");
    }

    #[test]
    fn cancelled_work_stops_at_its_next_checkpoint() {
        let cancellation = Cancellation::default();
        let budget = Budget::of_units(10).until(cancellation.clone());
        assert!(budget.spend(1));
        cancellation.cancel();
        assert!(!budget.spend(1) && budget.is_cancelled());
    }

    #[test]
    fn what_was_left_out_is_said_once_and_in_a_fixed_order() {
        let budget = Budget::of_units(0);
        for part in [LeftOut::Search, LeftOut::Evidence, LeftOut::Search] {
            budget.leave_out(part);
        }
        assert_eq!(budget.left_out(), [LeftOut::Evidence, LeftOut::Search]);
    }
}
