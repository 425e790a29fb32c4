//! The page: a few files, part of the program.

use super::state::ServerState;
use axum::Router;
use axum::http::header;
use axum::routing::get;

const HTML: &str = "text/html; charset=utf-8";
const STYLE: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const IMAGE: &str = "image/svg+xml";

macro_rules! file {
    ($path:literal, $media:expr, $name:literal) => {
        ($path, $media, include_str!(concat!("page/", $name)))
    };
}

const FILES: [(&str, &str, &str); 12] = [
    file!("/", HTML, "index.html"),
    file!("/page/style.css", STYLE, "style.css"),
    file!("/page/icon.svg", IMAGE, "icon.svg"),
    file!("/page/main.js", SCRIPT, "main.js"),
    file!("/page/dom.js", SCRIPT, "dom.js"),
    file!("/page/text.js", SCRIPT, "text.js"),
    file!("/page/words.js", SCRIPT, "words.js"),
    file!("/page/search.js", SCRIPT, "search.js"),
    file!("/page/reading.js", SCRIPT, "reading.js"),
    file!("/page/comparison.js", SCRIPT, "comparison.js"),
    file!("/page/collation.js", SCRIPT, "collation.js"),
    file!("/page/overview.js", SCRIPT, "overview.js"),
];

/// A route for each file.
pub(super) fn routes() -> Router<ServerState> {
    FILES.into_iter().fold(Router::new(), |router, (path, media, text)| {
        // Another version of the program may send others at the same address.
        let headers = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "no-cache")];
        router.route(path, get(async move || (headers, text)))
    })
}
