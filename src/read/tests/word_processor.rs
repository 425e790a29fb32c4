//! Documents of word processors, made by hand.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod attached;
mod docx;
mod odt;

use super::made::*;
use crate::read::Document;
use crate::read::contents::Contents;
use crate::read::contents::why;
use crate::read::fuzz::assert_sound;
use crate::reading::Layer;
use crate::reading::ReadingText;
use proptest::prelude::*;

fn read(name: &str, bytes: &[u8]) -> Contents {
    contents(name, bytes, MOST).map_err(why).unwrap()
}

fn document(name: &str, bytes: &[u8]) -> Document {
    let mut read = read(name, bytes);
    assert_eq!((read.said(), read.documents.len()), (vec![], 1));
    read.documents.remove(0)
}

fn refused(name: &str, bytes: &[u8]) -> String {
    contents(name, bytes, MOST).map(|contents| contents.said()).map_err(why).unwrap_err().to_string()
}

/// The text with brackets around what is not the text itself.
fn layered(document: &Document) -> String {
    let ReadingText { text, marks, .. } = &document.text;
    let mut out = String::new();
    for (at, c) in (0..).zip(text.chars()) {
        let of = |layer| match layer {
            Layer::Note => ['⟦', '⟧'],
            Layer::Furniture => ['⟪', '⟫'],
            Layer::Main | Layer::Sign => ['⟨', '⟩'],
        };
        let layers = &marks.layers;
        out.extend(layers.iter().filter(|layer| layer.span.begin == at).map(|layer| of(layer.layer)[0]));
        out.push(c);
        out.extend(layers.iter().filter(|layer| layer.span.end == at + 1).map(|layer| of(layer.layer)[1]));
    }
    out
}

fn places(document: &Document) -> Vec<(u32, &str)> {
    document.text.marks.loci.iter().map(|locus| (locus.at, locus.name.as_str())).collect()
}

/// The same book by three programs.
#[test]
fn markdown_docx_and_odt_say_the_same() {
    let marked = "# 青石渡志\n\n水自北来[^1]，*至此*一折。\n\n[^1]: 见县志，\n\n    卷三。\n\n1. 渡夫三名\n2. 渡船二只\n\n| 年份 | 水位 |\n|--|--|\n| 三年 | 七尺 |\n| | 二 |\n\n> 水涨莫过，  \n> 月黑休行。\n";
    let docx = docx::made(
        "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>青石渡志</w:t></w:r></w:p>\
        <w:p><w:r><w:t>水自北来</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r><w:r><w:t>，</w:t></w:r>\
        <w:r><w:rPr><w:i/></w:rPr><w:t>至此</w:t></w:r><w:r><w:t>一折。</w:t></w:r></w:p>\
        <w:p><w:pPr><w:numPr><w:ilvl w:val='0'/></w:numPr></w:pPr><w:r><w:t>渡夫三名</w:t></w:r></w:p>\
        <w:p><w:r><w:t>渡船二只</w:t></w:r></w:p>\
        <w:tbl><w:tr><w:tc><w:p><w:r><w:t>年份</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>水位</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p><w:r><w:t>三年</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>七尺</w:t></w:r></w:p></w:tc></w:tr>\
        <w:tr><w:tc><w:p/></w:tc><w:tc><w:p><w:r><w:t>二</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
        <w:p><w:r><w:t>水涨莫过，</w:t><w:br/><w:t>月黑休行。</w:t></w:r></w:p>",
        "<w:footnote w:type='separator' w:id='0'><w:p><w:r><w:t>线</w:t></w:r></w:p></w:footnote>\
        <w:footnote w:id='2'><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t xml:space='preserve'> </w:t></w:r>\
        <w:r><w:t>见县志，</w:t></w:r></w:p><w:p><w:r><w:t>卷三。</w:t></w:r></w:p></w:footnote>",
    );
    let odt = odt::made(
        "<text:h text:outline-level='1'>青石渡志</text:h><text:p>水自北来<text:note><text:note-citation>1</text:note-citation>\
        <text:note-body>\n <text:p>见县志，</text:p>\n <text:p>卷三。</text:p></text:note-body></text:note>，<text:span>至此</text:span>一折。</text:p>\
        <text:list><text:list-item><text:number>1.</text:number><text:p>渡夫三名</text:p></text:list-item>\
        <text:list-item><text:p>渡船二只</text:p></text:list-item></text:list>\
        <table:table><table:table-header-rows><table:table-row><table:table-cell><text:p>年份</text:p></table:table-cell>\
        <table:table-cell><text:p>水位</text:p></table:table-cell></table:table-row></table:table-header-rows>\
        <table:table-row><table:table-cell><text:p>三年</text:p></table:table-cell><table:table-cell><text:p>七尺</text:p></table:table-cell></table:table-row>\
        <table:table-row><table:table-cell/><table:table-cell><text:p>二</text:p></table:table-cell></table:table-row></table:table>\
        <text:p>水涨莫过，<text:line-break/>月黑休行。</text:p>",
    );
    let expected = document("志.md", marked.as_bytes());
    assert_eq!(
        layered(&expected),
        "青石渡志\n\n水自北来⟨[1]⟩⟦见县志，卷三。⟧，至此一折。\n\n渡夫三名\n\n渡船二只\n\n年份\u{3000}水位\n\n三年\u{3000}七尺\n\n二\n\n水涨莫过，\n月黑休行。"
    );
    for (name, bytes) in [("志.docx", docx), ("志.odt", odt)] {
        let read = document(name, &bytes);
        assert_eq!(layered(&read), layered(&expected), "{name}");
        assert_eq!(places(&read), places(&expected), "{name}");
        assert_eq!((read.metadata, read.id), (expected.metadata.clone(), name.to_owned()));
    }
}

