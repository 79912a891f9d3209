//! Families of texts in one frame: what is the same template is shown together, apart from what is the same text.

use rayon::prelude::*;

use super::grouping::Verdict as Judge;
use super::judging::JudgedPair;
use crate::cluster::{Cluster, Clustering, Node, clusters};
use crate::document::DocId;
use crate::judge::Verdict;
use crate::verify::VerifiedPair;

/// The families among the representatives of `copies` and the documents outside all clusters, each around a
/// representative of its own. Pairs that are verified for it are added to `pairs`.
pub(super) fn templates(
    nodes: &[Node],
    judge: &Judge<'_>,
    pairs: &mut Vec<JudgedPair>,
    copies: &[Cluster],
) -> Vec<Cluster> {
    let home = homes(nodes.len(), copies);
    let same = pairs.iter().filter(|judged| judged.verdict == Verdict::SameTemplate);
    let mut same: Vec<(DocId, DocId)> = same.map(|judged| (judged.pair.a, judged.pair.b)).collect();
    same.par_sort_unstable();
    let mut links: Vec<(DocId, DocId)> = same
        .iter()
        .map(|(a, b)| (home[a.index()], home[b.index()]))
        .filter(|(a, b)| a != b)
        .map(|(a, b)| (a.min(b), a.max(b)))
        .collect();
    links.sort_unstable();
    links.dedup();
    let verdict = |a, b| judge(a, b).filter(|found| found.verdict == Verdict::SameTemplate);
    let mut linked: Vec<JudgedPair> =
        links.par_iter().filter_map(|&(a, b)| verdict(a, b)).collect();
    let mut family = vec![Node::default(); nodes.len()];
    for document in linked.iter().flat_map(|judged| [judged.pair.a, judged.pair.b]) {
        family[document.index()] = Node { copies: 1, ..nodes[document.index()] };
    }
    let edges: Vec<VerifiedPair> = linked.iter().map(|judged| judged.pair).collect();
    let join = |a, b| Some(verdict(a, b)?.pair.overlap);
    let Clustering { clusters, extra, .. } = clusters(&family, &edges, &join);
    let is_new = |judged: &JudgedPair| same.binary_search(&(judged.pair.a, judged.pair.b)).is_err();
    linked.retain(is_new);
    pairs.reserve_exact(linked.len() + extra.len());
    pairs.extend(linked);
    pairs.extend(extra.iter().filter_map(|pair| verdict(pair.a, pair.b)));
    clusters
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
