//! Which texts may stand in others, by an index of sampled shingles.

use std::io;
use std::sync::atomic::{AtomicU32, Ordering};

use rayon::prelude::*;

use super::entries::{EntryWriter, Room};
use super::lists::Lists;
use super::postings::Shared;
use super::{TooMany, pair, repeated};
use crate::lsh::{CandidatePair, LEADERS, MAX_BUCKET};
use crate::shingle::{ShingleSet, sorted};
use crate::store::{Slot, Writer};
use crate::verify::common;

/// One shingle in so many is looked at for containment. A text of 60 tokens, the shortest for which containment
/// counts, has about 7 of them.
const SAMPLED: u64 = 8;

/// A text with more sampled shingles than twice as many looks for a half, a quarter ... of them: enough that chance takes
/// few of those away that it shares. It is still found by all of them, since a short text may stand in it.
const ENOUGH: u32 = 16;

/// How many standard deviations below the containment the share of sampled shingles may lie before the pair is no
/// candidate: at 3, one pair in 700 at the containment is lost where samples are many.
const DEVIATIONS: f64 = 3.0;

/// Of the shingles that are looked up, a text shares at least this part of the containment with one that contains it: with
/// 7 samples a pair at 0.8 is lost with a probability of 0.005, with 14 of 0.00002.
const LEAST_SHARE: f64 = 0.4;

/// How many of its `size` sampled shingles a text shares at least with one that contains so large a share of it, when
/// `frequent` of them are not looked up everywhere.
fn least(size: u32, frequent: u32, containment: f64) -> u32 {
    let mean = f64::from(size) * containment;
    let least = mean - DEVIATIONS * (mean * (1.0 - containment)).sqrt() - f64::from(frequent);
    let looked_up = f64::from(size.saturating_sub(frequent));
    (least.max(LEAST_SHARE * containment * looked_up).ceil() as u32).max(1)
}

/// The sampled shingles of a text, ascending, each once. Any fixed choice of hashes is as good as another; the first bits
/// serve the distribution.
pub fn sampled(hashes: &[u64]) -> Vec<u64> {
    let sampled = hashes.iter().copied().filter(|&hash| (hash >> 8).is_multiple_of(SAMPLED));
    sorted(sampled.collect())
}

/// How many times the samples can be halved until a shingle is no longer among them.
fn level(hash: u64) -> u8 {
    (hash >> 8 >> SAMPLED.ilog2() | 1 << 52).trailing_zeros() as u8
}

/// Sampled shingles of a collection, from which pairs are found of which one text may stand in the other.
#[derive(Debug)]
pub struct Samples {
    writer: EntryWriter,
    askers: Vec<Asker>,
    /// All samples of each text, to be compared once a few have spoken for a pair.
    kept: Writer<u64>,
    slots: Vec<Slot>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contained {
    /// Pairs of which one text may stand in the other; ascending, without repeats.
    pub pairs: Vec<CandidatePair>,
    /// Texts most of whose shingles so many others have that they were not looked up in all of them.
    pub capped: u64,
}

/// What a text looks for.
#[derive(Clone, Copy, Debug)]
struct Asker {
    /// How many times its samples are halved.
    level: u8,
    /// How many are left.
    size: u32,
}

impl Samples {
    /// Samples of texts that have so many shingles together.
    pub fn new(shingles: usize, room: &Room) -> Self {
        Self {
            writer: EntryWriter::new(shingles / SAMPLED as usize, room),
            askers: Vec::new(),
            kept: Writer::new(room.shingles / 4, &room.folder),
            slots: Vec::new(),
        }
    }

    /// Adds those of the next text, which [`sampled`] gives.
    ///
    /// # Errors
    ///
    /// Those of temporary files.
    pub fn push(&mut self, sampled: &[u64]) -> io::Result<()> {
        let halvings = (sampled.len() as u32 / ENOUGH).max(1).ilog2() as u8;
        let size = sampled.iter().filter(|&&hash| level(hash) >= halvings).count() as u32;
        self.askers.push(Asker { level: halvings, size });
        self.slots.push(self.kept.push(&[sampled])?);
        self.writer.push(sampled)
    }

