//! One token a character.

use super::{Keep, Span};

pub(super) fn tokenize(text: &str, keep: Keep) -> Vec<Span> {
    text.char_indices()
        .map(|(start, c)| Span { start: start as u32, end: (start + c.len_utf8()) as u32 })
        .filter(|span| keep.keeps(span.of(text)))
        .collect()
}
