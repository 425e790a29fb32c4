#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use proptest::prelude::*;

const ALL: [Encoding; 5] =
    [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Gb18030, Encoding::Big5];
const PAGE: &str = "渡口的船今天沒有來，兩岸的人都在等。\r\n老船工說：「水急，明天再走。」\n";

fn encoded(text: &str, encoding: Encoding) -> Vec<u8> {
    match encoding {
        Encoding::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        Encoding::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => encoding.decoder().encode(text).0.into_owned(),
    }
}

fn damaged(encoding: Encoding, times: usize) -> Vec<u8> {
    let mut bytes = encoded(&PAGE.repeat(times), encoding);
    bytes.push(0xFF);
    bytes.extend(encoded(PAGE, encoding));
    bytes
}

#[test]
fn each_encoding_is_told_from_a_page_and_line_ends_stay() {
    for encoding in ALL {
        assert_eq!(decode(encoded(PAGE, encoding), None).unwrap(), (PAGE.to_owned(), encoding));
        assert_eq!(decode(encoded(PAGE, encoding), Some(encoding)).unwrap(), (PAGE.to_owned(), encoding));
    }
}

#[test]
fn a_byte_order_mark_decides_and_is_no_part_of_the_text() {
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
        let bytes = encoded(&format!("\u{FEFF}{PAGE}"), encoding);
        assert_eq!(decode(bytes.clone(), None).unwrap(), (PAGE.to_owned(), encoding));
        assert_eq!(decode(bytes, Some(encoding)).unwrap(), (PAGE.to_owned(), encoding));
    }
    let big = encoded(&format!("\u{FEFF}{PAGE}"), Encoding::Utf16Be);
    assert_eq!(decode(big, Some(Encoding::Utf16Le)).unwrap().1, Encoding::Utf16Be);
}

#[test]
fn an_encoding_that_was_asked_for_and_does_not_fit_says_where() {
    let bytes = encoded(PAGE, Encoding::Big5);
    assert_eq!(decode(bytes, Some(Encoding::Utf8)).unwrap_err(), "not UTF-8: byte 0 is broken");
    let bytes = [b"ferry ".as_slice(), &[0xFF, b'a']].concat();
    assert_eq!(decode(bytes, Some(Encoding::Gb18030)).unwrap_err(), "not GB18030: byte 6 is broken");
    let marked = [b"\xEF\xBB\xBFab".as_slice(), &[0xFF, b'a']].concat();
    assert_eq!(decode(marked, None).unwrap_err(), "begins as UTF-8, but is not UTF-8: byte 5 is broken");
}

#[test]
fn little_damage_is_read_and_much_is_not() {
    for encoding in [Encoding::Utf8, Encoding::Gb18030, Encoding::Big5] {
        let (text, told) = decode(damaged(encoding, 40), None).unwrap();
        assert_eq!((told, text.matches('\u{FFFD}').count()), (encoding, 1));
        assert!(decode(damaged(encoding, 1), None).is_err());
        assert!(decode(damaged(encoding, 1), Some(encoding)).is_err());
    }
}

#[test]
fn a_character_cut_by_the_end_of_the_file_is_no_damage() {
    for encoding in ALL {
        let mut bytes = encoded("渡口的船今天沒有來，兩岸的人都在等", encoding);
        bytes.pop();
        let (text, told) = decode(bytes, None).unwrap();
        assert_eq!((told, text.as_str()), (encoding, "渡口的船今天沒有來，兩岸的人都在\u{FFFD}"));
    }
}

#[test]
fn one_word_in_gb18030_within_much_ascii_is_not_damaged_utf8() {
    let text = "a ferry, a river, two banks\n".repeat(400) + "渡口兩岸橋斷水急\n";
    assert_eq!(decode(encoded(&text, Encoding::Gb18030), None).unwrap(), (text, Encoding::Gb18030));
}

#[test]
fn what_is_no_text_says_so() {
    let picture: Vec<u8> =
        (0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    assert_eq!(decode(picture, None).unwrap_err(), BINARY);
    assert_eq!(decode(b"ferry\0river".to_vec(), None).unwrap_err(), BINARY);
    assert_eq!(decode(vec![1, 2, 3, 4, b'a'], None).unwrap_err(), BINARY);
    let french = encoding_rs::WINDOWS_1252.encode("Le bac n'est pas passé, et la nuit est tombée à l'été.").0;
    assert_eq!(
        decode(french.into_owned(), None).unwrap_err(),
        "unknown encoding; name it with --encoding, which holds for all files of a run"
    );
    assert_eq!(decode(b"page\x0Cpage\x1A".to_vec(), None).unwrap().1, Encoding::Utf8);
}

proptest! {
    #[test]
    fn any_bytes_are_text_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for asked in [None, Some(Encoding::Utf8), Some(Encoding::Utf16Be), Some(Encoding::Gb18030)] {
            if let Err(why) = decode(bytes.clone(), asked) {
                prop_assert!(!why.is_empty());
            }
        }
    }

    #[test]
    fn what_was_encoded_is_told_and_read_back(
        words in prop::collection::vec(prop::sample::select(vec![
            "渡口", "的船", "今天", "沒有來", "，", "。", "兩岸", "的人", "都在等", "老船工", "說", "1937年", "「水急」",
            "一", "不", "是", "了", "在", "有", "ferry ", "\n",
        ]), 12..80),
        choice in 0_usize..5,
    ) {
        let text = format!("渡口的船今天沒有來{}", words.concat());
        prop_assert_eq!(decode(encoded(&text, ALL[choice]), None).unwrap(), (text, ALL[choice]));
    }
}
