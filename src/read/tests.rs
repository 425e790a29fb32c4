#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod archives;
mod bombs;
mod ends;
pub(in crate::read) mod made;
mod markdown;
mod packing;
mod tables;
mod word_processor;

use super::contents::Contents;
use super::*;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use std::fs;
use std::io::Write;
use tempfile::TempDir;

const PAGE: &str = "渡口的船今天没有来，两岸的人都在等。\n";

fn folder(files: &[(&str, &[u8])]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

/// Reads the one file of a name.
fn one(name: &str, bytes: &[u8]) -> Result<Contents, Message> {
    let folder = folder(&[(name, bytes)]);
    Contents::of(&list(folder.path()).unwrap().files[0], None, LONGEST_FILE).map_err(contents::why)
}

fn document(name: &str, bytes: &[u8]) -> Document {
    one(name, bytes).unwrap().documents.remove(0)
}

/// The first character of the body.
fn begin(document: &Document) -> Option<char> {
    document.text.text.chars().nth(document.text.body as usize)
}

fn keys(root: &Path) -> Vec<String> {
    list(root).unwrap().files.into_iter().map(|file| file.key).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_folder_lists_its_texts_by_key_and_nothing_else() {
    let page = PAGE.as_bytes();
    let folder = folder(&[
        ("报/1937/乙.TXT", page),
        ("报/1937/甲.md.GZ", page),
        ("a.jsonl.zst", page),
        ("README.md", page),
        ("metadata.csv", page),
        ("metadata.jsonl", page),
        ("sub/metadata.jsonl", page),
        (".duikan/x.txt", page),
        ("sub/.hidden.txt", page),
        ("a.pdf", page),
        ("txt", page),
        ("a.txt.lz4", page),
    ]);
    let listing = list(folder.path()).unwrap();
    assert_eq!(listing.skipped, []);
    let expected =
        ["README.md", "a.jsonl.zst", "sub/metadata.jsonl", "txt", "报/1937/乙.TXT", "报/1937/甲.md.GZ"];
    assert_eq!(keys(folder.path()), expected);
    assert_eq!(listing.files[0].size, page.len() as u64);
    assert!(listing.files[0].modified > 1_600_000_000_000_000_000);
}

#[test]
fn a_root_may_be_a_file_and_must_exist() {
    let folder = folder(&[("甲.txt", PAGE.as_bytes()), ("乙.pdf", b"")]);
    assert_eq!(keys(&folder.path().join("甲.txt")), ["甲.txt"]);
    let other = list(&folder.path().join("乙.pdf")).unwrap();
    assert_eq!((other.files.len(), other.unsupported.len()), (0, 1));
    for error in [list(&folder.path().join("丙")).unwrap_err(), table(&folder.path().join("丙")).unwrap_err()]
    {
        assert_eq!(error.kind(), crate::error::ErrorKind::Read);
    }
}

#[cfg(unix)]
#[test]
fn loops_broken_links_odd_names_and_sockets_stop_nothing() {
    use std::os::unix::ffi::OsStrExt;
    use std::os::unix::fs::symlink;
    use std::os::unix::net::UnixListener;
    let folder = folder(&[("sub/甲.txt", PAGE.as_bytes())]);
    let root = folder.path();
    symlink(root, root.join("sub/loop")).unwrap();
    symlink(root.join("nowhere"), root.join("broken.txt")).unwrap();
    symlink(root.join("sub/甲.txt"), root.join("linked.txt")).unwrap();
    fs::write(root.join(std::ffi::OsStr::from_bytes(b"\xFFa.txt")), PAGE).unwrap();
    let _socket = UnixListener::bind(root.join("socket.txt")).unwrap();
    let listing = list(root).unwrap();
    assert_eq!(keys(root), ["\\xFFa.txt", "linked.txt", "sub/甲.txt"]);
    let mut why: Vec<_> = listing.skipped.iter().map(|skipped| skipped.why.to_string()).collect();
    why.sort();
    assert!(why[0].starts_with("a broken link") && why[1].starts_with("a link to a folder"), "{why:?}");
    assert_eq!(&why[2..], ["not a regular file"]);
}

#[test]
fn packed_files_are_unpacked_and_cut_ones_are_skipped() {
    let text = PAGE.repeat(300);
    let zstandard = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (name, packed) in [("甲.txt.gz", gzip(text.as_bytes())), ("甲.txt.zst", zstandard)] {
        assert_eq!(document(name, &packed).text.text, text);
        let skipped = one(name, &packed[..packed.len() / 2]).unwrap_err();
        assert!(skipped.to_string().starts_with("damaged or cut short"), "{skipped}");
        assert!(one(name, b"").is_err());
    }
    let members = [gzip(PAGE.as_bytes()), gzip(PAGE.as_bytes())].concat();
    assert_eq!(document("甲.txt.gz", &members).text.text, PAGE.repeat(2));
}

#[test]
fn empty_files_gone_files_and_folders_say_so() {
    for bytes in ["", " \r\n\u{3000}\u{200B}", "\u{FEFF}", "---\ntitle: 渡口\n---\n"] {
        assert_eq!(one("甲.txt", bytes.as_bytes()).unwrap_err().to_string(), "empty", "{bytes:?}");
    }
    let folder = folder(&[("甲.txt", PAGE.as_bytes())]);
    let mut file = list(folder.path()).unwrap().files.remove(0);
    fs::remove_file(&file.path).unwrap();
    let refused = |file: &SourceFile| Contents::of(file, None, LONGEST_FILE).unwrap_err();
    let gone = refused(&file);
    assert!(
        matches!(&gone, Refusal::System(why) if why.to_string().starts_with("cannot be read")),
        "{gone:?}"
    );
    fs::create_dir(&file.path).unwrap();
    assert_eq!(contents::why(refused(&file)).to_string(), "not a regular file");
    file.path = folder.path().join("甲.pdf");
    fs::write(&file.path, PAGE).unwrap();
    assert!(contents::why(refused(&file)).to_string().starts_with("no reader for it"));
}

#[test]
fn front_matter_is_metadata_and_stays_in_the_text_of_a_plain_file() {
    let text = "---\ntitle: 渡口\ndate: 1937.10\nseries: \"007\"\npages: [1, 2]\n---\n# 别名\n渡口的船。\n";
    let plain = document("甲.txt", text.as_bytes());
    assert_eq!((plain.text.text.as_str(), begin(&plain)), (text, Some('#')));
    let marked = document("甲.md", text.as_bytes());
    assert_eq!((marked.text.text.as_str(), marked.text.body), ("别名\n\n渡口的船。", 0));
    for document in [plain, marked] {
        assert_eq!(document.metadata.title.as_deref(), Some("渡口"));
        assert_eq!(document.metadata.date.as_deref(), Some("1937.10"));
        assert_eq!(document.metadata.series.as_deref(), Some("007"));
        assert_eq!(document.metadata.other["pages"], "[1,2]");
    }
}

#[test]
fn dates_and_numbers_stay_as_written() {
    for date in ["2025-08-29", "2025-08", "1937", "20250829", "民国二十六年"] {
        let document = document("甲.txt", format!("---\r\ndate: {date}\r\n---\r\n渡口\r\n").as_bytes());
        assert_eq!(document.metadata.date.as_deref(), Some(date));
        assert_eq!(begin(&document), Some('渡'));
    }
}

#[test]
fn what_only_looks_like_front_matter_is_text() {
    let texts = [
        "---\n渡口的船\n---\n来了",
        "---\ntitle: 渡口\n没有来",
        "---\n- 甲\n---\n乙",
        "---\na: [\n---\n乙",
        "\n---\ntitle: 渡口\n---\n乙",
    ];
    for text in texts {
        let document = document("甲.txt", text.as_bytes());
        assert_eq!((document.text.body, document.metadata), (0, Metadata::default()), "{text}");
    }
}

#[test]
fn hostile_front_matter_is_text() {
    let deep = format!("a: {}\n", "[".repeat(60_000));
    let nested: Vec<_> = (0..2_000).map(|depth| " ".repeat(depth / 60) + "a:\n").collect();
    let alias =
        |c: u8| format!("{}: &{0} [{}]\n", char::from(c), format!("*{},", char::from(c - 1)).repeat(9));
    let aliases: Vec<_> = (b'b'..=b'k').map(alias).collect();
    let aliases = "a: &a [1,1,1,1,1,1,1,1,1]\n".to_owned() + &aliases.concat();
    for front in [deep, nested.concat(), aliases] {
        let text = format!("---\n{front}---\n渡口的船\n");
        assert_eq!(document("甲.md", text.as_bytes()).text.body, 0);
    }
}

#[test]
fn jsonl_gives_a_document_per_line_and_names_the_bad_ones() {
    let text = [
        r#"{"id":"甲","text":"渡口","title":"船","date":1937,"series":"报","page":3}"#,
        "",
        r#"{"id":7,"text":"两岸"}"#,
        r#"{"text":"无名"}"#,
        "{",
        r#"{"id":"甲","text":"又一"}"#,
        r#"{"id":"乙","text":" \n"}"#,
        r#"{"id":"丙"}"#,
        r#"{"id":[],"text":"丁"}"#,
        "[]",
        r#"{"id":"戊","text":1}"#,
    ]
    .join("\r\n");
    let reading = one("录.jsonl", text.as_bytes()).unwrap();
    let keys: Vec<_> = reading.documents.iter().map(|document| document.id.as_str()).collect();
    assert_eq!(keys, ["甲", "7", "录.jsonl#4", "甲"], "an id may stand twice");
    assert_eq!(reading.lines(), [5, 7, 8, 9, 10, 11]);
    let ids: Vec<_> = reading.unfit.iter().map(|unfit| unfit.id.as_deref()).collect();
    assert_eq!(ids, [None, Some("乙"), Some("丙"), None, None, Some("戊")]);
    let first = &reading.documents[0];
    assert_eq!((first.text.text.as_str(), first.text.body), ("渡口", 0));
    assert_eq!(first.metadata.date.as_deref(), Some("1937"));
    assert_eq!(first.metadata.other["page"], "3");
    assert_eq!(reading.unfit[1].why.to_string(), "empty");
}

#[test]
fn jsonl_without_texts_is_one_trouble() {
    let why = one("答.jsonl", "{\"id\":1}\n{\"id\":2}\n{".as_bytes()).unwrap_err();
    assert!(why.to_string().starts_with("no record has a text: "), "{why}");
    assert_eq!(
        one("答.jsonl", "渡口\n两岸\n".as_bytes()).unwrap_err().to_string(),
        "no line is a JSON object"
    );
}

proptest! {
    #[test]
    fn any_bytes_in_any_file_are_read_or_skipped(
        bytes in prop::collection::vec(any::<u8>(), 0..400),
        name in prop::sample::select(vec!["a.txt", "a.md", "a.jsonl", "a.txt.gz", "a.md.zst", "metadata.csv"]),
    ) {
        let folder = folder(&[(name, &bytes)]);
        for file in list(folder.path()).unwrap().files {
            if let Ok(reading) = Contents::of(&file, None, LONGEST_FILE) {
                prop_assert!(reading.documents.iter().all(|document| !is_blank(&document.text.text)));
            }
        }
        prop_assert!(table(folder.path()).unwrap().0.rows.len() <= bytes.len());
    }

    #[test]
    fn any_front_matter_leaves_the_text_whole(front in "(---\n)?([a-z]{1,3}: [\\PC]{0,8}\n){0,4}(---\n)?", body in "[山水\n]{1,20}山") {
        prop_assume!(!front.contains(crate::place::is_sentence_end), "that would be prose");
        let text = front + &body;
        if let Ok(reading) = one("a.txt", text.as_bytes()) {
            let document = &reading.documents[0];
            prop_assert_eq!(&document.text.text, text.trim_start_matches('\u{FEFF}'));
            prop_assert!(begin(document).is_some());
        }
        let marked = one("a.md", text.as_bytes()).unwrap().documents.remove(0).text.text;
        let letters = |text: &str| -> String { text.chars().filter(|c| matches!(c, '山' | '水')).collect() };
        prop_assert!(letters(&marked).ends_with(&letters(&body)));
    }
}

#[test]
fn rules_hold_at_the_root_alone_and_say_what_they_leave_out() {
    let rules = "[[files]]\nglob = \"*.txt\"\nskip = true\n\n[[files]]\nglob = \"乙.txt\"\nskip = false\n";
    let page = PAGE.as_bytes();
    let folder = folder(&[
        ("duikan.toml", rules.as_bytes()),
        ("甲.txt", page),
        ("乙.txt", page),
        ("下/甲.md", page),
        ("下/duikan.toml", b"[[files]]\nglob = \"*.md\"\nskip = true\n"),
    ]);
    let listing = list(folder.path()).unwrap();
    assert_eq!(keys(folder.path()), ["下/甲.md", "乙.txt"]);
    let why: Vec<_> = listing.skipped.iter().map(|skipped| skipped.why.to_string()).collect();
    assert_eq!(why, ["not obeyed: rules stand at the root of the folder that is indexed"]);
    let left_out = |name: &str| {
        let file = SourceFile::of(&folder.path().join(name), Some(folder.path())).unwrap();
        file.left_out().map(|why| why.to_string())
    };
    assert_eq!(left_out("甲.txt").unwrap(), "left out by the rule on line 1 of duikan.toml");
    assert_eq!((left_out("乙.txt"), left_out("下/甲.md")), (None, None));
}

#[test]
fn a_rule_that_means_nothing_names_its_line() {
    let pattern =
        |glob: &str| format!("line 2: `{glob}` is no pattern: a bracket is not closed, or not opened");
    let empty = |line: usize| format!("line {line}: the name of a field is empty");
    for (rule, why) in [
        ("\"[\"\n", pattern("[")),
        ("\"{a,b\"\n", pattern("{a,b")),
        ("[\"*\", \"a}\"]\n", pattern("a}")),
        ("\"*\"\ntext = \"\"\n", empty(3)),
        ("\"*\"\n\nfields = { title = \" \" }\n", empty(4)),
    ] {
        let rules = format!("[[files]]\nglob = {rule}");
        let folder = folder(&[("duikan.toml", rules.as_bytes()), ("甲.txt", PAGE.as_bytes())]);
        assert!(list(folder.path()).unwrap_err().to_string().contains(&why), "{rule}");
    }
    let rules = b"[[files]]\nglob = ['{[}]*,\\\\\\{*}.txt', '[!a]*']\n".as_slice();
    assert!(list(folder(&[("duikan.toml", rules)]).path()).is_ok());
}

#[test]
fn a_plain_text_that_is_called_subtitles_says_so() {
    let why = "no line of it is a `Dialogue:`; if it is a plain text, call it .txt";
    assert_eq!(one("甲.ass", PAGE.as_bytes()).unwrap_err().to_string(), why);
    let silent = "[Events]\nDialogue: 0,0:00:01.00,0:00:02.00,a,b,0,0,0,,{\\p1}m 0 0\n";
    assert_eq!(one("甲.ass", silent.as_bytes()).unwrap_err().to_string(), "empty");
}
