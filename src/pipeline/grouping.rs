//! From judged pairs to clusters and families.

use ahash::AHashSet;

use super::judging::JudgedPair;
use super::templates::templates;
use super::{Options, Templates};
use crate::cluster::{Cluster, Clustering, Node, clusters};
use crate::document::DocId;
use crate::verify::VerifiedPair;

/// What clustering makes of judged pairs.
pub(super) struct Grouped {
    pub(super) clusters: Vec<Cluster>,
    pub(super) templates: Vec<Cluster>,
    /// The given pairs and those verified while clusters were made, ascending.
    pub(super) pairs: Vec<JudgedPair>,
}

/// Verifies and judges two documents that were no candidates; `None` if their figures do not reach the rule's.
pub(super) type Verdict<'a> = dyn Fn(DocId, DocId) -> Option<JudgedPair> + Sync + 'a;

/// Clusters the documents `nodes` by their judged `pairs`.
pub(super) fn group(
    nodes: &[Node],
    options: &Options,
    verdict: &Verdict<'_>,
    mut pairs: Vec<JudgedPair>,
) -> Grouped {
    let (joined, parted): (Vec<&JudgedPair>, Vec<&JudgedPair>) =
        pairs.iter().partition(|judged| options.joins(judged.verdict));
    let joined: Vec<VerifiedPair> = joined.iter().map(|judged| judged.pair).collect();
    let parted: AHashSet<(DocId, DocId)> =
        parted.iter().map(|judged| (judged.pair.a, judged.pair.b)).collect();
    let join = |a: DocId, b: DocId| {
        let known = parted.contains(&(a.min(b), a.max(b)));
        let found = (!known).then(|| verdict(a, b)).flatten();
        Some(found.filter(|found| options.joins(found.verdict))?.pair.overlap)
    };
    let Clustering { clusters, extra } = clusters(nodes, &joined, &join);
    pairs.extend(extra.iter().filter_map(|pair| verdict(pair.a, pair.b)));
    let templates = match options.templates {
        Templates::Together => Vec::new(),
        Templates::Apart => templates(nodes, verdict, &mut pairs, &clusters),
    };
    // A pair that was aligned comes first among equals.
    pairs.sort_unstable_by_key(|found| {
        (found.pair.a, found.pair.b, found.evidence.aligned.is_none())
    });
    pairs.dedup_by_key(|found| (found.pair.a, found.pair.b));
    Grouped { clusters, templates, pairs }
}
