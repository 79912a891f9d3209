//! The hashes of each document, wherever they are kept.

use std::borrow::Cow;
use std::io;

use super::{Slot, Store, Writer};

/// The shingles of a collection: for each document its hashes in the order of its text, with repeats, or none where it
/// takes no part.
#[derive(Debug)]
pub struct Hashes {
    store: Store<u64>,
    slots: Vec<Option<Slot>>,
}

impl Hashes {
    /// The hashes in `store`, where those of each document stand at its place in `slots`.
    pub fn new(store: Store<u64>, slots: Vec<Option<Slot>>) -> Self {
        Self { store, slots }
    }

    /// Hashes that are all in memory, for tests and tools that make their own.
    pub fn in_memory<'a>(of: impl IntoIterator<Item = Option<&'a [u64]>>) -> Self {
        let mut writer = Writer::new(usize::MAX, std::path::Path::new(""));
        // Nothing is written that could fail.
        let slots = of.into_iter().map(|hashes| writer.push(&[hashes?]).ok()).collect();
        let store = Store { chunks: writer.chunks, file: None, failure: Default::default() };
        Self { store, slots }
    }

    /// How many documents there are, whether they take part or not.
    pub fn documents(&self) -> u32 {
        self.slots.len() as u32
    }

    /// How many hashes a document has, repeats counted.
    pub fn count(&self, document: u32) -> usize {
        self.slots[document as usize].map_or(0, Slot::len)
    }

    /// How many hashes all documents have.
    pub fn total(&self) -> usize {
        (0..self.documents()).map(|document| self.count(document)).sum()
    }

    /// The hashes of a document; `None` if it takes no part.
    pub fn get(&self, document: u32) -> Option<Cow<'_, [u64]>> {
        Some(self.store.get(self.slots[document as usize]?))
    }

    /// Whether everything that was asked for could be read.
    ///
    /// # Errors
    ///
    /// A failure to read the file.
    pub fn check(&self) -> io::Result<()> {
        self.store.check()
    }
}
