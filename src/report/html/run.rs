//! What stands at the top of a report: what was run, what was found, and the table of clusters.

use maud::{Markup, html};

use super::super::words;
use super::super::{ClusterReport, Kind, OptionValue, Run};
use super::chart::{Similarities, Sizes};
use super::page::{self, Text, name};
use crate::diff::EditClass;
use crate::error::{Lang, Skipped};

/// Skipped inputs that are named.
const SKIPPED: usize = 200;

/// What was counted while clusters and pairs went by.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    pub(super) sizes: Sizes,
    pub(super) similarities: Similarities,
}

impl Tally {
    /// Counts a cluster of copies by its size.
    pub(super) fn add(&mut self, cluster: &ClusterReport) {
        if cluster.kind == Kind::Copies {
            self.sizes.add(cluster.members.len() as u64);
        }
    }
}

/// How many clusters there are, families on one template included.
pub(super) fn clusters(run: &Run) -> u64 {
    run.counts.clusters + run.counts.templates
}

/// The similarity from which on texts match, as the run records it.
pub(super) fn threshold(run: &Run) -> f64 {
    let value = run.options.iter().find(|(name, _)| name == "threshold").map(|(_, value)| value);
    match value {
        Some(OptionValue::Number(number)) => *number,
        _ => 0.0,
    }
}

/// The run in figures and charts. `notes` is what the report leaves out, and how to get it.
pub(super) fn overview(
    run: &Run,
    skipped: &[Skipped],
    tally: &Tally,
    notes: &[String],
    lang: Lang,
) -> Markup {
    html! {
        header.top {
            p.brand { "leitong " span lang="zh-Hans" { "雷同" } }
            h1 { (lang.pick("雷同报告", "Near-duplicates")) }
            p.lead { (words::outcome(&run.counts, lang)) }
            @for note in notes { p.note.warn { (note) } }
            dl.stats {
                @for (name, number) in words::counts(&run.counts, lang) {
                    div { dt { (name) } dd { (words::count(number)) } }
                }
            }
            @if clusters(run) > 0 {
                div.charts {
                    @if run.counts.clusters > 0 { (tally.sizes.show(lang)) }
                    (tally.similarities.show(threshold(run), lang))
                }
            }
            p.note { (words::candidates(run, lang)) }
            @for line in words::limits(&run.counts, lang) { p.note { (line) } }
            (options(run, lang))
            @if !skipped.is_empty() { (left_out(skipped, lang)) }
            @if !run.decodings.is_empty() { (decodings(run, lang)) }
        }
    }
}

fn left_out(skipped: &[Skipped], lang: Lang) -> Markup {
    html! {
        details.panel {
            summary { (lang.pick("略过的输入", "Skipped inputs")) " " (words::count(Skipped::total(skipped))) }
            ul {
                @for skipped in skipped.iter().take(SKIPPED) { li { (Text(&skipped.message(lang))) } }
                @if skipped.len() > SKIPPED {
                    @let rest = words::count(Skipped::total(&skipped[SKIPPED..]));
                    li { (lang.pick(format!("其余 {rest} 项见 -o x.json"), format!("{rest} more: see -o x.json"))) }
                }
            }
        }
    }
}

/// The files that are not UTF-8 beyond doubt.
fn decodings(run: &Run, lang: Lang) -> Markup {
    let all = &run.decodings;
    html! {
        details.panel {
            summary { (lang.pick("文件的编码", "Encodings of files")) " " (words::count(all.len() as u64)) }
            ul {
                @for decoding in all.iter().take(SKIPPED) { li { (Text(&words::decoding(decoding, lang))) } }
                @if all.len() > SKIPPED {
                    @let rest = words::count((all.len() - SKIPPED) as u64);
                    li { (lang.pick(format!("其余 {rest} 项见 -o x.json"), format!("{rest} more: see -o x.json"))) }
                }
            }
        }
    }
}

fn options(run: &Run, lang: Lang) -> Markup {
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
            ul {
                @for input in run.inputs.iter().take(SKIPPED) { li { (Text(input)) } }
                @if run.inputs.len() > SKIPPED { li { "… " (words::count(run.inputs.len() as u64)) } }
            }
        }
    }
}

