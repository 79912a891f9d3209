//! The map from the comparison text back to the original.

use std::ops::Range;

/// One stretch of the comparison text and where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Segment {
    /// First byte in the comparison text. Its end is the start of the next segment.
    norm: u32,
    /// First byte in the original.
    orig: u32,
    /// For a replaced piece: its length in bytes in the original. [`LINEAR`] for a stretch whose characters
    /// stand in the original one for one with the same lengths in bytes.
    replaced: u32,
}

const LINEAR: u32 = u32::MAX;

/// The longest original a map can describe, in bytes: its offsets are 32 bits wide, one value is taken.
pub const MAX_BYTES: usize = u32::MAX as usize - 1;

/// Maps byte spans of the comparison text to byte spans of the original.
///
/// One entry for each stretch that was copied and for each piece that was replaced by other lengths, 12
/// bytes each: in ordinary prose one or two for each punctuation mark. A lookup costs a binary search.
///
/// Invariants: segments ascend in both texts and do not overlap in either; what lies between two of them in
/// the original was left out of the comparison text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OffsetMap {
    segments: Vec<Segment>,
    norm_len: u32,
}

/// One stretch of the comparison text and where it came from, with both ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Byte span in the comparison text.
    pub norm: Range<usize>,
    /// Byte span in the original.
    pub orig: Range<usize>,
    /// Whether characters correspond one for one at equal distances; otherwise the piece is indivisible.
    pub linear: bool,
}

impl OffsetMap {
    /// The original bytes from which the characters of `span` came, from the first to the last of them. What
    /// was left out before and after is not included; a replaced piece is included whole.
    ///
    /// An empty span gives the empty range just after the character before it.
    pub fn original(&self, span: Range<usize>) -> Range<usize> {
        if span.is_empty() {
            let at = self.end_before(span.start);
            return at..at;
        }
        let first = self.stretch(self.index_at(span.start));
        let start = if first.linear {
            first.orig.start + (span.start - first.norm.start)
        } else {
            first.orig.start
        };
        start..self.end_before(span.end)
    }

    /// All stretches, in order.
    pub fn stretches(&self) -> impl ExactSizeIterator<Item = Stretch> + '_ {
        (0..self.segments.len()).map(|index| self.stretch(index))
    }

    /// The number of the stretch that holds byte `at` of the comparison text.
    pub fn index_at(&self, at: usize) -> usize {
        self.segments.partition_point(|segment| segment.norm as usize <= at).saturating_sub(1)
    }

    /// Stretch number `index`. Panics when there are not so many.
    pub fn stretch(&self, index: usize) -> Stretch {
        let segment = self.segments[index];
        let end = self.segments.get(index + 1).map_or(self.norm_len, |next| next.norm);
        let norm = segment.norm as usize..end as usize;
        let linear = segment.replaced == LINEAR;
        let length = if linear { norm.len() } else { segment.replaced as usize };
        let orig = segment.orig as usize..segment.orig as usize + length;
        Stretch { norm, orig, linear }
    }

    /// The end in the original of the character that ends at `at` in the comparison text.
    fn end_before(&self, at: usize) -> usize {
        if at == 0 || self.segments.is_empty() {
            return 0;
        }
        let last = self.stretch(self.index_at(at - 1));
        if last.linear { last.orig.start + (at - last.norm.start) } else { last.orig.end }
    }
}

/// Builds a comparison text together with its map.
#[derive(Debug, Default)]
pub(super) struct Builder {
    pub(super) text: String,
    segments: Vec<Segment>,
    /// Where a linear stretch would have to go on in the original; none after a replaced piece.
    linear_end: Option<u32>,
}

impl Builder {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), ..Self::default() }
    }

    /// Appends `piece`, which stands at `orig` in the original character for character.
    pub(super) fn linear(&mut self, orig: usize, piece: &str) {
        if piece.is_empty() {
            return;
        }
        if self.linear_end != Some(orig as u32) {
            let norm = self.text.len() as u32;
            self.segments.push(Segment { norm, orig: orig as u32, replaced: LINEAR });
        }
        self.text.push_str(piece);
        self.linear_end = Some((orig + piece.len()) as u32);
    }

    /// Appends `piece` for the indivisible bytes `orig` of the original.
    pub(super) fn replaced(&mut self, orig: Range<usize>, piece: &str) {
        if piece.is_empty() {
            return;
        }
        let norm = self.text.len() as u32;
        self.segments.push(Segment { norm, orig: orig.start as u32, replaced: orig.len() as u32 });
        self.text.push_str(piece);
        self.linear_end = None;
    }

    /// Takes back the last character appended, if it ends at `orig_end` in the original, or the whole piece
    /// it belongs to; gives where that started in the original.
    pub(super) fn take_back(&mut self, orig_end: usize) -> Option<usize> {
        let last = *self.segments.last()?;
        if last.replaced == LINEAR {
            if self.linear_end != Some(orig_end as u32) {
                return None;
            }
            let length = self.text.pop()?.len_utf8();
            let start = orig_end - length;
            self.linear_end = Some(start as u32);
            if self.text.len() as u32 == last.norm {
                self.segments.pop();
                self.linear_end = None;
            }
            Some(start)
        } else {
            if last.orig as usize + last.replaced as usize != orig_end {
                return None;
            }
            self.text.truncate(last.norm as usize);
            self.segments.pop();
            self.linear_end = None;
            Some(last.orig as usize)
        }
    }

    pub(super) fn finish(self) -> (String, OffsetMap) {
        let norm_len = self.text.len() as u32;
        (self.text, OffsetMap { segments: self.segments, norm_len })
    }
}
