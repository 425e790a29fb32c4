//! What must be known of a file before it is read: what stands away from where it belongs, and which of several versions
//! is the text.
//!
//! Elements are told apart by where they begin in the file.

use super::elements;
use super::elements::Kind;
use super::places::Places;
use super::source::Element;
use super::source::Lacking;
use super::source::Piece;
use super::source::Source;
use super::titles;
use std::collections::HashMap;
use std::collections::HashSet;
use std::ops::Range;

const CBETA: &str = "http://www.cbeta.org/ns/1.0";

/// What was found.
#[derive(Default)]
pub(super) struct Survey {
    /// Whether it is a file of CBETA's.
    pub(super) is_cbeta: bool,
    /// Of several versions those that are the text.
    pub(super) chosen: HashSet<usize>,
    /// Elements without any text.
    pub(super) empty: HashSet<usize>,
    /// Pages of a source that are the text, for there is no other.
    pub(super) texts: HashSet<usize>,
    /// Where that begins which is struck out, and the element at which it ends.
    pub(super) struck: HashMap<usize, usize>,
    /// The notes that belong behind an element.
    pub(super) notes: HashMap<usize, Vec<Range<usize>>>,
    /// These notes, and the element.
    pub(super) moved: HashMap<usize, usize>,
    /// The signs of notes.
    pub(super) signs: HashSet<usize>,
    /// Notes outside of the text that are about a place that is not in it.
    pub(super) homeless: usize,
    /// What is included and not read.
    pub(super) lacking: Lacking,
}

impl Survey {
    /// Goes over a file, up to where it breaks.
    pub(super) fn of(text: &str) -> Self {
        let mut source = Source::new(text);
        let mut surveyor = Surveyor::default();
        loop {
            match source.next() {
                Ok(Some(Piece::Start(element))) => surveyor.start(&element),
                Ok(Some(Piece::Text(text))) => surveyor.text(&text),
                Ok(Some(Piece::End)) => surveyor.end(source.position()),
                Ok(None) => break,
                Err(_) => {
                    while !surveyor.open.is_empty() {
                        surveyor.end(usize::MAX);
                    }
                    break;
                }
            }
        }
        let mut found = surveyor.finish();
        found.lacking.count += source.lacking.count;
        source.lacking.names.iter().for_each(|name| found.lacking.name(name));
        found
    }
}

/// An open element.
#[derive(Clone, Copy)]
struct Open {
    kind: Kind,
    at: usize,
    zone: Zone,
    /// Whether it has text.
    is_filled: bool,
    /// Its number among the places, where it may be named, and among the notes.
    numbers: [Option<usize>; 2],
    /// Of how little worth it is among several versions.
    rank: Option<u8>,
}

/// What an element stands in: what is further down goes before what is around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Zone {
    /// What holds paragraphs.
    Blocks,
    Paragraph,
    /// What is no text, though notes in it may be.
    StandOff,
    /// What nobody reads.
    Dropped,
    /// That part of it which says who has published the file.
    Publication,
}

/// Several versions of the same: of one that is away from the text, where it belongs.
#[derive(Default)]
struct Versions {
    branches: Vec<(u8, Range<usize>)>,
    away: Option<(String, String)>,
}

/// The TEI that is open.
#[derive(Default)]
struct Whole {
    has_text: bool,
    sources: Vec<Range<usize>>,
}

#[derive(Default)]
struct Surveyor {
    open: Vec<Open>,
    versions: Vec<Versions>,
    wholes: Vec<Whole>,
    places: Places,
    found: Survey,
}

impl Surveyor {
    fn start(&mut self, element: &Element<'_>) {
        let kind = Kind::of(element.name());
        let above = self.open.last().copied();
        let mut open = Open {
            kind,
            at: element.at,
            zone: self.zone(kind, element).max(above.map_or(Zone::Blocks, |above| above.zone)),
            is_filled: false,
            numbers: [None; 2],
            rank: self.rank(kind, element, above.map(|above| above.kind)),
        };
        if above.is_none_or(|above| matches!(above.kind, Kind::Whole | Kind::Corpus)) {
            self.found.is_cbeta |= element.declares(CBETA);
        }
        let id = element.attribute("id").filter(|_| !matches!(kind, Kind::Whole | Kind::Corpus));
        match kind {
            Kind::Whole | Kind::Corpus => {
                self.wholes.push(Whole::default());
                self.places.begin_whole(element.at);
            }
            Kind::Text => self.places.part(),
            Kind::App | Kind::Choice | Kind::Parallel => self.versions.push(Versions::of(element)),
            Kind::Note => open.numbers[1] = self.note(element, open.zone),
            Kind::Pointer => self.places.point(element),
            Kind::StruckFrom => self.places.strike(element),
            Kind::Include if element.is_include() => {
                let named = element.attribute("href").or_else(|| element.attribute("xpointer"));
                self.found.lacking.add(&named.unwrap_or_default());
            }
            _ => {}
        }
        open.numbers[0] = id.map(|id| self.places.begin(&id, element.at));
        self.open.push(open);
    }

