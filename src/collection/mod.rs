//! The conductor: the one place where reading, indexing, copies and searching meet.

mod blame;
mod collation;
mod comparison;
mod explain;
mod file;
mod name;
mod pairs;
mod parts;
mod stories;
mod survey;
mod view;

pub use blame::Blamed;
pub use explain::Aligned;
pub use explain::CommonFingerprints;
pub use explain::Explanation;
pub use explain::LinkedPassages;
pub use explain::SharedFingerprints;
pub use explain::Verdict;
pub use file::DocumentReading;
pub use file::FileReading;
pub use pairs::Cluster;
pub use pairs::PassagePair;
pub use pairs::PassagePlace;
pub use survey::Overlap;
pub use survey::Surveyed;
pub use view::DocumentInfo;
pub use view::Stats;

use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::ingest::Build;
use crate::message;
use crate::place::DocNo;
use crate::place::OriginalSpan;
use crate::place::Part;
use crate::place::Place;
use crate::search;
use crate::search::Answer;
use crate::search::DocumentMatches;
use crate::search::ParagraphText;
use crate::search::PassageCopy;
use crate::search::Query;
use crate::search::Search;
use crate::snapshot::Context;
use crate::snapshot::Snapshot;
use crate::tokenise::Tokeniser;
use crate::verify::Damage;
use crate::verify::check;
use crate::witnesses::CopyFilter;
use crate::witnesses::Entry;
use crate::witnesses::Finder;
use crate::witnesses::Kept;
use crate::witnesses::Passage;
use std::fmt;
use std::path::Path;
use std::path::PathBuf;

/// An index of documents that exist in several copies, as of one commit, open for searching from any
/// number of threads. Later commits are seen by opening it again.
pub struct Collection {
    folder: PathBuf,
    snapshot: Snapshot,
    tokeniser: Tokeniser,
    /// The copies of passages that were looked at last.
    kept: Kept,
}

impl fmt::Debug for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collection")
            .field("folder", &self.folder)
            .field("commit", &self.commit())
            .finish_non_exhaustive()
    }
}

impl Collection {
    /// Starts building, or refreshing, the index in `folder`.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::Collection;
    ///
    /// let report = Collection::build(&index).texts("data/sample").run()?;
    /// assert_eq!((report.added, report.unchanged), (0, 21)); // nothing has changed since
    /// # Ok::<(), duikan::Error>(())
    /// ```
    #[must_use]
    pub fn build(folder: impl AsRef<Path>) -> Build {
        Build::new(folder.as_ref())
    }

    /// Opens the last commit of the index in `folder`.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::Collection;
    /// use duikan::ErrorKind;
    ///
    /// assert_eq!(Collection::open(&index)?.documents().len(), 21);
    /// let nowhere = Collection::open(folder.path().join("nowhere"));
    /// assert_eq!(nowhere.unwrap_err().kind(), ErrorKind::NoIndex);
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NoIndex`](crate::ErrorKind::NoIndex) when there is none, [`ErrorKind::Version`](crate::ErrorKind::Version) when another version of the
    /// format was written there, [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when it cannot be read.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self> {
        let folder = folder.as_ref().to_path_buf();
        let snapshot = Snapshot::open(&folder)?;
        let tokeniser = Tokeniser::new(&snapshot.user_words)?;
        Ok(Collection { folder, snapshot, tokeniser, kept: Kept::default() })
    }

    /// The number of the commit it was opened at; each later commit has a higher one.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// assert_eq!(collection.commit(), duikan::Collection::open(&index)?.commit());
    /// # Ok::<(), duikan::Error>(())
    /// ```
    #[must_use]
    pub fn commit(&self) -> u64 {
        self.snapshot.manifest.commit
    }

    /// The last commit of the index in the same folder, when it is another one than this.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::Collection;
    ///
    /// assert!(collection.newer()?.is_none());
    /// Collection::build(&index).remove(&["fukan/0306-08".into()])?;
    /// let newer = collection.newer()?.expect("a commit");
    /// assert!(newer.commit() > collection.commit());
    /// assert_eq!((newer.documents().len(), collection.documents().len()), (20, 21));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::open`]; this collection stays good.
    pub fn newer(&self) -> Result<Option<Self>> {
        if self.snapshot.is_current(&self.folder)? {
            Ok(None)
        } else {
            Collection::open(&self.folder).map(Some)
        }
    }

