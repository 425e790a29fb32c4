//! The connections: how many there are at a time, how long each may keep us waiting, and how they end.

use crate::screen::Talk;
use axum::Router;
use duikan::message;
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use hyper_util::rt::TokioTimer;
use hyper_util::service::TowerToHyperService;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering;
use std::time::Duration;
use tokio::io::AsyncRead;
use tokio::io::AsyncWrite;
use tokio::net::TcpListener;
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;
use tokio::sync::Semaphore;
use tokio::sync::watch;
use tokio::time;
use tokio_io_timeout::TimeoutStream;

#[cfg(test)]
mod tests;

/// So many connections are served at a time: half of the files that a process may usually have open.
const SERVED: usize = 512;
/// So many more are told that there is no room; others are closed without a word.
const REFUSED: usize = 64;

/// How long a connection may be idle, and how long the head of a request may take to arrive.
const HEAD: Duration = Duration::from_secs(30);
/// The same for those who are told that there is no room.
const REFUSED_HEAD: Duration = Duration::from_secs(5);
/// How long an answer is held of which nothing is taken.
const STALLED: Duration = Duration::from_secs(30);
/// How long a connection is kept for further requests.
const KEPT: Duration = Duration::from_secs(5 * 60);
/// How long the answer that is under way then may still take.
const LAST: Duration = Duration::from_secs(2 * 60);
/// The longest head of a request, in bytes.
const LONGEST_HEAD: usize = 64 * 1024;

/// Requests under way may take so long to finish when the server is stopped.
const FAREWELL: Duration = Duration::from_secs(2);
/// How long to wait until connections are taken again when the system has none left.
const BREATH: Duration = Duration::from_millis(100);

/// Where connections are served in one manner.
struct ConnectionPool {
    router: Router,
    http: http1::Builder,
    places: Arc<Semaphore>,
}

impl ConnectionPool {
    fn new(router: Router, places: usize) -> Self {
        let mut http = http1::Builder::new();
        http.timer(TokioTimer::new()).header_read_timeout(HEAD).max_header_size(LONGEST_HEAD);
        ConnectionPool { router, http, places: Arc::new(Semaphore::new(places)) }
    }

    /// Where each connection gets one answer, and soon.
    fn brief(router: Router, places: usize) -> Self {
        let mut room = ConnectionPool::new(router, places);
        room.http.keep_alive(false).header_read_timeout(REFUSED_HEAD);
        room
    }

    fn place(&self) -> Option<(&Self, OwnedSemaphorePermit)> {
        Arc::clone(&self.places).try_acquire_owned().ok().map(|place| (self, place))
    }
}

/// Serves connections until `stop`; `refusal` answers those for whom there is no room.
pub(super) async fn serve(
    listener: TcpListener,
    (app, refusal): (Router, Router),
    talk: Talk,
    stop: impl Future<Output = ()>,
) {
    let rooms = [ConnectionPool::new(app, SERVED), ConnectionPool::brief(refusal, REFUSED)];
    attend(listener, &rooms, talk, stop).await;
}

/// Gives each connection a place in the first room that has one.
async fn attend(listener: TcpListener, rooms: &[ConnectionPool], talk: Talk, stop: impl Future<Output = ()>) {
    let (stopping, _) = watch::channel(());
    let taken = async {
        loop {
            let stream = accepted(&listener, talk).await;
            let Some((room, place)) = rooms.iter().find_map(ConnectionPool::place) else { continue };
            let served = served(stream, room, stopping.subscribe());
            tokio::spawn(async move {
                served.await;
                drop(place);
            });
        }
    };
    tokio::select! {
        () = taken => {}
        () = stop => {}
    }
    drop(listener);
    stopping.send_replace(());
    // Whoever is still being served after that is not waited for.
    drop(time::timeout(FAREWELL, stopping.closed()).await);
}

/// The next connection, whatever happens to others.
async fn accepted(listener: &TcpListener, talk: Talk) -> TcpStream {
    let mut said = false;
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(cause) if went_away(&cause) => {}
            Err(cause) => {
                if !said {
                    talk.say(&message!(
                        "no connection can be taken: {cause}; trying again until one can",
                        cause = &cause
                    ));
                }
                said = true;
                time::sleep(BREATH).await;
            }
        }
    }
}

/// Whether it was the other side that ended a connection before it began.
fn went_away(cause: &io::Error) -> bool {
    use io::ErrorKind;
    let kinds = [ErrorKind::ConnectionAborted, ErrorKind::ConnectionReset, ErrorKind::ConnectionRefused];
    kinds.contains(&cause.kind())
}

/// Serves one connection until it ends, or, once everything stops or it was kept long enough, until the request
/// under way is answered.
fn served(
    stream: impl AsyncRead + AsyncWrite + Send + 'static,
    room: &ConnectionPool,
    mut stopping: watch::Receiver<()>,
) -> impl Future<Output = ()> + Send + 'static {
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(STALLED));
    let service = TowerToHyperService::new(room.router.clone());
    let began = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&began);
    let service = service_fn(move |request| {
        asked.store(true, Ordering::Relaxed);
        service.call(request)
    });
    let connection = room.http.serve_connection(TokioIo::new(Box::pin(stream)), service);
    async move {
        let mut connection = pin!(connection);
        // How a connection ends is the other side's business.
        tokio::select! {
            ended = connection.as_mut() => return drop(ended),
            _ = stopping.changed() => {}
            () = time::sleep(KEPT) => {}
        }
        // hyper would wait for the rest of a first request of which a part has come.
        if began.load(Ordering::Relaxed) {
            connection.as_mut().graceful_shutdown();
            drop(time::timeout(LAST, connection).await);
        }
    }
}
