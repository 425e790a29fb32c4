use super::*;
use crate::read::formats::printed::compose;
use crate::reading::Division;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;

/// What a page shows whose content is this, with these tags.
fn read(tags: &str, page: &str) -> ReadingText {
    let text = format!(
        "<?xml version=\"1.0\"?><alto xmlns=\"http://www.loc.gov/standards/alto/ns-v4#\"><Description>\
         <sourceImageInformation><fileName>../scans/渡口.png</fileName></sourceImageInformation></Description>\
         <Tags>{tags}</Tags><Layout><Page WIDTH=\"1000\" HEIGHT=\"2000\" PRINTED_IMG_NR=\"三\">{page}</Page></Layout></alto>"
    );
    compose(pages(&text).unwrap_or_default(), Division::Blank).text
}

/// A block of one line.
fn block(attributes: &str, words: &str) -> String {
    format!("<TextBlock {attributes}><TextLine>{words}</TextLine></TextBlock>")
}

fn word(text: &str, x: u32) -> String {
    format!("<String CONTENT=\"{text}\" HPOS=\"{x}\" VPOS=\"100\" WIDTH=\"40\" HEIGHT=\"20\" WC=\"0.8\"/>")
}

#[test]
fn words_of_a_line_have_their_boxes_and_no_spaces_between_them() {
    let line = [word("汐 江", 10), word("渡口", 60), word("old", 120), word("ferry", 180)].join("<SP/>");
    let read = read("", &format!("<PrintSpace>{}</PrintSpace>", block("", &line)));
    assert_eq!(read.text, "汐江渡口old ferry");
    let regions = read.marks.of(crate::place::OriginalSpan::new(2, 4)).layout.regions();
    let [region] = regions.as_slice() else { panic!("{regions:?}") };
    assert_eq!(region.rect, Rect { x: 60, y: 100, width: 40, height: 20 });
    assert_eq!((region.picture.name.as_deref(), region.picture.page), (Some("渡口.png"), 1));
    assert_eq!(region.confidence, Some(0.8));
    let pages = read.marks.loci.iter().map(|locus| (locus.kind, locus.name.as_str())).collect::<Vec<_>>();
    assert_eq!(pages, [(LocusKind::Page, "三")]);
}

#[test]
fn glyphs_that_make_a_word_up_are_finer() {
    let glyph = |text: &str, x: u32| {
        format!("<Glyph CONTENT=\"{text}\" HPOS=\"{x}\" VPOS=\"0\" WIDTH=\"20\" HEIGHT=\"20\" GC=\"0.5\"/>")
    };
    let word = format!(
        "<String CONTENT=\"渡口\" HPOS=\"0\" VPOS=\"0\" WIDTH=\"40\" HEIGHT=\"20\">{}{}</String>",
        glyph("渡", 0),
        glyph("口", 20)
    );
    let read = read("", &block("", &word));
    assert_eq!(read.text, "渡口");
    let boxes: Vec<u32> = read.marks.layout.zones.iter().map(|zone| zone.rect.x).collect();
    assert_eq!(boxes, [0, 20]);
}

#[test]
fn margins_and_tags_say_what_is_not_the_text() {
    let tags = "<LayoutTag ID=\"t1\" LABEL=\"MarginTextZone\"/><LayoutTag ID=\"t2\" LABEL=\"NumberingZone\"/>\
                <LayoutTag ID=\"t3\" LABEL=\"HeadingLine\"/>";
    let page = format!(
        "<TopMargin>{}</TopMargin><PrintSpace><ComposedBlock>{}{}</ComposedBlock>{}{}</PrintSpace>",
        block("", &word("渚阳晨报", 10)),
        block("TAGREFS=\"t3\"", &word("重新开渡", 10)),
        block("", &word("今天开渡", 10)),
        block("TAGREFS=\"t1\"", &word("旁注", 10)),
        block("TAGREFS=\"x t2\"", &word("12", 10)),
    );
    let read = read(tags, &page);
    assert_eq!(read.text, "渚阳晨报\n\n重新开渡\n\n今天开渡\n\n旁注\n\n12");
    let layers: Vec<(Layer, u32)> =
        read.marks.layers.iter().map(|layer| (layer.layer, layer.span.begin)).collect();
    assert_eq!(layers, [(Layer::Furniture, 0), (Layer::Note, 18), (Layer::Furniture, 22)]);
    assert_eq!(
        read.marks.loci.iter().map(|locus| locus.name.as_str()).collect::<Vec<_>>(),
        ["三", "重新开渡"]
    );
}

#[test]
fn blocks_come_in_the_order_that_is_said() {
    let blocks = |next: [&str; 3]| {
        let ids = ["a", "b", "c"].iter().zip(next);
        ids.map(|(id, next)| block(&format!("ID=\"{id}\" IDNEXT=\"{next}\""), &word(id, 10)))
            .collect::<String>()
    };
    assert_eq!(read("", &blocks(["", "", ""])).text, "a\n\nb\n\nc");
    assert_eq!(read("", &blocks(["", "a", "b"])).text, "c\n\nb\n\na");
    assert_eq!(read("", &blocks(["b", "a", "x"])).text, "c\n\na\n\nb", "a ring");
    let order = "<ReadingOrder><OrderedGroup><ElementRef REF=\"b\"/><ElementRef REF=\"c\"/></OrderedGroup></ReadingOrder>";
    assert_eq!(read("", &format!("{order}{}", blocks(["", "", ""]))).text, "b\n\nc\n\na");
}

#[test]
fn what_is_broken_or_another_format_is_told() {
    assert!(Alto.recognises(b"<?xml version='1.0'?><!-- a --><a:alto xmlns:a='x'>"));
    assert!(!Alto.recognises(b"<TEI><alto/>"));
    assert!(pages("<alto><Layout><Page>").is_err());
    let deep = "<a>".repeat(100_000);
    assert!(pages(&format!("<alto>{deep}")).is_err());
}
