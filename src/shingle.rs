//! Shingles: every run of w consecutive tokens, hashed to 64 bits; a document's shingles are a set.
//!
//! The hash is XXH3 with a fixed seed, the same on every machine: first of each token, then of the w token
//! hashes one after another. Two different runs share a hash with a probability of about 2⁻⁶⁴.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::ascending::ascending;
use crate::normalize::is_content;
use crate::tokenize::Span;

/// Set apart from the seeds of other hashes so that a short text's content never equals a shingle.
const TOKEN_SEED: u64 = 0x6c65_6974_6f6e_6701;
const RUN_SEED: u64 = 0x6c65_6974_6f6e_6702;
const CONTENT_SEED: u64 = 0x6c65_6974_6f6e_6703;

/// How shingles are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShingleOptions {
    /// Tokens in a shingle, at least 1. A text with fewer tokens is one shingle of them all.
    pub width: usize,
    /// Texts with fewer tokens are compared by their exact content only.
    pub min_tokens: usize,
}

impl Default for ShingleOptions {
    fn default() -> Self {
        Self { width: 3, min_tokens: 20 }
    }
}

/// A document's shingles as they come: in the order of the text, with repeats. 8 bytes a shingle.
///
/// Enough for a signature; only documents that are verified need the [`ShingleSet`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shingles {
    hashes: Vec<u64>,
    tokens: u32,
    short: bool,
}

impl Shingles {
    /// The shingles of `text`, whose tokens are `spans`. Costs one hash a token and one a shingle.
    ///
    /// A text with fewer than `min_tokens` tokens gets one hash of its content characters instead, so that
    /// it equals only texts with the same content; with no token at all there is none.
    pub fn new(text: &str, spans: &[Span], options: ShingleOptions) -> Self {
        let short = spans.len() < options.min_tokens;
        let hashes = match (spans.is_empty(), short) {
            (true, _) => Vec::new(),
            (false, true) => vec![content_hash(text)],
            (false, false) => runs(text, spans, options.width),
        };
        Self { hashes, tokens: spans.len() as u32, short }
    }

    /// Shingles of the given hashes, for tests and tools that make their own.
    pub fn from_hashes(hashes: Vec<u64>) -> Self {
        Self { tokens: hashes.len() as u32, hashes, short: false }
    }

    /// The hashes.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// How many tokens the text has.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }

    /// Whether the text has too few tokens to be compared other than by its exact content.
    pub fn is_short(&self) -> bool {
        self.short
    }

    /// The set of them. Costs a sort.
    pub fn into_set(self) -> ShingleSet {
        ShingleSet::new(self.hashes, self.tokens)
    }
}

/// The set of a document's shingles: ascending, without repeats. 8 bytes a shingle, and half a byte for finding it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ShingleSet {
    hashes: Vec<u64>,
    /// Where the hashes begin that have the same first bits, and the end: one place for about eight of them.
    starts: Vec<u32>,
    tokens: u32,
}

/// Hashes that share a place in [`ShingleSet`]'s `starts`, on average: a line of the cache.
const TOGETHER: usize = 8;

impl ShingleSet {
    /// The set of the given hashes, in any order and with repeats, of a text of `tokens` tokens. Costs what [`sorted`] does.
    pub fn new(hashes: Vec<u64>, tokens: u32) -> Self {
        let hashes = sorted(hashes);
        let bits = (hashes.len() / TOGETHER).max(1).ilog2();
        let mut starts = vec![0; (1 << bits) + 1];
        hashes.iter().for_each(|&hash| starts[first_bits(hash, bits) + 1] += 1);
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        Self { hashes, starts, tokens }
    }

    /// A set of the given hashes, for tests and tools that make their own.
    pub fn from_hashes(hashes: Vec<u64>) -> Self {
        let mut set = Self::new(hashes, 0);
        set.tokens = set.hashes.len() as u32;
        set
    }

    /// The hashes, ascending.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Whether the set has `hash`. Looks at two places in memory, and never at more than a logarithm of the set.
    pub fn contains(&self, hash: u64) -> bool {
        let Some(places) = self.starts.len().checked_sub(1) else { return false };
        let place = first_bits(hash, places.ilog2());
        let alike = self.starts[place] as usize..self.starts[place + 1] as usize;
        self.hashes[alike].binary_search(&hash).is_ok()
    }

    /// How many tokens the text has.
    pub fn tokens(&self) -> u32 {
        self.tokens
    }
}

