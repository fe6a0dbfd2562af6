//! Whether a connection is in use, and how it is asked to make room.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Instant;

/// Before this time a connection without a request does not make room for another one: its first
/// request may be on the way.
const IDLE_AT_LEAST: Duration = Duration::from_secs(1);

/// What happens on a connection.
#[derive(Debug)]
pub(in crate::web) struct Activity {
    requests: AtomicUsize,
    has_served: AtomicBool,
    /// When it was opened, or its last request ended.
    idle_since: Mutex<Instant>,
    room_wanted: Notify,
}

/// A request that is being answered.
#[derive(Debug)]
pub(in crate::web) struct Busy<'a>(&'a Activity);

impl Activity {
    pub(super) fn new() -> Activity {
        Activity {
            requests: AtomicUsize::new(0),
            has_served: AtomicBool::new(false),
            idle_since: Mutex::new(Instant::now()),
            room_wanted: Notify::new(),
        }
    }

    /// A request begins; it ends when the value is dropped.
    pub(in crate::web) fn begin(&self) -> Busy<'_> {
        self.requests.fetch_add(1, Ordering::Relaxed);
        Busy(self)
    }

    /// How long nothing was asked; `None` when it is in use, or for a moment only not.
    pub(super) fn idle(&self) -> Option<Duration> {
        if self.requests.load(Ordering::Relaxed) > 0 {
            return None;
        }
        let since = *self.idle_since.lock().unwrap_or_else(PoisonError::into_inner);
        Some(since.elapsed()).filter(|idle| *idle >= IDLE_AT_LEAST)
    }

    pub(super) fn ask_for_room(&self) {
        self.room_wanted.notify_one();
    }

    /// Done when the connection shall make room.
    pub(in crate::web) async fn room_wanted(&self) {
        self.room_wanted.notified().await;
    }

    /// Whether an answer was made, which may still be on its way.
    pub(in crate::web) fn has_served(&self) -> bool {
        self.has_served.load(Ordering::Relaxed)
    }
}

impl Drop for Busy<'_> {
    fn drop(&mut self) {
        let Busy(activity) = self;
        activity.has_served.store(true, Ordering::Relaxed);
        *activity.idle_since.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
        activity.requests.fetch_sub(1, Ordering::Relaxed);
    }
}
