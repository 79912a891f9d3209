//! How similar two sentences are, by their character bigrams, and which sentences are worth comparing.

use std::ops::Range;

use crate::normalize::is_content;

use super::cutter::mix;
use super::lexicon::is_numeral;

/// How many of its bigrams, those of the smallest values, stand for a sentence in the search for similar ones.
const SKETCH: usize = 6;
/// A bigram of a sketch that more sentences share leads nowhere.
const SHARED_BY: usize = 16;

/// The bigrams of the content characters of a sentence, with repeats.
#[derive(Clone, Debug)]
pub(super) struct Bigrams {
    /// Ascending.
    grams: Box<[u32]>,
    /// Which of 256 classes of bigrams occur: most pairs of sentences are told apart by these alone.
    classes: [u64; 4],
}

impl Bigrams {
    /// Linear in the length of `sentence` but for the sorting.
    pub(super) fn of(sentence: &str) -> Self {
        let mut grams = Vec::with_capacity(sentence.len() / 3);
        let mut last = None;
        let mut count = 0;
        for c in sentence.chars() {
            // All numbers are one character, so that another number leaves a sentence similar.
            let c = if is_numeral(c) { '0' } else { c };
            if !is_content(c) || (c == '0' && last == Some('0')) {
                continue;
            }
            if let Some(last) = last {
                grams.push(mix(mix(last as u32) ^ c as u32));
            }
            last = Some(c);
            count += 1;
        }
        if count == 1 {
            grams.extend(last.map(|c| mix(c as u32)));
        }
        grams.sort_unstable();
        let mut classes = [0; 4];
        for gram in &grams {
            classes[(gram >> 30) as usize] |= 1 << (gram >> 24 & 63);
        }
        Self { grams: grams.into(), classes }
    }

    pub(super) fn len(&self) -> usize {
        self.grams.len()
    }

    /// How many bigrams both have, each as often as both have it.
    pub(super) fn common(&self, other: &Self) -> usize {
        let (a, b) = (&self.grams, &other.grams);
        let (mut i, mut j, mut count) = (0, 0, 0);
        while i < a.len() && j < b.len() {
            let (x, y) = (a[i], b[j]);
            count += usize::from(x == y);
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        count
    }

    /// At least [`Bigrams::common`], at a tenth of its cost: a class that only one side has holds a bigram that the other
    /// lacks.
    pub(super) fn common_at_most(&self, other: &Self) -> usize {
        let lacking = |a: &Self, b: &Self| -> usize {
            let classes = a.classes.iter().zip(&b.classes);
            classes.map(|(a, b)| (a & !b).count_ones() as usize).sum()
        };
        let (a, b) = (self.len() - lacking(self, other), other.len() - lacking(other, self));
        a.min(b)
    }

    /// Its first bigrams, each once.
    fn sketch(&self) -> impl Iterator<Item = u32> + '_ {
        let fresh = |&i: &usize| i == 0 || self.grams[i - 1] != self.grams[i];
        (0..self.grams.len()).filter(fresh).take(SKETCH).map(|i| self.grams[i])
    }
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
pub(super) fn most_similar(a: &[&Bigrams], b: &[&Bigrams], percent: usize) -> Vec<(usize, usize)> {
    let mut index: Vec<(u32, u32)> = Vec::new();
    for (j, sentence) in b.iter().enumerate() {
        index.extend(sentence.sketch().map(|gram| (gram, j as u32)));
    }
    index.sort_unstable();
    let mut found = Vec::new();
    let mut candidates = Vec::new();
    for (i, sentence) in a.iter().enumerate() {
        candidates.clear();
        for gram in sentence.sketch() {
            let hits = equal_range(&index, gram);
            if hits.len() <= SHARED_BY {
                candidates.extend(index[hits].iter().map(|&(_, j)| j as usize));
            }
        }
        candidates.sort_unstable();
        candidates.dedup();
        found.extend(best(sentence, b, &candidates, percent).map(|j| (i, j)));
    }
    found
}

/// The best of `candidates`; the first of equally good ones.
fn best(a: &Bigrams, b: &[&Bigrams], candidates: &[usize], percent: usize) -> Option<usize> {
    let mut best: Option<(usize, usize, usize)> = None; // index, common, total
    for &j in candidates {
        let other = b[j];
        let (shared, total) = (a.common(other), a.len() + other.len());
        let better = best.is_none_or(|(_, s, t)| shared * t > s * total);
        if better && dice_at_least(shared, a.len(), other.len(), percent) {
            best = Some((j, shared, total));
        }
    }
    best.map(|(j, ..)| j)
}

fn equal_range(index: &[(u32, u32)], gram: u32) -> Range<usize> {
    let start = index.partition_point(|&(g, _)| g < gram);
    let count = index[start..].iter().take(SHARED_BY + 1).take_while(|&&(g, _)| g == gram).count();
    start..start + count
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_bound_is_one(a in "[农村信用社工作会议0-9,a-z]{0,40}|\\PC{0,20}", b in "[农村信用社工作会议0-9,a-z]{0,40}") {
            let whole = Bigrams::of(&(a.clone() + &b));
            let (a, b) = (Bigrams::of(&a), Bigrams::of(&b));
            for (x, y) in [(&a, &b), (&a, &whole), (&whole, &b), (&whole, &whole)] {
                let mut rest = y.grams.to_vec();
                let take = |gram| rest.iter().position(|&other| other == gram).map(|at| rest.remove(at));
                let naive = x.grams.iter().copied().filter_map(take).count();
                prop_assert_eq!((x.common(y), y.common(x)), (naive, naive));
                prop_assert!(x.common_at_most(y) >= naive && y.common_at_most(x) >= naive);
            }
        }
    }

    #[test]
    fn sentences_on_other_things_are_told_apart_by_the_bound() {
        let a = Bigrams::of("各信用社要加强贷款管理,严格执行贷款责任制。");
        let b = Bigrams::of("今年汛期来得早,各级防汛指挥部已经上岗值班。");
        assert!(!dice_at_least(a.common_at_most(&b), a.len(), b.len(), 40));
        assert_eq!(a.common_at_most(&a), a.len());
    }
}
