//! What went wrong, as an answer: a status, a code for programs and a sentence for people.

use super::state::TIME_LIMIT;
use crate::advice as command;
use axum::extract::rejection::JsonRejection;
use axum::extract::rejection::PathRejection;
use axum::extract::rejection::QueryRejection;
use axum::http::HeaderName;
use axum::http::StatusCode;
use axum::http::header;
use axum::response::AppendHeaders;
use axum::response::IntoResponse;
use axum::response::Response;
use duikan::Advice;
use duikan::ErrorKind;
use duikan::Message;
use duikan::message;
use duikan::present;
use serde::Serialize;
use std::fmt::Display;
use utoipa::ToSchema;

/// Why there is no answer.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ApiError {
    /// What happened, and what to do.
    message: String,
    /// The same for programs.
    code: Code,
    /// Whose fault it is.
    r#type: Fault,
    #[serde(skip)]
    status: StatusCode,
    /// What only those are told who run the server: it may name places on their disk.
    #[serde(skip)]
    cause: Option<Message>,
}

/// Ways to bear the token; a browser asks for the first by itself.
const CHALLENGES: [(HeaderName, &str); 2] = [
    (header::WWW_AUTHENTICATE, "Basic realm=\"duikan\", charset=\"UTF-8\""),
    (header::WWW_AUTHENTICATE, "Bearer realm=\"duikan\""),
];

/// After how many seconds to ask again where there was no room.
const AGAIN: [(HeaderName, &str); 1] = [(header::RETRY_AFTER, "1")];

/// Why there is no answer, for programs. Where the library says so, it is the code of its [`ErrorKind`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = ErrorCode)]
#[serde(rename_all = "snake_case")]
pub(super) enum Code {
    BodyTooSlow,
    Busy,
    IndexUnreadable,
    Internal,
    InvalidArgument,
    InvalidBody,
    InvalidFilter,
    InvalidParameter,
    InvalidQuery,
    MethodNotAllowed,
    NoThreads,
    NotFound,
    OtherPage,
    PayloadTooLarge,
    Raced,
    TooSlow,
    Unauthorized,
    UnsupportedMediaType,
    UrlTooLong,
    WrongHost,
}

/// Whose fault it is that there is no answer.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum Fault {
    /// The request cannot be answered as it is.
    InvalidRequest,
    /// The server cannot answer it now.
    Internal,
}

impl ApiError {
    fn new(status: StatusCode, code: Code, message: String) -> Self {
        let r#type = if status.is_server_error() { Fault::Internal } else { Fault::InvalidRequest };
        ApiError { message, code, r#type, status, cause: None }
    }

    /// A request that makes no sense as it is written.
    pub(super) fn invalid(code: Code, message: impl Into<String>) -> Self {
        ApiError::new(StatusCode::BAD_REQUEST, code, message.into())
    }

    /// Nothing of that name.
    pub(super) fn not_found(message: impl Into<String>) -> Self {
        ApiError::new(StatusCode::NOT_FOUND, Code::NotFound, message.into())
    }

    /// A path that knows no such method.
    pub(super) fn no_such_method() -> Self {
        let message = "this path does not take that method: /openapi.json says which it takes".to_owned();
        ApiError::new(StatusCode::METHOD_NOT_ALLOWED, Code::MethodNotAllowed, message)
    }

    /// A request for another host.
    pub(super) fn wrong_host() -> Self {
        let message = "this server answers to 127.0.0.1 and localhost only".to_owned();
        ApiError::new(StatusCode::MISDIRECTED_REQUEST, Code::WrongHost, message)
    }

    /// A request that a page from elsewhere makes a browser send.
    pub(super) fn other_page() -> Self {
        let message = "this server answers to no other page than its own".to_owned();
        ApiError::new(StatusCode::FORBIDDEN, Code::OtherPage, message)
    }

    /// A request without the token.
    pub(super) fn unauthorized() -> Self {
        let message = "this server answers to those who know its token: send it as `Authorization: Bearer TOKEN`, or as \
                       the password when a browser asks for one";
        ApiError::new(StatusCode::UNAUTHORIZED, Code::Unauthorized, message.to_owned())
    }

    /// A request with a long address.
    pub(super) fn url_too_long(longest: usize) -> Self {
        let message = format!("the address is longer than {longest} bytes: POST the search");
        ApiError::new(StatusCode::URI_TOO_LONG, Code::UrlTooLong, message)
    }

    /// A body that does not arrive.
    pub(super) fn body_too_slow() -> Self {
        let message = "the body took too long to arrive: send it again".to_owned();
        ApiError::new(StatusCode::REQUEST_TIMEOUT, Code::BodyTooSlow, message)
    }

    /// More requests than can be answered soon.
    pub(super) fn busy() -> Self {
        let message = "too many others are asking: ask again in a second".to_owned();
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, Code::Busy, message)
    }

