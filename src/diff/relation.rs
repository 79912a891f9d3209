//! What one document is to another, and how much of each stands in the other.

use std::ops::Range;

use super::classify::same_content;
use super::edits::{Edit, Mark};
use super::inside::{Inside, is_left};
use super::sentences::{Prepared, content_of};
use super::value::is_same_value;
use super::{EditClass, Op, Relation};

/// Moves of this percentage of the content make a text reordered.
const REORDERED: usize = 20;
/// A text is an excerpt when this percentage of it stands in the other, and it is shorter than this
/// percentage of the other.
const EXCERPT: usize = 90;
/// So many numbers or names must differ, and at most this percentage of the content otherwise, for a template.
const TEMPLATE_SLOTS: usize = 3;
const TEMPLATE_REST: usize = 2;
/// A spliced text has 20 to 80 % of the other, in stretches of at least so many content characters, in which no
/// change is longer than so many.
const SPLICED: (usize, usize) = (20, 80);
const SPLICED_RUN: usize = 100;
const SPLICED_CHANGE: usize = 10;

/// Content characters of both sides by what became of them.
#[derive(Debug, Default)]
pub(super) struct Figures {
    /// Of A that stand in B, and all of A.
    pub(super) copy_a: (usize, usize),
    /// Of B that stand in A, and all of B.
    pub(super) copy_b: (usize, usize),
    /// The same without stock sentences, where they are known.
    pub(super) own_a: Option<(usize, usize)>,
    pub(super) own_b: Option<(usize, usize)>,
    /// The lengths of all equal runs.
    pub(super) runs: Vec<usize>,
    /// The equal runs since the last change that is too large for a stretch to go on.
    stretch: usize,
    /// Of stretches long enough for a splice.
    in_long_runs: usize,
    moved: usize,
}

impl Figures {
    /// Counts. Linear in the edits and their lengths. `inside` is what changed in each move.
    pub(super) fn new(
        a: &Prepared<'_>,
        b: &Prepared<'_>,
        edits: &[Edit],
        inside: &[Inside],
    ) -> Self {
        let mut figures = Self::default();
        let mut changed = Changed::default();
        let mut from = 0;
        for edit in edits.iter().filter(|edit| changes_content(a, b, edit)) {
            let [in_a, in_b] = contents(a, b, edit);
            let length = a.content_upto(edit.a.start) - from;
            from = a.content_upto(edit.a.end);
            figures.run(length);
            figures.stretch(length, in_a.max(in_b));
            if let Mark::Moved(_) = edit.mark {
                figures.moved += if is_left(edit) { in_a } else { 0 };
            } else {
                changed.add(edit, [in_a, in_b]);
            }
        }
        figures.run(a.content() - from);
        figures.stretch(a.content() - from, usize::MAX);
        for moved in inside {
            let mut from = a.content_upto(moved.a.start);
            for edit in moved.edits.iter().filter(|edit| changes_content(a, b, edit)) {
                figures.run(a.content_upto(edit.a.start) - from);
                from = a.content_upto(edit.a.end);
                let contents = contents(a, b, edit);
                figures.moved -= contents[0];
                changed.add(edit, contents);
            }
            figures.run(a.content_upto(moved.a.end) - from);
        }
        let [lost_a, lost_b] = changed.content;
        figures.copy_a = (a.content() - lost_a, a.content());
        figures.copy_b = (b.content() - lost_b, b.content());
        figures.own_a = a.without_stock(&changed.a);
        figures.own_b = b.without_stock(&changed.b);
        figures
    }

    fn run(&mut self, length: usize) {
        self.runs.extend((length > 0).then_some(length));
    }

    /// Counts an equal run and the change after it for splices.
    fn stretch(&mut self, length: usize, change: usize) {
        self.stretch += length;
        if change > SPLICED_CHANGE {
            if self.stretch >= SPLICED_RUN {
                self.in_long_runs += self.stretch;
            }
            self.stretch = 0;
        }
    }

