//! What one document is to another, and how much of each stands in the other.

use super::classify::same_content;
use super::edits::{Edit, Mark};
use super::sentences::{Prepared, content_of};
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
    /// The longest equal run.
    pub(super) longest_run: usize,
    /// The equal runs since the last change that is too large for a stretch to go on.
    stretch: usize,
    /// Of stretches long enough for a splice.
    in_long_runs: usize,
    moved: usize,
}

impl Figures {
    /// Counts. Linear in the edits and their lengths.
    pub(super) fn new(a: &Prepared<'_>, b: &Prepared<'_>, edits: &[Edit]) -> Self {
        let mut figures = Self {
            copy_a: (a.content(), a.content()),
            copy_b: (b.content(), b.content()),
            ..Self::default()
        };
        let mut from = 0;
        for edit in edits {
            let (text_a, text_b) = (&a.text()[edit.a.clone()], &b.text()[edit.b.clone()]);
            if same_content(text_a, text_b) {
                continue;
            }
            let (in_a, in_b) = (content_of(text_a), content_of(text_b));
            figures.run(a.content_upto(edit.a.start) - from, in_a.max(in_b));
            from = a.content_upto(edit.a.end);
            if let Mark::Moved(_) = edit.mark {
                figures.moved += in_a;
                figures.longest_run = figures.longest_run.max(in_a.min(in_b));
            } else {
                figures.copy_a.0 -= in_a;
                figures.copy_b.0 -= in_b;
            }
        }
        figures.run(a.content() - from, usize::MAX);
        figures
    }

    /// Counts an equal run and the change after it.
    fn run(&mut self, length: usize, change: usize) {
        self.longest_run = self.longest_run.max(length);
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
        } else if self.is_spliced() {
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
        let slot = |op: &&Op| matches!(op.class, EditClass::Number | EditClass::Name);
        let outside = |op: &&Op| {
            !slot(op)
                && !matches!(
                    op.class,
                    EditClass::Layout
                        | EditClass::Form
                        | EditClass::Punctuation
                        | EditClass::Debris
                )
        };
        let changed = |op: &Op| content_of(&a[op.a.clone()]).max(content_of(&b[op.b.clone()]));
        let rest: usize = ops.iter().filter(outside).map(changed).sum();
        ops.iter().filter(slot).count() >= TEMPLATE_SLOTS
            && 100 * rest <= TEMPLATE_REST * self.copy_a.1.max(self.copy_b.1)
    }

    fn is_spliced(&self) -> bool {
        let (part_b, all_b) = self.copy_b;
        let (part_a, all_a) = self.copy_a;
        let share = 100 * part_b / all_b.max(1);
        (SPLICED.0..=SPLICED.1).contains(&share)
            && 100 * (all_a - part_a) >= SPLICED.0 * all_a
            && 10 * self.in_long_runs >= 9 * part_b
    }
}

/// Whether nearly all of the one stands in the other, which has clearly more.
fn holds(inner: (usize, usize), outer: (usize, usize)) -> bool {
    100 * inner.0 >= EXCERPT * inner.1 && 100 * inner.1 < EXCERPT * outer.1
}
