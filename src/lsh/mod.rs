//! Candidate pairs: documents that share a band of their signatures. A candidate is never a result.
//!
//! Locality-sensitive hashing by banding (Indyk, Motwani, STOC 1998; Leskovec, Rajaraman, Ullman, section
//! 3.4). Documents are grouped band by band, so that at any time only one band of a thread is sorted.

mod again;
mod params;

pub use params::Params;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use self::again::Capped;
use crate::ascending::ascending;
use crate::signature::Signature;

/// What LSH keeps of the signatures of a collection: 2 bytes a value, 4 where a band has a single one. Values are cut to
/// save memory: a chance equality costs one verification and no correctness.
#[derive(Clone, Debug)]
pub struct Sketches {
    params: Params,
    /// The lowest byte of each value, document after document, each filled up with zeros to whole [`Lanes`]; zeros for one that
    /// takes no part. By these agreement is counted.
    lowest: Vec<Lanes>,
    /// The next bytes of each value, one or three, document after document.
    more: Vec<u8>,
    takes_part: Vec<bool>,
}

/// Bytes that any processor of today compares at once.
type Lanes = [u8; 16];

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
        let lowest = Vec::with_capacity(documents * lanes(params));
        let more = Vec::with_capacity(documents * params.values() * more(params));
        Self { params, lowest, more, takes_part: Vec::with_capacity(documents) }
    }

    /// Adds the sketch of the next document; `None` if it takes no part.
    pub fn push(&mut self, signature: Option<&Signature>) {
        let (start, more) = (self.lowest.len(), more(self.params));
        self.takes_part.push(signature.is_some());
        let documents = self.takes_part.len();
        self.lowest.resize(documents * lanes(self.params), Lanes::default());
        if let Some(signature) = signature {
            let bytes = signature.values().iter().map(|value| value.to_le_bytes());
            let row = self.lowest[start..].as_flattened_mut();
            row.iter_mut().zip(bytes.clone()).for_each(|(lowest, bytes)| *lowest = bytes[0]);
            bytes.for_each(|bytes| self.more.extend_from_slice(&bytes[1..=more]));
        }
        self.more.resize(documents * self.params.values() * more, 0);
    }

    /// The lowest bytes of one document's signature, and zeros.
    fn of(&self, document: u32) -> &[Lanes] {
        let length = lanes(self.params);
        &self.lowest[document as usize * length..][..length]
    }

    /// The next bytes of one document's signature.
    fn more_of(&self, document: u32) -> &[u8] {
        let length = self.params.values() * more(self.params);
        &self.more[document as usize * length..][..length]
    }

    /// In how many values two documents agree, by their lowest bytes, if that is enough for a candidate.
    fn agreement(&self, a: u32, b: u32) -> Option<usize> {
        let zeros = lanes(self.params) * size_of::<Lanes>() - self.params.values();
        let agreement = equal(self.of(a), self.of(b)) - zeros;
        (agreement >= self.params.least_agreement).then_some(agreement)
    }

    /// What documents with the same band are grouped by: its bytes, or a hash of them.
    fn key(&self, document: u32, band: usize) -> u32 {
        let (rows, more) = (self.params.rows, more(self.params));
        let lowest = &self.of(document).as_flattened()[band * rows..][..rows];
        let more = &self.more_of(document)[band * rows * more..][..rows * more];
        match (lowest, more) {
            (&[a], &[b, c, d]) | (&[a, b], &[c, d]) => u32::from_le_bytes([a, b, c, d]),
            _ => (xxh3_64(lowest) ^ xxh3_64(more).rotate_left(32)) as u32,
        }
    }

    /// The bands before `band` that two documents share.
    fn met_before(&self, a: u32, b: u32, band: usize) -> impl Iterator<Item = usize> {
        let (rows, more) = (self.params.rows, self.params.rows * more(self.params));
        let (lowest, next) = ([a, b].map(|one| self.of(one)), [a, b].map(|one| self.more_of(one)));
        let lowest = lowest.map(|row| row.as_flattened().chunks_exact(rows).take(band));
        let [a, b] = [0, 1].map(|one| lowest[one].clone().zip(next[one].chunks_exact(more)));
        // A comparison of slices would be a call for two bytes, of which the first tells most.
        let are_equal = |a: &[u8], b: &[u8]| a.iter().zip(b).all(|(a, b)| a == b);
        let equal = a
            .zip(b)
            .enumerate()
            .filter(move |(_, (a, b))| are_equal(a.0, b.0) && are_equal(a.1, b.1));
        equal.map(|(before, _)| before)
    }
}

/// Bytes that are kept of a value beside the lowest: with a single value in a band, 16 bits would throw documents together
/// by chance.
fn more(params: Params) -> usize {
    if params.rows == 1 { 3 } else { 1 }
}

