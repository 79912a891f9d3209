//! Full-width, half-width and other compatibility forms, as Unicode's NFKC folds them.

use std::iter::once;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

/// What NFKC does with a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Nothing; and it stays where it is a spacing accent.
    Own,
    /// It is replaced wherever it stands.
    Compatibility,
    /// It may be joined with the character before it: combining marks, and the sound marks that follow half-width katakana.
    Joining,
}

impl Form {
    /// That of `c`. Of ideographs, a third of all that a table is made of, without the search in Unicode's tables.
    pub(super) fn of(c: char) -> Self {
        match c {
            '\u{4E00}'..='\u{9FFF}' => Self::Own,
            '\u{FF9E}' | '\u{FF9F}' => Self::Joining,
            c => match is_nfkc_quick(once(c)) {
                IsNormalized::Maybe => Self::Joining,
                IsNormalized::No if !is_spacing_accent(c) => Self::Compatibility,
                IsNormalized::No | IsNormalized::Yes => Self::Own,
            },
        }
    }
}

/// Whether `c` is an accent with a width of its own, such as U+00A8. Those stay: their compatibility form is a
/// space and a combining mark, which would join the letter before it once the space is gone.
fn is_spacing_accent(c: char) -> bool {
    !c.is_whitespace() && once(c).nfkd().next() == Some(' ')
}

/// The NFKC form of `piece`, without the spaces that some visible compatibility forms decompose into. Spacing
/// accents stay.
pub(super) fn fold(piece: &str) -> impl Iterator<Item = char> + '_ {
    let visible = !piece.chars().all(char::is_whitespace);
    let decomposed = piece.chars().flat_map(|c| {
        let accent = is_spacing_accent(c);
        once(c).filter(move |_| accent).chain(once(c).filter(move |_| !accent).nfkd())
    });
    decomposed.nfc().filter(move |c| !(visible && c.is_whitespace()))
}

/// The NFKC form of the pieces that make up most of a table of folded characters, without the search in Unicode's
/// tables: one ASCII character, one ideograph of the main block, or one full-width ASCII form (if `width` is to be folded).
pub(super) fn fold_common(piece: &str, width: bool) -> Option<char> {
    let mut chars = piece.chars();
    let c = chars.next().filter(|_| chars.as_str().is_empty())?;
    match c {
        '\0'..='\x7f' | '\u{4E00}'..='\u{9FFF}' => Some(c),
        '\u{FF01}'..='\u{FF5E}' if width => char::from_u32(c as u32 - 0xFEE0),
        _ => None,
    }
}
