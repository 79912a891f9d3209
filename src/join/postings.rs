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
        sort(&mut entries);
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
        let mut of_document = vec![Vec::new(); sizes.len()];
        for group in entries.chunk_by(|a, b| a.0 == b.0) {
            for &(_, document) in group {
                sizes[document as usize] += 1;
            }
            if group.len() > 1 {
                let shingle = postings.starts.len() as u32;
                postings.starts.push(postings.documents.len() as u32);
                postings.documents.extend(group.iter().map(|&(_, document)| document));
                for &(_, document) in group {
                    of_document[document as usize].push((group.len() as u32, shingle));
                }
            }
        }
        postings.starts.push(postings.documents.len() as u32);
        of_document.par_iter_mut().for_each(|shared| shared.sort_unstable());
        for shared in of_document {
            postings.document_starts.push(postings.shared.len() as u32);
            postings.shared.extend(shared.into_iter().map(|(_, shingle)| shingle));
        }
        postings.document_starts.push(postings.shared.len() as u32);
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

/// Entries in a bucket of the distribution, on average: few enough for a sort in a core's own cache.
const BUCKET: usize = 64;

/// Sorts by hash, then document. Hashes spread evenly, so that one distribution by their first bits leaves next to
/// nothing to sort.
fn sort(entries: &mut Vec<(u64, u32)>) {
    let bits = (entries.len() / BUCKET).max(2).ilog2();
    let bucket = |hash: u64| (hash >> (64 - bits)) as usize;
    let mut ends = vec![0; 1 << bits];
    entries.iter().for_each(|&(hash, _)| ends[bucket(hash)] += 1);
    let mut end = 0;
    for count in &mut ends {
        (*count, end) = (end, end + *count);
    }
    let mut sorted = vec![(0, 0); entries.len()];
    for &entry in &*entries {
        let place = &mut ends[bucket(entry.0)];
        sorted[*place] = entry;
        *place += 1;
    }
    let mut rest = sorted.as_mut_slice();
    let mut start = 0;
    let mut buckets = Vec::with_capacity(ends.len());
    for end in ends {
        let (first, others) = std::mem::take(&mut rest).split_at_mut(end - start);
        buckets.push(first);
        (rest, start) = (others, end);
    }
    buckets.par_iter_mut().with_min_len(BUCKET).for_each(|bucket| bucket.sort_unstable());
    *entries = sorted;
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn entries_are_sorted(
            mut entries in prop::collection::vec((any::<u64>(), any::<u32>()), 0..2_000),
            same in any::<u64>(),
        ) {
            entries.extend((0..100).map(|document| (same, 100 - document)));
            let mut expected = entries.clone();
            expected.sort_unstable();
            sort(&mut entries);
            prop_assert_eq!(entries, expected);
        }
    }
}
