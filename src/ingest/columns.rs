//! Reads Parquet: one record a row, its fields in top-level columns.

use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::record::{Field, Row};
use parquet::schema::types::Type;

use crate::document::{Document, Extent, Origin};
use crate::error::{SkipReason, Skipped};

use super::contain::contain;
use super::contents::Random;
use super::record::{NAMED_FIELDS, Record};
use super::records::{Records, document};
use super::{IngestOptions, walk};

/// The rows of one file.
pub(super) struct Columns {
    rows: RowIter<'static>,
    /// How many rows the file says it has.
    promised: u64,
    /// What ids of rows without one begin with.
    name: String,
    /// The file as a person knows it.
    source: String,
    /// The number of the last row that was read, from 1.
    row: u64,
    ended: bool,
}

impl Columns {
    /// The rows of a file; an error if it is damaged or no column has the text's name.
    pub(super) fn new(
        file: Random,
        name: String,
        source: String,
        options: &IngestOptions,
    ) -> Result<Self, SkipReason> {
        let file = checked(file)?;
        let (rows, promised) = contain(|| match file {
            Random::File(file) => rows(file, options),
            Random::Memory(bytes) => rows(Bytes::from(bytes), options),
        })??;
        Ok(Self { rows, promised, name, source, row: 0, ended: false })
    }

    fn document(&self, row: &Row, options: &IngestOptions) -> Result<Document, SkipReason> {
        let more = vec![None; options.fields.len()];
        let mut record = Record { more, ..Record::default() };
        for (name, field) in row.get_column_iter() {
            match (name, scalar(field)) {
                (_, Some(value)) if *name == options.text_field => record.text = value,
                (_, Some(value)) if *name == options.id_field => {
                    record.id = Some(value).filter(|id| !id.is_empty());
                }
                (_, Some(value)) if *name == options.title_field => record.title = value,
                (_, value) => {
                    let value = value.or_else(|| date(field));
                    let places = options.fields.iter().zip(&mut record.more);
                    places.filter(|(field, _)| *field == name).for_each(|(_, place)| {
                        place.clone_from(&value);
                    });
                }
            }
        }
        let (source, extent) = (self.place(), Extent::Row(self.row - 1));
        let origin = Origin { source, encoding: "UTF-8", extent, ..Origin::default() };
        document(record, || format!("{}:{}", self.name, self.row), origin)
    }

    fn place(&self) -> String {
        format!("{}:{}", self.source, self.row)
    }
}

impl Records for Columns {
    fn next(&mut self, options: &IngestOptions) -> Option<Result<Document, Skipped>> {
        if self.ended {
            return None;
        }
        self.row += 1;
        let row = match contain(|| self.rows.next()) {
            Ok(None) if self.row > self.promised => {
                self.ended = true;
                return None;
            }
            Ok(None) => {
                let found = self.row - 1;
                Err(SkipReason::Corrupt(format!("{found} of {} rows are there", self.promised)))
            }
            Ok(Some(row)) => row.map_err(|error| SkipReason::Corrupt(error.to_string())),
            Err(panic) => Err(panic),
        };
        // Pages are packed one after the other; what follows a damaged one cannot be found.
        self.ended = row.is_err();
        let document = row.and_then(|row| self.document(&row, options));
        Some(document.map_err(|reason| Skipped::new(self.place(), reason)))
    }

    fn line(&self) -> u64 {
        self.row
    }
}

/// The file, if it begins and ends as Parquet does. The library's word for others is that the footer is corrupt.
fn checked(mut file: Random) -> Result<Random, SkipReason> {
    let ends = match &mut file {
        Random::File(file) => ends(file),
        Random::Memory(bytes) => ends(&mut Cursor::new(bytes)),
    };
    let (first, last, bytes) = ends.map_err(|error| walk::refusal(&error))?;
    // Encrypted files have the second mark, and the library says that they are.
    let is_mark = |end: &[u8]| matches!(end, b"PAR1" | b"PARE");
    if !is_mark(&first) {
        let expected = "expected Parquet, which begins with PAR1".to_owned();
        return Err(SkipReason::Corrupt(expected));
    }
    if is_mark(&last) { Ok(file) } else { Err(SkipReason::CutOff { found: bytes, expected: None }) }
}

