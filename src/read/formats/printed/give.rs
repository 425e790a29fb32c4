//! A file of pages as its one document.

use super::Composed;
use super::PrintedPage;
use super::compose;
use crate::message;
use crate::read::Metadata;
use crate::read::Sink;
use crate::read::Unfit;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::one_document;
use crate::reading::Division;

/// So many bytes the tree of a file may take for each of its own: an element of four bytes is a node.
const OF_BYTE: u64 = 32;

/// Gives the document of a file that is text, from the pages that are in it.
pub(super) fn give<E: Into<Refusal>>(
    input: &Input,
    sink: &mut dyn Sink,
    division: Division,
    pages: impl FnOnce(&str) -> Result<Vec<PrintedPage>, E>,
) -> Result<(), Refusal> {
    let mut outside = 0;
    one_document(input, sink, |text| {
        input.has_room(OF_BYTE * text.len() as u64)?;
        let composed = compose(pages(&text).map_err(Into::into)?, division);
        outside = composed.outside;
        let Composed { text, title, .. } = composed;
        Ok::<_, Refusal>((text, Metadata { title, ..Metadata::default() }))
    })?;
    say_outside(input, sink, outside);
    Ok(())
}

/// Says how many boxes were cut to their pictures.
pub(super) fn say_outside(input: &Input, sink: &mut dyn Sink, n: usize) {
    if n > 0 {
        let why =
            message!("{n} {n|box|boxes} {n|lies|lie} outside of the picture, of which the size is told", n);
        // The text itself was read.
        sink.unfit(&input.path, Unfit { id: Some(input.key.clone()), ..Unfit::torn(why) });
    }
}
