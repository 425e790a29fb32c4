//! The documents of an index: their names, their metadata, and the state of the files they came from.

mod about;
mod day;
mod names;
mod table;

pub use about::About;
pub use day::Day;
pub(crate) use names::name;

use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::DateRank;
use crate::place::DocNo;
use crate::place::Rank;
use crate::read::Metadata;
use crate::read::Skipped;
use crate::read::path_text;
use crate::reading::Confidence;
use serde::Deserialize;
use serde::Serialize;
use std::cmp::Ordering;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::OnceLock;
use table::RecordTable;
use tantivy::directory::OwnedBytes;

/// Where a document was read from, and what tells whether the file has changed since.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Origin {
    /// The indexed folder, as an absolute path.
    pub(crate) root: String,
    /// The file's key below it.
    pub(crate) file: String,
    /// The file's size in bytes.
    pub(crate) size: u64,
    /// When it was last modified, in nanoseconds since 1970.
    pub(crate) modified: i128,
    /// When it was read, in nanoseconds since 1970.
    pub(crate) read: i128,
    /// The name of the encoding it was read in.
    pub(crate) encoding: String,
    /// A digest of what its folder said of how it is to be read.
    pub(crate) rule: u64,
    /// A digest of its bytes: the same file elsewhere has the same.
    pub(crate) digest: u64,
}

impl Origin {
    /// The same for a file that is to be read again, changed or not: no file is of that time.
    pub(crate) fn outdated(&self) -> Self {
        Origin { modified: i128::MIN, read: 0, ..self.clone() }
    }

    /// The file: the folder it lies below, and its key there.
    pub(crate) fn source(&self) -> (&str, &str) {
        (&self.root, &self.file)
    }
}

/// One document. It is its file and its id there; its key is what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) number: DocNo,
    /// Its name, which no other document of the index has; [`name`] gives it.
    pub(crate) key: String,
    /// What its folder calls it: the key of its file, or the `id` of its record. The `id` may stand twice in a file.
    pub(crate) id: String,
    /// Which document of its file it is, from 0.
    pub(crate) position: u32,
    /// What the document says of itself.
    pub(crate) own: Metadata,
    /// What its folder's metadata file says of it.
    pub(crate) listed: Metadata,
    /// The first, completed from the second.
    #[serde(skip)]
    pub(crate) metadata: Metadata,
    pub(crate) origin: Origin,
    /// A digest of what was read of it: its text, what is known of its stretches, and what it says of itself.
    pub(crate) digest: u64,
    pub(crate) paragraphs: u32,
    /// Unicode scalar values of the decoded source.
    pub(crate) characters: u32,
    /// Characters left after folding.
    pub(crate) folded: u32,
    /// How sure its source is on the average that it was read well, where it says so.
    pub(crate) confidence: Option<Confidence>,
    /// How much of it the dictionary can place.
    pub(crate) placed: Option<Confidence>,
}

/// A file, or a record of one, that could not be read; kept so that it is not tried again in vain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unread {
    pub(crate) origin: Origin,
    pub(crate) skipped: Skipped,
    pub(crate) reason: Reason,
}

/// What a catalogue keeps beside documents.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Rest {
    /// The folders, in the order in which they name documents.
    pub(crate) roots: Vec<String>,
    /// What could not be read.
    pub(crate) unread: Vec<Unread>,
    /// Files that no reader is there for.
    pub(crate) unsupported: Vec<UnsupportedFile>,
}

/// A file that no reader is there for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct UnsupportedFile {
    /// The indexed folder it lies below.
    pub(crate) root: String,
    /// The file, or the archive it is a member of, by its key; empty for what the listing of its folder has.
    pub(crate) file: String,
    /// Where it is.
    #[serde(serialize_with = "path_text")]
    pub(crate) path: PathBuf,
}

/// Why something could not be read, and so when it may be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Reason {
    /// What is in it: when that changes.
    Content,
    /// The same; and it does not say which record of its file it is.
    Torn,
    /// It takes so many bytes of memory: when so many are allowed.
    Memory(u64),
    /// The system does not let us: any time.
    System,
}

impl Record {
    /// The same with what its folder's metadata file says of it.
    #[must_use]
    pub(crate) fn described(self, listed: Metadata) -> Self {
        Record { metadata: self.own.clone().or(&listed), listed, ..self }
    }

    /// What it is, whatever it is called: its folder, its file there, its id in that.
    pub(crate) fn identity(&self) -> (&str, &str, &str) {
        (&self.origin.root, &self.origin.file, &self.id)
    }

    /// What is said of it beside what stands in it.
    pub(crate) fn about(&self) -> About {
        About::of(self.key.clone(), &self.metadata)
    }

    /// How well it was read, 0 to 1: how sure its source is, else how much of it the dictionary can place; none where
    /// nobody knows.
    pub(crate) fn quality(&self) -> Option<f32> {
        self.confidence.or(self.placed).map(Confidence::share)
    }

    /// The day the document is dated, where known and understood.
    pub(crate) fn day(&self) -> Option<Day> {
        Day::read(self.metadata.date.as_deref()?)
    }

    /// One of a title, which is its series too, and a date, for tests.
    #[cfg(test)]
    pub(crate) fn sample(number: u32, key: &str, title: Option<&str>, date: Option<&str>) -> Self {
        let [title, date] = [title, date].map(|said| said.map(str::to_owned));
        let metadata = Metadata { series: title.clone(), title, date, ..Metadata::default() };
        let origin = Origin {
            root: "/报".to_owned(),
            file: key.to_owned(),
            size: 99,
            modified: 1,
            read: 2,
            encoding: "UTF-8".to_owned(),
            rule: 0,
            digest: 3,
        };
        Record {
            number: DocNo(number),
            key: key.to_owned(),
            id: key.to_owned(),
            position: 0,
            own: metadata.clone(),
            listed: Metadata::default(),
            metadata,
            origin,
            digest: 5,
            paragraphs: 3,
            characters: 80,
            folded: 60,
            confidence: None,
            placed: None,
        }
    }
}

