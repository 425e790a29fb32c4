//! Plain text: the file is the reading text, its front matter aside.

use super::front::Front;
use crate::message::Message;
use crate::place;
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
            fields: "front matter, YAML between `---` or TOML between `+++`",
            keys: "the path",
            limits: "held whole; offsets count from the beginning of the file, but where its front matter has prose (a \
                     sentence, or more than 40 characters), that comes first and the rest of the front matter is gone",
        }
    }

    fn is_one_document(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        one_document(input, sink, |text| {
            let Front { metadata, prose, end } = Front::of(&text);
            let rest = text.get(end..).unwrap_or_default();
            if prose.is_empty() {
                unfit(rest)?;
                let body = text.get(..end).map_or(0, place::scalars);
                return Ok::<_, Message>((ReadingText { body, ..ReadingText::plain(text) }, metadata));
            }
            let text = prose.iter().map(String::as_str).chain([rest]).collect::<Vec<_>>().join("\n\n");
            Ok((ReadingText::plain(text), metadata))
        })
    }
}
