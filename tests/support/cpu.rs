//! CPU time of this thread: what other programs on the machine do does not count.
//!
//! Library: `cpu-time`, a safe wrapper of `clock_gettime`; /proc tells it only by the tick of 4 ms.

/// Seconds that `work` takes on this thread.
pub fn seconds(work: impl FnOnce()) -> f64 {
    let start = cpu_time::ThreadTime::now();
    work();
    start.elapsed().as_secs_f64()
}
