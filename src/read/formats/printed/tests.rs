use super::picture::picture_name;
use super::*;
use crate::reading::Picture;
use proptest::prelude::*;

fn rect(x: u32, y: u32, width: u32, height: u32) -> Rect {
    Rect { x, y, width, height }
}

/// A line of one word.
fn line(text: &str, rect: Rect) -> Line {
    let word = Word { text: text.to_owned(), rect: Some(rect), ..Word::default() };
    Line { words: vec![word], ..Line::default() }
}

fn block(text: &str, rect: Rect) -> Block {
    Block { lines: vec![line(text, rect)], ..Block::default() }
}

fn read(blocks: Vec<Block>) -> String {
    let page = PrintedPage { order: Order::ByPlace, blocks, ..PrintedPage::default() };
    compose(vec![page], Division::Blank).text.text.replace("\n\n", "|")
}

#[test]
fn columns_are_read_as_they_are_written() {
    let vertical = vec![
        block("渡口", rect(100, 50, 30, 400)),
        block("汐江", rect(300, 50, 30, 400)),
        block("下栏左", rect(100, 520, 30, 300)),
        block("下栏右", rect(300, 520, 30, 310)),
    ];
    assert_eq!(read(vertical), "汐江|渡口|下栏右|下栏左");
    let horizontal = vec![
        block("右栏一", rect(500, 100, 350, 30)),
        block("左栏一", rect(100, 100, 350, 30)),
        block("报头", rect(100, 20, 750, 40)),
        block("右栏二", rect(500, 140, 350, 30)),
        block("左栏二", rect(100, 140, 350, 30)),
    ];
    assert_eq!(read(horizontal), "报头|左栏一|左栏二|右栏一|右栏二");
}

#[test]
fn spaces_stand_only_between_words_that_are_written_so() {
    let word = |text: &str| Word { text: text.to_owned(), is_apart: true, ..Word::default() };
    let words = ["汐 江", "渡口", "the", "old ferry", "2031", "年", "，", "3", "月"].map(word).into();
    let lines = vec![Line { words, ..Line::default() }];
    assert_eq!(read(vec![Block { lines, ..Block::default() }]), "汐江渡口the old ferry 2031年，3月");
}

#[test]
fn a_box_is_clipped_to_its_picture_and_counted() {
    let picture = Picture { width: 100, height: 200, ..Picture::default() };
    let mut frame = Frame { picture, outside: 0 };
    assert_eq!(frame.rect((10.4, 20.0), (60.0, 80.0)), Some(rect(10, 20, 50, 60)));
    assert_eq!((frame.rect((90.0, 100.0), (101.0, 100.6)), frame.outside), (Some(rect(90, 100, 10, 1)), 0));
    assert_eq!((frame.rect((-50.0, 20.0), (60.0, 900.0)), frame.outside), (Some(rect(0, 20, 60, 180)), 1));
    assert_eq!((frame.rect((300.0, 20.0), (400.0, 80.0)), frame.outside), (None, 2));
    assert_eq!(frame.rect((f64::NAN, 20.0), (400.0, 80.0)), None);
    assert_eq!(frame.around(&[(30.0, 5.0), (10.0, 15.0), (20.0, 1.0)]), Some(rect(10, 1, 20, 14)));
}

#[test]
fn the_name_of_a_picture_does_not_leave_its_folder() {
    let names =
        ["a.png", "./pages/a.png", "../a.png", "/etc/passwd", r"C:\scans\a.png", "http://x/a.png", "..", ""];
    let kept = ["a.png", "pages/a.png", "a.png", "passwd", "a.png", "a.png", "", ""];
    assert_eq!(names.map(|name| picture_name(name).unwrap_or_default()), kept);
}

proptest! {
    #[test]
    fn what_is_ordered_is_all_there(rects in prop::collection::vec((0..900_u32, 0..900_u32, 1..200_u32, 1..200_u32), 0..40)) {
        let blocks = (0..).zip(&rects).map(|(nth, (x, y, width, height))| {
            block(&char::from_u32(0x4E00 + nth).unwrap_or('?').to_string(), rect(*x, *y, *width, *height))
        });
        let text = read(blocks.collect());
        let mut read: Vec<char> = text.chars().filter(|c| *c != '|').collect();
        read.sort_unstable();
        prop_assert_eq!(read, (0..).take(rects.len()).filter_map(|nth| char::from_u32(0x4E00 + nth)).collect::<Vec<_>>());
    }
}
