//! What the service needs to know to run.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
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

/// What clients can make the service spend.
///
/// A *peer* is one address, or one /64 network of IPv6. Everything that a peer can hold is bounded
/// beside what all can hold together; 0 takes a peer's bound away.
#[derive(Debug, Clone, Serialize)]
pub struct Limits {
    /// Connections at a time; when more come, the one that was idle for longest makes room. Default 512:
    /// each costs a file descriptor and some 20 KiB.
    pub connections: usize,
    /// Connections of one peer. Default 128: no browser opens more than a dozen, and four peers are
    /// needed to take them all. Does not hold for trusted proxies, which have many clients.
    pub connections_per_peer: usize,
    /// Connections beyond those limits that are still heard: they can ask for `/healthz` and `/readyz`
    /// and are told why they cannot ask for more. Default 1024: room for the floods of
    /// ordinary tools, and a flood of twenty thousand a second leaves each one the time to be answered.
    pub spare_connections: usize,
    /// Proxies whose `Forwarded` and `X-Forwarded-For` are believed. Default: none.
    pub trusted_proxies: Vec<IpNet>,

    /// Requests a second that a peer may send on and on; a paste counts once more for every 16 KiB.
    /// Default 1000 for each core, which diagnoses some thousands of small pastes: a script that sends one
    /// paste after another never meets it, and a flood does. 0: no limit. Fairness is the queue's affair.
    pub rate: u32,
    /// Requests that a peer may send at once on top of that. Default five minutes of the rate: more than
    /// can be diagnosed in half a minute, so that a load test is measured and not refused.
    pub rate_burst: u32,
    /// Peers whose rate is remembered; the rest share one allowance. Default 65,536: about 4 MiB.
    pub rate_peers: usize,

    /// Largest request body, in bytes. Default 2 MiB: a paste of 512 KiB takes three times as much in a
    /// form when every byte of it is escaped.
    pub body_bytes: usize,
    /// Bytes of all bodies in memory, those that wait for a worker included. Default 64 MiB.
    pub bodies_bytes: usize,
    /// Bytes of one peer's bodies in memory. Default a quarter of that: three others find room.
    pub bodies_bytes_per_peer: usize,

    /// Diagnoses at a time, each on a thread of its own. Default: one for each core.
    pub diagnoses: usize,
    /// Diagnoses that may wait for a thread; peers take turns. Default 512, as many as connections: a
    /// client that waits costs less than one that is refused and comes again.
    pub waiting: usize,
    /// Waiting diagnoses of one peer. Default 128, as its connections.
    pub waiting_per_peer: usize,

    /// Time for a request's head and for each idle gap between requests, in seconds. Default 10.
    #[serde(serialize_with = "seconds")]
    pub head_timeout: Duration,
    /// Time for a request's whole body, in seconds. Default 20.
    #[serde(serialize_with = "seconds")]
    pub body_timeout: Duration,
    /// Time in which a client must take some of the answer, in seconds. Default 15.
    #[serde(serialize_with = "seconds")]
    pub write_timeout: Duration,
    /// Time that a diagnosis waits for a thread before it is refused, in seconds. Default 2: people
    /// wait that long without asking again.
    #[serde(serialize_with = "seconds")]
    pub queue_timeout: Duration,
    /// Time without a finished diagnosis, while all threads work, after which the service says that it
    /// is not ready, in seconds. Default 10: the budget of a diagnosis ends it much earlier.
    #[serde(serialize_with = "seconds")]
    pub stuck_timeout: Duration,
    /// Time that open requests get after SIGTERM, in seconds. Default 10.
    #[serde(serialize_with = "seconds")]
    pub drain_timeout: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: usize = 1024 * 1024;
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let rate = 1000 * u32::try_from(cores).unwrap_or(1).min(1000);
        Limits {
            connections: 512,
            connections_per_peer: 128,
            spare_connections: 1024,
            trusted_proxies: Vec::new(),
            rate,
            rate_burst: rate * 300,
            rate_peers: 65_536,
            body_bytes: 2 * MIB,
            bodies_bytes: 64 * MIB,
            bodies_bytes_per_peer: 16 * MIB,
            diagnoses: cores,
            waiting: 512,
            waiting_per_peer: 128,
            head_timeout: Duration::from_secs(10),
            body_timeout: Duration::from_secs(20),
            write_timeout: Duration::from_secs(15),
            queue_timeout: Duration::from_secs(2),
            stuck_timeout: Duration::from_secs(10),
            drain_timeout: Duration::from_secs(10),
        }
    }
}

fn seconds<S: serde::Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(duration.as_secs())
}
