//! Pairs the unmatched sentences of a hunk: which sentence of A became which one of B.

use std::ops::Range;

use super::align::{Alignment, Anchor, State};
use super::large::ascending;
use super::similar::{Bigrams, dice_at_least, most_similar};
use super::view::View;

/// A hunk with more pairs of sentences than this is first cut at its most similar sentences.
const MOST_CELLS: usize = 10_000;
/// So many pairs of sentences are looked at for two documents: one for so many of their bytes, and so many for
/// short ones.
const BYTES_PER_CELL: usize = 5;
const LEAST_CELLS: usize = 400_000;
/// Dice similarity, in per cent, from which two sentences are a pair.
const SIMILAR: usize = 40;
/// The same for the only sentence of each side between two equal ones.
const SIMILAR_ALONE: usize = 20;
/// Dice similarity, in per cent, from which two sentences cut a large hunk.
const SIMILAR_CUT: usize = 50;

/// The pairing of all hunks of two documents, with its budget.
pub(super) struct Pairing<'p, 'a> {
    a: &'p View<'p, 'a>,
    b: &'p View<'p, 'a>,
    cells: usize,
    /// How many hunks were left as they are.
    pub(super) unrefined: usize,
}

/// How a cell of the table is reached: so many sentences of A became so many of B.
const STEPS: [(usize, usize); 5] = [(1, 0), (0, 1), (1, 1), (1, 2), (2, 1)];

impl<'p, 'a> Pairing<'p, 'a> {
    pub(super) fn new(a: &'p View<'p, 'a>, b: &'p View<'p, 'a>) -> Self {
        let cells = (a.aligned_bytes() + b.aligned_bytes()) / BYTES_PER_CELL;
        Self { a, b, cells: cells.max(LEAST_CELLS), unrefined: 0 }
    }

    /// Pairs the free sentences of the hunk, and adds the pairs to the anchors.
    pub(super) fn pair(&mut self, a: Range<usize>, b: Range<usize>, alignment: &mut Alignment) {
        let free = |side: &View<'_, '_>, states: &[State], units: Range<usize>| -> Vec<usize> {
            units.filter(|&unit| states[unit] == State::Free && !side.is_far(unit)).collect()
        };
        let free_a = free(self.a, &alignment.a, a);
        let free_b = free(self.b, &alignment.b, b);
        if free_a.is_empty() || free_b.is_empty() {
            return;
        }
        let hunk = Free {
            grams_a: free_a.iter().map(|&i| self.a.bigrams(i)).collect(),
            grams_b: free_b.iter().map(|&j| self.b.bigrams(j)).collect(),
            free_a,
            free_b,
        };
        let (all_a, all_b) = (0..hunk.free_a.len(), 0..hunk.free_b.len());
        if all_a.len().saturating_mul(all_b.len()) <= MOST_CELLS {
            self.part(&hunk, all_a, all_b, alignment);
        } else {
            self.large(&hunk, alignment);
        }
    }

    /// Cuts a large hunk at the most similar sentences that are in order, and pairs what lies between.
    fn large(&mut self, hunk: &Free<'_>, alignment: &mut Alignment) {
        let similar = most_similar(&hunk.grams_a, &hunk.grams_b, SIMILAR_CUT);
        let (mut at_a, mut at_b) = (0, 0);
        for (i, j) in ascending(&similar) {
            self.part(hunk, at_a..i, at_b..j, alignment);
            hunk.anchor(i..i + 1, j..j + 1, alignment);
            (at_a, at_b) = (i + 1, j + 1);
        }
        self.part(hunk, at_a..hunk.free_a.len(), at_b..hunk.free_b.len(), alignment);
    }

    /// Pairs a part of the hunk, if the budget allows.
    fn part(
        &mut self,
        hunk: &Free<'_>,
        a: Range<usize>,
        b: Range<usize>,
        alignment: &mut Alignment,
    ) {
        let cells = a.len().saturating_mul(b.len());
        if cells == 0 {
            return;
        }
        if cells > MOST_CELLS || cells > self.cells {
            self.unrefined += 1;
            return;
        }
        self.cells -= cells;
        for (a, b) in Table::new(hunk, a, b).best_pairs() {
            hunk.anchor(a, b, alignment);
        }
    }
}

