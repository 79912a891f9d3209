//! Numbers of headings: 3, ３, 三, 十三, 二十三, 一百零三, 一〇三.

use std::ops::RangeInclusive;

/// Numbers of headings are below this: they have four digits at most.
pub(super) const LIMIT: u32 = 10_000;

/// What has four digits after a title is mostly a year.
const YEARS: RangeInclusive<u32> = 1900..=2099;

const ZEROS: [char; 3] = ['零', '〇', '○'];

const UNITS: [(char, u32); 3] = [('千', 1000), ('百', 100), ('十', 10)];

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
    begun(text, |c| c == '十' || digit(c).is_some_and(|digit| digit > 0), 1000)
}

/// Whether `c` can be part of a number.
pub(super) fn is_numeral(c: char) -> bool {
    arabic(c).is_some() || is_chinese(c)
}

fn begun(text: &str, is_chinese: fn(char) -> bool, limit: u32) -> Option<(u32, usize)> {
    let length = |is: fn(char) -> bool| text.find(|c| !is(c)).unwrap_or(text.len());
    let digits = length(|c| arabic(c).is_some());
    let (value, length) = match digits {
        0 => (chinese(&text[..length(is_chinese)])?, length(is_chinese)),
        _ => (joined(text[..digits].chars().map(arabic))?, digits),
    };
    (0 < value && value < limit).then_some((value, length))
}

fn arabic(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn is_chinese(c: char) -> bool {
    digit(c).is_some() || UNITS.iter().any(|&(unit, _)| unit == c)
}

fn digit(c: char) -> Option<u32> {
    let one_to_nine = || "一二三四五六七八九".chars().position(|digit| digit == c);
    if ZEROS.contains(&c) { Some(0) } else { one_to_nine().map(|at| at as u32 + 1) }
}

/// The number of these digits, below [`LIMIT`].
fn joined(mut digits: impl Iterator<Item = Option<u32>>) -> Option<u32> {
    digits.try_fold(0, |value, digit| Some(value * 10 + digit?).filter(|&value| value < LIMIT))
}

/// With 千, 百 and 十, or digits alone. Two digits alone are two numbers, as in 三四篇.
fn chinese(numeral: &str) -> Option<u32> {
    let digits = numeral.chars().count();
    let has_unit = numeral.contains(['千', '百', '十']);
    if !has_unit && digits > 1 && (digits > 2 || numeral.contains(ZEROS)) {
        return joined(numeral.chars().map(digit));
    }
    with_units(numeral)
}

fn with_units(numeral: &str) -> Option<u32> {
    let (mut value, mut rest, mut last) = (0, numeral, 0);
    for (unit, worth) in UNITS {
        let Some((before, after)) = rest.split_once(unit) else { continue };
        // 十三 and 一百十三, but 一百, not 百.
        let own = if before.is_empty() && unit == '十' { 1 } else { one(before, last)? };
        value += own * worth;
        (rest, last) = (after, worth);
    }
    // 一百二 is 120, and hardly the number of a heading.
    let is_short = last > 10 && !rest.starts_with(ZEROS);
    match rest {
        "" => Some(value),
        _ if is_short => None,
        _ => Some(value + one(rest, last)?),
    }
}

/// One digit, before which a zero may stand behind 百 and 千.
fn one(text: &str, last: u32) -> Option<u32> {
    let text = text.strip_prefix(ZEROS).filter(|_| last > 10).unwrap_or(text);
    let mut chars = text.chars();
    let value = chars.next().and_then(digit).filter(|&value| value > 0);
    value.filter(|_| chars.next().is_none())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    /// The number in Chinese, as it is read out: each run of zeros inside is one 零.
    fn read_out(number: u32, begins_with_one: bool) -> String {
        let mut out = String::new();
        for (worth, unit) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
            let digit = number / worth % 10;
            if digit == 0 {
                continue;
            }
            if !out.is_empty() && (number / (worth * 10)).is_multiple_of(10) {
                out.push('零');
            }
            if begins_with_one || worth != 10 || digit > 1 || !out.is_empty() {
                out.push("一二三四五六七八九".chars().nth(digit as usize - 1).expect("a digit"));
            }
            out += unit;
        }
        out
    }

    proptest! {
        #[test]
        fn a_number_is_read_as_it_was_written(number in 1..LIMIT, begins_with_one in any::<bool>()) {
            let written = read_out(number, begins_with_one);
            prop_assert_eq!(counting(&written), Some((number, written.len())), "{}", written);
            let arabic = number.to_string();
            prop_assert_eq!(counting(&arabic), Some((number, arabic.len())));
            let digits: String =
                arabic.bytes().map(|b| "〇一二三四五六七八九".chars().nth((b - b'0').into()).expect("a digit")).collect();
            if number > 99 || number % 10 == 0 || number < 10 {
                prop_assert_eq!(counting(&digits), Some((number, digits.len())), "{}", digits);
            }
        }
    }
}
