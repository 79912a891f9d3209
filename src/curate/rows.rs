//! A Parquet file without some of its rows: the same schema, row groups, metadata and packing of columns.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use parquet::basic::Type;
use parquet::column::reader::{ColumnReader, ColumnReaderImpl, get_typed_column_reader};
use parquet::data_type as types;
use parquet::data_type::DataType;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::properties::WriterProperties;
use parquet::file::reader::{ChunkReader, FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};

use crate::ingest::contain;

/// Copies `input` but for the rows in `drops`, counted from 0, ascending. It holds a column of a row group at a time.
pub(super) fn without_rows<R: ChunkReader + 'static>(
    input: R,
    drops: &[u64],
    out: &mut (dyn Write + Send),
) -> io::Result<()> {
    // Columns that were not read for their texts may be damaged.
    let copied = contain(|| copy(input, drops, out));
    copied.map_err(|reason| io::Error::other(reason.to_string()))?.map_err(io::Error::other)
}

fn copy<R: ChunkReader + 'static>(
    input: R,
    drops: &[u64],
    out: &mut (dyn Write + Send),
) -> Result<()> {
    let reader = SerializedFileReader::new(input)?;
    let schema = reader.metadata().file_metadata().schema_descr().root_schema_ptr();
    let properties = Arc::new(properties(reader.metadata()));
    let mut writer = SerializedFileWriter::new(out, schema, properties)?;
    let (mut first, mut drops) = (0_u64, drops);
    for group in 0..reader.num_row_groups() {
        let group = reader.get_row_group(group)?;
        let count = group.metadata().num_rows();
        let end = u64::try_from(count).ok().and_then(|count| first.checked_add(count));
        let end = end.ok_or_else(|| ParquetError::General(format!("a group of {count} rows")))?;
        let (own, others) = drops.split_at(drops.partition_point(|&row| row < end));
        drops = others;
        if (own.len() as u64) < end - first {
            copy_group(&*group, &Rows { all: first..end, drops: own }, &mut writer)?;
        }
        first = end;
    }
    writer.close().map(|_| ())
}

/// As the file was written, as far as it says so.
fn properties(metadata: &ParquetMetaData) -> WriterProperties {
    let pairs = metadata.file_metadata().key_value_metadata().cloned();
    let mut builder = WriterProperties::builder().set_key_value_metadata(pairs);
    let first = metadata.row_groups().first();
    for column in first.into_iter().flat_map(RowGroupMetaData::columns) {
        let path = column.column_path().clone();
        builder = builder.set_column_compression(path, column.compression());
    }
    builder.build()
}

fn copy_group(
    group: &dyn RowGroupReader,
    rows: &Rows<'_>,
    writer: &mut SerializedFileWriter<&mut (dyn Write + Send)>,
) -> Result<()> {
    let mut target = writer.next_row_group()?;
    for at in 0..group.num_columns() {
        let column = group.metadata().column(at).column_descr();
        let shape =
            Shape { rows, defined: column.max_def_level(), repeated: column.max_rep_level() };
        let reader = group.get_column_reader(at)?;
        let missing = || ParquetError::General("a column too few".to_owned());
        let mut target = target.next_column()?.ok_or_else(missing)?;
        match column.physical_type() {
            Type::BOOLEAN => shape.copy::<types::BoolType>(reader, &mut target)?,
            Type::INT32 => shape.copy::<types::Int32Type>(reader, &mut target)?,
            Type::INT64 => shape.copy::<types::Int64Type>(reader, &mut target)?,
            Type::INT96 => shape.copy::<types::Int96Type>(reader, &mut target)?,
            Type::FLOAT => shape.copy::<types::FloatType>(reader, &mut target)?,
            Type::DOUBLE => shape.copy::<types::DoubleType>(reader, &mut target)?,
            Type::BYTE_ARRAY => shape.copy::<types::ByteArrayType>(reader, &mut target)?,
            Type::FIXED_LEN_BYTE_ARRAY => {
                shape.copy::<types::FixedLenByteArrayType>(reader, &mut target)?;
            }
        }
        target.close()?;
    }
    target.close().map(|_| ())
}

/// The rows of a group, as many as the file says, and those of them that leave, ascending.
struct Rows<'d> {
    all: Range<u64>,
    drops: &'d [u64],
}

/// A column: which of its rows stay, and the levels by which it knows nulls and lists.
struct Shape<'r> {
    rows: &'r Rows<'r>,
    defined: i16,
    repeated: i16,
}

