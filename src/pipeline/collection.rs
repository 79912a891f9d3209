//! A collection, read and ready for comparison.

use std::borrow::Cow;
use std::io;

use crate::cluster::Node;
use crate::document::{Decoding, DocId};
use crate::error::Skipped;
use crate::store::{Hashes, Slot, Store};

/// A collection, ready for comparison. Documents are in the order of their public ids; what is said of a
/// document stands at its [`DocId`].
#[derive(Debug)]
pub(super) struct Collection {
    pub(super) entries: Vec<Entry>,
    /// The first document with the same comparison text.
    pub(super) fold: Vec<DocId>,
    pub(super) traits: Vec<Traits>,
    pub(super) nodes: Vec<Node>,
    pub(super) skipped: Vec<Skipped>,
    /// By their sources, each once.
    pub(super) decodings: Vec<Decoding>,
    /// Characters of all originals.
    pub(super) characters: u64,
    /// Titles and texts.
    pub(super) texts: Store<u8>,
    /// Of the documents that are not folded into another.
    pub(super) shingles: Hashes,
}

/// A document by its id, and where its text is.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) id: Box<str>,
    /// Its title, and then its text.
    pub(super) record: Slot,
    /// Bytes of its title.
    pub(super) title: u32,
}

/// What is known of a document's shingles; nothing of a document that is folded into another.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Traits {
    pub(super) tokens: u32,
    /// Whether the text has too few tokens to be compared other than by its exact content.
    pub(super) short: bool,
}

/// The title and the text of a document.
#[derive(Debug)]
pub(super) struct Record<'a> {
    bytes: Cow<'a, [u8]>,
    title: usize,
}

impl Record<'_> {
    pub(super) fn title(&self) -> &str {
        text(&self.bytes[..self.title])
    }

    pub(super) fn text(&self) -> &str {
        text(&self.bytes[self.title..])
    }
}

/// What was written is UTF-8; to look once more costs less than to read it.
fn text(bytes: &[u8]) -> &str {
    simdutf8::basic::from_utf8(bytes).unwrap_or_default()
}

impl Collection {
    /// How many documents there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The public id of a document.
    pub(super) fn id(&self, document: DocId) -> &str {
        &self.entries[document.index()].id
    }

    /// The title and the text of a document.
    pub(super) fn record(&self, document: DocId) -> Record<'_> {
        let entry = &self.entries[document.index()];
        let bytes = self.texts.get(entry.record);
        // A record that could not be read has no bytes.
        let title = (entry.title as usize).min(bytes.len());
        Record { bytes, title }
    }

    /// Bytes of a document's text.
    pub(super) fn length(&self, document: DocId) -> usize {
        let entry = &self.entries[document.index()];
        entry.record.len() - entry.title as usize
    }

    /// The title of a document, for whoever has no use for its text.
    pub(super) fn title(&self, document: DocId) -> String {
        let entry = &self.entries[document.index()];
        text(&self.texts.get(entry.record.first(entry.title as usize))).to_owned()
    }

    /// Whether a document is folded into another.
    pub(super) fn is_folded(&self, document: DocId) -> bool {
        self.fold[document.index()] != document
    }

    /// The tokens of a document that is not folded into another.
    pub(super) fn tokens(&self, document: DocId) -> u32 {
        self.traits[document.index()].tokens
    }

    /// Whether all texts and shingles that were asked for could be read.
    ///
    /// # Errors
    ///
    /// A failure to read a temporary file.
    pub(super) fn check(&self) -> io::Result<()> {
        self.texts.check()?;
        self.shingles.check()
    }
}
