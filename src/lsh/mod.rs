//! Candidate pairs: documents that share a band of their signatures. A candidate is never a result.
//!
//! Locality-sensitive hashing by banding (Indyk, Motwani, STOC 1998; Leskovec, Rajaraman, Ullman, section
//! 3.4). Documents are grouped band by band, so that at any time only one band of a thread is sorted.

mod params;

pub use params::Params;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::signature::Signature;

/// The band keys of one document: 4 bytes a band. Keys are cut to 32 bits to save memory: a chance equality
/// costs one verification and no correctness.
pub type BandKeys = Box<[u32]>;

/// Two documents that may be similar, by their places in the list of keys; `a` < `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CandidatePair {
    /// The first.
    pub a: u32,
    /// The second.
    pub b: u32,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CandidatePairs {
    /// Ascending, without repeats.
    pub pairs: Vec<CandidatePair>,
    /// Buckets with more than [`MAX_BUCKET`] documents, whose pairs were not all listed.
    pub capped_buckets: u64,
}

/// A bucket up to this size yields all its pairs; a larger one pairs each document with its first
/// [`LEADERS`] only, so that n copies with small edits cost n pairs and not n². 64 documents have 2,016
/// pairs, which is about what 64 × 32 leaders would cost.
pub const MAX_BUCKET: usize = 64;

/// How many documents of a large bucket are paired with all others in it.
pub const LEADERS: usize = 8;

/// The keys of a signature's bands.
pub fn band_keys(signature: &Signature, params: Params) -> BandKeys {
    let key = |band: &[u64]| {
        let bytes: Vec<u8> = band.iter().flat_map(|value| value.to_le_bytes()).collect();
        xxh3_64(&bytes) as u32
    };
    signature.values().chunks_exact(params.rows).map(key).collect()
}

/// All pairs of documents that share a key in some band. `keys[i]` is `None` for a document that takes no
/// part. Near-linear: a sort of the documents for each band, and the pairs found.
pub fn candidates(keys: &[Option<BandKeys>], params: Params) -> CandidatePairs {
    let by_band: Vec<CandidatePairs> =
        (0..params.bands).into_par_iter().map(|band| in_band(keys, band)).collect();
    let mut found = CandidatePairs::default();
    for band in by_band {
        found.pairs.extend(band.pairs);
        found.capped_buckets += band.capped_buckets;
    }
    found.pairs.par_sort_unstable();
    found.pairs.dedup();
    found
}

/// The pairs that share their key in `band` and in no earlier one.
fn in_band(keys: &[Option<BandKeys>], band: usize) -> CandidatePairs {
    let mut order: Vec<(u32, u32)> = keys
        .iter()
        .enumerate()
        .filter_map(|(document, keys)| Some((keys.as_ref()?[band], document as u32)))
        .collect();
    order.sort_unstable();
    let mut found = CandidatePairs::default();
    for bucket in order.chunk_by(|a, b| a.0 == b.0) {
        let capped = bucket.len() > MAX_BUCKET;
        found.capped_buckets += u64::from(capped);
        let leaders = if capped { LEADERS } else { bucket.len() };
        for (place, &(_, a)) in bucket[..leaders].iter().enumerate() {
            let others = bucket[place + 1..].iter().map(|&(_, b)| CandidatePair { a, b });
            found.pairs.extend(others.filter(|&pair| capped || !met_before(keys, pair, band)));
        }
    }
    found
}

/// Whether the pair shares an earlier band, which has listed it already.
fn met_before(keys: &[Option<BandKeys>], pair: CandidatePair, band: usize) -> bool {
    let of = |document: u32| keys[document as usize].as_deref().unwrap_or_default();
    of(pair.a)[..band].iter().zip(of(pair.b)).any(|(a, b)| a == b)
}

#[cfg(test)]
mod tests;
