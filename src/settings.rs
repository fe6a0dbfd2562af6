//! What the service needs to know to run.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use serde::Serialize;

/// Settings of a running service, with the reasons for their defaults.
#[derive(Debug, Clone, Serialize)]
pub struct Settings {
    /// Address to listen on. Default `127.0.0.1:8080`: nobody else reaches it unless you say so.
    pub listen: SocketAddr,
    /// Folders of knowledge on top of the built-in files.
    pub knowledge: Vec<PathBuf>,
    /// Whether the built-in files are used.
    pub built_in: bool,
    /// Limits of requests and connections.
    pub limits: Limits,
}

/// What a client can make the service spend.
#[derive(Debug, Clone, Serialize)]
pub struct Limits {
    /// Largest request body, in bytes. A paste of 512 KiB takes three times as much in a form when
    /// every byte of it is escaped.
    pub body_bytes: usize,
    /// Time for a request's head and for each idle gap between requests, in seconds.
    #[serde(serialize_with = "seconds")]
    pub head_timeout: Duration,
    /// Time for a request's whole body, in seconds.
    #[serde(serialize_with = "seconds")]
    pub body_timeout: Duration,
    /// Time in which a client must take some of the answer, in seconds.
    #[serde(serialize_with = "seconds")]
    pub write_timeout: Duration,
    /// Connections at a time; more wait in the listener's queue.
    pub connections: usize,
    /// Diagnoses at a time on the worker threads.
    pub diagnoses: usize,
    /// Diagnoses that may wait for a worker; more get 503.
    pub waiting: usize,
    /// Time that open requests get after SIGTERM, in seconds.
    #[serde(serialize_with = "seconds")]
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let workers = std::thread::available_parallelism().map_or(2, usize::from);
        Limits {
            body_bytes: 2 * 1024 * 1024,
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(20),
            write_timeout: Duration::from_secs(15),
            connections: 512,
            diagnoses: workers,
            waiting: 64,
            drain_timeout: Duration::from_secs(10),
        }
    }
}

fn seconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(duration.as_secs())
}
