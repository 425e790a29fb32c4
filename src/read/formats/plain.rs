//! Plain text: the file is the reading text, its front matter aside.

use super::front;
use crate::place;
use crate::read::Metadata;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::reader::one_document;
use crate::read::unfit;
use crate::reading::ReadingText;

pub(in crate::read) struct Plain;

impl Reader for Plain {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Plain,
            endings: &["txt", "text", ""],
            told_by: "its ending, or that it has none",
            layers: "–",
            loci: "–",
            fields: "YAML front matter",
            keys: "the path",
            limits: "held whole",
        }
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        one_document(input, sink, |text| {
            let (metadata, body) = front::front(&text).unwrap_or_default();
            unfit(text.get(body..).unwrap_or_default())?;
            let body = text.get(..body).map_or(0, place::scalars);
            Ok((ReadingText { body, ..ReadingText::plain(text) }, metadata))
        })
    }
}

pub(in crate::read) struct Markdown;

impl Reader for Markdown {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Markdown,
            endings: &["md", "markdown"],
            told_by: "its ending",
            layers: "–",
            loci: "–",
            fields: "YAML front matter",
            keys: "the path",
            limits: "held whole",
        }
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        one_document(input, sink, |text| {
            let (metadata, body) = front::front(&text).unwrap_or_default();
            let rest = text.get(body..).unwrap_or_default();
            unfit(rest)?;
            let title = front::heading(rest);
            let metadata = metadata.or(&Metadata { title, ..Metadata::default() });
            let body = text.get(..body).map_or(0, place::scalars);
            Ok((ReadingText { body, ..ReadingText::plain(text) }, metadata))
        })
    }
}
