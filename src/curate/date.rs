//! The date of a text: in a field, in its title, or near its beginning or end.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// How many characters of a text's beginning and end are searched: the place of a dateline and of a signature.
const HEAD: usize = 200;
const TAIL: usize = 100;

/// Years that a text of a collection can have; other numbers are none.
const YEARS: RangeInclusive<u16> = 1900..=2099;

/// A date, as exact as it is known: 0 for a month or a day that is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date {
    /// 1900..=2099.
    pub year: u16,
    /// 1..=12, or 0.
    pub month: u8,
    /// 1..=31, or 0.
    pub day: u8,
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.month, self.day) {
            (0, _) => write!(f, "{:04}", self.year),
            (month, 0) => write!(f, "{:04}-{month:02}", self.year),
            (month, day) => write!(f, "{:04}-{month:02}-{day:02}", self.year),
        }
    }
}

/// Compiled once, from constants that a test parses.
static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let digits = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}";
    let chinese = format!(
        r"([0-9]{{4}}|[一二三四五六七八九〇零○]{{4}})\s*年(?:\s*({digits})\s*月(?:\s*({digits})\s*[日号])?)?"
    );
    // An ideograph counts as part of a word, and may stand on either side: only digits may not.
    let signs = r"(?-u:\b)([0-9]{4})[-./]([0-9]{1,2})(?:[-./]([0-9]{1,2}))?(?:[^0-9]|$)";
    Regex::new(&format!("{chinese}|{signs}")).ok()
});

impl Date {
    /// The first date in `text`, such as 2019年3月5日, 二〇一九年三月, 2019年, 2019-03-05 or 2019.3.
    pub fn find(text: &str) -> Option<Self> {
        let text: String = text.chars().map(half_width).collect();
        PATTERN.as_ref()?.captures_iter(&text).find_map(|found| Self::of(&found))
    }

    /// The date of a text: in its title, else the first with a month near the beginning, else near the end.
    pub fn of_text(title: &str, text: &str) -> Option<Self> {
        let with_month = |part: &str| Self::find(part).filter(|date| date.month > 0);
        let head = text.char_indices().nth(HEAD).map_or(text.len(), |(at, _)| at);
        let tail = text.char_indices().rev().nth(TAIL - 1).map_or(0, |(at, _)| at);
        Self::find(title)
            .or_else(|| with_month(&text[..head]))
            .or_else(|| with_month(&text[tail.max(head)..]))
    }

    /// Orders dates: later ones have larger numbers.
    pub(super) fn number(self) -> i64 {
        (i64::from(self.year) * 100 + i64::from(self.month)) * 100 + i64::from(self.day)
    }

    fn of(found: &Captures<'_>) -> Option<Self> {
        let part = |chinese: usize, signs: usize| {
            found.get(chinese).or_else(|| found.get(signs)).map(|part| part.as_str())
        };
        let year = year(part(1, 4)?)?;
        let within = |part: Option<&str>, most: u8| {
            part.map_or(Some(0), |part| number(part).filter(|n| (1..=most).contains(n)))
        };
        let (month, day) = (within(part(2, 5), 12)?, within(part(3, 6), 31)?);
        YEARS.contains(&year).then_some(Self { year, month, day })
    }
}

fn half_width(c: char) -> char {
    match c {
        '\u{FF10}'..='\u{FF19}' => char::from(b'0' + (c as u32 - 0xFF10) as u8),
        c => c,
    }
}

fn digit(c: char) -> Option<u16> {
    match c {
        '〇' | '零' | '○' => Some(0),
        '0'..='9' => Some(c as u16 - u16::from(b'0')),
        _ => "一二三四五六七八九".chars().position(|known| known == c).map(|at| at as u16 + 1),
    }
}

fn year(digits: &str) -> Option<u16> {
    digits.chars().try_fold(0, |year: u16, c| year.checked_mul(10)?.checked_add(digit(c)?))
}

/// A number below 100, in digits or as 三, 十, 十二, 二十, 三十一.
fn number(text: &str) -> Option<u8> {
    let value = match text.split_once('十') {
        None => year(text)?,
        Some((tens, ones)) => {
            let tens = if tens.is_empty() { 1 } else { year(tens)? };
            let ones = if ones.is_empty() { 0 } else { year(ones)? };
            tens * 10 + ones
        }
    };
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> String {
        Date::find(text).map_or_else(|| "-".to_owned(), |date| date.to_string())
    }

    #[test]
    fn dates_as_they_are_written() {
        for (text, expected) in [
            ("(2019年3月5日)", "2019-03-05"),
            ("二〇一九年十二月三十一日", "2019-12-31"),
            ("二○○八年十月", "2008-10"),
            ("2019年工作总结", "2019"),
            ("２０１９年３月", "2019-03"),
            ("印发于 2019-03-05。", "2019-03-05"),
            ("2019.3.5", "2019-03-05"),
            ("印发于2019-03-05讲话", "2019-03-05"),
            ("在2019.3会上", "2019-03"),
            ("2019-03-05T10:00:00", "2019-03-05"),
            ("12019-03-05", "-"),
            ("2019-13-05,2019-04-06", "2019-04-06"),
            ("电话 2019-99", "-"),
            ("1234年", "-"),
            ("2019年13月", "-"),
            ("第三年", "-"),
            ("1234年,2020年", "2020"),
        ] {
            assert_eq!(found(text), expected, "{text}");
        }
    }

    #[test]
    fn the_title_comes_first_and_a_bare_year_of_the_text_is_none() {
        let date =
            |title: &str, text: &str| Date::of_text(title, text).map(|date| date.to_string());
        assert_eq!(date("2018年讲话", "2019年1月2日"), Some("2018".to_owned()));
        assert_eq!(date("讲话", "回顾2017年,……(2019年1月2日)"), None);
        assert_eq!(date("讲话", "(2019年1月2日)同志们"), Some("2019-01-02".to_owned()));
        let long = format!("{}二〇二〇年五月一日", "同志们".repeat(200));
        assert_eq!(date("讲话", &long), Some("2020-05-01".to_owned()));
        assert_eq!(date("", ""), None);
    }
}
