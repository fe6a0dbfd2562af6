//! The threads that diagnose.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError};

use tokio::time::Instant;

use super::{Running, Shared};

/// Starts the worker with this index. It ends when the admission is dropped.
pub(super) fn start(shared: &Arc<Shared>, index: usize) {
    let shared = Arc::clone(shared);
    std::thread::Builder::new()
        .name(format!("diagnosis-{index}"))
        .spawn(move || while work(&shared, index) {})
        .expect("a system that cannot start a few threads cannot run the service");
}

/// Waits for work and does it; `false` when there will be none any more.
fn work(shared: &Shared, index: usize) -> bool {
    let mut state = shared.state();
    let job = loop {
        if state.closed {
            return false;
        }
        if let Some((_, _, job)) = state.queue.pop() {
            break job;
        }
        state = shared.bell.wait(state).unwrap_or_else(PoisonError::into_inner);
    };
    let since = Instant::now();
    state.workers[index] = Some(Running { since, cancellation: job.cancellation.clone() });
    drop(state);
    // Nothing that the work touches outlives it, so a panic leaves nothing half done behind.
    let outcome = catch_unwind(AssertUnwindSafe(job.work));
    let mut state = shared.state();
    state.workers[index] = None;
    state.usual = (state.usual * 7 + since.elapsed()) / 8;
    drop(state);
    // The worker counts as free before the client hears: who asks next finds it so.
    if let Ok(hand_over) = outcome {
        hand_over();
    }
    true
}
