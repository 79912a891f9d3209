//! Characters and phrases that decide the class of a difference. All functions take comparison text.

use super::number::{self, is_same_figure};

/// Chinese numerals in the order of their code points: every character of many sentences is looked for in them.
const NUMERALS: [char; 31] = [
    '〇', '一', '七', '万', '三', '两', '九', '二', '五', '亿', '仟', '伍', '佰', '八', '六', '十',
    '千', '卅', '叁', '四', '壹', '廿', '拾', '捌', '柒', '玖', '百', '肆', '贰', '陆', '零',
];

/// Whether `c` is a Chinese numeral.
pub(super) fn is_chinese_numeral(c: char) -> bool {
    NUMERALS.binary_search(&c).is_ok()
}

/// Whether `c` stands for what an editor left out.
pub(super) fn is_mask(c: char) -> bool {
    matches!(c, '~' | '*' | '×' | '□' | '○' | '●' | '■' | '_' | '＿' | '﹡' | '∗' | '✕')
}

/// Whether `c` is a digit, a numeral or a mask of one.
pub(super) fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || is_mask(c) || (c > '\u{3000}' && is_chinese_numeral(c))
}

/// Whether `c` is a unit that is part of a date or of a percentage.
pub(super) fn is_date_unit(c: char) -> bool {
    matches!(c, '年' | '月' | '日' | '号' | '%' | '‰')
}

/// Whether `c` may be counted by a number before it.
fn is_counter(c: char) -> bool {
    is_date_unit(c) || "户个元次届名人家所项条处场亩吨倍期天岁级位本件篇周时分点".contains(c)
}

/// Whether `text` is a number, a date or a masked one.
pub(super) fn is_number(text: &str) -> bool {
    let masked = text.chars().all(|c| c == 'x' || is_mask(c) || is_date_unit(c));
    let part = |c: char| {
        is_numeral(c)
            || is_date_unit(c)
            || matches!(c, '.' | ',' | '-' | '/' | ':' | '第' | '半' | '多' | '余' | '几')
            || (masked && c == 'x')
    };
    let has_numeral = || text.chars().any(|c| is_numeral(c) || (masked && c == 'x'));
    (text.chars().all(part) && has_numeral()) || number::is_whole(text)
}

/// Whether `text` names a number outright.
fn has_figure(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit() || is_chinese_numeral(c))
}

/// Whether `a` became another number in `b`; `next` is the character after both.
pub(super) fn is_number_change(a: &str, b: &str, next: Option<char>) -> bool {
    let fits = |text: &str| text.is_empty() || is_number(text);
    if !fits(a) || !fits(b) || !(has_figure(a) || has_figure(b)) || is_same_figure(a, b) {
        return false;
    }
    let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit());
    let unit = |text: &str| text.chars().next_back().is_some_and(is_date_unit);
    let both = !a.is_empty() && !b.is_empty();
    both || digits(a) || digits(b) || unit(a) || unit(b) || next.is_some_and(is_counter)
}

/// Whether `text` is what is left of tags and entities.
pub(super) fn is_markup(text: &str) -> bool {
    const REMAINS: [&str; 22] = [
        "lang=", "nbsp", "gt;", "lt;", "amp;", "quot;", "href=", "src=", "style=", "class=",
        "align=", "<br", "<p", "</", "/>", "<span", "span>", "<div", "<font", "<a ", "<img",
        "<strong",
    ];
    REMAINS.iter().any(|remains| text.contains(remains))
}

/// Whether `text` is an advert or a link of the page it came from.
fn is_advert(text: &str) -> bool {
    const ADVERTS: [&str; 15] = [
        "责任编辑",
        "点击查看",
        "点击下载",
        "来源:",
        "版权所有",
        "上一篇",
        "下一篇",
        "http://",
        "https://",
        "www.",
        "返回顶部",
        "相关推荐",
        "相关文章",
        "本文来自",
        "扫码",
    ];
    // Most changes are a word or two, shorter than nearly all of these.
    ADVERTS.iter().any(|advert| advert.len() <= text.len() && text.contains(advert))
        || text
            .find("更多")
            .is_some_and(|at| text[at..].contains('请') || text[at..].contains(">>"))
}

/// The longest text, in characters, that is an advert rather than a paragraph that mentions one.
const LONGEST_ADVERT: usize = 120;