    /// What B is to A, by the operations `ops`.
    pub(super) fn relation(&self, a: &str, b: &str, ops: &[Op]) -> Relation {
        let only = |classes: &[EditClass]| ops.iter().all(|op| classes.contains(&op.class));
        if a == b {
            Relation::Identical
        } else if only(&[EditClass::Layout]) {
            Relation::LayoutOnly
        } else if only(&[EditClass::Layout, EditClass::Form, EditClass::Punctuation]) {
            Relation::PunctuationOnly
        } else if self.is_template(a, b, ops) {
            Relation::SameTemplate
        } else if self.is_reordered() {
            Relation::Reordered
        } else if holds(self.copy_b, self.copy_a) {
            Relation::ExcerptOf
        } else if holds(self.copy_a, self.copy_b) {
            Relation::Extends
        } else if self.is_splice() {
            Relation::Spliced
        } else {
            Relation::Revised
        }
    }

    fn is_reordered(&self) -> bool {
        let mostly = |(part, all): (usize, usize)| 100 * part >= EXCERPT * all;
        let all = self.copy_a.1.max(self.copy_b.1);
        100 * self.moved >= REORDERED * all && mostly(self.copy_a) && mostly(self.copy_b)
    }

    fn is_template(&self, a: &str, b: &str, ops: &[Op]) -> bool {
        let is_other = |op: &Op| !is_same_value(&a[op.a.clone()], &b[op.b.clone()]);
        let slot = |op: &&Op| match op.class {
            EditClass::Name => true,
            EditClass::Number => is_other(op),
            _ => false,
        };
        let outside = |op: &&Op| {
            !matches!(
                op.class,
                EditClass::Layout
                    | EditClass::Form
                    | EditClass::Punctuation
                    | EditClass::Debris
                    | EditClass::Number
                    | EditClass::Name
            )
        };
        let changed = |op: &Op| content_of(&a[op.a.clone()]).max(content_of(&b[op.b.clone()]));
        let most = TEMPLATE_REST * self.copy_a.1.max(self.copy_b.1);
        let mut rest = 0;
        let is_little = |op: &Op| {
            rest += changed(op);
            100 * rest <= most
        };
        ops.iter().filter(slot).count() >= TEMPLATE_SLOTS
            && ops.iter().filter(outside).all(is_little)
    }

    /// Whether B is made of long stretches of A and of other texts, and is no excerpt, extension or other order.
    fn is_splice(&self) -> bool {
        !self.is_reordered()
            && !holds(self.copy_b, self.copy_a)
            && !holds(self.copy_a, self.copy_b)
            && self.has_long_parts()
    }

    fn has_long_parts(&self) -> bool {
        let (part_b, all_b) = self.copy_b;
        let (part_a, all_a) = self.copy_a;
        let share = 100 * part_b / all_b.max(1);
        (SPLICED.0..=SPLICED.1).contains(&share)
            && 100 * (all_a - part_a) >= SPLICED.0 * all_a
            && 10 * self.in_long_runs >= 9 * part_b
    }
}

/// Whether `edit` leaves other content characters.
fn changes_content(a: &Prepared<'_>, b: &Prepared<'_>, edit: &Edit) -> bool {
    !same_content(&a.text()[edit.a.clone()], &b.text()[edit.b.clone()])
}

/// The content characters of `edit` on both sides.
fn contents(a: &Prepared<'_>, b: &Prepared<'_>, edit: &Edit) -> [usize; 2] {
    [a.content_at(&edit.a), b.content_at(&edit.b)]
}

/// What is not the same on both sides, and did not move.
#[derive(Default)]
struct Changed {
    a: Vec<Range<usize>>,
    b: Vec<Range<usize>>,
    /// Content characters of both sides.
    content: [usize; 2],
}

impl Changed {
    fn add(&mut self, edit: &Edit, [in_a, in_b]: [usize; 2]) {
        self.a.push(edit.a.clone());
        self.b.push(edit.b.clone());
        self.content = [self.content[0] + in_a, self.content[1] + in_b];
    }
}

/// Whether nearly all of the one stands in the other, which has clearly more.
fn holds(inner: (usize, usize), outer: (usize, usize)) -> bool {
    100 * inner.0 >= EXCERPT * inner.1 && 100 * inner.1 < EXCERPT * outer.1
}
