//! Who reads which files: told by what is in them where that is plain, else by their endings.
//!
//! To add a format: write a reader, give it a name in [`Format`](super::Format) and a place in [`READERS`];
//! docs/formats.md, `--explain` and the fuzz targets have it then.

use super::archives::Tar;
use super::archives::Zip;
use super::format::Format;
use super::format::FormatInfo;
use super::formats::epub::Epub;
use super::formats::html::Html;
use super::formats::kanripo::Kanripo;
use super::formats::markdown::Markdown;
use super::formats::plain::Plain;
use super::formats::printed::Alto;
use super::formats::printed::Hocr;
use super::formats::printed::OcrJson;
use super::formats::printed::PageXml;
use super::formats::printed::TesseractTsv;
use super::formats::subtitles::Lyrics;
use super::formats::subtitles::SubRip;
use super::formats::subtitles::SubStationAlpha;
use super::formats::subtitles::WebVtt;
use super::formats::tei::Tei;
use super::formats::word_processor::Docx;
use super::formats::word_processor::Odt;
use super::input::Input;
use super::packing::Packing;
use super::reader::Reader;
use super::records::csv::Csv;
use super::records::json::Json;
use super::records::lines::Lines;
use std::path::Path;

impl FormatInfo {
    /// What is to be known of each format that is read.
    pub fn all() -> impl Iterator<Item = &'static FormatInfo> {
        READERS.iter().map(|reader| reader.info())
    }
}

/// All readers: what recognises its files by what is in them goes before those who share its endings.
static READERS: [&dyn Reader; 22] = [
    &Alto,
    &PageXml,
    &Hocr,
    &TesseractTsv,
    &OcrJson,
    &Lines,
    &Json,
    &Csv,
    &Zip,
    &Tar,
    &Markdown,
    &Kanripo,
    &Tei,
    &Plain,
    &Docx,
    &Odt,
    &SubRip,
    &WebVtt,
    &SubStationAlpha,
    &Lyrics,
    &Html,
    &Epub,
];

/// Those who may read files of this name.
fn by_ending(name: &[u8]) -> impl Iterator<Item = &'static dyn Reader> {
    let name = name.to_ascii_lowercase();
    let (name, _) = Packing::by_name(&name);
    // A name that begins with a dot has no ending by that.
    let ending = name.iter().rposition(|byte| *byte == b'.').filter(|at| *at > 0);
    let ending = ending.and_then(|at| name.get(at + 1..)).unwrap_or_default().to_vec();
    READERS
        .into_iter()
        .filter(move |reader| reader.info().endings.iter().any(|known| known.as_bytes() == ending))
}

/// Whether there is somebody who may read a file of this name.
pub(super) fn may_read(path: &Path) -> bool {
    by_name(path, None).next().is_some()
}

/// Whether only those may read a file of this name who know their files by what is in them.
pub(super) fn must_be_recognised(path: &Path) -> bool {
    by_name(path, None).all(Reader::must_recognise)
}

/// Whether a file is one document, by what its name or a rule says.
pub(super) fn is_one_document(path: &Path, told: Option<Format>) -> bool {
    by_name(path, told).last().is_some_and(Reader::is_one_document)
}

/// Whether a file may hold others, by what its name or a rule says.
pub(super) fn may_be_archive(path: &Path, told: Option<Format>) -> bool {
    by_name(path, told).any(|reader| matches!(reader.info().format, Format::Zip | Format::Tar))
}

/// Those who may read a file, by what its name or a rule says.
fn by_name(path: &Path, told: Option<Format>) -> impl Iterator<Item = &'static dyn Reader> {
    let name = path.file_name().unwrap_or_default().as_encoded_bytes();
    let told = told.map(of);
    let named = if told.is_none() { by_ending(name).collect() } else { Vec::new() };
    told.into_iter().flatten().chain(named)
}

/// Who reads this format.
fn of(format: Format) -> Option<&'static dyn Reader> {
    READERS.into_iter().find(|reader| reader.info().format == format)
}

/// Who reads this.
pub(super) fn reader(input: &Input) -> Option<&'static dyn Reader> {
    if let Some(told) = input.rule.format {
        return of(told);
    }
    let by_ending: Vec<_> = by_ending(&input.name()).collect();
    let recognised = by_ending.iter().find(|reader| reader.recognises(&input.head)).copied();
    // No text begins as an archive does, whatever it is called.
    let is_zip = !by_ending.is_empty() && Zip.recognises(&input.head);
    let archive = is_zip.then(|| of(Format::Zip)).flatten();
    recognised.or(archive).or(by_ending.iter().rfind(|reader| !reader.must_recognise()).copied())
}
