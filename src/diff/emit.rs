//! Turns edits of the comparison texts into operations on the originals, and finds what differs in the
//! originals where the comparison texts are equal.

use std::ops::Range;

use crate::normalize::{OffsetMap, is_layout};

use super::edits::{Edit, Mark, common_prefix, common_suffix};
use super::sentences::Prepared;

/// A difference of the originals on its way to an operation.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// Byte range in the original of A.
    pub(super) a: Range<usize>,
    /// Byte range in the original of B.
    pub(super) b: Range<usize>,
    /// The number of the edit it comes from; none for a difference of layout or form.
    pub(super) edit: Option<usize>,
}

/// Where byte `at` of the comparison text begins in the original, and where what stands before it ended.
/// Between the two lies what was left out.
pub(super) fn gap(side: &Prepared<'_>, at: usize) -> Range<usize> {
    let map = &side.normalized().map;
    let end = map.original(at..at).start;
    if at >= side.text().len() {
        return end..side.original().len();
    }
    let stretch = map.stretch(map.index_at(at));
    end..stretch.orig.start + if stretch.linear { at - stretch.norm.start } else { 0 }
}

/// The same where the stretch number `index` holds byte `at`, and the original can be cut there. Constant time.
fn gap_in(side: &Prepared<'_>, index: usize, at: usize) -> Range<usize> {
    let map = &side.normalized().map;
    let stretch = map.stretch(index);
    if at > stretch.norm.start {
        let place = stretch.orig.start + at - stretch.norm.start;
        return place..place;
    }
    let end = index.checked_sub(1).map_or(0, |last| map.stretch(last).orig.end);
    end..stretch.orig.start
}

/// Whether the original can be cut where byte `at` of the comparison text begins.
fn is_border(map: &OffsetMap, len: usize, at: usize) -> bool {
    if at == 0 || at >= len {
        return true;
    }
    let stretch = map.stretch(map.index_at(at));
    stretch.linear || stretch.norm.start == at
}

/// Widens edits so that none of them cuts a piece of an original that was replaced as a whole. A move that
/// would be cut is none any more.
pub(super) fn snap(a: &Prepared<'_>, b: &Prepared<'_>, edits: Vec<Edit>) -> Vec<Edit> {
    let border = |at_a: usize, at_b: usize| {
        is_border(&a.normalized().map, a.text().len(), at_a)
            && is_border(&b.normalized().map, b.text().len(), at_b)
    };
    let mut out: Vec<Edit> = Vec::with_capacity(edits.len());
    let mut edits = edits.into_iter().peekable();
    while let Some(mut edit) = edits.next() {
        // The last edit ends at a border, as the texts begin at one.
        let equal = edit.a.start - out.last().map_or(0, |last| last.a.end);
        let back = (0..=equal).find(|by| border(edit.a.start - by, edit.b.start - by));
        let back = back.unwrap_or(equal);
        (edit.a.start, edit.b.start) = (edit.a.start - back, edit.b.start - back);
        loop {
            // Beyond the next edit the texts are not equal any more: what would grow into it takes it whole.
            let end = edits.peek().map_or(a.text().len(), |next| next.a.start);
            let mut equal = 0..=end - edit.a.end;
            if let Some(on) = equal.find(|by| border(edit.a.end + by, edit.b.end + by)) {
                (edit.a.end, edit.b.end) = (edit.a.end + on, edit.b.end + on);
                break;
            }
            let Some(next) = edits.next() else { break };
            edit = edit.union(&next);
        }
        out.push(edit);
    }
    demote_half_moves(&mut out);
    out
}

/// Makes a move of which only one half is left an ordinary edit.
fn demote_half_moves(edits: &mut [Edit]) {
    let mut halves: Vec<u32> = Vec::new();
    for edit in edits.iter() {
        if let Mark::Moved(number) = edit.mark {
            halves.push(number);
        }
    }
    halves.sort_unstable();
    for edit in edits {
        if let Mark::Moved(number) = edit.mark {
            let first = halves.partition_point(|&n| n < number);
            if halves[first..].iter().take(3).take_while(|&&n| n == number).count() != 2 {
                edit.mark = Mark::Apart;
            }
        }
    }
}

