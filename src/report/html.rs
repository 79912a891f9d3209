//! One self-contained page, written as a stream: no script, no network, escaped by type.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::words::{self, View};
use super::{ClusterReport, Pair, Renderer, Run, Settings, visible};
use crate::diff::{EditClass, Op, OpKind};
use crate::error::{Lang, Skipped};

const STYLE: &str = include_str!("html/style.css");

/// Nothing is fetched, run or sent; only the page's own style sheet applies.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Equal stretches longer than this many characters are folded to so many at either end.
const FOLDED: usize = 90;
const SHOWN: usize = 24;

/// Writes a report as a page.
#[derive(Debug)]
pub struct Html<W> {
    out: W,
    lang: Lang,
}

impl<W: Write> Html<W> {
    /// A page to `out`.
    pub fn new(out: W, settings: &Settings) -> Self {
        Self { out, lang: settings.lang }
    }

    fn put(&mut self, markup: Markup) -> io::Result<()> {
        self.out.write_all(markup.into_string().as_bytes())?;
        self.out.write_all(b"\n")
    }
}

impl<W: Write> Renderer for Html<W> {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        let lang = self.lang;
        self.out.write_all(
            head(lang.pick("雷同报告", "Report of near-identical texts"), lang).as_bytes(),
        )?;
        self.put(html! {
            h1 { (lang.pick("雷同报告", "Report of near-identical texts")) }
            p.outcome { (words::outcome(&run.counts, lang)) }
            dl.counts {
                @for (name, count) in words::counts(&run.counts, lang) {
                    div { dt { (name) } dd { (words::count(count)) } }
                }
            }
            p.note { (words::candidates(run, lang)) }
            details {
                summary { (lang.pick("各项数字的含义", "What the figures mean")) }
                ul {
                    @for line in words::definitions(lang.pick("代表", "representative"), lang.pick("本篇", "this text"), lang) {
                        li { (line) }
                    }
                }
            }
            @if !skipped.is_empty() {
                section.skipped {
                    h2 { (lang.pick("略过的输入", "Skipped inputs")) }
                    ul { @for skip in skipped { li { bdi { (visible::line(&skip.message(lang))) } } } }
                }
            }
        })
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        let lang = self.lang;
        let representative = cluster.representative();
        self.put(html! {
            section.cluster id={ "c" (cluster.id) } {
                h2 {
                    (lang.pick("第 ", "Cluster ")) (cluster.id) (lang.pick(" 簇 · ", " · "))
                    (cluster.members.len()) (lang.pick(" 篇", " documents"))
                }
                p.note {
                    (lang.pick("与代表的相似度:最低 ", "similarity to the representative: least "))
                    (words::similarity(cluster.min))
                    (lang.pick(",中位 ", ", median ")) (words::similarity(cluster.median))
                }
                p { (lang.pick("代表:", "representative: "))
                    b { bdi { (visible::line(&representative.id)) } } " "
                    bdi { (visible::line(&representative.title)) } }
                @for (number, (member, link)) in cluster.linked().enumerate() {
                    (pair(&View::member(representative, member, link, lang), &format!("c{}m{}", cluster.id, number + 1), lang))
                }
            }
        })
    }

    fn pairs(&mut self, _: &mut dyn Iterator<Item = Pair>) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.write_all(b"</main></body></html>\n")?;
        self.out.flush()
    }
}

/// Writes the comparison of two documents as a page of its own.
pub(super) fn write_pair(
    out: &mut impl Write,
    view: &View<'_>,
    version: &str,
    lang: Lang,
) -> io::Result<()> {
    let title = lang.pick("两篇比对", "Comparison of two texts");
    out.write_all(head(title, lang).as_bytes())?;
    let body = html! {
        h1 { (title) }
        p { "A " b { bdi { (visible::line(&view.a.id)) } } " " bdi { (visible::line(&view.a.title)) } }
        (pair(view, "d", lang))
        p.note { "leitong " (version) }
    };
    out.write_all(body.into_string().as_bytes())?;
    out.write_all(b"</main></body></html>\n")
}

