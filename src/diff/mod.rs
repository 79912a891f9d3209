//! What differs between two documents: aligned, classified operations with byte ranges into both originals.

mod align;
mod classify;
mod common;
mod cutter;
mod edits;
mod emit;
mod inside;
pub(crate) mod large;
mod lexicon;
mod lines;
mod moves;
mod number;
mod ops;
mod pair;
mod refine;
mod relation;
mod sentences;
mod similar;
mod value;
mod view;
mod widen;

pub(crate) use cutter::{is_after_end, is_point, may_end};
pub(crate) use lexicon::is_surname;
pub use sentences::{LEAST_STOCK, Prepared};

use std::ops::Range;

use classify::Classifier;
use refine::Refiner;
use relation::Figures;
use view::View;

/// What an operation does to side A to make side B.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpKind {
    /// A stretch of A is absent from B; `b` is empty.
    Delete,
    /// A stretch of B is absent from A; `a` is empty.
    Insert,
    /// A stretch of A became another one in B.
    Replace,
}

impl OpKind {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            OpKind::Delete => "delete",
            OpKind::Insert => "insert",
            OpKind::Replace => "replace",
        }
    }
}

/// The class of a difference: the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EditClass {
    /// 版式: only white space, line ends or invisible characters.
    Layout,
    /// 字形: the same after folding width, script or case.
    Form,
    /// 标点: only punctuation.
    Punctuation,
    /// 网页残留: tags, entities, adverts and other remains of a web page.
    Debris,
    /// 数字日期: numbers, ordinals, dates, percentages.
    Number,
    /// 名称: a short name, place or title in the same frame.
    Name,
    /// 用词: other words inside a sentence that is otherwise the same.
    Wording,
    /// 增删句: a sentence only one side has.
    Sentence,
    /// 增删段: a paragraph only one side has.
    Paragraph,
    /// 截尾截头: the text of one side breaks off at the end or starts late.
    Truncation,
    /// 移动: the same text at another place.
    Move,
    /// 重复: text that stands once more on one side.
    Repeat,
    /// 改写: sentences too different to be compared character by character.
    Rewrite,
}

impl EditClass {
    /// All classes, in the order in which they are tried.
    pub const ALL: [EditClass; 13] = [
        EditClass::Layout,
        EditClass::Form,
        EditClass::Punctuation,
        EditClass::Debris,
        EditClass::Number,
        EditClass::Name,
        EditClass::Wording,
        EditClass::Sentence,
        EditClass::Paragraph,
        EditClass::Truncation,
        EditClass::Move,
        EditClass::Repeat,
        EditClass::Rewrite,
    ];

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            EditClass::Layout => "layout",
            EditClass::Form => "form",
            EditClass::Punctuation => "punctuation",
            EditClass::Debris => "debris",
            EditClass::Number => "number",
            EditClass::Name => "name",
            EditClass::Wording => "wording",
            EditClass::Sentence => "sentence",
            EditClass::Paragraph => "paragraph",
            EditClass::Truncation => "truncation",
            EditClass::Move => "move",
            EditClass::Repeat => "repeat",
            EditClass::Rewrite => "rewrite",
        }
    }

    /// The Chinese name shown to people.
    pub fn name_zh(self) -> &'static str {
        match self {
            EditClass::Layout => "版式",
            EditClass::Form => "字形",
            EditClass::Punctuation => "标点",
            EditClass::Debris => "网页残留",
            EditClass::Number => "数字日期",
            EditClass::Name => "名称",
            EditClass::Wording => "用词",
            EditClass::Sentence => "增删句",
            EditClass::Paragraph => "增删段",
            EditClass::Truncation => "截尾截头",
            EditClass::Move => "移动",
            EditClass::Repeat => "重复",
            EditClass::Rewrite => "改写",
        }
    }
}

/// One difference. Equal stretches carry no operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Op {
    /// What it does.
    pub kind: OpKind,
    /// What kind of difference it is.
    pub class: EditClass,
    /// Byte range in the original of A, on character borders.
    pub a: Range<usize>,
    /// Byte range in the original of B, on character borders.
    pub b: Range<usize>,
    /// The number that the two halves of one move share, from 1.
    pub move_id: Option<u32>,
}

/// What B is to A.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The same bytes.
    Identical,
    /// The same but for layout (and invisible characters).
    LayoutOnly,
    /// The same content characters; only punctuation, layout or form differ.
    PunctuationOnly,
    /// B is an excerpt of A: nearly all of B stands in A, and A has clearly more.
    ExcerptOf,
    /// B extends A: nearly all of A stands in B, and B has clearly more.
    Extends,
    /// B is made of long stretches of A and of other texts.
    Spliced,
    /// The same text in another order.
    Reordered,
    /// The same frame with other numbers, dates and names.
    SameTemplate,
    /// B is a revision of A.
    Revised,
}

