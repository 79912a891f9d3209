//! What of a page leads elsewhere or stands on every page of its site. All else is its text: a line that is lost is worse than
//! one too many.

use std::ops::Range;

use super::lines::{Block, Line, Page};

/// What lines of a footer have before the number of a registration. Without one a speech may say it.
const REGISTERED: [&str; 3] = ["ICP备", "ICP证", "公网安备"];

/// What they have that a speech may say, in a sentence.
const COPYRIGHT: [&str; 3] = ["版权所有", "copyright", "©"];

/// What follows where those are meant who hold a copyright.
const HOLDERS: [&str; 3] = ["者", "人", "权"];

/// How a line begins that leads to the pages before and after.
const PAGERS: [&str; 4] = ["上一篇", "下一篇", "上一页", "下一页"];

/// What stands between the links of a way from the first page to this one.
const STEPS: [char; 4] = ['>', '»', '›', '→'];

/// For each line whether it is navigation or the page's footer:
///
/// - all of a block of which more than half of the letters are links and in which no sentence ends outside of them;
/// - all of a block with less than half of the page's letters that says so of itself, or that has a mark of copyright or
///   registration, and no heading, and no sentence beside the mark;
/// - of what is left a line without a sentence of which more than half, or a step of a way, is a link, or that begins like a
///   link to the next page; a line with such a mark; and headings that are links if no text follows.
///
/// Links that are headings count as text in all of this. Linear.
pub(super) fn lines(page: &Page) -> Vec<bool> {
    let sums = Sums::of(&page.lines);
    let mut gone = vec![false; page.lines.len()];
    let mut done = 0;
    for Block { lines, says_so } in &page.blocks {
        if lines.start >= done && sums.are_navigation(lines, *says_so) {
            gone[lines.clone()].fill(true);
            done = lines.end;
        }
    }
    let mut text_follows = false;
    for (line, gone) in page.lines.iter().zip(&mut gone).rev().filter(|(_, gone)| !**gone) {
        let is_linked_heading = line.level > 0 && is_mostly_link(line);
        *gone = is_marked(line)
            || (line.level == 0 && leads_elsewhere(line))
            || (is_linked_heading && !text_follows);
        if !*gone {
            text_follows = !is_linked_heading;
        }
    }
    gone
}

/// Of the lines before each: how many letters they have, and so on.
struct Sums(Vec<[usize; 5]>);

impl Sums {
    fn of(lines: &[Line]) -> Self {
        let mut sum = [0; 5];
        let sums = lines.iter().map(|line| {
            let (heading, marked) = (line.level > 0, is_marked(line));
            let linked = if heading { 0 } else { line.linked };
            let [sentence, heading, marked] =
                [line.sentence && !marked, heading, marked].map(usize::from);
            let more = [line.letters, linked, sentence, heading, marked];
            sum.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
            sum
        });
        Self([[0; 5]].into_iter().chain(sums).collect())
    }

    fn are_navigation(&self, lines: &Range<usize>, says_so: bool) -> bool {
        let [before, after] = [self.0[lines.start], self.0[lines.end]];
        let [letters, linked, sentences, headings, marked] =
            std::array::from_fn(|which| after[which] - before[which]);
        let is_small = letters * 2 < self.0[self.0.len() - 1][0];
        let is_silent = sentences == 0;
        (linked * 2 > letters && is_silent)
            || (is_small && says_so)
            || (is_small && is_silent && marked > 0 && headings == 0)
    }
}

fn is_mostly_link(line: &Line) -> bool {
    line.linked * 2 > line.letters
}

fn leads_elsewhere(line: &Line) -> bool {
    let is_pager =
        || PAGERS.iter().any(|pager| line.text.trim_start_matches('【').starts_with(pager));
    let is_way = || line.linked > 0 && line.text.contains(STEPS);
    !line.sentence && (is_mostly_link(line) || is_way() || is_pager())
}

fn is_marked(line: &Line) -> bool {
    has_number(&line.text) || (!line.sentence && has_copyright(&line.text.to_lowercase()))
}

/// Whether the number of a registration stands in the text, perhaps behind 案号: or 第.
fn has_number(text: &str) -> bool {
    let numbered = |after: &str| {
        let after =
            after.trim_start_matches(|c: char| c.is_whitespace() || "案字第序号:：".contains(c));
        after.starts_with(|c: char| c.is_ascii_digit())
    };
    // A blank may stand in a mark.
    let dense: String = text.split_whitespace().collect();
    REGISTERED
        .iter()
        .any(|mark| dense.match_indices(mark).any(|(at, _)| numbered(&dense[at + mark.len()..])))
}

fn has_copyright(text: &str) -> bool {
    let holds = |after: &str| HOLDERS.iter().any(|holder| after.starts_with(holder));
    COPYRIGHT
        .iter()
        .any(|mark| text.match_indices(mark).any(|(at, _)| !holds(&text[at + mark.len()..])))
}
