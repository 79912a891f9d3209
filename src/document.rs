//! A document: one speech with its public id and its original text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// A dense number for a document inside one run: its rank among the public ids in sorted order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(pub u32);

impl DocId {
    /// The number as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One speech. Those that were not read from files need an id and a text; the rest is [`Default`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The public id, unique in a run: a path from the given root, `path#3` for the third speech of a
    /// compilation, `archive.zip/path` for a file of an archive, or the id field of a
    /// record.
    pub id: String,
    /// A title field, a compilation's heading, or the first line; may be empty.
    pub title: String,
    /// The original text, decoded to UTF-8. All byte ranges of a report are into this text.
    pub text: String,
    /// Where it came from.
    pub origin: Origin,
}

/// Where a document came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origin {
    /// The input as it was given or found: a path, `path:line`, or `-`.
    pub source: String,
    /// The name of the encoding it was decoded from, as the WHATWG standard writes it.
    pub encoding: &'static str,
    /// How many undecodable places were replaced by U+FFFD.
    pub replaced: u32,
    /// How its file was decoded, shared by all documents of the file; `None` where it was valid UTF-8.
    pub decoding: Option<Arc<Decoding>>,
    /// Which part of its file it is.
    pub extent: Extent,
    /// The values of the further fields that were asked for, in their order; empty where the file is no records.
    pub fields: Vec<Option<String>>,
    /// Whether its record has an id, in the field that was named for it.
    pub has_id: bool,
    /// Whether its record has a title, in the field that was named for it.
    pub has_title: bool,
}

/// Which part of its file a document is, so that the file can be written without it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    #[default]
    Whole,
    /// These lines of the file as it is after unpacking, counted from 0. A line ends after its line feed.
    Lines(Range<u64>),
    /// This row of a table of columns, counted from 0.
    Row(u64),
    /// A part that is no whole lines: a speech of a web page, or one with other line ends than line feeds.
    Inside,
}

/// A file that documents came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputFile {
    /// The path as it was given or found; `-` for standard input.
    pub source: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The 128-bit XXH3 of its bytes.
    pub hash: u128,
}

/// How the bytes of a file, or of one record, became text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoding {
    /// The file, or `path:line` for one record.
    pub source: String,
    /// The name of the encoding, as the WHATWG standard writes it.
    pub encoding: Cow<'static, str>,
    /// What told the encoding: `option` (the user), `bom` (a byte order mark), `valid` (no other encoding is
    /// valid so), `units` (the shape of UTF-16), `mostly` (UTF-8 but for few bytes), `declared` (a page says so),
    /// `frequencies` (of characters: a guess).
    pub evidence: Cow<'static, str>,
    /// How many undecodable places became U+FFFD.
    pub replaced: u64,
    /// These places, the first [`Decoding::MAX_PLACES`] of them.
    pub places: Vec<Place>,
}

impl Decoding {
    /// How many undecodable places are named for one file; the others are counted.
    pub const MAX_PLACES: usize = 1_000;
}

/// A place that could not be decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its line, from 1.
    pub line: u64,
    /// Its first byte in the file as it is after unpacking, from 0.
    pub byte: u64,
}
