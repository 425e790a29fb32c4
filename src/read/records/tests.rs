//! What records of any notation become.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

use super::Unfit;
use crate::message::Message;
use crate::read::Document;
use crate::read::Encoding;
use crate::read::LONGEST_FILE;
use crate::read::OpenFile;
use crate::read::Refusal;
use crate::read::Sink;
use crate::read::contents;
use crate::read::contents::Contents;
use crate::read::list;
use crate::reading::Division;
use proptest::prelude::*;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;

mod csv;
mod json;

/// No rule.
const NONE: &str = "";

/// Reads a file under a rule, of which no more than so many bytes are held.
fn read(name: &str, bytes: &[u8], rule: &str, most: u64) -> Result<Contents, Refusal> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    fs::write(folder.path().join("duikan.toml"), format!("[[files]]\nglob = \"*\"\n{rule}")).unwrap();
    Contents::of(&list(folder.path()).unwrap().files[0], None, most)
}

fn one(name: &str, bytes: impl AsRef<[u8]>) -> Result<Contents, Message> {
    read(name, bytes.as_ref(), NONE, LONGEST_FILE).map_err(contents::why)
}

fn refused(name: &str, bytes: impl AsRef<[u8]>) -> String {
    one(name, bytes).unwrap_err().to_string()
}

/// The texts of the documents.
fn texts(contents: &Contents) -> Vec<&str> {
    contents.documents.iter().map(|document| document.text.text.as_str()).collect()
}

fn ids(contents: &Contents) -> Vec<&str> {
    contents.documents.iter().map(|document| document.id.as_str()).collect()
}

/// Lines and reasons of what is no document.
fn named(contents: &Contents) -> Vec<(usize, String)> {
    contents.unfit.iter().map(|unfit| (unfit.line.unwrap(), unfit.why.to_string())).collect()
}

/// The one document of a record.
fn document(record: &str, rule: &str) -> Document {
    read("录.jsonl", record.as_bytes(), rule, LONGEST_FILE).unwrap().documents.remove(0)
}

