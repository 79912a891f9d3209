//! Two documents against each other: one grid for both sides, in line where there is no room for two.
//!
//! Each row holds a sentence of both texts, so that the sides never drift apart. Its left cell has the
//! sentence with all differences in line; where both sides have room, the style sheet hides what was added
//! there, and the right cell has it. Equal stretches are folded, with their length.

use std::collections::BTreeMap;
use std::ops::Range;

use maud::{Markup, html};

use super::super::rows::{Part, Row, rows};
use super::super::words::{self, View};
use super::inside;
use super::page::{self, bar, id};
use super::side::{Anchor, Sides, change, equal};
use crate::diff::{EditClass, Op};
use crate::error::Lang;

/// Equal rows between two differences are folded when they have so many characters and more, but for one
/// at each end.
const FOLD: usize = 60;

/// How the pair `view` is shown. `prefix` begins all its ids; `bytes` is about how many it may have.
pub(super) fn article(view: &View<'_>, prefix: &str, bytes: usize, lang: Lang) -> Markup {
    let (between, after) = view.sentence(lang);
    let title = view.b.title.trim();
    // Two texts of equal rank have short names, and their ids stand above.
    let short = view.names.0 == "A";
    html! {
        @if short {
            h2 { (view.names.1) (between) (view.names.0) (after) }
        } @else {
            h3 { (id(&view.b.id, lang)) (between) (id(&view.a.id, lang)) (after) }
        }
        @if !title.is_empty() && !short {
            p.subtitle lang="zh" { (page::short(title, 80, lang)) }
        }
        (figures(view, lang))
        @if let Some((a, b, comparison)) = view.compared() {
            @let (grid, shown) = Grid::new(a, b, &comparison.ops, prefix, lang).show(bytes, view.names);
            (classes(view, prefix, shown, lang))
            @if !comparison.ops.is_empty() {
                (grid)
                (inside::list(view, prefix, shown, lang))
            }
        }
    }
}

/// The figures that stand for the two of them.
fn figures(view: &View<'_>, lang: Lang) -> Markup {
    html! {
        dl.figures {
            @for figure in view.figures(lang) {
                div {
                    dt { (figure.label) }
                    @for row in &figure.rows {
                        dd {
                            span.side { (row.name) }
                            strong { (row.value) }
                            small {
                                @if !row.detail.is_empty() { (row.detail) " " }
                                (figure.unit)
                            }
                            @if let Some((part, all)) = row.share { (bar(part, all)) }
                        }
                    }
                }
            }
        }
    }
}

/// How many differences there are of each class; each class leads to its first one among the `shown` first.
fn classes(view: &View<'_>, prefix: &str, shown: usize, lang: Lang) -> Markup {
    let Some((_, _, comparison)) = view.compared() else { return html! {} };
    let shown = &comparison.ops[..shown];
    let first = |class| shown.iter().position(|op| op.class == class);
    html! {
        p.classes {
            strong { (words::differences(comparison.ops.len(), lang)) }
            @for (class, count) in comparison.edits() {
                @let href = first(class).map(|at| format!("#{prefix}d{at}"));
                " " a class={ "chip k-" (class.name()) } href=[href] {
                    (words::class(class, lang)) " " b { (words::count(count as u64)) }
                }
            }
            @if comparison.unrefined > 0 {
                " " span.chip { (lang.pick("未细化", "not refined")) " " b { (words::count(comparison.unrefined as u64)) } }
            }
        }
    }
}

/// A stretch of rows.
enum Block {
    Row(usize),
    Fold(Range<usize>),
}

impl Block {
    fn rows(&self) -> Range<usize> {
        match self {
            Self::Row(at) => *at..at + 1,
            Self::Fold(rows) => rows.clone(),
        }
    }
}

struct Grid<'g> {
    a: &'g str,
    b: &'g str,
    ops: &'g [Op],
    prefix: &'g str,
    lang: Lang,
    rows: Vec<Row>,
    /// The other half of each half of a move.
    partners: BTreeMap<usize, usize>,
    /// So many of the operations are shown.
    shown: usize,
}

impl<'g> Grid<'g> {
    fn new(a: &'g str, b: &'g str, ops: &'g [Op], prefix: &'g str, lang: Lang) -> Self {
        let mut halves: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for (at, op) in ops.iter().enumerate() {
            if let Some(number) = op.move_id {
                halves.entry(number).or_default().push(at);
            }
        }
        let pairs = halves.values().filter_map(|half| Some((*half.first()?, *half.get(1)?)));
        let partners = pairs.flat_map(|(one, two)| [(one, two), (two, one)]).collect();
        Self { a, b, ops, prefix, lang, rows: rows(a, b, ops), partners, shown: ops.len() }
    }

    /// All rows, or as many as fit in `bytes`, and then how many are left out; and how many of the operations are shown.
    fn show(mut self, bytes: usize, names: (&str, &str)) -> (Markup, usize) {
        let blocks = self.blocks();
        let (mut out, count) = self.some(&blocks, bytes);
        let left_out: usize = blocks[count..].iter().map(Block::rows).map(|rows| rows.len()).sum();
        if left_out > 0 {
            // Nothing links to what is not there.
            let kept = &self.rows[..self.rows.len() - left_out];
            let ops = kept.iter().flat_map(|row| &row.parts);
            self.shown = ops.filter(|part| matches!(part, Part::Op(_))).count();
            out = self.some(&blocks[..count], usize::MAX).0;
        }
        let rows = html! {
            @if left_out > 0 {
                p.note.warn { (self.cut(left_out)) }
            }
            div.rows {
                div.row.sides aria-hidden="true" {
                    span.at {} div.l { (names.0) } span.at {} div.r { (names.1) }
                }
                (out)
            }
        };
        (rows, self.shown)
    }

