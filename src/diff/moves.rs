//! Finds sentences that stand at another place on the other side, and sentences that stand once more.

use std::ops::Range;

use super::align::{Alignment, Ids, State};
use super::sentences::Prepared;
use super::similar::{Bigrams, dice_at_least, most_similar};

/// A move has at least this many content characters, or two sentences.
const LEAST_CONTENT: usize = 20;
/// Two sentences with fewer content characters than this are no move.
const LEAST_CONTENT_OF_TWO: usize = 8;
/// A sentence that is left over more often than this says nothing about where it came from.
const MOST_PLACES: usize = 8;
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

/// Finds runs of unmatched sentences that stand unchanged elsewhere. Linear: each sentence is tried at no more
/// than `MOST_PLACES` places.
pub(super) fn exact(
    a: &Prepared<'_>,
    b: &Prepared<'_>,
    ids: &Ids,
    alignment: &mut Alignment,
) -> Vec<Move> {
    let places = Places::new(ids, alignment);
    let mut moves = Vec::new();
    let mut at = 0;
    while at < ids.a.len() {
        let run = longest_run(at, ids, alignment, places.of(ids.a[at].0));
        let Some(run) = run.filter(|run| is_enough(a, &run.a) && is_enough(b, &run.b)) else {
            at += 1;
            continue;
        };
        at = run.a.end;
        mark(alignment, &run, moves.len());
        moves.push(run);
    }
    join(a, alignment, moves)
}

fn is_enough(side: &Prepared<'_>, sentences: &Range<usize>) -> bool {
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

/// The longest run of equal free sentences from sentence `at` of A; the first place of equally long ones.
fn longest_run(at: usize, ids: &Ids, alignment: &Alignment, places: &[u32]) -> Option<Move> {
    if alignment.a[at] != State::Free || places.len() > MOST_PLACES {
        return None;
    }
    let length = |place: usize| {
        let free = |k: &usize| {
            alignment.a.get(at + k) == Some(&State::Free)
                && alignment.b.get(place + k) == Some(&State::Free)
                && ids.a[at + k] == ids.b[place + k]
        };
        (0..).take_while(free).count()
    };
    let mut best = 0..0;
    for &place in places {
        let place = place as usize;
        let length = length(place);
        if length > best.len() {
            best = place..place + length;
        }
    }
    (!best.is_empty()).then(|| Move { a: at..at + best.len(), b: best })
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
fn join(a: &Prepared<'_>, alignment: &mut Alignment, moves: Vec<Move>) -> Vec<Move> {
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

fn can_join(a: &Prepared<'_>, alignment: &Alignment, last: &Move, run: &Move) -> bool {
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
    a: &Prepared<'_>,
    b: &Prepared<'_>,
    alignment: &mut Alignment,
    moves: &mut Vec<Move>,
) {
    let left = |side: &Prepared<'_>, states: &[State]| -> Vec<usize> {
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
    a: &Prepared<'_>,
    b: &Prepared<'_>,
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
pub(super) fn repeats(a: &Prepared<'_>, b: &Prepared<'_>, ids: &Ids, alignment: &mut Alignment) {
    let matched = |tokens: &[imara_diff::Token], states: &[State]| {
        let mut has = vec![false; ids.count as usize];
        for (token, &state) in tokens.iter().zip(states) {
            has[token.0 as usize] |= state != State::Free;
        }
        has
    };
    let (in_a, in_b) = (matched(&ids.a, &alignment.a), matched(&ids.b, &alignment.b));
    let mark =
        |side: &Prepared<'_>, tokens: &[imara_diff::Token], states: &mut [State], has: &[bool]| {
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
