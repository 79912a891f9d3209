//! From candidates to verified pairs.

use rayon::prelude::*;

use super::Options;
use super::collection::Collection;
use super::order::Tiles;
use super::sets::Sets;
use crate::document::DocId;
use crate::judge::{are_spliced, has_own_stretches, may_be_spliced};
use crate::lsh::CandidatePair;
use crate::progress::Progress;
use crate::verify::{Together, VerifiedPair, verify};

/// Texts with up to so many shingles are compared all at once: those of two tiles, where they are speeches. Larger ones pair by
/// pair, so that nothing is done for each shingle of a giant in each of its pairs.
const TOGETHER: usize = 1 << 17;

/// A verified pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verified {
    pub(super) pair: VerifiedPair,
    /// Whether both are spliced, where that was looked at while their shingles were at hand.
    pub(super) spliced: Option<bool>,
}

/// Verifies the candidates of a collection.
pub(super) struct Verifier<'a> {
    pub(super) collection: &'a Collection,
    pub(super) sets: &'a Sets<'a>,
    pub(super) options: &'a Options,
    pub(super) progress: &'a dyn Progress,
}

impl Verifier<'_> {
    /// The pairs that reach the figures of the rule, in the order of the candidates. Those of the same two tiles should stand
    /// together.
    pub(super) fn all(&self, candidates: &[CandidatePair], tiles: &Tiles) -> Vec<Verified> {
        let blocks = candidates.par_chunk_by(|one, two| tiles.of(one) == tiles.of(two));
        let pairs = blocks.flat_map_iter(|block| {
            self.progress.advance(block.len() as u64);
            self.block(block)
        });
        pairs.collect()
    }

    fn block(&self, pairs: &[CandidatePair]) -> Vec<Verified> {
        let mut documents: Vec<u32> = pairs.iter().flat_map(|pair| [pair.a, pair.b]).collect();
        documents.sort_unstable();
        documents.dedup();
        let count = |&document: &u32| self.collection.shingles.count(document);
        if documents.iter().map(count).sum::<usize>() <= TOGETHER {
            return self.together(pairs, &documents);
        }
        if let [pair] = pairs {
            return self.by_sets(pair).into_iter().collect();
        }
        let (some, others) = pairs.split_at(pairs.len() / 2);
        [some, others].into_iter().flat_map(|part| self.block(part)).collect()
    }

    /// Pairs of `documents`, which ascend.
    fn together(&self, pairs: &[CandidatePair], documents: &[u32]) -> Vec<Verified> {
        let shingles: Vec<_> = documents
            .iter()
            .map(|&document| self.collection.shingles.get(document).unwrap_or_default())
            .collect();
        let shingles: Vec<&[u64]> = shingles.iter().map(|shingles| &**shingles).collect();
        let together = Together::new(&shingles);
        let rule = &self.options.matching;
        let has_own = |text: usize, other: usize| {
            let is_shared = |number: u32| together.has(other, number);
            has_own_stretches(together.numbers(text), is_shared, self.options.shingle.width)
        };
        let verified = |pair: &CandidatePair| {
            let [a, b] = [pair.a.min(pair.b), pair.a.max(pair.b)];
            let [x, y] = [a, b].map(|one| documents.partition_point(|&other| other < one));
            let [a, b] = [a, b].map(DocId);
            let tokens = self.collection.tokens(a).min(self.collection.tokens(b));
            let overlap = together.verify(rule, (x, y), tokens)?;
            let spliced =
                may_be_spliced(rule, &overlap).then(|| are_spliced(x, y, &overlap, has_own));
            Some(Verified { pair: VerifiedPair { a, b, overlap }, spliced })
        };
        pairs.iter().filter_map(verified).collect()
    }

    fn by_sets(&self, pair: &CandidatePair) -> Option<Verified> {
        let [a, b] = [pair.a, pair.b].map(DocId);
        let overlap = verify(&self.options.matching, &self.sets.get(a), &self.sets.get(b))?;
        Some(Verified { pair: VerifiedPair::ordered(a, b, overlap), spliced: None })
    }
}
