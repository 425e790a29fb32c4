//! What stands in parts of its own.

use super::docx::packed;
use super::docx::paragraph;
use super::docx::parts;
use super::docx::run;
use super::docx::said;
use super::*;

/// A document that names other parts, each by its kind, the path that it gives and the one where it is, and what is in
/// it; what the document calls them are numbers.
fn with(body: &str, others: &[(&str, &str, &str, &str)]) -> Vec<u8> {
    let relations = (1..).zip(others).map(|(nth, (kind, target, ..))| {
        format!("<Relationship Id='r{nth}' Type='http://a.example/relationships/{kind}' Target='{target}'/>")
    });
    let relations = format!("<Relationships>{}</Relationships>", relations.collect::<String>());
    let others = others.iter().map(|(.., path, text)| (*path, (*text).to_owned()));
    let mut parts = parts(body, "");
    parts.push(("word/_rels/document.xml.rels", relations));
    let parts: Vec<_> = parts.into_iter().chain(others.filter(|(path, _)| !path.is_empty())).collect();
    zipped(&parts.iter().map(|(path, text)| (*path, text.as_str())).collect::<Vec<_>>())
}

/// A chunk between two paragraphs.
fn around(chunk: &str) -> String {
    paragraph(&[said("甲")]) + chunk + &paragraph(&[said("乙")])
}

#[test]
fn documents_that_are_put_in_are_read() {
    let page = "<html><head><meta charset=utf-8></head><body><h1>卷二</h1><p>渡<ruby>口<rt>kǒu</rt></ruby></p></body></html>";
    let letter = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"b\"\n\n--b\nContent-Type: text/html; charset=\"utf-8\"\n\
        Content-Transfer-Encoding: quoted-printable\n\n<p class=3D\"a\">=E6=B8=A1口</p>\n--b--\n";
    for (target, path, text, shown) in [
        ("a.html", "word/a.html", page, "甲\n\n卷二\n\n渡口⟨kǒu⟩\n\n乙"),
        ("/word/a.dat", "word/a.dat", page, "甲\n\n卷二\n\n渡口⟨kǒu⟩\n\n乙"),
        ("a.mht", "word/a.mht", letter, "甲\n\n渡口\n\n乙"),
        ("a.txt", "word/a.txt", "渡口\r\n<船>\r\n", "甲\n\n渡口\n\n<船>\n\n乙"),
    ] {
        let bytes = with(
            &around("<w:altChunk r:id='r1'><w:altChunkPr/></w:altChunk>"),
            &[("aFChunk", target, path, text)],
        );
        let read = document("甲.docx", &bytes);
        assert_eq!(layered(&read), shown, "{target}");
        let loci = if text == page { vec![(3, "卷二")] } else { vec![] };
        assert_eq!(places(&read), loci);
        assert_eq!(read.metadata.title.as_deref(), loci.first().map(|(_, name)| *name));
    }
    let twice = around("<w:altChunk r:id='r1'/><w:altChunk r:id='r1'/>");
    let bytes = with(&twice, &[("aFChunk", "a.txt", "word/a.txt", "渡")]);
    assert_eq!(layered(&document("甲.docx", &bytes)), "甲\n\n渡\n\n乙", "each is shown once");
}

#[test]
fn a_document_of_word_in_another_is_read_with_its_notes() {
    let notes = "<w:footnote w:id='1'><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>";
    let inner = docx::made(&paragraph(&[said("渡"), run("<w:footnoteReference w:id='1'/>")]), notes);
    let body = around("<w:altChunk r:id='a'/>");
    let relations = "<Relationships><Relationship Id='a' Type='http://a.example/aFChunk' Target='b.docx'/></Relationships>";
    let outer = |inner: &[u8]| {
        let mut parts = parts(&body, "");
        parts.push(("word/_rels/document.xml.rels", relations.into()));
        let mut members: Vec<_> =
            parts.iter().map(|(path, text)| (path.as_bytes(), text.as_bytes(), STORED)).collect();
        members.push((b"word/b.docx", inner, STORED));
        zip(&members)
    };
    let shown = "甲\n\n渡⟨[1]⟩⟦注⟧\n\n乙";
    assert_eq!(layered(&document("甲.docx", &outer(&inner))), shown);
    let deep = (0..6).fold(inner, |inner, _| outer(&inner));
    let why = read("甲.docx", &deep).said().remove(0).1;
    assert_eq!(why, "word/b.docx, a part of it, is not read: lies in 4 documents, each in the other");
}

#[test]
fn what_cannot_be_put_in_says_so() {
    let flat = "<?xml version='1.0'?><pkg:package xmlns:pkg='a'><pkg:part/></pkg:package>";
    for (path, text, why) in [
        ("", "", "it is not there"),
        ("word/a", "{\\rtf1 渡}", "in a format that is not read there; put it in as DOCX"),
        ("word/a", flat, "in a format that is not read there; put it in as DOCX"),
    ] {
        let bytes = with(&around("<w:altChunk r:id='r1'/>"), &[("aFChunk", "a", path, text)]);
        let read = read("甲.docx", &bytes);
        assert_eq!(layered(&read.documents[0]), "甲\n\n乙");
        assert_eq!(
            read.said(),
            [("甲.docx".to_owned(), format!("word/a, a part of it, is not read: {why}"))]
        );
    }
}

