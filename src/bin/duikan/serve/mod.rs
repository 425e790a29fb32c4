//! `duikan serve`: the page, and the same search over HTTP.

mod answers;
mod api_error;
mod connections;
mod documents;
mod extract;
mod filter;
mod guard;
mod openapi;
mod page;
mod passages;
mod search;
mod state;
mod stories;
mod token;

use crate::index;
use crate::interrupt;
use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use api_error::ApiError;
use axum::Router;
use duikan::Collection;
use duikan::Message;
use duikan::message;
use guard::Rules;
use serde::Serialize;
use serde_json::Map;
use serde_json::Value;
use state::ServerState;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::path::PathBuf;
use token::Token;
use tokio::net::TcpListener;
use tokio::runtime::Builder;
use utoipa::PartialSchema;
use utoipa::ToSchema;

#[derive(Debug, clap::Args)]
#[command(after_help = "\
The page is at /, the description of the HTTP interface at /openapi.json. At 127.0.0.1 everybody on this machine may ask; any \
other address wants a token, and so does 127.0.0.1 when it has one. A request bears it as `Authorization: Bearer TOKEN`; a \
browser asks for it as a password, whatever the user. HTTP hides nothing on its way: let others in through something that \
speaks TLS.")]
pub(crate) struct Args {
    /// Index this folder first, or refresh its index, in DIR/.duikan unless --index says otherwise
    #[arg(long = "in", value_name = "DIR")]
    folder: Option<PathBuf>,

    /// Where to listen; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:7117")]
    addr: SocketAddr,

    /// The token that every request but GET /health must bear: a file with 16 characters or more that only its
    /// owner may read
    #[arg(long, value_name = "FILE", env = "DUIKAN_TOKEN_FILE", hide_env_values = true)]
    token_file: Option<PathBuf>,

    /// Words that stand for each other, as for `duikan search` [default: `$DUIKAN_SYNONYMS`]
    #[arg(long, value_name = "FILE")]
    synonyms: Option<PathBuf>,

    /// Open the page in a browser
    #[arg(long)]
    open: bool,
}

pub(crate) fn run(args: &Args, index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let rules = rules(args)?;
    let folder = index::refreshed(args.folder.as_deref(), index, screen)?;
    let collection = Collection::open(&folder)?;
    let synonyms = screen::synonyms(args.synonyms.as_deref())?;
    let runtime = Builder::new_multi_thread().enable_all().max_blocking_threads(state::threads()).build();
    let runtime = runtime.map_err(|cause| sentence(message!("the server cannot be started"), &cause))?;
    let state = ServerState::new(collection, synonyms, screen.talk());
    let served = runtime.block_on(serve(args, state, rules, screen));
    // Nobody waits any more for what is still being looked for.
    runtime.shutdown_background();
    served.map(|()| Outcome::Found)
}

/// Where the server listens, and what it answers from: what `--json` prints when it is there.
#[derive(Debug, Serialize, ToSchema)]
struct Listening<'a> {
    /// The address of the page; the others stand below it.
    url: &'a str,
    /// How many documents the index has.
    documents: usize,
    /// How many paragraphs.
    paragraphs: u64,
}

impl Listening<'_> {
    /// Says it to people, or to a program.
    fn tell(&self, screen: &mut Screen) -> Result<(), Failure> {
        if screen.is_json() {
            screen.show(self, |_, _| Ok(()))?;
            // Whoever started it waits for this.
            return Ok(screen.flush()?);
        }
        screen.say(&message!(
            "{documents} {documents|document|documents}, {paragraphs} {paragraphs|paragraph|paragraphs}: {url} (Ctrl-C ends it)",
            documents = self.documents,
            paragraphs = self.paragraphs,
            url = self.url,
        ));
        Ok(())
    }
}

/// Who may ask: everybody on this machine, or whoever knows the token.
fn rules(args: &Args) -> Result<Rules, Failure> {
    let (address, token) = (args.addr.ip(), args.token_file.as_deref().map(Token::read).transpose()?);
    if token.is_none() && !address.is_loopback() {
        return Err(Failure::Sentence(message!(
            "{address} can be reached by others, who could read all indexed texts: say with --token-file FILE what they must know, or listen on 127.0.0.1",
            address = address.to_string()
        )));
    }
    Ok(Rules { address, token })
}

async fn serve(args: &Args, state: ServerState, rules: Rules, screen: &mut Screen) -> Result<(), Failure> {
    let stop =
        interrupted().map_err(|cause| sentence(message!("the server cannot be stopped politely"), &cause))?;
    interrupt::leave_to_server();
    let listener = TcpListener::bind(args.addr).await;
    let listener = listener.map_err(|cause| {
        sentence(message!("{address} cannot be listened on", address = args.addr.to_string()), &cause)
    })?;
    let url = format!("http://{}/", listener.local_addr()?);
    let held = state.held().collection.stats();
    let listening = Listening { url: &url, documents: held.documents, paragraphs: held.paragraphs };
    listening.tell(screen)?;
    if args.open
        && let Err(cause) = open::that_detached(&url)
    {
        screen.say(&message!(
            "no browser could be opened ({cause}): open {url} yourself",
            cause = &cause,
            url
        ));
    }
    tokio::spawn(state.clone().keep_current());
    let refusal = guard::confined(Router::new().fallback(async || ApiError::busy()));
    connections::serve(listener, (app(state, rules), refusal), screen.talk(), stop).await;
    Ok(())
}

fn app(state: ServerState, rules: Rules) -> Router {
    let routes = openapi::routes(rules.token.as_ref())
        .merge(page::routes())
        .fallback(async || ApiError::not_found("there is nothing here: /openapi.json says what there is"))
        .method_not_allowed_fallback(async || ApiError::no_such_method());
    guard::guarded(routes.with_state(state), rules)
}

/// The objects that the server tells, each under its name: its answers, and where it listens.
pub(crate) fn objects() -> Result<Map<String, Value>, serde_json::Error> {
    let mut objects = openapi::answers()?;
    objects.insert(Listening::name().into_owned(), serde_json::to_value(Listening::schema())?);
    Ok(objects)
}

/// Until somebody presses Ctrl-C or ends the process politely, from now on.
#[cfg(unix)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::SignalKind;
    use tokio::signal::unix::signal;
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Until somebody presses Ctrl-C, from now on.
#[cfg(windows)]
fn interrupted() -> io::Result<impl Future<Output = ()>> {
    let mut interrupt = tokio::signal::windows::ctrl_c()?;
    Ok(async move { drop(interrupt.recv().await) })
}

fn sentence(what: Message, cause: &io::Error) -> Failure {
    Failure::Sentence(message!("{what}: {cause}", what, cause))
}

#[cfg(test)]
mod fuzz;
