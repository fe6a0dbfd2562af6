//! What the fuzzers run, and the budget of work that they watch.

pub mod budget;
pub mod targets;
