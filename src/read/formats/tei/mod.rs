//! TEI P5: texts that scholars have marked up, with notes, an apparatus, and the lines and pages of prints.
//!
//! `source` gives the pieces of the XML, `elements` says what each element is for a reader. `survey` goes over the file
//! first, to know what belongs elsewhere (`places`) and which version is the text; then `walk` says with `wholes`, `parts`,
//! `notes` and `apparatus` which characters are text, of which layer, and what are readings of it. `flow` puts the text
//! together, `book` the readings to where they belong; `header` says what is known of it. CBETA's own elements (`cb:juan`,
//! `cb:mulu`, `cb:tt` …) are known.

mod apparatus;
mod book;
mod elements;
mod flow;
mod frames;
mod glyphs;
mod head;
mod header;
mod milestones;
mod notes;
mod parts;
mod places;
mod plain;
mod sigla;
mod source;
mod survey;
mod titles;
mod walk;
mod wholes;

use crate::message;
use crate::message::Message;
use crate::read::Document;
use crate::read::Metadata;
use crate::read::Sink;
use crate::read::Unfit;
use crate::read::decode::Decoded;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::unfit;
use crate::reading::ReadingText;
use source::Lacking;
use source::Piece;
use source::Source;
use std::ops::Range;
use survey::Survey;
use walk::Finished;
use walk::Walk;

pub(in crate::read) struct Tei;

impl Reader for Tei {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Tei,
            endings: &["xml", "tei"],
            told_by: "a root `<TEI>`, `<TEI.2>` or `<teiCorpus>`, or one in TEI's namespace; other XML is not read",
            layers: "`<note>` is a note at its anchor, also where it stands apart and names that, or is named there; `<fw>` \
                     is furniture, `<rt>` and a pointer to a note a sign; CBETA's notes of the types `orig`, `mod`, `add`, \
                     `cf` and the like, which repeat the apparatus, are left out",
            loci: "pages of `<pb>` and `<cb>`, lines of `<lb>`, all of one edition; divisions of `<div>` by their `n`, else \
                   by their heading, of `<milestone>`, `<cb:juan>` and `<cb:mulu>`",
            fields: "of the header: the title of the work, its series, its date where one dates the text and not the file; \
                     author, editor, edition, extent, idno, language, source, subtitle",
            keys: "the path; where there are several, of a `<teiCorpus>` or a `<group>`, with their number: `a.xml#2`",
            limits: "held whole; broken XML is read up to where it breaks; no address is asked for, no entity opened \
                     within another, and no other file included: such places are counted",
        }
    }

    fn recognises(&self, head: &[u8]) -> bool {
        head::is_tei(head)
    }

    fn must_recognise(&self) -> bool {
        true
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        let Decoded { text, encoding, damaged } = input.decoded()?;
        let mut given = Given { input, sink, held: None, number: 0, has_ended: false };
        let text = text.trim_start_matches('\u{FEFF}');
        let mut survey = Survey::of(text);
        let lacking = lacking(&std::mem::take(&mut survey.lacking));
        let Read { broken, homeless } = given.all(text, survey);
        if given.number == 0 {
            return Err(match (broken, lacking) {
                (Some(line), _) => message!("not XML: line {line} is broken", line),
                (None, Some(lacking)) => lacking,
                (None, None) => message!("there is no text in it"),
            }
            .into());
        }
        given.finish();
        sink.decoded(&input.path, encoding, damaged);
        let notes = (homeless > 0).then(|| {
            message!(
                "{n} {n|note|notes} in it {n|is|are} about a place that is not in its text, and left out",
                n = homeless
            )
        });
        for why in notes.into_iter().chain(lacking) {
            // The text itself was read.
            sink.unfit(&input.path, Unfit { id: Some(input.key.clone()), ..Unfit::torn(why) });
        }
        if let Some(line) = broken {
            let why = message!("broken from here on; what stands before it was read");
            sink.unfit(&input.path, Unfit::torn(why).at(line));
        }
        Ok(())
    }
}