#[test]
fn the_text_has_one_of_several_names_and_the_first_that_holds_one_is_it() {
    let cases = [
        (r#"{"content":"乙","text":"甲"}"#, "甲"),
        (r#"{"内容":"乙","正文":"甲"}"#, "甲"),
        (r#"{"body":"乙","Contents":"甲"}"#, "甲"),
        (r#"{"text":null,"content":3,"TEXT ":"乙","全文":"甲"}"#, "甲"),
        (r#"{"text":" \n","body":"甲"}"#, "甲"),
    ];
    for (record, text) in cases {
        assert_eq!(document(record, NONE).text.text, text, "{record}");
    }
    let other = document(r#"{"text":"甲","body":"乙"}"#, NONE);
    assert_eq!(other.metadata.other["body"], "\"乙\"", "the others stay");
}

#[test]
fn the_text_that_is_told_goes_before_all() {
    let rule = "text = \"meta.neirong\"";
    let told = document(r#"{"text":"提要","meta":{"neirong":"渡口的船","ye":3}}"#, rule);
    assert_eq!(told.text.text, "渡口的船");
    assert_eq!(
        told.metadata.other.into_iter().collect::<Vec<_>>(),
        [("meta.ye".to_owned(), "3".to_owned()), ("text".to_owned(), "\"提要\"".to_owned())]
    );
    assert_eq!(document(r#"{"text":"提要"}"#, rule).text.text, "提要", "else what is usual");
}

#[test]
fn a_list_of_strings_is_paragraphs_and_a_string_is_as_it_is() {
    let list = document(r#"{"paragraphs":["山中一夜雨","  树杪\n百重泉\n\n空行","",null,3,true]}"#, NONE);
    assert_eq!(list.text.text, "山中一夜雨\n\n  树杪\n百重泉\n\n空行");
    assert_eq!(list.text.division, Division::Blank);
    let string = document(r#"{"paragraphs":"山中\n一夜雨\n"}"#, NONE);
    assert_eq!((string.text.text.as_str(), string.text.division), ("山中\n一夜雨\n", Division::Shape));
    let lists = document(r#"{"text":[["一","二"],["三"],"四"]}"#, NONE);
    assert_eq!(lists.text.text, "一\n二\n\n三\n\n四");
}

#[test]
fn a_list_of_objects_is_their_texts_and_their_headings_are_loci() {
    let record = r#"{"content":[{"title":"春","paragraphs":["一","二"]},{"type":"image","src":"a.png"},
        {"chapter":"秋","content":[{"text":"三"},{"title":"霜","text":"四"}]}]}"#;
    let document = document(&record.replace('\n', " "), NONE);
    assert_eq!(document.text.text, "一\n\n二\n\n三\n\n四");
    let loci: Vec<_> = document.text.marks.loci.iter().map(|locus| (locus.at, locus.name.as_str())).collect();
    assert_eq!(loci, [(0, "春"), (6, "秋"), (9, "霜")]);
}

#[test]
fn what_is_no_text_is_named() {
    let records = [
        r#"{"id":1,"text":"甲"}"#,
        r#"{"id":2,"text":3}"#,
        r#"{"id":3,"text":[3,true]}"#,
        r#"{"id":4,"text":{"zh":"甲"}}"#,
        r#"{"id":5,"text":[null,{"src":"a.png"}]}"#,
        r#"{"id":6,"text":"\ud800"}"#,
        r#"{"id":7,"text":null}"#,
    ];
    let contents = one("录.jsonl", records.join("\n")).unwrap();
    let text = "\"text\" is neither a string nor a list of strings";
    let said = named(&contents);
    assert_eq!(
        said[..3],
        [(2, text.to_owned()), (3, "empty".to_owned()), (4, "no field of it is a text".to_owned())]
    );
    assert_eq!(said[3], (5, "empty".to_owned()));
    assert_eq!(said[4], (6, "not JSON: unexpected end of hex escape".to_owned()));
    assert_eq!(contents.unfit.iter().filter_map(|unfit| unfit.id.as_deref()).collect::<String>(), "234567");
}

#[test]
fn fields_are_kept_with_their_dotted_names_and_digits() {
    let record = r#"{"text":"甲","题名":"渡口","日期":1937.10,"卷":1e2,"meta":{"author":"某","title":"别","deep":{"er":[1, 2]}},
        "meta.author":"某某","空":{},"大":123456789012345678901234567890,"越":1e999,"是":true,"刊名":" "}"#;
    let metadata = document(&record.replace('\n', " "), NONE).metadata;
    assert_eq!((metadata.title.as_deref(), metadata.date.as_deref()), (Some("渡口"), Some("1937.10")));
    assert_eq!(metadata.series, None);
    let other: Vec<_> = metadata.other.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(
        other,
        [
            "meta.author=\"某某\"",
            "meta.deep.er=[1,2]",
            "meta.title=\"别\"",
            "卷=1e2",
            "大=123456789012345678901234567890",
            "是=true",
            "越=\"1e999\""
        ]
    );
}

#[test]
fn fields_that_are_told_take_their_place() {
    let rule = r#"fields = { title = "meta.biaoti", "作者" = "meta.author", id = "no" }"#;
    let record = r#"{"no":7,"text":"甲","title":"别","meta":{"biaoti":"渡口","author":"某"}}"#;
    let told = document(record, rule);
    assert_eq!((told.id.as_str(), told.metadata.title.as_deref()), ("7", Some("渡口")));
    assert_eq!(
        told.metadata.other.into_iter().collect::<Vec<_>>(),
        [("作者".to_owned(), "\"某\"".to_owned())]
    );
}

#[test]
fn an_id_is_what_is_written() {
    let cases = [
        ("\" 甲/乙 \"", "甲/乙"),
        ("\"一\\n二\"", "一\\x0A二"),
        ("9007199254740993", "9007199254740993"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1.50", "1.50"),
        ("-0", "-0"),
        ("null", "录.jsonl#1"),
        ("\"　 \"", "录.jsonl#1"),
        ("1,\"id\":2", "2"),
    ];
    for (id, key) in cases {
        assert_eq!(document(&format!("{{\"id\":{id},\"text\":\"甲\"}}"), NONE).id, key, "{id}");
    }
    let passage = r#"{"id":"甲","cluster":1,"size":2,"begin":3,"end":9,"text":"渡口"}"#;
    assert_eq!(document(passage, NONE).id, "甲#3-9");
}

#[test]
fn records_out_of_all_measure_are_named() {
    let many: Vec<_> = (0..1001).map(|nth| format!("\"{nth}\":1")).collect();
    let deep = |open: &str, close: &str| open.repeat(100_000) + &close.repeat(100_000);
    let records = [
        "{\"text\":\"甲\"}".to_owned(),
        format!("{{{}}}", many.join(",")),
        format!("{{\"text\":{}}}", deep("[", "]")),
        format!("{{\"text\":\"乙\",\"x\":{}}}", deep("[", "]")),
        format!(
            "{{\"text\":\"丙\",\"x\":{}}}",
            deep("{\"a\":", "1}").replace("1}", "}").replacen('}', "1}", 1)
        ),
    ];
    for (name, text) in [("录.jsonl", records.join("\n")), ("录.json", format!("[{}]", records.join(",\n")))]
    {
        let contents = one(name, text).unwrap();
        assert_eq!((texts(&contents), contents.lines()), (vec!["甲"], vec![2, 3, 4, 5]), "{name}");
        assert_eq!(contents.unfit[0].why.to_string(), "more than 1000 fields");
    }
    let wide = format!("{{\"text\":\"甲\",\"词\":{{{}}}}}", many.join(","));
    let other = document(&wide, NONE).metadata.other;
    assert_eq!(other.into_keys().collect::<Vec<_>>(), ["词"], "what would be too many fields stays one");
}

#[test]
fn what_is_no_file_of_texts_says_what_it_has() {
    let long = "名".repeat(50);
    let fields = (1..15).map(|nth| format!("\"{nth:02}\":1")).collect::<Vec<_>>().join(",");
    let said = refused("录.jsonl", format!("{{{fields},\"{long}\":2}}\n{{\"b\":1}}\n{{"));
    assert_eq!(
        said,
        "no record has a text: it is looked for in text, content, contents, body, paragraphs, 正文, 内容, 全文, and the \
         fields are 01, 02, 03, 04, 05, 06, 07, 08, 09, 10, 11, 12, …; say which one it is by `text` in duikan.toml"
    );
    let said = refused("录.json", format!("[{{\"{long}\":2}}]"));
    assert!(said.contains(&format!("the fields are {}…;", "名".repeat(40))), "{said}");
    assert!(refused("录.json", "[{},{}]").starts_with("no record has a field; "));
    let said = refused("录.csv", "编号,內文\n1,渡口\n");
    assert!(said.contains("the fields are 编号, 內文;"), "{said}");
}

#[test]
fn where_no_record_is_good_the_first_says_why() {
    let wide = format!(
        "{{\"text\":\"甲\",{}}}",
        (0..1200).map(|nth| format!("\"{nth}\":1")).collect::<Vec<_>>().join(",")
    );
    let many = "line 1: more than 1000 fields";
    assert_eq!(refused("录.json", format!("[{wide}]")), many);
    assert_eq!(refused("录.jsonl", &wide), many);
    assert_eq!(refused("录.jsonl", format!("{wide}\n{wide}\n乙\n")), many);
    let broken = refused("录.jsonl", "{\"text\":\"甲}\n{\"text\":\"乙}\n");
    assert!(broken.starts_with("line 1: not JSON: "), "{broken}");
    assert_eq!(refused("录.jsonl", "渡口\n{\n两岸\n"), "no line is a JSON object");
}

#[test]
fn a_file_of_something_else_ends_soon() {
    let garbage = "渡口\n".repeat(200_000);
    assert_eq!(refused("录.jsonl", &garbage), "no line is a JSON object");
    let contents = one("录.jsonl", format!("{{\"text\":\"甲\"}}\n{garbage}")).unwrap();
    assert_eq!(contents.unfit.len(), 10_001, "the others are counted");
    let last = contents.unfit.last().unwrap();
    assert_eq!(
        (last.line, last.why.to_string()),
        (Some(10_002), "190000 more records are no documents".to_owned())
    );
}

/// Wants no more than one document.
#[derive(Default)]
struct First(Vec<String>, usize);

impl Sink for First {
    fn document(&mut self, document: Document) -> ControlFlow<()> {
        self.0.push(document.text.text);
        ControlFlow::Break(())
    }

    fn unfit(&mut self, _path: &Path, _unfit: Unfit) {
        self.1 += 1;
    }

    fn passed_over(&mut self, _path: &Path) {}

    fn decoded(&mut self, _path: &Path, _encoding: Encoding, _damaged: usize) {}
}

#[test]
fn nothing_is_read_beyond_what_is_wanted() {
    let files = [
        ("录.jsonl", "{\"text\":\"甲\"}\n{\"text\":\"乙\"}\n渡口"),
        ("录.json", "[{\"text\":\"甲\"},{\"text\":\"乙\"},渡口"),
        ("题.json", "{\"data\":[{\"text\":\"甲\"},{\"text\":\"乙\"},渡口"),
        ("录.csv", "text\n甲\n乙\n渡,口"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(folder.path().join(name), text).unwrap();
    }
    for file in list(folder.path()).unwrap().files {
        let mut first = First::default();
        OpenFile::open(&file, None, LONGEST_FILE).unwrap().read(&mut first).unwrap();
        assert_eq!((first.0, first.1), (vec!["甲".to_owned()], 0), "{}", file.key);
    }
}

/// The same records in each notation.
fn notations(records: &[(String, Option<String>)]) -> [(&'static str, String); 4] {
    let objects: Vec<_> = records
        .iter()
        .map(|(text, title)| serde_json::json!({"text": text, "title": title, "页": "3"}).to_string())
        .collect();
    let mut table = ::csv::Writer::from_writer(Vec::new());
    table.write_record(["页", "title", "text"]).unwrap();
    for (text, title) in records {
        table.write_record(["3", title.as_deref().unwrap_or_default(), text]).unwrap();
    }
    [
        ("录.jsonl", objects.join("\n")),
        ("录.json", format!("[\n{}\n]", objects.join(",\n"))),
        ("题.json", format!("{{\"n\": 1, \"data\": [{}]}}", objects.join(" , "))),
        ("录.csv", String::from_utf8(table.into_inner().unwrap()).unwrap()),
    ]
}

proptest! {
    #[test]
    fn the_same_records_are_the_same_documents_in_any_notation(
        records in prop::collection::vec(("[山水{}\\[\\]\",:;\\\\\n\t]{1,12}山", prop::option::of("[甲乙\"{\\]]{1,3}")), 1..6),
    ) {
        let mut all = Vec::new();
        for (name, text) in notations(&records) {
            let contents = one(name, text).unwrap();
            prop_assert_eq!(&contents.unfit, &[]);
            let documents = contents.documents.into_iter();
            all.push(documents.map(|document| (document.text, document.metadata)).collect::<Vec<_>>());
        }
        prop_assert_eq!(all[0].len(), records.len());
        prop_assert!(all.iter().all(|documents| *documents == all[0]), "{:?}", all);
    }
}
