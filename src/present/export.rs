//! An export: values of one kind, one after the other, as JSON lines or as rows.

use super::csv::Csv;
use super::format::ExportFormat;
use super::json;
use super::json::Json;
#[cfg(feature = "parquet")]
use super::parquet::Parquet;
use super::table::Table;
use std::fmt;
use std::io;
use std::io::Write;
use std::marker::PhantomData;

/// Writes values of one kind; memory does not grow with their number.
///
/// ```
#[doc = include_str!("../example.md")]
/// use duikan::CopyFilter;
/// use duikan::present::Export;
/// use duikan::present::ExportFormat;
///
/// let mut out = Vec::new();
/// let mut export = Export::new(ExportFormat::Csv, &mut out)?;
/// let mut written = Ok(());
/// collection.pairs(&CopyFilter::default(), |pair| {
///     written = export.write(&pair);
///     Ok(())
/// })?;
/// written?;
/// export.finish()?;
/// assert!(String::from_utf8(out)?.starts_with("a_document,a_begin,a_end,b_document,b_begin,b_end,similarity"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Export<T, W: Write + Send> {
    writer: Writer<W>,
    of: PhantomData<fn(&T)>,
}

enum Writer<W: Write + Send> {
    Jsonl(W),
    Csv(Box<Csv<W>>),
    #[cfg(feature = "parquet")]
    Parquet(Box<Parquet<W>>),
}

impl<T, W: Write + Send> fmt::Debug for Export<T, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let format = match &self.writer {
            Writer::Jsonl(_) => "jsonl",
            Writer::Csv(_) => "csv",
            #[cfg(feature = "parquet")]
            Writer::Parquet(_) => "parquet",
        };
        f.debug_struct("Export").field("format", &format).finish_non_exhaustive()
    }
}

impl<T: Json + Table, W: Write + Send> Export<T, W> {
    /// Begins with what comes before the first value.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(format: ExportFormat, out: W) -> io::Result<Self> {
        let writer = match format {
            ExportFormat::Jsonl => Writer::Jsonl(out),
            ExportFormat::Csv => Writer::Csv(Box::new(Csv::of::<T>(out)?)),
            #[cfg(feature = "parquet")]
            ExportFormat::Parquet => Writer::Parquet(Box::new(Parquet::new::<T>(out)?)),
        };
        Ok(Export { writer, of: PhantomData })
    }

    /// Writes a value.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write(&mut self, value: &T) -> io::Result<()> {
        match &mut self.writer {
            Writer::Jsonl(out) => json::json(value, out),
            Writer::Csv(csv) => value.rows(&mut |cells| csv.row(cells)),
            #[cfg(feature = "parquet")]
            Writer::Parquet(parquet) => value.rows(&mut |cells| parquet.row(cells)),
        }
    }

    /// Writes what comes after the last value; without it nothing is whole.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(self) -> io::Result<()> {
        match self.writer {
            Writer::Jsonl(mut out) => out.flush(),
            Writer::Csv(csv) => csv.finish(),
            #[cfg(feature = "parquet")]
            Writer::Parquet(parquet) => parquet.finish(),
        }
    }
}
