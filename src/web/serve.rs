//! The accept loop: HTTP/1.1 with a timer on everything a client can leave hanging.
//!
//! `axum::serve` sets none, so idle and half-sent connections would stay open for ever.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulConnection;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::App;
use super::connections::{Activity, Lane, Seat};
use super::gate::Connected;
use super::peers::{Peer, is_trusted};
use super::requests::MAX_HEAD_BYTES;
use crate::settings::Limits;

/// How many headers hyper reads before it gives up with an empty answer.
const MAX_HEADERS: usize = 256;
/// How often peers that have their whole allowance again are forgotten.
const FORGET_EVERY: Duration = Duration::from_secs(5);

/// Time for a connection that makes room to bring the rest of an answer to its client.
const ROOM_MADE_WITHIN: Duration = Duration::from_secs(1);

/// Serves until `stop` is done, then lets open requests finish within the drain time.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    app: App,
    stop: impl Future<Output = ()>,
) {
    let limits = app.limits().clone();
    let (drain, draining) = watch::channel(());
    let lane = Lane::new(limits.spare_connections);
    let mut forget = tokio::time::interval(FORGET_EVERY);
    let mut stop = std::pin::pin!(stop);
    loop {
        let (stream, address) = tokio::select! {
            () = &mut stop => break,
            _ = forget.tick() => {
                app.rate().forget_the_rested();
                continue;
            }
            accepted = accept(&listener) => accepted,
        };
        let _ = stream.set_nodelay(true);
        let address = address.ip();
        let is_proxy = is_trusted(address, &limits.trusted_proxies);
        match app.connections().seat((!is_proxy).then(|| Peer::of(address))) {
            Ok(seat) => {
                let activity = Arc::clone(seat.activity());
                let connection = connection(stream, address, router.clone(), &limits, activity);
                tokio::spawn(drive(connection, seat, draining.clone()));
            }
            Err(over) => lane.take(stream, router.clone(), over).await,
        }
    }
    app.start_draining();
    drop((listener, draining));
    tracing::info!("stopping: no new connections");
    drain.send_replace(());
    // Closed when the last connection has dropped its end.
    if tokio::time::timeout(limits.drain_timeout, drain.closed()).await.is_err() {
        tracing::warn!("some requests did not finish in time");
    }
    lane.close();
}

/// The next connection. Waits after a failure (no file descriptor is free, or the client was gone
/// already), so that it is not tried again in a hot loop.
async fn accept(listener: &TcpListener) -> (TcpStream, SocketAddr) {
    loop {
        match listener.accept().await {
            Ok(accepted) => return accepted,
            Err(error) => {
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// Serves a connection until it ends, or has to: when the service stops, once the request in progress is
/// answered; when its seat is wanted, at once or after a moment for the rest of an answer.
async fn drive(
    connection: impl GracefulConnection<Error = hyper::Error>,
    seat: Seat,
    mut draining: watch::Receiver<()>,
) {
    let mut connection = std::pin::pin!(connection);
    tokio::select! {
        // Broken and timed-out connections are the client's affair.
        _ = connection.as_mut() => {}
        _ = draining.changed() => {
            connection.as_mut().graceful_shutdown();
            let _ = connection.await;
        }
        () = seat.activity().room_wanted() => {
            if seat.activity().has_served() {
                connection.as_mut().graceful_shutdown();
                let _ = tokio::time::timeout(ROOM_MADE_WITHIN, connection).await;
            }
        }
    }
}

fn connection(
    stream: TcpStream,
    address: IpAddr,
    router: Router,
    limits: &Limits,
    activity: Arc<Activity>,
) -> impl GracefulConnection<Error = hyper::Error> + Send + 'static {
    let mut stream = TimeoutStream::new(stream);
    // A client that takes nothing of its answer is cut off.
    stream.set_write_timeout(Some(limits.write_timeout));
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Connected(address));
        let (router, activity) = (router.clone(), Arc::clone(&activity));
        async move {
            let _busy = activity.begin();
            router.oneshot(request).await
        }
    });
    http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_timeout)
        .max_headers(MAX_HEADERS)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(Box::pin(stream)), service)
}
