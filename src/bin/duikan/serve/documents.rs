//! `/documents`, `/series`, `/overlap`, `/stats` and `/health`: what there is to search in.

use super::api_error::ApiError;
use super::extract::InPath;
use super::extract::List;
use super::extract::Nothing;
use super::extract::Parameters;
use super::extract::Part;
use super::extract::Selection;
use super::extract::at_most;
use super::extract::paging;
use super::filter::Filter;
use super::state::CommitState;
use super::state::Queue;
use super::state::Reply;
use super::state::ServerState;
use crate::among::choosing_copies;
use axum::extract::State;
use duikan::Day;
use duikan::DocumentInfo;
use duikan::Query;
use duikan::Stats;
use duikan::Surveyed;
use serde::Deserialize;
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// A document and some of its paragraphs.
#[derive(Debug, Serialize, ToSchema)]
struct Opened<'a> {
    #[serde(flatten)]
    document: &'a DocumentInfo,
    #[serde(flatten)]
    paragraphs: List<Surveyed>,
}

paging!(choosing_copies! {
/// Which part of a document is wanted, and which copies are counted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Paragraphs {
}
});

/// A series and what is known of it.
#[derive(Debug, Clone, Default, Serialize, ToSchema)]
#[schema(as = Series)]
pub(super) struct SeriesObject<'a> {
    /// Its name.
    series: &'a str,
    /// How many documents it has.
    documents: usize,
    /// The first day one of them is dated.
    #[schema(value_type = Option<String>)]
    first: Option<Day>,
    /// The last one.
    #[schema(value_type = Option<String>)]
    last: Option<Day>,
}

/// How much documents share with each other.
#[derive(Debug, Serialize, ToSchema)]
struct Overlapping<'a> {
    #[serde(flatten)]
    documents: List<OverlapRow<'a>>,
    /// `[i, j, n]`: of the document at `i` in `results`, `n` characters stand in the one at `j` too.
    overlaps: Vec<(usize, usize, u32)>,
}

/// A document whose text is compared with the others.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OverlapRow<'a> {
    #[serde(flatten)]
    document: &'a DocumentInfo,
    /// How many characters it has without punctuation and spaces: the unit of `overlaps`.
    folded: u32,
}

/// Whether the server is well.
#[derive(Debug, Serialize, ToSchema)]
struct Health {
    /// `available`.
    status: &'static str,
    /// The commit of the index that answers come from.
    commit: u64,
}

/// So many documents are compared with each other at the most.
const WIDEST: usize = 100;

/// The documents that are wanted, in the order of their keys.
pub(super) fn selected<'a>(
    held: &'a CommitState,
    filter: Option<&Filter>,
) -> Result<Vec<&'a DocumentInfo>, ApiError> {
    let Some(condition) = filter.map(Filter::condition).transpose()?.flatten() else {
        return Ok(held.documents().iter().collect());
    };
    let found = held.collection.documents_with(&Query::new("").only(condition))?;
    Ok(found.iter().filter_map(|found| held.document(&found.document)).collect())
}

/// List the documents, in the order of their names.
#[utoipa::path(get, path = "/documents", params(Selection), responses((status = 200, body = List<DocumentInfo>)))]
pub(super) async fn documents(
    State(state): State<ServerState>,
    Parameters(selection): Parameters<Selection>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Quick, move |held| {
            let page = selection.page()?;
            Reply::json(&page.list(&selected(held, selection.filter.as_ref())?, |&document| document))
        })
        .await
}

/// A document, with some of its paragraphs and how many copies each has. Any part of its name will do that no
/// other document has.
#[utoipa::path(get, path = "/documents/{*key}", params(("key" = String, Path, example = "chenbao/0301-01.txt"), Paragraphs),
    responses((status = 200, body = Opened<'static>)))]
pub(super) async fn document(
    State(state): State<ServerState>,
    InPath(key): InPath<String>,
    Parameters(asked): Parameters<Paragraphs>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Quick, move |held| {
            let page = asked.page()?;
            let document = held.collection.find(&key)?;
            let wanted = page.offset.saturating_add(1)..=page.offset.saturating_add(page.limit);
            let of = document.paragraphs as usize;
            let paragraphs: Vec<Surveyed> = if wanted.is_empty() || *wanted.start() > of {
                Vec::new()
            } else {
                let place =
                    format!("{}:{}-{}", document.about.document, wanted.start(), wanted.end().min(&of));
                held.collection.survey(&place, &asked.among())?
            };
            Reply::json(&Opened {
                document: &document,
                paragraphs: List { results: paragraphs, offset: page.offset, limit: page.limit, total: of },
            })
        })
        .await
}

/// The series that documents belong to, the largest first.
#[utoipa::path(get, path = "/series", params(Part), responses((status = 200, body = List<SeriesObject<'static>>)))]
pub(super) async fn series(
    State(state): State<ServerState>,
    Parameters(part): Parameters<Part>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Quick, move |held| {
            let mut all: BTreeMap<&str, SeriesObject<'_>> = BTreeMap::new();
            for document in held.documents() {
                let Some(name) = document.about.series.as_deref() else { continue };
                let series = all
                    .entry(name)
                    .or_insert_with(|| SeriesObject { series: name, ..SeriesObject::default() });
                series.documents += 1;
                let day = document.about.day;
                series.first = series.first.into_iter().chain(day).min();
                series.last = series.last.into_iter().chain(day).max();
            }
            let mut all: Vec<SeriesObject<'_>> = all.into_values().collect();
            all.sort_by_key(|series| std::cmp::Reverse(series.documents));
            Reply::json(&part.page()?.list(&all, SeriesObject::clone))
        })
        .await
}

/// How much some documents, at most 100, share with each other.
#[utoipa::path(get, path = "/overlap", params(Selection), responses((status = 200, body = Overlapping<'static>)))]
pub(super) async fn overlap(
    State(state): State<ServerState>,
    Parameters(selection): Parameters<Selection>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Slow, move |held| {
            let page = selection.page()?;
            at_most("limit", page.limit, WIDEST)?;
            let selected = selected(held, selection.filter.as_ref())?;
            let names = selected.iter().skip(page.offset).take(page.limit);
            let names: Vec<String> = names.map(|document| document.about.document.clone()).collect();
            let overlap = held.collection.overlap(&names)?;
            let mut folded = overlap.characters.iter();
            Reply::json(&Overlapping {
                documents: page.list(&selected, |&document| OverlapRow {
                    document,
                    folded: folded.next().copied().unwrap_or_default(),
                }),
                overlaps: overlap.overlaps,
            })
        })
        .await
}

/// What the index holds, in numbers.
#[utoipa::path(get, path = "/stats", responses((status = 200, body = Stats)))]
pub(super) async fn stats(
    State(state): State<ServerState>,
    Parameters(Nothing {}): Parameters<Nothing>,
) -> Result<Reply, ApiError> {
    state.answer(Queue::Quick, move |held| Reply::json(&held.collection.stats())).await
}

/// Whether the server is well.
#[utoipa::path(get, path = "/health", security(()), responses((status = 200, body = Health)))]
pub(super) async fn health(
    State(state): State<ServerState>,
    Parameters(Nothing {}): Parameters<Nothing>,
) -> Result<Reply, ApiError> {
    Reply::json(&Health { status: "available", commit: state.held().collection.commit() })
}
