//! Words by jieba (jieba-rs), with or without its hidden Markov model for unknown words.

use std::fmt;
use std::io::BufRead;
use std::ops::Range;

use rayon::prelude::*;

use super::memo::{Answer, Memo};
use super::pieces::{LONGEST_WORD, blocks, pieces, seam};
use super::{Keep, Span};
use crate::error::Lang;

/// The jieba segmenter with its dictionary. Loading the dictionary costs about 0.1 s; share it.
#[derive(Debug)]
pub struct Jieba {
    jieba: jieba_rs::Jieba,
    hmm: bool,
    memo: Memo,
}

/// A text with more bytes is cut into blocks of about so many, which all threads share: a long one keeps none waiting.
const BLOCK: usize = 256 << 10;

/// Bytes of a word, on average: at least that in prose.
const WORD: usize = 4;

/// The largest frequency in it: all are added up.
const MOST_FREQUENT: u64 = u32::MAX as u64;

/// A user dictionary that could not be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DictError {
    /// It is not what a dictionary is; the words of whoever read it.
    Unread(String),
    /// A word of more than 64 characters, and its line.
    LongWord(usize),
    /// A frequency of more than 32 bits, and its line.
    Frequent(usize),
}

impl DictError {
    /// What was expected, and found, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        let expected = lang.pick(
            "词典应为 UTF-8，每行“词 [词频] [词性]”",
            "expected lines of `word [frequency] [tag]` in UTF-8",
        );
        match (self, lang) {
            (Self::Unread(found), Lang::Zh) => format!("{expected}（{found}）"),
            (Self::Unread(found), Lang::En) => format!("{expected}, found: {found}"),
            (Self::LongWord(line), Lang::Zh) => {
                format!("{expected}；第 {line} 行的词超过 {LONGEST_WORD} 字，请删去")
            }
            (Self::LongWord(line), Lang::En) => {
                format!(
                    "{expected}; the word of line {line} has more than {LONGEST_WORD} characters, remove it"
                )
            }
            (Self::Frequent(line), Lang::Zh) => {
                format!("{expected}；第 {line} 行的词频超过 {MOST_FREQUENT}，请改小")
            }
            (Self::Frequent(line), Lang::En) => {
                format!(
                    "{expected}; the frequency of line {line} is above {MOST_FREQUENT}, lower it"
                )
            }
        }
    }
}

impl fmt::Display for DictError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for DictError {}

impl Jieba {
    /// Loads the dictionary that comes with jieba. `hmm` lets a model join unknown characters into words.
    pub fn new(hmm: bool) -> Self {
        Self { jieba: jieba_rs::Jieba::new(), hmm, memo: Memo::default() }
    }

    /// The same, with a memo that looks up all pieces at first.
    #[cfg(test)]
    pub(super) fn eager(hmm: bool) -> Self {
        Self { memo: Memo::eager(), ..Self::new(hmm) }
    }

    /// Adds the words of a user dictionary: lines of `word [frequency] [tag]`.
    ///
    /// # Errors
    ///
    /// A dictionary that is not of this shape, or has words or frequencies beyond all measure.
    pub fn add_words(&mut self, dict: &mut dyn BufRead) -> Result<(), DictError> {
        let mut text = String::new();
        dict.read_to_string(&mut text).map_err(|error| DictError::Unread(error.to_string()))?;
        (1..).zip(text.lines()).try_for_each(|(number, line)| check_entry(number, line))?;
        self.jieba
            .load_dict(&mut text.as_bytes())
            .map_err(|error| DictError::Unread(error.to_string()))
    }

    pub(super) fn tokenize(&self, text: &str, keep: Keep) -> Vec<Span> {
        let words = self.jieba.cut(text, self.hmm);
        let mut spans = Vec::with_capacity(words.len());
        let words = words.iter().map(|word| (word.byte_start, word.word));
        spans.extend(
            words.filter(|(_, word)| keeps(keep, word)).map(|(start, word)| span(start, word)),
        );
        spans
    }

    /// The same, for the text of a document: what was segmented before is not segmented again, and all threads take part
    /// in a long one.
    pub(super) fn tokenize_document(&self, text: &str, keep: Keep) -> Vec<Span> {
        if text.len() < 2 * BLOCK {
            return self.by_pieces(text, keep);
        }
        // The model may join what stands on both sides.
        let seam = |near: &str| if self.hmm { None } else { seam(&self.jieba, near) };
        let blocks: Vec<(usize, Vec<Span>)> = blocks(text, BLOCK, seam)
            .into_par_iter()
            .map(|block| (block.len(), self.by_pieces(block, keep)))
            .collect();
        let mut spans = Vec::with_capacity(blocks.iter().map(|(_, spans)| spans.len()).sum());
        let mut before = 0;
        for (bytes, block) in blocks {
            let moved = |span: Span| Span { start: span.start + before, end: span.end + before };
            spans.extend(block.into_iter().map(moved));
            before += bytes as u32;
        }
        spans
    }

