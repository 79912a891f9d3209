//! The report as a Markdown document (with the tables of GitHub's dialect).
//!
//! All text of a collection is escaped for Markdown and for HTML, so that none of it becomes markup, a
//! link or a mention; long stretches stand in fences that they cannot close.

use std::io::{self, Write};

use super::minor::Hidden;
use super::template::{self, Piece, Skeleton};
use super::words::{self, Terms, View};
use super::{ClusterReport, Member, Renderer, Run, Settings, text, visible};
use crate::collate::Slot;
use crate::diff::{Comparison, EditClass, Op};
use crate::error::{Lang, Skipped};

/// Stretches longer than this many characters get a fence of their own.
const FENCED: usize = 120;

/// Slots shown of a template, fillers shown of a slot, and members named for a filler.
const SLOTS: usize = 100;
const FILLERS: usize = 12;
const NAMED: usize = 3;

/// Writes a report as Markdown.
#[derive(Debug)]
pub struct Markdown<W> {
    out: W,
    settings: Settings,
}

impl<W: Write> Markdown<W> {
    /// A report to `out`.
    pub fn new(out: W, settings: &Settings) -> Self {
        Self { out, settings: settings.clone() }
    }

    fn view(&mut self, view: &View<'_>) -> io::Result<()> {
        let lang = self.settings.lang;
        let (between, after) = view.sentence(lang);
        let [b, a] = [view.b, view.a].map(|side| escape(&visible::id(&side.id, lang)));
        writeln!(self.out, "\n### {b}{between}{a}{after}\n")?;
        for figure in view.figures(lang) {
            writeln!(self.out, "- {}{}{}", figure.label, lang.pick("：", ": "), figure.line())?;
        }
        if let Some(edits) = view.edits(lang) {
            writeln!(self.out, "\n{} {edits}", lang.pick("差异", "Differences:"))?;
        }
        if let Some((a, b, comparison)) = view.compared()
            && !comparison.ops.is_empty()
        {
            self.ops(a, b, comparison)?;
        }
        Ok(())
    }

    /// The row of a member in the table of its cluster.
    fn row(&mut self, member: &Member) -> io::Result<()> {
        let lang = self.settings.lang;
        let title = escape(&visible::short(member.title.trim(), 60, lang));
        write!(self.out, "| {} | {title} |", escape(&visible::id(&member.id, lang)))?;
        let Some(link) = &member.link else {
            return writeln!(self.out, " {} | | | | | | |", lang.pick("代表", "representative"));
        };
        write!(
            self.out,
            " {} | {} | {} | {} |",
            words::relation(link.relation, lang),
            words::similarity(link.overlap.jaccard()),
            words::percent(link.overlap.common.into(), link.overlap.b.into()),
            words::percent(link.overlap.common.into(), link.overlap.a.into()),
        )?;
        let Some(comparison) = &link.comparison else { return writeln!(self.out, " | | |") };
        let ratio = |(part, all): (usize, usize)| words::percent(part as u64, all as u64);
        writeln!(
            self.out,
            " {} | {} | {} |",
            ratio(comparison.copy_b),
            ratio(comparison.copy_a),
            words::count(comparison.ops.len() as u64)
        )
    }

    /// The skeleton of a cluster with its slots, and a table of what stands in them.
    fn template(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        let lang = self.settings.lang;
        let (Some(slots), Some(base)) = (cluster.slots(), &cluster.representative().text) else {
            return Ok(());
        };
        if slots.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n### {}\n", lang.pick("模板", "Template"))?;
        let shown = &slots[..slots.len().min(SLOTS)];
        write!(self.out, "> ")?;
        for (range, piece) in Skeleton::new(shown).pieces(0..base.len()) {
            let text = &base[range];
            match piece {
                Piece::Fixed => write!(self.out, "{}", escape(&visible::short(text, 40, lang)))?,
                Piece::Open(at) => {
                    let kind = template::kind(shown[at].kind, lang);
                    write!(self.out, "**【{} {kind}】**", at + 1)?;
                }
            }
        }
        let columns = lang.pick(
            "| 槽 | 类型 | 处数 | 取值（篇数） | 缺 |",
            "| slot | kind | places | fillers (documents) | lacking |",
        );
        writeln!(self.out, "\n\n{columns}\n|--:|---|--:|---|--:|")?;
        for (number, slot) in (1..).zip(shown) {
            let fillers = fillers(cluster, slot, lang);
            let kind = template::kind(slot.kind, lang);
            let [places, lacking] =
                [slot.places.len(), slot.lacking].map(|number| words::count(number as u64));
            writeln!(self.out, "| {number} | {kind} | {places} | {fillers} | {lacking} |")?;
        }
        if slots.len() > SLOTS {
            let rest = words::count((slots.len() - SLOTS) as u64);
            let rest = match lang {
                Lang::Zh => format!("其余 {rest} 个槽从略；-o x.json 列出全部"),
                Lang::En => format!("slots left out: {rest}; -o x.json lists them all"),
            };
            writeln!(self.out, "\n{rest}")?;
        }
        Ok(())
    }

