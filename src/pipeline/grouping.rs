//! From judged pairs to clusters and families.

use rayon::prelude::*;

use super::needed::{companions, decided_pairs};
use super::pairs::{JudgedPair, Pairs};
use super::templates::{Families, templates};
use super::{Options, Templates};
use crate::cluster::{Cluster, Clustering, Decided, Node, Rulings, decided_clusters};
use crate::decisions::DecisionsError;
use crate::document::DocId;
use crate::judge::{Decision, Verdict};
use crate::report::Counts;

/// What clustering makes of judged pairs.
pub(super) struct Grouped {
    pub(super) clusters: Vec<Cluster>,
    pub(super) templates: Vec<Cluster>,
    /// The given pairs, those that decisions need and those verified while clusters were made, ascending.
    pub(super) pairs: Pairs,
    /// See [`Clustering::unverified`].
    pub(super) unverified: u64,
    /// Pairs that a decision needs and whose figures are not known, ascending.
    pub(super) unknown: Vec<(DocId, DocId)>,
}

impl Grouped {
    /// `counts` with those of clusters and pairs, of which `copies` more are of documents with one comparison text.
    pub(super) fn counts(&self, nodes: &[Node], copies: u64, counts: Counts) -> Counts {
        Counts {
            pairs: self.pairs.len() as u64 + copies,
            same_template: self.pairs.count(Verdict::SameTemplate),
            related: self.pairs.count(Verdict::Related),
            unverified: self.unverified,
            clusters: self.clusters.len() as u64,
            clustered: self.clusters.iter().map(|cluster| cluster.size(nodes)).sum(),
            templates: self.templates.len() as u64,
            ..counts
        }
    }
}

/// Looks at two documents that were no candidates.
pub(super) type Lookup<'a> = dyn Fn(DocId, DocId) -> Option<JudgedPair> + Sync + 'a;

/// How pairs are known that were not given.
pub(super) struct Look<'a> {
    /// Verifies and judges two documents; `None` if their figures do not reach the rule's.
    pub(super) verdict: &'a Lookup<'a>,
    /// The exact figures of two documents; they are related if these do not reach the rule's. `None` if they are not
    /// known.
    pub(super) figures: &'a Lookup<'a>,
    /// Whether each match was a candidate, so that no pair that was not given can be one.
    pub(super) is_complete: bool,
}

