//! `/stories`: what whole texts the documents consist of.

use super::api_error::ApiError;
use super::documents::selected;
use super::extract::InPath;
use super::extract::List;
use super::extract::Nothing;
use super::extract::Parameters;
use super::extract::paging;
use super::filter::Filter;
use super::state::Queue;
use super::state::Reply;
use super::state::ServerState;
use crate::among::bounding_copies;
use axum::extract::State;
use duikan::CopyFilter;
use duikan::Story;
use duikan::present::json::AssembledObject;
use serde::Deserialize;
use std::collections::HashSet;
use utoipa::IntoParams;

paging!(bounding_copies! {
/// Which stories are wanted, with which of their copies: the passage of a story is its most complete copy.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct Stories {
    /// Only documents like these: an expression as in a search.
    #[param(value_type = Option<String>)]
    filter: Option<Filter>,
}
});

/// The stories with a copy in one of the documents that are wanted, the longest first.
#[utoipa::path(get, path = "/stories", params(Stories), responses((status = 200, body = List<Story>)))]
pub(super) async fn stories(
    State(state): State<ServerState>,
    Parameters(asked): Parameters<Stories>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Slow, move |held| {
            let page = asked.page()?;
            let wanted = selected(held, asked.filter.as_ref())?;
            let wanted: HashSet<&str> =
                wanted.iter().map(|document| document.about.document.as_str()).collect();
            let is_wanted =
                |story: &Story| story.copies.iter().any(|copy| wanted.contains(copy.about.document.as_str()));
            let stories = held.stories()?;
            let filter = asked.bounds().filter(CopyFilter::default());
            let stories: Vec<Story> =
                stories.iter().filter_map(|story| story.among(&filter)).filter(is_wanted).collect();
            Reply::json(&page.list(&stories, |story| story))
        })
        .await
}

/// A story put together from all its copies.
#[utoipa::path(get, path = "/stories/{number}", params(("number" = usize, Path, minimum = 1, example = 1)),
    responses((status = 200, body = AssembledObject<'static>)))]
pub(super) async fn story(
    State(state): State<ServerState>,
    InPath(number): InPath<usize>,
    Parameters(Nothing {}): Parameters<Nothing>,
) -> Result<Reply, ApiError> {
    state
        .answer(Queue::Slow, move |held| {
            let assembled = held.collection.assemble(Some(number))?;
            let first = assembled.first().ok_or_else(|| ApiError::not_found("there is no such story"))?;
            Reply::json(&AssembledObject::of(first))
        })
        .await
}
