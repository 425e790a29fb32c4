//! A snapshot: everything of one commit, opened together.

mod inspection;
mod manifest;
mod salvage;

pub(crate) use inspection::Inspection;
pub(crate) use manifest::Manifest;
pub(crate) use manifest::Part;
pub use manifest::Run;
pub(crate) use salvage::Salvaged;

use crate::catalogue::Catalogue;
use crate::copies::store::Rows;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::fold::Folded;
use crate::fold::Stretch;
use crate::index;
use crate::index::Reader;
use crate::index::Stored;
use crate::message;
use crate::place::DocNo;
use crate::place::FoldedSpan;
use crate::place::OriginalSpan;
use crate::reading::Locus;
use crate::reading::Marks;
use crate::reading::Region;
use crate::storage::Exclusions;
use crate::storage::files;
use std::path::Path;
use std::time::SystemTime;
use tantivy::directory::OwnedBytes;

/// An index as of one commit.
pub(crate) struct Snapshot {
    pub(crate) manifest: Manifest,
    pub(crate) reader: Reader,
    pub(crate) catalogue: Catalogue,
    /// None in what was salvaged.
    links: Option<OwnedBytes>,
    pub(crate) user_words: String,
    /// When its catalogue was written: an index that was made anew counts its commits anew.
    written: Option<SystemTime>,
    /// What of the commit was left alone.
    pub(crate) without: Exclusions,
}

impl Snapshot {
    /// Opens the last commit.
    pub(crate) fn open(folder: &Path) -> Result<Self> {
        let snapshot = Snapshot::open_any(folder)?;
        if snapshot.manifest.part.is_some() {
            return Err(Error::new(
                ErrorKind::Argument,
                message!("this is a part of an index, not one by itself"),
            )
            .at(folder)
            .advise(Advice::Merge));
        }
        Ok(snapshot)
    }

    /// Opens a part of an index.
    pub(crate) fn open_part(folder: &Path) -> Result<(Self, Part)> {
        let snapshot = Snapshot::open_any(folder)?;
        let whole = || {
            Error::new(ErrorKind::Argument, message!("this is an index by itself, not a part of one"))
                .at(folder)
                .advise(message!(
                    "only what `duikan.spark.write_index` writes can be merged; index the texts together"
                ))
        };
        let part = snapshot.manifest.part.ok_or_else(whole)?;
        Ok((snapshot, part))
    }

    fn open_any(folder: &Path) -> Result<Self> {
        let may_be_newer = |opened: &Result<Self>| {
            opened.as_ref().is_err_and(|error| matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Raced))
        };
        files::retry_on_newer_commit(folder, || Snapshot::try_open(folder), may_be_newer)
    }

    /// Opens the last commit when there is an index at all.
    pub(crate) fn open_if_any(folder: &Path) -> Result<Option<Self>> {
        match Snapshot::open(folder) {
            Ok(snapshot) => Ok(Some(snapshot)),
            Err(error) if error.kind() == ErrorKind::NoIndex => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn try_open(folder: &Path) -> Result<Self> {
        let (reader, manifest) = Reader::open(folder, &Exclusions::Nothing)?;
        let manifest = Manifest::parse(&manifest.ok_or_else(|| index::none(folder))?, folder)?;
        let catalogue = Snapshot::catalogue(folder, &manifest)?;
        let links = files::read(folder, &manifest.links)?;
        if Rows::new(&links).is_none() {
            return Err(Error::new(ErrorKind::Damaged, message!("the links are damaged"))
                .at(folder.join(&manifest.links))
                .advise(Advice::Repair));
        }
        let user_words = Snapshot::user_words(folder, &manifest)?;
        let written = files::written(folder, &manifest.catalogue);
        let (links, without) = (Some(links), Exclusions::Nothing);
        Ok(Snapshot { manifest, reader, catalogue, links, user_words, written, without })
    }

    /// The catalogue of a commit.
    fn catalogue(folder: &Path, manifest: &Manifest) -> Result<Catalogue> {
        Catalogue::open(files::read(folder, &manifest.catalogue)?).map_err(|error| error.at(folder))
    }

    /// The user dictionary of a commit.
    fn user_words(folder: &Path, manifest: &Manifest) -> Result<String> {
        Ok(String::from_utf8_lossy(&files::read(folder, &manifest.userdict)?).into_owned())
    }

    /// Whether the last commit of the index is still this one. That tantivy merges its segments changes nothing.
    pub(crate) fn is_current(&self, folder: &Path) -> Result<bool> {
        let Some(last) = self.reader.last_manifest()? else { return Ok(false) };
        let last = Manifest::parse(&last, folder)?;
        Ok(last == self.manifest && files::written(folder, &last.catalogue) == self.written)
    }

    /// The links between its documents, which are numbered by their rank in the catalogue.
    pub(crate) fn links(&self) -> Rows<'_> {
        self.links.as_deref().and_then(Rows::new).unwrap_or_default()
    }

    /// The links as they were written; `None` when they have to be found again.
    pub(crate) fn link_bytes(&self) -> Option<&[u8]> {
        self.links.as_deref()
    }

    /// A document's paragraphs over a span of its folded text, whole, as one stretch.
    pub(crate) fn context(&self, document: DocNo, span: FoldedSpan) -> Result<Context> {
        self.reader.paragraphs_over(document, span.begin, span.end).map(Context::of)
    }

    /// The folded text of a document.
    pub(crate) fn folded(&self, document: DocNo) -> Result<Folded> {
        let mut folded = Folded::default();
        for paragraph in self.reader.paragraphs_over(document, 0, u32::MAX)? {
            folded.append(&paragraph.text, paragraph.span.begin);
        }
        Ok(folded)
    }
}

