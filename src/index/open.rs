//! Reading: paragraphs by key, and the searcher for queries; one commit, unchanged while it is held.

use super::best::AnyOf;
use super::collect::Everything;
use super::counts::Counts;
use super::counts::Live;
use super::inspect::components;
use super::schema::Fields;
use super::stored::StoredParagraph;
use super::time::Time;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::place::scalars;
use crate::reading::Marks;
use crate::storage::Exclusions;
use crate::storage::Folder;
use crate::storage::failure;
use crate::storage::ownership;
use std::path::Path;
use std::path::PathBuf;
use tantivy::DocAddress;
use tantivy::DocId;
use tantivy::Index;
use tantivy::ReloadPolicy;
use tantivy::Searcher;
use tantivy::SegmentMeta;
use tantivy::SegmentReader;
use tantivy::Term;
use tantivy::columnar::Column;
use tantivy::directory::Directory;
use tantivy::directory::OwnedBytes;
use tantivy::query::EnableScoring;
use tantivy::query::Query;
use tantivy::schema::IndexRecordOption;
use uuid::Uuid;

/// An index as of one commit.
pub(crate) struct Reader {
    folder: PathBuf,
    identity: Option<Uuid>,
    index: Index,
    searcher: Searcher,
    fields: Fields,
    columns: Vec<Columns>,
    counts: Counts,
}

/// The numbers of a segment's paragraphs.
struct Columns {
    document: Column<u64>,
    paragraph: Column<u64>,
    begin: Column<u64>,
    folded: Column<u64>,
}

/// A paragraph as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Stored {
    /// Its number in the document, from 1.
    pub(crate) number: u32,
    /// Where it stands in the source.
    pub(crate) span: OriginalSpan,
    /// Where it begins in the folded text of its document.
    pub(crate) folded_begin: u32,
    /// The paragraph as it stands in the source, and the white space after it.
    pub(crate) text: String,
    /// Which stretch of it is what.
    pub(crate) marks: Marks,
}

/// A paragraph that a query matched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Match {
    /// Its document.
    pub(crate) document: DocNo,
    /// Its number in the document, from 1.
    pub(crate) paragraph: u32,
    /// The query's score.
    pub(crate) score: f32,
}

