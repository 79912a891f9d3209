//! The join against brute force.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::lsh::LEADERS;
use crate::shingle::{ShingleSet, Shingles};
use crate::verify::verify;

/// Sets that overlap in many ways: runs of a few numbers, some common to all.
fn sets() -> impl Strategy<Value = Vec<Vec<u64>>> {
    let run = (0_u64..400, 1_u64..90).prop_map(|(start, length)| start..start + length);
    let set =
        prop::collection::vec(run, 0..3).prop_map(|runs| runs.into_iter().flatten().collect());
    prop::collection::vec(set, 0..24)
}

fn shingles(sets: &[Vec<u64>]) -> Vec<Shingles> {
    // Spread like hashes, by whose first bits they are dealt out.
    let spread = |value: &u64| value.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    sets.iter().map(|set| Shingles::from_hashes(set.iter().map(spread).collect())).collect()
}

fn in_memory(texts: &[Shingles]) -> Hashes {
    Hashes::in_memory(texts.iter().map(|text| Some(text.hashes())))
}

fn brute_force(texts: &[Shingles], rule: &MatchRule) -> BTreeSet<CandidatePair> {
    let sets: Vec<ShingleSet> = texts.iter().cloned().map(Shingles::into_set).collect();
    let mut pairs = BTreeSet::new();
    for (a, x) in sets.iter().enumerate() {
        for (b, y) in sets.iter().enumerate().skip(a + 1) {
            if verify(rule, x, y).is_some() {
                pairs.insert(CandidatePair { a: a as u32, b: b as u32 });
            }
        }
    }
    pairs
}

proptest! {
    #[test]
    fn no_pair_is_lost(sets in sets(), threshold in 1..=100_u32, containment in 1..=100_u32, at_once in 1..2_000_usize) {
        let rule = MatchRule {
            threshold: f64::from(threshold) / 100.0,
            containment: f64::from(containment) / 100.0,
            containment_min_tokens: 0,
        };
        let texts = shingles(&sets);
        let folder = tempfile::tempdir().expect("a folder");
        let room = Room { shingles: at_once, folder: folder.path().to_owned() };
        let join = Join::new(&in_memory(&texts), rule, &room).expect("room");
        let found: BTreeSet<CandidatePair> = join.candidates().into_iter().collect();
        prop_assert!(found.len() as u64 <= join.cost());
        for pair in brute_force(&texts, &rule) {
            prop_assert!(found.contains(&pair), "{pair:?} of {}", texts.len());
        }
    }
}

#[test]
fn an_excerpt_is_found_in_any_number_of_documents_with_stock_phrases() {
    let stock = 1_000_000..1_000_060_u64;
    let text =
        |number: u64, size: u64| (number * 10_000..number * 10_000 + size).chain(stock.clone());
    let mut sets: Vec<Vec<u64>> = (0..300).map(|number| text(number, 900).collect()).collect();
    // An excerpt of text 7: 120 of its shingles, a few phrases, a few words of its own.
    sets.push((70_100..70_220).chain(stock.clone().take(10)).chain(9_000_000..9_000_012).collect());
    let pairs = vec![CandidatePair { a: 7, b: 300 }];
    assert_eq!(contained(&sets), Contained { pairs, capped: 0 });
}

/// Texts of the given hashes, and what their samples find at 0.8.
fn contained(sets: &[Vec<u64>]) -> Contained {
    let mut samples = Samples::new(300_000, &Room::unlimited());
    for text in shingles(sets) {
        samples.push(&sampled(text.hashes())).expect("memory");
    }
    samples.contained(0.8).expect("memory")
}

#[test]
fn a_text_is_found_in_all_of_very_many_that_have_it() {
    let quoted = 1_000_000..1_000_300_u64;
    let text = |number: u64| (number * 10_000..number * 10_000 + 1_500).chain(quoted.clone());
    let mut sets: Vec<Vec<u64>> = (0..200).map(|number| text(number).collect()).collect();
    sets.push(quoted.clone().collect());
    let all = (0..200).map(|a| CandidatePair { a, b: 200 }).collect();
    assert_eq!(contained(&sets), Contained { pairs: all, capped: 0 });
}

#[test]
fn what_is_not_looked_up_in_all_is_counted() {
    // Each is a twentieth its own: any may stand in any other.
    let text = |number: u64| (0..1_900).chain(number * 10_000..number * 10_000 + 100);
    let family = |size: u64| contained(&(1..=size).map(|n| text(n).collect()).collect::<Vec<_>>());
    let (small, large) = (family(64), family(200));
    assert_eq!((small.pairs.len(), small.capped), (64 * 63 / 2, 0));
    assert_eq!(large.capped, 200);
    // Each with the first of all, but for those whose samples are a few more.
    assert!(large.pairs.iter().all(|pair| pair.a < LEADERS as u32));
    assert!(large.pairs.len() > 200 * LEADERS / 2, "{}", large.pairs.len());
}

#[test]
fn rounding_makes_no_prefix_shorter() {
    for percent in 1..=100_u32 {
        for size in 1..2_000_u32 {
            let shared = (percent * size).div_ceil(100);
            let Prefix { length, common } = prefix(size, f64::from(percent) / 100.0);
            assert_eq!(common as u32, shared.min(COMMON), "{percent} {size}");
            assert_eq!(length, size - shared + shared.min(COMMON), "{percent} {size}");
        }
    }
}

#[test]
fn documents_that_take_no_part_have_no_pairs() {
    let texts = shingles(&[vec![1, 2, 3], vec![], vec![1, 2, 3]]);
    let given = [Some(0), None, Some(1), Some(2)];
    let given = Hashes::in_memory(given.map(|place: Option<usize>| Some(texts[place?].hashes())));
    let join = |given| {
        Join::new(given, MatchRule::default(), &Room::unlimited()).expect("memory").candidates()
    };
    assert_eq!(join(&given), [CandidatePair { a: 0, b: 3 }]);
    let none = Hashes::in_memory([]);
    assert!(join(&none).is_empty());
}
