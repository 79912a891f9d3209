//! The slots of a template: their places in a text, and the table of what stands in them.

use maud::{Markup, Render, html};

use super::super::template::{self, Piece, Skeleton};
use super::super::{ClusterReport, words};
use super::page::{Text, id, short};
use crate::collate::{Filler, Slot};
use crate::error::Lang;
use crate::number::counted;

/// Slots shown, fillers shown of a slot, members named for one.
const SLOTS: usize = 200;
const FILLERS: usize = 12;
const NAMED: usize = 20;
/// Characters shown of a filler.
const FILLER: usize = 80;

/// The bytes `range` of `base`, its slots marked and linked to the table of cluster number `cluster`.
pub(super) fn sentence(
    base: &str,
    range: std::ops::Range<usize>,
    skeleton: &Skeleton,
    cluster: u32,
) -> Markup {
    let end = range.end;
    let mut out = Markup::default();
    for (piece, kind) in skeleton.pieces(range) {
        let text = &base[piece.clone()];
        let text = if piece.end == end { text.trim_end() } else { text };
        match kind {
            Piece::Fixed if text.is_empty() => {}
            Piece::Fixed => Text(text).render_to(&mut out.0),
            Piece::Open(slot) => {
                let shown = html! {
                    sub { (slot + 1) }
                    @if text.is_empty() { "∅" } @else { (Text(text)) }
                };
                let link = html! { a.slot href={ "#c" (cluster) "t" (slot + 1) } { (shown) } };
                // The table has no row to lead to for the others.
                let slot = if slot < SLOTS {
                    link
                } else {
                    html! { span.slot { (shown) } }
                };
                slot.render_to(&mut out.0);
            }
        }
    }
    out
}

/// The table of the slots of `cluster`.
pub(super) fn table(cluster: &ClusterReport, slots: &[Slot], lang: Lang) -> Markup {
    html! {
        h3 id={ "c" (cluster.id) "t" } { (lang.pick("模板的槽位与取值", "Slots of the template and their fillers")) }
        p.note {
            (lang.pick(
                "各篇在这些地方用词不同，其余是共同的文字；取值相同、同进同退的几处合为一个槽。",
                "Here the texts vary; the rest is their common wording. Places that vary in step are one slot.",
            ))
            @if slots.len() > SLOTS { " " (rest(slots.len() - SLOTS, lang)) }
        }
        div.scroll {
            table.grid.slots aria-labelledby={ "c" (cluster.id) "t" } {
                thead {
                    tr {
                        th.num scope="col" { (lang.pick("槽", "Slot")) }
                        th scope="col" { (lang.pick("类型", "Kind")) }
                        th.num scope="col" { (lang.pick("处数", "Places")) }
                        th scope="col" { (lang.pick("取值（篇数）", "Fillers (documents)")) }
                    }
                }
                tbody {
                    @for (at, slot) in slots.iter().take(SLOTS).enumerate() { (row(cluster, at, slot, lang)) }
                }
            }
        }
    }
}

fn row(cluster: &ClusterReport, at: usize, slot: &Slot, lang: Lang) -> Markup {
    html! {
        tr id={ "c" (cluster.id) "t" (at + 1) } {
            th.num scope="row" data-label=(lang.pick("槽", "Slot")) { (at + 1) }
            td data-label=(lang.pick("类型", "Kind")) { span.badge { (template::kind(slot.kind, lang)) } }
            td.num data-label=(lang.pick("处数", "Places")) { (words::count(slot.places.len() as u64)) }
            td.wide data-label=(lang.pick("取值", "Fillers")) {
                ul.fillers {
                    @for filler in slot.fillers.iter().take(FILLERS) { li { (self::filler(cluster, filler, lang)) } }
                    @if slot.fillers.len() > FILLERS {
                        li { (lang.pick("另有 ", "and ")) (words::count((slot.fillers.len() - FILLERS) as u64)) (lang.pick(" 种", " more")) }
                    }
                    @if slot.lacking > 0 {
                        li.soft { (lang.pick("缺", "lacking")) " " span.times { (words::count(slot.lacking as u64)) } }
                    }
                }
            }
        }
    }
}

/// What stands in a slot, how often, and in which members.
fn filler(cluster: &ClusterReport, filler: &Filler, lang: Lang) -> Markup {
    html! {
        @if filler.text.is_empty() {
            span.soft { (lang.pick("（无）", "(nothing)")) }
        } @else {
            span lang="zh" { (short(&filler.text, FILLER, lang)) }
        }
        " "
        @if filler.members.is_empty() {
            span.times { (words::count(filler.count as u64)) }
        } @else {
            (who(cluster, &filler.members, lang))
        }
    }
}

/// How many members have something; their ids unfold.
pub(super) fn who(cluster: &ClusterReport, members: &[usize], lang: Lang) -> Markup {
    let number = members.len() as u64;
    let count = words::count(number);
    let said = match lang {
        Lang::Zh => format!("{count} 篇"),
        Lang::En => counted(number, "document", "documents"),
    };
    html! {
        details.who {
            summary aria-label=(said) title=(said) { span.times { (count) } }
            (self::members(cluster, members, lang))
        }
    }
}

/// The ids of members, the first of many.
fn members(cluster: &ClusterReport, members: &[usize], lang: Lang) -> Markup {
    html! {
        ul.ids {
            @for &at in members.iter().take(NAMED) { li { (id(&cluster.members[at].id, lang)) } }
            @if members.len() > NAMED {
                li.soft { (lang.pick("另有 ", "and ")) (words::count((members.len() - NAMED) as u64)) (lang.pick(" 篇", " more")) }
            }
        }
    }
}

fn rest(slots: usize, lang: Lang) -> String {
    let slots = words::count(slots as u64);
    lang.pick(
        format!("其余 {slots} 个槽从略；-o x.json 列出全部。"),
        format!("Slots left out: {slots}; -o x.json lists them all."),
    )
}
