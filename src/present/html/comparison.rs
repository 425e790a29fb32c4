//! Two texts side by side as a page: differences marked by class, each class with a switch.

use super::escaped;
use super::head;
use super::marks;
use super::switches;
use crate::collate::compare::Order;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Row;
use crate::collate::comparison::Shared;
use crate::collate::comparison::Side;
use crate::copies::class::Class;
use crate::message;
use crate::message::Language;
use crate::place::OriginalSpan;
use crate::present::excerpt;
use crate::present::pieces::Piece;
use crate::present::pieces::lines;
use crate::present::pieces::pieces;
use std::io;
use std::io::Write;

const STYLE: &str = "
table { width: 100%; border-collapse: collapse; table-layout: fixed }
th { text-align: left; font-weight: normal; color: #666 } th b { color: #000 }
td { vertical-align: top; padding: .3em .8em; border-top: 1px solid #ddd; overflow-wrap: anywhere }
td.only { background: #c9efd2 } .place { color: #666; font-size: .8em; text-decoration: none }
td p { margin: 0 0 .5em }";

/// Writes two texts side by side as a page; the switches of hidden classes are off.
///
/// ```
#[doc = include_str!("../../example.md")]
/// use duikan::Language;
/// use duikan::present;
///
/// let comparison = collection.compare("chenbao/0301-01:9", "ribao/0302-01:44")?;
/// let mut out = Vec::new();
/// present::comparison_page(&comparison, &[], Language::English, &mut out)?;
/// assert!(String::from_utf8(out)?.contains("<ins"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn comparison(
    comparison: &Comparison,
    hidden: &[Class],
    language: Language,
    out: &mut dyn Write,
) -> io::Result<()> {
    let title = format!("{} · {}", comparison.a.about.document, comparison.b.about.document);
    head(&title, &(STYLE.to_owned() + &marks()), language, out)?;
    switches(hidden, language, out)?;
    let counts = Class::ALL.into_iter().map(|class| (comparison.count(class), class.message()));
    let counts = counts.chain([(comparison.count_of(Order::Moved), message!("moved"))]);
    let counts = counts.map(|(n, what)| message!("{n} {what}", n, what).say(language));
    writeln!(out, "<p>{}</p>", counts.collect::<Vec<_>>().join(" · "))?;
    let heading = |side| heading(side, language);
    writeln!(out, "<table>\n<tr>{}{}</tr>", heading(&comparison.a), heading(&comparison.b))?;
    for row in comparison.rows() {
        match row {
            Row::Both(shared) => both(comparison, shared, out)?,
            Row::OnlyA(span) => writeln!(
                out,
                "<tr><td class=\"only\">{}</td><td></td></tr>",
                paragraphs(&comparison.a, span)
            )?,
            Row::OnlyB(span) => writeln!(
                out,
                "<tr><td></td><td class=\"only\">{}</td></tr>",
                paragraphs(&comparison.b, span)
            )?,
            Row::MovedAway(shared) => {
                let moved = text(&excerpt::shorten(&comparison.b.source(shared.b)));
                writeln!(out, "<tr><td></td><td>{}{moved}</td></tr>", link(shared, "⇅"))?;
            }
        }
    }
    writeln!(out, "</table>")
}

fn heading(side: &Side, language: Language) -> String {
    let about = side.about.parts();
    let about = about.fold(String::new(), |line, part| line + " " + &escaped(part));
    let (n, share) = (side.characters, excerpt::percent(side.agreeing_share()));
    let length = message!("{n} {n|character|characters}, {share} in both", n, share).say(language);
    format!("<th><b>{}</b>{about}<br>{length}</th>", escaped(&side.about.document))
}

fn text(text: &str) -> String {
    escaped(&excerpt::one_line(text)).into_owned()
}

fn paragraphs(side: &Side, span: OriginalSpan) -> String {
    let lines: Vec<String> = lines(side, span).iter().map(|line| escaped(line).into_owned()).collect();
    lines.join("<br>")
}

/// Leads to the row in which a stretch that moved is shown.
fn link(shared: &Shared, sign: &str) -> String {
    format!(
        "<a class=\"place\" href=\"#b{}\">{sign} @{}-{}</a> ",
        shared.b.begin, shared.b.begin, shared.b.end
    )
}

fn both(comparison: &Comparison, shared: &Shared, out: &mut dyn Write) -> io::Result<()> {
    let place =
        |sign: &str, begin: u32, end: u32| format!("<span class=\"place\">{sign}@{begin}-{end}</span> ");
    let (id, mut left, mut right) = match shared.order {
        Order::Kept => (String::new(), String::new(), String::new()),
        order => {
            let repeated = |here: bool| if here { "↻ " } else { "" };
            (
                format!(" id=\"b{}\"", shared.b.begin),
                place(repeated(order == Order::RepeatedInA), shared.a.begin, shared.a.end),
                place(
                    if order == Order::Moved { "⇅ " } else { repeated(order == Order::RepeatedInB) },
                    shared.b.begin,
                    shared.b.end,
                ),
            )
        }
    };
    for piece in pieces(comparison, shared, &[]) {
        match piece {
            Piece::Same(same) => {
                let same = escaped(&same).into_owned();
                left += &same;
                right += &same;
            }
            Piece::Differ(class, a, b) => {
                let mark = |tag: &str, text: &str| match text {
                    "" => String::new(),
                    text => format!("<{tag} class=\"{}\">{}</{tag}>", class.name(), escaped(text)),
                };
                left += &mark("del", &a);
                right += &mark("ins", &b);
            }
            Piece::Break => {
                left += "<p>";
                right += "<p>";
            }
        }
    }
    writeln!(out, "<tr{id}><td>{left}</td><td>{right}</td></tr>")
}
