//! XHTML, and what is not shown.

use super::read;
use super::show;
use crate::reading::Locus;
use crate::reading::LocusKind;

const DECLARED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

#[test]
fn in_xhtml_what_is_closed_in_its_own_tag_takes_nothing_with_it() {
    for tag in [
        "a id='p1'",
        "title",
        "script src='a.js'",
        "p",
        "div",
        "span hidden='hidden'",
        "i",
        "ruby",
        "textarea",
        "svg",
    ] {
        for (head, end) in [("", ""), ("<br>", "")] {
            // The second is no XML, and read as HTML.
            let page = format!(
                "{DECLARED}<html><body>{head}<p>渡口<{tag}/>有船。</p><p>来往。</p>{end}</body></html>"
            );
            let text: String = read(&page).chars().filter(|c| !c.is_whitespace()).collect();
            assert_eq!(text, "渡口有船。来往。", "{page}");
        }
    }
    let doctype = "<!DOCTYPE html PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN' 'a.dtd'>";
    assert_eq!(read(&format!("{doctype}<html><head><title/></head><body><p>渡口</p></body></html>")), "渡口");
    let by_name =
        super::super::show("<html><head><title/></head><body><p>渡口</p></body></html>", "甲.xhtml");
    assert_eq!(by_name.unwrap().text.text, "渡口");
}

#[test]
fn cdata_is_text_and_a_document_type_is_none() {
    for broken in ["", "<br>"] {
        let page = format!(
            "{DECLARED}<!DOCTYPE html [<!ENTITY ferry '渡口'> <!ENTITY a '&ferry;'>]>\n<html><body>{broken}<p>甲\
             <![CDATA[水 < 火 & <b>]]>乙&amp;&#x4E19;&nbsp;&mdash;</p></body></html>"
        );
        assert_eq!(read(&page), "甲水 < 火 & <b>乙&丙\u{a0}—", "{page}");
    }
    let entity =
        format!("{DECLARED}<!DOCTYPE html [<!ENTITY ferry '渡口'>]><html><body>&ferry; A & B</body></html>");
    assert_eq!(read(&entity), "渡口 A & B");
}

#[test]
fn what_never_ends_is_text() {
    assert_eq!(read("<p>水 <b 火"), "水 <b 火");
    assert_eq!(read("<p>甲<a href=\"x>乙</a>丙</p>"), "甲乙丙");
    let many = "a ".repeat(100_000);
    assert_eq!(read(&format!("<p {many}>渡口")), "渡口");
}

#[test]
fn what_is_not_shown_is_one_list() {
    for hidden in [
        "<noscript>甲</noscript>",
        "<template>甲</template>",
        "<dialog>甲</dialog>",
        "<div hidden>甲<div>乙</div>丙</div>",
        "<div style='display: none'>甲</div>",
        "<button>甲</button>",
        "<select><option>甲</select>",
    ] {
        assert_eq!(read(&format!("<p>渡{hidden}口")).replace("\n\n", ""), "渡口", "{hidden}");
        let markdown = crate::read::tests::made::contents(
            "甲.md",
            format!("渡\n\n{hidden}\n\n口\n").as_bytes(),
            1 << 20,
        );
        assert_eq!(markdown.unwrap().documents[0].text.text, "渡\n\n口", "{hidden}");
    }
    assert_eq!(read("<frameset><frame src=a></frameset><noframes>甲</noframes>"), "");
    assert_eq!(read("<dialog open>甲</dialog><details><summary>乙</summary>丙</details>"), "甲\n\n乙\n\n丙");
    let formula = "<p>面积<math><semantics><mi>S</mi><annotation encoding='application/x-tex'>S^2</annotation></semantics></math>。";
    assert_eq!(read(formula), "面积S。");
}

#[test]
fn a_page_that_costs_more_than_it_is_worth_is_refused() {
    // Each lies in the one before, whatever is closed between them.
    let why = |html: &str| show(html).err().map(|why| why.to_string());
    assert!(why(&"<div></x>".repeat(50_000)).unwrap().contains("more than 10000 deep"));
    let formatted: Vec<String> = (0..2_000).map(|n| format!("<font size={n}>")).collect();
    let formatted = formatted.concat();
    assert!(why(&format!("<p>{formatted}{}", "<p>x".repeat(50_000))).unwrap().contains("never closed"));
    // Tags in scripts and comments lie in nothing.
    let script =
        format!("<script>'{}'</script><!-- {} --><p>渡口", "<div>".repeat(20_000), "<div>".repeat(20_000));
    assert_eq!(read(&script), "渡口");
    let deep = format!("{DECLARED}<html>{}渡口{}</html>", "<div>".repeat(50_000), "</div>".repeat(50_000));
    assert_eq!(read(&deep), "渡口", "XML may be as deep as it likes");
}

#[test]
fn pages_of_a_print_are_places_and_readings_signs() {
    let html = "<p>上<span epub:type='pagebreak' id='p12' title='12'/>页<span role='doc-pagebreak' aria-label='Page 13.'/>下\
                <span role='doc-pagebreak'>14</span>文</p>";
    let shown = show(&format!("{DECLARED}<html><body>{html}</body></html>")).unwrap();
    assert_eq!(shown.text.text, "上页下文");
    let page = |at: u32, name: &str| Locus::new(at, LocusKind::Page, name);
    assert_eq!(shown.text.marks.loci, [page(1, "12"), page(2, "13"), page(3, "14")]);
    for ruby in [
        "<ruby><ruby>漢<rp>(</rp><rt>hàn</rt><rp>)</rp></ruby><rt>han4</rt></ruby>",
        "<ruby><rb>漢</rb><rtc><rt>hàn</rt></rtc><rtc>han4</rtc></ruby>",
    ] {
        assert_eq!(super::layered(ruby), "漢⟨hànhan4⟩", "{ruby}");
        let page = format!("{DECLARED}<html><body>{ruby}</body></html>");
        assert_eq!(super::layered(&page), "漢⟨hànhan4⟩", "{ruby}");
    }
}
