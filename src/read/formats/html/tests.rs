#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod furniture;
mod notes;
mod syntax;

use super::Shown;
use crate::message::Message;
use crate::read::Metadata;
use crate::reading::Layer;
use crate::reading::ReadingText;
use proptest::prelude::*;

fn show(html: &str) -> Result<Shown, Message> {
    super::show(html, "甲.html")
}

fn read(html: &str) -> String {
    show(html).unwrap().text.text
}

fn metadata(html: &str) -> Metadata {
    show(html).unwrap().metadata
}

/// The text with brackets around what is not the text itself.
fn layered(html: &str) -> String {
    let ReadingText { text, marks, .. } = show(html).unwrap().text;
    let mut out = String::new();
    for (at, c) in (0..).zip(text.chars()) {
        let brackets = |layer: Layer| if layer == Layer::Note { ['⟦', '⟧'] } else { ['⟨', '⟩'] };
        out.extend(marks.layers.iter().filter(|own| own.span.begin == at).map(|own| brackets(own.layer)[0]));
        out.push(c);
        out.extend(
            marks.layers.iter().filter(|own| own.span.end == at + 1).map(|own| brackets(own.layer)[1]),
        );
    }
    out
}

const STORY: &str =
    "渡口的老船工说，今年的水比往年来得早，两岸的柳树还没有发芽，河面已经涨到了石阶的第三级。";

#[test]
fn a_page_shows_its_text() {
    let html = "<h1>青石渡志</h1>\n<p>青石渡在<a href=\"a.png\">县西</a>四十里，\n   <b>水自</b>\n<i>北来</i>。<br>又一行。\
                </p><ul><li>渡夫<li>渡船</ul><table><tr><th>年份<th>水位</tr><tr><td>三年</td>\n<td>七尺</td></tr></table>\
                <pre>  一\n  二</pre><p>the\nferry&nbsp;&amp; boat";
    assert_eq!(
        read(html),
        "青石渡志\n\n青石渡在县西四十里，水自北来。\n又一行。\n\n渡夫\n\n渡船\n\n年份\u{3000}水位\n\n三年\u{3000}七尺\n\n\
         \u{20} 一\n  二\n\nthe ferry\u{a0}& boat"
    );
    assert_eq!(read("甲<br><br>乙<br>\n<br>丙"), "甲\n\n乙\n\n丙");
    let loci = show("<h2>卷一</h2><p>甲</p>").unwrap().text.marks.loci;
    assert_eq!((loci[0].name.as_str(), loci[0].at), ("卷一", 0));
}

#[test]
fn what_is_not_shown_is_no_text() {
    let html = "<head><style>p{}</style></head><p>渡口<script>'<p>'</script><img src=a alt=图><span hidden>甲</span>\
                <span style='display : none'>乙</span><select><option>丙</select><button>丁</button><!-- 戊 --></p>\
                <noscript>己</noscript><template>庚</template>";
    assert_eq!(read(html), "渡口");
}

#[test]
fn readings_beside_characters_are_signs_and_notes_stand_at_their_marks() {
    let ruby = "<ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp>字<rt>zì</rt></ruby>。";
    assert_eq!(layered(ruby), "漢⟨hàn⟩字⟨zì⟩。");
    let notes = "<p>渡口<a href=\"#fn1\" id=\"ref1\" role=\"doc-noteref\"><sup>1</sup></a>有船。</p><section \
                 role=\"doc-endnotes\"><hr><ol><li id=\"fn1\"><p>在县西。<a href=\"#ref1\" \
                 role=\"doc-backlink\">↩</a></p></li></ol></section>";
    assert_eq!(layered(notes), "渡口⟨[1]⟩⟦在县西。⟧有船。");
    let wiki = "<p>渡口<sup class=reference id=r1><a href=#c1>[1]</a></sup>有船。<ol class=references><li id=c1><a href=#r1>↑</a> \
                在县西。</ol>";
    assert_eq!(layered(wiki), "渡口⟨[1]⟩⟦在县西。⟧有船。");
    let book = "<p>渡口<a epub:type=\"noteref\" href=\"#n1\">[注]</a>有船。</p><aside epub:type=\"footnote\" id=\"n1\">\
                <p>甲</p><p>乙</p></aside><aside epub:type=\"footnote\" id=\"n2\">无人提起</aside>";
    assert_eq!(layered(book), "渡口⟨[注]⟩⟦甲乙⟧有船。\n\n无人提起");
}