/// What a column holds: a level of each kind for each entry, a value for each that is defined.
struct Column<T> {
    defined: Vec<i16>,
    repeated: Vec<i16>,
    values: Vec<T>,
}

impl Shape<'_> {
    fn copy<T: DataType>(
        &self,
        reader: ColumnReader,
        writer: &mut SerializedColumnWriter<'_>,
    ) -> Result<()> {
        let read = self.read::<T>(get_typed_column_reader(reader))?;
        let Column { defined, repeated, values } = self.filter(read);
        let defined = (self.defined > 0).then_some(defined.as_slice());
        let repeated = (self.repeated > 0).then_some(repeated.as_slice());
        writer.typed::<T>().write_batch(&values, defined, repeated).map(|_| ())
    }

    fn read<T: DataType>(&self, mut reader: ColumnReaderImpl<T>) -> Result<Column<T::T>> {
        let mut column = Column { defined: Vec::new(), repeated: Vec::new(), values: Vec::new() };
        let all = self.rows.all.end - self.rows.all.start;
        let mut rows = 0;
        while rows < all {
            let Column { defined, repeated, values } = &mut column;
            let rest = usize::try_from(all - rows).unwrap_or(usize::MAX);
            let (read, ..) = reader.read_records(rest, Some(defined), Some(repeated), values)?;
            if read == 0 {
                let found = format!("{rows} of {all} rows are there");
                return Err(ParquetError::General(found));
            }
            rows += read as u64;
        }
        Ok(column)
    }

    fn filter<T>(&self, column: Column<T>) -> Column<T> {
        let entries = match self.defined {
            0 => column.values.len(),
            _ => column.defined.len(),
        };
        let mut kept = Column { defined: Vec::new(), repeated: Vec::new(), values: Vec::new() };
        let mut values = column.values.into_iter();
        let (mut next, mut drops) = (self.rows.all.start, self.rows.drops);
        for entry in 0..entries {
            let level = |levels: &[i16]| levels.get(entry).copied().unwrap_or(0);
            let (defined, repeated) = (level(&column.defined), level(&column.repeated));
            next += u64::from(self.repeated == 0 || repeated == 0);
            while drops.first().is_some_and(|&row| row + 1 < next) {
                drops = &drops[1..];
            }
            let leaves = drops.first().is_some_and(|&row| row + 1 == next);
            let value = if defined == self.defined { values.next() } else { None };
            if !leaves {
                kept.defined.push(defined);
                kept.repeated.push(repeated);
                kept.values.extend(value);
            }
        }
        kept
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use parquet::basic::Compression;
    use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
    use parquet::file::metadata::ParquetMetaDataWriter;
    use parquet::schema::parser::parse_message_type;
    use proptest::prelude::*;

    use super::*;

    /// A row: a required id, an optional year, an optional list of optional tags.
    type Line = (String, Option<i64>, Option<Vec<Option<String>>>);

    const SCHEMA: &str = "message m { REQUIRED BYTE_ARRAY id (UTF8); OPTIONAL INT64 year; \
        OPTIONAL group tags (LIST) { REPEATED group list { OPTIONAL BYTE_ARRAY element (UTF8); } } }";

    fn tags(rows: &[Line]) -> Column<ByteArray> {
        let mut column = Column { defined: Vec::new(), repeated: Vec::new(), values: Vec::new() };
        let mut entry = |defined, repeated, value: Option<&String>| {
            column.defined.push(defined);
            column.repeated.push(repeated);
            column.values.extend(value.map(|value| ByteArray::from(value.as_str())));
        };
        for (.., tags) in rows {
            match tags.as_deref() {
                None => entry(0, 0, None),
                Some([]) => entry(1, 0, None),
                Some(tags) => {
                    for (at, tag) in tags.iter().enumerate() {
                        entry(2 + i16::from(tag.is_some()), i16::from(at > 0), tag.as_ref());
                    }
                }
            }
        }
        column
    }

    fn write(rows: &[Line], group: usize) -> Vec<u8> {
        let schema = parse_message_type(SCHEMA).expect("a schema");
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let mut bytes = Vec::new();
        let mut writer =
            SerializedFileWriter::new(&mut bytes, schema.into(), properties.into()).expect("begun");
        for rows in rows.chunks(group) {
            let mut group = writer.next_row_group().expect("a group");
            let mut column = group.next_column().expect("no error").expect("a column");
            let ids: Vec<ByteArray> = rows.iter().map(|(id, ..)| id.as_str().into()).collect();
            column.typed::<ByteArrayType>().write_batch(&ids, None, None).expect("written");
            column.close().expect("closed");
            let mut column = group.next_column().expect("no error").expect("a column");
            let years: Vec<i64> = rows.iter().filter_map(|(_, year, _)| *year).collect();
            let defined: Vec<i16> =
                rows.iter().map(|(_, year, _)| i16::from(year.is_some())).collect();
            let typed = column.typed::<Int64Type>();
            typed.write_batch(&years, Some(&defined), None).expect("written");
            column.close().expect("closed");
            let mut column = group.next_column().expect("no error").expect("a column");
            let Column { defined, repeated, values } = tags(rows);
            let typed = column.typed::<ByteArrayType>();
            typed.write_batch(&values, Some(&defined), Some(&repeated)).expect("written");
            column.close().expect("closed");
            group.close().expect("closed");
        }
        writer.close().expect("closed");
        bytes
    }

    /// The rows of a file by the library's own reader of records.
    fn read(bytes: Vec<u8>) -> Vec<String> {
        let reader = SerializedFileReader::new(Bytes::from(bytes)).expect("a file");
        let rows = reader.get_row_iter(None).expect("rows");
        rows.map(|row| row.expect("a row").to_string()).collect()
    }

    fn line() -> impl Strategy<Value = Line> {
        let tags = prop::collection::vec(prop::option::of("[甲乙]{0,2}"), 0..4);
        ("[a-z]{1,3}", prop::option::of(1900i64..2100), prop::option::of(tags))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn rows_leave_and_nothing_else(
            rows in prop::collection::vec((line(), any::<bool>()), 1..12),
            group in 1usize..5,
        ) {
            let (lines, drops): (Vec<Line>, Vec<bool>) = rows.into_iter().unzip();
            let bytes = write(&lines, group);
            let all = read(bytes.clone());
            prop_assert_eq!(all.len(), lines.len());
            let kept = all.into_iter().zip(&drops).filter(|(_, drop)| !**drop);
            let kept: Vec<String> = kept.map(|(row, _)| row).collect();
            let drops: Vec<u64> =
                (0..).zip(&drops).filter(|(_, drop)| **drop).map(|(row, _)| row).collect();
            let mut out = Vec::new();
            without_rows(Bytes::from(bytes), &drops, &mut out).expect("written");
            prop_assert_eq!(read(out), kept);
        }
    }

    fn fifty() -> Vec<u8> {
        let line = |n: usize| (format!("r{n}"), None, Some(vec![Some("甲".to_owned())]));
        write(&(0..50).map(line).collect::<Vec<Line>>(), 50)
    }

    /// The same file, which says that it has other numbers of rows.
    fn claiming(mut bytes: Vec<u8>, rows: i64) -> Vec<u8> {
        let reader = SerializedFileReader::new(Bytes::from(bytes.clone())).expect("a file");
        let mut metadata = reader.metadata().clone().into_builder();
        let groups = metadata.take_row_groups().into_iter();
        let groups = groups.map(|group| group.into_builder().set_num_rows(rows).build());
        let groups = groups.collect::<Result<_>>().expect("groups");
        let metadata = metadata.set_row_groups(groups).build();
        // Behind it stand its length, in four bytes, and the name of the format.
        let end = bytes.len() - 8;
        let length = bytes[end..end + 4].try_into().expect("four bytes");
        bytes.truncate(end - u32::from_le_bytes(length) as usize);
        ParquetMetaDataWriter::new(&mut bytes, &metadata).finish().expect("written");
        bytes
    }

    #[test]
    fn rows_that_a_file_only_claims_are_an_error_and_take_no_room() {
        for rows in [51, 1 << 40, i64::MAX, -1] {
            let bytes = Bytes::from(claiming(fifty(), rows));
            let error = without_rows(bytes, &[1], &mut Vec::new()).expect_err("too few rows");
            let found = error.to_string();
            assert!(found.contains("50 of") || found.contains("group of -1"), "{found}");
        }
    }

    #[test]
    fn a_damaged_file_is_an_error() {
        let mut bytes = fifty();
        bytes[30..60].fill(0xEE);
        assert!(without_rows(Bytes::from(bytes), &[1], &mut Vec::new()).is_err());
    }
}
