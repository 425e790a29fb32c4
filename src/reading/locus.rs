//! Loci: places as a source itself counts them, how they are cited, and which of them somebody means.

use crate::notation::choice;
use crate::place::OriginalSpan;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization;

choice! {
/// What a locus counts.
pub enum LocusKind {
    /// Pages, and the leaves and columns of a print
    Page = "page",
    /// Lines
    Line = "line",
    /// Chapters, sections, articles, verses, paragraphs that the source names
    Division = "division",
    /// Times, of what is heard
    Time = "time",
}
}

/// A place as the source itself counts, such as a page or an article.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Locus {
    /// Where it begins, in Unicode scalar values of the reading text.
    pub at: u32,
    /// What it counts.
    pub kind: LocusKind,
    /// Its name, such as `001-1a`.
    pub name: String,
    /// Which of the places of this name in its document it is, from 1; JSON leaves the first out.
    #[serde(skip_serializing_if = "is_first")]
    #[cfg_attr(feature = "schema", schema(minimum = 1))]
    pub nth: u32,
}

// serde wants a reference.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives one")]
fn is_first(nth: &u32) -> bool {
    *nth == 1
}

/// So many loci are named to somebody who means none.
const NEAREST: usize = 4;

impl Locus {
    /// The first of its name.
    pub(crate) fn new(at: u32, kind: LocusKind, name: impl Into<String>) -> Self {
        Locus { at, kind, name: name.into(), nth: 1 }
    }

    /// How it is cited, and taken: its name; of a bare number also what it counts, `p3`, `l3` or `§3`, so that it is no
    /// paragraph; and which one it is, if there are several: `序#2`.
    #[must_use]
    pub fn cited(&self) -> String {
        let cited = self.unnumbered();
        if self.nth > 1 { format!("{cited}#{}", self.nth) } else { cited }
    }

    fn unnumbered(&self) -> String {
        let is_number = self.name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        let sign = match self.kind {
            _ if !is_number => "",
            LocusKind::Page => "p",
            LocusKind::Line => "l",
            LocusKind::Division => "§",
            LocusKind::Time => "t",
        };
        format!("{sign}{}", self.name)
    }
}

/// Says of each which of its name it is.
pub(super) fn number(loci: &mut [Locus]) {
    let mut count: FxHashMap<String, u32> = FxHashMap::default();
    for locus in loci {
        let count = count.entry(locus.unnumbered()).or_default();
        *count += 1;
        locus.nth = *count;
    }
}

/// The one by which a passage is cited that begins there, of the loci before and in it: that which begins last, of
/// several that begin together the finest.
pub(super) fn cited_at(loci: &[Locus], begin: u32) -> Option<&Locus> {
    let fineness = |kind| match kind {
        LocusKind::Page => 0,
        LocusKind::Division => 1,
        LocusKind::Time => 2,
        LocusKind::Line => 3,
    };
    let before = loci.iter().filter(|locus| locus.at <= begin);
    before.max_by_key(|locus| (locus.at, fineness(locus.kind))).or(loci.first())
}

/// Which of the loci of a document somebody means: the one that is cited or called so, the first of them; else the one
/// that is when width, case, spaces and the signs around numbers do not count (`p. 3`, `第3页`, `第十二条`); else the only
/// one that begins with these words.
///
/// # Errors
/// How those are cited that come nearest.
pub(crate) fn meant<'a>(loci: &'a [Locus], asked: &str) -> Result<&'a Locus, Vec<String>> {
    let cited = loci.iter().find(|locus| locus.cited() == asked);
    if let Some(exact) = cited.or_else(|| loci.iter().find(|locus| locus.name == asked)) {
        return Ok(exact);
    }
    let asked = Plain::of(asked);
    let plain: Vec<(Plain, &Locus)> = loci.iter().map(|locus| (Plain::of(&locus.cited()), locus)).collect();
    let same = plain.iter().find(|(plain, _)| *plain == asked);
    let mut beginning = plain.iter().filter(|(plain, _)| asked.begins(plain));
    let only = beginning.next().filter(|_| beginning.next().is_none());
    same.or(only).map(|(_, locus)| *locus).ok_or_else(|| nearest(&plain, &asked))
}

