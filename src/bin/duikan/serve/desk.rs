//! The desk: who hands out the collection as of its last commit, and lets only so many work at a time.

use super::answers::Answers;
use super::trouble::Trouble;
use crate::screen::Talk;
use axum::body::Body;
use axum::http::HeaderName;
use axum::http::header;
use axum::response::IntoResponse;
use axum::response::Response;
use duikan::Collection;
use duikan::DocumentInfo;
use duikan::Story;
use duikan::Synonyms;
use duikan::present;
use serde::Serialize;
use std::mem;
use std::num::NonZero;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::OnceLock;
use std::sync::PoisonError;
use std::sync::RwLock;
use std::thread;
use std::time::Duration;
use std::time::Instant;
use tokio::sync::Semaphore;
use tokio::task;
use tokio::time;

/// The longest that anybody waits for an answer, standing in line included.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// How often the desk looks whether there is a new commit.
const LOOK: Duration = Duration::from_millis(500);

/// How long a new commit waits at the most until what is asked again and again is known of it.
const REHEARSAL: Duration = Duration::from_secs(10);

/// The collection as of one commit, and what is worth keeping as long as that is the last.
pub(super) struct Held {
    pub(super) collection: Collection,
    /// What stands for words, whatever the commit.
    pub(super) synonyms: Synonyms,
    pub(super) answers: Answers,
    documents: OnceLock<Vec<DocumentInfo>>,
    stories: Mutex<Option<Arc<Vec<Story>>>>,
}

/// How long work of a kind takes: the one never waits for the other.
#[derive(Debug, Clone, Copy)]
pub(super) enum Line {
    /// Thousandths of a second.
    Quick,
    /// Seconds, perhaps.
    Slow,
}

/// The header that says which commit an answer comes out of.
const COMMIT: HeaderName = HeaderName::from_static("duikan-commit");

/// So many may stand in each line; who comes then is sent away.
const WAITING: usize = 256;

/// Shared by all requests.
#[derive(Clone)]
pub(super) struct Desk {
    held: Arc<RwLock<Arc<Held>>>,
    quick: Turns,
    slow: Turns,
    talk: Talk,
}

/// A line: so many are served at a time, and so many more may wait.
#[derive(Clone)]
struct Turns {
    served: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

/// How many are served at a time in the quick line, and in the slow one.
fn at_a_time() -> [usize; 2] {
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    [cores, cores.div_ceil(2).max(2)]
}

/// How many threads have work: those who serve a line, and the one that looks for a new commit. The allocator keeps
/// memory for each thread that ever was, so there should be no more.
pub(super) fn threads() -> usize {
    at_a_time().iter().sum::<usize>() + 1
}

impl Turns {
    fn new(served: usize) -> Self {
        let [served, places] = [served, served + WAITING].map(|many| Arc::new(Semaphore::new(many)));
        Turns { served, places }
    }

    /// Waits for a turn, which lasts until it is dropped.
    async fn turn(self) -> Result<impl Send + 'static, Trouble> {
        let place = self.places.try_acquire_owned().map_err(|_| Trouble::busy())?;
        let served = self.served.acquire_owned().await.map_err(|cause| Trouble::internal(&cause))?;
        Ok((served, place))
    }
}

/// What is sent back.
pub(super) struct Reply {
    media: &'static str,
    bytes: Vec<u8>,
    /// The commit it comes out of.
    commit: Option<u64>,
}

impl Reply {
    /// Text of some media type, written by `write`.
    pub(super) fn written(
        media: &'static str,
        write: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>,
    ) -> Result<Self, Trouble> {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|cause| Trouble::internal(&cause))?;
        Ok(Reply { media, bytes, commit: None })
    }

    /// The same, with the commit it comes out of.
    pub(super) fn out_of(self, commit: u64) -> Self {
        Reply { commit: Some(commit), ..self }
    }

    /// An object.
    pub(super) fn json(value: &impl Serialize) -> Result<Self, Trouble> {
        Reply::written("application/json", |out| present::json::write(value, out))
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        let mut response = ([(header::CONTENT_TYPE, self.media)], Body::from(self.bytes)).into_response();
        if let Some(commit) = self.commit {
            response.headers_mut().insert(COMMIT, commit.into());
        }
        response
    }
}

impl Held {
    fn new(collection: Collection, synonyms: Synonyms) -> Arc<Self> {
        Arc::new(Held {
            collection,
            synonyms,
            answers: Answers::new(),
            documents: OnceLock::new(),
            stories: Mutex::default(),
        })
    }

