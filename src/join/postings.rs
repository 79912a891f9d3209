//! Which documents share which shingles: postings of the shingles that stand in two documents or more.

use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;

use crate::shingle::Shingles;

/// Bits of the two sieves for each shingle: about one shingle in 16 that stands in one document only passes.
const SIEVE_BITS: usize = 16;

/// Postings by shingle, and shingles by document.
#[derive(Debug, Default)]
pub(super) struct Postings {
    /// For each shared shingle the place where its documents begin in `documents`; one more at the end.
    starts: Vec<u32>,
    /// The documents of each shared shingle, ascending.
    documents: Vec<u32>,
    /// For each document the place where its shared shingles begin in `shared`; one more at the end.
    document_starts: Vec<u32>,
    /// The shared shingles of each document, the rarest first.
    shared: Vec<u32>,
    /// The size of each document's set.
    sizes: Vec<u32>,
}

impl Postings {
    /// The postings of those shingles of `texts` for which `takes` holds. Costs two passes over the shingles and a
    /// sort of those that are shared.
    ///
    /// Most shingles stand in one document only. A first pass marks in a bit set what was seen, and in a second one
    /// what was seen again; only what is marked there is sorted. Chance equalities cost time and no correctness.
    pub(super) fn new(texts: &[Option<&Shingles>], takes: impl Fn(u64) -> bool + Sync) -> Self {
        let taken = |text: &Shingles| text.hashes().iter().filter(|&&hash| takes(hash)).count();
        let total: usize = texts.par_iter().flatten().map(|text| taken(text)).sum();
        let (seen, again) = (Sieve::new(total), Sieve::new(total));
        texts.par_iter().flatten().for_each(|text| {
            for &hash in text.hashes().iter().filter(|&&hash| takes(hash)) {
                if seen.mark(hash) {
                    again.mark(hash);
                }
            }
        });
        let mut entries: Vec<(u64, u32)> = texts
            .par_iter()
            .enumerate()
            .filter_map(|(document, text)| Some((document as u32, (*text)?)))
            .flat_map_iter(|(document, text)| {
                let hashes = text.hashes().iter().filter(|&&hash| takes(hash) && again.has(hash));
                hashes.map(move |&hash| (hash, document))
            })
            .collect();
        entries.par_sort_unstable();
        // What was not seen again stands once in its document.
        let once = |text: &Shingles| {
            text.hashes().iter().filter(|&&hash| takes(hash) && !again.has(hash)).count() as u32
        };
        let sizes = texts.par_iter().map(|text| text.map_or(0, once)).collect();
        Self::grouped(&mut entries, sizes)
    }

    /// `entries` ascending; `sizes` without them.
    fn grouped(entries: &mut Vec<(u64, u32)>, mut sizes: Vec<u32>) -> Self {
        entries.dedup();
        let mut postings = Self::default();
        let mut of_document: Vec<(u32, u32, u32)> = Vec::new();
        for group in entries.chunk_by(|a, b| a.0 == b.0) {
            for &(_, document) in group {
                sizes[document as usize] += 1;
            }
            if group.len() > 1 {
                let shingle = postings.starts.len() as u32;
                postings.starts.push(postings.documents.len() as u32);
                postings.documents.extend(group.iter().map(|&(_, document)| document));
                let count = group.len() as u32;
                of_document.extend(group.iter().map(|&(_, document)| (document, count, shingle)));
            }
        }
        postings.starts.push(postings.documents.len() as u32);
        of_document.par_sort_unstable();
        let mut next = 0;
        for document in 0..sizes.len() {
            postings.document_starts.push(next as u32);
            while of_document.get(next).is_some_and(|entry| entry.0 as usize == document) {
                next += 1;
            }
        }
        postings.document_starts.push(next as u32);
        postings.shared = of_document.into_iter().map(|(_, _, shingle)| shingle).collect();
        postings.sizes = sizes;
        postings
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }

    /// The size of a document's set.
    pub(super) fn size(&self, document: u32) -> u32 {
        self.sizes[document as usize]
    }

    /// How many shingles are shared.
    pub(super) fn shingles(&self) -> usize {
        self.starts.len() - 1
    }

    /// The documents that have a shared shingle.
    pub(super) fn documents(&self, shingle: u32) -> &[u32] {
        let shingle = shingle as usize;
        &self.documents[self.starts[shingle] as usize..self.starts[shingle + 1] as usize]
    }

    /// The shared shingles of a document, the rarest first.
    pub(super) fn shared(&self, document: u32) -> &[u32] {
        let document = document as usize;
        let range = self.document_starts[document]..self.document_starts[document + 1];
        &self.shared[range.start as usize..range.end as usize]
    }

    /// Those shared shingles of a document that are among its `length` rarest of all.
    pub(super) fn prefix(&self, document: u32, length: u32) -> &[u32] {
        let shared = self.shared(document);
        let own = self.size(document) - shared.len() as u32;
        &shared[..(length.saturating_sub(own) as usize).min(shared.len())]
    }
}

/// A set of bits that several threads mark.
struct Sieve {
    words: Vec<AtomicU64>,
    mask: u64,
}

impl Sieve {
    fn new(shingles: usize) -> Self {
        let bits = (shingles * SIEVE_BITS).next_power_of_two().max(64);
        Self { words: (0..bits / 64).map(|_| AtomicU64::new(0)).collect(), mask: bits as u64 - 1 }
    }

    fn place(&self, hash: u64) -> (usize, u64) {
        let bit = hash & self.mask;
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    /// Marks a hash; whether it was marked before.
    fn mark(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        // Marks are only ever set, and read after the threads have joined.
        self.words[word].fetch_or(bit, Ordering::Relaxed) & bit != 0
    }

    fn has(&self, hash: u64) -> bool {
        let (word, bit) = self.place(hash);
        self.words[word].load(Ordering::Relaxed) & bit != 0
    }
}
