//! Where numbers begin and end: with signs, separators and units, as figures and as Chinese numerals.

use std::ops::Range;

use crate::normalize::is_terminal;

use super::lexicon::{is_chinese_numeral, is_date_unit, is_mask};

/// How far around a place, in characters, a number is looked for.
const REACH: usize = 60;
/// Parts of the day, which stand before an hour.
const DAYPARTS: [&str; 9] =
    ["上午", "下午", "中午", "早上", "晚上", "凌晨", "清晨", "傍晚", "夜里"];

/// How far the numbers that `span` of `text` cuts go on before and after it, in bytes. Looks at `REACH` characters.
pub(super) fn around(text: &str, span: &Range<usize>) -> (usize, usize) {
    let may = |c: &char| may_be_in_number(*c);
    let before = text[..span.start].chars().rev().take(REACH).take_while(may);
    let from = span.start - before.map(char::len_utf8).sum::<usize>();
    let after = text[span.end..].chars().take(REACH).take_while(may);
    let to = span.end + after.map(char::len_utf8).sum::<usize>();
    let mut grown = (0, 0);
    for piece in pieces(&text[from..to], text[..from].chars().next_back()) {
        let (start, end) = (from + piece.start, from + piece.end);
        let cuts = start < span.end.max(span.start + 1) && span.start < end;
        if cuts && (!span.is_empty() || start < span.start) {
            grown.0 = grown.0.max(span.start.saturating_sub(start));
            grown.1 = grown.1.max(end.saturating_sub(span.end));
        }
    }
    grown
}

/// Whether `text` is nothing but numbers and parts of the day.
pub(super) fn is_whole(text: &str) -> bool {
    let ends = pieces(text, None).try_fold(0, |at, piece| (piece.start == at).then_some(piece.end));
    ends == Some(text.len()) && text.chars().any(|c| c.is_ascii_digit() || is_chinese_numeral(c))
}

/// Whether two numbers with the same content characters say the same: separators of thousands may be left out, and dates and
/// ranges have several.
pub(super) fn is_same_figure(a: &str, b: &str) -> bool {
    figure(a) == figure(b)
}

fn figure(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digits = |from: usize| chars[from..].iter().take_while(|c| c.is_ascii_digit()).count();
    let separators = chars.iter().filter(|c| matches!(c, '-' | '/' | '.')).count();
    let unified = |(at, &c): (usize, &char)| match c {
        ',' if digits(at + 1) == 3 => None,
        '~' => Some('-'),
        '/' | '.' if separators == 2 => Some('-'),
        c => Some(c),
    };
    chars.iter().enumerate().filter_map(unified).collect()
}

/// The numbers in `text` and the parts of the day before them, ascending; `before` is the character before `text`.
fn pieces(text: &str, before: Option<char>) -> impl Iterator<Item = Range<usize>> + '_ {
    let (mut at, mut last, mut is_after_daypart) = (0, before, false);
    std::iter::from_fn(move || {
        while at < text.len() {
            let rest = &text[at..];
            let daypart = daypart(rest);
            let length = daypart.unwrap_or_else(|| number(rest, last, is_after_daypart));
            is_after_daypart = daypart.is_some();
            let step =
                if length > 0 { length } else { rest.chars().next().map_or(1, char::len_utf8) };
            let piece = at..at + step;
            last = text[piece.clone()].chars().next_back();
            at = piece.end;
            if length > 0 {
                return Some(piece);
            }
        }
        None
    })
}

/// The length of the part of the day that `text` begins with, if a number follows.
fn daypart(text: &str) -> Option<usize> {
    let word = DAYPARTS.iter().find(|word| text.starts_with(*word))?;
    text[word.len()..].starts_with(is_figure).then_some(word.len())
}

/// The length of the number that `text` begins with, if it does.
fn number(text: &str, before: Option<char>, is_after_daypart: bool) -> usize {
    let sign = sign(text, before);
    let core = core(&text[sign..], is_after_daypart);
    let figures = sign + core;
    if core == 0 { 0 } else { figures + unit(&text[figures..], is_after_daypart) }
}

/// The length of a sign or currency; what stands after a number, a word, a tag or the end of a sentence is none.
fn sign(text: &str, before: Option<char>) -> usize {
    let Some(c) = text.chars().next() else { return 0 };
    let joins = |c: char| {
        c.is_ascii_alphanumeric()
            || is_figure(c)
            || is_date_unit(c)
            || is_terminal(c)
            || matches!(c, '"' | '\'' | '/')
    };
    let is_sign = matches!(c, '±' | '≥' | '≤' | '≈' | '$' | '¥' | '€' | '£')
        || (matches!(c, '+' | '-' | '−' | '<' | '>' | '=') && !before.is_some_and(joins));
    let length = c.len_utf8();
    if is_sign && text[length..].starts_with(|c: char| c.is_ascii_digit()) { length } else { 0 }
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || is_chinese_numeral(c)
}

