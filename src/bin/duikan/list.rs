//! `duikan list`: the documents.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use duikan::present::text;
use std::path::Path;

pub(crate) fn run(index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let documents = screen::open(index)?.documents();
    screen.show_all(&documents, |look, out| text::documents(&documents, look, out))?;
    Ok(Outcome::of(documents.len()))
}
