//! What a request says: body, parameters and path, and the pages of long lists. What cannot be read is
//! [`ApiError`](super::api_error::ApiError) in JSON, like everything that goes wrong.

use super::api_error::ApiError;
use super::api_error::Code;
use super::filter::Filter;
use axum::Json;
use axum::extract::FromRequest;
use axum::extract::FromRequestParts;
use axum::extract::Query;
use axum::extract::Request;
use axum::http::request::Parts;
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::time;
use utoipa::IntoParams;
use utoipa::ToSchema;

/// The body, an object of JSON.
pub(super) struct Body<T>(pub(super) T);

/// How long a body may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(30);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let body = time::timeout(ARRIVAL, Json::from_request(request, state)).await;
        let Json(body) = body.map_err(|_| ApiError::body_too_slow())??;
        Ok(Body(body))
    }
}

/// What stands behind the question mark.
pub(super) struct Parameters<T>(pub(super) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Parameters<T> {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, ApiError> {
        if let Some(parameter) = illegible(parts.uri.query().unwrap_or_default()) {
            return Err(ApiError::invalid(Code::InvalidParameter, format!("{parameter} is not in UTF-8")));
        }
        let Query(parameters) = Query::try_from_uri(&parts.uri)?;
        Ok(Parameters(parameters))
    }
}

/// The first parameter whose name or value is not UTF-8 when its escapes are read: it would be read as something
/// else.
fn illegible(query: &str) -> Option<String> {
    let is_utf8 = |text: &str| std::str::from_utf8(&unescaped(text)).is_ok();
    let broken = query.split('&').find(|parameter| !is_utf8(parameter))?;
    let name = broken.split_once('=').map_or(broken, |(name, _)| name);
    Some(if is_utf8(name) { format!("`{name}`") } else { "the name of a parameter".to_owned() })
}

/// The bytes that a text with escapes such as %E6 stands for.
fn unescaped(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |nth: usize| char::from(rest.clone().nth(nth)?).to_digit(16);
        let escaped = digit(0).zip(digit(1)).and_then(|(high, low)| u8::try_from(16 * high + low).ok());
        match escaped.filter(|_| byte == b'%') {
            Some(escaped) => {
                bytes.push(escaped);
                rest.nth(1);
            }
            None => bytes.push(byte),
        }
    }
    bytes
}

/// A request that takes no parameters.
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Nothing {}

/// What stands in the path.
#[derive(FromRequestParts)]
#[from_request(via(axum::extract::Path), rejection(ApiError))]
pub(super) struct InPath<T>(pub(super) T);

/// A request for a part of a long list: the fields it names, and which part. `paging!(choosing_copies! { … })` also has
/// the fields of another such macro.
macro_rules! paging {
    ($next:ident! { $(#[$meta:meta])* $seen:vis struct $name:ident { $($fields:tt)* } }) => {
        $next! {
        $(#[$meta])*
        $seen struct $name {
            $($fields)*
            /// How many to leave out at the beginning.
            #[serde(default)]
            #[param(default = 0)]
            offset: usize,
            /// How many to give.
            #[serde(default = "crate::serve::extract::usual")]
            #[param(default = 20, maximum = 1000)]
            limit: usize,
        }
        }

        impl $name {
            /// Which part of the list is wanted; refuses parts that are too long.
            pub(super) fn page(&self) -> Result<crate::serve::extract::Page, crate::serve::api_error::ApiError> {
                crate::serve::extract::Page::new(self.offset, self.limit)
            }
        }
    };
}
pub(super) use paging;

/// A request as it is written, for [`paging`].
macro_rules! plainly {
    ($($request:tt)*) => { $($request)* };
}

/// A part of a long list.
#[derive(Debug, Clone, Copy)]
pub(super) struct Page {
    pub(super) offset: usize,
    pub(super) limit: usize,
}

paging!(plainly! {
/// Which part of a long list is wanted.
#[derive(Debug, Clone, Copy, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Part {
}
});

paging!(plainly! {
/// Which documents are wanted, and which part of their list.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Selection {
    /// Only documents like these: an expression as in a search.
    #[param(value_type = Option<String>)]
    pub(super) filter: Option<Filter>,
}
});

/// The most that one page of a list holds.
const LONGEST: usize = 1000;

pub(super) fn usual() -> usize {
    20
}

impl Page {
    /// Refuses pages that are too long.
    pub(super) fn new(offset: usize, limit: usize) -> Result<Self, ApiError> {
        at_most("limit", limit, LONGEST)?;
        Ok(Page { offset, limit })
    }

    /// The part of a list, each of its values turned into another.
    pub(super) fn list<'a, T, U>(self, all: &'a [T], shown: impl FnMut(&'a T) -> U) -> List<U> {
        let results = all.iter().skip(self.offset).take(self.limit).map(shown).collect();
        List { results, offset: self.offset, limit: self.limit, total: all.len() }
    }
}

/// Refuses numbers that are too large.
pub(super) fn at_most(name: &str, number: usize, most: usize) -> Result<(), ApiError> {
    if number <= most {
        return Ok(());
    }
    Err(ApiError::invalid(Code::InvalidParameter, format!("`{name}` is {number}; the most is {most}")))
}

/// A part of a list, as Meilisearch pages its documents.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct List<T> {
    /// The part that was asked for.
    pub(super) results: Vec<T>,
    /// How many were left out at the beginning.
    pub(super) offset: usize,
    /// How many there are at the most in `results`.
    pub(super) limit: usize,
    /// How many there are in all.
    pub(super) total: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parameter_that_is_not_utf_8_is_named() {
        for query in ["", "q=渡口", "q=%E6%B8%A1%E5%8F%A3&x=%", "q=%zz%", "q=100%25+%e6%b8%a1", "a&b=&=c"] {
            assert_eq!(illegible(query), None, "{query}");
        }
        assert_eq!(illegible("limit=1&q=%B6%C9%BF%DA"), Some("`q`".to_owned()));
        assert_eq!(illegible("q=%E6%B8"), Some("`q`".to_owned()));
        assert_eq!(illegible("%FF=1"), Some("the name of a parameter".to_owned()));
    }
}