    /// Answers a query.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::Query;
    ///
    /// let answer = collection.search(&Query::new("看得见的管线"))?;
    /// let hit = &answer.hits[0];
    /// assert_eq!((answer.paragraphs, hit.copies_total), (4, 4));
    /// // OCR read 营 for 管 in one copy, which is found through the others.
    /// let via = hit.copies.iter().find(|copy| copy.via).expect("one");
    /// assert_eq!(via.about.document, "ribao/0302-01.txt");
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) when the query has nothing to search for, [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when
    /// the index cannot be read.
    pub fn search(&self, query: &Query) -> Result<Answer> {
        self.asker().answer(query)
    }

    /// The documents that match a query, in the order of their keys, and in how many paragraphs; copies are
    /// not looked for, and nothing is found loosely.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::Query;
    ///
    /// let found = collection.documents_with(&Query::new("百步渡 date:2031-03-01"))?;
    /// let found: Vec<_> = found.iter().map(|found| (found.document.as_str(), found.paragraphs)).collect();
    /// assert_eq!(found, [("chenbao/0301-01.txt", 5), ("wanbao/0301-04.txt", 4)]);
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::search`].
    pub fn documents_with(&self, query: &Query) -> Result<Vec<DocumentMatches>> {
        self.asker().documents(query)
    }

    /// Every other place of a passage, what has the most of it first, each with its differences. The
    /// passage is named `DOC:PARAGRAPH`, `DOC:FROM-TO` or `DOC@BEGIN-END` (Unicode scalar values of the
    /// source), or `DOC` for the whole document; any unambiguous part of a key names a document. What reaches beyond
    /// the text is clipped to it.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::CopyFilter;
    ///
    /// let (passage, copies) = collection.copies("chenbao/0301-01:9", &CopyFilter::default())?;
    /// assert!(passage.text.starts_with("地下的账目也摆到了地上。"));
    /// let copy = &copies[0];
    /// assert_eq!((copy.about.document.as_str(), copy.coverage), ("wanbao/0301-04.txt", 1.0));
    /// assert_eq!((copy.variants[0].a_text.as_str(), copy.variants[0].b_text.as_str()), ("，", ","));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Argument`](crate::ErrorKind::Argument) and [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the name is none or not one place's,
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when the index cannot be read.
    pub fn copies(
        &self,
        place: impl Into<Place>,
        filter: &CopyFilter,
    ) -> Result<(ParagraphText, Vec<PassageCopy>)> {
        let (record, part) = name::resolve(&self.snapshot, &place.into())?;
        let context = self.context(record.number, part)?;
        let span = part.folded(&context);
        let found = self.finder(filter).find(Passage { document: record.number, span })?.entries;
        let shown = ParagraphText::passage(&record.key, &context, part.source(&context));
        Ok((shown, self.shown(&context, &found)?))
    }

    /// What finds the copies of passages, as long as it takes.
    fn finder<'a>(&'a self, filter: &'a CopyFilter) -> Finder<'a> {
        Finder { snapshot: &self.snapshot, kept: &self.kept, filter, go_on: &|| Ok(()) }
    }

    /// What answers queries.
    fn asker(&self) -> Search<'_> {
        Search { snapshot: &self.snapshot, tokeniser: &self.tokeniser, kept: &self.kept }
    }

    /// Copies of a passage that stands in a context, as they are shown.
    fn shown(&self, context: &Context, entries: &[Entry]) -> Result<Vec<PassageCopy>> {
        let copy = |entry: &Entry| {
            let record = self.snapshot.catalogue.get(entry.document);
            let contexts = entry.contexts(&self.snapshot)?;
            Ok(record.and_then(|record| search::present(record, context, (entry, &contexts))))
        };
        entries.iter().map(copy).filter_map(Result::transpose).collect()
    }

    fn context(&self, document: DocNo, part: Part) -> Result<Context> {
        let reader = &self.snapshot.reader;
        let paragraphs = match part {
            Part::Whole => reader.paragraphs_over(document, 0, u32::MAX)?,
            Part::Span(span) => reader.paragraphs_at(document, span)?,
            Part::Paragraphs { from, to } => {
                let numbers = from..=to;
                let load = |number| reader.paragraph(document, number).transpose();
                numbers.map_while(load).collect::<Result<_>>()?
            }
        };
        let context = Context::of(paragraphs);
        let whole = context.stretch.whole();
        match part {
            Part::Span(span) if whole.intersect(span).is_empty() => Err(self.nothing_at(document, span)),
            _ => Ok(context),
        }
    }

    /// A span of a document outside its paragraphs: of its front matter, or of white space.
    fn nothing_at(&self, document: DocNo, OriginalSpan { begin, end }: OriginalSpan) -> Error {
        let key = self.snapshot.catalogue.get(document).map_or("", |record| &record.key);
        Error::new(ErrorKind::NotFound, message!("{key}: there is no text at {begin}-{end}", key, begin, end))
            .advise(Advice::ListParagraphs { document: key.to_owned() })
    }

    /// The paragraphs of a document, or of a part of it named as in [`Collection::copies`].
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// let paragraphs = collection.show("chenbao/0301-01:1-2")?;
    /// assert_eq!(paragraphs[1].text, "百步渡停航十九年后重新开渡　渚阳滨水老城换新颜");
    /// assert_eq!(paragraphs[1].span.begin, 22);
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn show(&self, place: impl Into<Place>) -> Result<Vec<ParagraphText>> {
        let (record, part) = name::resolve(&self.snapshot, &place.into())?;
        let context = self.context(record.number, part)?;
        let paragraph = |stored| ParagraphText::of(&record.key, stored);
        Ok(context.paragraphs.into_iter().map(paragraph).collect())
    }

    /// All documents, in the order of their keys.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// let documents = collection.documents();
    /// assert_eq!(documents[0].about.document, "chenbao/0301-01.txt");
    /// assert_eq!(documents[0].about.series.as_deref(), Some("渚阳晨报"));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    #[must_use]
    pub fn documents(&self) -> Vec<DocumentInfo> {
        self.snapshot.catalogue.records().map(DocumentInfo::of).collect()
    }

    /// A document, named by its key or any unambiguous part of it.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// assert_eq!(collection.find("0301-04")?.about.document, "wanbao/0301-04.txt");
    /// assert!(collection.find("0301").is_err()); // there are two
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`](crate::ErrorKind::NotFound) when the name is not one document's.
    pub fn find(&self, name: &str) -> Result<DocumentInfo> {
        self.snapshot.catalogue.find(name).map(DocumentInfo::of)
    }

    /// What the index holds, in numbers.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// let stats = collection.stats();
    /// assert_eq!((stats.documents, stats.documents_with_copies, stats.skipped.len()), (21, 15, 0));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    #[must_use]
    pub fn stats(&self) -> Stats {
        Stats::of(&self.snapshot, &self.folder)
    }

    /// The source text of a place, named as in [`Collection::copies`]: of paragraphs, or of a whole document, from the
    /// first on.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::OriginalSpan;
    /// use duikan::Place;
    ///
    /// assert_eq!(collection.text(Place::span("chenbao/0301-01", OriginalSpan::new(22, 29)))?, "百步渡停航十九");
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn text(&self, place: impl Into<Place>) -> Result<String> {
        let (record, part) = name::resolve(&self.snapshot, &place.into())?;
        let context = self.context(record.number, part)?;
        Ok(context.stretch.source(part.source(&context)))
    }

    /// Checks the index in `folder`: that every file is as it was written, that every document has the paragraphs
    /// it should have, and that every link is listed under both its documents, points at existing text and says
    /// what is so. Returns what is not so; [`Build::repair`] mends it.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// assert_eq!(duikan::Collection::check(&index)?, []);
    /// std::fs::write(index.join("meta.json"), "")?;
    /// assert!(!duikan::Collection::check(&index)?.is_empty());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NoIndex`](crate::ErrorKind::NoIndex), [`ErrorKind::Version`](crate::ErrorKind::Version).
    pub fn check(folder: impl AsRef<Path>) -> Result<Vec<Damage>> {
        check::check(folder.as_ref())
    }
}

#[cfg(test)]
mod tests;
