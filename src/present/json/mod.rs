//! JSON: one object a line, the same for the command, HTTP and every other face. A value that says in its fields what
//! JSON says of it derives its object where it is defined; here stand only those that JSON tells otherwise than Rust:
//! with what follows from other fields, or by name where Rust has an index. Offsets are Unicode scalar values of the
//! decoded source, half-open.

mod collation;
mod comparison;
mod legible;
mod passages;
mod passim;
#[cfg(feature = "schema")]
mod schema;
mod stories;

pub use collation::CollationObject;
pub use comparison::ComparisonObject;
pub use passages::WithCopies;
pub use passim::Passim;
#[cfg(feature = "schema")]
pub use schema::Described;
#[cfg(feature = "schema")]
pub use schema::described;
pub use stories::AssembledObject;

use serde::Serialize;
use std::io;
use std::io::Write;

/// Something that has a JSON form: whatever derives it, and what has an object of another form.
pub trait Json {
    /// Writes the object, without a line end.
    ///
    /// # Errors
    /// Those of the writer.
    fn json(&self, out: &mut dyn Write) -> io::Result<()>;
}

impl<T: Serialize> Json for T {
    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        write(self, out)
    }
}

/// Writes one object and a line end.
///
/// ```
#[doc = include_str!("../../example.md")]
/// use duikan::CopyFilter;
/// use duikan::present;
/// use duikan::present::Passim;
/// use duikan::present::WithCopies;
///
/// let mut out = Vec::new();
/// let (passage, copies) = collection.copies("chenbao/0301-01:9", &CopyFilter::default())?;
/// present::json(&WithCopies { passage: &passage, copies: &copies }, &mut out)?;
/// let cluster = &collection.clusters()?[0];
/// let place = &cluster.places[0];
/// let (document, text) = (&collection.find(&place.document)?, &collection.text(place)?);
/// present::json(&Passim { cluster, place, document, text }, &mut out)?;
///
/// let out = String::from_utf8(out)?;
/// let lines: Vec<&str> = out.lines().collect();
/// assert!(lines[0].starts_with(r#"{"document":"chenbao/0301-01.txt","paragraph":9,"begin":660"#));
/// assert!(lines[1].contains(r#""cluster":1"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn json(value: &dyn Json, out: &mut dyn Write) -> io::Result<()> {
    value.json(out)?;
    out.write_all(b"\n")
}

/// Writes a value as JSON in which nothing is obeyed by a terminal, and no line end.
///
/// # Errors
/// Those of the writer, and of a value that has no JSON form.
pub fn write(value: &impl Serialize, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = serde_json::Serializer::with_formatter(out, legible::Legible);
    value.serialize(&mut serializer).map_err(io::Error::from)
}
