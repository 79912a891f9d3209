//! What a heading line looks like.

use std::ops::Range;

use super::{MAX_HEADING, is_blank, number};

/// The form of a heading; the headings of one page are of one form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// 第三篇:…
    Ordinal,
    /// 篇三:…
    Piece,
    /// 范文三:…
    Sample,
    /// …篇三
    PieceLast,
    /// …范文三
    SampleLast,
    /// 3、…讲话稿
    Numbered,
    /// 三、…讲话稿
    Chinese,
    /// …讲话稿(三)
    TitleLast,
    /// …讲话稿, the same line again and again
    Repeated,
    /// What the user's pattern matches.
    Given,
}

impl Kind {
    /// The forms that are headings of speeches and nothing else.
    pub(super) const SURE: [Kind; 5] =
        [Kind::Ordinal, Kind::Piece, Kind::Sample, Kind::PieceLast, Kind::SampleLast];

    /// The forms that serve only where there is no sure one, the surest first.
    pub(super) const WEAK: [Kind; 4] =
        [Kind::Numbered, Kind::TitleLast, Kind::Chinese, Kind::Repeated];

    /// The form as a person knows it.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ordinal => "第N篇",
            Self::Piece => "篇N",
            Self::Sample => "范文N",
            Self::PieceLast => "…篇N",
            Self::SampleLast => "…范文N",
            Self::Numbered => "N、…讲话稿",
            Self::Chinese => "一、…讲话稿",
            Self::TitleLast => "…讲话稿N",
            Self::Repeated => "…讲话稿",
            Self::Given => "--split",
        }
    }
}

/// A line that looks like a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mark<'t> {
    pub(super) kind: Kind,
    pub(super) number: u32,
    pub(super) title: &'t str,
    /// Its bytes with the line end.
    pub(super) line: Range<usize>,
}

/// The lines of `text` that look like headings.
pub(super) fn marks(text: &str) -> Vec<Mark<'_>> {
    let parsed = |(line, range)| {
        let (kind, number, title) = parse(line)?;
        Some(Mark { kind, number, title, line: range })
    };
    lines(text).filter_map(parsed).collect()
}

/// The lines of `text`, each with its bytes with the line end, of which the two characters of CRLF stay together.
pub(super) fn lines(text: &str) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut start = 0;
    text.split_inclusive(['\n', '\r']).map(move |line| {
        let line_start = start;
        start += line.len();
        let end = start + usize::from(line.ends_with('\r') && text[start..].starts_with('\n'));
        (line, line_start..end)
    })
}

/// What the line says as a heading: its form, its number and its title.
fn parse(line: &str) -> Option<(Kind, u32, &str)> {
    let line = line.trim_matches(is_blank);
    if line.is_empty() || line.len() > 4 * MAX_HEADING || line.chars().count() > MAX_HEADING {
        return None;
    }
    if line.contains('。') {
        return None;
    }
    let inner = line.trim_start_matches(is_opening);
    ordinal(inner)
        .or_else(|| labelled(inner, "篇", Kind::Piece))
        .or_else(|| labelled(inner, "范文", Kind::Sample))
        .or_else(|| labelled(inner, "例文", Kind::Sample))
        .or_else(|| numbered(inner))
        .or_else(|| last(inner))
        .or_else(|| title_last(inner))
        .or_else(|| is_speech_title(bare(inner)).then_some((Kind::Repeated, 0, bare(inner))))
}

/// 第三篇, 第 3 篇
fn ordinal(line: &str) -> Option<(Kind, u32, &str)> {
    let rest = line.strip_prefix('第')?.trim_start_matches(is_blank);
    let (number, length) = number::counting(rest)?;
    let rest = rest[length..].trim_start_matches(is_blank).strip_prefix('篇')?;
    Some((Kind::Ordinal, number, title(rest)?))
}

/// 篇三, 范文3, 范文(三)
fn labelled<'t>(line: &'t str, label: &str, kind: Kind) -> Option<(Kind, u32, &'t str)> {
    let rest = line.strip_prefix(label)?.trim_start_matches(|c| is_blank(c) || is_opening(c));
    let ends = |&(_, length): &(u32, usize)| is_separated(&rest[length..]);
    let (number, length) = number::leading(rest).filter(ends).or_else(|| number::short(rest))?;
    Some((kind, number, title(&rest[length..])?))
}

/// 3、…讲话稿: what follows must look like the title of a speech, and after a Chinese numeral, as sections have, like
/// that of a manuscript.
fn numbered(line: &str) -> Option<(Kind, u32, &str)> {
    let is_arabic = line.starts_with(|c: char| matches!(c, '0'..='9' | '０'..='９'));
    let (number, length) = number::leading(line)?;
    let rest = line[length..].strip_prefix(['、', '.', '．', ':', '：'])?;
    let title = bare(rest);
    let (kind, fits) = match is_arabic {
        true => (Kind::Numbered, is_speech_title(title)),
        false => (Kind::Chinese, is_speech_title(title) && is_manuscript(title)),
    };
    fits.then_some((kind, number, title))
}

