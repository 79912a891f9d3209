//! Whole numbers in figures and in Chinese numerals: 3, ３, 三, 十三, 一百零三, 一〇三, 叁拾.

/// Digits as they are written, after each 0 to 9.
const DIGITS: [&str; 10] =
    ["0〇零○◯", "1一壹", "2二两贰", "3三叁", "4四肆", "5五伍", "6六陆", "7七柒", "8八捌", "9九玖"];

/// Units up to the first that is counted by whole numbers, the largest first.
const UNITS: [(&str, u64); 3] = [("千仟", 1000), ("百佰", 100), ("十拾", 10)];

/// The whole number that `text` is: digits alone, or digits with 千, 百 and 十 as they are read out. Nothing for 一百二, which is
/// 120 and looks like 102, and beyond 64 bits. Linear.
pub(crate) fn whole(text: &str) -> Option<u64> {
    if text.contains(is_unit) { with_units(text) } else { joined(text) }
}

/// The value of a digit, in figures of either width or as a numeral.
pub(crate) fn digit(c: char) -> Option<u64> {
    (0..).zip(DIGITS).find(|(_, signs)| signs.contains(half_width(c))).map(|(value, _)| value)
}

/// Whether `c` is 千, 百 or 十, however it is written.
pub(crate) fn is_unit(c: char) -> bool {
    UNITS.iter().any(|(signs, _)| signs.contains(c))
}

/// The character in the width of ASCII, where it has one.
pub(crate) fn half_width(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

fn joined(digits: &str) -> Option<u64> {
    let add = |value: u64, c: char| value.checked_mul(10)?.checked_add(digit(c)?);
    digits.chars().try_fold(0, add).filter(|_| !digits.is_empty())
}

fn with_units(numeral: &str) -> Option<u64> {
    let (mut value, mut rest, mut last) = (0, numeral, 0);
    for (signs, worth) in UNITS {
        let Some((before, after)) = rest.split_once(|c| signs.contains(c)) else { continue };
        // 十三 and 一百十三, but 一百, not 百.
        let own = if before.is_empty() && worth == 10 { 1 } else { one(before, last)? };
        value += own * worth;
        (rest, last) = (after, worth);
    }
    let is_short = last > 10 && !rest.starts_with(is_zero);
    match rest {
        "" => Some(value),
        _ if is_short => None,
        _ => Some(value + one(rest, last)?),
    }
}

/// One digit, before which a zero may stand behind 百 and 千.
fn one(text: &str, last: u64) -> Option<u64> {
    let text = text.strip_prefix(is_zero).filter(|_| last > 10).unwrap_or(text);
    let mut chars = text.chars();
    let value = chars.next().and_then(digit).filter(|&value| value > 0);
    value.filter(|_| chars.next().is_none())
}

fn is_zero(c: char) -> bool {
    digit(c) == Some(0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn numbers_are_read() {
        for (text, value) in [
            ("3", 3),
            ("１２", 12),
            ("〇三", 3),
            ("十", 10),
            ("三十", 30),
            ("一百十", 110),
            ("一百零三", 103),
            ("叁佰贰拾", 320),
            ("两千", 2000),
            ("2千", 2000),
            ("二〇一八", 2018),
        ] {
            assert_eq!(whole(text), Some(value), "{text}");
        }
        let long = "九".repeat(100_000);
        for text in
            ["", "篇", "百", "一百二", "十十", "一百百", "零百", "十零三", "三十四五", &long]
        {
            assert_eq!(whole(text), None, "{}", text.len());
        }
    }

    /// The number as it is read out: each run of zeros inside is one 零.
    fn read_out(number: u64, begins_with_one: bool) -> String {
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
        fn a_number_is_read_as_it_was_written(number in 1..10_000_u64, begins_with_one in any::<bool>()) {
            let written = read_out(number, begins_with_one);
            prop_assert_eq!(whole(&written), Some(number), "{}", written);
            let figures = number.to_string();
            prop_assert_eq!(whole(&figures), Some(number));
            let digits: String =
                figures.bytes().map(|b| "〇一二三四五六七八九".chars().nth((b - b'0').into()).expect("a digit")).collect();
            prop_assert_eq!(whole(&digits), Some(number), "{}", digits);
        }
    }
}
