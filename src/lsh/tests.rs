//! Candidates against brute force, and the promised recall against counting.

use proptest::prelude::*;

use super::*;
use crate::signature::Sketcher;

/// Four bands of one row each, of which two must agree.
const SMALL: Params = Params { bands: 4, rows: 1, least_agreement: 2 };

fn sketch(keys: &[u32], values: &[u16]) -> Option<Sketch> {
    Some(Sketch { bands: keys.into(), values: values.into() })
}

fn brute_force(sketches: &[Option<Sketch>]) -> Vec<CandidatePair> {
    let equal = |a: &[u16], b: &[u16]| a.iter().zip(b).filter(|(a, b)| a == b).count();
    let share = |a: &Sketch, b: &Sketch| {
        a.bands.iter().zip(&b.bands).any(|(a, b)| a == b) && equal(&a.values, &b.values) >= 2
    };
    let mut pairs = Vec::new();
    for (a, left) in sketches.iter().enumerate() {
        for (b, right) in sketches.iter().enumerate().skip(a + 1) {
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
        keys in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(0_u16..6, 4)), 0..40)
    ) {
        let wide = |keys: &[u16]| keys.iter().map(|&key| u32::from(key)).collect::<Vec<u32>>();
        let sketches: Vec<_> =
            keys.iter().map(|keys| keys.as_ref().and_then(|keys| sketch(&wide(keys), keys))).collect();
        let found = candidates(&sketches, SMALL);
        prop_assert_eq!(found.pairs, brute_force(&sketches));
        prop_assert_eq!(found.capped_buckets, 0);
    }
}

#[test]
fn a_large_bucket_costs_a_linear_number_of_pairs_and_says_so() {
    let sketches = vec![sketch(&[7], &[7]); 10_000];
    let found = candidates(&sketches, Params { bands: 1, rows: 1, least_agreement: 0 });
    assert_eq!(found.capped_buckets, 1);
    assert!(found.pairs.len() <= 10_000 * LEADERS);
    let mut met = vec![false; sketches.len()];
    for pair in found.pairs {
        met[pair.a as usize] = true;
        met[pair.b as usize] = true;
    }
    assert!(met.into_iter().all(|met| met), "every document of the bucket is in some pair");
}

#[test]
fn a_family_of_hundreds_in_a_large_collection_yields_all_its_pairs() {
    let family = (0..500).map(|_| sketch(&[7], &[7]));
    let others = (0..9_500_u32).map(|number| sketch(&[100 + number], &[number as u16]));
    let sketches: Vec<_> = family.chain(others).collect();
    let found = candidates(&sketches, Params { bands: 1, rows: 1, least_agreement: 0 });
    assert_eq!((found.capped_buckets, found.pairs.len()), (0, 500 * 499 / 2));
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
    let sketches: Vec<_> = [a, b]
        .iter()
        .map(|set| sketcher.sketch(set).map(|signature| Sketch::new(&signature, params)))
        .collect();
    !candidates(&sketches, params).pairs.is_empty()
}
