//! `error-doctor healthcheck`: the container's own probe, for images without a shell.

use std::io::{ErrorKind, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpStream};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use clap::Args;

#[derive(Debug, Args)]
pub(super) struct HealthcheckArgs {
    /// Address that the server listens on
    #[arg(long, env = "ERROR_DOCTOR_LISTEN", default_value = super::serve::DEFAULT_LISTEN)]
    listen: SocketAddr,
}

/// A probe that takes longer has failed.
const TIMEOUT: Duration = Duration::from_secs(3);

/// Time before a connection that broke off is tried again.
const PAUSE: Duration = Duration::from_millis(100);

#[expect(clippy::disallowed_methods, reason = "a probe is about time")]
pub(super) fn run(args: &HealthcheckArgs) -> anyhow::Result<ExitCode> {
    let address = reachable(args.listen);
    let deadline = Instant::now() + TIMEOUT;
    let mut outcome = probe(address);
    // In a flood a connection can be dropped before it is answered: that is no sign of illness.
    while outcome.as_ref().is_err_and(is_broken_off) && Instant::now() < deadline {
        std::thread::sleep(PAUSE);
        outcome = probe(address);
    }
    match outcome {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error) => {
            eprintln!("error-doctor: {error:#}");
            Ok(ExitCode::from(1))
        }
    }
}

/// A server on all addresses is asked on loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}

fn probe(address: SocketAddr) -> anyhow::Result<()> {
    let mut stream = TcpStream::connect_timeout(&address, TIMEOUT)
        .with_context(|| format!("cannot reach {address}"))?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(stream, "GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
    let mut head = Vec::new();
    stream.take(1024).read_to_end(&mut head).context("no answer")?;
    if head.is_empty() {
        return Err(std::io::Error::from(ErrorKind::UnexpectedEof)).context("no answer");
    }
    let status = head.get(9..12).map(String::from_utf8_lossy).unwrap_or_default();
    anyhow::ensure!(status == "200", "the server is not ready (status {status})");
    Ok(())
}

/// Whether the server was there and let go.
fn is_broken_off(error: &anyhow::Error) -> bool {
    let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
    matches!(
        kind,
        Some(ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
    )
}