#[test]
fn a_page_says_what_it_is() {
    let head = "<html lang=zh><head><title>水涨_渚阳新闻网</title><meta name=Author content=谷小渔><meta \
                property='article:published_time' content='2031-03-05T08:00'><meta property=og:site_name \
                content=渚阳新闻网></head><h1>水涨</h1><p>文";
    let said = metadata(head);
    assert_eq!(said.title.as_deref(), Some("水涨"));
    assert_eq!(
        (said.date.as_deref(), said.series.as_deref()),
        (Some("2031-03-05T08:00"), Some("渚阳新闻网"))
    );
    assert_eq!(said.other["author"], "\"谷小渔\"");
    assert_eq!(metadata("<title>甲</title><h1>乙</h1>").title.as_deref(), Some("甲"));
    for (head, title) in [
        ("<title>水涨 - 渚阳新闻网</title></head><h1>渚阳新闻网</h1>", "水涨 - 渚阳新闻网"),
        ("<title>水涨 - 渚阳新闻网</title></head><h1>水涨</h1>", "水涨"),
        ("<title>水涨记事</title></head><h1>水涨</h1>", "水涨记事"),
        (
            "<title>渚阳新闻网 | 水涨</title><meta property=og:site_name content=渚阳新闻网></head><h2>版面</h2>",
            "水涨",
        ),
        (
            "<title>渚阳新闻网</title><meta property=og:title content='水涨'></head><h1>渚阳新闻网</h1>",
            "水涨",
        ),
        (
            "<title>甲 - 乙</title><meta name=citation_title content='水涨 - 洪水考'></head><h1>水涨</h1>",
            "水涨 - 洪水考",
        ),
        ("<title>渚阳新闻网</title><meta property=og:site_name content=渚阳新闻网></head>", "渚阳新闻网"),
        ("<svg><title>图</title></svg></head><h1>水涨</h1>", "水涨"),
    ] {
        assert_eq!(metadata(&format!("<html><head>{head}<p>文")).title.as_deref(), Some(title), "{head}");
    }
    let authors = "<meta name=citation_author content=谷小渔><meta name=citation_author content=柳渡><meta name=author content=网编>";
    assert_eq!(metadata(authors).other["author"], "[\"谷小渔\",\"柳渡\"]");
    assert_eq!(metadata("<h2>乙</h2><p>文").title.as_deref(), Some("乙"));
    let empty =
        "<?xml version='1.0'?><html><head><title/><script src='a'/></head><body><p>文</p></body></html>";
    assert_eq!(read(empty), "文");
}

#[test]
fn what_nobody_closes_is_read() {
    let deep = |n: usize| "<div>".repeat(n) + "渡口";
    assert_eq!(read(&deep(3_000)), "渡口");
    assert_eq!(read(&("<p>渡".repeat(50_000) + "口")).chars().count(), 50_000 * 3 - 1);
    assert!(read(&("<font><b>渡".repeat(1_000))).contains("渡渡"));
}

proptest! {
    #[test]
    fn text_between_any_tags_is_kept_in_order(
        parts in prop::collection::vec(("[甲-龥]{1,6}", "(</?(p|div|b|i|td|li|h2|ruby|a|section|pre)( id=x)?>|<br>){0,3}"), 1..12)
    ) {
        let html: String = parts.iter().flat_map(|(text, tags)| [text.as_str(), tags]).collect();
        let shown: String = read(&html).chars().filter(|c| !c.is_whitespace()).collect();
        let text: String = parts.iter().map(|(text, _)| text.as_str()).collect();
        prop_assert_eq!(shown, text);
    }
}
