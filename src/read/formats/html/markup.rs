//! Tags, one after the other: HTML as far as it can be read without making a tree of it.

/// A tag: its name in lower case, and the rest of it.
pub(in crate::read::formats) struct Tag<'a> {
    pub(in crate::read::formats) markup: &'a str,
    pub(in crate::read::formats) name: String,
    pub(in crate::read::formats) closes: bool,
    pub(in crate::read::formats) rest: &'a str,
}

impl<'a> Tag<'a> {
    /// The tag that this is, if it is one and no comment.
    pub(in crate::read::formats) fn of(markup: &'a str) -> Option<Self> {
        let inner = markup.strip_prefix('<')?;
        let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |inner| (true, inner));
        let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
        let (name, rest) = inner.split_at_checked(end).filter(|(name, _)| !name.is_empty())?;
        Some(Tag { markup, name: name.to_ascii_lowercase(), closes, rest })
    }

    /// The value of an attribute; an empty one where it has none.
    pub(in crate::read::formats) fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.rest;
        loop {
            rest = rest
                .trim_start_matches(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '"' | '\'' | '='));
            let end = rest.find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>' | '/'))?;
            let (own, after) = rest.split_at_checked(end).filter(|(own, _)| !own.is_empty())?;
            let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
                if own.eq_ignore_ascii_case(name) {
                    return Some("");
                }
                rest = after;
                continue;
            };
            let (value, after) = match value.chars().next()? {
                quote @ ('"' | '\'') => value.get(1..)?.split_once(quote)?,
                _ => value.split_at_checked(value.find(|c: char| c.is_ascii_whitespace() || c == '>')?)?,
            };
            if own.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
    }
}

/// Whether markup begins here.
pub(in crate::read::formats) fn begins(html: &str) -> bool {
    let name = html.strip_prefix("</").or(html.strip_prefix('<')).unwrap_or_default();
    let rest = name.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '-');
    let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '>' | '/'));
    is_tag || html.starts_with("<!") || html.starts_with("<?")
}

/// How long the markup is that begins here, in bytes; `None` when it never ends.
pub(in crate::read::formats) fn length(html: &str, quotes: &mut bool) -> Option<usize> {
    let to = |end: &str| html.find(end).map(|at| at + end.len());
    if html.starts_with("<!--") {
        // HTML lets `<!-->` be a comment.
        return to("-->").or(html.starts_with("<!-->").then_some(5)).or(Some(html.len()));
    }
    if html.starts_with("<![CDATA[") {
        return to("]]>").or(Some(html.len()));
    }
    if *quotes {
        if let Some(length) = quoted(html) {
            return Some(length);
        }
        *quotes = false;
    }
    to(">")
}

/// How long the tag is that begins here; what stands in quotation marks does not end it.
fn quoted(html: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in html.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'>') => return Some(at + 1),
            _ => {}
        }
    }
    None
}
