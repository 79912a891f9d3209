//! The one place where text of a collection is made safe to look at.
//!
//! A collection is hostile until proved otherwise: it may hold terminal escapes, characters that turn the
//! reading direction round, and characters nobody can see. Here each of them becomes a symbol: C0
//! controls and DEL their control pictures (ESC is `␛`), every other control, format, zero-width and tag
//! character its code point (`‹U+202E›`). What comes out holds no control character except, where it is
//! asked for, the line feed. Escaping for HTML, Markdown or CSV is the renderer's own matter.

use std::fmt::Write as _;

use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

use crate::error::Lang;
use crate::number::{self, counted};

/// What stands for one hidden character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// The character itself.
    Itself,
    /// A symbol of one character.
    Symbol(char),
    /// The code point in angle quotes.
    CodePoint,
}

/// How `c` is shown.
pub fn shown(c: char) -> Shown {
    match c {
        '\0'..='\x1f' => Shown::Symbol(char::from_u32(0x2400 + c as u32).unwrap_or('\u{fffd}')),
        ' '..='~' => Shown::Itself,
        '\x7f' => Shown::Symbol('\u{2421}'),
        // Hangul fillers and the Mongolian vowel separator: letters or marks by category, blank by look.
        '\u{115f}'
        | '\u{1160}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{180b}'..='\u{180f}'
        | '\u{034f}' => Shown::CodePoint,
        // Hanzi are nearly everything here.
        '\u{4e00}'..='\u{9fff}' => Shown::Itself,
        _ if (c as u32) & 0xfffe == 0xfffe => Shown::CodePoint,
        _ => match c.general_category() {
            GeneralCategory::Control
            | GeneralCategory::Format
            | GeneralCategory::Surrogate
            | GeneralCategory::LineSeparator
            | GeneralCategory::ParagraphSeparator => Shown::CodePoint,
            _ => Shown::Itself,
        },
    }
}

fn push(out: &mut String, c: char) {
    match shown(c) {
        Shown::Itself => out.push(c),
        Shown::Symbol(symbol) => out.push(symbol),
        Shown::CodePoint => {
            let _ = write!(out, "‹U+{:04X}›", c as u32);
        }
    }
}

/// `text` on one line: line ends, tabs and everything hidden become symbols.
pub fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('⏎'),
            '\t' => out.push('→'),
            _ => push(&mut out, c),
        }
    }
    out
}

/// `text` with its line feeds (and the carriage return before one left out); everything else that is
/// hidden becomes a symbol.
pub fn block(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\n' => out.push('\n'),
            '\r' if rest.peek() == Some(&'\n') => {}
            '\t' => out.push_str("    "),
            _ => push(&mut out, c),
        }
    }
    out
}

/// `text` with all white space as marks: `⏎` line end, `␣` space, `→` tab, `□` ideographic space, `⍽`
/// no-break space, and code points for the other kinds.
pub fn marks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push('⏎'),
            '\t' => out.push('→'),
            ' ' => out.push('␣'),
            '\u{3000}' => out.push('□'),
            '\u{a0}' => out.push('⍽'),
            _ if c.is_whitespace() && shown(c) == Shown::Itself => {
                let _ = write!(out, "‹U+{:04X}›", c as u32);
            }
            _ => push(&mut out, c),
        }
    }
    out
}

/// The parts of a text that is shown with its middle left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elided<'t> {
    /// The beginning.
    pub head: &'t str,
    /// What is left out; empty when nothing is.
    pub middle: &'t str,
    /// The end.
    pub tail: &'t str,
}

/// `text` cut into its first `head` characters, its last `tail` characters, and the middle; whole when
/// the middle would be shorter than `least` characters.
pub fn elide(text: &str, head: usize, tail: usize, least: usize) -> Elided<'_> {
    let whole = Elided { head: text, middle: "", tail: "" };
    // A character has at most four bytes, so short texts need no counting.
    if text.len() < head + tail + least {
        return whole;
    }
    let Some((start, _)) = text.char_indices().nth(head) else { return whole };
    let Some(end) = last(text, tail) else { return whole };
    if end <= start || text[start..end].chars().nth(least.saturating_sub(1)).is_none() {
        return whole;
    }
    Elided { head: &text[..start], middle: &text[start..end], tail: &text[end..] }
}

fn last(text: &str, count: usize) -> Option<usize> {
    if count == 0 {
        return Some(text.len());
    }
    text.char_indices().rev().nth(count - 1).map(|(at, _)| at)
}

/// At most the last `count` characters of `text`.
pub fn tail(text: &str, count: usize) -> &str {
    &text[last(text, count).unwrap_or(0)..]
}

/// At most the first `count` characters of `text`.
pub fn head(text: &str, count: usize) -> &str {
    match text.char_indices().nth(count) {
        Some((end, _)) => &text[..end],
        None => text,
    }
}

/// What stands for `count` left-out characters: `……（省略 412 字）……`.
pub fn ellipsis(count: usize, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("……（省略 {} 字）……", number::count(count as u64)),
        Lang::En => {
            format!("…({} left out)…", counted(count as u64, "character", "characters"))
        }
    }
}

/// `text` cut as [`short`] cuts it.
pub fn halves(text: &str, limit: usize) -> Elided<'_> {
    let part = limit / 2;
    elide(text, limit - part, part, 12)
}

/// `text` on one line with at most about `limit` characters; the middle of longer ones is left out and
/// its length said.
pub fn short(text: &str, limit: usize, lang: Lang) -> String {
    let cut = halves(text, limit);
    if cut.middle.is_empty() {
        return line(text);
    }
    let gap = ellipsis(cut.middle.chars().count(), lang);
    format!("{}{gap}{}", line(cut.head), line(cut.tail))
}

/// The id or name of a document as people see it, on one line; the middle of a long one is left out.
pub fn id(id: &str, lang: Lang) -> String {
    /// Characters that are shown.
    const ID: usize = 160;
    short(id, ID, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_symbols() {
        assert_eq!(line("a\x1b[2J\0\r\n\t"), "a␛[2J␀␍⏎→");
        assert_eq!(
            line("\u{7f}\u{9b}\u{202e}\u{200b}\u{feff}"),
            "␡‹U+009B›‹U+202E›‹U+200B›‹U+FEFF›"
        );
        assert_eq!(line("\u{e0041}\u{2028}\u{ad}"), "‹U+E0041›‹U+2028›‹U+00AD›");
        assert_eq!(block("一\r\n二\r三"), "一\n二␍三");
        assert_eq!(marks(" \u{3000}\u{a0}\u{2003}\n"), "␣□⍽‹U+2003›⏎");
    }

    #[test]
    fn long_texts_lose_their_middle() {
        let text = "字".repeat(300);
        assert_eq!(elide(&text, 10, 10, 12).middle.chars().count(), 280);
        assert_eq!(elide("一二三四五", 1, 1, 4).middle, "");
        assert_eq!(elide("一二三四五", 1, 1, 3).middle, "二三四");
        assert_eq!(elide("一二三", 3, 3, 1).middle, "");
        assert_eq!(short(&text, 4, Lang::Zh), "字字……（省略 296 字）……字字");
        assert_eq!(tail("一二三", 2), "二三");
        assert_eq!(tail("一二三", 0), "");
        assert_eq!(head("一二三", 9), "一二三");
    }
}
