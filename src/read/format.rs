//! Formats, and what is to be known of each.

use crate::notation::choice;

choice! {
/// The format of a file.
pub enum Format {
    /// Plain text
    Plain = "plain",
    /// Markdown
    Markdown = "markdown",
    /// JSON Lines, a record on each line
    JsonLines = "json-lines",
    /// JSON, an array of records or one record
    Json = "json",
    /// CSV or TSV, a record in each row
    Csv = "csv",
    /// Kanripo's texts, as Mandoku writes them
    Kanripo = "kanripo",
    /// Documents of Word, DOCX
    Docx = "docx",
    /// OpenDocument text, ODT
    Odt = "odt",
    /// TEI, texts that scholars have marked up
    Tei = "tei",
    /// Subtitles, SRT
    SubRip = "srt",
    /// Subtitles of the web, VTT
    WebVtt = "vtt",
    /// Subtitles with styles, ASS and SSA
    SubStationAlpha = "ass",
    /// Lyrics with times, LRC
    Lyrics = "lrc",
    /// ALTO, recognised pages
    Alto = "alto",
    /// PAGE, transcribed pages
    Page = "page",
    /// hOCR, recognised pages
    Hocr = "hocr",
    /// Recognised pages, Tesseract's TSV
    TesseractTsv = "tesseract-tsv",
    /// Recognised pages, PaddleOCR's JSON
    OcrJson = "ocr-json",
    /// HTML, a page of the web
    Html = "html",
    /// EPUB, a book
    Epub = "epub",
    /// Zip archive
    Zip = "zip",
    /// Tar archive
    Tar = "tar",
}
}

/// What is to be known of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FormatInfo {
    /// The format.
    pub format: Format,
    /// The endings of its files, in lower case; an empty one for files without any.
    pub endings: &'static [&'static str],
    /// By what a file is known to be of it.
    pub told_by: &'static str,
    /// What of it is not the text itself.
    pub layers: &'static str,
    /// What its loci are.
    pub loci: &'static str,
    /// What fields its documents have.
    pub fields: &'static str,
    /// What its documents are called.
    pub keys: &'static str,
    /// What is held of it, and what is refused.
    pub limits: &'static str,
}
