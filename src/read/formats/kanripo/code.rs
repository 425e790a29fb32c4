//! Codes: what stands in a line of Mandoku's that is not a character of the text.

use crate::read::formats::unencoded;
use crate::read::formats::unencoded::GETA;
use crate::read::stream::line_ends;

/// The most bytes of a code, an entity or a described character.
const LONGEST: usize = 128;

/// Whether a file begins as one of Mandoku's. The marks are ASCII but for ¶, so they show in any encoding.
pub(super) fn is_mandoku(head: &[u8]) -> bool {
    let head: Vec<u8> = head.iter().copied().filter(|byte| *byte != 0).collect();
    let head = line_ends(String::from_utf8_lossy(&head).into_owned());
    let first = head.lines().next().unwrap_or_default().trim_start_matches(['\u{FEFF}', '\u{FFFD}']);
    let named = first.starts_with('#') && first.contains("mode: mandoku");
    let mut codes = head.match_indices('<').filter_map(|(at, _)| code(head.get(at..)?));
    let is_keyword = |line: &str| line.starts_with("#+") && line.contains(':');
    let has_code = codes.any(|(code, _)| matches!(code, Code::Page { whole: true, .. }));
    named || has_code || head.lines().any(is_keyword) && (head.contains('¶') || head.contains("<pb:"))
}

/// The name of a field, as people write one: of ASCII.
pub(super) fn is_name(name: &str) -> bool {
    let in_name = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    name.len() <= 40 && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.bytes().all(in_name)
}

/// Whether nothing stands in a line but the end of a line of the print.
pub(super) fn is_empty_line(line: &str) -> bool {
    line.chars().all(|c| c == '¶' || is_space(c))
}

pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200B}' | '\u{FEFF}')
}

/// Whether a character belongs to a script that puts no spaces between words.
pub(super) fn is_wide(c: char) -> bool {
    c >= '\u{2E80}' && !is_space(c)
}

/// What stands between `<` and `>`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Code {
    /// A page begins.
    Page {
        name: String,
        series: Series,
        /// Whether the text and the edition are named too.
        whole: bool,
    },
    /// Something else.
    Other,
}

/// Whose pages are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Series {
    /// Those of this edition.
    Own,
    /// Those of the edition that all others are laid beside.
    Other,
}

/// The code that a text begins with, and its bytes: `<pb:KR1h0005_SBCK_001-1a>`.
pub(super) fn code(text: &str) -> Option<(Code, usize)> {
    let inner = within(text, '<', '>')?;
    let (key, value) = inner.split_once([':', ' '])?;
    if key.len() != 2 || !key.bytes().all(|byte| byte.is_ascii_alphabetic()) || inner.contains('<') {
        return None;
    }
    let value = value.trim();
    let code = match key.to_ascii_lowercase().as_str() {
        "pb" => page(value, Series::Own),
        "md" => page(value, Series::Other),
        _ => Code::Other,
    };
    Some((code, inner.len() + 2))
}

/// The page is what comes after text and edition, in whichever order these stand.
fn page(value: &str, series: Series) -> Code {
    let (before, page) = value.rsplit_once('_').unwrap_or(("", value));
    let is_text = |part: &str| part.starts_with("KR") && part.len() >= 7;
    let edition = before.split('_').find(|part| !is_text(part)).unwrap_or_default();
    let name = match series {
        Series::Own => page.to_owned(),
        Series::Other => format!("{edition} {page}").trim().to_owned(),
    };
    if name.is_empty() { Code::Other } else { Code::Page { name, series, whole: before.contains('_') } }
}

/// The entity that a text begins with, as one character, and its bytes.
pub(super) fn entity(text: &str) -> Option<(char, usize)> {
    let name = within(text, '&', ';')?;
    let character = match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => match name.strip_prefix('#') {
            Some(number) => numbered(number)?,
            None => named(name)?,
        },
    };
    Some((character, name.len() + 2))
}

/// A character by its number in Unicode.
fn numbered(number: &str) -> Option<char> {
    let number = match number.strip_prefix(['x', 'X']) {
        Some(number) => u32::from_str_radix(number, 16),
        None => number.parse(),
    };
    // What would end a line, or the text, is no character of it.
    number.ok().and_then(char::from_u32).map(|c| if c.is_control() { GETA } else { c })
}

/// A character by its number in a list of those that Unicode has not, or had not.
fn named(name: &str) -> Option<char> {
    is_name(name).then(|| unencoded::named(name))
}

/// What stands between two brackets at the beginning of a text, on its first line and without another that opens.
fn within(text: &str, open: char, close: char) -> Option<&str> {
    let rest = text.strip_prefix(open)?;
    let mut inner = rest.char_indices().take_while(|(at, c)| *at < LONGEST && *c != '\n' && *c != open);
    let end = inner.find(|(_, c)| *c == close)?.0;
    rest.get(..end)
}

