//! The documents of an index: their names, their metadata, and the state of the files they came from.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::place::DocNo;
use crate::read::Metadata;
use crate::read::Skipped;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::Serialize;

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
}

impl Origin {
    /// The file: the folder it lies below, and its key there.
    pub(crate) fn source(&self) -> (&str, &str) {
        (&self.root, &self.file)
    }
}

/// One document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) number: DocNo,
    pub(crate) key: String,
    /// What the document says of itself.
    pub(crate) own: Metadata,
    /// That, completed from the folder's metadata file.
    pub(crate) metadata: Metadata,
    pub(crate) origin: Origin,
    pub(crate) paragraphs: u32,
    /// Unicode scalar values of the decoded source.
    pub(crate) characters: u32,
    /// Characters left after folding.
    pub(crate) folded: u32,
}

/// A file, or a record of one, that could not be read; kept so that it is not tried again unchanged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Unread {
    pub(crate) origin: Origin,
    pub(crate) skipped: Skipped,
    /// The key that another document had already, when that was the reason.
    pub(crate) namesake: Option<String>,
}

/// All documents, in the order of their keys, and what could not be read.
#[derive(Debug, Clone, Default)]
pub(crate) struct Catalogue {
    records: Vec<Record>,
    unread: Vec<Unread>,
    by_number: FxHashMap<DocNo, usize>,
}

impl Catalogue {
    /// A catalogue of records in any order.
    pub(crate) fn new(mut records: Vec<Record>, unread: Vec<Unread>) -> Self {
        records.sort_by(|a, b| a.key.cmp(&b.key));
        let by_number = records.iter().enumerate().map(|(at, record)| (record.number, at)).collect();
        Catalogue { records, unread, by_number }
    }

    /// Reads what [`Catalogue::encode`] wrote.
    pub(crate) fn decode(bytes: &[u8]) -> Result<Self> {
        let (records, unread) = postcard::from_bytes(bytes)
            .map_err(|cause| Error::new(ErrorKind::Damaged, "the catalogue is damaged").because(cause))?;
        Ok(Catalogue::new(records, unread))
    }

    /// The catalogue as bytes.
    pub(crate) fn encode(&self) -> Result<Vec<u8>> {
        postcard::to_stdvec(&(&self.records, &self.unread))
            .map_err(|cause| Error::new(ErrorKind::Write, "the catalogue cannot be written").because(cause))
    }

    /// The records in the order of their keys.
    pub(crate) fn records(&self) -> &[Record] {
        &self.records
    }

    /// What could not be read.
    pub(crate) fn unread(&self) -> &[Unread] {
        &self.unread
    }

    /// The record of a document.
    pub(crate) fn get(&self, number: DocNo) -> Option<&Record> {
        self.records.get(*self.by_number.get(&number)?)
    }

    /// A document's place in the order of keys.
    pub(crate) fn rank(&self, number: DocNo) -> Option<u32> {
        self.by_number.get(&number).and_then(|&rank| u32::try_from(rank).ok())
    }

    /// The record at a place in the order of keys.
    pub(crate) fn at(&self, rank: u32) -> Option<&Record> {
        self.records.get(rank as usize)
    }

    /// The record with exactly this key.
    pub(crate) fn by_key(&self, key: &str) -> Option<&Record> {
        let at = self.records.binary_search_by(|record| record.key.as_str().cmp(key)).ok()?;
        self.records.get(at)
    }

    /// The one document whose key is `name`, or else ends with it, or else holds it.
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when there is none or more than one.
    pub(crate) fn find(&self, name: &str) -> Result<&Record> {
        if let Some(record) = self.by_key(name) {
            return Ok(record);
        }
        let ending: Vec<&Record> = self.records.iter().filter(|record| record.key.ends_with(name)).collect();
        let holding = || self.records.iter().filter(|record| record.key.contains(name)).collect();
        let found = if ending.is_empty() { holding() } else { ending };
        match found.as_slice() {
            [record] => Ok(record),
            [] => Err(Error::new(ErrorKind::NotFound, format!("no document is called `{name}`"))
                .hint("`duikan list` shows all; any part of a name will do")),
            several => {
                let keys: Vec<&str> = several.iter().take(4).map(|record| record.key.as_str()).collect();
                let more = if several.len() > keys.len() { " …" } else { "" };
                let what =
                    format!("{} documents are called `{name}`: {}{more}", several.len(), keys.join(", "));
                Err(Error::new(ErrorKind::NotFound, what).hint("name more of it"))
            }
        }
    }
}
