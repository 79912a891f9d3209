//! One shingle set made ready to be compared with many.

use ahash::RandomState;

use super::{MatchRule, Overlap};
use crate::shingle::ShingleSet;

/// A shingle set as a table: a look-up for each shingle of the other set costs about half of a merge of both.
#[derive(Debug)]
pub struct Indexed<'a> {
    set: &'a ShingleSet,
    /// Open addressing at half load at most; 0 is empty.
    table: Vec<u64>,
    /// Odd, and another one in each process: no text can be written so that its shingles meet in the table.
    factor: u64,
    shift: u32,
}

/// Shingles that are looked up before it is asked whether the others can be enough.
const BLOCK: usize = 128;

impl<'a> Indexed<'a> {
    /// Linear.
    pub fn new(set: &'a ShingleSet) -> Self {
        let slots = (2 * set.hashes().len()).max(2).next_power_of_two();
        let factor = RandomState::new().hash_one(0_u64) | 1;
        let shift = 64 - slots.ilog2();
        let mut indexed = Self { set, table: vec![0; slots], factor, shift };
        for &hash in set.hashes() {
            let slot = indexed.slot_of(hash);
            indexed.table[slot] = hash;
        }
        indexed
    }

    /// The slot that holds `hash`, or the empty one where it would stand.
    fn slot_of(&self, hash: u64) -> usize {
        let mut slot = (hash.wrapping_mul(self.factor) >> self.shift) as usize;
        while self.table[slot] != 0 && self.table[slot] != hash {
            slot = (slot + 1) & (self.table.len() - 1);
        }
        slot
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
        // The hash 0 is in the table as little as anywhere else: it is found in both sets or not at all.
        let has_zero = |hashes: &[u64]| hashes[0] == 0;
        let mut common = u32::from(has_zero(hashes) && has_zero(self.set.hashes()));
        let mut left = hashes.len() as u32;
        let found = |&&hash: &&u64| hash != 0 && self.table[self.slot_of(hash)] == hash;
        for block in hashes.chunks(BLOCK) {
            if common + left < least {
                return None;
            }
            common += block.iter().filter(found).count() as u32;
            left -= block.len() as u32;
        }
        Some(common)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::verify::verify;

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
