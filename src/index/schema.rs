//! The stored fields, read from the versioned description in `index_schema/`.

use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::storage::Exclusions;
use crate::storage::META;
use crate::storage::VERSION;
use serde::Deserialize;
use std::path::Path;
use tantivy::Index;
use tantivy::IndexSettings;
use tantivy::TantivyError;
use tantivy::directory::Directory;
use tantivy::directory::RamDirectory;
use tantivy::schema::BytesOptions;
use tantivy::schema::Field;
use tantivy::schema::FieldType;
use tantivy::schema::IndexRecordOption;
use tantivy::schema::NumericOptions;
use tantivy::schema::Schema;
use tantivy::schema::TextFieldIndexing;
use tantivy::schema::TextOptions;

const DESCRIPTION: &str = include_str!("../../index_schema/v9.json");

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
    kind: FieldKind,
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
enum FieldKind {
    /// A number in a column.
    Number,
    /// Source text, stored and not searched.
    Source,
    /// Bytes, stored and not searched.
    Bytes,
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
            FieldKind::Number if self.indexed => {
                FieldType::U64(NumericOptions::default().set_fast().set_indexed())
            }
            FieldKind::Number => FieldType::U64(NumericOptions::default().set_fast()),
            FieldKind::Source => FieldType::Str(TextOptions::default().set_stored()),
            FieldKind::Bytes => FieldType::Bytes(BytesOptions::default().set_stored()),
            FieldKind::Words => searched(WORDS, IndexRecordOption::WithFreqs),
            FieldKind::Grams => searched(GRAMS, IndexRecordOption::WithFreqsAndPositions),
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
    pub(crate) marks: Field,
    pub(crate) words: Field,
    pub(crate) grams: Field,
}

impl Fields {
    /// Finds the fields in a schema.
    pub(crate) fn of(schema: &Schema) -> Result<Self> {
        let field = |name| {
            schema.get_field(name).map_err(|cause| {
                Error::new(ErrorKind::Damaged, message!("the index has no field `{name}`", name))
                    .because(cause)
            })
        };
        Ok(Fields {
            document: field("document")?,
            paragraph: field("paragraph")?,
            begin: field("begin")?,
            folded: field("folded")?,
            text: field("text")?,
            marks: field("marks")?,
            words: field("words")?,
            grams: field("grams")?,
        })
    }
}

/// The tantivy schema that `index_schema/` describes.
pub(crate) fn load() -> Result<Schema> {
    let wrong = |what: &str| {
        Error::new(ErrorKind::Damaged, message!("index_schema/v{VERSION}.json: {what}", VERSION, what))
    };
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

/// Leaves alone all of a commit: what is read instead is the list of an index without segments.
pub(crate) fn without_segments() -> Result<Exclusions> {
    let directory = RamDirectory::create();
    let wrong =
        |cause: TantivyError| Error::new(ErrorKind::Write, message!("no index can be made")).because(cause);
    Index::create(directory.clone(), load()?, IndexSettings::default()).map_err(wrong)?;
    let blank = directory.atomic_read(Path::new(META)).map_err(|cause| wrong(cause.into()))?;
    Ok(Exclusions::Everything(blank.into()))
}
