//! The report for a terminal: wrapped to a width, coloured or plain, every difference with a sign.
//!
//! Signs: `-` only the representative has it, `+` only the member has it, `~` it became something else;
//! inside a line `[-…-]` and `{+…+}` stand round the two. Every line goes through [`visible`], so that no
//! text of a collection can steer a terminal.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style as Ansi};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::words::{self, Terms, View};
use super::{ClusterReport, Pair, Renderer, Run, Settings, visible};
use crate::diff::{Comparison, EditClass, Op, OpKind, Relation};
use crate::error::{Lang, Skipped};

/// How many ids of identical members, and how many skipped inputs, are named before the rest is counted.
const NAMED: usize = 20;

/// Writes a report as text.
#[derive(Debug)]
pub struct Text<W> {
    out: Lines<W>,
    settings: Settings,
    end: Option<(Run, Vec<Skipped>)>,
}

impl<W: Write> Text<W> {
    /// A report to `out`.
    pub fn new(out: W, settings: &Settings) -> Self {
        Self { out: Lines::new(out, settings), settings: settings.clone(), end: None }
    }
}

impl<W: Write> Renderer for Text<W> {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        let lang = self.settings.lang;
        let named = skipped.iter().take(NAMED).cloned().collect();
        self.end = Some((run.clone(), named));
        self.out.line(
            "",
            "",
            &[
                Span::new(Style::Title, lang.pick("雷同报告", "Near-duplicates")),
                Span::new(Style::Dim, &format!("  leitong {}", run.version)),
            ],
        )
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        let lang = self.settings.lang;
        let size = words::count(cluster.members.len() as u64);
        let name = words::kind(cluster.kind, lang);
        let heading = match lang {
            Lang::Zh => format!("{name} {} · {size} 篇", cluster.id),
            Lang::En => format!("{name} {} · {size} documents", cluster.id),
        };
        let similarity = match lang {
            Lang::Zh => "  与代表的相似度：最低",
            Lang::En => "  similarity to the representative: min",
        };
        let figures = format!(
            "{similarity} {}{} {}",
            words::similarity(cluster.min),
            lang.pick("，中位", ", median"),
            words::similarity(cluster.median)
        );
        let representative = cluster.representative();
        self.out.blank()?;
        self.out.rule()?;
        self.out.line(
            "",
            "",
            &[Span::new(Style::Title, &heading), Span::new(Style::Plain, &figures)],
        )?;
        let label = lang.pick("代表 ", "representative ");
        let mut spans =
            vec![Span::new(Style::Dim, label), Span::new(Style::Bold, &representative.id)];
        push_title(&mut spans, &representative.title, lang);
        self.out.line("", "     ", &spans)?;

        let identical: Vec<&str> = cluster
            .linked()
            .filter(|(_, link)| is_copy(link))
            .map(|(member, _)| member.id.as_str())
            .collect();
        if !identical.is_empty() {
            let mut spans = vec![Span::new(
                Style::Bold,
                &match lang {
                    Lang::Zh => format!("与代表完全相同 {} 篇：", identical.len()),
                    Lang::En => format!("identical to the representative, {}: ", identical.len()),
                },
            )];
            let named = identical.iter().take(NAMED).copied().collect::<Vec<_>>();
            spans.push(Span::new(Style::Plain, &named.join(lang.pick("、", ", "))));
            let rest = identical.len() - named.len();
            if rest > 0 {
                spans.push(Span::new(
                    Style::Dim,
                    &lang.pick(format!("，另有 {rest} 篇"), format!(", and {rest} more")),
                ));
            }
            self.out.blank()?;
            self.out.line("", "  ", &spans)?;
        }
        for (member, link) in cluster.linked().filter(|(_, link)| !is_copy(link)) {
            self.out.blank()?;
            let view = View::member(representative, member, link, lang);
            write_view(&mut self.out, &view, &self.settings)?;
        }
        Ok(())
    }

    fn pairs(&mut self, _: &mut dyn Iterator<Item = Pair>) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let lang = self.settings.lang;
        let Some((run, named)) = self.end.take() else { return self.out.out.flush() };
        self.out.blank()?;
        self.out.rule()?;
        self.out.say(Style::Bold, "", &words::outcome(&run.counts, lang))?;
        self.out.say(Style::Plain, "", &words::candidates(&run, lang))?;
        if run.counts.compared < run.counts.clusters {
            let (compared, clusters) =
                (words::count(run.counts.compared), words::count(run.counts.clusters));
            let text = match lang {
                Lang::Zh => {
                    format!("比对了最大的 {compared} 簇，共 {clusters} 簇；--diffs all 比对全部")
                }
                Lang::En => format!(
                    "differences worked out for the largest {compared} of {clusters} clusters; \
                     --diffs all does them all"
                ),
            };
            self.out.say(Style::Plain, "", &text)?;
        }
        if run.counts.clusters > 0 {
            for line in words::definitions(&Terms::of_run(&run, lang), lang) {
                self.out.say(Style::Dim, "  ", &line)?;
            }
        }
        if run.counts.skipped > 0 {
            let skipped = words::count(run.counts.skipped);
            let text = lang.pick(format!("略过 {skipped} 项："), format!("skipped: {skipped}"));
            self.out.say(Style::Bold, "", &text)?;
            for skipped in &named {
                self.out.say(Style::Plain, "  ", &skipped.message(lang))?;
            }
            let rest = run.counts.skipped.saturating_sub(named.len() as u64);
            if rest > 0 {
                let text = lang.pick(format!("另有 {rest} 项"), format!("and {rest} more"));
                self.out.say(Style::Dim, "  ", &text)?;
            }
        }
        self.out.out.flush()
    }
}

