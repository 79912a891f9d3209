//! Lines for a terminal: spans of text, wrapped to a width by the columns of their characters.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::super::{Settings, visible};

/// What a stretch of text is, for colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Style {
    Plain,
    Title,
    Bold,
    Dim,
    Class,
    Delete,
    Insert,
}

impl Style {
    fn ansi(self) -> Ansi {
        match self {
            Style::Plain => Ansi::new(),
            Style::Title => AnsiColor::Cyan.on_default().bold(),
            Style::Bold => Ansi::new().bold(),
            Style::Dim => Ansi::new().dimmed(),
            Style::Class => AnsiColor::Yellow.on_default(),
            Style::Delete => AnsiColor::Red.on_default().strikethrough(),
            Style::Insert => AnsiColor::Blue.on_default().underline(),
        }
    }
}

/// A stretch of text on one line, made visible.
#[derive(Clone, Debug)]
pub(in super::super) struct Span {
    style: Style,
    text: String,
}

impl Span {
    pub(in super::super) fn new(style: Style, text: &str) -> Self {
        Self { style, text: visible::line(text) }
    }
}

/// Writes wrapped lines.
#[derive(Debug)]
pub(in super::super) struct Lines<W> {
    pub(in super::super) out: W,
    width: usize,
    color: bool,
}

impl<W: Write> Lines<W> {
    pub(in super::super) fn new(out: W, settings: &Settings) -> Self {
        Self { out, width: settings.width.max(40), color: settings.color }
    }

    pub(in super::super) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    pub(super) fn rule(&mut self) -> io::Result<()> {
        let rule = "─".repeat(self.width.min(80));
        self.line("", "", &[Span::new(Style::Dim, &rule)])
    }

    pub(in super::super) fn say(
        &mut self,
        style: Style,
        indent: &str,
        text: &str,
    ) -> io::Result<()> {
        self.line(indent, &format!("{indent}  "), &[Span::new(style, text)])
    }

