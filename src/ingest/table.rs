//! Reads CSV and TSV: one record a row, its fields in the columns that the first row names.

use std::io::Cursor;
use std::ops::Range;
use std::sync::Arc;

use ahash::AHashSet;
use csv::{ErrorKind, Position, Reader, ReaderBuilder, StringRecord};

use crate::document::{Decoding, Document, Extent, Origin};
use crate::error::{SkipReason, Skipped};

use super::IngestOptions;
use super::encoding::Decoded;
use super::record::{NAMED_FIELDS, Record};
use super::records::{Records, document};
use super::split::is_blank;

/// What may stand between two fields, the commonest first.
const DELIMITERS: [u8; 3] = *b",\t;";

/// The rows of one table.
pub(super) struct Table {
    rows: Reader<Cursor<String>>,
    delimiter: u8,
    columns: Columns,
    /// What ids of rows without one begin with.
    name: String,
    /// The file as a person knows it.
    source: String,
    encoding: &'static str,
    decoding: Option<Arc<Decoding>>,
    row: StringRecord,
    line: u64,
    /// How many bytes were counted for line ends, and these.
    counted: (usize, u64),
}

/// Where the fields stand.
struct Columns {
    id: Option<usize>,
    text: usize,
    title: Option<usize>,
    more: Vec<Option<usize>>,
}

impl Table {
    /// The rows of a table; an error if no column has the text's name.
    pub(super) fn new(
        decoded: Decoded,
        name: String,
        source: String,
        options: &IngestOptions,
    ) -> Result<Self, SkipReason> {
        let (encoding, decoding) = (decoded.how.encoding.name(), decoded.decoding(&source));
        let mut text = decoded.text;
        if text.starts_with('\u{feff}') {
            text.remove(0);
        }
        let (delimiter, columns) = columns(&text, options)?;
        let rows = reader(delimiter).from_reader(Cursor::new(text));
        let (row, line, counted) = (StringRecord::new(), 0, (0, 0));
        Ok(Self { rows, delimiter, columns, name, source, encoding, decoding, row, line, counted })
    }

    fn record(&self, extent: Extent) -> Result<Document, SkipReason> {
        let field = |at: usize| self.row.get(at).unwrap_or_default();
        let id = self.columns.id.map(field).map(|id| id.trim_matches(is_blank).to_owned());
        let text = field(self.columns.text).to_owned();
        let title = self.columns.title.map(field).unwrap_or_default().to_owned();
        let replaced = text.matches(char::REPLACEMENT_CHARACTER).count() as u32;
        let (encoding, decoding) = (self.encoding, self.decoding.clone());
        let (source, extent) = (self.place(), extent);
        let origin = Origin { source, encoding, replaced, decoding, extent, ..Origin::default() };
        let more = self.columns.more.iter().map(|at| at.map(|at| field(at).to_owned())).collect();
        let record = Record { id: id.filter(|id| !id.is_empty()), text, title, more };
        document(record, || format!("{}:{}", self.name, self.line), origin)
    }

    fn place(&self) -> String {
        format!("{}:{}", self.source, self.line)
    }
}

impl Records for Table {
    fn next(&mut self, _: &IngestOptions) -> Option<Result<Document, Skipped>> {
        let read = self.rows.read_record(&mut self.row);
        self.line = self.row.position().map_or(self.line, |position| self.line_at(position));
        let item = match read {
            Ok(false) => return None,
            Ok(true) if self.is_open() => Err(SkipReason::OpenQuote),
            Ok(true) => {
                let extent = self.extent();
                self.record(extent)
            }
            Err(error) => Err(self.fault(&error)),
        };
        Some(item.map_err(|reason| Skipped::new(self.place(), reason)))
    }

    fn line(&self) -> u64 {
        self.line
    }
}

