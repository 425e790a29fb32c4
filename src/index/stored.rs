//! What is stored of a paragraph, as tantivy gives it back.

use crate::reading::Marks;
use tantivy::schema::document::DeserializeError;
use tantivy::schema::document::DocumentDeserialize;
use tantivy::schema::document::DocumentDeserializer;

/// What is stored of a paragraph.
#[derive(Default)]
pub(super) struct StoredParagraph {
    pub(super) text: String,
    pub(super) marks: Marks,
}

impl DocumentDeserialize for StoredParagraph {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(
        mut stored: D,
    ) -> std::result::Result<Self, DeserializeError> {
        let mut paragraph = StoredParagraph::default();
        // The text comes first.
        if let Some((_, text)) = stored.next_field()? {
            paragraph.text = text;
        }
        if let Some((_, marks)) = stored.next_field::<Vec<u8>>()? {
            paragraph.marks = Marks::from_bytes(&marks);
        }
        Ok(paragraph)
    }
}
