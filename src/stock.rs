//! Set phrases: shingles that stand in so many texts that to share them says nothing.

use std::sync::atomic::{AtomicU32, Ordering};

use ahash::AHashMap;
use rayon::prelude::*;

use crate::sieve::Sieve;
use crate::store::Hashes;
use crate::verify::Overlap;

/// In a collection of fewer texts nothing is taken for a set phrase.
pub const FEWEST_TEXTS: usize = 500;

/// A set phrase stands in at least this share (one in so many) of the texts, and in at least this many: as often as a
/// family of copies rarely is, and no collection is without.
pub const SHARE: usize = 100;
/// See [`SHARE`].
pub const LEAST: usize = 20;

/// Set phrases are looked for in at most so many texts: what stands in a hundredth of them stands in a hundredth of all,
/// give or take a seventh of that.
const MOST_TEXTS: usize = 5_000;

/// Counters of the first pass, a power of two: 1 MiB for each thread, which a core's own cache holds.
const COUNTERS: usize = 1 << 20;

/// The set phrases of a collection.
#[derive(Debug)]
pub struct Stock {
    /// Each with a number, from 0.
    numbers: AHashMap<u64, u32>,
    sieve: Sieve,
}

/// Which of the set phrases one text has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrases {
    /// A bit for each set phrase of the collection.
    bits: Vec<u64>,
    count: u32,
}

impl Stock {
    /// The set phrases of the first 5,000 of `documents` among `texts`, each of which counts once; leave near copies out, or a
    /// large family would be taken for set phrases. `None` where they are too few to know. Costs two looks at each shingle: a
    /// first pass counts by the low bits of the hashes, a second one exactly what reached the number there.
    pub fn find(texts: &Hashes, documents: &[u32]) -> Option<Self> {
        let documents = &documents[..documents.len().min(MOST_TEXTS)];
        let least = least(documents.len())?;
        let hashes = |document: &u32| texts.get(*document).unwrap_or_default();
        let counters = counters(texts, documents);
        let may_be_often = |hash: u64| u32::from(counters[place(hash)]) >= least;
        let count = |mut counts: AHashMap<u64, Count>, document: &u32| {
            for &hash in hashes(document).iter().filter(|&&hash| may_be_often(hash)) {
                counts.entry(hash).or_default().add(*document);
            }
            counts
        };
        let merge = |mut counts: AHashMap<u64, Count>, others: AHashMap<u64, Count>| {
            let add = |(hash, other): (u64, Count)| {
                counts.entry(hash).or_default().texts += other.texts;
            };
            others.into_iter().for_each(add);
            counts
        };
        let counts = documents.par_iter().fold(AHashMap::new, count);
        let counts = counts.reduce(AHashMap::new, merge);
        let stock = counts.into_iter().filter(|(_, count)| count.texts >= least);
        Some(Self::new(stock.map(|(hash, _)| hash)))
    }

    /// Of hashes that are all different.
    fn new(hashes: impl Iterator<Item = u64>) -> Self {
        let numbers: AHashMap<u64, u32> = hashes.zip(0..).collect();
        let mut sieve = Sieve::new(numbers.len());
        numbers.keys().for_each(|&hash| sieve.add(hash));
        Self { numbers, sieve }
    }

    /// Those among `wanted` (sorted, each once), when the hashes of a text are made one text at a time: `hashes` gives
    /// them sorted, each once. Otherwise as [`Stock::find`]. Memory: 12 bytes for each wanted one.
    pub fn among<T: Sync>(
        wanted: &[u64],
        texts: &[T],
        hashes: impl Fn(&T) -> Vec<u64> + Sync,
    ) -> Option<Self> {
        let least = least(texts.len())?;
        let counts: Vec<AtomicU32> = wanted.iter().map(|_| AtomicU32::new(0)).collect();
        texts.par_iter().for_each(|text| {
            for place in hashes(text).iter().filter_map(|hash| wanted.binary_search(hash).ok()) {
                counts[place].fetch_add(1, Ordering::Relaxed);
            }
        });
        let counted = wanted.iter().zip(counts);
        let stock = counted.filter(|(_, count)| count.load(Ordering::Relaxed) >= least);
        Some(Self::new(stock.map(|(&hash, _)| hash)))
    }

    /// Whether `hash` is that of a set phrase.
    pub fn has(&self, hash: u64) -> bool {
        self.sieve.passes(hash) && self.numbers.contains_key(&hash)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }

    /// Those among the shingles of a text, in any order and with repeats.
    pub fn of(&self, hashes: &[u64]) -> Phrases {
        let mut bits = vec![0; self.len().div_ceil(64)];
        self.sieve.sift(hashes, |hash| {
            if let Some(&number) = self.numbers.get(&hash) {
                bits[number as usize / 64] |= 1 << (number % 64);
            }
        });
        let count = bits.iter().map(|word: &u64| word.count_ones()).sum();
        Phrases { bits, count }
    }
}

impl Phrases {
    /// How many bytes they take.
    pub fn bytes(&self) -> usize {
        8 * self.bits.len()
    }

    /// How many two texts of one collection share.
    fn common(&self, other: &Self) -> u32 {
        self.bits.iter().zip(&other.bits).map(|(own, other)| (own & other).count_ones()).sum()
    }
}

