//! Differences cut where words meet figures, so that `清河县2018年` against `临江县2020年` is a place and a year.

use std::ops::Range;

use crate::diff::{EditClass, Op, OpKind};

/// Longer words than this, in characters, are no name.
const LONGEST_NAME: usize = 8;

/// `op` as differences of its words and of its figures, when both texts have the same row of them; else as it is.
pub(super) fn split(op: &Op, base: &str, text: &str) -> Vec<Op> {
    let (old, new) = (&base[op.a.clone()], &text[op.b.clone()]);
    let (runs_a, runs_b) = (runs(old), runs(new));
    let kinds = |runs: &[Run]| runs.iter().map(|run| run.figures).collect::<Vec<_>>();
    if runs_a.len() < 2 || kinds(&runs_a) != kinds(&runs_b) {
        return vec![op.clone()];
    }
    let pairs = runs_a.into_iter().zip(runs_b);
    let changed = pairs.filter(|(a, b)| old[a.range.clone()] != new[b.range.clone()]);
    let part = |(a, b): (Run, Run)| {
        let long = |text: &str| text.chars().nth(LONGEST_NAME).is_some();
        let class = if a.figures {
            EditClass::Number
        } else if long(&old[a.range.clone()]) || long(&new[b.range.clone()]) {
            EditClass::Wording
        } else {
            EditClass::Name
        };
        let at = |start: usize, range: Range<usize>| start + range.start..start + range.end;
        let (a, b) = (at(op.a.start, a.range), at(op.b.start, b.range));
        Op { kind: OpKind::Replace, class, a, b, move_id: None }
    };
    changed.map(part).collect()
}

/// Characters of one sort.
struct Run {
    range: Range<usize>,
    /// Whether they are digits, with the units of dates and shares among and after them.
    figures: bool,
}

fn runs(text: &str) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for (at, c) in text.char_indices() {
        let after_figures = runs.last().is_some_and(|run| run.figures);
        let unit = matches!(c, '年' | '月' | '日' | '号' | '%' | '.');
        let figures = c.is_ascii_digit() || unit && after_figures;
        let end = at + c.len_utf8();
        match runs.last_mut() {
            Some(run) if run.figures == figures => run.range.end = end,
            _ => runs.push(Run { range: at..end, figures }),
        }
    }
    runs
}
