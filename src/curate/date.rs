//! The date of a text: in a field, in its title, or near its beginning or end.

use std::fmt;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use regex::Regex;

use crate::numeral::{half_width, whole};

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

/// A year in digits, and one in Chinese ones, of which the zero is written in many ways; years of the Republic of China.
const CHINESE: &str = "[一二三四五六七八九〇零○◯Oo0]{4}";
const REPUBLIC: &str = r"民[国國]\s*([0-9]{1,3}|[元一二三四五六七八九十百〇零○◯Oo]{1,6})";

/// The first year of the Republic of China.
const FIRST_OF_REPUBLIC: u16 = 1912;

/// Compiled once, from constants that a test parses.
static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let digits = "[0-9]{1,2}|[一二三四五六七八九十]{1,3}";
    let chinese = format!(
        r"(?:([0-9]{{4}}|{CHINESE})|{REPUBLIC})\s*年(?:\s*({digits})\s*月(?:\s*({digits})\s*[日号號])?)?"
    );
    // An ideograph counts as part of a word, and may stand on either side: only digits may not.
    let signs = r"(?-u:\b)([0-9]{4})[-./]([0-9]{1,2})(?:[-./]([0-9]{1,2}))?(?:[^0-9]|$)";
    Regex::new(&format!("{chinese}|{signs}")).ok()
});

/// What the value of a field may be and no text is read as: a year alone, digits without signs, the year last.
static FIELD: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // Of a table with empty cells some programs write whole numbers as 2021.0.
    let digits = r"([0-9]{4})(?:([0-9]{2})(?:([0-9]{2})(?:[T ].*|[0-9]{4}|[0-9]{6})?)?)?(?:\.0)?";
    let republic = format!(r"{REPUBLIC}(?:[-./]([0-9]{{1,2}})(?:[-./]([0-9]{{1,2}}))?)?");
    let last = r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})(?:[^0-9].*)?";
    Regex::new(&format!("^(?:{digits}|({CHINESE})|{republic}|{last})$")).ok()
});

impl Date {
    /// The first date in `text`, such as 2019年3月5日, 二〇一九年三月, 2019年, 民国108年3月, 2019-03-05 or 2019.3.
    pub fn find(text: &str) -> Option<Self> {
        let text: String = text.chars().map(half_width).collect();
        PATTERN.as_ref()?.captures_iter(&text).find_map(|found| {
            let part = |at: usize| found.get(at).map(|part| part.as_str());
            let (month, day) = (part(3).or(part(6)), part(4).or(part(7)));
            Self::new(part(1).or(part(5)), part(2), month, day)
        })
    }

    /// The date in a field: also 2019, 20190305, 2019-03-05T10:00, 民国108 and 3/31/2019. Of 3/5/2019, which has two
    /// meanings, the year.
    pub fn of_field(value: &str) -> Option<Self> {
        let text: String = value.trim().chars().map(half_width).collect();
        let Some(found) = FIELD.as_ref()?.captures(&text) else { return Self::find(value) };
        let part = |at: usize| found.get(at).map(|part| part.as_str());
        if let (Some(one), Some(two), year) = (part(8), part(9), part(10)) {
            return match (number(one)?, number(two)?) {
                (1..=12, 1..=12) => Self::new(year, None, None, None),
                (1..=12, _) => Self::new(year, None, Some(one), Some(two)),
                _ => Self::new(year, None, Some(two), Some(one)),
            };
        }
        Self::new(part(1).or(part(4)), part(5), part(2).or(part(6)), part(3).or(part(7)))
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

    /// A date from a year, or one of the Republic of China, and what is known of month and day.
    fn new(
        year: Option<&str>,
        republic: Option<&str>,
        month: Option<&str>,
        day: Option<&str>,
    ) -> Option<Self> {
        let of_republic = |text| Some(FIRST_OF_REPUBLIC - 1 + number_of_republic(text)?);
        let year = year.map_or_else(|| of_republic(republic?), number)?;
        let within = |part: Option<&str>, most: u8| {
            part.map_or(Some(0), |part| {
                u8::try_from(number(part)?).ok().filter(|n| (1..=most).contains(n))
            })
        };
        let (month, day) = (within(month, 12)?, within(day, 31)?);
        YEARS.contains(&year).then_some(Self { year, month, day })
    }
}

/// 111, 一一一, 一百一十一, 元.
fn number_of_republic(text: &str) -> Option<u16> {
    let value = if text == "元" { 1 } else { number(text)? };
    (1..1000).contains(&value).then_some(value)
}

/// A whole number, in which a letter may be a zero.
fn number(text: &str) -> Option<u16> {
    whole(&text.replace(['O', 'o'], "0")).and_then(|value| value.try_into().ok())
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
            ("二OO八年十月", "2008-10"),
            ("二ＯＯ八年十月", "2008-10"),
            ("二零零八年", "2008"),
            ("二00八年", "2008"),
            ("民國111年3月5日", "2022-03-05"),
            ("民国一百一十一年三月", "2022-03"),
            ("民国一〇九年", "2020"),
            ("民国二十年", "1931"),
            ("民国元年", "1912"),
            ("民国0年", "-"),
            ("民国999年", "-"),
            ("民国九九九百年", "-"),
            ("民国九九九九十年", "-"),
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
    fn fields_hold_more_than_texts_do() {
        let of_field =
            |text: &str| Date::of_field(text).map_or("-".to_owned(), |date| date.to_string());
        for (text, expected) in [
            ("2021", "2021"),
            ("2021.0", "2021"),
            (" ２０２１ ", "2021"),
            ("二〇二一", "2021"),
            ("202203", "2022-03"),
            ("20220305", "2022-03-05"),
            ("20220305.0", "2022-03-05"),
            ("20220305T101500Z", "2022-03-05"),
            ("20220305101500", "2022-03-05"),
            ("2022-03-05T10:15:00+08:00", "2022-03-05"),
            ("2022-03-05 10:15", "2022-03-05"),
            ("12/31/2022", "2022-12-31"),
            ("31.12.2022", "2022-12-31"),
            ("31/12/2022 08:00", "2022-12-31"),
            ("03/05/2022", "2022"),
            ("民國111", "2022"),
            ("民国111/3/5", "2022-03-05"),
            ("民國111年", "2022"),
            ("2019年3月5日", "2019-03-05"),
            ("12/32/2022", "-"),
            ("32/13/2022", "-"),
            ("20221301", "-"),
            ("1640995200", "-"),
            ("1234", "-"),
            ("不详", "-"),
            ("", "-"),
        ] {
            assert_eq!(of_field(text), expected, "{text}");
            let is_bare = text.trim().chars().all(|c| c.is_numeric() || c == '.');
            assert!(!is_bare || found(text) == "-", "no date in running text: {text}");
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
