//! Where a comparison text can be cut so that the words of its pieces are its words.
//!
//! jieba-rs cuts a text into runs of ideographs, ASCII letters and digits and `+#&._%-`, and runs of all else. Words are
//! looked for inside a run of the first kind alone, whatever the dictionary has; in the others every character stands for
//! itself but for a line feed after a carriage return. So a text can be cut after any character of the second kind that is
//! no carriage return, with the hidden Markov model or without. A long text that has none is cut where no word stands
//! across ([`seam`]).

use memchr::memchr3_iter;

/// The pieces of a text, in order: up to the end of a sentence each, and at least [`SHORTEST`] bytes long but for the last.
/// Only what stands between two ends of sentences decides where a piece ends, so texts that share a few sentences in a row
/// share pieces. Linear, at about a hundredth of what segmenting costs.
pub(super) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let bytes = text.as_bytes();
    let mut start = 0;
    // U+3002 begins with the byte 0xE3.
    let ends = memchr3_iter(0xE3, b';', b'?', bytes).filter_map(|at| match bytes[at] {
        0xE3 => bytes[at..].starts_with("。".as_bytes()).then_some(at + "。".len()),
        _ => Some(at + 1),
    });
    let ends = ends.chain([text.len()]);
    ends.filter_map(move |end| {
        let long_enough = end - start >= SHORTEST || (end == text.len() && end > start);
        long_enough.then(|| &text[std::mem::replace(&mut start, end)..end])
    })
}

/// A look-up costs about as much as segmenting half as many bytes.
pub(super) const SHORTEST: usize = 48;

/// Blocks of at least `bytes` bytes, but for the last, cut at the first mark after that; where none stands in as many bytes
/// more, where `seam` finds a place. A text without either stays one.
pub(super) fn blocks(text: &str, bytes: usize, seam: impl Fn(&str) -> Option<usize>) -> Vec<&str> {
    let (mut blocks, mut rest) = (Vec::new(), text);
    while !rest.is_empty() {
        let (block, after) = rest.split_at(end_of_block(rest, bytes, &seam));
        blocks.push(block);
        rest = after;
    }
    blocks
}

fn end_of_block(text: &str, bytes: usize, seam: impl Fn(&str) -> Option<usize>) -> usize {
    let border = |at: usize| (at..text.len()).find(|&at| text.is_char_boundary(at));
    let mut from = border(bytes.saturating_sub(1));
    while let Some(start) = from {
        from = border(start + bytes.max(1));
        let near = &text[start..from.unwrap_or(text.len())];
        let mark = near.char_indices().find(|&(_, c)| is_mark(c));
        let cut = mark.map(|(at, mark)| at + mark.len_utf8()).or_else(|| seam(near));
        if let Some(cut) = cut {
            return start + cut;
        }
    }
    text.len()
}

/// The longest word of a dictionary, in characters: words are looked for at each place of a text.
pub(super) const LONGEST_WORD: usize = 64;

/// Characters that are looked at for a seam. In the middle half of them no word stands that is not seen whole.
const WINDOW: usize = 4 * LONGEST_WORD;
/// So many windows are looked at, each half in the one before. Most have a seam.
const WINDOWS: usize = 32;

/// Where `text` can be cut among ideographs: no word of the dictionary holds the characters on both sides. jieba without its
/// hidden Markov model finds the same words in both parts, but that it adds logarithms from the end of a run on: between
/// two ways that are equally probable the rounding of the sum decides.
pub(super) fn seam(jieba: &jieba_rs::Jieba, text: &str) -> Option<usize> {
    let places: Vec<(usize, char)> = text.char_indices().take((WINDOWS + 1) * WINDOW / 2).collect();
    places.windows(WINDOW).step_by(WINDOW / 2).find_map(|window| {
        if !window.iter().all(|(_, c)| matches!(c, '\u{4E00}'..='\u{9FA5}')) {
            return None;
        }
        let (start, (last, c)) = (window[0].0, window[WINDOW - 1]);
        let mut is_inside = [false; WINDOW];
        for word in jieba.cut_all(&text[start..last + c.len_utf8()]) {
            is_inside[word.start + 1..word.end].fill(true);
        }
        let seam = (LONGEST_WORD..WINDOW - LONGEST_WORD).find(|&at| !is_inside[at])?;
        Some(window[seam].0)
    })
}

/// Whether `c` is one of the marks of ordinary prose, all of which stand for themselves.
fn is_mark(c: char) -> bool {
    matches!(c, ' ' | '\n' | '!' | '"' | '(' | ')' | ',' | ':' | ';' | '?' | '\u{2010}'..='\u{203B}' | '\u{3000}'..='\u{3003}')
        || matches!(
            c,
            '\u{3008}'
                ..='\u{3020}'
                    | '\u{FF01}'
                    | '\u{FF08}'
                    | '\u{FF09}'
                    | '\u{FF0C}'
                    | '\u{FF1A}'
                    | '\u{FF1B}'
                    | '\u{FF1F}'
        )
}