/// A set of more hashes is sorted in place: of a giant text there is no room for a second list.
const MOST_COPIED: usize = 1 << 16;

/// The hashes, ascending, each once. Costs two passes, of very many a sort.
pub fn sorted(mut hashes: Vec<u64>) -> Vec<u64> {
    if hashes.len() > MOST_COPIED {
        hashes.sort_unstable();
    } else {
        hashes = ascending(&hashes);
    }
    hashes.dedup();
    hashes
}

/// The first so many bits of a hash, fewer than all.
fn first_bits(hash: u64, bits: u32) -> usize {
    (hash >> 1 >> (63 - bits)) as usize
}

fn runs(text: &str, spans: &[Span], width: usize) -> Vec<u64> {
    // Not as text, which would look for the borders of its characters.
    let of = |span: &Span| &text.as_bytes()[span.start as usize..span.end as usize];
    let tokens: Vec<[u8; 8]> =
        spans.iter().map(|span| xxh3_64_with_seed(of(span), TOKEN_SEED).to_le_bytes()).collect();
    let width = width.clamp(1, tokens.len());
    tokens.windows(width).map(|run| xxh3_64_with_seed(run.as_flattened(), RUN_SEED)).collect()
}

fn content_hash(text: &str) -> u64 {
    let content: String = text.chars().filter(|&c| is_content(c)).collect();
    xxh3_64_with_seed(content.as_bytes(), CONTENT_SEED)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::tokenize::{Keep, Tokenizer};

    fn raw(text: &str, width: usize, min_tokens: usize) -> Shingles {
        let spans = Tokenizer::Chars.tokenize(text, Keep::Content);
        Shingles::new(text, &spans, ShingleOptions { width, min_tokens })
    }

    fn shingles(text: &str, width: usize, min_tokens: usize) -> ShingleSet {
        raw(text, width, min_tokens).into_set()
    }

    #[test]
    fn a_run_of_tokens_is_a_shingle_and_repeats_count_once() {
        assert_eq!(shingles("甲乙丙甲乙丙", 3, 0).hashes().len(), 3);
        assert_eq!(shingles("甲乙", 3, 0).hashes().len(), 1);
        assert_eq!(shingles("甲乙丙丁", 1, 0).hashes().len(), 4);
    }

    #[test]
    fn order_and_borders_count() {
        assert_ne!(shingles("甲乙丙", 3, 0), shingles("丙乙甲", 3, 0));
        assert_eq!(shingles("甲,乙丙", 3, 0), shingles("甲乙丙", 3, 0));
    }

    #[test]
    fn short_texts_equal_only_the_same_content() {
        let short = shingles("谢谢大家!", 3, 20);
        assert!(raw("谢谢大家!", 3, 20).is_short());
        assert_eq!(short, shingles("谢谢,大家", 3, 20));
        assert_ne!(short.hashes(), shingles("谢谢各位", 3, 20).hashes());
        assert_ne!(short.hashes(), shingles("谢谢大家", 4, 0).hashes());
        assert!(shingles("……!", 3, 20).hashes().is_empty());
    }

    proptest! {
        #[test]
        fn a_set_has_what_was_put_into_it(
            wide in prop::collection::vec(any::<u64>(), 0..200),
            narrow in prop::collection::vec(u64::MAX - 99..=u64::MAX, 0..50),
            other in prop::collection::vec(u64::MAX - 99..=u64::MAX, 0..50),
        ) {
            let set = ShingleSet::from_hashes([wide.clone(), narrow.clone()].concat());
            for &hash in wide.iter().chain(&narrow).chain(&other).chain(&[0]) {
                prop_assert_eq!(set.contains(hash), set.hashes().contains(&hash));
            }
            prop_assert!(!ShingleSet::default().contains(0));
        }
    }

    proptest! {
        #[test]
        fn hashes_are_sorted_and_each_stands_once(
            wide in prop::collection::vec(any::<u64>(), 0..300),
            narrow in prop::collection::vec(0..40_u64, 0..300),
        ) {
            let hashes = [narrow, wide].concat();
            let mut naive = hashes.clone();
            naive.sort();
            naive.dedup();
            prop_assert_eq!(sorted(hashes), naive);
        }
    }

    #[test]
    fn hashes_are_the_same_on_every_machine() {
        assert_eq!(shingles("甲乙丙", 3, 0).hashes(), [FIXED]);
    }

    /// Computed once; a change would make stored reports incomparable.
    const FIXED: u64 = 16_579_034_031_244_319_769;
}
