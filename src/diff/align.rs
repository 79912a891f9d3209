//! Aligns the sentences of two documents: the same ones, then moved ones, then pairs of similar ones. Of a text in a much
//! longer one a sentence is a unit of its view (`view.rs`), which far from all that is shared has many.

use std::ops::Range;

use ahash::AHashMap;
use imara_diff::Token;

use super::classify::same_content;
use super::large::{self, Hunk};
use super::lines;
use super::moves;
use super::pair::Pairing;
use super::view::View;

/// What became of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Nothing is known yet; in the end: only this side has it.
    Free,
    /// It is part of an [`Anchor`].
    Anchored,
    /// It stands at another place on the other side, in the move with this number.
    Moved(u32),
    /// It stands once more here than on the other side.
    Repeat,
}

/// Sentences of A that became sentences of B at the same place; their numbers are those of units of the views.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Anchor {
    /// Units of A.
    pub(super) a: Range<usize>,
    /// Units of B.
    pub(super) b: Range<usize>,
    /// Whether their content characters are the same.
    pub(super) same: bool,
}

/// The sentences of two documents, aligned.
pub(super) struct Alignment {
    /// Ascending on both sides.
    pub(super) anchors: Vec<Anchor>,
    /// What became of each unit of A, and of B.
    pub(super) a: Vec<State>,
    pub(super) b: Vec<State>,
    /// How many hunks were too large to be paired.
    pub(super) unrefined: usize,
}

/// The ids of both sides as small numbers, equal where the sentences are.
pub(super) struct Ids {
    pub(super) a: Vec<Token>,
    pub(super) b: Vec<Token>,
    pub(super) count: u32,
}

impl Ids {
    pub(super) fn new(a: &View<'_, '_>, b: &View<'_, '_>) -> Self {
        let mut numbers: AHashMap<u64, u32> = AHashMap::new();
        let mut number = |side: &View<'_, '_>| -> Vec<Token> {
            let ids = (0..side.len()).map(|index| side.id(index));
            ids.map(|id| {
                let next = numbers.len() as u32;
                Token(*numbers.entry(id).or_insert(next))
            })
            .collect()
        };
        let (a, b) = (number(a), number(b));
        Self { a, b, count: numbers.len() as u32 }
    }

    /// Which units of both sides do not stand as often on the other.
    pub(super) fn left_over(&self) -> [Vec<bool>; 2] {
        let mut balance = vec![0_i64; self.count as usize];
        self.a.iter().for_each(|token| balance[token.0 as usize] += 1);
        self.b.iter().for_each(|token| balance[token.0 as usize] -= 1);
        [&self.a, &self.b]
            .map(|side| side.iter().map(|token| balance[token.0 as usize] != 0).collect())
    }
}

/// Aligns the sentences of `a` and `b`, and lines where they are no sentences. Near-linear but for the budgeted pairing.
pub(super) fn align<'p>(a: &mut View<'p, '_>, b: &mut View<'p, '_>) -> Alignment {
    let ids = lines::cut(a, b);
    let (a, b) = (&*a, &*b);
    let mut alignment = Alignment {
        anchors: Vec::new(),
        a: vec![State::Anchored; ids.a.len()],
        b: vec![State::Anchored; ids.b.len()],
        unrefined: 0,
    };
    let mut hunks = same_sentences(&ids, &mut alignment);
    hunks.retain(|hunk| !other_marks(a, b, hunk, &mut alignment));
    let mut moves = moves::exact(a, b, &ids, &mut alignment);
    let mut pairing = Pairing::new(a, b);
    for hunk in &hunks {
        pairing.pair(hunk.0.clone(), hunk.1.clone(), &mut alignment);
    }
    alignment.unrefined = pairing.unrefined;
    alignment.anchors.sort_unstable_by_key(|anchor| (anchor.a.start, anchor.b.start));
    moves::extend(a, b, &mut alignment, &mut moves);
    moves::edited(a, b, &mut alignment, &mut moves);
    moves::repeats(a, b, &ids, &mut alignment);
    moves::number(&mut alignment, moves);
    alignment
}

/// Anchors what is left between equal sentences, if only marks make other sentences of it.
fn other_marks(a: &View<'_, '_>, b: &View<'_, '_>, hunk: &Hunk, alignment: &mut Alignment) -> bool {
    let (in_a, in_b) = (hunk.0.clone(), hunk.1.clone());
    let text_a = &a.text()[a.bytes(in_a.clone())];
    let text_b = &b.text()[b.bytes(in_b.clone())];
    let content = a.content_in(in_a.clone());
    let same = content > 0 && content == b.content_in(in_b.clone()) && same_content(text_a, text_b);
    if same {
        alignment.a[in_a.clone()].fill(State::Anchored);
        alignment.b[in_b.clone()].fill(State::Anchored);
        alignment.anchors.push(Anchor { a: in_a, b: in_b, same });
    }
    same
}

/// Finds the sentences that stand unchanged and in order on both sides; gives the hunks between them.
fn same_sentences(ids: &Ids, alignment: &mut Alignment) -> Vec<Hunk> {
    let hunks = large::hunks(&ids.a, &ids.b, ids.count);
    let (mut at_a, mut at_b) = (0, 0);
    let mut anchor = |a: Range<usize>, b: Range<usize>| {
        if !a.is_empty() {
            alignment.anchors.push(Anchor { a, b, same: true });
        }
    };
    for (before, after) in &hunks {
        anchor(at_a..before.start, at_b..after.start);
        (at_a, at_b) = (before.end, after.end);
        alignment.a[before.clone()].fill(State::Free);
        alignment.b[after.clone()].fill(State::Free);
    }
    anchor(at_a..ids.a.len(), at_b..ids.b.len());
    hunks
}