impl Relation {
    /// All relations.
    pub const ALL: [Relation; 9] = [
        Relation::Identical,
        Relation::LayoutOnly,
        Relation::PunctuationOnly,
        Relation::ExcerptOf,
        Relation::Extends,
        Relation::Spliced,
        Relation::Reordered,
        Relation::SameTemplate,
        Relation::Revised,
    ];

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Identical => "identical",
            Relation::LayoutOnly => "layout-only",
            Relation::PunctuationOnly => "punctuation-only",
            Relation::ExcerptOf => "excerpt-of",
            Relation::Extends => "extends",
            Relation::Spliced => "spliced",
            Relation::Reordered => "reordered",
            Relation::SameTemplate => "same-template",
            Relation::Revised => "revised",
        }
    }

    /// The Chinese name shown to people.
    pub fn name_zh(self) -> &'static str {
        match self {
            Relation::Identical => "完全相同",
            Relation::LayoutOnly => "仅版式不同",
            Relation::PunctuationOnly => "仅标点不同",
            Relation::ExcerptOf => "节选",
            Relation::Extends => "扩充",
            Relation::Spliced => "拼接",
            Relation::Reordered => "调序",
            Relation::SameTemplate => "同一模板",
            Relation::Revised => "修订",
        }
    }
}

/// The differences of two documents, A and B.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The operations, ascending and disjoint on both sides. The stretches between them are equal byte
    /// for byte, so that A with the operations applied is B, and the other way round.
    pub ops: Vec<Op>,
    /// What B is to A.
    pub relation: Relation,
    /// Content characters of A that stand in B (moved ones included), and all content characters of A.
    pub copy_a: (usize, usize),
    /// Content characters of B that stand in A (moved ones included), and all content characters of B.
    pub copy_b: (usize, usize),
    /// The same as `copy_a` and `copy_b` without stock sentences; absent where they are not known.
    pub own_a: Option<(usize, usize)>,
    /// See `own_a`.
    pub own_b: Option<(usize, usize)>,
    /// The lengths of all runs of equal content characters (moved ones included), in characters.
    pub runs: Vec<usize>,
    /// What differs inside text that moved, by the numbers of the moves, in the order of A. These are no part of
    /// `ops`, which take a move out whole and put it in whole; layout and form are not looked at.
    pub inside: Vec<Op>,
    /// How many replaced hunks were too large for the work budget and were not refined.
    pub unrefined: usize,
}

impl Comparison {
    /// The longest run of equal content characters, in characters.
    pub fn longest_run(&self) -> usize {
        self.runs.iter().copied().max().unwrap_or(0)
    }

    /// How many runs of equal content characters have at least `least` characters.
    pub fn runs_from(&self, least: usize) -> usize {
        self.runs.iter().filter(|&&length| length >= least).count()
    }

    /// What differs inside the move that takes `op` out of A; nothing for other operations.
    pub fn inside_of(&self, op: &Op) -> &[Op] {
        let leaves = op.move_id.is_some() && op.a.len() > op.b.len();
        let place = |number| self.inside.partition_point(|inner| inner.move_id < number);
        match op.move_id.filter(|_| leaves) {
            Some(number) => &self.inside[place(Some(number))..place(Some(number + 1))],
            None => &[],
        }
    }

    /// How many operations there are of each class that occurs, in class order.
    pub fn edits(&self) -> Vec<(EditClass, usize)> {
        EditClass::ALL
            .into_iter()
            .map(|class| (class, self.ops.iter().filter(|op| op.class == class).count()))
            .filter(|&(_, count)| count > 0)
            .collect()
    }

    /// The operations applied to `a`: equal stretches come from `a`, changed ones from `b`. The result is `b`.
    pub fn apply(&self, a: &str, b: &str) -> String {
        let mut out = String::with_capacity(b.len());
        let mut at = 0;
        for op in &self.ops {
            out.push_str(&a[at..op.a.start]);
            out.push_str(&b[op.b.clone()]);
            at = op.a.end;
        }
        out.push_str(&a[at..]);
        out
    }
}

