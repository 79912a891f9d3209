//! Candidates against brute force, and the promised recall against counting.

use std::cmp::Reverse;

use proptest::prelude::*;

use super::*;
use crate::signature::Sketcher;

/// Four bands of one row each, of which two must agree.
const SMALL: Params = Params { bands: 4, rows: 1, least_agreement: 2 };

/// Four bands of three rows.
const WIDE: Params = Params { bands: 4, rows: 3, least_agreement: 4 };

const ONE: Params = Params { bands: 1, rows: 1, least_agreement: 0 };

fn sketches(params: Params, signatures: &[Option<Vec<u64>>]) -> Sketches {
    let mut sketches = Sketches::new(params, signatures.len());
    for values in signatures {
        sketches.push(values.clone().map(Signature::from_values).as_ref());
    }
    sketches
}

/// Values of which some differ in the second or the fourth byte alone, and some beyond what is kept.
fn value() -> impl Strategy<Value = u64> + Clone {
    (0_u64..3, prop::sample::select(vec![0, 0, 1 << 8, 1 << 24, 1 << 40]))
        .prop_map(|(low, high)| low + high)
}

fn brute_force(params: Params, signatures: &[Option<Vec<u64>>]) -> Vec<CandidatePair> {
    let share = |a: &Vec<u64>, b: &Vec<u64>| {
        let values = a.iter().zip(b);
        let kept = values.clone().map(|(a, b)| match params.rows {
            1 => *a as u32 == *b as u32,
            _ => *a as u16 == *b as u16,
        });
        let kept: Vec<bool> = kept.collect();
        let agree = values.filter(|(a, b)| **a as u8 == **b as u8).count();
        kept.chunks(params.rows).any(|band| band.iter().all(|&same| same))
            && agree >= params.least_agreement
    };
    let mut pairs = Vec::new();
    for (a, left) in signatures.iter().enumerate() {
        for (b, right) in signatures.iter().enumerate().skip(a + 1) {
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
        narrow in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(value(), 4)), 0..40),
        two in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(value(), 8)), 0..40),
        wide in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(value(), 12)), 0..40),
        long in prop::collection::vec(prop::option::weighted(0.9, prop::collection::vec(value(), 75)), 0..20),
    ) {
        let pairs = Params { rows: 2, ..WIDE };
        let many = Params { bands: 25, least_agreement: 25, ..WIDE };
        for (params, signatures) in [(SMALL, narrow), (pairs, two), (WIDE, wide), (many, long)] {
            let found = candidates(&sketches(params, &signatures));
            prop_assert_eq!(found.pairs, brute_force(params, &signatures));
            prop_assert_eq!(found.capped_buckets, 0);
        }
    }
}

#[test]
fn a_large_bucket_costs_a_linear_number_of_pairs_and_says_so() {
    let signatures = vec![Some(vec![7]); 10_000];
    let found = candidates(&sketches(ONE, &signatures));
    assert_eq!(found.capped_buckets, 1);
    assert!(found.pairs.len() <= 10_000 * LEADERS);
    let mut met = vec![false; signatures.len()];
    for pair in found.pairs {
        met[pair.a as usize] = true;
        met[pair.b as usize] = true;
    }
    assert!(met.into_iter().all(|met| met), "every document of the bucket is in some pair");
}

#[test]
fn a_family_of_hundreds_in_a_large_collection_yields_all_its_pairs() {
    let family = (0..500).map(|_| Some(vec![7]));
    let others = (0..9_500).map(|number| Some(vec![100_000 + number]));
    let found = candidates(&sketches(ONE, &family.chain(others).collect::<Vec<_>>()));
    assert_eq!((found.capped_buckets, found.pairs.len()), (0, 500 * 499 / 2));
}

proptest! {
    /// The first band throws all together, as the words of a template do.
    #[test]
    fn each_document_keeps_the_nearest_that_it_meets_again_beside_a_capped_bucket(
        values in prop::collection::vec(prop::collection::vec(0_u64..100, 3), 200..260),
    ) {
        let signatures: Vec<_> = values.iter().map(|own| Some([&[7], &own[..]].concat())).collect();
        let equal = |a: usize, b: usize| values[a].iter().zip(&values[b]).filter(|(a, b)| a == b).count();
        let mut expected: Vec<(usize, usize)> = Vec::new();
        for a in 0..values.len() {
            let others = (0..values.len()).filter(|&b| b != a && equal(a, b) > 0);
            let is_led = |b: usize| a.min(b) < LEADERS;
            expected.extend(others.clone().filter(|&b| is_led(b)).map(|b| (a.min(b), a.max(b))));
            let mut others: Vec<_> = others.collect();
            others.sort_by_key(|&b| (Reverse(equal(a, b)), b));
            expected.extend(others.iter().take(again::NEAREST).map(|&b| (a.min(b), a.max(b))));
        }
        expected.sort_unstable();
        expected.dedup();
        let found = candidates(&sketches(SMALL, &signatures));
        let pairs: Vec<_> = found.pairs.iter().map(|pair| (pair.a as usize, pair.b as usize)).collect();
        prop_assert_eq!((found.capped_buckets, pairs), (1, expected));
    }
}

/// Two drafts that meet first in the template's bucket, then in one that is too large to be looked through again.
#[test]
fn drafts_that_meet_thrice_are_found_by_the_smallest_bucket() {
    let kind = |document: u64| if document < 1_000 { document / 100 } else { 100 + document };
    let values = |document: u64| vec![7, kind(document), document / 2, 10_000 + document];
    let signatures: Vec<_> = (0..2_000).map(|document| Some(values(document))).collect();
    let found = candidates(&sketches(SMALL, &signatures));
    let missed = (0..1_000).map(|text| CandidatePair { a: 2 * text, b: 2 * text + 1 });
    let missed = missed.filter(|pair| found.pairs.binary_search(pair).is_err());
    assert_eq!((found.capped_buckets, missed.count()), (1, 0));
}

#[test]
fn buckets_of_one_size_do_not_all_fit_because_one_does() {
    let signatures: Vec<_> = (0..6_400).map(|document| Some(vec![document / 400])).collect();
    let found = candidates(&sketches(ONE, &signatures));
    let most = signatures.len() * (PAIRS_PER_DOCUMENT + LEADERS);
    assert!(found.pairs.len() <= most, "{} pairs", found.pairs.len());
}

/// Pairs of small and large sets whose similarity is the threshold: the share that become candidates.
#[test]
fn recall_at_the_threshold_is_as_promised() {
    for (threshold, size) in
        [(0.2, 30), (0.3, 300), (0.5, 30), (0.5, 600), (0.7, 300), (0.9, 100), (0.95, 400)]
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
    let mut sketches = Sketches::new(params, 2);
    [a, b].iter().for_each(|set| sketches.push(sketcher.sketch(set).as_ref()));
    !candidates(&sketches).pairs.is_empty()
}
