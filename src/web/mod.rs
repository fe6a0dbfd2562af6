//! The web service: pages for people, JSON for programs.
//!
//! Only this module knows HTTP. Handlers read a request, call the doctor and render; what they
//! share (body limits, content types, errors) has a module of its own.

mod accept;
mod api;
mod assets;
mod body;
mod failure;
mod health;
mod middleware;
mod pages;
mod routes;
mod serve;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use tokio::sync::Semaphore;

pub use api::openapi_json;
pub use routes::router;
pub use serve::serve;

use crate::budget::Cancellation;
use crate::context::Told;
use crate::doctor::{Doctor, Unanswered};
use crate::engine::Diagnosis;
use crate::paste::Paste;
use crate::settings::Limits;
use failure::Failure;

/// What all handlers share.
#[derive(Debug, Clone)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    doctor: Arc<Doctor>,
    limits: Limits,
    /// One permit for each diagnosis that runs.
    workers: Semaphore,
    /// Diagnoses that wait for a permit.
    waiting: AtomicUsize,
    /// Set once the service stops taking new work.
    draining: AtomicBool,
}

impl App {
    /// An application over a doctor.
    #[must_use]
    pub fn new(doctor: Arc<Doctor>, limits: Limits) -> App {
        let workers = Semaphore::new(limits.diagnoses.max(1));
        let inner = Inner {
            doctor,
            limits,
            workers,
            waiting: AtomicUsize::new(0),
            draining: AtomicBool::new(false),
        };
        App { inner: Arc::new(inner) }
    }

    fn doctor(&self) -> &Arc<Doctor> {
        &self.inner.doctor
    }

    fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    fn is_draining(&self) -> bool {
        self.inner.draining.load(Ordering::Relaxed)
    }

    fn start_draining(&self) {
        self.inner.draining.store(true, Ordering::Relaxed);
    }

    /// Diagnoses on a worker thread: a long paste takes tens of milliseconds and must not hold up
    /// the threads that talk to clients.
    async fn diagnose(&self, text: Vec<u8>, told: Told) -> Result<(Paste, Diagnosis), Failure> {
        let inner = &self.inner;
        if inner.waiting.fetch_add(1, Ordering::Relaxed)
            >= inner.limits.waiting + inner.limits.diagnoses
        {
            inner.waiting.fetch_sub(1, Ordering::Relaxed);
            return Err(Failure::busy());
        }
        let permit = inner.workers.acquire().await;
        let doctor = Arc::clone(&inner.doctor);
        let outcome = tokio::task::spawn_blocking(move || {
            doctor.diagnose(&text, &told, &Cancellation::default())
        })
        .await;
        drop(permit);
        inner.waiting.fetch_sub(1, Ordering::Relaxed);
        outcome.map_err(|_| Failure::internal())?.map_err(|unanswered| match unanswered {
            Unanswered::Refused(refusal) => Failure::refused(refusal),
            Unanswered::Abandoned => Failure::internal(),
        })
    }
}
