//! The routes, and what they say of themselves.

use super::api_error::ApiError;
use super::documents;
use super::extract::Nothing;
use super::extract::Parameters;
use super::passages;
use super::search;
use super::state::ServerState;
use super::stories;
use super::token::Token;
use crate::schema;
use axum::Json;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::get;
use duikan::Surveyed;
use serde_json::Map;
use serde_json::Value;
use std::collections::BTreeSet;
use utoipa::OpenApi;
use utoipa::openapi::Content;
use utoipa::openapi::Ref;
use utoipa::openapi::RefOr;
use utoipa::openapi::Response;
use utoipa::openapi::ResponseBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::Http;
use utoipa::openapi::security::HttpAuthScheme;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::security::SecurityScheme;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

/// The longest body, in bytes.
const LONGEST_BODY: usize = 64 * 1024;

/// Search in Chinese documents that exist in several copies. Offsets are Unicode scalar values of the decoded
/// source, half-open; paragraphs count from 1.
#[derive(OpenApi)]
#[openapi(
    info(title = "duikan"),
    components(schemas(ApiError, Surveyed, documents::SeriesObject, documents::OverlapRow))
)]
struct Description;

/// What may go wrong with any request.
const TROUBLES: [(&str, &str); 12] = [
    ("400", "The request makes no sense: the message says why."),
    ("401", "The server has a token, and the request does not bear it."),
    ("403", "The request comes from another page."),
    ("404", "There is nothing of that name."),
    ("405", "The path does not take that method."),
    ("408", "The body took too long to arrive."),
    ("413", "The body is too large."),
    ("414", "The address is too long."),
    ("415", "The body is not application/json."),
    ("421", "The request names another host."),
    ("500", "The index cannot be read, or duikan is at fault."),
    ("503", "It takes too long, or too many others are asking: see Retry-After."),
];

/// How a request bears the token, if the server has one.
const SCHEMES: [(&str, HttpAuthScheme, &str); 2] = [
    ("bearer", HttpAuthScheme::Bearer, "The token of the server."),
    ("basic", HttpAuthScheme::Basic, "Any user, and the token of the server as the password."),
];

/// All routes of the HTTP interface, and /openapi.json.
pub(super) fn routes(token: Option<&Token>) -> Router<ServerState> {
    let (router, mut description) = described();
    if token.is_some() {
        let mut components = description.components.take().unwrap_or_default();
        components.add_security_schemes_from_iter(SCHEMES.map(|(name, scheme, what)| {
            let mut http = Http::new(scheme);
            http.description = Some(what.to_owned());
            (name, SecurityScheme::Http(http))
        }));
        description.components = Some(components);
        let nothing: [&str; 0] = [];
        description.security =
            Some(SCHEMES.map(|(name, ..)| SecurityRequirement::new(name, nothing)).to_vec());
    }
    let told = async move |_: Parameters<Nothing>| {
        told(&description).map(Json).map_err(|cause| ApiError::internal(&cause))
    };
    router.route("/openapi.json", get(told)).layer(DefaultBodyLimit::max(LONGEST_BODY))
}

/// The routes, and what they say of themselves.
fn described() -> (Router<ServerState>, utoipa::openapi::OpenApi) {
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
    (router, description)
}

/// The description, each object of which names its own properties.
fn told(description: &utoipa::openapi::OpenApi) -> Result<Value, serde_json::Error> {
    let mut told = serde_json::to_value(description)?;
    if let Some(schemas) = told.pointer_mut("/components/schemas").map(Value::take) {
        told["components"]["schemas"] = schema::plain(schemas);
    }
    Ok(told)
}

/// The objects that are answered, each under its name, as the description has them.
pub(super) fn answers() -> Result<Map<String, Value>, serde_json::Error> {
    let told = told(&described().1)?;
    let all = told["components"]["schemas"].as_object().cloned().unwrap_or_default();
    let operations = told["paths"].as_object().into_iter().flat_map(Map::values).filter_map(Value::as_object);
    let mut answered = BTreeSet::new();
    for operation in operations.flat_map(Map::values) {
        schema::reached(&operation["responses"], &all, &mut answered);
    }
    Ok(all.into_iter().filter(|(name, _)| answered.contains(name)).collect())
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
    let schema = Ref::from_schema_name("ApiError");
    ResponseBuilder::new()
        .description(what)
        .content("application/json", Content::new(Some(RefOr::<utoipa::openapi::Schema>::Ref(schema))))
        .build()
}