/// Clusters the documents `nodes` by their judged `pairs` and by decisions.
///
/// # Errors
///
/// Decisions that need more pairs than a run has room for.
pub(super) fn group(
    nodes: &[Node],
    options: &Options,
    rulings: &Rulings,
    look: &Look<'_>,
    mut pairs: Pairs,
) -> Result<Grouped, DecisionsError> {
    let verdict = |a: DocId, b: DocId| {
        let found = if look.is_complete { None } else { (look.verdict)(a, b) };
        Some(found?.ruled(rulings))
    };
    let figures = |(a, b): (DocId, DocId)| Some((look.figures)(a, b)?.ruled(rulings));
    let joins = |judged: &JudgedPair| {
        options.joins(judged.verdict) && judged.decision != Some(Decision::Different)
    };
    let all = |needed: Vec<(DocId, DocId)>| -> Vec<JudgedPair> {
        needed.into_par_iter().filter_map(figures).collect()
    };
    pairs.rule(rulings);
    pairs.extend(&all(decided_pairs(rulings, &pairs)?));
    pairs.extend(&all(companions(rulings, &pairs, joins)?));
    pairs.sort();
    let count = pairs.iter().filter(joins).count();
    let mut joined = Vec::with_capacity(count);
    joined.extend(pairs.iter().filter(joins).map(|judged| judged.pair));
    let join = |a: DocId, b: DocId| {
        let found = pairs.find(a, b).or_else(|| verdict(a, b))?;
        joins(&found).then_some(found.pair.overlap)
    };
    let overlap = |a: DocId, b: DocId| Some((look.figures)(a, b)?.pair.overlap);
    let decided = Decided { rulings, overlap: &overlap };
    let Clustering { clusters, extra, unverified, unknown } =
        decided_clusters(nodes, joined, &join, &decided);
    pairs.extend(&all(extra.iter().map(|pair| (pair.a, pair.b)).collect()));
    pairs.sort();
    let families = match options.templates {
        Templates::Together => Families::default(),
        Templates::Apart => templates(nodes, &verdict, &pairs, &clusters),
    };
    pairs.extend(&families.new);
    pairs.sort();
    let unverified = if look.is_complete { 0 } else { unverified + families.unverified };
    Ok(Grouped { clusters, templates: families.clusters, pairs, unverified, unknown })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Evidence, Subjects};
    use crate::verify::Overlap;
    use crate::verify::VerifiedPair;

    fn judged(a: u32, b: u32, verdict: Verdict) -> JudgedPair {
        let pair =
            VerifiedPair { a: DocId(a), b: DocId(b), overlap: Overlap { common: 8, a: 10, b: 10 } };
        let evidence =
            Evidence { subjects: Subjects::Same, spliced: None, aligned: None, discounted: None };
        JudgedPair { pair, evidence, verdict, decision: None }
    }

    /// Groups six documents; what is not given is judged to be `unknown`.
    fn grouped(pairs: &[JudgedPair], unknown: Verdict) -> Grouped {
        looked(pairs, unknown, false)
    }

    fn looked(pairs: &[JudgedPair], unknown: Verdict, is_complete: bool) -> Grouped {
        let nodes = [Node { copies: 1, characters: 9 }; 6];
        let look = |a: DocId, b: DocId| Some(judged(a.0, b.0, unknown));
        let look = Look { verdict: &look, figures: &look, is_complete };
        group(&nodes, &Options::default(), &Rulings::default(), &look, Pairs::of(6, pairs))
            .expect("no decision")
    }

    fn ids(clusters: &[Cluster]) -> Vec<(u32, Vec<u32>)> {
        let members = |cluster: &Cluster| cluster.members.iter().map(|m| m.document.0).collect();
        clusters.iter().map(|cluster| (cluster.representative.0, members(cluster))).collect()
    }

    fn places(pairs: &Pairs) -> Vec<(u32, u32)> {
        pairs.documents().map(|(a, b)| (a.0, b.0)).collect()
    }

    /// A ring of five, in which 0 is a representative that was no candidate of 2 and 3.
    fn ring(verdict: Verdict) -> Vec<JudgedPair> {
        [(0, 1), (1, 2), (2, 3), (3, 4), (0, 4)].map(|(a, b)| judged(a, b, verdict)).to_vec()
    }

    #[test]
    fn what_is_found_beside_a_representative_joins_the_pairs() {
        let Grouped { clusters, pairs, .. } = grouped(&ring(Verdict::Match), Verdict::Match);
        assert_eq!(ids(&clusters), [(0, vec![1, 2, 3, 4])]);
        let all = [(0, 1), (0, 2), (0, 3), (0, 4), (1, 2), (2, 3), (3, 4)];
        assert_eq!(places(&pairs), all);
    }

    #[test]
    fn where_each_match_was_given_no_other_is_looked_for() {
        let given = ring(Verdict::Match);
        let Grouped { clusters, pairs, unverified, .. } = looked(&given, Verdict::Match, true);
        assert_eq!(ids(&clusters), [(0, vec![1, 4]), (2, vec![3])]);
        assert_eq!((pairs.len(), unverified), (given.len(), 0));
    }

    #[test]
    fn a_pair_that_is_known_is_not_judged_again() {
        let mut given = ring(Verdict::Match);
        given.extend([(0, 2), (0, 3)].map(|(a, b)| judged(a, b, Verdict::Related)));
        let Grouped { clusters, pairs, .. } = grouped(&given, Verdict::Match);
        assert_eq!(ids(&clusters), [(0, vec![1, 4]), (2, vec![3])]);
        assert_eq!(pairs.len(), given.len());
    }

    #[test]
    fn families_stand_between_representatives_with_the_pairs_that_show_it() {
        // 1 is a text with 0. It shares its template with 3, of which 0 was no candidate, and 4 was none of 0.
        let mut given = vec![judged(0, 1, Verdict::Match)];
        given.extend([(1, 3), (3, 4)].map(|(a, b)| judged(a, b, Verdict::SameTemplate)));
        let Grouped { clusters, templates, pairs, .. } = grouped(&given, Verdict::SameTemplate);
        assert_eq!((ids(&clusters), ids(&templates)), (vec![(0, vec![1])], vec![(3, vec![0, 4])]));
        assert_eq!(places(&pairs), [(0, 1), (0, 3), (1, 3), (3, 4)]);
        let ring = grouped(&ring(Verdict::SameTemplate), Verdict::SameTemplate);
        assert_eq!((ids(&ring.templates), ring.pairs.len()), (vec![(0, vec![1, 2, 3, 4])], 7));
        // What was aligned with 3 is known to be no template of it.
        given.push(judged(0, 3, Verdict::Related));
        assert_eq!(ids(&grouped(&given, Verdict::SameTemplate).templates), [(3, vec![4])]);
    }
}
