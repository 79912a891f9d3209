//! The report for a terminal: wrapped to a width, coloured or plain, every difference with a sign.
//!
//! Signs: `-` only the representative has it, `+` only the member has it, `~` it became something else;
//! inside a line `[-…-]` and `{+…+}` stand round the two. Every line goes through [`visible`], so that no
//! text of a collection can steer a terminal.

mod lines;
mod side;

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

use super::minor::Hidden;
use super::words::{self, Terms, View};
use super::{ClusterReport, Layout, Renderer, Run, Settings, visible};
use crate::diff::{Comparison, EditClass, Op, OpKind, Relation};
use crate::error::{Lang, Skipped};

pub(super) use lines::{Lines, Span, Style};

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

    /// The members that are the representative's copies, in one line.
    fn identical(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        let lang = self.settings.lang;
        let copies = cluster.linked().filter(|(_, link)| is_copy(link));
        let copies: Vec<String> = copies.map(|(member, _)| visible::id(&member.id, lang)).collect();
        if copies.is_empty() {
            return Ok(());
        }
        let count = words::count(copies.len() as u64);
        let label = match lang {
            Lang::Zh => format!("与代表完全相同 {count} 篇："),
            Lang::En => format!("identical to the representative, {count}: "),
        };
        let named = &copies[..copies.len().min(NAMED)];
        let rest = match copies.len() - named.len() {
            0 => String::new(),
            rest => {
                let rest = words::count(rest as u64);
                lang.pick(format!("，另有 {rest} 篇"), format!(", and {rest} more"))
            }
        };
        let spans = [
            Span::new(Style::Bold, &label),
            Span::new(Style::Plain, &named.join(lang.pick("、", ", "))),
            Span::new(Style::Dim, &rest),
        ];
        self.out.blank()?;
        self.out.line("", "  ", &spans)
    }
}

impl<W: Write> Renderer for Text<W> {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        let lang = self.settings.lang;
        let mut named = Skipped::told(skipped);
        named.truncate(NAMED);
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
        let similarity = match lang {
            Lang::Zh => "  与代表的相似度：最低",
            Lang::En => "  similarity to the representative: min",
        };
        let figures = format!(
            "{similarity} {}{}{} {}",
            words::similarity(cluster.min),
            words::weakest(cluster, lang),
            lang.pick("，中位", ", median"),
            words::similarity(cluster.median)
        );
        let representative = cluster.representative();
        self.out.blank()?;
        self.out.rule()?;
        self.out.line(
            "",
            "",
            &[
                Span::new(Style::Title, &words::heading(cluster, lang)),
                Span::new(Style::Plain, &figures),
            ],
        )?;
        let label = lang.pick("代表 ", "representative ");
        let mut spans = vec![
            Span::new(Style::Dim, label),
            Span::new(Style::Bold, &visible::id(&representative.id, lang)),
        ];
        push_title(&mut spans, &representative.title, lang);
        self.out.line("", "     ", &spans)?;

        self.identical(cluster)?;
        for (member, link) in cluster.linked().filter(|(_, link)| !is_copy(link)) {
            self.out.blank()?;
            let view = View::member(representative, member, link, lang);
            write_view(&mut self.out, &view, &self.settings)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let lang = self.settings.lang;
        let Some((run, named)) = self.end.take() else { return self.out.out.flush() };
        self.out.blank()?;
        self.out.rule()?;
        self.out.say(Style::Bold, "", &words::outcome(&run.counts, lang))?;
        self.out.say(Style::Plain, "", &words::candidates(&run, lang))?;
        for line in words::limits(&run.counts, lang) {
            self.out.say(Style::Plain, "", &line)?;
        }
        if let Some(note) = words::not_compared(&run, lang) {
            self.out.say(Style::Plain, "", &note)?;
        }
        if run.counts.clusters + run.counts.templates > 0 {
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
            let rest = run.counts.skipped.saturating_sub(Skipped::total(&named));
            if rest > 0 {
                let rest = words::count(rest);
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
    let (between, after) = view.sentence(lang);
    out.line(
        "",
        "  ",
        &[
            Span::new(Style::Bold, &visible::id(&view.b.id, lang)),
            Span::new(Style::Plain, between),
            Span::new(Style::Bold, &visible::id(&view.a.id, lang)),
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
        match settings.layout {
            Layout::Inline => write_ops(out, a, b, comparison, settings)?,
            Layout::Side => side::write(out, view, (a, b), comparison, settings)?,
        }
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
    let hidden = Hidden::of(&comparison.ops, settings.minor_shown);
    for (_, op) in hidden.shown(&comparison.ops) {
        out.line("  ", "      ", &op_spans(op, a, b, settings))?;
        write_inside(out, op, (a, b), comparison, settings)?;
    }
    write_hidden(out, &hidden, settings.lang)
}

/// Says how many differences are not shown.
fn write_hidden<W: Write>(out: &mut Lines<W>, hidden: &Hidden, lang: Lang) -> io::Result<()> {
    hidden.message(lang).map_or(Ok(()), |text| out.say(Style::Dim, "    ", &text))
}

/// What changed inside the move that `op` begins.
fn write_inside<W: Write>(
    out: &mut Lines<W>,
    op: &Op,
    (a, b): (&str, &str),
    comparison: &Comparison,
    settings: &Settings,
) -> io::Result<()> {
    for inner in comparison.inside_of(op) {
        let mut spans = op_spans(inner, a, b, settings);
        spans.insert(0, Span::new(Style::Dim, settings.lang.pick("其中 ", "inside ")));
        out.line("    ", "        ", &spans)?;
    }
    Ok(())
}

fn sign(kind: OpKind) -> (&'static str, Style) {
    match kind {
        OpKind::Delete => ("- ", Style::Delete),
        OpKind::Insert => ("+ ", Style::Insert),
        OpKind::Replace => ("~ ", Style::Class),
    }
}

fn op_spans(op: &Op, a: &str, b: &str, settings: &Settings) -> Vec<Span> {
    let lang = settings.lang;
    let (sign, style) = sign(op.kind);
    let (before, after) = context(op, a, settings.context);
    let mut spans = vec![
        Span::new(style, sign),
        Span::new(Style::Class, &label(op, a, b, lang)),
        Span::new(Style::Dim, &format!("  {before}")),
    ];
    spans.extend(old(op, a, lang));
    spans.extend(new(op, b, lang));
    spans.push(Span::new(Style::Dim, &after));
    spans
}

/// What a difference takes out of A, if anything.
fn old(op: &Op, a: &str, lang: Lang) -> Option<Span> {
    let text = stretch(&a[op.a.clone()], op.class, lang);
    (!op.a.is_empty()).then(|| Span::new(Style::Delete, &format!("[-{text}-]")))
}

/// What a difference puts into B, if anything.
fn new(op: &Op, b: &str, lang: Lang) -> Option<Span> {
    let text = stretch(&b[op.b.clone()], op.class, lang);
    (!op.b.is_empty()).then(|| Span::new(Style::Insert, &format!("{{+{text}+}}")))
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

/// `text` on one line, white space made one space.
fn squeeze(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if !c.is_whitespace() {
            out.push(c);
        } else if !out.ends_with(' ') {
            out.push(' ');
        }
    }
    visible::line(&out)
}

/// What stands before and after a difference in the text of A, on one line, white space made one space.
pub(super) fn context(op: &Op, a: &str, count: usize) -> (String, String) {
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
