//! Pairs that met in buckets that were capped, and meet again.
//!
//! In a collection on one template a bucket of the template's words throws all documents together, and is capped. Two drafts
//! of one text are in it too, and in smaller buckets beside it, by which they are found here. In a giant family nearly all pairs
//! of a capped bucket meet again: of these each document keeps those that agree most.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::{CandidatePair, MAX_BUCKET, Sketches, ordered};

/// How many of those that it meets again a document keeps: the drafts of one text are two or three, and what else belongs to
/// it is verified when its cluster is made.
pub(super) const NEAREST: usize = 2;

/// The buckets of all bands that were capped.
#[derive(Debug)]
pub(super) struct Capped {
    /// For each band the keys of its buckets, ascending.
    keys: Vec<Vec<u32>>,
    /// For each document whether it is in any of them.
    documents: Vec<AtomicBool>,
}

/// What agrees most with one document: in how many values, and which, the most first, then by number.
#[derive(Debug, Default)]
struct Nearest([Option<(u32, u32)>; NEAREST]);

impl Capped {
    /// None yet, of so many documents.
    pub(super) fn new(documents: usize) -> Self {
        let documents = (0..documents).map(|_| AtomicBool::new(false)).collect();
        Self { keys: Vec::new(), documents }
    }

    /// Takes note of a document of a capped bucket.
    pub(super) fn note(&self, document: u32) {
        self.documents[document as usize].store(true, Ordering::Relaxed);
    }

    /// Adds the next band's buckets by their keys, ascending.
    pub(super) fn push(&mut self, keys: Vec<u32>) {
        self.keys.push(keys);
    }

    fn is_capped(&self, band: usize, key: u32) -> bool {
        self.keys[band].binary_search(&key).is_ok()
    }

    /// For each document the [`NEAREST`] of those that it met first in a capped bucket, and again in one of at most
    /// [`MAX_BUCKET`]. Costs what the bands cost, for the documents of capped buckets.
    pub(super) fn again(&self, sketches: &Sketches) -> Vec<CandidatePair> {
        if self.keys.iter().all(Vec::is_empty) {
            return Vec::new();
        }
        let nearest: Vec<Mutex<Nearest>> =
            self.documents.iter().map(|_| Mutex::default()).collect();
        (0..self.keys.len()).into_par_iter().for_each(|band| {
            self.in_band(sketches, band, |document, agreement, other| {
                let mut nearest =
                    nearest[document as usize].lock().unwrap_or_else(PoisonError::into_inner);
                nearest.add(agreement as u32, other);
            });
        });
        let pairs = (0..).zip(nearest).flat_map(|(document, nearest)| {
            let Nearest(nearest) = nearest.into_inner().unwrap_or_else(PoisonError::into_inner);
            let others = nearest.into_iter().flatten();
            others.map(move |(_, other)| CandidatePair {
                a: document.min(other),
                b: document.max(other),
            })
        });
        pairs.collect()
    }

    /// Calls `found` with both documents, in both orders, and their agreement for each pair that meets again in this band.
    fn in_band(&self, sketches: &Sketches, band: usize, found: impl Fn(u32, usize, u32)) {
        let capped = |document: u32| self.documents[document as usize].load(Ordering::Relaxed);
        let order = ordered(sketches, band, capped);
        // A capped bucket has more, and larger ones meet again too often in a giant family.
        let small = order.chunk_by(|a, b| a.0 == b.0).filter(|bucket| bucket.len() <= MAX_BUCKET);
        for bucket in small {
            for (place, &(_, a)) in bucket.iter().enumerate() {
                for &(_, b) in &bucket[place + 1..] {
                    let Some(agreement) = sketches.agreement(a, b) else { continue };
                    if self.met_first_in_capped(sketches, (a, b), band) {
                        found(a, agreement, b);
                        found(b, agreement, a);
                    }
                }
            }
        }
    }

    /// Whether the first band that two documents share is one before `band`, and the bucket there was capped. Where it was not,
    /// their pair is listed.
    fn met_first_in_capped(&self, sketches: &Sketches, (a, b): (u32, u32), band: usize) -> bool {
        let first = sketches.met_before(a, b, band).next();
        first.is_some_and(|before| self.is_capped(before, sketches.key(a, before)))
    }
}

impl Nearest {
    /// Keeps what agrees more than another. In whatever order and however often they come, the same are kept.
    fn add(&mut self, agreement: u32, other: u32) {
        if self.0.contains(&Some((agreement, other))) {
            return;
        }
        let ranks_before = |kept: (u32, u32)| (agreement, kept.1) > (kept.0, other);
        if let Some(place) = self.0.iter().position(|kept| kept.is_none_or(ranks_before)) {
            self.0[place..].rotate_right(1);
            self.0[place] = Some((agreement, other));
        }
    }
}
