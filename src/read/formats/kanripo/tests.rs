#![expect(clippy::unwrap_used, clippy::string_slice, reason = "tests may panic")]
#![expect(clippy::format_push_string, reason = "a test may take its time")]

use super::*;
use proptest::prelude::*;

fn mandoku(text: &str) -> ReadingText {
    compose(text, Notation::Mandoku).0
}

fn shown(text: &str) -> String {
    mandoku(text).text
}

/// The stretches of a layer.
fn of(text: &ReadingText, layer: Layer) -> Vec<String> {
    let slice =
        |begin: u32, end: u32| text.text.chars().skip(begin as usize).take((end - begin) as usize).collect();
    let spans = text.marks.layers.iter().filter(|span| span.layer == layer);
    spans.map(|span| slice(span.span.begin, span.span.end)).collect()
}

fn notes(text: &str) -> Vec<String> {
    of(&mandoku(text), Layer::Note)
}

/// The loci, each with the two characters after it.
fn loci(text: &ReadingText) -> Vec<String> {
    let after = |at: u32| text.text.chars().skip(at as usize).take(2).collect::<String>();
    text.marks.loci.iter().map(|locus| format!("{} {}", locus.name, after(locus.at))).collect()
}

const CHAPTER: &str = "\u{FEFF}# -*- mode: mandoku-view -*-
#+TITLE: 渡口志&KR0012;
#+DATE: 2016-08-10 10:04:24
#+PROPERTY: ID KR9z0001
#+PROPERTY: BASEEDITION TEST
#+PROPERTY:  JUAN 2
#+PROPERTY: JUAN 20
#+PROPERTY: BASEEDITION TEST
#+PROPERTY: LASTPB

# src: DK 02.01:01; tr. 甲
# dating: 1931
<pb:KR9z0001_TEST_002-1a>¶
** 2 《船家篇第二》

2.1船家曰：¶
「風急浪高，¶
不渡也。」<pb:KR9z0001_TEST_002-2a>¶

# src: DK 02.01:02; tr. 甲
2.10客不聽，¶
遂自撑船
而去。士@shì笑之。¶
";

#[test]
fn lines_say_what_they_are() {
    let windows = CHAPTER.replace('\n', "\r\n");
    for text in [CHAPTER, windows.as_str()] {
        let (text, metadata) = compose(text, Notation::Mandoku);
        assert_eq!(
            text.text,
            "《船家篇第二》\n\n船家曰：「風急浪高，不渡也。」\n\n客不聽，遂自撑船而去。士shì笑之。"
        );
        let expected = [
            "002-1a 《船",
            "2 《船家篇第二》 《船",
            "2.1 船家",
            "DK 02.01:01; tr. 甲 船家",
            "002-2a 客不",
            "2.10 客不",
            "DK 02.01:02; tr. 甲 客不",
        ];
        assert_eq!(loci(&text), expected);
        assert_eq!(of(&text, Layer::Sign), ["shì"]);
        assert_eq!(metadata.title.as_deref(), Some("渡口志\u{10500C}"));
        assert_eq!(metadata.date, None, "the date of the file is none of the text");
        let other = |key: &str| metadata.other.get(key).map(String::as_str);
        assert_eq!(other("DATE"), Some("\"2016-08-10 10:04:24\""));
        assert_eq!(other("ID"), Some("\"KR9z0001\""));
        assert_eq!((other("JUAN"), other("BASEEDITION")), (Some("[\"2\",\"20\"]"), Some("\"TEST\"")));
        assert_eq!((other("dating"), other("LASTPB"), other("src")), (Some("\"1931\""), None, None));
    }
}

