//! Compares small windows character by character, and clears away coincidences.

use std::ops::Range;

use ahash::AHashMap;
use imara_diff::{Algorithm, Diff, Token};

use crate::normalize::is_content;

use super::classify;
use super::edits::{self, Edit, Mark, common_prefix, common_suffix};
use super::lexicon::{is_date_unit, is_number};

/// A window has at most so many characters on a side.
const MOST_CHARS: usize = 4_000;
/// Up to this product of the lengths the shortest edit script is found; above, histogram decides.
const MINIMAL: usize = 1_000_000;
/// The sum of the products of the lengths of all windows of two documents: so much for each of their bytes, and
/// so much for short ones.
const WORK_PER_BYTE: usize = 30;
const LEAST_WORK: usize = 60_000_000;
/// A window is shown whole when less than this percentage of the smaller side is equal.
const LEAST_EQUAL: usize = 30;

/// Compares windows within the budget of two documents.
pub(super) struct Refiner {
    work: usize,
    /// How many windows were left as they are.
    pub(super) unrefined: usize,
    diff: Diff,
    /// The characters of the window at hand by numbers.
    numbers: AHashMap<char, u32>,
}

impl Refiner {
    /// A budget for two documents that have so many bytes together.
    pub(super) fn new(bytes: usize) -> Self {
        let work = bytes.saturating_mul(WORK_PER_BYTE).max(LEAST_WORK);
        Self { work, unrefined: 0, diff: Diff::default(), numbers: AHashMap::new() }
    }

    /// Adds the edits of the windows `a` and `b`, as byte ranges in them, to `out`.
    pub(super) fn refine(&mut self, a: &str, b: &str, out: &mut Vec<Edit>) {
        if classify::same_content(a, b) {
            return edits::same_content(a, b, out);
        }
        let before = common_prefix(a, b);
        let after = common_suffix(&a[before..], &b[before..]);
        let (whole_a, whole_b) = (before..a.len() - after, before..b.len() - after);
        let (a, b) = (Chars::new(a, whole_a.clone()), Chars::new(b, whole_b.clone()));
        if a.chars.is_empty() || b.chars.is_empty() {
            return out.push(Edit { a: whole_a, b: whole_b, mark: Mark::Fine });
        }
        let product = a.chars.len() * b.chars.len();
        let too_long = a.chars.len() > MOST_CHARS || b.chars.len() > MOST_CHARS;
        if too_long || product > self.work {
            self.unrefined += 1;
            return out.push(Edit { a: whole_a, b: whole_b, mark: Mark::Block });
        }
        self.work -= product;
        let hunks = clean(&a.chars, &b.chars, self.hunks(&a.chars, &b.chars, product));
        if before + after == 0 && !is_alike(&a.chars, &b.chars, &hunks) {
            return out.push(Edit { a: whole_a, b: whole_b, mark: Mark::Block });
        }
        let edit =
            |hunk: &Hunk| Edit { a: a.bytes(&hunk.a), b: b.bytes(&hunk.b), mark: Mark::Fine };
        out.extend(hunks.iter().map(edit));
    }

    fn hunks(&mut self, a: &[char], b: &[char], product: usize) -> Vec<Hunk> {
        let numbers = &mut self.numbers;
        numbers.clear();
        let mut tokens = |chars: &[char]| -> Vec<Token> {
            let number = |&c: &char| {
                let next = numbers.len() as u32;
                Token(*numbers.entry(c).or_insert(next))
            };
            chars.iter().map(number).collect()
        };
        let (before, after) = (tokens(a), tokens(b));
        let algorithm =
            if product <= MINIMAL { Algorithm::MyersMinimal } else { Algorithm::Histogram };
        self.diff.compute_with(algorithm, &before, &after, numbers.len() as u32);
        let range = |range: Range<u32>| range.start as usize..range.end as usize;
        self.diff.hunks().map(|h| Hunk { a: range(h.before), b: range(h.after) }).collect()
    }
}

/// The characters of a part of a window and where they stand.
struct Chars {
    chars: Vec<char>,
    starts: Vec<usize>,
}

impl Chars {
    fn new(text: &str, part: Range<usize>) -> Self {
        let mut starts: Vec<usize> =
            text[part.clone()].char_indices().map(|(at, _)| part.start + at).collect();
        starts.push(part.end);
        Self { chars: text[part].chars().collect(), starts }
    }

    fn bytes(&self, chars: &Range<usize>) -> Range<usize> {
        self.starts[chars.start]..self.starts[chars.end]
    }
}

/// A replaced stretch, in characters.
#[derive(Clone, Debug)]
struct Hunk {
    a: Range<usize>,
    b: Range<usize>,
}

impl Hunk {
    /// The length of the longer side.
    fn size(&self) -> usize {
        self.a.len().max(self.b.len())
    }
}

/// Joins hunks between which only a coincidence is equal.
fn clean(a: &[char], b: &[char], hunks: Vec<Hunk>) -> Vec<Hunk> {
    let mut out: Vec<Hunk> = Vec::with_capacity(hunks.len());
    for mut hunk in hunks {
        while let Some(last) = out.last().filter(|last| is_coincidence(a, b, last, &hunk)) {
            hunk = Hunk { a: last.a.start..hunk.a.end, b: last.b.start..hunk.b.end };
            out.pop();
        }
        out.push(hunk);
    }
    out
}

/// Whether the equal characters between two hunks are few beside what changed around them.
fn is_coincidence(a: &[char], b: &[char], last: &Hunk, next: &Hunk) -> bool {
    let island = &a[last.a.end..next.a.start];
    let (length, smaller) = (island.len(), last.size().min(next.size()));
    let content =
        |hunk: &Hunk| a[hunk.a.clone()].iter().chain(&b[hunk.b.clone()]).any(|&c| is_content(c));
    if length > 4 || length > smaller || !content(last) || !content(next) {
        return false;
    }
    let number = |hunk: &Hunk| {
        let text = |chars: &[char]| chars.iter().collect::<String>();
        let fits = |text: &str| text.is_empty() || is_number(text);
        fits(&text(&a[hunk.a.clone()])) && fits(&text(&b[hunk.b.clone()]))
    };
    let numbers = (number(last), number(next));
    if numbers.0 != numbers.1 || (numbers.0 && !island.iter().all(|&c| is_joint(c))) {
        return false;
    }
    let one_way =
        (last.a.is_empty() && next.a.is_empty()) || (last.b.is_empty() && next.b.is_empty());
    match length {
        1 if one_way => smaller >= 3,
        1 | 2 => !one_way,
        _ => !one_way && smaller >= 2 * length + 2,
    }
}

/// Whether `c` holds the parts of one number or date together.
fn is_joint(c: char) -> bool {
    is_date_unit(c) || super::lexicon::is_numeral(c) || matches!(c, '.' | ':' | '-' | '/')
}

/// Whether enough of the smaller side is equal.
fn is_alike(a: &[char], b: &[char], hunks: &[Hunk]) -> bool {
    let content = |chars: &[char]| chars.iter().filter(|&&c| is_content(c)).count();
    let changed: usize = hunks.iter().map(|hunk| content(&a[hunk.a.clone()])).sum();
    let (all_a, all_b) = (content(a), content(b));
    100 * (all_a - changed) >= LEAST_EQUAL * all_a.min(all_b)
}
