//! From judged pairs to clusters and families.

use rayon::prelude::*;

use super::judging::JudgedPair;
use super::needed::{companions, decided_pairs};
use super::templates::templates;
use super::{Options, Templates};
use crate::cluster::{Cluster, Clustering, Decided, Node, Rulings, decided_clusters};
use crate::document::DocId;
use crate::judge::Decision;

/// What clustering makes of judged pairs.
pub(super) struct Grouped {
    pub(super) clusters: Vec<Cluster>,
    pub(super) templates: Vec<Cluster>,
    /// The given pairs, those that decisions need and those verified while clusters were made, ascending.
    pub(super) pairs: Vec<JudgedPair>,
    /// Pairs that a decision needs and whose figures are not known, ascending.
    pub(super) unknown: Vec<(DocId, DocId)>,
}

/// Looks at two documents that were no candidates.
pub(super) type Verdict<'a> = dyn Fn(DocId, DocId) -> Option<JudgedPair> + Sync + 'a;

/// How pairs are known that were not given.
pub(super) struct Look<'a> {
    /// Verifies and judges two documents; `None` if their figures do not reach the rule's.
    pub(super) verdict: &'a Verdict<'a>,
    /// The exact figures of two documents; they are related if these do not reach the rule's. `None` if they are not
    /// known.
    pub(super) figures: &'a Verdict<'a>,
}

/// Clusters the documents `nodes` by their judged `pairs` and by decisions.
pub(super) fn group(
    nodes: &[Node],
    options: &Options,
    rulings: &Rulings,
    look: &Look<'_>,
    pairs: Vec<JudgedPair>,
) -> Grouped {
    let verdict = |a: DocId, b: DocId| Some((look.verdict)(a, b)?.ruled(rulings));
    let figures = |(a, b): (DocId, DocId)| Some((look.figures)(a, b)?.ruled(rulings));
    let joins = |judged: &JudgedPair| {
        options.joins(judged.verdict) && judged.decision != Some(Decision::Different)
    };
    let mut pairs: Vec<JudgedPair> =
        pairs.into_iter().map(|judged| judged.ruled(rulings)).collect();
    let decided = decided_pairs(rulings, &pairs);
    pairs.par_extend(decided.into_par_iter().filter_map(figures));
    let beside = companions(rulings, &pairs, joins);
    pairs.par_extend(beside.into_par_iter().filter_map(figures));
    let count = pairs.iter().filter(|judged| joins(judged)).count();
    let (mut joined, mut parted) =
        (Vec::with_capacity(count), Vec::with_capacity(pairs.len() - count));
    for judged in &pairs {
        if joins(judged) {
            joined.push(judged.pair);
        } else {
            parted.push((judged.pair.a, judged.pair.b));
        }
    }
    parted.par_sort_unstable();
    let join = |a: DocId, b: DocId| {
        let known = parted.binary_search(&(a.min(b), a.max(b))).is_ok();
        let found = (!known).then(|| verdict(a, b)).flatten();
        Some(found.filter(joins)?.pair.overlap)
    };
    let overlap = |a: DocId, b: DocId| Some((look.figures)(a, b)?.pair.overlap);
    let decided = Decided { rulings, overlap: &overlap };
    let Clustering { clusters, extra, unknown } = decided_clusters(nodes, joined, &join, &decided);
    pairs.reserve_exact(extra.len());
    pairs.extend(extra.iter().filter_map(|pair| figures((pair.a, pair.b))));
    let templates = match options.templates {
        Templates::Together => Vec::new(),
        Templates::Apart => templates(nodes, &verdict, &mut pairs, &clusters),
    };
    // A pair that was aligned comes first among equals.
    pairs.sort_unstable_by_key(|found| {
        (found.pair.a, found.pair.b, found.evidence.aligned.is_none())
    });
    pairs.dedup_by_key(|found| (found.pair.a, found.pair.b));
    Grouped { clusters, templates, pairs, unknown }
}
