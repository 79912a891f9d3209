//! One look that tells most hashes apart from those of a set (Bloom, CACM 13(7), 1970, with two hash functions, whose bits
//! stand in one word: Putze, Sanders, Singler, JEA 14, 2009, section 3).

/// Bits for each hash of the set, at least. More bits would sieve better and leave a core's own cache sooner.
const BITS_EACH: usize = 8;

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
        let (word, bits) = self.place(hash);
        self.words[word] |= bits;
    }

    /// Those of `hashes` that may have been added, in `buffer`. Without a jump for each: whether one passes cannot be foreseen.
    pub fn sift<'b>(&self, hashes: &[u64], buffer: &'b mut Vec<u64>) -> &'b [u64] {
        buffer.resize(buffer.len().max(hashes.len()), 0);
        let mut passed = 0;
        for &hash in hashes {
            buffer[passed] = hash;
            passed += usize::from(self.passes(hash));
        }
        &buffer[..passed]
    }

    /// Whether `hash` may have been added.
    pub fn passes(&self, hash: u64) -> bool {
        let (word, bits) = self.place(hash);
        self.words[word] & bits == bits
    }

    /// The word, which bits in the middle of a hash choose, and its first and last bits' bits there.
    fn place(&self, hash: u64) -> (usize, u64) {
        ((hash >> 6) as usize & (self.words.len() - 1), 1 << (hash % 64) | 1 << (hash >> 58))
    }
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
            assert_eq!(sieve.sift(&all, &mut vec![1; 5]), passing);
        }
    }
}
