//! JSON: an array of records, an object that holds one, an object that is a record itself, or several of these one
//! after the other. One record is held at a time.

use super::Unfit;
use super::intake::Intake;
use super::lines::CHUNK;
use super::lines::Lines;
use super::record::Record;
use super::scan::Broken;
use super::scan::Scanner;
use super::text;
use crate::message;
use crate::message::Message;
use crate::read::Encoding;
use crate::read::Rule;
use crate::read::Sink;
use crate::read::format::Format;
use crate::read::format::FormatInfo;
use crate::read::input::Input;
use crate::read::raw::Refusal;
use crate::read::reader::Reader;
use crate::read::stream::Transcoder;
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
            Shape::Lines => Lines.read(input, sink),
            // Lines of which the first is broken look like this, too.
            Shape::Broken(line) => match Lines.read(input, sink) {
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
    let (text, encoding) = input.transcoded()?;
    Ok((Scanner::new(BufReader::with_capacity(CHUNK, text), input.most), encoding))
}

/// What a file is.
enum Shape {
    /// Records, and arrays of them.
    Values,
    /// An object of which a field is the array of records.
    List(List),
    Lines,
    /// Neither an object nor an array begins on this line, or it is broken there.
    Broken(usize),
}

/// The array of records in an object.
struct List {
    /// The name of the field, as it is written.
    name: String,
    /// The series of records that name none.
    series: Option<String>,
}

fn shape(input: &Input) -> Result<Shape, Refusal> {
    let (mut stream, _) = open(input)?;
    match stream.peek().map_err(|why| refusal(why, input))? {
        None => Err(message!("empty").into()),
        Some(b'[') => Ok(Shape::Values),
        Some(b'{') => match Outline::of(&mut stream, input.most) {
            Ok(outline) => Ok(outline.shape(&input.rule)),
            Err(Broken::Line(line)) => Ok(Shape::Broken(line)),
            Err(why) => Err(refusal(why, input)),
        },
        Some(_) => Ok(Shape::Broken(stream.line())),
    }
}

/// The first object of a file, in outline.
#[derive(Default)]
struct Outline {
    /// The object, but of each array of objects only the first.
    object: String,
    /// These arrays: the name of the field as it is written, and the first object.
    lists: Vec<(String, String)>,
    /// Whether it stands on one line, and more on others.
    is_line: bool,
    /// Whether nothing comes after it.
    is_all: bool,
}

impl Outline {
    fn of(stream: &mut Stream<'_>, most: u64) -> Result<Self, Broken> {
        let mut outline = Outline::default();
        let begin = stream.line();
        stream.skip();
        match outline.members(stream, most) {
            Ok(()) => {
                let end = stream.line();
                outline.is_all = stream.peek()?.is_none();
                outline.is_line = !outline.is_all && begin == end && stream.line() > end;
            }
            // Of an array that is cut short what is there can be read.
            Err(Broken::Line(_)) if !outline.lists.is_empty() => outline.is_all = true,
            Err(why) => return Err(why),
        }
        outline.object.push_str(if outline.object.is_empty() { "{}" } else { "}" });
        Ok(outline)
    }

    fn members(&mut self, stream: &mut Stream<'_>, most: u64) -> Result<(), Broken> {
        loop {
            match stream.peek()? {
                Some(b'}') => {
                    stream.skip();
                    return Ok(());
                }
                Some(b',') => stream.skip(),
                _ => self.member(stream)?,
            }
            if self.object.len() as u64 > most {
                return Err(Broken::Longer);
            }
        }
    }

    fn member(&mut self, stream: &mut Stream<'_>) -> Result<(), Broken> {
        let (name, next) = name(stream)?;
        if next != b'[' {
            let value = stream.value()?.to_owned();
            return self.add(&name, &[&value], stream);
        }
        stream.skip();
        if stream.peek()? != Some(b'{') {
            let value = stream.rest_of_array()?.to_owned();
            return self.add(&name, &[&value], stream);
        }
        let first = stream.value()?.to_owned();
        self.add(&name, &["[", &first, "]"], stream)?;
        self.lists.push((name, first));
        stream.pass_array()
    }

