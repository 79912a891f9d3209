//! What the comparisons of a cluster say together.
//!
//! Every member was compared with the representative (the base). Laid over each other, the comparisons
//! tell which sentences of the base the others keep ([`coverage()`]), what stands in the places where they
//! vary ([`slots()`]), and what they add. Editors of old texts call this a collation, 集校.
//!
//! Everything is linear in the operations of the comparisons and the length of the sentences they touch;
//! members with one text are one [`Witness`], and cost as much as one.

mod coverage;
mod kind;
mod sentences;
mod slots;
mod split;
#[cfg(test)]
mod tests;

pub use coverage::{Addition, Change, Coverage, Reading, Sentence, coverage};
pub use kind::SlotKind;
pub use sentences::sentences;
pub use slots::{Filler, Slot, slots};

use crate::diff::{Comparison, EditClass, Op};
use crate::normalize::is_layout;

/// A text that differs from the base, and the members of the cluster that have it.
#[derive(Clone, Debug)]
pub struct Witness<'t> {
    /// The text.
    pub text: &'t str,
    /// Its comparison with the base, which is side A.
    pub comparison: &'t Comparison,
    /// The places of the members in their cluster, ascending.
    pub members: Vec<usize>,
}

/// Whether an operation leaves the words as they are: only layout, form or punctuation differ.
fn is_surface(op: &Op) -> bool {
    matches!(op.class, EditClass::Layout | EditClass::Form | EditClass::Punctuation)
}

/// Whether an operation is about whole sentences or more that only one side has.
fn is_passage(op: &Op) -> bool {
    matches!(
        op.class,
        EditClass::Sentence | EditClass::Paragraph | EditClass::Truncation | EditClass::Repeat
    )
}

/// `text` without layout: two texts with the same bare text are one reading.
fn bare(text: &str) -> String {
    text.chars().filter(|&c| !is_layout(c)).collect()
}
