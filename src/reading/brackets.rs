//! Notes in brackets, where somebody says that brackets are around notes.

use super::Layer;
use super::LayerSpan;
use super::ReadingText;
use crate::place::OriginalSpan;

impl ReadingText {
    /// Marks what stands in brackets of these pairs, brackets and all, as notes; what is marked already stays what it is.
    /// A bracket that is not closed in its paragraph opens nothing.
    pub(crate) fn mark_notes(&mut self, pairs: &[(char, char)]) {
        if pairs.is_empty() {
            return;
        }
        let marked = std::mem::take(&mut self.marks.layers);
        let is_free = |note: &LayerSpan| {
            let after = marked.partition_point(|layer| layer.span.end <= note.span.begin);
            marked.get(after).is_none_or(|layer| layer.span.begin >= note.span.end)
        };
        let notes: Vec<LayerSpan> = notes(&self.text, pairs).into_iter().filter(is_free).collect();
        self.marks.layers = marked;
        self.marks.layers.extend(notes);
        self.marks.layers.sort_by_key(|layer| layer.span);
    }
}

fn notes(text: &str, pairs: &[(char, char)]) -> Vec<LayerSpan> {
    let mut notes = Vec::new();
    // Where the outermost bracket stands, and what closes it and those within.
    let (mut begin, mut open) = (0, Vec::new());
    let mut is_blank = false;
    for (at, character) in (0..).zip(text.chars()) {
        if character == '\n' {
            if is_blank {
                open.clear();
            }
            is_blank = true;
        }
        is_blank &= character.is_whitespace();
        if open.last() == Some(&character) {
            open.pop();
            if open.is_empty() {
                notes.push(LayerSpan { layer: Layer::Note, span: OriginalSpan::new(begin, at + 1) });
            }
        } else if let Some((_, close)) = pairs.iter().find(|(open, _)| *open == character) {
            if open.is_empty() {
                begin = at;
            }
            open.push(*close);
        }
    }
    notes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn notes_of(text: &str) -> Vec<String> {
        let mut reading = ReadingText::plain(text.to_owned());
        reading.mark_notes(&[('(', ')'), ('〔', '〕')]);
        let slice =
            |span: OriginalSpan| text.chars().skip(span.begin as usize).take(span.len() as usize).collect();
        reading.marks.layers.iter().map(|layer| slice(layer.span)).collect()
    }

    #[test]
    fn what_stands_in_brackets_is_a_note_and_an_open_bracket_costs_a_paragraph_at_most() {
        assert_eq!(notes_of("渡口(在南(岸)边)有船〔注〕来(一)"), ["(在南(岸)边)", "〔注〕", "(一)"]);
        assert_eq!(notes_of("渡口(在南岸\n\n有船(一只)来)"), ["(一只)"]);
        assert_eq!(notes_of("渡口(跨\n行)有船"), ["(跨\n行)"]);
        assert_eq!(notes_of("渡口〔在(南〕岸)"), [""; 0]);
    }
}