fn is_copy(link: &super::Link) -> bool {
    link.relation == Some(Relation::Identical)
        && link.comparison.as_ref().is_none_or(|comparison| comparison.ops.is_empty())
}

fn push_title(spans: &mut Vec<Span>, title: &str, lang: Lang) {
    if !title.trim().is_empty() {
        spans.push(Span::new(
            Style::Plain,
            &format!("  {}", visible::short(title.trim(), 60, lang)),
        ));
    }
}

/// Writes how side B stands to side A: the relation, the figures, the differences.
pub(super) fn write_view<W: Write>(
    out: &mut Lines<W>,
    view: &View<'_>,
    settings: &Settings,
) -> io::Result<()> {
    let lang = settings.lang;
    let (between, after) = words::sentence(view.link.relation, lang);
    out.line(
        "",
        "  ",
        &[
            Span::new(Style::Bold, &view.b.id),
            Span::new(Style::Plain, between),
            Span::new(Style::Bold, &view.a.id),
            Span::new(Style::Plain, after),
        ],
    )?;
    let titles = [view.a, view.b].map(|side| side.title.trim());
    if !titles[1].is_empty() && titles[0] != titles[1] {
        out.say(Style::Dim, "  ", &visible::short(titles[1], 60, lang))?;
    }
    let mut rows: Vec<(&str, String)> =
        view.figures(lang).iter().map(|figure| (figure.label, figure.line())).collect();
    rows.extend(view.edits(lang).map(|edits| (lang.pick("差异", "edits"), edits)));
    let column = rows.iter().map(|(label, _)| label.width()).max().unwrap_or(0) + 2;
    for (label, value) in rows {
        let pad = " ".repeat(column - label.width());
        let spans =
            [Span::new(Style::Dim, &format!("{label}{pad}")), Span::new(Style::Plain, &value)];
        out.line("  ", &" ".repeat(2 + column), &spans)?;
    }
    if let Some((a, b, comparison)) = view.compared()
        && !comparison.ops.is_empty()
    {
        out.blank()?;
        write_ops(out, a, b, comparison, settings)?;
    }
    Ok(())
}

fn write_ops<W: Write>(
    out: &mut Lines<W>,
    a: &str,
    b: &str,
    comparison: &Comparison,
    settings: &Settings,
) -> io::Result<()> {
    let lang = settings.lang;
    let mut layout = 0;
    for op in &comparison.ops {
        if op.class == EditClass::Layout {
            layout += 1;
            if layout > settings.layout_shown {
                continue;
            }
        }
        out.line("  ", "      ", &op_spans(op, a, b, settings))?;
        for inner in comparison.inside_of(op) {
            let mut spans = op_spans(inner, a, b, settings);
            spans.insert(0, Span::new(Style::Dim, lang.pick("其中 ", "inside ")));
            out.line("    ", "        ", &spans)?;
        }
    }
    if layout > settings.layout_shown {
        let rest = layout - settings.layout_shown;
        let text = match lang {
            Lang::Zh => format!("其余 {rest} 处版式差异"),
            Lang::En => format!("and {rest} more in layout"),
        };
        out.say(Style::Dim, "    ", &text)?;
    }
    Ok(())
}

fn op_spans(op: &Op, a: &str, b: &str, settings: &Settings) -> Vec<Span> {
    let lang = settings.lang;
    let (sign, style) = match op.kind {
        OpKind::Delete => ("- ", Style::Delete),
        OpKind::Insert => ("+ ", Style::Insert),
        OpKind::Replace => ("~ ", Style::Class),
    };
    let (before, after) = context(op, a, settings.context);
    let mut spans = vec![
        Span::new(style, sign),
        Span::new(Style::Class, &label(op, a, b, lang)),
        Span::new(Style::Dim, &format!("  {before}")),
    ];
    if !op.a.is_empty() {
        let text = stretch(&a[op.a.clone()], op.class, lang);
        spans.push(Span::new(Style::Delete, &format!("[-{text}-]")));
    }
    if !op.b.is_empty() {
        let text = stretch(&b[op.b.clone()], op.class, lang);
        spans.push(Span::new(Style::Insert, &format!("{{+{text}+}}")));
    }
    spans.push(Span::new(Style::Dim, &after));
    spans
}

