//! What the elements of HTML are.

/// What stands in these is not shown.
pub(in crate::read::formats) const HIDDEN: [&str; 4] = ["script", "style", "template", "iframe"];

/// Nor is this, in a page that was saved: what a program would fill, what a reader fills in, what is seen or heard.
pub(super) const NO_TEXT: [&str; 21] = [
    "applet", "audio", "button", "canvas", "datalist", "embed", "frameset", "head", "input", "link", "map",
    "meta", "meter", "noscript", "object", "optgroup", "progress", "select", "svg", "textarea", "video",
];

/// What these begin or end is a paragraph of its own.
pub(in crate::read::formats) const BLOCKS: [&str; 39] = [
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
