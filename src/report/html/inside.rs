//! What was changed in text that moved.

use maud::{Markup, html};

use super::super::text;
use super::super::words::{self, View};
use super::page::language;
use super::side::marked;
use crate::diff::{EditClass, Op};
use crate::error::Lang;

/// Changes inside moved text that are listed, and the characters shown before and after each.
const INSIDE: usize = 200;
const CONTEXT: usize = 16;

/// What was changed in text that moved, which the grid shows whole at both places; it shows the first `ops` operations.
pub(super) fn list(view: &View<'_>, prefix: &str, ops: usize, lang: Lang) -> Markup {
    let Some((a, b, comparison)) = view.compared() else { return html! {} };
    if comparison.inside.is_empty() {
        return html! {};
    }
    let shown = &comparison.inside[..comparison.inside.len().min(INSIDE)];
    let shown_ops = &comparison.ops[..ops];
    let first = |op: &Op| shown_ops.iter().position(|other| other.move_id == op.move_id);
    html! {
        details.panel {
            summary {
                (lang.pick("移动的文字里另有改动", "Changed inside moved text")) " "
                (words::count(comparison.inside.len() as u64))
            }
            ul lang="zh" {
                @for op in shown {
                    @let (before, after) = text::context(op, a, CONTEXT);
                    li {
                        @let href = first(op).map(|at| format!("#{prefix}d{at}"));
                        a.tag href=[href] lang=[language(lang)] {
                            (words::class(EditClass::Move, lang)) " " (op.move_id.unwrap_or_default())
                        }
                        " " bdi { (before) }
                        span class={ "op k-" (op.class.name()) } {
                            @for (side, added) in [(&a[op.a.clone()], false), (&b[op.b.clone()], true)] {
                                @if !side.is_empty() { (marked(side, op.class, added)) }
                            }
                            span.tag lang=[language(lang)] { (words::class(op.class, lang)) }
                        }
                        bdi { (after) }
                    }
                }
                @if shown.len() < comparison.inside.len() {
                    li lang=[language(lang)] { (lang.pick("其余见 -o x.json", "the others: see -o x.json")) }
                }
            }
        }
    }
}
