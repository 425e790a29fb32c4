//! Rules: what a folder says in its `duikan.toml` of how its files are to be read.

use super::Encoding;
use super::format::Format;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::message::Message;
use serde::Deserialize;
use serde::Serialize;
use serde::Serializer;
use std::collections::BTreeMap;
use std::fs;
use std::hash::Hasher;
use std::io;
use std::path::Path;
use std::path::PathBuf;
use toml::Spanned;
use twox_hash::XxHash64;

/// The file that rules stand in, at the root of a folder.
pub(super) const NAME: &str = "duikan.toml";

/// What is told of how a file is to be read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct Rule {
    /// Whether it is left out.
    pub skip: bool,
    /// Its format, whatever it looks like.
    #[cfg_attr(feature = "schema", schema(required))]
    pub format: Option<Format>,
    /// Its encoding, whatever it looks like.
    #[serde(serialize_with = "encoding_name")]
    #[cfg_attr(feature = "schema", schema(required, value_type = Option<String>))]
    pub encoding: Option<Encoding>,
    /// The field of a record that is its text, by its dotted name.
    #[cfg_attr(feature = "schema", schema(required))]
    pub text: Option<String>,
    /// Fields by the dotted names under which records have them.
    pub fields: BTreeMap<String, String>,
    /// The brackets around notes.
    #[serde(serialize_with = "brackets_text")]
    #[cfg_attr(feature = "schema", schema(value_type = Vec<String>))]
    pub notes: Vec<(char, char)>,
}

#[expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "serde gives a field so")]
fn encoding_name<S: Serializer>(
    encoding: &Option<Encoding>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    encoding.map(|encoding| encoding.to_string()).serialize(serializer)
}

fn brackets_text<S: Serializer>(
    notes: &[(char, char)],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(notes.iter().map(|(open, close)| format!("{open}{close}")))
}

impl Rule {
    /// A digest: files under another rule are read again. 0 where nothing is told.
    pub(crate) fn digest(&self) -> u64 {
        if *self == Rule::default() {
            return 0;
        }
        let mut hasher = XxHash64::with_seed(0);
        hasher.write(&postcard::to_stdvec(self).unwrap_or_default());
        hasher.finish()
    }
}

/// The rules of a folder.
#[derive(Debug, Clone, Default)]
pub(crate) struct Rules {
    tables: Vec<Table>,
}

/// A rule file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default)]
    files: Vec<Spanned<WrittenRule>>,
}

/// One of its tables.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenRule {
    glob: Spanned<Globs>,
    skip: Option<bool>,
    format: Option<Spanned<String>>,
    encoding: Option<Spanned<String>>,
    text: Option<Spanned<String>>,
    #[serde(default)]
    fields: BTreeMap<String, Spanned<String>>,
    notes: Option<Spanned<Vec<String>>>,
}

/// One pattern or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Globs {
    One(String),
    Several(Vec<String>),
}

/// A rule, the files it is for, and where it stands.
#[derive(Debug, Clone)]
struct Table {
    line: usize,
    globs: Vec<String>,
    skip: Option<bool>,
    rule: Rule,
    has_notes: bool,
}

impl Rules {
    /// Reads the rules of a folder; where `root` is a file, those of the folder it lies in.
    ///
    /// # Errors
    /// [`ErrorKind::Argument`] when there are some that cannot be understood, [`ErrorKind::Read`] when they cannot be
    /// read.
    pub(crate) fn load(root: &Path) -> Result<Self> {
        let folder = if root.is_file() { root.parent().unwrap_or(root) } else { root };
        let path = folder.join(NAME);
        match fs::read_to_string(&path) {
            Ok(text) => Rules::parse(&text, &path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Rules::default()),
            Err(error) => {
                Err(Error::new(ErrorKind::Read, message!("cannot be read")).at(path).because(error))
            }
        }
    }

    fn parse(text: &str, path: &Path) -> Result<Self> {
        let line = |at: usize| text.get(..at).unwrap_or(text).matches('\n').count() + 1;
        let wrong = |at: usize, why: Message| {
            let what = message!("line {line}: {why}", line = line(at), why);
            Error::new(ErrorKind::Argument, what).at(path)
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            wrong(error.span().map_or(0, |span| span.start), Message::verbatim(error.message()))
        })?;
        let table = |written: Spanned<WrittenRule>| {
            let at = written.span().start;
            let table = Table::of(written.into_inner(), line(at));
            table.map_err(|(at, why)| wrong(at, why))
        };
        Ok(Rules { tables: written.files.into_iter().map(table).collect::<Result<_>>()? })
    }

    /// What is told of a file: of what several rules tell, the last.
    pub(crate) fn of(&self, key: &str) -> Rule {
        let mut rule = Rule::default();
        for table in self.tables.iter().filter(|table| table.fits(key)) {
            let Rule { format, encoding, text, fields, notes, .. } = table.rule.clone();
            rule.skip = table.skip.unwrap_or(rule.skip);
            rule.format = format.or(rule.format);
            rule.encoding = encoding.or(rule.encoding);
            rule.text = text.or(rule.text);
            rule.fields.extend(fields);
            if table.has_notes {
                rule.notes = notes;
            }
        }
        rule
    }

    /// The lines on which the rules for a file stand.
    pub(crate) fn lines(&self, key: &str) -> Vec<usize> {
        self.tables.iter().filter(|table| table.fits(key)).map(|table| table.line).collect()
    }

    /// The line of the rule that leaves a file out, if one does.
    pub(crate) fn skipping(&self, key: &str) -> Option<usize> {
        let mut said = self.tables.iter().rev().filter(|table| table.skip.is_some() && table.fits(key));
        said.next().filter(|table| table.skip == Some(true)).map(|table| table.line)
    }

    /// A digest of all of them; 0 where there are none.
    pub(crate) fn digest(&self) -> u64 {
        if self.tables.is_empty() {
            return 0;
        }
        let mut hasher = XxHash64::with_seed(0);
        for Table { globs, skip, rule, has_notes, .. } in &self.tables {
            hasher.write(&postcard::to_stdvec(&(globs, skip, rule, has_notes)).unwrap_or_default());
        }
        hasher.finish()
    }
}

