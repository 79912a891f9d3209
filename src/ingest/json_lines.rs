//! Reads JSON Lines, one line in memory at a time.

use std::io::{self, BufRead, BufReader, Read};
use std::sync::Arc;

use encoding_rs::{UTF_16BE, UTF_16LE};
use memchr::memchr;

use crate::document::{Decoding, Document, Extent, Origin, Place};
use crate::error::{SkipReason, Skipped};

use super::IngestOptions;
use super::encoding::{self, Found, Known, Lossy};
use super::format::{Bytes, Peeked};
use super::record;
use super::records::{self, Records};
use super::split::is_blank;

/// The longest line of JSON Lines, in bytes.
pub const MAX_LINE_BYTES: usize = 256 << 20;

/// The records of one file.
pub(super) struct JsonLines<'a> {
    input: BufReader<Bytes<'a>>,
    packed: bool,
    /// `None` while nothing but ASCII was seen.
    encoding: Option<Found>,
    /// How the lines without loss are decoded.
    decoding: Option<Arc<Decoding>>,
    known: Known,
    /// What ids of records without one begin with.
    name: String,
    /// The file as a person knows it.
    source: String,
    /// The number of the last line that was read, from 1.
    line: u64,
    /// Where it begins in the file, in bytes, and where it ends.
    start: u64,
    end: u64,
    buffer: Vec<u8>,
    /// The longest line that is held, in bytes.
    limit: usize,
    ended: bool,
}

impl Records for JsonLines<'_> {
    fn next(&mut self, options: &IngestOptions) -> Option<Result<Document, Skipped>> {
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
                Ok(Line::TooLong) => Err(SkipReason::TooLarge { limit: self.limit as u64 }),
                Err(error) => {
                    self.ended = true;
                    Err(super::read_error(&error, self.packed))
                }
            };
            return Some(item.map_err(|reason| self.skip(reason)));
        }
        None
    }

    fn line(&self) -> u64 {
        self.line
    }
}

impl<'a> JsonLines<'a> {
    /// The records of a stream; `None` if it is binary.
    pub(super) fn new(
        peeked: Peeked<'a>,
        packed: bool,
        name: String,
        source: String,
        known: Known,
    ) -> Option<Self> {
        let found = encoding::find(&peeked.head, known)?;
        let encoding = Some(found).filter(|_| !peeked.head.is_ascii() || found != Found::default());
        let decoding = encoding.and_then(|found| found.decoding(&source, &Lossy::default()));
        let input = BufReader::with_capacity(128 << 10, peeked.into_bytes());
        let (line, ended, buffer) = (0, false, Vec::new());
        let (limit, start, end) = (MAX_LINE_BYTES, 0, 0);
        Some(Self {
            input,
            packed,
            encoding,
            decoding,
            known,
            name,
            source,
            line,
            start,
            end,
            buffer,
            limit,
            ended,
        })
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
            let is_ascii = self.buffer.is_ascii();
            self.encoding = if is_ascii { None } else { encoding::find(&self.buffer, self.known) };
            let found = self.encoding?;
            self.decoding = found.decoding(&self.source, &Lossy::default());
            Some(found)
        });
        let how = encoding.unwrap_or_default();
        let (line, lossy) = encoding::decode_line(how.encoding, &self.buffer);
        let line = line.trim_matches(is_blank);
        if line.is_empty() {
            return None;
        }
        let record = record::parse(line, options);
        let origin = self.origin(how, lossy);
        let own = || format!("{}:{}", self.name, self.line);
        Some(record.and_then(|record| records::document(record, own, origin)))
    }

    /// Where the line came from; of a line with a loss, with the places.
    fn origin(&self, how: Found, mut lossy: Lossy) -> Origin {
        for place in &mut lossy.places {
            *place = Place { line: self.line, byte: self.start + place.byte };
        }
        let (source, encoding, replaced) = (self.place(), how.encoding.name(), lossy.count);
        let decoding = match replaced {
            0 => self.decoding.clone(),
            _ => how.decoding(&source, &lossy),
        };
        let extent = Extent::Lines(self.line - 1..self.line);
        Origin { source, encoding, replaced, decoding, extent, ..Origin::default() }
    }

    /// Reads the next line into the buffer, without holding more than the limit. A line that is longer is read to
    /// its end, but for its last bytes not kept.
    fn read_line(&mut self) -> io::Result<Line> {
        self.buffer.clear();
        self.start = self.end;
        let mut too_long = false;
        loop {
            let read = self.read_some()?;
            self.end += read as u64;
            if read == 0 && self.buffer.is_empty() {
                return Ok(Line::End);
            }
            if self.buffer.len() > self.limit {
                too_long = true;
                self.forget();
            }
            if read == 0 || (self.buffer.ends_with(b"\n") && self.ends_line()?) {
                break;
            }
        }
        if too_long {
            self.buffer = Vec::new();
            return Ok(Line::TooLong);
        }
        Ok(Line::Whole)
    }

    /// Reads on up to a line feed, or as far as bytes are at hand or the limit allows; gives how many there were, 0 at the end.
    fn read_some(&mut self) -> io::Result<usize> {
        let found = loop {
            match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                found => break found?,
            }
        };
        let room = (self.limit + 1).saturating_sub(self.buffer.len());
        let found = &found[..found.len().min(room)];
        let read = memchr(b'\n', found).map_or(found.len(), |at| at + 1);
        self.buffer.extend_from_slice(&found[..read]);
        self.input.consume(read);
        Ok(read)
    }

    /// Keeps the buffer's last unit of UTF-16, or the half that was read of it, by which the line's end is told.
    fn forget(&mut self) {
        let units = self.buffer.len().saturating_sub(1) / 2;
        self.buffer.drain(..2 * units);
    }

    /// Whether the byte 0x0A at the buffer's end is a line end: in UTF-16 it may be half of another character.
    fn ends_line(&mut self) -> io::Result<bool> {
        let at = self.buffer.len() - 1;
        let encoding = self.encoding.map(|found| found.encoding);
        if encoding == Some(UTF_16BE) {
            return Ok(at % 2 == 1 && self.buffer[at - 1] == 0);
        }
        if encoding != Some(UTF_16LE) {
            return Ok(true);
        }
        if at % 2 == 1 {
            return Ok(false);
        }
        self.end += (&mut self.input).take(1).read_to_end(&mut self.buffer)? as u64;
        Ok(self.buffer.last() == Some(&0))
    }
}

