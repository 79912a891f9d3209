//! Cuts a comparison text into sentences, each with an id that only its content decides.

use xxhash_rust::xxh3::xxh3_64;

use crate::normalize::{is_closer, is_content, is_terminal};

use super::lexicon::is_chinese_numeral;

/// A sentence longer than this many characters is cut at places that its characters decide.
const LONG: usize = 100;
/// No sentence is longer than this many characters.
pub(super) const LONGEST: usize = 400;

/// One sentence of a comparison text. It ends where the next one starts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sentence {
    /// First byte in the comparison text.
    pub(super) start: u32,
    /// Content characters of the text before it.
    pub(super) content_before: u32,
    /// Hash of its content characters; of all its characters when it has no content.
    pub(super) id: u64,
}

/// The sentences of `text`, and its content characters. They also end at the bytes `breaks`, which ascend. Linear.
pub(super) fn cut(text: &str, breaks: &[usize]) -> (Vec<Sentence>, usize) {
    let mut cutter = Cutter::default();
    let mut from = 0;
    for &to in breaks.iter().chain([&text.len()]) {
        for (at, c) in text[from..to].char_indices() {
            cutter.push(from + at, c);
        }
        cutter.end(to);
        from = to;
    }
    (cutter.sentences, cutter.content)
}

/// What tells `text` from sentences that have other content.
pub(super) fn id(text: &str) -> u64 {
    let kept: String = text.chars().filter(|&c| is_content(c)).collect();
    xxh3_64(if kept.is_empty() { text } else { &kept }.as_bytes())
}

/// Whether `text` breaks off: no sentence end stands at its end.
pub(super) fn is_open(text: &str) -> bool {
    !text.trim_end_matches(is_closer).ends_with(|c| is_terminal(c) || is_point(c))
}

/// Whether a point after `last` is a full stop, as scanners read 。, if [`is_after_end`] of what follows: one after a numeral
/// alone numbers what follows. `content` is that of the sentence until then.
pub(crate) fn may_end(last: Option<char>, mut content: impl Iterator<Item = char>) -> bool {
    let full = |c: char| (c >= '\u{2E80}' && !is_point(c)) || is_closer(c);
    last.is_some_and(full) && !content.all(is_chinese_numeral)
}

/// See [`may_end`].
pub(crate) fn is_after_end(c: char) -> bool {
    !c.is_ascii_alphanumeric() && !is_point(c)
}

/// Whether `c` is what scanners read 。 as.
pub(crate) fn is_point(c: char) -> bool {
    matches!(c, '.' | '．')
}

/// The state of the cutting.
#[derive(Default)]
struct Cutter {
    sentences: Vec<Sentence>,
    content: usize,
    start: usize,
    content_before: usize,
    /// Content characters of the sentence at hand, as they will be hashed.
    kept: String,
    /// All its characters, while it has no content.
    rest: String,
    chars: usize,
    /// Whether a sentence end was seen, so that only more of them and closing marks may follow.
    ended: bool,
    /// Whether the last character is a point that ends the sentence, if [`is_after_end`] of the next.
    point: bool,
    last: Option<char>,
    /// The last four characters, eight bits of each.
    window: u32,
}

impl Cutter {
    fn push(&mut self, at: usize, c: char) {
        self.ended |= self.point && is_after_end(c);
        let goes_on = is_terminal(c) || is_closer(c);
        if self.chars > 0 && ((self.ended && !goes_on) || self.cuts_long(c)) {
            self.end(at);
        }
        self.ended |= is_terminal(c);
        self.point = is_point(c) && may_end(self.last, self.kept.chars());
        self.last = Some(c);
        self.chars += 1;
        self.window = (self.window << 8) | (mix(c as u32) & 0xFF);
        if is_content(c) {
            self.kept.push(c);
            self.content += 1;
        } else if self.kept.is_empty() {
            self.rest.push(c);
        }
    }

    /// Whether an overlong sentence is cut before `next`: after every second comma, or where the hash of the
    /// last four characters says so.
    fn cuts_long(&self, next: char) -> bool {
        if self.chars < LONG || is_terminal(next) || is_closer(next) {
            return self.chars >= LONGEST;
        }
        let hash = mix(self.window);
        let comma = self.window & 0xFF == mix(',' as u32) & 0xFF;
        (comma && hash & 1 == 0) || hash & 63 == 0 || self.chars >= LONGEST
    }

    fn end(&mut self, at: usize) {
        if self.chars == 0 {
            return;
        }
        let hashed = if self.kept.is_empty() { &self.rest } else { &self.kept };
        self.sentences.push(Sentence {
            start: self.start as u32,
            content_before: self.content_before as u32,
            id: xxh3_64(hashed.as_bytes()),
        });
        self.kept.clear();
        self.rest.clear();
        self.start = at;
        self.content_before = self.content;
        self.chars = 0;
        self.ended = false;
        self.point = false;
        self.window = 0;
    }
}

/// A fixed mixing of 32 bits (the finalizer of MurmurHash3).
pub(super) fn mix(mut h: u32) -> u32 {
    h ^= h >> 16;
    h = h.wrapping_mul(0x85EB_CA6B);
    h ^= h >> 13;
    h = h.wrapping_mul(0xC2B2_AE35);
    h ^ (h >> 16)
}
