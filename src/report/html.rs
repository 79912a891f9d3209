//! The report as one self-contained page.
//!
//! No script, no network, no font from elsewhere; the one style sheet is named by its hash in a
//! content-security policy that allows nothing else. Everything from a collection is text or the inside of
//! a `<bdi>`: escaped by type, its hidden characters made visible, never part of an address, a style, a
//! class or an id.
//!
//! The table of clusters stands before the clusters, and neither is held in memory: rows go out as they
//! come, and the clusters wait in a temporary file (in memory while they are small).

use std::collections::BTreeMap;
use std::io::{self, Seek, Write};

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};
use tempfile::SpooledTempFile;

use super::words::{self, View};
use super::{ClusterReport, Pair, Renderer, Run, Settings, visible};
use crate::diff::{Comparison, EditClass, Op};
use crate::error::{Lang, Skipped};

const STYLE: &str = include_str!("style.css");

/// The SHA-256 of [`STYLE`] as a content-security policy writes it; a test keeps it right.
const STYLE_HASH: &str = "sha256-ac1/4hyac0LbZP8T/6V+ox9hczsec/bCa03txOzZbxY=";

/// How much of the clusters waits in memory, in bytes.
const SPOOL: usize = 4 << 20;

/// Equal stretches longer than this many characters are folded.
const FOLD: usize = 160;

/// Characters that stay in sight at each end of a folded stretch.
const EDGE: usize = 48;

/// Writes a report as a page.
#[derive(Debug)]
pub struct Html<W> {
    out: W,
    settings: Settings,
    body: Option<SpooledTempFile>,
    run: Option<Run>,
}

impl<W: Write> Html<W> {
    /// A report to `out`.
    pub fn new(out: W, settings: &Settings) -> Self {
        Self { out, settings: settings.clone(), body: None, run: None }
    }

    fn spool(&self) -> SpooledTempFile {
        match &self.settings.temp_dir {
            Some(dir) => tempfile::spooled_tempfile_in(SPOOL, dir),
            None => tempfile::spooled_tempfile(SPOOL),
        }
    }
}