impl Table {
    fn of(written: WrittenRule, line: usize) -> std::result::Result<Self, (usize, Message)> {
        let WrittenRule { glob, skip, format, encoding, text, fields, notes } = written;
        let at = glob.span().start;
        let globs = match glob.into_inner() {
            Globs::One(glob) => vec![glob],
            Globs::Several(globs) => globs,
        };
        if globs.is_empty() || globs.iter().any(|glob| glob.trim().is_empty()) {
            return Err((at, message!("a pattern is empty")));
        }
        if let Some(glob) = globs.iter().find(|glob| !is_closed(glob)) {
            return Err((
                at,
                message!("`{glob}` is no pattern: a bracket is not closed, or not opened", glob),
            ));
        }
        let called = |name: Spanned<String>| match name.get_ref().trim() {
            "" => Err((name.span().start, message!("the name of a field is empty"))),
            _ => Ok(name.into_inner()),
        };
        let text = text.map(called).transpose()?;
        let fields = fields.into_iter().map(|(ours, theirs)| Ok((ours, called(theirs)?)));
        let fields = fields.collect::<std::result::Result<_, (usize, Message)>>()?;
        let named = |name: Spanned<String>| (name.span().start, name.into_inner());
        let format =
            format.map(named).map(|(at, name)| name.parse().map_err(|error: Error| (at, reason(&error))));
        let encoding =
            encoding.map(named).map(|(at, name)| name.parse().map_err(|error: Error| (at, reason(&error))));
        let has_notes = notes.is_some();
        let notes = notes.map_or(Ok(Vec::new()), |notes| {
            let at = notes.span().start;
            let pairs =
                notes.into_inner().into_iter().map(|pair| brackets(&pair).ok_or((at, not_brackets(&pair))));
            pairs.collect()
        });
        let rule = Rule {
            skip: false,
            format: format.transpose()?,
            encoding: encoding.transpose()?,
            text,
            fields,
            notes: notes?,
        };
        Ok(Table { line, globs, skip, rule, has_notes })
    }

    /// Whether it is for a file: a pattern without a folder in it is one of the file's name.
    fn fits(&self, key: &str) -> bool {
        let name = key.rsplit('/').next().unwrap_or(key);
        self.globs.iter().any(|glob| fast_glob::glob_match(glob, if glob.contains('/') { key } else { name }))
    }
}

/// Whether each bracket of a pattern is closed; in one of characters the other has no meaning.
fn is_closed(glob: &str) -> bool {
    let (mut braces, mut in_class) = (0_usize, false);
    let mut characters = glob.chars();
    while let Some(c) = characters.next() {
        match c {
            '\\' => {
                characters.next();
            }
            ']' => in_class = false,
            _ if in_class => {}
            '[' => in_class = true,
            '{' => braces += 1,
            '}' => match braces.checked_sub(1) {
                Some(left) => braces = left,
                None => return false,
            },
            _ => {}
        }
    }
    braces == 0 && !in_class
}

/// What is wrong with a name, and which there are.
fn reason(error: &Error) -> Message {
    let what = error.reason();
    match error.advice() {
        Some(Advice::Say(advice)) => message!("{what} ({advice})", what, advice = advice.clone()),
        _ => what,
    }
}

/// An opening bracket and a closing one.
fn brackets(pair: &str) -> Option<(char, char)> {
    let mut characters = pair.chars().filter(|character| !character.is_whitespace());
    let (open, close) = (characters.next()?, characters.next()?);
    (characters.next().is_none() && open != close).then_some((open, close))
}

fn not_brackets(pair: &str) -> Message {
    message!("`{pair}` is not an opening and a closing bracket", pair)
}

/// The folder of a file that has rules: the nearest above it.
pub(super) fn folder_of(path: &Path) -> Option<PathBuf> {
    path.ancestors().skip(1).find(|folder| folder.join(NAME).is_file()).map(Path::to_path_buf)
}