    /// The first of `blocks`, while they have fewer than `bytes`, and how many these are.
    fn some(&self, blocks: &[Block], bytes: usize) -> (Markup, usize) {
        let mut out = Markup::default();
        let mut numbers = Numbers::default();
        for (at, block) in blocks.iter().enumerate() {
            if out.0.len() >= bytes {
                return (out, at);
            }
            out.0.push_str(&self.block(block, &mut numbers).0);
        }
        (out, blocks.len())
    }

    fn block(&self, block: &Block, numbers: &mut Numbers) -> Markup {
        let folded = matches!(block, Block::Fold(_));
        let cells: Vec<Markup> = block.rows().map(|at| self.row(at, numbers, folded)).collect();
        html! {
            @if folded {
                details.fold {
                    summary { (self::folded(self.length(block.rows()), self.lang)) }
                    @for cell in &cells { (cell) }
                }
            } @else {
                @for cell in &cells { (cell) }
            }
        }
    }

    fn cut(&self, rows: usize) -> String {
        let (rows, all) = (words::count(rows as u64), words::count(self.rows.len() as u64));
        match self.lang {
            Lang::Zh => format!(
                "页面大小有限，末尾 {rows} 行（共 {all} 行）从略；leitong diff 甲 乙 --format html 显示全部"
            ),
            Lang::En => format!(
                "Left out at the end, to keep the page small: {rows} of {all} rows; leitong diff A B --format html \
                 shows them all."
            ),
        }
    }

    /// Rows that are shown and rows that are folded.
    fn blocks(&self) -> Vec<Block> {
        let mut out = Vec::new();
        let mut at = 0;
        while at < self.rows.len() {
            let equal = self.rows[at..].iter().take_while(|row| row.is_equal()).count();
            let end = at + equal;
            let from = at + usize::from(at > 0);
            let to = end - usize::from(end < self.rows.len() && equal > 0);
            if from < to && self.length(from..to) >= FOLD {
                out.extend((at..from).map(Block::Row));
                out.push(Block::Fold(from..to));
                out.extend((to..end).map(Block::Row));
            } else {
                out.extend((at..end).map(Block::Row));
            }
            out.extend((end < self.rows.len()).then_some(Block::Row(end)));
            at = end + 1;
        }
        out
    }

    /// Characters of A in some rows.
    fn length(&self, rows: Range<usize>) -> usize {
        self.rows[rows].iter().map(|row| self.a[row.a.clone()].chars().count()).sum()
    }

    fn row(&self, at: usize, numbers: &mut Numbers, folded: bool) -> Markup {
        let row = &self.rows[at];
        let prefix = self.prefix;
        let a = numbers.a.next(self.a, &row.a);
        let b = numbers.b.next(self.b, &row.b);
        let class = match (row.is_equal(), folded) {
            (true, true) => "row both",
            (true, false) => "row",
            (false, _) => "row ch",
        };
        html! {
            div class=(class) {
                (gutter(prefix, 'a', a, &row.a, self.lang))
                div.l lang="zh" { (self.cell(row, Sides::Both)) }
                (gutter(prefix, 'b', b, &row.b, self.lang))
                @if class != "row both" { div.r lang="zh" { (self.cell(row, Sides::Added)) } }
            }
        }
    }

    /// Whether only white space follows in a row.
    fn is_last(&self, rest: &[Part]) -> bool {
        let layout = |&number: &usize| self.ops[number].class == EditClass::Layout;
        rest.iter().all(|part| matches!(part, Part::Op(number) if layout(number)))
    }

    fn cell(&self, row: &Row, sides: Sides) -> Markup {
        html! {
            @for (at, part) in row.parts.iter().enumerate() {
                @match part {
                    Part::Equal(range) => (equal(&self.a[range.clone()], self.is_last(&row.parts[at + 1..]))),
                    Part::Op(number) => {
                        @let partner = self.partners.get(number).copied().filter(|&other| other < self.shown);
                        @let anchor = Anchor { prefix: self.prefix, number: *number, partner };
                        (change(&self.ops[*number], anchor, sides, (self.a, self.b), self.lang))
                    },
                }
            }
        }
    }
}

/// What stands for `length` folded characters.
pub(super) fn folded(length: usize, lang: Lang) -> String {
    let length = words::count(length as u64);
    match lang {
        Lang::Zh => format!("……相同 {length} 字……"),
        Lang::En => format!("… {length} equal characters …"),
    }
}

/// Which sentence and which line of its original a row is, for each side.
#[derive(Default)]
struct Numbers {
    a: Counter,
    b: Counter,
}

#[derive(Default)]
struct Counter {
    sentence: usize,
    line: usize,
}

impl Counter {
    /// The numbers of the next row, which has the bytes `range` of `text`; both from 1.
    fn next(&mut self, text: &str, range: &Range<usize>) -> (usize, usize) {
        let place = (self.sentence + 1, self.line + 1);
        self.sentence += usize::from(!range.is_empty());
        self.line += text[range.clone()].matches('\n').count();
        place
    }
}

/// The number of a row as a link to itself, with its place in the original: its id ends in `a` or `b` and
/// the byte at which it begins.
fn gutter(
    prefix: &str,
    side: char,
    (sentence, line): (usize, usize),
    range: &Range<usize>,
    lang: Lang,
) -> Markup {
    let place = match lang {
        Lang::Zh => format!("第 {line} 行，字节 {}–{}", range.start, range.end),
        Lang::En => format!("line {line}, bytes {}–{}", range.start, range.end),
    };
    let id = format!("{prefix}{side}{}", range.start);
    html! {
        @if range.is_empty() {
            span.at {}
        } @else {
            a.at id=(id) href={ "#" (id) } title=(place) { (sentence) }
        }
    }
}
