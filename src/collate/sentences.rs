//! The sentences of an original text, as people see them.

use std::ops::Range;

use crate::diff::{is_after_end, is_point, may_end};
use crate::normalize::{is_closer, is_content, is_terminal};

/// A sentence without an end is cut at so many characters, so that it can be shown in a row.
const LONGEST: usize = 200;
/// From so many characters on it is cut after the next comma.
const LONG: usize = 120;

/// The byte ranges of the sentences of `text`. They follow each other without gaps, the white space after
/// a sentence belongs to it, and together they are the text.
///
/// A line end is a border when its line is clearly shorter than the longest: a heading is, a line that was
/// cut to a width is not. Linear.
pub fn sentences(text: &str) -> Vec<Range<usize>> {
    let longest = text.lines().map(|line| line.chars().count()).max().unwrap_or(0);
    let mut cutter = Cutter { short: longest * 3 / 4, ..Cutter::default() };
    for (at, c) in text.char_indices() {
        cutter.push(text, at, c);
    }
    cutter.end(text.len());
    cutter.found
}

#[derive(Default)]
struct Cutter {
    found: Vec<Range<usize>>,
    start: usize,
    /// Characters of the sentence so far, and of the line.
    length: usize,
    line: usize,
    /// A line with fewer characters is a paragraph of its own.
    short: usize,
    /// Whether the sentence is complete, so that only closing marks and white space may follow.
    ended: bool,
    /// Whether the last character is a point that ends the sentence, if [`is_after_end`] of the next.
    point: bool,
}

impl Cutter {
    fn push(&mut self, text: &str, at: usize, c: char) {
        self.ended |= self.point && is_after_end(c);
        let trails = c.is_whitespace() || (is_closer(c) || is_terminal(c)) && !self.at_line_start();
        if (self.ended && !trails) || self.length >= LONGEST {
            self.end(at);
        }
        self.length += 1;
        match c {
            '\n' => {
                self.ended |= self.line < self.short && self.line > 0;
                self.line = 0;
            }
            _ => self.line += 1,
        }
        let before = &text[self.start..at];
        self.point = is_point(c)
            && may_end(before.chars().next_back(), before.chars().filter(|&c| is_content(c)));
        self.ended |= is_terminal(c) || (self.length >= LONG && matches!(c, '，' | ','));
    }

    fn at_line_start(&self) -> bool {
        self.line == 0
    }

    fn end(&mut self, at: usize) {
        if at > self.start {
            self.found.push(self.start..at);
        }
        self.start = at;
        self.length = 0;
        self.ended = false;
        self.point = false;
    }
}
