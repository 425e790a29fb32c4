use super::*;
use crate::read::formats::printed::compose;

#[test]
fn words_come_in_lines_paragraphs_and_pages() {
    let rows = [
        "1\t1\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t",
        "2\t1\t1\t0\t0\t0\t10\t10\t300\t300\t-1\t",
        "4\t1\t1\t1\t1\t0\t10\t10\t300\t20\t-1\t",
        "5\t1\t1\t1\t1\t1\t10\t10\t40\t20\t96.5\t汐江",
        "5\t1\t1\t1\t1\t2\t60\t10\t40\t20\t80\t\"渡口",
        "4\t1\t1\t1\t2\t0\t10\t40\t300\t20\t-1\t",
        "5\t1\t1\t1\t2\t1\t10\t40\t40\t20\t91\t开渡",
        "这一行不是表格的一行",
        "5\t1\t1\t2\t1\t1\t10\t90\t40\t20\t91\t今天",
        "1\t2\t0\t0\t0\t0\t0\t0\t1000\t2000\t-1\t",
        "5\t2\t1\t1\t1\t1\t10\t90\t40\t20\t91\t次日",
    ];
    let text = format!("{HEADER}\n{}\n", rows.join("\n"));
    assert!(TesseractTsv.recognises(text.as_bytes()));
    assert!(!TesseractTsv.recognises(b"id\ttext\n1\t2\n"));
    let read = compose(pages(&text), Division::Blank).text;
    assert_eq!(read.text, "汐江\"渡口\n开渡\n\n今天\n\n次日");
    let zones: Vec<_> = read.marks.layout.zones.iter().map(|zone| (zone.rect.x, zone.picture)).collect();
    assert_eq!(zones, [(10, 0), (60, 0), (10, 0), (10, 0), (10, 1)]);
    assert_eq!(read.marks.layout.confidence().map(|mean| (mean.share() * 100.0).round()), Some(89.0));
}