/// The first and the last four bytes, and how many there are.
fn ends(file: &mut (impl Read + Seek)) -> io::Result<(Vec<u8>, Vec<u8>, u64)> {
    const LENGTH: u64 = 4;
    let bytes = file.seek(SeekFrom::End(0))?;
    let mut read = |from: u64| {
        let mut end = Vec::new();
        file.seek(SeekFrom::Start(from))?;
        file.take(LENGTH).read_to_end(&mut end).map(|_| end)
    };
    let (last, first) = (read(bytes.saturating_sub(LENGTH))?, read(0)?);
    file.rewind()?;
    Ok((first, last, bytes))
}

/// The rows, and how many there should be, with no columns but those that are asked for: the others are not even unpacked.
fn rows<R: ChunkReader + 'static>(
    file: R,
    options: &IngestOptions,
) -> Result<(RowIter<'static>, u64), SkipReason> {
    let damaged = |error: parquet::errors::ParquetError| SkipReason::Corrupt(error.to_string());
    let reader = SerializedFileReader::new(file).map_err(damaged)?;
    let promised = reader.metadata().file_metadata().num_rows().try_into().unwrap_or(0);
    let schema = reader.metadata().file_metadata().schema();
    let columns = schema.get_fields();
    let named = [&options.text_field, &options.id_field, &options.title_field];
    let wanted: Vec<&String> = named.into_iter().chain(&options.fields).collect();
    let is_wanted = |column: &&Arc<Type>| {
        column.is_primitive() && wanted.iter().any(|name| *name == column.name())
    };
    let taken: Vec<Arc<Type>> = columns.iter().filter(is_wanted).cloned().collect();
    if !taken.iter().any(|column| column.name() == options.text_field) {
        let found = columns.iter().take(NAMED_FIELDS).map(|c| c.name().to_owned()).collect();
        return Err(SkipReason::NoText { field: options.text_field.clone(), found });
    }
    readable(&reader, &taken)?;
    let projection = Type::group_type_builder(schema.name()).with_fields(taken).build();
    let projection = Some(projection.map_err(damaged)?);
    let rows = RowIter::from_file_into(Box::new(reader)).project(projection).map_err(damaged)?;
    Ok((rows, promised))
}

/// Whether the columns are compressed in ways that are read. The library would say so at the first page, as of a damaged one.
fn readable(file: &impl FileReader, taken: &[Arc<Type>]) -> Result<(), SkipReason> {
    let groups = file.metadata().row_groups().iter();
    let columns = groups.flat_map(RowGroupMetaData::columns).filter(|column| {
        taken.iter().any(|taken| {
            column.column_path().parts().first().is_some_and(|name| name == taken.name())
        })
    });
    let unknown =
        columns.map(ColumnChunkMetaData::compression).find(|compression| match compression {
            Compression::UNCOMPRESSED
            | Compression::SNAPPY
            | Compression::GZIP(_)
            | Compression::LZ4
            | Compression::LZ4_RAW
            | Compression::ZSTD(_) => false,
            Compression::BROTLI(_) | Compression::LZO => true,
        });
    let name = |compression: Compression| {
        let name = compression.to_string();
        name.split('(').next().unwrap_or_default().to_lowercase()
    };
    unknown.map_or(Ok(()), |unknown| Err(SkipReason::Compression(name(unknown))))
}

/// A string or a number as text.
fn scalar(field: &Field) -> Option<String> {
    match field {
        Field::Str(text) => Some(text.clone()),
        Field::Bytes(bytes) => bytes.as_utf8().ok().map(str::to_owned),
        Field::Byte(_)
        | Field::Short(_)
        | Field::Int(_)
        | Field::Long(_)
        | Field::UByte(_)
        | Field::UShort(_)
        | Field::UInt(_)
        | Field::ULong(_) => Some(field.to_string()),
        _ => None,
    }
}

/// A date as text, or what a column of years is where some are missing.
fn date(field: &Field) -> Option<String> {
    match field {
        Field::Date(_)
        | Field::TimestampMillis(_)
        | Field::TimestampMicros(_)
        | Field::Float(_)
        | Field::Double(_) => Some(field.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_of_all_kinds_become_text() {
        let noon = 1_551_787_200;
        for field in [
            Field::Date(17_960),
            Field::TimestampMillis(noon * 1_000),
            Field::TimestampMicros(noon * 1_000_000),
        ] {
            assert_eq!(&date(&field).expect("a date")[..10], "2019-03-05", "{field}");
        }
        assert_eq!(date(&Field::Double(2021.0)).as_deref(), Some("2021.0"));
        assert_eq!(date(&Field::Bool(true)), None);
    }
}