/// The free sentences of a hunk: numbers of sentences, and their bigrams.
struct Free<'p> {
    free_a: Vec<usize>,
    free_b: Vec<usize>,
    grams_a: Vec<&'p Bigrams>,
    grams_b: Vec<&'p Bigrams>,
}

impl Free<'_> {
    /// Adds the pair of the free sentences number `a` and `b` to the anchors.
    fn anchor(&self, a: Range<usize>, b: Range<usize>, alignment: &mut Alignment) {
        let a = self.free_a[a.start]..self.free_a[a.end - 1] + 1;
        let b = self.free_b[b.start]..self.free_b[b.end - 1] + 1;
        alignment.a[a.clone()].fill(State::Anchored);
        alignment.b[b.clone()].fill(State::Anchored);
        alignment.anchors.push(Anchor { a, b, same: false });
    }
}

/// The bigrams in common. They are not counted where they can only be so few that the two sentences are no pair, and neither
/// is part of the other: every such step asks for half of the shorter sentence, or for a Dice similarity of `similar` per
/// cent.
fn shares(a: &Bigrams, b: &Bigrams, similar: usize) -> usize {
    let most = a.common_at_most(b);
    let few = 2 * most < a.len().min(b.len()) && !dice_at_least(most, a.len(), b.len(), similar);
    if few { 0 } else { a.common(b) }
}

/// The table of a monotone alignment of the sentences `a` and `b` of a hunk.
struct Table<'h> {
    hunk: &'h Free<'h>,
    a: Range<usize>,
    b: Range<usize>,
    /// Bigrams in common, row by row; 0 where they are too few to count.
    common: Vec<u32>,
    /// Dice similarity in per cent from which a pair counts.
    similar: usize,
}

impl<'h> Table<'h> {
    fn new(hunk: &'h Free<'h>, a: Range<usize>, b: Range<usize>) -> Self {
        let similar = if a.len() == 1 && b.len() == 1 { SIMILAR_ALONE } else { SIMILAR };
        let mut shared = Vec::with_capacity(a.len() * b.len());
        for a in &hunk.grams_a[a.clone()] {
            shared.extend(hunk.grams_b[b.clone()].iter().map(|b| shares(a, b, similar) as u32));
        }
        Self { hunk, a, b, common: shared, similar }
    }

    fn common(&self, i: usize, j: usize) -> usize {
        self.common[i * self.b.len() + j] as usize
    }

    fn len_a(&self, i: usize) -> usize {
        self.hunk.grams_a[self.a.start + i].len()
    }

    fn len_b(&self, j: usize) -> usize {
        self.hunk.grams_b[self.b.start + j].len()
    }

    /// What the pair of single sentences is worth: the bigrams in common, none when it is no pair.
    fn one(&self, i: usize, j: usize) -> usize {
        let (shared, a, b) = (self.common(i, j), self.len_a(i), self.len_b(j));
        let contained = a.min(b) >= 6 && 10 * shared >= 8 * a.min(b);
        if contained || dice_at_least(shared, a, b, self.similar) { 4 * shared } else { 0 }
    }

    /// What one sentence is worth that was cut in two. Both parts must mostly stand in it, and be
    /// neighbours.
    fn two(&self, whole: usize, parts: [usize; 3], neighbours: bool) -> usize {
        let [first, second, common_first] = parts;
        let common_second = whole;
        if !neighbours || 2 * common_first < first || 2 * common_second < second {
            return 0;
        }
        4 * (common_first + common_second)
    }

    /// Whether sentence `i` of A and `j` of B, counted from 1, may be a pair or parts of one: nearly all of a table are told
    /// apart by that.
    fn may_be_pair(&self, i: usize, j: usize) -> bool {
        i > 0
            && j > 0
            && (self.common(i - 1, j - 1) > 0 || self.len_a(i - 1) == 0 || self.len_b(j - 1) == 0)
    }

