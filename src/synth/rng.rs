//! Randomness that is the same on every machine and in every version: integers only.

/// SplitMix64 (Steele, Lea and Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
#[derive(Clone, Debug)]
pub(super) struct Rng(u64);

impl Rng {
    /// A stream of its own for each pair of a seed and a number.
    pub(super) fn new(seed: u64, stream: u64) -> Self {
        Self(hash(seed, stream))
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        finish(self.0)
    }

    /// A number below `bound`, which is not 0. The bias is below 2^-32 for every bound that is used here.
    pub(super) fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// An index into something of `len` elements.
    pub(super) fn index(&mut self, len: usize) -> usize {
        self.below(len as u64) as usize
    }

    /// True in `parts` of 10,000 cases.
    pub(super) fn chance(&mut self, parts: u64) -> bool {
        self.below(10_000) < parts
    }
}

/// Two numbers made into one.
pub(super) fn hash(seed: u64, number: u64) -> u64 {
    finish(seed ^ finish(number.wrapping_add(0x9E37_79B9_7F4A_7C15)))
}

fn finish(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// A seeded permutation of 0..n in constant memory: a Feistel network over the next even power of two,
/// walked until it lands below n (Black and Rogaway: Ciphers with Arbitrary Finite Domains, CT-RSA 2002).
#[derive(Clone, Debug)]
pub(super) struct Permutation {
    n: u64,
    half: u32,
    keys: [u64; 4],
}

impl Permutation {
    pub(super) fn new(n: u64, seed: u64) -> Self {
        let bits = 64 - n.saturating_sub(1).leading_zeros();
        let half = bits.div_ceil(2).max(1);
        Self { n, half, keys: [0, 1, 2, 3].map(|round| hash(seed, round)) }
    }

    /// Where `x`, which is below n, goes.
    pub(super) fn of(&self, x: u64) -> u64 {
        self.walk(x, |x| {
            self.keys.iter().fold(self.split(x), |(l, r), key| (r, l ^ self.f(r, *key)))
        })
    }

    /// What goes to `y`, which is below n.
    pub(super) fn inverse(&self, y: u64) -> u64 {
        self.walk(y, |y| {
            self.keys.iter().rev().fold(self.split(y), |(l, r), key| (r ^ self.f(l, *key), l))
        })
    }

    fn walk(&self, mut x: u64, step: impl Fn(u64) -> (u64, u64)) -> u64 {
        assert!(x < self.n, "{x} is not below {}", self.n);
        loop {
            let (left, right) = step(x);
            x = (left << self.half) | right;
            if x < self.n {
                return x;
            }
        }
    }

    fn split(&self, x: u64) -> (u64, u64) {
        (x >> self.half, x & self.mask())
    }

    fn f(&self, x: u64, key: u64) -> u64 {
        hash(key, x) & self.mask()
    }

    fn mask(&self) -> u64 {
        (1 << self.half) - 1
    }
}