/// Says what is included and not read, if anything is.
fn lacking(Lacking { count, names }: &Lacking) -> Option<Message> {
    let (n, names) = (*count, names.join(", "));
    (n > 0).then(|| {
        message!("{n} {n|inclusion|inclusions} in it {n|is|are} not followed, such as {names}", n, names)
    })
}

/// How a file was read: the line on which it breaks, and how many notes are about nothing in it.
struct Read {
    broken: Option<usize>,
    homeless: usize,
}

/// What comes next.
enum Next<'a> {
    /// A file, or a note that stands elsewhere in it.
    Pieces(Source<'a>),
    /// The end of the element before which the notes above came.
    End,
}

/// Puts notes before the end of the element that they are about.
fn call(stack: &mut Vec<Next<'_>>, notes: Vec<Range<usize>>) {
    let Some(Next::Pieces(source)) = stack.last() else { return };
    let parts: Vec<_> = notes.into_iter().rev().map(|note| Next::Pieces(source.part(note))).collect();
    stack.push(Next::End);
    stack.extend(parts);
}

/// The documents of a file on their way.
struct Given<'a> {
    input: &'a Input,
    sink: &'a mut dyn Sink,
    /// The first, which is called as the file is when there are no others.
    held: Option<Document>,
    /// How many there were.
    number: usize,
    has_ended: bool,
}

impl Given<'_> {
    /// Reads the file.
    fn all(&mut self, text: &str, survey: Survey) -> Read {
        let mut walk = Walk::of(survey);
        let mut stack = vec![Next::Pieces(Source::new(text))];
        let mut broken = None;
        while let Some(next) = stack.last_mut() {
            let piece = match next {
                Next::Pieces(source) => source.next(),
                Next::End => {
                    walk.end();
                    Ok(None)
                }
            };
            match piece {
                Ok(Some(Piece::Start(element))) => walk.start(&element),
                Ok(Some(Piece::Text(text))) => walk.text(&text),
                Ok(Some(Piece::End)) => {
                    let due = walk.due();
                    if due.is_empty() {
                        walk.end();
                    } else {
                        call(&mut stack, due);
                    }
                }
                Ok(None) => drop(stack.pop()),
                // A note was read to its end before.
                Err(_) if stack.len() > 1 => drop(stack.pop()),
                Err(line) => {
                    broken = Some(line);
                    break;
                }
            }
            self.take_all(&mut walk);
            if self.has_ended {
                break;
            }
        }
        walk.finish();
        self.take_all(&mut walk);
        let homeless = if self.has_ended { 0 } else { walk.homeless() };
        Read { broken, homeless }
    }

    fn take_all(&mut self, walk: &mut Walk) {
        for finished in walk.finished.drain(..) {
            self.take(finished);
        }
    }

    fn take(&mut self, finished: Finished) {
        let Finished { metadata, texts, homeless } = finished;
        for text in texts {
            self.document(text, metadata.clone());
        }
        if homeless > 0 {
            let n = homeless;
            let why = message!(
                "{n} {n|reading|readings} of the apparatus {n|is|are} about a place that is not in it",
                n
            );
            // The text itself was read.
            let unfit = Unfit { id: Some(self.input.key.clone()), ..Unfit::torn(why) };
            self.sink.unfit(&self.input.path, unfit);
        }
    }

    fn document(&mut self, text: ReadingText, metadata: Metadata) {
        self.number += 1;
        let id = format!("{}#{}", self.input.key, self.number);
        if let Err(why) = unfit(&text.text) {
            return self.sink.unfit(&self.input.path, Unfit { id: Some(id), ..Unfit::torn(why) });
        }
        let document = Document { id, text, metadata };
        if self.number == 1 {
            self.held = Some(document);
        } else {
            self.release();
            self.give(document);
        }
    }

    /// The first goes on its way as it is.
    fn release(&mut self) {
        if let Some(first) = self.held.take() {
            self.give(first);
        }
    }

    fn give(&mut self, document: Document) {
        if !self.has_ended {
            self.has_ended = self.sink.document(document).is_break();
        }
    }

    fn finish(mut self) {
        if let Some(only) = &mut self.held {
            only.id.clone_from(&self.input.key);
        }
        self.release();
    }
}

#[cfg(test)]
mod tests;