    fn ops(&mut self, a: &str, b: &str, comparison: &Comparison) -> io::Result<()> {
        let lang = self.settings.lang;
        writeln!(self.out)?;
        let hidden = Hidden::of(&comparison.ops, self.settings.minor_shown);
        for (number, op) in hidden.shown(&comparison.ops) {
            self.op(&format!("- {}", number + 1), op, a, b)?;
            for inner in comparison.inside_of(op) {
                self.op(lang.pick("  - 其中", "  - inside"), inner, a, b)?;
            }
        }
        hidden.message(lang).map_or(Ok(()), |rest| writeln!(self.out, "\n{rest}"))
    }

    fn op(&mut self, head: &str, op: &Op, a: &str, b: &str) -> io::Result<()> {
        let lang = self.settings.lang;
        let (before, after) = text::context(op, a, self.settings.context);
        // The number is not a list marker: what is left out would be counted wrong.
        let label = text::label(op, a, b, lang);
        write!(self.out, "{head} **{label}** {}", escape(&before))?;
        let sides = [("del", &a[op.a.clone()]), ("ins", &b[op.b.clone()])];
        let mut fences = Vec::new();
        for (tag, side) in sides {
            if side.is_empty() {
                continue;
            }
            if side.chars().nth(FENCED).is_some() && op.class != EditClass::Layout {
                let length = words::count(side.chars().count() as u64);
                let gap = match lang {
                    Lang::Zh => format!("……（见下，{length} 字）……"),
                    Lang::En => format!("…({length} characters, below)…"),
                };
                write!(self.out, "<{tag}>{gap}</{tag}>")?;
                fences.push((tag, side));
            } else {
                write!(self.out, "<{tag}>{}</{tag}>", escape(&shown(side, op.class)))?;
            }
        }
        writeln!(self.out, "{}", escape(&after))?;
        for (tag, side) in fences {
            let body = visible::block(side);
            let ticks = "`".repeat(longest_ticks(&body).max(2) + 1);
            let sign = if tag == "del" { '-' } else { '+' };
            writeln!(self.out, "\n  {ticks}text")?;
            for line in body.lines() {
                writeln!(self.out, "  {sign} {line}")?;
            }
            writeln!(self.out, "  {ticks}\n")?;
        }
        Ok(())
    }
}

/// What stands in a slot, each with its count and the first members that have it.
fn fillers(cluster: &ClusterReport, slot: &Slot, lang: Lang) -> String {
    let mut out = Vec::new();
    for filler in slot.fillers.iter().take(FILLERS) {
        let text = match filler.text.as_str() {
            "" => lang.pick("（无）", "(nothing)").to_owned(),
            text => escape(&visible::short(text, 40, lang)),
        };
        let named = filler.members.iter().take(NAMED);
        let named: Vec<String> =
            named.map(|&at| escape(&visible::id(&cluster.members[at].id, lang))).collect();
        let more = if filler.members.len() > NAMED { "…" } else { "" };
        let names = match (named.is_empty(), lang) {
            (true, _) => String::new(),
            (false, Lang::Zh) => format!("：{}{more}", named.join("、")),
            (false, Lang::En) => format!(": {}{more}", named.join(", ")),
        };
        let count = words::count(filler.count as u64);
        out.push(
            lang.pick(format!("{text}（{count}{names}）"), format!("{text} ({count}{names})")),
        );
    }
    let rest = slot.fillers.len().saturating_sub(FILLERS);
    if rest > 0 {
        let rest = words::count(rest as u64);
        out.push(lang.pick(format!("另有 {rest} 种"), format!("{rest} more")));
    }
    out.join(lang.pick("；", "; "))
}

