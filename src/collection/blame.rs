//! Blame: for each sentence of a document the earliest copy it stands in, and where else.

use super::Collection;
use super::name;
use crate::catalogue::Record;
use crate::catalogue::is_before;
use crate::collate::comparison::readable;
use crate::copies::link::Similar;
use crate::error::Result;
use crate::index::Stored;
use crate::place::OriginalSpan;
use crate::search;
use crate::search::Copy;
use crate::search::ParagraphText;
use crate::search::Passage;
use crate::snapshot::Context;

/// A sentence of a document, and its copies.
#[derive(Debug, Clone, PartialEq)]
pub struct Blamed {
    /// The sentence.
    pub sentence: ParagraphText,
    /// The document's date, where known.
    pub date: Option<String>,
    /// Its other places, in order of date and document.
    pub copies: Vec<Copy>,
    /// Which of them is the earliest that is dated and has at least seven tenths of the sentence; `None` when there is none, or when the document is dated and
    /// not known to be later.
    pub earliest: Option<usize>,
}

/// What has less than so many tenths of a sentence is no printing of it.
const PRINTED: u32 = 7;

impl Collection {
    /// The sentences of a document, or of a part of it named as in [`Collection::copies`], each with the earliest
    /// copy it stands in and all others.
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn blame(&self, name: &str) -> Result<Vec<Blamed>> {
        let (record, part) = name::resolve(&self.snapshot.catalogue, name)?;
        let context = self.context(record.number, part)?;
        let within = part.source(&context);
        let sentences = context.paragraphs.iter().flat_map(|paragraph| {
            let spans = sentences(paragraph).into_iter().filter(|span| !span.intersect(within).is_empty());
            spans.map(|span| ParagraphText {
                document: record.key.clone(),
                paragraph: paragraph.number,
                span,
                text: context.stretch.source(span),
            })
        });
        sentences.map(|sentence| self.blamed(record, &context, sentence)).collect()
    }

    fn blamed(&self, record: &Record, context: &Context, sentence: ParagraphText) -> Result<Blamed> {
        let span = context.stretch.within(sentence.span);
        let passage = Passage { document: record.number, span, focus: &[], similar: Similar::Normal };
        let found = search::copies(&self.snapshot, &passage, usize::MAX, &|_| Ok(true))?.found;
        let day = |found: &search::Found| self.snapshot.catalogue.get(found.document).and_then(Record::day);
        // What has only a part of the sentence did not print it.
        let has_most =
            |found: &search::Found| found.alignment.a.intersect(span).len() * 10 >= span.len() * PRINTED;
        let days = found.iter().map(|found| day(found).filter(|_| has_most(found)));
        let earliest = days.enumerate().filter_map(|(nth, day)| Some((day?, nth))).min();
        let is_earlier = |(day, _): &(_, usize)| record.day().is_none_or(|own| is_before(*day, own));
        let copy = |found: &search::Found| {
            let record = self.snapshot.catalogue.get(found.document)?;
            search::present(record, &context.stretch, found)
        };
        Ok(Blamed {
            sentence,
            date: record.metadata.date.clone(),
            earliest: earliest.filter(is_earlier).map(|(_, nth)| nth),
            copies: found.iter().filter_map(copy).collect(),
        })
    }
}

/// The sentences of a paragraph that have anything to read in them, each with the quotation marks and brackets
/// that close after its end, without white space around it. None ends inside the quotation marks or brackets of
/// another, nor before what goes on with it: ，、 or 等.
fn sentences(paragraph: &Stored) -> Vec<OriginalSpan> {
    let mut sentences = Vec::new();
    let mut text = String::new();
    let (mut begin, mut is_over) = (paragraph.span.begin, false);
    let mut open: Vec<char> = Vec::new();
    // A quotation that goes on in the next paragraph is not closed in this one.
    let last = PAIRS.map(|(_, end)| {
        (paragraph.span.begin..).zip(paragraph.text.chars()).filter(|one| one.1 == end).last()
    });
    for (at, character) in (paragraph.span.begin..).zip(paragraph.text.chars()) {
        is_over &= !"，、,；;：:等".contains(character);
        let closes = open.last().is_some_and(|&own| own == character);
        if is_over && open.is_empty() && !is_end(character) && !is_closing(character) && !closes {
            sentences.extend(readable(begin, &text));
            text.clear();
            open.clear();
            (begin, is_over) = (at, false);
        }
        if closes {
            open.pop();
            // What ends in a quotation ends with it; what ends in a title or in brackets does not.
            is_over &= is_quotation(character) && text.ends_with(is_end);
        } else if let Some(((_, end), last)) =
            PAIRS.iter().zip(last).find(|((first, _), _)| *first == character)
        {
            open.extend(last.filter(|(last, _)| *last > at).map(|_| *end));
        }
        text.push(character);
        is_over |= is_end(character);
    }
    sentences.extend(readable(begin, &text));
    sentences
}

/// What opens and what closes it.
const PAIRS: [(char, char); 8] = [
    ('“', '”'),
    ('‘', '’'),
    ('「', '」'),
    ('『', '』'),
    ('《', '》'),
    ('〈', '〉'),
    ('（', '）'),
    ('(', ')'),
];

fn is_end(character: char) -> bool {
    "。！？!?…".contains(character)
}

fn is_quotation(character: char) -> bool {
    "”’」』".contains(character)
}

fn is_closing(character: char) -> bool {
    "”’」』）)》〉".contains(character)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<String> {
        let end = u32::try_from(text.chars().count()).unwrap_or(0);
        let span = OriginalSpan::new(0, end);
        let paragraph = Stored { number: 1, span, folded_begin: 0, text: text.to_owned() };
        let of =
            |span: OriginalSpan| text.chars().skip(span.begin as usize).take(span.len() as usize).collect();
        sentences(&paragraph).into_iter().map(of).collect()
    }

    #[test]
    fn hard_sentences_are_cut_where_they_end() {
        for whole in [
            "会上讨论了《渡口为什么停航？》、《船票怎么又涨价了？》等。",
            "“明天去吗？”，老李问道。",
            "老李问：“明天去吗？后天呢？”",
            "「開船了！」他喊。".trim_end_matches("他喊。"),
            "他读过《谁来撑船？》（又名《渡。》）这本书。",
            "谁知道呢？！",
            "渡口停航了……",
            "票价（原为二元。现为三元）又涨了。",
            "问题有三：为什么停？、谁来修？、钱从哪里来？等等。",
        ] {
            assert_eq!(cut(whole), [whole]);
        }
        for (text, parts) in [
            ("船来了。人都上了船！", &["船来了。", "人都上了船！"][..]),
            ("他说：“去。今天就去！”\n然后走了。", &["他说：“去。今天就去！”", "然后走了。"]),
            ("“船来了。人都上了船，下一段接着说。", &["“船来了。", "人都上了船，下一段接着说。"]),
            ("（一）停航。（二）重开。", &["（一）停航。", "（二）重开。"]),
            ("真的？真的。", &["真的？", "真的。"]),
        ] {
            assert_eq!(cut(text), parts, "{text}");
        }
    }
}
