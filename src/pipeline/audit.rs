//! Recall measured, not assumed: the true pairs of a sample of documents, found exactly, and how many of them were
//! candidates.

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Options;
use crate::lsh::CandidatePair;
use crate::report::Audit;
use crate::shingle::{ShingleSet, Shingles};
use crate::verify::verify;

/// One document in so many is in the sample, which then costs less than a hundredth of the run.
const SHARE: usize = 100;

/// The least and the most documents in the sample. With 1,000 pairs found of 1,000, the interval's lower end is 0.996.
const SAMPLE: (usize, usize) = (100, 1_000);

/// Bits that sieve out the shingles of no sampled document: they fit a core's own cache.
const SIEVE_BITS: usize = 1 << 22;

/// Compares a sample of the documents, chosen by the seed, with all others. Costs one look at each shingle of the
/// collection in a small table, and the verification of what shares enough with the sample.
pub(super) fn audit(
    texts: &[Option<&Shingles>],
    candidates: &[CandidatePair],
    options: &Options,
) -> Audit {
    let sample = Sample::new(texts, options.seed);
    let pairs: Vec<CandidatePair> = texts
        .par_iter()
        .enumerate()
        .filter_map(|(document, text)| Some((document as u32, (*text)?)))
        .flat_map_iter(|(document, text)| sample.pairs(document, text, options))
        .collect();
    let found = pairs.iter().filter(|pair| candidates.binary_search(pair).is_ok()).count();
    Audit { documents: sample.sets.len() as u64, pairs: pairs.len() as u64, found: found as u64 }
}

struct Sample {
    /// The sampled documents, ascending, with their sets.
    sets: Vec<(u32, ShingleSet)>,
    /// For each of their shingles the places in `sets` that have it.
    places: AHashMap<u64, Vec<u32>>,
    sieve: Vec<u64>,
}

impl Sample {
    fn new(texts: &[Option<&Shingles>], seed: u64) -> Self {
        let with_shingles = |document: &u32| {
            texts[*document as usize].is_some_and(|text| !text.hashes().is_empty())
        };
        let mut chosen: Vec<u32> = (0..texts.len() as u32).filter(with_shingles).collect();
        chosen.sort_by_cached_key(|document| xxh3_64_with_seed(&document.to_le_bytes(), seed));
        chosen.truncate((chosen.len() / SHARE).clamp(SAMPLE.0, SAMPLE.1));
        chosen.sort_unstable();
        let set = |&document: &u32| Some((document, texts[document as usize]?.clone().into_set()));
        let sets: Vec<(u32, ShingleSet)> = chosen.par_iter().filter_map(set).collect();
        let mut places: AHashMap<u64, Vec<u32>> = AHashMap::new();
        let mut sieve = vec![0; SIEVE_BITS / 64];
        for (place, (_, set)) in sets.iter().enumerate() {
            for &hash in set.hashes() {
                places.entry(hash).or_default().push(place as u32);
                let (word, bit) = sieve_place(hash);
                sieve[word] |= bit;
            }
        }
        Self { sets, places, sieve }
    }

    /// The true pairs of a document with the sample. Pairs within the sample are given once.
    fn pairs(&self, document: u32, text: &Shingles, options: &Options) -> Vec<CandidatePair> {
        let rule = &options.matching;
        let mut common = vec![0_u32; self.sets.len()];
        for hash in text.hashes() {
            let (word, bit) = sieve_place(*hash);
            if self.sieve[word] & bit != 0 {
                for &place in self.places.get(hash).into_iter().flatten() {
                    common[place as usize] += 1;
                }
            }
        }
        // Repeated shingles count more than once here, so that this is an upper bound.
        let share = rule.threshold.min(rule.containment);
        let enough = |&(place, count): &(usize, u32)| {
            let smaller = self.sets[place].1.hashes().len().min(text.hashes().len());
            count > 0 && f64::from(count) >= share * (smaller as f64) * 0.5
        };
        let places: Vec<usize> =
            common.into_iter().enumerate().filter(enough).map(|(place, _)| place).collect();
        if places.is_empty() {
            return Vec::new();
        }
        let set = text.clone().into_set();
        let sampled =
            |document| self.sets.binary_search_by_key(&document, |&(known, _)| known).is_ok();
        let once = !sampled(document);
        let others = places.into_iter().map(|place| &self.sets[place]);
        others
            .filter(|(other, _)| *other != document && (once || *other < document))
            .filter(|(_, other)| verify(rule, other, &set).is_some())
            .map(|(other, _)| CandidatePair { a: document.min(*other), b: document.max(*other) })
            .collect()
    }
}

fn sieve_place(hash: u64) -> (usize, u64) {
    let bit = hash as usize % SIEVE_BITS;
    (bit / 64, 1 << (bit % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten families of five, each member with nine tenths of the family's shingles.
    fn families() -> Vec<Shingles> {
        let member = |family: u64, number: u64| {
            let own = (0..100_u64).filter(move |i| i % 10 != number);
            own.map(move |i| (family * 1_000 + i).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect()
        };
        (0..50).map(|number| Shingles::from_hashes(member(number / 5, number % 5))).collect()
    }

    #[test]
    fn what_was_no_candidate_is_counted() {
        let texts = families();
        let given: Vec<Option<&Shingles>> = texts.iter().map(Some).collect();
        let pair = |a: u32, b: u32| CandidatePair { a, b };
        let all: Vec<CandidatePair> = (0..50)
            .flat_map(|a| (a + 1..50).map(move |b| pair(a, b)))
            .filter(|pair| pair.a / 5 == pair.b / 5)
            .collect();
        let options = Options::default();
        let whole = audit(&given, &all, &options);
        assert_eq!(whole, Audit { documents: 50, pairs: 100, found: 100 });
        let half: Vec<CandidatePair> = all.into_iter().filter(|pair| pair.a < 25).collect();
        assert_eq!(audit(&given, &half, &options).found, 50);
    }
}
