//! `/search`: hits, each with its copies.

use super::answers::CachedAnswer;
use super::api_error::ApiError;
use super::api_error::Code;
use super::extract::Body;
use super::extract::Nothing;
use super::extract::Parameters;
use super::extract::at_most;
use super::filter::Filter;
use super::state::CommitState;
use super::state::Queue;
use super::state::Reply;
use super::state::ServerState;
use super::state::TIME_LIMIT;
use crate::among::choosing_copies;
use axum::extract::State;
use duikan::Class;
use duikan::Hit;
use duikan::Hits;
use duikan::Query;
use duikan::Sort;
use serde::Deserialize;
use serde::Deserializer;
use serde::Serialize;
use serde::de;
use serde::de::IntoDeserializer;
use serde::de::SeqAccess;
use serde::de::Visitor;
use serde::de::value::SeqAccessDeserializer;
use serde_json::value::RawValue;
use serde_json::value::to_raw_value;
use std::fmt;
use std::sync::Arc;
use std::time::Instant;
use utoipa::IntoParams;
use utoipa::ToSchema;

choosing_copies! {
/// A search.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize, ToSchema, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Asked {
    /// The words: all have to be there; "quoted" literally, `OR`, `-word`, `( )`, `"two words"~10`. Empty, it finds
    /// every paragraph that the filter lets through.
    #[serde(default)]
    #[schema(max_length = 2000, example = "看得见的管线")]
    #[param(max_length = 2000, example = "看得见的管线")]
    q: String,
    /// How many hits to leave out at the beginning; with `limit` at most 1000.
    #[serde(default)]
    #[schema(default = 0, maximum = 1000)]
    #[param(default = 0, maximum = 1000)]
    offset: usize,
    /// How many hits to give.
    #[serde(default = "hits")]
    #[schema(default = 20, maximum = 100)]
    #[param(default = 20, maximum = 100)]
    limit: usize,
    /// Only in documents like these.
    #[param(value_type = Option<String>)]
    filter: Option<Filter>,
    /// Only hits that stand in at least this many places, their own among them.
    #[serde(default)]
    min_copies: usize,
    /// Only hits that stand, with all their copies, in series with this in their name.
    only_in: Option<String>,
    /// Only hits with a copy that differs in this way, or one of these ways.
    #[serde(default, deserialize_with = "kinds")]
    #[param(inline, value_type = Option<Class>)]
    #[schema(value_type = Option<Kinds>)]
    variants: Vec<Class>,
    /// The order of the hits.
    #[serde(default)]
    #[param(inline)]
    sort: Sort,
    /// What makes a hit.
    #[serde(default)]
    #[param(inline)]
    entries: Hits,
    /// How many copies to list under each hit.
    #[serde(default = "copies")]
    #[schema(default = 5, maximum = 100)]
    #[param(default = 5, maximum = 100)]
    copies: usize,
    /// How many paragraphs to show before and after each hit.
    #[serde(default)]
    #[schema(default = 0, maximum = 10)]
    #[param(default = 0, maximum = 10)]
    paragraphs: usize,
}
}

/// One kind of difference or several.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(
    dead_code,
    reason = "for the description; read below, which answers a wrong name with the right ones"
)]
enum Kinds {
    One(Class),
    Several(Vec<Class>),
}

fn kinds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Class>, D::Error> {
    struct OneOrSeveral;

    impl<'de> Visitor<'de> for OneOrSeveral {
        type Value = Vec<Class>;

        fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
            out.write_str("a kind of difference, or a list of them")
        }

        fn visit_unit<E: de::Error>(self) -> Result<Vec<Class>, E> {
            Ok(Vec::new())
        }

        fn visit_str<E: de::Error>(self, name: &str) -> Result<Vec<Class>, E> {
            Ok(vec![Class::deserialize(name.into_deserializer())?])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Vec<Class>, A::Error> {
            Vec::deserialize(SeqAccessDeserializer::new(list))
        }
    }

    deserializer.deserialize_any(OneOrSeveral)
}

/// What was found.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Answered<'a> {
    /// The hits in the order asked for.
    #[schema(value_type = Vec<Hit>)]
    hits: &'a RawValue,
    /// The words that were asked for.
    query: &'a str,
    /// How long it took to find, in milliseconds.
    processing_time_ms: u64,
    /// How many hits were left out at the beginning.
    offset: usize,
    /// How many hits there are at the most.
    limit: usize,
    /// How many paragraphs hold all of the words, copies among each other counted, and whatever is asked of copies
    /// left aside; 0 when all hits are loose.
    estimated_total_hits: usize,
    /// How many documents these stand in.
    documents: usize,
    /// Which commit of the index it was found in.
    commit: u64,
}

