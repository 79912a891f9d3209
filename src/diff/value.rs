//! Numbers and dates that say the same in figures and in numerals.

use crate::numeral::{digit, half_width, is_unit, whole};

/// Whether two texts are the same numbers and dates, however they are written: 2018年3月5日 and 二〇一八年三月五日, 15% and
/// 百分之十五, 2,000 and 两千. Linear.
pub(super) fn is_same_value(a: &str, b: &str) -> bool {
    let value = value(a);
    value.is_some() && value == self::value(b)
}

/// The text with its numbers in figures, and its date as 2018-3-5; nothing if one of them is no plain number.
fn value(text: &str) -> Option<String> {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，'))
        .map(|c| if c == '点' { '.' } else { half_width(c) })
        .collect();
    let (text, end) = text.strip_prefix("百分之").map_or((&*text, ""), |rest| (rest, "%"));
    let mut value = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = rest.find(|c| digit(c).is_none() && !is_unit(c)).unwrap_or(rest.len());
        if length > 0 {
            let (number, after) = rest.split_at(length);
            if value.ends_with('.') {
                value += &decimals(number)?;
            } else {
                value += &whole(number)?.to_string();
            }
            rest = after;
        } else {
            value.push(if c == '号' { '日' } else { c });
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(date(value + end))
}

/// Digits one by one: 05 is not 5 there.
fn decimals(digits: &str) -> Option<String> {
    digits.chars().map(|c| digit(c).map(|digit| digit.to_string())).collect()
}

/// 2018年3月5日, 2018/3/5 and 2018.03.05 as 2018-3-5.
fn date(value: String) -> String {
    let parts: Vec<&str> =
        value.trim_end_matches('日').split(['年', '月', '-', '/', '.']).collect();
    let short = |part: &str| part.trim_start_matches('0').to_owned();
    match parts[..] {
        [year, month, day] if year.len() == 4 && !day.is_empty() => {
            format!("{year}-{}-{}", short(month), short(day))
        }
        _ => value,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_numbers_are_known_however_they_are_written() {
        for (a, b) in [
            ("二○一八年", "二〇一八年"),
            ("2018年3月5日", "二〇一八年三月五日"),
            ("2018年03月15号", "二零一八年三月十五日"),
            ("2018-03-05", "2018年3月5日"),
            ("2018/3/5", "2018.3.5"),
            ("2018.03.05", "2018年3月5日"),
            ("三点零五", "3.05"),
            ("１５％", "百分之十五"),
            ("百分之三点五", "3.5%"),
            ("1,020", "一千零二十"),
            ("两千", "2000"),
            ("3.5亿", "三点五亿"),
            ("贰拾", "20"),
        ] {
            assert!(
                is_same_value(a, b) && is_same_value(b, a),
                "{a} {b}: {:?} {:?}",
                value(a),
                value(b)
            );
        }
        for (a, b) in [
            ("2018年", "二〇一九年"),
            ("3-5", "3月5日"),
            ("一百二", "102"),
            ("5%", "5"),
            ("十十", "20"),
            ("三十四五", "75"),
            ("3.5", "35"),
            ("3.05%", "3.5%"),
            ("1.2", "12"),
            ("", "0"),
            ("3年", "3月"),
        ] {
            assert!(!is_same_value(a, b), "{a} {b}: {:?} {:?}", value(a), value(b));
        }
        for long in ["九".repeat(100_000), format!("{}千", u64::MAX)] {
            assert!(!is_same_value(&long, &long));
        }
    }
}
