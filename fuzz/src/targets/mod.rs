//! What is fuzzed: one module for each target, and what they share. The same functions replay the
//! inputs that once failed (`tests/fuzz_regressions.rs` of the program).
//!
//! Each target takes any bytes and panics when something that must hold for all inputs does not.

pub mod answers;
pub mod api;
pub mod diagnose;
pub mod knowledge;
pub mod log_reading;
pub mod places;
pub mod redact;
pub mod secrets;
pub mod service;

use std::sync::{Arc, LazyLock};

use error_doctor::engine::Engine;
use error_doctor::knowledge::{KnowledgeBase, Layers};

static BASE: LazyLock<Arc<KnowledgeBase>> = LazyLock::new(|| {
    let loaded = Layers::built_in().load().expect("the built-in knowledge is right");
    // As the service does: what a reload or a start leaves out must not change an answer.
    let mut base = loaded.into_first();
    base.drop_built_in_examples();
    Arc::new(base)
});

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::new(Arc::clone(&BASE)));

/// The engine over the built-in knowledge.
#[must_use]
pub fn engine() -> &'static Engine {
    &ENGINE
}

/// An engine with hash seeds of its own.
#[must_use]
pub fn fresh_engine() -> Engine {
    Engine::new(Arc::clone(&BASE))
}

/// One number for an input, by which a target chooses what else to try with it: a finding repeats.
#[must_use]
pub fn fingerprint(data: &[u8]) -> u64 {
    // FNV-1a.
    data.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
