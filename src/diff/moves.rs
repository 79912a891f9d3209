//! Finds sentences that stand at another place on the other side, and sentences that stand once more.

use std::ops::Range;

use super::align::{Alignment, Ids, State};
use super::similar::{Bigrams, dice_at_least, most_similar};
use super::view::View;

/// A move has at least this many content characters, or two sentences.
const LEAST_CONTENT: usize = 20;
/// Two sentences with fewer content characters than this are no move.
const LEAST_CONTENT_OF_TWO: usize = 8;
/// A sentence that stands at more places than this says nothing about where it came from.
pub(super) const MOST_PLACES: usize = 8;
/// So many left-over sentences between two moved stretches may move along.
const MOST_BETWEEN: usize = 2;
/// Dice similarity, in per cent, from which an edited sentence counts as moved.
const SIMILAR: usize = 80;

/// The same for a sentence that stands beside a move on both sides.
const SIMILAR_BESIDE: usize = 40;

/// One move: sentences of A and the sentences of B they became.
pub(super) struct Move {
    a: Range<usize>,
    b: Range<usize>,
}

/// Finds runs of unmatched sentences that stand unchanged elsewhere. Linear: each sentence is looked at in no more than
/// `MOST_PLACES` runs.
pub(super) fn exact(
    a: &View<'_, '_>,
    b: &View<'_, '_>,
    ids: &Ids,
    alignment: &mut Alignment,
) -> Vec<Move> {
    let enough = |run: &Move| is_enough(a, &run.a) && is_enough(b, &run.b);
    let moves = unchanged(ids, alignment, enough);
    join(a, alignment, moves)
}

fn unchanged(ids: &Ids, alignment: &mut Alignment, enough: impl Fn(&Move) -> bool) -> Vec<Move> {
    let places = Places::new(ids, alignment);
    let mut runs = Runs::new(ids);
    let mut moves = Vec::new();
    let mut at = 0;
    while at < ids.a.len() {
        let run = runs.longest(at, alignment, places.of(ids.a[at].0));
        let Some(run) = run.filter(&enough) else {
            at += 1;
            continue;
        };
        at = run.a.end;
        mark(alignment, &run, moves.len());
        moves.push(run);
    }
    debug_assert!(runs.looked_at <= runs.most(), "{} comparisons of sentences", runs.looked_at);
    moves
}

fn is_enough(side: &View<'_, '_>, sentences: &Range<usize>) -> bool {
    let content = side.content_in(sentences.clone());
    content >= LEAST_CONTENT || (sentences.len() >= 2 && content >= LEAST_CONTENT_OF_TWO)
}

fn mark(alignment: &mut Alignment, run: &Move, index: usize) {
    alignment.a[run.a.clone()].fill(State::Moved(index as u32));
    alignment.b[run.b.clone()].fill(State::Moved(index as u32));
}

fn mark_one(alignment: &mut Alignment, i: usize, j: usize, index: usize) {
    alignment.a[i] = State::Moved(index as u32);
    alignment.b[j] = State::Moved(index as u32);
}

/// Runs of equal free sentences. A run that is no move may be long, where its sentences are all symbols: each of its
/// sentences begins another, which ends where the first one does.
struct Runs<'i> {
    ids: &'i Ids,
    /// By how far B is behind A: where in A the last run that was followed ends. What is marked as moved since then lies
    /// before that place, for of all runs that begin at one place the longest is marked.
    ends: Vec<u32>,
    /// How many pairs of sentences were compared.
    looked_at: usize,
}

impl<'i> Runs<'i> {
    fn new(ids: &'i Ids) -> Self {
        Self { ids, ends: vec![0; ids.a.len() + ids.b.len() + 1], looked_at: 0 }
    }

    /// No more pairs are ever compared: a run goes through the places of its last sentence that begins runs, and each of
    /// these is left once.
    fn most(&self) -> usize {
        2 * MOST_PLACES * self.ids.a.len()
    }

    /// The longest run from sentence `at` of A; the first place of equally long ones.
    fn longest(&mut self, at: usize, alignment: &Alignment, places: &[u32]) -> Option<Move> {
        if alignment.a[at] != State::Free || places.len() > MOST_PLACES {
            return None;
        }
        let mut best = 0..0;
        for &place in places {
            let place = place as usize;
            let length = self.length(at, place, alignment);
            if length > best.len() {
                best = place..place + length;
            }
        }
        (!best.is_empty()).then(|| Move { a: at..at + best.len(), b: best })
    }

    /// How long the run is from sentence `at` of A and `place` of B.
    fn length(&mut self, at: usize, place: usize, alignment: &Alignment) -> usize {
        let behind = place + self.ids.a.len() - at;
        let known = self.ends[behind] as usize;
        if known > at {
            return known - at;
        }
        let free = |k: &usize| {
            alignment.a.get(at + k) == Some(&State::Free)
                && alignment.b.get(place + k) == Some(&State::Free)
                && self.ids.a[at + k] == self.ids.b[place + k]
        };
        let length = (0..).take_while(free).count();
        self.looked_at += length + 1;
        self.ends[behind] = (at + length) as u32;
        length
    }
}

