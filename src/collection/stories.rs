//! Stories: what whole texts the documents consist of, and each put together from its copies.

use super::Collection;
use crate::catalogue::Record;
use crate::collate::assemble::assemble;
use crate::collate::corpus::Found;
use crate::collate::corpus::StoryCorpus;
use crate::collate::corpus::StoryDocument;
use crate::collate::page::PrintedPage;
use crate::collate::story::Assembled;
use crate::collate::story::Story;
use crate::collate::story::StoryCopy;
use crate::copies::align::ratio;
use crate::error::Advice;
use crate::error::Error;
use crate::error::ErrorKind;
use crate::error::Result;
use crate::message;
use crate::place::FoldedSpan;
use crate::place::Rank;
use crate::witnesses::CopyFilter;
use rayon::iter::IntoParallelRefIterator;
use rayon::iter::ParallelIterator;

impl Collection {
    /// The stories of the collection: texts that stand in several documents, chained across columns, pages and
    /// jumps; the longest first. Quotations, formulae and repetitions inside a document make no story.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// let stories = collection.stories()?;
    /// assert_eq!((stories.len(), stories[0].copies.len()), (2, 8));
    /// assert!(stories[0].incipit.starts_with("百步渡停航十九年后"));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::Damaged`](crate::ErrorKind::Damaged) when the index cannot be read.
    pub fn stories(&self) -> Result<Vec<Story>> {
        let corpus = self.story_corpus()?;
        let found = corpus.stories();
        Ok((1..).zip(&found).map(|(number, found)| corpus.story(number, found)).collect())
    }

    /// Puts a story, by its number in [`Collection::stories`], together from all its copies; all stories
    /// when no number is given.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// let stories = collection.assemble(Some(1))?;
    /// assert_eq!(stories[0].witnesses.len(), stories[0].story.copies.len());
    /// assert!(stories[0].text().contains("看得见的管线"));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`ErrorKind::NotFound`] when there is no such story, [`ErrorKind::Damaged`] when the index cannot be
    /// read.
    pub fn assemble(&self, number: Option<usize>) -> Result<Vec<Assembled>> {
        let corpus = self.story_corpus()?;
        let all = corpus.stories();
        let is_wanted = |&(nth, _): &(usize, &Found)| number.is_none_or(|number| number == nth);
        let wanted: Vec<(usize, &Found)> = (1..).zip(&all).filter(is_wanted).collect();
        if let (Some(number), true) = (number, wanted.is_empty()) {
            let only = match (number, all.len()) {
                (_, 0) => message!("there are no stories: no text stands in two documents"),
                (0, _) => message!("stories are counted from 1"),
                (_, last) => message!("there is no story {number}, only 1 to {last}", number, last),
            };
            let error = Error::new(ErrorKind::NotFound, only);
            return Err(if all.is_empty() { error } else { error.advise(Advice::ListStories) });
        }
        let assemble =
            |&(number, found): &(usize, &Found)| assemble(&corpus, corpus.story(number, found), found);
        Ok(wanted.par_iter().map(assemble).collect())
    }

    /// All documents, loaded, and their links.
    fn story_corpus(&self) -> Result<StoryCorpus<'_>> {
        let catalogue = &self.snapshot.catalogue;
        let document = |(rank, record): &(Rank, &Record)| {
            let context = self.snapshot.context(record.number, FoldedSpan::new(0, u32::MAX))?;
            let paragraphs = context.paragraphs.iter().map(|paragraph| paragraph.folded_begin).collect();
            Ok(StoryDocument {
                about: record.about(),
                date_rank: catalogue.date_rank(*rank),
                page: PrintedPage::of(context.stretch, paragraphs),
            })
        };
        let records: Vec<(Rank, &Record)> = Rank::FIRST.onward().zip(catalogue.records()).collect();
        let documents = records.par_iter().map(document).collect::<Result<_>>()?;
        Ok(StoryCorpus { documents, links: self.snapshot.links() })
    }
}

impl Story {
    /// The story with the copies that are wanted: those that have enough of its most complete copy, and stand near
    /// enough to some other, in a series that is wanted beside its own. `None` when there are none.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::CopyFilter;
    ///
    /// let story = &collection.stories()?[0];
    /// let whole = story.among(&CopyFilter::default().min_cover(0.9)).expect("two of them");
    /// assert!(whole.copies.len() < story.copies.len());
    /// # Ok::<(), duikan::Error>(())
    /// ```
    #[must_use]
    pub fn among(&self, filter: &CopyFilter) -> Option<Story> {
        let fullest = self.copies.first()?;
        let has_enough =
            |copy: &&StoryCopy| filter.is_enough(ratio(copy.characters, fullest.characters), copy.characters);
        let enough: Vec<&StoryCopy> = self.copies.iter().filter(has_enough).collect();
        let is_wanted = |(nth, copy): &(usize, &&StoryCopy)| {
            let mut others = enough.iter().enumerate().filter(|(other, _)| other != nth);
            others.any(|(_, other)| filter.accepts(&copy.about, &other.about))
        };
        let wanted = enough.iter().enumerate().filter(is_wanted).map(|(_, &copy)| copy.clone());
        let mut copies: Vec<StoryCopy> = wanted.collect();
        // The first of the longest, as `max_by_key` has the last.
        let (most, _) = copies.iter().enumerate().rev().max_by_key(|(_, copy)| copy.characters)?;
        copies.get_mut(..=most)?.rotate_right(1);
        Some(Story { copies, ..self.clone() })
    }
}
