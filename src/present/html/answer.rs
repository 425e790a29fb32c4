//! An answer as a page: words of the query and differences marked.

use super::attribute;
use super::escaped;
use super::head;
use crate::message;
use crate::message::Language;
use crate::present::excerpt;
use crate::present::excerpt::Piece;
use crate::present::listing;
use crate::present::listing::Kinds;
use crate::present::listing::Listing;
use crate::present::listing::Same;
use crate::search::Answer;
use crate::search::Hit;
use std::io;
use std::io::Write;

const STYLE: &str = "
body { max-width: 44em }
h2 { font-size: 1em; margin: 2em 0 0 } h2 span, li span, .number { color: #666; font-weight: normal }
mark { background: #fd6 } ul { font-size: .9em; padding-left: 1.5em }
.context { color: #666 }";

/// Writes an answer to a query as a page.
///
/// ```
#[doc = include_str!("../../example.md")]
/// use duikan::Language;
/// use duikan::Query;
/// use duikan::present;
///
/// let answer = collection.search(&Query::new("看得见的管线"))?;
/// let mut out = Vec::new();
/// present::html("看得见的管线", &answer, Language::English, &mut out)?;
/// assert!(String::from_utf8(out)?.contains("<mark>看得见的管线</mark>"));
/// assert!(present::total(&answer).to_string().starts_with("4 paragraphs in 4 documents"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn answer(query: &str, answer: &Answer, language: Language, out: &mut dyn Write) -> io::Result<()> {
    head(query, STYLE, language, out)?;
    writeln!(out, "<p>{}</p>", excerpt::total(answer).say(language))?;
    answer.hits.iter().try_for_each(|hit| write_hit(hit, language, out))
}

/// What is known of a document, after its name.
fn known<'a>(parts: impl Iterator<Item = &'a str>) -> String {
    let parts: Vec<_> = parts.map(escaped).collect();
    if parts.is_empty() { String::new() } else { format!(" <span>{}</span>", parts.join(" ")) }
}

fn write_hit(hit: &Hit, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let about = known(hit.about.parts());
    writeln!(out, "<article>\n<h2>{}{about}</h2>", escaped(&hit.about.document))?;
    let neighbour = |number: u32, text: &str| {
        let text = excerpt::one_line(text);
        format!("<p class=\"context\"><span class=\"number\">¶{number}</span> {}</p>", escaped(&text))
    };
    for before in &hit.before {
        writeln!(out, "{}", neighbour(before.paragraph, &before.text))?;
    }
    let piece = |piece: &Piece| match piece {
        Piece::Word(text) => format!("<mark>{}</mark>", escaped(text)),
        Piece::Text(text) => escaped(text).into_owned(),
    };
    let text: String = excerpt::around(hit, usize::MAX).iter().map(piece).collect();
    let flag = excerpt::flag(hit, language);
    writeln!(out, "<p><span class=\"number\">¶{} {flag}</span>{text}</p>", hit.paragraph)?;
    for after in &hit.after {
        writeln!(out, "{}", neighbour(after.paragraph, &after.text))?;
    }
    if hit.copies_total + hit.parts_total > 0 {
        writeln!(out, "<p class=\"number\">{}</p>\n<ul>", excerpt::count(hit).say(language))?;
        let listing = Listing { lines: usize::MAX, kinds: Kinds::Copies };
        let listed = listing.of(&hit.copies);
        listed.iter().try_for_each(|same| write_copy(same, hit, language, out))?;
        let more = hit.copies_total.saturating_sub(listed.iter().map(Same::len).sum());
        let more = (more > 0).then(|| message!("… {n} more", n = more));
        let parts = (hit.parts_total > 0).then(|| excerpt::parts(hit.parts_total));
        more.into_iter()
            .chain(parts)
            .try_for_each(|line| writeln!(out, "<li>{}</li>", line.say(language)))?;
        writeln!(out, "</ul>")?;
    }
    writeln!(out, "</article>")
}

fn write_copy(same: &Same<'_>, hit: &Hit, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let copy = same.copy;
    let sign = if copy.via { language.say("via") } else { "=".into() };
    let about = known(copy.about.issue());
    let percent = listing::percent(copy);
    let changes: Vec<String> = copy
        .variants
        .iter()
        .map(|variant| {
            let (before, after) = excerpt::neighbours(&hit.text, hit.span.begin, variant.a, 4);
            let class = attribute(variant.class.name());
            let part = |tag: &str, text: &str| match text {
                "" => String::new(),
                text => format!("<{tag} class=\"{class}\">{}</{tag}>", escaped(&excerpt::shorten(text))),
            };
            let (lost, gained) = (part("del", &variant.a_text), part("ins", &variant.b_text));
            format!("{}{lost}{gained}{}", escaped(&before), escaped(&after))
        })
        .collect();
    let extent = listing::extent(copy, (hit.span.begin, &hit.text));
    let extent = extent.map(|extent| extent.say(language)).unwrap_or_default();
    let more = same.more().map_or_else(String::new, |more| format!("<br>{}", escaped(&more.say(language))));
    let place = format!("{} ¶{}", escaped(&copy.about.document), copy.paragraph);
    writeln!(
        out,
        "<li>{sign} {percent} {place}{about} {}<br>{}{more}</li>",
        escaped(&extent),
        changes.join("　")
    )
}