    /// Pairs of which one text may stand in the other to the extent of `containment`.
    /// Near-linear: where the documents of a shingle times those that look for it are more than the square of [`MAX_BUCKET`],
    /// it counts for the first [`LEADERS`] of them only. So each of its documents costs at most [`MAX_BUCKET`] look-ups.
    /// Memory: 4 bytes for each sampled shingle that two documents share and one of them looks for.
    ///
    /// # Errors
    ///
    /// Those of temporary files; [`TooMany`].
    pub fn contained(self, containment: f64) -> io::Result<Contained> {
        let Self { writer, askers, kept, slots } = self;
        let (entries, kept) = (writer.finish()?, kept.finish()?);
        let samples = |document: u32| kept.get(slots[document as usize]);
        // No text has one of its samples twice.
        let repeats: Vec<AtomicU32> = counters(askers.len());
        let parts =
            entries.map_parts(|part| Wanted::new(&Shared::new(&part, &repeats)?, &askers))?;
        let parts = parts.into_iter().collect::<Result<Vec<Wanted>, TooMany>>()?;
        let sizes = &entries.counts;
        let index = Index::new(parts, &askers, containment)?;
        // The larger text first, so that the samples of a giant are read once for all that may stand in it.
        let mut asked: Vec<(u32, u32)> = (0..askers.len() as u32)
            .into_par_iter()
            .flat_map_iter(|document| {
                let others = index.asking(document, sizes).into_iter();
                others.map(move |other| (other, document))
            })
            .collect();
        let capped = index.capped;
        drop(index);
        asked.par_sort_unstable();
        let groups = asked.par_chunk_by(|one, two| one.0 == two.0);
        let pairs = groups.flat_map_iter(|group| {
            let large = ShingleSet::new(samples(group[0].0).into_owned(), 0);
            let stands = |&&(_, document): &&(u32, u32)| {
                let least = self::least(sizes[document as usize], 0, containment);
                common(&samples(document), &large) >= least
            };
            let standing = group.iter().filter(stands);
            standing.map(|&(other, document)| pair(document, other)).collect::<Vec<_>>()
        });
        let mut pairs: Vec<CandidatePair> = pairs.collect();
        kept.check()?;
        pairs.par_sort_unstable();
        pairs.dedup();
        Ok(Contained { pairs, capped })
    }
}

/// The shared shingles of a part that some text looks for.
struct Wanted {
    /// The documents that each is found in: all, or the first of very many.
    found: Lists,
    /// The documents that look for it.
    asking: Lists,
    /// Whether it is found in the first of very many only.
    frequent: Vec<bool>,
}

impl Wanted {
    fn new(shared: &Shared, askers: &[Asker]) -> Result<Self, TooMany> {
        let levels = shared.hashes.iter().map(|&hash| level(hash));
        let asks = |level: u8| move |one: &&u32| level >= askers[**one as usize].level;
        let lists = shared.documents.all().zip(levels);
        let counted = lists.map(|(documents, level)| {
            (documents, level, documents.iter().filter(asks(level)).count())
        });
        let wanted = counted.filter(|&(.., asking)| asking > 0);
        let found = wanted.clone().map(|(documents, _, asking)| {
            let count = if is_frequent(documents, asking) { LEADERS } else { documents.len() };
            documents[..count].iter().copied()
        });
        let asking = wanted
            .clone()
            .map(|(documents, level, _)| documents.iter().filter(asks(level)).copied());
        let frequent = wanted.clone();
        let frequent = frequent.map(|(documents, _, asking)| is_frequent(documents, asking));
        let frequent = frequent.collect();
        Ok(Self { found: Lists::of(found)?, asking: Lists::of(asking)?, frequent })
    }

    /// Those that are looked for by a document for which `asks` holds, and only by those.
    fn only(&self, asks: impl Fn(u32) -> bool) -> Result<Self, TooMany> {
        let asks = &asks;
        let all = self.found.all().zip(self.asking.all()).zip(&self.frequent);
        let wanted = all.filter(|((_, asking), _)| asking.iter().any(|&one| asks(one)));
        let found = wanted.clone().map(|((found, _), _)| found.iter().copied());
        let asking =
            wanted.clone().map(|((_, asking), _)| asking.iter().copied().filter(|&one| asks(one)));
        let frequent = wanted.clone().map(|(_, &frequent)| frequent).collect();
        Ok(Self { found: Lists::of(found)?, asking: Lists::of(asking)?, frequent })
    }
}

/// What texts that may stand in others are looked up in. Most texts share too few of their sampled shingles with any to
/// stand in one, and need no look-up.
struct Index {
    /// The documents of a shingle, or the first of very many.
    lists: Lists,
    /// For each document that may stand in another, the lists of its shingles.
    asked: Lists,
    /// How many of them it shares at least with what it stands in.
    least: Vec<u32>,
    /// See [`Contained::capped`].
    capped: u64,
}

impl Index {
    fn new(parts: Vec<Wanted>, askers: &[Asker], containment: f64) -> Result<Self, TooMany> {
        let (common, frequent) = (counters(askers.len()), counters(askers.len()));
        parts.par_iter().for_each(|part| {
            for (asking, &is_frequent) in part.asking.all().zip(&part.frequent) {
                let counts = if is_frequent { &frequent } else { &common };
                asking.iter().for_each(|&document| add(counts, document));
            }
        });
        let (common, frequent) = (counted(common), counted(frequent));
        let least: Vec<u32> = askers
            .iter()
            .zip(&frequent)
            .map(|(asker, &frequent)| least(asker.size, frequent, containment))
            .collect();
        let mostly = |(asker, frequent): &(&Asker, &u32)| 2 * **frequent > asker.size;
        let capped = askers.iter().zip(&frequent).filter(mostly).count() as u64;
        let asks = |document: u32| {
            let place = document as usize;
            common[place] + frequent[place] >= least[place]
        };
        let parts = parts.into_par_iter().map(|part| part.only(asks));
        let parts = parts.collect::<Result<Vec<Wanted>, TooMany>>()?;
        let mut sizes = vec![0_u32; askers.len()];
        let asking = || parts.iter().flat_map(|part| part.asking.all());
        asking().flatten().for_each(|&document| sizes[document as usize] += 1);
        let pairs = (0..).zip(asking());
        let pairs = pairs.flat_map(|(list, asking)| asking.iter().map(move |&one| (one, list)));
        let asked = Lists::gathered(sizes.into_iter(), pairs)?;
        let found = parts.into_iter().map(|part| part.found);
        Ok(Self { lists: Lists::joined(found.collect())?, asked, least, capped })
    }