/// The differences of the originals: those of `edits`, and those of layout and form between them.
/// Ascending, disjoint, and outside of them the originals are equal byte for byte. Linear.
pub(super) fn drafts(a: &Prepared<'_>, b: &Prepared<'_>, edits: &[Edit]) -> Vec<Draft> {
    let mut work = Work { a, b, out: Vec::new(), form_end: None };
    let (mut at_a, mut at_b) = (0, 0);
    let mut next = 0;
    // Whether what was left out before `at_a` and `at_b` is still to be looked at.
    let mut open = true;
    while next < edits.len() {
        let mut end = next + 1;
        while end < edits.len() && edits[end].a.start == edits[end - 1].a.end {
            end += 1;
        }
        let group = &edits[next..end];
        if group[0].a.start > at_a {
            if open {
                work.layout(gap(a, at_a), gap(b, at_b));
            }
            work.equal(at_a..group[0].a.start, at_b);
        }
        work.group(group, next);
        (at_a, at_b) = (edits[end - 1].a.end, edits[end - 1].b.end);
        open = false;
        next = end;
    }
    if at_a < a.text().len() || open {
        if open {
            work.layout(gap(a, at_a), gap(b, at_b));
        }
        if at_a < a.text().len() {
            work.equal(at_a..a.text().len(), at_b);
            work.layout(gap(a, a.text().len()), gap(b, b.text().len()));
        }
    }
    work.out
}

struct Work<'w, 'a> {
    a: &'w Prepared<'a>,
    b: &'w Prepared<'a>,
    out: Vec<Draft>,
    /// Where the last difference of form ends in both originals.
    form_end: Option<(usize, usize)>,
}

/// Where the operations of a group of touching edits begin and end on one side.
#[derive(Clone, Debug)]
struct Outline {
    /// What was left out before the first and after the last character. One of the two is empty when no
    /// characters are between them.
    lead: Range<usize>,
    trail: Range<usize>,
    empty: bool,
}

impl Work<'_, '_> {
    /// The edits `group`, between which nothing is equal, and what was left out around them.
    fn group(&mut self, group: &[Edit], first: usize) {
        let last = &group[group.len() - 1];
        let mut a = outline(self.a, group[0].a.start..last.a.end);
        let mut b = outline(self.b, group[0].b.start..last.b.end);
        let (text_a, text_b) = (self.a.original(), self.b.original());
        if a.empty {
            share(&mut a, text_a, &b, text_b);
        } else if b.empty {
            share(&mut b, text_b, &a, text_a);
        }
        let swallow = |own: &Range<usize>, other: &Range<usize>, empty: bool| {
            empty && other.is_empty() && !own.is_empty()
        };
        let lead = swallow(&a.lead, &b.lead, b.empty) || swallow(&b.lead, &a.lead, a.empty);
        let trail = swallow(&a.trail, &b.trail, b.empty) || swallow(&b.trail, &a.trail, a.empty);
        if !lead {
            self.layout(a.lead.clone(), b.lead.clone());
        }
        let inner = |outline: &Outline| {
            let start = if lead { outline.lead.start } else { outline.lead.end };
            let end = if trail { outline.trail.end } else { outline.trail.start };
            start..end.max(start)
        };
        let cuts_a = cuts(self.a, group.iter().map(|edit| &edit.a), inner(&a));
        let cuts_b = cuts(self.b, group.iter().map(|edit| &edit.b), inner(&b));
        for (index, (a, b)) in cuts_a.into_iter().zip(cuts_b).enumerate() {
            self.out.push(Draft { a, b, edit: Some(first + index) });
        }
        if !trail {
            self.layout(a.trail, b.trail);
        }
    }

    /// What was left out at the same place on both sides: an operation on what differs of it.
    fn layout(&mut self, a: Range<usize>, b: Range<usize>) {
        let (text_a, text_b) = (&self.a.original()[a.clone()], &self.b.original()[b.clone()]);
        if text_a == text_b {
            return;
        }
        let before = common_prefix(text_a, text_b);
        let after = common_suffix(&text_a[before..], &text_b[before..]);
        let cut = |range: Range<usize>| range.start + before..range.end - after;
        self.out.push(Draft { a: cut(a), b: cut(b), edit: None });
    }

