//! Arrays, objects, and what is broken of them.

use super::*;
use crate::read::records::scan::Scanner;
use std::io::BufReader;

#[test]
fn an_array_of_records_is_read_one_by_one() {
    let text = "\u{FEFF}\n[\n  {\"id\": \"甲\",\n \"text\": \"渡口[{\"},\n 3, \"乙\",\n {\"text\": \"\\\"]\\\\\"}\n,\n {\"id\":1}, ]\n";
    let contents = one("录.json", text).unwrap();
    assert_eq!(ids(&contents), ["甲", "录.json#4"]);
    assert_eq!(texts(&contents), ["渡口[{", "\"]\\"]);
    assert_eq!(contents.lines(), [5, 5, 8]);
    assert_eq!(contents.unfit[2].id.as_deref(), Some("1"));
}

#[test]
fn an_object_may_hold_the_array() {
    let text = r#"{"title":"山居","errors":[{"code":1}],"n":[1,[{}]],"data":[{"text":"甲"},{"text":"乙","series":"报"}],"x":1}"#;
    let contents = one("录.json", text).unwrap();
    assert_eq!((ids(&contents), texts(&contents)), (vec!["录.json#1", "录.json#2"], vec!["甲", "乙"]));
    let series: Vec<_> =
        contents.documents.iter().map(|document| document.metadata.series.as_deref()).collect();
    assert_eq!(series, [Some("山居"), Some("报")]);
    let content = one("录.json", r#"{"content":[{"text":"甲"},{"text":"乙"}],"total":2}"#).unwrap();
    assert_eq!(texts(&content), ["甲", "乙"], "records go before parts of a text");
    let said = refused("录.json", r#"{"data":[{"词":"甲"}],"other":[{"b":1}]}"#);
    assert!(said.contains("the fields are 词;"), "{said}");
}

#[test]
fn an_object_may_hold_several_arrays() {
    let text = r#"{"1937":[{"id":"a","text":"甲"},{"text":"乙"}],"n":[{"b":1}],"1938":[{"x":1},
        {"text":"丙"}],"z":"末"}"#;
    let contents = one("录.json", text).unwrap();
    assert_eq!(
        (ids(&contents), texts(&contents)),
        (vec!["a", "录.json#2", "录.json#4"], vec!["甲", "乙", "丙"])
    );
    assert_eq!(named(&contents), [(1, "no field of it is a text".to_owned())]);
    let cut = one("录.json", r#"{"n":[{"b":1}],"a":[{"text":"甲"}],"b":[{"text":"乙"},{"text":"#).unwrap();
    assert_eq!((texts(&cut), cut.lines()), (vec!["甲", "乙"], vec![1]));
}

#[test]
fn an_object_may_be_the_record() {
    for text in [
        "{\n\"title\": \"渡口\",\n\"notes\": [{\"text\": \"注\"}],\n\"paragraphs\": [\"甲\", \"乙\"]\n}",
        r#"{"title":"渡口","notes":[{"text":"注"}],"paragraphs":["甲","乙"]}"#,
    ] {
        let contents = one("录.json", text).unwrap();
        assert_eq!((ids(&contents), texts(&contents)), (vec!["录.json#1"], vec!["甲\n\n乙"]));
        assert_eq!(contents.documents[0].metadata.other["notes"], r#"[{"text":"注"}]"#);
    }
    let book = r#"{"title":"书","text":"序文一句。","chapters":[{"title":"章一","text":"甲"}]}"#;
    let told = read("录.json", book.as_bytes(), "text = \"chapters\"", LONGEST_FILE).unwrap();
    assert_eq!((texts(&told), told.documents[0].text.marks.loci[0].name.as_str()), (vec!["甲"], "章一"));
    let both = r#"{"词":[{"词":"甲"},{"词":"乙"}]}"#.as_bytes();
    let records = read("录.json", both, "text = \"词\"", LONGEST_FILE);
    assert_eq!(texts(&records.unwrap()), ["甲", "乙"], "it is told of the records");
}

#[test]
fn texts_beside_the_text_are_not_passed_over_in_silence() {
    let said = "\"chapters\" holds texts, too, which are not read here, nor in other records; to read them as the text, \
                say `text = \"chapters\"` in duikan.toml";
    let book =
        r#"{"id":"书","text":"序文一句。","chapters":[{"title":"章一","text":"甲"}],"人":[{"text":"一句"}]}"#;
    for (name, text) in [
        ("录.json", format!("[{book},\n{book}]")),
        ("录.json", book.to_owned()),
        ("录.jsonl", format!("{book}\n{book}")),
    ] {
        let contents = one(name, text).unwrap();
        assert_eq!((texts(&contents)[0], named(&contents)), ("序文一句。", vec![(1, said.to_owned())]));
        assert_eq!(contents.unfit[0].id.as_deref(), Some("书"));
    }
}

#[test]
fn objects_one_after_the_other_are_records_too() {
    let contents =
        one("录.json", "{\n\"text\": \"甲\"\n}\n{\n\"text\": \"乙\"\n}[{\"text\":\"丙\"}]").unwrap();
    assert_eq!(ids(&contents), ["录.json#1", "录.json#2", "录.json#3"]);
    assert_eq!(texts(&contents), ["甲", "乙", "丙"]);
}

#[test]
fn json_lines_may_be_called_json() {
    let long = format!("{{\"text\":\"{}\"}}\n\n{{\"text\":\"乙\"}}\n", "甲".repeat(3000));
    let wide: Vec<u8> = long.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [b"\xFF\xFE".to_vec(), wide].concat();
    for bytes in [long.as_bytes(), &wide] {
        assert_eq!(
            ids(&one("录.json", bytes).unwrap()),
            ["录.json#1", "录.json#3"],
            "the number is the line's"
        );
    }
    for first in
        ["{\"text\":\"甲", "{\"text\":\"甲\" 乙}", "渡口", &format!("{{\"text\":\"{}", "甲".repeat(3000))]
    {
        let contents =
            one("录.json", format!("{first}\n{{\"text\":\"乙\"}}\n{{\"text\":\"丙\"}}\n")).unwrap();
        assert_eq!((texts(&contents), contents.lines()), (vec!["乙", "丙"], vec![1]), "{first}");
    }
}

#[test]
fn json_may_be_called_json_lines() {
    for text in [
        "[{\"text\":\"甲\"},\n{\"text\":\"乙\"}]",
        "{\n \"text\": \"甲\"\n}\n{\n \"text\": \"乙\"\n}\n",
        "{\n \"data\": [\n{\"text\":\"甲\"},\n{\"text\":\"乙\"}\n]\n}\n",
    ] {
        let contents = one("录.jsonl", text).unwrap();
        assert_eq!((texts(&contents), ids(&contents)), (vec!["甲", "乙"], vec!["录.jsonl#1", "录.jsonl#2"]));
        assert_eq!(contents.unfit, []);
    }
    let line = one("录.jsonl", "{\"content\":[{\"text\":\"甲\"},{\"text\":\"乙\"}]}\n").unwrap();
    assert_eq!(texts(&line), ["甲\n\n乙"], "a line is a record");
    let broken = one("录.jsonl", "{\"text\":\"甲\n{\"text\":\"乙\"}\n").unwrap();
    assert_eq!((texts(&broken), broken.lines()), (vec!["乙"], vec![1]));
}

#[test]
fn what_is_no_json_says_where() {
    assert_eq!(refused("录.json", " \n\n"), "empty");
    assert_eq!(refused("录.json", "渡口的船"), "not JSON: line 1 is broken");
    assert_eq!(refused("录.json", "{\n\"text\": \"甲\",\n乙\n}"), "not JSON: line 3 is broken");
    assert_eq!(refused("录.json", "[]"), "there is no record in it");
    for (text, what) in [
        ("[\"甲\",\"乙\"]", "strings"),
        ("[[\"甲\"],[\"乙\"]]", "arrays"),
        ("[1,\"甲\"]", "numbers or truth values"),
        ("\"甲\"", "strings"),
    ] {
        let why = format!(
            "its elements are {what}; each has to be an object of which a field is the text, such as \"text\""
        );
        assert_eq!(refused("录.json", text), why, "{text}");
    }
    assert_eq!(refused("录.json", "[{\"text\":\n\"甲"), "not JSON: line 1 is broken");
    let error = one("录.json", "[{\"text\":\"甲\"},\n{\"text\":\n乙}]").unwrap();
    assert_eq!(named(&error), [(2, "not JSON: expected value at line 3 column 1".to_owned())]);
}

#[test]
fn of_a_broken_array_what_can_be_told_is_read() {
    let begin = "[{\"text\":\"甲\"},\n";
    let cut = "broken from here on; 1 record before it was read";
    // A record that is broken costs itself alone.
    for broken in [
        "{\"text\":\"乙\",}",
        "{\"text\":[\"乙\"}",
        "{text:乙}",
        "{\"text\":\"一\n二\"}",
        "乙",
        "{\"text\" \"乙\"}",
    ] {
        let contents = one("录.json", format!("{begin}{broken},\n{{\"text\":\"丙\"}}]")).unwrap();
        assert_eq!(texts(&contents), ["甲", "丙"], "{broken}");
        assert_eq!(contents.lines(), [2], "{broken}");
    }
    // Where it cannot be told where one ends, those that come after it are lost.
    for (broken, line) in [
        ("{\"text\":\"乙},\n{\"text\":\"丙\"}]", 2),
        ("{\"text\":\"乙\"", 2),
        ("", 2),
        ("}\n{\"text\":\"乙\"}]", 2),
    ] {
        let contents = one("录.json", format!("{begin}{broken}")).unwrap();
        assert_eq!(
            (texts(&contents), named(&contents)),
            (vec!["甲"], vec![(line, cut.to_owned())]),
            "{broken}"
        );
        assert_eq!(contents.unfit[0].id, None, "it is torn");
    }
    let held = one("录.json", "{\"data\":[{\"text\":\"甲\"},{\"text\":").unwrap();
    assert_eq!((texts(&held), named(&held)), (vec!["甲"], vec![(1, cut.to_owned())]));
    let open = one("录.json", format!("{begin}{{\"text\":\"乙\"]")).unwrap();
    assert_eq!((texts(&open), open.lines()), (vec!["甲"], vec![2]));
}

#[test]
fn no_more_than_one_record_is_held() {
    let most = 400;
    let record = |text: &str| format!("{{\"text\":\"{}\"}}", text.repeat(20));
    let many = vec![record("山"); 100].join(",");
    for text in [format!("[{many}]"), format!("{{\"title\":\"山\",\"data\":[{many}]}}")] {
        let contents = read("录.json", text.as_bytes(), NONE, most).unwrap();
        assert_eq!(contents.documents.len(), 100);
    }
    let long = record(&"山".repeat(100));
    for text in
        [format!("[{many},{long}]"), long.clone(), format!("{{\"title\":\"山\",\"data\":[{many},{long}]}}")]
    {
        let refusal = read("录.json", text.as_bytes(), NONE, most).unwrap_err();
        assert_eq!(refusal, Refusal::Longer, "{text}");
    }
    // A string that is never closed is told from one that is long.
    let open = format!("[{many},\n{{\"text\":\"山}},\n{}]", many.replace("},", "},\n"));
    let contents = read("录.json", open.as_bytes(), NONE, most).unwrap();
    assert_eq!((contents.documents.len(), contents.lines()), (100, vec![2]));
}

/// The values of a stream that gives so many bytes at a time, and where they begin.
fn values(text: &str, most: usize) -> Vec<(usize, String)> {
    let mut scanner = Scanner::new(BufReader::with_capacity(most, text.as_bytes()), 1000);
    let mut values = Vec::new();
    while let Ok(Some(next)) = scanner.peek() {
        let line = scanner.line();
        match scanner.value().map(str::to_owned) {
            Ok(value) if value.is_empty() => scanner.skip(),
            Ok(value) => values.push((line, value)),
            Err(_) => break,
        }
        assert!(!next.is_ascii_whitespace());
    }
    values
}

proptest! {
    #[test]
    fn values_do_not_depend_on_how_a_stream_is_cut(text in "[山1 \n\",:\\\\{}\\[\\]]{0,40}", most in 1_usize..9) {
        let whole = values(&text, 1 << 10);
        prop_assert_eq!(&values(&text, most), &whole);
        for (line, value) in whole {
            prop_assert!(text.contains(&value) && line <= 1 + text.matches('\n').count());
        }
    }

    #[test]
    fn any_two_records_are_told_apart(one in any_json(), other in any_json()) {
        for (between, lines) in [(",", 0), (" , ", 0), ("\n,", 1)] {
            let text = format!("{one}{between}{other}");
            let second = 1 + one.matches('\n').count() + lines;
            prop_assert_eq!(values(&text, 7), [(1, one.clone()), (second, other.clone())]);
        }
    }
}

/// JSON as one may write it.
fn any_json() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("-1.5e3".to_owned()),
        "[山\"{\\]\\\\,]{0,4}".prop_map(|text| format!("{text:?}"))
    ];
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(|parts| format!("[{}]", parts.join("\n, "))),
            prop::collection::vec(inner, 0..3).prop_map(|parts| {
                let parts: Vec<_> =
                    parts.iter().enumerate().map(|(nth, part)| format!("\"a{nth}}}\" : {part}")).collect();
                format!("{{{}}}", parts.join(","))
            }),
        ]
    })
}
