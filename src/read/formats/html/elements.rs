//! What the elements of HTML are.

/// What a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::read::formats) enum Kind {
    /// One of the web, with other things around its text.
    Web,
    /// One of a book.
    Book,
}

/// What stands in these is not shown: scripts, what a program would fill, what a reader fills in, what is seen or heard,
/// and what says the same once more for those who cannot show it.
const HIDDEN: [&str; 29] = [
    "annotation",
    "annotation-xml",
    "applet",
    "audio",
    "button",
    "canvas",
    "datalist",
    "embed",
    "frameset",
    "head",
    "iframe",
    "input",
    "link",
    "map",
    "meta",
    "meter",
    "noframes",
    "noscript",
    "object",
    "optgroup",
    "progress",
    "script",
    "select",
    "style",
    "svg",
    "template",
    "textarea",
    "title",
    "video",
];

/// Nor is this of a picture that is drawn, whose other words are.
const BESIDE_DRAWING: [&str; 4] = ["defs", "desc", "metadata", "symbol"];

/// Elements whose text has no tags in it: it goes on to their end tag.
pub(in crate::read::formats) const RAW: [&str; 9] =
    ["title", "script", "style", "textarea", "iframe", "noembed", "noscript", "noframes", "xmp"];

/// Elements that end with the next one of their kind, or with what they lie in.
pub(in crate::read::formats) const OPEN: [&str; 12] =
    ["p", "li", "dt", "dd", "tr", "td", "th", "option", "thead", "tbody", "rt", "rp"];

/// Elements that are never closed.
pub(super) const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Whether nothing is shown of an element with these attributes.
pub(in crate::read::formats) fn is_hidden<'a>(
    name: &str,
    attribute: impl Fn(&str) -> Option<&'a str>,
) -> bool {
    let style = attribute("style").unwrap_or_default().to_ascii_lowercase();
    let style: String = style.split_ascii_whitespace().collect();
    HIDDEN.contains(&name)
        || name == "dialog" && attribute("open").is_none()
        || attribute("hidden").is_some()
        || style.contains("display:none")
        || style.contains("visibility:hidden")
}

/// Whether an element that is hidden in a page is shown in a book, where words may stand in a drawing.
pub(super) fn is_drawing(name: &str) -> bool {
    name == "svg"
}

/// Whether this is part of a drawing and no word in it.
pub(super) fn is_beside_drawing(name: &str) -> bool {
    BESIDE_DRAWING.contains(&name)
}

/// What these begin or end is a paragraph of its own.
pub(in crate::read::formats) const BLOCKS: [&str; 40] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "header",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "optgroup",
    "option",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "text",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// Of which rank the heading is that an element is, from 1.
pub(in crate::read::formats) fn rank(name: &str) -> Option<u8> {
    let rank = name.strip_prefix('h').and_then(|rank| rank.parse::<u8>().ok());
    rank.filter(|rank| (1..=6).contains(rank))
}

/// Whether what an element begins or ends is a stretch of its own.
pub(super) fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name) || ["td", "th"].contains(&name) || rank(name).is_some()
}