impl<W: Write> Renderer for Html<W> {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        let lang = self.settings.lang;
        self.run = Some(run.clone());
        write_head(&mut self.out, lang, lang.pick("雷同报告", "Near-duplicates"))?;
        let head = html! {
            header.top {
                p.brand { "leitong " span lang="zh-Hans" { "雷同" } }
                h1 { (lang.pick("雷同报告", "Near-duplicates")) }
                p.lead { (words::outcome(&run.counts, lang)) }
                dl.stats {
                    @for (name, number) in words::counts(&run.counts, lang) {
                        div { dt { (name) } dd { (words::count(number)) } }
                    }
                }
                p.note { (words::candidates(run, lang)) }
                @if run.counts.compared < run.counts.clusters {
                    p.note.warn { (limited(run, lang)) }
                }
                (options(run, lang))
                @if !skipped.is_empty() {
                    details.panel {
                        summary { (lang.pick("略过的输入", "Skipped inputs")) " " (words::count(skipped.len() as u64)) }
                        ul { @for skipped in skipped { li { (Text(&skipped.message(lang))) } } }
                    }
                }
            }
        };
        put(&mut self.out, head)?;
        if run.counts.clusters > 0 {
            put(
                &mut self.out,
                html! {
                    (controls(lang))
                    h2 #clusters { (lang.pick("全部簇", "Clusters")) }
                },
            )?;
            self.out.write_all(b"<div class=\"scroll\"><table class=\"grid\"><thead>")?;
            put(
                &mut self.out,
                html! {
                    tr {
                        th scope="col" { (lang.pick("簇", "Cluster")) }
                        th scope="col" { (lang.pick("代表", "Representative")) }
                        th.num scope="col" { (lang.pick("篇数", "Size")) }
                        th.num scope="col" { (lang.pick("最低相似度", "Min similarity")) }
                        th.num scope="col" { (lang.pick("中位", "Median")) }
                    }
                },
            )?;
            self.out.write_all(b"</thead><tbody>\n")?;
        }
        self.body = Some(self.spool());
        Ok(())
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        let lang = self.settings.lang;
        let number = cluster.id;
        let representative = cluster.representative();
        let size = words::count(cluster.members.len() as u64);
        put(
            &mut self.out,
            html! {
                tr {
                    th scope="row" data-label=(lang.pick("簇", "Cluster")) {
                        a href={ "#c" (number) } { (lang.pick("簇", "Cluster")) " " (number) }
                    }
                    td data-label=(lang.pick("代表", "Representative")) { (name(representative, lang)) }
                    td.num data-label=(lang.pick("篇数", "Size")) { (size) }
                    td.num data-label=(lang.pick("最低相似度", "Min similarity")) { (words::similarity(cluster.min)) }
                    td.num data-label=(lang.pick("中位", "Median")) { (words::similarity(cluster.median)) }
                }
            },
        )?;
        let Some(body) = self.body.as_mut() else { return Ok(()) };
        write!(body, "<section class=\"cluster\" id=\"c{number}\">")?;
        put(
            body,
            html! {
                h2 {
                    (lang.pick("簇", "Cluster")) " " (number)
                    " " span.count { (size) (lang.pick(" 篇", " documents")) }
                }
                p.lead {
                    (lang.pick("代表 ", "Representative ")) (name(representative, lang))
                }
            },
        )?;
        body.write_all(b"<div class=\"scroll\"><table class=\"grid\"><thead>")?;
        put(
            body,
            html! {
                tr {
                    th scope="col" { (lang.pick("文档", "Document")) }
                    th scope="col" { (lang.pick("关系", "Relation")) }
                    th.num scope="col" { (lang.pick("相似度", "Similarity")) }
                    th.num scope="col" { (lang.pick("复制比（本篇）", "Copy ratio (this text)")) }
                    th.num scope="col" { (lang.pick("复制比（代表）", "Copy ratio (representative)")) }
                    th.num scope="col" { (lang.pick("差异", "Edits")) }
                }
            },
        )?;
        body.write_all(b"</thead><tbody>\n")?;
        for (at, member) in cluster.members.iter().enumerate() {
            put(body, row(number, at, member, lang))?;
        }
        body.write_all(b"</tbody></table></div>\n")?;
        for (at, member) in cluster.members.iter().enumerate() {
            let Some(link) = &member.link else { continue };
            if link.comparison.as_ref().is_none_or(|comparison| comparison.ops.is_empty()) {
                continue;
            }
            let view = View::member(representative, member, link, lang);
            write!(body, "<article id=\"c{number}m{at}\">")?;
            write_view(body, &view, &format!("c{number}m{at}"), lang)?;
            body.write_all(b"</article>\n")?;
        }
        put(
            body,
            html! {
                p.back { a href="#clusters" { (lang.pick("回到全部簇", "Back to all clusters")) } }
            },
        )?;
        body.write_all(b"</section>\n")
    }

    fn pairs(&mut self, _: &mut dyn Iterator<Item = Pair>) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let lang = self.settings.lang;
        let Some(run) = self.run.take() else { return self.out.flush() };
        if run.counts.clusters > 0 {
            self.out.write_all(b"</tbody></table></div>\n")?;
        }
        if let Some(mut body) = self.body.take() {
            body.rewind()?;
            io::copy(&mut body, &mut self.out)?;
        }
        let names = lang.pick(("代表", "本篇"), ("representative", "this text"));
        write_foot(&mut self.out, names, &run.version, lang)?;
        self.out.flush()
    }
}

/// Writes two documents against each other as a page.
pub(super) fn write_pair(
    out: &mut impl Write,
    view: &View<'_>,
    version: &str,
    lang: Lang,
) -> io::Result<()> {
    write_head(out, lang, lang.pick("两篇对照", "Two texts compared"))?;
    put(
        out,
        html! {
            header.top {
                p.brand { "leitong " span lang="zh-Hans" { "雷同" } }
                h1 { (lang.pick("两篇对照", "Two texts compared")) }
                p.lead { b { "A" } " " (name(view.a, lang)) }
                p.lead { b { "B" } " " (name(view.b, lang)) }
            }
            (controls(lang))
        },
    )?;
    out.write_all(b"<article>")?;
    write_view(out, view, "d", lang)?;
    out.write_all(b"</article>\n")?;
    write_foot(out, view.names, version, lang)
}

