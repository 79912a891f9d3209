//! Reads JSON Lines, one line in memory at a time.

use std::io::{self, BufRead, BufReader, Read};

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use crate::document::{Document, Origin};
use crate::error::{SkipReason, Skipped};

use super::IngestOptions;
use super::encoding;
use super::format::{Bytes, Peeked};
use super::record::{self, Record};
use super::split::is_blank;
use super::text::{has_content, title_of};

/// The longest line of JSON Lines, in bytes.
pub const MAX_LINE_BYTES: usize = 256 << 20;

/// How many faulty lines of one file are named one by one; the others are counted.
pub(super) const NAMED_LINES: u64 = 100;

/// The records of one file.
pub(super) struct JsonLines<'a> {
    input: BufReader<Bytes<'a>>,
    packed: bool,
    /// `None` while nothing but ASCII was seen.
    encoding: Option<&'static Encoding>,
    /// What ids of records without one begin with.
    name: String,
    /// The file as a person knows it.
    source: String,
    /// The number of the last line that was read, from 1.
    line: u64,
    buffer: Vec<u8>,
    faults: u64,
    ended: bool,
}

impl<'a> JsonLines<'a> {
    /// The records of a stream; `None` if it is binary.
    pub(super) fn new(
        peeked: Peeked<'a>,
        packed: bool,
        name: String,
        source: String,
    ) -> Option<Self> {
        let encoding = encoding::detect(&peeked.head)?;
        let encoding = Some(encoding).filter(|_| !peeked.head.is_ascii() || encoding != UTF_8);
        let input = BufReader::with_capacity(128 << 10, peeked.into_bytes());
        let (line, faults, ended, buffer) = (0, 0, false, Vec::new());
        Some(Self { input, packed, encoding, name, source, line, buffer, faults, ended })
    }

    /// The next record, or the next line that is not one; `None` at the end.
    pub(super) fn next(&mut self, options: &IngestOptions) -> Option<Result<Document, Skipped>> {
        while !self.ended {
            self.line += 1;
            let item = match self.read_line() {
                Ok(Line::Whole) => match self.record(options) {
                    Some(item) => item,
                    None => continue,
                },
                Ok(Line::End) => {
                    self.ended = true;
                    break;
                }
                Ok(Line::TooLong) => Err(SkipReason::TooLarge { limit: MAX_LINE_BYTES as u64 }),
                Err(error) => {
                    self.ended = true;
                    return Some(Err(self.skip(super::read_error(&error, self.packed))));
                }
            };
            match item {
                Ok(document) => return Some(Ok(document)),
                Err(reason) => {
                    self.faults += 1;
                    if self.faults <= NAMED_LINES {
                        return Some(Err(self.skip(reason)));
                    }
                }
            }
        }
        let lines = self.faults.saturating_sub(NAMED_LINES);
        self.faults = 0;
        (lines > 0).then(|| Err(Skipped::new(&self.source, SkipReason::MoreLines { lines })))
    }

    /// The number of the line that was read last, from 1.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    fn place(&self) -> String {
        format!("{}:{}", self.source, self.line)
    }

    fn skip(&self, reason: SkipReason) -> Skipped {
        Skipped::new(self.place(), reason)
    }

    /// The record in the buffer; `None` if it holds a blank line.
    fn record(&mut self, options: &IngestOptions) -> Option<Result<Document, SkipReason>> {
        let encoding = self.encoding.or_else(|| {
            let found = if self.buffer.is_ascii() { None } else { encoding::detect(&self.buffer) };
            self.encoding = found;
            found
        });
        let encoding = encoding.unwrap_or(UTF_8);
        let (line, replaced) = encoding::decode_line(encoding, &self.buffer);
        let line = line.trim_matches(is_blank);
        if line.is_empty() {
            return None;
        }
        let record = record::parse(line, options);
        Some(record.and_then(|record| self.document(record, encoding, replaced)))
    }

    fn document(
        &self,
        record: Record,
        encoding: &'static Encoding,
        replaced: u32,
    ) -> Result<Document, SkipReason> {
        let Record { id, text, mut title } = record;
        if !has_content(&text) {
            return Err(SkipReason::Empty);
        }
        if title.is_empty() {
            title_of(&text).clone_into(&mut title);
        }
        let id = id.unwrap_or_else(|| format!("{}:{}", self.name, self.line));
        let origin = Origin { source: self.place(), encoding: encoding.name(), replaced };
        Ok(Document { id, title, text, origin })
    }

    /// Reads the next line into the buffer, without holding more than the limit.
    fn read_line(&mut self) -> io::Result<Line> {
        self.buffer.clear();
        loop {
            let room = (MAX_LINE_BYTES + 1).saturating_sub(self.buffer.len()) as u64;
            let read = (&mut self.input).take(room).read_until(b'\n', &mut self.buffer)?;
            if read == 0 && self.buffer.is_empty() {
                return Ok(Line::End);
            }
            if self.buffer.len() > MAX_LINE_BYTES {
                return self.pass_over();
            }
            if read == 0 || !self.buffer.ends_with(b"\n") || self.ends_line()? {
                return Ok(Line::Whole);
            }
        }
    }

    /// Whether the byte 0x0A at the buffer's end is a line end: in UTF-16 it may be half of another character.
    fn ends_line(&mut self) -> io::Result<bool> {
        let at = self.buffer.len() - 1;
        if self.encoding == Some(UTF_16BE) {
            return Ok(at % 2 == 1 && self.buffer[at - 1] == 0);
        }
        if self.encoding != Some(UTF_16LE) {
            return Ok(true);
        }
        if at % 2 == 1 {
            return Ok(false);
        }
        (&mut self.input).take(1).read_to_end(&mut self.buffer)?;
        Ok(self.buffer.last() == Some(&0))
    }

    /// Passes over the rest of a line that is too long.
    fn pass_over(&mut self) -> io::Result<Line> {
        self.buffer = Vec::new();
        if !matches!(self.encoding, Some(encoding) if encoding == UTF_16LE || encoding == UTF_16BE)
        {
            self.input.skip_until(b'\n')?;
            return Ok(Line::TooLong);
        }
        self.ended = true;
        Ok(Line::TooLong)
    }
}

enum Line {
    Whole,
    TooLong,
    End,
}
