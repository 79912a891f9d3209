//! A cluster: its members by groups, its text sentence by sentence, its template, and each variant.

use maud::{Markup, html};

use super::super::template::Skeleton;
use super::super::words::{self, View};
use super::super::{ClusterReport, Kind, Member};
use super::page::{bar, id, name};
use super::{base, members, pair, slots};
use crate::collate::Witness;
use crate::error::Lang;

/// About how many bytes the text of the representative may have on a page.
const TEXT: usize = 500_000;

/// How a cluster is shown.
#[derive(Clone, Copy, Debug)]
pub(super) struct Show {
    /// The language.
    pub(super) lang: Lang,
    /// How many different texts are shown against the representative.
    pub(super) variants: usize,
    /// From which similarity on texts match, for the warning about weak members.
    pub(super) threshold: f64,
    /// Whether each variant has a page of its own.
    pub(super) pages: bool,
}

/// A cluster ready to be shown.
pub(super) struct Shown<'c> {
    pub(super) cluster: &'c ClusterReport,
    pub(super) show: Show,
    witnesses: Vec<Witness<'c>>,
    /// The numbers of the witnesses that are shown against the representative, ascending.
    shown: Vec<usize>,
    /// How many were to be shown.
    wanted: usize,
}

impl<'c> Shown<'c> {
    pub(super) fn new(cluster: &'c ClusterReport, show: Show) -> Self {
        let witnesses = cluster.witnesses();
        let mut shown: Vec<usize> = (0..witnesses.len()).collect();
        if shown.len() > show.variants {
            // The most common, then the least similar.
            let similarity = |witness: &Witness<'_>| jaccard(&cluster.members[witness.members[0]]);
            shown.sort_by(|&x, &y| {
                let (x, y) = (&witnesses[x], &witnesses[y]);
                let common = y.members.len().cmp(&x.members.len());
                common.then(similarity(x).total_cmp(&similarity(y)))
            });
            shown.truncate(show.variants);
            shown.sort_unstable();
        }
        let wanted = shown.len();
        Self { cluster, show, witnesses, shown, wanted }
    }

