//! How good the clusters of a report are, by a record of which texts are one.
//!
//! Every document is in one cluster and one group, if need be alone. Pair figures count pairs of documents; B-cubed is
//! that of Bagga and Baldwin (1998), the mean over documents; the adjusted Rand index that of Hubert and Arabie (1985).

mod metrics;
mod truth;

pub use truth::{Truth, TruthError};

use std::fmt;

use ahash::{AHashMap, AHashSet};
use serde::Serialize;

use crate::cluster::UnionFind;
use crate::error::Lang;
use crate::number::count;
use crate::report::{OptionValue, wire};
pub use metrics::{Figures, Means, PairFigures};

use metrics::figures;

/// The schema of [`Scores`].
pub const SCHEMA: &str = "leitong.eval/1";

/// The figures of a report. A share of nothing is absent (`null`), neither 0 nor 1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scores {
    /// [`SCHEMA`].
    pub schema: &'static str,
    /// Documents of the run; those that neither a cluster nor the truth names are alone in both.
    pub documents: u64,
    /// Clusters of two documents and more.
    pub clusters: u64,
    /// Groups of two documents and more.
    pub groups: u64,
    /// Of the report's clusters.
    #[serde(flatten)]
    pub figures: Figures,
    /// The best that one threshold on the exact Jaccard similarity reaches on the same pairs, from the report's own
    /// threshold on: components of all pairs that reach it, templates and all; absent where the report has no pair.
    pub jaccard_alone: Option<Baseline>,
    /// By the tenths of the Jaccard similarity that the truth gives; empty where it gives none.
    pub by_jaccard: Vec<Tenth>,
}

/// Components of pairs at one threshold.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Baseline {
    /// The threshold, in hundredths.
    pub threshold: f64,
    /// Of its components.
    #[serde(flatten)]
    pub figures: Figures,
}

/// The pairs of the truth in a tenth of Jaccard similarity.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tenth {
    /// The lower end, 0..1; the tenth goes up to the next, the last one including 1.
    pub from: f64,
    /// Pairs that the truth gives with a similarity in this tenth.
    pub pairs: u64,
    /// Those of them that are among the report's verified pairs.
    pub verified: u64,
    /// Those of `pairs` that are one text by the truth.
    pub same: u64,
    /// Those of `same` that stand in one cluster.
    pub joined: u64,
    /// `joined` / `same`.
    pub recall: Option<f64>,
}

/// Numbers for the documents that are known by name.
#[derive(Default)]
struct Ids<'a>(AHashMap<&'a str, u32>);

impl<'a> Ids<'a> {
    fn of(&mut self, id: &'a str) -> u32 {
        let next = self.0.len() as u32;
        *self.0.entry(id).or_insert(next)
    }
}

/// Why a truth does not fit a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// Documents that clusters and truth name.
    pub named: u64,
    /// Documents of the run.
    pub documents: u64,
    /// Whether no document of the truth stands in any pair of the report.
    pub strangers: bool,
}

