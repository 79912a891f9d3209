//! Which documents share which shingles: postings of the shingles that stand in two documents or more.

use std::ops::Range;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::lists::Lists;
use crate::store::Hashes;

/// Postings by shingle, and shingles by document. Shingles are numbered from 0, the rarest first.
#[derive(Debug)]
pub(super) struct Postings {
    /// The documents of each shared shingle, ascending.
    documents: Lists,
    /// The shared shingles of each document, ascending.
    shared: Lists,
    /// The size of each document's set.
    sizes: Vec<u32>,
}

impl Postings {
    /// The postings of the shingles of `texts`, of which `at_once` are held in memory together.
    pub(super) fn new(texts: &Hashes, at_once: usize) -> Self {
        let Shared { parts, sizes } = shared(texts, at_once);
        let documents = Lists::shortest_first(&parts);
        drop(parts);
        let shared = documents.inverted(sizes.len(), |_, _| true);
        Self { documents, shared, sizes }
    }

    /// How many documents there are.
    pub(super) fn len(&self) -> usize {
        self.sizes.len()
    }

    /// The size of a document's set.
    pub(super) fn size(&self, document: u32) -> u32 {
        self.sizes[document as usize]
    }

    /// The documents that have a shared shingle.
    pub(super) fn documents(&self, shingle: u32) -> &[u32] {
        self.documents.get(shingle)
    }

    /// The shared shingles of a document, the rarest first.
    pub(super) fn shared(&self, document: u32) -> &[u32] {
        self.shared.get(document)
    }

    /// Those shared shingles of a document that are among its `length` rarest of all.
    pub(super) fn prefix(&self, document: u32, length: u32) -> &[u32] {
        let shared = self.shared(document);
        let own = self.size(document) - shared.len() as u32;
        &shared[..(length.saturating_sub(own) as usize).min(shared.len())]
    }

    /// For each shared shingle the documents that have it among the `length(document)` rarest of theirs.
    pub(super) fn by_prefix(&self, length: impl Fn(u32) -> u32) -> Lists {
        let last = |document| self.prefix(document, length(document)).last().copied();
        let last: Vec<Option<u32>> = (0..self.len() as u32).map(last).collect();
        let in_prefix = |document: u32, shingle| Some(shingle) <= last[document as usize];
        self.shared.inverted(self.documents.len(), in_prefix)
    }
}

/// The documents of each shingle that two or more have, in lists without an order.
pub(super) struct Shared {
    pub(super) parts: Vec<Lists>,
    /// The size of each document's set.
    pub(super) sizes: Vec<u32>,
}

/// Which documents share which shingles of `texts`.
///
/// Hashes spread evenly: one distribution by their first bits leaves parts that fit a core's own cache, and in each a
/// small table finds equal ones. Linear. Takes 12 bytes meanwhile for each of `at_once` shingles: where there are more,
/// as many parts as that holds are made at a time, each time from all texts.
pub(super) fn shared(texts: &Hashes, at_once: usize) -> Shared {
    let layout = Layout::new(texts);
    let repeats: Vec<AtomicU32> = (0..texts.documents()).map(|_| AtomicU32::new(0)).collect();
    let mut parts: Vec<Lists> = Vec::with_capacity(layout.sizes.len());
    for range in layout.ranges(at_once) {
        let entries = Entries::new(texts, &layout, range);
        parts.par_extend(entries.parts().into_par_iter().map(|part| part.shared(&repeats)));
    }
    let distinct = repeats.into_iter().enumerate();
    let sizes = distinct
        .map(|(document, repeats)| texts.count(document as u32) as u32 - repeats.into_inner())
        .collect();
    Shared { parts, sizes }
}

/// Entries in a part, on average: with their table they take about a quarter of a core's own cache.
const PART: usize = 4_096;

/// How shingles are dealt out to parts, by the first bits of their hashes.
struct Layout {
    /// How many bits, at least 1.
    bits: u32,
    /// How many shingles each part has.
    sizes: Vec<usize>,
}

impl Layout {
    fn new(texts: &Hashes) -> Self {
        let bits = (texts.total() / PART).max(2).ilog2();
        let mut sizes = vec![0; 1 << bits];
        for hashes in (0..texts.documents()).filter_map(|document| texts.get(document)) {
            hashes.iter().for_each(|&hash| sizes[part(hash, bits)] += 1);
        }
        Self { bits, sizes }
    }

