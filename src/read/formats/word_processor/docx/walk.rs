//! From element to element, with a stack of those that are open.

use super::super::formula::Formula;
use super::super::page::Embedded;
use super::super::page::Page;
use super::super::page::Piece;
use super::attached::Attached;
use super::fields::Fields;
use super::fields::equation;
use super::notes::NoteKind;
use super::notes::Notes;
use super::run::Run;
use super::run::symbol;
use super::styles::Styles;
use super::styles::is_on;
use super::styles::of_level;
use crate::read::xml::BrokenXml;
use crate::read::xml::Elements;
use crate::read::xml::Tag;
use crate::reading::Layer;

/// Elements of which nothing is text: what was deleted or moved away, properties as they were, settings, comments.
const NO_TEXT: [&str; 11] = [
    "del",
    "moveFrom",
    "delText",
    "delInstrText",
    "sectPr",
    "sdtPr",
    "sdtEndPr",
    "tabs",
    "numPr",
    "ffData",
    "rubyPr",
];

/// The document on its way to the page.
pub(super) struct Walk<'a> {
    styles: &'a Styles,
    page: Page,
    stack: Vec<Element>,
    run: Run,
    fields: Fields,
    formula: Formula,
    /// What the element says that is open.
    text: String,
    /// The ruby of what follows; it comes behind that.
    gloss: String,
    is_gloss: bool,
    notes: Notes,
    /// The note whose mark is the rest of the run.
    pending: Vec<Piece>,
    /// What the part that is read shows of others.
    pub(super) attached: Attached,
}

/// What is to be done at the end of an element that is open.
pub(super) enum Element {
    Other,
    /// How what stands around it is shown.
    Paragraph(Run),
    Run(Run),
    ParagraphProperties,
    RunProperties,
    /// Text, and whether white space around it is a part of it.
    Text(Space),
    Instruction,
    Block,
    Cell,
    Note(NoteKind, String),
    Ruby,
    Gloss,
    Field,
    Formula,
    /// Several ways to say the same, and whether one has been taken.
    Alternatives(bool),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Kept,
    Trimmed,
}

impl<'a> Walk<'a> {
    pub(super) fn new(styles: &'a Styles) -> Self {
        Walk {
            styles,
            page: Page::default(),
            stack: Vec::new(),
            run: Run::default(),
            fields: Fields::default(),
            formula: Formula::default(),
            text: String::new(),
            gloss: String::new(),
            is_gloss: false,
            notes: Notes::default(),
            pending: Vec::new(),
            attached: Attached::default(),
        }
    }

    /// Reads a part, the notes before the document; nothing of what is open goes into the next.
    pub(super) fn read_part(&mut self, text: &str) -> Result<(), BrokenXml> {
        self.fields = Fields::of(text);
        self.read(text)
    }

    pub(super) fn finish(self) -> Embedded {
        self.page.finish()
    }

    /// Of how many notes there is only the mark.
    pub(super) fn lacking_notes(&self) -> usize {
        self.notes.lacking
    }

    /// Begins an element that is shown, or of which others are.
    fn begin(&mut self, tag: &Tag<'_>) -> Option<Element> {
        Some(match tag.name() {
            "p" => {
                self.page.begin_paragraph();
                Element::Paragraph(std::mem::take(&mut self.run))
            }
            "r" => {
                let next = self.run.next();
                Element::Run(std::mem::replace(&mut self.run, next))
            }
            "pPr" => Element::ParagraphProperties,
            "rPr" => Element::RunProperties,
            "t" => self.begin_text(tag),
            "instrText" => {
                self.text.clear();
                Element::Instruction
            }
            "tbl" | "txbxContent" => {
                self.page.end_block();
                Element::Block
            }
            "tr" => Element::Block,
            "tc" => Element::Cell,
            "footnote" => return self.note(NoteKind::Footnote, tag),
            "endnote" => return self.note(NoteKind::Endnote, tag),
            "ruby" => Element::Ruby,
            "rt" => {
                self.is_gloss = true;
                Element::Gloss
            }
            "fldSimple" => {
                self.fields.begin(tag.at);
                self.fields.instruct(&tag.attribute("instr").unwrap_or_default());
                self.fields.begin_result();
                Element::Field
            }
            "AlternateContent" => Element::Alternatives(false),
            "Choice" | "Fallback" => return self.alternative(tag),
            _ => {
                self.sign(tag);
                Element::Other
            }
        })
    }

