//! One book in every form that books have: each says the same, with its readings, notes and headings where they are.

use crate::archives::zip;
use crate::world::World;
use crate::world::at;
use crate::world::number;
use crate::world::string;
use serde_json::Value;

const MARKDOWN: &str = "# 白沙渡杂记\n\n## 卷上 渡船\n\n\
    白沙<ruby>渚<rt>ㄓㄨˇ</rt></ruby>在县南十里[^1]，渡船朝发暮归，从不误时。\n\n\
    [^1]: 渚名见于旧志，今人多误写。\n\n\
    - 渡夫\n    - 掌篙者二人\n    - 掌舵者一人\n- 渡船三只\n\n\
    | 月份 | 水位 |\n|--|--|\n| 三月 | 四尺 |\n| 七月 | 一丈二尺 |\n\n\
    ## 卷下 渡歌\n\n\
    歌曰：<ruby>篙<rt>ㄍㄠ</rt></ruby>到水深处，且听老人言[^2]。\n\n\
    [^2]: 此歌今已无人能唱。\n";

/// The body of a page.
const PAGE: &str = "<h1>白沙渡杂记</h1><h2>卷上 渡船</h2>\
    <p>白沙<ruby>渚<rp>(</rp><rt>ㄓㄨˇ</rt><rp>)</rp></ruby>在县南十里<a epub:type=\"noteref\" role=\"doc-noteref\" href=\"#n1\">1</a>，渡船朝发暮归，从不误时。</p>\
    <ul><li>渡夫<ul><li>掌篙者二人</li><li>掌舵者一人</li></ul></li><li>渡船三只</li></ul>\
    <table><tr><th>月份</th><th>水位</th></tr><tr><td>三月</td><td>四尺</td></tr><tr><td>七月</td><td>一丈二尺</td></tr></table>\
    <h2>卷下 渡歌</h2>\
    <p>歌曰：<ruby>篙<rt>ㄍㄠ</rt></ruby>到水深处，且听老人言<a epub:type=\"noteref\" role=\"doc-noteref\" href=\"#n2\">2</a>。</p>\
    <aside id=\"n1\" epub:type=\"footnote\" role=\"doc-footnote\"><p>渚名见于旧志，今人多误写。</p></aside>\
    <aside id=\"n2\" epub:type=\"footnote\" role=\"doc-footnote\"><p>此歌今已无人能唱。</p></aside>";

fn epub() -> Vec<u8> {
    let page = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><html xmlns=\"http://www.w3.org/1999/xhtml\" \
         xmlns:epub=\"http://www.idpf.org/2007/ops\"><head><title>白沙渡杂记</title></head><body>{PAGE}</body></html>"
    );
    let container =
        "<container><rootfiles><rootfile full-path=\"book/content.opf\"/></rootfiles></container>";
    let package = "<package><metadata><dc:title>白沙渡杂记</dc:title></metadata><manifest>\
        <item id=\"a\" href=\"a.xhtml\" media-type=\"application/xhtml+xml\"/></manifest><spine><itemref idref=\"a\"/></spine></package>";
    zip(&[
        ("mimetype", b"application/epub+zip"),
        ("META-INF/container.xml", container.as_bytes()),
        ("book/content.opf", package.as_bytes()),
        ("book/a.xhtml", page.as_bytes()),
    ])
}

