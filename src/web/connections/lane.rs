//! The side door for connections over a limit.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use tower::ServiceExt;

use super::super::requests::MAX_HEAD_BYTES;
use super::Over;

/// Time for a request's head: a health check sends it at once.
const HEAD_TIMEOUT: Duration = Duration::from_secs(2);
/// Time for a whole connection.
const CONNECTION_TIMEOUT: Duration = Duration::from_secs(5);
/// Before this time a connection does not make room for another one: it had no chance to be answered.
const GRACE: Duration = Duration::from_millis(50);
/// Time for a client to take the refusal while it still sends. Without it the system would throw the
/// answer away together with what was sent and not read.
const LINGER: Duration = Duration::from_millis(500);
/// How much of what is still sent is taken meanwhile.
const MAX_LINGER_BYTES: usize = 1024 * 1024;

/// A bounded number of connections, each for one answer. When it is full, the oldest one goes.
#[derive(Debug, Clone)]
pub(in crate::web) struct Lane {
    most: usize,
    inner: Arc<Mutex<Inner>>,
}

#[derive(Debug, Default)]
struct Inner {
    next: u64,
    /// Oldest first.
    connections: VecDeque<(u64, Instant, AbortHandle)>,
}

impl Lane {
    pub(in crate::web) fn new(most: usize) -> Lane {
        Lane { most: most.max(1), inner: Arc::default() }
    }

    /// Serves one answer on a connection. Waits for a moment when the lane is full of newcomers.
    pub(in crate::web) async fn take(&self, stream: TcpStream, router: Router, over: Over) {
        self.make_room().await;
        let lane = self.clone();
        // The lock is held until the connection is noted: it cannot be over before.
        let mut inner = self.inner();
        let number = inner.next;
        inner.next += 1;
        let task = tokio::spawn(async move {
            // Broken and timed-out connections are the client's affair.
            let _ = tokio::time::timeout(CONNECTION_TIMEOUT, answer(stream, router, over)).await;
            lane.inner().connections.retain(|(other, _, _)| *other != number);
        });
        inner.connections.push_back((number, Instant::now(), task.abort_handle()));
    }

    async fn make_room(&self) {
        loop {
            let wait = {
                let mut inner = self.inner();
                let Some((_, since, _)) = inner.connections.front() else { return };
                if inner.connections.len() < self.most {
                    return;
                }
                let wait = GRACE.saturating_sub(since.elapsed());
                if wait.is_zero() {
                    if let Some((_, _, oldest)) = inner.connections.pop_front() {
                        oldest.abort();
                    }
                    return;
                }
                wait
            };
            tokio::time::sleep(wait).await;
        }
    }

    /// Ends all of them.
    pub(in crate::web) fn close(&self) {
        for (_, _, connection) in self.inner().connections.drain(..) {
            connection.abort();
        }
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn answer(stream: TcpStream, router: Router, over: Over) -> Result<(), hyper::Error> {
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(over);
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .keep_alive(false)
        .max_buf_size(MAX_HEAD_BYTES)
        .serve_connection(TokioIo::new(stream), service)
        .without_shutdown();
    let mut stream = connection.await?.io.into_inner();
    let _ = tokio::time::timeout(LINGER, async {
        stream.shutdown().await?;
        let mut sink = [0u8; 4096];
        let mut taken = 0;
        while taken < MAX_LINGER_BYTES {
            match stream.read(&mut sink).await? {
                0 => break,
                read => taken += read,
            }
        }
        std::io::Result::Ok(())
    })
    .await;
    Ok(())
}
