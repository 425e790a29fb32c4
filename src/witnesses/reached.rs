//! Where links lead from a passage; nobody has looked there yet.

use super::AROUND;
use super::Formulae;
use super::Passage;
use super::widen;
use crate::catalogue::Record;
use crate::copies::traversal;
use crate::copies::traversal::Member;
use crate::copies::traversal::Start;
use crate::place::FoldedSpan;
use crate::place::Rank;
use crate::place::SpanSet;
use crate::snapshot::Snapshot;

/// Folded characters around a passage from which links are followed: enough to overlap with a link that ends near it.
pub(super) const MARGIN: u32 = 16;

/// Folded characters of a document that are followed together.
const PART: u32 = 64;

/// Places that links lead to, in the order of documents and places.
#[derive(Default)]
pub(super) struct Reached {
    pub(super) places: Vec<Member>,
    /// Which parts of the passage are boilerplate.
    pub(super) boilerplate: SpanSet,
}

/// Where links lead from a passage. The places of boilerplate count when all are asked for, or when the passage is
/// little more than the boilerplate: a turn of phrase does not make two stories copies of each other.
pub(super) fn places(snapshot: &Snapshot, passage: &Passage, formulae: Formulae) -> Reached {
    let Some(document) = snapshot.catalogue.rank(passage.document) else {
        return Reached::default();
    };
    let links = snapshot.links();
    let around = widen(passage.span, MARGIN);
    let cluster = |formulae, wanted: &dyn Fn(FoldedSpan) -> bool| {
        let start = Start { document, passage: around, itself: passage.span, formulae, wanted };
        traversal::members(&start, links)
    };
    let near = |start: FoldedSpan| !widen(start, MARGIN).intersect(passage.span).is_empty();
    let mut places = cluster(Formulae::Folded, &near);
    let boilerplate =
        SpanSet::union(places.iter().filter(|member| member.formula).map(|member| member.start));
    if !boilerplate.is_empty() {
        let is_wanted = |start: FoldedSpan| formulae == Formulae::Shown || passage.is_mostly(start);
        let all = if formulae == Formulae::Shown || passage.may_be_boilerplate() {
            cluster(Formulae::Shown, &|start| near(start) && is_wanted(start))
        } else {
            Vec::new()
        };
        // A short place over against boilerplate is one of its places, however few begin just there.
        let is_text = |start: FoldedSpan| {
            let is_shown = formulae == Formulae::Shown;
            let shared: u32 = boilerplate.iter().map(|span| span.intersect(start).len()).sum();
            is_shown || start.len() > traversal::FORMULA_LENGTH || shared * 2 < start.len()
        };
        places.retain(|member| !member.formula && is_text(member.start));
        places.extend(all.into_iter().filter(|member| member.formula));
    }
    places.sort_unstable_by_key(|member| (member.document, member.place, member.start));
    Reached { places, boilerplate }
}

/// Where all that is like some part of a document stands, by the rank of its document, over against which part;
/// nobody looks at it. Boilerplate is left out.
pub(crate) fn shared_places(
    snapshot: &Snapshot,
    record: &Record,
) -> impl Iterator<Item = (Rank, FoldedSpan)> {
    // A place that is reached over against one part is not reached again over against another: so each short
    // part is followed by itself.
    let parts = (0..record.folded).step_by(PART as usize);
    parts.flat_map(move |begin| {
        let span = FoldedSpan::new(begin, begin.saturating_add(PART).min(record.folded));
        let passage = Passage { document: record.number, span };
        let reached = places(snapshot, &passage, Formulae::Folded);
        let place = move |member: Member| (member.document, member.start.intersect(span));
        reached.places.into_iter().filter(|member| !member.formula).map(place)
    })
}

/// Places of one document that stand no further apart than `apart`, in order, together.
pub(super) fn groups(places: &[Member], apart: u32) -> Vec<&[Member]> {
    let mut groups = Vec::new();
    let (mut begin, mut end) = (0, 0);
    for (at, member) in places.iter().enumerate() {
        if at > begin && member.place.begin > end + apart.max(AROUND) {
            groups.extend(places.get(begin..at));
            begin = at;
        }
        end = end.max(member.place.end);
    }
    groups.extend(places.get(begin..).filter(|rest| !rest.is_empty()));
    groups
}

/// From the first of some places to the last, and the same of what they stand over against.
pub(super) fn bounds(cluster: &[Member]) -> Option<(FoldedSpan, FoldedSpan)> {
    let both = cluster.iter().map(|member| (member.start, member.place));
    both.reduce(|one, other| (one.0.hull(other.0), one.1.hull(other.1)))
}

impl Passage {
    /// Whether boilerplate, which is short, can be most of the passage.
    fn may_be_boilerplate(&self) -> bool {
        self.is_mostly(FoldedSpan::new(self.span.begin, self.span.begin + 2 * traversal::FORMULA_LENGTH))
    }

    /// Whether the passage is little more than a part of it.
    fn is_mostly(&self, part: FoldedSpan) -> bool {
        part.intersect(self.span).len() * 5 >= self.span.len() * 3
    }
}