/// What a piece of text shows, as a name: without codes, on one line.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (shown, length) = match c {
            '<' => code(rest).map_or((Some(c), 1), |(_, length)| (None, length)),
            '&' => entity(rest).map_or((Some(c), 1), |(c, length)| (Some(c), length)),
            '[' => match bracket(rest) {
                Some((Bracket::Link(shown), _)) => (None, shown),
                _ => (Some(c), 1),
            },
            ']' if rest.starts_with("]]") => (None, 2),
            '¶' => (None, c.len_utf8()),
            c if is_space(c) => (Some(' '), c.len_utf8()),
            c => (Some(c), c.len_utf8()),
        };
        plain.extend(shown.filter(|c| *c != ' ' || !plain.is_empty() && !plain.ends_with(' ')));
        rest = rest.get(length..).unwrap_or_default();
    }
    plain.truncate(plain.trim_end().len());
    plain
}

/// What stands between `[` and `]`.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Bracket<'a> {
    /// A character, described by its parts: `[口*(隹/乃)]`.
    Description(&'a str),
    /// The mark of a footnote.
    Mark(&'a str),
    /// A link: what it shows begins after so many bytes.
    Link(usize),
}

/// What a text begins with that stands in brackets, and its bytes.
pub(super) fn bracket(text: &str) -> Option<(Bracket<'_>, usize)> {
    if let Some(rest) = text.strip_prefix("[[") {
        return link(rest);
    }
    let inner = within(text, '[', ']')?;
    let whole = text.get(..inner.len() + 2)?;
    let is_mark = |c: char| c.is_ascii_digit() || matches!(c, '＊' | '*');
    let is_operator = |c: char| matches!(c, '+' | '-' | '*' | '/' | '@' | '?');
    let is_unnamed = |c: char| matches!(c, GETA | '\u{E000}'..='\u{F8FF}' | '\u{F0000}'..);
    let is_part = |c: char| is_wide(c) && c.is_alphanumeric() || is_unnamed(c) || matches!(c, '(' | ')');
    let bracket = if !inner.is_empty() && inner.chars().all(is_mark) {
        Bracket::Mark(whole)
    } else if inner.chars().all(|c| is_operator(c) || is_part(c)) && inner.contains(is_operator) {
        Bracket::Description(whole)
    } else {
        return None;
    };
    Some((bracket, whole.len()))
}

/// A link, after its brackets. Without a name it shows its address, and a picture itself.
fn link(rest: &str) -> Option<(Bracket<'_>, usize)> {
    let brackets = rest.match_indices([']', '[', '\n']).take(LONGEST);
    let is_end = |at: usize| rest.get(at..).is_some_and(|rest| rest.starts_with("]]"));
    let is_other =
        |at: usize| rest.get(at..).is_some_and(|rest| rest.starts_with("[[") || rest.starts_with('\n'));
    let mut ends = brackets.map(|(at, _)| at).take_while(|at| !is_other(*at)).filter(|at| is_end(*at));
    let end = ends.next()?;
    let target = rest.get(..end)?;
    let shown = target.find("][").map_or(if target.starts_with("file:") { end } else { 0 }, |at| at + 2);
    Some((Bracket::Link(shown + 2), end + 4))
}

/// A running number at the beginning of a line, directly before Chinese, such as 2.1, and its bytes; one without a dot
/// only before a title.
pub(super) fn number(line: &str) -> Option<(&str, usize)> {
    let end = line.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ' ')?;
    let (before, after) = line.split_at_checked(end)?;
    let number = before.rsplit(' ').next()?.trim_end_matches('.');
    if !is_number(number) {
        return None;
    }
    let first = after.chars().next()?;
    let fits = is_wide(first) && number.contains('.') || matches!(first, '《' | '〈');
    fits.then_some((number, end))
}

/// The same at the beginning of a heading, where white space may follow, or nothing, and any name; `3月` is one.
pub(super) fn heading_number(heading: &str) -> Option<(&str, usize)> {
    let end = heading.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(heading.len());
    let (before, after) = heading.split_at_checked(end)?;
    let digits = before.strip_suffix('.').unwrap_or(before);
    let spaces = after.len() - after.trim_start_matches(is_space).len();
    let names = after.starts_with(is_wide) && !after.starts_with(['年', '月', '日']) && digits.len() <= 3;
    let fits = is_number(digits) && (spaces > 0 || after.is_empty() || names);
    if fits { Some((digits, end + spaces)) } else { number(heading) }
}

/// Digits, or groups of them with dots between.
fn is_number(number: &str) -> bool {
    number
        .split('.')
        .all(|group| (1..=4).contains(&group.len()) && group.bytes().all(|byte| byte.is_ascii_digit()))
}
