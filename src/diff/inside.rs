//! What was changed in text that moved.

use std::ops::Range;

use ahash::AHashMap;
use imara_diff::Token;

use super::edits::{Edit, Mark, join_touching, same_content};
use super::large;
use super::refine::Refiner;
use super::sentences::Prepared;
use super::widen::{Words, widen};

/// One move: where its halves stand in the comparison texts, and what differs between them.
#[derive(Clone, Debug)]
pub(super) struct Inside {
    /// The number that both halves carry.
    pub(super) number: u32,
    /// The half in A.
    pub(super) a: Range<usize>,
    /// The half in B.
    pub(super) b: Range<usize>,
    /// Ascending; what lies between them is equal.
    pub(super) edits: Vec<Edit>,
}

/// The moves among `edits`, by their numbers. Near-linear in the length of what moved; what exceeds the budget of
/// `refiner` is one edit.
pub(super) fn inside(
    a: &Prepared<'_>,
    b: &Prepared<'_>,
    edits: &[Edit],
    refiner: &mut Refiner,
    words: Words<'_>,
) -> Vec<Inside> {
    let number =
        |edit: &Edit| if let Mark::Moved(number) = edit.mark { Some(number) } else { None };
    let mut halves: Vec<(u32, &Edit)> =
        edits.iter().filter_map(|edit| Some((number(edit)?, edit))).collect();
    halves.sort_by_key(|&(number, _)| number);
    let pair = |pair: &[(u32, &Edit)]| {
        let [(number, one), (_, other)] = *pair else { return None };
        let (left, right) = if is_left(one) { (one, other) } else { (other, one) };
        let edits = changes(a, b, &left.a, &right.b, refiner, words);
        Some(Inside { number, a: left.a.clone(), b: right.b.clone(), edits })
    };
    halves.chunk_by(|one, other| one.0 == other.0).filter_map(pair).collect()
}

/// Whether `edit` is the half of a move that stands in A.
pub(super) fn is_left(edit: &Edit) -> bool {
    edit.a.len() > edit.b.len()
}

/// The edits that make the bytes `half_b` of B out of the bytes `half_a` of A.
fn changes(
    a: &Prepared<'_>,
    b: &Prepared<'_>,
    half_a: &Range<usize>,
    half_b: &Range<usize>,
    refiner: &mut Refiner,
    words: Words<'_>,
) -> Vec<Edit> {
    let (text_a, text_b) = (&a.text()[half_a.clone()], &b.text()[half_b.clone()]);
    if text_a == text_b {
        return Vec::new();
    }
    let mut found: Vec<Edit> = Vec::new();
    for (x, y, same) in segments(a, b, half_a, half_b) {
        let (own, other) = (&a.text()[x.clone()], &b.text()[y.clone()]);
        if own == other {
            continue;
        }
        let from = found.len();
        if same {
            same_content(own, other, &mut found);
        } else {
            refiner.refine(own, other, &mut found);
        }
        let (by_a, by_b) = (x.start - half_a.start, y.start - half_b.start);
        found[from..].iter_mut().for_each(|edit| shift(edit, by_a, by_b));
    }
    let mut found = widen(text_a, text_b, join_touching(found), words);
    found.iter_mut().for_each(|edit| shift(edit, half_a.start, half_b.start));
    found
}

fn shift(edit: &mut Edit, by_a: usize, by_b: usize) {
    edit.a = edit.a.start + by_a..edit.a.end + by_a;
    edit.b = edit.b.start + by_b..edit.b.end + by_b;
}

/// Both halves cut into stretches of sentences that are the same (`true`), and what is between them.
fn segments(
    a: &Prepared<'_>,
    b: &Prepared<'_>,
    half_a: &Range<usize>,
    half_b: &Range<usize>,
) -> Vec<(Range<usize>, Range<usize>, bool)> {
    let (in_a, in_b) = (a.sentences_in(half_a), b.sentences_in(half_b));
    let mut numbers: AHashMap<u64, u32> = AHashMap::new();
    let mut tokens = |side: &Prepared<'_>, sentences: Range<usize>| -> Vec<Token> {
        let mut number = |sentence| {
            let next = numbers.len() as u32;
            Token(*numbers.entry(side.id(sentence)).or_insert(next))
        };
        sentences.map(&mut number).collect()
    };
    let (before, after) = (tokens(a, in_a.clone()), tokens(b, in_b.clone()));
    let hunks = large::hunks(&before, &after, numbers.len() as u32);
    let mut out = Vec::new();
    let (mut at_a, mut at_b) = (half_a.start, half_b.start);
    let (mut next_a, mut next_b) = (in_a.start, in_b.start);
    let end = [(in_a.end, in_b.end, in_a.end, in_b.end)];
    let hunks = hunks.into_iter().map(|(before, after)| {
        (
            in_a.start + before.start,
            in_b.start + after.start,
            in_a.start + before.end,
            in_b.start + after.end,
        )
    });
    for (start_a, start_b, end_a, end_b) in hunks.chain(end) {
        if next_a < start_a {
            let (same_a, same_b) = (a.bytes(next_a..start_a), b.bytes(next_b..start_b));
            out.push((at_a..same_a.start, at_b..same_b.start, false));
            (at_a, at_b) = (same_a.end, same_b.end);
            out.push((same_a, same_b, true));
        }
        (next_a, next_b) = (end_a, end_b);
    }
    out.push((at_a..half_a.end, at_b..half_b.end, false));
    out
}
