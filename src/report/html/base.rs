//! The representative of a cluster with what its members do to each sentence.

use std::ops::Range;

use maud::{Markup, html};

use super::super::template::{Piece, Skeleton};
use super::super::{ClusterReport, visible, words};
use super::page::{Text, language};
use super::pair::folded;
use super::side::marked_short;
use super::slots;
use crate::collate::{Addition, Coverage, Reading, Sentence};
use crate::error::Lang;
use crate::number::counted;

/// Sentences that all members keep are folded from so many characters on.
const FOLD: usize = 60;
/// Readings shown of a sentence, and additions shown of a cluster.
const READINGS: usize = 20;
const ADDITIONS: usize = 60;
/// Characters shown of an addition.
const ADDITION: usize = 400;

/// The text of the representative, each sentence with its counts and readings, and how many sentences there is room
/// for. `bytes` is about how many it may have.
pub(super) fn text(
    cluster: &ClusterReport,
    base: &str,
    coverage: &Coverage,
    skeleton: &Skeleton,
    bytes: usize,
    lang: Lang,
) -> (Markup, usize) {
    let view = Base { cluster, base, coverage, skeleton, lang };
    let (rows, left_out) = view.rows(bytes);
    let shown = coverage.sentences.len() - left_out;
    let text = html! {
        h3 id={ "c" (cluster.id) "s" } { (lang.pick("代表文本：各句的保留与变动", "The representative, sentence by sentence")) }
        p.note {
            (lang.pick(
                "左边的数字：保留该句的篇数 / 其余各篇（版式、字形、标点不同或移到别处也算保留）；底色越浓，变动越多。带编号的字句是模板的槽位。",
                "The figures on the left: members that keep the sentence / all other members (layout, form and punctuation aside, moved ones included); the stronger the colour, the more of them vary. Numbered words are slots of the template.",
            ))
        }
        @if left_out > 0 {
            p.note.warn { (cut(left_out, coverage.sentences.len(), lang)) }
        }
        div.rows.base { (rows) }
    };
    (text, shown)
}

struct Base<'b> {
    cluster: &'b ClusterReport,
    base: &'b str,
    coverage: &'b Coverage,
    skeleton: &'b Skeleton,
    lang: Lang,
}

impl Base<'_> {
    fn rows(&self, bytes: usize) -> (Markup, usize) {
        let sentences = &self.coverage.sentences;
        let mut out = Markup::default();
        let mut at = 0;
        while at < sentences.len() {
            if out.0.len() >= bytes {
                return (out, sentences.len() - at);
            }
            let same =
                sentences[at..].iter().take_while(|sentence| self.is_fixed(sentence)).count();
            let end = at + same.max(1);
            let length =
                self.base[sentences[at].range.start..sentences[end - 1].range.end].chars().count();
            let rows = html! { @for number in at..end { (self.row(number)) } };
            let rows = if same > 0 && length >= FOLD {
                html! { details.fold { summary { (folded(length, self.lang)) } (rows) } }
            } else {
                rows
            };
            out.0.push_str(&rows.0);
            at = end;
        }
        (out, 0)
    }

    /// Whether all members keep a sentence, and nothing varies in it.
    fn is_fixed(&self, sentence: &Sentence) -> bool {
        let varies = sentence.change + sentence.lack > 0;
        let pieces = self.skeleton.pieces(sentence.range.clone());
        !varies && pieces.iter().all(|(_, piece)| *piece == Piece::Fixed)
    }

    fn row(&self, number: usize) -> Markup {
        let sentence = &self.coverage.sentences[number];
        let Sentence { keep, change, lack, ref readings, ref range } = *sentence;
        let all = keep + change + lack;
        // Five shades: none, up to a quarter, up to a half, up to three quarters, more. One member has no shares.
        let shade = if all < 2 { 0 } else { (4 * (change + lack)).div_ceil(all) };
        let id = format!("c{}s{}", self.cluster.id, number + 1);
        let lang = self.lang;
        html! {
            div class={ "row h" (shade) } {
                a.at id=(id) href={ "#" (id) } title={ (lang.pick(
                    "字节 ",
                    "bytes ",
                )) (range.start) "–" (range.end) } { (number + 1) }
                span.kept {
                    (words::fraction(keep as u64, all as u64))
                    @if change > 0 { " " span { (lang.pick("改", "changed")) " " (words::count(change as u64)) } }
                    @if lack > 0 { " " span { (lang.pick("缺", "lacking")) " " (words::count(lack as u64)) } }
                }
                div.l lang="zh" {
                    (slots::sentence(self.base, range.clone(), self.skeleton, self.cluster.id))
                    @if !readings.is_empty() { (self.readings(range, readings)) }
                }
            }
        }
    }

    fn readings(&self, sentence: &Range<usize>, readings: &[Reading]) -> Markup {
        let lang = self.lang;
        let kinds = readings.len() as u64;
        html! {
            details.readings lang=[language(lang)] {
                summary {
                    @match lang {
                        Lang::Zh => { (words::count(kinds)) " 种异文" },
                        Lang::En => { (counted(kinds, "reading", "readings")) },
                    }
                }
                ol {
                    @for reading in readings.iter().take(READINGS) {
                        li {
                            span lang="zh" { (self.reading(sentence, reading)) } " "
                            (slots::who(self.cluster, &reading.members, lang))
                        }
                    }
                }
                @if readings.len() > READINGS {
                    @let rest = words::count((readings.len() - READINGS) as u64);
                    p.note { (lang.pick("其余 ", "and ")) (rest) (lang.pick(" 种从略", " more")) }
                }
            }
        }
    }

    /// A sentence as some members read it, with what differs marked.
    fn reading(&self, sentence: &Range<usize>, reading: &Reading) -> Markup {
        let mut out = Markup::default();
        let mut at = sentence.start;
        let context = |range: Range<usize>| {
            let cut = visible::elide(&self.base[range], 12, 12, 12);
            let dots = if cut.middle.is_empty() { "" } else { "…" };
            html! {
                @for text in [cut.head, dots, cut.tail].map(str::trim) {
                    @if !text.is_empty() { (Text(&visible::line(text))) }
                }
            }
        };
        for change in &reading.changes {
            out.0.push_str(&context(at..change.range.start).0);
            let old = &self.base[change.range.clone()];
            for (text, added) in [(old, false), (&change.text, true)] {
                if !text.is_empty() {
                    let text = marked_short(text, ADDITION, change.class, added, self.lang);
                    out.0.push_str(&text.0);
                }
            }
            at = change.range.end;
        }
        out.0.push_str(&context(at..sentence.end).0);
        out
    }
}