    /// Writes `spans`, the first line after `first`, the others after `rest`.
    pub(in super::super) fn line(
        &mut self,
        first: &str,
        rest: &str,
        spans: &[Span],
    ) -> io::Result<()> {
        let cells = cells(spans);
        let room = |indent: &str| self.width.saturating_sub(indent.width());
        let lines = wrapped(&cells, room(first), room(rest));
        for (number, line) in lines.into_iter().enumerate() {
            self.out.write_all(if number == 0 { first } else { rest }.as_bytes())?;
            self.cells(line)?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    /// Writes `left` and `right` side by side after `indent`, each wrapped to its half of the width.
    pub(super) fn sides(&mut self, indent: &str, left: &[Span], right: &[Span]) -> io::Result<()> {
        const BETWEEN: &str = " │ ";
        let half = self.width.saturating_sub(indent.width() + BETWEEN.width()) / 2;
        let (left, right) = (cells(left), cells(right));
        let (left, right) = (wrapped(&left, half, half), wrapped(&right, half, half));
        for number in 0..left.len().max(right.len()) {
            let cells =
                |side: &[&'_ [Cell]]| side.get(number).map_or_else(Vec::new, |line| line.to_vec());
            let (left, right) = (cells(&left), cells(&right));
            self.out.write_all(indent.as_bytes())?;
            self.cells(&left)?;
            let used: usize = left.iter().map(|&(c, _)| columns(c)).sum();
            self.out.write_all(" ".repeat(half.saturating_sub(used)).as_bytes())?;
            self.out.write_all(
                if right.is_empty() { BETWEEN.trim_end() } else { BETWEEN }.as_bytes(),
            )?;
            self.cells(&right)?;
            self.out.write_all(b"\n")?;
        }
        Ok(())
    }

    fn cells(&mut self, cells: &[Cell]) -> io::Result<()> {
        for run in cells.chunk_by(|left, right| left.1 == right.1) {
            let style = if self.color { run[0].1.ansi() } else { Ansi::new() };
            let text: String = run.iter().map(|&(c, _)| c).collect();
            write!(self.out, "{style}{text}{style:#}")?;
        }
        Ok(())
    }
}

/// A character with its style.
type Cell = (char, Style);

fn cells(spans: &[Span]) -> Vec<Cell> {
    spans.iter().flat_map(|span| span.text.chars().map(|c| (c, span.style))).collect()
}

/// `cells` cut into lines, without the spaces where they break: the first of at most `first` columns, the others of
/// at most `rest`. There is always a first line.
fn wrapped(cells: &[Cell], first: usize, rest: usize) -> Vec<&[Cell]> {
    let mut lines = Vec::new();
    let mut at = 0;
    loop {
        let room = if lines.is_empty() { first } else { rest };
        let end = fit(&cells[at..], room.max(2)) + at;
        let mut shown = &cells[at..end];
        while let Some((&(' ', _), less)) = shown.split_last() {
            shown = less;
        }
        lines.push(shown);
        at = end;
        while cells.get(at).is_some_and(|&(c, _)| c == ' ') {
            at += 1;
        }
        if at >= cells.len() {
            return lines;
        }
    }
}

/// Columns of a character; never fewer than it adds to a line.
fn columns(c: char) -> usize {
    match c {
        // A variation selector can make the character before it wide.
        '\u{fe00}'..='\u{fe0f}' => 1,
        _ => c.width().unwrap_or(1),
    }
}

/// How many of `cells` go on a line of `room` columns: at least one, at the last place where a line may
/// break, or as many as fit when there is none.
fn fit(cells: &[Cell], room: usize) -> usize {
    let mut used = 0;
    let mut good = 0;
    for (at, &(c, _)) in cells.iter().enumerate() {
        if at > 0 && may_break(cells[at - 1].0, c) {
            good = at;
        }
        used += columns(c);
        if used > room {
            // A space at the end of a line needs no room.
            return if c == ' ' && at > 0 {
                at
            } else if good > 0 {
                good
            } else {
                at.max(1)
            };
        }
    }
    cells.len()
}

const NO_START: &str = "，。、；：？！）》」』】〕〉’”％…—·,.;:?!)]}%-+~/";
const NO_END: &str = "（《「『【〔〈‘“([{-+";

fn may_break(before: char, after: char) -> bool {
    if before == ' ' {
        return after != ' ';
    }
    if after == ' ' {
        return true;
    }
    let word = |c: char| {
        c.is_ascii_graphic() || matches!(c, '‹' | '›') || (c.is_alphanumeric() && columns(c) == 1)
    };
    let inside = word(before) && word(after);
    !inside && !NO_START.contains(after) && !NO_END.contains(before) && columns(after) > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(text: &str, width: usize) -> Vec<String> {
        let mut out = Vec::new();
        let mut lines = Lines { out: &mut out, width, color: false };
        lines.line("", "", &[Span::new(Style::Plain, text)]).unwrap();
        String::from_utf8(out).unwrap().lines().map(str::to_owned).collect()
    }

    #[test]
    fn lines_break_as_chinese_does() {
        assert_eq!(wrap("同志们，今天开会。", 8), ["同志们，", "今天开", "会。"]);
        assert_eq!(wrap("看《讲话》全文", 6), ["看《讲", "话》全", "文"]);
        assert_eq!(wrap("共 1,021/1,040 字", 12), ["共", "1,021/1,040", "字"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn two_sides_keep_to_their_halves() {
        let mut out = Vec::new();
        let mut lines = Lines { out: &mut out, width: 15, color: false };
        let plain = |text| [Span::new(Style::Plain, text)];
        lines.sides(" ", &plain("甲乙丙丁"), &plain("abc")).unwrap();
        lines.sides("", &[], &plain("甲\u{301}乙ab")).unwrap();
        let shown = String::from_utf8(out).unwrap();
        // Five columns a side after the indent, six without it; a mark above a letter takes none.
        assert_eq!(shown, " 甲乙  │ abc\n 丙丁  │\n       │ 甲\u{301}乙ab\n");
    }
}
