use super::*;

/// The XML of a document, of what is in its text and before it.
fn content(body: &str, before: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<o:document>\
        {before}<o:body><o:text>{body}</o:text></o:body></o:document>"
    )
}

pub(super) fn made(body: &str) -> Vec<u8> {
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.text"), ("content.xml", &content(body, ""))])
}

fn shown(body: &str) -> String {
    layered(&document("甲.odt", &made(body)))
}

#[test]
fn what_a_reader_sees_is_read() {
    for (body, text) in [
        ("<text:p> 甲\n  乙 <text:span> 丙</text:span></text:p>", "甲 乙 丙"),
        ("<text:p>甲<text:s text:c='2'/><text:s/>乙<text:tab/>丙</text:p>", "甲   乙\t丙"),
        ("<text:p>甲<text:line-break/>乙<text:soft-page-break/>丙</text:p>", "甲\n乙丙"),
        ("<text:p>甲<text:a xlink:href='https://a.example'>乙</text:a></text:p>", "甲乙"),
        (
            "<text:p><text:ruby><text:ruby-base>漢字</text:ruby-base><text:ruby-text>かん</text:ruby-text></text:ruby>を</text:p>",
            "漢字⟨かん⟩を",
        ),
        (
            "<text:tracked-changes><text:changed-region><text:deletion><text:p>删</text:p></text:deletion></text:changed-region></text:tracked-changes>\
            <text:p>甲<text:change text:change-id='a'/>乙</text:p>",
            "甲乙",
        ),
        ("<text:p>甲<o:annotation><text:p>批</text:p></o:annotation>乙</text:p>", "甲乙"),
        ("<text:section text:display='none'><text:p>隐</text:p></text:section><text:p>甲</text:p>", "甲"),
        ("<text:p>隐<text:hidden-paragraph text:is-hidden='true'/>隐</text:p><text:p>甲</text:p>", "甲"),
        (
            "<text:p>甲<draw:frame><draw:text-box><text:p>框</text:p><text:p>内</text:p></draw:text-box><svg:title>图</svg:title><svg:desc>画</svg:desc></draw:frame>乙</text:p><text:p>丙</text:p>",
            "甲乙\n\n框\n\n内\n\n丙",
        ),
        (
            "<text:table-of-content><text:table-of-content-source><text:index-title-template>目录</text:index-title-template></text:table-of-content-source>\
            <text:index-body><text:p>卷一 3</text:p></text:index-body></text:table-of-content><text:p>甲<text:page-number>3</text:page-number></text:p>",
            "⟪卷一 3⟫\n\n甲⟪3⟫",
        ),
        ("<text:p>题：<text:title>志</text:title></text:p>", "题：志"),
        ("<text:p>题：<text:a><text:title>志</text:title></text:a></text:p>", "题：志"),
        (
            "<text:p>甲<draw:a><draw:frame><draw:image/><svg:title>图</svg:title></draw:frame></draw:a></text:p>",
            "甲",
        ),
        (
            "<text:p>设<draw:frame><draw:object><math:math><math:semantics><math:mfrac><math:mi>a</math:mi>\n <math:mn>2</math:mn></math:mfrac>\
            <math:annotation>a over 2</math:annotation></math:semantics></math:math></draw:object></draw:frame>为</text:p>",
            "设a/2为",
        ),
        (
            "<draw:frame><draw:object><math:math><math:mi>b</math:mi></math:math></draw:object></draw:frame>",
            "b",
        ),
        ("<text:p>甲<text:hidden-text text:is-hidden='true'>隐</text:hidden-text>乙</text:p>", "甲乙"),
        (
            "<text:p>甲<text:note text:note-class='endnote'><text:note-citation>i</text:note-citation><text:note-body>\
            <text:p>see</text:p>\n<text:p>the map</text:p></text:note-body></text:note> 乙</text:p>",
            "甲⟨[i]⟩⟦see the map⟧ 乙",
        ),
    ] {
        assert_eq!(shown(body), text, "{body}");
    }
}

#[test]
fn styles_hide_and_properties_name_a_flat_document_too() {
    let before = "<o:meta><dc:title>青石渡志</dc:title><meta:initial-creator>陈</meta:initial-creator><dc:creator>李</dc:creator>\
        <meta:keyword>渡</meta:keyword><meta:keyword>船</meta:keyword><dc:date>2020-01-01</dc:date></o:meta>\
        <o:automatic-styles><style:style style:name='T1' style:family='text'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='T2' style:family='text' style:parent-style-name='T1'/><style:style style:name='P1' style:parent-style-name='Title'/></o:automatic-styles>\
        <o:master-styles><text:p>页眉</text:p></o:master-styles>";
    let body = "<text:p text:style-name='P1'>题</text:p><text:h text:outline-level='2'>卷一</text:h>\
        <text:p>甲<text:span text:style-name='T2'>隐<text:span>藏</text:span></text:span>乙</text:p>";
    let xml = content(body, before);
    let packed = zipped(&[("content.xml", &xml), ("meta.xml", before)]);
    for (name, bytes) in [("甲.odt", &packed[..]), ("甲.fodt", xml.as_bytes())] {
        let read = document(name, bytes);
        assert_eq!((layered(&read), places(&read)), ("题\n\n卷一\n\n甲乙".to_owned(), vec![(3, "卷一")]));
        let metadata = &read.metadata;
        assert_eq!((metadata.title.as_deref(), &metadata.date), (Some("青石渡志"), &None));
        assert_eq!((&*metadata.other["author"], &*metadata.other["keywords"]), ("\"陈\"", "[\"渡\",\"船\"]"));
    }
    let torn = read("甲.fodt", xml.split_once("隐").unwrap().0.as_bytes());
    assert_eq!(torn.documents[0].text.text, "题\n\n卷一\n\n甲");
    assert_eq!(torn.said().len(), 1);
    let without = content(body, "");
    assert_eq!(document("甲.fodt", without.as_bytes()).metadata.title.as_deref(), Some("卷一"));
}

