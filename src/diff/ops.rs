//! From edits of the comparison texts to classified operations on the originals.

use std::ops::Range;

use ahash::AHashMap;

use super::classify::Classifier;
use super::edits::{Edit, Mark};
use super::emit::{self, Draft};
use super::inside::Inside;
use super::sentences::Prepared;
use super::{EditClass, Op, OpKind};

/// What an operation does that covers these bytes of both sides, if it does anything.
fn kind(a: &Range<usize>, b: &Range<usize>) -> Option<OpKind> {
    match (a.is_empty(), b.is_empty()) {
        (true, true) => None,
        (true, false) => Some(OpKind::Insert),
        (false, true) => Some(OpKind::Delete),
        (false, false) => Some(OpKind::Replace),
    }
}

/// The classified operations of all differences; moves are numbered as they appear in A or B, and the table tells
/// which number each got.
pub(super) fn ops(
    a: &Prepared<'_>,
    b: &Prepared<'_>,
    edits: &[Edit],
    classifier: &Classifier<'_, '_>,
) -> (Vec<Op>, AHashMap<u32, u32>) {
    let mut moves: AHashMap<u32, u32> = AHashMap::new();
    let mut ops = Vec::new();
    for draft in emit::drafts(a, b, edits) {
        let Some(kind) = kind(&draft.a, &draft.b) else { continue };
        let edit = draft.edit.map(|number| &edits[number]);
        let class = classifier.class(&draft, edit);
        let move_id = match edit.map(|edit| edit.mark) {
            Some(Mark::Moved(number)) if class == EditClass::Move => {
                let next = moves.len() as u32 + 1;
                Some(*moves.entry(number).or_insert(next))
            }
            _ => None,
        };
        ops.push(Op { kind, class, a: draft.a, b: draft.b, move_id });
    }
    (ops, moves)
}

/// Where `span` of a comparison text stands in the original. What is put in at the beginning of `half` stands in it,
/// after what was left out before it.
fn original(side: &Prepared<'_>, span: &Range<usize>, half: &Range<usize>) -> Range<usize> {
    if span.is_empty() && span.start == half.start {
        let at = emit::gap(side, span.start).end;
        return at..at;
    }
    side.normalized().map.original(span.clone())
}

/// The classified differences inside moves.
pub(super) fn inside_moves(
    a: &Prepared<'_>,
    b: &Prepared<'_>,
    inside: &[Inside],
    moves: &AHashMap<u32, u32>,
    classifier: &Classifier<'_, '_>,
) -> Vec<Op> {
    let mut found = Vec::new();
    for moved in inside {
        let Some(&number) = moves.get(&moved.number) else { continue };
        for edit in &moved.edits {
            let draft = Draft {
                a: original(a, &edit.a, &moved.a),
                b: original(b, &edit.b, &moved.b),
                edit: Some(0),
            };
            let Some(kind) = kind(&draft.a, &draft.b) else { continue };
            let class = classifier.class(&draft, Some(edit));
            found.push(Op { kind, class, a: draft.a, b: draft.b, move_id: Some(number) });
        }
    }
    found.sort_by_key(|op| op.move_id);
    found
}