/// The length of the figures with what separates them.
fn core(text: &str, is_after_daypart: bool) -> usize {
    let digits = digits(text);
    if digits > 0 {
        return digits + run(&text[digits..], |c| "十百千万亿".contains(c));
    }
    if is_after_daypart {
        return run(text, is_chinese_numeral);
    }
    let whole = spoken(text);
    let parts = text[whole..].strip_prefix("分之").filter(|_| whole > 0).map_or(0, spoken);
    whole + if parts > 0 { "分之".len() + parts } else { 0 }
}

/// Numerals, with decimals; these are read one by one: 一点十分 is no number.
fn spoken(text: &str) -> usize {
    let whole = run(text, is_chinese_numeral);
    let Some(rest) = text[whole..].strip_prefix("点").filter(|_| whole > 0) else { return whole };
    let decimals = run(rest, |c| "〇零一二三四五六七八九".contains(c));
    let large = run(&rest[decimals..], |c| matches!(c, '万' | '亿'));
    whole + if decimals > 0 { '点'.len_utf8() + decimals + large } else { 0 }
}

/// Digits and masks of them, with points, commas and dashes between digits.
fn digits(text: &str) -> usize {
    let mut length = 0;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let goes_on = chars.peek().is_some_and(char::is_ascii_digit);
        let joins = length > 0 && goes_on && matches!(c, '.' | ',' | ':' | '/' | '-' | '~');
        // A mask before digits is more likely a mark.
        let masks = is_mask(c) && (length > 0 || !goes_on);
        if !c.is_ascii_digit() && !masks && !joins {
            break;
        }
        length += c.len_utf8();
    }
    length
}

/// The length of the unit of a percentage, a date or a time of the day that `rest` begins with.
fn unit(rest: &str, is_after_daypart: bool) -> usize {
    let Some(c) = rest.chars().next() else { return 0 };
    if is_date_unit(c) {
        return c.len_utf8();
    }
    if !matches!(c, '点' | '时') {
        return 0;
    }
    let after = &rest[c.len_utf8()..];
    let is_minute = |c: char| c.is_ascii_digit() || (is_after_daypart && is_chinese_numeral(c));
    let minutes = run(after, is_minute);
    let last = after[minutes..].chars().next();
    let ends =
        last.filter(|&c| if minutes > 0 { c == '分' } else { matches!(c, '半' | '整' | '钟') });
    let after = minutes + ends.map_or(0, char::len_utf8);
    if after > 0 || is_after_daypart { c.len_utf8() + after } else { 0 }
}

/// Bytes of the characters up to the first that does not fit.
fn run(text: &str, fits: impl Fn(char) -> bool) -> usize {
    text.chars().take_while(|&c| fits(c)).map(char::len_utf8).sum()
}

fn may_be_in_number(c: char) -> bool {
    is_figure(c)
        || is_mask(c)
        || is_date_unit(c)
        || ".,:/-+−±≥≤<>=≈$¥€£~点分之时半整钟上下午中早晚凌清晨傍夜里".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_found_with_signs_separators_and_units() {
        let found = |text: &'static str| {
            pieces(text, None).map(|piece| &text[piece]).collect::<Vec<_>>().join("|")
        };
        for (text, numbers) in [
            ("从2018年3月5日到2018-4-6", "2018年|3月|5日|2018-4-6"),
            ("约1,234.5万亩,占±3.5%", "1,234.5万|±3.5%"),
            ("百分之三点五,三点五亿元,十分之一", "百分之三点五|三点五亿|十分之一"),
            ("上午九点三十分到晚上8点半", "上午|九点三十分|晚上|8点半"),
            ("上午三个会,下午开始", "上午|三"),
            ("这一点十分重要,三点意见", "一|十|三"),
            ("20××年img_2018号", "20××年|2018号"),
            ("<p>5</p>a-5b", "5|5"),
            ("3-5人,-5度,。-5人", "3-5|-5|5"),
        ] {
            assert_eq!(found(text), numbers);
        }
    }

    #[test]
    fn long_numbers_are_found_in_one_pass() {
        for text in ["一分之", "1点1", "上午一点", "1,", "-1", "~"] {
            let first = text.chars().next().map_or(0, char::len_utf8);
            let text = text.repeat(50_000);
            assert!(pieces(&text, None).all(|piece| piece.end <= text.len()));
            assert!(around(&text, &(0..first)).1 <= 4 * REACH);
        }
    }
}