/// The free sentences of B by their numbers.
struct Places {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Places {
    fn new(ids: &Ids, alignment: &Alignment) -> Self {
        let free = || (0..ids.b.len()).filter(|&j| alignment.b[j] == State::Free);
        let mut starts = vec![0; ids.count as usize + 1];
        free().for_each(|j| starts[ids.b[j].0 as usize + 1] += 1);
        for id in 1..starts.len() {
            starts[id] += starts[id - 1];
        }
        let mut next = starts.clone();
        let mut places = vec![0; starts.last().map_or(0, |&n| n as usize)];
        for j in free() {
            let slot = &mut next[ids.b[j].0 as usize];
            places[*slot as usize] = j as u32;
            *slot += 1;
        }
        Self { starts, places }
    }

    fn of(&self, id: u32) -> &[u32] {
        &self.places[self.starts[id as usize] as usize..self.starts[id as usize + 1] as usize]
    }
}

/// Joins moves that follow each other on both sides, with the few edited sentences between them.
fn join(a: &View<'_, '_>, alignment: &mut Alignment, moves: Vec<Move>) -> Vec<Move> {
    let mut joined: Vec<Move> = Vec::new();
    for run in moves {
        let last = joined.last_mut().filter(|last| can_join(a, alignment, last, &run));
        match last {
            Some(last) => *last = Move { a: last.a.start..run.a.end, b: last.b.start..run.b.end },
            None => joined.push(run),
        }
    }
    for (index, run) in joined.iter().enumerate() {
        mark(alignment, run, index);
    }
    joined
}

fn can_join(a: &View<'_, '_>, alignment: &Alignment, last: &Move, run: &Move) -> bool {
    if run.a.start < last.a.end || run.b.start < last.b.end {
        return false;
    }
    let (gap_a, gap_b) = (last.a.end..run.a.start, last.b.end..run.b.start);
    let content = |sentences: &Range<usize>| a.content_in(sentences.clone());
    gap_a.len() <= MOST_BETWEEN
        && gap_b.len() <= MOST_BETWEEN
        && alignment.a[gap_a.clone()].iter().all(|&state| state == State::Free)
        && alignment.b[gap_b].iter().all(|&state| state == State::Free)
        && content(&gap_a) <= content(&last.a) + content(&run.a)
}

/// Adds sentences that were left over on both sides and are similar: moved and edited.
pub(super) fn edited(
    a: &View<'_, '_>,
    b: &View<'_, '_>,
    alignment: &mut Alignment,
    moves: &mut Vec<Move>,
) {
    let left = |side: &View<'_, '_>, states: &[State]| -> Vec<usize> {
        let long = |&i: &usize| side.content_in(i..i + 1) >= LEAST_CONTENT;
        (0..states.len()).filter(|&i| states[i] == State::Free).filter(long).collect()
    };
    let (left_a, left_b) = (left(a, &alignment.a), left(b, &alignment.b));
    if left_a.is_empty() || left_b.is_empty() {
        return;
    }
    let bigrams_a: Vec<&Bigrams> = left_a.iter().map(|&i| a.bigrams(i)).collect();
    let bigrams_b: Vec<&Bigrams> = left_b.iter().map(|&j| b.bigrams(j)).collect();
    let pairs = most_similar(&bigrams_a, &bigrams_b, SIMILAR);
    for (i, j) in pairs {
        let (i, j) = (left_a[i], left_b[j]);
        if alignment.b[j] == State::Free {
            let run = Move { a: i..i + 1, b: j..j + 1 };
            mark(alignment, &run, moves.len());
            moves.push(run);
        }
    }
    moves.sort_unstable_by_key(|run| run.a.start);
    *moves = join(a, alignment, std::mem::take(moves));
}

/// Takes left-over sentences that stand beside a move on both sides, and are similar, into the move. Linear.
pub(super) fn extend(
    a: &View<'_, '_>,
    b: &View<'_, '_>,
    alignment: &mut Alignment,
    moves: &mut [Move],
) {
    let similar = |i: usize, j: usize| {
        let (x, y) = (a.bigrams(i), b.bigrams(j));
        dice_at_least(x.common(y), x.len(), y.len(), SIMILAR_BESIDE)
    };
    for (number, run) in moves.iter_mut().enumerate() {
        let free = |alignment: &Alignment, i: usize, j: usize| {
            alignment.a.get(i) == Some(&State::Free)
                && alignment.b.get(j) == Some(&State::Free)
                && similar(i, j)
        };
        while run.a.start > 0
            && run.b.start > 0
            && free(alignment, run.a.start - 1, run.b.start - 1)
        {
            (run.a.start, run.b.start) = (run.a.start - 1, run.b.start - 1);
            mark_one(alignment, run.a.start, run.b.start, number);
        }
        while free(alignment, run.a.end, run.b.end) {
            mark_one(alignment, run.a.end, run.b.end, number);
            (run.a.end, run.b.end) = (run.a.end + 1, run.b.end + 1);
        }
    }
}

/// Marks left-over sentences that the other side has somewhere else, matched already.
pub(super) fn repeats(a: &View<'_, '_>, b: &View<'_, '_>, ids: &Ids, alignment: &mut Alignment) {
    let matched = |tokens: &[imara_diff::Token], states: &[State]| {
        let mut has = vec![false; ids.count as usize];
        for (token, &state) in tokens.iter().zip(states) {
            has[token.0 as usize] |= state != State::Free;
        }
        has
    };
    let (in_a, in_b) = (matched(&ids.a, &alignment.a), matched(&ids.b, &alignment.b));
    let mark =
        |side: &View<'_, '_>, tokens: &[imara_diff::Token], states: &mut [State], has: &[bool]| {
            let again = |i: usize, states: &[State]| {
                states.get(i) == Some(&State::Free) && has[tokens[i].0 as usize]
            };
            let mut at = 0;
            while at < states.len() {
                let length = (at..).take_while(|&i| again(i, states)).count();
                if length > 0 && side.content_in(at..at + length) >= LEAST_CONTENT {
                    states[at..at + length].fill(State::Repeat);
                }
                at += length + 1;
            }
        };
    mark(a, &ids.a, &mut alignment.a, &in_b);
    mark(b, &ids.b, &mut alignment.b, &in_a);
}

/// Numbers the moves from 1 in the order of A.
pub(super) fn number(alignment: &mut Alignment, moves: Vec<Move>) {
    for (index, run) in moves.iter().enumerate() {
        mark(alignment, run, index + 1);
    }
}

#[cfg(test)]
mod tests {
    use imara_diff::Token;
    use proptest::prelude::*;