#[test]
fn a_note_goes_on_over_lines_and_pages() {
    let text = "渡口(船家曰/不可)¶\n(風急/浪高)人不¶\n<pb:KR9z_T_1-1b>¶\n聽(客也/)¶\n<pb:KR9z_T_1-2a>¶\n(自撑/去)而去(笑)(之)¶\n";
    let reading = mandoku(text);
    assert_eq!(reading.text, "渡口(船家曰不可風急浪高)人不聽(客也自撑去)而去(笑)(之)");
    assert_eq!(notes(text), ["(船家曰不可風急浪高)", "(客也自撑去)", "(笑)(之)"]);
    assert_eq!(loci(&reading), ["1-1b 聽(", "1-2a 自撑"]);
    assert_eq!(notes("渡(上(某)也/下)口"), ["(上(某)也下)"]);
    assert_eq!(notes("渡(風¶\n急¶\n浪)口\n"), ["(風急浪)"], "closed on another line");
    assert_eq!(shown("一1/2船(風1/2丈/急)"), "一1/2船(風1/2丈急)");
    assert_eq!(shown("船(風急)¶\n客¶\n"), "船(風急)客");
    assert_eq!(loci(&mandoku("船(風急)¶\n<pb:KR9z_T_1-2a>¶\n客")), ["1-2a 客"], "not at the bracket");
}

#[test]
fn a_note_that_is_not_closed_ends_with_its_line() {
    assert_eq!(notes("渡(風急¶\n浪高¶\n(客)也¶\n"), ["(風急", "(客)"]);
    assert_eq!(notes("渡(風急\n\n浪高)也"), ["(風急"]);
    assert_eq!(notes("渡(風急\n* 題\n浪高)也"), ["(風急"]);
    assert_eq!(shown("渡)口)也"), "渡)口)也");
    let long = "渡(".to_owned() + &"風".repeat(5_000) + "¶\n浪)也";
    assert_eq!(notes(&long).concat().chars().count(), 5_001);
    assert_eq!(notes(&("渡(".to_owned() + &"風¶\n".repeat(100) + "浪)也")), ["(風"]);
    assert!(
        notes("渡( 風 [木*(風/急)] 浪)").concat().contains("[木*(風/急)]"),
        "brackets that describe a character"
    );
}

#[test]
fn codes_are_no_text_and_pages_have_names() {
    let text = "<md:KR9z0001_HFL_001-001a>¶<pb:KR9z0001_SJB_001-120272c>\n渡口<pb:KR9z0001_WYG_WYG0297-0606c>的¶船\
        <xx:何物><PB KR9z0001_SJB_4>來<md:CK-KZ_KR9z0001_01p001a>了<pb:KR9z0001_SJB_4>么a<b>c\n";
    let reading = mandoku(text);
    assert_eq!(reading.text, "渡口的船來了么a<b>c");
    let expected =
        ["HFL 001-001a 渡口", "001-120272c 渡口", "WYG0297-0606c 的船", "4 來了", "CK-KZ 01p001a 了么"];
    assert_eq!(loci(&reading), expected, "a page that is named again goes on");
    assert_eq!(shown("渡¶\tferry ¶\n口\n"), "渡\nferry\n口");
    assert_eq!(of(&mandoku("渡\tferry\n口\n"), Layer::Note), ["ferry"]);
    assert_eq!(of(&mandoku("渡\n:zhu:\n渡 [du4]\n:END:\n口"), Layer::Note), ["渡 [du4]"]);
    let head = mandoku("<pb:KR9z_T_1p001a>\n@fw渡<md:KR9z_H_1-1a>¶口志\n船\n　　　@by某撰¶\n");
    assert_eq!(
        (head.text.as_str(), of(&head, Layer::Furniture)),
        ("渡口志\n船\n\n某撰", vec!["渡口志".to_owned()])
    );
}

#[test]
fn a_character_that_has_no_code_is_one_character() {
    assert_eq!(shown("甲&KR0001;乙&KR12345;"), "甲\u{105001}乙\u{108039}");
    assert_eq!(shown("甲&CB00972;乙&M012345;丙&CH-0F0001;"), "甲\u{F03CC}乙〓丙〓");
    assert_eq!(shown("甲&amp;乙&#x4E19;丁& 戊&;己&KR99999999999;"), "甲&乙丙丁& 戊&;己〓");
    assert_eq!(shown("曰[啟-口+山]，見[＊]之[1]也[注]"), "曰[啟-口+山]，見[＊]之[1]也[注]");
    assert_eq!(of(&mandoku("見[＊]之[12]也"), Layer::Sign), ["[＊]", "[12]"]);
    assert_eq!(notes("曰[口*(隹/乃)]也"), [] as [&str; 0]);
}

