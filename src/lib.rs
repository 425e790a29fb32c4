//! duikan 对勘: full-text search in Chinese documents that exist in several copies.
//!
//! A wire story printed by five newspapers, editions of a book, versions of a law: each copy typed or
//! read by OCR with errors, line wraps and a script of its own. A folder is indexed once; every hit then
//! says where the same passage stands in the other copies, and how they differ.
//!
//! ```
//! use duikan::Collection;
//! use duikan::Query;
//!
//! # fn main() -> duikan::Result<()> {
//! # let folder = std::env::temp_dir().join(format!("duikan-doctest-{}", std::process::id()));
//! # let index = folder.as_path();
//! // Once, and again whenever texts have changed: only what is new is read.
//! let report = Collection::build(index).texts("data/sample").run()?;
//! for skipped in &report.skipped {
//!     eprintln!("{skipped}"); // one unreadable file never stops the build
//! }
//! // Ever after, from any thread.
//! let collection = Collection::open(index)?;
//! let answer = collection.search(&Query::new("看得见的管线").limit(20))?;
//! for hit in &answer.hits {
//!     println!("{} ¶{}  {}", hit.about.document, hit.paragraph, hit.text);
//!     for copy in &hit.copies {
//!         println!("  {} ¶{}  {} differences", copy.about.document, copy.paragraph, copy.variants.len());
//!     }
//! }
//! # assert_eq!(answer.hits.len(), 1);
//! # assert_eq!(answer.hits[0].copies.len(), 4);
//! # std::fs::remove_dir_all(&folder).ok();
//! # Ok(())
//! # }
//! ```
//!
//! **Units.** Offsets are Unicode scalar values of the decoded source, half-open ([`OriginalSpan`]);
//! paragraphs count from 1. A [`FoldedSpan`] counts the characters that
//! folding leaves of a text, in which copies are found.
//!
//! **No miss.** What is found does not depend on how words are cut: a literal is found wherever a reader
//! sees it, across line wraps and column breaks, in traditional and simplified script, in any width.
//! Words, cut by jieba, only rank.
//!
//! No type of tantivy or jieba stands in a signature here: their versions are ours to change.

mod catalogue;
mod collate;
mod collection;
mod copies;
pub mod distributed;
mod error;
pub mod fold;
mod index;
mod ingest;
mod matching;
mod message;
mod notation;
mod paragraphs;
mod place;
pub mod present;
mod read;
mod reading;
mod search;
mod snapshot;
mod storage;
mod tokenise;
mod verify;
mod witnesses;

pub use catalogue::About;
pub use catalogue::Day;
pub use collate::collation::Collation;
pub use collate::collation::Reading;
pub use collate::collation::Unit;
pub use collate::collation::Witness;
pub use collate::columns::Agreement;
pub use collate::columns::Cell;
pub use collate::columns::Column;
pub use collate::compare::Order;
pub use collate::comparison::Comparison;
pub use collate::comparison::Row;
pub use collate::comparison::Shared;
pub use collate::comparison::Side;
pub use collate::story::Assembled;
pub use collate::story::Sourced;
pub use collate::story::Story;
pub use collate::story::StoryCopy;
pub use collate::story::StoryWitness;
pub use collection::Aligned;
pub use collection::Blamed;
pub use collection::Cluster;
pub use collection::Collection;
pub use collection::CommonFingerprints;
pub use collection::DocumentInfo;
pub use collection::DocumentReading;
pub use collection::Explanation;
pub use collection::FileReading;
pub use collection::LinkedPassages;
pub use collection::Overlap;
pub use collection::PassagePair;
pub use collection::PassagePlace;
pub use collection::SharedFingerprints;
pub use collection::Stats;
pub use collection::Surveyed;
pub use collection::Verdict;
pub use copies::class::Class;
pub use copies::link::Effort;
pub use copies::similarity::Similar;
pub use copies::variants::Variant;
pub use error::Advice;
pub use error::Error;
pub use error::ErrorKind;
pub use error::Result;
pub use ingest::Build;
pub use ingest::Progress;
pub use ingest::Renamed;
pub use ingest::Report;
pub use message::Language;
pub use message::Message;
pub use message::Value;
pub use message::messages;
pub use place::FoldedSpan;
pub use place::OriginalSpan;
pub use place::Part;
pub use place::Place;
pub use place::Rank;
pub use place::SourceText;
pub use read::Damaged;
pub use read::Encoding;
pub use read::Format;
pub use read::FormatInfo;
pub use read::Rule;
pub use read::Skipped;
pub use read::Unsupported;
pub use read::UnsupportedKind;
pub use reading::ApparatusReading;
pub use reading::Layer;
pub use reading::LayerSpan;
pub use reading::Locus;
pub use reading::LocusKind;
pub use reading::Origin;
pub use reading::Picture;
pub use reading::Rect;
pub use reading::Region;
pub use search::Answer;
pub use search::Condition;
pub use search::CopyPiece;
pub use search::DocumentMatches;
pub use search::Field;
pub use search::Hit;
pub use search::Hits;
pub use search::MatchedWords;
pub use search::ParagraphText;
pub use search::PassageCopy;
pub use search::Query;
pub use search::Sort;
pub use search::Synonyms;
pub use snapshot::Run;
pub use verify::Damage;
pub use witnesses::CopyFilter;
pub use witnesses::CopyKind;
pub use witnesses::CopyOrder;
pub use witnesses::Formulae;

/// The README's example is compiled and run like the others.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