#[test]
fn what_is_no_such_document_says_so() {
    let old = [&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1][..], &[0; 600]].concat();
    let name: Vec<u8> = "EncryptedPackage".bytes().flat_map(|byte| [byte, 0]).collect();
    let zip = zipped(&[("a.txt", "渡口")]);
    for name in ["甲.docx", "甲.odt"] {
        assert_eq!(refused(name, &old), "in the format of Word before 2007; save it as DOCX");
        assert!(refused(name, &zip[..zip.len() - 4]).starts_with("cut short or damaged"));
        assert!(refused(name, "渡口".as_bytes()).starts_with("cut short or damaged"));
    }
    let secret = [old, name].concat();
    assert_eq!(refused("甲.docx", &secret), "encrypted; open it with its password and save it without one");
    assert!(refused("甲.docx", &zip).ends_with("the part word/document.xml is lacking"));
    assert!(refused("甲.odt", &zip).ends_with("the part content.xml is lacking"));
    assert_eq!(refused("甲.odt", &odt::made("")), "empty");
    assert_eq!(refused("甲.docx", &docx::made("<w:p/>", "")), "empty");
}

#[test]
fn one_in_an_archive_is_read() {
    let docx = docx::made("<w:p><w:r><w:t>渡口</w:t></w:r></w:p>", "");
    let read = read("书.zip", &zip(&[("卷/甲.docx".as_bytes(), &docx, DEFLATED)]));
    assert_eq!(read.keys(), ["书.zip/卷/甲.docx"]);
    assert_eq!(read.documents[0].text.text, "渡口");
}

/// What the XML of both is made of, prefixes aside.
const SIGNS: &str = "<p> </p> <h> </h> <r> </r> <t> </t> <rPr> </rPr> <pPr> </pPr> <vanish/> <del/> <pStyle_val='Heading1'/> \
    <outlineLvl_val='2'/> <br/> <line-break/> <tab/> <s_c='3'/> <tbl> <tr> <tc> </tc> </tr> </tbl> <table> <table-row> <table-cell> \
    </table-cell> </table-row> </table> <txbxContent> </txbxContent> <text-box> </text-box> <footnote_id='1'> </footnote> \
    <footnoteReference_id='1'/> <footnoteReference_id='1'_customMarkFollows='1'/> <note> </note> <note-citation> </note-citation> \
    <note-body> </note-body> <ruby> </ruby> <rt> </rt> <ruby-text> </ruby-text> <page-number> </page-number> <span> </span> \
    <fldChar_fldCharType='begin'/> <fldChar_fldCharType='separate'/> <fldChar_fldCharType='end'/> <instrText> </instrText> TOC EQ_(渡) \
    <oMath> </oMath> <f> <num> </num> <den> </den> </f> <math> </math> <mfrac> </mfrac> <textpath_string='渡'/> <document> </document> <a> </a> <title> </title> \
    <hidden-paragraph_is-hidden='true'/> <AlternateContent> </AlternateContent> <Choice_Requires='wps'> </Choice> <Fallback> </Fallback> \
    渡 口 a &amp; &#x3000; _ 。 \u{200B}";

proptest! {
    /// Whatever its elements, a document is a text, and what that says of itself is so.
    #[test]
    fn any_elements_are_sound(signs in prop::collection::vec(prop::sample::select(SIGNS.split_ascii_whitespace().collect::<Vec<_>>()), 0..60)) {
        let body = signs.concat().replace('_', " ");
        let xml = format!("<document><body><text>{body}");
        let docx = docx::packed(&[("word/document.xml", xml.clone()), ("word/footnotes.xml", format!("<footnotes>{body}"))]);
        let odt = zipped(&[("content.xml", &xml)]);
        for (name, bytes) in [("甲.docx", &docx[..]), ("甲.odt", &odt), ("甲.fodt", xml.as_bytes())] {
            if let Ok(read) = contents(name, bytes, MOST) {
                assert_sound(&read);
            }
        }
    }
}
