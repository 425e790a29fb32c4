//! What each element of TEI, and of CBETA's own namespace, is for a reader.

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `teiCorpus`: several, each with a header.
    Corpus,
    /// `TEI`: a header, and a text or a group of texts.
    Whole,
    Header,
    Text,
    Group,
    /// What stands on the pages of a source: the text, where there is no other.
    Source,
    Surface,
    /// A line of such a page.
    Line,
    /// A part that may have a number and a heading.
    Division,
    Heading,
    /// A paragraph, or what stands by itself as one.
    Paragraph,
    /// What holds paragraphs, and ends one before and after it.
    Block,
    /// What is one where no paragraph is open, and runs on in it else.
    Loose,
    /// A line of verse.
    Verse,
    Cell,
    Note,
    Furniture,
    Sign,
    /// What is said of the text, and not of it.
    Hidden,
    /// A list of apparatus entries, away from the text.
    StandOff,
    /// What cannot be read, or only just.
    Gap,
    /// What is blank.
    Space,
    /// A pause in a line of verse.
    Caesura,
    /// A character that is not in Unicode.
    Glyph,
    Anchor,
    LineBegin,
    PageBegin,
    ColumnBegin,
    Milestone,
    /// The beginning or end of a juan.
    Juan,
    /// An entry of CBETA's table of contents.
    Entry,
    /// An entry of the apparatus.
    App,
    Lemma,
    Reading,
    /// Several ways to write the same.
    Choice,
    /// What was struck out.
    Deleted,
    /// Where that begins which was, up to another element.
    StruckFrom,
    /// The same in several languages.
    Parallel,
    /// It in one of them.
    Translation,
    /// A part of another file.
    Include,
    /// A pointer to something else.
    Pointer,
    /// What nobody sees but by its looks.
    Inline,
}

impl Kind {
    /// By the name, without the prefix of its namespace.
    pub(super) fn of(name: &str) -> Kind {
        match name {
            "teiCorpus" | "teiCorpus.2" => Kind::Corpus,
            "TEI" | "TEI.2" => Kind::Whole,
            "teiHeader" => Kind::Header,
            "text" => Kind::Text,
            "group" => Kind::Group,
            "sourceDoc" => Kind::Source,
            "surface" => Kind::Surface,
            "line" => Kind::Line,
            "div" | "div0" | "div1" | "div2" | "div3" | "div4" | "div5" | "div6" | "div7" => Kind::Division,
            "head" => Kind::Heading,
            "p" | "ab" | "item" | "byline" | "jhead" | "speaker" | "salute" | "signed" | "dateline"
            | "trailer" | "titlePart" | "docAuthor" | "docDate" | "docImprint" | "castItem" => {
                Kind::Paragraph
            }
            "lg" | "list" | "table" | "row" | "sp" | "opener" | "closer" | "postscript" | "argument"
            | "epigraph" | "docTitle" | "titlePage" | "castList" | "figure" | "front" | "body" | "back"
            | "listBibl" | "zone" => Kind::Block,
            "quote" | "cit" | "q" | "said" | "stage" | "label" | "bibl" | "floatingText" | "sound"
            | "formula" => Kind::Loose,
            "l" => Kind::Verse,
            "cell" => Kind::Cell,
            "note" => Kind::Note,
            "fw" => Kind::Furniture,
            "rt" => Kind::Sign,
            "figDesc" | "docNumber" | "facsimile" | "witDetail" | "wit" | "index" | "desc" | "rp"
            | "fsdDecl" | "xenoData" | "certainty" | "precision" | "respons" | "binaryObject" | "spanGrp"
            | "interp" | "interpGrp" | "fs" | "fLib" | "fvLib" | "metamark" | "listWit" | "listChange"
            | "linkGrp" | "joinGrp" | "altGrp" | "timeline" | "listPrefixDef" | "listTranspose" => {
                Kind::Hidden
            }
            "standOff" | "listApp" => Kind::StandOff,
            _ => Kind::of_point(name),
        }
    }

    /// Of those that stand at a point of the text, or around a few characters.
    fn of_point(name: &str) -> Kind {
        match name {
            "gap" | "unclear" | "damage" => Kind::Gap,
            "space" => Kind::Space,
            "caesura" => Kind::Caesura,
            "g" => Kind::Glyph,
            "anchor" => Kind::Anchor,
            "lb" => Kind::LineBegin,
            "pb" => Kind::PageBegin,
            "cb" => Kind::ColumnBegin,
            "milestone" => Kind::Milestone,
            "juan" => Kind::Juan,
            "mulu" => Kind::Entry,
            "app" => Kind::App,
            "lem" => Kind::Lemma,
            "rdg" => Kind::Reading,
            "choice" => Kind::Choice,
            "del" => Kind::Deleted,
            "delSpan" => Kind::StruckFrom,
            "tt" => Kind::Parallel,
            "t" => Kind::Translation,
            "include" => Kind::Include,
            "ref" | "ptr" => Kind::Pointer,
            _ => Kind::Inline,
        }
    }
}

/// Whether a note of this type of CBETA's repeats what the apparatus says, or is a reference of CBETA's editors: `orig`,
/// `mod`, `add` are the notes of the print and what became of them, each with a part of the print behind it.
pub(super) fn is_of_editors(kind: &str) -> bool {
    let stem = kind.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    ["orig", "mod", "add", "cf", "equivalent", "rest", "star"].contains(&stem)
}

/// Whether a division of this type of CBETA's holds the apparatus, or notes to it, or words of it in other languages, away
/// from the text.
pub(super) fn is_apparatus(kind: &str) -> bool {
    ["apparatus", "tt"].contains(&kind) || kind.ends_with("-notes")
}
