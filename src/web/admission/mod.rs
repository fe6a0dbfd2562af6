//! Which work runs now, which waits, and which is refused.
//!
//! A few threads of our own do the work: the number of running diagnoses cannot exceed the number of
//! threads, whatever clients do, and what a thread keeps for speed (the caches of regular expressions)
//! is kept a fixed number of times. A request holds a [`Place`] while it waits for its answer; when the
//! request is dropped, so is the place, and the work leaves the queue or is cancelled.

mod queue;
mod workers;

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::oneshot;
use tokio::time::Instant;

use super::failure::Failure;
use super::peers::Peer;
use crate::budget::Cancellation;
use crate::settings::Limits;
use queue::FairQueue;

/// The longest time that a refused client is told to wait, in seconds.
const MAX_RETRY_AFTER: u64 = 30;

/// Lets work in. When it is dropped, its threads end.
#[derive(Debug)]
pub(super) struct Admission {
    shared: Arc<Shared>,
}

/// How busy the workers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Load {
    /// Diagnoses that run.
    pub(super) running: usize,
    /// Diagnoses that can run at a time.
    pub(super) workers: usize,
    /// Diagnoses that wait.
    pub(super) waiting: usize,
}

#[derive(Debug)]
struct Shared {
    state: Mutex<State>,
    /// Rung when there is work, and when there will be none any more.
    bell: Condvar,
    queue_timeout: Duration,
    stuck_timeout: Duration,
}

#[derive(Debug)]
struct State {
    queue: FairQueue<Job>,
    /// What each worker does.
    workers: Vec<Option<Running>>,
    /// Set when the admission is dropped.
    closed: bool,
    /// The number of the next place.
    next: u64,
    /// How long a piece of work took of late.
    usual: Duration,
}

#[derive(Debug)]
struct Running {
    since: Instant,
    cancellation: Cancellation,
}

/// Work, and what hands its outcome over once the worker is free again.
struct Job {
    work: Box<dyn FnOnce() -> Handover + Send>,
    cancellation: Cancellation,
}

type Handover = Box<dyn FnOnce() + Send>;

impl std::fmt::Debug for Job {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Job").finish_non_exhaustive()
    }
}

impl Admission {
    /// Starts the workers.
    pub(super) fn new(limits: &Limits) -> Admission {
        let count = limits.diagnoses.max(1);
        let state = State {
            queue: FairQueue::new(limits.waiting, limits.waiting_per_peer),
            workers: (0..count).map(|_| None).collect(),
            closed: false,
            next: 0,
            usual: Duration::from_millis(1),
        };
        let shared = Arc::new(Shared {
            state: Mutex::new(state),
            bell: Condvar::new(),
            queue_timeout: limits.queue_timeout,
            stuck_timeout: limits.stuck_timeout,
        });
        for index in 0..count {
            workers::start(&shared, index);
        }
        Admission { shared }
    }

    /// Does the work on a worker, when it is this peer's turn.
    ///
    /// # Errors
    /// There is no room in the queue, no worker came free in time, or the work panicked.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        peer: Peer,
        work: impl FnOnce(&Cancellation) -> T + Send + 'static,
    ) -> Result<T, Failure> {
        let (tell, mut told) = oneshot::channel();
        let cancellation = Cancellation::default();
        let seen = cancellation.clone();
        let work = Box::new(move || {
            let answer = work(&seen);
            Box::new(move || drop(tell.send(answer))) as Handover
        });
        let place = self.enter(peer, Job { work, cancellation })?;
        let answer = match tokio::time::timeout(self.shared.queue_timeout, &mut told).await {
            Ok(answer) => answer,
            Err(_) if place.leave() => return Err(self.busy(peer)),
            // It runs: its own budget ends it.
            Err(_) => told.await,
        };
        answer.map_err(|_| Failure::internal())
    }

    fn enter(&self, peer: Peer, job: Job) -> Result<Place, Failure> {
        let cancellation = job.cancellation.clone();
        let mut state = self.shared.state();
        let number = state.next;
        state.next += 1;
        let idle = state.workers.len() - state.running();
        let pushed = state.queue.push(peer, number, job, idle);
        drop(state);
        if pushed.is_err() {
            return Err(self.busy(peer));
        }
        self.shared.bell.notify_one();
        Ok(Place { shared: Arc::clone(&self.shared), peer, number, cancellation })
    }

    /// The refusal, with the time after which the queue will have moved on.
    fn busy(&self, peer: Peer) -> Failure {
        let state = self.shared.state();
        let workers = state.workers.len() as u128;
        let wait = state.usual.as_millis() * state.queue.before(peer) as u128 / workers;
        let seconds = u64::try_from(wait.div_ceil(1000)).unwrap_or(MAX_RETRY_AFTER);
        Failure::busy(seconds.clamp(1, MAX_RETRY_AFTER))
    }

    pub(super) fn load(&self) -> Load {
        let state = self.shared.state();
        Load { running: state.running(), workers: state.workers.len(), waiting: state.queue.len() }
    }

    /// Whether every worker is at the same work for so long that something is wrong.
    pub(super) fn is_stuck(&self) -> bool {
        let patience = self.shared.stuck_timeout;
        let is_stuck = |running: &Running| running.since.elapsed() > patience;
        self.shared.state().workers.iter().all(|worker| worker.as_ref().is_some_and(is_stuck))
    }
}

impl Drop for Admission {
    fn drop(&mut self) {
        let mut state = self.shared.state();
        state.closed = true;
        for running in state.workers.iter().flatten() {
            running.cancellation.cancel();
        }
        drop(state);
        self.shared.bell.notify_all();
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while it is locked; and if so, the counts are still right.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn running(&self) -> usize {
        self.workers.iter().flatten().count()
    }
}

/// A place in the queue, then at a worker. Dropped when the answer is there, or when nobody waits for it.
#[derive(Debug)]
struct Place {
    shared: Arc<Shared>,
    peer: Peer,
    number: u64,
    cancellation: Cancellation,
}

impl Place {
    /// Leaves the queue; `false` when the work was not in it any more.
    fn leave(&self) -> bool {
        // The work holds the paste: it is dropped when the lock is free again.
        let job = self.shared.state().queue.remove(self.peer, self.number);
        job.is_some()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.cancellation.cancel();
        self.leave();
    }
}
