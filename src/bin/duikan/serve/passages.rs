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
use duikan::present::CollationFormat;
use duikan::present::ComparisonFormat;
use duikan::present::json::CollationObject;
use duikan::present::json::ComparisonObject;
use duikan::present::json::WithCopies;
use serde::Deserialize;
use serde::Serialize;
use utoipa::IntoParams;
use utoipa::PartialSchema;
use utoipa::ToSchema;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::ObjectBuilder;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::schema::Type;

choosing_copies! {
/// A passage whose copies are wanted.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CopiesOf {
    /// DOC, DOC:PARAGRAPH, DOC:FROM-TO, DOC:LOCUS (a page, a line, an article) or DOC@BEGIN-END; any part of a document's name will do that no other
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
    format: CollationForm,
    /// The language of a page.
    #[serde(default)]
    #[param(inline)]
    lang: Language,
}
}

/// How a collation is written: in a format, or as CSV after a byte order mark, by which Excel knows UTF-8.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(try_from = "String")]
struct CollationForm {
    format: CollationFormat,
    bom: bool,
}

/// What CSV with a byte order mark is called.
const EXCEL: &str = "excel";

impl CollationForm {
    fn names() -> impl Iterator<Item = &'static str> {
        CollationFormat::ALL.into_iter().map(CollationFormat::name).chain([EXCEL])
    }
}

impl TryFrom<String> for CollationForm {
    type Error = String;

    fn try_from(name: String) -> Result<Self, String> {
        if name == EXCEL {
            return Ok(CollationForm { format: CollationFormat::Csv, bom: true });
        }
        let unknown = |_| {
            let known: Vec<&str> = CollationForm::names().collect();
            format!("unknown variant `{name}`, expected one of `{}`", known.join("`, `"))
        };
        name.parse().map(|format| CollationForm { format, bom: false }).map_err(unknown)
    }
}

impl PartialSchema for CollationForm {
    fn schema() -> RefOr<Schema> {
        let names = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(CollationForm::names()));
        names.into()
    }
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
            let format = asked.format;
            Reply::written(format.media_type(), |out| format.write(&comparison, &[], asked.lang, out))
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
            let CollationForm { format, bom } = asked.format;
            Reply::written(format.media_type(), |out| {
                if bom {
                    present::byte_order_mark(out)?;
                }
                format.write(&collation, asked.lang, out)
            })
        })
        .await
}
