//! Laws of Markdown, for any text.
#![expect(clippy::format_collect, clippy::type_complexity, reason = "a test may take its time")]

use super::walk;
use crate::read::formats::page::Page;
use proptest::prelude::*;

fn read(source: &str) -> String {
    let mut page = Page::default();
    walk::compose(source, &mut page);
    page.finish().0.text
}

/// What somebody writes, and how it may be written in Markdown.
fn piece() -> impl Strategy<Value = (String, String)> {
    let signs = [
        "*{}*",
        "**{}**",
        "[{}](https://a.example/b.png \"c\")",
        "`{}`",
        "![{}](../x/y%20z.jpeg)",
        "<b>{}</b>",
        "<span title=\"d\">{}</span>",
        "~~{}~~",
        "{}<!-- e -->",
        "[{}][f]",
        "{}",
    ];
    ("[山水渡口船岸]{1,6}", prop::sample::select(signs.to_vec()))
        .prop_map(|(text, sign)| (format!("{text}，"), sign.replace("{}", &text) + "，"))
}

fn line() -> impl Strategy<Value = (String, String)> {
    prop::collection::vec(piece(), 1..5).prop_map(|pieces| pieces.into_iter().unzip())
}

/// A block of such lines.
fn block() -> impl Strategy<Value = (String, String)> {
    let each = |sign: &'static str| {
        move |lines: &[String]| lines.iter().map(|line| format!("{sign}{line}\n")).collect()
    };
    let blocks: Vec<(&str, Box<dyn Fn(&[String]) -> String>)> = vec![
        ("lines", Box::new(each(""))),
        ("quotation", Box::new(each("> "))),
        ("list", Box::new(each("- "))),
        ("numbers", Box::new(each("7. "))),
        ("headings", Box::new(each("## "))),
        ("indent", Box::new(each("\u{3000}\u{3000}"))),
        (
            "table",
            Box::new(|lines| {
                format!("| {} |\n|---|\n{}", lines.join(" | "), "| g |\n")
                    .replace("|---|", &"|---".repeat(lines.len()))
                    .replace("| g |\n", "")
            }),
        ),
        (
            "html",
            Box::new(|lines| {
                lines.iter().map(|line| format!("<div class=\"h\">\n\n{line}\n\n</div>\n")).collect()
            }),
        ),
    ];
    let count = blocks.len();
    let blocks = std::rc::Rc::new(blocks);
    (0..count, prop::collection::vec(line(), 1..5)).prop_map(move |(nth, lines)| {
        let (texts, marked): (Vec<String>, Vec<String>) = lines.into_iter().unzip();
        (texts.concat(), blocks[nth].1(&marked))
    })
}

proptest! {
    /// Signs add nothing and take nothing away.
    #[test]
    fn what_is_written_is_read(blocks in prop::collection::vec(block(), 1..6)) {
        let (texts, marked): (Vec<String>, Vec<String>) = blocks.into_iter().unzip();
        let source = marked.join("\n") + "\n[f]: https://a.example/i\n";
        let text: String = read(&source).split_whitespace().collect();
        prop_assert_eq!(text, texts.concat(), "{}", source);
    }

    /// Prose without signs is its own reading text, but for blank lines.
    #[test]
    fn prose_is_read_as_it_is(lines in prop::collection::vec("(  |\u{3000}\u{3000}|    |\t)?[山水渡口，。、“”（）《》：1年]{0,12}", 0..12)) {
        let source = lines.join("\n");
        let text = read(&source);
        let lines = |text: &str| -> Vec<String> {
            text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect()
        };
        prop_assert_eq!(lines(&text), lines(&source));
        let is_blank = |line: &str| line.trim().is_empty();
        let paragraphs = source.split('\n').collect::<Vec<_>>().split(|line| is_blank(line)).filter(|lines| !lines.is_empty()).count();
        prop_assert_eq!(text.split("\n\n").filter(|text| !is_blank(text)).count(), paragraphs);
    }
}