/// What members add that the representative lacks, by place; of the representative's sentences the first `shown` are there.
pub(super) fn additions(
    cluster: &ClusterReport,
    coverage: &Coverage,
    shown: usize,
    lang: Lang,
) -> Markup {
    let additions = &coverage.additions;
    if additions.is_empty() {
        return html! {};
    }
    let after = |addition: &Addition| {
        coverage.sentences.partition_point(|sentence| sentence.range.start < addition.at)
    };
    html! {
        h3 id={ "c" (cluster.id) "n" } { (lang.pick("代表没有、成员增添的", "What members add")) }
        ul.additions {
            @for addition in additions.iter().take(ADDITIONS) {
                @let sentence = after(addition);
                li {
                    @if sentence == 0 {
                        (lang.pick("篇首", "at the beginning"))
                    } @else {
                        @let href = format!("#c{}s{sentence}", cluster.id);
                        a href=[(sentence <= shown).then_some(href)] {
                            @match lang {
                                Lang::Zh => { "第 " (sentence) " 句后" },
                                Lang::En => { "after sentence " (sentence) },
                            }
                        }
                    }
                    " " span.badge { (words::class(addition.class, lang)) } " "
                    (slots::who(cluster, &addition.members, lang))
                    div lang="zh" { (marked_short(&addition.text, ADDITION, addition.class, true, lang)) }
                }
            }
        }
        @if additions.len() > ADDITIONS {
            p.note {
                @let rest = words::count((additions.len() - ADDITIONS) as u64);
                @match lang {
                    Lang::Zh => { "其余 " (rest) " 处从略；-o x.json 列出全部差异。" },
                    Lang::En => { "Left out: " (rest) "; -o x.json lists all differences." },
                }
            }
        }
    }
}

fn cut(sentences: usize, all: usize, lang: Lang) -> String {
    let (sentences, all) = (words::count(sentences as u64), words::count(all as u64));
    match lang {
        Lang::Zh => format!(
            "页面大小有限，末尾 {sentences} 句（共 {all} 句）从略；-o x.json 列出全部差异。"
        ),
        Lang::En => format!(
            "Left out at the end, to keep the page small: {sentences} of {all} sentences; -o x.json lists all \
             differences."
        ),
    }
}
