//! Differences inside a text: how one is marked, and what links it.

use maud::{Markup, Render, html};

use super::super::{text, visible};
use super::page::{Text, gap, language};
use crate::diff::{EditClass, Op};
use crate::error::Lang;

/// A side of a difference longer than this many characters is folded.
const LONG: usize = 480;

/// Characters that stay in sight at the beginning and at the end of a folded side.
const EDGES: (usize, usize) = (96, 48);

/// What marks a difference: where it is, and where the other half of its move is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Anchor<'p> {
    /// What the ids of the page's differences begin with.
    pub(super) prefix: &'p str,
    /// The number of the difference.
    pub(super) number: usize,
    /// The number of the other half of its move.
    pub(super) partner: Option<usize>,
}

/// Which sides of a difference are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sides {
    /// What was left out and what was added; the left column hides the latter.
    Both,
    /// Only what was added, for the right column.
    Added,
}

/// A difference of the texts `a` and `b`, with its class as a label.
pub(super) fn change(
    op: &Op,
    anchor: Anchor<'_>,
    sides: Sides,
    texts: (&str, &str),
    lang: Lang,
) -> Markup {
    let (a, b) = texts;
    let (old, new) = (&a[op.a.clone()], &b[op.b.clone()]);
    let Anchor { prefix, number, partner } = anchor;
    let id = format!("{prefix}d{number}");
    let label = text::label(op, a, b, lang);
    let tag = html! {
        @match partner {
            Some(other) => a.tag href={ "#" (prefix) "d" (other) } lang=[language(lang)] {
                (label) @if other > number { " ↓" } @else { " ↑" }
            },
            None => a.tag href={ "#" (id) } lang=[language(lang)] { (label) },
        }
    };
    html! {
        @if sides == Sides::Both {
            span id=(id) class={ "op k-" (op.class.name()) @if old.is_empty() { " new" } } data-n=(number) {
                (side(old, op.class, false, lang)) (side(new, op.class, true, lang)) (tag)
            }
        } @else if !new.is_empty() || op.class == EditClass::Move {
            span class={ "op k-" (op.class.name()) @if old.is_empty() { " new" } } data-n=(number) {
                (side(new, op.class, true, lang))
                @if old.is_empty() || op.class == EditClass::Move { (tag) }
            }
        }
    }
}

/// One side of a difference, its middle folded when it is long.
fn side(text: &str, class: EditClass, added: bool, lang: Lang) -> Markup {
    if text.is_empty() {
        return html! {};
    }
    let marked = |text: &str| marked(text, class, added);
    // A line end that only ends the row, with the next paragraph's indent, would put the label on a line of its own.
    let shorter = text.trim_end();
    let text = if class == EditClass::Layout || shorter.is_empty() { text } else { shorter };
    let cut = visible::elide(text, EDGES.0, EDGES.1, LONG - EDGES.0 - EDGES.1);
    html! {
        (marked(cut.head))
        @if !cut.middle.is_empty() {
            details.fold class=[added.then_some("added")] {
                summary lang=[language(lang)] { (visible::ellipsis(cut.middle.chars().count(), lang)) }
                (marked(cut.middle))
            }
            (marked(cut.tail))
        }
    }
}

/// Text that only one side has, on one line, with at most about `limit` characters.
pub(super) fn marked_short(
    text: &str,
    limit: usize,
    class: EditClass,
    added: bool,
    lang: Lang,
) -> Markup {
    let cut = visible::halves(text, limit);
    html! {
        (marked(&visible::line(cut.head), class, added))
        @if !cut.middle.is_empty() {
            (gap(cut.middle, lang))
            (marked(&visible::line(cut.tail), class, added))
        }
    }
}

/// Text that only one side has.
pub(super) fn marked(text: &str, class: EditClass, added: bool) -> Markup {
    let shown =
        if class == EditClass::Layout { visible::marks(text) } else { visible::block(text) };
    html! {
        @if added { ins { bdi { (shown) } } } @else { del { bdi { (shown) } } }
    }
}

/// Equal text in a row: without the line ends and indents that only end the row.
pub(super) fn equal(text: &str, last: bool) -> Markup {
    let text = if last { text.trim_end() } else { text };
    let mut out = Markup::default();
    if !text.is_empty() {
        Text(text).render_to(&mut out.0);
    }
    out
}
