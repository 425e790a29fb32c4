//! `duikan check`: are the index's files what was written?

use crate::screen;
use crate::screen::Failure;
use crate::screen::Outcome;
use crate::screen::Screen;
use std::path::Path;

pub(crate) fn run(index: Option<&Path>, screen: &mut Screen) -> Result<Outcome, Failure> {
    let folder = screen::index_folder(index);
    let damaged = screen::open(index)?.check()?;
    for name in &damaged {
        screen.error(&format!("{}: is damaged", folder.join(name).display()));
    }
    if damaged.is_empty() {
        screen.say("every file is as it was written");
        return Ok(Outcome::Found);
    }
    screen.say("delete the index folder and run `duikan index` again");
    Ok(Outcome::Trouble)
}
