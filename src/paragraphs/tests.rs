#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::*;
use crate::reading::Division;
use proptest::prelude::*;
use std::fmt::Write;

fn shown(text: &str) -> Vec<String> {
    split(text, 0, Division::Shape)
        .iter()
        .map(|paragraph| slice(text, paragraph.span).replace('\n', "/"))
        .collect()
}

/// Columns of a made-up travel note, wrapped at sixteen characters.
const COLUMN: &str = "渡口的老船工说，今年的水比往年来\n\
    得早，两岸的柳树还没有发芽，河面\n已经涨到了石阶的第三级。村里人把\n\
    粮食搬上阁楼，把牛牵到后山，又派\n人去上游打听消息。";

#[test]
fn a_wrapped_column_is_one_paragraph() {
    assert_eq!(shown(COLUMN).len(), 1);
    let twice = format!("{COLUMN}\n\n{COLUMN}");
    assert_eq!(shown(&twice).len(), 2);
}

#[test]
fn line_ends_of_any_kind_are_one_line_end() {
    for end in ["\r\n", "\r", "\u{85}", "\u{2028}"] {
        let text = COLUMN.replace('\n', end);
        assert_eq!(split(&text, 0, Division::Shape).len(), 1, "{end:?}");
        let text = text.clone() + end + "\u{3000} \t" + end + &text;
        assert_eq!(split(&text, 0, Division::Shape).len(), 2, "{end:?}");
    }
    assert_eq!(split(&format!("{COLUMN}\u{C}{COLUMN}"), 0, Division::Shape).len(), 2);
}

#[test]
fn an_indented_line_opens_a_paragraph() {
    for indent in ["\u{3000}\u{3000}", "    "] {
        let text = format!("{indent}{COLUMN}然后大家都回到了渡口\n{indent}{COLUMN}");
        let spans = split(&text, 0, Division::Shape);
        assert_eq!(spans.len(), 2, "{indent:?}");
        assert_eq!(slice(&text, spans[1].span).chars().next(), Some('渡'));
    }
}

#[test]
fn a_line_that_ends_short_after_a_sentence_closes_a_paragraph() {
    assert_eq!(shown(&format!("{COLUMN}\n{COLUMN}")).len(), 2);
    let comma = COLUMN.replace("消息。", "消息，");
    assert_eq!(shown(&format!("{comma}\n{COLUMN}")).len(), 1);
}

#[test]
fn a_title_over_a_column_stands_alone() {
    assert_eq!(shown(&format!("春水又到渡口\n{COLUMN}"))[0], "春水又到渡口");
    assert_eq!(shown(&format!("{COLUMN}\n（下转第四版）")).pop().unwrap(), "（下转第四版）");
}

#[test]
fn a_comma_pushed_to_the_next_line_never_opens_a_paragraph() {
    let text = COLUMN.replace("，", "\n，");
    assert!(
        shown(&text).iter().all(|paragraph| !paragraph.starts_with('，'))
            || split(&text, 0, Division::Shape).len() > 5
    );
    let pushed = "渡口的老船工说今年的水比往年来得\n早两岸的柳树还没有发芽河面涨高了\n，石阶都看不见了。";
    assert_eq!(shown(pushed).len(), 1);
}

#[test]
fn a_column_counted_in_characters_is_a_column() {
    let text = "本县今年1月到6月共修水渠12345\n米，架桥3座，平整土地678公顷，比\n\
        上年增加9.5%，其中村里自己出工的\n占一半以上，到年底还要再修渠2000\n多米。";
    assert_eq!(shown(text).len(), 1);
}

