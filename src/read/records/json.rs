//! JSON: an array of records, an object that holds some, an object that is a record itself, or several of these one
//! after the other. One record is held at a time.

use super::Unfit;
use super::each_line;
use super::each_line::CHUNK;
use super::intake::Intake;
use super::outline::List;
use super::outline::Outline;
use super::outline::Shape;
use super::outline::name;
use super::record::Record;
use super::scan::Broken;
use super::scan::Scanner;
use crate::message;
use crate::message::Message;
use crate::read::Encoding;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::stream::Transcoder;
use serde_json::value::RawValue;
use std::io::BufReader;
use std::ops::ControlFlow;

pub(in crate::read) struct Json;

impl Reader for Json {
    fn info(&self) -> &'static FormatInfo {
        &FormatInfo {
            format: Format::Json,
            endings: &["json"],
            told_by: "its ending, where it is not JSON Lines",
            layers: "–",
            loci: "headings of objects in a list of texts",
            fields: "all but the text",
            keys: "the record's `id`, else the path and the number of the record: `a.json#12`",
            limits: "a record at a time; of each 1,000 fields and, in what is kept, 127 levels",
        }
    }

    fn read(&self, input: &Input, sink: &mut dyn Sink) -> Result<(), Refusal> {
        match shape(input)? {
            Shape::Values => read(input, sink, None),
            Shape::List(list) => read(input, sink, Some(list)),
            Shape::Lines => each_line::read(input, sink),
            // Lines of which the first is broken look like this, too.
            Shape::Broken(line) => match each_line::read(input, sink) {
                Err(Refusal::Content(_)) => Err(broken(line).into()),
                read => read,
            },
        }
    }
}

fn broken(line: usize) -> Message {
    message!("not JSON: line {line} is broken", line)
}

fn refusal(why: Broken, input: &Input) -> Refusal {
    match why {
        Broken::Stream(error) => input.refusal(&error),
        Broken::Longer => Refusal::Longer,
        Broken::Line(line) => broken(line).into(),
    }
}

type Stream<'a> = Scanner<BufReader<Transcoder<'a>>>;

fn open(input: &Input) -> Result<(Stream<'_>, Encoding), Refusal> {
    let (text, encoding) = input.transcoded_lines()?;
    Ok((Scanner::new(BufReader::with_capacity(CHUNK, text), input.most), encoding))
}

fn shape(input: &Input) -> Result<Shape, Refusal> {
    let (mut stream, _) = open(input)?;
    match stream.peek().map_err(|why| refusal(why, input))? {
        None => Err(message!("empty").into()),
        Some(b'[') => Ok(Shape::Values),
        Some(b'{') => match Outline::of(&mut stream, &input.rule, input.most) {
            Ok(outline) => Ok(outline.shape()),
            Err(Broken::Line(line)) => Ok(Shape::Broken(line)),
            Err(why) => Err(refusal(why, input)),
        },
        Some(_) => {
            let line = stream.line();
            let is_json = |value: &str| serde_json::from_str::<&RawValue>(value).is_ok();
            let is_value = stream.value().is_ok_and(is_json) && matches!(stream.peek(), Ok(None));
            Ok(if is_value { Shape::Values } else { Shape::Broken(line) })
        }
    }
}

/// Whether a file that may be JSON Lines is none: an array, or an object that goes over several lines.
pub(super) fn spreads(input: &Input) -> bool {
    let Ok((mut stream, _)) = open(input) else { return false };
    match stream.peek() {
        Ok(Some(b'[')) => true,
        Ok(Some(b'{')) => {
            Outline::of(&mut stream, &input.rule, input.most).is_ok_and(|outline| outline.is_spread)
        }
        _ => false,
    }
}

/// Why there is no record in a file whose first value begins so.
fn nothing(first: Option<u8>) -> Message {
    let what = match first {
        Some(b'"') => message!("strings"),
        Some(b'[') => message!("arrays"),
        Some(b'-' | b'0'..=b'9' | b't' | b'f') => message!("numbers or truth values"),
        _ => return message!("there is no record in it"),
    };
    message!(
        "its elements are {what}; each has to be an object of which a field is the text, such as \"text\"",
        what
    )
}

/// Gives all records of a file.
fn read(input: &Input, sink: &mut dyn Sink, list: Option<List>) -> Result<(), Refusal> {
    let (stream, encoding) = open(input)?;
    let mut records = Records { stream, intake: Intake::new(input, sink), number: 0, first: None };
    let read = match list {
        None => records.values(),
        Some(list) => records.list(list),
    };
    let Records { stream, mut intake, first, .. } = records;
    match read {
        Ok(ControlFlow::Continue(()) | ControlFlow::Break(())) => {}
        Err(Broken::Line(line)) if intake.records > 0 => {
            let n = intake.records;
            let why = message!("broken from here on; {n} {n|record|records} before it {n|was|were} read", n);
            let (ControlFlow::Continue(()) | ControlFlow::Break(())) = intake.unfit(Unfit::torn(why), line);
        }
        Err(why) => return Err(refusal(why, input)),
    }
    intake.end((encoding, stream.stream().get_ref().damaged), nothing(first))
}

struct Records<'a> {
    stream: Stream<'a>,
    intake: Intake<'a>,
    /// How many values there were, and how the first begins.
    number: usize,
    first: Option<u8>,
}

impl Records<'_> {
    fn values(&mut self) -> Result<ControlFlow<()>, Broken> {
        let mut flow = ControlFlow::Continue(());
        while let (ControlFlow::Continue(()), Some(next)) = (flow, self.stream.peek()?) {
            match next {
                b',' => self.stream.skip(),
                b'[' => {
                    self.stream.skip();
                    flow = self.elements()?;
                }
                _ => flow = self.element()?,
            }
        }
        Ok(flow)
    }

    /// The array of which the bracket has been taken.
    fn elements(&mut self) -> Result<ControlFlow<()>, Broken> {
        let mut flow = ControlFlow::Continue(());
        while flow.is_continue() {
            match self.stream.peek()? {
                None => return Err(Broken::Line(self.stream.line())),
                Some(b',') => self.stream.skip(),
                Some(b']') => {
                    self.stream.skip();
                    break;
                }
                Some(_) => flow = self.element()?,
            }
        }
        Ok(flow)
    }

    fn element(&mut self) -> Result<ControlFlow<()>, Broken> {
        let line = self.stream.line();
        let json = self.stream.value()?;
        if json.is_empty() {
            return Err(Broken::Line(line));
        }
        self.number += 1;
        self.first = self.first.or(json.bytes().next());
        Ok(self.intake.take(Record::json(json, line), line, self.number))
    }

    /// The arrays in the object that begins here.
    fn list(&mut self, list: List) -> Result<ControlFlow<()>, Broken> {
        self.intake.series = list.series;
        let _bracket = self.stream.peek()?;
        self.stream.skip();
        loop {
            match self.stream.peek()? {
                Some(b'}') => return Ok(ControlFlow::Continue(())),
                Some(b',') => self.stream.skip(),
                Some(b'"') => {
                    let (name, next) = name(&mut self.stream)?;
                    if next != b'[' {
                        self.stream.pass()?;
                        continue;
                    }
                    self.stream.skip();
                    if !list.names.contains(&name) || self.stream.peek()? != Some(b'{') {
                        self.stream.pass_array()?;
                    } else if self.elements()?.is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
                _ => return Err(Broken::Line(self.stream.line())),
            }
        }
    }
}