    fn add(&mut self, name: &str, value: &[&str], stream: &Stream<'_>) -> Result<(), Broken> {
        if value.concat().is_empty() {
            return Err(Broken::Line(stream.line()));
        }
        self.object.push(if self.object.is_empty() { '{' } else { ',' });
        self.object.push_str(name);
        self.object.push(':');
        self.object.extend(value.iter().copied());
        Ok(())
    }

    fn shape(self, rule: &Rule) -> Shape {
        if self.is_line {
            return Shape::Lines;
        }
        let Ok(record) = Record::json(&self.object, 1) else { return Shape::Values };
        let is_list = |name: &str| {
            let mut lists =
                self.lists.iter().filter_map(|(list, _)| serde_json::from_str::<String>(list).ok());
            lists.any(|list| list == name)
        };
        let is_record = text::of(&record, rule).is_ok_and(|(name, _)| !is_list(&name));
        let has_text = |first: &str| Record::json(first, 1).is_ok_and(|first| text::is_in(&first, rule));
        let list = self.lists.iter().find(|(_, first)| has_text(first)).or(self.lists.first());
        match list {
            Some((name, _)) if self.is_all && !is_record => {
                Shape::List(List { name: name.clone(), series: record.series(rule) })
            }
            _ => Shape::Values,
        }
    }
}

/// Takes the name of a member as it is written; what comes after the colon stays.
fn name(stream: &mut Stream<'_>) -> Result<(String, u8), Broken> {
    let is_name = stream.peek()? == Some(b'"');
    let line = stream.line();
    let name = if is_name { stream.value()?.to_owned() } else { String::new() };
    if !is_name || stream.peek()? != Some(b':') {
        return Err(Broken::Line(line));
    }
    stream.skip();
    Ok((name, stream.peek()?.ok_or(Broken::Line(line))?))
}

/// Gives all records of a file.
fn read(input: &Input, sink: &mut dyn Sink, list: Option<List>) -> Result<(), Refusal> {
    let (stream, encoding) = open(input)?;
    let mut records = Records { stream, intake: Intake::new(input, sink), number: 0 };
    let read = match list {
        None => records.values(),
        Some(list) => records.list(list),
    };
    let Records { stream, mut intake, .. } = records;
    match read {
        Ok(ControlFlow::Continue(()) | ControlFlow::Break(())) => {}
        Err(Broken::Line(line)) if intake.records > 0 => {
            let n = intake.records;
            let why = message!("broken from here on; {n} {n|record|records} before it {n|was|were} read", n);
            let (ControlFlow::Continue(()) | ControlFlow::Break(())) = intake.unfit(Unfit::torn(why), line);
        }
        Err(why) => return Err(refusal(why, input)),
    }
    intake.end((encoding, stream.stream().get_ref().damaged), message!("there is no record in it"))
}

struct Records<'a> {
    stream: Stream<'a>,
    intake: Intake<'a>,
    /// How many values there were.
    number: usize,
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
        Ok(self.intake.take(Record::json(json, line), line, self.number))
    }

    /// The array in the object that begins here.
    fn list(&mut self, list: List) -> Result<ControlFlow<()>, Broken> {
        self.intake.series = list.series;
        let _bracket = self.stream.peek()?;
        self.stream.skip();
        loop {
            match self.stream.peek()? {
                Some(b',') => self.stream.skip(),
                Some(b'"') => {
                    let (name, next) = name(&mut self.stream)?;
                    if next != b'[' {
                        self.stream.pass()?;
                        continue;
                    }
                    self.stream.skip();
                    if name == list.name && self.stream.peek()? == Some(b'{') {
                        return self.elements();
                    }
                    self.stream.pass_array()?;
                }
                _ => return Err(Broken::Line(self.stream.line())),
            }
        }
    }
}