#[test]
fn a_style_hides_what_is_of_it_and_no_label_does() {
    let before = "<o:automatic-styles><style:style style:name='P1' style:family='paragraph'/>\
        <text:list-style style:name='L1'><text:list-level-style-number><style:text-properties text:display='none'/></text:list-level-style-number></text:list-style>\
        <style:style style:name='T1' style:family='text'><style:text-properties text:display='none'/></style:style>\
        <style:style style:name='T1' style:family='paragraph'/></o:automatic-styles>";
    let body = "<text:list text:style-name='L1'><text:list-item><text:p text:style-name='P1'>渡夫</text:p></text:list-item></text:list>\
        <text:p text:style-name='T1'>渡<text:span text:style-name='T1'>隐</text:span>船</text:p>";
    assert_eq!(layered(&document("甲.fodt", content(body, before).as_bytes())), "渡夫\n\n渡船");
}

#[test]
fn an_object_is_read_where_it_is_shown() {
    let object =
        |path: &str| format!("<draw:frame><draw:object xlink:href='{path}'/><draw:image/></draw:frame>");
    let body = format!(
        "<text:p>设{}为</text:p><text:p>图{}</text:p><text:p>甲{}{}</text:p>",
        object("./Object%201"),
        object("./Object 2"),
        object("./Object 3"),
        object("http://a.example/b")
    );
    let formula =
        "<math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation>x^2</annotation></semantics></math>";
    let chart = "<o:document-content><o:automatic-styles><number:date-style><number:text>年</number:text></number:date-style></o:automatic-styles>\n\
        <o:body>\n<o:chart><chart:chart><chart:title>\n<text:p>历年水位</text:p></chart:title><table:table><table:table-row>\
        <table:table-cell o:value-type='string'><text:p>三年</text:p></table:table-cell>\
        <table:table-cell o:value-type='float'><text:p>7</text:p></table:table-cell></table:table-row></table:table>\
        <draw:object xlink:href='./Object 2'/></chart:chart></o:chart></o:body></o:document-content>";
    let bytes = zipped(&[
        ("content.xml", &content(&body, "")),
        ("Object 1/content.xml", formula),
        ("Object 2/content.xml", chart),
    ]);
    let said =
        |path: &str, why: &str| ("甲.odt".to_owned(), format!("{path}/content.xml, a part of it, {why}"));
    let whole = read("甲.odt", &bytes);
    assert_eq!(layered(&whole.documents[0]), "设x^2为\n\n图\n\n历年水位\n\n三年\n\n甲");
    assert_eq!(whole.said(), [said("Object 3", "is not read: it is not there")]);
    let bytes = zipped(&[
        ("content.xml", &content(&format!("<text:p>设{}</text:p>", object("./Object 1")), "")),
        ("Object 1/content.xml", "<math><mi>x</mi>"),
    ]);
    let torn = read("甲.odt", &bytes);
    assert_eq!(layered(&torn.documents[0]), "设x");
    assert!(torn.said()[0].1.starts_with("Object 1/content.xml, a part of it, is broken at byte 1"));
}

#[test]
fn an_encrypted_one_says_so() {
    let manifest = "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let bytes = zipped(&[("content.xml", "\u{1}"), ("META-INF/manifest.xml", manifest)]);
    assert!(refused("甲.odt", &bytes).starts_with("encrypted; open it with its password"));
    assert!(refused("甲.odt", &zipped(&[("encrypted-package", "a")])).starts_with("encrypted; open it"));
}

#[test]
fn hostile_documents_end() {
    let many = 20_000;
    for name in [
        "text:p",
        "text:span",
        "text:note-body",
        "table:table",
        "draw:text-box",
        "text:ruby-text",
        "text:page-number",
        "o:text",
        "text:note-citation",
        "draw:object",
        "math:mfrac",
        "o:document",
        "o:chart",
    ] {
        let nested = format!("<{name}>").repeat(many) + &format!("</{name}>").repeat(many);
        let xml = content(&format!("<text:p>甲</text:p><text:p>{nested}</text:p>"), "");
        assert_eq!(document("甲.fodt", xml.as_bytes()).text.text, "甲", "{name}");
    }
    let boxes = "<text:p>甲<draw:text-box>".repeat(many) + &"</draw:text-box></text:p>".repeat(many);
    assert_eq!(document("甲.fodt", content(&boxes, "").as_bytes()).text.text.matches('甲').count(), many);
    let spaces = "<text:p>甲<text:s text:c='4000000000'/>乙</text:p>";
    assert_eq!(shown(spaces).chars().count(), 258);
}
