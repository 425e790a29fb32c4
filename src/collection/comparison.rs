//! Comparisons: two documents, or parts of them, side by side.

use super::Collection;
use super::name;
use crate::collate::comparison::Comparison;
use crate::collate::comparison::Side;
use crate::collate::side_by_side::ComparedPart;
use crate::collate::side_by_side::side_by_side;
use crate::error::Result;
use crate::fold::Stretch;
use crate::place::Place;
use crate::place::SourceText;

impl Collection {
    /// Compares two documents, or parts of them, named as in [`Collection::copies`], whether they are copies
    /// or not.
    ///
    /// ```
    #[doc = include_str!("../example.md")]
    /// use duikan::Class;
    ///
    /// let comparison = collection.compare("chenbao/0301-01:9", "shangbao/0302-02:10")?;
    /// assert_eq!(comparison.a.agreeing_share(), 1.0);
    /// assert!(comparison.shared[0].variants.iter().all(|variant| variant.class == Class::Script));
    /// # Ok::<(), duikan::Error>(())
    /// ```
    ///
    /// # Errors
    /// As for [`Collection::copies`].
    pub fn compare(&self, a: impl Into<Place>, b: impl Into<Place>) -> Result<Comparison> {
        Ok(side_by_side(self.part(&a.into())?, self.part(&b.into())?))
    }

    fn part(&self, place: &Place) -> Result<ComparedPart> {
        let (record, part) = name::resolve(&self.snapshot, place)?;
        let context = self.context(record.number, part)?;
        let span = part.source(&context);
        let text = context.stretch.source(span);
        let stretch = Stretch::new(&text, span.begin, 0);
        let begins = context.paragraphs.iter().map(|paragraph| paragraph.span.begin.max(span.begin));
        let side = Side {
            about: record.about(),
            span,
            text: SourceText::new(text, span.begin),
            paragraphs: begins.filter(|begin| span.contains(*begin)).collect(),
            characters: stretch.span().len(),
            agreeing: 0,
        };
        Ok(ComparedPart { side, stretch })
    }
}
