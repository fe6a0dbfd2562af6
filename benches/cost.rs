//! What unusual texts cost, beside an ordinary log of the same size in the same run.
//!
//! `cargo bench --bench cost [-- NAME]` prints for every shape of `tests/support/shapes.rs` the CPU time
//! of a whole diagnosis (reading, context, matching, Markdown) at 64 and 512 KiB, how many times that
//! of an ordinary log it is, and how it grows from 64 to 512 KiB (8: linear). With `--check` it fails
//! when one costs more than 12 times an ordinary log and more than 25 µs for each KiB.
//!
//! `cargo bench --bench cost -- --walls` measures every literal of every rule of redaction instead,
//! repeated with each of the signs that a value may follow, and prints the dearest of them.

#![expect(clippy::disallowed_methods, reason = "it is a program with an argument of its own")]

use std::process::ExitCode;
use std::sync::Arc;

use error_doctor::budget::Budget;
use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::knowledge::Layers;
use error_doctor::report;

#[path = "../tests/support/cpu.rs"]
mod cpu;
#[path = "../tests/support/shapes.rs"]
mod shapes;
#[path = "../tests/support/walls.rs"]
mod walls;

const RUNS: usize = 5;
/// How often a text must prove too dear.
const TRIES: usize = 3;
const SIZES: [usize; 2] = [64 << 10, 512 << 10];

/// What a text may cost: times an ordinary log of its size, or seconds for each KiB.
const MAX_TIMES: f64 = 12.0;
const MAX_SECONDS_PER_KIB: f64 = 25e-6;

fn main() -> ExitCode {
    let is_check = std::env::args().any(|argument| argument == "--check");
    let mut too_dear = 0;
    let only = std::env::args().skip(1).find(|argument| !argument.starts_with('-'));
    let base = Layers::built_in().load().expect("the built-in knowledge is right").into_first();
    let engine = Engine::new(Arc::new(base));
    let least_of = |runs: usize, text: &str| {
        let mut stages = [f64::MAX; 4];
        for _ in 0..runs {
            let (mut paste, mut context, mut diagnosis) = (None, None, None);
            let read = cpu::seconds(|| paste = engine.read(text).ok());
            let Some(paste) = paste else { return [read, 0.0, 0.0, 0.0] };
            let known = cpu::seconds(|| context = Some(engine.context(&paste, &Told::default())));
            let context = context.expect("it was made");
            let budget = Budget::for_paste(paste.normal().len());
            let matched =
                cpu::seconds(|| diagnosis = Some(engine.diagnose(&paste, &context, &budget)));
            let diagnosis = diagnosis.expect("it was made");
            let written = cpu::seconds(|| drop(report::diagnosis_markdown(&diagnosis)));
            for (least, took) in stages.iter_mut().zip([read, known, matched, written]) {
                *least = least.min(took);
            }
        }
        stages
    };
    let cost = |text: &str| least_of(RUNS, text);
    let sum = |stages: [f64; 4]| stages.iter().sum::<f64>();
    println!(
        "{:28} {:>9} {:>7} {:>9} {:>7} {:>7}  read context match write (512 KiB, ms)",
        "shape", "64 KiB", "times", "512 KiB", "times", "growth"
    );
    let ordinary = SIZES.map(|size| sum(cost(&shapes::ordinary(size))));
    if std::env::args().any(|argument| argument == "--walls") {
        return dear_walls(ordinary[0], least_of);
    }
    let [small, large] = SIZES.map(|size| shapes::shapes(engine.base(), size));
    for ((name, small), (_, large)) in small.iter().zip(&large) {
        if only.as_ref().is_some_and(|only| !name.contains(only.as_str())) {
            continue;
        }
        let a = sum(cost(small));
        let stages = cost(large);
        let b = sum(stages);
        for (index, text) in [small, large].into_iter().enumerate() {
            let seconds = SIZES[index] as f64 / 1024.0 * MAX_SECONDS_PER_KIB;
            // Measured again beside an ordinary log, in case something else had the machine.
            let is_dear = (0..TRIES).all(|_| {
                let beside = sum(cost(&shapes::ordinary(SIZES[index]))).min(ordinary[index] * 1.2);
                sum(cost(text)) > (beside * MAX_TIMES).max(seconds)
            });
            too_dear += usize::from(is_dear);
        }
        println!(
            "{name:28} {:7.2}ms {:7.1} {:7.2}ms {:7.1} {:7.1}  {:.1} {:.1} {:.1} {:.1}",
            a * 1e3,
            a / ordinary[0],
            b * 1e3,
            b / ordinary[1],
            b / a,
            stages[0] * 1e3,
            stages[1] * 1e3,
            stages[2] * 1e3,
            stages[3] * 1e3,
        );
    }
    println!(
        "{:28} {:7.2}ms {:7.1} {:7.2}ms {:7.1} {:7.1}",
        "ordinary log",
        ordinary[0] * 1e3,
        1.0,
        ordinary[1] * 1e3,
        1.0,
        ordinary[1] / ordinary[0]
    );
    println!("{too_dear} of them are too dear");
    if is_check && too_dear > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// Measures the walls of all literals of redaction at the smaller size.
fn dear_walls(ordinary: f64, least_of: impl Fn(usize, &str) -> [f64; 4]) -> ExitCode {
    const SHOWN: usize = 60;
    let mut dear: Vec<(f64, f64, String)> = walls::walls(SIZES[0])
        .map(|(name, text)| {
            // The first text that meets a rule pays for compiling its regex.
            let mut stages = least_of(1, &text);
            if stages.iter().sum::<f64>() > ordinary * MAX_TIMES {
                stages = least_of(RUNS, &text);
            }
            (stages.iter().sum::<f64>() / ordinary, stages[0] / ordinary, name)
        })
        .collect();
    dear.sort_by(|a, b| b.0.total_cmp(&a.0));
    let is_over = |times: f64| times * ordinary > SIZES[0] as f64 / 1024.0 * MAX_SECONDS_PER_KIB;
    let over = dear.iter().filter(|(times, ..)| *times > MAX_TIMES && is_over(*times)).count();
    println!("  times reading wall");
    for (times, reading, name) in dear.iter().take(SHOWN) {
        println!("{times:7.1} {reading:7.1} {name:?}");
    }
    println!("{over} of {} walls cost more than {MAX_TIMES} times an ordinary log", dear.len());
    if over > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
