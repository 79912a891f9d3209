//! The places where members vary, and what stands in them.

use std::collections::BTreeMap;
use std::ops::Range;

use ahash::AHashMap;

use super::split::split;
use super::{SlotKind, Witness, bare, is_surface};
use crate::diff::{EditClass, Op};

/// A slot of a template: one or more places of the base where members vary, in step when there are several
/// (a county that is named seven times is one slot). Its counts are those of the first place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What kind of thing stands there.
    pub kind: SlotKind,
    /// The places: byte ranges of the base, ascending. Empty ranges are places where only members have text.
    pub places: Vec<Range<usize>>,
    /// What stands there: first the base's own, then the most frequent first.
    pub fillers: Vec<Filler>,
    /// How many members lack the place: the sentence is missing, rewritten or moved.
    pub lacking: usize,
}

/// What stands in a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filler {
    /// The text without layout; empty when there is none.
    pub text: String,
    /// How many documents have it; the representative counts as one.
    pub count: usize,
    /// The places of the members in their cluster that differ from the base, ascending. Not listed for the
    /// base's own filler, which all others have that do not lack the slot.
    pub members: Vec<usize>,
}

/// The slots of a base whose members are `witnesses`, and `same` members that have exactly its text.
/// Ascending by their first places.
pub fn slots(base: &str, witnesses: &[Witness<'_>], same: usize) -> Vec<Slot> {
    let ops: Vec<Vec<Op>> = witnesses.iter().map(|witness| pieces(base, witness)).collect();
    let mut drafts: Vec<Draft> = places(&ops).into_iter().map(Draft::new).collect();
    // Where members begin and cease to lack every slot.
    let mut lacking = vec![0_isize; drafts.len() + 1];
    for (witness, ops) in witnesses.iter().zip(&ops) {
        fill(base, witness, ops, &mut drafts, &mut lacking);
    }
    let total = 1 + same + witnesses.iter().map(|witness| witness.members.len()).sum::<usize>();
    let mut running = 0;
    for (draft, step) in drafts.iter_mut().zip(lacking) {
        running += step;
        draft.lacking += running.unsigned_abs();
    }
    let made = drafts.into_iter().map(|draft| draft.slot(base, total));
    in_step(made.filter(|slot| slot.fillers.len() > 1))
}

/// Whether an operation changes what stands in a slot.
fn fills(op: &Op) -> bool {
    matches!(op.class, EditClass::Number | EditClass::Name | EditClass::Wording)
}

/// The operations of a witness, those that fill slots cut where words meet figures.
fn pieces(base: &str, witness: &Witness<'_>) -> Vec<Op> {
    let ops = witness.comparison.ops.iter().filter(|op| !is_surface(op));
    ops.flat_map(|op| if fills(op) { split(op, base, witness.text) } else { vec![op.clone()] })
        .collect()
}

/// The places where at least one witness has another filler, those that touch or overlap joined.
fn places(ops: &[Vec<Op>]) -> Vec<Range<usize>> {
    let ops = ops.iter().flatten();
    let mut all: Vec<Range<usize>> = ops.filter(|op| fills(op)).map(|op| op.a.clone()).collect();
    all.sort_unstable_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = Vec::new();
    for range in all {
        match joined.last_mut() {
            Some(last) if touches(last, &range) => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Whether `next`, which does not begin before `last`, overlaps it, or touches it where one of them is empty.
fn touches(last: &Range<usize>, next: &Range<usize>) -> bool {
    next.start < last.end || next.start == last.end && (last.is_empty() || next.is_empty())
}

struct Draft {
    place: Range<usize>,
    classes: Vec<EditClass>,
    fillers: BTreeMap<String, Vec<usize>>,
    lacking: usize,
}

impl Draft {
    fn new(place: Range<usize>) -> Self {
        Self { place, classes: Vec::new(), fillers: BTreeMap::new(), lacking: 0 }
    }

    fn enter(&mut self, base: &str, witness: &Witness<'_>, ops: &[&Op]) {
        for op in ops {
            if !self.classes.contains(&op.class) {
                self.classes.push(op.class);
            }
        }
        let filler = filler(base, witness.text, &self.place, ops);
        self.fillers.entry(bare(&filler)).or_default().extend(&witness.members);
    }

    fn slot(mut self, base: &str, total: usize) -> Slot {
        let own = bare(&base[self.place.clone()]);
        self.fillers.remove(&own);
        let others: usize = self.fillers.values().map(Vec::len).sum();
        let mut fillers: Vec<Filler> = self
            .fillers
            .into_iter()
            .map(|(text, mut members)| {
                members.sort_unstable();
                Filler { text, count: members.len(), members }
            })
            .collect();
        fillers.sort_by_key(|filler| (usize::MAX - filler.count, filler.members.first().copied()));
        let count = total.saturating_sub(others + self.lacking);
        fillers.insert(0, Filler { text: own, count, members: Vec::new() });
        let next = base[self.place.end..].chars().next();
        let kind =
            SlotKind::of(&self.classes, next, fillers.iter().map(|filler| filler.text.as_str()));
        Slot { kind, places: vec![self.place], fillers, lacking: self.lacking }
    }
}

/// Enters what `witness` has in each place.
fn fill(
    base: &str,
    witness: &Witness<'_>,
    ops: &[Op],
    drafts: &mut [Draft],
    lacking: &mut [isize],
) {
    let mut gone: Vec<Range<usize>> = Vec::new();
    let mut filled: BTreeMap<usize, Vec<&Op>> = BTreeMap::new();
    let inserted = moved_in(witness);
    for op in ops {
        let first = drafts.partition_point(|draft| is_before(&draft.place, &op.a));
        if fills(op) {
            filled.entry(first).or_default().push(op);
            continue;
        }
        let met = drafts[first..].iter().take_while(|draft| meets(&draft.place, &op.a)).count();
        let stays = op
            .move_id
            .and_then(|number| inserted.get(&number))
            .is_some_and(|moved| bare(&base[op.a.clone()]) == bare(&witness.text[moved.clone()]));
        // Two neighbours can both reach into one place.
        let first = first.max(gone.last().map_or(0, |last| last.end));
        if !op.a.is_empty() && !stays && met > 0 && first < drafts.len() {
            let end = drafts.partition_point(|draft| draft.place.start < op.a.end).max(first);
            gone.push(first..end);
        }
    }
    let weight = witness.members.len();
    for range in &gone {
        lacking[range.start] += weight as isize;
        lacking[range.end] -= weight as isize;
    }
    for (at, ops) in filled {
        let after = gone.partition_point(|range| range.end <= at);
        if gone.get(after).is_none_or(|range| !range.contains(&at)) {
            drafts[at].enter(base, witness, &ops);
        }
    }
}

/// Where the text of each move stands in the witness.
fn moved_in(witness: &Witness<'_>) -> AHashMap<u32, Range<usize>> {
    let ops = witness.comparison.ops.iter().filter(|op| op.a.is_empty());
    ops.filter_map(|op| Some((op.move_id?, op.b.clone()))).collect()
}

/// Whether `place` ends before `range` begins.
fn is_before(place: &Range<usize>, range: &Range<usize>) -> bool {
    place.end < range.start || place.end == range.start && !meets(place, range)
}

/// Whether an operation on `range` concerns `place`.
fn meets(place: &Range<usize>, range: &Range<usize>) -> bool {
    let overlap = range.start < place.end && place.start < range.end;
    let inside = |inner: &Range<usize>, outer: &Range<usize>| {
        inner.is_empty() && outer.start <= inner.start && inner.start <= outer.end
    };
    overlap || inside(range, place) || inside(place, range)
}

/// What a witness has in `place`: the base's text with the operations `ops` applied.
fn filler(base: &str, text: &str, place: &Range<usize>, ops: &[&Op]) -> String {
    let mut out = String::new();
    let mut at = place.start;
    for op in ops {
        out.push_str(&base[at..op.a.start]);
        out.push_str(&text[op.b.clone()]);
        at = op.a.end;
    }
    out.push_str(&base[at..place.end]);
    out
}

/// Joins the slots that have the same fillers in the same members.
fn in_step(slots: impl Iterator<Item = Slot>) -> Vec<Slot> {
    let mut out: Vec<Slot> = Vec::new();
    let mut known: AHashMap<Vec<(String, Vec<usize>)>, usize> = AHashMap::new();
    for slot in slots {
        let key = slot.fillers.iter().map(|f| (f.text.clone(), f.members.clone())).collect();
        match known.get(&key) {
            Some(&place) => out[place].places.extend(slot.places),
            None => {
                known.insert(key, out.len());
                out.push(slot);
            }
        }
    }
    out
}
