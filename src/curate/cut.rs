//! A file without some of its lines; all other bytes stay.

use std::io::{self, BufRead, Read, Write};
use std::ops::Range;

use crate::ingest::byte_order_mark;

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feeds {
    /// With the byte 0x0A: in all encodings but the two below.
    Byte,
    /// With the unit 0x000A, its low byte first.
    Utf16Le,
    /// With the unit 0x000A, its high byte first.
    Utf16Be,
}

impl Feeds {
    /// Those of an encoding, by its name in the WHATWG standard.
    pub(super) fn of(encoding: &str) -> Self {
        match encoding {
            "UTF-16LE" => Self::Utf16Le,
            "UTF-16BE" => Self::Utf16Be,
            _ => Self::Byte,
        }
    }
}

/// The longest byte order mark, in bytes.
const LONGEST_MARK: usize = 4;

/// Copies `input` but for the lines in `drops`, counted from 0, ascending and disjoint. A byte order mark is of no line: all
/// others are read by it. It holds no more than its buffer.
pub(super) fn without(
    input: &mut dyn BufRead,
    drops: &[Range<u64>],
    feeds: Feeds,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut head = Vec::new();
    Read::take(&mut *input, LONGEST_MARK as u64).read_to_end(&mut head)?;
    let mark = byte_order_mark(&head).map_or(0, |(_, length)| length);
    out.write_all(&head[..mark])?;
    let mut input = head[mark..].chain(input);
    let mut scan = Scan { feeds, at: mark as u64, before: 0 };
    let mut drops = drops.iter().peekable();
    let mut line = 0;
    loop {
        let chunk = input.fill_buf()?;
        if chunk.is_empty() {
            return Ok(());
        }
        while drops.next_if(|drop| drop.end <= line).is_some() {}
        let dropped = drops.peek().is_some_and(|drop| drop.contains(&line));
        let (length, ends) = scan.line(chunk);
        if !dropped {
            out.write_all(&chunk[..length])?;
        }
        line += u64::from(ends);
        input.consume(length);
    }
}

/// Finds the ends of lines, whatever pieces they come in.
struct Scan {
    feeds: Feeds,
    /// How many bytes were seen, and the last of them.
    at: u64,
    before: u8,
}

impl Scan {
    /// How many bytes of `chunk` belong to the line, and whether it ends with them.
    fn line(&mut self, chunk: &[u8]) -> (usize, bool) {
        let end = match self.feeds {
            Feeds::Byte => chunk.iter().position(|&byte| byte == b'\n'),
            Feeds::Utf16Le => self.unit(chunk, [b'\n', 0]),
            Feeds::Utf16Be => self.unit(chunk, [0, b'\n']),
        };
        let length = end.map_or(chunk.len(), |end| end + 1);
        self.at += length as u64;
        self.before = chunk[length - 1];
        (length, end.is_some())
    }

    /// Where the second byte of the unit `wanted` is.
    fn unit(&self, chunk: &[u8], wanted: [u8; 2]) -> Option<usize> {
        (0..chunk.len()).find(|&at| {
            let first = if at == 0 { self.before } else { chunk[at - 1] };
            (self.at + at as u64) % 2 == 1 && [first, chunk[at]] == wanted
        })
    }
}

#[cfg(test)]
mod tests {
    use std::io::BufReader;

    use proptest::prelude::*;

    use super::*;

    fn cut(bytes: &[u8], drops: &[Range<u64>], feeds: Feeds, piece: usize) -> Vec<u8> {
        let mut out = Vec::new();
        without(&mut BufReader::with_capacity(piece, bytes), drops, feeds, &mut out).expect("cut");
        out
    }

    fn encode(text: &str, feeds: Feeds) -> Vec<u8> {
        match feeds {
            Feeds::Byte => text.as_bytes().to_vec(),
            Feeds::Utf16Le => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            Feeds::Utf16Be => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        }
    }

    proptest! {
        /// Against lines of text, behind a byte order mark or not: U+0A0A, U+4E0A and U+0A4E have the byte of a line feed in them in UTF-16.
        #[test]
        fn lines_leave_and_nothing_else(
            text in "[a甲\u{0A0A}\u{4E0A}\u{0A4E}\r\n]{0,40}",
            marks in prop::collection::vec(any::<bool>(), 42),
            piece in 1usize..9,
            has_mark in any::<bool>(),
        ) {
            let mark = if has_mark { "\u{FEFF}" } else { "" };
            let kept: String = text
                .split_inclusive('\n')
                .zip(&marks)
                .filter(|(_, drop)| !**drop)
                .map(|(line, _)| line)
                .collect();
            let drops: Vec<Range<u64>> =
                (0..).zip(&marks).filter(|(_, drop)| **drop).map(|(n, _)| n..n + 1).collect();
            for feeds in [Feeds::Byte, Feeds::Utf16Le, Feeds::Utf16Be] {
                prop_assert_eq!(
                    cut(&encode(&[mark, &text].concat(), feeds), &drops, feeds, piece),
                    encode(&[mark, &kept].concat(), feeds)
                );
            }
        }
    }

    #[test]
    fn ranges_of_lines() {
        let text = b"0\n1\n2\n3\n4";
        assert_eq!(cut(text, &[1..2, 2..3], Feeds::Byte, 100), b"0\n3\n4");
        assert_eq!(cut(text, &[0..1, 4..9], Feeds::Byte, 100), b"1\n2\n3\n");
        assert_eq!(
            cut(b"\x84\x31\x95\x330\n1", &[0..1, 4..9], Feeds::Byte, 3),
            b"\x84\x31\x95\x331"
        );
        assert_eq!(cut(b"\xEF\xBB\xBF0", &[0..1, 4..9], Feeds::Byte, 1), b"\xEF\xBB\xBF");
    }
}