/// The stretch from a locus to the next of what it counts.
pub(crate) fn stretch(loci: &[Locus], locus: &Locus) -> OriginalSpan {
    let next = loci.iter().find(|next| next.kind == locus.kind && next.at > locus.at);
    OriginalSpan::new(locus.at, next.map_or(u32::MAX, |next| next.at))
}

fn nearest(all: &[(Plain, &Locus)], asked: &Plain) -> Vec<String> {
    let mut all: Vec<&(Plain, &Locus)> = all.iter().collect();
    all.sort_by_key(|(plain, _)| plain.distance(asked));
    all.into_iter().take(NEAREST).map(|(_, locus)| locus.cited()).collect()
}

/// A locus as somebody may type it: letters and digits alone, numbers in these.
#[derive(Debug, PartialEq, Eq)]
struct Plain(Vec<Part>);

/// A part of a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Part {
    Letter(char),
    Number(u64),
}

impl Plain {
    fn of(written: &str) -> Self {
        let mut parts = Vec::new();
        let mut digits = String::new();
        for c in written.nfkc().flat_map(char::to_lowercase).chain(['\0']) {
            if c.is_ascii_digit() || numeral(c).is_some() {
                digits.push(c);
                continue;
            }
            if !digits.is_empty() {
                parts.push(Part::Number(value(&digits)));
                digits.clear();
            }
            // A sign between two numbers parts them: 2.1 is not 21.
            let is_sign = !c.is_alphanumeric() && !matches!(c, '§' | '#');
            if !is_sign && c != '第' {
                parts.push(Part::Letter(c));
            }
        }
        // 第3页, 3页 and `page 3` are p3, as it is cited.
        if let [Part::Number(number), Part::Letter('页' | '頁' | '版' | '葉')] = parts.as_slice() {
            parts = vec![Part::Letter('p'), Part::Number(*number)];
        }
        let is_word = |word: &str| parts.iter().zip(word.chars()).all(|(part, c)| *part == Part::Letter(c));
        if parts.len() == 5 && is_word("page") {
            parts.drain(1..4);
        }
        Plain(parts)
    }

    /// Whether another begins with it, and goes on with another word.
    fn begins(&self, other: &Plain) -> bool {
        let ends = matches!(self.0.last(), Some(Part::Letter(c)) if !c.is_ascii());
        let next = other.0.get(self.0.len());
        let is_boundary = ends || !matches!(next, Some(Part::Letter(c)) if c.is_ascii());
        !self.0.is_empty() && other.0.starts_with(&self.0) && is_boundary
    }

    /// How much it is unlike another: what they begin with counts, then how far their numbers lie apart.
    fn distance(&self, other: &Plain) -> (std::cmp::Reverse<usize>, u64) {
        let common = self.0.iter().zip(&other.0).take_while(|(one, other)| one == other).count();
        let apart = match (self.0.get(common), other.0.get(common)) {
            (Some(Part::Number(one)), Some(Part::Number(other))) => one.abs_diff(*other),
            _ => u64::MAX,
        };
        (std::cmp::Reverse(common), apart)
    }
}

/// What a Chinese numeral counts for: as a digit, or as a power of ten.
fn numeral(c: char) -> Option<(u64, u64)> {
    let digit = "〇一二三四五六七八九".chars().zip(0..).find(|(numeral, _)| *numeral == c);
    match c {
        '零' | '○' => Some((0, 1)),
        '十' => Some((1, 10)),
        '百' => Some((1, 100)),
        '千' => Some((1, 1_000)),
        _ => digit.map(|(_, digit)| (digit, 1)),
    }
}

