//! The page: what the markup of a word processor shows, paragraph by paragraph, on its way to a reading text.

use crate::read::formats::page::is_narrow;
use crate::read::formats::page::shortened;
use crate::reading::Composer;
use crate::reading::Layer;
use crate::reading::LocusKind;
use crate::reading::ReadingText;

/// The rank of a title that a text gives itself which is put in.
const EMBEDDED: u8 = 2;

/// A stretch of a line.
pub(super) type Piece = (Layer, String);

/// A text of its own that is put in.
#[derive(Default)]
pub(super) struct Embedded {
    pub(super) text: ReadingText,
    /// The title that it gives itself.
    pub(super) title: Option<String>,
}

impl Embedded {
    /// One of these paragraphs.
    pub(super) fn of<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let mut composer = Composer::default();
        for line in lines {
            composer.push(Layer::Main, line);
            composer.end_paragraph();
        }
        Embedded { text: composer.finish(), title: None }
    }
}

/// A reading text under way.
#[derive(Default)]
pub(super) struct Page {
    composer: Composer,
    /// What has not been written yet: a paragraph that is open, and what stands in frames that are anchored in it, in
    /// the order in which they begin.
    queue: Vec<Item>,
    /// Which of them are open, the innermost last.
    open: Vec<usize>,
    /// The last one, where its end has been deleted: the next goes on in it.
    resumed: Option<usize>,
    gap: Gap,
    note: Option<Note>,
    title: Option<(u8, String)>,
}

enum Item {
    Paragraph(Paragraph),
    Embedded(Embedded),
    CellEnd,
    BlockEnd,
}

#[derive(Default)]
struct Paragraph {
    pieces: Vec<Piece>,
    rank: Option<Rank>,
    /// Whether its end has been deleted.
    is_joined: bool,
}

/// What a paragraph is called to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Rank {
    /// The title of the document.
    Title,
    /// A heading, 1 being the first rank.
    Heading(u8),
}

/// What lies between what was written and what will be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    /// A cell of a row.
    Cell,
    /// A paragraph, which may be the last of a cell.
    Paragraph,
    /// A row, or anything else that no cell is in.
    Block,
}

/// A note under way: its paragraphs are joined, as it stands in a line.
#[derive(Default)]
struct Note {
    pieces: Vec<Piece>,
    gap: Gap,
    /// How many notes within it are open.
    inner: usize,
}

impl Page {
    /// Begins a paragraph. Where another is open, it stands in a frame, and comes after that.
    pub(super) fn begin_paragraph(&mut self) {
        if let Some(note) = &mut self.note {
            note.gap = note.gap.max(Gap::Paragraph);
        } else if let Some(resumed) = self.resumed.take() {
            self.open.push(resumed);
        } else {
            self.open.push(self.queue.len());
            self.queue.push(Item::Paragraph(Paragraph::default()));
        }
    }

    pub(super) fn end_paragraph(&mut self) {
        if self.note.is_some() {
            return;
        }
        let is_joined = self.paragraph().is_some_and(|paragraph| std::mem::take(&mut paragraph.is_joined));
        self.resumed = self.open.pop().filter(|_| is_joined);
        if self.resumed.is_none() {
            self.write_queue();
        }
    }

    /// Says what the paragraph is.
    pub(super) fn set_rank(&mut self, rank: Option<Rank>) {
        if let Some(paragraph) = self.paragraph() {
            paragraph.rank = rank;
        }
    }

    /// Says that the end of the paragraph has been deleted.
    pub(super) fn join_next(&mut self) {
        if let Some(paragraph) = self.paragraph() {
            paragraph.is_joined = true;
        }
    }

    /// Ends a cell of a row.
    pub(super) fn end_cell(&mut self) {
        match &mut self.note {
            Some(note) => note.gap = Gap::Cell,
            None => self.add(Item::CellEnd),
        }
    }

    /// Ends a row, or begins or ends anything that what comes before does not run into.
    pub(super) fn end_block(&mut self) {
        match &mut self.note {
            Some(note) => note.gap = note.gap.max(Gap::Paragraph),
            None => self.add(Item::BlockEnd),
        }
    }

    /// Puts a text in, behind the paragraph that is open.
    pub(super) fn embed(&mut self, embedded: Embedded) {
        match &mut self.note {
            Some(note) => {
                for line in embedded.text.text.lines() {
                    note.gap = note.gap.max(Gap::Paragraph);
                    note.write(Layer::Main, line);
                }
                note.gap = note.gap.max(Gap::Paragraph);
            }
            None => self.add(Item::Embedded(embedded)),
        }
    }

    fn add(&mut self, item: Item) {
        self.resumed = None;
        self.queue.push(item);
        self.write_queue();
    }

    /// The paragraph that is open, if it is none of a note.
    fn paragraph(&mut self) -> Option<&mut Paragraph> {
        let open = if self.note.is_some() { None } else { self.open.last() };
        match self.queue.get_mut(*open?) {
            Some(Item::Paragraph(paragraph)) => Some(paragraph),
            _ => None,
        }
    }

    /// Adds text to the paragraph; there is none outside of one.
    pub(super) fn write(&mut self, layer: Layer, text: &str) {
        match &mut self.note {
            Some(note) => note.write(layer, text),
            None => {
                if let Some(paragraph) = self.paragraph() {
                    write(&mut paragraph.pieces, layer, text);
                }
            }
        }
    }