impl Reader {
    /// Opens the last commit of the index in `folder`, without what is damaged of it; also returns its manifest.
    pub(crate) fn open(folder: &Path, without: &Exclusions) -> Result<(Self, Option<String>)> {
        let failed = |cause| failure::from_tantivy(folder, cause);
        if !ownership::is_index(folder)? {
            return Err(none(folder));
        }
        if let Some(version) = ownership::version_before(folder) {
            return Err(ownership::other_version(version, folder));
        }
        let directory = Folder::open(folder).map_err(|cause| failed(cause.into()))?.without(without);
        let index = Index::open(directory.clone()).map_err(failed)?;
        let metas = index.load_metas().map_err(failed)?;
        // tantivy takes some of its files for optional, and would answer without them.
        for file in metas.segments.iter().flat_map(components) {
            directory.get_file_handle(&file).map_err(|cause| failed(cause.into()))?;
        }
        let manifest = metas.payload;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).num_warming_threads(0);
        let reader: tantivy::IndexReader = reader.try_into().map_err(failed)?;
        let after = index.load_metas().map_err(failed)?.payload;
        if after != manifest {
            return Err(Error::new(ErrorKind::Raced, message!("the index was written while it was opened"))
                .at(folder)
                .advise(message!("try again")));
        }
        if let Some(manifest) = &manifest {
            ownership::is_of_this_version(manifest, folder)?;
        }
        let fields = Fields::of(&index.schema())?;
        let searcher = reader.searcher();
        let columns = searcher.segment_readers().iter().map(Columns::of).collect::<tantivy::Result<_>>();
        let columns = columns.map_err(failed)?;
        let counts = Counts::default();
        let identity = ownership::identify(folder);
        Ok((
            Reader { folder: folder.to_path_buf(), identity, index, searcher, fields, columns, counts },
            manifest,
        ))
    }

    /// The manifest of the last commit, which may be a later one than this; `None` where there is none, or another
    /// index.
    pub(crate) fn last_manifest(&self) -> Result<Option<String>> {
        if ownership::identify(&self.folder) != self.identity {
            return Ok(None);
        }
        Ok(self.index.load_metas().map_err(|cause| failure::from_tantivy(&self.folder, cause))?.payload)
    }

    /// The fields, for building queries.
    pub(crate) fn fields(&self) -> &Fields {
        &self.fields
    }

    /// Every paragraph that matches, in no order.
    pub(crate) fn matches(&self, query: &dyn Query, time: Time) -> Result<Vec<Match>> {
        let (all, live) = (Everything { time }, self.live(time));
        let found = self.searcher.search_with_statistics_provider(query, &all, &live);
        let found = found.map_err(|cause| time.or(failure::from_tantivy(&self.folder, cause)))?;
        Ok(found.into_iter().map(|(score, address)| self.matched(score, address)).collect())
    }

    /// The `limit` best paragraphs of a union, the best first; of equal ones those whose documents come first in an
    /// order, and there those that do.
    pub(crate) fn best(
        &self,
        union: &AnyOf,
        limit: usize,
        order: impl Fn(DocNo) -> u32,
        time: Time,
    ) -> Result<Vec<Match>> {
        let found = union.best(limit, &self.live(time));
        let found = found.map_err(|cause| time.or(failure::from_tantivy(&self.folder, cause)))?;
        let mut best: Vec<Match> =
            found.into_iter().map(|(score, address)| self.matched(score, address)).collect();
        let place = |found: &Match| (order(found.document), found.paragraph);
        best.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then_with(|| place(a).cmp(&place(b))));
        best.truncate(limit);
        Ok(best)
    }

    /// BM25's statistics.
    fn live(&self, time: Time) -> Live<'_> {
        Live { searcher: &self.searcher, counts: &self.counts, time }
    }

    /// Whether at least so many paragraphs match; it stops looking when they do.
    pub(crate) fn has(&self, query: &dyn Query, paragraphs: usize) -> Result<bool> {
        let failed = |cause| failure::from_tantivy(&self.folder, cause);
        let scoring = EnableScoring::disabled_from_searcher(&self.searcher);
        let weight = query.weight(scoring).map_err(failed)?;
        let mut left = paragraphs;
        for reader in self.searcher.segment_readers() {
            let mut found = weight.scorer(reader, 1.0).map_err(failed)?;
            while left > 0 && found.doc() != tantivy::TERMINATED {
                left -= usize::from(!reader.is_deleted(found.doc()));
                found.advance();
            }
        }
        Ok(left == 0)
    }

    fn matched(&self, score: f32, address: DocAddress) -> Match {
        let columns = &self.columns.get(address.segment_ord as usize);
        let number = |column: fn(&Columns) -> &Column<u64>| {
            columns.map_or(0, |columns| first(column(columns), address.doc_id))
        };
        Match { document: DocNo(number(|c| &c.document)), paragraph: number(|c| &c.paragraph), score }
    }

    /// Whether there is a paragraph with a term.
    pub(crate) fn holds(&self, term: &Term) -> bool {
        self.searcher.doc_freq(term).is_ok_and(|paragraphs| paragraphs > 0)
    }

    /// How many paragraphs of a document there are.
    pub(crate) fn paragraphs_of(&self, document: DocNo) -> Result<u32> {
        Ok(self.location(document)?.map_or(0, |location| location.paragraphs))
    }

    /// How many live paragraphs there are.
    pub(crate) fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// A paragraph of a document, from 1; `None` when the document has fewer.
    pub(crate) fn paragraph(&self, document: DocNo, number: u32) -> Result<Option<Stored>> {
        let Some(location) = self.location(document)? else {
            return Ok(None);
        };
        match number.checked_sub(1) {
            Some(offset) if offset < location.paragraphs => self.load(location.address(offset)).map(Some),
            _ => Ok(None),
        }
    }

    /// The paragraphs of a document that overlap a span of its folded text, in order.
    pub(crate) fn paragraphs_over(&self, document: DocNo, begin: u32, end: u32) -> Result<Vec<Stored>> {
        self.paragraphs_where(document, begin, end, |columns| &columns.folded)
    }

    /// The paragraphs of a document that overlap a span of its source, in order.
    pub(crate) fn paragraphs_at(&self, document: DocNo, span: OriginalSpan) -> Result<Vec<Stored>> {
        self.paragraphs_where(document, span.begin, span.end, |columns| &columns.begin)
    }

    /// Where a paragraph stands in the folded text of its document, up to the next one; to the end of
    /// all numbers for the last one.
    pub(crate) fn folded_span(&self, document: DocNo, number: u32) -> Result<Option<FoldedSpan>> {
        let location = self.location(document)?;
        let known =
            location.zip(number.checked_sub(1)).filter(|(location, offset)| *offset < location.paragraphs);
        Ok(known.and_then(|(location, offset)| {
            let columns = self.columns.get(location.segment as usize)?;
            let begin = |offset: u32| first(&columns.folded, location.first + offset);
            let end = if offset + 1 < location.paragraphs { begin(offset + 1) } else { u32::MAX };
            Some(FoldedSpan::new(begin(offset), end))
        }))
    }

    fn paragraphs_where(
        &self,
        document: DocNo,
        begin: u32,
        end: u32,
        starts: fn(&Columns) -> &Column<u64>,
    ) -> Result<Vec<Stored>> {
        let Some(location) = self.location(document)? else {
            return Ok(Vec::new());
        };
        let Some(columns) = self.columns.get(location.segment as usize) else {
            return Ok(Vec::new());
        };
        let start = |offset: u32| first(starts(columns), location.first + offset);
        let after = |limit: u32| partition(location.paragraphs, |offset| start(offset) <= limit);
        // A paragraph of signs only folds to nothing, and another begins where it does.
        let from = if begin == 0 { 0 } else { after(begin).saturating_sub(1) };
        let to = partition(location.paragraphs, |offset| start(offset) < end)
            .max(from + 1)
            .min(location.paragraphs);
        (from..to).map(|offset| self.load(location.address(offset))).collect()
    }

    fn load(&self, address: DocAddress) -> Result<Stored> {
        let StoredParagraph { text, marks } =
            self.searcher.doc(address).map_err(|cause| failure::from_tantivy(&self.folder, cause))?;
        let columns = self.columns.get(address.segment_ord as usize);
        let number = |column: fn(&Columns) -> &Column<u64>| {
            columns.map_or(0, |columns| first(column(columns), address.doc_id))
        };
        let begin = number(|c| &c.begin);
        Ok(Stored {
            number: number(|c| &c.paragraph),
            span: OriginalSpan::new(begin, begin + scalars(text.trim_end_matches(is_blank))),
            folded_begin: number(|c| &c.folded),
            text,
            marks,
        })
    }

    /// Where the paragraphs of a document stand: side by side in one segment.
    fn location(&self, document: DocNo) -> Result<Option<Location>> {
        let term = Term::from_field_u64(self.fields.document, u64::from(document.0));
        for (segment, reader) in (0..).zip(self.searcher.segment_readers()) {
            let location = Location::find(reader, segment, &term)
                .map_err(|cause| failure::from_tantivy(&self.folder, cause))?;
            if location.is_some() {
                return Ok(location);
            }
        }
        Ok(None)
    }

    /// The segments.
    pub(super) fn segments(&self) -> Result<Vec<SegmentMeta>> {
        self.index.searchable_segment_metas().map_err(|cause| failure::from_tantivy(&self.folder, cause))
    }

    /// The files of a segment, by name.
    pub(super) fn segment_files(&self, segment: &SegmentMeta) -> Result<Vec<(PathBuf, OwnedBytes)>> {
        let failed = |cause| failure::from_tantivy(&self.folder, cause);
        let directory = self.index.directory();
        let read = |name: PathBuf| {
            let file = directory.open_read(&name).map_err(|cause| failed(cause.into()))?;
            let bytes = file.read_bytes().map_err(|cause| failed(cause.into()))?;
            Ok((name, bytes))
        };
        components(segment).into_iter().map(read).collect()
    }
}

