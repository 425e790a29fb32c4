//! Explanations, as JSON and as sentences.

use super::json::Json;
use super::json::PlaceObject;
use super::json::write;
use super::legible;
use super::share;
use crate::collection::Aligned;
use crate::collection::Explanation;
use crate::collection::PassagePlace;
use crate::collection::SharedFingerprints;
use crate::collection::Verdict;
use serde::Serialize;
use std::fmt;
use std::io;
use std::io::Write;

/// The JSON form of an [`Explanation`].
#[derive(Serialize)]
struct ExplanationObject<'a> {
    verdict: &'static str,
    a: PlaceObject<'a>,
    b: PlaceObject<'a>,
    fingerprints: Fingerprints,
    alignment: Option<AlignedObject<'a>>,
    link: Option<LinkedObject<'a>>,
    through: Option<PlaceObject<'a>>,
}

#[derive(Serialize)]
struct Fingerprints {
    short: SharedObject,
    long: SharedObject,
}

#[derive(Serialize)]
struct SharedObject {
    count: usize,
    tied: usize,
    most_places: usize,
}

#[derive(Serialize)]
struct AlignedObject<'a> {
    a: PlaceObject<'a>,
    b: PlaceObject<'a>,
    matches: u32,
    similarity: f32,
    least: f32,
}

impl<'a> AlignedObject<'a> {
    fn of(aligned: &'a Aligned) -> Self {
        AlignedObject {
            a: PlaceObject::of(&aligned.a),
            b: PlaceObject::of(&aligned.b),
            matches: aligned.matches,
            similarity: share(aligned.similarity),
            least: share(aligned.least),
        }
    }
}

#[derive(Serialize)]
struct LinkedObject<'a> {
    a: PlaceObject<'a>,
    b: PlaceObject<'a>,
}

impl Json for Explanation {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        let shared = |shared: SharedFingerprints| {
            let SharedFingerprints { count, tied, most_places } = shared;
            SharedObject { count, tied, most_places }
        };
        let object = ExplanationObject {
            verdict: name(self.verdict),
            a: PlaceObject::of(&self.a),
            b: PlaceObject::of(&self.b),
            fingerprints: Fingerprints { short: shared(self.short), long: shared(self.long) },
            alignment: self.alignment.as_ref().map(AlignedObject::of),
            link: self
                .link
                .as_ref()
                .map(|(a, b)| LinkedObject { a: PlaceObject::of(a), b: PlaceObject::of(b) }),
            through: self.through.as_ref().map(PlaceObject::of),
        };
        write(&object, out)
    }
}

fn name(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Linked => "linked",
        Verdict::SameCluster => "same-cluster",
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
            Verdict::SameCluster => "copies: both are linked to a third place, and they align",
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
