//! Families of texts in one frame: what is the same template is shown together, apart from what is the same text.

use rayon::prelude::*;

use super::grouping::Lookup;
use super::pairs::{JudgedPair, Pairs};
use crate::cluster::{Cluster, Clustering, Node, clusters};
use crate::document::DocId;
use crate::judge::Verdict;
use crate::verify::VerifiedPair;

/// Families, and what came of looking for them.
#[derive(Default)]
pub(super) struct Families {
    pub(super) clusters: Vec<Cluster>,
    /// The pairs verified for them.
    pub(super) new: Vec<JudgedPair>,
    /// See [`Clustering::unverified`].
    pub(super) unverified: u64,
}

/// The families among the representatives of `copies` and the documents outside all clusters, each around a
/// representative of its own. What they need of `pairs`, which ascend, is not verified again.
pub(super) fn templates(
    nodes: &[Node],
    judge: &Lookup<'_>,
    pairs: &Pairs,
    copies: &[Cluster],
) -> Families {
    let home = homes(nodes.len(), copies);
    let is_same = |judged: &JudgedPair| judged.verdict == Verdict::SameTemplate;
    let mut links: Vec<(DocId, DocId)> = pairs
        .iter()
        .filter(is_same)
        .map(|judged| (home[judged.pair.a.index()], home[judged.pair.b.index()]))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    links.sort_unstable();
    links.dedup();
    let verdict = |a, b| pairs.find(a, b).or_else(|| judge(a, b)).filter(is_same);
    let linked: Vec<JudgedPair> = links.par_iter().filter_map(|&(a, b)| verdict(a, b)).collect();
    let mut family = vec![Node::default(); nodes.len()];
    for document in linked.iter().flat_map(|judged| [judged.pair.a, judged.pair.b]) {
        family[document.index()] = Node { copies: 1, ..nodes[document.index()] };
    }
    let edges: Vec<VerifiedPair> = linked.iter().map(|judged| judged.pair).collect();
    let join = |a, b| Some(verdict(a, b)?.pair.overlap);
    let Clustering { clusters, extra, unverified, .. } = clusters(&family, &edges, &join);
    let extra = extra.iter().filter_map(|pair| verdict(pair.a, pair.b));
    let new = linked.into_iter().chain(extra);
    let new = new.filter(|judged| pairs.find(judged.pair.a, judged.pair.b).is_none()).collect();
    Families { clusters, new, unverified }
}

/// For each document the representative of its cluster, or itself.
fn homes(documents: usize, copies: &[Cluster]) -> Vec<DocId> {
    let mut home: Vec<DocId> = (0..documents).map(|index| DocId(index as u32)).collect();
    for cluster in copies {
        for member in &cluster.members {
            home[member.document.index()] = cluster.representative;
        }
    }
    home
}
