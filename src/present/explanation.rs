//! Explanations, as JSON and as sentences.

use super::json::Json;
use super::json::write;
use super::legible;
use crate::collection::Aligned;
use crate::collection::Explanation;
use crate::collection::PassagePlace;
use crate::collection::SharedFingerprints;
use crate::collection::Verdict;
use serde_json::Value;
use serde_json::json;
use std::fmt;
use std::io;
use std::io::Write;

impl Json for Explanation {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let place = |place: &PassagePlace| json!({"doc": place.document, "begin": place.span.begin, "end": place.span.end});
        let shared = |shared: SharedFingerprints| json!({"count": shared.count, "tied": shared.tied, "most_places": shared.most_places});
        let aligned = |aligned: &Aligned| {
            json!({
                "a": place(&aligned.a), "b": place(&aligned.b), "matches": aligned.matches,
                "similarity": decimal(aligned.similarity), "least": decimal(aligned.least),
            })
        };
        let object = json!({
            "verdict": name(self.verdict), "a": place(&self.a), "b": place(&self.b),
            "fingerprints": {"short": shared(self.short), "long": shared(self.long)},
            "alignment": self.alignment.as_ref().map_or(Value::Null, aligned),
            "link": self.link.as_ref().map_or(Value::Null, |(a, b)| json!({"a": place(a), "b": place(b)})),
            "through": self.through.as_ref().map_or(Value::Null, place),
        });
        write(&object, out)
    }
}

/// As the shortest decimal that means the same number.
fn decimal(number: f32) -> Value {
    number.to_string().parse::<f64>().map_or(Value::Null, Value::from)
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Linked => "linked",
        Verdict::SameFamily => "same-family",
        Verdict::SamePlace => "same-place",
        Verdict::NotTied => "not-tied",
        Verdict::NotLinked => "not-linked",
        Verdict::TooShort => "too-short",
        Verdict::TooDifferent => "too-different",
        Verdict::NothingInCommon => "nothing-in-common",
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::Linked => "copies: a link ties them",
            Verdict::SameFamily => "copies: both are linked to a third place, and they align",
            Verdict::SamePlace => "no copies: both are the same place, or overlap",
            Verdict::NotLinked => "alike and tied, but not linked: the texts repeat themselves too often",
            Verdict::NotTied => "alike, but no copies here: none of their fingerprints ties them",
            Verdict::TooShort => "no copies: too few characters agree",
            Verdict::TooDifferent => "no copies: too much of it differs",
            Verdict::NothingInCommon => "no copies: no run of characters in common is worth aligning",
        })
    }
}

impl fmt::Display for PassagePlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}-{}", legible(&self.document), self.span.begin, self.span.end)
    }
}

/// Writes an explanation, a fact a line.
///
/// # Errors
/// Those of the writer.
pub fn explanation(explanation: &Explanation, out: &mut dyn Write) -> io::Result<()> {
    let Explanation { a, b, short, long, alignment, link, through, verdict } = explanation;
    writeln!(out, "{verdict}")?;
    writeln!(out, "  passages      {a}  {b}")?;
    for (what, SharedFingerprints { count, tied, most_places }) in [("short", short), ("long", long)] {
        let places =
            if *count > 0 { format!(", the most frequent in {most_places} places") } else { String::new() };
        writeln!(out, "  fingerprints  {count} {what} in common, {tied} tie them{places}")?;
    }
    if let Some(Aligned { a, b, matches, similarity, least }) = alignment {
        writeln!(
            out,
            "  alignment     {a}  {b}: {matches} characters agree, similarity {similarity:.3} (asked: {least:.2})"
        )?;
    }
    if let Some((a, b)) = link {
        writeln!(out, "  link          {a}  {b}")?;
    }
    if let Some(through) = through {
        writeln!(out, "  through       {through}")?;
    }
    Ok(())
}
