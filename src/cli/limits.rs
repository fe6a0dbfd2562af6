//! The options that set what clients can make the service spend.

use std::num::NonZeroUsize;
use std::time::Duration;

use clap::Args;
use clap::builder::RangedU64ValueParser;
use ipnet::IpNet;

use crate::settings::Limits;

/// One option for each field of [`Limits`], where the reasons for the defaults are.
#[derive(Debug, Args)]
#[command(next_help_heading = "Limits")]
pub(super) struct LimitArgs {
    /// Connections at a time
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_CONNECTIONS", default_value_t = whole(defaults().connections))]
    connections: NonZeroUsize,
    /// Connections of one peer; 0: no bound
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_CONNECTIONS_PER_PEER", default_value_t = defaults().connections_per_peer)]
    connections_per_peer: usize,
    /// Connections beyond these that still reach /healthz and /readyz
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_SPARE_CONNECTIONS", default_value_t = whole(defaults().spare_connections))]
    spare_connections: NonZeroUsize,
    /// Network of proxies whose Forwarded and X-Forwarded-For are believed; can be given several times
    #[arg(long = "trusted-proxy", value_name = "NET", env = "ERROR_DOCTOR_TRUSTED_PROXY", value_delimiter = ',', value_parser = network)]
    trusted_proxies: Vec<IpNet>,
    /// Requests a second of one peer, a paste once more for every 16 KiB; 0: no bound
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_RATE", default_value_t = defaults().rate)]
    rate: u32,
    /// Requests that a peer can send at once on top of the rate
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_RATE_BURST", default_value_t = defaults().rate_burst,
        value_parser = clap::value_parser!(u32).range(1..))]
    rate_burst: u32,
    /// Peers whose rate is remembered
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_RATE_PEERS", default_value_t = whole(defaults().rate_peers))]
    rate_peers: NonZeroUsize,
    /// Bytes of one request's body
    #[arg(long, value_name = "BYTES", env = "ERROR_DOCTOR_BODY_BYTES", default_value_t = whole(defaults().body_bytes))]
    body_bytes: NonZeroUsize,
    /// Bytes of all bodies in memory
    #[arg(long, value_name = "BYTES", env = "ERROR_DOCTOR_BODIES_BYTES", default_value_t = whole(defaults().bodies_bytes))]
    bodies_bytes: NonZeroUsize,
    /// Bytes of one peer's bodies in memory; 0: no bound. [default: a quarter of all]
    #[arg(long, value_name = "BYTES", env = "ERROR_DOCTOR_BODIES_BYTES_PER_PEER")]
    bodies_bytes_per_peer: Option<usize>,
    /// Diagnoses at a time. [default: one for each core]
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_DIAGNOSES", value_parser = clap::value_parser!(u16).range(1..=1024))]
    diagnoses: Option<u16>,
    /// Diagnoses that may wait
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_WAITING", default_value_t = defaults().waiting)]
    waiting: usize,
    /// Waiting diagnoses of one peer; 0: no bound
    #[arg(long, value_name = "N", env = "ERROR_DOCTOR_WAITING_PER_PEER", default_value_t = defaults().waiting_per_peer)]
    waiting_per_peer: usize,
    /// Time for a request's head and between requests
    #[arg(long, value_name = "SECONDS", env = "ERROR_DOCTOR_HEAD_TIMEOUT", default_value_t = defaults().head_timeout.as_secs(),
        value_parser = seconds())]
    head_timeout: u64,
    /// Time for a request's body
    #[arg(long, value_name = "SECONDS", env = "ERROR_DOCTOR_BODY_TIMEOUT", default_value_t = defaults().body_timeout.as_secs(),
        value_parser = seconds())]
    body_timeout: u64,
    /// Time in which a client must take some of its answer
    #[arg(long, value_name = "SECONDS", env = "ERROR_DOCTOR_WRITE_TIMEOUT", default_value_t = defaults().write_timeout.as_secs(),
        value_parser = seconds())]
    write_timeout: u64,
    /// Time that a paste waits for its diagnosis to begin
    #[arg(long, value_name = "SECONDS", env = "ERROR_DOCTOR_QUEUE_TIMEOUT", default_value_t = defaults().queue_timeout.as_secs(),
        value_parser = seconds())]
    queue_timeout: u64,
    /// Time without a finished diagnosis after which /readyz fails
    #[arg(long, value_name = "SECONDS", env = "ERROR_DOCTOR_STUCK_TIMEOUT", default_value_t = defaults().stuck_timeout.as_secs(),
        value_parser = seconds())]
    stuck_timeout: u64,
    /// Time that open requests get when the service stops
    #[arg(long, value_name = "SECONDS", env = "ERROR_DOCTOR_DRAIN_TIMEOUT", default_value_t = defaults().drain_timeout.as_secs(),
        value_parser = seconds())]
    drain_timeout: u64,
}

impl LimitArgs {
    pub(super) fn limits(&self) -> Limits {
        let bodies_bytes = self.bodies_bytes.get();
        Limits {
            connections: self.connections.get(),
            connections_per_peer: self.connections_per_peer,
            spare_connections: self.spare_connections.get(),
            trusted_proxies: self.trusted_proxies.clone(),
            rate: self.rate,
            rate_burst: self.rate_burst,
            rate_peers: self.rate_peers.get(),
            body_bytes: self.body_bytes.get(),
            bodies_bytes,
            bodies_bytes_per_peer: self.bodies_bytes_per_peer.unwrap_or(bodies_bytes / 4),
            diagnoses: self.diagnoses.map_or(defaults().diagnoses, usize::from),
            waiting: self.waiting,
            waiting_per_peer: self.waiting_per_peer,
            head_timeout: Duration::from_secs(self.head_timeout),
            body_timeout: Duration::from_secs(self.body_timeout),
            write_timeout: Duration::from_secs(self.write_timeout),
            queue_timeout: Duration::from_secs(self.queue_timeout),
            stuck_timeout: Duration::from_secs(self.stuck_timeout),
            drain_timeout: Duration::from_secs(self.drain_timeout),
        }
    }
}

fn defaults() -> Limits {
    Limits::default()
}

fn whole(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN)
}

/// A day is for ever, and no clock overflows.
fn seconds() -> RangedU64ValueParser {
    RangedU64ValueParser::new().range(1..=86_400)
}

/// A network, or the address of a single proxy.
fn network(text: &str) -> Result<IpNet, String> {
    let address = || text.parse::<std::net::IpAddr>().map(IpNet::from);
    text.parse::<IpNet>()
        .or_else(|_| address())
        .map_err(|_| "write an address or a network, as 10.0.0.0/8 or fd00::/8".to_owned())
}
