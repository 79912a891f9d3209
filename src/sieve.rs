//! One look that tells most hashes apart from those of a set (Bloom, CACM 13(7), 1970, with two hash functions, whose bits
//! stand in one word: Putze, Sanders, Singler, JEA 14, 2009, section 3).

/// Bits for each hash of the set, at least. More bits would sieve better and leave a core's own cache sooner.
const BITS_EACH: usize = 8;

/// Hashes that are looked at together: a few lines of the cache.
const TOGETHER: usize = 64;

/// Passes all hashes of a set and about one in 18 of all others at most.
#[derive(Clone, Debug)]
pub struct Sieve {
    /// A power of two of them.
    words: Vec<u64>,
}

impl Sieve {
    /// A sieve for `count` hashes. Memory: one to two bytes for each.
    pub fn new(count: usize) -> Self {
        Self { words: vec![0; (count * BITS_EACH).div_ceil(64).next_power_of_two()] }
    }

    /// Adds a hash.
    pub fn add(&mut self, hash: u64) {
        let place = self.place(hash);
        self.words[place] |= 1 << first(hash) | 1 << last(hash);
    }

    /// Calls `passing` with those of `hashes` that may have been added, in their order. They are set apart a few at a time, without a
    /// jump for each: whether one passes cannot be foreseen.
    pub fn sift(&self, hashes: &[u64], mut passing: impl FnMut(u64)) {
        let mut apart = [0; TOGETHER];
        for hashes in hashes.chunks(TOGETHER) {
            let mut passed = 0;
            for &hash in hashes {
                apart[passed] = hash;
                passed += usize::from(self.passes(hash));
            }
            apart[..passed].iter().for_each(|&hash| passing(hash));
        }
    }

    /// Whether `hash` may have been added.
    pub fn passes(&self, hash: u64) -> bool {
        let word = self.words[self.place(hash)];
        word >> first(hash) & word >> last(hash) & 1 == 1
    }

    /// The word of a hash, which bits in its middle choose.
    fn place(&self, hash: u64) -> usize {
        (hash >> 6) as usize & (self.words.len() - 1)
    }
}

/// The bit that the first bits of a hash choose in its word.
fn first(hash: u64) -> u64 {
    hash >> 58
}

/// The bit that its last bits choose.
fn last(hash: u64) -> u64 {
    hash % 64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_added_passes_and_of_the_rest_little() {
        let hash = |number: u64| xxhash_rust::xxh3::xxh3_64(&number.to_le_bytes());
        for count in [0, 1, 3, 1_000, 5_000] {
            let mut sieve = Sieve::new(count as usize);
            (0..count).for_each(|number| sieve.add(hash(number)));
            assert!((0..count).all(|number| sieve.passes(hash(number))));
            let all: Vec<u64> = (0..count + 10_000).map(hash).collect();
            let passing: Vec<u64> =
                all.iter().copied().filter(|&hash| sieve.passes(hash)).collect();
            assert!(passing.len() <= count as usize + 750, "{count}: {}", passing.len());
            let mut sifted = Vec::new();
            sieve.sift(&all, |hash| sifted.push(hash));
            assert_eq!(sifted, passing);
        }
    }
}
