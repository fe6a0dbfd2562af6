#![no_main]

use error_doctor_fuzz::{budget, targets};
use libfuzzer_sys::fuzz_target;

fuzz_target!(
    init: targets::log_reading::warm_up(),
    |data: &[u8]| budget::watch(data, budget::WHOLE_TARGET, targets::log_reading::run)
);
