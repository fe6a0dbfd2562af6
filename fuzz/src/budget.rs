//! No input may cost more than its length allows.

use std::time::Duration;

use cpu_time::ProcessTime;

/// What an input may cost, and each KiB of it besides.
#[derive(Debug, Clone, Copy)]
pub struct Limit(Duration, Duration);

/// One answer of instrumented code, on a machine that does five of them at once. It is for what explodes;
/// what a text may cost beside a log of its size is the matter of `cargo bench --bench cost`.
pub const ONE_ANSWER: Limit = Limit(Duration::from_millis(150), Duration::from_millis(20));
/// Several answers, and the checks of the target itself.
pub const WHOLE_TARGET: Limit = Limit(Duration::from_millis(400), Duration::from_millis(40));
/// A pattern that is met for the first time is compiled, so the dear input gets further tries.
const TRIES: usize = 4;

/// Runs a target and fails when the input took more CPU than `limit` allows in every one of several
/// tries.
///
/// # Panics
/// When the target does, or over the budget.
pub fn watch(data: &[u8], limit: Limit, target: impl Fn(&[u8])) {
    let limit = limit.0 + limit.1.mul_f64(data.len() as f64 / 1024.0);
    let mut least = Duration::MAX;
    for _ in 0..TRIES {
        let start = ProcessTime::now();
        target(data);
        least = least.min(start.elapsed());
        if least <= limit {
            return;
        }
    }
    panic!("{} bytes took {least:?} of CPU; {limit:?} is the limit", data.len());
}
