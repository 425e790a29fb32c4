//! What ends a line.

use super::one;

#[test]
fn a_carriage_return_ends_a_line_as_a_line_feed_does() {
    let long = "雨".repeat(9_000);
    let files = [
        (
            "甲.srt",
            "1\n00:00:01,000 --> 00:00:02,000\n渡口\n\n2\n00:00:09,000 --> 00:00:10,000\n两岸\n".to_owned(),
        ),
        (
            "甲.vtt",
            "WEBVTT\n\nNOTE 注\n\n00:01.000 --> 00:02.000\n渡口\n\n00:09.000 --> 00:10.000\n两岸\n"
                .to_owned(),
        ),
        (
            "甲.ass",
            "[Script Info]\nTitle: 书\n[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,a,b,0,0,0,,渡口\n"
                .to_owned(),
        ),
        ("甲.lrc", "[ti:歌]\n[00:01.00]渡口\n[00:20.00]两岸\n".to_owned()),
        ("甲.txt", "# -*- mode: mandoku-view -*-\n#+TITLE: 書\n<pb:KR1a0001_X_001-1a>¶\n渡口¶\n".to_owned()),
        ("甲.org", "#+TITLE: 書\n* 卷一\n渡口\n".to_owned()),
        ("甲.md", "---\ntitle: 书\n---\n# 题\n\n渡口\n\n- 一\n- 二\n".to_owned()),
        ("甲.jsonl", format!("{{\"text\":\"渡口\"}}\n乙\n{{\"text\":\"{long}\"}}\n")),
        ("甲.json", format!("{{\"text\":\"渡口\"}}\n乙\n{{\"text\":\"{long}\"}}\n")),
        ("乙.json", "[{\"text\":\"渡口\"},\n\n乙,\n{\"text\":\"两岸\"}]".to_owned()),
    ];
    let read = |name: &str, text: &str| {
        let contents = one(name, text.as_bytes()).unwrap();
        (contents.documents, contents.unfit)
    };
    for (name, text) in files {
        for end in ["\r", "\r\n"] {
            assert!(read(name, &text.replace('\n', end)) == read(name, &text), "{name} {end:?}");
        }
    }
    let plain = "渡口\r两岸\r";
    assert_eq!(one("甲.txt", plain.as_bytes()).unwrap().documents[0].text.text, plain, "offsets stay");
}
