//! Words by jieba (jieba-rs), with or without its hidden Markov model for unknown words.

use std::fmt;
use std::io::BufRead;

use super::{Keep, Span};

/// The jieba segmenter with its dictionary. Loading the dictionary costs about 0.1 s; share it.
#[derive(Debug)]
pub struct Jieba {
    jieba: jieba_rs::Jieba,
    hmm: bool,
}

/// A user dictionary that could not be read.
#[derive(Debug)]
pub struct DictError(jieba_rs::Error);

impl fmt::Display for DictError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected lines of `word [frequency] [tag]` in UTF-8, found: {}", self.0)
    }
}

impl std::error::Error for DictError {}

impl Jieba {
    /// Loads the dictionary that comes with jieba. `hmm` lets a model join unknown characters into words.
    pub fn new(hmm: bool) -> Self {
        Self { jieba: jieba_rs::Jieba::new(), hmm }
    }

    /// Adds the words of a user dictionary: lines of `word [frequency] [tag]`.
    pub fn add_words(&mut self, dict: &mut dyn BufRead) -> Result<(), DictError> {
        let mut dict = dict;
        self.jieba.load_dict(&mut dict).map_err(DictError)
    }

    pub(super) fn tokenize(&self, text: &str, keep: Keep) -> Vec<Span> {
        let words = self.jieba.cut(text, self.hmm);
        let mut spans = Vec::with_capacity(words.len());
        let kept = words.iter().filter(|word| is_ideographs(word.word) || keep.keeps(word.word));
        spans.extend(
            kept.map(|word| Span { start: word.byte_start as u32, end: word.byte_end as u32 }),
        );
        spans
    }
}

/// Whether the word begins with a common ideograph (U+4E00..=U+9FFF), which makes it content without a
/// further look.
fn is_ideographs(word: &str) -> bool {
    matches!(word.as_bytes(), [0xE5..=0xE9, ..] | [0xE4, 0xB8..=0xBF, ..])
}
