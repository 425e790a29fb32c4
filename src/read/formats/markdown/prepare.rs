//! Preparing: what CommonMark would take for something else than whoever typed it meant is typed another way.
//!
//! - A paragraph whose lines are indented by four spaces or a tab is no code. Its indent becomes U+3000, which is none to
//!   CommonMark.
//! - A line of nothing but U+3000 is blank.
//! - `[注]: 見某書` gives no address, but a note.
//! - `**“甲”**乙` is emphasis, though CommonMark wants a space there, where Chinese has none.
//! - A line that has one backtick too few, or too many, is no code up to the next that has.
//! - A comment does not end at a blank line.
//! - `![图 1](图 1.png)` is a picture although its address has a space.

use super::loose;
use super::walk::OPTIONS;
use crate::read::is_blank;
use pulldown_cmark::CodeBlockKind;
use pulldown_cmark::Event;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;
use std::borrow::Cow;
use std::ops::Range;

/// Code is indented by so many columns.
const OF_CODE: usize = 4;
/// The longest address, in bytes, in which spaces are allowed.
const LONGEST_ADDRESS: usize = 1_000;

/// What to put in the place of a stretch of the source.
#[derive(Debug, Clone, Copy)]
enum Edit {
    /// White space of so many columns, which is no sign.
    Indent(usize),
    Put(&'static str),
}

/// The source as it was meant.
pub(super) fn prepare(source: &str) -> Cow<'_, str> {
    match with_blank_lines(source) {
        Cow::Borrowed(source) => with_edits(source),
        Cow::Owned(source) => Cow::Owned(with_edits(&source).into_owned()),
    }
}

/// The source with one kind of line ends, and nothing in each line of nothing but white space.
fn with_blank_lines(source: &str) -> Cow<'_, str> {
    if source.contains('\r') {
        let source = source.replace("\r\n", "\n").replace('\r', "\n");
        return Cow::Owned(with_blank_lines(&source).into_owned());
    }
    let is_wide = |line: &str| !line.is_ascii() && is_blank(line);
    if !source.lines().any(is_wide) {
        return Cow::Borrowed(source);
    }
    let line = |line| if is_wide(line) { "\n" } else { line };
    Cow::Owned(source.split_inclusive('\n').map(line).collect())
}

fn with_edits(source: &str) -> Cow<'_, str> {
    let mut edits = of_lines(source);
    edits.extend(comments(source).map(|comment| (comment, Edit::Put(""))));
    edits.sort_by_key(|(stretch, _)| stretch.start);
    let is_indented = |line: &str| line.starts_with("    ") || line.trim_start_matches(' ').starts_with('\t');
    if edits.is_empty() && !source.lines().any(is_indented) {
        return Cow::Borrowed(source);
    }
    let mut indents = Vec::new();
    let code = indented(source, &mut indents);
    let mut code = code.into_iter().peekable();
    edits.retain(|(stretch, _)| {
        while code.next_if(|block| block.end <= stretch.start).is_some() {}
        code.peek().is_none_or(|block| stretch.start < block.start)
    });
    edits.append(&mut indents);
    edits.sort_by_key(|(stretch, _)| stretch.start);
    let (mut out, mut end) = (String::with_capacity(source.len()), 0);
    for (stretch, edit) in edits {
        // What is in a comment goes with it.
        let Some(before) = source.get(end..stretch.start) else { continue };
        out.push_str(before);
        end = stretch.end;
        match edit {
            Edit::Indent(columns) => out.extend((0..columns / 2).map(|_| '\u{3000}')),
            Edit::Put(text) => out.push_str(text),
        }
    }
    out.push_str(source.get(end..).unwrap_or_default());
    Cow::Owned(out)
}

/// Adds the edits of prose that is indented as code is; gives the blocks that are code, ascending.
fn indented(source: &str, edits: &mut Vec<(Range<usize>, Edit)>) -> Vec<Range<usize>> {
    let (mut code, mut lines, mut is_indented) = (Vec::new(), Vec::new(), false);
    for (event, range) in Parser::new_ext(source, OPTIONS).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => is_indented = true,
            Event::Text(text) if is_indented && !text.trim().is_empty() => lines.push(range),
            Event::End(TagEnd::CodeBlock) => {
                is_indented = false;
                let lines = std::mem::take(&mut lines);
                if is_prose(&lines, source) {
                    edits.extend(lines.into_iter().map(|line| indent(source, line.start)));
                } else {
                    code.push(range);
                }
            }
            _ => {}
        }
    }
    code
}

