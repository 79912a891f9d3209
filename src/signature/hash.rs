//! Mixing of 64-bit hashes.

/// A bijection of the 64-bit numbers with full avalanche: the finalizer of SplitMix64 (Steele, Lea, Flood,
/// OOPSLA 2014, figure 15, with the constants of Stafford's variant 13).
pub(super) fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// Which of `bins` equal intervals of the 64-bit numbers holds `x` (Lemire, ACM TOMACS 2019).
pub(super) fn bin(x: u64, bins: usize) -> usize {
    ((u128::from(x) * bins as u128) >> 64) as usize
}
