#![expect(clippy::unwrap_used, reason = "tests may panic")]

use crate::read::Refusal;
use crate::read::contents::Contents;
use crate::read::tests::made::DEFLATED;
use crate::read::tests::made::MOST;
use crate::read::tests::made::Made;
use crate::read::tests::made::STORED;
use crate::read::tests::made::contents;
use crate::read::tests::made::zip;

const CONTAINER: &str =
    "<container><rootfiles><rootfile full-path=\"OEBPS/content.opf\"/></rootfiles></container>";
const LIST: &str = "<?xml version=\"1.0\"?><package><metadata><dc:title>青石渡志</dc:title><dc:title>副题</dc:title>\
    <dc:creator>谷&amp;渔</dc:creator><dc:date>2031</dc:date></metadata><manifest>\
    <item id=\"nav\" href=\"nav.xhtml\" media-type=\"application/xhtml+xml\" properties=\"nav\"/>\
    <item id=\"c1\" href=\"text/%E4%B8%80.xhtml\" media-type=\"application/xhtml+xml\"/>\
    <item id=\"css\" href=\"a.css\" media-type=\"text/css\"/>\
    <item id=\"cover\" href=\"cover.xhtml\" media-type=\"application/xhtml+xml\"/>\
    <item id=\"c2\" href=\"../two.html\" media-type=\"application/xhtml+xml\"/>\
    <item id=\"c3\" href=\"lost.xhtml\" media-type=\"application/xhtml+xml\"/></manifest>\
    <spine><itemref idref=\"cover\"/><itemref idref=\"nav\"/><itemref idref=\"c2\"/><itemref idref=\"c1\"/>\
    <itemref idref=\"c3\"/></spine></package>";

fn read(name: &str, bytes: &[u8]) -> Result<Contents, Refusal> {
    contents(name, bytes, MOST)
}

fn chapter(title: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>{title}\
         </title><link href=\"a.css\"/></head><body>{body}</body></html>"
    )
}

/// A book with these parts beside its chapters.
fn book(more: &[Made<'_>]) -> Vec<u8> {
    let one = chapter("青石渡志", "<h1>卷一</h1><p><ruby>渡<rt>dù</rt></ruby>口有船。</p>");
    let two = chapter("序", "<p>序文一句。</p>");
    let cover = chapter("", "<img src=\"a.png\" alt=\"封面\"/>");
    let nav = chapter("目录", "<nav><a href=\"x\">卷一</a></nav>");
    let mut parts: Vec<Made<'_>> = vec![
        (b"mimetype", b"application/epub+zip", STORED),
        (b"META-INF/container.xml", CONTAINER.as_bytes(), DEFLATED),
        (b"OEBPS/content.opf", LIST.as_bytes(), DEFLATED),
        ("OEBPS/text/一.xhtml".as_bytes(), one.as_bytes(), DEFLATED),
        (b"two.html", two.as_bytes(), DEFLATED),
        (b"OEBPS/cover.xhtml", cover.as_bytes(), DEFLATED),
        (b"OEBPS/nav.xhtml", nav.as_bytes(), DEFLATED),
    ];
    parts.extend(more);
    zip(&parts)
}

#[test]
fn a_book_is_its_chapters_in_order() {
    let contents: Contents = read("渡.epub", &book(&[])).unwrap();
    let ids: Vec<&str> = contents.documents.iter().map(|document| document.id.as_str()).collect();
    assert_eq!(ids, ["渡.epub#2", "渡.epub#3"]);
    let [two, one] = contents.documents.as_slice() else { panic!("{contents:?}") };
    assert_eq!(two.text.text, "序文一句。");
    assert_eq!(one.text.text, "卷一\n\n渡dù口有船。");
    assert_eq!((two.metadata.title.as_deref(), one.metadata.title.as_deref()), (Some("序"), Some("卷一")));
    assert_eq!(one.metadata.series.as_deref(), Some("青石渡志"));
    assert_eq!((&one.metadata.date, one.metadata.other["published"].as_str()), (&None, "\"2031\""));
    assert_eq!(one.metadata.other["author"], "\"谷&渔\"");
    assert_eq!(contents.unfit.len(), 1, "a chapter that is not there is named");
}

#[test]
fn what_is_no_book_or_is_protected_says_so() {
    let refused = |bytes: &[u8]| format!("{:?}", read("a.epub", bytes).unwrap_err());
    let encrypted = "<encryption><EncryptedData><CipherData><CipherReference URI=\"OEBPS/text/c1.xhtml\"/></CipherData>\
                     </EncryptedData></encryption>";
    assert!(
        refused(&book(&[(b"META-INF/encryption.xml", encrypted.as_bytes(), DEFLATED)])).contains("protected")
    );
    let fonts = encrypted.replace("text/c1.xhtml", "a.otf");
    assert!(read("a.epub", &book(&[(b"META-INF/encryption.xml", fonts.as_bytes(), DEFLATED)])).is_ok());
    assert!(refused(&zip(&[(b"a.txt", b"x", STORED)])).contains("META-INF/container.xml"));
    assert!(refused(b"PK\x03\x04 cut").contains("cut short"));
    assert!(refused(b"no zip at all").contains("cut short or damaged"));
}
