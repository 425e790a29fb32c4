//! How long connections may keep us waiting, by a clock that stands still until everybody waits for it; and what
//! happens when there is no room.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use crate::screen::Talk;
use crate::serve::api_error::ApiError;
use crate::serve::extract::Body;
use axum::routing::get;
use axum::routing::post;
use duikan::Language;
use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::io::AsyncWriteExt;
use tokio::io::DuplexStream;
use tokio::task::JoinHandle;
use tokio::time::Instant;

const ASKS: &[u8] = b"GET / HTTP/1.1\r\nhost: here\r\n\r\n";
const SENDS: &[u8] =
    b"POST / HTTP/1.1\r\nhost: here\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n";

/// As long as one may do nothing, but for a second.
const NEARLY: Duration = Duration::from_secs(29);

fn room() -> ConnectionPool {
    let sent = post(async |Body(_): Body<Value>| "sent");
    let router = Router::new().route("/", sent.get(async || "here"));
    ConnectionPool::new(router.route("/long", get(async || "long ".repeat(1_000_000))), 1)
}

/// A connection whose other side is held here; it takes so many bytes that nobody reads.
fn connection(takes: usize) -> (DuplexStream, JoinHandle<()>, watch::Sender<()>) {
    let (ours, theirs) = tokio::io::duplex(takes);
    let (stopping, stopped) = watch::channel(());
    (ours, tokio::spawn(served(theirs, &room(), stopped)), stopping)
}

/// Sends a byte every ten seconds, until nobody takes it.
async fn drip(stream: &mut DuplexStream, bytes: &[u8]) {
    for byte in bytes {
        if stream.write_all(&[*byte]).await.is_err() {
            return;
        }
        time::sleep(Duration::from_secs(10)).await;
    }
}