/// Text of a collection or a message about it.
struct Text<'t>(&'t str);

impl Render for Text<'_> {
    fn render_to(&self, out: &mut String) {
        html! { bdi { (visible::block(self.0)) } }.render_to(out);
    }
}

fn put(out: &mut impl Write, markup: Markup) -> io::Result<()> {
    out.write_all(markup.into_string().as_bytes())?;
    out.write_all(b"\n")
}

fn write_head(out: &mut impl Write, lang: Lang, title: &str) -> io::Result<()> {
    let policy = format!(
        "default-src 'none'; style-src '{STYLE_HASH}'; base-uri 'none'; form-action 'none'"
    );
    writeln!(out, "{}", DOCTYPE.into_string())?;
    writeln!(out, "<html lang=\"{}\">", lang.pick("zh-Hans", "en"))?;
    put(
        out,
        html! {
            head {
                meta charset="utf-8";
                meta http-equiv="Content-Security-Policy" content=(policy);
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="color-scheme" content="light dark";
                title { (title) " · leitong" }
                style { (PreEscaped(STYLE)) }
            }
        },
    )?;
    out.write_all(b"<body>\n<main>\n")
}

fn write_foot(
    out: &mut impl Write,
    (a, b): (&str, &str),
    version: &str,
    lang: Lang,
) -> io::Result<()> {
    put(
        out,
        html! {
            footer {
                h2 { (lang.pick("数字的含义", "What the figures mean")) }
                ul { @for line in words::definitions(a, b, lang) { li { (line) } } }
                p { "leitong " (version) }
            }
        },
    )?;
    out.write_all(b"</main>\n</body>\n</html>\n")
}

fn limited(run: &Run, lang: Lang) -> String {
    let (compared, clusters) =
        (words::count(run.counts.compared), words::count(run.counts.clusters));
    match lang {
        Lang::Zh => {
            format!("只比对了最大的 {compared} 簇的差异，共 {clusters} 簇；--diffs all 比对全部")
        }
        Lang::En => format!(
            "Differences were worked out for the largest {compared} of {clusters} clusters; \
             --diffs all does them all."
        ),
    }
}

fn options(run: &Run, lang: Lang) -> Markup {
    use super::OptionValue;
    let show = |value: &OptionValue| match value {
        OptionValue::Number(number) => number.to_string(),
        OptionValue::Integer(number) => number.to_string(),
        OptionValue::Switch(on) => on.to_string(),
        OptionValue::Text(text) => text.clone(),
        OptionValue::List(list) => list.join(", "),
    };
    html! {
        details.panel {
            summary { (lang.pick("选项与输入", "Options and inputs")) }
            dl.options {
                @for (name, value) in &run.options {
                    div { dt { (name) } dd { (Text(&show(value))) } }
                }
            }
            ul { @for input in &run.inputs { li { (Text(input)) } } }
        }
    }
}

/// What decides how differences are shown, and what their signs are.
fn controls(lang: Lang) -> Markup {
    html! {
        p.controls {
            label {
                input #show-layout type="checkbox" checked;
                " " (lang.pick("显示版式差异（隐藏时仍计入）", "show layout (counted even when hidden)"))
            }
            span.key { del { (lang.pick("删去", "left out")) } }
            span.key { ins { (lang.pick("增添", "added")) } }
            span.key {
                (lang.pick("空白标记 ", "white space "))
                "⏎ ␣ → □"
            }
        }
    }
}

/// A document by id and title.
fn name(member: &super::Member, lang: Lang) -> Markup {
    let title = member.title.trim();
    html! {
        span {
            span.id { bdi { (visible::line(&member.id)) } }
            @if !title.is_empty() {
                " " span.title lang="zh" { bdi { (visible::short(title, 60, lang)) } }
            }
        }
    }
}

/// A part of a whole as a bar; said in figures beside it.
fn bar(part: u64, all: u64) -> Markup {
    let width = if all == 0 { 0.0 } else { 100.0 * part as f64 / all as f64 };
    html! {
        svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
            rect.track width="100" height="4" {}
            rect.fill width=(format!("{width:.2}")) height="4" {}
        }
    }
}