/// …讲话稿三, …讲话稿(3)
fn title_last(line: &str) -> Option<(Kind, u32, &str)> {
    let line = line.trim_end_matches(|c| is_closing(c) || is_blank(c));
    let before = line.trim_end_matches(number::is_numeral);
    let (number, length) = number::leading(&line[before.len()..])?;
    let title = before.trim_end_matches(|c| is_opening(c) || is_blank(c));
    let fits =
        before.len() + length == line.len() && is_speech_title(title) && is_manuscript(title);
    fits.then_some((Kind::TitleLast, number, title))
}

/// …篇三, …范文三: a title with the number at its end.
fn last(line: &str) -> Option<(Kind, u32, &str)> {
    let line = line.trim_end_matches(|c| is_closing(c) || is_blank(c));
    let (kind, label) = [(Kind::PieceLast, "篇"), (Kind::SampleLast, "范文")]
        .into_iter()
        .find(|(_, label)| line.contains(label))?;
    let (before, after) = line.rsplit_once(label)?;
    let after = after.trim_start_matches(|c| is_opening(c) || is_blank(c));
    let (number, length) = number::leading(after)?;
    let title = before.trim_end_matches(|c| is_opening(c) || is_blank(c));
    let fits = length == after.len()
        && !title.is_empty()
        && !title.contains([',', '，', ';', '；', '!', '！', '?', '？'])
        && !title.ends_with('第');
    fits.then_some((kind, number, title))
}

/// The title after a heading's number, when what follows the number shows that it is one: a separator, the
/// end, or the title of a speech.
fn title(rest: &str) -> Option<&str> {
    let title = bare(rest);
    let goes_on = title.ends_with([',', '，', ';', '；', '、']);
    ((is_separated(rest) && !goes_on) || is_speech_title(title)).then_some(title)
}

/// Whether a number ends before `rest`.
fn is_separated(rest: &str) -> bool {
    rest.chars().next().is_none_or(|c| is_blank(c) || is_separator(c))
}

/// `rest` without separators before it and markup around it.
fn bare(rest: &str) -> &str {
    let title = rest.trim_start_matches(|c| is_blank(c) || is_separator(c) || c == '*');
    title.trim_end_matches(|c| is_blank(c) || matches!(c, '*' | '#' | '】' | ']'))
}

/// Whether `title` is short and ends as titles of speeches do: in 讲话, 总结 and so on, perhaps with a number
/// or a note in brackets.
fn is_speech_title(title: &str) -> bool {
    const ENDS: [&str; 12] = [
        "讲话",
        "讲话稿",
        "发言",
        "发言稿",
        "致辞",
        "总结",
        "报告",
        "范文",
        "演讲稿",
        "主持词",
        "发言材料",
        "讲稿",
    ];
    let title = match title.rfind(['(', '（']) {
        Some(note) if title.ends_with([')', '）']) => title[..note].trim_end_matches(is_blank),
        _ => title,
    };
    let core = title.trim_end_matches(number::is_numeral);
    let ends = |text: &str| ENDS.into_iter().any(|end| text.ends_with(end));
    let sentence = [',', '，', ';', '；', '!', '！', '?', '？', '。'];
    title.chars().count() <= 40 && !title.contains(sentence) && (ends(title) || ends(core))
}

/// Whether `title` names the manuscript of a speech: no section of a speech is called so.
fn is_manuscript(title: &str) -> bool {
    let ends = ["讲话稿", "发言稿", "演讲稿", "讲稿", "主持词", "致辞", "范文"];
    ends.into_iter().any(|end| title.ends_with(end))
}

fn is_opening(c: char) -> bool {
    is_blank(c)
        || matches!(
            c,
            '#' | '*'
                | '>'
                | '【'
                | '['
                | '［'
                | '〔'
                | '《'
                | '「'
                | '『'
                | '('
                | '（'
                | '<'
                | '〈'
                | '■'
                | '●'
                | '◆'
                | '★'
                | '▲'
        )
}

fn is_closing(c: char) -> bool {
    matches!(
        c,
        '】' | ']' | '］' | '〕' | '》' | '」' | '』' | ')' | '）' | '〉' | '*' | '#' | ':' | '：'
    )
}

fn is_separator(c: char) -> bool {
    matches!(c, '】' | ']' | '］' | '〕' | '」' | '』' | ')' | '）' | '〉' | '》')
        || matches!(
            c,
            ':' | '：' | '、' | '.' | '．' | '-' | '—' | '–' | '－' | '|' | '｜' | '·' | '•' | '*'
        )
}
