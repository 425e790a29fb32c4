//! Signs that CommonMark leaves in a Chinese text, where whoever typed them meant what they mean elsewhere.

use std::collections::HashMap;
use std::ops::Range;

/// The longest label of a mark that has no note, in bytes.
const LONGEST_LABEL: usize = 32;

/// Each `**` of a line, and the tag to put in its place, where CommonMark would not see that they belong together: it
/// wants a space where punctuation stands inside of one and a letter outside, as in `**“甲”**乙`. Nothing where it is not
/// clear which belong together.
pub(super) fn stars(line: &str) -> Vec<(Range<usize>, &'static str)> {
    if !line.contains("**") || line.contains(['`', '\\']) {
        return Vec::new();
    }
    let (mut stars, mut is_missed, mut rest) = (Vec::new(), false, 0);
    while let Some(at) = line.get(rest..).and_then(|text| text.find('*')).map(|at| rest + at) {
        let (before, after) = line.split_at_checked(at).unwrap_or_default();
        rest = line.len() - after.trim_start_matches('*').len();
        let (last, next) = (before.chars().next_back(), after.trim_start_matches('*').chars().next());
        let (inside, outside, tag) =
            if stars.len() % 2 == 0 { (next, last, "<b>") } else { (last, next, "</b>") };
        let fits = if tag == "<b>" { opens } else { closes };
        if rest != at + 2 || !inside.is_some_and(fits) {
            return Vec::new();
        }
        is_missed |= !inside.is_some_and(char::is_alphanumeric) && outside.is_some_and(char::is_alphanumeric);
        stars.push((at..rest, tag));
    }
    if is_missed && stars.len() % 2 == 0 { stars } else { Vec::new() }
}

fn opens(c: char) -> bool {
    c.is_alphanumeric() || "“‘「『（《〈【〔".contains(c)
}

fn closes(c: char) -> bool {
    c.is_alphanumeric() || "”’」』）》〉】〕。！？；：，、…".contains(c)
}

/// Each run of backticks in a line of Chinese that has no partner there, to be put away: one that is forgotten would make
/// code of all that stands before the next, lines and all.
pub(super) fn ticks(line: &str) -> Vec<(Range<usize>, &'static str)> {
    let content = line.trim_start_matches(|c: char| c.is_ascii_digit() || " \t>-*+.)".contains(c));
    if !line.contains('`') || line.is_ascii() || content.starts_with("```") {
        return Vec::new();
    }
    let (mut runs, mut rest) = (Vec::new(), 0);
    while let Some(at) = line.get(rest..).and_then(|text| text.find('`')).map(|at| rest + at) {
        let (before, after) = line.split_at_checked(at).unwrap_or_default();
        rest = line.len() - after.trim_start_matches('`').len();
        if !before.ends_with('\\') {
            runs.push(at..rest);
        }
    }
    // By its length, the last run.
    let last: HashMap<usize, usize> = runs.iter().map(|run| (run.len(), run.start)).collect();
    let (mut alone, mut open) = (Vec::new(), None);
    for run in runs {
        match open {
            Some(length) if length == run.len() => open = None,
            Some(_) => {}
            None if last.get(&run.len()).is_some_and(|last| *last > run.start) => open = Some(run.len()),
            None => alone.push((run, "")),
        }
    }
    alone
}

/// The text cut before and after each mark of a footnote, `[^1]`: only one with a note is a mark to CommonMark.
pub(super) fn marks(text: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mark = text.match_indices("[^").find_map(|(at, _)| {
            let (before, after) = text.split_at_checked(at)?;
            Some((before, label(after.get(2..)?)?))
        });
        let Some((before, label)) = mark else {
            rest = None;
            return Some((text, None));
        };
        rest = text.get(before.len() + label.len() + 3..);
        Some((before, Some(label)))
    })
}

fn label(text: &str) -> Option<&str> {
    let end = text.bytes().take(LONGEST_LABEL + 1).position(|byte| byte == b']')?;
    text.get(..end).filter(|label| !label.is_empty() && !label.contains([' ', '[', '^', '\n']))
}

#[cfg(test)]
mod tests {
    use super::marks;
    use super::stars;
    use super::ticks;

    #[test]
    fn stars_around_punctuation_are_emphasis() {
        let put = |line: &str| {
            let mut out = line.to_owned();
            stars(line).into_iter().rev().for_each(|(stars, tag)| out.replace_range(stars, tag));
            out
        };
        for (typed, seen) in [
            ("**“渡口”**的船", "<b>“渡口”</b>的船"),
            ("他说**船来了。**人都在等", "他说<b>船来了。</b>人都在等"),
            ("**甲**乙，**丙：**丁", "<b>甲</b>乙，<b>丙：</b>丁"),
        ] {
            assert_eq!(put(typed), seen);
        }
        for typed in [
            "**甲**乙",
            "王**、李**",
            "2 ** 3 ** 4",
            "**甲",
            "`**“甲”**乙`",
            "***“甲”***乙",
            "**“甲”**乙**丙",
            "甲",
        ] {
            assert_eq!(put(typed), typed);
        }
    }

    #[test]
    fn a_backtick_without_a_partner_on_its_line_is_alone() {
        let alone = |line: &str| ticks(line).into_iter().map(|(run, _)| run).collect::<Vec<_>>();
        assert_eq!(alone("甲`乙"), vec![3..4]);
        assert_eq!(alone("甲``乙`丙``丁`"), vec![17..18]);
        assert_eq!(alone("`甲` ```乙"), vec![6..9]);
        for paired in ["`甲`", "甲``乙`丙``", "```甲", "> - ```甲", "a`b", "甲\\`乙"] {
            assert!(alone(paired).is_empty(), "{paired}");
        }
    }

    #[test]
    fn a_mark_without_a_note_is_a_mark() {
        let cut: Vec<_> = marks("渡[^1]口[^ 2][^][^三]").collect();
        assert_eq!(cut, [("渡", Some("1")), ("口[^ 2][^]", Some("三")), ("", None)]);
        let hostile = "[^".repeat(100_000);
        assert_eq!(marks(&hostile).count(), 1);
    }
}