#[test]
fn a_diagram_and_a_chart_show_their_words() {
    let words = |texts: &[&str]| -> String {
        texts
            .iter()
            .map(|text| format!("<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"))
            .collect::<Vec<_>>()
            .concat()
    };
    let point =
        |texts: &[&str]| format!("<dgm:pt><dgm:prSet/><dgm:t><a:bodyPr/>{}</dgm:t></dgm:pt>", words(texts));
    let diagram = format!(
        "<dgm:dataModel>\n<dgm:ptLst>\n{}{}{}</dgm:ptLst></dgm:dataModel>",
        point(&["渡夫", "三名"]),
        point(&[""]),
        point(&["渡船"])
    );
    let series = "<c:ser><c:tx><c:strRef><c:f>Sheet1!$B$1</c:f><c:strCache><c:pt idx='0'><c:v>水位</c:v></c:pt></c:strCache></c:strRef></c:tx>\
        <c:cat><c:strRef><c:strCache><c:pt><c:v>三年</c:v></c:pt><c:pt><c:v>四年</c:v></c:pt></c:strCache></c:strRef></c:cat>\
        <c:val><c:numRef><c:numCache><c:formatCode>General</c:formatCode><c:pt><c:v>7</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>";
    let chart = format!(
        "<c:chartSpace><c:chart><c:title><c:tx><c:rich>{}</c:rich></c:tx></c:title>{series}{series}</c:chart></c:chartSpace>",
        words(&["历年水位"])
    );
    let drawn = |graphic: &str| {
        run(&format!(
            "<w:drawing><a:graphic><a:graphicData>{graphic}</a:graphicData></a:graphic></w:drawing>"
        ))
    };
    let body = paragraph(&[
        said("甲"),
        drawn("<dgm:relIds r:dm='r1' r:lo='r9' r:qs='r9' r:cs='r9'/>"),
        drawn("<c:chart r:id='r2'/>"),
        said("乙"),
    ]);
    let bytes = with(
        &(body + &paragraph(&[said("丙")])),
        &[
            ("diagramData", "diagrams/data1.xml", "word/diagrams/data1.xml", &diagram),
            ("chart", "charts/%E5%9B%BE.xml", "word/charts/图.xml", &chart),
        ],
    );
    let shown = "甲乙\n\n渡夫\n\n三名\n\n渡船\n\n历年水位\n\n水位\n\n三年\n\n四年\n\n丙";
    assert_eq!(layered(&document("甲.docx", &bytes)), shown);
    let hidden = paragraph(&[said("甲"), run("<w:rPr><w:vanish/></w:rPr><c:chart r:id='r1'/>")]);
    let bytes = with(&hidden, &[("chart", "c.xml", "word/c.xml", &chart)]);
    assert_eq!(layered(&document("甲.docx", &bytes)), "甲");
    let torn = with(
        &around("<w:p><w:r><c:chart r:id='r1'/></w:r></w:p>"),
        &[("chart", "c.xml", "word/c.xml", &chart.replace("</c:chart>", ""))],
    );
    let read = read("甲.docx", &torn);
    assert!(layered(&read.documents[0]).contains("四年"));
    assert!(read.said()[0].1.starts_with("word/c.xml, a part of it, is broken at byte "));
}

#[test]
fn letters_that_are_drawn_are_text() {
    let picture = run(
        "<w:pict><v:shapetype><v:textpath on='t'/></v:shapetype><v:shape><v:textpath string='青石渡'/></v:shape></w:pict>",
    );
    let body = paragraph(&[said("甲"), picture, said("乙")]) + &paragraph(&[said("丙")]);
    assert_eq!(layered(&document("甲.docx", &docx::made(&body, ""))), "甲乙\n\n青石渡\n\n丙");
}

#[test]
fn a_mark_without_its_note_says_so() {
    let mark = |kind: &str, id: u8| run(&format!("<w:{kind}Reference w:id='{id}'/>"));
    let body = paragraph(&[
        said("甲"),
        mark("footnote", 1),
        said("乙"),
        mark("endnote", 1),
        said("丙"),
        mark("footnote", 2),
        mark("footnote", 2),
    ]);
    let notes = "<w:footnote w:id='2'><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>";
    let read = read("甲.docx", &docx::made(&body, notes));
    assert_eq!(layered(&read.documents[0]), "甲⟨[1]⟩乙⟨[1]⟩丙⟨[2]⟩⟦注⟧⟨[3]⟩");
    assert_eq!(read.said(), [("甲.docx".to_owned(), "of 2 notes only the marks are in it".to_owned())]);
}

/// Whatever is attached often or refers to itself costs no more than its length.
#[test]
fn hostile_attachments_end() {
    let many = 5_000;
    let long = "渡".repeat(100_000);
    let relations: Vec<_> = (0..many)
        .map(|nth| format!("<Relationship Id='r{nth}' Type='http://a.example/aFChunk' Target='a.txt'/>"))
        .collect();
    let chunks: Vec<_> = (0..many).map(|nth| format!("<w:altChunk r:id='r{nth}'/>")).collect();
    let mut parts = parts(&around(&chunks.concat()), "");
    parts.push((
        "word/_rels/document.xml.rels",
        format!("<Relationships>{}</Relationships>", relations.concat()),
    ));
    parts.push(("word/a.txt", long.clone()));
    assert_eq!(document("甲.docx", &packed(&parts)).text.text, format!("甲\n\n{long}\n\n乙"));
}
