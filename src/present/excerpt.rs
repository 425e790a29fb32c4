//! Excerpts: the part of a paragraph around the words of the query, on one line.

use super::legible::is_format;
use super::legible::is_obeyed;
use crate::message;
use crate::message::Language;
use crate::message::Message;
use crate::place::OriginalSpan;
use crate::search::Answer;
use crate::search::Hit;
use unicode_width::UnicodeWidthChar;

/// A piece of an excerpt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// Text around words.
    Text(String),
    /// A word of the query.
    Word(String),
}

/// A character of a line, and whether it belongs to a word of the query.
type Marked = (char, bool);

/// What fits into `width` columns of a hit's text around its first word; line ends are taken out as a
/// reader does, `…` stands for what is left out.
pub(super) fn around(hit: &Hit, width: usize) -> Vec<Piece> {
    let mut spans = hit.matches.iter().peekable();
    let marks = (hit.span.begin..).zip(hit.text.chars()).map(|(at, character)| {
        while spans.peek().is_some_and(|words| words.span.end <= at) {
            spans.next();
        }
        (character, spans.peek().is_some_and(|words| words.span.contains(at)))
    });
    let line = unwrap(marks);
    let (begin, end) = window(&line, width);
    let mut pieces = Vec::new();
    if begin > 0 {
        pieces.push(Piece::Text("…".to_owned()));
    }
    for run in line.get(begin..end).unwrap_or_default().chunk_by(|one, next| one.1 == next.1) {
        let text = run.iter().map(|(character, _)| character).collect();
        let is_word = run.first().is_some_and(|(_, is_word)| *is_word);
        pieces.push(if is_word { Piece::Word(text) } else { Piece::Text(text) });
    }
    if end < line.len() {
        pieces.push(Piece::Text("…".to_owned()));
    }
    pieces
}

/// What is said before the text of a hit.
pub(super) fn flag(hit: &Hit, language: Language) -> String {
    if hit.loose { format!("{}  ", language.say("near")) } else { String::new() }
}

/// A share in per cent, never rounded up to all.
pub(super) fn percent(share: f32) -> String {
    format!("{:.1} %", (share * 1000.0).floor() / 10.0)
}

/// What was found in all, as a sentence.
#[must_use]
pub fn total(answer: &Answer) -> Message {
    let (paragraphs, documents) = (answer.paragraphs, answer.documents);
    match (answer.hits.is_empty(), paragraphs) {
        (true, _) => message!("nothing found"),
        (false, 0) => message!("no paragraph holds all of it; these hold most of its words"),
        (false, _) => message!(
            "{paragraphs} {paragraphs|paragraph|paragraphs} in {documents} {documents|document|documents}, copies counted",
            paragraphs,
            documents
        ),
    }
}

/// How many places a hit has, its own among them.
pub(super) fn count(hit: &Hit) -> Message {
    let total = message!("{n} {n|copy|copies}", n = hit.copies_total + 1);
    if hit.formula { message!("{total}  formula", total) } else { total }
}

/// How many places have less than half of a passage.
pub(super) fn parts(total: usize) -> Message {
    message!("+ {n} {n|part|parts}", n = total)
}

/// A text on one line, as a reader joins it.
pub(super) fn one_line(text: &str) -> String {
    unwrap(text.chars().map(|character| (character, false)))
        .into_iter()
        .map(|(character, _)| character)
        .collect()
}

/// White space between Chinese characters goes, any other becomes one space; so do control characters. What turns the
/// order of its neighbours around goes.
fn unwrap(characters: impl Iterator<Item = Marked>) -> Vec<Marked> {
    let mut line: Vec<Marked> = Vec::new();
    let mut space: Option<bool> = None;
    for (character, mark) in characters {
        if character.is_whitespace() || character.is_control() {
            space = Some(mark);
            continue;
        }
        if is_format(character) {
            continue;
        }
        if let (Some(mark), Some((last, _))) = (space, line.last())
            && !is_wide(*last)
            && !is_wide(character)
        {
            line.push((' ', mark));
        }
        space = None;
        line.push((character, mark));
    }
    line
}

fn is_wide(character: char) -> bool {
    columns(character) == 2 || matches!(character, '“' | '”' | '‘' | '’' | '…' | '—')
}

fn columns(character: char) -> usize {
    character.width().unwrap_or(0)
}

/// The part of a line that fits into `width` columns: from its beginning, unless the first word would
/// then be cut off; a third of the columns goes before the word.
fn window(line: &[Marked], width: usize) -> (usize, usize) {
    let word = line.iter().position(|(_, is_word)| *is_word).unwrap_or(0);
    let lead: usize = line.iter().take(word).map(|(character, _)| columns(*character)).sum();
    let mut begin = 0;
    if lead + width / 3 > width {
        let mut before = 0;
        begin = word;
        while let Some((character, _)) = begin.checked_sub(1).and_then(|at| line.get(at)) {
            before += columns(*character);
            if before > width / 3 {
                break;
            }
            begin -= 1;
        }
    }
    let mut used = 0;
    let fits = |(character, _): &&Marked| {
        used += columns(*character);
        used <= width
    };
    let end = begin + line.iter().skip(begin).take_while(fits).count();
    (begin, end)
}

/// A long text by its beginning and end.
pub(super) fn shorten(text: &str) -> String {
    const ENDS: usize = 8;
    let line: Vec<char> = one_line(text).chars().collect();
    match (line.get(..ENDS), line.get(line.len().saturating_sub(ENDS)..)) {
        (Some(first), Some(last)) if line.len() > 2 * ENDS + 1 => {
            first.iter().chain(std::iter::once(&'…')).chain(last).collect()
        }
        _ => line.into_iter().collect(),
    }
}

/// The characters before and after a span of `text`, which begins at `begin` in its document.
pub(super) fn neighbours(text: &str, begin: u32, span: OriginalSpan, around: usize) -> (String, String) {
    let visible: Vec<(u32, char)> = {
        let is_seen = |(_, c): &(u32, char)| !c.is_whitespace() && !is_obeyed(*c);
        (begin..).zip(text.chars()).filter(is_seen).collect()
    };
    let first = visible.partition_point(|(at, _)| *at < span.begin);
    let last = visible.partition_point(|(at, _)| *at < span.end);
    let text = |part: Option<&[(u32, char)]>| part.unwrap_or_default().iter().map(|(_, c)| c).collect();
    let before = text(visible.get(first.saturating_sub(around)..first));
    (before, text(visible.get(last..(last + around).min(visible.len()))))
}