/// In how many lanes the lowest bytes of a document stand.
fn lanes(params: Params) -> usize {
    params.values().div_ceil(size_of::<Lanes>())
}

/// How many bytes of two rows of one length are equal. Counted in bytes as far as that goes, in each lane by itself.
fn equal(mut a: &[Lanes], mut b: &[Lanes]) -> usize {
    let mut equal = 0;
    while !a.is_empty() {
        let mut counts = Lanes::default();
        let some = a.len().min(u8::MAX.into());
        for (a, b) in a[..some].iter().zip(&b[..some]) {
            for (count, (a, b)) in counts.iter_mut().zip(a.iter().zip(b)) {
                *count += u8::from(a == b);
            }
        }
        equal += counts.into_iter().map(usize::from).sum::<usize>();
        (a, b) = (&a[some..], &b[some..]);
    }
    equal
}

/// All pairs of documents that share a band and agree in as many values as [`Params`] ask for, but for buckets that were capped.
/// Near-linear: a sort of the documents for each band, two where buckets were capped, and the pairs found. Memory: 8 bytes a
/// document for each thread.
pub fn candidates(sketches: &Sketches) -> CandidatePairs {
    let mut capped = Capped::new(sketches.takes_part.len());
    let bands = (0..sketches.params.bands).into_par_iter().with_max_len(1);
    let by_band: Vec<_> = bands.map(|band| in_band(sketches, band, &capped)).collect();
    let mut found = CandidatePairs::default();
    let mut lists = Vec::with_capacity(by_band.len() + 1);
    for (pairs, keys) in by_band {
        found.capped_buckets += keys.len() as u64;
        lists.push(pairs);
        capped.push(keys);
    }
    lists.push(capped.again(sketches));
    // There may be millions: the list is not to grow by doubling.
    found.pairs.reserve_exact(lists.iter().map(Vec::len).sum());
    lists.into_iter().for_each(|pairs| found.pairs.extend(pairs));
    found.pairs.par_sort_unstable();
    found.pairs.dedup();
    found
}

/// The documents of a choice that take part, each behind its key in `band`, ascending.
fn ordered(sketches: &Sketches, band: usize, chosen: impl Fn(u32) -> bool) -> Vec<(u32, u32)> {
    let order: Vec<u64> = (0..sketches.takes_part.len() as u32)
        .filter(|&document| sketches.takes_part[document as usize] && chosen(document))
        .map(|document| u64::from(sketches.key(document, band)) << 32 | u64::from(document))
        .collect();
    ascending(&order).into_iter().map(|both| ((both >> 32) as u32, both as u32)).collect()
}

/// The pairs that share `band` and no earlier one, and the keys of the buckets that were capped. In a giant family nearly all pairs of
/// a capped bucket are in a smaller one of a later band: of these a few are listed ([`Capped::again`]).
fn in_band(sketches: &Sketches, band: usize, noted: &Capped) -> (Vec<CandidatePair>, Vec<u32>) {
    let order = ordered(sketches, band, |_| true);
    let largest = largest_bucket(order.chunk_by(|a, b| a.0 == b.0).map(<[_]>::len), order.len());
    let (mut pairs, mut keys) = (Vec::new(), Vec::new());
    for bucket in order.chunk_by(|a, b| a.0 == b.0) {
        let capped = bucket.len() > largest;
        if capped {
            keys.push(bucket[0].0);
            bucket.iter().for_each(|&(_, document)| noted.note(document));
        }
        let leaders = if capped { LEADERS } else { bucket.len() };
        for (place, &(_, a)) in bucket[..leaders].iter().enumerate() {
            let similar = bucket[place + 1..].iter().filter(|&&(_, b)| {
                sketches.agreement(a, b).is_some()
                    && (capped || sketches.met_before(a, b, band).next().is_none())
            });
            pairs.extend(similar.map(|&(_, b)| CandidatePair { a, b }));
        }
    }
    (pairs, keys)
}

/// The largest bucket of a band that may yield all its pairs, by the sizes of all. Of one size all may or none.
fn largest_bucket(sizes: impl Iterator<Item = usize>, documents: usize) -> usize {
    let mut sizes: Vec<usize> = sizes.filter(|&size| size > MAX_BUCKET).collect();
    sizes.sort_unstable();
    let mut left = PAIRS_PER_DOCUMENT * documents;
    let fit = |equal: &&[usize]| {
        let pairs = equal.iter().map(|size| size * (size - 1) / 2).sum();
        let fit = pairs <= left;
        left = left.saturating_sub(pairs);
        fit
    };
    let fitting = sizes.chunk_by(|a, b| a == b).take_while(fit).last();
    fitting.map_or(MAX_BUCKET, |equal| equal[0])
}

#[cfg(test)]
mod tests;
