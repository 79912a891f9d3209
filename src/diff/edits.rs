//! Turns an alignment into edits of the comparison texts.

use std::ops::Range;

use crate::normalize::is_content;

use super::align::{Alignment, Anchor, State};
use super::lexicon::is_debris;
use super::refine::Refiner;
use super::view::View;

/// Where an edit comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// From a comparison by character.
    Fine,
    /// Whole sentences that nothing on the other side is similar to.
    Block,
    /// The same, and not to be joined with what touches it.
    Apart,
    /// One half of the move with this number.
    Moved(u32),
    /// Sentences that stand once more here.
    Repeat,
}

/// A difference of two comparison texts. The texts between two edits are equal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Byte range in the comparison text of A.
    pub(super) a: Range<usize>,
    /// Byte range in the comparison text of B.
    pub(super) b: Range<usize>,
    pub(super) mark: Mark,
}

impl Edit {
    /// Whether the edit may be joined with others.
    pub(super) fn joins(&self) -> bool {
        matches!(self.mark, Mark::Fine | Mark::Block)
    }

    /// The smallest edit that holds both. A part of a move is none any more.
    pub(super) fn union(&self, other: &Edit) -> Edit {
        let span = |x: &Range<usize>, y: &Range<usize>| x.start.min(y.start)..x.end.max(y.end);
        let fine = self.mark == Mark::Fine && other.mark == Mark::Fine;
        Edit {
            a: span(&self.a, &other.a),
            b: span(&self.b, &other.b),
            mark: if fine { Mark::Fine } else { Mark::Block },
        }
    }
}

/// A window of paired sentences that is compared at once has at most so many bytes on a side.
const WINDOW: usize = 3_000;

/// The edits that `alignment` stands for, ascending, and those that touch joined.
pub(super) fn edits(
    a: &View<'_, '_>,
    b: &View<'_, '_>,
    alignment: &Alignment,
    refiner: &mut Refiner,
) -> Vec<Edit> {
    let mut work = Work { a, b, alignment, refiner, out: Vec::new() };
    let (mut at_a, mut at_b) = (0, 0);
    for anchor in windows(a, b, &alignment.anchors) {
        work.gap(at_a..anchor.a.start, at_b..anchor.b.start);
        (at_a, at_b) = (anchor.a.end, anchor.b.end);
        work.anchor(&anchor);
    }
    work.gap(at_a..a.len(), at_b..b.len());
    let mut edits = join_touching(work.out);
    // What stands alone on either side, beside a move, may be the same.
    edits.retain(|edit| a.text()[edit.a.clone()] != b.text()[edit.b.clone()]);
    edits
}

/// The anchors, with neighbouring pairs joined so that a change of sentence borders is seen whole.
fn windows(a: &View<'_, '_>, b: &View<'_, '_>, anchors: &[Anchor]) -> Vec<Anchor> {
    let mut windows: Vec<Anchor> = Vec::with_capacity(anchors.len());
    for anchor in anchors {
        if let Some(last) = windows.last_mut() {
            let (span_a, span_b) = (last.a.start..anchor.a.end, last.b.start..anchor.b.end);
            let touches = last.a.end == anchor.a.start && last.b.end == anchor.b.start;
            let small =
                a.bytes(span_a.clone()).len() <= WINDOW && b.bytes(span_b.clone()).len() <= WINDOW;
            if touches && small && !last.same && !anchor.same {
                (last.a, last.b) = (span_a, span_b);
                continue;
            }
        }
        windows.push(anchor.clone());
    }
    windows
}

/// Joins edits between which nothing is equal.
pub(super) fn join_touching(edits: Vec<Edit>) -> Vec<Edit> {
    let mut joined: Vec<Edit> = Vec::with_capacity(edits.len());
    for edit in edits {
        match joined.last_mut() {
            Some(last) if last.joins() && edit.joins() && last.a.end >= edit.a.start => {
                *last = last.union(&edit);
            }
            _ => joined.push(edit),
        }
    }
    joined
}

struct Work<'w, 'a> {
    a: &'w View<'w, 'a>,
    b: &'w View<'w, 'a>,
    alignment: &'w Alignment,
    refiner: &'w mut Refiner,
    out: Vec<Edit>,
}

impl Work<'_, '_> {
    fn anchor(&mut self, anchor: &Anchor) {
        let (bytes_a, bytes_b) = (self.a.bytes(anchor.a.clone()), self.b.bytes(anchor.b.clone()));
        let (text_a, text_b) = (&self.a.text()[bytes_a.clone()], &self.b.text()[bytes_b.clone()]);
        if text_a == text_b {
            return;
        }
        let from = self.out.len();
        if anchor.same {
            same_content(text_a, text_b, &mut self.out);
        } else {
            self.refiner.refine(text_a, text_b, &mut self.out);
        }
        for edit in &mut self.out[from..] {
            edit.a = edit.a.start + bytes_a.start..edit.a.end + bytes_a.start;
            edit.b = edit.b.start + bytes_b.start..edit.b.end + bytes_b.start;
        }
    }