fn docx() -> Vec<u8> {
    let run = |text: &str| format!("<w:r><w:t>{text}</w:t></w:r>");
    let of_style = |style: &str, inner: String| {
        format!("<w:p><w:pPr><w:pStyle w:val=\"{style}\"/></w:pPr>{inner}</w:p>")
    };
    let paragraph = |inner: String| of_style("a", inner);
    let ruby = |base: &str, reading: &str| {
        format!(
            "<w:r><w:ruby><w:rubyPr/><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
            run(reading),
            run(base)
        )
    };
    let mark = |id: u8| format!("<w:r><w:footnoteReference w:id=\"{id}\"/></w:r>");
    let item = |level: u8, text: &str| {
        let list =
            format!("<w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr>");
        format!("<w:p>{list}{}</w:p>", run(text))
    };
    let row = |cells: [&str; 2]| {
        format!(
            "<w:tr>{}</w:tr>",
            cells.map(|cell| format!("<w:tc>{}</w:tc>", paragraph(run(cell)))).concat()
        )
    };
    let rows = [["月份", "水位"], ["三月", "四尺"], ["七月", "一丈二尺"]].map(row).concat();
    let body = [
        of_style("1", run("白沙渡杂记")),
        of_style("2", run("卷上 渡船")),
        paragraph(
            run("白沙")
                + &ruby("渚", "ㄓㄨˇ")
                + &run("在县南十里")
                + &mark(2)
                + &run("，渡船朝发暮归，从不误时。"),
        ),
        item(0, "渡夫") + &item(1, "掌篙者二人") + &item(1, "掌舵者一人") + &item(0, "渡船三只"),
        format!("<w:tbl>{rows}</w:tbl>"),
        of_style("2", run("卷下 渡歌")),
        paragraph(run("歌曰：") + &ruby("篙", "ㄍㄠ") + &run("到水深处，且听老人言") + &mark(3) + &run("。")),
    ];
    let note = |id: u8, text: &str| {
        format!(
            "<w:footnote w:id=\"{id}\">{}</w:footnote>",
            paragraph(format!("<w:r><w:footnoteRef/></w:r>{}", run(text)))
        )
    };
    let notes = note(2, "渚名见于旧志，今人多误写。") + &note(3, "此歌今已无人能唱。");
    let style = |id: u8| {
        format!("<w:style w:type=\"paragraph\" w:styleId=\"{id}\"><w:name w:val=\"heading {id}\"/></w:style>")
    };
    let styles = format!("<w:styles>{}{}</w:styles>", style(1), style(2));
    let document = format!("<w:document><w:body>{}</w:body></w:document>", body.concat());
    let notes = format!("<w:footnotes>{notes}</w:footnotes>");
    zip(&[
        ("word/document.xml", document.as_bytes()),
        ("word/footnotes.xml", notes.as_bytes()),
        ("word/styles.xml", styles.as_bytes()),
    ])
}

fn odt() -> Vec<u8> {
    let paragraph = |inner: &str| format!("<text:p>{inner}</text:p>");
    let heading = |level: u8, text: &str| format!("<text:h text:outline-level=\"{level}\">{text}</text:h>");
    let ruby = |base: &str, reading: &str| {
        format!(
            "<text:ruby><text:ruby-base>{base}</text:ruby-base><text:ruby-text>{reading}</text:ruby-text></text:ruby>"
        )
    };
    let note = |mark: u8, text: &str| {
        let body = paragraph(text);
        format!(
            "<text:note text:note-class=\"footnote\"><text:note-citation>{mark}</text:note-citation><text:note-body>{body}</text:note-body></text:note>"
        )
    };
    let item = |inner: &str| format!("<text:list-item>{inner}</text:list-item>");
    let list = |items: &str| format!("<text:list>{items}</text:list>");
    let inner = list(&(item(&paragraph("掌篙者二人")) + &item(&paragraph("掌舵者一人"))));
    let row = |cells: [&str; 2]| {
        let cells = cells.map(|cell| format!("<table:table-cell>{}</table:table-cell>", paragraph(cell)));
        format!("<table:table-row>{}</table:table-row>", cells.concat())
    };
    let rows = [["月份", "水位"], ["三月", "四尺"], ["七月", "一丈二尺"]].map(row).concat();
    let body = [
        heading(1, "白沙渡杂记"),
        heading(2, "卷上 渡船"),
        paragraph(&format!(
            "白沙{}在县南十里{}，渡船朝发暮归，从不误时。",
            ruby("渚", "ㄓㄨˇ"),
            note(1, "渚名见于旧志，今人多误写。")
        )),
        list(&(item(&(paragraph("渡夫") + &inner)) + &item(&paragraph("渡船三只")))),
        format!("<table:table>{rows}</table:table>"),
        heading(2, "卷下 渡歌"),
        paragraph(&format!(
            "歌曰：{}到水深处，且听老人言{}。",
            ruby("篙", "ㄍㄠ"),
            note(2, "此歌今已无人能唱。")
        )),
    ];
    let content = format!(
        "<office:document-content><office:body><office:text>{}</office:text></office:body></office:document-content>",
        body.concat()
    );
    zip(&[("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", content.as_bytes())])
}

