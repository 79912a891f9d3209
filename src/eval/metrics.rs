//! How well one partition of documents agrees with another.

use serde::Serialize;

/// The agreement of clusters with groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// Over pairs of documents.
    pub pairs: PairFigures,
    /// B-cubed: means over documents (Bagga, Baldwin, 1998).
    pub b_cubed: Means,
    /// The adjusted Rand index, at most 1, about 0 by chance (Hubert, Arabie, 1985).
    pub adjusted_rand_index: Option<f64>,
    /// The share of the groups of two and more documents that are clusters exactly.
    pub exact_set_accuracy: Option<f64>,
}

/// Counts and figures over pairs of documents.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairFigures {
    /// Pairs in one cluster and in one group.
    pub both: u64,
    /// Pairs in one cluster.
    pub clusters: u64,
    /// Pairs in one group.
    pub groups: u64,
    /// `both` / `clusters`.
    pub precision: Option<f64>,
    /// `both` / `groups`.
    pub recall: Option<f64>,
    /// Twice `both` / (`clusters` + `groups`).
    pub f1: Option<f64>,
}

/// Precision, recall, and their harmonic mean, 0..=1.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Means {
    /// How much of a document's cluster is of its group, on average.
    pub precision: Option<f64>,
    /// How much of a document's group is in its cluster, on average.
    pub recall: Option<f64>,
    /// The harmonic mean of both.
    pub f1: Option<f64>,
}

pub(super) fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// Compares the labels of the same documents; further ones, up to `documents`, are alone in both. Costs two sorts.
pub(super) fn figures(clusters: &[u32], groups: &[u32], documents: u64) -> Figures {
    let (in_cluster, in_group) = (sizes(clusters), sizes(groups));
    let mut cells: Vec<(u32, u32)> = clusters.iter().copied().zip(groups.iter().copied()).collect();
    cells.sort_unstable();
    let [mut both, mut exact] = [0; 2];
    let alone = documents - clusters.len() as u64;
    let [mut precision, mut recall] = [alone as f64; 2];
    for cell in cells.chunk_by(|x, y| x == y) {
        let (cluster, group) = cell[0];
        let (common, a, b) =
            (cell.len() as u64, in_cluster[cluster as usize], in_group[group as usize]);
        both += pairs(common);
        precision += (common * common) as f64 / a as f64;
        recall += (common * common) as f64 / b as f64;
        exact += u64::from(common == a && common == b && common > 1);
    }
    let sum = |sizes: &[u64]| sizes.iter().copied().map(pairs).sum::<u64>();
    let (of_clusters, of_groups) = (sum(&in_cluster), sum(&in_group));
    let mean = |total: f64| (documents > 0).then(|| total / documents as f64);
    let (precision, recall) = (mean(precision), mean(recall));
    let harmonic = precision.zip(recall).map(|(p, r)| 2.0 * p * r / (p + r));
    Figures {
        pairs: PairFigures {
            both,
            clusters: of_clusters,
            groups: of_groups,
            precision: ratio(both, of_clusters),
            recall: ratio(both, of_groups),
            f1: ratio(2 * both, of_clusters + of_groups),
        },
        b_cubed: Means { precision, recall, f1: harmonic },
        adjusted_rand_index: adjusted(both, of_clusters, of_groups, pairs(documents)),
        exact_set_accuracy: ratio(exact, several(groups)),
    }
}

fn adjusted(both: u64, clusters: u64, groups: u64, all: u64) -> Option<f64> {
    let by_chance = clusters as f64 * groups as f64 / all as f64;
    let most = (clusters + groups) as f64 / 2.0;
    (all > 0 && most > by_chance).then(|| (both as f64 - by_chance) / (most - by_chance))
}

/// The number of pairs among so many; a report may claim to be of more documents than there can be.
fn pairs(count: u64) -> u64 {
    count.saturating_mul(count.saturating_sub(1)) / 2
}

/// How many documents have each label.
fn sizes(labels: &[u32]) -> Vec<u64> {
    let mut sizes = vec![0; labels.iter().max().map_or(0, |&last| last as usize + 1)];
    labels.iter().for_each(|&label| sizes[label as usize] += 1);
    sizes
}

/// How many labels two documents or more have.
pub(super) fn several(labels: &[u32]) -> u64 {
    sizes(labels).into_iter().filter(|&size| size > 1).count() as u64
}
