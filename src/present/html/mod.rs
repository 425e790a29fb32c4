//! HTML: results as one page that stands for itself.
//!
//! Text of documents is escaped, and a page forbids itself to load or run anything.

mod answer;
mod collation;
mod comparison;

pub use answer::answer;
pub use collation::collation;
pub use comparison::comparison;

use crate::copies::class::Class;
use crate::message::Language;
use crate::present::legible;
use std::borrow::Cow;
use std::io;
use std::io::Write;

/// What all pages look like.
const STYLE: &str = "
body { margin: 2em auto; padding: 0 1em; line-height: 1.7; font-family: serif }
del { color: #b00020 } ins { color: #00602b }";

/// A text as HTML writes it, legible.
fn escaped(text: &str) -> Cow<'_, str> {
    match legible(text) {
        Cow::Borrowed(text) => html_escape::encode_text(text),
        Cow::Owned(text) => Cow::Owned(html_escape::encode_text(&text).into_owned()),
    }
}

/// The same as the value of an attribute.
fn attribute(text: &str) -> String {
    html_escape::encode_double_quoted_attribute(&*legible(text)).into_owned()
}

/// A text that has paragraphs, in one line.
fn flowing(text: &str) -> String {
    escaped(&text.replace('\n', " ")).into_owned()
}

/// The head of a page, and its title as a heading.
fn head(title: &str, style: &str, language: Language, out: &mut dyn Write) -> io::Result<()> {
    let title = escaped(title);
    let code = language.code();
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"{code}\">\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n\
         <style>{STYLE}{style}\n</style>\n<title>{title} · duikan</title>\n<h1>{title}</h1>"
    )
}

/// A switch for each class of differences; without it they lose their marks.
fn switches(hidden: &[Class], language: Language, out: &mut dyn Write) -> io::Result<()> {
    write!(out, "<form class=\"switches\">")?;
    for class in Class::ALL {
        let (name, on) = (class.name(), if hidden.contains(&class) { "" } else { " checked" });
        let said = class.message().say(language);
        write!(out, "<label class=\"{name}\"><input type=\"checkbox\" id=\"{name}\"{on}> {said}</label> ")?;
    }
    writeln!(out, "</form>")
}

/// The style of marks: each class has a colour while its switch is on.
fn marks() -> String {
    let mark = |class: Class| {
        let (name, colour) = (class.name(), colour(class));
        format!(
            "\n:root:has(#{name}:checked) .{name} {{ background: {colour}; text-decoration: underline dotted }}"
        )
    };
    let marks: String = Class::ALL.into_iter().map(mark).collect();
    let plain = "\ndel, ins { color: inherit; text-decoration: none }";
    let switches = "\n.switches label { padding: 0 .4em; margin-right: .4em }";
    [plain, switches, &marks].concat()
}

fn colour(class: Class) -> &'static str {
    match class {
        Class::Script => "#e0e7ff",
        Class::Punctuation => "#eee",
        Class::Character => "#ffd9a8",
        Class::Wording => "#ffc9d0",
        Class::Gap => "#c9efd2",
    }
}
