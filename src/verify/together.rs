//! A few shingle sets made ready to be compared with each other.

use ahash::RandomState;

use super::{MatchRule, Overlap};

/// The shingles of a few texts, all of which are numbered once. What a text has is a row of bits, so that a pair costs one look
/// for 64 shingles of all texts together, where a table of one text costs a look-up for each shingle of the other.
#[derive(Debug)]
pub struct Together {
    /// The number of each shingle, text after text, in their order and with repeats.
    numbers: Vec<u32>,
    /// Where each text's numbers end.
    ends: Vec<usize>,
    /// A row for each text.
    bits: Vec<u64>,
    /// Words of a row.
    width: usize,
    /// The size of each text's set.
    sizes: Vec<u32>,
}

impl Together {
    /// Of texts with these shingles, in any order and with repeats; fewer than 2³² together. Linear in the texts, and a bit for each
    /// text and each shingle of all.
    pub fn new(texts: &[&[u64]]) -> Self {
        let shingles = texts.iter().map(|text| text.len()).sum();
        // Of those that are compared most are shared.
        let mut table = Table::new(shingles / 4);
        let (mut numbers, mut ends) = (Vec::with_capacity(shingles), Vec::new());
        for text in texts {
            numbers.extend(text.iter().map(|&hash| table.number(hash)));
            ends.push(numbers.len());
        }
        let width = table.hashes.len().div_ceil(64);
        let mut together =
            Self { numbers, ends, bits: vec![0; width * texts.len()], width, sizes: Vec::new() };
        for text in 0..texts.len() {
            let own = together.span(text);
            let row = &mut together.bits[text * width..][..width];
            for &number in &together.numbers[own] {
                row[number as usize / 64] |= 1 << (number % 64);
            }
            together.sizes.push(row.iter().map(|word| word.count_ones()).sum());
        }
        together
    }

    /// The exact overlap of two of the texts.
    pub fn overlap(&self, a: usize, b: usize) -> Overlap {
        let both = self.row(a).iter().zip(self.row(b));
        let common = both.map(|(a, b)| (a & b).count_ones()).sum();
        Overlap { common, a: self.sizes[a], b: self.sizes[b] }
    }

    /// The exact figures of two of the texts if they reach the rule's; the smaller one has `tokens` tokens. Texts of no shingle are
    /// like nothing.
    pub fn verify(&self, rule: &MatchRule, (a, b): (usize, usize), tokens: u32) -> Option<Overlap> {
        let overlap = self.overlap(a, b);
        let (some, reaches) = (overlap.a > 0 && overlap.b > 0, rule.holds(&overlap, tokens));
        (some && reaches).then_some(overlap)
    }

    /// The shingles of a text by their numbers, in its order and with repeats.
    pub fn numbers(&self, text: usize) -> &[u32] {
        &self.numbers[self.span(text)]
    }

    /// Whether a text has the shingle with this number.
    pub fn has(&self, text: usize, number: u32) -> bool {
        self.row(text)[number as usize / 64] >> (number % 64) & 1 == 1
    }

    fn span(&self, text: usize) -> std::ops::Range<usize> {
        let start = text.checked_sub(1).map_or(0, |before| self.ends[before]);
        start..self.ends[text]
    }

    fn row(&self, text: usize) -> &[u64] {
        &self.bits[text * self.width..][..self.width]
    }
}

/// Numbers hashes in the order in which they first come.
struct Table {
    /// The number of a hash and one more, or 0; at most half of them are taken.
    slots: Vec<u32>,
    hashes: Vec<u64>,
    /// Odd, and another one in each process: no text can be written so that its shingles meet in one slot.
    factor: u64,
}

impl Table {
    /// With room for so many hashes; it grows with them.
    fn new(hashes: usize) -> Self {
        let slots = (2 * hashes).max(2).next_power_of_two();
        let factor = RandomState::new().hash_one(0_u64) | 1;
        Self { slots: vec![0; slots], hashes: Vec::with_capacity(hashes), factor }
    }

    fn number(&mut self, hash: u64) -> u32 {
        let slot = self.slot_of(hash);
        if let Some(number) = self.slots[slot].checked_sub(1) {
            return number;
        }
        self.hashes.push(hash);
        self.slots[slot] = self.hashes.len() as u32;
        if 2 * self.hashes.len() > self.slots.len() {
            self.grow();
        }
        self.hashes.len() as u32 - 1
    }

    /// Where the number of `hash` stands, or its empty slot.
    fn slot_of(&self, hash: u64) -> usize {
        let last = self.slots.len() - 1;
        let mut slot = (hash.wrapping_mul(self.factor) >> (64 - self.slots.len().ilog2())) as usize;
        loop {
            match self.slots[slot].checked_sub(1) {
                Some(number) if self.hashes[number as usize] != hash => slot = (slot + 1) & last,
                _ => return slot,
            }
        }
    }

    fn grow(&mut self) {
        self.slots = vec![0; 2 * self.slots.len()];
        for at in 0..self.hashes.len() {
            let slot = self.slot_of(self.hashes[at]);
            self.slots[slot] = at as u32 + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shingle::ShingleSet;
    use crate::verify::overlap;

    proptest! {
        #[test]
        fn figures_equal_those_of_sets(
            texts in prop::collection::vec(prop::collection::vec(0_u64..300, 0..400), 0..9),
            factor in prop::sample::select(vec![1_u64, 0x9e37_79b9_7f4a_7c15]),
        ) {
            let spread = |text: &Vec<u64>| text.iter().map(|&hash| hash.wrapping_mul(factor)).collect();
            let texts: Vec<Vec<u64>> = texts.iter().map(spread).collect();
            let together = Together::new(&texts.iter().map(Vec::as_slice).collect::<Vec<_>>());
            for (a, one) in texts.iter().enumerate() {
                for (b, other) in texts.iter().enumerate() {
                    let sets = [one, other].map(|text| ShingleSet::from_hashes(text.clone()));
                    prop_assert_eq!(together.overlap(a, b), overlap(&sets[0], &sets[1]));
                    let shared: Vec<bool> =
                        together.numbers(a).iter().map(|&number| together.has(b, number)).collect();
                    let naive: Vec<bool> = one.iter().map(|hash| other.contains(hash)).collect();
                    prop_assert_eq!(shared, naive);
                }
            }
        }
    }
}