    fn begin_text(&mut self, tag: &Tag<'_>) -> Element {
        self.text.clear();
        let is_kept = tag.attribute("space").is_some_and(|space| space == "preserve");
        Element::Text(if is_kept { Space::Kept } else { Space::Trimmed })
    }

    /// Whether what stands here is shown.
    fn is_shown(&self) -> bool {
        !self.run.is_hidden && !self.fields.is_instruction()
    }

    /// Adds text as it is shown here.
    fn write(&mut self, text: &str) {
        if !self.is_shown() {
            return;
        }
        if self.formula.is_open() {
            self.formula.write(text);
        } else if self.is_gloss {
            self.gloss.push_str(text);
        } else if self.run.is_mark {
            self.page.write(Layer::Sign, text);
        } else if self.fields.is_furniture() {
            self.page.write(Layer::Furniture, text);
        } else {
            self.page.write(Layer::Main, text);
        }
    }

    /// What a paragraph says of itself.
    fn of_paragraph(&mut self, tag: &Tag<'_>) {
        let Some(value) = tag.attribute("val") else { return };
        match tag.name() {
            "pStyle" => {
                self.page.set_rank(self.styles.rank(&value));
                self.run.is_paragraph_hidden = self.styles.is_hidden(&value);
            }
            "outlineLvl" => self.page.set_rank(value.parse().ok().and_then(of_level)),
            _ => {}
        }
    }

    /// What a run says of itself, or the end of a paragraph.
    fn of_run(&mut self, tag: &Tag<'_>) {
        let within = self.stack.len().checked_sub(2).and_then(|at| self.stack.get(at));
        match (within, tag.name()) {
            (Some(Element::ParagraphProperties), "del" | "moveFrom") => self.page.join_next(),
            (Some(Element::Run(_)), "vanish") => self.run.is_hidden = is_on(tag),
            (Some(Element::Run(_)), "rStyle") => {
                self.run.is_hidden |= tag.attribute("val").is_some_and(|style| self.styles.is_hidden(&style));
            }
            _ => {}
        }
    }

    /// Begins a note, if it is one.
    fn note(&mut self, kind: NoteKind, tag: &Tag<'_>) -> Option<Element> {
        // Lines between the text and the notes are of a type, notes mostly of none.
        let is_note = tag.attribute("type").is_none_or(|kind| kind == "normal");
        let id = tag.attribute("id").filter(|_| is_note)?.into_owned();
        self.page.begin_note();
        Some(Element::Note(kind, id))
    }

    /// Of several ways to say the same the first that we know is read.
    fn alternative(&mut self, tag: &Tag<'_>) -> Option<Element> {
        let Some(Element::Alternatives(is_taken)) = self.stack.last_mut() else {
            return Some(Element::Other);
        };
        let is_known = |names: &str| names.split_whitespace().all(|name| name.starts_with('w'));
        let is_known =
            tag.name() == "Fallback" || tag.attribute("Requires").is_some_and(|names| is_known(&names));
        if *is_taken || !is_known {
            return None;
        }
        *is_taken = true;
        Some(Element::Other)
    }

    /// Elements that stand for something.
    fn sign(&mut self, tag: &Tag<'_>) {
        match tag.name() {
            "tab" | "ptab" => self.write("\t"),
            "br" | "cr" if self.is_shown() => self.page.break_line(),
            "noBreakHyphen" => self.write("\u{2011}"),
            "sym" => {
                if let Some(symbol) = symbol(tag) {
                    self.write(symbol.encode_utf8(&mut [0; 4]));
                }
            }
            "footnoteReference" => self.refer(NoteKind::Footnote, tag),
            "endnoteReference" => self.refer(NoteKind::Endnote, tag),
            "fldChar" => self.field(tag),
            "altChunk" | "chart" => self.embed(tag.attribute("id").as_deref()),
            "relIds" => self.embed(tag.attribute("dm").as_deref()),
            // Letters that are drawn.
            "textpath" if self.is_shown() => {
                self.page.embed(Embedded::of(tag.attribute("string").as_deref()));
            }
            _ => {}
        }
    }