    /// The sentences between two anchors.
    fn gap(&mut self, a: Range<usize>, b: Range<usize>) {
        let free = |states: &[State]| states.iter().all(|&state| state == State::Free);
        let plain = free(&self.alignment.a[a.clone()]) && free(&self.alignment.b[b.clone()]);
        let (bytes_a, bytes_b) = (self.a.bytes(a.clone()), self.b.bytes(b.clone()));
        if plain && !a.is_empty() && !b.is_empty() {
            return self.replaced(bytes_a, bytes_b);
        }
        for (part, mark) in parts(&self.alignment.a, a) {
            self.out.push(Edit { a: self.a.bytes(part), b: bytes_b.start..bytes_b.start, mark });
        }
        for (part, mark) in parts(&self.alignment.b, b) {
            self.out.push(Edit { a: bytes_a.end..bytes_a.end, b: self.b.bytes(part), mark });
        }
    }

    /// Sentences that were replaced by other ones. Where one side is only the beginning or the end of the
    /// other, the rest is what differs.
    fn replaced(&mut self, a: Range<usize>, b: Range<usize>) {
        let (text_a, text_b) = (&self.a.text()[a.clone()], &self.b.text()[b.clone()]);
        let shorter = a.len().min(b.len());
        let mark = Mark::Block;
        if common_prefix(text_a, text_b) == shorter {
            let (a, b) = (a.start + shorter..a.end, b.start + shorter..b.end);
            self.out.push(Edit { a, b, mark });
        } else if common_suffix(text_a, text_b) == shorter {
            let (a, b) = (a.start..a.end - shorter, b.start..b.end - shorter);
            self.out.push(Edit { a, b, mark });
        } else if is_debris(text_a) != is_debris(text_b) {
            let mark = Mark::Apart;
            self.out.push(Edit { a: a.clone(), b: b.start..b.start, mark });
            self.out.push(Edit { a: a.end..a.end, b, mark });
        } else {
            self.out.push(Edit { a, b, mark });
        }
    }
}

/// The runs of equal states in `range`, with the mark each gives.
fn parts(states: &[State], range: Range<usize>) -> Vec<(Range<usize>, Mark)> {
    let mut parts: Vec<(Range<usize>, Mark)> = Vec::new();
    for at in range {
        let mark = match states[at] {
            State::Moved(number) => Mark::Moved(number),
            State::Repeat => Mark::Repeat,
            State::Free | State::Anchored => Mark::Block,
        };
        match parts.last_mut() {
            Some((last, same)) if *same == mark => last.end = at + 1,
            _ => parts.push((at..at + 1, mark)),
        }
    }
    parts
}

/// The edits of two texts with the same content characters: what stands between these. Linear.
pub(super) fn same_content(a: &str, b: &str, out: &mut Vec<Edit>) {
    let mark = Mark::Fine;
    let (mut at_a, mut at_b) = (0, 0);
    loop {
        let (next_a, next_b) = (content_from(a, at_a), content_from(b, at_b));
        let (gap_a, gap_b) = (&a[at_a..next_a], &b[at_b..next_b]);
        if gap_a != gap_b {
            let before = common_prefix(gap_a, gap_b);
            let after = common_suffix(&gap_a[before..], &gap_b[before..]);
            let (a, b) = (at_a + before..next_a - after, at_b + before..next_b - after);
            out.push(Edit { a, b, mark });
        }
        let (Some(c), Some(d)) = (a[next_a..].chars().next(), b[next_b..].chars().next()) else {
            if next_a < a.len() || next_b < b.len() {
                out.push(Edit { a: next_a..a.len(), b: next_b..b.len(), mark: Mark::Block });
            }
            return;
        };
        if c != d {
            // Only a collision of hashes leads here.
            out.push(Edit { a: next_a..a.len(), b: next_b..b.len(), mark: Mark::Block });
            return;
        }
        (at_a, at_b) = (next_a + c.len_utf8(), next_b + c.len_utf8());
    }
}

/// Where the next content character of `text` stands, from `at`.
fn content_from(text: &str, at: usize) -> usize {
    text[at..].find(is_content).map_or(text.len(), |offset| at + offset)
}

/// Bytes of the longest common beginning, on a character border.
pub(super) fn common_prefix(a: &str, b: &str) -> usize {
    let mut length = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    while !a.is_char_boundary(length) || !b.is_char_boundary(length) {
        length -= 1;
    }
    length
}

/// Bytes of the longest common end, on a character border.
pub(super) fn common_suffix(a: &str, b: &str) -> usize {
    let mut length = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    while !a.is_char_boundary(a.len() - length) || !b.is_char_boundary(b.len() - length) {
        length -= 1;
    }
    length
}
