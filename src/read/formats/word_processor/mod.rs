//! Documents of word processors: DOCX and ODT, XML parts in a zip package. What both have in common is here: the parts,
//! what a document says of itself, and the page on which paragraphs, rows, notes and frames become a reading text that
//! agrees with what Markdown's reader makes of the same.

mod docx;
mod formula;
mod odt;
mod page;
mod parts;
mod properties;

pub(in crate::read) use docx::Docx;
pub(in crate::read) use odt::Odt;
