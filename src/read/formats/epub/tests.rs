#![expect(clippy::unwrap_used, reason = "tests may panic")]

use crate::read::Encoding;
use crate::read::Refusal;
use crate::read::contents::Contents;
use crate::read::tests::made::DEFLATED;
use crate::read::tests::made::MOST;
use crate::read::tests::made::Made;
use crate::read::tests::made::STORED;
use crate::read::tests::made::contents;
use crate::read::tests::made::zip;
use crate::read::tests::made::zipped;
use crate::reading::Layer;
use crate::reading::LocusKind;

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

/// A book of these pages, with this beside its manifest: each its path, its kind and what is in it.
fn made(more: &str, pages: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let item = |(nth, (path, kind, _)): (usize, &(&str, &str, &[u8]))| {
        format!("<item id='i{nth}' href='{path}' media-type='{kind}'/>")
    };
    let items: String = pages.iter().enumerate().map(item).collect();
    let refs: Vec<String> = (0..pages.len()).map(|nth| format!("<itemref idref='i{nth}'/>")).collect();
    let refs = refs.concat();
    let list = format!("<package>{more}<manifest>{items}</manifest><spine>{refs}</spine></package>");
    let mut parts: Vec<Made<'_>> = vec![
        (b"META-INF/container.xml", CONTAINER.as_bytes(), DEFLATED),
        (b"OEBPS/content.opf", list.as_bytes(), DEFLATED),
    ];
    let paths: Vec<String> = pages.iter().map(|(path, ..)| format!("OEBPS/{path}")).collect();
    parts.extend(paths.iter().zip(pages).map(|(path, (_, _, bytes))| (path.as_bytes(), *bytes, DEFLATED)));
    zip(&parts)
}

const PAGE: &str = "application/xhtml+xml";

/// The texts, with brackets around notes and signs.
fn texts(contents: &Contents) -> Vec<String> {
    let layered = |document: &crate::read::Document| {
        let mut out = String::new();
        for (at, c) in (0..).zip(document.text.text.chars()) {
            let spans = document.text.marks.layers.iter();
            out.extend(
                spans
                    .clone()
                    .filter(|own| own.span.begin == at)
                    .map(|own| if own.layer == Layer::Note { '⟦' } else { '⟨' }),
            );
            out.push(c);
            out.extend(
                spans
                    .filter(|own| own.span.end == at + 1)
                    .map(|own| if own.layer == Layer::Note { '⟧' } else { '⟩' }),
            );
        }
        out
    };
    contents.documents.iter().map(layered).collect()
}

#[test]
fn pages_are_xhtml_and_nothing_of_their_text_is_around_it() {
    let body = "<header>渡口篇</header><p>一<a id=\"p1\"/>二<span/>三</p><title/><div class=\"footer\"/><aside>旁注一句。</aside>\
                <div class=\"related nav\"><a href=\"a\">甲</a><a href=\"b\">乙</a><a href=\"c\">丙</a></div><p><![CDATA[四<五]]>\
                <span epub:type=\"pagebreak\" title=\"7\"/>六</p><footer>篇末。</footer><p hidden=\"hidden\">藏</p>";
    let contents = read("甲.epub", &made("", &[("a.xhtml", PAGE, chapter("甲", body).as_bytes())])).unwrap();
    assert_eq!(texts(&contents), ["渡口篇\n\n一二三\n\n旁注一句。\n\n甲乙丙\n\n四<五六\n\n篇末。"]);
    let [place] = contents.documents[0].text.marks.loci.as_slice() else { panic!("{contents:?}") };
    assert_eq!((place.kind, place.name.as_str()), (LocusKind::Page, "7"));
}

