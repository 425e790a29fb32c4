//! What the tables of a folder say.

use super::*;

#[test]
fn the_table_at_the_root_is_read_from_csv_and_jsonl() {
    let csv = "\u{FEFF}document,title,date,版\r\n甲.txt,渡口,1937-07,3\r\n乙.txt,\"两,\r\n岸\",,\r\n\r\n坏\r\n,无,1,1\r\n\
        甲.txt,又,1,1\r\n";
    let jsonl = "{\"document\":\"甲.txt\",\"series\":\"报\",\"title\":\"别名\"}\n{\n{\"document\":\"丙.txt\",\"n\":[1]}\n";
    let folder = folder(&[("metadata.csv", csv.as_bytes()), ("metadata.jsonl", jsonl.as_bytes())]);
    let (listed, skipped) = table(folder.path()).unwrap();
    let table = listed.rows;
    assert_eq!(table.len(), 3);
    let first = &table["甲.txt"];
    assert_eq!((first.title.as_deref(), first.series.as_deref()), (Some("渡口"), Some("报")));
    assert_eq!(first.other["版"], "\"3\"");
    assert_eq!(
        (table["乙.txt"].title.as_deref(), table["乙.txt"].date.as_deref()),
        (Some("两,\r\n岸"), None)
    );
    assert_eq!(table["丙.txt"].other["n"], "[1]");
    let lines: Vec<_> = skipped.iter().filter_map(|skipped| skipped.line).collect();
    assert_eq!(lines, [6, 7, 8, 2]);
}

#[test]
fn a_table_from_excel_in_gb18030_is_read_and_none_is_no_trouble() {
    let csv = encoding_rs::GB18030.encode("document,title\r\n甲.txt,渡口的船\r\n乙.txt,两岸的人\r\n").0;
    let folder = folder(&[("metadata.csv", &csv), ("甲.txt", PAGE.as_bytes())]);
    assert_eq!(table(folder.path()).unwrap().0.rows["乙.txt"].title.as_deref(), Some("两岸的人"));
    assert!(table(&folder.path().join("甲.txt")).unwrap().0.rows.is_empty());
    fs::write(folder.path().join("metadata.csv"), b"document,title\n\xE7\x94\xB2.txt,\xE6\xB8\xE5\x8F\xA3\n")
        .unwrap();
    let (listed, skipped) = table(folder.path()).unwrap();
    assert_eq!(listed.rows["甲.txt"].title.as_deref(), Some("\u{FFFD}口"));
    assert_eq!(skipped[0].why.to_string(), "damaged: U+FFFD is read for 1 of its characters");
    fs::write(folder.path().join("metadata.csv"), "name,title\n1,2\n").unwrap();
    let (listed, skipped) = table(folder.path()).unwrap();
    assert_eq!((listed.rows.len(), skipped[0].line), (0, Some(1)));
    fs::remove_file(folder.path().join("metadata.csv")).unwrap();
    assert_eq!(table(folder.path()).unwrap().1, []);
}