fn row(cluster: u32, at: usize, member: &super::Member, lang: Lang) -> Markup {
    let link = member.link.as_ref();
    let comparison = link.and_then(|link| link.comparison.as_deref());
    let ratio = |pair: Option<(usize, usize)>| {
        pair.map(|(part, all)| words::percent(part as u64, all as u64)).unwrap_or_default()
    };
    html! {
        tr {
            th scope="row" data-label=(lang.pick("文档", "Document")) { (name(member, lang)) }
            td data-label=(lang.pick("关系", "Relation")) {
                @match link {
                    None => span.badge.own { (lang.pick("代表", "representative")) },
                    Some(link) => span.badge { (words::relation(link.relation, lang)) },
                }
            }
            td.num data-label=(lang.pick("相似度", "Similarity")) {
                @if let Some(link) = link { (words::similarity(link.overlap.jaccard())) }
            }
            td.num data-label=(lang.pick("复制比（本篇）", "Copy ratio (this text)")) {
                (ratio(comparison.map(|c| c.copy_b)))
            }
            td.num data-label=(lang.pick("复制比（代表）", "Copy ratio (representative)")) {
                (ratio(comparison.map(|c| c.copy_a)))
            }
            td.num data-label=(lang.pick("差异", "Edits")) {
                @if let Some(comparison) = comparison {
                    @if comparison.ops.is_empty() { "0" } @else {
                        a href={ "#c" (cluster) "m" (at) } { (comparison.ops.len()) (lang.pick(" 处", "")) }
                    }
                }
            }
        }
    }
}

/// The relation in words, the figures, the counts of each class, and the texts in one.
fn write_view(out: &mut impl Write, view: &View<'_>, prefix: &str, lang: Lang) -> io::Result<()> {
    let (between, after) = words::sentence(view.link.relation, lang);
    put(
        out,
        html! {
            h3 {
                span.id { bdi { (visible::line(&view.b.id)) } } (between)
                span.id { bdi { (visible::line(&view.a.id)) } } (after)
            }
            @if !view.b.title.trim().is_empty() {
                p.subtitle lang="zh" { bdi { (visible::short(view.b.title.trim(), 80, lang)) } }
            }
            dl.figures {
                @for figure in view.figures(lang) {
                    div {
                        dt { (figure.label) }
                        @for row in &figure.rows {
                            dd {
                                span.side { (row.name) }
                                strong { (row.value) }
                                small {
                                    @if !row.detail.is_empty() { (row.detail) " " }
                                    (figure.unit)
                                }
                                @if let Some((part, all)) = row.share { (bar(part, all)) }
                            }
                        }
                    }
                }
            }
        },
    )?;
    let Some((a, b, comparison)) = view.compared() else { return Ok(()) };
    put(
        out,
        html! {
            p.classes {
                strong { (words::differences(comparison.ops.len(), lang)) }
                @for (class, count) in comparison.edits() {
                    " " span class={ "chip k-" (class.name()) } { (words::class(class, lang)) " " b { (count) } }
                }
                @if comparison.unrefined > 0 {
                    " " span.chip {
                        (lang.pick("未细化", "not refined")) " " b { (comparison.unrefined) }
                    }
                }
            }
        },
    )?;
    if !comparison.ops.is_empty() {
        write_inline(out, a, b, comparison, prefix, lang)?;
    }
    Ok(())
}

/// Both texts in one: what is equal, what only the representative has, what only the member has.
fn write_inline(
    out: &mut impl Write,
    a: &str,
    b: &str,
    comparison: &Comparison,
    prefix: &str,
    lang: Lang,
) -> io::Result<()> {
    let mut halves: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, op) in comparison.ops.iter().enumerate() {
        if let Some(number) = op.move_id {
            halves.entry(number).or_default().push(at);
        }
    }
    out.write_all(b"<div class=\"text\" lang=\"zh\">")?;
    let mut from = 0;
    for (at, op) in comparison.ops.iter().enumerate() {
        write_markup(out, &equal(&a[from..op.a.start], lang))?;
        from = op.a.end;
        let partner = op
            .move_id
            .and_then(|number| halves.get(&number))
            .and_then(|halves| halves.iter().copied().find(|&other| other != at));
        write_markup(out, &change(op, at, partner, a, b, prefix, lang))?;
    }
    write_markup(out, &equal(&a[from..], lang))?;
    out.write_all(b"</div>\n")
}

