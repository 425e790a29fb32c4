//! Tables as spreadsheets and programs write them.

use super::*;
use crate::read::records::rows::Dialect;
use crate::read::records::rows::Rows;
use std::io::BufReader;

const CELLS: &str = "the row has {} cells, the header 3";

#[test]
fn rows_are_records_and_bad_ones_are_named() {
    let text = "\u{FEFF} id , 标题 ,Text\r\n甲,渡口,\"船,\r\n今天 \"\"没有\"\" 来\"\r\n\r\n,, \r\n乙,两岸\r\n丙,两岸,人,都\r\n,无名,等,, \r\n\
                丁,,\r\n";
    let contents = one("录.csv", text).unwrap();
    assert_eq!(ids(&contents), ["甲", "录.csv#4"]);
    assert_eq!(texts(&contents), ["船,\r\n今天 \"没有\" 来", "等"]);
    assert_eq!(contents.documents[0].metadata.title.as_deref(), Some("渡口"));
    let cells = |n: &str| CELLS.replace("{}", n);
    let none = "no field of it is a text".to_owned();
    assert_eq!(named(&contents), [(6, cells("2")), (7, cells("4")), (9, none)]);
    assert_eq!(
        contents.unfit.iter().map(|unfit| unfit.id.as_deref()).collect::<Vec<_>>(),
        [None, None, Some("丁")]
    );
}

