//! What a file of JSON is: records, or an object of which some fields are arrays of them. One element is held at a time.

use super::record::Record;
use super::scan::Broken;
use super::scan::Scanner;
use super::text;
use crate::read::Rule;
use std::io::BufRead;

/// What a file is.
pub(super) enum Shape {
    /// Records, and arrays of them.
    Values,
    /// An object of which fields are arrays of records.
    List(List),
    Lines,
    /// Neither an object nor an array begins on this line, or it is broken there.
    Broken(usize),
}

/// The arrays of records in an object.
pub(super) struct List {
    /// The names of the fields, as they are written.
    pub(super) names: Vec<String>,
    /// The series of records that name none.
    pub(super) series: Option<String>,
}

/// The first object of a file, in outline.
pub(super) struct Outline<'r> {
    rule: &'r Rule,
    /// The object, but of each array of objects only the first.
    object: String,
    /// These arrays.
    lists: Vec<Array>,
    /// Whether it goes over several lines.
    pub(super) is_spread: bool,
    /// Whether it stands on one line, and more on others.
    is_line: bool,
    /// Whether nothing comes after it.
    is_all: bool,
}

/// A field that is an array of objects.
struct Array {
    /// Its name, as it is written.
    name: String,
    /// Whether one of its objects has a text.
    has_text: bool,
    /// Whether the first has the field that is told to be the text.
    has_told: bool,
}

impl<'r> Outline<'r> {
    pub(super) fn of(stream: &mut Scanner<impl BufRead>, rule: &'r Rule, most: u64) -> Result<Self, Broken> {
        let (object, lists) = (String::new(), Vec::new());
        let mut outline = Outline { rule, object, lists, is_spread: false, is_line: false, is_all: false };
        let begin = stream.line();
        stream.skip();
        match outline.members(stream, most) {
            Ok(()) => {
                let end = stream.line();
                outline.is_spread = end > begin;
                outline.is_all = stream.peek()?.is_none();
                outline.is_line = !outline.is_all && begin == end && stream.line() > end;
            }
            // Of an array that is cut short what is there can be read.
            Err(Broken::Line(_)) if !outline.lists.is_empty() => {
                outline.is_all = true;
                outline.is_spread = stream.line() > begin;
            }
            Err(why) => return Err(why),
        }
        outline.object.push_str(if outline.object.is_empty() { "{}" } else { "}" });
        Ok(outline)
    }

    fn members(&mut self, stream: &mut Scanner<impl BufRead>, most: u64) -> Result<(), Broken> {
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

    fn member(&mut self, stream: &mut Scanner<impl BufRead>) -> Result<(), Broken> {
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
        let told = self.rule.text.as_deref();
        let has_told =
            told.is_some_and(|told| Record::json(&first, 1).is_ok_and(|record| record.find(told).is_some()));
        self.lists.push(Array { name, has_text: false, has_told });
        let has_text = self.has_text(&first) || self.any_has_text(stream)?;
        if let Some(list) = self.lists.last_mut() {
            list.has_text = has_text;
        }
        if has_text { stream.pass_array() } else { Ok(()) }
    }

    fn add(&mut self, name: &str, value: &[&str], stream: &Scanner<impl BufRead>) -> Result<(), Broken> {
        if value.concat().is_empty() {
            return Err(Broken::Line(stream.line()));
        }
        self.object.push(if self.object.is_empty() { '{' } else { ',' });
        self.object.push_str(name);
        self.object.push(':');
        self.object.extend(value.iter().copied());
        Ok(())
    }

    /// Whether one of the elements that are left of an array has a text; what comes after that one stays.
    fn any_has_text(&self, stream: &mut Scanner<impl BufRead>) -> Result<bool, Broken> {
        loop {
            match stream.peek()? {
                None => return Err(Broken::Line(stream.line())),
                Some(b',') => stream.skip(),
                Some(b']') => {
                    stream.skip();
                    return Ok(false);
                }
                Some(_) => {
                    let line = stream.line();
                    match stream.value()? {
                        "" => return Err(Broken::Line(line)),
                        element if self.has_text(element) => return Ok(true),
                        _ => {}
                    }
                }
            }
        }
    }

    fn has_text(&self, element: &str) -> bool {
        Record::json(element, 1).is_ok_and(|record| text::is_in(&record, self.rule))
    }

    pub(super) fn shape(self) -> Shape {
        if self.is_line {
            return Shape::Lines;
        }
        let Ok(record) = Record::json(&self.object, 1) else { return Shape::Values };
        let is_list = |name: &str| {
            let mut lists =
                self.lists.iter().filter_map(|list| serde_json::from_str::<String>(&list.name).ok());
            lists.any(|list| list == name)
        };
        // What is told to be the text is one, whatever it holds, unless its objects have that field, too.
        let is_told = |name: &str| {
            self.rule.text.as_deref() == Some(name) && !self.lists.iter().any(|list| list.has_told)
        };
        let is_record = text::of(&record, self.rule).is_ok_and(|(name, _)| is_told(&name) || !is_list(&name));
        if self.lists.is_empty() || !self.is_all || is_record {
            return Shape::Values;
        }
        let mut names: Vec<String> =
            self.lists.iter().filter(|list| list.has_text).map(|list| list.name.clone()).collect();
        if names.is_empty() {
            // What it has instead can be said.
            names.extend(self.lists.first().map(|list| list.name.clone()));
        }
        Shape::List(List { names, series: record.series(self.rule) })
    }
}

/// Takes the name of a member as it is written; what comes after the colon stays.
pub(super) fn name(stream: &mut Scanner<impl BufRead>) -> Result<(String, u8), Broken> {
    let is_name = stream.peek()? == Some(b'"');
    let line = stream.line();
    let name = if is_name { stream.value()?.to_owned() } else { String::new() };
    if !is_name || stream.peek()? != Some(b':') {
        return Err(Broken::Line(line));
    }
    stream.skip();
    Ok((name, stream.peek()?.ok_or(Broken::Line(line))?))
}
