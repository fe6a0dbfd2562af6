//! What all handlers share.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::response::{IntoResponse, Response};

use super::admission::Admission;
use super::bodies::Bodies;
use super::connections::Connections;
use super::failure::Failure;
use super::peers::{Allowance, Peer, Rate};
use crate::answer::Diagnosis;
use crate::budget::Cancellation;
use crate::context::Told;
use crate::doctor::{Doctor, Unanswered};
use crate::engine::Engines;
use crate::paste::Paste;
use crate::settings::Limits;

/// Bytes of a paste that count as one request more: about as much work as a small paste.
const BYTES_PER_REQUEST: usize = 16 * 1024;

/// How a paste is diagnosed.
type Diagnose =
    dyn Fn(&[u8], &Told, &Cancellation) -> Result<(Paste, Diagnosis), Unanswered> + Send + Sync;

/// What all handlers share.
#[derive(Clone)]
pub struct App {
    inner: Arc<Inner>,
}

struct Inner {
    doctor: Arc<Doctor>,
    diagnose: Arc<Diagnose>,
    limits: Limits,
    admission: Admission,
    bodies: Bodies,
    connections: Connections,
    rate: Rate,
    /// Set once the service stops taking new work.
    draining: AtomicBool,
}

impl std::fmt::Debug for App {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("App").field("doctor", &self.inner.doctor).finish_non_exhaustive()
    }
}

impl App {
    /// An application over a doctor.
    #[must_use]
    pub fn new(doctor: Arc<Doctor>, limits: Limits) -> App {
        let asked = Arc::clone(&doctor);
        App::diagnosing(doctor, limits, move |text, told, cancellation| {
            asked.diagnose(text, told, cancellation)
        })
    }

    /// An application that diagnoses in another way than its doctor does. Tests show with it what slow
    /// and broken diagnoses do to the service.
    #[must_use]
    pub fn diagnosing(
        doctor: Arc<Doctor>,
        limits: Limits,
        diagnose: impl Fn(&[u8], &Told, &Cancellation) -> Result<(Paste, Diagnosis), Unanswered>
        + Send
        + Sync
        + 'static,
    ) -> App {
        let inner = Inner {
            doctor,
            diagnose: Arc::new(diagnose),
            admission: Admission::new(&limits),
            bodies: Bodies::new(&limits),
            connections: Connections::new(&limits),
            rate: Rate::new(&limits),
            limits,
            draining: AtomicBool::new(false),
        };
        App { inner: Arc::new(inner) }
    }

    pub(super) fn doctor(&self) -> &Arc<Doctor> {
        &self.inner.doctor
    }

    pub(super) fn limits(&self) -> &Limits {
        &self.inner.limits
    }

    pub(super) fn admission(&self) -> &Admission {
        &self.inner.admission
    }

    pub(super) fn bodies(&self) -> &Bodies {
        &self.inner.bodies
    }

    pub(super) fn connections(&self) -> &Connections {
        &self.inner.connections
    }

    pub(super) fn rate(&self) -> &Rate {
        &self.inner.rate
    }

    pub(super) fn is_draining(&self) -> bool {
        self.inner.draining.load(Ordering::Relaxed)
    }

    pub(super) fn start_draining(&self) {
        self.inner.draining.store(true, Ordering::Relaxed);
    }

    /// Charges a peer for requests; `None` when there is no limit.
    pub(super) fn charge(&self, peer: Peer, requests: u32) -> Result<Option<Allowance>, Failure> {
        match self.rate().charge(peer, requests) {
            Some(allowance) => match allowance.retry_after {
                Some(wait) => Err(Failure::rate_limited(allowance, wait)),
                None => Ok(Some(allowance)),
            },
            None => Ok(None),
        }
    }

    /// Charges a peer for the size of a body.
    pub(super) fn charge_bytes(&self, peer: Peer, bytes: usize) -> Result<(), Failure> {
        let requests = u32::try_from(bytes / BYTES_PER_REQUEST).unwrap_or(u32::MAX);
        self.charge(peer, requests).map(drop)
    }

    /// Makes a whole answer on a worker thread, when it is the peer's turn: neither a long paste nor a
    /// big page holds up the threads that talk to clients. When the caller is dropped the work stops.
    pub(super) async fn answer(
        &self,
        peer: Peer,
        make: impl FnOnce(&Clinic<'_>) -> Result<Response, Failure> + Send + 'static,
    ) -> Result<Response, Failure> {
        let diagnose = Arc::clone(&self.inner.diagnose);
        let engines = self.doctor().engines();
        let made = self.admission().run(peer, move |cancellation| {
            make(&Clinic { engines, diagnose: diagnose.as_ref(), cancellation }).into_response()
        });
        made.await
    }
}

/// What a worker diagnoses with.
pub(super) struct Clinic<'a> {
    engines: Arc<Engines>,
    diagnose: &'a Diagnose,
    cancellation: &'a Cancellation,
}

impl Clinic<'_> {
    /// What is known, for what is no diagnosis.
    pub(super) fn engines(&self) -> &Engines {
        &self.engines
    }

    pub(super) fn diagnose(&self, text: &[u8], told: &Told) -> Result<(Paste, Diagnosis), Failure> {
        (self.diagnose)(text, told, self.cancellation).map_err(|unanswered| match unanswered {
            Unanswered::Refused(refusal) => Failure::refused(refusal),
            Unanswered::Abandoned => Failure::internal(),
        })
    }
}
