//! The template of a cluster in words: how a skeleton is cut into fixed wording and slots.

use std::ops::Range;

use crate::collate::{Slot, SlotKind};
use crate::error::Lang;

/// A stretch of a skeleton.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    /// Wording that no member changes in place.
    Fixed,
    /// A place of the slot with this number, from 0.
    Open(usize),
}

/// The bytes `range` of a base as fixed wording and places of `slots`, ascending.
pub(super) struct Skeleton {
    /// All places, ascending, each with the number of its slot.
    places: Vec<(Range<usize>, usize)>,
}

impl Skeleton {
    /// Sorts the places of all slots.
    pub(super) fn new(slots: &[Slot]) -> Self {
        let places = |(number, slot): (usize, &Slot)| {
            slot.places.iter().map(move |place| (place.clone(), number)).collect::<Vec<_>>()
        };
        let mut places: Vec<_> = slots.iter().enumerate().flat_map(places).collect();
        places.sort_unstable_by_key(|(place, _)| (place.start, place.end));
        Self { places }
    }

    /// The pieces of `range`, without gaps. A place that reaches over the end is cut there; its other part
    /// is a piece of what follows.
    pub(super) fn pieces(&self, range: Range<usize>) -> Vec<(Range<usize>, Piece)> {
        let mut out = Vec::new();
        let mut at = range.start;
        let first = self.places.partition_point(|(place, _)| place.end < range.start);
        for (place, number) in &self.places[first..] {
            if place.start >= range.end && !place.is_empty() || place.start > range.end {
                break;
            }
            let cut = place.start.max(at)..place.end.min(range.end);
            let elsewhere = if place.is_empty() {
                place.start == range.start && place.start > 0
            } else {
                cut.is_empty()
            };
            if elsewhere {
                continue;
            }
            if cut.start > at {
                out.push((at..cut.start, Piece::Fixed));
            }
            at = cut.end;
            out.push((cut, Piece::Open(*number)));
        }
        if at < range.end {
            out.push((at..range.end, Piece::Fixed));
        }
        out
    }
}

/// What people call a kind of slot.
pub(super) fn kind(kind: SlotKind, lang: Lang) -> &'static str {
    lang.pick(kind.name_zh(), kind.name())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::collate::Filler;

    #[test]
    fn a_skeleton_has_no_gaps() {
        let slot = |places: &[Range<usize>]| Slot {
            kind: SlotKind::Year,
            places: places.to_vec(),
            fillers: vec![Filler { text: String::new(), count: 1, members: Vec::new() }],
            lacking: 0,
        };
        let skeleton = Skeleton::new(&[slot(&[3..5, 9..12]), slot(std::slice::from_ref(&(6..6)))]);
        use Piece::{Fixed, Open};
        assert_eq!(
            skeleton.pieces(0..10),
            [
                (0..3, Fixed),
                (3..5, Open(0)),
                (5..6, Fixed),
                (6..6, Open(1)),
                (6..9, Fixed),
                (9..10, Open(0))
            ]
        );
        assert_eq!(skeleton.pieces(10..12), [(10..12, Open(0))]);
        assert_eq!(skeleton.pieces(6..7), [(6..7, Fixed)]);
        assert_eq!(skeleton.pieces(5..6), [(5..6, Fixed), (6..6, Open(1))]);
    }
}
