//! Error Doctor: paste an error or a log excerpt, get the cause and a fix that works.
//!
//! One paste flows one way: raw text → [`paste`] (cleaned, redacted, cut into units) → [`context`]
//! (version, platform …) → [`engine`] (signals, ranking, fixes that fit) → [`report`] (HTML, JSON,
//! Markdown, plain text) → [`web`] or [`cli`]. No module knows about what stands to its right.

#![warn(missing_docs, unreachable_pub)]
#![cfg_attr(test, allow(clippy::disallowed_methods, reason = "tests set up files"))]

pub mod answer;
pub mod budget;
pub mod cli;
pub mod context;
pub mod doctor;
pub mod engine;
pub mod examples;
pub mod knowledge;
pub mod lines;
pub mod lookup;
pub mod paste;
pub mod product;
pub mod report;
pub mod settings;
pub mod telemetry;
pub mod version;
pub mod web;
pub mod wording;