    /// Puts in what is attached to the part by this id.
    fn embed(&mut self, id: Option<&str>) {
        if self.is_shown()
            && let Some(embedded) = id.and_then(|id| self.attached.take(id))
        {
            self.page.embed(embedded);
        }
    }

    fn field(&mut self, tag: &Tag<'_>) {
        match tag.attribute("fldCharType").as_deref() {
            Some("begin") => self.fields.begin(tag.at),
            Some("separate") => self.fields.begin_result(),
            Some("end") => {
                let instruction = self.fields.end().unwrap_or_default();
                if let Some((main, above)) = equation(&instruction).filter(|_| self.is_shown()) {
                    self.write(&main);
                    self.page.write(Layer::Sign, &above);
                }
            }
            _ => {}
        }
    }

    /// Adds the mark of a note, and the note itself, if it stands nowhere yet.
    fn refer(&mut self, kind: NoteKind, tag: &Tag<'_>) {
        if !self.is_shown() {
            return;
        }
        let id = tag.attribute("id").unwrap_or_default().into_owned();
        let note = self.notes.take(kind, id);
        if tag.attribute("customMarkFollows").is_some_and(|follows| !["0", "false"].contains(&&*follows)) {
            // It is the rest of the run.
            self.run.is_mark = true;
            self.pending = note;
            return;
        }
        let mark = format!("[{}]", self.notes.number(kind));
        self.page.write(Layer::Sign, &mark);
        self.page.insert(note);
    }
}

impl Elements for Walk<'_> {
    type Element = Element;

    fn open(&mut self) -> &mut Vec<Element> {
        &mut self.stack
    }

    fn start(&mut self, tag: &Tag<'_>) -> Option<Element> {
        let name = tag.name();
        match self.stack.last() {
            Some(Element::ParagraphProperties) => self.of_paragraph(tag),
            Some(Element::RunProperties) => self.of_run(tag),
            _ => {}
        }
        if NO_TEXT.contains(&name) || name.ends_with("Change") {
            return None;
        }
        if (name == "oMath" || self.formula.is_open()) && self.formula.begin(tag) {
            return Some(Element::Formula);
        }
        self.begin(tag)
    }

    fn text(&mut self, text: &str) {
        if let Some(Element::Text(_) | Element::Instruction) = self.stack.last() {
            self.text.push_str(text);
        }
    }

    fn end(&mut self, element: Element) {
        match element {
            Element::Other
            | Element::ParagraphProperties
            | Element::RunProperties
            | Element::Alternatives(_) => {}
            Element::Paragraph(outer) => {
                self.fields.end_paragraph();
                self.page.end_paragraph();
                self.run = outer;
            }
            Element::Run(outer) => {
                self.run = outer;
                let note = std::mem::take(&mut self.pending);
                self.page.insert(note);
            }
            Element::Text(space) => {
                let text = std::mem::take(&mut self.text).replace(['\n', '\r'], " ");
                self.write(if space == Space::Kept { &text } else { text.trim_matches([' ', '\t']) });
            }
            Element::Instruction => self.fields.instruct(&self.text),
            Element::Block => self.page.end_block(),
            Element::Cell => self.page.end_cell(),
            Element::Note(kind, id) => {
                let note = self.page.end_note();
                self.notes.add(kind, id, note);
            }
            Element::Gloss => self.is_gloss = false,
            Element::Ruby => {
                let gloss = std::mem::take(&mut self.gloss);
                self.page.write(Layer::Sign, &gloss);
            }
            Element::Field => {
                self.fields.end();
            }
            Element::Formula => {
                if let Some(formula) = self.formula.end() {
                    self.write(&formula);
                }
            }
        }
    }
}
