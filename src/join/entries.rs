//! Every shingle with its document, dealt out by the first bits of its hash: in memory, or in sorted runs in temporary
//! files.

use std::io;
use std::path::PathBuf;

use rayon::prelude::*;

use crate::store::{Slot, Store, Writer};

/// Room for shingles while they are joined.
#[derive(Clone, Debug)]
pub struct Room {
    /// So many are held in memory together, at 12 bytes each.
    pub shingles: usize,
    /// The folder for the temporary files that take the others.
    pub folder: PathBuf,
}

impl Room {
    /// Room for any number of shingles in memory.
    pub fn unlimited() -> Self {
        Self { shingles: usize::MAX, folder: PathBuf::new() }
    }

    /// Shingles of a run: half, since it is copied when it is sorted.
    fn run(&self) -> usize {
        (self.shingles / 2).max(1)
    }

    /// How many partitions there are of `expected` shingles. What fits in a run is one; else each takes a third of the room,
    /// since one is read and sorted while the one before it is still there.
    fn partitions(&self, expected: usize) -> usize {
        if expected <= self.run() { 1 } else { expected.div_ceil((self.shingles / 3).max(1)) }
    }
}

/// The most first bits of a hash that make its partition: a partition takes 16 bytes in each run.
const MOST_PARTITION_BITS: u32 = 10;

/// Takes the shingles of one document after another.
#[derive(Debug)]
pub(super) struct EntryWriter {
    /// How many of the first bits of a hash make its partition; the partitions are what is held in memory together.
    partition_bits: u32,
    run: usize,
    hashes: Vec<u64>,
    documents: Vec<u32>,
    /// For each run where its partitions stand, in both stores.
    runs: Vec<Vec<Slot>>,
    kept: (Writer<u64>, Writer<u32>),
    /// How many shingles each document has.
    counts: Vec<u32>,
}

impl EntryWriter {
    /// A writer for about `expected` shingles.
    pub(super) fn new(expected: usize, room: &Room) -> Self {
        let run = room.run();
        let partition_bits = room.partitions(expected).next_power_of_two().ilog2();
        let held = expected.min(run);
        Self {
            partition_bits: partition_bits.min(MOST_PARTITION_BITS),
            run,
            hashes: Vec::with_capacity(held),
            documents: Vec::with_capacity(held),
            runs: Vec::new(),
            kept: (Writer::new(0, &room.folder), Writer::new(0, &room.folder)),
            counts: Vec::new(),
        }
    }

    /// Adds the shingles of the next document.
    ///
    /// # Errors
    ///
    /// Those of temporary files.
    pub(super) fn push(&mut self, hashes: &[u64]) -> io::Result<()> {
        let document = self.counts.len() as u32;
        self.counts.push(hashes.len() as u32);
        self.hashes.extend_from_slice(hashes);
        self.documents.resize(self.hashes.len(), document);
        if self.partition_bits > 0 && self.hashes.len() >= self.run {
            self.end_run()
        } else {
            Ok(())
        }
    }

    /// Writes what is in memory, sorted by partitions.
    fn end_run(&mut self) -> io::Result<()> {
        let sorted = Parts::new(&[(&self.hashes, &self.documents)], 0, self.partition_bits);
        self.hashes.clear();
        self.documents.clear();
        let mut slots = Vec::with_capacity(1 << self.partition_bits);
        for part in sorted.all() {
            slots.push(self.kept.0.push(&[part.hashes])?);
            self.kept.1.push(&[part.documents])?;
        }
        self.runs.push(slots);
        Ok(())
    }

    /// All that was written.
    ///
    /// # Errors
    ///
    /// Those of temporary files.
    pub(super) fn finish(mut self) -> io::Result<Entries> {
        if self.partition_bits > 0 {
            self.end_run()?;
        }
        Ok(Entries {
            partition_bits: self.partition_bits,
            hashes: self.hashes,
            documents: self.documents,
            runs: self.runs,
            kept: (self.kept.0.finish()?, self.kept.1.finish()?),
            counts: self.counts,
        })
    }
}

/// The shingles of all documents.
#[derive(Debug)]
pub(super) struct Entries {
    partition_bits: u32,
    /// Those that are all in memory, of a single partition.
    hashes: Vec<u64>,
    documents: Vec<u32>,
    runs: Vec<Vec<Slot>>,
    kept: (Store<u64>, Store<u32>),
    /// How many shingles each document has.
    pub(super) counts: Vec<u32>,
}

/// Entries in a part, on average: with their table they take about a quarter of a core's own cache.
const PART: usize = 4_096;

