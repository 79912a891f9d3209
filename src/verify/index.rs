//! One shingle set made ready to be compared with many.

use std::cell::OnceCell;

use ahash::RandomState;

use super::{MatchRule, Overlap, is_lopsided, overlap};
use crate::shingle::ShingleSet;

/// A shingle set that is compared with many.
#[derive(Debug)]
pub struct Indexed<'a> {
    set: &'a ShingleSet,
    /// Made for the first set of its size that it is compared with.
    table: OnceCell<Table>,
}

/// A shingle set as a table, in which a shingle of the other set is looked up without a jump that depends on what is there.
/// That takes a fifth of the time of open addressing: where half of the shingles are shared, no processor foresees such jumps.
#[derive(Debug)]
struct Table {
    /// Whether 0 is a shingle; it stands for an empty place in the buckets.
    has_zero: bool,
    /// One shingle or less for each of these on average; 0 is empty.
    buckets: Vec<[u64; BUCKET]>,
    /// What found its bucket full: about one shingle in 300.
    beside: Vec<u64>,
    /// Odd, and another one in each process: no text can be written so that its shingles meet in a bucket.
    factor: u64,
    shift: u32,
}

/// Shingles of a bucket: 32 bytes, half of a line of the cache.
const BUCKET: usize = 4;

/// Shingles that are looked up before it is asked whether the others can be enough.
const BLOCK: usize = 128;

impl<'a> Indexed<'a> {
    /// Costs nothing yet.
    pub fn new(set: &'a ShingleSet) -> Self {
        Self { set, table: OnceCell::new() }
    }

    /// The exact figures of `a` and this set, which has the side B, if they reach the rule's; texts of no shingle are like
    /// nothing. Linear in `a`, and once in this set; or in the smaller one where one is much larger.
    pub fn verify(&self, rule: &MatchRule, a: &ShingleSet) -> Option<Overlap> {
        if a.hashes().is_empty() || self.set.hashes().is_empty() {
            return None;
        }
        let sizes = (a.hashes().len() as u32, self.set.hashes().len() as u32);
        let tokens = a.tokens().min(self.set.tokens());
        let common = self.common(a, rule.least_common(sizes.0, sizes.1, tokens))?;
        let overlap = Overlap { common, a: sizes.0, b: sizes.1 };
        rule.holds(&overlap, tokens).then_some(overlap)
    }

    /// How many shingles of `a` this set has, unless it must be fewer than `least`.
    fn common(&self, a: &ShingleSet, least: u32) -> Option<u32> {
        let (hashes, own) = (a.hashes(), self.set.hashes());
        if is_lopsided(hashes, own) || is_lopsided(own, hashes) {
            return Some(overlap(a, self.set).common);
        }
        self.table.get_or_init(|| Table::new(own)).common(hashes, least)
    }
}

impl Table {
    /// Linear.
    fn new(hashes: &[u64]) -> Self {
        let count = hashes.len().max(2).next_power_of_two();
        let factor = RandomState::new().hash_one(0_u64) | 1;
        let (buckets, beside) = (vec![[0; BUCKET]; count], Vec::new());
        let has_zero = hashes.first() == Some(&0);
        let mut table = Self { has_zero, buckets, beside, factor, shift: 64 - count.ilog2() };
        for &hash in nonzero(hashes) {
            let bucket = table.bucket_of(hash);
            match table.buckets[bucket].iter_mut().find(|place| **place == 0) {
                Some(place) => *place = hash,
                None => table.beside.push(hash),
            }
        }
        table
    }

    fn bucket_of(&self, hash: u64) -> usize {
        (hash.wrapping_mul(self.factor) >> self.shift) as usize
    }

