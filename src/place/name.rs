//! A place as a reader names it: a document, or a part of one.

use super::OriginalSpan;
use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;

/// A place in the documents: `DOC`, `DOC:PARAGRAPH`, `DOC:FROM-TO`, `DOC@BEGIN-END` or `DOC:LOCUS`, as `经.xml:0848c07`,
/// `论语:2.1` and `晨报:p3`: a key that is written exactly goes first, whatever signs it has; a number behind a colon is a
/// paragraph; whatever else stands there is a locus of the document ([`Locus::cited`](crate::Locus::cited)), which is known
/// whatever its width, case, spaces and way of writing numbers (`第3页`, `第十二条`).
///
/// Any text is a place; whether there is such a document, with so much in it, only a collection knows.
///
/// ```
/// use duikan::OriginalSpan;
/// use duikan::Part;
/// use duikan::Place;
///
/// let place: Place = "chenbao/0301-01:9".into();
/// assert_eq!((place.document(), place.part()), ("chenbao/0301-01", Part::Paragraphs { from: 9, to: 9 }));
/// assert_eq!(Place::span("a.txt", OriginalSpan::new(3, 8)).to_string(), "a.txt@3-8");
/// ```
#[derive(Debug, Clone)]
pub struct Place {
    document: String,
    part: Part,
    /// As somebody wrote it: that may be a document's key however it looks.
    written: Option<String>,
}

/// A part of a document.
///
/// ```
/// use duikan::OriginalSpan;
/// use duikan::Part;
/// use duikan::Place;
///
/// assert_eq!(Place::from("0301-01").part(), Part::Whole);
/// assert_eq!(Place::from("0301-01:3-5").part(), Part::Paragraphs { from: 3, to: 5 });
/// assert_eq!(Place::from("0301-01@0-9").part(), Part::Span(OriginalSpan::new(0, 9)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Part {
    /// All of it.
    Whole,
    /// From a paragraph to another, both included, numbered from 1.
    Paragraphs {
        /// The first.
        from: u32,
        /// The last.
        to: u32,
    },
    /// A span of the source.
    Span(OriginalSpan),
}

impl Place {
    /// A whole document, by its key or any unambiguous part of it.
    pub fn whole(document: impl Into<String>) -> Self {
        Place { document: document.into(), part: Part::Whole, written: None }
    }

    /// Paragraphs of a document, both included, from 1.
    #[must_use]
    pub fn paragraphs(document: impl Into<String>, from: u32, to: u32) -> Self {
        Place { document: document.into(), part: Part::Paragraphs { from, to }, written: None }
    }

    /// A span of a document's source.
    pub fn span(document: impl Into<String>, span: OriginalSpan) -> Self {
        Place { document: document.into(), part: Part::Span(span), written: None }
    }

    /// What names the document.
    #[must_use]
    pub fn document(&self) -> &str {
        &self.document
    }

    /// Which part of it.
    #[must_use]
    pub fn part(&self) -> Part {
        self.part
    }

    /// The whole of it, as somebody wrote it: it may be a document's key.
    pub(crate) fn written(&self) -> Option<&str> {
        self.written.as_deref()
    }

    /// What names the part, as it was written: numbers may be beyond all counting.
    pub(crate) fn written_part(&self) -> String {
        let written = self.to_string();
        let rest = written.strip_prefix(&self.document).unwrap_or_default();
        rest.trim_start_matches([':', '@']).to_owned()
    }

    /// Whether somebody wrote it so that it ends as parts begin, but names none.
    pub(crate) fn is_malformed(&self) -> bool {
        let ends = |sign| self.written().is_some_and(|written| numbered(written, sign).is_some());
        self.part == Part::Whole && [':', '@'].into_iter().any(ends)
    }

    fn of(written: String) -> Self {
        // What stands last counts: either sign may be part of a key.
        let part = |sign| {
            let (document, text) = numbered(&written, sign)?;
            let (from, to) = match text.split_once('-') {
                Some((from, to)) => (number(from)?, number(to)?),
                None => number(text).map(|only| (only, only))?,
            };
            let part = if sign == ':' {
                Part::Paragraphs { from, to }
            } else {
                Part::Span(OriginalSpan::new(from, to))
            };
            Some((document.to_owned(), part))
        };
        let (document, part) = part(':').or_else(|| part('@')).unwrap_or((written.clone(), Part::Whole));
        Place { document, part, written: Some(written) }
    }
}

/// What stands before the last of a sign and after it, when that begins with a digit.
fn numbered(written: &str, sign: char) -> Option<(&str, &str)> {
    written.rsplit_once(sign).filter(|(_, text)| text.starts_with(|c: char| c.is_ascii_digit()))
}

/// A number; no text has so many characters that one beyond all counting could be there.
fn number(digits: &str) -> Option<u32> {
    let is_one = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| digits.parse().unwrap_or(u32::MAX))
}

/// The same document, as far as it is named, and the same part.
impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        (&self.document, self.part) == (&other.document, other.part)
    }
}

impl Eq for Place {}

impl fmt::Display for Place {
    /// As it was written, or would be.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let document = &self.document;
        match (&self.written, self.part) {
            (Some(written), _) => f.write_str(written),
            (None, Part::Whole) => f.write_str(document),
            (None, Part::Paragraphs { from, to }) if from == to => write!(f, "{document}:{from}"),
            (None, Part::Paragraphs { from, to }) => write!(f, "{document}:{from}-{to}"),
            (None, Part::Span(OriginalSpan { begin, end })) => write!(f, "{document}@{begin}-{end}"),
        }
    }
}

impl From<String> for Place {
    fn from(written: String) -> Self {
        Place::of(written)
    }
}

impl From<&String> for Place {
    fn from(written: &String) -> Self {
        Place::of(written.clone())
    }
}

impl From<&str> for Place {
    fn from(written: &str) -> Self {
        Place::of(written.to_owned())
    }
}

impl From<&Place> for Place {
    fn from(place: &Place) -> Self {
        place.clone()
    }
}

impl FromStr for Place {
    type Err = Infallible;

    fn from_str(written: &str) -> Result<Self, Infallible> {
        Ok(written.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_place_is_written_as_it_is_read(key in "[a-z甲:@/.-]{0,9}", from in any::<u32>(), to in any::<u32>()) {
            for place in [Place::paragraphs(&key, from, to), Place::span(&key, OriginalSpan::new(from, to))] {
                prop_assert_eq!(Place::from(place.to_string()), place);
            }
            prop_assert_eq!(Place::from(&key).to_string(), key.clone());
            // A key is a key, whatever it looks like.
            prop_assert!(!Place::whole(&key).is_malformed() && Place::whole(&key).part() == Part::Whole);
        }
    }

    #[test]
    fn what_is_no_part_belongs_to_the_name() {
        let parts = ["a:b", "a@b", "a", "a:9x", "a@1-", "a:1-2-3"]
            .map(|name| (Place::from(name).part(), Place::from(name).is_malformed()));
        let malformed = [false, false, false, true, true, true];
        assert_eq!(parts, malformed.map(|is| (Part::Whole, is)));
        assert_eq!(Place::from("a:99999999999").part(), Part::Paragraphs { from: u32::MAX, to: u32::MAX });
    }
}