    /// Neighbouring parts of up to `at_once` shingles together, or one part with more.
    fn ranges(&self, at_once: usize) -> Vec<Range<usize>> {
        let (mut ranges, mut start, mut held) = (Vec::new(), 0, 0);
        for (part, &size) in self.sizes.iter().enumerate() {
            if held > 0 && held + size > at_once {
                ranges.push(start..part);
                (start, held) = (part, 0);
            }
            held += size;
        }
        ranges.push(start..self.sizes.len());
        ranges
    }
}

/// The part of a hash, when its first `bits` tell.
fn part(hash: u64, bits: u32) -> usize {
    (hash >> (64 - bits)) as usize
}

/// The shingles of neighbouring parts; in a part documents ascend.
struct Entries {
    hashes: Vec<u64>,
    documents: Vec<u32>,
    /// Where each part ends.
    ends: Vec<usize>,
    bits: u32,
}

impl Entries {
    fn new(texts: &Hashes, layout: &Layout, range: Range<usize>) -> Self {
        let mut ends = layout.sizes[range.clone()].to_vec();
        let mut end = 0;
        for size in &mut ends {
            (*size, end) = (end, end + *size);
        }
        let (mut hashes, mut documents) = (vec![0; end], vec![0; end]);
        for document in 0..texts.documents() {
            for &hash in texts.get(document).iter().flat_map(|text| text.iter()) {
                let part = part(hash, layout.bits).wrapping_sub(range.start);
                let Some(place) = ends.get_mut(part) else { continue };
                hashes[*place] = hash;
                documents[*place] = document;
                *place += 1;
            }
        }
        Self { hashes, documents, ends, bits: layout.bits }
    }

    fn parts(&self) -> Vec<Part<'_>> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let part = |(&start, &end): (&usize, &usize)| Part {
            hashes: &self.hashes[start..end],
            documents: &self.documents[start..end],
            bits: self.bits,
        };
        starts.zip(&self.ends).map(part).collect()
    }
}

/// The entries whose hashes share their first `bits`.
struct Part<'a> {
    hashes: &'a [u64],
    documents: &'a [u32],
    bits: u32,
}

/// What is known of one hash.
struct Group {
    hash: u64,
    last: u32,
    documents: u32,
}

/// The group of an entry whose document has the same hash already.
const REPEAT: u32 = u32::MAX;

impl Part<'_> {
    /// The documents of each hash that two or more have; counts in `repeats` what a document has once more.
    fn shared(&self, repeats: &[AtomicU32]) -> Lists {
        let (mut groups, of_entry) = self.groups();
        for (&document, _) in
            self.documents.iter().zip(&of_entry).filter(|entry| *entry.1 == REPEAT)
        {
            repeats[document as usize].fetch_add(1, Ordering::Relaxed);
        }
        let sizes: Vec<u32> =
            groups.iter().map(|group| group.documents).filter(|&documents| documents > 1).collect();
        // From here on `last` is the number of the list.
        for (list, group) in (0..).zip(groups.iter_mut().filter(|group| group.documents > 1)) {
            group.last = list;
        }
        let entries = self.documents.iter().zip(of_entry).filter(|&(_, group)| group != REPEAT);
        let pairs = entries.filter_map(|(&document, group)| {
            let group = &groups[group as usize];
            (group.documents > 1).then_some((group.last, document))
        });
        Lists::gathered(sizes.into_iter(), pairs)
    }

    /// The groups in the order in which they come, and the group of each entry.
    fn groups(&self) -> (Vec<Group>, Vec<u32>) {
        let slots = (2 * self.hashes.len()).max(2).next_power_of_two();
        let mut table = vec![0_u32; slots];
        let mut groups: Vec<Group> = Vec::with_capacity(self.hashes.len());
        let mut of_entry = Vec::with_capacity(self.hashes.len());
        for (&hash, &document) in self.hashes.iter().zip(self.documents) {
            let mut slot = ((hash << self.bits) >> (64 - slots.ilog2())) as usize;
            let group = loop {
                // 0 is empty; any other number is that of a group, from 1.
                let Some(group) = table[slot].checked_sub(1) else {
                    groups.push(Group { hash, last: document, documents: 1 });
                    table[slot] = groups.len() as u32;
                    break groups.len() as u32 - 1;
                };
                let known = &mut groups[group as usize];
                if known.hash == hash {
                    let again = known.last == document;
                    known.documents += u32::from(!again);
                    known.last = document;
                    break if again { REPEAT } else { group };
                }
                slot = (slot + 1) % slots;
            };
            of_entry.push(group);
        }
        (groups, of_entry)
    }
}