/// Compares two documents. `words` gives the byte ranges of the words of a short piece of comparison text; it
/// is called only around small changes, to widen them to whole words.
///
/// Near-linear: sentences are aligned by a histogram diff, of a much longer text those near what both have. What is compared
/// by character has a budget in proportion to both lengths; what exceeds it is counted in [`Comparison::unrefined`].
///
/// ```
/// use leitong::diff::{Prepared, Relation, compare};
/// use leitong::normalize::{Normalizer, Rules};
/// use leitong::tokenize::{Jieba, Tokenizer};
///
/// let a = "全村今年种了三百亩水稻。\n秋收以后修路。";
/// let b = "全村今年种了四百亩水稻。秋收以后修路。";
/// let normalizer = Normalizer::new(Rules::default());
/// let tokenizer = Tokenizer::Jieba(Box::new(Jieba::new(false)));
/// let side = |text| Prepared::new(text, normalizer.normalize(text));
/// let found = compare(&side(a), &side(b), &|piece| tokenizer.words(piece));
///
/// assert_eq!(found.relation, Relation::Revised);
/// let ops: Vec<_> = found
///     .ops
///     .iter()
///     .map(|op| (op.class.name(), &a[op.a.clone()], &b[op.b.clone()]))
///     .collect();
/// assert_eq!(ops, [("number", "三百", "四百"), ("layout", "\n", "")]);
/// assert_eq!(found.apply(a, b), b);
/// ```
pub fn compare(
    a: &Prepared<'_>,
    b: &Prepared<'_>,
    words: &dyn Fn(&str) -> Vec<Range<usize>>,
) -> Comparison {
    let Found { edits, moved, figures, unrefined } = found(a, b, words);
    let classifier = Classifier::new(a, b, &edits);
    let (ops, moves) = ops::ops(a, b, &edits, &classifier);
    Comparison {
        relation: figures.relation(a.original(), b.original(), &ops),
        ops,
        copy_a: figures.copy_a,
        copy_b: figures.copy_b,
        own_a: figures.own_a,
        own_b: figures.own_b,
        runs: figures.runs,
        inside: ops::inside_moves(a, b, &moved, &moves, &classifier),
        unrefined,
    }
}

/// How much of two documents stands in the other: [`compare`] without operations, for two thirds of its cost.
pub fn copied(a: &Prepared<'_>, b: &Prepared<'_>) -> Copied {
    // Words serve to widen what is shown; nothing is shown here.
    let Found { figures, .. } = found(a, b, &|_| Vec::new());
    Copied { a: figures.copy_a, b: figures.copy_b }
}

/// What [`copied`] finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Copied {
    /// Content characters of A that stand in B (moved ones included), and all content characters of A.
    pub a: (usize, usize),
    /// Content characters of B that stand in A (moved ones included), and all content characters of B.
    pub b: (usize, usize),
}

/// What differs, before it is said in operations on the originals.
struct Found {
    edits: Vec<edits::Edit>,
    moved: Vec<inside::Inside>,
    figures: Figures,
    unrefined: usize,
}

fn found(a: &Prepared<'_>, b: &Prepared<'_>, words: &dyn Fn(&str) -> Vec<Range<usize>>) -> Found {
    let mut refiner = Refiner::new(a.text().len() + b.text().len());
    let (edits, unpaired) = aligned(a, b, &mut refiner);
    let edits = widen::widen(a.text(), b.text(), edits, words);
    let edits = emit::snap(a, b, edits);
    let moved = inside::inside(a, b, &edits, &mut refiner, words);
    let figures = Figures::new(a, b, &edits, &moved);
    Found { edits, moved, figures, unrefined: unpaired + refiner.unrefined }
}

/// The edits of the two comparison texts, and how many hunks were too large to be paired.
fn aligned(a: &Prepared<'_>, b: &Prepared<'_>, refiner: &mut Refiner) -> (Vec<edits::Edit>, usize) {
    if a.content() == b.content() && classify::same_content(a.text(), b.text()) {
        // Other marks may put sentence borders anywhere.
        let mut marks = Vec::new();
        edits::same_content(a.text(), b.text(), &mut marks);
        return (marks, 0);
    }
    let (mut of_a, mut of_b) = (View::near(a, b), View::near(b, a));
    let mut alignment = align::align(&mut of_a, &mut of_b);
    let is_enough = (of_a.is_whole() || of_b.is_found(&alignment.b))
        && (of_b.is_whole() || of_a.is_found(&alignment.a));
    if !is_enough {
        (of_a, of_b) = (View::whole(a), View::whole(b));
        alignment = align::align(&mut of_a, &mut of_b);
    }
    (edits::edits(&of_a, &of_b, &alignment, refiner), alignment.unrefined)
}

#[cfg(test)]
mod tests;