    use super::*;

    fn free(a: &[u32], b: &[u32]) -> (Ids, Alignment) {
        let tokens = |ids: &[u32]| ids.iter().copied().map(Token).collect::<Vec<_>>();
        let count = a.iter().chain(b).max().map_or(0, |most| most + 1);
        let states = |ids: &[u32]| vec![State::Free; ids.len()];
        let alignment = Alignment { anchors: Vec::new(), a: states(a), b: states(b), unrefined: 0 };
        (Ids { a: tokens(a), b: tokens(b), count }, alignment)
    }

    fn found(
        a: &[u32],
        b: &[u32],
        enough: impl Fn(&Range<usize>) -> bool,
    ) -> Vec<[Range<usize>; 2]> {
        let (ids, mut alignment) = free(a, b);
        let moves = unchanged(&ids, &mut alignment, |run| enough(&run.a));
        moves.into_iter().map(|run| [run.a, run.b]).collect()
    }

    /// The same, with every run followed anew.
    fn followed_anew(
        a: &[u32],
        b: &[u32],
        enough: impl Fn(&Range<usize>) -> bool,
    ) -> Vec<[Range<usize>; 2]> {
        let (mut taken, mut found, mut at) = (vec![false; b.len()], Vec::new(), 0);
        while at < a.len() {
            let is_rare = b.iter().filter(|&&id| id == a[at]).count() <= MOST_PLACES;
            let length = |place: usize| {
                let equal = |k: &usize| {
                    let (i, j) = (at + k, place + k);
                    i < a.len() && j < b.len() && a[i] == b[j] && !taken[j]
                };
                (0..).take_while(equal).count()
            };
            let places = (0..b.len()).filter(|_| is_rare).map(|place| (length(place), place));
            let best = places.rev().max_by_key(|&(length, _)| length);
            let best = best.filter(|&(length, _)| length > 0 && enough(&(at..at + length)));
            let Some((length, place)) = best else {
                at += 1;
                continue;
            };
            taken[place..place + length].fill(true);
            found.push([at..at + length, place..place + length]);
            at += length;
        }
        found
    }

    proptest! {
        #[test]
        fn runs_that_are_known_are_those_that_are_followed(
            a in prop::collection::vec(0u32..6, 0..60),
            b in prop::collection::vec(0u32..6, 0..60),
            least in 0usize..8,
        ) {
            let weight = |range: &Range<usize>| a[range.clone()].iter().filter(|&&id| id > 2).count();
            let enough = |range: &Range<usize>| weight(range) >= least;
            prop_assert_eq!(found(&a, &b, enough), followed_anew(&a, &b, enough));
        }
    }

    /// A long run of symbols alone is no move, and is followed once for each of its places; the bound is asserted where
    /// the work is done.
    #[test]
    fn runs_that_are_no_moves_cost_no_square() {
        let side: Vec<u32> = (0..2_000).collect();
        let often = side.repeat(MOST_PLACES);
        assert!(found(&side, &often, |_| false).is_empty());
        assert!(found(&often, &often, |_| false).is_empty());
    }
}
