//! The page: a few files, part of the program.

use super::state::ServerState;
use axum::Router;
use axum::http::header;
use axum::routing::get;
use duikan::present::json;
use std::collections::BTreeMap;
use std::sync::LazyLock;

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

/// The Chinese of what the page says, as a module.
static CHINESE: LazyLock<String> = LazyLock::new(|| {
    let words: BTreeMap<&str, &str> = duikan::messages("Page").collect();
    let mut module = b"export const CHINESE = ".to_vec();
    // Strings can always be written.
    drop(json::write(&words, &mut module));
    String::from_utf8_lossy(module.trim_ascii_end()).into_owned() + ";\n"
});

/// A route for each file.
pub(super) fn routes() -> Router<ServerState> {
    let words = ("/page/messages.js", SCRIPT, CHINESE.as_str());
    FILES.into_iter().chain([words]).fold(Router::new(), |router, (path, media, text)| {
        // Another version of the program may send others at the same address.
        let headers = [(header::CONTENT_TYPE, media), (header::CACHE_CONTROL, "no-cache")];
        router.route(path, get(async move || (headers, text)))
    })
}