fn shown(text: &str, class: EditClass) -> String {
    if class == EditClass::Layout { visible::marks(text) } else { visible::line(text) }
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// `text` on one line, made visible, with nothing left that Markdown or HTML would take for markup.
pub fn escape(text: &str) -> String {
    let text = visible::line(text);
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '$' | '{' | '}' | '!' => {
                out.push('\\');
                out.push(c);
            }
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '#' => out.push_str("&#35;"),
            // No mentions, and no links out of bare addresses.
            '@' => out.push_str("&#64;"),
            ':' if text[at..].starts_with("://") => out.push_str("&#58;"),
            '.' if text[..at].to_ascii_lowercase().ends_with("www") => out.push_str("&#46;"),
            '+' | '-' | '=' if at == 0 => {
                out.push('\\');
                out.push(c);
            }
            // A number that begins a line with these is a list.
            '.' | ')' if at > 0 && text[..at].bytes().all(|b| b.is_ascii_digit()) => {
                out.push('\\');
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

impl<W: Write> Renderer for Markdown<W> {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        let lang = self.settings.lang;
        let counts = &run.counts;
        writeln!(self.out, "# {}\n", lang.pick("雷同报告", "Near-duplicates"))?;
        writeln!(self.out, "{}\n", words::outcome(counts, lang))?;
        writeln!(self.out, "| {} | |\n|---|--:|", lang.pick("总览", "Summary"))?;
        for (name, number) in words::counts(counts, lang) {
            writeln!(self.out, "| {name} | {} |", words::count(number))?;
        }
        writeln!(self.out, "\n{}\n", words::candidates(run, lang))?;
        for line in words::limits(counts, lang) {
            writeln!(self.out, "{line}\n")?;
        }
        if let Some(note) = words::not_compared(run, lang) {
            writeln!(self.out, "{note}\n")?;
        }
        for line in words::definitions(&Terms::of_run(run, lang), lang) {
            writeln!(self.out, "- {line}")?;
        }
        if !skipped.is_empty() {
            writeln!(self.out, "\n## {}\n", lang.pick("略过的输入", "Skipped"))?;
            for skipped in Skipped::told(skipped) {
                writeln!(self.out, "- {}", escape(&skipped.message(lang)))?;
            }
        }
        if !run.decodings.is_empty() {
            writeln!(self.out, "\n## {}\n", lang.pick("文件的编码", "Encodings of files"))?;
            for decoding in &run.decodings {
                writeln!(self.out, "- {}", escape(&words::decoding(decoding, lang)))?;
            }
        }
        Ok(())
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        let lang = self.settings.lang;
        let representative = cluster.representative();
        writeln!(self.out, "\n## {}\n", words::heading(cluster, lang))?;
        writeln!(
            self.out,
            "{} {} · {} {}{} · {} {}\n",
            lang.pick("代表", "Representative"),
            escape(&visible::id(&representative.id, lang)),
            lang.pick("最低相似度", "min similarity"),
            words::similarity(cluster.min),
            escape(&words::weakest(cluster, lang)),
            lang.pick("中位", "median"),
            words::similarity(cluster.median),
        )?;
        let columns = lang.pick(
            "| 文档 | 标题 | 关系 | 相似度 | 包含度（本篇） | 包含度（代表） | 复制比（本篇） | 复制比（代表） | 差异 |",
            "| document | title | relation | similarity | containment (this text) | containment \
             (representative) | copy ratio (this text) | copy ratio (representative) | edits |",
        );
        writeln!(self.out, "{columns}\n|---|---|---|--:|--:|--:|--:|--:|--:|")?;
        cluster.members.iter().try_for_each(|member| self.row(member))?;
        self.template(cluster)?;
        for (member, link) in cluster.linked() {
            if link.comparison.as_ref().is_some_and(|comparison| !comparison.ops.is_empty()) {
                self.view(&View::member(representative, member, link, lang))?;
            }
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_text() {
        assert_eq!(escape("a|b\n*c*"), "a\\|b⏎\\*c\\*");
        assert_eq!(escape("<img>&amp;"), "&lt;img&gt;&amp;amp;");
        assert_eq!(escape("[x](http://y) @z #1"), "\\[x\\](http&#58;//y) &#64;z &#35;1");
        assert_eq!(escape("www.x.cn"), "www&#46;x.cn");
        assert_eq!(
            ["1. 一", "12) 二", "a1. 三", ". 四"].map(escape),
            ["1\\. 一", "12\\) 二", "a1. 三", ". 四"]
        );
        assert_eq!(longest_ticks("a```b`"), 3);
    }
}
