//! Numbers of headings: 3, ３, 三, 十三, 二十三.

/// The number that `text` begins with, and how many bytes it takes: Arabic digits of either width up to
/// 999, or a Chinese numeral from 一 to 九十九.
pub(super) fn leading(text: &str) -> Option<(u32, usize)> {
    let length = |is: fn(char) -> bool| text.find(|c| !is(c)).unwrap_or(text.len());
    let arabic = length(|c| digit(c).is_some());
    if arabic > 0 {
        let mut digits = text[..arabic].chars().filter_map(digit);
        let value = digits.try_fold(0, |value, digit| {
            Some(value * 10 + digit).filter(|&value: &u32| value < 1000)
        })?;
        return (value > 0).then_some((value, arabic));
    }
    let numeral = length(|c| c == '十' || ordinal(c).is_some());
    chinese(&text[..numeral]).map(|value| (value, numeral))
}

fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

fn ordinal(c: char) -> Option<u32> {
    "一二三四五六七八九".chars().position(|o| o == c).map(|at| at as u32 + 1)
}

fn chinese(numeral: &str) -> Option<u32> {
    let one = |text: &str, default| {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Some(default),
            (Some(c), None) => ordinal(c),
            _ => None,
        }
    };
    match numeral.split_once('十') {
        Some((tens, ones)) => Some(one(tens, 1)? * 10 + one(ones, 0)?),
        None => one(numeral, 0).filter(|&value| value > 0),
    }
}

#[cfg(test)]
mod tests {
    use super::leading;

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
        ] {
            assert_eq!(leading(text).map(|(value, _)| value), Some(value), "{text}");
        }
        for text in ["", "篇", "0", "2013年", "三四", "十十", "百"] {
            assert_eq!(leading(text), None, "{text}");
        }
    }

    #[test]
    fn the_length_is_in_bytes() {
        assert_eq!(leading("二十一篇"), Some((21, 9)));
        assert_eq!(leading("１2"), Some((12, 4)));
    }
}
