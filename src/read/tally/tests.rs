#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::*;

/// Made-up sentences of about ten characters: letters, news, old prose, verse.
const SIMPLIFIED: [&str; 8] = [
    "渡口的船今天没有来。",
    "请把信交给我的老师",
    "本县粮食产量比去年增长",
    "他们说明天要去山里看雪",
    "夫渡者，所以济人也。",
    "桥断而水急，舟不得行",
    "两岸灯火，一夜风声。",
    "关于修桥铺路的通知",
];
const TRADITIONAL: [&str; 8] = [
    "渡口的船今天沒有來。",
    "請把信交給我的老師",
    "本縣糧食產量比去年增長",
    "他們說明天要去山裏看雪",
    "夫渡者，所以濟人也。",
    "橋斷而水急，舟不得行",
    "兩岸燈火，一夜風聲。",
    "關於修橋鋪路的通知",
];

#[test]
fn ten_characters_tell_gb18030_from_big5() {
    for text in SIMPLIFIED.iter().chain(&TRADITIONAL) {
        let (bytes, _, _) = encoding_rs::GB18030.encode(text);
        assert_eq!(guess(&bytes), Some(Encoding::Gb18030), "{text}");
    }
    for text in TRADITIONAL {
        let (bytes, _, unmapped) = encoding_rs::BIG5.encode(text);
        assert!(!unmapped, "{text}");
        assert_eq!(guess(&bytes), Some(Encoding::Big5), "{text}");
    }
}

#[test]
fn ten_characters_tell_utf_16_and_its_order() {
    for text in SIMPLIFIED.iter().chain(&TRADITIONAL) {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(guess(&little), Some(Encoding::Utf16Le), "{text}");
        assert_eq!(guess(&big), Some(Encoding::Utf16Be), "{text}");
    }
    let latin: Vec<u8> = "ferry, 1937\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(guess(&latin), Some(Encoding::Utf16Le));
}

#[test]
fn a_long_table_in_ascii_does_not_hide_the_few_characters_that_count() {
    let text = "id,1937,0.5,ferry\n".repeat(5_000) + "渡口,兩岸,橋斷水急\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    let (big5, _, _) = encoding_rs::BIG5.encode(&text);
    assert_eq!(guess(&gb), Some(Encoding::Gb18030));
    assert_eq!(guess(&big5), Some(Encoding::Big5));
}

#[test]
fn rare_and_four_byte_characters_are_read_among_common_ones() {
    let (bytes, _, _) =
        encoding_rs::GB18030.encode("二〇二五年，渡口有𠮷姓、㐂姓、䶮姓的人家，书名﹏渡口﹏。");
    assert_eq!(guess(&bytes), Some(Encoding::Gb18030));
    let (bytes, _, _) = encoding_rs::BIG5.encode("渡口有鱻姓、龘姓的人家，書名﹏渡口﹏。");
    assert_eq!(guess(&bytes), Some(Encoding::Big5));
}

#[test]
fn other_languages_are_no_chinese() {
    let russian = "Паром сегодня не пришёл, и люди ждали на берегу до вечера.";
    let japanese = "渡し船は今日は来ませんでした。人々は夕方まで岸で待っていました。";
    let korean = "나룻배는 오늘 오지 않았고 사람들은 저녁까지 강가에서 기다렸다.";
    let french = "Le bac n'est pas passé aujourd'hui, et l'on a attendu sur la rive jusqu'à la nuit tombée.";
    let cases = [
        (russian, encoding_rs::WINDOWS_1251),
        (japanese, encoding_rs::SHIFT_JIS),
        (japanese, encoding_rs::EUC_JP),
        (korean, encoding_rs::EUC_KR),
        (french, encoding_rs::WINDOWS_1252),
    ];
    for (text, encoding) in cases {
        let (bytes, _, _) = encoding.encode(text);
        assert_eq!(guess(&bytes), None, "{}", encoding.name());
    }
}

#[test]
fn the_table_lists_no_character_twice() {
    let mut seen: Vec<char> = COMMON.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), COMMON.chars().count());
    assert_eq!(seen.iter().filter_map(|c| slot(*c)).count(), seen.len());
    assert!(slot(*seen.last().unwrap()).is_some());
}
