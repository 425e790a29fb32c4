//! Explanations, as sentences.

use super::legible;
use crate::collection::Aligned;
use crate::collection::Explanation;
use crate::collection::LinkedPassages;
use crate::collection::PassagePlace;
use crate::collection::SharedFingerprints;
use crate::collection::Verdict;
use crate::message;
use crate::message::Language;
use crate::message::Message;
use std::fmt;
use std::io;
use std::io::Write;
use unicode_width::UnicodeWidthStr;

impl Verdict {
    /// It as a sentence.
    #[must_use]
    pub fn message(self) -> Message {
        match self {
            Verdict::Linked => message!("copies: they are linked"),
            Verdict::SameCluster => message!("copies: both are linked to a third place, and they align"),
            Verdict::SamePlace => message!("no copies: both are the same place, or overlap"),
            Verdict::NotLinked => {
                message!(
                    "alike, and seeds of an alignment, but not linked: the texts repeat themselves too often"
                )
            }
            Verdict::NoSeed => message!("alike, but no copies here: none of their fingerprints is a seed"),
            Verdict::TooShort => message!("no copies: too few characters agree"),
            Verdict::TooDifferent => message!("no copies: too much of it differs"),
            Verdict::NothingInCommon => {
                message!("no copies: no run of characters in common is worth aligning")
            }
        }
    }
}

impl fmt::Display for PassagePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}-{}", legible(&self.document), self.span.begin, self.span.end)
    }
}

/// Columns of what stands before each fact.
const HEADINGS: usize = 12;

/// Writes an explanation, a fact a line.
///
/// ```
#[doc = include_str!("../example.md")]
/// use duikan::Language;
/// use duikan::present;
///
/// let explanation = collection.explain("chenbao/0301-01:9", "wanbao/0301-04:9")?;
/// let mut out = Vec::new();
/// present::explanation(&explanation, Language::English, &mut out)?;
/// assert!(String::from_utf8(out)?.starts_with("copies: they are linked\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn explanation(explanation: &Explanation, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let Explanation { verdict, a, b, fingerprints, alignment, link, through } = explanation;
    writeln!(out, "{}", verdict.message().say(language))?;
    let mut line = |what: &str, said: Message| {
        let what = language.say(what);
        let padding = " ".repeat(HEADINGS.saturating_sub(what.width()));
        writeln!(out, "  {what}{padding}  {}", said.say(language))
    };
    let both = |a: &PassagePlace, b: &PassagePlace| Message::verbatim(format!("{a}  {b}"));
    line("passages", both(a, b))?;
    for (kind, shared) in [(message!("short"), fingerprints.short), (message!("long"), fingerprints.long)] {
        let SharedFingerprints { count: n, seeds, most_places: most } = shared;
        let said = message!("{n} {kind} in common, {seeds} of them seeds", n, kind, seeds);
        let most =
            message!("{said}, the most frequent in {most} {most|place|places}", said = said.clone(), most);
        line("fingerprints", if n > 0 { most } else { said })?;
    }
    if let Some(Aligned { a, b, agreeing, similarity, least }) = alignment {
        let places = both(a, b);
        let (n, similarity, least) = (*agreeing, format!("{similarity:.3}"), format!("{least:.2}"));
        let said = message!(
            "{places}: {n} {n|character agrees|characters agree}, similarity {similarity} (asked: {least})",
            places,
            n,
            similarity,
            least
        );
        line("alignment", said)?;
    }
    if let Some(LinkedPassages { a, b }) = link {
        line("link", both(a, b))?;
    }
    through.as_ref().map_or(Ok(()), |through| line("through", Message::verbatim(through)))
}