/// Whether lines are Chinese more than anything else; addresses do not count.
fn is_prose(lines: &[Range<usize>], source: &str) -> bool {
    let lines = lines.iter().filter_map(|line| source.get(line.clone()));
    let texts = lines.flat_map(|line| {
        let rest = line.split("](").skip(1).map(|rest| rest.split_once(')').map_or(rest, |(_, text)| text));
        line.split("](").take(1).chain(rest)
    });
    let (mut other, mut latin) = (0_usize, 0);
    for c in texts.flat_map(str::chars) {
        other += usize::from(!c.is_ascii());
        latin += usize::from(c.is_ascii_alphabetic());
    }
    other >= latin
}

/// The edit of a line that is indented: all white space before it, but for that of a list around it.
fn indent(source: &str, begin: usize) -> (Range<usize>, Edit) {
    let is_space = |c: &char| matches!(c, ' ' | '\t');
    let width = |c: char| if c == '\t' { OF_CODE } else { 1 };
    let (before, after) = source.split_at_checked(begin).unwrap_or((source, ""));
    let (mut start, mut columns) = (begin, 0);
    for c in before.chars().rev().take_while(is_space) {
        if columns >= OF_CODE {
            break;
        }
        columns += width(c);
        start -= 1;
    }
    let more = after.chars().take_while(is_space);
    let (bytes, wide) = more.fold((0, 0), |(bytes, wide), c| (bytes + 1, wide + width(c)));
    (start..begin + bytes, Edit::Indent(columns + wide))
}

/// The edits of lines, as if none of them were code; ascending.
fn of_lines(source: &str) -> Vec<(Range<usize>, Edit)> {
    let (mut edits, mut begin) = (Vec::new(), 0);
    for line in source.split_inclusive('\n') {
        let at = begin;
        begin += line.len();
        let mut put = |from: usize, to: usize, text| edits.push((at + from..at + to, Edit::Put(text)));
        if let Some(open) = text_that_looks_like_an_address(line) {
            put(open, open, "\\");
            // What comes next may be an address, which a paragraph would swallow.
            put(line.len(), line.len(), "\n");
            continue;
        }
        let addresses = addresses_with_spaces(line).map(|address| [(address.start, "<"), (address.end, ">")]);
        let addresses = addresses.flatten().map(|(at, text)| (at..at, text));
        let mut of_line: Vec<_> = addresses.chain(loose::stars(line)).chain(loose::ticks(line)).collect();
        of_line.sort_by_key(|(stretch, _)| stretch.start);
        for (stretch, text) in of_line {
            put(stretch.start, stretch.end, text);
        }
    }
    edits
}

/// The comments with blank lines in them, at which CommonMark may end them.
fn comments(source: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let begin = rest + source.get(rest..)?.find("<!--")?;
            if source.get(..begin)?.ends_with('`') {
                rest = begin + 4;
                continue;
            }
            let inner = source.get(begin + 4..)?.split_once("-->")?.0;
            rest = begin + inner.len() + 7;
            if inner.lines().skip(1).any(is_blank) {
                return Some(begin..rest);
            }
        }
    })
}

/// Where `[注]: 見某書` begins in a line.
fn text_that_looks_like_an_address(line: &str) -> Option<usize> {
    let (label, said) = line.split_once("]:")?;
    let open = label.len() - label.trim_start().len();
    let is_label = label.trim_start().starts_with('[') && !label.trim_start().starts_with("[^");
    let word = said.split_whitespace().next()?;
    let is_said = word.contains(|c: char| c >= '\u{2E80}') && !word.contains(['/', '.', '#', '<', '\\']);
    (is_label && is_said).then_some(open)
}

/// Where the addresses of pictures and links stand in a line that have a space and no brackets around.
fn addresses_with_spaces(line: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = 0;
    std::iter::from_fn(move || {
        loop {
            let begin = rest + line.get(rest..)?.find("](")? + 2;
            rest = begin;
            let Some(inner) = inside(line.get(begin..)?) else { continue };
            // A title stands in quotation marks behind the address.
            let quote = [" \"", " '"].iter().filter_map(|quote| inner.find(quote)).min();
            let address = inner.get(..quote.unwrap_or(inner.len())).unwrap_or_default();
            let begin = begin + address.len() - address.trim_start().len();
            let address = address.trim();
            if address.contains([' ', '\t']) && is_address(address) {
                return Some(begin..begin + address.len());
            }
        }
    })
}

/// What stands before the bracket that closes; pairs of brackets may be in it.
fn inside(text: &str) -> Option<&str> {
    let mut open = 0_u32;
    for (at, byte) in text.bytes().enumerate().take(LONGEST_ADDRESS) {
        match byte {
            b'(' => open += 1,
            b')' if open == 0 => return text.get(..at),
            b')' => open -= 1,
            // The next picture begins.
            b']' => return None,
            _ => {}
        }
    }
    None
}

fn is_address(address: &str) -> bool {
    let ending = address.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_file = (1..=5).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric());
    !address.contains(['<', '>']) && (is_file || address.contains('/'))
}
