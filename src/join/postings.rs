//! Which documents share which shingles: postings of the shingles that stand in two documents or more.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use super::TooMany;
use super::entries::{EntryWriter, Part, Room};
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
    /// The postings of the shingles of `texts`.
    ///
    /// # Errors
    ///
    /// Those of temporary files; [`TooMany`].
    pub(super) fn new(texts: &Hashes, room: &Room) -> io::Result<Self> {
        let mut writer = EntryWriter::new(texts.total(), room);
        for document in 0..texts.documents() {
            writer.push(&texts.get(document).unwrap_or_default())?;
        }
        let entries = writer.finish()?;
        let repeats: Vec<AtomicU32> = entries.counts.iter().map(|_| AtomicU32::new(0)).collect();
        let parts = entries
            .map_parts(|part| Shared::new(&part, &repeats).map(|shared| shared.documents))?;
        let parts = parts.into_iter().collect::<Result<Vec<Lists>, TooMany>>()?;
        let distinct = entries.counts.iter().zip(repeats);
        let sizes: Vec<u32> =
            distinct.map(|(&count, repeats)| count - repeats.into_inner()).collect();
        drop(entries);
        let documents = Lists::shortest_first(&parts)?;
        drop(parts);
        let shared = documents.inverted(sizes.len(), |_, _| true)?;
        Ok(Self { documents, shared, sizes })
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
    pub(super) fn by_prefix(&self, length: impl Fn(u32) -> u32) -> Result<Lists, TooMany> {
        let last = |document| self.prefix(document, length(document)).last().copied();
        let last: Vec<Option<u32>> = (0..self.len() as u32).map(last).collect();
        let in_prefix = |document: u32, shingle| Some(shingle) <= last[document as usize];
        self.shared.inverted(self.documents.len(), in_prefix)
    }
}

/// The shingles of a part that two or more documents have.
pub(super) struct Shared {
    /// The documents of each.
    pub(super) documents: Lists,
    /// Its hash.
    pub(super) hashes: Vec<u64>,
}

/// What is known of one hash.
struct Group {
    hash: u64,
    last: u32,
    documents: u32,
}

/// The group of an entry whose document has the same hash already.
const REPEAT: u32 = u32::MAX;

impl Shared {
    /// Those of `part`; counts in `repeats` what a document has once more. Linear: a small table finds equal hashes.
    pub(super) fn new(part: &Part<'_>, repeats: &[AtomicU32]) -> Result<Self, TooMany> {
        let (mut groups, of_entry) = groups(part);
        let repeated = part.documents.iter().zip(&of_entry).filter(|entry| *entry.1 == REPEAT);
        repeated.for_each(|(&document, _)| {
            repeats[document as usize].fetch_add(1, Ordering::Relaxed);
        });
        let shared = || groups.iter().filter(|group| group.documents > 1);
        let sizes: Vec<u32> = shared().map(|group| group.documents).collect();
        let hashes = shared().map(|group| group.hash).collect();
        // From here on `last` is the number of the list.
        for (list, group) in (0..).zip(groups.iter_mut().filter(|group| group.documents > 1)) {
            group.last = list;
        }
        let entries = part.documents.iter().zip(of_entry).filter(|&(_, group)| group != REPEAT);
        let pairs = entries.filter_map(|(&document, group)| {
            let group = &groups[group as usize];
            (group.documents > 1).then_some((group.last, document))
        });
        Ok(Self { documents: Lists::gathered(sizes.into_iter(), pairs)?, hashes })
    }
}

/// The groups of equal hashes in the order in which they come, and the group of each entry.
fn groups(part: &Part<'_>) -> (Vec<Group>, Vec<u32>) {
    let slots = (2 * part.hashes.len()).max(2).next_power_of_two();
    let mut table = vec![0_u32; slots];
    let mut groups: Vec<Group> = Vec::with_capacity(part.hashes.len());
    let mut of_entry = Vec::with_capacity(part.hashes.len());
    for (&hash, &document) in part.hashes.iter().zip(part.documents) {
        let mut slot = ((hash << part.bits) >> (64 - slots.ilog2())) as usize;
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