#[test]
fn verse_and_lists_keep_their_lines() {
    let five = "山下一条溪，\n溪边几树梅。\n年年春雪后，\n先向野桥开。";
    let seven = "十里平湖一片秋，\n渔家灯火在沙洲。\n夜深不见南来雁，\n只有芦花自白头。";
    let bare = "山下一条溪\n溪边几树梅\n年年春雪后\n先向野桥开\n无人知旧路\n有客带诗来";
    let long = "我从很远的山里走来，带着一路的风雪，\n我在渡口等了三个春天，等那只旧的船，\n\
        河水把我的影子带走，又把它还给了我，\n我对着空空的对岸呼喊，没有人来回答。";
    let names = "王小山\n李大河\n赵水生";
    for (text, lines) in [(five, 4), (seven, 4), (bare, 6), (long, 4), (names, 3)] {
        assert_eq!(shown(text).len(), lines, "{text}");
    }
}

#[test]
fn a_line_per_paragraph_stays_so() {
    let text = "今天早上渡口开了市。\n来的人很多，卖鱼的、卖菜的、卖竹器的都有，从桥头一直排到了庙门口，\
        比去年热闹。\n到中午就散了。\n县里派人来看，说这样很好，要年年办下去，各村都要出人出力。";
    assert_eq!(shown(text).len(), 4);
}

#[test]
fn statutes_and_marked_lines_keep_their_lines() {
    let statute = "第一条　为了管好渡口，定这个办法。\n第二条　船要每年查一次，坏的不能用。\n\
        （一）船底没有漏水的地方；\n（二）船上有救生的东西。";
    assert_eq!(shown(statute).len(), 4);
    let marked = "# 渡口\n- 船\n- 桨\n1. 查船\n2. 查人\n| 名 | 数 |\n|---|---|\n| 船 | 三 |";
    assert_eq!(shown(marked).len(), 8);
    let items = format!("一、水情\n{COLUMN}\n二、粮食\n{COLUMN}");
    assert_eq!(shown(&items).len(), 4);
}

#[test]
fn fenced_code_keeps_its_lines_unless_it_says_it_is_a_page() {
    let code = format!("```text\n{COLUMN}\n\n{COLUMN}\n```\n\n{COLUMN}");
    assert_eq!(shown(&code).len(), 2 + 10 + 1);
    let page = format!("```markdown\n{COLUMN}\n```\n\n{COLUMN}");
    assert_eq!(shown(&page).len(), 4);
}

#[test]
fn what_looks_like_a_fence_is_none_where_markup_is_gone() {
    let page = format!("```\n\n{COLUMN}\n\n```\n\n{COLUMN}");
    assert_eq!(split(&page, 0, Division::Blocks).len(), 2 + 2 * split(COLUMN, 0, Division::Shape).len());
    assert!(split(&page, 0, Division::Shape).len() > split(&page, 0, Division::Blocks).len());
}

#[test]
fn a_block_longer_than_the_window_is_judged_as_any_other() {
    let line = "渡口的老船工说，今年的水比往年来";
    let text = vec![line; WINDOW * 2 + 10].join("\n");
    let spans = split(&text, 0, Division::Shape);
    assert!(spans.len() < 60, "{}", spans.len());
    assert!(
        spans
            .iter()
            .all(|paragraph| paragraph.span.len() > LONGEST / 2 || paragraph == spans.last().unwrap())
    );
}

#[test]
fn a_long_paragraph_is_cut_after_sentences() {
    let text = "老船工说：“水来了。”大家都听见了！".repeat(1_000);
    let spans = split(&text, 0, Division::Shape);
    assert!(spans.len() >= 5);
    for paragraph in &spans {
        assert!(paragraph.span.len() <= LONGEST);
        assert!(slice(&text, paragraph.span).ends_with(['”', '！']), "{paragraph:?}");
    }
    let bare = "水".repeat(LONGEST as usize * 2 + 1);
    let lengths: Vec<u32> =
        split(&bare, 0, Division::Shape).iter().map(|paragraph| paragraph.span.len()).collect();
    assert_eq!(lengths, [LONGEST, LONGEST, 1]);
}

