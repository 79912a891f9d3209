//! One shingle set made ready to be compared with many.

use ahash::RandomState;

use super::{MatchRule, Overlap};
use crate::shingle::ShingleSet;

/// A shingle set as a table, in which a shingle of the other set is looked up without a jump that depends on what is there.
/// That takes a fifth of the time of open addressing: where half of the shingles are shared, no processor foresees such jumps.
#[derive(Debug)]
pub struct Indexed<'a> {
    set: &'a ShingleSet,
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
    /// Linear.
    pub fn new(set: &'a ShingleSet) -> Self {
        let count = set.hashes().len().max(2).next_power_of_two();
        let factor = RandomState::new().hash_one(0_u64) | 1;
        let (buckets, beside) = (vec![[0; BUCKET]; count], Vec::new());
        let mut indexed = Self { set, buckets, beside, factor, shift: 64 - count.ilog2() };
        for &hash in nonzero(set.hashes()) {
            let bucket = indexed.bucket_of(hash);
            match indexed.buckets[bucket].iter_mut().find(|place| **place == 0) {
                Some(place) => *place = hash,
                None => indexed.beside.push(hash),
            }
        }
        indexed
    }

    fn bucket_of(&self, hash: u64) -> usize {
        (hash.wrapping_mul(self.factor) >> self.shift) as usize
    }

    /// The exact figures of `a` and this set, which has the side B, if they reach the rule's; texts of no shingle are like
    /// nothing. Linear in `a`.
    pub fn verify(&self, rule: &MatchRule, a: &ShingleSet) -> Option<Overlap> {
        if a.hashes().is_empty() || self.set.hashes().is_empty() {
            return None;
        }
        let sizes = (a.hashes().len() as u32, self.set.hashes().len() as u32);
        let tokens = a.tokens().min(self.set.tokens());
        let common = self.common(a.hashes(), rule.least_common(sizes.0, sizes.1, tokens))?;
        let overlap = Overlap { common, a: sizes.0, b: sizes.1 };
        rule.holds(&overlap, tokens).then_some(overlap)
    }

    /// How many of `hashes` this set has, unless it must be fewer than `least`.
    fn common(&self, hashes: &[u64], least: u32) -> Option<u32> {
        let others = nonzero(hashes);
        let both_have_zero = others.len() < hashes.len() && self.set.hashes()[0] == 0;
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

    #[test]
    fn what_finds_its_bucket_full_is_found_too() {
        let hash = |number: u64| xxhash_rust::xxh3::xxh3_64(&number.to_le_bytes());
        let set =
            |numbers: std::ops::Range<u64>| ShingleSet::from_hashes(numbers.map(hash).collect());
        let (a, b) = (set(10_000..40_000), set(0..30_000));
        let indexed = Indexed::new(&b);
        assert!(!indexed.beside.is_empty());
        let rule = MatchRule::default();
        assert_eq!(indexed.verify(&rule, &a).map(|overlap| overlap.common), Some(20_000));
    }

    proptest! {
        #[test]
        fn figures_are_those_of_a_merge(
            a in prop::collection::vec(0_u64..60, 0..50),
            b in prop::collection::vec(0_u64..60, 0..50),
            wide in prop::collection::vec(any::<u64>(), 0..50),
            own in prop::collection::vec(any::<u64>(), 0..900),
        ) {
            let set = |hashes: &[u64], own: &[u64]| ShingleSet::from_hashes([hashes, &wide, own].concat());
            let (a, b) = (set(&a, &own), set(&b, &[]));
            for (threshold, containment, tokens) in [(0.01, 0.9, 0), (0.3, 0.99, 0), (0.9, 0.5, 60)] {
                let rule = MatchRule { threshold, containment, containment_min_tokens: tokens };
                prop_assert_eq!(Indexed::new(&b).verify(&rule, &a), verify(&rule, &a, &b));
            }
        }
    }
}
