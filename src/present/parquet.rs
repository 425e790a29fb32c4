//! Rows as Parquet, for data frames and databases.

use super::table::Cell;
use super::table::ColumnKind;
use super::table::Table;
use parquet::basic::Compression;
use parquet::basic::LogicalType;
use parquet::basic::Repetition;
use parquet::basic::Type as Physical;
use parquet::basic::ZstdLevel;
use parquet::data_type::ByteArray;
use parquet::data_type::ByteArrayType;
use parquet::data_type::FloatType;
use parquet::data_type::Int64Type;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use parquet::schema::types::TypePtr;
use std::io;
use std::io::Write;
use std::sync::Arc;

/// Rows of a row group: as many are held in memory.
const GROUP: usize = 1 << 16;

/// Writes rows in groups; nothing can be read before it is finished.
pub(super) struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Values>,
    rows: usize,
}

/// What the rows of a group say in one column.
enum Values {
    Text(Vec<ByteArray>),
    Number(Vec<i64>),
    Share(Vec<f32>),
}

impl<W: Write + Send> Parquet<W> {
    /// Begins a file with the columns of a table.
    pub(super) fn new<T: Table>(out: W) -> io::Result<Self> {
        let begin = || {
            let compression = Compression::ZSTD(ZstdLevel::default());
            let properties = WriterProperties::builder().set_compression(compression).build();
            SerializedFileWriter::new(out, schema(T::COLUMNS)?, Arc::new(properties))
        };
        let file = begin().map_err(unwrapped)?;
        let columns = T::COLUMNS.iter().map(|(_, kind)| Values::of(*kind)).collect();
        Ok(Parquet { file, columns, rows: 0 })
    }

    /// Takes a row.
    pub(super) fn row(&mut self, cells: &[Cell<'_>]) -> io::Result<()> {
        self.columns.iter_mut().zip(cells).try_for_each(|(values, cell)| values.push(*cell))?;
        self.rows += 1;
        if self.rows < GROUP { Ok(()) } else { self.group().map_err(unwrapped) }
    }

    /// Writes the last rows and what readers look for first, which comes last.
    pub(super) fn finish(mut self) -> io::Result<()> {
        let end = || {
            if self.rows > 0 {
                self.group()?;
            }
            self.file.close().map(drop)
        };
        end().map_err(unwrapped)
    }

    /// Writes the rows that are held.
    fn group(&mut self) -> Result<(), ParquetError> {
        let mut group = self.file.next_row_group()?;
        for values in &mut self.columns {
            let Some(mut column) = group.next_column()? else { break };
            match values {
                Values::Text(values) => column.typed::<ByteArrayType>().write_batch(values, None, None)?,
                Values::Number(values) => column.typed::<Int64Type>().write_batch(values, None, None)?,
                Values::Share(values) => column.typed::<FloatType>().write_batch(values, None, None)?,
            };
            column.close()?;
            values.clear();
        }
        self.rows = 0;
        group.close().map(drop)
    }
}

impl Values {
    fn of(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Values::Text(Vec::new()),
            ColumnKind::Number => Values::Number(Vec::new()),
            ColumnKind::Share => Values::Share(Vec::new()),
        }
    }

    fn push(&mut self, cell: Cell<'_>) -> io::Result<()> {
        match (self, cell) {
            (Values::Text(values), Cell::Text(text)) => values.push(text.as_bytes().to_vec().into()),
            (Values::Number(values), Cell::Number(number)) => {
                values.push(i64::try_from(number).map_err(io::Error::other)?);
            }
            (Values::Share(values), Cell::Share(share)) => values.push(share),
            _ => return Err(io::Error::other("a cell is not what its column holds")),
        }
        Ok(())
    }

    fn clear(&mut self) {
        match self {
            Values::Text(values) => values.clear(),
            Values::Number(values) => values.clear(),
            Values::Share(values) => values.clear(),
        }
    }
}

/// Columns in which every row has a value. Numbers are signed: not every reader knows others.
fn schema(columns: &[(&str, ColumnKind)]) -> Result<TypePtr, ParquetError> {
    let field = |(name, kind): &(&str, ColumnKind)| {
        let (physical, logical) = match kind {
            ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnKind::Number => (Physical::INT64, None),
            ColumnKind::Share => (Physical::FLOAT, None),
        };
        let field = Type::primitive_type_builder(name, physical).with_logical_type(logical);
        field.with_repetition(Repetition::REQUIRED).build().map(Arc::new)
    };
    let fields = columns.iter().map(field).collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder("duikan").with_fields(fields).build().map(Arc::new)
}

/// The error of what is written to, so that a closed pipe is seen to be one.
fn unwrapped(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(cause) => match cause.downcast() {
            Ok(cause) => *cause,
            Err(cause) => io::Error::other(cause),
        },
        other => other.into(),
    }
}