#[test]
fn headings_and_numbers_are_places() {
    let text = "* 1. 緒<pb:KR9z_T_1-1a>¶論\n甲\n** 2.7　《表》\n乙\n*** 3\n丙\n**丁\n** 2016年\n戊\n* 2船家品\n1《詩》己\n1 1.12《書》庚\n841庚申\n3.14\n";
    let reading = mandoku(text);
    assert_eq!(
        reading.text,
        "緒論\n\n甲\n\n《表》\n\n乙\n\n丙丁\n\n2016年\n\n戊\n\n船家品\n\n《詩》己《書》庚841庚申3.14"
    );
    let expected = [
        "1. 緒論 緒論",
        "1-1a 論\n",
        "2.7 《表》 《表",
        "3 丙丁",
        "2016年 20",
        "2船家品 船家",
        "1 《詩",
        "1.12 《書",
    ];
    assert_eq!(loci(&reading), expected);
}

#[test]
fn a_blank_line_parts_but_not_behind_a_page_code_of_a_print() {
    assert_eq!(shown("微而後成¶<md:KR9z_H_1-1b>¶\n\n始於無¶\n\n又¶\n"), "微而後成始於無\n\n又");
    assert_eq!(shown("利也。\n<pb:KR9z_T_1-2a>¶\n\n初九，潛也。"), "利也。\n\n初九，潛也。");
    assert_eq!(shown("甲¶\n　　¶\n乙\n# 注\n丙\n#+X: y\n丁"), "甲\n\n乙丙丁");
    assert_eq!(
        shown("曰：\n#+BEGIN_VERSE\n「　「風急，\n　浪高。」」\n#+END_VERSE\n¶\n去"),
        "曰：\n\n「　「風急，\n浪高。」」\n\n去"
    );
    assert_eq!(shown("No. 1\nShort words\n渡¶\nword"), "No. 1\nShort words渡word");
    assert_eq!(shown("國名|侯功|¶\n|　|便|長沙|\n"), "國名　侯功\n便　長沙");
}

#[test]
fn the_indent_of_a_line_tells_a_title_from_a_paragraph() {
    let full = "渡口的船今天沒有來兩岸的人都在等¶\n";
    let text = format!(
        "　　題名¶\n　　　某撰¶\n{full}{full}　　某人傳曰渡口的船今天沒有來兩¶\n{full}　　贊曰渡口的船今天沒有來兩岸的¶\n　　人等¶\n{full}"
    );
    let paragraphs: Vec<_> = shown(&text).split("\n\n").map(|part| part.chars().count()).collect();
    assert_eq!(paragraphs, [2, 2, 32, 14 + 16, 14 + 2, 16]);
    assert!(!shown(&text).contains('\u{3000}'), "no indent is kept");
}

#[test]
fn a_print_has_paragraphs_of_a_page_or_two() {
    let line = "渡口的船今天沒有來兩岸的人都在等¶\n";
    let page = |nth: usize| format!("<pb:KR9z_T_1-{nth}a>¶\n{}", line.repeat(10));
    let plain: String = (0..40).map(page).collect();
    let noted: String = (0..40).map(|nth| page(nth).replacen("兩岸", "(注/文)兩岸", 3)).collect();
    for text in [plain, noted] {
        let text = mandoku(&text);
        let lengths: Vec<_> = text.text.split("\n\n").map(|part| part.chars().count()).collect();
        assert!(lengths[..lengths.len() - 1].iter().all(|length| (300..900).contains(length)), "{lengths:?}");
    }
    let punctuated: String = (0..40).map(|nth| page(nth).replace("來兩", "來。兩")).collect();
    let punctuated = shown(&punctuated);
    assert!(
        punctuated.split("\n\n").all(|part| part.ends_with("來。") || part.ends_with('等')),
        "{punctuated}"
    );
}

