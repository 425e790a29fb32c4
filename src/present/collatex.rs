//! Collations as CollateX writes its alignment table in JSON: a row for each copy, a cell for each unit,
//! in each cell its tokens, or `null` where the copy has nothing to show.

use super::json::write;
use crate::collate::collation::Collation;
use crate::collate::collation::Witness;
use crate::fold;
use crate::place::OriginalSpan;
use serde::Serialize;
use std::io;
use std::io::Write;

#[derive(Serialize)]
struct CollatexTable<'a> {
    table: Vec<Vec<Option<[Token<'a>; 1]>>>,
    witnesses: Vec<&'a str>,
}

/// What CollateX reads of a token is `t`, the text, and `n`, by which it compares; the rest it keeps.
#[derive(Serialize)]
struct Token<'a> {
    t: String,
    n: String,
    document: &'a str,
    begin: u32,
    end: u32,
}

/// Writes a collation as an alignment table of CollateX and a line end. A cell has one token: `t` as the
/// source writes it, `n` folded, so that CollateX takes for the same what is the same here.
///
/// ```
#[doc = include_str!("../example.md")]
/// use duikan::CopyFilter;
/// use duikan::present;
///
/// let collation = collection.collate("chenbao/0301-01:9", None, &CopyFilter::default())?;
/// let mut out = Vec::new();
/// present::collatex(&collation, &mut out)?;
/// assert!(String::from_utf8(out)?.contains(r#""witnesses":["A","B","C","D","E"]"#));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Those of the writer.
pub fn collatex(collation: &Collation, out: &mut dyn Write) -> io::Result<()> {
    let units = collation.units();
    let row = |witness| {
        let spans: Vec<Option<OriginalSpan>> =
            units.iter().map(|unit| Witness::span_of(witness, unit.columns.clone())).collect();
        row(witness, &spans)
    };
    let table = CollatexTable {
        table: collation.witnesses.iter().map(row).collect(),
        witnesses: collation.witnesses.iter().map(|witness| witness.sigil.as_str()).collect(),
    };
    write(&table, out)?;
    out.write_all(b"\n")
}

/// The cells of a copy, from where it has each unit.
fn row<'a>(witness: &'a Witness, spans: &[Option<OriginalSpan>]) -> Vec<Option<[Token<'a>; 1]>> {
    let mut next = None;
    let token = |span: &Option<OriginalSpan>| {
        let span = (*span)?;
        let t = text(witness, span, next);
        next = (!span.is_empty()).then_some(span).or(next);
        let n: String = fold::characters(&t).into_iter().collect();
        (!t.is_empty())
            .then(|| [Token { t, n, document: &witness.about.document, begin: span.begin, end: span.end }])
    };
    // From the end, as each token ends in the space before the next one.
    let mut cells: Vec<Option<[Token<'a>; 1]>> = spans.iter().rev().map(token).collect();
    cells.reverse();
    cells
}

/// The text of a span, with a space when one stands between two Latin words before the next span.
fn text(witness: &Witness, span: OriginalSpan, next: Option<OriginalSpan>) -> String {
    let own = witness.source(span);
    let Some(next) = next.filter(|next| !own.is_empty() && next.begin > span.end) else { return own };
    let with_next = witness.source(OriginalSpan::new(span.begin, next.begin + 1));
    let is_spaced = with_next.chars().rev().nth(1) == Some(' ');
    if is_spaced { own + " " } else { own }
}