impl Entries {
    /// What `make` makes of each part, in the order of the hashes.
    ///
    /// Hashes spread evenly: one distribution by their first bits leaves parts that fit a core's own cache. Linear. One thread
    /// distributes a partition while the others are at the one before it.
    ///
    /// # Errors
    ///
    /// Those of temporary files.
    pub(super) fn map_parts<T: Send>(
        &self,
        make: impl Fn(Part<'_>) -> T + Sync,
    ) -> io::Result<Vec<T>> {
        let total: usize = self.counts.iter().map(|&count| count as usize).sum();
        let bits = (total / PART).max(2).ilog2().saturating_sub(self.partition_bits);
        let mut made = Vec::with_capacity(1 << (bits + self.partition_bits));
        let mut parts = self.parts(0, bits)?;
        for next in 1..1 << self.partition_bits {
            let (following, ()) = rayon::join(
                || self.parts(next, bits),
                || made.par_extend(parts.all().into_par_iter().map(&make)),
            );
            parts = following?;
        }
        made.par_extend(parts.all().into_par_iter().map(&make));
        Ok(made)
    }

    /// The entries of a partition in parts by the next `bits`.
    fn parts(&self, partition: usize, bits: u32) -> io::Result<Parts> {
        if self.partition_bits == 0 {
            return Ok(Parts::new(&[(&self.hashes, &self.documents)], 0, bits));
        }
        let slots = || self.runs.iter().map(|run| run[partition]);
        let hashes: Vec<_> = slots().map(|slot| self.kept.0.get(slot)).collect();
        let documents: Vec<_> = slots().map(|slot| self.kept.1.get(slot)).collect();
        self.kept.0.check()?;
        self.kept.1.check()?;
        let runs: Vec<Run<'_>> =
            hashes.iter().zip(&documents).map(|(hashes, of)| (&**hashes, &**of)).collect();
        Ok(Parts::new(&runs, self.partition_bits, bits))
    }
}

/// Hashes, and the document of each; documents ascend, from run to run too.
type Run<'a> = (&'a [u64], &'a [u32]);

/// Entries in parts by further bits of their hashes; in a part they stay in the order in which they came.
struct Parts {
    hashes: Vec<u64>,
    documents: Vec<u32>,
    /// Where each part ends.
    ends: Vec<usize>,
    /// How many of the first bits are the same in a part.
    bits: u32,
}

impl Parts {
    /// Entries that share their first `known` bits, in parts by the next `bits`.
    fn new(runs: &[Run<'_>], known: u32, bits: u32) -> Self {
        let part = |hash: u64| (hash << known).checked_shr(64 - bits).unwrap_or(0) as usize;
        let mut ends = vec![0; 1 << bits];
        let hashes = runs.iter().flat_map(|(hashes, _)| *hashes);
        hashes.for_each(|&hash| ends[part(hash)] += 1);
        let mut end = 0;
        for size in &mut ends {
            (*size, end) = (end, end + *size);
        }
        let (hashes, documents) = (vec![0; end], vec![0; end]);
        let mut parts = Self { hashes, documents, ends, bits: known + bits };
        for (hashes, documents) in runs {
            for (&hash, &document) in hashes.iter().zip(*documents) {
                let place = &mut parts.ends[part(hash)];
                parts.hashes[*place] = hash;
                parts.documents[*place] = document;
                *place += 1;
            }
        }
        parts
    }

    fn all(&self) -> Vec<Part<'_>> {
        let starts = std::iter::once(&0).chain(&self.ends);
        let part = |(&start, &end): (&usize, &usize)| Part {
            hashes: &self.hashes[start..end],
            documents: &self.documents[start..end],
            bits: self.bits,
        };
        starts.zip(&self.ends).map(part).collect()
    }
}

/// The entries whose hashes share their first `bits`, in ascending order of documents.
pub(super) struct Part<'a> {
    pub(super) hashes: &'a [u64],
    pub(super) documents: &'a [u32],
    pub(super) bits: u32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_partitions_fit_in_the_room() {
        let bits = |expected, shingles| {
            let room = Room { shingles, folder: PathBuf::new() };
            EntryWriter::new(expected, &room).partition_bits
        };
        assert_eq!([0, 1, 500].map(|expected| bits(expected, 1_000)), [0; 3]);
        for expected in [501, 1_000, 1_500, 2_700, 80_000] {
            let partition = expected >> bits(expected, 1_000);
            assert!(3 * partition <= 1_000, "{expected}: {partition}");
        }
        assert_eq!([1, 1 << 30].map(|expected| bits(expected, 0)), [0, MOST_PARTITION_BITS]);
    }

    proptest! {
        #[test]
        fn every_entry_is_in_its_part_and_documents_ascend(
            documents in prop::collection::vec(prop::collection::vec(any::<u64>(), 0..60), 0..60),
            shingles in 1..3_000_usize,
            expected in 0..3_000_usize,
        ) {
            let folder = tempfile::tempdir().expect("a folder");
            let room = Room { shingles, folder: folder.path().to_owned() };
            let mut writer = EntryWriter::new(expected, &room);
            documents.iter().for_each(|hashes| writer.push(hashes).expect("room"));
            let entries = writer.finish().expect("room");
            let parts = entries.map_parts(|part| {
                let first = |&hash: &u64| hash >> (64 - part.bits);
                let together = part.hashes.iter().all(|hash| first(hash) == first(&part.hashes[0]));
                let ascending = part.documents.is_sorted();
                let pairs = part.documents.iter().copied().zip(part.hashes.iter().copied());
                (together && ascending, pairs.collect::<Vec<_>>())
            });
            let (fine, pairs): (Vec<bool>, Vec<_>) = parts.expect("readable").into_iter().unzip();
            prop_assert!(fine.into_iter().all(|fine| fine));
            let mut found = pairs.concat();
            found.sort_unstable();
            let numbered = (0..).zip(&documents);
            let mut all: Vec<(u32, u64)> =
                numbered.flat_map(|(number, hashes)| hashes.iter().map(move |&hash| (number, hash))).collect();
            all.sort_unstable();
            prop_assert_eq!(found, all);
        }
    }
}