impl Table {
    /// Whether the row that was read last, of several lines, goes on to the end of the table because a quote is not
    /// closed: then one more quote at the end only closes it.
    fn is_open(&self) -> bool {
        let text = self.rows.get_ref().get_ref();
        let start = self.row.position().map_or(0, |position| position.byte() as usize);
        if (self.rows.position().byte() as usize) < text.len() {
            return false;
        }
        let row = text.get(start..).unwrap_or_default();
        if !row.trim().contains('\n') {
            return false;
        }
        let closed = format!("{row}\"");
        let mut rows = reader(self.delimiter).has_headers(false).from_reader(closed.as_bytes());
        let (mut first, mut further) = (StringRecord::new(), StringRecord::new());
        let is_same = rows.read_record(&mut first).is_ok_and(|any| any && first == self.row);
        is_same && rows.read_record(&mut further).is_ok_and(|any| !any)
    }

    /// The lines of the row that was read last. Each byte of the table is looked at once.
    fn extent(&mut self) -> Extent {
        let text = self.rows.get_ref().get_ref().as_bytes();
        let start = self.row.position().map_or(0, |position| position.byte() as usize);
        let end = (self.rows.position().byte() as usize).min(text.len());
        // The rest of the line end before, and blank lines, come before the row.
        let blank =
            text[start..end].iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let (start, end) = (start + blank, end - usize::from(text[..end].ends_with(b"\n")));
        if start > 0 && text[start - 1] != b'\n' {
            return Extent::Inside;
        }
        let feeds = |range: Range<usize>| text[range].iter().filter(|&&byte| byte == b'\n').count();
        let first = self.counted.1 + feeds(self.counted.0..start) as u64;
        let last = first + feeds(start..end.max(start)) as u64;
        self.counted = (end.max(start), last);
        Extent::Lines(first..last + 1)
    }

    /// The line of a row. The reader lets it begin with the rest of the line end before, and with blank lines.
    fn line_at(&self, position: &Position) -> u64 {
        let text = self.rows.get_ref().get_ref().as_bytes();
        let row = text.get(position.byte() as usize..).unwrap_or_default();
        let before = row.iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        position.line() + before.filter(|&&byte| byte == b'\n').count() as u64
    }

    /// Why a row is none, and its line.
    fn fault(&mut self, error: &csv::Error) -> SkipReason {
        self.line = error.position().map_or(self.line, |position| self.line_at(position));
        match error.kind() {
            ErrorKind::UnequalLengths { expected_len, len, .. } => {
                SkipReason::BadRow { expected: *expected_len, found: *len }
            }
            _ => SkipReason::Corrupt(error.to_string()),
        }
    }
}

/// What stands between two fields, if a text of another name than a table's begins as one: its first line has several names, no
/// two equal, and the text's column is one of them. No text has such a line by chance.
pub(super) fn delimiter(text: &str, options: &IngestOptions) -> Option<u8> {
    let text = text.trim_start_matches(is_blank);
    let (line, _) = text.split_once('\n')?;
    let is_header = |delimiter: &u8| {
        let names = header(line, *delimiter);
        let different: AHashSet<&String> = names.iter().filter(|name| !name.is_empty()).collect();
        names.len() > 1 && different.len() == names.len() && names.contains(&options.text_field)
    };
    DELIMITERS.into_iter().find(is_header)
}

/// The delimiter by which the first row has the text's column, and where the columns are.
fn columns(text: &str, options: &IngestOptions) -> Result<(u8, Columns), SkipReason> {
    let headers = DELIMITERS.map(|delimiter| (delimiter, header(text, delimiter)));
    for (delimiter, names) in &headers {
        let find = |wanted: &str| names.iter().position(|name| name == wanted);
        if let Some(text) = find(&options.text_field) {
            let (id, title) = (find(&options.id_field), find(&options.title_field));
            let more = options.fields.iter().map(|field| find(field)).collect();
            return Ok((*delimiter, Columns { id, text, title, more }));
        }
    }
    let widest = headers.into_iter().map(|(_, names)| names).max_by_key(Vec::len);
    let mut found = widest.unwrap_or_default();
    found.truncate(NAMED_FIELDS);
    Err(SkipReason::NoText { field: options.text_field.clone(), found })
}

fn header(text: &str, delimiter: u8) -> Vec<String> {
    let mut row = StringRecord::new();
    // A text without an error to read is a table of some kind.
    let _ = reader(delimiter).has_headers(false).from_reader(text.as_bytes()).read_record(&mut row);
    row.iter().map(|name| name.trim_matches(is_blank).to_owned()).collect()
}

fn reader(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter);
    builder
}