fn write_markup(out: &mut impl Write, markup: &Markup) -> io::Result<()> {
    out.write_all(markup.0.as_bytes())
}

/// An equal stretch, its middle folded when it is long.
fn equal(text: &str, lang: Lang) -> Markup {
    let cut = visible::elide(text, EDGE, EDGE, FOLD - 2 * EDGE);
    html! {
        @if !cut.head.is_empty() { (Text(cut.head)) }
        @if !cut.middle.is_empty() {
            details.fold {
                summary {
                    @let length = words::count(cut.middle.chars().count() as u64);
                    @match lang {
                        Lang::Zh => { "……相同 " (length) " 字……" },
                        Lang::En => { "… " (length) " equal characters …" },
                    }
                }
                (Text(cut.middle))
            }
        }
        @if !cut.tail.is_empty() { (Text(cut.tail)) }
    }
}

/// One side of a difference, its middle folded when it is long.
fn side(text: &str, class: EditClass, added: bool, lang: Lang) -> Markup {
    if text.is_empty() {
        return html! {};
    }
    let shown = |text: &str| {
        if class == EditClass::Layout { visible::marks(text) } else { visible::block(text) }
    };
    let marked = |text: &str| {
        html! {
            @if added { ins { bdi { (shown(text)) } } } @else { del { bdi { (shown(text)) } } }
        }
    };
    let cut = visible::elide(text, 2 * EDGE, EDGE, 2 * FOLD);
    html! {
        (marked(cut.head))
        @if !cut.middle.is_empty() {
            details.fold {
                summary { (visible::ellipsis(cut.middle.chars().count(), lang)) }
                (marked(cut.middle))
            }
            (marked(cut.tail))
        }
    }
}

fn change(
    op: &Op,
    at: usize,
    partner: Option<usize>,
    a: &str,
    b: &str,
    prefix: &str,
    lang: Lang,
) -> Markup {
    let (old, new) = (&a[op.a.clone()], &b[op.b.clone()]);
    html! {
        span id={ (prefix) "d" (at) } class={ "op k-" (op.class.name()) } {
            (side(old, op.class, false, lang))
            (side(new, op.class, true, lang))
            @match partner {
                Some(partner) => a.tag href={ "#" (prefix) "d" (partner) } {
                    (super::text::label(op, a, b, lang))
                    @if partner > at { " ↓" } @else { " ↑" }
                },
                None => a.tag href={ "#" (prefix) "d" (at) } { (super::text::label(op, a, b, lang)) },
            }
        }
        @if op.class == EditClass::Layout && ends_line(&a[..op.a.start], old, new) { "\n" }
    }
}

/// Whether a paragraph ends at a difference in layout, so that the page should begin a new line too.
fn ends_line(before: &str, old: &str, new: &str) -> bool {
    let sentence_end = before.trim_end().ends_with(['。', '！', '？', '：', '；', '”', '!', '?']);
    (old.contains('\n') && new.contains('\n'))
        || (sentence_end && (old.contains('\n') || new.contains('\n')))
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// Base64 with padding, as a content-security policy wants it.
    fn base64(bytes: &[u8]) -> String {
        const SIGNS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0u32, |bits, &byte| bits << 8 | u32::from(byte))
                << (8 * (3 - chunk.len()));
            for at in 0..4 {
                if at <= chunk.len() {
                    out.push(SIGNS[(bits >> (18 - 6 * at)) as usize & 63].into());
                } else {
                    out.push('=');
                }
            }
        }
        out
    }

    #[test]
    fn the_policy_names_the_style_sheet() {
        assert_eq!(STYLE_HASH, format!("sha256-{}", base64(&Sha256::digest(STYLE))));
        assert!(!STYLE.contains("</"), "the style sheet stands raw in the page");
        assert!(!STYLE.contains("url("), "nothing is loaded");
    }

    #[test]
    fn paragraphs_stay_apart() {
        assert!(ends_line("开会。", "\n", ""));
        assert!(!ends_line("纽", "\n", ""));
        assert!(ends_line("纽", "\r\n", "\n"));
    }
}
