//! A document cut into sentences, and what is asked of them.

use std::ops::Range;
use std::sync::OnceLock;

use crate::normalize::{Normalized, is_content};
use crate::stock::Stock;

use super::cutter::{self, LONGEST, Sentence};
use super::similar::Bigrams;

/// A document made ready for comparisons: cut into sentences and hashed once, compared many times.
///
/// Sentence borders depend on the comparison text alone, so no change of layout moves them.
#[derive(Clone, Debug)]
pub struct Prepared<'a> {
    original: &'a str,
    normalized: Normalized,
    sentences: Vec<Sentence>,
    content: usize,
    /// Which sentences are stock, where that is known.
    stock: Option<Vec<bool>>,
    /// The bigrams of the sentences for which they were asked: a document may be compared with many.
    bigrams: Vec<OnceLock<Bigrams>>,
    /// The numbers of the sentences, sorted by their ids and then as they stand, once that was asked for.
    places: OnceLock<Box<[u32]>>,
}

/// A sentence with fewer content characters is no stock sentence: 谢谢大家 stands everywhere.
pub const LEAST_STOCK: usize = 8;

impl<'a> Prepared<'a> {
    /// Prepares `original`, of which `normalized` is the comparison text. Linear in its length.
    pub fn new(original: &'a str, normalized: Normalized) -> Self {
        let (sentences, content) = cutter::cut(&normalized.text, &[]);
        let bigrams = vec![OnceLock::new(); sentences.len()];
        let places = OnceLock::new();
        Self { original, normalized, sentences, content, stock: None, bigrams, places }
    }

    /// The same, with the sentences marked that are in `stock`, so that comparisons also tell what is copied without
    /// them. Linear in the number of sentences.
    pub fn with_stock(self, stock: &Stock) -> Self {
        let long = |index: usize| self.content_in(index..index + 1) >= LEAST_STOCK;
        let known = |index: usize| long(index) && stock.has(self.id(index));
        Self { stock: Some((0..self.sentence_count()).map(known).collect()), ..self }
    }

    /// The ids of the sentences that are long enough to be stock, sorted, each once.
    pub fn stock_ids(&self) -> Vec<u64> {
        let long = |&index: &usize| self.content_in(index..index + 1) >= LEAST_STOCK;
        let mut ids: Vec<u64> =
            (0..self.sentence_count()).filter(long).map(|index| self.id(index)).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Content characters outside stock sentences: those not in the byte ranges `changed`, and all. Nothing where
    /// stock is not known. Linear in the sentences and in the length of what changed.
    pub(super) fn without_stock(&self, changed: &[Range<usize>]) -> Option<(usize, usize)> {
        let stock = self.stock.as_ref()?;
        let own = |index: &usize| !stock[*index];
        let all: usize =
            (0..stock.len()).filter(own).map(|index| self.content_in(index..index + 1)).sum();
        let changed_in = |range: &Range<usize>| {
            let first = self.sentences.partition_point(|s| s.start as usize <= range.start);
            let reached = |&index: &usize| self.start(index) < range.end;
            let sentences = (first.saturating_sub(1)..stock.len()).take_while(reached);
            let clipped = |index: usize| {
                let bytes = self.bytes(index..index + 1);
                if range.start <= bytes.start && bytes.end <= range.end {
                    return self.content_in(index..index + 1);
                }
                content_of(&self.text()[bytes.start.max(range.start)..bytes.end.min(range.end)])
            };
            sentences.filter(own).map(clipped).sum::<usize>()
        };
        Some((all - changed.iter().map(changed_in).sum::<usize>(), all))
    }

    /// The original text.
    pub fn original(&self) -> &'a str {
        self.original
    }

    /// The comparison text with its map.
    pub fn normalized(&self) -> &Normalized {
        &self.normalized
    }

    /// The number of content characters.
    pub fn content(&self) -> usize {
        self.content
    }

    /// The number of sentences.
    pub fn sentence_count(&self) -> usize {
        self.sentences.len()
    }

    pub(super) fn text(&self) -> &str {
        &self.normalized.text
    }

    pub(super) fn bigrams(&self, sentence: usize) -> &Bigrams {
        let bigrams = || Bigrams::of(self.slice(sentence..sentence + 1));
        self.bigrams[sentence].get_or_init(bigrams)
    }

    pub(super) fn id(&self, sentence: usize) -> u64 {
        self.sentences[sentence].id
    }

    /// The sentences with `id`, ascending. Sorts all sentences the first time; a binary search afterwards.
    pub(super) fn places(&self, id: u64) -> &[u32] {
        let sorted = self.places.get_or_init(|| {
            let mut places: Vec<u32> = (0..self.sentences.len() as u32).collect();
            places.sort_by_key(|&place| self.id(place as usize));
            places.into()
        });
        let from = sorted.partition_point(|&place| self.id(place as usize) < id);
        let length = sorted[from..].partition_point(|&place| self.id(place as usize) == id);
        &sorted[from..from + length]
    }

    /// First byte of `sentence`; the end of the text for the one after the last.
    pub(super) fn start(&self, sentence: usize) -> usize {
        self.sentences.get(sentence).map_or(self.text().len(), |s| s.start as usize)
    }

    pub(super) fn bytes(&self, sentences: Range<usize>) -> Range<usize> {
        self.start(sentences.start)..self.start(sentences.end)
    }

    pub(super) fn slice(&self, sentences: Range<usize>) -> &str {
        &self.text()[self.bytes(sentences)]
    }

    /// Content characters in `sentences`. Constant time.
    pub(super) fn content_in(&self, sentences: Range<usize>) -> usize {
        self.content_before(sentences.end) - self.content_before(sentences.start)
    }

    /// Content characters before `sentence`. Constant time.
    pub(super) fn content_before(&self, sentence: usize) -> usize {
        self.sentences.get(sentence).map_or(self.content, |s| s.content_before as usize)
    }

    /// Content characters before byte `at`. A binary search and a walk within one sentence.
    pub(super) fn content_upto(&self, at: usize) -> usize {
        let after = self.sentences.partition_point(|s| s.start as usize <= at);
        let Some(index) = after.checked_sub(1) else { return 0 };
        let sentence = self.sentences[index];
        let head = &self.text()[sentence.start as usize..at];
        sentence.content_before as usize + content_of(head)
    }

    /// Content characters in the byte range `bytes`. A walk through at most two sentences, and two binary searches.
    pub(super) fn content_at(&self, bytes: &Range<usize>) -> usize {
        if bytes.len() <= LONGEST {
            content_of(&self.text()[bytes.clone()])
        } else {
            self.content_upto(bytes.end) - self.content_upto(bytes.start)
        }
    }

    /// The sentences that lie wholly in the byte range `bytes`.
    pub(super) fn sentences_in(&self, bytes: &Range<usize>) -> Range<usize> {
        let first = self.sentences.partition_point(|s| (s.start as usize) < bytes.start);
        first..first + self.whole_sentences(bytes)
    }

    /// How many sentences lie wholly in the byte range `bytes`.
    pub(super) fn whole_sentences(&self, bytes: &Range<usize>) -> usize {
        let first = self.sentences.partition_point(|s| (s.start as usize) < bytes.start);
        let mut after = self.sentences.partition_point(|s| (s.start as usize) <= bytes.end);
        if bytes.end == self.text().len() {
            after = self.sentences.len() + 1;
        }
        after.saturating_sub(1).saturating_sub(first)
    }
}

/// The number of content characters in `text`.
pub(super) fn content_of(text: &str) -> usize {
    text.chars().filter(|&c| is_content(c)).count()
}