#[test]
fn what_the_spine_names_is_read_or_named_whatever_it_is_called() {
    let page = chapter("甲", "<p>渡口有船。</p>");
    let svg =
        "<svg xmlns='http://www.w3.org/2000/svg'><title>图</title><text>碑文</text><text>一句</text></svg>";
    let nav = chapter("目录", "<h1>目录</h1><nav><a href='a'>卷一</a></nav>");
    let prose = chapter(
        "凡例",
        "<h1>凡例</h1><p>此书所收，起自建渡，止于修桥，凡二十七篇。</p><nav><a href='a'>卷一</a></nav>",
    );
    let pages: &[(&str, &str, &[u8])] = &[
        ("a.html", "text/html", page.as_bytes()),
        ("b.xml", "application/xml", page.as_bytes()),
        ("c", "text/x-oeb1-document", page.as_bytes()),
        ("d.svg", "image/svg+xml", svg.as_bytes()),
        ("nav.xhtml", "application/xhtml+xml' properties='nav", nav.as_bytes()),
        ("nav2.xhtml", "application/xhtml+xml' properties='nav", prose.as_bytes()),
        ("e.png", "image/png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("f.pdf", "application/pdf", b"%PDF\0\0\0\xFF\0\0"),
    ];
    let contents = read("甲.epub", &made("<spine><itemref idref='who'/></spine>", pages)).unwrap();
    let read = [
        "渡口有船。",
        "渡口有船。",
        "渡口有船。",
        "碑文\n\n一句",
        "凡例\n\n此书所收，起自建渡，止于修桥，凡二十七篇。",
    ];
    assert_eq!(texts(&contents), read);
    let said: Vec<(String, String)> = contents.said();
    assert_eq!(said.len(), 2, "{said:?}");
    assert!(said[0].1.contains("`who`") && said[1].0.ends_with("f.pdf"), "{said:?}");
}

#[test]
fn notes_in_another_file_stand_at_their_marks_once() {
    let one = chapter(
        "甲",
        "<p>渡口<a epub:type=\"noteref\" href=\"../notes.xhtml#n1\">1</a>有船，<a href=\"../notes.xhtml#n2\">[2]</a>有桥。</p>",
    );
    let two = chapter(
        "乙",
        "<p>船工<a href=\"two.xhtml#o\" epub:type=\"noteref\"><img src=\"a.png\"/></a>老矣<a epub:type=\"noteref\" href=\"../notes.xhtml#n1\">1</a>，见<a href=\"one.xhtml#x\">1</a>。</p><p id=\"o\">姓柳。</p>",
    );
    let notes = chapter(
        "注",
        "<h1>注</h1><p id=\"n1\">在县西。</p><p><a id=\"n2\"/><a href=\"text/one.xhtml#r2\">[2]</a>石桥。</p><p id=\"n3\">无人提起。</p>",
    );
    for notes_last in [true, false] {
        let mut pages: Vec<(&str, &str, &[u8])> =
            vec![("text/one.xhtml", PAGE, one.as_bytes()), ("text/two.xhtml", PAGE, two.as_bytes())];
        pages.insert(if notes_last { 2 } else { 0 }, ("notes.xhtml", PAGE, notes.as_bytes()));
        let mut texts = texts(&read("甲.epub", &made("", &pages)).unwrap());
        texts.sort();
        let mut all = [
            "渡口⟨[1]⟩⟦在县西。⟧有船，⟨[2]⟩⟦石桥。⟧有桥。",
            "船工⟦姓柳。⟧老矣⟨[1]⟩，见1。",
            "注\n\n无人提起。",
        ];
        all.sort_unstable();
        assert_eq!(texts, all);
    }
}

#[test]
fn damage_and_encodings_of_pages_are_told() {
    let gbk = "<?xml version='1.0' encoding='gb2312'?><html><body><p>渡口的船今天没有来，两岸的人都在等。</p></body></html>";
    let (gbk, _, _) = encoding_rs::GBK.encode(gbk);
    let torn =
        [chapter("甲", "<p>渡口的船今天没有来，").as_bytes(), b"\xE6\xB8", "两岸的人都在等。</p>".as_bytes()]
            .concat();
    let contents = read("甲.epub", &made("", &[("a.xhtml", PAGE, &torn), ("b.xhtml", PAGE, &gbk)])).unwrap();
    assert_eq!((contents.damaged, contents.encoding, contents.documents.len()), (1, Encoding::Gb18030, 2));
}

#[test]
fn a_list_of_parts_is_read_with_its_faults() {
    let page = chapter("甲", "<p>渡口有船。</p>");
    let more = "<metadata><dc:title id='t1'>副题</dc:title><dc:title id='t2'>渡 & 桥</dc:title><meta refines='#t2' property='title-type'>main</meta>\
                <dc:creator>谷小渔</dc:creator><dc:creator opf:role='aut'>柳渡</dc:creator><dc:creator id='c3'>约翰</dc:creator>\
                <meta refines='#c3' property='role'>trl</meta><dc:contributor opf:role='edt'>石桥</dc:contributor>\
                <dc:contributor opf:role='bkp'>某程序</dc:contributor><dc:date opf:event='modification'>2040</dc:date><dc:date>2031</dc:date></metadata>";
    let contents = read("甲.epub", &made(more, &[("a.xhtml", PAGE, page.as_bytes())])).unwrap();
    let metadata = &contents.documents[0].metadata;
    assert_eq!(metadata.series.as_deref(), Some("渡 & 桥"));
    let other = |name: &str| metadata.other.get(name).map(String::as_str);
    assert_eq!(other("author"), Some("[\"谷小渔\",\"柳渡\"]"));
    assert_eq!(
        (other("translator"), other("editor"), other("published")),
        (Some("\"约翰\""), Some("\"石桥\""), Some("\"2031\""))
    );
    let cut = "<package><manifest><item id='a' href='a.xhtml'/></manifest><spine><itemref idref='a'/></spine><guide><b></guide>";
    let parts = zipped(&[
        ("META-INF/container.xml", CONTAINER),
        ("OEBPS/content.opf", cut),
        ("OEBPS\\a.xhtml", &page),
    ]);
    let contents = read("甲.epub", &parts).unwrap();
    assert_eq!((contents.documents.len(), contents.unfit.len()), (1, 1));
    assert!(contents.said()[0].1.contains("broken"), "{:?}", contents.said());
}

#[test]
fn a_page_takes_no_more_room_than_there_is() {
    let long = chapter("甲", &"<b>渡</b>".repeat(40_000));
    let short = chapter("乙", "<p>渡口有船。</p>");
    let book = made("", &[("a.xhtml", PAGE, long.as_bytes()), ("b.xhtml", PAGE, short.as_bytes())]);
    let contents: Contents = contents("甲.epub", &book, 1 << 20).unwrap();
    assert_eq!(texts(&contents), ["渡口有船。"]);
    assert!(contents.said()[0].1.contains("allow more memory"), "{:?}", contents.said());
}
