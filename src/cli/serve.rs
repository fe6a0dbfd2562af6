//! `error-doctor serve`: the page and the API.

use std::io::{IsTerminal, Write};
use std::net::SocketAddr;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use clap::Args;
use tokio::net::{TcpListener, TcpSocket};
use tokio::signal::unix::{Signal, SignalKind, signal};

use super::KnowledgeArgs;
use super::limits::LimitArgs;
use crate::doctor::{Doctor, Reload};
use crate::settings::{Limits, Settings};
use crate::telemetry::{self, LogFormat, LogLevel};
use crate::web::{self, App};

/// Only this machine, until somebody says otherwise.
pub(super) const DEFAULT_LISTEN: &str = "127.0.0.1:8080";
/// How often the knowledge folders are looked at. Polling works on bind mounts and ConfigMaps, where
/// file notifications do not.
const WATCH_EVERY: Duration = Duration::from_secs(2);

#[derive(Debug, Args)]
pub(super) struct ServeArgs {
    /// Address to listen on
    #[arg(long, env = "ERROR_DOCTOR_LISTEN", default_value = DEFAULT_LISTEN)]
    listen: SocketAddr,
    #[command(flatten)]
    knowledge: KnowledgeArgs,
    /// How logs are written
    #[arg(long, env = "ERROR_DOCTOR_LOG_FORMAT", value_enum, default_value = "auto")]
    log_format: LogFormat,
    /// How much is logged; pastes never are
    #[arg(long, env = "ERROR_DOCTOR_LOG", value_enum, default_value = "info")]
    log_level: LogLevel,
    #[command(flatten)]
    limits: LimitArgs,
    /// Print the settings in use and stop
    #[arg(long)]
    print_config: bool,
}

pub(super) fn run(args: &ServeArgs) -> anyhow::Result<ExitCode> {
    let settings = Settings {
        listen: args.listen,
        knowledge: args.knowledge.knowledge.clone(),
        built_in: !args.knowledge.no_built_in,
        limits: args.limits.limits(),
    };
    if args.print_config {
        let text = serde_json::to_string_pretty(&settings)?;
        writeln!(std::io::stdout().lock(), "{text}")?;
        return Ok(ExitCode::SUCCESS);
    }
    super::allocator::settle();
    let (doctor, warnings) = Doctor::open(args.knowledge.layers())?;
    telemetry::init(args.log_format, args.log_level);
    for warning in warnings {
        tracing::warn!(%warning, "knowledge");
    }
    make_room_for(&settings.limits);
    let runtime =
        tokio::runtime::Builder::new_multi_thread().enable_all().build().context("cannot start")?;
    runtime.block_on(serve(settings, Arc::new(doctor)))?;
    Ok(ExitCode::SUCCESS)
}

/// Each connection takes a file descriptor, and many systems start programs with few.
fn make_room_for(limits: &Limits) {
    /// For the listener, the runtime, the logs and the knowledge.
    const OTHERS: usize = 64;
    let connections = limits.connections.saturating_add(limits.spare_connections);
    let wanted = u64::try_from(connections.saturating_add(OTHERS)).unwrap_or(u64::MAX);
    let open_files = match rlimit::getrlimit(rlimit::Resource::NOFILE) {
        Ok((soft, _)) if soft >= wanted => return,
        _ => rlimit::increase_nofile_limit(wanted),
    };
    match open_files {
        Ok(open_files) if open_files >= wanted => {}
        Ok(open_files) => tracing::warn!(
            open_files,
            wanted,
            "the system allows fewer open files than the connections need"
        ),
        Err(error) => tracing::warn!(%error, "the limit of open files is unknown"),
    }
}

/// Connections that the system keeps until they are accepted, if it allows as many: in a flood an
/// honest client must find room there.
const BACKLOG: u32 = 4096;

fn listen(address: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4(),
        SocketAddr::V6(_) => TcpSocket::new_v6(),
    }?;
    // A new process takes over the address while old connections still end.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

async fn serve(settings: Settings, doctor: Arc<Doctor>) -> anyhow::Result<()> {
    let listener =
        listen(settings.listen).with_context(|| format!("cannot listen on {}", settings.listen))?;
    let address = listener.local_addr()?;
    // Before the line that says that it is up: a signal without a handler ends the process.
    let stop = stop_signal()?;
    let hangup = signal(SignalKind::hangup())?;
    let engines = doctor.engines();
    let symptoms = engines.symptoms().count();
    tracing::info!(%address, symptoms, knowledge = engines.version(), "listening");
    if std::io::stdout().is_terminal() {
        println!("Error Doctor is at http://{address}/");
    }
    drop(engines);
    let app = App::new(Arc::clone(&doctor), settings.limits);
    let watcher = tokio::spawn(watch(doctor, hangup));
    web::serve(listener, web::router(app.clone()), app, stop).await;
    watcher.abort();
    tracing::info!("stopped");
    Ok(())
}

/// Done on SIGTERM or SIGINT.
fn stop_signal() -> anyhow::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Reloads the knowledge when its folders change, and on SIGHUP.
async fn watch(doctor: Arc<Doctor>, mut hangup: Signal) {
    loop {
        let forced = if doctor.can_change() {
            tokio::select! {
                () = tokio::time::sleep(WATCH_EVERY) => false,
                _ = hangup.recv() => true,
            }
        } else {
            hangup.recv().await;
            true
        };
        let looked = Arc::clone(&doctor);
        let Ok(outcome) = tokio::task::spawn_blocking(move || looked.reload()).await else {
            continue;
        };
        match outcome {
            Reload::Unchanged if forced => tracing::info!("knowledge is unchanged"),
            Reload::Unchanged => {}
            Reload::Done { version, symptoms, warnings } => {
                tracing::info!(symptoms, knowledge = version, "knowledge reloaded");
                for warning in warnings {
                    tracing::warn!(%warning, "knowledge");
                }
            }
            Reload::Kept(error) => {
                tracing::error!(%error, "the changed knowledge is not used; the old one stays");
            }
        }
    }
}
