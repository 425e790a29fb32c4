//! `duikan stats`: what the index holds, in numbers.

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use duikan::present::text;
use std::path::Path;

pub(crate) fn run(index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let stats = screen::open(index)?.stats();
    screen.show(&stats, |look, out| text::stats(&stats, look, out))?;
    Ok(Outcome::Found)
}
