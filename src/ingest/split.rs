//! Splits a page of pasted speeches at its headings.
//!
//! A heading is a line of its own, at most [`MAX_HEADING`] characters long, in one of these forms:
//! `第三篇:…`, `篇三:…` or `【篇三】…`, `…篇三`, `范文三:…`, `3、…讲话稿`, `三、…讲话稿`, `…讲话稿(三)`, or one
//! title that comes again. One such line proves nothing: a page is split only where lines of one form count up from
//! one, and at least two of them have text below. Of the first five forms, which are headings and nothing else, numbers
//! may be missing, since `curate` takes speeches out: a page that it wrote comes apart into what is left. At `三、…讲话稿`
//! and `…讲话稿(三)` each must have a long text, and at a title that comes again a greeting. The section numbers inside a
//! speech, 一、 and （一）, are never headings.

mod count;
mod explain;
mod heading;
mod number;
mod pattern;
mod runs;

use std::ops::Range;

pub use explain::{Candidate, Outcome};
use heading::Mark;
pub use pattern::Pattern;

/// The longest heading line, in characters, without the spaces around it.
pub const MAX_HEADING: usize = 60;

/// Whether and where pages of several speeches are taken apart. Records never are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// At headings such as 第三篇: where they count up from one.
    #[default]
    Auto,
    /// Each file is one document.
    None,
    /// At each line that the pattern matches.
    At(Pattern),
}

impl Split {
    /// Takes `text` apart. Linear in its length.
    pub fn page(&self, text: &str) -> Page {
        match self {
            Self::Auto => split(text),
            Self::None => cut(text, &[]),
            Self::At(pattern) => cut(text, &pattern.marks(text).iter().collect::<Vec<_>>()),
        }
    }
}

/// A page, taken apart. All ranges are of bytes of its text, on character borders, ordered and disjoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// What stands before the first heading: a banner, a table of contents, or a speech that lost its
    /// heading. Empty when the text is not a compilation.
    pub preamble: Range<usize>,
    /// The speeches, in order; exactly one, the whole text, when there are no headings.
    pub parts: Vec<Part>,
}

impl Page {
    /// Whether headings were found.
    pub fn is_compilation(&self) -> bool {
        self.parts.iter().any(|part| !part.heading.is_empty())
    }
}

/// One speech of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The number in the heading; when a page counts from one more than once, the place in the page,
    /// from 1. Unique and ascending in a page.
    pub number: u32,
    /// The heading without its number; may be empty.
    pub title: String,
    /// The bytes of the heading's line with its line end; empty when the text is not a compilation.
    pub heading: Range<usize>,
    /// The bytes from after the heading's line to before the next heading's line.
    pub text: Range<usize>,
}

/// Takes `text` apart at its headings. Linear in its length.
pub fn split(text: &str) -> Page {
    let marks = heading::marks(text);
    cut(text, &runs::choose(text, &marks))
}

fn cut(text: &str, marks: &[&Mark<'_>]) -> Page {
    let Some(first) = marks.first() else {
        let part = Part { number: 1, title: String::new(), heading: 0..0, text: 0..text.len() };
        return Page { preamble: 0..0, parts: vec![part] };
    };
    Page { preamble: 0..first.line.start, parts: parts(text.len(), marks) }
}

fn parts(end: usize, marks: &[&Mark<'_>]) -> Vec<Part> {
    let ascending = marks.windows(2).all(|two| two[0].number < two[1].number);
    let ends = marks.iter().skip(1).map(|mark| mark.line.start).chain([end]);
    let numbered = (1..).zip(marks).zip(ends);
    numbered
        .map(|((place, mark), end)| Part {
            number: if ascending { mark.number } else { place },
            title: mark.title.to_owned(),
            heading: mark.line.clone(),
            text: mark.line.end..end,
        })
        .collect()
}

/// Whether `c` takes no ink: white space, controls, byte order marks and zero-width or bidirectional marks.
pub(super) fn is_blank(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}')
}

#[cfg(test)]
mod tests;
