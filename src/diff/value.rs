//! Numbers and dates that say the same in figures and in numerals.

/// Digits as they are written, after each 0 to 9.
const DIGITS: [&str; 10] =
    ["0〇零○◯", "1一壹", "2二两贰", "3三叁", "4四肆", "5五伍", "6六陆", "7七柒", "8八捌", "9九玖"];
/// Units up to the first that is counted by whole numbers.
const UNITS: [(&str, u64); 3] = [("十拾", 10), ("百佰", 100), ("千仟", 1000)];

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
        .map(half_width)
        .collect();
    let (text, end) = text.strip_prefix("百分之").map_or((&*text, ""), |rest| (rest, "%"));
    let mut value = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = rest.find(|c| digit(c).is_none() && unit(c).is_none()).unwrap_or(rest.len());
        if length > 0 {
            value += &whole(&rest[..length])?.to_string();
            rest = &rest[length..];
        } else {
            value.push(if c == '号' { '日' } else { c });
            rest = &rest[c.len_utf8()..];
        }
    }
    Some(date(value + end))
}

/// A whole number with units or in digits alone. 一百二 is 120, and left alone.
fn whole(text: &str) -> Option<u64> {
    let (mut value, mut last, mut open) = (0_u64, u64::MAX, None);
    for c in text.chars() {
        if let Some(worth) = unit(c) {
            let own: u64 = open.take().or((worth == 10).then_some(1))?;
            value = value.checked_add(own.checked_mul(worth)?).filter(|_| worth < last)?;
            last = worth;
        } else {
            let before: u64 = open.unwrap_or(0);
            open = Some(before.checked_mul(10)?.checked_add(digit(c)?)?);
        }
    }
    let zero = || text.chars().rev().nth(1).and_then(digit) == Some(0);
    match open {
        Some(_) if last != u64::MAX && last > 10 && !zero() => None,
        open => value.checked_add(open.unwrap_or(0)),
    }
}

/// 2018年3月5日, 2018/3/5 and 2018.3.5 as 2018-3-5.
fn date(value: String) -> String {
    let parts: Vec<&str> = value.split(['年', '月', '-', '/', '.']).collect();
    let whole = value.trim_end_matches('日');
    match parts[..] {
        [year, _, day] if year.len() == 4 && !day.is_empty() => {
            whole.replace(['年', '月', '/', '.'], "-")
        }
        _ => value,
    }
}

fn half_width(c: char) -> char {
    match c {
        '．' | '点' => '.',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        c => c,
    }
}

fn digit(c: char) -> Option<u64> {
    (0..).zip(DIGITS).find(|(_, signs)| signs.contains(c)).map(|(value, _)| value)
}

fn unit(c: char) -> Option<u64> {
    UNITS.into_iter().find(|(signs, _)| signs.contains(c)).map(|(_, worth)| worth)
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
            ("3.5", "35"),
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