    fn worth(&self, i: usize, j: usize, step: (usize, usize)) -> usize {
        match step {
            (1, 1) => self.one(i - 1, j - 1),
            (1, 2) if j >= 2 => {
                let parts = [self.len_b(j - 2), self.len_b(j - 1), self.common(i - 1, j - 2)];
                let free = &self.hunk.free_b;
                let near = free[self.b.start + j - 2] + 1 == free[self.b.start + j - 1];
                self.bounded(self.two(self.common(i - 1, j - 1), parts, near), self.len_a(i - 1))
            }
            (2, 1) if i >= 2 => {
                let parts = [self.len_a(i - 2), self.len_a(i - 1), self.common(i - 2, j - 1)];
                let free = &self.hunk.free_a;
                let near = free[self.a.start + i - 2] + 1 == free[self.a.start + i - 1];
                self.bounded(self.two(self.common(i - 1, j - 1), parts, near), self.len_b(j - 1))
            }
            _ => 0,
        }
    }

    /// Two parts cannot share more with a sentence than it has; and a single pair of equal worth is better.
    fn bounded(&self, worth: usize, whole: usize) -> usize {
        worth.min(4 * whole).saturating_sub(1)
    }

    /// The pairs of the best monotone alignment.
    fn best_pairs(&self) -> Vec<(Range<usize>, Range<usize>)> {
        let width = self.b.len() + 1;
        let mut best = vec![0_usize; (self.a.len() + 1) * width];
        let mut steps = vec![0_u8; best.len()];
        for i in 0..=self.a.len() {
            for j in 0..=self.b.len() {
                let steps_here = if self.may_be_pair(i, j) { &STEPS[..] } else { &STEPS[..2] };
                for (number, &step) in steps_here.iter().enumerate() {
                    if step.0 > i || step.1 > j || i + j == 0 {
                        continue;
                    }
                    let worth = if number < 2 { 0 } else { self.worth(i, j, step) };
                    if number >= 2 && worth == 0 {
                        continue;
                    }
                    let total = best[(i - step.0) * width + j - step.1] + worth;
                    let first = steps[i * width + j] == 0;
                    if first || total > best[i * width + j] {
                        best[i * width + j] = total;
                        steps[i * width + j] = number as u8 + 1;
                    }
                }
            }
        }
        self.walk_back(&steps)
    }

    fn walk_back(&self, steps: &[u8]) -> Vec<(Range<usize>, Range<usize>)> {
        let (mut i, mut j) = (self.a.len(), self.b.len());
        let mut pairs = Vec::new();
        while i + j > 0 {
            let (da, db) = STEPS[steps[i * (self.b.len() + 1) + j] as usize - 1];
            if da > 0 && db > 0 {
                let (a, b) = (self.a.start + i, self.b.start + j);
                pairs.push((a - da..a, b - db..b));
            }
            (i, j) = (i - da, j - db);
        }
        pairs.reverse();
        pairs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_can_be_no_pair_is_worth_nothing(
            a in prop::collection::vec("[农村信用社工作0-9,]{0,8}", 1..6),
            b in prop::collection::vec("[农村信用社工作0-9,]{0,8}", 1..6),
        ) {
            let grams = |texts: &[String]| texts.iter().map(|text| Bigrams::of(text)).collect::<Vec<_>>();
            let (grams_a, grams_b) = (grams(&a), grams(&b));
            let hunk = Free {
                free_a: (0..a.len()).collect(),
                free_b: (0..b.len()).collect(),
                grams_a: grams_a.iter().collect(),
                grams_b: grams_b.iter().collect(),
            };
            let table = Table::new(&hunk, 0..a.len(), 0..b.len());
            for i in 0..=a.len() {
                for j in 0..=b.len() {
                    let reached = |&&(da, db): &&(usize, usize)| da <= i && db <= j;
                    let mut worths = STEPS[2..].iter().filter(reached).map(|&step| table.worth(i, j, step));
                    prop_assert!(table.may_be_pair(i, j) || worths.all(|worth| worth == 0));
                }
            }
        }
    }
}