/// In how many texts a hash stands, as far as they were looked at.
#[derive(Clone, Copy, Debug, Default)]
struct Count {
    texts: u32,
    /// The text that counted last, and one more: it counts once.
    last: u32,
}

impl Count {
    fn add(&mut self, document: u32) {
        self.texts += u32::from(self.last != document + 1);
        self.last = document + 1;
    }
}

/// How often the hashes of `documents` with the same low bits occur, up to 255 times: more than is ever asked for.
fn counters(texts: &Hashes, documents: &[u32]) -> Vec<u8> {
    let of_one_thread = documents.len().div_ceil(rayon::current_num_threads()).max(1);
    let count = |documents: &[u32]| {
        let mut counters = vec![0_u8; COUNTERS];
        for document in documents {
            for &hash in texts.get(*document).unwrap_or_default().iter() {
                let counter = &mut counters[place(hash)];
                *counter = counter.saturating_add(1);
            }
        }
        counters
    };
    let add = |mut sum: Vec<u8>, other: Vec<u8>| {
        sum.iter_mut().zip(other).for_each(|(sum, other)| *sum = sum.saturating_add(other));
        sum
    };
    let counters = documents.par_chunks(of_one_thread).map(count).reduce_with(add);
    counters.unwrap_or_default()
}

fn place(hash: u64) -> usize {
    hash as usize % COUNTERS
}

/// In how many of so many texts a set phrase stands at least; `None` where the texts are too few to know.
fn least(texts: usize) -> Option<u32> {
    (texts >= FEWEST_TEXTS).then(|| (texts / SHARE).max(LEAST) as u32)
}

/// An overlap without the set phrases of both sides.
pub fn discounted(overlap: &Overlap, a: &Phrases, b: &Phrases) -> Overlap {
    Overlap { common: overlap.common - a.common(b), a: overlap.a - a.count, b: overlap.b - b.count }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::shingle::ShingleSet;
    use crate::verify;

    #[test]
    fn what_stands_in_many_texts_is_a_set_phrase() {
        let text = |number: u64| {
            let own = (number * 1_000..number * 1_000 + 50).chain([7, 7]);
            // 8 stands in the first 19 texts, 9 in the first 20.
            let rare = (number < 19).then_some(8).into_iter().chain((number < 20).then_some(9));
            own.chain(rare).collect()
        };
        let texts: Vec<Vec<u64>> = (1..=600).map(|number| text(number - 1)).collect();
        let kept = Hashes::in_memory(texts.iter().map(|text| Some(text.as_slice())));
        let all: Vec<u32> = (0..600).collect();
        let stock = Stock::find(&kept, &all).expect("enough texts");
        let found = stock.of(&(0..100).chain(0..10).collect::<Vec<u64>>());
        assert_eq!((found.count, stock.len()), (2, 2));
        assert!(stock.has(7) && stock.has(9) && stock.of(&[7, 8, 7]).count == 1);
        let sorted = |text: &Vec<u64>| {
            let mut sorted = text.clone();
            sorted.sort_unstable();
            sorted.dedup();
            sorted
        };
        let among = Stock::among(&[7, 8, 9, 1_000], &texts, sorted).expect("enough texts");
        assert_eq!([7, 8, 9, 1_000].map(|hash| among.has(hash)), [true, false, true, false]);
        assert!(Stock::among(&[7], &texts[..499], sorted).is_none());
        assert!(Stock::find(&kept, &all[..499]).is_none());
    }

    #[test]
    fn of_many_texts_the_first_count() {
        // 7 stands in 50 of the first 5,000 texts, 8 in 49 of them and in all others.
        let text = |number: u64| {
            let phrases = [(7, number.is_multiple_of(100)), (8, number % 100 == 1 && number > 1)];
            let phrases = phrases.into_iter().filter(|&(_, has)| has || number >= 5_000);
            phrases.map(|(hash, _)| hash).chain([1_000 + number]).collect()
        };
        let texts: Vec<Vec<u64>> = (0..6_000).map(text).collect();
        let kept = Hashes::in_memory(texts.iter().map(|text| Some(text.as_slice())));
        let all: Vec<u32> = (0..6_000).collect();
        let stock = Stock::find(&kept, &all).expect("enough texts");
        assert!(stock.has(7) && !stock.has(8) && stock.len() == 1);
    }

    proptest! {
        #[test]
        fn a_discounted_overlap_is_that_of_the_sets_without_them(
            a in prop::collection::btree_set(0_u64..80, 0..60),
            b in prop::collection::btree_set(0_u64..80, 0..60),
        ) {
            let stock = Stock::new(0..20);
            let set = |set: &BTreeSet<u64>| ShingleSet::from_hashes(set.iter().copied().collect());
            let rest = |of: &BTreeSet<u64>| set(&of.iter().copied().filter(|&hash| hash >= 20).collect());
            let (x, y) = (set(&a), set(&b));
            let found = discounted(&verify::overlap(&x, &y), &stock.of(x.hashes()), &stock.of(y.hashes()));
            prop_assert_eq!(found, verify::overlap(&rest(&a), &rest(&b)));
        }
    }
}
