//! What went wrong, as an answer: a status, a code for programs and a sentence for people.

use super::desk::PATIENCE;
use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::rejection::PathRejection;
use axum::extract::rejection::QueryRejection;
use axum::http::StatusCode;
use axum::response::IntoResponse;
use axum::response::Response;
use duikan::ErrorKind;
use serde::Serialize;
use std::fmt::Display;
use utoipa::ToSchema;

/// Why there is no answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Trouble {
    /// What happened, and what to do.
    message: String,
    /// The same for programs.
    code: &'static str,
    /// Whose fault it is.
    r#type: Fault,
    #[serde(skip)]
    status: StatusCode,
}

#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Fault {
    /// The request cannot be answered as it is.
    InvalidRequest,
    /// The server cannot answer it now.
    Internal,
}

impl Trouble {
    fn new(status: StatusCode, code: &'static str, message: String) -> Self {
        let r#type = if status.is_server_error() { Fault::Internal } else { Fault::InvalidRequest };
        Trouble { message, code, r#type, status }
    }

    /// A request that makes no sense as it is written.
    pub(super) fn invalid(code: &'static str, message: impl Into<String>) -> Self {
        Trouble::new(StatusCode::BAD_REQUEST, code, message.into())
    }

    /// Nothing of that name.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        Trouble::new(StatusCode::NOT_FOUND, "not_found", message.into())
    }

    /// A path that knows no such method.
    pub(super) fn no_such_method() -> Self {
        let message = "this path does not take that method: /openapi.json says which it takes".to_owned();
        Trouble::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
    }

    /// A request for another host.
    pub(super) fn wrong_host() -> Self {
        let message = "this server answers to 127.0.0.1 and localhost only, and to no other page".to_owned();
        Trouble::new(StatusCode::MISDIRECTED_REQUEST, "wrong_host", message)
    }

    /// An answer that takes too long.
    pub(super) fn too_slow() -> Self {
        let seconds = PATIENCE.as_secs();
        let message =
            format!("this takes longer than {seconds} seconds: ask for less, or use the command duikan");
        Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "too_slow", message)
    }

    /// What should not happen.
    pub(super) fn internal(cause: &dyn Display) -> Self {
        Trouble::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            format!("this is a fault of duikan: {cause}"),
        )
    }
}

impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        (self.status, Json(self)).into_response()
    }
}

impl From<duikan::Error> for Trouble {
    fn from(error: duikan::Error) -> Self {
        match error.kind() {
            ErrorKind::Argument => Trouble::invalid("invalid_argument", error.to_string()),
            ErrorKind::NotFound => Trouble::not_found(error.to_string()),
            ErrorKind::TooLong => {
                Trouble::new(StatusCode::SERVICE_UNAVAILABLE, "too_slow", error.to_string())
            }
            _ => Trouble::new(StatusCode::INTERNAL_SERVER_ERROR, "index_unreadable", error.to_string()),
        }
    }
}

impl From<JsonRejection> for Trouble {
    fn from(rejection: JsonRejection) -> Self {
        let (status, code) = match rejection.status() {
            status @ StatusCode::PAYLOAD_TOO_LARGE => (status, "payload_too_large"),
            status @ StatusCode::UNSUPPORTED_MEDIA_TYPE => (status, "unsupported_media_type"),
            _ => (StatusCode::BAD_REQUEST, "invalid_body"),
        };
        Trouble::new(status, code, rejection.body_text())
    }
}

impl From<QueryRejection> for Trouble {
    fn from(rejection: QueryRejection) -> Self {
        Trouble::invalid("invalid_parameter", rejection.body_text())
    }
}

impl From<PathRejection> for Trouble {
    fn from(rejection: PathRejection) -> Self {
        Trouble::not_found(rejection.body_text())
    }
}
