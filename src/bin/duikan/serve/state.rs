//! The state of the server: the collection as of its last commit, and the admission queues for work on it.

use super::answers::Answers;
use super::api_error::ApiError;
use crate::advice::advice;
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
use duikan::message;
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

/// The longest that anybody waits for an answer, waiting in the queue included.
pub(super) const TIME_LIMIT: Duration = Duration::from_secs(30);

/// How often the server looks whether there is a new commit.
const LOOK: Duration = Duration::from_millis(500);

/// How long a new commit waits at the most until what is asked again and again is known of it.
const WARM_UP: Duration = Duration::from_secs(10);

/// The state of one commit: the collection, and what is worth keeping as long as that is the last.
pub(super) struct CommitState {
    pub(super) collection: Collection,
    /// What stands for words, whatever the commit.
    pub(super) synonyms: Synonyms,
    pub(super) answers: Answers,
    documents: OnceLock<Vec<DocumentInfo>>,
    stories: Mutex<Option<Arc<Vec<Story>>>>,
}

/// How long work of a kind takes: the one never waits for the other.
#[derive(Debug, Clone, Copy)]
pub(super) enum Queue {
    /// Thousandths of a second.
    Quick,
    /// Seconds, perhaps.
    Slow,
}

/// The header that says which commit an answer comes out of.
const COMMIT: HeaderName = HeaderName::from_static("duikan-commit");

/// So many may wait in each queue; who comes then is sent away.
const WAITING: usize = 256;

/// Shared by all requests.
#[derive(Clone)]
pub(super) struct ServerState {
    held: Arc<RwLock<Arc<CommitState>>>,
    quick: AdmissionQueue,
    slow: AdmissionQueue,
    talk: Talk,
}

/// A line: so many are served at a time, and so many more may wait.
#[derive(Clone)]
struct AdmissionQueue {
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

impl AdmissionQueue {
    fn new(served: usize) -> Self {
        let [served, places] = [served, served + WAITING].map(|many| Arc::new(Semaphore::new(many)));
        AdmissionQueue { served, places }
    }

    /// Waits for a turn, which lasts until it is dropped.
    async fn turn(self) -> Result<impl Send + 'static, ApiError> {
        let place = self.places.try_acquire_owned().map_err(|_| ApiError::busy())?;
        let served = self.served.acquire_owned().await.map_err(|cause| ApiError::internal(&cause))?;
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
    ) -> Result<Self, ApiError> {
        let mut bytes = Vec::new();
        write(&mut bytes).map_err(|cause| ApiError::internal(&cause))?;
        Ok(Reply { media, bytes, commit: None })
    }

    /// The same, with the commit it comes out of.
    pub(super) fn out_of(self, commit: u64) -> Self {
        Reply { commit: Some(commit), ..self }
    }

    /// An object.
    pub(super) fn json(value: &impl Serialize) -> Result<Self, ApiError> {
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

impl CommitState {
    fn new(collection: Collection, synonyms: Synonyms) -> Arc<Self> {
        Arc::new(CommitState {
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
        let newer = CommitState::new(collection, self.synonyms.clone());
        let began = Instant::now();
        for asked in self.answers.asked_again() {
            let left = WARM_UP.saturating_sub(began.elapsed());
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
        let nth = documents.binary_search_by(|document| document.about.document.as_str().cmp(key)).ok()?;
        documents.get(nth)
    }

    /// All stories, the longest first; found once.
    pub(super) fn stories(&self) -> Result<Arc<Vec<Story>>, ApiError> {
        let mut stories = self.stories.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(stories) = stories.as_ref() {
            return Ok(Arc::clone(stories));
        }
        let found = Arc::new(self.collection.stories()?);
        *stories = Some(Arc::clone(&found));
        Ok(found)
    }
}

impl ServerState {
    pub(super) fn new(collection: Collection, synonyms: Synonyms, talk: Talk) -> Self {
        let [quick, slow] = at_a_time();
        ServerState {
            held: Arc::new(RwLock::new(CommitState::new(collection, synonyms))),
            quick: AdmissionQueue::new(quick),
            slow: AdmissionQueue::new(slow),
            talk,
        }
    }

    /// The collection as of its last commit.
    pub(super) fn held(&self) -> Arc<CommitState> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Does some work on one commit, when its turn has come.
    pub(super) async fn answer(
        &self,
        queue: Queue,
        work: impl FnOnce(&CommitState) -> Result<Reply, ApiError> + Send + 'static,
    ) -> Result<Reply, ApiError> {
        let queue = match queue {
            Queue::Quick => &self.quick,
            Queue::Slow => &self.slow,
        };
        let answer = async {
            let turn = queue.clone().turn().await?;
            let held = self.held();
            let work = task::spawn_blocking(move || {
                let reply = work(&held).map(|reply| reply.out_of(held.collection.commit()));
                // Work that nobody waits for any more keeps its place in the queue until it is done.
                drop(turn);
                reply
            });
            work.await.map_err(|cause| ApiError::internal(&cause))?
        };
        let answer = time::timeout(TIME_LIMIT, answer).await.unwrap_or_else(|_| Err(ApiError::too_slow()));
        if let Some(cause) = answer.as_ref().err().and_then(ApiError::cause) {
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
                    let error = error.in_full(advice);
                    let sentence =
                        message!("{error}; going on with the last commit that could be read", error);
                    if said.as_ref() != Some(&sentence) {
                        self.talk.say(&sentence);
                    }
                    said = Some(sentence);
                }
                Err(cause) if cause.is_cancelled() => return,
                Err(cause) => self
                    .talk
                    .say(&message!("a new commit could not be opened: {cause}", cause = cause.to_string())),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_finds_a_full_line_is_sent_away_at_once() {
        let queue = AdmissionQueue::new(1);
        let served = queue.clone().turn().await;
        let waiting: Vec<_> = (0..WAITING).map(|_| tokio::spawn(queue.clone().turn())).collect();
        while queue.places.available_permits() > 0 {
            task::yield_now().await;
        }
        let refused = queue.clone().turn().await.err().map(IntoResponse::into_response);
        assert_eq!(refused.map(|response| response.status().as_u16()), Some(503));
        drop(served);
        for waiting in waiting {
            assert!(waiting.await.is_ok_and(|turn| turn.is_ok()), "everybody else gets a turn");
        }
        assert!(queue.turn().await.is_ok());
    }
}
