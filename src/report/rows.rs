//! Two texts side by side in rows: a sentence with its differences in each.

use std::ops::Range;

use crate::collate::sentences;
use crate::diff::{EditClass, Op};

/// A row of two texts. The rows together are both texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Its bytes in A.
    pub(super) a: Range<usize>,
    /// Its bytes in B.
    pub(super) b: Range<usize>,
    /// What it is made of, in order.
    pub(super) parts: Vec<Part>,
}

/// A part of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Bytes of A that stand in B too.
    Equal(Range<usize>),
    /// The operation with this number.
    Op(usize),
}

impl Row {
    /// Whether both sides are equal.
    pub(super) fn is_equal(&self) -> bool {
        self.parts.iter().all(|part| matches!(part, Part::Equal(_)))
    }
}

/// Cuts `a` and `b` into rows: at the ends of sentences of A in what is equal, and after an operation that
/// ends a sentence. Linear.
pub(super) fn rows(a: &str, b: &str, ops: &[Op]) -> Vec<Row> {
    let ends = |text: &str| sentences(text).into_iter().map(|s| s.end).collect::<Vec<_>>();
    let mut cutter =
        Cutter { ends_a: ends(a), ends_b: ends(b), rows: Vec::new(), row: Row::default() };
    let (mut at_a, mut at_b) = (0, 0);
    for (number, op) in ops.iter().enumerate() {
        cutter.equal(at_a..op.a.start, at_b);
        cutter.op(number, op);
        (at_a, at_b) = (op.a.end, op.b.end);
    }
    cutter.equal(at_a..a.len(), at_b);
    cutter.end();
    cutter.rows
}

struct Cutter {
    ends_a: Vec<usize>,
    ends_b: Vec<usize>,
    rows: Vec<Row>,
    row: Row,
}

impl Cutter {
    fn equal(&mut self, a: Range<usize>, b: usize) {
        let mut at = a.start;
        let first = self.ends_a.partition_point(|&end| end <= a.start);
        for place in first..self.ends_a.len() {
            let end = self.ends_a[place].min(a.end);
            if end > at {
                self.push(Part::Equal(at..end), end, b + (end - a.start));
                at = end;
            }
            if self.ends_a[place] >= a.end {
                if self.ends_a[place] == a.end && !a.is_empty() {
                    self.end();
                }
                break;
            }
            self.end();
        }
    }

    fn op(&mut self, number: usize, op: &Op) {
        // White space between two sentences belongs to the one before.
        if op.class == EditClass::Layout
            && self.row.parts.is_empty()
            && let Some(row) = self.rows.pop()
        {
            self.row = row;
            self.push(Part::Op(number), op.a.end, op.b.end);
            return self.end();
        }
        self.push(Part::Op(number), op.a.end, op.b.end);
        let ends = |ends: &[usize], at: usize| ends.binary_search(&at).is_ok();
        let ends_a = ends(&self.ends_a, op.a.end);
        // White space ends a row only where a sentence of A ends: a line broken inside a word ends none.
        let done = if op.class == EditClass::Layout {
            ends_a
        } else {
            (op.a.is_empty() || ends_a) && (op.b.is_empty() || ends(&self.ends_b, op.b.end))
        };
        if done {
            self.end();
        }
    }

    fn push(&mut self, part: Part, a: usize, b: usize) {
        self.row.parts.push(part);
        self.row.a.end = a;
        self.row.b.end = b;
    }

    fn end(&mut self) {
        if self.row.parts.is_empty() {
            return;
        }
        let (a, b) = (self.row.a.end, self.row.b.end);
        let next = Row { a: a..a, b: b..b, parts: Vec::new() };
        self.rows.push(std::mem::replace(&mut self.row, next));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::OpKind;

    fn op(a: Range<usize>, b: Range<usize>) -> Op {
        Op { kind: OpKind::Replace, class: EditClass::Wording, a, b, move_id: None }
    }

    /// Rows as `A|B`.
    fn shown(a: &str, b: &str, ops: &[Op]) -> Vec<String> {
        let rows = rows(a, b, ops);
        let whole: String = rows.iter().map(|row| &a[row.a.clone()]).collect();
        let other: String = rows.iter().map(|row| &b[row.b.clone()]).collect();
        assert_eq!((whole.as_str(), other.as_str()), (a, b));
        rows.iter().map(|row| format!("{}|{}", &a[row.a.clone()], &b[row.b.clone()])).collect()
    }

    #[test]
    fn rows_hold_a_sentence_of_both_sides() {
        assert_eq!(shown("一。二。", "一。二。", &[]), ["一。|一。", "二。|二。"]);
        // One word in the second sentence.
        assert_eq!(
            shown("一。二三。四。", "一。二五。四。", &[op(9..12, 9..12)]),
            ["一。|一。", "二三。|二五。", "四。|四。"]
        );
        // A sentence that only B has.
        assert_eq!(
            shown("一。三。", "一。二。三。", &[op(6..6, 6..12)]),
            ["一。|一。", "|二。", "三。|三。"]
        );
        // A sentence that only A has, at the end.
        assert_eq!(shown("一。二。", "一。", &[op(6..12, 6..6)]), ["一。|一。", "二。|"]);
        // White space after a sentence, and before the first one.
        let layout = |a, b| Op { class: EditClass::Layout, ..op(a, b) };
        assert_eq!(
            shown("一。二。", "　一。\n二。", &[layout(0..0, 0..3), layout(6..6, 9..10)]),
            ["一。|　一。\n", "二。|二。"]
        );
        // A line that is broken inside a word.
        let (a, b) = ("一行文字在这里。\n纽带。", "一行文字在这里。\n纽\n带。");
        assert_eq!(
            shown(a, b, &[layout(28..28, 28..29)]),
            ["一行文字在这里。\n|一行文字在这里。\n", "纽带。|纽\n带。"]
        );
        assert_eq!(shown("", "", &[]), Vec::<String>::new());
    }
}