impl Mismatch {
    /// What was found and what to do, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        let (named, documents) = (count(self.named), count(self.documents));
        match (self.strangers, lang) {
            (true, Lang::Zh) => {
                "真值文件里没有一个 id 见于报告的任何一对；请检查是否属于同一集合".to_owned()
            }
            (true, Lang::En) => {
                "no id of the truth stands in any pair of the report; check that both are of one collection".to_owned()
            }
            (false, Lang::Zh) => format!(
                "报告有 {documents} 篇文档，而它与真值文件共提到 {named} 个 id；请检查是否属于同一集合"
            ),
            (false, Lang::En) => format!(
                "the report is of {documents} documents, but it and the truth name {named} ids; check that both are of \
                 one collection"
            ),
        }
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for Mismatch {}

/// The figures of `report` by `truth`. Near-linear in their sizes.
///
/// # Errors
///
/// A truth of another collection, as far as that can be told.
pub fn evaluate(report: &wire::Report, truth: &Truth) -> Result<Scores, Mismatch> {
    let mut ids = Ids::default();
    let paired: AHashSet<&str> =
        report.documents.iter().map(|document| document.id.as_str()).collect();
    let strangers = !truth.ids().any(|id| paired.contains(id)) && !paired.is_empty();
    let members = report.clusters.iter().zip(0..).flat_map(|(cluster, number)| {
        cluster.members.iter().map(move |member| (member.id.as_str(), number))
    });
    let members: Vec<(u32, u32)> = members.map(|(id, number)| (ids.of(id), number)).collect();
    let groups: Vec<(u32, u32)> =
        truth.groups().into_iter().map(|(id, group)| (ids.of(id), group)).collect();
    let paired = report.pairs.iter().map(|pair| (ids.of(&pair.a), ids.of(&pair.b), pair.jaccard));
    let pairs: Vec<(u32, u32, f64)> = paired.collect();
    let given: Vec<(u32, u32, f64, Option<bool>)> = truth
        .similarities()
        .map(|(a, b, jaccard, same)| (ids.of(a), ids.of(b), jaccard, same))
        .collect();
    let (named, documents) = (ids.0.len() as u64, report.run.counts.documents);
    if named > documents || strangers {
        return Err(Mismatch { named, documents, strangers });
    }
    let clusters = labels(named, &members);
    let groups = labels(named, &groups);
    let least = report.run.options.get("threshold").and_then(number).unwrap_or(0.0);
    Ok(Scores {
        schema: SCHEMA,
        documents,
        clusters: report.clusters.len() as u64,
        groups: metrics::several(&groups),
        figures: figures(&clusters, &groups, documents),
        jaccard_alone: best_threshold(&pairs, least, &groups, documents),
        by_jaccard: tenths(&given, &verified(report, &ids), &clusters, &groups),
    })
}

fn number(value: &OptionValue) -> Option<f64> {
    if let OptionValue::Number(number) = value { Some(*number) } else { None }
}

/// A label for each of `count` documents: that of its set, or one of its own.
fn labels(count: u64, sets: &[(u32, u32)]) -> Vec<u32> {
    let first = sets.iter().map(|&(_, set)| set + 1).max().unwrap_or(0);
    let mut labels: Vec<u32> = (first..first + count as u32).collect();
    for &(document, set) in sets {
        labels[document as usize] = set;
    }
    labels
}

/// The verified pairs with the smaller number first; copies go by the document that stands for them.
fn verified(report: &wire::Report, ids: &Ids<'_>) -> impl Fn(u32, u32) -> bool {
    let number = |id: &str| ids.0.get(id).copied();
    let ordered = |a: u32, b: u32| (a.min(b), a.max(b));
    let pairs =
        report.pairs.iter().filter_map(|pair| Some(ordered(number(&pair.a)?, number(&pair.b)?)));
    let pairs: AHashSet<(u32, u32)> = pairs.collect();
    let copies = report.documents.iter();
    let copies =
        copies.filter_map(|copy| Some((number(&copy.id)?, number(copy.copy_of.as_deref()?)?)));
    let copies: AHashMap<u32, u32> = copies.collect();
    move |a, b| {
        let stand = |document: u32| copies.get(&document).copied().unwrap_or(document);
        stand(a) == stand(b) || pairs.contains(&ordered(stand(a), stand(b)))
    }
}

/// The threshold in hundredths, from `least` on, with the best F1; the lowest of equally good ones.
fn best_threshold(
    pairs: &[(u32, u32, f64)],
    least: f64,
    groups: &[u32],
    documents: u64,
) -> Option<Baseline> {
    let mut pairs = pairs.to_vec();
    pairs.sort_by(|x, y| y.2.total_cmp(&x.2));
    let mut sets = UnionFind::new(groups.len());
    let mut best: Option<Baseline> = None;
    let mut joined = 0;
    let lowest = (least * 100.0).round() as u32;
    for threshold in (lowest..=100).rev().map(|hundredths| f64::from(hundredths) / 100.0) {
        while let Some(&(a, b, _)) = pairs.get(joined).filter(|pair| pair.2 >= threshold) {
            sets.union(a, b);
            joined += 1;
        }
        let figures = figures(&sets.labels(), groups, documents);
        let better = best.as_ref().is_none_or(|best| figures.pairs.f1 >= best.figures.pairs.f1);
        if joined > 0 && better {
            best = Some(Baseline { threshold, figures });
        }
    }
    best
}

fn tenths(
    given: &[(u32, u32, f64, Option<bool>)],
    verified: &impl Fn(u32, u32) -> bool,
    clusters: &[u32],
    groups: &[u32],
) -> Vec<Tenth> {
    let mut tenths = [[0_u64; 4]; 10];
    for &(a, b, jaccard, same) in given {
        let [pairs, found, true_pairs, joined] = &mut tenths[((jaccard * 10.0) as usize).min(9)];
        let one = |labels: &[u32]| labels[a as usize] == labels[b as usize];
        let same = same.unwrap_or_else(|| one(groups));
        *pairs += 1;
        *found += u64::from(verified(a, b));
        *true_pairs += u64::from(same);
        *joined += u64::from(same && one(clusters));
    }
    let counted = (0_u32..).zip(tenths).filter(|(_, [pairs, ..])| *pairs > 0);
    let tenth = |(number, [pairs, verified, same, joined]): (u32, [u64; 4])| Tenth {
        from: f64::from(number) / 10.0,
        pairs,
        verified,
        same,
        joined,
        recall: metrics::ratio(joined, same),
    };
    counted.map(tenth).collect()
}

#[cfg(test)]
mod tests;
