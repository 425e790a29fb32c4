//! Subtitles and lyrics: what is said, and when. No parser of others is used: those there are stop at the first line
//! that is not as it should be, and half of what people keep was typed by hand.

mod alpha;
mod cues;
mod lyrics;
mod track;

use crate::message;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::is_blank;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::reader::document_of_lines;

const TIMES: &str = "times, `00:01:02`: each cue begins one";
const LIMITS: &str = "held whole";

/// `SubRip`: numbered cues, each with its times on a line.
pub(in crate::read) struct SubRip;

impl Reader for SubRip {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::SubRip,
            endings: &["srt"],
            told_by: "its ending",
            layers: "sign: `<rt>` beside its characters",
            loci: TIMES,
            fields: "–",
            keys: "the path",
            limits: LIMITS,
        }
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        document_of_lines(input, sink, |text| Ok::<_, Refusal>(cues::compose(&text)))
    }
}

/// `WebVTT`: the same on the web, with notes and styles between.
pub(in crate::read) struct WebVtt;

impl Reader for WebVtt {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::WebVtt,
            endings: &["vtt"],
            told_by: "its ending",
            layers: "sign: `<rt>` beside its characters",
            loci: TIMES,
            fields: "–",
            keys: "the path",
            limits: LIMITS,
        }
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        document_of_lines(input, sink, |text| Ok::<_, Refusal>(cues::compose(&text)))
    }
}

/// Advanced `SubStation` Alpha: a table of events in a file with sections.
pub(in crate::read) struct SubStationAlpha;

impl Reader for SubStationAlpha {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::SubStationAlpha,
            endings: &["ass", "ssa"],
            told_by: "its ending",
            layers: "–",
            loci: TIMES,
            fields: "what `[Script Info]` says; its `Title` is the title",
            keys: "the path",
            limits: LIMITS,
        }
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        document_of_lines(input, sink, |text| {
            let (shown, metadata) = alpha::compose(&text);
            if is_blank(&shown.text) && !text.to_ascii_lowercase().contains("dialogue:") {
                return Err(message!("no line of it is a `Dialogue:`; if it is a plain text, call it .txt"));
            }
            Ok((shown, metadata))
        })
    }
}

/// LRC: the lines of a song, each with its times before it.
pub(in crate::read) struct Lyrics;

impl Reader for Lyrics {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Lyrics,
            endings: &["lrc"],
            told_by: "its ending",
            layers: "–",
            loci: "times, `00:01:02`: each line begins one; a line with several times is sung, and stands, at each",
            fields: "`[ti:]` is the title, `[ar:]` artist, `[al:]` album, `[au:]` author, others under their names",
            keys: "the path",
            limits: "held whole; lines that are sung again make at most four times of it",
        }
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        document_of_lines(input, sink, |text| Ok::<_, Refusal>(lyrics::compose(&text)))
    }
}

#[cfg(test)]
mod tests;
