//! Numbers of headings: 3, ３, 三, 十三, 二十三, 一百零三, 一〇三.

use std::ops::RangeInclusive;

use crate::numeral::{half_width, whole};

/// Numbers of headings are below this: they have four digits at most.
pub(super) const LIMIT: u32 = 10_000;

/// What has four digits after a title is mostly a year.
const YEARS: RangeInclusive<u32> = 1900..=2099;

const ZEROS: [char; 3] = ['零', '〇', '○'];
const DIGITS: &str = "一二三四五六七八九";
const UNITS: [char; 3] = ['千', '百', '十'];

/// The number that `text` begins with, and how many bytes it takes: Arabic digits of either width up to
/// 9999, or a Chinese numeral. Years are none.
pub(super) fn leading(text: &str) -> Option<(u32, usize)> {
    counting(text).filter(|(value, _)| !YEARS.contains(value))
}

/// The same where no year can stand.
pub(super) fn counting(text: &str) -> Option<(u32, usize)> {
    begun(text, is_chinese, LIMIT)
}

/// The same of up to three digits, or 九十九: 范文一百年大计 is a title behind 一.
pub(super) fn short(text: &str) -> Option<(u32, usize)> {
    begun(text, |c| c == '十' || DIGITS.contains(c), 1000)
}

/// Whether `c` can be part of a number.
pub(super) fn is_numeral(c: char) -> bool {
    is_figure(c) || is_chinese(c)
}

fn begun(text: &str, is_chinese: fn(char) -> bool, limit: u32) -> Option<(u32, usize)> {
    let length = |is: fn(char) -> bool| text.find(|c| !is(c)).unwrap_or(text.len());
    let (length, value) = match length(is_figure) {
        0 => (length(is_chinese), chinese(&text[..length(is_chinese)])?),
        figures => (figures, whole(&text[..figures])?),
    };
    let value = u32::try_from(value).ok().filter(|&value| 0 < value && value < limit);
    Some((value?, length))
}

/// A digit of either width.
fn is_figure(c: char) -> bool {
    half_width(c).is_ascii_digit()
}

fn is_chinese(c: char) -> bool {
    ZEROS.contains(&c) || DIGITS.contains(c) || UNITS.contains(&c)
}

/// Two digits alone are two numbers, as in 三四篇.
fn chinese(numeral: &str) -> Option<u64> {
    let is_two = || numeral.chars().count() == 2 && !numeral.contains(ZEROS);
    let has_unit = numeral.contains(UNITS);
    if !has_unit && is_two() { None } else { whole(numeral) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read() {
        for (text, value) in [
            ("3篇", 3),
            ("１２、", 12),
            ("三", 3),
            ("十", 10),
            ("十三篇", 13),
            ("二十", 20),
            ("九十九", 99),
            ("一百十", 110),
            ("一百零三", 103),
            ("一百〇三", 103),
            ("一○三", 103),
            ("一二〇", 120),
            ("一一九", 119),
            ("〇三", 3),
            ("一千零二十", 1020),
            ("1000", 1000),
            ("9999", 9999),
        ] {
            assert_eq!(leading(text).map(|(value, _)| value), Some(value), "{text}");
        }
        for text in
            ["", "篇", "0", "零", "三四", "十十", "百", "一百二", "一百百", "零百", "十零三"]
        {
            assert_eq!(counting(text), None, "{text}");
        }
        assert_eq!(counting("10000"), None);
    }

    #[test]
    fn years_are_none_but_where_none_can_stand() {
        for text in ["2018年", "２０１８", "二〇一八", "二零一八", "一九九八", "1999"]
        {
            assert_eq!(leading(text), None, "{text}");
            assert!(counting(text).is_some(), "{text}");
        }
        assert_eq!(short("2018年"), None);
        assert_eq!(short("一百年大计"), Some((1, 3)));
    }

    #[test]
    fn the_length_is_in_bytes() {
        assert_eq!(leading("二十一篇"), Some((21, 9)));
        assert_eq!(leading("一百二十篇"), Some((120, 12)));
        assert_eq!(leading("１2"), Some((12, 4)));
    }
}
