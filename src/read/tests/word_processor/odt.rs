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
        <style:style style:name='T2' style:parent-style-name='T1'/><style:style style:name='P1' style:parent-style-name='Title'/></o:automatic-styles>\
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
