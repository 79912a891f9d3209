//! Fast similarity sketching (Dahlgaard, Knudsen, Thorup, FOCS 2017, section 3): one-permutation hashing
//! whose empty bins are filled by further rounds of hashing the whole set.
//!
//! The first round is one-permutation hashing (Li, Owen, Zhang, NIPS 2012). Where shingles are many, no bin
//! is left empty and the cost is the same. Where they are few, optimal densification (Shrivastava, ICML 2017)
//! copies values from full bins, and copies agree or differ together; further rounds give independent values
//! instead. ARCHITECTURE.md has the figures of both.

use super::hash::{bin, mix};

/// The MinHash sketch of a shingle set: one value a bin. Two sets agree in a bin with a probability equal to
/// their Jaccard similarity, and agree in at least `x` bins no less surely than with independent hashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    values: Vec<u64>,
}

impl Signature {
    /// A signature of the given values, for tests.
    #[cfg(test)]
    pub(crate) fn from_values(values: Vec<u64>) -> Self {
        Self { values }
    }

    /// The values, one a bin.
    pub fn values(&self) -> &[u64] {
        &self.values
    }

    /// An estimate of the Jaccard similarity, 0..=1: never a result, only `verify` makes those.
    pub fn estimate(&self, other: &Signature) -> f64 {
        let same = self.values.iter().zip(&other.values).filter(|(a, b)| a == b).count();
        same as f64 / self.values.len() as f64
    }
}

/// Makes signatures of one size and seed; only those can be compared.
#[derive(Clone, Copy, Debug)]
pub struct Sketcher {
    bins: usize,
    seed: u64,
}

/// A bin that no shingle fell into yet. A shingle hashes to this value with probability 2⁻⁶⁴: it is then
/// taken for absent, which can cost one value of a signature and no correctness.
const EMPTY: u64 = u64::MAX;

impl Sketcher {
    /// A sketcher of `bins` values (at least 1).
    pub fn new(bins: usize, seed: u64) -> Self {
        assert!(bins > 0, "a signature has at least one bin");
        Self { bins, seed }
    }

    /// The signature of a set of hashes; repeats do not matter. Expected cost: one round over the hashes when
    /// there are several times as many as bins, otherwise about bins × ln(bins) hashes in all. `None` for the
    /// empty set: it has no MinHash.
    pub fn sketch(&self, hashes: &[u64]) -> Option<Signature> {
        if hashes.is_empty() {
            return None;
        }
        let mut values = vec![EMPTY; self.bins];
        let key = self.key(0);
        for &hash in hashes {
            let value = mix(hash ^ key);
            let slot = &mut values[bin(value, self.bins)];
            *slot = value.min(*slot);
        }
        let mut open: Vec<usize> = (0..self.bins).filter(|&index| values[index] == EMPTY).collect();
        let mut round = 1;
        while !open.is_empty() && round < self.bins {
            self.fill(hashes, round, &mut values, &mut open);
            round += 1;
        }
        for index in open {
            values[index] = self.minimum(hashes, self.bins + index);
        }
        Some(Signature { values })
    }

    /// One more round over the hashes for the bins that are still open.
    fn fill(&self, hashes: &[u64], round: usize, values: &mut [u64], open: &mut Vec<usize>) {
        let mut is_open = vec![false; self.bins];
        open.iter().for_each(|&index| is_open[index] = true);
        let key = self.key(round);
        for &hash in hashes {
            let value = mix(hash ^ key);
            let index = bin(value, self.bins);
            if is_open[index] {
                values[index] = value.min(values[index]);
            }
        }
        open.retain(|&index| values[index] == EMPTY);
    }

    /// The plain MinHash of a bin that all rounds left open (sets of very few shingles).
    fn minimum(&self, hashes: &[u64], round: usize) -> u64 {
        let key = self.key(round);
        hashes.iter().map(|&hash| mix(hash ^ key)).min().unwrap_or(EMPTY)
    }

    /// The key of a round: the golden-ratio sequence of SplitMix64, started at the seed.
    fn key(&self, round: usize) -> u64 {
        mix(self.seed.wrapping_add((round as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BINS: usize = 256;

    /// Two sets of `size` hashes with about half of their union in common; and their Jaccard similarity.
    fn pair(size: u64, trial: u64) -> (Vec<u64>, Vec<u64>, f64) {
        let name = |side: u64, i: u64| mix(trial << 32 | side << 24 | i);
        let common = 2 * size / 3;
        let set = |side| {
            let own = (common..size).map(move |i| name(side, i));
            (0..common).map(|i| name(0, i)).chain(own).collect::<Vec<_>>()
        };
        (set(1), set(2), common as f64 / (2 * size - common) as f64)
    }

    /// Mean and mean squared error of the estimate, over 400 pairs with seeds of their own.
    fn measure(size: u64) -> (f64, f64, f64) {
        let trials = 400;
        let (mut mean, mut square, mut jaccard) = (0.0, 0.0, 0.0);
        for trial in 0..trials {
            let (a, b, exact) = pair(size, trial);
            let sketcher = Sketcher::new(BINS, trial);
            let (a, b) = (sketcher.sketch(&a), sketcher.sketch(&b));
            let estimate = a.expect("not empty").estimate(&b.expect("not empty"));
            mean += estimate / trials as f64;
            square += (estimate - exact).powi(2) / trials as f64;
            jaccard = exact;
        }
        (mean, square, jaccard)
    }

    #[test]
    fn the_estimate_is_unbiased_and_no_wider_than_independent_hashes() {
        for size in [3, 12, 30, 90, 300, 1_500] {
            let (mean, square, jaccard) = measure(size);
            let variance = jaccard * (1.0 - jaccard) / BINS as f64;
            // The mean of 400 lies within 4 standard errors; their mean square has a relative standard
            // error of about 0.07, so 1.3 stands 4 of them above 1.
            let standard_error = (variance / 400.0).sqrt();
            assert!((mean - jaccard).abs() < 4.0 * standard_error, "{size}: {mean} for {jaccard}");
            assert!(square < 1.3 * variance, "{size}: {} times the variance", square / variance);
        }
    }

    #[test]
    fn equal_sets_agree_and_repeats_do_not_matter() {
        let sketcher = Sketcher::new(64, 7);
        let once = sketcher.sketch(&[1, 2, 3]);
        assert_eq!(once, sketcher.sketch(&[3, 2, 1, 1, 2]));
        assert_ne!(once, Sketcher::new(64, 8).sketch(&[1, 2, 3]));
        assert_eq!(sketcher.sketch(&[]), None);
    }

    #[test]
    fn no_bin_stays_empty_however_few_the_hashes() {
        for bins in [1, 2, 300, 1_000] {
            let signature = Sketcher::new(bins, 0).sketch(&[42]).expect("not empty");
            assert!(signature.values().iter().all(|&value| value != EMPTY));
        }
    }
}
