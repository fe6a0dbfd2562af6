//! Logs: structured, on standard error, without a word of what was pasted.

use std::io::IsTerminal;

use clap::ValueEnum;
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

/// How logs are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// JSON when standard error is no terminal, else text
    Auto,
    /// For people
    Text,
    /// One JSON object a line
    Json,
}

/// How much is logged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogLevel {
    /// Nothing but failures of the service itself
    Error,
    /// And what an operator should look at
    Warn,
    /// And one line a request
    Info,
    /// And what a developer wants to see
    Debug,
    /// Everything
    Trace,
}

impl LogLevel {
    fn filter(self) -> LevelFilter {
        match self {
            LogLevel::Error => LevelFilter::ERROR,
            LogLevel::Warn => LevelFilter::WARN,
            LogLevel::Info => LevelFilter::INFO,
            LogLevel::Debug => LevelFilter::DEBUG,
            LogLevel::Trace => LevelFilter::TRACE,
        }
    }
}

/// Sends the logs to standard error from here on, and keeps panic messages out of them: a panic's
/// message can quote the text that it stumbled over.
pub fn init(format: LogFormat, level: LogLevel) {
    // Other crates log what they read from the wire at their lowest levels.
    let targets = Targets::new()
        .with_default(LevelFilter::WARN.min(level.filter()))
        .with_target("error_doctor", level.filter())
        .with_target("axum", LevelFilter::OFF)
        .with_target("multer", LevelFilter::OFF);
    let json = match format {
        LogFormat::Json => true,
        LogFormat::Text => false,
        LogFormat::Auto => !std::io::stderr().is_terminal(),
    };
    let layer = tracing_subscriber::fmt::layer().with_writer(std::io::stderr);
    let registry = tracing_subscriber::registry().with(targets);
    if json {
        registry.with(layer.json().flatten_event(true).with_span_list(false)).init();
    } else {
        registry.with(layer.with_target(false).with_ansi(std::io::stderr().is_terminal())).init();
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(
            place,
            "a request failed by a defect of this program; please report the place"
        );
    }));
}
