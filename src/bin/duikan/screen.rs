//! The screen: data to standard output, talk to standard error, colour and progress on a terminal only.

use crate::advice::advice;
use crate::args::INDEX;
use crate::args::Output;
use crate::line;
use anstream::AutoStream;
use clap::ColorChoice;
use duikan::Collection;
use duikan::Language;
use duikan::Message;
use duikan::Synonyms;
use duikan::Value;
use duikan::message;
use duikan::present;
use duikan::present::Json;
use duikan::present::text::Colour;
use duikan::present::text::Look;
use std::io;
use std::io::BufWriter;
use std::io::IsTerminal;
use std::io::Stdout;
use std::io::Write;
use std::path::Path;
use std::path::PathBuf;

/// How a command ended.
pub(crate) enum Outcome {
    Found,
    Nothing,
    Trouble,
}

impl Outcome {
    /// Found when there is any.
    pub(crate) fn of(count: usize) -> Self {
        if count > 0 { Outcome::Found } else { Outcome::Nothing }
    }
}

/// Why a command failed.
pub(crate) enum Failure {
    /// Nobody reads the output any more.
    ClosedPipe,
    /// What to tell.
    Sentence(Message),
}

impl From<duikan::Error> for Failure {
    fn from(error: duikan::Error) -> Self {
        Failure::Sentence(error.in_full(advice))
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Failure::ClosedPipe,
            _ => Failure::Sentence(message!("the output cannot be written: {error}", error = &error)),
        }
    }
}

/// How results are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form<F> {
    /// For the terminal.
    Text,
    /// In a format of the library.
    Format(F),
}

/// Standard output and standard error.
pub(crate) struct Screen {
    is_json: bool,
    look: Look,
    out: BufWriter<Stdout>,
    talk: Talk,
}

/// Standard error.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Talk {
    colour: anstream::ColorChoice,
    language: Language,
}

impl Talk {
    /// Standard error before anything was asked of it.
    pub(crate) fn plain(language: Language) -> Self {
        Talk { colour: anstream::ColorChoice::Auto, language }
    }

    /// What it talks in.
    pub(crate) fn language(self) -> Language {
        self.language
    }

    /// Says something beside the results, on one line; nothing when it cannot be said.
    pub(crate) fn say(self, sentence: &Message) {
        self.write(&present::legible(&sentence.say(self.language)));
    }

    /// Says what went wrong.
    pub(crate) fn error(self, sentence: &Message) {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        self.write(&format!("{red}duikan:{red:#} {}", present::legible(&sentence.say(self.language))));
    }

    fn write(self, line: &str) {
        drop(writeln!(AutoStream::new(io::stderr(), self.colour), "{line}"));
    }
}

/// Columns of lines that go to a file or a pipe.
const PIPE_WIDTH: usize = 100;

/// Columns of the terminal.
pub(crate) fn width() -> usize {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let width = terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked.or(width).unwrap_or(PIPE_WIDTH)
}

impl Screen {
    pub(crate) fn new(output: &Output, language: Language) -> Self {
        let choice = match output.color {
            ColorChoice::Auto => anstream::ColorChoice::Auto,
            ColorChoice::Always => anstream::ColorChoice::Always,
            ColorChoice::Never => anstream::ColorChoice::Never,
        };
        let coloured = AutoStream::new(io::stdout(), choice).current_choice() != anstream::ColorChoice::Never;
        let width = width();
        Screen {
            is_json: output.json,
            look: Look { colour: if coloured { Colour::Ansi } else { Colour::Plain }, width, language },
            out: BufWriter::new(io::stdout()),
            talk: Talk { colour: choice, language },
        }
    }

    /// Writes a value as JSON when JSON is wanted, else by `text`.
    pub(crate) fn show(
        &mut self,
        value: &dyn Json,
        text: impl FnOnce(Look, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if self.is_json {
            present::json(value, &mut self.out)?;
        } else {
            text(self.look, &mut self.out)?;
        }
        Ok(())
    }

    /// Writes values, one JSON object each when JSON is wanted, else all together by `text`.
    pub(crate) fn show_all<T: Json>(
        &mut self,
        values: &[T],
        text: impl FnOnce(Look, &mut dyn Write) -> io::Result<()>,
    ) -> Result<(), Failure> {
        if self.is_json {
            values.iter().try_for_each(|value| present::json(value, &mut self.out))?;
        } else {
            text(self.look, &mut self.out)?;
        }
        Ok(())
    }

    /// Standard output itself.
    pub(crate) fn out(&mut self) -> &mut (dyn Write + Send) {
        &mut self.out
    }

    /// What people are talked to in.
    pub(crate) fn language(&self) -> Language {
        self.talk.language()
    }

    /// Whether JSON is wanted.
    pub(crate) fn is_json(&self) -> bool {
        self.is_json
    }

    /// Standard error, for those who talk while the screen is elsewhere.
    pub(crate) fn talk(&self) -> Talk {
        self.talk
    }

    /// Says something beside the results.
    pub(crate) fn say(&self, sentence: &Message) {
        self.talk.say(sentence);
    }

    /// The form to write in: as asked for, else JSON where that is asked of every command, else text.
    pub(crate) fn form<F>(&self, asked: Option<Form<F>>, json: F) -> Result<Form<F>, Failure> {
        match asked {
            Some(_) if self.is_json => Err(together("--json", "--format")),
            Some(form) => Ok(form),
            None => Ok(if self.is_json { Form::Format(json) } else { Form::Text }),
        }
    }

    /// Says what went wrong.
    pub(crate) fn error(&self, sentence: &Message) {
        self.talk.error(sentence);
    }

    /// Whether somebody watches standard error.
    pub(crate) fn is_watched() -> bool {
        io::stderr().is_terminal()
    }

    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// The folder of the index, when the option or the environment names one.
pub(crate) fn named_index(option: Option<&Path>) -> Result<Option<PathBuf>, Failure> {
    let named = line::or_named(option, "DUIKAN_INDEX");
    match named.as_deref().filter(|path| path.is_file()) {
        Some(path) => Err(Failure::Sentence(message!(
            "{path}: that is a file, not the folder of an index; texts are named to `duikan index` or by --in",
            path
        ))),
        None => Ok(named),
    }
}

/// Refuses two things of which one would do nothing.
pub(crate) fn together(one: impl Into<Value>, other: impl Into<Value>) -> Failure {
    Failure::Sentence(message!("{one} and {other} do not go together: leave one of them out", one, other))
}

/// The folder of the index: as named, else in this folder.
pub(crate) fn index_folder(named: Option<&Path>) -> &Path {
    named.unwrap_or(Path::new(INDEX))
}

/// Opens the index.
pub(crate) fn open(named: Option<&Path>) -> Result<Collection, Failure> {
    Ok(Collection::open(index_folder(named))?)
}

/// The text of a file that an option names.
pub(crate) fn read(path: &Path, what: Message) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| {
        Failure::Sentence(message!("{path}: {what} cannot be read: {error}", path, what, error = &error))
    })
}

/// The synonyms of the file that the option or the environment names; none without one.
pub(crate) fn synonyms(option: Option<&Path>) -> Result<Synonyms, Failure> {
    match line::or_named(option, "DUIKAN_SYNONYMS") {
        Some(path) => Ok(Synonyms::parse(&read(&path, message!("the synonyms"))?)?),
        None => Ok(Synonyms::default()),
    }
}