    /// The texts at least as large as a document in which it may stand by what it looks for, ascending.
    fn asking(&self, document: u32, sizes: &[u32]) -> Vec<u32> {
        let (size, least) = (sizes[document as usize], self.least[document as usize]);
        let lists = self.asked.get(document).iter();
        let others = lists.flat_map(|&list| self.lists.get(list)).copied();
        let others = others.filter(|&other| other != document && sizes[other as usize] >= size);
        repeated(others, |_, times| times as u32 >= least)
    }
}

fn counters(count: usize) -> Vec<AtomicU32> {
    (0..count).map(|_| AtomicU32::new(0)).collect()
}

fn add(counters: &[AtomicU32], document: u32) {
    counters[document as usize].fetch_add(1, Ordering::Relaxed);
}

fn counted(counters: Vec<AtomicU32>) -> Vec<u32> {
    counters.into_iter().map(AtomicU32::into_inner).collect()
}

/// Whether a shingle is looked up in the first of its documents only, for so many that look for it: a short text may stand
/// in any number, but not all of very many in each other.
fn is_frequent(documents: &[u32], asking: usize) -> bool {
    documents.len() * asking > MAX_BUCKET * MAX_BUCKET
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// What a look at all pairs finds.
    fn naive(texts: &[Vec<u64>], containment: f64) -> Vec<CandidatePair> {
        let samples: Vec<BTreeSet<u64>> =
            texts.iter().map(|text| sampled(text).into_iter().collect()).collect();
        let mut found = BTreeSet::new();
        for (a, x) in (0..).zip(&samples) {
            let halvings = (x.len() as u32 / ENOUGH).max(1).ilog2() as u8;
            let asked: Vec<&u64> = x.iter().filter(|&&hash| level(hash) >= halvings).collect();
            for (b, y) in (0..).zip(&samples) {
                let common = asked.iter().filter(|&&hash| y.contains(hash)).count() as u32;
                let all = x.intersection(y).count() as u32;
                let enough = common >= least(asked.len() as u32, 0, containment)
                    && all >= least(x.len() as u32, 0, containment);
                if a != b && x.len() <= y.len() && enough {
                    found.insert(pair(a, b));
                }
            }
        }
        found.into_iter().collect()
    }

    proptest! {
        /// Far fewer than [`MAX_BUCKET`] documents, so that nothing is capped.
        #[test]
        fn every_text_that_may_stand_in_another_is_found(
            runs in prop::collection::vec((0_u64..900, 1_u64..900, 0_u64..900, 0_u64..90), 0..30),
            containment in prop_oneof![0.1..1.0, Just(1.0)],
            shingles in 1..3_000_usize,
        ) {
            let spread = |value: u64| value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let texts: Vec<Vec<u64>> = runs
                .iter()
                .map(|&(a, m, b, n)| (a..a + m).chain(b..b + n).map(spread).collect())
                .collect();
            let folder = tempfile::tempdir().expect("a folder");
            let room = Room { shingles, folder: folder.path().to_owned() };
            let mut samples = Samples::new(texts.iter().map(Vec::len).sum(), &room);
            texts.iter().for_each(|text| samples.push(&sampled(text)).expect("room"));
            let found = samples.contained(containment).expect("readable");
            prop_assert_eq!(found, Contained { pairs: naive(&texts, containment), capped: 0 });
        }
    }

    #[test]
    fn small_samples_must_share_little_and_large_ones_nearly_all() {
        assert_eq!([1, 7, 14, 125, 1_000].map(|size| least(size, 0, 0.8)), [1, 3, 7, 87, 763]);
        assert_eq!([1, 7, 125].map(|size| least(size, 0, 1.0)), [1, 7, 125]);
        // Of those that very many texts have, all may be shared.
        assert_eq!([0, 40, 90, 125].map(|frequent| least(125, frequent, 0.8)), [87, 47, 12, 1]);
    }
}