/// Neighbouring paragraphs of a document, and the stretch they make together.
pub(crate) struct Context {
    pub(crate) paragraphs: Vec<Stored>,
    pub(crate) stretch: Stretch,
}

impl Context {
    /// The context that paragraphs, given in order and without gaps, make.
    pub(crate) fn of(paragraphs: Vec<Stored>) -> Self {
        let source: String = paragraphs.iter().map(|paragraph| paragraph.text.as_str()).collect();
        let (begin, folded) =
            paragraphs.first().map_or((0, 0), |first| (first.span.begin, first.folded_begin));
        Context { stretch: Stretch::new(&source, begin, folded), paragraphs }
    }

    /// The number of the paragraph in which a place of the source lies, or of the one before it.
    pub(crate) fn number_at_source(&self, at: u32) -> u32 {
        let after = self.paragraphs.partition_point(|paragraph| paragraph.span.begin <= at);
        self.paragraphs.get(after.saturating_sub(1)).map_or(1, |paragraph| paragraph.number)
    }

    /// What is known of a stretch of the source.
    pub(crate) fn marks(&self, span: OriginalSpan) -> Marks {
        let first = self.paragraphs.partition_point(|paragraph| paragraph.span.end <= span.begin);
        let within =
            self.paragraphs.iter().skip(first).take_while(|paragraph| paragraph.span.begin < span.end);
        let mut marks = Marks::default();
        for (nth, Stored { span, marks: own, .. }) in within.enumerate() {
            marks.layers.extend_from_slice(&own.layers);
            // Those that run into a paragraph are known from where they begin.
            let new = own.loci.iter().filter(|locus| nth == 0 || locus.at >= span.begin);
            marks.loci.extend(new.cloned());
            marks.readings.extend_from_slice(&own.readings);
            marks.layout.append(&own.layout);
        }
        // One between two paragraphs is known to both.
        marks.readings.dedup();
        marks.of(span)
    }

    /// All places of the source that begin in it.
    pub(crate) fn loci(&self) -> Vec<Locus> {
        self.marks(self.stretch.whole()).loci
    }

    /// Where a stretch of the source stands on the pictures of its pages.
    pub(crate) fn regions(&self, span: OriginalSpan) -> Vec<Region> {
        // Most texts have none.
        let is_printed = self.paragraphs.iter().any(|paragraph| !paragraph.marks.layout.is_empty());
        if is_printed { self.marks(span).layout.regions() } else { Vec::new() }
    }

    /// The number of the paragraph in which a folded place lies.
    pub(crate) fn number_at(&self, folded: u32) -> u32 {
        let after = self.paragraphs.partition_point(|paragraph| paragraph.folded_begin <= folded);
        self.paragraphs.get(after.saturating_sub(1)).map_or(1, |paragraph| paragraph.number)
    }
}

#[cfg(test)]
mod fuzz;
