//! A document: one speech with its public id and its original text.

/// A dense number for a document inside one run: its rank among the public ids in sorted order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocId(pub u32);

impl DocId {
    /// The number as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// One speech.
#[derive(Clone, Debug, PartialEq, Eq)]
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
}
