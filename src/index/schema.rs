//! The stored fields, read from the versioned description in `index_schema/`.

use super::files;
use super::ownership;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use serde::Deserialize;
use std::path::Path;
use tantivy::Index;
use tantivy::IndexSettings;
use tantivy::TantivyError;
use tantivy::directory::Directory;
use tantivy::directory::RamDirectory;
use tantivy::schema::Field;
use tantivy::schema::FieldType;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::NumericOptions;
use tantivy::schema::Schema;
use tantivy::schema::TextFieldIndexing;
use tantivy::schema::TextOptions;

/// The version of the format this program reads and writes.
pub(crate) const VERSION: u32 = 6;
const DESCRIPTION: &str = include_str!("../../index_schema/v6.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Description {
    version: u32,
    fields: Vec<FieldDescription>,
    #[serde(rename = "files")]
    _files: Vec<FileDescription>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FieldDescription {
    name: String,
    kind: Kind,
    #[serde(default)]
    indexed: bool,
    #[serde(rename = "meaning")]
    _meaning: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileDescription {
    #[serde(rename = "name")]
    _name: String,
    #[serde(rename = "meaning")]
    _meaning: String,
}

/// What a field holds, which decides how tantivy keeps it.
#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Kind {
    /// A number in a column.
    Number,
    /// Source text, stored and not searched.
    Source,
    /// Words, counted.
    Words,
    /// Pairs of characters, with positions.
    Grams,
}

impl FieldDescription {
    fn field_type(&self) -> FieldType {
        let searched = |tokenizer: &str, option| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
            FieldType::Str(TextOptions::default().set_indexing_options(indexing))
        };
        match self.kind {
            Kind::Number if self.indexed => {
                FieldType::U64(NumericOptions::default().set_fast().set_indexed())
            }
            Kind::Number => FieldType::U64(NumericOptions::default().set_fast()),
            Kind::Source => FieldType::Str(TextOptions::default().set_stored()),
            Kind::Words => searched(WORDS, IndexRecordOption::WithFreqs),
            Kind::Grams => searched(GRAMS, IndexRecordOption::WithFreqsAndPositions),
        }
    }
}

/// The name under which the word tokenizer is registered.
pub(crate) const WORDS: &str = "words";
/// The name under which the tokenizer of character pairs is registered.
pub(crate) const GRAMS: &str = "grams";

/// The fields by name.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    pub(crate) document: Field,
    pub(crate) paragraph: Field,
    pub(crate) begin: Field,
    pub(crate) folded: Field,
    pub(crate) text: Field,
    pub(crate) words: Field,
    pub(crate) grams: Field,
}

impl Fields {
    /// Finds the fields in a schema.
    pub(crate) fn of(schema: &Schema) -> Result<Self> {
        let field = |name| {
            schema.get_field(name).map_err(|cause| {
                Error::new(ErrorKind::Damaged, format!("the index has no field `{name}`")).because(cause)
            })
        };
        Ok(Fields {
            document: field("document")?,
            paragraph: field("paragraph")?,
            begin: field("begin")?,
            folded: field("folded")?,
            text: field("text")?,
            words: field("words")?,
            grams: field("grams")?,
        })
    }
}

/// Says that an index has another format.
pub(crate) fn other_version(theirs: u32, folder: &Path) -> Error {
    let what = format!("the index has format {theirs}, this duikan reads and writes format {VERSION}");
    Error::new(ErrorKind::Version, what).at(folder).hint(ownership::how_to_rebuild(folder))
}

/// The tantivy schema that `index_schema/` describes.
pub(crate) fn load() -> Result<Schema> {
    let wrong = |what: &str| Error::new(ErrorKind::Damaged, format!("index_schema/v{VERSION}.json: {what}"));
    let description: Description =
        serde_json::from_str(DESCRIPTION).map_err(|cause| wrong("not a schema").because(cause))?;
    if description.version != VERSION {
        return Err(wrong("its version is another"));
    }
    let mut builder = Schema::builder();
    let mut names = std::collections::HashSet::new();
    for field in &description.fields {
        if !names.insert(&field.name) {
            return Err(wrong(&format!("field `{}` stands twice", field.name)));
        }
        builder.add_field(tantivy::schema::FieldEntry::new(field.name.clone(), field.field_type()));
    }
    Ok(builder.build())
}

/// What stands in the `meta.json` of an index without a commit.
pub(super) fn blank() -> Result<Vec<u8>> {
    let directory = RamDirectory::create();
    let wrong = |cause: TantivyError| Error::new(ErrorKind::Write, "no index can be made").because(cause);
    Index::create(directory.clone(), load()?, IndexSettings::default()).map_err(wrong)?;
    directory.atomic_read(Path::new(files::META)).map_err(|cause| wrong(cause.into()))
}