#[test]
fn a_block_holds_properties_until_it_is_closed() {
    let (text, metadata) = compose(
        "* 題\n:PROPERTIES:\n:head: 題¶\n名\n:id: 7\n:END:\n渡口\n:PROPERTIES:\n船\n",
        Notation::Mandoku,
    );
    assert_eq!(text.text, "題\n\n渡口船");
    assert_eq!((metadata.other["head"].as_str(), metadata.other["id"].as_str()), ("\"題名\"", "\"7\""));
}

#[test]
fn an_outline_without_mandokus_marks_keeps_its_brackets() {
    let text = "#+TITLE: 渡口\n* 目次\n[[file:a.txt][一 〈船家〉¶]]\n[[https://a.b/c]]\n[[file:a.png]]\n#標籤 (甲/乙) 2.1船\n| 甲 | 乙 |\n";
    let (text, metadata) = compose(text, Notation::Org);
    assert_eq!(metadata.title.as_deref(), Some("渡口"));
    assert_eq!(text.text, "目次\n\n一 〈船家〉\nhttps://a.b/c\n#標籤 (甲/乙) 2.1船\n甲 \u{3000}乙 ");
    assert!(text.marks.layers.is_empty());
}

#[test]
fn a_file_of_mandokus_is_known_by_how_it_begins() {
    let wide: Vec<u8> = CHAPTER.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let known = [
        CHAPTER.as_bytes(),
        &wide,
        b"#-*- mode: org; -*-\n#+TITLE: x\n<pb:a>\n",
        b"# -*- mode: mandoku-view; -*-\n",
        b"<pb:KR9z0001_T_001-1a>x",
        "#+PROPERTY: ID x\r\n渡口¶\r\n".as_bytes(),
    ];
    let others = [
        "#+TITLE: 渡口\n正文\n".as_bytes(),
        "# 渡口\n正文¶\n".as_bytes(),
        "正文<pb:1>提到mode: mandoku".as_bytes(),
        b"",
        b"\xFF\xFE\x00",
    ];
    assert!(known.iter().all(|head| Kanripo.recognises(head)));
    assert!(!others.iter().any(|head| Kanripo.recognises(head)));
}

#[test]
fn what_is_made_to_take_long_does_not() {
    let many = 100_000;
    for piece in [
        "(", "((\n", "(x", "[", "[[", "[(", "<pb:", "&", "@", "|", "¶", ":a:\n", "*", "* \n", "#+A: b\n",
        "1.", "　", "(\n", ")¶\n(",
    ] {
        for notation in [Notation::Mandoku, Notation::Org] {
            let _ = compose(&piece.repeat(many), notation);
        }
    }
    let _ = compose(&("(".to_owned() + &"風".repeat(400)).repeat(1_000), Notation::Mandoku);
}

/// What an editor may put anywhere between two characters of a print.
const BETWEEN: [&str; 8] =
    ["", "¶\n", "\n", "¶", "<pb:KR9z0001_T_001-1a>", "<md:KR9z0001_HFL_2-7b>¶\n", "\n# src: DK 1\n", "\n\n"];

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_added(
        parts in prop::collection::vec(("[渡口的船今天沒有來。，]{1,8}", prop::sample::select(&BETWEEN[..]), 0_usize..4), 1..40),
    ) {
        let (mut raw, mut all, mut in_notes) = (String::new(), String::new(), String::new());
        for (text, between, kind) in &parts {
            if *kind == 0 {
                let half = text.char_indices().nth(text.chars().count() / 2).unwrap().0;
                raw += &format!("({}/{})", &text[..half], &text[half..]);
                in_notes += text;
            } else {
                raw += text;
            }
            raw += between;
            all += text;
        }
        let reading = mandoku(&raw);
        let bare = |text: &str| text.chars().filter(|c| !matches!(c, '(' | ')' | '\n')).collect::<String>();
        prop_assert_eq!(bare(&reading.text), all);
        let notes = of(&reading, Layer::Note);
        prop_assert_eq!(bare(&notes.concat()), in_notes);
        prop_assert!(notes.iter().all(|note| note.starts_with('(') && note.ends_with(')')), "{:?}", notes);
    }
}