    fn zone(&self, kind: Kind, element: &Element<'_>) -> Zone {
        let is_apparatus = |kind: String| elements::is_apparatus(&kind);
        match (kind, element.name()) {
            (_, "publicationStmt") => Zone::Publication,
            (Kind::Header, _) => Zone::Dropped,
            (Kind::Division, _)
                if self.found.is_cbeta && element.attribute("type").is_some_and(is_apparatus) =>
            {
                Zone::Dropped
            }
            (Kind::StandOff, _) => Zone::StandOff,
            // One may be a list of notes.
            (Kind::Paragraph, "item") => Zone::Blocks,
            (Kind::Paragraph | Kind::Heading | Kind::Verse | Kind::Cell, _) => Zone::Paragraph,
            _ => Zone::Blocks,
        }
    }

    /// Of how little worth it is among several versions, if it is one.
    fn rank(&self, kind: Kind, element: &Element<'_>, above: Option<Kind>) -> Option<u8> {
        match (kind, above) {
            (_, Some(Kind::Choice)) => Some(match element.name() {
                "sic" | "orig" | "abbr" => 0,
                "del" => 2,
                _ => 1,
            }),
            (Kind::Translation, Some(Kind::Parallel)) => Some(u8::from(is_foreign(element))),
            (Kind::Lemma, _) if !self.versions.is_empty() => Some(0),
            (Kind::Reading, _) if !self.versions.is_empty() => Some(1),
            _ => None,
        }
    }

    /// A note, and where it says that it belongs.
    fn note(&mut self, element: &Element<'_>, zone: Zone) -> Option<usize> {
        let kind = element.attribute("type").unwrap_or_default();
        if zone >= Zone::Dropped || self.found.is_cbeta && elements::is_of_editors(&kind) {
            return None;
        }
        let is_of_entry = self.open.last().is_some_and(|above| above.kind == Kind::App);
        let away = self.versions.last().and_then(|entry| entry.away.clone()).filter(|_| is_of_entry);
        let said = element.attribute("target").map(|begin| [Some(begin), element.attribute("targetEnd")]);
        let about = said.or(away.map(|(from, to)| [Some(from), Some(to)])).unwrap_or_default();
        self.places.note(element, &about, zone)
    }

    fn text(&mut self, text: &str) {
        let Some(open) = self.open.last_mut() else { return };
        open.is_filled |= !text.trim().is_empty();
        if open.zone == Zone::Publication {
            self.found.is_cbeta |= ["CBETA", "中華電子佛典"].iter().any(|name| text.contains(name));
        }
    }

    fn end(&mut self, end: usize) {
        let Some(open) = self.open.pop() else { return };
        let shows = !matches!(open.kind, Kind::Hidden | Kind::Note | Kind::Furniture);
        let stands_for_text = matches!(open.kind, Kind::Gap | Kind::Space | Kind::Glyph);
        let mut is_outermost = true;
        if let Some(above) = self.open.last_mut() {
            above.is_filled |= shows && (open.is_filled || stands_for_text);
            is_outermost = above.zone < Zone::Dropped;
        }
        if stands_for_text && !open.is_filled {
            self.found.empty.insert(open.at);
        }
        self.places.end(open.numbers, end);
        let part = open.at..end;
        if let Some((rank, versions)) = open.rank.zip(self.versions.last_mut()) {
            versions.branches.push((rank, part.clone()));
        }
        match open.kind {
            Kind::Hidden | Kind::Header | Kind::Deleted | Kind::Entry | Kind::StandOff => {
                self.places.hide(part);
            }
            Kind::App | Kind::Choice | Kind::Parallel => self.choose(open.kind, part),
            Kind::Whole | Kind::Corpus => self.end_whole(),
            Kind::Text => {
                self.places.part();
                if let Some(whole) = self.wholes.last_mut() {
                    whole.has_text |= open.is_filled;
                }
            }
            Kind::Source => {
                if let Some(whole) = self.wholes.last_mut() {
                    whole.sources.push(part);
                }
            }
            _ if open.zone >= Zone::Dropped && is_outermost => self.places.hide(part),
            _ => {}
        }
    }

    fn end_whole(&mut self) {
        let Whole { has_text, sources } = self.wholes.pop().unwrap_or_default();
        for source in sources {
            if has_text {
                self.places.hide(source);
            } else {
                self.found.texts.insert(source.start);
            }
        }
        self.places.end_whole();
    }

    /// One of several versions, the first of the best.
    fn choose(&mut self, kind: Kind, part: Range<usize>) {
        let Some(Versions { branches, away }) = self.versions.pop() else { return };
        if away.is_some() {
            return self.places.hide(part);
        }
        let best = branches.iter().map(|(rank, _)| *rank).min();
        // What is there in Chinese twice is there twice.
        let many = if kind == Kind::Parallel && best == Some(0) { usize::MAX } else { 1 };
        let mut left = many;
        for (rank, branch) in branches {
            if Some(rank) == best && left > 0 {
                left -= 1;
                self.found.chosen.insert(branch.start);
            } else {
                self.places.hide(branch);
            }
        }
    }

    fn finish(self) -> Survey {
        let mut found = self.found;
        self.places.finish(&mut found);
        found
    }
}

impl Versions {
    fn of(element: &Element<'_>) -> Self {
        let said = |name: &str| element.attribute(name);
        let from = said("from").or_else(|| said("loc"));
        let away = from.map(|from| (from.clone(), said("to").unwrap_or(from)));
        Versions { branches: Vec::new(), away }
    }
}

/// Whether it says that it is in another language than Chinese.
pub(super) fn is_foreign(element: &Element<'_>) -> bool {
    element.attribute("lang").is_some_and(|language| !titles::is_chinese(&language))
}
