//! `/copies`, `/compare` and `/collate`: passages and what they say.

use super::api_error::ApiError;
use super::extract::Parameters;
use super::extract::at_most;
use super::state::Queue;
use super::state::Reply;
use super::state::ServerState;
use crate::among::choosing_copies;
use axum::extract::State;
use duikan::CopyKind;
use duikan::CopyOrder;
use duikan::Language;
use duikan::present;
use duikan::present::json::CollationObject;
use duikan::present::json::ComparisonObject;
use duikan::present::json::WithCopies;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::ToSchema;

choosing_copies! {
/// A passage whose copies are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CopiesOf {
    /// DOC, DOC:PARAGRAPH, DOC:FROM-TO or DOC@BEGIN-END; any part of a document's name will do that no other
    /// has.
    #[param(example = "chenbao/0301-01:9")]
    place: String,
    /// How many to leave out at the beginning.
    #[serde(default)]
    #[param(default = 0)]
    offset: usize,
    /// How many to give.
    #[serde(default = "usual")]
    #[param(default = 100, maximum = 1000)]
    limit: usize,
    /// The order of the copies.
    #[serde(default)]
    #[param(inline)]
    sort: CopyOrder,
}
}

/// Two texts that are wanted side by side.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Two {
    /// The first, named like a place.
    #[param(example = "chenbao/0301-01")]
    a: String,
    /// The second.
    #[param(example = "ribao/0302-01")]
    b: String,
    /// How it is written.
    #[serde(default)]
    #[param(inline)]
    format: ComparisonFormat,
    /// The language of a page.
    #[serde(default)]
    #[param(inline)]
    lang: Language,
}

choosing_copies! {
/// A passage whose copies are wanted in one table.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CollationRequest {
    /// DOC:PARAGRAPH, DOC:FROM-TO or DOC@BEGIN-END.
    #[param(example = "chenbao/0301-01:9")]
    place: String,
    /// The document whose copy comes first.
    base: Option<String>,
    /// How it is written.
    #[serde(default)]
    #[param(inline)]
    format: CollationFormat,
    /// The language of a page.
    #[serde(default)]
    #[param(inline)]
    lang: Language,
}
}

/// How a comparison is written.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum ComparisonFormat {
    /// An object.
    #[default]
    Json,
    /// A page that stands for itself.
    Html,
}

/// How a collation is written.
#[derive(Debug, Clone, Copy, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum CollationFormat {
    /// An object.
    #[default]
    Json,
    /// A page that stands for itself.
    Html,
    /// TEI P5, in parallel segmentation.
    Tei,
    /// An alignment table of CollateX.
    Collatex,
    /// A row a unit.
    Csv,
    /// The same after a byte order mark, by which Excel knows UTF-8.
    Excel,
}

/// A passage and some of its copies.
#[derive(Debug, Serialize, ToSchema)]
struct CopiesPage<'a> {
    #[serde(flatten)]
    passage: WithCopies<'a>,
    /// How many have at least half of it.
    copies_total: usize,
    /// How many have less.
    parts_total: usize,
}

const MOST_COPIES: usize = 1000;
const HTML: &str = "text/html; charset=utf-8";
const CSV: &str = "text/csv; charset=utf-8";

fn usual() -> usize {
    100
}

/// Every other place of a passage, what has the most of it first, with its differences.
#[utoipa::path(get, path = "/copies", params(CopiesOf), responses((status = 200, body = CopiesPage<'static>)))]
pub(super) async fn copies(
    State(state): State<ServerState>,
    Parameters(asked): Parameters<CopiesOf>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Slow, move |held| {
            at_most("limit", asked.limit, MOST_COPIES)?;
            let filter = asked.among().order(asked.sort);
            let (passage, copies) = held.collection.copies(&asked.place, &filter)?;
            let from = asked.offset.min(copies.len());
            let copies_total = copies.iter().filter(|copy| copy.kind == CopyKind::Copy).count();
            let to = from.saturating_add(asked.limit).min(copies.len());
            let listed = copies.get(from..to).unwrap_or_default();
            Reply::json(&CopiesPage {
                passage: WithCopies { passage: &passage, copies: listed },
                copies_total,
                parts_total: copies.len() - copies_total,
            })
        })
        .await
}

/// Two documents, or parts of them, side by side.
#[utoipa::path(get, path = "/compare", params(Two), responses((status = 200, content(
    (ComparisonObject<'static> = "application/json"), (String = "text/html; charset=utf-8")))))]
pub(super) async fn compare(
    State(state): State<ServerState>,
    Parameters(asked): Parameters<Two>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Slow, move |held| {
            let comparison = held.collection.compare(&asked.a, &asked.b)?;
            match asked.format {
                ComparisonFormat::Json => Reply::json(&ComparisonObject::of(&comparison)),
                ComparisonFormat::Html => {
                    Reply::written(HTML, |out| present::comparison_page(&comparison, &[], asked.lang, out))
                }
            }
        })
        .await
}

/// All copies of a passage in one table, and what most of them say.
#[utoipa::path(get, path = "/collate", params(CollationRequest), responses((status = 200, content(
    (CollationObject<'static> = "application/json"), (String = "text/html; charset=utf-8"),
    (String = "application/tei+xml"), (String = "application/x-collatex+json"), (String = "text/csv; charset=utf-8")))))]
pub(super) async fn collate(
    State(state): State<ServerState>,
    Parameters(asked): Parameters<CollationRequest>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Slow, move |held| {
            let collation = held.collection.collate(&asked.place, asked.base.as_deref(), &asked.among())?;
            match asked.format {
                CollationFormat::Json => Reply::json(&CollationObject::of(&collation)),
                CollationFormat::Html => {
                    Reply::written(HTML, |out| present::collation_page(&collation, asked.lang, out))
                }
                CollationFormat::Tei => {
                    Reply::written("application/tei+xml", |out| present::tei(&collation, out))
                }
                CollationFormat::Collatex => {
                    Reply::written("application/x-collatex+json", |out| present::collatex(&collation, out))
                }
                CollationFormat::Csv => Reply::written(CSV, |out| present::collation_csv(&collation, out)),
                CollationFormat::Excel => Reply::written(CSV, |out| {
                    present::byte_order_mark(out)?;
                    present::collation_csv(&collation, out)
                }),
            }
        })
        .await
}
