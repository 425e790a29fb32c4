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

fn whole(text: &str, encoding: Encoding) -> Decoded {
    Decoded { text: text.to_owned(), encoding, damaged: 0 }
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
        assert_eq!(decode(encoded(PAGE, encoding), None).unwrap(), whole(PAGE, encoding));
        assert_eq!(decode(encoded(PAGE, encoding), Some(encoding)).unwrap(), whole(PAGE, encoding));
    }
}

#[test]
fn a_byte_order_mark_decides_and_is_no_part_of_the_text() {
    for encoding in [Encoding::Utf8, Encoding::Utf16Le, Encoding::Utf16Be] {
        let bytes = encoded(&format!("\u{FEFF}{PAGE}"), encoding);
        assert_eq!(decode(bytes.clone(), None).unwrap(), whole(PAGE, encoding));
        assert_eq!(decode(bytes, Some(encoding)).unwrap(), whole(PAGE, encoding));
    }
    let big = encoded(&format!("\u{FEFF}{PAGE}"), Encoding::Utf16Be);
    assert_eq!(decode(big, Some(Encoding::Utf16Le)).unwrap().encoding, Encoding::Utf16Be);
}

#[test]
fn an_encoding_that_was_asked_for_and_does_not_fit_says_where() {
    let bytes = encoded(PAGE, Encoding::Big5);
    assert_eq!(decode(bytes, Some(Encoding::Utf8)).unwrap_err().to_string(), "not UTF-8: byte 0 is broken");
    let bytes = [b"ferry ".as_slice(), &[0xFF, b'a']].concat();
    assert_eq!(
        decode(bytes, Some(Encoding::Gb18030)).unwrap_err().to_string(),
        "not GB18030: byte 6 is broken"
    );
    let marked = [b"\xEF\xBB\xBFab".as_slice(), &[0xFF, b'a', 0xFF]].concat();
    assert_eq!(
        decode(marked, None).unwrap_err().to_string(),
        "begins as UTF-8, but is not UTF-8: byte 5 is broken"
    );
}

#[test]
fn little_damage_is_read_and_counted() {
    for encoding in [Encoding::Utf8, Encoding::Gb18030, Encoding::Big5] {
        for asked in [None, Some(encoding)] {
            let decoded = decode(damaged(encoding, 1), asked).unwrap();
            let lacunae = decoded.text.matches('\u{FFFD}').count();
            assert_eq!((decoded.encoding, lacunae, decoded.damaged), (encoding, 1, 1));
        }
    }
}

#[test]
fn what_was_asked_for_is_read_however_damaged_unless_most_of_it_is() {
    let spoilt = |encoding, each: usize| {
        let bytes = encoded(PAGE, encoding);
        bytes
            .iter()
            .enumerate()
            .map(|(at, byte)| if at % each == 5 { 0xFF } else { *byte })
            .collect::<Vec<u8>>()
    };
    for encoding in [Encoding::Utf8, Encoding::Gb18030, Encoding::Big5] {
        let decoded = decode(spoilt(encoding, 13), Some(encoding)).unwrap();
        assert!(decoded.damaged > 2 && decoded.text.contains('船'), "{decoded:?}");
        let noise = spoilt(encoding, 13).into_iter().chain([0xFF; 200]).collect();
        assert!(decode(noise, Some(encoding)).unwrap_err().to_string().starts_with("not "));
    }
}

#[test]
fn a_character_cut_by_the_end_of_the_file_is_a_lacuna() {
    for encoding in ALL {
        let mut bytes = encoded("渡口的船今天沒有來，兩岸的人都在等", encoding);
        bytes.pop();
        let decoded = decode(bytes, None).unwrap();
        assert_eq!((decoded.encoding, decoded.damaged), (encoding, 1));
        assert_eq!(decoded.text, "渡口的船今天沒有來，兩岸的人都在\u{FFFD}");
    }
}

/// What may happen to a text of UTF-8, and how many lacunae it leaves.
fn damages(line: &str) -> Vec<(&'static str, Vec<u8>, usize)> {
    let bytes = line.as_bytes();
    let middle = line.char_indices().nth(line.chars().count() / 2).map_or(0, |(at, _)| at);
    let end = bytes.len();
    let with = |at: usize, more: &[u8]| [&bytes[..at], more, &bytes[at..]].concat();
    vec![
        ("its first byte cut", bytes[1..].to_vec(), 1),
        ("its last byte cut", bytes[..end - 1].to_vec(), 1),
        ("its last byte cut before a line end", [&bytes[..end - 1], b"\n"].concat(), 1),
        ("the first byte cut of one in the middle", [&bytes[..middle], &bytes[middle + 1..]].concat(), 1),
        ("the second byte cut", [&bytes[..=middle], &bytes[middle + 2..]].concat(), 1),
        ("the third byte cut", [&bytes[..middle + 2], &bytes[middle + 3..]].concat(), 1),
        ("a pair of surrogates in the middle", with(middle, b"\xED\xA1\x80\xED\xB0\x80"), 0),
        ("a lone surrogate in the middle", with(middle, b"\xED\xA1\x80"), 1),
        ("0xFF in the middle", with(middle, b"\xFF"), 1),
        ("0xFF at the end", with(end, b"\xFF"), 1),
        ("a quotation in GBK", with(end, &encoding_rs::GBK.encode("旧版").0), 3),
        ("a longer quotation in GBK", with(end, &encoding_rs::GBK.encode("“旧版作此字，误”").0), 11),
    ]
}