#[test]
fn cells_are_parted_as_the_header_says_in_any_encoding() {
    let text = |delimiter: &str| {
        let rows = [["编号", "正文"], ["1", "渡口的船今天没有来"], ["2", "两岸的人，都在等"]];
        rows.map(|row| row.join(delimiter)).join("\n")
    };
    let wide: Vec<u8> =
        "\u{FEFF}".encode_utf16().chain(text("\t").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let cases = [
        ("录.csv", text(",").into_bytes()),
        ("录.csv", text(";").into_bytes()),
        ("录.csv", text("\t").into_bytes()),
        ("录.csv", encoding_rs::GBK.encode(&text(",")).0.into_owned()),
        ("录.TSV", text("\t").into_bytes()),
        ("录.tab", text("\t").replace('\n', "\r").into_bytes()),
        ("录.txt.tsv", wide),
    ];
    for (name, bytes) in cases {
        let contents = one(name, &bytes).unwrap();
        assert_eq!(texts(&contents), ["渡口的船今天没有来", "两岸的人，都在等"], "{name}");
        assert_eq!(contents.documents[1].metadata.other["编号"], "\"2\"");
    }
}

#[test]
fn what_a_spreadsheet_puts_before_the_header_is_none() {
    for text in [
        ",,,\r\n\r\n id,text,题,\r\n1,甲;乙,丙,\r\n",
        ";;;\n\"\";\"\"\nid;text;题\n1;甲;乙;丙\n",
        "\t\t\nid\ttext\n1\t甲;乙\n",
        "sep=;\r\nid;text;题,名,号,字\r\n1;\"甲;乙\";丙\r\n",
        "\u{FEFF}SEP=|\nid|text\n1|甲;乙\n",
        "\"sep=,\"\nid,text\n1,甲;乙\n",
        "sep=\t\nid\ttext\n1\t甲;乙\n",
    ] {
        let text = text.replace("甲;乙;丙", "\"甲;乙\";丙");
        let contents = one("录.csv", &text).unwrap();
        assert_eq!((ids(&contents), texts(&contents)), (vec!["1"], vec!["甲;乙"]), "{text}");
        assert_eq!(contents.unfit, []);
    }
}

#[test]
fn columns_without_a_name_and_with_the_same_one() {
    let contents = one("录.csv", ",text,页,页\n0,甲,3,\n1,乙,3,4\n").unwrap();
    let pages: Vec<_> = contents.documents.iter().map(|document| &document.metadata.other["页"]).collect();
    assert_eq!(pages, ["\"3\"", "\"4\""]);
    assert_eq!(contents.documents[1].metadata.other["#1"], "\"1\"");
}

#[test]
fn an_open_quotation_mark_is_named_and_swallows_nothing_in_silence() {
    let contents = one("录.csv", "id,text\n1,甲\n2,\"乙\n3,丙\n4,丁\n").unwrap();
    assert_eq!(texts(&contents), ["甲"]);
    let open = "a quotation mark that stands here is never closed";
    let lost = format!("{open}; what comes after it is not read");
    assert_eq!(named(&contents), [(3, lost.clone())]);
    assert_eq!(contents.unfit[0].id, None);
    assert_eq!(refused("录.csv", "id,\"text\n1,甲\n"), lost);
    assert_eq!(refused("录.csv", "id,text\n1,\"甲\n2,乙\n"), format!("line 2: {lost}"));
    assert_eq!(refused("录.csv", "id,text\n1,\"甲\n"), format!("line 2: {open}"), "nothing follows");
    // Where tabs part the cells, marks often mean nothing.
    for (row, text) in [("\"乙", "\"乙"), ("\"乙\"丙", "\"乙\"丙")] {
        let contents = one("录.tsv", format!("id\ttext\n1\t\"甲\"\n2\t{row}\n3\t丙\n")).unwrap();
        assert_eq!(texts(&contents), ["\"甲\"", text, "丙"]);
    }
    let contents = one("录.tsv", "id\ttext\n1\t\"甲\t\n乙\"\n").unwrap();
    assert_eq!(texts(&contents), ["甲\t\n乙"]);
}

#[test]
fn tables_out_of_all_measure_are_refused() {
    assert_eq!(refused("录.csv", "text,".repeat(1_000_000)), "the header has more than 1000 columns");
    assert_eq!(refused("录.csv", "text\n\n,,,\n"), "there is no row below the header");
    assert_eq!(refused("录.csv", "\r\n \n"), "empty");
    let contents = one("录.csv", format!("id,text\n1,甲\n{}\n3,丙\n", ",".repeat(1_000_000))).unwrap();
    assert_eq!((texts(&contents), contents.lines()), (vec!["甲", "丙"], vec![3]));
    let long = format!("id,text\n1,甲\n2,\"{}\n", "山".repeat(200));
    assert_eq!(read("录.csv", long.as_bytes(), NONE, 400).unwrap_err(), Refusal::Longer);
    let short = format!("id,text\n{}", "1,山山山山山山山山\n".repeat(1000));
    assert_eq!(read("录.csv", short.as_bytes(), NONE, 400).unwrap().documents.len(), 1000);
}

/// The rows of a stream that gives so many bytes at a time, and where they begin.
fn rows(text: &[u8], delimiter: u8, most: usize) -> Vec<(usize, Vec<String>)> {
    let stream = BufReader::with_capacity(most, text);
    let mut rows = Rows::new(stream, Dialect { delimiter, quote: Some(b'"') }, (1000, 100));
    let mut all = Vec::new();
    while let Some(row) = rows.next().unwrap() {
        assert_eq!(row.cells().count(), row.count);
        all.push((row.line, row.cells().map(str::to_owned).collect()));
    }
    all
}

proptest! {
    #[test]
    fn rows_are_read_as_they_were_written(
        table in prop::collection::vec(prop::collection::vec("[山\"',;\t\r\n ]{0,5}", 2..4), 1..5),
        delimiter in prop::sample::select(b",;\t".to_vec()),
        most in 1_usize..9,
    ) {
        let mut writer = ::csv::WriterBuilder::new().flexible(true).delimiter(delimiter).from_writer(Vec::new());
        for row in &table {
            writer.write_record(row).unwrap();
        }
        let text = writer.into_inner().unwrap();
        let (lines, read): (Vec<usize>, Vec<_>) = rows(&text, delimiter, most).into_iter().unzip();
        prop_assert_eq!(&read, &table);
        prop_assert!(lines.is_sorted_by(|one, next| one < next) && lines[0] == 1);
    }

    #[test]
    fn rows_do_not_depend_on_how_a_stream_is_cut(text in "[山\",\r\n]{0,30}", most in 1_usize..9) {
        prop_assert_eq!(rows(text.as_bytes(), b',', most), rows(text.as_bytes(), b',', 1 << 10));
    }
}
