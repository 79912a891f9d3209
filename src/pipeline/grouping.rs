//! From judged pairs to clusters and families.

use rayon::prelude::*;

use super::judging::JudgedPair;
use super::needed::{companions, decided_pairs};
use super::templates::templates;
use super::{Options, Templates};
use crate::cluster::{Cluster, Clustering, Decided, Node, Rulings, decided_clusters};
use crate::document::DocId;
use crate::judge::Decision;
use crate::verify::VerifiedPair;

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
    let mut pairs = pairs;
    pairs.par_iter_mut().for_each(|judged| *judged = judged.ruled(rulings));
    let decided = decided_pairs(rulings, &pairs);
    pairs.par_extend(decided.into_par_iter().filter_map(figures));
    let beside = companions(rulings, &pairs, joins);
    pairs.par_extend(beside.into_par_iter().filter_map(figures));
    sort(&mut pairs);
    let count = pairs.iter().filter(|judged| joins(judged)).count();
    let mut joined = Vec::with_capacity(count);
    joined.extend(pairs.iter().filter(|judged| joins(judged)).map(|judged| judged.pair));
    let join = |a: DocId, b: DocId| {
        let found = find(&pairs, a, b).or_else(|| verdict(a, b))?;
        joins(&found).then_some(found.pair.overlap)
    };
    let overlap = |a: DocId, b: DocId| Some((look.figures)(a, b)?.pair.overlap);
    let decided = Decided { rulings, overlap: &overlap };
    let Clustering { clusters, extra, unknown } = decided_clusters(nodes, joined, &join, &decided);
    pairs.reserve_exact(extra.len());
    pairs.extend(extra.iter().filter_map(|pair| figures((pair.a, pair.b))));
    sort(&mut pairs);
    let (templates, new) = match options.templates {
        Templates::Together => Default::default(),
        Templates::Apart => templates(nodes, &verdict, &pairs, &clusters),
    };
    pairs.reserve_exact(new.len());
    pairs.extend(new);
    sort(&mut pairs);
    Grouped { clusters, templates, pairs, unknown }
}

/// Ascending, each pair once.
fn sort(pairs: &mut Vec<JudgedPair>) {
    let place = |judged: &JudgedPair| (judged.pair.a, judged.pair.b);
    // A pair that was aligned comes first among equals.
    pairs.par_sort_unstable_by_key(|judged| (place(judged), judged.evidence.aligned.is_none()));
    pairs.dedup_by_key(|judged| place(judged));
}

/// What is known of two documents by `pairs`, which ascend; the overlap is seen from `a`.
pub(super) fn find(pairs: &[JudgedPair], a: DocId, b: DocId) -> Option<JudgedPair> {
    let pair = (a.min(b), a.max(b));
    let found = pairs.binary_search_by_key(&pair, |judged| (judged.pair.a, judged.pair.b)).ok()?;
    let found = pairs[found];
    let overlap = if a < b { found.pair.overlap } else { found.pair.overlap.swapped() };
    Some(JudgedPair { pair: VerifiedPair { a, b, overlap }, ..found })
}