fn tei() -> String {
    let ruby = |base: &str, reading: &str| format!("<ruby><rb>{base}</rb><rt>{reading}</rt></ruby>");
    let row = |[one, two]: [&str; 2]| format!("<row><cell>{one}</cell><cell>{two}</cell></row>");
    let rows = [["月份", "水位"], ["三月", "四尺"], ["七月", "一丈二尺"]].map(row).concat();
    let inner = "<list><item>掌篙者二人</item><item>掌舵者一人</item></list>";
    format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>白沙渡杂记</title></titleStmt></fileDesc></teiHeader>\
         <text><body><div><head>白沙渡杂记</head><div><head>卷上 渡船</head>\
         <p>白沙{}在县南十里<note>渚名见于旧志，今人多误写。</note>，渡船朝发暮归，从不误时。</p>\
         <list><item>渡夫{inner}</item><item>渡船三只</item></list><table>{rows}</table></div>\
         <div><head>卷下 渡歌</head><p>歌曰：{}到水深处，且听老人言<note>此歌今已无人能唱。</note>。</p></div></div></body></text></TEI>",
        ruby("渚", "ㄓㄨˇ"),
        ruby("篙", "ㄍㄠ")
    )
}

/// What a document says, as it was indexed.
#[derive(Debug, Default, PartialEq, Eq)]
struct Said {
    /// The letters of its text itself.
    main: String,
    readings: Vec<String>,
    notes: Vec<String>,
    /// Headings, and the letters of the text that stand before each.
    headings: Vec<(String, usize)>,
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn said(world: &World, document: &str) -> Said {
    let mut said = Said::default();
    let mut passed = 0;
    for paragraph in world.json(&["show", document]) {
        let text = string(&paragraph["text"]);
        let begin = paragraph["begin"].as_u64().unwrap();
        let within = |span: &Value| {
            let place = |name: &str| span[name].as_u64().unwrap() - begin;
            serde_json::json!({ "begin": place("begin"), "end": place("end") })
        };
        let layers = paragraph["layers"].as_array().cloned().unwrap_or_default();
        for layer in &layers {
            let stretch = at(&text, &within(layer));
            match layer["layer"].as_str().unwrap() {
                "note" => said.notes.push(stretch),
                // The mark of a note is one, too.
                "sign" if !stretch.starts_with('[') => said.readings.push(stretch),
                "sign" => {}
                other => panic!("{other} in {document}: {stretch}"),
            }
        }
        for locus in paragraph["loci"].as_array().into_iter().flatten() {
            assert_eq!(locus["kind"], "division", "{document}");
            if locus["at"].as_u64().unwrap() >= begin {
                said.headings.push((string(&locus["name"]), passed));
            }
        }
        let is_main = |at: u64| {
            layers.iter().all(|layer| {
                !(layer["begin"].as_u64().unwrap()..layer["end"].as_u64().unwrap()).contains(&at)
            })
        };
        let main: String =
            (begin..).zip(text.chars()).filter(|(at, _)| is_main(*at)).map(|(_, c)| c).collect();
        said.main += &letters(&main);
        passed = said.main.chars().count();
    }
    said
}

#[test]
fn a_book_says_the_same_in_every_form() {
    let page = format!("<!DOCTYPE html><meta charset=utf-8><title>白沙渡杂记</title>{PAGE}");
    let world =
        World::with(&[("texts/a.md", MARKDOWN.to_owned()), ("texts/a.html", page), ("texts/a.xml", tei())]);
    for (name, bytes) in [("texts/a.epub", epub()), ("texts/a.docx", docx()), ("texts/a.odt", odt())] {
        world.write(name, bytes);
    }
    let report = world.index();
    assert_eq!((&report["documents"], &report["skipped"]), (&6.into(), &Value::Array(vec![])), "{report}");
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let expected = Said {
        main: "白沙渡杂记卷上渡船白沙渚在县南十里渡船朝发暮归从不误时渡夫掌篙者二人掌舵者一人渡船三只月份水位三月四尺七月一丈二尺\
               卷下渡歌歌曰篙到水深处且听老人言"
            .to_owned(),
        readings: names(&["ㄓㄨˇ", "ㄍㄠ"]),
        notes: names(&["渚名见于旧志，今人多误写。", "此歌今已无人能唱。"]),
        headings: vec![
            ("白沙渡杂记".to_owned(), 0),
            ("卷上 渡船".to_owned(), 5),
            ("卷下 渡歌".to_owned(), 57),
        ],
    };
    for document in ["a.md", "a.html", "a.xml", "a.epub#1", "a.docx", "a.odt"] {
        assert_eq!(said(&world, document), expected, "{document}");
    }
    for query in ["“今人多误写”", "“渡船朝发暮归”"] {
        assert_eq!(number(&world.hits(query)[0]["copies_total"]), 5, "{query}");
    }
}
