//! The differences of two lists of tokens in near-linear time, however long they are.
//!
//! Histogram diff looks at all that is left for each stretch it finds: of lists that differ in every other token it makes the
//! square of their length. So long ones are cut first, at tokens that both have in one order.

use std::ops::Range;

use ahash::{AHashMap, AHashSet};
use imara_diff::{Algorithm, Diff, Token};

/// A stretch of the first list and one of the second that are not the same, between stretches that are.
pub(crate) type Hunk = (Range<usize>, Range<usize>);

/// Histogram diff takes lists up to this product of their lengths: 2,000 sentences a side, a book of 100 KB.
const MOST_CELLS: usize = 4_000_000;

/// What is left between cuts is cut again so many times; what is still too long then is one hunk.
const MOST_ROUNDS: u32 = 8;

/// The hunks of two lists, ascending; `count` is above all tokens.
pub(crate) fn hunks(before: &[Token], after: &[Token], count: u32) -> Vec<Hunk> {
    Work::new(before, after, MOST_CELLS).hunks(count)
}

struct Work<'t> {
    before: &'t [Token],
    after: &'t [Token],
    /// See [`MOST_CELLS`].
    most: usize,
    found: Vec<Hunk>,
    /// Products of the lengths of what histogram diff was given, and tokens that were sorted to find cuts.
    cells: usize,
    sorted: usize,
}

impl<'t> Work<'t> {
    fn new(before: &'t [Token], after: &'t [Token], most: usize) -> Self {
        Self { before, after, most, found: Vec::new(), cells: 0, sorted: 0 }
    }

    /// Whether two lists are too long for an algorithm that may take the product of their lengths.
    fn is_large(&self, (a, b): &Hunk) -> bool {
        a.len().saturating_mul(b.len()) > self.most
    }

    fn hunks(mut self, count: u32) -> Vec<Hunk> {
        let all = (0..self.before.len(), 0..self.after.len());
        if self.is_large(&all) {
            self.large(all);
        } else {
            self.small(&all, self.before, self.after, count);
        }
        self.found
    }

    /// Histogram diff of `before` and `after`, which stand at `place`.
    fn small(&mut self, place: &Hunk, before: &[Token], after: &[Token], count: u32) {
        self.cells += before.len() * after.len();
        let mut diff = Diff::default();
        diff.compute_with(Algorithm::Histogram, before, after, count);
        let at = |start: usize, range: Range<u32>| {
            start + range.start as usize..start + range.end as usize
        };
        let hunks = diff.hunks();
        self.found.extend(
            hunks.map(|hunk| (at(place.0.start, hunk.before), at(place.1.start, hunk.after))),
        );
    }

    /// Cuts what is too long, and what is still too long between the cuts again.
    fn large(&mut self, all: Hunk) {
        let mut left = vec![(all, 0)];
        while let Some((place, round)) = left.pop() {
            let place = self.trimmed(place);
            let (a, b) = &place;
            if a.is_empty() && b.is_empty() {
                continue;
            }
            if a.is_empty() || b.is_empty() || a.len() + b.len() == 2 {
                self.found.push(place);
                continue;
            }
            if !self.is_large(&place) {
                self.renumbered(place);
                continue;
            }
            let cuts = if round < MOST_ROUNDS { self.cuts(a, b) } else { Vec::new() };
            if cuts.is_empty() {
                self.found.push(place);
                continue;
            }
            let ends = cuts.iter().copied().chain([(a.end, b.end)]);
            let starts = cuts.iter().map(|&(i, j)| (i + 1, j + 1));
            let starts = std::iter::once((a.start, b.start)).chain(starts);
            let between = starts.zip(ends).map(|((a, b), (c, d))| ((a..c, b..d), round + 1));
            left.extend(between.collect::<Vec<_>>().into_iter().rev());
        }
    }

    /// What is left without equal tokens at its beginning and end.
    fn trimmed(&self, (a, b): Hunk) -> Hunk {
        let (before, after) = (&self.before[a.clone()], &self.after[b.clone()]);
        let first = before.iter().zip(after).take_while(|(x, y)| x == y).count();
        let (before, after) = (&before[first..], &after[first..]);
        let last = before.iter().rev().zip(after.iter().rev()).take_while(|(x, y)| x == y).count();
        (a.start + first..a.end - last, b.start + first..b.end - last)
    }

    /// Histogram diff with numbers of the part's own: its tables are as long as there are numbers.
    fn renumbered(&mut self, place: Hunk) {
        let mut numbers: AHashMap<Token, u32> = AHashMap::new();
        let mut own = |tokens: &[Token]| -> Vec<Token> {
            let number = |&token: &Token| {
                let next = numbers.len() as u32;
                Token(*numbers.entry(token).or_insert(next))
            };
            tokens.iter().map(number).collect()
        };
        let before = own(&self.before[place.0.clone()]);
        let after = own(&self.after[place.1.clone()]);
        self.small(&place, &before, &after, numbers.len() as u32);
    }

