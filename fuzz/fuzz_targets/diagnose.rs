#![no_main]

use error_doctor_fuzz::{budget, targets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: targets::diagnose::warm_up(),
    |data: &[u8]| {
        budget::watch(data, budget::ONE_ANSWER, targets::diagnose::answer);
        targets::diagnose::run(data);
        targets::diagnose::compare_a_fresh_engine(data);
    }
);