    /// An answer that takes too long.
    pub(super) fn too_slow() -> Self {
        let seconds = TIME_LIMIT.as_secs();
        let message =
            format!("this takes longer than {seconds} seconds: ask for less, or use the command duikan");
        ApiError::new(StatusCode::SERVICE_UNAVAILABLE, Code::TooSlow, message)
    }

    /// What should not happen.
    pub(super) fn internal(cause: &dyn Display) -> Self {
        let message =
            "this is a fault of duikan: ask whoever runs this server, who is told the cause".to_owned();
        let trouble = ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, Code::Internal, message);
        ApiError { cause: Some(Message::verbatim(cause)), ..trouble }
    }

    /// An index that is damaged, or gone.
    fn unreadable(cause: &duikan::Error) -> Self {
        let message = "the index cannot be read: ask whoever runs this server, who is told why".to_owned();
        let trouble = ApiError::new(StatusCode::INTERNAL_SERVER_ERROR, Code::IndexUnreadable, message);
        ApiError { cause: Some(cause.in_full(command::advice)), ..trouble }
    }

    /// What only those are told who run the server.
    pub(super) fn cause(&self) -> Option<&Message> {
        self.cause.as_ref()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let headers: &[(HeaderName, &str)] = match (self.status, self.code) {
            (StatusCode::UNAUTHORIZED, _) => &CHALLENGES,
            (_, Code::Busy) => &AGAIN,
            _ => &[],
        };
        let headers = AppendHeaders(headers.iter().cloned());
        let mut bytes = Vec::new();
        // A string can always be written.
        drop(present::json::write(&self, &mut bytes));
        (self.status, headers, [(header::CONTENT_TYPE, "application/json")], bytes).into_response()
    }
}

/// What can be done about an error by those who ask.
fn advice(advice: &Advice) -> Message {
    match advice {
        Advice::Say(message) => message.clone(),
        Advice::ListDocuments => message!("GET /documents lists all; any part of a name will do"),
        Advice::ListStories => message!("GET /stories lists them"),
        Advice::ListCopies => message!("choose one that GET /copies lists"),
        Advice::ListParagraphs { document } => {
            message!("GET /documents/{document} says where its paragraphs stand", document)
        }
        _ => message!("ask whoever runs this server"),
    }
}

impl From<duikan::Error> for ApiError {
    fn from(error: duikan::Error) -> Self {
        let (kind, what) = (error.kind(), error.reason());
        // A place on the disk is no business of those who ask.
        let message = match error.advice().map(advice) {
            Some(advice) => message!("{what} ({advice})", what, advice),
            None => what,
        };
        let refused = |status, code| ApiError::new(status, code, message.to_string());
        match kind {
            ErrorKind::Argument => refused(StatusCode::BAD_REQUEST, Code::InvalidArgument),
            ErrorKind::NotFound => refused(StatusCode::NOT_FOUND, Code::NotFound),
            ErrorKind::TooLong => refused(StatusCode::SERVICE_UNAVAILABLE, Code::TooSlow),
            ErrorKind::Raced => refused(StatusCode::SERVICE_UNAVAILABLE, Code::Raced),
            ErrorKind::NoThreads => refused(StatusCode::SERVICE_UNAVAILABLE, Code::NoThreads),
            ErrorKind::Cancelled | ErrorKind::Write => ApiError::internal(&error.reason()),
            _ => ApiError::unreadable(&error),
        }
    }
}

impl From<JsonRejection> for ApiError {
    fn from(rejection: JsonRejection) -> Self {
        let (status, code) = match rejection.status() {
            status @ StatusCode::PAYLOAD_TOO_LARGE => (status, Code::PayloadTooLarge),
            status @ StatusCode::UNSUPPORTED_MEDIA_TYPE => (status, Code::UnsupportedMediaType),
            _ => (StatusCode::BAD_REQUEST, Code::InvalidBody),
        };
        ApiError::new(status, code, rejection.body_text())
    }
}

impl From<QueryRejection> for ApiError {
    fn from(rejection: QueryRejection) -> Self {
        ApiError::invalid(Code::InvalidParameter, rejection.body_text())
    }
}

impl From<PathRejection> for ApiError {
    fn from(rejection: PathRejection) -> Self {
        ApiError::not_found(rejection.body_text())
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests may panic")]
mod tests {
    use super::*;

    #[test]
    fn what_the_library_says_keeps_its_code() {
        for kind in [
            ErrorKind::Argument,
            ErrorKind::NotFound,
            ErrorKind::TooLong,
            ErrorKind::Raced,
            ErrorKind::NoThreads,
        ] {
            let error = ApiError::from(duikan::Error::new(kind, Message::verbatim("as asked")));
            assert_eq!(serde_json::to_value(error.code).unwrap(), kind.code());
        }
    }
}