/// The number that digits or numerals write: 12, 一二 and 十二.
fn value(digits: &str) -> u64 {
    let is_counted = digits.contains(['十', '百', '千']);
    let (mut sum, mut last) = (0_u64, None);
    for c in digits.chars() {
        match (c.to_digit(10), numeral(c)) {
            (Some(digit), _) => {
                last = Some(last.unwrap_or(0_u64).saturating_mul(10).saturating_add(digit.into()));
            }
            (_, Some((_, power))) if power > 1 => {
                sum = sum.saturating_add(last.take().unwrap_or(1).saturating_mul(power));
            }
            (_, Some((digit, _))) if is_counted => last = Some(digit),
            (_, Some((digit, _))) => last = Some(last.unwrap_or(0).saturating_mul(10).saturating_add(digit)),
            _ => {}
        }
    }
    sum.saturating_add(last.unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn loci(names: &[(LocusKind, &str)]) -> Vec<Locus> {
        let locus = |(at, (kind, name)): (u32, &(LocusKind, &str))| Locus::new(at * 10, *kind, *name);
        let mut loci: Vec<Locus> = (0..).zip(names).map(locus).collect();
        number(&mut loci);
        loci
    }

    #[test]
    fn a_locus_is_taken_as_it_is_cited_or_as_somebody_may_type_it() {
        use LocusKind::Division;
        use LocusKind::Line;
        use LocusKind::Page;
        let all = loci(&[
            (Page, "3"),
            (Division, "第十二条 船票"),
            (Division, "序"),
            (Line, "0848c07"),
            (Division, "2.1"),
            (Division, "2.10"),
            (Division, "序"),
            (Page, "001-1a"),
            (Division, "12"),
            (Page, "120"),
            (Division, "太 5:3"),
            (Division, "第一百零三条 附则"),
        ]);
        let at =
            |asked: &str| meant(&all, asked).map(|locus| locus.at / 10).map_err(|nearest| nearest.join(" "));
        for (asked, expected) in [
            ("p3", 0),
            ("P. 3", 0),
            ("第3页", 0),
            ("第三頁", 0),
            ("page 3", 0),
            ("3", 0),
            ("第12条", 1),
            ("第十二条", 1),
            ("第十二条 船票", 1),
            ("序", 2),
            ("序#2", 6),
            ("0848c07", 3),
            ("0848C07", 3),
            ("2.1", 4),
            ("２．１０", 5),
            ("001-1a", 7),
            ("§12", 8),
            ("12", 8),
            ("p120", 9),
            ("太5:3", 10),
            ("太 5：3", 10),
            ("第103条", 11),
        ] {
            assert_eq!(at(asked), Ok(expected), "{asked}");
        }
        assert_eq!(at("p4"), Err("p3 p120 第十二条 船票 序".to_owned()));
        assert_eq!(at("2.3"), Err("2.1 2.10 001-1a 第十二条 船票".to_owned()));
        assert_eq!(stretch(&all, all.first().unwrap_or(&all[2])), OriginalSpan::new(0, 70));
        assert_eq!(stretch(&all, &all[3]).end, u32::MAX);
        assert_eq!(cited_at(&all, 35).map(Locus::cited), Some("0848c07".to_owned()));
    }

    proptest! {
        #[test]
        fn every_locus_is_taken_as_it_is_cited(
            names in prop::collection::vec((0..4_usize, "[ab0-9序一十第条#:. -]{1,5}"), 1..20),
        ) {
            let names: Vec<(LocusKind, &str)> =
                names.iter().map(|(kind, name)| (LocusKind::ALL[*kind], name.as_str())).collect();
            let all = loci(&names);
            for locus in &all {
                let found = meant(&all, &locus.cited()).map(Locus::cited);
                prop_assert_eq!(found, Ok(locus.cited()));
            }
        }
    }
}
