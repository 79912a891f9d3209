//! Candidate pairs without loss: a prefix-filter set-similarity join, and an index of sampled shingles for
//! containment. A candidate is never a result.
//!
//! Two sets that share at least t shingles share one among the |x| - t + 1 rarest of each (Chaudhuri, Ganti,
//! Kaushik, ICDE 2006; Bayardo, Ma, Srikant, WWW 2007; Mann, Augsten, Bouros, PVLDB 2016). With shingles ordered by
//! the number of documents they stand in, those prefixes hold few that many documents share.

mod containment;
mod entries;
mod lists;
mod postings;

use std::fmt;
use std::io;

use rayon::prelude::*;

use crate::lsh::CandidatePair;
use crate::store::Hashes;
use crate::verify::MatchRule;
pub use containment::{Contained, Samples, sampled};
pub use entries::Room;
use lists::Lists;
use postings::Postings;

/// More documents have shingles in common than the lists of a join can count: 2³² entries, at 16 GiB a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooMany;

impl TooMany {
    /// Whether `error` is this one.
    pub fn is(error: &io::Error) -> bool {
        matches!(error.get_ref(), Some(inner) if inner.is::<Self>())
    }
}

impl fmt::Display for TooMany {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("more than 4 billion shared shingles")
    }
}

impl std::error::Error for TooMany {}

impl From<TooMany> for io::Error {
    fn from(error: TooMany) -> Self {
        io::Error::other(error)
    }
}

/// Shared shingles, ready to be joined.
#[derive(Debug)]
pub struct Join {
    postings: Postings,
    rule: MatchRule,
    /// For each shared shingle the documents that have it in their prefix for Jaccard, ascending.
    by_prefix: Lists,
}

impl Join {
    /// Prepares the join of `texts` by `rule`. Memory: 8 bytes for each shingle that two documents share.
    ///
    /// # Errors
    ///
    /// Those of temporary files; [`TooMany`].
    pub fn new(texts: &Hashes, rule: MatchRule, room: &Room) -> io::Result<Self> {
        let postings = Postings::new(texts, room)?;
        // A pair at the threshold shares at least this part of the larger set, so of each.
        let length = |document| prefix(postings.size(document), rule.threshold).length;
        let by_prefix = postings.by_prefix(length)?;
        Ok(Self { postings, rule, by_prefix })
    }

    /// How many pairs of a document and a shingle's document [`Join::candidates`] will look at: what it costs.
    pub fn cost(&self) -> u64 {
        let shingles = (0..self.by_prefix.len() as u32).into_par_iter();
        let by_jaccard: u64 =
            shingles.map(|shingle| (self.by_prefix.get(shingle).len() as u64).pow(2)).sum();
        let by_containment = (0..self.postings.len() as u32).into_par_iter().map(|document| {
            let Prefix { length, .. } = prefix(self.postings.size(document), self.rule.containment);
            let shingles = self.postings.prefix(document, length).iter();
            shingles.map(|&shingle| self.postings.documents(shingle).len() as u64).sum::<u64>()
        });
        by_jaccard + by_containment.sum::<u64>()
    }

    /// Every pair that reaches the rule's threshold or containment is among them, ascending, without repeats.
    pub fn candidates(&self) -> Vec<CandidatePair> {
        let mut pairs: Vec<CandidatePair> = (0..self.postings.len() as u32)
            .into_par_iter()
            .flat_map_iter(|document| {
                let others = self.similar(document).into_iter().chain(self.containing(document));
                others.map(move |other| pair(document, other)).collect::<Vec<_>>()
            })
            .collect();
        pairs.par_sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Documents before `document` that may reach the threshold with it.
    fn similar(&self, document: u32) -> Vec<u32> {
        let size = self.postings.size(document);
        let Prefix { length, common } = prefix(size, self.rule.threshold);
        let before = |&shingle: &u32| {
            let documents = self.by_prefix.get(shingle);
            documents[..documents.partition_point(|&other| other < document)].iter().copied()
        };
        let others = self.postings.prefix(document, length).iter().flat_map(before);
        repeated(others, |other, times| {
            let other = self.postings.size(other);
            times >= common.min(prefix(other, self.rule.threshold).common)
                && f64::from(size.min(other)) >= self.rule.threshold * f64::from(size.max(other))
        })
    }

    /// Documents at least as large that may contain `document`.
    fn containing(&self, document: u32) -> Vec<u32> {
        let size = self.postings.size(document);
        let Prefix { length, common } = prefix(size, self.rule.containment);
        let shingles = self.postings.prefix(document, length).iter();
        let others = shingles.flat_map(|&shingle| self.postings.documents(shingle)).copied();
        let others = others.filter(|&other| other != document && self.postings.size(other) >= size);
        repeated(others, |_, times| times >= common)
    }
}

/// What of a set must be looked at to find the sets that have a given share of it.
struct Prefix {
    /// How many of its rarest shingles.
    length: u32,
    /// How many of them those sets have at least.
    common: usize,
}

/// A longer prefix with more shingles in common costs little and leaves fewer chance candidates (Wang, Li, Feng,
/// SIGMOD 2012); from about 32 on nothing is gained.
const COMMON: u32 = 32;

/// If a set has t shingles of another, its prefix without the last t - c has c of them.
fn prefix(size: u32, share: f64) -> Prefix {
    // A little less is required than the product says, so that no rounding loses a pair.
    let shared = (share * f64::from(size) - 1e-6).ceil().max(1.0) as u32;
    let common = shared.min(COMMON);
    Prefix { length: (size + common).saturating_sub(shared), common: common as usize }
}

/// Those of `others` for which `holds` of them and how often they occur, ascending.
fn repeated(others: impl Iterator<Item = u32>, holds: impl Fn(u32, usize) -> bool) -> Vec<u32> {
    let mut others: Vec<u32> = others.collect();
    others.sort_unstable();
    let runs = others.chunk_by(|a, b| a == b);
    runs.filter(|run| holds(run[0], run.len())).map(|run| run[0]).collect()
}

fn pair(a: u32, b: u32) -> CandidatePair {
    CandidatePair { a: a.min(b), b: a.max(b) }
}

#[cfg(test)]
mod tests;