/// Has the files read again that some documents came from.
pub(crate) fn outdate((records, unread): (&mut [Record], &mut [Unread]), gone: &[Record]) {
    let files: HashSet<(&str, &str)> = gone.iter().map(|record| record.origin.source()).collect();
    let origins = records.iter_mut().map(|record| &mut record.origin);
    for origin in origins.chain(unread.iter_mut().map(|unread| &mut unread.origin)) {
        if files.contains(&origin.source()) {
            *origin = origin.outdated();
        }
    }
}

/// All documents, in the order of their keys, and what could not be read. A record is decoded when it is
/// asked for: most are not while a search is answered.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalogue {
    table: RecordTable,
    records: Vec<OnceLock<Box<Record>>>,
}

impl Catalogue {
    /// A catalogue of records in any order, and of the folders they were read from in theirs, of which those without
    /// anything are left out.
    ///
    /// # Errors
    /// [`ErrorKind::Write`] when it cannot be encoded.
    pub(crate) fn new(mut records: Vec<Record>, rest: &Rest) -> Result<Self> {
        records.sort_by(|a, b| a.key.cmp(&b.key));
        let origins = records.iter().map(|record| &record.origin);
        let origins = origins.chain(rest.unread.iter().map(|unread| &unread.origin));
        let known: HashSet<&str> = origins.map(|origin| origin.root.as_str()).collect();
        let roots = rest.roots.iter().filter(|root| known.contains(root.as_str())).cloned().collect();
        Ok(Catalogue::over(RecordTable::of(&records, &Rest { roots, ..rest.clone() })?))
    }

    /// Opens what [`Catalogue::bytes`] gave.
    pub(crate) fn open(bytes: OwnedBytes) -> Result<Self> {
        let table = RecordTable::open(bytes)
            .ok_or_else(|| Error::new(ErrorKind::Damaged, message!("the catalogue is damaged")))?;
        Ok(Catalogue::over(table))
    }

    fn over(table: RecordTable) -> Self {
        Catalogue { records: vec![OnceLock::new(); table.len()], table }
    }

    /// The catalogue as it is kept.
    pub(crate) fn bytes(&self) -> &[u8] {
        self.table.bytes()
    }

    /// How many documents there are.
    pub(crate) fn len(&self) -> usize {
        self.records.len()
    }

    /// About how many bytes the documents have, in UTF-8.
    pub(crate) fn bytes_of_text(&self) -> u64 {
        const USUAL: u64 = 3;
        self.records().map(|record| USUAL * u64::from(record.characters)).sum()
    }

    /// The folders that documents were read from, in the order in which they name them.
    pub(crate) fn roots(&self) -> Vec<String> {
        self.table.rest().roots
    }

    /// The records in the order of their keys.
    pub(crate) fn records(&self) -> impl Iterator<Item = &Record> {
        Rank::all(self.len()).filter_map(|rank| self.at(rank))
    }

    /// The record at a place in the order of keys.
    pub(crate) fn at(&self, rank: Rank) -> Option<&Record> {
        let cell = self.records.get(rank.index())?;
        if cell.get().is_none() {
            // Another thread may have been faster, with the same record.
            drop(cell.set(Box::new(self.table.record(rank)?)));
        }
        cell.get().map(Box::as_ref)
    }

    /// What it keeps beside documents.
    pub(crate) fn rest(&self) -> Rest {
        self.table.rest()
    }

    /// The record of a document.
    pub(crate) fn get(&self, number: DocNo) -> Option<&Record> {
        self.at(self.rank(number)?)
    }

    /// A document's place in the order of keys.
    pub(crate) fn rank(&self, number: DocNo) -> Option<Rank> {
        self.table.rank(number)
    }

    /// The place of the document at `rank` in the order of dates.
    pub(crate) fn date_rank(&self, rank: Rank) -> DateRank {
        self.table.date_rank(rank)
    }

    /// The record with exactly this key.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Record> {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            let record = self.at(Rank::at(middle))?;
            match record.key.as_str().cmp(key) {
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
                Ordering::Equal => return Some(record),
            }
        }
        None
    }

    /// The one document whose key is `name`, or else ends with it, or else holds it.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when there is none or more than one.
    pub(crate) fn find(&self, name: &str) -> Result<&Record> {
        if let Some(record) = self.by_key(name) {
            return Ok(record);
        }
        // Every key has nothing in it.
        let all = || self.records().filter(|_| !name.is_empty());
        let ending: Vec<&Record> = all().filter(|record| record.key.ends_with(name)).collect();
        let holding = || all().filter(|record| record.key.contains(name)).collect();
        let found = if ending.is_empty() { holding() } else { ending };
        match found.as_slice() {
            [record] => Ok(record),
            [] => Err(Error::new(ErrorKind::NotFound, message!("no document is called `{name}`", name))
                .advise(Advice::ListDocuments)),
            several => {
                let keys: Vec<&str> = several.iter().take(4).map(|record| record.key.as_str()).collect();
                let keys = keys.join(", ") + if several.len() > keys.len() { " …" } else { "" };
                let n = several.len();
                let what = message!("{n} documents are called `{name}`: {keys}", n, name, keys);
                Err(Error::new(ErrorKind::NotFound, what).advise(message!("name more of it")))
            }
        }
    }
}
