//! What kind of thing stands in a slot.

use crate::diff::EditClass;

/// What kind of thing stands in a slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SlotKind {
    /// 年份: a year.
    Year,
    /// 日期: a month, a day, or both.
    Date,
    /// 数字: another number.
    Number,
    /// 地名: a county, a town or another place.
    Place,
    /// 名称: another name.
    Name,
    /// 用词: other words.
    Wording,
}

impl SlotKind {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            SlotKind::Year => "year",
            SlotKind::Date => "date",
            SlotKind::Number => "number",
            SlotKind::Place => "place",
            SlotKind::Name => "name",
            SlotKind::Wording => "wording",
        }
    }

    /// The Chinese name shown to people.
    pub fn name_zh(self) -> &'static str {
        match self {
            SlotKind::Year => "年份",
            SlotKind::Date => "日期",
            SlotKind::Number => "数字",
            SlotKind::Place => "地名",
            SlotKind::Name => "名称",
            SlotKind::Wording => "用词",
        }
    }

    /// The kind of a slot with these fillers, in which differences of these classes stand; `next` is the
    /// character after it in the base.
    pub(super) fn of<'f>(
        classes: &[EditClass],
        next: Option<char>,
        fillers: impl Iterator<Item = &'f str> + Clone,
    ) -> Self {
        let all = |fits: fn(&str) -> bool| {
            let mut seen = fillers.clone().filter(|filler| !filler.is_empty()).peekable();
            seen.peek().is_some() && seen.all(fits)
        };
        if classes.iter().all(|&class| class == EditClass::Number) {
            return if all(is_year) {
                SlotKind::Year
            } else if all(is_date) {
                SlotKind::Date
            } else {
                SlotKind::Number
            };
        }
        let names = classes.iter().all(|&class| class == EditClass::Name);
        if all(is_place) || names && next.is_some_and(|c| PLACES.contains(&c)) {
            SlotKind::Place
        } else if names {
            SlotKind::Name
        } else {
            SlotKind::Wording
        }
    }
}

/// Characters with which names of places end.
const PLACES: [char; 13] =
    ['省', '市', '县', '区', '镇', '乡', '村', '州', '旗', '街', '路', '河', '湖'];

/// `2019年`, `2019`, `二〇一九年`, `~年`; not `3年`, which is how long something takes.
fn is_year(text: &str) -> bool {
    let digits = text.trim_end_matches('年');
    let figures = digits.chars().all(|c| c.is_ascii_digit());
    let century = figures && digits.len() == 4 && matches!(&digits[..2], "19" | "20");
    let written = |signs: &str| digits.chars().all(|c| signs.contains(c));
    let spelled = digits.chars().nth(3).is_some() && written("〇零○一二三四五六七八九");
    century || text.ends_with('年') && (spelled || written("~xX*×"))
}

/// A month, a day, or a date with both.
fn is_date(text: &str) -> bool {
    let unit = |c: char| matches!(c, '年' | '月' | '日' | '号');
    text.ends_with(|c| unit(c) && c != '年') && text.chars().all(|c| unit(c) || is_figure(c))
}

fn is_figure(c: char) -> bool {
    c.is_ascii_digit() || "〇零一二三四五六七八九十廿卅~x×*".contains(c)
}

/// A short text that ends as names of places do.
fn is_place(text: &str) -> bool {
    let short = text.chars().nth(1).is_some() && text.chars().nth(12).is_none();
    short && text.ends_with(PLACES)
}