    /// The witnesses that are shown against the representative: the place of the first member of each, and
    /// how many others have the same text.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        let members = self.shown.iter().map(|&number| &self.witnesses[number].members);
        members.map(|members| (members[0], members.len() - 1))
    }

    /// Everything but the variants themselves. `full` is whether the text of the representative is shown.
    pub(super) fn section(&self, full: bool) -> Markup {
        let Show { lang, .. } = self.show;
        let number = self.cluster.id;
        html! {
            h2 {
                (words::numbered(self.cluster.kind, number, lang))
                " " span.count { (words::count(self.cluster.members.len() as u64)) (lang.pick(" 篇", " documents")) }
            }
            p.lead { (lang.pick("代表 ", "Representative ")) (name(self.cluster.representative(), lang)) }
            @if full {
                p.note { (lang.pick(
                    "代表是与其他成员最相似的一篇；同样相似时，取副本最多的，再取最长的。",
                    "The representative is the text most similar to the others; among equals the one with the most copies, then the longest.",
                )) }
            }
            (self.figures())
            @if let Some(warning) = self.drift() { p.note.warn { (warning) } }
            @if let Some(note) = self.capped() { p.note.warn { (note) } }
            @if full { (self.collation()) }
            (members::table(self))
        }
    }

    /// One variant against the representative.
    pub(super) fn article(&self, member: usize, others: usize, bytes: usize) -> Markup {
        let Show { lang, .. } = self.show;
        let copies = words::count(others as u64);
        let Some(link) = &self.cluster.members[member].link else { return html! {} };
        let view =
            View::member(self.cluster.representative(), &self.cluster.members[member], link, lang);
        let prefix = self.anchor(member);
        html! {
            article id=(prefix) {
                (pair::article(&view, &prefix, bytes, lang))
                @if others > 0 {
                    p.note {
                        @match lang {
                            Lang::Zh => { "另有 " (copies) " 篇与本篇完全相同。" },
                            Lang::En if others == 1 => { "One more member has exactly this text." },
                            Lang::En => { (copies) " more members have exactly this text." },
                        }
                    }
                }
            }
        }
    }

    /// Shows only the variants whose first members are among `members`, ascending.
    pub(super) fn keep(&mut self, members: &[usize]) {
        let first = |number: &usize| self.witnesses[*number].members[0];
        self.shown.retain(|number| members.binary_search(&first(number)).is_ok());
    }

    fn anchor(&self, member: usize) -> String {
        format!("c{}m{member}", self.cluster.id)
    }

    /// Where a member is shown against the representative, if it is.
    pub(super) fn link(&self, member: usize) -> Option<String> {
        let witness =
            self.witnesses.iter().position(|w| w.members.binary_search(&member).is_ok())?;
        self.shown.binary_search(&witness).ok()?;
        let first = self.witnesses[witness].members[0];
        Some(if self.show.pages {
            super::pages::pair_file(self.cluster.id, first)
        } else {
            format!("#{}", self.anchor(first))
        })
    }

    fn figures(&self) -> Markup {
        let lang = self.show.lang;
        let weakest = self.cluster.weakest();
        let ratio = |value: f64| bar((value * 1e6) as u64, 1_000_000);
        html! {
            dl.figures {
                div {
                    dt { (lang.pick("与代表的最低相似度", "lowest similarity")) }
                    dd {
                        strong { (words::similarity(self.cluster.min)) }
                        @if let Some(at) = weakest {
                            small {
                                @match self.link(at) {
                                    Some(href) => a href=(href) { (id(&self.cluster.members[at].id, lang)) },
                                    None => (id(&self.cluster.members[at].id, lang)),
                                }
                            }
                        }
                        (ratio(self.cluster.min))
                    }
                }
                div {
                    dt { (lang.pick("中位相似度", "median similarity")) }
                    dd { strong { (words::similarity(self.cluster.median)) } (ratio(self.cluster.median)) }
                }
                @if self.cluster.representative().text.is_some() {
                    div {
                        dt { (lang.pick("不同的文本", "different texts")) }
                        dd {
                            strong { (words::count(self.witnesses.len() as u64 + 1)) }
                            small { "/ " (words::count(self.cluster.members.len() as u64)) (lang.pick(
                                " 篇",
                                " documents",
                            )) }
                            (bar(self.witnesses.len() as u64 + 1, self.cluster.members.len() as u64))
                        }
                    }
                }
            }
        }
    }

    /// A warning when members are less similar to the representative than the threshold.
    fn drift(&self) -> Option<String> {
        let Show { lang, threshold, .. } = self.show;
        let below = |member: &&Member| member.link.is_some() && jaccard(member) < threshold;
        let count = self.cluster.members.iter().filter(below).count();
        let threshold = words::similarity(threshold);
        let members = words::count(count as u64);
        (count > 0).then(|| match lang {
            Lang::Zh => format!(
                "注意：{members} 篇与代表的相似度低于阈值 {threshold}。它们归入本簇，是因为一篇大部分见于另一篇（如节选），或逐字比对后大部分相同（如识别错误很多）。"
            ),
            Lang::En => format!(
                "Mind: members less similar to the representative than the threshold {threshold}: {members}. They \
                 are here because most of one text stands in the other, as with \
                 excerpts, or because an alignment finds most of both equal, as with bad scans."
            ),
        })
    }

    fn capped(&self) -> Option<String> {
        let [shown, all] = [self.wanted, self.witnesses.len()].map(|n| words::count(n as u64));
        (self.wanted < self.witnesses.len()).then(|| match self.show.lang {
            Lang::Zh => format!(
                "逐篇对照只列 {shown} 种文本，共 {all} 种，副本多的、最不相似的在先；--variants all 列出全部。"
            ),
            Lang::En => format!(
                "{shown} of {all} different texts are shown against the representative, the most common \
                 and the least similar first; --variants all shows them all."
            ),
        })
    }

    /// The representative's text, its template, and what members add; of no use for two copies.
    fn collation(&self) -> Markup {
        let Show { lang, .. } = self.show;
        let Some(text) = self.cluster.representative().text.as_deref() else { return html! {} };
        if self.witnesses.len() < 2 && self.cluster.kind == Kind::Copies {
            return html! {};
        }
        let (Some(coverage), Some(slots)) = (self.cluster.coverage(), self.cluster.slots()) else {
            return html! {};
        };
        let skeleton = Skeleton::new(&slots);
        let (rows, shown) = base::text(self.cluster, text, &coverage, &skeleton, TEXT, lang);
        html! {
            (self.contents(!slots.is_empty(), !coverage.additions.is_empty()))
            (rows)
            @if !slots.is_empty() { (slots::table(self.cluster, &slots, lang)) }
            (base::additions(self.cluster, &coverage, shown, lang))
        }
    }

    /// Where the parts of the section are.
    fn contents(&self, slots: bool, additions: bool) -> Markup {
        let lang = self.show.lang;
        let parts = [
            (true, 's', lang.pick("代表文本", "The representative")),
            (slots, 't', lang.pick("模板槽位", "Slots")),
            (additions, 'n', lang.pick("成员增添的", "What members add")),
            (true, 'm', lang.pick("成员", "Members")),
        ];
        html! {
            nav.contents aria-label={ (words::numbered(self.cluster.kind, self.cluster.id, lang)) (lang.pick("：内容", ": contents")) } {
                @for (there, part, name) in parts {
                    @if there { a href={ "#c" (self.cluster.id) (part) } { (name) } }
                }
            }
        }
    }
}

fn jaccard(member: &Member) -> f64 {
    member.link.as_ref().map_or(1.0, |link| link.overlap.jaccard())
}
