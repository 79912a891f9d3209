//! Cuts what two texts do not have in common at the line ends of their originals.
//!
//! Sentences are cut in the comparison text, so that no change of layout moves their borders; there a heading and the
//! sentence after it are one sentence. Where such a sentence does not stand in the other text, its lines may.

use std::ops::Range;

use ahash::AHashSet;

use super::align::Ids;
use super::cutter::{self, Sentence, is_open};
use super::sentences::Prepared;
use super::view::View;

/// Makes units of the lines that both have and no sentence is, and gives the ids of all units then. Linear.
pub(super) fn cut(a: &mut View<'_, '_>, b: &mut View<'_, '_>) -> Ids {
    let ids = Ids::new(a, b);
    let [left_a, left_b] = ids.left_over();
    let (left_a, left_b) = (with_neighbours(a, left_a), with_neighbours(b, left_b));
    let (groups_a, groups_b) = (groups(a, &left_a), groups(b, &left_b));
    if groups_a.is_empty() && groups_b.is_empty() {
        return ids;
    }
    let (known_a, known_b) = (known(a, &left_a, &groups_a), known(b, &left_b, &groups_b));
    let is_cut = [separate(a, &groups_a, &known_b), separate(b, &groups_b, &known_a)];
    if is_cut.contains(&true) { Ids::new(a, b) } else { ids }
}

/// Left-over units without a sentence end between them, in which lines end.
struct Group {
    units: Range<usize>,
    /// What line ends make of them, where they stand in the text.
    pieces: Vec<Sentence>,
}

/// Whether nothing ends between `unit` and the one after it, but for its length.
fn goes_on(side: &View<'_, '_>, unit: usize) -> bool {
    unit + 1 < side.len() && is_open(&side.text()[side.bytes(unit..unit + 1)])
}

/// The units that are `left` over, and their neighbours in the same sentence: a line may stand in both.
fn with_neighbours(side: &View<'_, '_>, left: Vec<bool>) -> Vec<bool> {
    let near = |unit: usize| {
        let before = || unit > 0 && left[unit - 1] && goes_on(side, unit - 1);
        let after = || left.get(unit + 1) == Some(&true) && goes_on(side, unit);
        !side.is_far(unit) && (left[unit] || before() || after())
    };
    (0..left.len()).map(near).collect()
}

/// The groups of the units that are `left` over.
fn groups(side: &View<'_, '_>, left: &[bool]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut next = 0;
    while next < side.len() {
        let first = next;
        next += 1;
        if !left[first] {
            continue;
        }
        while left.get(next) == Some(&true) && goes_on(side, next - 1) {
            next += 1;
        }
        groups.extend(group(side, first..next));
    }
    groups
}

/// The group `units`, if a line ends inside it where no unit does.
fn group(side: &View<'_, '_>, units: Range<usize>) -> Option<Group> {
    let bytes = side.bytes(units.clone());
    let mut breaks = line_starts(side.document(), &bytes);
    let borders: Vec<usize> = units.clone().map(|unit| side.start(unit)).collect();
    if breaks.iter().all(|at| borders.binary_search(at).is_ok()) {
        return None;
    }
    breaks.iter_mut().for_each(|at| *at -= bytes.start);
    let (mut pieces, _) = cutter::cut(&side.text()[bytes.clone()], &breaks);
    pieces.iter_mut().for_each(|piece| piece.start += bytes.start as u32);
    Some(Group { units, pieces })
}

/// Where lines of the original start inside `bytes` of the comparison text, ascending. Linear in what stands there.
fn line_starts(side: &Prepared<'_>, bytes: &Range<usize>) -> Vec<usize> {
    let (map, original) = (&side.normalized().map, side.original());
    let ends = |text: &str| text.contains(is_line_end);
    let mut starts = Vec::new();
    let mut last = None;
    for index in map.index_at(bytes.start)..map.stretches().len() {
        let stretch = map.stretch(index);
        if stretch.norm.start >= bytes.end {
            break;
        }
        if last.is_some_and(|last| ends(&original[last..stretch.orig.start])) {
            starts.push(stretch.norm.start);
        }
        last = Some(stretch.orig.end);
        if stretch.linear {
            // Line ends stay where layout is compared, and only there.
            let (from, to) = (stretch.norm.start.max(bytes.start), stretch.norm.end.min(bytes.end));
            let inner = &side.text()[from..to];
            if inner.contains('\n') {
                starts.extend(inner.match_indices('\n').map(|(offset, _)| from + offset + 1));
            }
        } else if ends(&original[stretch.orig.clone()]) {
            starts.push(stretch.norm.end);
        }
    }
    starts.retain(|at| bytes.start < *at && *at < bytes.end);
    starts.dedup();
    starts
}

fn is_line_end(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}')
}

/// The ids of what is left over on a side, as units and as pieces.
fn known(side: &View<'_, '_>, left: &[bool], groups: &[Group]) -> AHashSet<u64> {
    let units = (0..side.len()).filter(|&unit| left[unit]);
    let pieces = groups.iter().flat_map(|group| &group.pieces);
    units.map(|unit| side.id(unit)).chain(pieces.map(|piece| piece.id)).collect()
}

/// Makes units of the pieces that the other side knows; whether there were any.
fn separate(side: &mut View<'_, '_>, groups: &[Group], known: &AHashSet<u64>) -> bool {
    let stands = |group: &&Group| group.pieces.iter().any(|piece| known.contains(&piece.id));
    let cut = |group: &Group| (group.units.clone(), starts(side, group, known));
    let cuts: Vec<_> = groups.iter().filter(stands).map(cut).collect();
    if cuts.is_empty() {
        return false;
    }
    side.cut(&cuts);
    true
}

/// Where the units of `group` start when each piece that is `known` is one. What is between them stays cut as it was.
fn starts(side: &View<'_, '_>, group: &Group, known: &AHashSet<u64>) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut old = group.units.clone().map(|unit| side.start(unit)).peekable();
    let mut after_known = false;
    for (index, piece) in group.pieces.iter().enumerate() {
        let start = piece.start as usize;
        let end = group.pieces.get(index + 1).map_or(usize::MAX, |next| next.start as usize);
        let is_known = known.contains(&piece.id);
        starts.extend((is_known || after_known).then_some(start));
        while let Some(at) = old.next_if(|&at| at < end) {
            starts.extend((at == start || !is_known).then_some(at));
        }
        after_known = is_known;
    }
    starts.dedup();
    starts
}