/// The head of the table of clusters, up to its first row; `</tbody></table></div>` closes it.
pub(super) fn table_head(lang: Lang) -> String {
    let head = html! {
        tr {
            th scope="col" { (lang.pick("簇", "Cluster")) }
            th scope="col" { (lang.pick("代表", "Representative")) }
            th.num scope="col" { (lang.pick("篇数", "Size")) }
            th.num scope="col" { (lang.pick("最低相似度", "Min similarity")) }
            th.num scope="col" { (lang.pick("中位", "Median")) }
            th scope="col" { (lang.pick("主要差异", "Main edits")) }
        }
    };
    // The script takes its words from the table.
    let words = lang.pick(
        r#"data-filter="筛选" data-hint="文字，或 size:&gt;5、min:&lt;0.8" data-shown="显示""#,
        r#"data-filter="Filter" data-hint="words, or size:&gt;5, min:&lt;0.8" data-shown="shown""#,
    );
    format!(
        "<div class=\"scroll\"><table class=\"grid clusters\" aria-label=\"{}\" {words}><thead>{}</thead><tbody>\n",
        lang.pick("全部簇", "Clusters"),
        head.0
    )
}

/// The row of a cluster, which is shown at `href`.
pub(super) fn row(cluster: &ClusterReport, href: Option<&str>, lang: Lang) -> Markup {
    let size = cluster.members.len() as u64;
    let number = words::numbered(cluster.kind, cluster.id, lang);
    html! {
        tr data-size=(size) data-min=(words::similarity(cluster.min)) {
            th scope="row" data-value=(cluster.id) {
                @if let Some(href) = href { a href=(href) { (number) } } @else { (number) }
            }
            td.wide { (name(cluster.representative(), lang)) }
            td.num data-label=(lang.pick("篇数", "Size")) data-value=(size) { (words::count(size)) }
            td.num data-label=(lang.pick("最低相似度", "Min similarity")) { (words::similarity(cluster.min)) }
            td.num data-label=(lang.pick("中位", "Median")) { (words::similarity(cluster.median)) }
            td data-label=(lang.pick("主要差异", "Main edits")) {
                @let edits = main_edits(cluster);
                @if !edits.is_empty() {
                    span {
                        @for (class, count) in edits {
                            span.badge { (words::class(class, lang)) " " (words::count(count)) } " "
                        }
                    }
                }
            }
        }
    }
}

/// The two most frequent classes of a cluster's differences, layout last.
fn main_edits(cluster: &ClusterReport) -> Vec<(EditClass, u64)> {
    let mut counts = EditClass::ALL.map(|class| (class, 0_u64));
    for (_, link) in cluster.linked() {
        let comparison = link.comparison.as_deref();
        for (class, count) in comparison.map(crate::diff::Comparison::edits).unwrap_or_default() {
            counts
                .iter_mut()
                .filter(|(known, _)| *known == class)
                .for_each(|(_, sum)| *sum += count as u64);
        }
    }
    let mut counts: Vec<_> = counts.into_iter().filter(|&(_, count)| count > 0).collect();
    counts.sort_by_key(|&(class, count)| (class == EditClass::Layout, u64::MAX - count));
    counts.truncate(2);
    counts
}

/// Which classes of differences are shown, how, and what the signs mean.
pub(super) fn controls(lang: Lang) -> Markup {
    html! {
        details.controls {
            summary {
                (lang.pick("显示选项", "View"))
                span.key { del { (lang.pick("删去", "left out")) } }
                span.key { ins { (lang.pick("增添", "added")) } }
                span.key { (lang.pick("空白 ", "white space ")) "⏎ ␣ → □" }
            }
            fieldset {
                legend { (lang.pick("标出哪些差异（不标出的仍计入）", "Mark these differences (others still count)")) }
                @for class in EditClass::ALL {
                    label {
                        input id={ "k-" (class.name()) } type="checkbox" checked;
                        " " (words::class(class, lang))
                    }
                }
            }
            label { input #inline type="checkbox"; " " (lang.pick("总是行内对照", "always in line")) }
            (page::keys_button(lang))
        }
    }
}