    /// Ends the line.
    pub(super) fn break_line(&mut self) {
        match &mut self.note {
            Some(note) => note.gap = note.gap.max(Gap::Paragraph),
            None => self.write(Layer::Main, "\n"),
        }
    }

    /// Takes back what has been said in the paragraph.
    pub(super) fn clear_paragraph(&mut self) {
        if let Some(paragraph) = self.paragraph() {
            paragraph.pieces.clear();
        }
    }

    /// From here on it is a note.
    pub(super) fn begin_note(&mut self) {
        match &mut self.note {
            Some(note) => note.inner += 1,
            None => self.note = Some(Note::default()),
        }
    }

    /// The note; nothing where it ends within another, of which it is a part then.
    pub(super) fn end_note(&mut self) -> Vec<Piece> {
        match &mut self.note {
            Some(note) if note.inner > 0 => {
                note.inner -= 1;
                Vec::new()
            }
            _ => self.note.take().map(|note| note.pieces).unwrap_or_default(),
        }
    }

    /// Adds a note where it is anchored.
    pub(super) fn insert(&mut self, note: Vec<Piece>) {
        for (layer, text) in note {
            self.write(layer, &text);
        }
    }

    /// Writes what is complete.
    fn write_queue(&mut self) {
        if !self.open.is_empty() {
            return;
        }
        for item in std::mem::take(&mut self.queue) {
            match item {
                Item::Paragraph(paragraph) => self.write_paragraph(paragraph),
                Item::Embedded(embedded) => self.write_embedded(embedded),
                Item::CellEnd if self.gap == Gap::Paragraph => self.gap = Gap::Cell,
                Item::BlockEnd if self.gap > Gap::None => self.gap = Gap::Block,
                Item::CellEnd | Item::BlockEnd => {}
            }
        }
    }

    fn write_paragraph(&mut self, paragraph: Paragraph) {
        let Paragraph { pieces, rank, .. } = paragraph;
        if pieces.iter().all(|(_, text)| text.trim().is_empty()) {
            return;
        }
        self.begin();
        if let Some((rank, name)) = rank.zip(name(&pieces)) {
            self.call(rank, name);
        }
        for (layer, text) in pieces {
            self.composer.push(layer, &text);
        }
    }

    fn write_embedded(&mut self, Embedded { text, title }: Embedded) {
        if text.text.is_empty() {
            return;
        }
        self.begin();
        self.composer.append(text);
        if self.title.is_none() {
            self.title = title.map(|title| (EMBEDDED, title));
        }
    }

    /// Parts what follows from what comes before.
    fn begin(&mut self) {
        match self.gap {
            // Markdown's tables have the same between their cells.
            Gap::Cell => self.composer.push(Layer::Main, "\u{3000}"),
            Gap::None | Gap::Paragraph | Gap::Block => self.composer.end_paragraph(),
        }
        self.gap = Gap::Paragraph;
    }

    /// Names a place, and the document if nothing better did.
    fn call(&mut self, rank: Rank, name: String) {
        if let Rank::Heading(_) = rank {
            self.composer.locus(LocusKind::Division, name.as_str());
        }
        let rank = if let Rank::Heading(rank) = rank { rank } else { 0 };
        if self.title.as_ref().is_none_or(|(other, _)| rank < *other && rank <= 1) {
            self.title = Some((rank, name));
        }
    }

    /// The text, and the title that it gives itself: its own, else the first heading of the first rank, else the first
    /// heading.
    pub(super) fn finish(mut self) -> Embedded {
        self.open.clear();
        self.write_queue();
        Embedded { text: self.composer.finish(), title: self.title.map(|(_, title)| title) }
    }
}

impl Note {
    fn write(&mut self, layer: Layer, text: &str) {
        let layer = if layer == Layer::Main { Layer::Note } else { layer };
        let last = self.pieces.last().and_then(|(_, text)| text.chars().next_back());
        // Behind its mark stands a space that is none of its text.
        let text = if self.gap > Gap::None || last.is_none() { text.trim_start() } else { text };
        let Some(first) = text.chars().next() else { return };
        let between = match std::mem::take(&mut self.gap) {
            Gap::Cell if last.is_some() => "\u{3000}",
            Gap::Paragraph if last.is_some_and(is_narrow) && is_narrow(first) => " ",
            _ => "",
        };
        write(&mut self.pieces, Layer::Note, between);
        write(&mut self.pieces, layer, text);
    }
}

fn write(pieces: &mut Vec<Piece>, layer: Layer, text: &str) {
    match pieces.last_mut() {
        _ if text.is_empty() => {}
        Some((last, line)) if *last == layer => line.push_str(text),
        _ => pieces.push((layer, text.to_owned())),
    }
}

/// The name that a heading gives to what follows.
fn name(pieces: &[Piece]) -> Option<String> {
    let main = pieces.iter().filter(|(layer, _)| *layer == Layer::Main);
    let name = main.map(|(_, text)| text.replace('\n', " ")).collect::<String>();
    let name = name.trim();
    (!name.is_empty()).then(|| shortened(name))
}
