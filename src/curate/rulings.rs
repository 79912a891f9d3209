//! Decisions as a plan follows them.

use ahash::{AHashMap, AHashSet};

use crate::decisions::Decisions;

use super::Graph;

/// Decisions about the texts of a [`Graph`], by their numbers.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    pub(super) keep: AHashSet<usize>,
    pub(super) drop: AHashSet<usize>,
    /// For each text: those that are the same, ascending.
    pub(super) same: AHashMap<usize, Vec<usize>>,
    /// Pairs of different texts, the smaller number first.
    different: AHashSet<(usize, usize)>,
}

impl Rulings {
    pub(super) fn new(decisions: &Decisions, graph: &Graph<'_>) -> Self {
        let set = |ids: &[String]| ids.iter().filter_map(|id| graph.place(id)).collect();
        let mut groups: AHashMap<usize, Vec<usize>> = AHashMap::new();
        for (id, text) in decisions.texts() {
            groups.entry(text).or_default().extend(graph.place(id));
        }
        let mut same: AHashMap<usize, Vec<usize>> = AHashMap::new();
        for mut group in groups.into_values() {
            group.sort_unstable();
            for &text in &group {
                let others = group.iter().copied().filter(|&other| other != text);
                same.insert(text, others.collect());
            }
        }
        let mut different = AHashSet::new();
        for group in &decisions.different {
            let group: Vec<usize> = group.iter().filter_map(|id| graph.place(id)).collect();
            for (at, &a) in group.iter().enumerate() {
                different.extend(group[at + 1..].iter().map(|&b| (a.min(b), a.max(b))));
            }
        }
        Self { keep: set(&decisions.keep), drop: set(&decisions.drop), same, different }
    }

    pub(super) fn are_different(&self, a: usize, b: usize) -> bool {
        self.different.contains(&(a.min(b), a.max(b)))
    }

    pub(super) fn same(&self, text: usize) -> &[usize] {
        self.same.get(&text).map_or(&[], Vec::as_slice)
    }
}
