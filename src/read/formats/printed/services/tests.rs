use super::*;
use crate::read::formats::printed::compose;
use crate::reading::ReadingText;

fn read(text: &str) -> ReadingText {
    assert!(OcrJson.recognises(text.as_bytes()), "{text}");
    compose(pages(text).unwrap_or_default(), Division::Blocks).text
}

#[test]
fn lines_of_a_page_come_in_their_order_with_boxes_and_scores() {
    let text = r#"{"res": {"input_path": "扫描/p1.png", "page_index": null, "dt_polys": [],
        "rec_texts": ["船票三角", "渡口今日开渡"], "rec_scores": [0.5, 0.75],
        "rec_polys": [[[100, 10], [140, 10], [140, 400], [100, 400]], [[200, 10], [240, 10], [240, 600], [200, 600]]],
        "rec_boxes": [[0, 0, 1, 1], [0, 0, 1, 1]]}}"#;
    let read = read(text);
    assert_eq!(read.text, "渡口今日开渡\n船票三角");
    let regions = read.marks.layout.regions();
    let said: Vec<_> = regions.iter().map(|region| (region.rect.x, region.confidence)).collect();
    assert_eq!(said, [(200, Some(0.75)), (100, Some(0.5))]);
    let pictures = read.marks.layout.pictures.iter().map(|picture| picture.name.as_deref());
    assert_eq!(pictures.collect::<Vec<_>>(), [Some("扫描/p1.png")]);
}

#[test]
fn boxes_alone_and_the_older_list_are_read() {
    let page = r#"{"rec_texts": ["渡口", 3, "开渡"], "rec_boxes": [[0, 0, 40, 20], null, [0, 30, 40, 50]]}"#;
    assert_eq!(read(&format!("[{page}, {page}]")).text, "渡口\n开渡\n\n渡口\n开渡");
    let older = r#"[[[[0, 0], [40, 0], [40, 20], [0, 20]], ["渡口", 0.9]], [[[0, 30], [40, 30], [40, 50], [0, 50]], ["开渡", 1]]]"#;
    assert_eq!(read(&format!("[{older}]")).text, "渡口\n开渡");
    assert_eq!(read(older).text, "渡口\n开渡");
}

#[test]
fn what_is_no_answer_of_a_service_is_refused() {
    assert!(!OcrJson.recognises(br#"{"text": "rec_texts"}"#));
    assert!(pages(r#"{"rec_boxes": []}"#).is_err());
    assert!(pages(r#"{"rec_texts": ["#).is_err());
}