/// The class of a difference, with the number of a move and the length of what one side alone has.
pub(super) fn label(op: &Op, a: &str, b: &str, lang: Lang) -> String {
    let mut out = words::class(op.class, lang).to_owned();
    if let Some(number) = op.move_id.filter(|_| op.class == EditClass::Move) {
        out.push_str(&format!(" {number}"));
    }
    let alone = match op.kind {
        OpKind::Delete => &a[op.a.clone()],
        OpKind::Insert => &b[op.b.clone()],
        OpKind::Replace => "",
    };
    let length = alone.chars().count();
    if op.class != EditClass::Layout && length >= 20 {
        let length = words::count(length as u64);
        out.push_str(&lang.pick(format!("（{length} 字）"), format!(" ({length} characters)")));
    }
    out
}

/// What stands before and after a difference in the text of A, on one line, white space made one space.
pub(super) fn context(op: &Op, a: &str, count: usize) -> (String, String) {
    let squeeze = |text: &str| {
        let mut out = String::new();
        for c in text.chars() {
            if !c.is_whitespace() {
                out.push(c);
            } else if !out.ends_with(' ') {
                out.push(' ');
            }
        }
        visible::line(&out)
    };
    let before = visible::tail(&a[..op.a.start], count);
    let after = visible::head(&a[op.a.end..], count);
    let more_before = if before.len() < op.a.start { "…" } else { "" };
    let more_after = if after.len() < a.len() - op.a.end { "…" } else { "" };
    (
        format!("{more_before}{}", squeeze(before).trim_start()),
        format!("{}{more_after}", squeeze(after).trim_end()),
    )
}

/// One side of a difference on one line, long ones without their middle.
pub(super) fn stretch(text: &str, class: EditClass, lang: Lang) -> String {
    let cut = visible::elide(text, 60, 30, 40);
    let show =
        |text| if class == EditClass::Layout { visible::marks(text) } else { visible::line(text) };
    if cut.middle.is_empty() {
        return show(text);
    }
    let gap = visible::ellipsis(cut.middle.chars().count(), lang);
    format!("{}{gap}{}", show(cut.head), show(cut.tail))
}

/// What a stretch of text is, for colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
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
pub(super) struct Span {
    style: Style,
    text: String,
}

impl Span {
    pub(super) fn new(style: Style, text: &str) -> Self {
        Self { style, text: visible::line(text) }
    }
}

/// Writes wrapped lines.
#[derive(Debug)]
pub(super) struct Lines<W> {
    pub(super) out: W,
    width: usize,
    color: bool,
}

impl<W: Write> Lines<W> {
    pub(super) fn new(out: W, settings: &Settings) -> Self {
        Self { out, width: settings.width.max(40), color: settings.color }
    }

    pub(super) fn blank(&mut self) -> io::Result<()> {
        self.out.write_all(b"\n")
    }

    fn rule(&mut self) -> io::Result<()> {
        let rule = "─".repeat(self.width.min(80));
        self.line("", "", &[Span::new(Style::Dim, &rule)])
    }

    pub(super) fn say(&mut self, style: Style, indent: &str, text: &str) -> io::Result<()> {
        self.line(indent, &format!("{indent}  "), &[Span::new(style, text)])
    }

    /// Writes `spans`, the first line after `first`, the others after `rest`.
    pub(super) fn line(&mut self, first: &str, rest: &str, spans: &[Span]) -> io::Result<()> {
        let cells: Vec<(char, Style)> =
            spans.iter().flat_map(|span| span.text.chars().map(|c| (c, span.style))).collect();
        let mut at = 0;
        let mut indent = first;
        loop {
            let room = self.width.saturating_sub(indent.width()).max(2);
            let end = fit(&cells[at..], room) + at;
            let mut shown = &cells[at..end];
            while let Some((&(' ', _), less)) = shown.split_last() {
                shown = less;
            }
            self.out.write_all(indent.as_bytes())?;
            self.cells(shown)?;
            self.out.write_all(b"\n")?;
            at = end;
            while cells.get(at).is_some_and(|&(c, _)| c == ' ') {
                at += 1;
            }
            if at >= cells.len() {
                return Ok(());
            }
            indent = rest;
        }
    }

    fn cells(&mut self, cells: &[(char, Style)]) -> io::Result<()> {
        for run in cells.chunk_by(|left, right| left.1 == right.1) {
            let style = if self.color { run[0].1.ansi() } else { Ansi::new() };
            let text: String = run.iter().map(|&(c, _)| c).collect();
            write!(self.out, "{style}{text}{style:#}")?;
        }
        Ok(())
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
fn fit(cells: &[(char, Style)], room: usize) -> usize {
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
}
