//! Candidate pairs: documents that share a band of their signatures. A candidate is never a result.
//!
//! Locality-sensitive hashing by banding (Indyk, Motwani, STOC 1998; Leskovec, Rajaraman, Ullman, section
//! 3.4). Documents are grouped band by band, so that at any time only one band of a thread is sorted.

mod params;

pub use params::Params;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::signature::Signature;

/// What LSH keeps of one document's signature: 4 bytes a band and 2 bytes a value. Both are cut to save memory: a
/// chance equality costs one verification and no correctness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch {
    bands: Box<[u32]>,
    values: Box<[u16]>,
}

/// Two documents that may be similar, by their places in the list of sketches; `a` < `b`.
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
    /// Buckets whose pairs were not all listed.
    pub capped_buckets: u64,
}

/// A bucket up to this size always yields all its pairs.
pub const MAX_BUCKET: usize = 64;

/// How many documents of a capped bucket are paired with all others in it.
pub const LEADERS: usize = 8;

/// Pairs that the buckets of one band may yield for each document, on average. Larger buckets than that allows pair
/// each document with their first [`LEADERS`] only, so that n copies with small edits cost n pairs and not n².
const PAIRS_PER_DOCUMENT: usize = 32;

impl Sketch {
    /// The sketch of a signature.
    pub fn new(signature: &Signature, params: Params) -> Self {
        let key = |band: &[u64]| {
            let bytes: Vec<u8> = band.iter().flat_map(|value| value.to_le_bytes()).collect();
            xxh3_64(&bytes) as u32
        };
        Self {
            bands: signature.values().chunks_exact(params.rows).map(key).collect(),
            values: signature.values().iter().map(|&value| value as u16).collect(),
        }
    }

    /// In how many values two sketches agree.
    fn agreement(&self, other: &Sketch) -> usize {
        self.values.iter().zip(&other.values).map(|(a, b)| usize::from(a == b)).sum()
    }
}

/// All pairs of documents that share a key in some band and agree in at least [`Params::least_agreement`] values.
/// `sketches[i]` is `None` for a document that takes no part. Near-linear: a sort of the documents for each band, and
/// the pairs found.
pub fn candidates(sketches: &[Option<Sketch>], params: Params) -> CandidatePairs {
    let by_band: Vec<CandidatePairs> =
        (0..params.bands).into_par_iter().map(|band| in_band(sketches, params, band)).collect();
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
fn in_band(sketches: &[Option<Sketch>], params: Params, band: usize) -> CandidatePairs {
    let mut order: Vec<(u32, u32, &Sketch)> = sketches
        .iter()
        .enumerate()
        .filter_map(|(document, sketch)| {
            let sketch = sketch.as_ref()?;
            Some((sketch.bands[band], document as u32, sketch))
        })
        .collect();
    order.sort_unstable_by_key(|&(key, document, _)| (key, document));
    let largest = largest_bucket(order.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len), order.len());
    let mut found = CandidatePairs::default();
    for bucket in order.chunk_by(|a, b| a.0 == b.0) {
        let capped = bucket.len() > largest;
        found.capped_buckets += u64::from(capped);
        let leaders = if capped { LEADERS } else { bucket.len() };
        for (place, &(_, a, x)) in bucket[..leaders].iter().enumerate() {
            let similar = bucket[place + 1..].iter().filter(|&&(_, _, y)| {
                (capped || !met_before(x, y, band)) && x.agreement(y) >= params.least_agreement
            });
            found.pairs.extend(similar.map(|&(_, b, _)| CandidatePair { a, b }));
        }
    }
    found
}

/// The largest bucket of a band that may yield all its pairs, by the sizes of all.
fn largest_bucket(sizes: impl Iterator<Item = usize>, documents: usize) -> usize {
    let mut sizes: Vec<usize> = sizes.filter(|&size| size > MAX_BUCKET).collect();
    sizes.sort_unstable();
    let mut left = PAIRS_PER_DOCUMENT * documents;
    let fits = |&&size: &&usize| {
        let pairs = size * (size - 1) / 2;
        let fits = pairs <= left;
        left = left.saturating_sub(pairs);
        fits
    };
    sizes.iter().take_while(fits).last().copied().unwrap_or(MAX_BUCKET)
}

/// Whether the pair shares an earlier band, which has listed it already.
fn met_before(a: &Sketch, b: &Sketch, band: usize) -> bool {
    a.bands[..band].iter().zip(&b.bands).any(|(a, b)| a == b)
}

#[cfg(test)]
mod tests;