/// The line as it is read: in UTF-8, with so many lacunae, without a character that is not in it.
fn assert_lacunae(line: &str, (what, bytes, lacunae): (&str, Vec<u8>, usize)) {
    let decoded = decode(bytes.clone(), None).unwrap_or_else(|why| panic!("{line}, {what}: {why}"));
    let Decoded { text, encoding, damaged } = &decoded;
    assert_eq!((*encoding, *damaged), (Encoding::Utf8, lacunae), "{line}, {what}: {text}");
    let kept: Vec<char> = text.chars().filter(|c| !"\u{FFFD}\u{20000}\n".contains(*c)).collect();
    let mut rest = line.chars();
    assert!(kept.iter().all(|c| rest.any(|other| other == *c)), "{line}, {what}: {text}");
    assert!(kept.len() + 1 >= line.chars().count(), "{line}, {what}: {text}");
    assert_eq!(decode(bytes, Some(Encoding::Utf8)).unwrap(), decoded, "{line}, {what}, asked for");
}

#[test]
fn each_damage_to_a_line_in_utf_8_leaves_lacunae_in_utf_8() {
    for line in [
        "渡口的船今天沒有來，兩岸的人都",
        "桥断三年，船工老何天天在岸上等人。",
        "甲乙丙丁戊己庚辛壬癸子丑寅卯辰",
    ] {
        for damage in damages(line) {
            assert_lacunae(line, damage);
        }
    }
}

#[test]
fn no_damage_to_a_line_of_the_samples_makes_it_another_text() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/data/sample");
    let files = walkdir::WalkDir::new(root).into_iter().map(Result::unwrap);
    let texts =
        files.filter(|file| file.file_type().is_file()).map(|file| std::fs::read(file.path()).unwrap());
    let texts: Vec<String> = texts.map(|bytes| decode(bytes, None).unwrap().text).collect();
    let lines = texts.iter().flat_map(|text| text.lines()).filter(|line| line.chars().count() >= 15);
    // What cuts a letter of ASCII breaks nothing, and ASCII with a quotation in GBK may be GBK.
    let is_ascii = |at: usize, line: &str| line.chars().nth(at).is_some_and(|c| c.is_ascii());
    let mut count = 0;
    for line in lines {
        let length = line.chars().count();
        for (what, bytes, lacunae) in damages(line) {
            let letters = line.chars().filter(|c| !c.is_ascii()).count();
            if letters < 10 && what.contains("GBK") {
                continue;
            }
            let at = if what.starts_with("its first") {
                0
            } else if what.starts_with("its last") {
                length - 1
            } else {
                length / 2
            };
            if !(what.contains("byte cut") && is_ascii(at, line)) {
                assert_lacunae(line, (what, bytes, lacunae));
                count += 1;
            }
        }
    }
    assert!(count > 5_000, "{count}");
}

#[test]
fn one_word_in_gb18030_within_much_ascii_is_not_damaged_utf8() {
    let text = "a ferry, a river, two banks\n".repeat(400) + "渡口兩岸橋斷水急\n";
    assert_eq!(decode(encoded(&text, Encoding::Gb18030), None).unwrap(), whole(&text, Encoding::Gb18030));
}

#[test]
fn what_is_no_text_says_so() {
    let picture: Vec<u8> =
        (0..4_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13).to_le_bytes()[0]).collect();
    assert_eq!(decode(picture, None).unwrap_err(), binary());
    assert_eq!(decode(b"ferry\0river".to_vec(), None).unwrap_err(), binary());
    assert_eq!(decode(vec![1, 2, 3, 4, b'a'], None).unwrap_err(), binary());
    let french = encoding_rs::WINDOWS_1252.encode("Le bac n'est pas passé, et la nuit est tombée à l'été.").0;
    assert_eq!(
        decode(french.into_owned(), None).unwrap_err().to_string(),
        "unknown encoding; say which with the option `encoding`, which holds for all files of a run"
    );
    assert_eq!(decode(b"page\x0Cpage\x1A".to_vec(), None).unwrap().encoding, Encoding::Utf8);
}

proptest! {
    #[test]
    fn any_bytes_are_text_or_a_reason(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        for asked in [None, Some(Encoding::Utf8), Some(Encoding::Utf16Be), Some(Encoding::Gb18030)] {
            if let Err(why) = decode(bytes.clone(), asked) {
                prop_assert!(!why.to_string().is_empty());
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
        prop_assert_eq!(decode(encoded(&text, ALL[choice]), None).unwrap(), whole(&text, ALL[choice]));
    }
}

#[test]
fn a_few_characters_that_look_like_utf_8_are_read_as_what_they_say() {
    for line in ["### 2026年春", "大山深处学子“引路人", "3月：“渡口”"] {
        for encoding in [Encoding::Gb18030, Encoding::Utf16Le, Encoding::Utf16Be] {
            assert_eq!(decode(encoded(line, encoding), None).unwrap(), whole(line, encoding), "{line}");
        }
    }
}

#[test]
fn what_is_not_chinese_is_refused_by_its_name() {
    let korean = encoding_rs::EUC_KR.encode("나룻배는 오늘 오지 않았다.").0;
    assert_eq!(
        decode(korean.into_owned(), None).unwrap_err().to_string(),
        "looks like EUC-KR, which is not read; convert it to UTF-8"
    );
}
