//! An order in which what is made of a document is used while it is still there.

use rayon::prelude::*;

use crate::cluster::UnionFind;
use crate::lsh::CandidatePair;

/// Puts pairs of `documents` documents that hang together next to each other, those of one second document together: where
/// a family has few leaders, each of the others is looked at once.
pub(super) fn by_component(pairs: &mut [CandidatePair], documents: usize) {
    let mut sets = UnionFind::new(documents);
    pairs.iter().for_each(|pair| sets.union(pair.a, pair.b));
    let labels = sets.labels();
    pairs.par_sort_unstable_by_key(|pair| (labels[pair.a as usize], pair.b, pair.a));
}
