//! Clusters of documents, each of which matches the cluster's representative.
//!
//! Components of verified pairs are split into stars: the document most similar to the others of its
//! component (the medoid) takes all that match it, then the same again with those left over (greedy star
//! clustering: Aslam, Pelekhov, Rus, JGAA 2004). So no chain of matches puts a text into a cluster whose
//! representative it does not match.
//!
//! Decisions come first: documents that were decided to be one text are taken together or not at all, and none is
//! taken beside another that it was decided to differ from.

mod rulings;
mod star;
mod union_find;

use rayon::prelude::*;

use crate::document::DocId;
use crate::verify::{Overlap, VerifiedPair};
pub use rulings::{Conflict, Ruled, Rulings};
use star::{Component, LOOKS, Stars};
pub(crate) use union_find::UnionFind;

/// What decides between documents that are equally similar to the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Node {
    /// Documents with the same comparison text, this one included; 0 for a document that stands for none
    /// because it is folded into another.
    pub copies: u32,
    /// Characters of its comparison text.
    pub characters: u32,
}

/// One cluster of folded documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// The medoid of what no cluster before took, by the pairs that were given; ties: the most copies, the longest, the
    /// smallest id.
    pub representative: DocId,
    /// The others, ascending.
    pub members: Vec<Linked>,
}

/// A member and its exact overlap with the representative (side A the representative, side B the member).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Linked {
    /// The member.
    pub document: DocId,
    /// The overlap.
    pub overlap: Overlap,
}

/// All clusters, and the matches found while they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Clustering {
    /// Largest first (copies count), then by representative.
    pub clusters: Vec<Cluster>,
    /// Pairs of a representative and a member that were not among the given ones, ascending.
    pub extra: Vec<VerifiedPair>,
    /// How often a document near a representative was not verified against it, since the budget of its component was spent.
    pub unverified: u64,
    /// Pairs whose overlap a decision needs and nobody knew, ascending: clusters are not as decided without them.
    pub unknown: Vec<(DocId, DocId)>,
}

/// Computes the exact overlap of two documents and gives it if they match.
pub type Verify<'a> = dyn Fn(DocId, DocId) -> Option<Overlap> + Sync + 'a;

/// What decisions make of clusters.
pub struct Decided<'a> {
    /// The decisions.
    pub rulings: &'a Rulings,
    /// Computes the exact overlap of two documents, whether they match or not; `None` where it is not known.
    pub overlap: &'a Verify<'a>,
}

/// The clusters of the documents `nodes`, of which `pairs` match; the set of a document has one size in all of its pairs.
/// A document with copies is a cluster even when it matches no other.
pub fn clusters(nodes: &[Node], pairs: &[VerifiedPair], verify: &Verify<'_>) -> Clustering {
    let decided = Decided { rulings: &Rulings::default(), overlap: &|_, _| None };
    decided_clusters(nodes, pairs.to_vec(), verify, &decided)
}

/// [`clusters`] that follow decisions. `pairs` has matches and pairs of documents that were decided to be one text, and
/// none that was decided to be different.
///
/// - What was decided to be one text is in one cluster.
/// - No two documents of a cluster were decided to be different.
/// - Each member of a cluster matches the representative, or is one text by decision with it or with a member that does.
pub fn decided_clusters(
    nodes: &[Node],
    mut pairs: Vec<VerifiedPair>,
    verify: &Verify<'_>,
    decided: &Decided<'_>,
) -> Clustering {
    let split: Vec<Stars> = components(nodes, &mut pairs, decided.rulings)
        .into_par_iter()
        .map(|(documents, pairs)| {
            Component::new(documents, pairs, nodes).split(verify, decided, LOOKS)
        })
        .collect();
    let mut found = Clustering::default();
    for stars in split {
        found.clusters.extend(stars.clusters);
        found.extra.extend(stars.extra);
        found.unverified += stars.unverified;
        found.unknown.extend(stars.unknown);
    }
    found.extra.sort_unstable_by_key(|pair| (pair.a, pair.b));
    found.extra.dedup();
    found.unknown.sort_unstable();
    found.unknown.dedup();
    found.clusters.sort_by_cached_key(|cluster| {
        (std::cmp::Reverse(cluster.size(nodes)), cluster.representative)
    });
    found
}

impl Cluster {
    /// How many documents it has, copies included.
    pub fn size(&self, nodes: &[Node]) -> u64 {
        let copies = |document: DocId| u64::from(nodes[document.index()].copies);
        let members = self.members.iter().map(|member| copies(member.document));
        copies(self.representative) + members.sum::<u64>()
    }
}

/// Documents that hang together, each list ascending, with their pairs, which are put in that order.
fn components<'p>(
    nodes: &[Node],
    pairs: &'p mut [VerifiedPair],
    rulings: &Rulings,
) -> Vec<(Vec<DocId>, &'p [VerifiedPair])> {
    let mut sets = UnionFind::new(nodes.len());
    let mut stands: Vec<bool> = nodes.iter().map(|node| node.copies > 1).collect();
    let same = rulings.texts().iter().flat_map(|text| text.documents.windows(2));
    let same = same.map(|two| (two[0], two[1]));
    for (a, b) in pairs.iter().map(|pair| (pair.a, pair.b)).chain(same) {
        sets.union(a.0, b.0);
        stands[a.index()] = true;
        stands[b.index()] = true;
    }
    let labels = sets.labels();
    let label = |document: DocId| labels[document.index()];
    pairs.par_sort_unstable_by_key(|pair| (label(pair.a), pair.a, pair.b));
    let mut documents: Vec<DocId> =
        (0..nodes.len() as u32).map(DocId).filter(|document| stands[document.index()]).collect();
    documents.sort_by_key(|&document| label(document));
    let mut left: &[VerifiedPair] = pairs;
    let with_pairs = documents.chunk_by(|&a, &b| label(a) == label(b)).map(|component| {
        let count = left.partition_point(|pair| label(pair.a) <= label(component[0]));
        let (own, others) = left.split_at(count);
        left = others;
        (component.to_vec(), own)
    });
    with_pairs.collect()
}

#[cfg(test)]
mod tests;
