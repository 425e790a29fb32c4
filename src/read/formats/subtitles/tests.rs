#![expect(clippy::format_push_string, reason = "a test may take its time")]

use super::alpha;
use super::cues;
use super::lyrics;
use super::track;
use crate::read::Metadata;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;
use proptest::prelude::*;

/// The times that a text tells, each with the characters after it.
fn times(text: &ReadingText) -> Vec<(String, String)> {
    let after = |at: u32| text.text.chars().skip(at as usize).take(3).collect();
    assert!(text.marks.loci.iter().all(|locus| locus.kind == LocusKind::Time));
    text.marks.loci.iter().map(|locus| (locus.name.clone(), after(locus.at))).collect()
}

fn shown((text, _): (ReadingText, Metadata)) -> String {
    assert!(text.marks.layers.is_empty());
    text.text
}

/// All that is said, without the ends of lines.
fn said(reading: (ReadingText, Metadata)) -> String {
    shown(reading).chars().filter(|c| !c.is_whitespace()).collect()
}

const FERRY: &str = "1\n00:00:01,000 --> 00:00:02,500\n<i>渡口的船</i>\n\n\
    2\n00:00:02,600 --> 00:00:04,000 X1:10 X2:20\n{\\an8}今天<font color=\"#fff\">没有</font>来\n\n\
    3\n00:01:05,000 --> 00:01:06,000\n- 两岸的人\n- 都在等 a < b & c\n\n\
    4\n01:00:00,000 --> 01:00:01,000\n&lt;完&gt;\n";

#[test]
fn cues_are_lines_of_a_paragraph_and_times_are_loci() {
    let (text, _) = cues::compose(FERRY);
    assert_eq!(text.text, "渡口的船\n今天没有来\n\n- 两岸的人\n- 都在等 a < b & c\n\n<完>");
    let expected =
        [("00:00:01", "渡口的"), ("00:00:02", "今天没"), ("00:01:05", "- 两"), ("01:00:00", "<完>")];
    assert_eq!(times(&text), expected.map(|(time, text)| (time.to_owned(), text.to_owned())));
    let windows = "\u{FEFF}".to_owned() + &FERRY.replace('\n', "\r\n");
    assert_eq!(cues::compose(&windows), cues::compose(FERRY));
}

#[test]
fn a_paragraph_ends_with_a_pause_or_a_sentence_or_when_it_is_long() {
    let cue =
        |second: usize, text: &str| format!("00:00:{second:02},000 --> 00:00:{second:02},900\n{text}\n\n");
    let sentence = "船夫说今天风大浪急谁也不敢撑船过去。";
    let talk: String = (0..6).map(|nth| cue(nth, sentence)).collect();
    assert_eq!(
        shown(cues::compose(&talk)).split("\n\n").count(),
        2,
        "two sentences have less than 40 characters"
    );
    let silent: String = (0..30).map(|nth| cue(nth, "没有标点的一行字十个")).collect();
    let text = shown(cues::compose(&silent));
    assert_eq!(text.split("\n\n").map(|part| part.lines().count()).collect::<Vec<_>>(), [19, 11]);
    assert_eq!(shown(cues::compose(&(cue(1, "甲") + &cue(4, "乙") + &cue(8, "丙")))), "甲\n乙\n\n丙");
    assert_eq!(shown(cues::compose(&(cue(9, "甲") + &cue(1, "乙")))), "甲\n\n乙", "another part begins");
}

#[test]
fn broken_numbers_and_blank_lines_lose_nothing() {
    let texts = [
        "00:00:01,000 --> 00:00:02,000\n渡口\n00:00:02,000 --> 00:00:03,000\n两岸",
        "1\n00:00:01,000-->00:00:02,000\n渡口\n2\n00:00:02,000 -> 00:00:03,000\n两岸",
        "1\n\n00:00:01,000 --> 00:00:02,000\n\n渡口\n\n\n2\n\n00:00:02,0 --> 00:00:03.000\n\n两岸\n",
        "7\n0:00:01.5 --> 0:00:02\n渡口\n\n7\n00:02,000 --> 00:03,000\n两岸\n",
    ];
    for text in texts {
        let (text, _) = cues::compose(text);
        assert_eq!((text.text.as_str(), text.marks.loci.len()), ("渡口\n两岸", 2));
    }
    let text = "1\n00:00:01,000 --> 00:00:02,000\n1937\n\n2\n00:00:02,000 --> 00:00:03,000\n\n3\n00:00:03,000 --> 00:00:04,000\n两岸";
    assert_eq!(shown(cues::compose(text)), "1937\n两岸", "a number that is said, and a cue of nothing");
    assert_eq!(shown(cues::compose("字幕：无名\n渡口")), "字幕：无名\n渡口", "without times");
    assert_eq!(shown(cues::compose("")), "");
}