/// Whether `text` is only remains of a web page.
pub(super) fn is_debris(text: &str) -> bool {
    let markup = text.is_ascii() && is_markup(text);
    // The length first: it is known sooner than that none of many words stands in a long text.
    markup || (text.chars().nth(LONGEST_ADVERT).is_none() && is_advert(text))
}

/// Whether `text` masks a name.
fn is_masked_name(text: &str) -> bool {
    let masks = text.chars().take_while(|&c| c == 'x' || c == '某' || is_mask(c)).count();
    masks > 0 && text.chars().nth(masks + 4).is_none()
}

/// Characters with which names of places and organisations end.
const SUFFIXES: &str = "省市县区镇乡村局厅州旗";
/// Words with which names end, or which follow a name of a person.
const SUFFIX_WORDS: [&str; 12] = [
    "公司",
    "学校",
    "中学",
    "小学",
    "大学",
    "同志",
    "街道",
    "社区",
    "银行",
    "委员会",
    "信用社",
    "联社",
];
/// Words that stand where a name could, and are none.
const NO_NAMES: [&str; 24] = [
    "有关", "各级", "农村", "贫困", "先进", "全国", "全省", "全市", "全县", "全区", "我省", "我市",
    "我县", "我区", "各省", "各市", "各县", "各区", "城市", "乡镇", "地区", "社区", "当地", "所在",
];

/// Words that end as names do, and are none.
const NO_NAMES_AT_END: [&str; 18] = [
    "大局", "全局", "格局", "布局", "结局", "时局", "政局", "开局", "当局", "农村", "乡村", "乡镇",
    "城镇", "城市", "地区", "灾区", "辖区", "误区",
];

/// Common surnames, but for 万, which is a numeral first.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚\
                        卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵钱严覃武戴莫孔向汤";
/// The short names of provinces, as documents are numbered by them.
const PROVINCES: &str = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新";
/// What follows a surname.
const TITLES: [&str; 16] = [
    "某", "氏", "书记", "主任", "主席", "部长", "省长", "市长", "县长", "区长", "镇长", "局长",
    "校长", "院长", "先生", "女士",
];

/// Whether one character that became another more than once is a name: all that is known of it are the characters and the
/// text `after` both. Where a scanner takes one character for another it does so again and again, too.
pub(super) fn is_short_name(a: char, b: char, after: &str) -> bool {
    let both = |list: &str| list.contains(a) && list.contains(b);
    both(SURNAMES)
        || both(PROVINCES)
        || is_slot(after)
        || TITLES.iter().any(|title| after.starts_with(title))
}

/// Whether `c` is a common surname.
pub(crate) fn is_surname(c: char) -> bool {
    SURNAMES.contains(c)
}

/// Whether `text` goes on as it does after a name.
fn is_slot(text: &str) -> bool {
    SUFFIX_WORDS.iter().any(|word| text.starts_with(word))
        || text.chars().next().is_some_and(|c| SUFFIXES.contains(c))
}

/// Whether `a` and `b` are two names in the same place; `after` is the text that follows both.
pub(super) fn is_name_change(a: &str, b: &str, after: &str) -> bool {
    let short = |text: &str| !text.is_empty() && text.chars().nth(12).is_none();
    if !short(a) || !short(b) {
        return false;
    }
    let han = |text: &str| text.chars().all(|c| matches!(c, '\u{3400}'..='\u{9FFF}'));
    let masked = (is_masked_name(a), is_masked_name(b));
    if masked.0 != masked.1 {
        return han(if masked.0 { b } else { a });
    }
    let plain = |text: &str| {
        han(text)
            && text.chars().nth(1).is_some()
            && !NO_NAMES.iter().any(|no| text.starts_with(no))
            && !NO_NAMES_AT_END.iter().any(|no| text.ends_with(no))
    };
    if !plain(a) || !plain(b) {
        return false;
    }
    let follows = is_slot(after) && a.chars().nth(4).is_none() && b.chars().nth(4).is_none();
    follows || (ends_as_name(a) && ends_as_name(b))
}

fn ends_as_name(text: &str) -> bool {
    let word = SUFFIX_WORDS.iter().any(|word| text.len() > word.len() && text.ends_with(word));
    word || text.chars().next_back().is_some_and(|c| SUFFIXES.contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_numeral_is_found() {
        assert!(NUMERALS.is_sorted());
        let all = "〇零一二三四五六七八九十百千万亿两廿卅壹贰叁肆伍陆柒捌玖拾佰仟";
        assert!(all.chars().all(is_chinese_numeral) && !"农1a。".contains(is_chinese_numeral));
    }
}