    /// The bytes `span` of the comparison text of A, which is equal to that of B from `at_b`: operations where
    /// the originals differ.
    fn equal(&mut self, span: Range<usize>, at_b: usize) {
        let (map_a, map_b) = (&self.a.normalized().map, &self.b.normalized().map);
        let (mut i, mut j) = (map_a.index_at(span.start), map_b.index_at(at_b));
        let mut at = 0;
        while at < span.len() {
            let (pa, pb) = (span.start + at, at_b + at);
            let (mut sa, mut sb) = (map_a.stretch(i), map_b.stretch(j));
            if at > 0 && (pa == sa.norm.start || pb == sb.norm.start) {
                self.layout(gap_in(self.a, i, pa), gap_in(self.b, j, pb));
            }
            let mut end = sa.norm.end.min(span.end) - span.start;
            end = end.min(sb.norm.end - at_b);
            if sa.linear && sb.linear {
                let (oa, ob) =
                    (sa.orig.start + pa - sa.norm.start, sb.orig.start + pb - sb.norm.start);
                self.form(oa, ob, end - at);
            } else {
                // Up to where both originals can be cut again.
                loop {
                    let (ea, eb) = (span.start + end, at_b + end);
                    while sa.norm.end < ea {
                        i += 1;
                        sa = map_a.stretch(i);
                    }
                    while sb.norm.end < eb {
                        j += 1;
                        sb = map_b.stretch(j);
                    }
                    let cut_a = !sa.linear && sa.norm.end > ea;
                    let cut_b = !sb.linear && sb.norm.end > eb;
                    if !cut_a && !cut_b {
                        break;
                    }
                    end = if cut_a { sa.norm.end - span.start } else { sb.norm.end - at_b };
                }
                let a = map_a.original(pa..span.start + end);
                let b = map_b.original(pb..at_b + end);
                if self.a.original()[a.clone()] != self.b.original()[b.clone()] {
                    self.push_form(a, b);
                }
            }
            at = end;
            i += usize::from(span.start + at >= sa.norm.end);
            j += usize::from(at_b + at >= sb.norm.end);
        }
    }

    /// `length` bytes of both originals that correspond character by character: operations on those that differ.
    fn form(&mut self, from_a: usize, from_b: usize, length: usize) {
        let a = &self.a.original()[from_a..from_a + length];
        let b = &self.b.original()[from_b..from_b + length];
        if a == b {
            return;
        }
        let at = |from: usize, run: &Range<usize>| from + run.start..from + run.end;
        let mut run: Option<Range<usize>> = None;
        for ((start, c), d) in a.char_indices().zip(b.chars()) {
            if c != d {
                let end = start + c.len_utf8();
                run = Some(run.map_or(start..end, |run| run.start..end));
            } else if let Some(run) = run.take() {
                self.push_form(at(from_a, &run), at(from_b, &run));
            }
        }
        if let Some(run) = run {
            self.push_form(at(from_a, &run), at(from_b, &run));
        }
    }

    /// A difference of form, which goes on with one that ends where it begins; or one of layout, where a space was kept.
    fn push_form(&mut self, a: Range<usize>, b: Range<usize>) {
        let (text_a, text_b) = (&self.a.original()[a.clone()], &self.b.original()[b.clone()]);
        let is_layout = same_without_layout(text_a, text_b);
        let goes_on = !is_layout && self.form_end == Some((a.start, b.start));
        self.form_end = (!is_layout).then_some((a.end, b.end));
        match self.out.last_mut().filter(|_| goes_on) {
            Some(last) => (last.a.end, last.b.end) = (a.end, b.end),
            None => self.out.push(Draft { a, b, edit: None }),
        }
    }
}

fn outline(side: &Prepared<'_>, span: Range<usize>) -> Outline {
    let lead = gap(side, span.start);
    if span.is_empty() {
        return Outline { trail: lead.end..lead.end, lead, empty: true };
    }
    Outline { lead, trail: gap(side, span.end), empty: false }
}

/// Gives what was left out at an empty place to the end of it where the other side has the same.
fn share(own: &mut Outline, own_text: &str, other: &Outline, other_text: &str) {
    let gap = &own_text[own.lead.clone()];
    let same_trail = gap == &other_text[other.trail.clone()];
    if gap != &other_text[other.lead.clone()] && same_trail {
        own.trail = own.lead.clone();
        own.lead = own.trail.start..own.trail.start;
    }
}

/// Cuts the original bytes `whole` of a group of edits into one range for each.
fn cuts<'e>(
    side: &Prepared<'_>,
    spans: impl Iterator<Item = &'e Range<usize>>,
    whole: Range<usize>,
) -> Vec<Range<usize>> {
    let spans: Vec<&Range<usize>> = spans.collect();
    let last = spans.iter().rposition(|span| !span.is_empty());
    let mut at = whole.start;
    let mut cuts = Vec::with_capacity(spans.len());
    for (index, span) in spans.iter().enumerate() {
        let end = match last {
            _ if span.is_empty() => at,
            Some(last) if index == last => whole.end,
            _ => gap(side, span.end).end,
        };
        cuts.push(at..end);
        at = end;
    }
    cuts
}

/// Whether two pieces of originals are the same but for layout.
pub(super) fn same_without_layout(a: &str, b: &str) -> bool {
    let visible = |c: &char| !is_layout(*c);
    a.chars().filter(visible).eq(b.chars().filter(visible))
}