/// Says that there is no index. tantivy makes its first, empty commit when the folder is made: nothing is indexed
/// yet.
pub(crate) fn none(folder: &Path) -> Error {
    Error::new(ErrorKind::NoIndex, message!("there is no index here")).at(folder).advise(Advice::MakeIndex)
}

impl Columns {
    fn of(reader: &SegmentReader) -> tantivy::Result<Self> {
        let column = |name| reader.fast_fields().u64(name);
        Ok(Columns {
            document: column("document")?,
            paragraph: column("paragraph")?,
            begin: column("begin")?,
            folded: column("folded")?,
        })
    }
}

/// White space, the zero-width kinds included.
fn is_blank(character: char) -> bool {
    character.is_whitespace() || matches!(character, '\u{200b}' | '\u{feff}')
}

fn first(column: &Column<u64>, id: DocId) -> u32 {
    column.first(id).and_then(|value| u32::try_from(value).ok()).unwrap_or_default()
}

/// The first number below `length` for which `holds` is false, as it is true only before it.
fn partition(length: u32, holds: impl Fn(u32) -> bool) -> u32 {
    let (mut low, mut high) = (0, length);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

struct Location {
    segment: u32,
    first: DocId,
    paragraphs: u32,
}

impl Location {
    fn find(reader: &SegmentReader, segment: u32, term: &Term) -> tantivy::Result<Option<Self>> {
        let inverted = reader.inverted_index(term.field())?;
        let Some(info) = inverted.get_term_info(term)? else {
            return Ok(None);
        };
        let postings = inverted.read_postings_from_terminfo(&info, IndexRecordOption::Basic)?;
        let first = tantivy::DocSet::doc(&postings);
        let live = first != tantivy::TERMINATED && !reader.is_deleted(first);
        Ok(live.then_some(Location { segment, first, paragraphs: info.doc_freq }))
    }

    fn address(&self, offset: u32) -> DocAddress {
        DocAddress::new(self.segment, self.first + offset)
    }
}
