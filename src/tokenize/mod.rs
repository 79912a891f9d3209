//! Cuts a comparison text into tokens.

mod chars;
mod jieba;
mod memo;
mod pieces;

pub use jieba::{DictError, Jieba};

use crate::normalize::{Rule, Rules, is_content, is_layout};

/// The byte span of one token in the comparison text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The token's text.
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }
}

/// A way to cut text into tokens. Whatever the way: spans are ordered, disjoint, inside the text and on
/// character borders, and every content character lies in one of them.
#[derive(Debug)]
pub enum Tokenizer {
    /// Words by jieba.
    Jieba(Box<Jieba>),
    /// Every content character on its own; for comparison runs.
    Chars,
}

/// Which tokens take part in shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Tokens with at least one content character: punctuation only borders them.
    Content,
    /// Punctuation marks too.
    Punctuation,
}

impl Keep {
    /// Those that texts normalized by `rules` are compared by.
    pub fn by(rules: Rules) -> Self {
        if rules.has(Rule::Punctuation) { Keep::Content } else { Keep::Punctuation }
    }

    fn keeps(self, token: &str) -> bool {
        match self {
            Keep::Content => token.chars().any(is_content),
            Keep::Punctuation => !token.chars().all(is_layout),
        }
    }
}

impl Tokenizer {
    /// The name by which options and reports know it.
    pub fn name(&self) -> &'static str {
        match self {
            Tokenizer::Jieba(_) => "jieba",
            Tokenizer::Chars => "chars",
        }
    }

    /// The byte ranges of the words of a piece of text, punctuation included.
    pub fn words(&self, piece: &str) -> Vec<std::ops::Range<usize>> {
        let spans = self.tokenize(piece, Keep::Punctuation);
        spans.into_iter().map(|span| span.start as usize..span.end as usize).collect()
    }

    /// The tokens of a comparison text. Linear in its length.
    pub fn tokenize(&self, text: &str, keep: Keep) -> Vec<Span> {
        match self {
            Tokenizer::Jieba(jieba) => jieba.tokenize(text, keep),
            Tokenizer::Chars => chars::tokenize(text, keep),
        }
    }

    /// The same, for the comparison text of a document, in the current rayon pool: sentences that were segmented before, in
    /// whatever document, are not segmented again, and a long text is segmented by all threads.
    pub fn tokenize_document(&self, text: &str, keep: Keep) -> Vec<Span> {
        match self {
            Tokenizer::Jieba(jieba) => jieba.tokenize_document(text, keep),
            Tokenizer::Chars => chars::tokenize(text, keep),
        }
    }

    /// Gives back the memory of the sentences that were segmented before.
    pub fn forget(&mut self) {
        if let Tokenizer::Jieba(jieba) = self {
            jieba.forget();
        }
    }
}

#[cfg(test)]
mod tests;
