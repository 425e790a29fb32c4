//! Lines of JSON, one after the other: each is a record, or says why it is none.

use super::Unfit;
use super::intake::Intake;
use super::record::Record;
use crate::message;
use crate::read::Sink;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use std::io::BufRead;
use std::io::BufReader;
use std::io::Read;

/// How much is decoded and looked at at a time, in bytes.
pub(super) const CHUNK: usize = 64 << 10;

/// Gives the record of each line.
pub(super) fn read(input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
    let (text, encoding) = input.transcoded_lines()?;
    let mut text = BufReader::with_capacity(CHUNK, text);
    let mut intake = Intake::new(input, sink);
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let read = text.by_ref().take(input.most.saturating_add(1)).read_until(b'\n', &mut line);
        if read.map_err(|error| input.refusal(&error))? == 0 {
            break;
        }
        if line.len() as u64 > input.most {
            let unfit = Unfit { needs_room: true, ..Unfit::torn(input.longer()?) };
            if !line.ends_with(b"\n") {
                text.skip_until(b'\n').map_err(|error| input.refusal(&error))?;
            }
            if intake.unfit(unfit, number).is_break() {
                break;
            }
            continue;
        }
        // Transcoded, it is UTF-8.
        let line = str::from_utf8(&line).unwrap_or_default().trim();
        if !line.is_empty() && intake.take(Record::json(line, number), number, number).is_break() {
            break;
        }
    }
    intake.end((encoding, text.get_ref().damaged), message!("no line is a JSON object"))
}
