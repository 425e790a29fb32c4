//! `duikan serve`: the page, and the same search over HTTP.

mod answers;
mod desk;
mod documents;
mod extract;
mod filter;
mod guard;
mod openapi;
mod page;
mod passages;
mod search;
mod stories;
mod trouble;

use crate::index;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use desk::Desk;
use duikan::Collection;
use std::future::IntoFuture;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use trouble::Trouble;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The page is at /, the description of the HTTP interface at /openapi.json. Everybody who can reach the address can read all
indexed texts: leave it at 127.0.0.1 unless that is meant.")]
pub(crate) struct Args {
    /// Index this folder first, or refresh its index, in DIR/.duikan unless --index says otherwise
    #[arg(long = "in", value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7117")]
    addr: SocketAddr,

    /// Words that stand for each other, as for `duikan search`
    #[arg(long, value_name = "FILE", env = "DUIKAN_SYNONYMS")]
    synonyms: Option<PathBuf>,

    /// Open the page in a browser
    #[arg(long)]
    open: bool,
}

/// Requests under way may take so long to finish when the server is stopped.
const FAREWELL: Duration = Duration::from_secs(2);

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let folder = index::refreshed(args.folder.as_deref(), index, screen)?;
    let collection = Collection::open(&folder)?;
    let synonyms = args.synonyms.as_deref().map(screen::synonyms).transpose()?.unwrap_or_default();
    let runtime = Runtime::new().map_err(|cause| sentence("the server cannot be started", &cause))?;
    let served = runtime.block_on(serve(args, Desk::new(collection, synonyms), screen));
    runtime.shutdown_timeout(FAREWELL);
    served.map(|()| Outcome::Found)
}

async fn serve(args: &Args, desk: Desk, screen: &Screen) -> Result<(), Failure> {
    let listener = TcpListener::bind(args.addr).await;
    let listener =
        listener.map_err(|cause| sentence(&format!("{} cannot be listened on", args.addr), &cause))?;
    let address = listener.local_addr()?;
    let url = format!("http://{address}/");
    let stats = desk.held().collection.stats();
    screen.say(&format!(
        "{} documents, {} paragraphs: {url} (Ctrl-C ends it)",
        stats.documents, stats.paragraphs
    ));
    if !address.ip().is_loopback() {
        screen.say("everybody who can reach this address can read all indexed texts");
    }
    if args.open
        && let Err(cause) = open::that_detached(&url)
    {
        screen.say(&format!("no browser could be opened ({cause}): open {url} yourself"));
    }
    tokio::spawn(desk.clone().keep_current(screen.talk()));
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let farewell = async { drop(stopped.await) };
    let server = axum::serve(listener, app(desk, address)).with_graceful_shutdown(farewell).into_future();
    tokio::pin!(server);
    tokio::select! {
        ended = &mut server => ended?,
        () = interrupted() => {
            drop(stop);
            // Whoever is still being served after that is not waited for.
            tokio::time::timeout(FAREWELL, server).await.unwrap_or(Ok(()))?;
        }
    }
    Ok(())
}

fn app(desk: Desk, address: SocketAddr) -> axum::Router {
    let routes = openapi::routes()
        .merge(page::routes())
        .fallback(async || Trouble::not_found("there is nothing here: /openapi.json says what there is"))
        .method_not_allowed_fallback(async || Trouble::no_such_method());
    guard::guarded(routes.with_state(desk), address)
}

/// Until somebody presses Ctrl-C or ends the process politely.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::SignalKind;
        use tokio::signal::unix::signal;
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = tokio::signal::ctrl_c() => {}
            }
            return;
        }
    }
    drop(tokio::signal::ctrl_c().await);
}

fn sentence(what: &str, cause: &io::Error) -> Failure {
    Failure::Sentence(format!("{what}: {cause}"))
}
