//! One file, read as an index would read it: by which reader and rules, and what comes of it.

use crate::catalogue::About;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::notation::shown;
use crate::paragraphs;
use crate::read::Damaged;
use crate::read::Document;
use crate::read::Encoding;
use crate::read::Format;
use crate::read::LONGEST_FILE;
use crate::read::OpenFile;
use crate::read::Refusal;
use crate::read::Rule;
use crate::read::Sink;
use crate::read::Skipped;
use crate::read::SourceFile;
use crate::read::Unfit;
use crate::read::Unsupported;
use crate::read::path_text;
use crate::search::ParagraphText;
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::Path;
use std::path::PathBuf;

/// How a file is read, and what comes of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct FileReading {
    /// The file.
    #[serde(serialize_with = "path_text")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub path: PathBuf,
    /// The format that it is read as; none when there is no reader for it, or a rule leaves it out.
    #[cfg_attr(feature = "schema", schema(required))]
    pub format: Option<Format>,
    /// The lines of `duikan.toml` on which the rules for it stand.
    pub rules: Vec<usize>,
    /// What these rules say, the last of them first.
    pub rule: Rule,
    /// The encoding of its text.
    #[serde(serialize_with = "shown")]
    #[cfg_attr(feature = "schema", schema(value_type = String))]
    pub encoding: Encoding,
    /// Its documents, in order.
    pub documents: Vec<DocumentReading>,
    /// What of it could not be read.
    pub skipped: Vec<Skipped>,
    /// Members that no reader is there for.
    pub unsupported: Vec<Unsupported>,
    /// What of it is damaged.
    pub damaged: Vec<Damaged>,
}

/// A document as it is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[non_exhaustive]
pub struct DocumentReading {
    /// What its file calls it, and what it says of itself.
    #[serde(flatten)]
    pub about: About,
    /// Its paragraphs, with all that is known of their stretches.
    pub paragraphs: Vec<ParagraphText>,
}

impl FileReading {
    /// Reads a file as it would be read below a folder, whose `duikan.toml` is followed: the nearest above it that has
    /// one, when none is given. `encoding` goes before what is told.
    ///
    /// # Errors
    /// [`ErrorKind::Read`] when it cannot be read, or the rules cannot be understood.
    pub fn of(path: &Path, root: Option<&Path>, encoding: Option<Encoding>) -> Result<Self> {
        let refused = |refusal: Refusal| match refusal {
            Refusal::Content(why) | Refusal::System(why) => Error::new(ErrorKind::Read, why).at(path),
            Refusal::Longer => Error::new(
                ErrorKind::Read,
                crate::message!("longer than {n} MiB; split it", n = LONGEST_FILE >> 20),
            )
            .at(path),
        };
        let file = SourceFile::of(path, root)?;
        let (rules, rule) = file.rules();
        let mut reading = FileReading {
            path: path.to_path_buf(),
            format: None,
            rules,
            rule,
            encoding: Encoding::default(),
            documents: Vec::new(),
            skipped: Vec::new(),
            unsupported: Vec::new(),
            damaged: Vec::new(),
        };
        if let Some(why) = file.left_out() {
            reading.skipped.push(Skipped { path: path.to_path_buf(), line: None, why });
            return Ok(reading);
        }
        let open = OpenFile::open(&file, encoding, LONGEST_FILE).map_err(refused)?.finally();
        reading.format = open.format();
        open.read(&mut reading).map_err(refused)?;
        reading.unsupported =
            Unsupported::group(reading.unsupported.into_iter().flat_map(|group| group.paths));
        Ok(reading)
    }
}

impl Sink for FileReading {
    fn document(&mut self, document: Document) -> ControlFlow<()> {
        self.documents.push(DocumentReading::of(document));
        ControlFlow::Continue(())
    }

    fn unfit(&mut self, path: &Path, unfit: Unfit) {
        self.skipped.push(Skipped { path: path.to_path_buf(), line: unfit.line, why: unfit.why });
    }

    fn passed_over(&mut self, path: &Path) {
        self.unsupported.extend(Unsupported::group([path.to_path_buf()]));
    }

    fn decoded(&mut self, path: &Path, encoding: Encoding, damaged: usize) {
        self.encoding = encoding;
        if damaged > 0 {
            self.damaged.push(Damaged { path: path.to_path_buf(), encoding, characters: damaged });
        }
    }
}

impl DocumentReading {
    fn of(document: Document) -> Self {
        let Document { id, text: reading, metadata } = document;
        let mut sweep = reading.marks.sweep();
        let paragraph = |(paragraph, text): (paragraphs::Paragraph, &str)| ParagraphText {
            document: id.clone(),
            paragraph: paragraph.number,
            span: paragraph.span,
            text: text.chars().take(paragraph.span.len() as usize).collect(),
            origin: sweep.of(paragraph.span).origin(paragraph.span.begin),
        };
        let pieces = paragraphs::pieces(&reading.text, reading.body, reading.division);
        DocumentReading {
            about: About::of(id.clone(), &metadata),
            paragraphs: pieces.into_iter().map(paragraph).collect(),
        }
    }
}
