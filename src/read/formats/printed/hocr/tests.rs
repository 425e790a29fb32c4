use super::*;
use crate::read::formats::printed::compose;

fn read(body: &str) -> crate::reading::ReadingText {
    let text = format!("<html><head><meta name='ocr-system' content='x'/></head><body>{body}</body></html>");
    compose(pages(&text).unwrap_or_default(), Division::Blank).text
}

fn page(inner: &str) -> String {
    format!(
        "<div class='ocr_page' title='image \"/scans/a;b.png\"; bbox 0 0 1000 2000; ppageno 0'>{inner}</div>"
    )
}

#[test]
fn paragraphs_lines_and_words_come_out_with_their_boxes() {
    let inner = "<div class='ocr_carea'><p class='ocr_par'><span class='ocr_line' title='bbox 10 20 300 40'>\
        <span class='ocrx_word' title='bbox 10 20 50 40; x_wconf 96'>汐 江</span>\n\
        <span class='ocrx_word' title='bbox 60 20 90 40; x_wconf 80'><em>渡口</em></span></span>\n\
        <span class='ocr_header' title='bbox 10 50 300 70'><span class='ocrx_word' title='bbox 10 50 60 70'>the</span>\n\
        <span class='ocrx_word' title='bbox 70 50 90 70'>ferry</span></span></p><p class='ocr_par'>\
        <span class='ocr_line' title='bbox 10 90 300 110'>今天 开渡</span></p></div>\
        <span class='ocr_pageno' title='bbox 500 1900 520 1920'>12</span>";
    let read = read(&page(inner));
    assert_eq!(read.text, "汐江渡口\nthe ferry\n\n今天开渡\n\n12");
    let zones: Vec<_> = read.marks.layout.zones.iter().map(|zone| (zone.span.begin, zone.rect.x)).collect();
    assert_eq!(zones, [(0, 10), (2, 60), (5, 10), (9, 70), (16, 10), (22, 500)]);
    let picture = read.marks.layout.pictures.first().map(|picture| (picture.name.clone(), picture.width));
    assert_eq!(picture, Some((Some("a;b.png".to_owned()), 1000)));
    assert_eq!(read.marks.layers.iter().map(|layer| layer.layer).collect::<Vec<_>>(), [Layer::Furniture]);
}

#[test]
fn characters_are_finer_than_words_and_pages_have_numbers() {
    let line = "<span class='ocr_line' title='bbox 0 0 90 20'><span class='ocrx_word' title='bbox 0 0 40 20'>\
        <span class='ocrx_cinfo' title='x_bboxes 0 0 20 20; x_conf 98.5'>渡</span>\
        <span class='ocrx_cinfo' title='x_bboxes 20 0 40 20; x_conf 50'>口</span></span></span>";
    let read = read(&(page(line) + &page(line)));
    assert_eq!(read.text, "渡口\n\n渡口");
    let boxes: Vec<u32> = read.marks.layout.zones.iter().map(|zone| zone.rect.x).collect();
    assert_eq!(boxes, [0, 20, 0, 20]);
    let loci: Vec<_> = read.marks.loci.iter().map(crate::reading::Locus::cited).collect();
    assert_eq!(loci, ["p1", "p2"]);
}

#[test]
fn a_page_of_the_web_is_none() {
    assert!(Hocr.recognises(b"<html><body><div class=\"ocr_page\""));
    assert!(!Hocr.recognises(b"<html><body><p>hOCR</p>"));
}