enum Line {
    Whole,
    TooLong,
    End,
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives so many bytes at a time.
    struct Trickle<'a>(&'a [u8], usize);

    impl Read for Trickle<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let room = buffer.len().min(self.1);
            self.0.read(&mut buffer[..room])
        }
    }

    /// What is read of `lines` when none may be longer than 100 bytes: ids, or `!code`. However many bytes are at hand at a time.
    fn read(bytes: &[u8]) -> Vec<String> {
        let [whole, trickled] = [bytes.len(), 7].map(|some| read_by(bytes, some));
        assert_eq!(whole, trickled);
        whole
    }

    fn read_by(bytes: &[u8], some: usize) -> Vec<String> {
        let head = encoding::HEAD_BYTES.min(some);
        let peeked = Peeked::new(Box::new(Trickle(bytes, some)), head);
        let lines = JsonLines::new(peeked, false, "c".to_owned(), "c".to_owned(), Known::default());
        let mut lines = lines.expect("text");
        lines.limit = 100;
        let options = IngestOptions::default();
        std::iter::from_fn(|| lines.next(&options))
            .map(|item| item.map_or_else(|s| format!("!{}", s.reason.code()), |d| d.id))
            .collect()
    }

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    /// The long lines are full of characters that have 0x0A as one of their two bytes in UTF-16, and a line of
    /// every length near the limit is tried, so that each place of a unit meets it.
    #[test]
    fn a_line_that_is_too_long_costs_no_other() {
        for long in 1..300 {
            let tricky = "\u{4E0A}\u{0A4E}\u{0A0A}".chars().cycle().take(long);
            let tricky: String = tricky.collect();
            let text =
                format!("\u{feff}{{\"text\":\"甲\"}}\n{tricky}\n{{\"text\":\"乙\"}}\n{tricky}");
            let utf8 = read(text.as_bytes());
            let little = read(&utf16(&text, u16::to_le_bytes));
            let big = read(&utf16(&text, u16::to_be_bytes));
            for found in [utf8, little, big] {
                assert_eq!((found.len(), &*found[0], &*found[2]), (4, "c:1", "c:3"), "{long}");
                assert!(long < 100 || (found[1] == "!too-large" && found[3] == "!too-large"));
            }
        }
    }
}
