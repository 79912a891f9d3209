//! How similar two sentences are, by their character bigrams, and which sentences are worth comparing.

use std::ops::Range;

use crate::normalize::is_content;

use super::lexicon::is_numeral;
use super::sentences::{Prepared, mix};

/// How many of its rarest-valued bigrams stand for a sentence in the search for similar ones.
const SKETCH: usize = 6;
/// A bigram of a sketch that more sentences share leads nowhere.
const SHARED_BY: usize = 16;

/// The bigrams of some sentences, each list sorted.
#[derive(Default)]
pub(super) struct Grams {
    ends: Vec<usize>,
    grams: Vec<u32>,
}

impl Grams {
    /// The bigrams of `sentences` of `side`, in their order. Linear in their length but for the sorting.
    pub(super) fn of(side: &Prepared<'_>, sentences: &[usize]) -> Self {
        let mut grams = Self::default();
        for &sentence in sentences {
            grams.push(side.slice(sentence..sentence + 1));
        }
        grams
    }

    /// The sorted bigrams of list `index`.
    pub(super) fn get(&self, index: usize) -> &[u32] {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        &self.grams[start..self.ends[index]]
    }

    fn push(&mut self, text: &str) {
        let from = self.grams.len();
        let mut last = None;
        let mut count = 0;
        for c in text.chars().filter(|&c| is_content(c) || is_numeral(c)) {
            // All numbers are one character, so that another number leaves a sentence similar.
            let c = if is_numeral(c) { '0' } else { c };
            if c == '0' && last == Some('0') {
                continue;
            }
            if let Some(last) = last {
                self.grams.push(mix(mix(last as u32) ^ c as u32));
            }
            last = Some(c);
            count += 1;
        }
        if count == 1 {
            self.grams.extend(last.map(|c| mix(c as u32)));
        }
        self.grams[from..].sort_unstable();
        self.ends.push(self.grams.len());
    }
}

/// The size of the intersection of two sorted multisets.
pub(super) fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (x, y) = (a[i], b[j]);
        count += usize::from(x == y);
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    count
}

/// Whether the Dice similarity of two lists of `a` and `b` grams with `common` shared ones is at least
/// `percent` %.
pub(super) fn dice_at_least(common: usize, a: usize, b: usize, percent: usize) -> bool {
    common > 0 && 200 * common >= percent * (a + b)
}

/// For each sentence of `a`, the most similar one of `b` with a Dice similarity of at least `percent` %, found
/// through shared sketches: as pairs of indices into the two lists, ascending in the first.
///
/// Costs a sort of the sketches, and at most `SKETCH * SHARED_BY` similarities for each sentence.
pub(super) fn most_similar(a: &Grams, b: &Grams, percent: usize) -> Vec<(usize, usize)> {
    let mut index: Vec<(u32, u32)> = Vec::new();
    for j in 0..b.ends.len() {
        index.extend(sketch(b.get(j)).map(|gram| (gram, j as u32)));
    }
    index.sort_unstable();
    let mut found = Vec::new();
    let mut candidates = Vec::new();
    for i in 0..a.ends.len() {
        candidates.clear();
        for gram in sketch(a.get(i)) {
            let hits = equal_range(&index, gram);
            if hits.len() <= SHARED_BY {
                candidates.extend(index[hits].iter().map(|&(_, j)| j as usize));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        found.extend(best(a.get(i), b, &candidates, percent).map(|j| (i, j)));
    }
    found
}

/// The best of `candidates`; the first of equally good ones.
fn best(a: &[u32], b: &Grams, candidates: &[usize], percent: usize) -> Option<usize> {
    let mut best: Option<(usize, usize, usize)> = None; // index, common, total
    for &j in candidates {
        let other = b.get(j);
        let (shared, total) = (common(a, other), a.len() + other.len());
        let better = best.is_none_or(|(_, s, t)| shared * t > s * total);
        if better && dice_at_least(shared, a.len(), other.len(), percent) {
            best = Some((j, shared, total));
        }
    }
    best.map(|(j, ..)| j)
}

/// The smallest different values of a sorted list.
fn sketch(grams: &[u32]) -> impl Iterator<Item = u32> + '_ {
    let fresh = |&i: &usize| i == 0 || grams[i - 1] != grams[i];
    (0..grams.len()).filter(fresh).take(SKETCH).map(|i| grams[i])
}

fn equal_range(index: &[(u32, u32)], gram: u32) -> Range<usize> {
    let start = index.partition_point(|&(g, _)| g < gram);
    let count = index[start..].iter().take(SHARED_BY + 1).take_while(|&&(g, _)| g == gram).count();
    start..start + count
}