#[test]
fn captions_of_the_web_have_names_notes_and_styles() {
    let text = "WEBVTT - 渡口\nKind: captions\n\nNOTE 这是注\n还是注\n\nSTYLE\n::cue { color: red }\n\n\
        第一幕\n00:01.000 --> 00:02.000 align:start\n<v 船夫>渡口的<b.loud>船</b>\n\n\
        2\n00:00:02.000 --> 00:00:03.000\n没有来 &amp; 不会来\n";
    assert_eq!(shown(cues::compose(text)), "渡口的船\n没有来 & 不会来");
    let rolling = "WEBVTT\n\n00:00:01.000 --> 00:00:03.000\n渡口<00:00:01.500><c>的船</c>\n\n\
        00:00:03.000 --> 00:00:03.010\n渡口的船\n \n\n00:00:03.010 --> 00:00:05.000\n渡口的船\n没有<00:00:04.000><c>来</c>\n";
    assert_eq!(shown(cues::compose(rolling)), "渡口的船\n没有来", "each line once");
}

#[test]
fn readings_beside_characters_are_signs() {
    let cue = "00:01.000 --> 00:02.000\n<ruby>渡<rp>(</rp><rt>du</rt><rp>)</rp>口<rt>kou</ruby>的<ruby>船<rt>chuan\n没有来";
    for text in [format!("WEBVTT\n\n{cue}"), format!("1\n{cue}")] {
        let (text, _) = cues::compose(&text);
        assert_eq!(text.text, "渡du口kou的船chuan\n没有来");
        let signs: Vec<_> =
            text.marks.layers.iter().map(|run| (run.layer, run.span.begin, run.span.end)).collect();
        let sign = Layer::Sign;
        assert_eq!(signs, [(sign, 1, 3), (sign, 4, 7), (sign, 9, 14)]);
    }
}

#[test]
fn braces_that_are_escaped_are_text_and_rows_may_be_in_small_letters() {
    let row = |text: &str| format!("[events]\ndialogue: 0,0:00:01.00,0:00:02.00,a,b,0,0,0,,{text}");
    assert_eq!(shown(alpha::compose(&row("{\\i1}渡\\{口\\}的\\N船"))), "渡{口}的\n船");
    let (_, metadata) = alpha::compose("[script info]\ntitle: 书\n");
    assert_eq!(metadata.title.as_deref(), Some("书"));
}

#[test]
fn of_a_table_only_what_is_said_is_text() {
    let text = "\u{FEFF}[Script Info]\r\n; 注\r\nTitle: 渡口\r\nScriptType: v4.00+\r\n\r\n[V4+ Styles]\r\nFormat: Name, Fontname\r\n\
        Style: Default,宋体\r\n\r\n[Events]\r\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\r\n\
        Dialogue: 0,0:00:01.00,0:00:02.00,Default,船夫,0,0,0,,{\\pos(1,2)}渡口{\\k20}的船,\\N今天\\h没有来{译注}\r\n\
        Dialogue: 1,0:00:01.00,0:00:02.00,Default,船夫,0,0,0,,渡口的船,\\N今天\\h没有来\r\n\
        Comment: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,不是\r\n\
        Dialogue: 0,0:01:05.50,0:01:06.00,Default,,0,0,0,,{\\p1}m 0 0 l 100 0{\\p0}两岸 { 开着\r\n";
    let (text, metadata) = alpha::compose(text);
    assert_eq!(text.text, "渡口的船,\n今天 没有来\n\n两岸 { 开着");
    assert_eq!(times(&text)[1], ("00:01:05".to_owned(), "两岸 ".to_owned()));
    assert_eq!(metadata.title.as_deref(), Some("渡口"));
    assert_eq!(metadata.other["ScriptType"], "\"v4.00+\"");
    let other = "[Script Info]\nTitle: <untitled>\n[Events]\nFormat: Start, End, Text\nDialogue: 0:00:01.00,0:00:02.00,渡口,船\n";
    let (text, metadata) = alpha::compose(other);
    assert_eq!((text.text.as_str(), metadata.title), ("渡口,船", None));
    assert_eq!(shown(alpha::compose("Dialogue: 0,0:00:01.00,0:00:02.00,a,b,0,0,0,,渡口")), "渡口");
}

