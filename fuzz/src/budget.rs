//! No input may cost more than its length allows.

use std::time::Duration;

use cpu_time::ProcessTime;

/// What every input may cost: several diagnoses of instrumented code and what surrounds them.
const FLOOR: Duration = Duration::from_millis(60);
/// What each further KiB may cost. An ordinary log takes a tenth of it.
const PER_KIB: Duration = Duration::from_millis(4);
/// A pattern that is met for the first time is compiled, so the dear input gets further tries.
const TRIES: usize = 4;

/// Runs a target and fails when the input took more CPU than [`FLOOR`] and [`PER_KIB`] allow, in
/// every one of several tries.
///
/// # Panics
/// When the target does, or over the budget.
pub fn watch(data: &[u8], target: impl Fn(&[u8])) {
    let limit = FLOOR + PER_KIB.mul_f64(data.len() as f64 / 1024.0);
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
