//! JSON that is not held whole: one value after the other is taken out of a stream, by its brackets alone. Whether what
//! is between them is JSON is for others to say; so a broken record costs itself, not those after it.

use std::io;
use std::io::BufRead;

/// Why there is nothing more to take.
#[derive(Debug)]
pub(super) enum Broken {
    /// The stream failed.
    Stream(io::Error),
    /// A value is longer than may be held.
    Longer,
    /// What begins or stands on this line is no JSON, nor can it be told where it ends.
    Line(usize),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Broken::Stream(error)
    }
}

/// What becomes of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Keep {
    Held,
    Passed,
}

/// A stream of JSON.
#[derive(Debug)]
pub(super) struct Scanner<R> {
    stream: R,
    course: Course,
    /// The most bytes of a value.
    most: u64,
    /// The value taken last.
    held: Vec<u8>,
}

impl<R: BufRead> Scanner<R> {
    pub(super) fn new(stream: R, most: u64) -> Self {
        let course = Course { line: 1, ..Course::default() };
        Scanner { stream, course, most, held: Vec::new() }
    }

    /// The line that comes next, from 1.
    pub(super) fn line(&self) -> usize {
        self.course.line
    }

    /// The next byte that is not white space; it stays.
    pub(super) fn peek(&mut self) -> Result<Option<u8>, Broken> {
        loop {
            let chunk = self.stream.fill_buf()?;
            if chunk.is_empty() {
                return Ok(None);
            }
            let space = chunk.iter().take_while(|byte| byte.is_ascii_whitespace());
            let (length, lines) =
                space.fold((0, 0), |(n, lines), byte| (n + 1, lines + usize::from(*byte == b'\n')));
            let next = chunk.get(length).copied();
            self.course.line += lines;
            self.stream.consume(length);
            if next.is_some() {
                return Ok(next);
            }
        }
    }

    /// Takes the byte that was looked at.
    pub(super) fn skip(&mut self) {
        self.stream.consume(1);
    }

    /// Takes the value that begins here; it is empty where something stands that begins none.
    pub(super) fn value(&mut self) -> Result<&str, Broken> {
        self.held.clear();
        self.course.open.clear();
        self.run(Keep::Held)?;
        // Transcoded, it is UTF-8, and cut between characters of ASCII.
        Ok(str::from_utf8(&self.held).unwrap_or_default())
    }

    /// Takes the rest of an array of which the bracket has been taken, and holds the whole.
    pub(super) fn rest_of_array(&mut self) -> Result<&str, Broken> {
        self.held.clear();
        self.held.push(b'[');
        self.course.open = vec![b']'];
        self.run(Keep::Held)?;
        Ok(str::from_utf8(&self.held).unwrap_or_default())
    }

    /// Goes past the rest of an array of which the bracket has been taken.
    pub(super) fn pass_array(&mut self) -> Result<(), Broken> {
        self.held.clear();
        self.course.open = vec![b']'];
        self.run(Keep::Passed)
    }

    /// Goes past the value that begins here.
    pub(super) fn pass(&mut self) -> Result<(), Broken> {
        self.held.clear();
        self.course.open.clear();
        self.run(Keep::Passed)
    }

    /// What it reads.
    pub(super) fn stream(&self) -> &R {
        &self.stream
    }

    fn run(&mut self, keep: Keep) -> Result<(), Broken> {
        let begin = self.course.line;
        self.course.state = State::Between;
        self.course.broken = None;
        loop {
            let chunk = self.stream.fill_buf()?;
            if chunk.is_empty() {
                let is_whole = self.course.open.is_empty() && self.course.state == State::Between;
                return if is_whole {
                    Ok(())
                } else {
                    Err(Broken::Line(self.course.broken.unwrap_or(begin)))
                };
            }
            let (length, is_end) = self.course.along(chunk);
            if keep == Keep::Held {
                self.held.extend_from_slice(chunk.get(..length).unwrap_or_default());
            }
            self.stream.consume(length);
            if self.held.len().max(self.course.open.len()) as u64 > self.most {
                // A string that was never closed runs on to the end of the file.
                return Err(self.course.broken.map_or(Broken::Longer, Broken::Line));
            }
            if is_end {
                return Ok(());
            }
        }
    }
}

/// Where in a value one is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum State {
    #[default]
    Between,
    String,
    /// Behind a backslash in a string.
    Escape,
}

/// How far one has come.
#[derive(Debug, Default)]
struct Course {
    line: usize,
    state: State,
    /// The brackets that are to come.
    open: Vec<u8>,
    /// The first line that ends within a string, where none may end.
    broken: Option<usize>,
}

impl Course {
    /// How many bytes of a chunk belong to the value, and whether it ends with them.
    fn along(&mut self, chunk: &[u8]) -> (usize, bool) {
        let mut at = 0;
        while let Some(byte) = chunk.get(at) {
            match self.state {
                State::String => {
                    at += self.string(chunk.get(at..).unwrap_or_default());
                    if self.state == State::Between && self.open.is_empty() {
                        return (at, true);
                    }
                    continue;
                }
                State::Escape => {
                    self.line += usize::from(*byte == b'\n');
                    self.state = State::String;
                }
                State::Between => match byte {
                    b'"' => self.state = State::String,
                    b'{' => self.open.push(b'}'),
                    b'[' => self.open.push(b']'),
                    b'}' | b']' => {
                        // One that closes nothing here belongs to what is around the value; one that closes more than
                        // the last that is open ends what was left open.
                        let Some(from) = self.open.iter().rposition(|open| open == byte) else {
                            return (at, true);
                        };
                        self.open.truncate(from);
                        if from == 0 {
                            return (at + 1, true);
                        }
                    }
                    b' ' | b'\t' | b'\r' | b'\n' | b',' if self.open.is_empty() => return (at, true),
                    b'\n' => self.line += 1,
                    _ => {}
                },
            }
            at += 1;
        }
        (at, false)
    }

    /// How many bytes, the next that means something included, belong to a string.
    fn string(&mut self, rest: &[u8]) -> usize {
        let end = rest.iter().position(|byte| matches!(byte, b'"' | b'\\'));
        let text = rest.get(..end.unwrap_or(rest.len())).unwrap_or_default();
        let lines = text.iter().map(|byte| usize::from(*byte == b'\n')).sum::<usize>();
        if lines > 0 {
            self.broken = self.broken.or(Some(self.line));
            self.line += lines;
        }
        match rest.get(text.len()) {
            Some(b'\\') => self.state = State::Escape,
            Some(_) => self.state = State::Between,
            None => return text.len(),
        }
        text.len() + 1
    }
}
