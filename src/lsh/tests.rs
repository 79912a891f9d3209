//! Candidates against brute force, and the promised recall against counting.

use proptest::prelude::*;

use super::*;
use crate::signature::Sketcher;

fn brute_force(keys: &[Option<BandKeys>]) -> Vec<CandidatePair> {
    let share = |a: &BandKeys, b: &BandKeys| a.iter().zip(b).any(|(a, b)| a == b);
    let mut pairs = Vec::new();
    for (a, left) in keys.iter().enumerate() {
        for (b, right) in keys.iter().enumerate().skip(a + 1) {
            if left.as_ref().zip(right.as_ref()).is_some_and(|(left, right)| share(left, right)) {
                pairs.push(CandidatePair { a: a as u32, b: b as u32 });
            }
        }
    }
    pairs
}

proptest! {
    #[test]
    fn small_buckets_give_exactly_the_pairs_that_share_a_band(
        keys in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(0_u32..6, 4)), 0..40)
    ) {
        let keys: Vec<_> = keys.into_iter().map(|keys| keys.map(Vec::into_boxed_slice)).collect();
        let found = candidates(&keys, Params { bands: 4, rows: 1 });
        prop_assert_eq!(found.pairs, brute_force(&keys));
        prop_assert_eq!(found.capped_buckets, 0);
    }
}

#[test]
fn a_large_bucket_costs_a_linear_number_of_pairs_and_says_so() {
    let keys: Vec<Option<BandKeys>> = vec![Some(Box::new([7])); 10_000];
    let found = candidates(&keys, Params { bands: 1, rows: 1 });
    assert_eq!(found.capped_buckets, 1);
    assert!(found.pairs.len() <= 10_000 * LEADERS);
    let mut met = vec![false; keys.len()];
    for pair in found.pairs {
        met[pair.a as usize] = true;
        met[pair.b as usize] = true;
    }
    assert!(met.into_iter().all(|met| met), "every document of the bucket is in some pair");
}

/// Pairs of small and large sets whose similarity is the threshold: the share that become candidates.
#[test]
fn recall_at_the_threshold_is_as_promised() {
    for (threshold, size) in [(0.2, 30), (0.5, 30), (0.5, 600), (0.7, 300), (0.9, 100), (0.95, 400)]
    {
        let params = Params::for_promise(threshold, 0.99);
        let trials = 1_000;
        let found =
            (0..trials).filter(|&trial| is_candidate(threshold, size, trial, params)).count();
        // 0.99 of 1,000 with a standard deviation of 3.1: 977 is more than 4 of them below.
        assert!(found >= 977, "{found} of {trials} pairs at {threshold}, {size} shingles");
    }
}

fn is_candidate(jaccard: f64, union: u64, trial: u64, params: Params) -> bool {
    let common = (union as f64 * jaccard).ceil() as u64;
    let hash = |i: u64| xxh3_64(&(trial << 32 | i).to_le_bytes());
    let half = common + (union - common) / 2;
    let a: Vec<u64> = (0..half).map(hash).collect();
    let b: Vec<u64> = (0..common).chain(half..union).map(hash).collect();
    let sketcher = Sketcher::new(params.values(), trial);
    let keys: Vec<_> = [a, b]
        .iter()
        .map(|set| sketcher.sketch(set).map(|signature| band_keys(&signature, params)))
        .collect();
    !candidates(&keys, params).pairs.is_empty()
}