#[test]
fn a_cut_keeps_marks_with_their_base() {
    let text = "水".repeat(LONGEST as usize - 1) + "e\u{301}\u{327}" + &"火".repeat(10);
    let spans = split(&text, 0, Division::Shape);
    assert_eq!(spans[0].span.end, LONGEST - 1);
    let last = split(&("水".repeat(LONGEST as usize) + "\u{301}"), 0, Division::Shape);
    assert_eq!(last.iter().map(|paragraph| paragraph.span.len()).collect::<Vec<_>>(), [LONGEST - 1, 2]);
    let variation = "葛\u{E0100}".repeat(LONGEST as usize);
    for paragraph in split(&variation, 0, Division::Shape) {
        assert!(slice(&variation, paragraph.span).starts_with('葛'));
    }
}

#[test]
fn a_point_within_a_number_ends_no_sentence() {
    let text = "1.5".repeat(2_000);
    assert!(split(&text, 0, Division::Shape)[..1].iter().all(|paragraph| paragraph.span.len() == LONGEST));
}

#[test]
fn nothing_gives_nothing_and_the_body_begins_where_it_is_said() {
    assert_eq!(split("", 0, Division::Shape), []);
    assert_eq!(split(" \n\u{3000}\u{200B}\u{FEFF}\r\n", 0, Division::Shape), []);
    assert_eq!(split("甲\n", 9, Division::Shape), []);
    let spans = split("---\n---\n甲\n\n乙", 8, Division::Shape);
    assert_eq!(spans[0], Paragraph { number: 1, span: OriginalSpan::new(8, 9) });
    assert_eq!(spans[1], Paragraph { number: 2, span: OriginalSpan::new(11, 12) });
}

/// The laws of `split`: order, edges, cover, length.
fn check(text: &str, body: u32) -> Result<(), TestCaseError> {
    let chars: Vec<char> = text.chars().collect();
    let mut at = body as usize;
    for (number, paragraph) in (1..).zip(split(text, body, Division::Shape)) {
        let range = paragraph.span.range();
        prop_assert_eq!(paragraph.number, number);
        prop_assert!(at <= range.start && range.start < range.end && range.end <= chars.len());
        prop_assert!(chars[at..range.start].iter().all(|c| line::is_space(*c)));
        prop_assert!(!line::is_space(chars[range.start]) && !line::is_space(chars[range.end - 1]));
        prop_assert!(paragraph.span.len() <= LONGEST);
        at = range.end;
    }
    prop_assert!(chars.get(at..).unwrap_or_default().iter().all(|c| line::is_space(*c)));
    Ok(())
}

proptest! {
    #[test]
    fn spans_keep_the_laws_on_any_text(text in "\\PC{0,200}", body in 0_u32..220) {
        check(&text, body)?;
    }

    #[test]
    fn spans_keep_the_laws_on_pages(
        rows in prop::collection::vec("[ \u{3000}]{0,3}(第一条　|- |# |```|（一）)?[山水渡口，。！”0-9.]{0,40}", 0..60),
        end in prop::sample::select(vec!["\n", "\r\n", "\r", "\u{C}"]),
    ) {
        check(&rows.join(end), 0)?;
    }

    #[test]
    fn spans_keep_the_laws_on_long_lines(
        words in prop::collection::vec("[山水。，” \r]{1,30}", 1..20),
        times in 1_usize..200,
    ) {
        check(&words.concat().repeat(times), 0)?;
    }

    #[test]
    fn one_document_more_does_not_move_the_paragraphs_before(text in "([山水，。]{0,30}\n){0,12}") {
        let before = split(&text, 0, Division::Shape);
        let mut longer = text.clone();
        let _ = write!(longer, "\n\n{COLUMN}");
        prop_assert_eq!(&split(&longer, 0, Division::Shape)[..before.len()], &before[..]);
    }
}

fn slice(text: &str, span: OriginalSpan) -> String {
    text.chars().skip(span.begin as usize).take(span.len() as usize).collect()
}