fn head(title: &str, lang: Lang) -> String {
    let markup = html! {
        (DOCTYPE)
        meta charset="utf-8";
        meta http-equiv="Content-Security-Policy" content=(POLICY);
        meta name="viewport" content="width=device-width, initial-scale=1";
        title { (title) }
        style { (PreEscaped(STYLE)) }
    };
    let code = lang.pick("zh-Hans", "en");
    let doctype = DOCTYPE.into_string();
    let rest = markup.into_string();
    let rest = rest.strip_prefix(&doctype).unwrap_or(&rest);
    format!("{doctype}<html lang=\"{code}\"><head>{rest}</head><body><main>\n")
}

/// A member against its representative: figures, counts of differences, and the text with its changes.
fn pair(view: &View<'_>, anchor: &str, lang: Lang) -> Markup {
    let (between, after) = words::sentence(view.link.relation, lang);
    html! {
        article id=(anchor) {
            h3 { bdi { (visible::line(&view.b.id)) } (between) bdi { (visible::line(&view.a.id)) } (after) }
            @if !view.b.title.is_empty() { p.title { bdi { (visible::line(&view.b.title)) } } }
            ul.figures {
                @for figure in view.figures(lang) { li { b { (figure.label) } " " (figure.line()) } }
            }
            @if let Some(edits) = view.edits(lang) { p.edits { (edits) } }
            @if let Some((a, b, comparison)) = view.compared() {
                @if !comparison.ops.is_empty() {
                    details open[comparison.ops.len() <= 200] {
                        summary { (lang.pick("逐处差异", "Differences")) }
                        div.text lang="zh" { (inline(a, b, &comparison.ops, anchor, lang)) }
                    }
                }
            }
        }
    }
}

/// The text of A with what B changed, equal stretches folded.
fn inline(a: &str, b: &str, ops: &[Op], anchor: &str, lang: Lang) -> Markup {
    let mut at = 0;
    let mut parts = Vec::with_capacity(2 * ops.len() + 1);
    for (number, op) in ops.iter().enumerate() {
        parts.push(equal(&a[at..op.a.start], lang));
        parts.push(change(op, &a[op.a.clone()], &b[op.b.clone()], (anchor, number + 1), lang));
        at = op.a.end;
    }
    parts.push(equal(&a[at..], lang));
    html! { @for part in parts { (part) } }
}

fn equal(stretch: &str, lang: Lang) -> Markup {
    let count = stretch.chars().count();
    if count <= FOLDED {
        return html! { bdi { (visible::block(stretch)) } };
    }
    let (head, tail) = (visible::head(stretch, SHOWN), visible::tail(stretch, SHOWN));
    let folded = &stretch[head.len()..stretch.len() - tail.len()];
    let label = match lang {
        Lang::Zh => format!("……相同 {} 字……", count - 2 * SHOWN),
        Lang::En => format!("… {} equal characters …", count - 2 * SHOWN),
    };
    html! {
        bdi { (visible::block(head)) }
        details.fold { summary { (label) } bdi { (visible::block(folded)) } }
        bdi { (visible::block(tail)) }
    }
}

fn change(op: &Op, a: &str, b: &str, (anchor, number): (&str, usize), lang: Lang) -> Markup {
    let shown = |text: &str| {
        if op.class == EditClass::Layout { visible::marks(text) } else { visible::block(text) }
    };
    let label = match op.move_id {
        Some(id) => format!("{} {id}", words::class(op.class, lang)),
        None => words::class(op.class, lang).to_owned(),
    };
    html! {
        span.change.layout[op.class == EditClass::Layout] id={ (anchor) "n" (number) } {
            span.label { (label) }
            @if op.kind != OpKind::Insert { del { bdi { (shown(a)) } } }
            @if op.kind != OpKind::Delete { ins { bdi { (shown(b)) } } }
        }
    }
}