    /// The last commit, when it is another one. What was asked more than once lately is looked up there first:
    /// else all of it would have to be found at once as soon as people are let in.
    fn newer(&self) -> duikan::Result<Option<Arc<Self>>> {
        let Some(collection) = self.collection.newer()? else { return Ok(None) };
        let newer = Held::new(collection, self.synonyms.clone());
        let began = Instant::now();
        for asked in self.answers.asked_again() {
            let left = REHEARSAL.saturating_sub(began.elapsed());
            if left.is_zero() {
                break;
            }
            // Whoever asks again is told what is wrong.
            drop(asked.query(&newer).and_then(|query| asked.find(&newer, &query.within(left))));
        }
        Ok(Some(newer))
    }

    /// All documents, in the order of their keys.
    pub(super) fn documents(&self) -> &[DocumentInfo] {
        self.documents.get_or_init(|| self.collection.documents())
    }

    /// A document by its key.
    pub(super) fn document(&self, key: &str) -> Option<&DocumentInfo> {
        let documents = self.documents();
        let nth = documents.binary_search_by(|document| document.document.as_str().cmp(key)).ok()?;
        documents.get(nth)
    }

    /// All stories, the longest first; found once.
    pub(super) fn stories(&self) -> Result<Arc<Vec<Story>>, Trouble> {
        let mut stories = self.stories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stories) = stories.as_ref() {
            return Ok(Arc::clone(stories));
        }
        let found = Arc::new(self.collection.stories()?);
        *stories = Some(Arc::clone(&found));
        Ok(found)
    }
}

impl Desk {
    pub(super) fn new(collection: Collection, synonyms: Synonyms, talk: Talk) -> Self {
        let [quick, slow] = at_a_time();
        Desk {
            held: Arc::new(RwLock::new(Held::new(collection, synonyms))),
            quick: Turns::new(quick),
            slow: Turns::new(slow),
            talk,
        }
    }

    /// The collection as of its last commit.
    pub(super) fn held(&self) -> Arc<Held> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does some work on one commit, when its turn has come.
    pub(super) async fn answer(
        &self,
        line: Line,
        work: impl FnOnce(&Held) -> Result<Reply, Trouble> + Send + 'static,
    ) -> Result<Reply, Trouble> {
        let line = match line {
            Line::Quick => &self.quick,
            Line::Slow => &self.slow,
        };
        let answer = async {
            let turn = line.clone().turn().await?;
            let held = self.held();
            let work = task::spawn_blocking(move || {
                let reply = work(&held).map(|reply| reply.out_of(held.collection.commit()));
                // Work that nobody waits for any more keeps its place in the line until it is done.
                drop(turn);
                reply
            });
            work.await.map_err(|cause| Trouble::internal(&cause))?
        };
        let answer = time::timeout(PATIENCE, answer).await.unwrap_or_else(|_| Err(Trouble::too_slow()));
        if let Some(cause) = answer.as_ref().err().and_then(Trouble::cause) {
            self.talk.say(cause);
        }
        answer
    }

    /// Takes up every new commit, for ever. Requests under way finish with the one they began with.
    pub(super) async fn keep_current(self) {
        let mut said = None;
        loop {
            time::sleep(LOOK).await;
            let held = self.held();
            match task::spawn_blocking(move || held.newer()).await {
                Ok(Ok(Some(newer))) => {
                    let old =
                        mem::replace(&mut *self.held.write().unwrap_or_else(PoisonError::into_inner), newer);
                    // It may be large, and the last who holds it.
                    drop(task::spawn_blocking(move || drop(old)));
                    said = None;
                }
                Ok(Ok(None)) => said = None,
                Ok(Err(error)) => {
                    let sentence = format!("{error}; going on with the last commit that could be read");
                    if said.as_ref() != Some(&sentence) {
                        self.talk.say(&sentence);
                    }
                    said = Some(sentence);
                }
                Err(cause) if cause.is_cancelled() => return,
                Err(cause) => self.talk.say(&format!("a new commit could not be opened: {cause}")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_a_full_line_is_sent_away_at_once() {
        let line = Turns::new(1);
        let served = line.clone().turn().await;
        let waiting: Vec<_> = (0..WAITING).map(|_| tokio::spawn(line.clone().turn())).collect();
        while line.places.available_permits() > 0 {
            task::yield_now().await;
        }
        let refused = line.clone().turn().await.err().map(IntoResponse::into_response);
        assert_eq!(refused.map(|response| response.status().as_u16()), Some(503));
        drop(served);
        for waiting in waiting {
            assert!(waiting.await.is_ok_and(|turn| turn.is_ok()), "everybody else gets a turn");
        }
        assert!(line.turn().await.is_ok());
    }
}