    /// How many of `hashes` this set has, unless it must be fewer than `least`.
    fn common(&self, hashes: &[u64], least: u32) -> Option<u32> {
        let others = nonzero(hashes);
        let both_have_zero = others.len() < hashes.len() && self.has_zero;
        let beside = self.beside.iter().filter(|hash| others.binary_search(hash).is_ok());
        let mut common = u32::from(both_have_zero) + beside.count() as u32;
        let mut left = others.len() as u32;
        for block in others.chunks(BLOCK) {
            if common + left < least {
                return None;
            }
            common += block.iter().map(|&hash| u32::from(self.has(hash))).sum::<u32>();
            left -= block.len() as u32;
        }
        Some(common)
    }

    /// Whether a bucket has `hash`, which is not 0.
    fn has(&self, hash: u64) -> bool {
        let [a, b, c, d] = self.buckets[self.bucket_of(hash)];
        (a == hash) | (b == hash) | (c == hash) | (d == hash)
    }
}

/// A set's hashes without 0, which stands first if it is there.
fn nonzero(hashes: &[u64]) -> &[u64] {
    hashes.strip_prefix(&[0]).unwrap_or(hashes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::verify::verify;

    /// By a look at each shingle.
    fn naive(rule: &MatchRule, a: &ShingleSet, b: &ShingleSet) -> Option<Overlap> {
        let common = a.hashes().iter().filter(|hash| b.hashes().contains(hash)).count() as u32;
        let overlap = Overlap { common, a: a.hashes().len() as u32, b: b.hashes().len() as u32 };
        let empty = overlap.a == 0 || overlap.b == 0;
        (!empty && rule.holds(&overlap, a.tokens().min(b.tokens()))).then_some(overlap)
    }

    #[test]
    fn what_finds_its_bucket_full_is_found_too() {
        let hash = |number: u64| xxhash_rust::xxh3::xxh3_64(&number.to_le_bytes());
        let set =
            |numbers: std::ops::Range<u64>| ShingleSet::from_hashes(numbers.map(hash).collect());
        let (a, b) = (set(10_000..40_000), set(0..30_000));
        let indexed = Indexed::new(&b);
        let rule = MatchRule::default();
        assert_eq!(indexed.verify(&rule, &a).map(|overlap| overlap.common), Some(20_000));
        assert!(indexed.table.get().is_some_and(|table| !table.beside.is_empty()));
    }

    #[test]
    fn nothing_is_done_for_each_shingle_of_a_giant() {
        let giant = ShingleSet::from_hashes((0..100_000).collect());
        let small = ShingleSet::from_hashes((99_000..101_000).collect());
        let rule =
            MatchRule { containment: 0.5, containment_min_tokens: 0, ..MatchRule::default() };
        for (a, b) in [(&giant, &small), (&small, &giant)] {
            let indexed = Indexed::new(b);
            assert_eq!(indexed.verify(&rule, a).map(|overlap| overlap.common), Some(1_000));
            assert!(indexed.table.get().is_none(), "the smaller one is looked up");
        }
    }

    proptest! {
        #[test]
        fn figures_are_those_of_a_look_at_each_shingle(
            a in prop::collection::vec(0_u64..60, 0..50),
            b in prop::collection::vec(0_u64..60, 0..50),
            wide in prop::collection::vec(any::<u64>(), 0..50),
            own in prop::collection::vec(any::<u64>(), 0..900),
        ) {
            let set = |hashes: &[u64], own: &[u64]| ShingleSet::from_hashes([hashes, &wide, own].concat());
            let (a, b) = (set(&a, &own), set(&b, &[]));
            let small = set(&[], &[]);
            for (threshold, containment, tokens) in [(0.01, 0.9, 0), (0.3, 0.99, 0), (0.9, 0.5, 60)] {
                let rule = MatchRule { threshold, containment, containment_min_tokens: tokens };
                prop_assert_eq!(Indexed::new(&b).verify(&rule, &a), naive(&rule, &a, &b));
                prop_assert_eq!(verify(&rule, &a, &b), naive(&rule, &a, &b));
                prop_assert_eq!(Indexed::new(&small).verify(&rule, &a), naive(&rule, &a, &small));
                prop_assert_eq!(Indexed::new(&a).verify(&rule, &small), naive(&rule, &small, &a));
            }
        }
    }
}