    pub(super) fn forget(&mut self) {
        self.memo = Memo::default();
    }

    fn by_pieces(&self, text: &str, keep: Keep) -> Vec<Span> {
        let spans = Vec::with_capacity(text.len() / WORD);
        let mut run = Run { jieba: self, text, keep, spans, from: 0, new: Vec::new() };
        let (mut at, mut lengths) = (0, Vec::new());
        for piece in pieces(text) {
            let end = at + piece.len();
            match self.memo.look_up(piece, &mut lengths) {
                Answer::Known if fit(&lengths, piece) => {
                    run.segment(at);
                    run.add(at, &lengths);
                    run.from = end;
                }
                Answer::New(key) => run.new.push((at..end, key)),
                Answer::Known | Answer::Passed => {}
            }
            at = end;
        }
        run.segment(at);
        run.spans
    }
}

/// Refuses what would take jieba the length of a word for each character of a text, or overflow its sum.
fn check_entry(number: usize, line: &str) -> Result<(), DictError> {
    let mut parts = line.split_whitespace();
    if parts.next().is_some_and(|word| word.chars().nth(LONGEST_WORD).is_some()) {
        return Err(DictError::LongWord(number));
    }
    let frequency = parts.next().and_then(|typed| typed.parse::<u64>().ok());
    match frequency {
        Some(frequency) if frequency > MOST_FREQUENT => Err(DictError::Frequent(number)),
        _ => Ok(()),
    }
}

/// Whether words of these lengths make up the piece: one with the same hash, by whatever chance, may have others.
fn fit(lengths: &[u8], piece: &str) -> bool {
    let mut end = 0;
    lengths.iter().all(|&length| {
        end += usize::from(length);
        piece.is_char_boundary(end)
    }) && end == piece.len()
}

/// Whether a word takes part in shingles: without a further look where it begins with a common ideograph
/// (U+4E00..=U+9FFF), or is one of the most frequent marks.
fn keeps(keep: Keep, word: &str) -> bool {
    match (keep, word.as_bytes()) {
        (_, [0xE5..=0xE9, ..] | [0xE4, 0xB8..=0xBF, ..]) => true,
        (Keep::Content, b"," | [0xE3, 0x80, 0x81 | 0x82]) => false,
        _ => keep.keeps(word),
    }
}

fn span(start: usize, word: &str) -> Span {
    Span { start: start as u32, end: (start + word.len()) as u32 }
}

/// The words of a text as far as they are known, and the pieces after them that must be segmented, together.
struct Run<'a> {
    jieba: &'a Jieba,
    text: &'a str,
    keep: Keep,
    spans: Vec<Span>,
    /// Where the pieces begin that must be segmented.
    from: usize,
    /// Those of them that are to be remembered, and by which keys.
    new: Vec<(Range<usize>, u128)>,
}

impl Run<'_> {
    /// Adds words of the given lengths from `start` on.
    fn add(&mut self, mut start: usize, lengths: &[u8]) {
        let mut rest = &self.text[start..];
        self.spans.reserve(lengths.len());
        for &length in lengths {
            let (word, after) = rest.split_at(length.into());
            if keeps(self.keep, word) {
                self.spans.push(span(start, word));
            }
            start += word.len();
            rest = after;
        }
    }

    /// Segments the pieces that end at `to`.
    fn segment(&mut self, to: usize) {
        let pieces = &self.text[self.from..to];
        if pieces.is_empty() {
            return;
        }
        let words = self.jieba.jieba.cut(pieces, self.jieba.hmm);
        self.spans.reserve(words.len());
        for word in &words {
            if keeps(self.keep, word.word) {
                self.spans.push(span(self.from + word.byte_start, word.word));
            }
        }
        let mut lengths = Vec::new();
        for (piece, key) in self.new.drain(..) {
            let before = |at: usize| words.partition_point(|word| self.from + word.byte_start < at);
            let words = &words[before(piece.start)..before(piece.end)];
            // One that has a longer word is not remembered.
            if words.iter().all(|word| word.word.len() <= usize::from(u8::MAX)) {
                lengths.clear();
                lengths.extend(words.iter().map(|word| word.word.len() as u8));
                self.jieba.memo.remember(key, &lengths);
            }
        }
        self.from = to;
    }
}

#[cfg(test)]
mod tests {
    use super::fit;

    #[test]
    fn words_of_another_piece_are_not_taken() {
        assert!(fit(&[6, 3, 1], "农村信a") && fit(&[], ""));
        // Inside a character, too short, too long.
        assert!(
            !fit(&[5, 4, 1], "农村信a") && !fit(&[6, 3], "农村信a") && !fit(&[6, 3, 2], "农村信a")
        );
    }
}
