//! Decisions as a plan follows them.

use ahash::{AHashMap, AHashSet};

use crate::decisions::Decisions;

use super::Graph;
use crate::cluster::UnionFind;

/// Decisions about the texts of a [`Graph`], by their numbers.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    pub(super) keep: AHashSet<usize>,
    pub(super) drop: AHashSet<usize>,
    /// For each text: those that are the same, ascending.
    pub(super) same: AHashMap<usize, Vec<usize>>,
    /// Pairs of different texts, the smaller number first: those that are named, and what stands for them.
    different: AHashSet<(usize, usize)>,
    /// For each text what stands for all that are one with it: copies, and what is the same by decision. What differs from
    /// one of them differs from all.
    one: Vec<u32>,
}

impl Rulings {
    pub(super) fn new(decisions: &Decisions, graph: &Graph<'_>) -> Self {
        let set = |ids: &[String]| ids.iter().filter_map(|id| graph.place(id)).collect();
        let mut groups: AHashMap<usize, Vec<usize>> = AHashMap::new();
        for (id, text) in decisions.texts() {
            groups.entry(text).or_default().extend(graph.place(id));
        }
        let mut one = UnionFind::new(graph.len());
        (0..graph.len()).for_each(|text| one.union(text as u32, graph.class(text) as u32));
        let mut same: AHashMap<usize, Vec<usize>> = AHashMap::new();
        for mut group in groups.into_values() {
            group.sort_unstable();
            group.windows(2).for_each(|two| one.union(two[0] as u32, two[1] as u32));
            for &text in &group {
                let others = group.iter().copied().filter(|&other| other != text);
                same.insert(text, others.collect());
            }
        }
        let one = one.labels();
        let mut different = AHashSet::new();
        for group in &decisions.different {
            let group: Vec<usize> = group.iter().filter_map(|id| graph.place(id)).collect();
            for (at, &a) in group.iter().enumerate() {
                for &b in &group[at + 1..] {
                    different.insert(ordered(a, b));
                    // Copies that were decided to be different stay beside each other; that says nothing of other copies.
                    different.extend(
                        (one[a] != one[b]).then(|| ordered(one[a] as usize, one[b] as usize)),
                    );
                }
            }
        }
        Self { keep: set(&decisions.keep), drop: set(&decisions.drop), same, different, one }
    }

    pub(super) fn are_different(&self, a: usize, b: usize) -> bool {
        let of = |text: usize| self.one[text] as usize;
        self.different.contains(&ordered(a, b)) || self.different.contains(&ordered(of(a), of(b)))
    }

    pub(super) fn same(&self, text: usize) -> &[usize] {
        self.same.get(&text).map_or(&[], Vec::as_slice)
    }
}

fn ordered(a: usize, b: usize) -> (usize, usize) {
    (a.min(b), a.max(b))
}