async fn rest(stream: &mut (impl AsyncRead + Unpin)) -> String {
    let mut text = Vec::new();
    // A connection may also end with an error.
    drop(stream.read_to_end(&mut text).await);
    String::from_utf8(text).unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_arrive_is_not_waited_for() {
    for first in ["", "GET / HTTP/1.1\r\nx: "] {
        let began = Instant::now();
        let (mut stream, ended, _stopping) = connection(1000);
        stream.write_all(first.as_bytes()).await.unwrap();
        ended.await.unwrap();
        assert_eq!(began.elapsed().as_secs(), HEAD.as_secs());
    }
    let began = Instant::now();
    let (mut stream, ended, _stopping) = connection(1000);
    drip(&mut stream, ASKS).await;
    ended.await.unwrap();
    assert!(began.elapsed() < HEAD + Duration::from_secs(11), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_is_idle_ends() {
    let (mut stream, ended, _stopping) = connection(1000);
    for _ in 0..3 {
        time::sleep(HEAD / 2).await;
        stream.write_all(ASKS).await.unwrap();
        let mut answer = [0; 1000];
        let read = stream.read(&mut answer).await.unwrap();
        assert!(String::from_utf8_lossy(&answer[..read]).starts_with("HTTP/1.1 200"));
    }
    let began = Instant::now();
    assert_eq!(rest(&mut stream).await, "");
    ended.await.unwrap();
    assert_eq!(began.elapsed().as_secs(), HEAD.as_secs());
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_arrive_is_refused() {
    let (mut stream, ended, _stopping) = connection(1000);
    let began = Instant::now();
    stream.write_all(SENDS).await.unwrap();
    drip(&mut stream, &[b' '; 100]).await;
    let answer = rest(&mut stream).await;
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("body_too_slow"), "{answer}");
    ended.await.unwrap();
    assert!(began.elapsed() < Duration::from_mins(1), "{:?}", began.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_nobody_reads_is_dropped() {
    let (mut stream, ended, _stopping) = connection(1000);
    let began = Instant::now();
    stream.write_all(b"GET /long HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    ended.await.unwrap();
    assert_eq!(began.elapsed().as_secs(), STALLED.as_secs());
    assert!(rest(&mut stream).await.len() <= 1000);
}

#[tokio::test(start_paused = true)]
async fn a_connection_is_not_kept_for_ever() {
    let (mut stream, ended, _stopping) = connection(1000);
    let began = Instant::now();
    for _ in 0..100 {
        if stream.write_all(ASKS).await.is_err() || stream.read(&mut [0; 1000]).await.unwrap() == 0 {
            break;
        }
        time::sleep(NEARLY).await;
    }
    ended.await.unwrap();
    let lasted = began.elapsed();
    assert!((KEPT..KEPT + HEAD).contains(&lasted), "{lasted:?}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_read_too_slowly_is_dropped() {
    let (mut stream, ended, _stopping) = connection(1000);
    let began = Instant::now();
    stream.write_all(b"GET /long HTTP/1.1\r\nhost: here\r\n\r\n").await.unwrap();
    for _ in 0..100 {
        if ended.is_finished() {
            break;
        }
        drop(stream.read(&mut [0; 10]).await);
        time::sleep(NEARLY).await;
    }
    ended.await.unwrap();
    let lasted = began.elapsed();
    assert!((KEPT..KEPT + LAST + STALLED).contains(&lasted), "{lasted:?}");
}

/// Of those that have begun nothing, none is waited for when everything stops; of those that have, all are.
#[tokio::test(start_paused = true)]
async fn what_is_under_way_is_finished_and_nothing_else() {
    let began = Instant::now();
    for (first, last, answers) in [
        ("", "", None),
        ("GET / HTTP/1.1\r\nx: ", "", None),
        ("GET / HTTP/1.1\r\nhost: a\r\n\r\nGET / HTTP/1.1\r\nx: ", "", Some("here")),
        (
            "POST / HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{",
            "}",
            Some("sent"),
        ),
    ] {
        let (mut stream, ended, stopping) = connection(1000);
        stream.write_all(first.as_bytes()).await.unwrap();
        // The clock goes on when all has been read.
        time::sleep(Duration::from_millis(1)).await;
        stopping.send_replace(());
        time::sleep(Duration::from_millis(1)).await;
        drop(stream.write_all(last.as_bytes()).await);
        let answer = rest(&mut stream).await;
        ended.await.unwrap();
        assert_eq!(answer.lines().last(), answers, "{first}: {answer}");
        assert!(stopping.is_closed());
    }
    assert!(began.elapsed() < Duration::from_secs(1), "{:?}", began.elapsed());
}

/// Two rooms with so many places, at an address.
async fn two_rooms(served: usize, refused: usize) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let busy = Router::new().fallback(async || ApiError::busy());
    let talk = Talk::plain(Language::English);
    tokio::spawn(async move {
        let rooms = [ConnectionPool::new(room().router, served), ConnectionPool::brief(busy, refused)];
        attend(listener, &rooms, talk, std::future::pending()).await;
    });
    address
}

/// The connection, and the first part of what it answers.
async fn asked(address: &str) -> (TcpStream, String) {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let mut answer = [0; 1000];
    drop(stream.write_all(ASKS).await);
    let read = stream.read(&mut answer).await.unwrap_or_default();
    (stream, String::from_utf8(answer[..read].to_vec()).unwrap())
}

#[tokio::test]
async fn who_finds_no_room_is_told_at_once() {
    let address = two_rooms(1, 1).await;
    let (first, answer) = asked(&address).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let (mut second, mut answer) = asked(&address).await;
    answer += &rest(&mut second).await;
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\"code\":\"busy\""), "{answer}");
    assert!(answer.contains("retry-after: 1\r\n") && answer.contains("connection: close\r\n"), "{answer}");
    drop(first);
    let mut got_in = false;
    for _ in 0..100_000 {
        got_in |= asked(&address).await.1.starts_with("HTTP/1.1 200");
        if got_in {
            break;
        }
    }
    assert!(got_in, "the place was never free again");
}

#[tokio::test]
async fn who_finds_no_room_to_be_told_so_is_sent_away() {
    let address = two_rooms(1, 0).await;
    let (_first, answer) = asked(&address).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(asked(&address).await.1, "");
}
