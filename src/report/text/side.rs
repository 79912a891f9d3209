//! Differences with both texts side by side: a sentence of each in a row, only the rows that differ.

use std::io::{self, Write};
use std::ops::Range;

use super::super::minor::Hidden;
use super::super::rows::{Part, Row, rows};
use super::super::words::View;
use super::super::{Settings, visible};
use super::{Lines, Span, Style, label, new, old, sign, squeeze, write_hidden, write_inside};
use crate::diff::{Comparison, Op, OpKind};
use crate::normalize::is_layout;

/// Writes the rows in which `a` and `b` differ. As in line, only the first differences in layout and form are shown.
pub(super) fn write<W: Write>(
    out: &mut Lines<W>,
    view: &View<'_>,
    (a, b): (&str, &str),
    comparison: &Comparison,
    settings: &Settings,
) -> io::Result<()> {
    let name = |name: &str, id: &str| {
        let id = visible::id(id, settings.lang);
        [Span::new(Style::Dim, &format!("{name} ")), Span::new(Style::Bold, &id)]
    };
    out.sides("    ", &name(view.names.0, &view.a.id), &name(view.names.1, &view.b.id))?;
    let ops = &comparison.ops;
    let hidden = Hidden::of(ops, settings.minor_shown);
    let sheet = Sheet { a, b, ops, hidden: &hidden, settings };
    for row in rows(a, b, ops) {
        let shown = sheet.shown(&row);
        if shown.is_empty() {
            continue;
        }
        out.line("  ", "    ", &sheet.heading(&shown))?;
        let left = |op: &Op| (old(op, a, settings.lang), &a[op.a.clone()]);
        let right = |op: &Op| (new(op, b, settings.lang), &b[op.b.clone()]);
        out.sides("    ", &sheet.cell(&row, &left), &sheet.cell(&row, &right))?;
        for op in shown {
            write_inside(out, op, (a, b), comparison, settings)?;
        }
    }
    write_hidden(out, &hidden, settings.lang)
}

struct Sheet<'s> {
    a: &'s str,
    b: &'s str,
    ops: &'s [Op],
    hidden: &'s Hidden,
    settings: &'s Settings,
}

impl<'s> Sheet<'s> {
    /// The operation of a part, if it is one that is shown.
    fn op(&self, part: &Part) -> Option<&'s Op> {
        match part {
            Part::Op(number) if !self.hidden.has(*number) => Some(&self.ops[*number]),
            _ => None,
        }
    }

    fn shown(&self, row: &Row) -> Vec<&'s Op> {
        row.parts.iter().filter_map(|part| self.op(part)).collect()
    }

    /// The sign of the row, and the classes of its differences, those that follow each other counted.
    fn heading(&self, shown: &[&Op]) -> Vec<Span> {
        let one = |kind| shown.iter().all(|op| op.kind == kind);
        let kind = if one(OpKind::Delete) {
            OpKind::Delete
        } else if one(OpKind::Insert) {
            OpKind::Insert
        } else {
            OpKind::Replace
        };
        let (sign, style) = sign(kind);
        let labels = shown.iter().map(|op| label(op, self.a, self.b, self.settings.lang));
        let labels: Vec<String> = labels.collect();
        let counted = labels.chunk_by(|one, next| one == next).map(|same| match same.len() {
            1 => same[0].clone(),
            count => format!("{} ×{count}", same[0]),
        });
        let counted: Vec<String> = counted.collect();
        vec![Span::new(style, sign), Span::new(Style::Class, &counted.join(" · "))]
    }

    /// One side of a row: what differs by `side`, which gives it as it is shown and as it stands there, with the context
    /// before and after each.
    fn cell(&self, row: &Row, side: &dyn Fn(&Op) -> (Option<Span>, &'s str)) -> Vec<Span> {
        let mut spans = Vec::new();
        // What is equal, with what this side has of hidden differences but layout, up to the next one that is shown.
        let mut equal = String::new();
        let mut first = true;
        for part in &row.parts {
            match (part, self.op(part)) {
                (_, Some(op)) => {
                    spans.push(self.equal(&equal, !first, true));
                    equal.clear();
                    first = false;
                    spans.extend(side(op).0);
                }
                (Part::Equal(range), None) => equal.push_str(self.text(range)),
                (Part::Op(number), None) => {
                    equal.extend(side(&self.ops[*number]).1.chars().filter(|&c| !is_layout(c)));
                }
            }
        }
        spans.push(self.equal(&equal, true, false));
        spans
    }

    fn text(&self, range: &Range<usize>) -> &'s str {
        &self.a[range.clone()]
    }

    /// Equal text with a difference before it, after it, or both; what is further away is left out.
    fn equal(&self, text: &str, after: bool, before: bool) -> Span {
        let context = self.settings.context;
        let text = squeeze(text);
        let (head, tail) = (if after { context } else { 0 }, if before { context } else { 0 });
        let cut = visible::elide(&text, head, tail, 2);
        let gap = if cut.middle.is_empty() { "" } else { "…" };
        Span::new(Style::Dim, &format!("{}{gap}{}", cut.head, cut.tail))
    }
}
