//! `/stories`: what whole texts the documents consist of.

use super::desk::Desk;
use super::desk::Line;
use super::desk::Reply;
use super::documents::selected;
use super::extract::InPath;
use super::extract::List;
use super::extract::Nothing;
use super::extract::Parameters;
use super::extract::Selection;
use super::trouble::Trouble;
use axum::extract::State;
use duikan::Story;
use duikan::present::json::AssembledObject;
use duikan::present::json::StoryObject;
use std::collections::HashSet;

/// The stories with a copy in one of the documents that are wanted, the longest first.
#[utoipa::path(get, path = "/stories", params(Selection), responses((status = 200, body = List<StoryObject<'static>>)))]
pub(super) async fn stories(
    State(desk): State<Desk>,
    Parameters(selection): Parameters<Selection>,
) -> Result<Reply, Trouble> {
    desk.answer(Line::Slow, move |held| {
        let page = selection.page()?;
        let wanted = selected(held, &selection)?;
        let wanted: HashSet<&str> = wanted.iter().map(|document| document.document.as_str()).collect();
        let is_wanted =
            |story: &&Story| story.copies.iter().any(|copy| wanted.contains(copy.about.document.as_str()));
        let stories = held.stories()?;
        let stories: Vec<&Story> = stories.iter().filter(is_wanted).collect();
        Reply::json(&page.list(&stories, |&story| StoryObject::of(story)))
    })
    .await
}

/// A story put together from all its copies.
#[utoipa::path(get, path = "/stories/{number}", params(("number" = usize, Path, minimum = 1, example = 1)),
    responses((status = 200, body = AssembledObject<'static>)))]
pub(super) async fn story(
    State(desk): State<Desk>,
    InPath(number): InPath<usize>,
    Parameters(Nothing {}): Parameters<Nothing>,
) -> Result<Reply, Trouble> {
    desk.answer(Line::Slow, move |held| {
        let assembled = held.collection.assemble(Some(number))?;
        let first = assembled.first().ok_or_else(|| Trouble::not_found("there is no such story"))?;
        Reply::json(&AssembledObject::of(first))
    })
    .await
}
