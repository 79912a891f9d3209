//! Candidate pairs: documents that share a band of their signatures. A candidate is never a result.
//!
//! Locality-sensitive hashing by banding (Indyk, Motwani, STOC 1998; Leskovec, Rajaraman, Ullman, section
//! 3.4). Documents are grouped band by band, so that at any time only one band of a thread is sorted.

mod params;

pub use params::Params;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::signature::Signature;

/// What LSH keeps of the signatures of a collection: 2 bytes a value, 4 where a band has a single one. Values are cut to
/// save memory: a chance equality costs one verification and no correctness.
#[derive(Clone, Debug)]
pub struct Sketches {
    params: Params,
    /// Document after document, value after value; zeros for one that takes no part.
    cells: Vec<u16>,
    takes_part: Vec<bool>,
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

impl Sketches {
    /// No sketches yet, and room for those of `documents` documents.
    pub fn new(params: Params, documents: usize) -> Self {
        let cells = Vec::with_capacity(documents * params.values() * width(params));
        Self { params, cells, takes_part: Vec::with_capacity(documents) }
    }

    /// Adds the sketch of the next document; `None` if it takes no part.
    pub fn push(&mut self, signature: Option<&Signature>) {
        self.takes_part.push(signature.is_some());
        match (signature, width(self.params)) {
            (None, width) => {
                let end = self.cells.len() + self.params.values() * width;
                self.cells.resize(end, 0);
            }
            (Some(signature), 1) => {
                self.cells.extend(signature.values().iter().map(|&value| value as u16));
            }
            (Some(signature), _) => {
                let halves = |&value: &u64| [value as u16, (value >> 16) as u16];
                self.cells.extend(signature.values().iter().flat_map(halves));
            }
        }
    }

    /// The cells of one document's signature.
    fn of(&self, document: u32) -> &[u16] {
        let length = self.params.values() * width(self.params);
        &self.cells[document as usize * length..][..length]
    }

    /// Whether two documents agree in enough values to be a candidate.
    fn agree(&self, a: u32, b: u32) -> bool {
        let (a, b, width) = (self.of(a), self.of(b), width(self.params));
        let half = self.params.values() / 2 * width;
        let first = agreement(&a[..half], &b[..half], width);
        first >= self.params.least_of_half
            && first + agreement(&a[half..], &b[half..], width) >= self.params.least_agreement
    }

    /// The cells of a document's band.
    fn band(&self, document: u32, band: usize) -> &[u16] {
        let length = self.params.rows * width(self.params);
        &self.of(document)[band * length..][..length]
    }

    /// Whether two documents share a band before `band`, which has listed their pair already.
    fn met_before(&self, a: u32, b: u32, band: usize) -> bool {
        let length = self.params.rows * width(self.params);
        let bands = self.of(a)[..band * length].chunks_exact(length);
        bands.zip(self.of(b).chunks_exact(length)).any(|(a, b)| a == b)
    }
}

/// Cells of a value: with a single value in a band, 16 bits would throw documents together by chance.
fn width(params: Params) -> usize {
    if params.rows == 1 { 2 } else { 1 }
}

/// In how many values of so many cells two signatures agree.
fn agreement(a: &[u16], b: &[u16], width: usize) -> usize {
    match width {
        1 => equal(a, b),
        width => a.chunks_exact(width).zip(b.chunks_exact(width)).filter(|(a, b)| a == b).count(),
    }
}

/// How many cells are equal. Counted in 16 bits as far as that goes: so a processor compares many at a time.
fn equal(a: &[u16], b: &[u16]) -> usize {
    let blocks = a.chunks(1 << 12).zip(b.chunks(1 << 12));
    let in_block =
        |(a, b): (&[u16], &[u16])| -> u16 { a.iter().zip(b).map(|(a, b)| u16::from(a == b)).sum() };
    blocks.map(in_block).map(usize::from).sum()
}

/// What documents with the same band are grouped by: its cells, or a hash of them.
fn key(band: &[u16]) -> u32 {
    match *band {
        [first, second] => u32::from(first) << 16 | u32::from(second),
        _ => xxh3_64(bytemuck::cast_slice(band)) as u32,
    }
}

/// All pairs of documents that share a band and agree in as many values as [`Params`] ask for. Near-linear: a
/// sort of the documents for each band, and the pairs found. Memory: 8 bytes a document for each thread.
pub fn candidates(sketches: &Sketches) -> CandidatePairs {
    let bands = (0..sketches.params.bands).into_par_iter();
    let by_band: Vec<CandidatePairs> = bands.map(|band| in_band(sketches, band)).collect();
    let mut found = CandidatePairs::default();
    for band in by_band {
        found.pairs.extend(band.pairs);
        found.capped_buckets += band.capped_buckets;
    }
    found.pairs.par_sort_unstable();
    found.pairs.dedup();
    found
}

/// The pairs that share `band` and no earlier one.
fn in_band(sketches: &Sketches, band: usize) -> CandidatePairs {
    let takes_part = |&document: &u32| sketches.takes_part[document as usize];
    let mut order: Vec<(u32, u32)> = (0..sketches.takes_part.len() as u32)
        .filter(takes_part)
        .map(|document| (key(sketches.band(document, band)), document))
        .collect();
    order.sort_unstable();
    let largest = largest_bucket(order.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len), order.len());
    let mut found = CandidatePairs::default();
    for bucket in order.chunk_by(|a, b| a.0 == b.0) {
        let capped = bucket.len() > largest;
        found.capped_buckets += u64::from(capped);
        let leaders = if capped { LEADERS } else { bucket.len() };
        for (place, &(_, a)) in bucket[..leaders].iter().enumerate() {
            let similar = bucket[place + 1..].iter().filter(|&&(_, b)| {
                sketches.agree(a, b) && (capped || !sketches.met_before(a, b, band))
            });
            found.pairs.extend(similar.map(|&(_, b)| CandidatePair { a, b }));
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

#[cfg(test)]
mod tests;
