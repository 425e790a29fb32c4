//! Taking in the records of a file, whatever it is written in: each becomes a document or is named.

use super::Unfit;
use super::record::NoRecord;
use super::record::Record;
use super::text;
use crate::message;
use crate::message::Message;
use crate::read::Encoding;
use crate::read::Sink;
use crate::read::input::Input;
use crate::read::name;
use crate::read::raw::Refusal;
use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::ops::ControlFlow;

/// The most records of a file that are named for being no documents. What has so many is a file of something else, or
/// broken on purpose; the others are counted.
const NAMED: usize = 10_000;

/// The most names of fields that a sentence tells, and the most characters of each.
const SHOWN: usize = 12;
const SHOWN_NAME: usize = 40;

/// The records of a file on their way to the sink.
pub(super) struct Intake<'a> {
    input: &'a Input,
    sink: &'a mut dyn Sink,
    /// The series of those that name none.
    pub(super) series: Option<String>,
    /// How many are records at all.
    pub(super) records: usize,
    /// How many of these have something that would be their text.
    texts: usize,
    /// How many are no records although they look like one, and why the first is none.
    broken: usize,
    first: Option<Message>,
    /// How many are no documents, and the line of the first that was not named any more.
    unfit: usize,
    unnamed: Option<usize>,
    /// The fields of the first without a text.
    fields: Vec<String>,
    /// The fields of which was said that they hold texts, too.
    unread: BTreeSet<String>,
    /// Whether the sink wants no more.
    is_enough: bool,
}

impl<'a> Intake<'a> {
    pub(super) fn new(input: &'a Input, sink: &'a mut dyn Sink) -> Self {
        Intake {
            input,
            sink,
            series: None,
            records: 0,
            texts: 0,
            broken: 0,
            first: None,
            unfit: 0,
            unnamed: None,
            fields: Vec::new(),
            unread: BTreeSet::new(),
            is_enough: false,
        }
    }

    /// Takes the record that begins on a line, or what is none; `number` stands in its name if it has no other. Breaks
    /// when no more are wanted.
    pub(super) fn take(
        &mut self,
        record: Result<Record<'_>, NoRecord>,
        line: usize,
        number: usize,
    ) -> ControlFlow<()> {
        let input = self.input;
        let record = match record {
            Ok(record) => record,
            Err(NoRecord::Other(why)) => return self.name(Unfit::torn(why), line),
            Err(NoRecord::Broken(why)) => return self.unfit(Unfit::torn(why), line),
        };
        let document = {
            self.records += 1;
            let fields = (self.fields.is_empty() && self.texts == 0).then(|| shown_names(record.names()));
            let document = record.document(&input.rule, || format!("{}#{number}", input.key));
            if document.as_ref().map_or_else(|unfit| unfit.has_text, |_| true) {
                self.texts += 1;
            } else if let Some(fields) = fields {
                self.fields = fields;
            }
            document
        };
        match document {
            Ok((mut document, unread)) => {
                if let Some(name) = unread {
                    self.unread(name, &document.id, line);
                }
                if document.metadata.series.is_none() {
                    document.metadata.series.clone_from(&self.series);
                }
                let taken = self.sink.document(document);
                self.is_enough = taken.is_break();
                taken
            }
            Err(unfit) => self.name(unfit, line),
        }
    }

    /// Says once of a field that it holds texts, too: what is not read is not passed over in silence.
    fn unread(&mut self, name: String, id: &str, line: usize) {
        if self.unread.len() < SHOWN && !self.unread.contains(&name) {
            let why = message!(
                "\"{name}\" holds texts, too, which are not read here, nor in other records; to read them as the text, say \
                 `text = \"{name}\"` in duikan.toml",
                name = shown_names(std::iter::once(name.as_str())).concat(),
            );
            let unfit = Unfit { id: Some(id.to_owned()), has_text: true, ..Unfit::torn(why) };
            self.sink.unfit(&self.input.path, unfit.at(line));
            self.unread.insert(name);
        }
    }

    /// Names what is on a line and would be a record if it were not broken.
    pub(super) fn unfit(&mut self, unfit: Unfit, line: usize) -> ControlFlow<()> {
        self.broken += 1;
        let why = &unfit.why;
        self.first.get_or_insert_with(|| message!("line {line}: {why}", line, why = why.clone()));
        self.name(unfit, line)
    }

    /// Names what is on a line and no document.
    fn name(&mut self, unfit: Unfit, line: usize) -> ControlFlow<()> {
        self.unfit += 1;
        if self.unfit <= NAMED {
            self.sink.unfit(&self.input.path, unfit.at(line));
        } else {
            self.unnamed = self.unnamed.or(Some(line));
        }
        // Where nothing was a text so far, nothing will be.
        if self.unfit > NAMED && self.texts == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Why there are no documents, if there are none: `nothing` where there is not even a record, nor for the most part
    /// what looks like one.
    ///
    /// `text` is the encoding of the file, and how many characters of it are damaged.
    pub(super) fn end(self, text: (Encoding, usize), nothing: Message) -> Result<(), Refusal> {
        if self.is_enough {
            return Ok(());
        }
        if let Some(line) = self.unnamed {
            let n = self.unfit - NAMED;
            let why = message!("{n} more {n|record is|records are} no {n|document|documents}", n);
            self.sink.unfit(&self.input.path, Unfit::torn(why).at(line));
        }
        let (encoding, damaged) = text;
        self.sink.decoded(&self.input.path, encoding, damaged);
        match (self.records, self.texts) {
            (0, _) => Err(self.first.filter(|_| self.broken * 2 > self.unfit).unwrap_or(nothing).into()),
            (_, 0) => Err(no_text(&self.fields, self.input).into()),
            _ => Ok(()),
        }
    }
}

/// The first names of fields, as a sentence may have them.
pub(super) fn shown_names<'n>(names: impl Iterator<Item = &'n str>) -> Vec<String> {
    let shown = |name: &str| {
        let mut letters = name.chars();
        let begin: String = letters.by_ref().take(SHOWN_NAME).collect();
        name::legible(OsStr::new(&begin)) + if letters.next().is_some() { "…" } else { "" }
    };
    let mut shown: Vec<String> = names.take(SHOWN + 1).map(shown).collect();
    if shown.len() > SHOWN {
        shown.truncate(SHOWN);
        shown.push("…".to_owned());
    }
    shown
}

/// That no field of any record is a text: which were looked for, and which there are.
pub(super) fn no_text(fields: &[String], input: &Input) -> Message {
    let told = input.rule.text.clone();
    let names = told.into_iter().chain(text::NAMES.map(str::to_owned)).collect::<Vec<_>>().join(", ");
    if fields.is_empty() {
        return message!("no record has a field; the text is looked for in {names}", names);
    }
    message!(
        "no record has a text: it is looked for in {names}, and the fields are {fields}; say which one it is by `text` \
         in duikan.toml",
        names,
        fields = fields.join(", ")
    )
}
