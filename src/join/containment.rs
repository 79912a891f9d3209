//! Which texts may stand in others, by an index of sampled shingles.

use rayon::prelude::*;

use super::lists::Lists;
use super::postings::{Shared, shared};
use super::{pair, repeated};
use crate::lsh::{CandidatePair, LEADERS, MAX_BUCKET};
use crate::store::Hashes;

/// One shingle in so many is looked at for containment. A text of 60 tokens, the shortest for which containment
/// counts, has about 7 of them.
const SAMPLED: u64 = 8;

/// How many standard deviations below the containment the share of sampled shingles may lie before the pair is no
/// candidate: as for signatures ([`crate::lsh::Params`]), one pair in 30,000 is lost where samples are many.
const DEVIATIONS: f64 = 4.0;

/// Whether a shingle is looked at for containment. Any fixed choice of hashes is as good as another; the first bits
/// serve the distribution.
pub fn is_sampled(hash: u64) -> bool {
    (hash >> 8).is_multiple_of(SAMPLED)
}

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

/// Pairs of which one text may stand in the other to the extent of `containment`, by their sampled shingles; ascending,
/// without repeats. Near-linear: a shingle of more than [`MAX_BUCKET`] documents counts for the first [`LEADERS`] of
/// them only. Memory: 4 bytes for each sampled shingle that two documents share, and 12 meanwhile for each of `at_once`.
pub fn contained(samples: &Hashes, containment: f64, at_once: usize) -> Vec<CandidatePair> {
    let Shared { parts, sizes } = shared(samples, at_once);
    let index = Index::new(&parts, &sizes, containment);
    drop(parts);
    let mut pairs: Vec<CandidatePair> = (0..index.asked.len() as u32)
        .into_par_iter()
        .flat_map_iter(|document| {
            let (size, frequent) = (sizes[document as usize], index.frequent[document as usize]);
            let least = least(size, frequent, containment);
            let others = index.asked.get(document).iter().flat_map(|&list| index.lists.get(list));
            let others = repeated(others.copied(), |other, times| {
                other != document && sizes[other as usize] >= size && times as u32 >= least
            });
            others.into_iter().map(move |other| pair(document, other))
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// What texts that may stand in others are looked up in. Most texts share too few of their sampled shingles with any to
/// stand in one, and need no look-up.
struct Index {
    /// The documents of a shingle, or the first of very many.
    lists: Lists,
    /// For each document that may stand in another, the lists of its shingles.
    asked: Lists,
    /// How many shingles of each document very many have.
    frequent: Vec<u32>,
}

impl Index {
    fn new(parts: &[Lists], sizes: &[u32], containment: f64) -> Self {
        let all = || parts.iter().flat_map(Lists::all);
        let (mut common, mut frequent) = (vec![0_u32; sizes.len()], vec![0_u32; sizes.len()]);
        for documents in all() {
            let counts = if is_frequent(documents) { &mut frequent } else { &mut common };
            documents.iter().for_each(|&document| counts[document as usize] += 1);
        }
        let asks = |document: &u32| {
            let (common, frequent) = (common[*document as usize], frequent[*document as usize]);
            common + frequent >= least(sizes[*document as usize], frequent, containment)
        };
        let asked = || all().filter(|documents| documents.iter().any(asks));
        let lists = Lists::of(asked().map(|documents| {
            let count = if is_frequent(documents) { LEADERS } else { documents.len() };
            &documents[..count]
        }));
        let of_lists = || {
            (0..).zip(asked()).flat_map(|(list, documents)| {
                documents.iter().copied().filter(asks).map(move |document| (document, list))
            })
        };
        let mut counts = vec![0_u32; sizes.len()];
        of_lists().for_each(|(document, _)| counts[document as usize] += 1);
        Self { lists, asked: Lists::gathered(counts.into_iter(), of_lists()), frequent }
    }
}

/// Whether a shingle is looked up in the first of its documents only.
fn is_frequent(documents: &[u32]) -> bool {
    documents.len() > MAX_BUCKET
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    /// What an index of everything finds.
    fn naive(texts: &[BTreeSet<u64>], containment: f64) -> Vec<CandidatePair> {
        let mut found = BTreeSet::new();
        for (a, x) in (0..).zip(texts) {
            for (b, y) in (0..).zip(texts) {
                let common = x.intersection(y).count() as u32;
                if a != b && x.len() <= y.len() && common >= least(x.len() as u32, 0, containment) {
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
            runs in prop::collection::vec((0_u64..90, 1_u64..60, 0_u64..90, 0_u64..30), 0..30),
            containment in 0.1..1.0,
            at_once in 1..3_000_usize,
        ) {
            let spread = |value: u64| value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
            let texts: Vec<BTreeSet<u64>> = runs
                .iter()
                .map(|&(a, m, b, n)| (a..a + m).chain(b..b + n).map(spread).collect())
                .collect();
            let lists: Vec<Vec<u64>> = texts.iter().map(|text| text.iter().copied().collect()).collect();
            let samples = Hashes::in_memory(lists.iter().map(|list| Some(list.as_slice())));
            prop_assert_eq!(contained(&samples, containment, at_once), naive(&texts, containment));
        }
    }

    #[test]
    fn small_samples_must_share_little_and_large_ones_nearly_all() {
        assert_eq!([1, 7, 14, 125, 1_000].map(|size| least(size, 0, 0.8)), [1, 3, 6, 83, 750]);
        assert_eq!([1, 7, 125].map(|size| least(size, 0, 1.0)), [1, 7, 125]);
        // Of those that very many texts have, all may be shared.
        assert_eq!([0, 40, 90, 125].map(|frequent| least(125, frequent, 0.8)), [83, 43, 12, 1]);
    }
}
