use super::*;

fn best(bytes: &[u8]) -> Option<Guess> {
    guess(bytes).map(|(guess, _)| guess)
}

#[expect(clippy::unnecessary_wraps, reason = "as it is compared")]
fn ours(encoding: Encoding) -> Option<Guess> {
    Some(Guess::Ours(encoding))
}

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
        assert_eq!(best(&bytes), ours(Encoding::Gb18030), "{text}");
    }
    for text in TRADITIONAL {
        let (bytes, _, unmapped) = encoding_rs::BIG5.encode(text);
        assert!(!unmapped, "{text}");
        assert_eq!(best(&bytes), ours(Encoding::Big5), "{text}");
    }
}

#[test]
fn ten_characters_tell_utf_16_and_its_order() {
    for text in SIMPLIFIED.iter().chain(&TRADITIONAL) {
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(best(&little), ours(Encoding::Utf16Le), "{text}");
        assert_eq!(best(&big), ours(Encoding::Utf16Be), "{text}");
    }
    let latin: Vec<u8> = "ferry, 1937\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(best(&latin), ours(Encoding::Utf16Le));
}

#[test]
fn a_long_table_in_ascii_does_not_hide_the_few_characters_that_count() {
    let text = "id,1937,0.5,ferry\n".repeat(5_000) + "渡口,兩岸,橋斷水急\n";
    let (gb, _, _) = encoding_rs::GB18030.encode(&text);
    let (big5, _, _) = encoding_rs::BIG5.encode(&text);
    assert_eq!(best(&gb), ours(Encoding::Gb18030));
    assert_eq!(best(&big5), ours(Encoding::Big5));
}

#[test]
fn rare_and_four_byte_characters_are_read_among_common_ones() {
    let (bytes, _, _) =
        encoding_rs::GB18030.encode("二〇二五年，渡口有𠮷姓、㐂姓、䶮姓的人家，书名﹏渡口﹏。");
    assert_eq!(best(&bytes), ours(Encoding::Gb18030));
    let (bytes, _, _) = encoding_rs::BIG5.encode("渡口有鱻姓、龘姓的人家，書名﹏渡口﹏。");
    assert_eq!(best(&bytes), ours(Encoding::Big5));
}

const KOREAN: [&str; 6] = [
    "나룻배는 오늘 오지 않았고 사람들은 저녁까지 강가에서 기다렸다.",
    "강을 건너는 사람이 많다",
    "선생님께 편지를 전해 주십시오",
    "올해 군의 쌀 생산량은 작년보다 늘었다",
    "다리가 끊어져 물이 급하다",
    "새로운 도로 건설에 관한 안내문",
];
const JAPANESE: [&str; 6] = [
    "渡し船は今日は来ませんでした。人々は夕方まで岸で待っていました。",
    "この手紙を先生に渡してください",
    "今年の米の生産量は昨年より増えた",
    "橋が落ちて、水の流れが速い。",
    "新しい道路の建設についてのお知らせ",
    "カメラとテレビのニュースを見る",
];

#[test]
fn korean_and_japanese_are_called_what_they_are() {
    let cases = [
        (&KOREAN, encoding_rs::EUC_KR, EUC_KR),
        (&JAPANESE, encoding_rs::EUC_JP, EUC_JP),
        (&JAPANESE, encoding_rs::SHIFT_JIS, SHIFT_JIS),
    ];
    for (texts, encoding, name) in cases {
        for text in texts {
            let (bytes, _, unmapped) = encoding.encode(text);
            assert!(!unmapped, "{text}");
            assert_eq!(best(&bytes), Some(Guess::Foreign(name)), "{text}");
        }
    }
}

#[test]
fn other_languages_are_no_chinese() {
    let russian = "Паром сегодня не пришёл, и люди ждали на берегу до вечера.";
    let french = "Le bac n'est pas passé aujourd'hui, et l'on a attendu sur la rive jusqu'à la nuit tombée.";
    let czech = "Přívoz dnes nejel, a tak lidé čekali na břehu až do večera.";
    let cases = [
        (russian, encoding_rs::WINDOWS_1251),
        (russian, encoding_rs::KOI8_R),
        (french, encoding_rs::WINDOWS_1252),
        (czech, encoding_rs::ISO_8859_2),
    ];
    for (text, encoding) in cases {
        let (bytes, _, _) = encoding.encode(text);
        assert_eq!(best(&bytes), None, "{}", encoding.name());
    }
}