    /// Tokens that both lists have, in one order on both sides: the first of a kind goes with the first of the other side, the
    /// second with the second.
    fn cuts(&mut self, a: &Range<usize>, b: &Range<usize>) -> Vec<(usize, usize)> {
        let (before, after) = (&self.before[a.clone()], &self.after[b.clone()]);
        // A text that has all of another in it may be a thousand times as long.
        let (few, many) =
            if before.len() < after.len() { (before, after) } else { (after, before) };
        let few: AHashSet<Token> = few.iter().copied().collect();
        let shared: AHashSet<Token> =
            many.iter().copied().filter(|token| few.contains(token)).collect();
        let sorted = |tokens: &[Token], places: &Range<usize>| {
            let mut places: Vec<usize> =
                places.clone().filter(|&place| shared.contains(&tokens[place])).collect();
            places.sort_by_key(|&place| tokens[place].0);
            places
        };
        let (in_a, in_b) = (sorted(self.before, a), sorted(self.after, b));
        self.sorted += in_a.len() + in_b.len();
        let (mut pairs, mut i, mut j) = (Vec::new(), 0, 0);
        while i < in_a.len() && j < in_b.len() {
            let (x, y) = (self.before[in_a[i]].0, self.after[in_b[j]].0);
            if x == y {
                pairs.push((in_a[i], in_b[j]));
            }
            i += usize::from(x <= y);
            j += usize::from(y <= x);
        }
        pairs.sort_unstable();
        ascending(&pairs)
    }
}

/// A longest chain of pairs that ascends on both sides (patience sorting); the pairs ascend in the first.
pub(super) fn ascending(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before = vec![usize::MAX; pairs.len()];
    for (index, pair) in pairs.iter().enumerate() {
        let length = tails.partition_point(|&tail| pairs[tail].1 < pair.1);
        if length > 0 {
            before[index] = tails[length - 1];
        }
        if length == tails.len() {
            tails.push(index);
        } else {
            tails[length] = index;
        }
    }
    let mut at = tails.last().copied().unwrap_or(usize::MAX);
    let mut chain = Vec::with_capacity(tails.len());
    while at != usize::MAX {
        chain.push(pairs[at]);
        at = before[at];
    }
    chain.reverse();
    chain
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn tokens(numbers: &[u32]) -> Vec<Token> {
        numbers.iter().map(|&number| Token(number)).collect()
    }

    /// `before` with the hunks replaced by what `after` has there.
    fn applied(before: &[Token], after: &[Token], hunks: &[Hunk]) -> Vec<Token> {
        let (mut made, mut at) = (Vec::new(), 0);
        for (a, b) in hunks {
            made.extend_from_slice(&before[at..a.start]);
            made.extend_from_slice(&after[b.clone()]);
            at = a.end;
        }
        made.extend_from_slice(&before[at..]);
        made
    }

    /// Two lists of `length` tokens, in which every other token is the same, or any of so many.
    fn lists(length: u32, kinds: Option<u32>) -> (Vec<Token>, Vec<Token>) {
        let of = |side: u32| {
            let number = |at: u32| match kinds {
                Some(kinds) => (at.wrapping_mul(2_654_435_761) >> (9 + 5 * side)) % kinds,
                None if at.is_multiple_of(2) => 3 * at,
                None => 3 * at + 1 + side,
            };
            tokens(&(0..length).map(number).collect::<Vec<_>>())
        };
        (of(0), of(1))
    }

    #[test]
    fn long_lists_cost_their_length_and_not_its_square() {
        for (length, kinds) in [(20_000, None), (20_000, Some(5)), (20_000, Some(9_000))] {
            let (before, after) = lists(length, kinds);
            let mut work = Work::new(&before, &after, MOST_CELLS);
            work.large((0..before.len(), 0..after.len()));
            let all = before.len() + after.len();
            assert!(work.cells <= 1_000 * all, "{kinds:?}: {} cells", work.cells);
            assert!(work.sorted <= 2 * MOST_ROUNDS as usize * all);
            assert_eq!(hunks(&before, &after, 3 * length), work.found);
            assert_eq!(applied(&before, &after, &work.found), after);
        }
        let (before, after) = lists(20_000, None);
        assert_eq!(hunks(&before, &after, 60_000).len(), 10_000, "all that is the same is found");
    }

    proptest! {
        #[test]
        fn hunks_make_the_second_list_of_the_first(
            before in prop::collection::vec(0..30_u32, 0..60),
            after in prop::collection::vec(0..30_u32, 0..60),
            most in 0..200_usize,
        ) {
            let (before, after) = (tokens(&before), tokens(&after));
            let all = (0..before.len(), 0..after.len());
            let mut cut = Work::new(&before, &after, most);
            let cuts = cut.cuts(&all.0, &all.1);
            prop_assert!(cuts.iter().all(|&(i, j)| before[i] == after[j]));
            prop_assert!(cuts.windows(2).all(|two| two[0].0 < two[1].0 && two[0].1 < two[1].1));
            prop_assert_eq!(cuts.is_empty(), before.iter().all(|token| !after.contains(token)));
            for hunks in [cut.hunks(30), hunks(&before, &after, 30)] {
                prop_assert_eq!(applied(&before, &after, &hunks), after.clone());
                let ascend = |two: &[Hunk]| two[0].0.end <= two[1].0.start && two[0].1.end <= two[1].1.start;
                prop_assert!(hunks.windows(2).all(ascend));
            }
        }
    }

    #[test]
    fn what_only_the_longer_list_has_is_not_sorted() {
        let (before, after) = (tokens(&(0..100_000).collect::<Vec<_>>()), tokens(&[500, 7, 900]));
        let mut work = Work::new(&before, &after, 1_000);
        work.large((0..before.len(), 0..after.len()));
        assert!(work.sorted <= 2 * 3 * MOST_ROUNDS as usize, "{}", work.sorted);
        assert_eq!(applied(&before, &after, &work.found), after);
    }
}
