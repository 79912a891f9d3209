//! The table of a cluster's members.

use maud::{Markup, html};

use super::super::words;
use super::super::{Kind, Link};
use super::cluster::Shown;
use super::page::name;
use crate::diff::Relation;
use crate::error::Lang;
use crate::verify::Overlap;

/// Members shown of the group of variants, and of each group of copies.
const VARIANTS: usize = 500;
const COPIES: usize = 20;

/// All members but the representative, by groups.
pub(super) fn table(view: &Shown<'_>) -> Markup {
    let lang = view.show.lang;
    let compared = view.cluster.representative().text.is_some();
    html! {
        h3 id={ "c" (view.cluster.id) "m" } { (lang.pick("成员", "Members")) }
        div.scroll {
            table.grid aria-labelledby={ "c" (view.cluster.id) "m" } {
                thead {
                    tr {
                        th scope="col" { (lang.pick("文档", "Document")) }
                        th scope="col" { (lang.pick("关系", "Relation")) }
                        th.num scope="col" { (lang.pick("相似度", "Similarity")) }
                        @if compared {
                            th.num scope="col" { (lang.pick("复制比（本篇）", "Copy ratio (this text)")) }
                            th.num scope="col" { (lang.pick("复制比（代表）", "Copy ratio (representative)")) }
                            th.num scope="col" { (lang.pick("差异", "Edits")) }
                        } @else {
                            @let [this, representative] = contained(lang);
                            th.num scope="col" { (this) }
                            th.num scope="col" { (representative) }
                        }
                    }
                }
                @for group in GROUPS { (self::group(view, group, compared)) }
            }
        }
    }
}

/// The members of a group with a heading; nothing when there are none.
fn group(view: &Shown<'_>, group: Group, compared: bool) -> Markup {
    let lang = view.show.lang;
    let of = |link: &Link| Group::of(link.relation) == group;
    let linked = view.cluster.members.iter().enumerate().skip(1);
    let members: Vec<usize> = linked
        .filter(|(_, member)| member.link.as_ref().is_some_and(of))
        .map(|(at, _)| at)
        .collect();
    if members.is_empty() {
        return html! {};
    }
    let columns = if compared { 6 } else { 5 };
    let limit = if group == Group::Variant { VARIANTS } else { COPIES };
    html! {
        tbody {
            tr.group {
                th scope="rowgroup" colspan=(columns) {
                    (group.name(view.cluster.kind, compared, lang)) " " span.times { (words::count(members.len() as u64)) }
                }
            }
            @for &at in members.iter().take(limit) { (row(view, at, compared)) }
            @if members.len() > limit {
                tr { td colspan=(columns) {
                    @let rest = words::count((members.len() - limit) as u64);
                    @match lang {
                        Lang::Zh => { "其余 " (rest) " 篇从略；-o x.json 列出全部" },
                        Lang::En => { "left out: " (rest) "; -o x.json lists them all" },
                    }
                } }
            }
        }
    }
}

fn row(view: &Shown<'_>, at: usize, compared: bool) -> Markup {
    let lang = view.show.lang;
    let member = &view.cluster.members[at];
    let Some(link) = &member.link else { return html! {} };
    let comparison = link.comparison.as_deref();
    let ratio = |pair: Option<(usize, usize)>| {
        pair.map(|(part, all)| words::percent(part as u64, all as u64)).unwrap_or_default()
    };
    html! {
        tr {
            th scope="row" data-label=(lang.pick("文档", "Document")) { (name(member, lang)) }
            td data-label=(lang.pick("关系", "Relation")) {
                span.badge { (words::relation(link.relation, lang)) }
            }
            td.num data-label=(lang.pick("相似度", "Similarity")) { (words::similarity(link.overlap.jaccard())) }
            @if compared {
                td.num data-label=(lang.pick("复制比（本篇）", "Copy ratio (this text)")) {
                    (ratio(comparison.map(|c| c.copy_b)))
                }
                td.num data-label=(lang.pick("复制比（代表）", "Copy ratio (representative)")) {
                    (ratio(comparison.map(|c| c.copy_a)))
                }
                td.num data-label=(lang.pick("差异", "Edits")) {
                    @if let Some(comparison) = comparison {
                        @let count = words::count(comparison.ops.len() as u64);
                        @match view.link(at) {
                            Some(href) => a href=(href) { (count) (lang.pick(" 处", "")) },
                            None => { (count) (lang.pick(" 处", "")) },
                        }
                    }
                }
            } @else {
                @let [this, representative] = contained(lang);
                @let Overlap { common, a, b } = link.overlap;
                td.num data-label=(this) { (words::percent(common.into(), b.into())) }
                td.num data-label=(representative) { (words::percent(common.into(), a.into())) }
            }
        }
    }
}

/// What tells an excerpt where no comparison does: its similarity may be next to nothing.
fn contained(lang: Lang) -> [&'static str; 2] {
    [
        lang.pick("包含度（本篇）", "Containment (this text)"),
        lang.pick("包含度（代表）", "Containment (representative)"),
    ]
}

/// What the members of a cluster are grouped by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Group {
    Identical,
    Layout,
    Punctuation,
    Variant,
}

const GROUPS: [Group; 4] = [Group::Identical, Group::Layout, Group::Punctuation, Group::Variant];

impl Group {
    fn of(relation: Option<Relation>) -> Self {
        match relation {
            Some(Relation::Identical) => Group::Identical,
            Some(Relation::LayoutOnly) => Group::Layout,
            Some(Relation::PunctuationOnly) => Group::Punctuation,
            _ => Group::Variant,
        }
    }

    /// `compared` is whether it is known what differs.
    fn name(self, kind: Kind, compared: bool, lang: Lang) -> &'static str {
        match self {
            Group::Variant if kind == Kind::Template => words::kind(kind, lang),
            Group::Identical => lang.pick("与代表完全相同", "Identical to the representative"),
            Group::Layout => lang.pick("仅版式不同", "Layout only"),
            Group::Punctuation => lang.pick("仅标点、字形不同", "Punctuation or form only"),
            Group::Variant if !compared => lang.pick("近似", "Similar"),
            Group::Variant => lang.pick("文字不同", "Variants"),
        }
    }
}