#[test]
fn a_song_is_sung_in_its_order() {
    let text = "[ti:渡口]\n[ar: 无名]\n[offset:500]\n词：无名\n[00:30.00][00:10.00]啊渡口的船\n[00:01.50]<00:01.50>风<00:02.00>起\n\
        （合）\n[00:20]来了没有\n[00:25.00]\n[00:40:50]a<b 完\n";
    let (text, metadata) = lyrics::compose(text);
    assert_eq!(text.text, "词：无名\n风起\n（合）\n啊渡口的船\n来了没有\n\n啊渡口的船\na<b 完");
    let told: Vec<_> = times(&text).into_iter().map(|(time, _)| time).collect();
    assert_eq!(told, ["00:00:01", "00:00:01", "00:00:10", "00:00:20", "00:00:30", "00:00:40"]);
    assert_eq!((metadata.title.as_deref(), metadata.other["artist"].as_str()), (Some("渡口"), "\"无名\""));
    assert_eq!(metadata.other["offset"], "\"500\"");
}

#[test]
fn a_song_may_have_hours_and_spaces_in_its_brackets() {
    let (text, _) = lyrics::compose("[1:02:03.00]渡口\n[ 00:05.00 ][ 00:06.50]两岸\n[00:04:50]船\n");
    let told: Vec<_> = times(&text).into_iter().map(|(time, _)| time).collect();
    assert_eq!(told, ["00:00:04", "00:00:05", "00:00:06", "01:02:03"]);
}

#[test]
fn a_time_is_what_people_write() {
    let told = |text| track::time(text).map(|(time, rest)| (time, rest.to_owned()));
    for (text, time) in [
        ("00：00：01，500", 1_500),
        ("00:00:01,000", 1_000),
        ("1:02:03.4", 3_723_400),
        ("01:02.03", 62_030),
        ("00:00:01,1234567", 1_123),
    ] {
        assert_eq!(told(text), Some((time, String::new())), "{text}");
    }
    for text in ["", "1", "甲", "1,5", ":", "1:", "9999999999:1"] {
        assert_eq!(told(text), None, "{text}");
    }
}

#[test]
fn what_is_made_to_take_long_does_not() {
    let many = 200_000;
    for piece in ["<", "{", "{\\", "&", "[", "[00:01.00]", "<0:0", "1\n", "0:1-->0:2\n", "\\p"] {
        let text = piece.repeat(many);
        let _ = (cues::compose(&text), lyrics::compose(&text));
        let _ = alpha::compose(&format!("Dialogue: 0,0:00:01.00,0:00:02.00,a,b,0,0,0,,{text}"));
        let _ = alpha::compose(&format!("Dialogue: {text}\nDialogue: {}", text.replace('\n', "")));
    }
    let refrain = "[00:01.00]".repeat(1_000) + &"啦".repeat(10_000);
    assert!(lyrics::compose(&refrain).0.text.len() <= 4 * refrain.len());
}

proptest! {
    /// Whatever is said, in however many cues, with whatever tags: it is all there, and nothing else.
    #[test]
    fn nothing_is_lost_and_nothing_added(
        parts in prop::collection::vec(("[渡口的船今天没有来。，？]{1,12}", 0_u64..4_000, prop::bool::ANY), 1..40),
    ) {
        let (mut srt, mut ass, mut lrc, mut all) = (String::new(), String::new(), String::new(), String::new());
        let mut at = 0;
        for (nth, (text, pause, tagged)) in parts.iter().enumerate() {
            at += pause + 1_000;
            let clock = |at: u64| format!("{:02}:{:02}:{:02}", at / 3_600_000, at / 60_000 % 60, at / 1000 % 60);
            let (begin, end, millis) = (clock(at), clock(at + 1_000), at % 1000);
            let (html, braces) = if *tagged { (format!("<i>{text}</i>"), format!("{{\\k10}}{text}")) } else { (text.clone(), text.clone()) };
            srt += &format!("{}\n{begin},{millis:03} --> {end},{millis:03}\n{html}\n\n", nth + 1);
            ass += &format!("Dialogue: 0,{begin}.{:02},{end}.{:02},a,,0,0,0,,{braces}\n", millis / 10, millis / 10);
            lrc += &format!("[{:02}:{:02}.{:02}]{text}\n", at / 60_000, at / 1000 % 60, millis / 10);
            all += text;
        }
        prop_assert_eq!(&said(cues::compose(&srt)), &all);
        prop_assert_eq!(&said(cues::compose(&("WEBVTT\n\n".to_owned() + &srt.replace(',', ".")))), &all.replace(',', "."));
        prop_assert_eq!(&said(alpha::compose(&ass)), &all);
        prop_assert_eq!(&said(lyrics::compose(&lrc)), &all);
        prop_assert_eq!(cues::compose(&srt).0.marks.loci.len(), parts.len());
    }
}