const LONGEST_QUERY: usize = 2000;
/// The longest part of a name, in bytes.
const LONGEST_NAME: usize = 200;
const LONGEST_PAGE: usize = 100;
const DEEPEST: usize = 1000;
const MOST_COPIES: usize = 100;
const MOST_PARAGRAPHS: usize = 10;

fn hits() -> usize {
    20
}

fn copies() -> usize {
    5
}

impl Asked {
    /// What the library is asked.
    pub(super) fn query(&self, held: &CommitState) -> Result<Query, ApiError> {
        if self.q.chars().count() > LONGEST_QUERY {
            return Err(ApiError::invalid(
                Code::InvalidQuery,
                format!("`q` is longer than {LONGEST_QUERY} characters"),
            ));
        }
        at_most("onlyIn", self.only_in.as_ref().map_or(0, String::len), LONGEST_NAME)?;
        at_most("limit", self.limit, LONGEST_PAGE)?;
        at_most("offset + limit", self.offset.saturating_add(self.limit), DEEPEST)?;
        at_most("copies", self.copies, MOST_COPIES)?;
        at_most("paragraphs", self.paragraphs, MOST_PARAGRAPHS)?;
        let query = Query::new(&self.q)
            .within(TIME_LIMIT)
            .synonyms(held.synonyms.clone())
            .offset(self.offset)
            .limit(self.limit)
            .copies(self.copies)
            .context(u32::try_from(self.paragraphs).unwrap_or_default())
            .min_copies(self.min_copies)
            .variants(self.variants.iter().copied())
            .among(self.among())
            .sort(self.sort)
            .hits(self.entries);
        let query = match self.filter.as_ref().map(Filter::condition).transpose()?.flatten() {
            Some(condition) => query.only(condition),
            None => query,
        };
        Ok(match &self.only_in {
            Some(series) => query.only_in(series),
            None => query,
        })
    }

    /// How many bytes were sent to ask, more or less.
    pub(super) fn length(&self) -> usize {
        let texts = [self.q.len(), self.only_in.as_ref().map_or(0, String::len)];
        texts.into_iter().sum::<usize>() + self.filter.as_ref().map_or(0, Filter::length)
    }

    /// Looks for it, and keeps what is found.
    pub(super) fn find(&self, held: &CommitState, query: &Query) -> Result<Arc<CachedAnswer>, ApiError> {
        let began = Instant::now();
        let answer = held.collection.search(query)?;
        let hits = to_raw_value(&answer.hits).map_err(|cause| ApiError::internal(&cause))?;
        let found = CachedAnswer::new(hits, (answer.paragraphs, answer.documents), began.elapsed());
        held.answers.keep(self.clone(), Arc::clone(&found));
        Ok(found)
    }

    fn reply(&self, held: &CommitState, found: &CachedAnswer, began: Instant) -> Result<Reply, ApiError> {
        Reply::json(&Answered {
            hits: &found.hits,
            query: &self.q,
            processing_time_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            offset: self.offset,
            limit: self.limit,
            estimated_total_hits: found.paragraphs,
            documents: found.documents,
            commit: held.collection.commit(),
        })
    }
}

/// Answers at once what is known; else when its turn has come.
async fn answer(state: &ServerState, asked: Asked) -> Result<Reply, ApiError> {
    let held = state.held();
    if let Some(found) = held.answers.known(&asked) {
        return Ok(asked.reply(&held, &found, Instant::now())?.out_of(held.collection.commit()));
    }
    let query = asked.query(&held)?;
    let line = if query.aligns_all_copies() { Queue::Slow } else { Queue::Quick };
    state
        .answer(line, move |held| {
            let began = Instant::now();
            asked.reply(held, &*asked.find(held, &query)?, began)
        })
        .await
}

/// Find words, and the copies of what they stand in.
#[utoipa::path(post, path = "/search", request_body = Asked, responses((status = 200, body = Answered<'static>)))]
pub(super) async fn post(
    State(state): State<ServerState>,
    Parameters(Nothing {}): Parameters<Nothing>,
    Body(asked): Body<Asked>,
) -> Result<Reply, ApiError> {
    answer(&state, asked).await
}

/// The same with parameters; a filter is one expression, and there is one kind of difference.
#[utoipa::path(get, path = "/search", params(Asked), responses((status = 200, body = Answered<'static>)))]
pub(super) async fn get(
    State(state): State<ServerState>,
    Parameters(asked): Parameters<Asked>,
) -> Result<Reply, ApiError> {
    answer(&state, asked).await
}
