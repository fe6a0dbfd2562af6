//! What a diagnosis costs, beside a named reference in the same run.
//!
//! `cargo bench --bench diagnose` prints, for pastes of 4, 64 and 512 KiB of gateway log (one line in
//! fifty with a failed handshake), the time of
//! - `read`: cleaning, redaction and normalising,
//! - `context`: version, platform …,
//! - `match`: prefilter, evidence, ranking, narrowing,
//! - `whole`: all three, which is what a request costs besides HTTP,
//! - `reference/regex-set`: one `regex::RegexSet` of all signals' patterns over the same normal text,
//!   which only says *which* patterns match,
//! - `reference/line-count`: counting the line ends, the floor of everything.
//!
//! Figures of one run on a shared two-core x86-64 machine with 177 entries (medians; what counts are the
//! ratios):
//!
//! | | 4 KiB | 64 KiB | 512 KiB |
//! |---|---|---|---|
//! | read | 58 µs | 0.91 ms | 7.3 ms |
//! | context | 11 µs | 0.14 ms | 1.1 ms |
//! | match | 35 µs | 0.19 ms | 1.4 ms |
//! | whole | 0.11 ms | 1.2 ms | 10.0 ms |
//! | reference/regex-set | 28 µs | 0.39 ms | |
//! | reference/line-count | 1.0 µs | 15 µs | 0.12 ms |
//! | match / regex-set | 1.3 | 0.5 | |
//!
//! `question` is a sentence without a known message, which is mended and searched for: in own words
//! 0.89 ms, 8 times the 4 KiB of log in the same run; a message typed again with slips 41 µs.
//!
//! The goals are a whole diagnosis of 4 KiB under 1 ms and of 512 KiB under 50 ms of CPU.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use error_doctor::budget::Budget;
use error_doctor::context::Told;
use error_doctor::engine::Engine;
use error_doctor::knowledge::Layers;
use regex::RegexSetBuilder;

/// Log lines as a gateway of 2026.9 prints them, console and file log in turn.
#[allow(dead_code, reason = "this benchmark needs the ordinary log alone")]
#[path = "../tests/support/shapes.rs"]
mod shapes;

use shapes::ordinary as log;

fn diagnose(criterion: &mut Criterion) {
    let base =
        Arc::new(Layers::built_in().load().expect("the built-in knowledge is right").into_first());
    let engine = Engine::new(Arc::clone(&base));
    let patterns: Vec<String> = base
        .symptoms()
        .iter()
        .flat_map(|symptom| &symptom.signals)
        .map(|signal| match (&signal.matcher.regex, signal.matcher.literals.first()) {
            (Some(pattern), _) => pattern.source().to_owned(),
            (None, Some(literal)) => regex::escape(literal),
            (None, None) => regex::escape(signal.matcher.fields[0].values[0].literal()),
        })
        .collect();
    let set = RegexSetBuilder::new(&patterns)
        .case_insensitive(true)
        .size_limit(1 << 28)
        .dfa_size_limit(1 << 28)
        .build()
        .expect("the patterns compile");
    let told = Told::default();
    for (name, bytes) in [("4KiB", 4 << 10), ("64KiB", 64 << 10), ("512KiB", 512 << 10)] {
        let text = log(bytes);
        let paste = engine.read(&text).expect("text");
        let context = engine.context(&paste, &told);
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Bytes(bytes as u64)).sample_size(20);
        group.bench_function(BenchmarkId::from_parameter("read"), |b| {
            b.iter(|| engine.read(black_box(&text)));
        });
        group.bench_function(BenchmarkId::from_parameter("context"), |b| {
            b.iter(|| engine.context(black_box(&paste), &told));
        });
        group.bench_function(BenchmarkId::from_parameter("match"), |b| {
            b.iter(|| {
                engine.diagnose(
                    black_box(&paste),
                    &context,
                    &Budget::for_paste(paste.normal().len()),
                )
            });
        });
        group.bench_function(BenchmarkId::from_parameter("whole"), |b| {
            b.iter(|| {
                let paste = engine.read(black_box(&text)).expect("text");
                let context = engine.context(&paste, &told);
                engine.diagnose(&paste, &context, &Budget::for_paste(paste.normal().len()))
            });
        });
        if bytes <= 64 << 10 {
            group.bench_function(BenchmarkId::from_parameter("reference/regex-set"), |b| {
                b.iter(|| {
                    paste
                        .normal()
                        .lines()
                        .map(|line| set.matches(black_box(line)).iter().count())
                        .sum::<usize>()
                });
            });
        }
        group.bench_function(BenchmarkId::from_parameter("reference/line-count"), |b| {
            b.iter(|| black_box(&text).bytes().filter(|byte| *byte == b'\n').count());
        });
        group.finish();
    }
}

/// Pastes without a known message, which are mended and searched for: the dearest of their size.
fn question(criterion: &mut Criterion) {
    let engine = Engine::new(Arc::new(
        Layers::built_in().load().expect("the built-in knowledge is right").into_first(),
    ));
    let log = log(4 << 10);
    let mut group = criterion.benchmark_group("question");
    group.sample_size(20);
    for (name, text) in [
        ("in own words", "my telegram bot has not answered in groups since the update of openclaw"),
        ("typed again", "openclaw says unathorized: gatway token missmatch"),
        ("reference/log of 4 KiB", log.as_str()),
    ] {
        group.bench_function(BenchmarkId::from_parameter(name), |b| {
            b.iter(|| {
                let paste = engine.read(black_box(text)).expect("text");
                let context = engine.context(&paste, &Told::default());
                engine.diagnose(&paste, &context, &Budget::for_paste(paste.normal().len()))
            });
        });
    }
    group.finish();
}

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("start");
    group.sample_size(10);
    group.bench_function("load and compile the built-in knowledge", |b| {
        b.iter(|| Engine::new(Arc::new(Layers::built_in().load().expect("right").into_first())));
    });
    group.finish();
}

criterion_group!(benches, diagnose, question, load);
criterion_main!(benches);
