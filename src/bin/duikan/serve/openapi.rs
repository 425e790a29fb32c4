//! The routes, and what they say of themselves.

use super::desk::Desk;
use super::documents;
use super::passages;
use super::search;
use super::stories;
use super::trouble::Trouble;
use axum::Json;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use utoipa::OpenApi;
use utoipa::openapi::Content;
use utoipa::openapi::Ref;
use utoipa::openapi::RefOr;
use utoipa::openapi::Response;
use utoipa::openapi::ResponseBuilder;
use utoipa::openapi::path::Operation;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The longest body, in bytes.
const LONGEST_BODY: usize = 64 * 1024;

/// Search in Chinese documents that exist in several copies. Offsets are Unicode scalar values of the decoded
/// source, half-open; paragraphs count from 1.
#[derive(OpenApi)]
#[openapi(info(title = "duikan"), components(schemas(Trouble)))]
struct Description;

/// What may go wrong with any request.
const TROUBLES: [(&str, &str); 8] = [
    ("400", "The request makes no sense: the message says why."),
    ("404", "There is nothing of that name."),
    ("405", "The path does not take that method."),
    ("413", "The body is too large."),
    ("415", "The body is not application/json."),
    ("421", "The request names another host."),
    ("500", "The index cannot be read, or duikan is at fault."),
    ("503", "It takes too long."),
];

/// All routes of the HTTP interface, and /openapi.json.
pub(super) fn routes() -> Router<Desk> {
    let (router, mut description) = OpenApiRouter::with_openapi(Description::openapi())
        .routes(routes!(search::post, search::get))
        .routes(routes!(documents::documents))
        .routes(routes!(documents::document))
        .routes(routes!(documents::series))
        .routes(routes!(documents::overlap))
        .routes(routes!(documents::stats))
        .routes(routes!(documents::health))
        .routes(routes!(passages::copies))
        .routes(routes!(passages::compare))
        .routes(routes!(passages::collate))
        .routes(routes!(stories::stories))
        .routes(routes!(stories::story))
        .split_for_parts();
    let paths = std::mem::take(&mut description.paths.paths);
    for (path, mut item) in paths {
        let operations = [&mut item.get, &mut item.post];
        operations.into_iter().flatten().for_each(add_troubles);
        // A key may have slashes in it; OpenAPI knows no name for that.
        description.paths.paths.insert(path.replace("{*", "{"), item);
    }
    router
        .route("/openapi.json", get(async move || Json(description.clone())))
        .layer(DefaultBodyLimit::max(LONGEST_BODY))
}

fn add_troubles(operation: &mut Operation) {
    if let Some(RefOr::T(found)) = operation.responses.responses.get_mut("200") {
        "What was asked for.".clone_into(&mut found.description);
    }
    for (status, what) in TROUBLES {
        operation.responses.responses.insert(status.to_owned(), RefOr::T(trouble(what)));
    }
}

fn trouble(what: &str) -> Response {
    let schema = Ref::from_schema_name("Trouble");
    ResponseBuilder::new()
        .description(what)
        .content("application/json", Content::new(Some(RefOr::<utoipa::openapi::Schema>::Ref(schema))))
        .build()
}
