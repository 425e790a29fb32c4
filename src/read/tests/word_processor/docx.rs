use super::*;

const HEAD: &str = "<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n";

/// The parts of a document, by what is in its body and in its notes.
pub(super) fn parts(body: &str, notes: &str) -> Vec<(&'static str, String)> {
    let space = "xmlns:w='http://purl.oclc.org/ooxml/wordprocessingml/main'";
    vec![
        ("word/document.xml", format!("{HEAD}<w:document {space}><w:body>{body}</w:body></w:document>")),
        ("word/footnotes.xml", format!("{HEAD}<w:footnotes {space}>{notes}</w:footnotes>")),
    ]
}

pub(super) fn packed(parts: &[(&'static str, String)]) -> Vec<u8> {
    zipped(&parts.iter().map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>())
}

pub(super) fn made(body: &str, notes: &str) -> Vec<u8> {
    packed(&parts(body, notes))
}

/// What is shown of a body, with its layers.
fn shown(body: &str) -> String {
    layered(&document("甲.docx", &made(body, "")))
}

pub(super) fn run(inner: &str) -> String {
    format!("<w:r>{inner}</w:r>")
}

pub(super) fn said(text: &str) -> String {
    run(&format!("<w:t>{text}</w:t>"))
}

pub(super) fn paragraph(runs: &[String]) -> String {
    format!("<w:p>{}</w:p>", runs.concat())
}

#[test]
fn what_a_reader_sees_of_a_line_is_read() {
    let symbol = |font: &str, code: &str| run(&format!("<w:sym w:font='{font}' w:char='{code}'/>"));
    let cases = [
        (said("甲&amp;&lt;乙"), "甲&<乙"),
        (said("\n 甲\n乙 ") + &run("<w:t xml:space='preserve'> 丙</w:t>"), "甲 乙 丙"),
        (format!("<w:hyperlink r:id='a'>{}</w:hyperlink>{}", said("甲"), said("乙")), "甲乙"),
        (run("<w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:noBreakHyphen/><w:t>丙</w:t>"), "甲\t乙\u{2011}丙"),
        (run("<w:t>甲</w:t><w:lastRenderedPageBreak/><w:t>乙</w:t><w:softHyphen/>"), "甲乙"),
        (said("甲") + &symbol("宋体", "4E59") + &symbol("Wingdings", "FC"), "甲乙\u{F0FC}"),
        (run("<w:rPr><w:vanish/></w:rPr><w:t>隐</w:t><w:br/>") + &said("甲"), "甲"),
        (run("<w:rPr><w:vanish w:val='0'/></w:rPr><w:t>甲</w:t>"), "甲"),
        (format!("<w:del>{}</w:del><w:ins>{}</w:ins>", run("<w:delText>删</w:delText>"), said("甲")), "甲"),
        (format!("<w:moveFrom>{}</w:moveFrom><w:moveTo>{}</w:moveTo>", said("移"), said("甲")), "甲"),
        (run("<w:rPr><w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange></w:rPr><w:t>甲</w:t>"), "甲"),
        (
            format!(
                "<w:sdt><w:sdtPr><w:tag w:val='x'/></w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>",
                said("甲")
            ),
            "甲",
        ),
        (
            said("漢")
                + &run(&format!(
                    "<w:ruby><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby>",
                    said("かん"),
                    said("字")
                ))
                + &said("を"),
            "漢字⟨かん⟩を",
        ),
        (
            said("设") + "<m:oMath><m:r><w:rPr><w:i/></w:rPr><m:t>x</m:t></m:r></m:oMath>" + &said("为"),
            "设x为",
        ),
        (
            said("得")
                + "<m:oMathPara><m:oMath><m:f><m:fPr><m:ctrlPr><w:rPr/></m:ctrlPr></m:fPr><m:num><m:r><m:t>a+1</m:t></m:r></m:num><m:den>\
                <w:del><m:r><m:t>9</m:t></m:r></w:del><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath></m:oMathPara>",
            "得(a+1)/2",
        ),
        (
            format!(
                "<w:smartTag>{}</w:smartTag><w:bdo>{}</w:bdo><w:customXml>{}</w:customXml>",
                said("甲"),
                said("乙"),
                said("丙")
            ),
            "甲乙丙",
        ),
        (said("甲") + &run("<w:commentReference w:id='0'/>") + &said("乙"), "甲乙"),
        (
            said("图一")
                + &run("<w:drawing><wp:docPr descr='渡口'/><wp:posOffset>12</wp:posOffset></w:drawing>"),
            "图一",
        ),
    ];
    for (runs, text) in cases {
        assert_eq!(shown(&paragraph(std::slice::from_ref(&runs))), text, "{runs}");
    }
}

#[test]
fn the_result_of_a_field_is_text_and_a_table_of_contents_is_furniture() {
    let field = |instruction: &str, result: &str| {
        run("<w:fldChar w:fldCharType='begin'/>")
            + &run(&format!("<w:instrText>{instruction}</w:instrText>"))
            + &run("<w:fldChar w:fldCharType='separate'/>")
            + result
            + &run("<w:fldChar w:fldCharType='end'/>")
    };
    let contents = field(" TOC \\o ", &(said("卷一") + &field("PAGEREF a", &said("3"))));
    assert_eq!(shown(&paragraph(&[contents, said("甲")])), "⟪卷一3⟫甲");
    let link = field("HYPERLINK x", &said("甲"));
    assert_eq!(shown(&paragraph(&[link, said("乙")])), "甲乙");
    let page = format!("<w:fldSimple w:instr=' PAGE '>{}</w:fldSimple>", said("3"));
    assert_eq!(shown(&paragraph(&[said("甲"), page])), "甲⟪3⟫");
    let ruby = r"<w:instrText>EQ \* jc2 \o\ad(\s\up 9(dù),渡)</w:instrText>";
    let ruby =
        [run("<w:fldChar w:fldCharType='begin'/>"), run(ruby), run("<w:fldChar w:fldCharType='end'/>")];
    assert_eq!(shown(&paragraph(&[ruby.concat(), said("口")])), "渡⟨dù⟩口");
    let char = |kind: &str| run(&format!("<w:fldChar w:fldCharType='{kind}'/>"));
    let open = [char("begin"), said("藏")].concat();
    assert_eq!(shown(&(paragraph(&[open]) + &paragraph(&[said("甲")]))), "甲", "one that is never ended");
    let open = [char("begin"), run("<w:instrText>TOC</w:instrText>"), char("separate"), said("题")].concat();
    assert_eq!(shown(&(paragraph(&[open]) + &paragraph(&[said("甲")]))), "⟪题⟫\n\n甲", "nor is its result");
}

#[test]
fn an_instruction_of_several_paragraphs_is_no_text() {
    let char = |kind: &str| run(&format!("<w:fldChar w:fldCharType='{kind}'/>"));
    let code = |text: &str| run(&format!("<w:instrText>{text}</w:instrText>"));
    let inner = [char("begin"), code("MERGEFIELD 船"), char("separate"), said("船"), char("end")].concat();
    let paragraphs = [
        paragraph(&[said("甲"), char("begin"), code("IF "), inner, code("= 1 ")]),
        paragraph(&[said("若是")]),
        paragraph(&[said("若否"), char("separate"), said("乙")]),
        paragraph(&[said("丙"), char("end"), said("丁")]),
    ];
    assert_eq!(shown(&paragraphs.concat()), "甲\n\n乙\n\n丙丁");
    let without_result = [
        paragraph(&[said("甲"), char("begin"), code("SET a ")]),
        paragraph(&[said("藏"), char("end"), said("乙")]),
    ];
    assert_eq!(shown(&without_result.concat()), "甲\n\n乙");
}

#[test]
fn a_text_box_is_text_once_and_comes_after_its_paragraph() {
    let inner = |text: &str| format!("<w:txbxContent>{}</w:txbxContent>", paragraph(&[said(text)]));
    let choice = format!(
        "<mc:Choice Requires='wps'><w:drawing><wps:txbx>{}</wps:txbx></w:drawing></mc:Choice>",
        inner("框")
    );
    let other =
        format!("<mc:Fallback><w:pict><v:textbox>{}</v:textbox></w:pict></mc:Fallback>", inner("旧框"));
    let boxed = |ways: &str| {
        let ways = run(&format!("<mc:AlternateContent>{ways}</mc:AlternateContent>"));
        shown(&(paragraph(&[said("甲"), ways, said("乙")]) + &paragraph(&[said("丙")])))
    };
    assert_eq!(boxed(&(choice.clone() + &other)), "甲乙\n\n框\n\n丙");
    assert_eq!(boxed(&(choice.replace("'wps'", "'cx1'") + &other)), "甲乙\n\n旧框\n\n丙");
    let cell = |inner: &str| {
        format!("<w:tbl><w:tr><w:tc>{inner}</w:tc><w:tc>{}</w:tc></w:tr></w:tbl>", paragraph(&[said("右")]))
    };
    let pages = paragraph(&[said("一")]) + &paragraph(&[said("二")]);
    assert_eq!(shown(&cell(&pages)), "一\n\n二\u{3000}右");
    assert_eq!(shown(&cell(&(cell(&pages) + "<w:p/>"))), "一\n\n二\u{3000}右\n\n右");
}

#[test]
fn a_paragraph_whose_end_was_deleted_goes_on_in_the_next() {
    let joined = format!("<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{}</w:p>", said("甲"));
    assert_eq!(shown(&(joined.clone() + &joined + &paragraph(&[said("乙")]))), "甲甲乙");
    assert_eq!(shown(&(paragraph(&[said("乙")]) + &joined)), "乙\n\n甲");
}

#[test]
fn styles_say_what_is_a_heading_and_properties_what_it_is_called() {
    let heading = |style: &str, text: &str| {
        format!("<w:p><w:pPr><w:pStyle w:val='{style}'/></w:pPr>{}</w:p>", said(text))
    };
    let plain = format!("<w:p><w:pPr><w:outlineLvl w:val='1'/></w:pPr>{}</w:p>", said("二"));
    let body =
        heading("a", "题") + &heading("1", "一") + &heading("b", "隐") + &plain + &paragraph(&[said("文")]);
    let mut parts = parts(&body, "");
    parts.push(("word/s.xml", "<w:styles><w:style w:styleId='a'><w:name w:val='Title'/></w:style>\
        <w:style w:styleId='1'><w:name w:val='标题 1'/></w:style><w:style w:styleId='b'><w:rPr><w:vanish/></w:rPr></w:style></w:styles>".into()));
    parts.push((
        "word/_rels/document.xml.rels",
        "<Relationships><Relationship Type='http://a.example/styles' Target='s.xml'/></Relationships>".into(),
    ));
    let read = document("甲.docx", &packed(&parts));
    assert_eq!(layered(&read), "题\n\n一\n\n二\n\n文");
    assert_eq!(places(&read), [(3, "一"), (6, "二")]);
    assert_eq!(read.metadata.title.as_deref(), Some("题"));
    parts.push(("docProps/core.xml", "<cp:coreProperties><dc:title> 青石渡志 </dc:title><dc:creator>陈</dc:creator><dcterms:created>2020-01-01</dcterms:created>\
        <cp:keywords/></cp:coreProperties>".into()));
    let metadata = document("甲.docx", &packed(&parts)).metadata;
    assert_eq!((metadata.title.as_deref(), metadata.date), (Some("青石渡志"), None));
    assert_eq!(metadata.other.into_iter().collect::<Vec<_>>(), [("author".to_owned(), "\"陈\"".to_owned())]);
}

#[test]
fn marks_that_are_typed_are_signs_and_each_note_stands_once() {
    let notes = "<w:footnote w:id='1'><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote><w:footnote w:id='3'><w:p><w:r><w:t>又</w:t></w:r></w:p></w:footnote>";
    let mark = |id: u8, rest: &str| run(&format!("<w:footnoteReference w:id='{id}' {rest}"));
    let runs = [
        said("甲"),
        mark(3, "w:customMarkFollows='1'/><w:t>＊</w:t>"),
        said("乙"),
        mark(1, "/>"),
        said("丙"),
        mark(1, "/>"),
    ];
    let read = document("甲.docx", &made(&paragraph(&runs), notes));
    assert_eq!(layered(&read), "甲⟨＊⟩⟦又⟧乙⟨[1]⟩⟦注⟧丙⟨[2]⟩");
}

#[test]
fn a_broken_part_is_read_up_to_there() {
    let body = paragraph(&[said("甲")]) + "<w:p><w:r><w:t>乙</w:t></w:r></w:q>" + &paragraph(&[said("丙")]);
    let torn = read("甲.docx", &made(&body, "<w:footnote"));
    assert_eq!(torn.documents[0].text.text, "甲\n\n乙");
    let said: Vec<_> = torn.said().into_iter().map(|(_, why)| why).collect();
    assert!(said[0].starts_with("word/footnotes.xml, a part of it, is broken at byte "), "{said:?}");
    assert!(said[1].starts_with("word/document.xml, a part of it, is broken at byte "), "{said:?}");
    assert!(refused("甲.docx", &made("<w:p", "")).starts_with("word/document.xml, a part of it, is broken"));
    let wrong = How { wrong: 1, ..STORED };
    let [(path, text), (notes, other)] = &parts(&paragraph(&[super::docx::said("甲")]), "")[..] else {
        panic!()
    };
    let bytes =
        zip(&[(path.as_bytes(), text.as_bytes(), STORED), (notes.as_bytes(), other.as_bytes(), wrong)]);
    let why = read("甲.docx", &bytes).said().remove(0).1;
    assert!(why.starts_with("word/footnotes.xml, a part of it, is not read: damaged"), "{why}");
    let secret = How { flags: ENCRYPTED, ..STORED };
    let bytes = zip(&[(path.as_bytes(), text.as_bytes(), secret)]);
    assert_eq!(refused("甲.docx", &bytes), "encrypted; unpack it yourself");
}

/// Whatever is nested or repeated costs no more than its length.
#[test]
fn hostile_documents_end() {
    let many = 20_000;
    let within = |name: &str, inner: &str| {
        format!("<w:{name}>").repeat(many) + inner + &format!("</w:{name}>").repeat(many)
    };
    for name in [
        "p",
        "r",
        "tbl",
        "tc",
        "txbxContent",
        "ruby",
        "rt",
        "del",
        "hyperlink",
        "fldSimple",
        "footnote",
        "pPr",
        "AlternateContent",
        "oMath",
        "f",
        "altChunk",
    ] {
        let bytes = zip(&parts(&(paragraph(&[said("甲")]) + &within(name, "")), &within(name, ""))
            .iter()
            .map(|(path, text)| (path.as_bytes(), text.as_bytes(), STORED))
            .collect::<Vec<_>>());
        assert!(document("甲.docx", &bytes).text.text.starts_with('甲'), "{name}");
    }
    let frames =
        "<w:p><w:r><w:t>甲</w:t><w:txbxContent>".repeat(many) + &"</w:txbxContent></w:r></w:p>".repeat(many);
    let bytes = zip(&[(b"word/document.xml", frames.as_bytes(), STORED)]);
    assert_eq!(document("甲.docx", &bytes).text.text.matches('甲').count(), many);
    let open = format!(
        "<w:p>{}<w:r><w:t>甲</w:t></w:r></w:p><w:p>{}</w:p>",
        "<w:fldChar w:fldCharType='begin'/>".repeat(many),
        said("乙")
    );
    let bytes = zip(&[(b"word/document.xml", open.as_bytes(), STORED)]);
    assert_eq!(document("甲.docx", &bytes).text.text, "乙");
    let entities = format!(
        "<!DOCTYPE a [<!ENTITY a '渡'><!ENTITY b '{}'>]><w:p>{}</w:p>",
        "&a;".repeat(many),
        said("&b;")
    );
    let bytes = zip(&[(b"word/document.xml", entities.as_bytes(), STORED)]);
    assert_eq!(document("甲.docx", &bytes).text.text, "&b;");
}
