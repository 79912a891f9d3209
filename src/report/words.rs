//! The words and figures that several renderers share, in the languages the program speaks.

mod run;

use std::borrow::Cow;
use std::ops::RangeInclusive;

use crate::diff::{EditClass, LEAST_STOCK, Relation};
use crate::document::Decoding;
use crate::error::Lang;
use crate::number::counted;
use crate::stock::{FEWEST_TEXTS, LEAST, SHARE};

use super::{ClusterReport, Kind, Link, MIN_RUN, Member, OptionValue, visible};
pub(super) use crate::number::count;
pub(super) use run::{candidates, counts, limits, not_compared, outcome};

/// A ratio as a percentage with one decimal. Only a whole is 100 %, and only nothing is 0 %.
pub(super) fn percent(part: u64, whole: u64) -> String {
    if whole == 0 {
        return "—".to_owned();
    }
    if part >= whole {
        return "100%".to_owned();
    }
    if part == 0 {
        return "0%".to_owned();
    }
    let tenths = (u128::from(part) * 2000 / u128::from(whole)).div_ceil(2).clamp(1, 999);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// A similarity with three decimals. Only equal sets have 1.000, and only disjoint ones 0.000.
pub(super) fn similarity(value: f64) -> String {
    let shown = if value < 1.0 && value > 0.0 { value.clamp(0.001, 0.999) } else { value };
    format!("{shown:.3}")
}

/// The weakest member, to stand behind its similarity.
pub(super) fn weakest(cluster: &ClusterReport, lang: Lang) -> String {
    let id = cluster.weakest().map(|at| visible::id(&cluster.members[at].id, lang));
    id.map_or(String::new(), |id| lang.pick(format!("（{id}）"), format!(" ({id})")))
}

/// `1,834/2,250`.
pub(super) fn fraction(part: u64, whole: u64) -> String {
    format!("{}/{}", count(part), count(whole))
}

/// What people call a class.
pub(super) fn class(class: EditClass, lang: Lang) -> &'static str {
    lang.pick(class.name_zh(), class.name())
}

/// What people call a cluster.
pub(super) fn kind(kind: Kind, lang: Lang) -> &'static str {
    match kind {
        Kind::Copies => lang.pick("簇", "Cluster"),
        Kind::Template => lang.pick("同一模板", "Same template"),
    }
}

/// A cluster by its number.
pub(super) fn numbered(kind: Kind, number: u32, lang: Lang) -> String {
    format!("{} {number}", self::kind(kind, lang))
}

/// A cluster by its number and size.
pub(super) fn heading(cluster: &ClusterReport, lang: Lang) -> String {
    let (name, size) =
        (numbered(cluster.kind, cluster.id, lang), count(cluster.members.len() as u64));
    match lang {
        Lang::Zh => format!("{name} · {size} 篇"),
        Lang::En => format!("{name} · {size} documents"),
    }
}

/// One cluster or several that follow each other, by their numbers.
pub(super) fn numbers(kind: Kind, numbers: RangeInclusive<u32>, lang: Lang) -> String {
    let (first, last) = numbers.into_inner();
    match (kind, lang) {
        _ if first == last => numbered(kind, first, lang),
        (Kind::Copies, Lang::En) => format!("Clusters {first}–{last}"),
        _ => format!("{}–{last}", numbered(kind, first, lang)),
    }
}

/// What people call a relation, in one word.
pub(super) fn relation(relation: Option<Relation>, lang: Lang) -> &'static str {
    match relation {
        None => lang.pick("近似", "similar"),
        Some(relation) if lang == Lang::Zh => relation.name_zh(),
        Some(Relation::LayoutOnly) => "layout only",
        Some(Relation::PunctuationOnly) => "punctuation only",
        Some(Relation::ExcerptOf) => "excerpt",
        Some(Relation::Extends) => "extended",
        Some(Relation::SameTemplate) => "same template",
        Some(relation) => relation.name(),
    }
}

/// What the member is to the representative, as a sentence: the words between the member's id and the
/// representative's, and the words after.
fn sentence(relation: Option<Relation>, lang: Lang) -> (&'static str, &'static str) {
    let zh = match relation {
        None => (" 与 ", " 近似"),
        Some(Relation::Identical) => (" 与 ", " 完全相同"),
        Some(Relation::LayoutOnly) => (" 与 ", " 只有版式不同"),
        Some(Relation::PunctuationOnly) => (" 与 ", " 只有标点、字形或版式不同"),
        Some(Relation::ExcerptOf) => (" 是 ", " 的节选"),
        Some(Relation::Extends) => (" 是 ", " 的扩充"),
        Some(Relation::Spliced) => (" 由 ", " 与其他文字拼接而成"),
        Some(Relation::Reordered) => (" 与 ", " 文字相同，次序不同"),
        Some(Relation::SameTemplate) => (" 与 ", " 同一模板"),
        Some(Relation::Revised) => (" 是 ", " 的另一修订稿"),
    };
    let en = match relation {
        None => (" is similar to ", ""),
        Some(Relation::Identical) => (" is identical to ", ""),
        Some(Relation::LayoutOnly) => (" differs from ", " in layout only"),
        Some(Relation::PunctuationOnly) => {
            (" differs from ", " in punctuation, form or layout only")
        }
        Some(Relation::ExcerptOf) => (" is an excerpt of ", ""),
        Some(Relation::Extends) => (" extends ", ""),
        Some(Relation::Spliced) => (" is spliced from ", " and other text"),
        Some(Relation::Reordered) => (" has the text of ", " in another order"),
        Some(Relation::SameTemplate) => (" has the template of ", ""),
        Some(Relation::Revised) => (" is another revision of ", ""),
    };
    lang.pick(zh, en)
}

/// What a copy is called that needs no comparison, or how many differences there are.
pub(super) fn differences(total: usize, lang: Lang) -> String {
    match (total, lang) {
        (0, Lang::Zh) => "无差异".to_owned(),
        (0, Lang::En) => "no differences".to_owned(),
        (_, Lang::Zh) => format!("{} 处差异", count(total as u64)),
        (_, Lang::En) => counted(total as u64, "difference", "differences"),
    }
}

/// What the figures of a report depend on that explains them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terms {
    /// What the two sides are called.
    names: (&'static str, &'static str),
    /// From how many characters on common runs are counted.
    min_run: usize,
    /// Whether differences were worked out, without which there are no figures of characters.
    differences: bool,
    /// Whether there is a collection that can have stock sentences.
    collection: bool,
}

impl Terms {
    /// Those of a report on a collection.
    pub(super) fn of_run(run: &super::Run, lang: Lang) -> Self {
        let recorded = run.options.iter().find(|(name, _)| name == "min_run");
        let min_run = match recorded {
            Some((_, OptionValue::Integer(number))) => *number as usize,
            _ => MIN_RUN,
        };
        let differences = run.counts.compared + run.counts.compared_templates > 0;
        Self { names: member_names(lang), min_run, differences, collection: true }
    }

    /// Those of two documents of equal rank.
    pub(super) fn of_pair(view: &View<'_>) -> Self {
        let (names, min_run) = (view.names, view.link.min_run);
        Self { names, min_run, differences: true, collection: false }
    }
}

/// What a representative and a member are called in figures.
fn member_names(lang: Lang) -> (&'static str, &'static str) {
    lang.pick(("代表", "本篇"), ("representative", "this text"))
}

/// One line each: what the figures of a member mean.
pub(super) fn definitions(terms: &Terms, lang: Lang) -> Vec<String> {
    let mut lines = of_shingles(terms, lang);
    if terms.differences {
        lines.extend(of_characters(terms, lang));
    }
    if terms.differences && terms.collection {
        lines.push(without_stock(lang));
    }
    lines
}

/// A side in a sentence, and what stands between it and Chinese text: around a letter there is a space.
fn in_words(name: &str, lang: Lang) -> (String, &'static str) {
    match (name, lang) {
        ("representative", _) => ("the representative".to_owned(), ""),
        ("A" | "B", Lang::Zh) => (name.to_owned(), " "),
        _ => (name.to_owned(), ""),
    }
}

fn of_shingles(terms: &Terms, lang: Lang) -> Vec<String> {
    let (a, b) = terms.names;
    let ((in_a, _), (in_b, s)) = (in_words(a, lang), in_words(b, lang));
    match lang {
        Lang::Zh => vec![
            "相似度（Jaccard）= 两篇共有的词片 / 两篇词片合计（重复的只计一次）".to_owned(),
            format!("包含度（{b}）= 两篇共有的词片 / {b}{s}的词片；包含度（{a}）同理"),
        ],
        Lang::En => vec![
            "similarity (Jaccard) = shingles in both / shingles in either".to_owned(),
            format!(
                "containment({b}) = shingles in both / shingles of {in_b}; likewise for {in_a}"
            ),
        ],
    }
}

fn of_characters(terms: &Terms, lang: Lang) -> Vec<String> {
    let ((a, b), min_run) = (terms.names, terms.min_run);
    let ((in_a, _), (in_b, s)) = (in_words(a, lang), in_words(b, lang));
    match lang {
        Lang::Zh => vec![
            format!(
                "复制比（{b}）= {b}{s}中也见于{s}{a}{s}的内容字 / {b}{s}的内容字（标点、空白不计；移动的计入，多重复一次的不计）；复制比（{a}）同理"
            ),
            "最长连续相同 = 两篇中最长的一段相同内容字".to_owned(),
            format!(
                "连续相同 = 不少于 {min_run} 字的相同内容字有几段（13 字是查重的惯例，--min-run 可改）"
            ),
        ],
        Lang::En => vec![
            format!(
                "copy ratio({b}) = content characters of {in_b} that also stand in {in_a} / content \
                 characters of {in_b} (no punctuation, no white space; moved ones count, what is only said once \
                 more does not); likewise for {in_a}"
            ),
            "longest run = the longest stretch of equal content characters".to_owned(),
            format!(
                "common runs = stretches of at least {min_run} equal content characters (13 is a convention; \
                 --min-run sets another number)"
            ),
        ],
    }
}

/// What a copy ratio without stock sentences is.
fn without_stock(lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "去套话复制比 = 除去套话句之后的复制比。套话句：至少 {LEAST_STOCK} 字，整句见于本集合 1/{SHARE} 以上且不少于 {LEAST} 篇文档（近似的只计一篇）；不足 {FEWEST_TEXTS} 篇的集合不计"
        ),
        Lang::En => format!(
            "copy ratio without stock = the copy ratio with stock sentences left out: those of {LEAST_STOCK} \
             characters or more that stand in at least 1/{SHARE} of the documents and in {LEAST} of them (near \
             copies count once); not given for fewer than {FEWEST_TEXTS} documents"
        ),
    }
}

/// The two sides of a comparison as a renderer shows them.
#[derive(Clone, Copy, Debug)]
pub(super) struct View<'r> {
    /// Side A: the representative.
    pub(super) a: &'r Member,
    /// Side B: the member.
    pub(super) b: &'r Member,
    /// How B stands to A.
    pub(super) link: &'r Link,
    /// What the sides are called in figures.
    pub(super) names: (&'static str, &'static str),
}

impl<'r> View<'r> {
    /// A member of a cluster against its representative.
    pub(super) fn member(a: &'r Member, b: &'r Member, link: &'r Link, lang: Lang) -> Self {
        Self { a, b, link, names: member_names(lang) }
    }

    /// Two documents of equal rank.
    pub(super) fn pair(a: &'r Member, b: &'r Member, link: &'r Link) -> Self {
        Self { a, b, link, names: ("A", "B") }
    }

    /// What B is to A, as a sentence: the words between their names, and the words after. Of a family it is known that
    /// subjects differ, but only a comparison can tell that little else does.
    pub(super) fn sentence(&self, lang: Lang) -> (&'static str, &'static str) {
        let (between, after) = sentence(self.link.relation, lang);
        let found = self.link.comparison.as_ref().map(|comparison| comparison.relation);
        match (self.link.relation, found) {
            (Some(Relation::SameTemplate), Some(Relation::SameTemplate)) => {
                let slots = (
                    " 同一模板，不同的主要是数字、日期、名称",
                    "; what differs is mostly numbers, dates and names",
                );
                (between, lang.pick(slots.0, slots.1))
            }
            _ => (between, after),
        }
    }

    /// Both texts and the comparison, when they are there.
    pub(super) fn compared(&self) -> Option<(&'r str, &'r str, &'r crate::diff::Comparison)> {
        Some((self.a.text.as_deref()?, self.b.text.as_deref()?, self.link.comparison.as_deref()?))
    }

    /// The figures that stand for the two of them.
    pub(super) fn figures(&self, lang: Lang) -> Vec<Figure> {
        let overlap = self.link.overlap;
        let (common, a, b) =
            (u64::from(overlap.common), u64::from(overlap.a), u64::from(overlap.b));
        let row = |name, part, all| Row {
            name,
            value: percent(part, all),
            detail: fraction(part, all),
            share: Some((part, all)),
        };
        let (name_a, name_b) = self.names;
        let mut out = vec![
            Figure {
                label: lang.pick("相似度", "similarity"),
                unit: lang.pick("词片", "shingles").into(),
                rows: vec![Row {
                    name: "",
                    value: similarity(overlap.jaccard()),
                    detail: fraction(common, a + b - common),
                    share: Some((common, a + b - common)),
                }],
            },
            Figure {
                label: lang.pick("包含度", "containment"),
                unit: lang.pick("词片", "shingles").into(),
                rows: vec![row(name_b, common, b), row(name_a, common, a)],
            },
        ];
        if let Some(comparison) = &self.link.comparison {
            let unit = lang.pick("字", "characters");
            let ratio = |label, a: (usize, usize), b: (usize, usize)| Figure {
                label,
                unit: unit.into(),
                rows: vec![
                    row(name_b, b.0 as u64, b.1 as u64),
                    row(name_a, a.0 as u64, a.1 as u64),
                ],
            };
            let number = |label, unit: Cow<'static, str>, number: usize| Figure {
                label,
                unit,
                rows: vec![Row {
                    name: "",
                    value: count(number as u64),
                    detail: String::new(),
                    share: None,
                }],
            };
            out.push(ratio(
                lang.pick("复制比", "copy ratio"),
                comparison.copy_a,
                comparison.copy_b,
            ));
            if let Some((a, b)) = comparison.own_a.zip(comparison.own_b) {
                out.push(ratio(lang.pick("去套话复制比", "copy ratio without stock"), a, b));
            }
            let longest = comparison.longest_run();
            out.push(number(lang.pick("最长连续相同", "longest run"), unit.into(), longest));
            let least = self.link.min_run;
            let runs = comparison.runs_from(least);
            let unit = match lang {
                Lang::Zh => format!("段（≥ {least} 字）"),
                Lang::En => format!("(≥ {least} characters each)"),
            };
            out.push(number(lang.pick("连续相同", "common runs"), unit.into(), runs));
        }
        out
    }

    /// How many differences there are, of which classes.
    pub(super) fn edits(&self, lang: Lang) -> Option<String> {
        let comparison = self.link.comparison.as_deref()?;
        let mut out = count(comparison.ops.len() as u64);
        out.push_str(lang.pick(" 处", ""));
        for (at, (class, number)) in comparison.edits().into_iter().enumerate() {
            out.push_str(if at > 0 { " · " } else { lang.pick("：", ": ") });
            out.push_str(self::class(class, lang));
            out.push(' ');
            out.push_str(&count(number as u64));
        }
        if comparison.unrefined > 0 {
            let number = count(comparison.unrefined as u64);
            out.push_str(&match lang {
                Lang::Zh => format!("（{number} 处过大，未细化）"),
                Lang::En => format!(" ({number} too large to refine)"),
            });
        }
        Some(out)
    }
}

/// One figure, for one side or for each.
pub(super) struct Figure {
    /// What it is called.
    pub(super) label: &'static str,
    /// What is counted.
    pub(super) unit: Cow<'static, str>,
    /// The values: one, or one for each side.
    pub(super) rows: Vec<Row>,
}

/// One value of a figure.
pub(super) struct Row {
    /// The side; empty when the figure has none.
    pub(super) name: &'static str,
    /// The value.
    pub(super) value: String,
    /// Numerator and denominator; empty when the value is a count.
    pub(super) detail: String,
    /// The same as numbers.
    pub(super) share: Option<(u64, u64)>,
}

impl Figure {
    /// The values on one line.
    pub(super) fn line(&self) -> String {
        let mut out = String::new();
        for row in &self.rows {
            if !out.is_empty() {
                out.push_str(" · ");
            }
            if !row.name.is_empty() {
                out.push_str(row.name);
                out.push(' ');
            }
            out.push_str(&row.value);
            if !row.detail.is_empty() {
                out.push_str(" = ");
                out.push_str(&row.detail);
            }
        }
        out.push(' ');
        out.push_str(&self.unit);
        out
    }
}

/// How a file was decoded, and where that failed.
pub(super) fn decoding(decoding: &Decoding, lang: Lang) -> String {
    /// More lines than this tell no more.
    const NAMED: usize = 10;
    let Decoding { source, encoding, evidence, replaced, places } = decoding;
    let evidence = match evidence.as_ref() {
        "option" => lang.pick("由 --encoding 指定", "by --encoding"),
        "bom" => lang.pick("有字节序标记", "by its byte order mark"),
        "units" => lang.pick("由字节的形状推知", "by the shape of its units"),
        "mostly" => lang.pick("除少数字节外都合法", "valid but for a few bytes"),
        "declared" => lang.pick("网页自称", "as the page says"),
        "frequencies" => lang.pick("由字频推测", "a guess by frequencies"),
        _ => lang.pick("字节合法", "valid"),
    };
    let mut said = format!("{source}: {encoding}{}{evidence}", lang.pick("，", ", "));
    if *replaced > 0 {
        let lines: Vec<String> = places.iter().take(NAMED).map(|p| p.line.to_string()).collect();
        let all = *replaced <= lines.len() as u64;
        let lines = lines.join(lang.pick("、", ", "));
        said += &match lang {
            Lang::Zh => {
                let more = if all { "" } else { "等" };
                format!("；{} 处无法解码，在第 {lines} {more}行", count(*replaced))
            }
            Lang::En => {
                let more = if all { "" } else { ", …" };
                format!("; {} undecodable, in lines {lines}{more}", count(*replaced))
            }
        };
    }
    said
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    #[test]
    fn several_clusters_are_no_cluster() {
        let said = |kind, last| numbers(kind, 1..=last, Lang::En);
        assert_eq!(said(Kind::Copies, 1), "Cluster 1");
        assert_eq!(said(Kind::Copies, 3), "Clusters 1–3");
        assert_eq!(said(Kind::Template, 3), "Same template 1–3");
        assert_eq!(numbers(Kind::Copies, 1..=3, Lang::Zh), "簇 1–3");
    }

    #[test]
    fn a_decoding_is_told_with_the_marks_of_its_language() {
        let places = (1..=12).map(|line| Place { line, byte: 0 }).collect();
        let (source, encoding) = ("a.txt".to_owned(), "gb18030".into());
        let found = Decoding { source, encoding, evidence: "bom".into(), replaced: 12, places };
        assert_eq!(
            decoding(&found, Lang::Zh),
            "a.txt: gb18030，有字节序标记；12 处无法解码，在第 1、2、3、4、5、6、7、8、9、10 等行"
        );
        assert!(
            decoding(&found, Lang::En)
                .ends_with("; 12 undecodable, in lines 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, …")
        );
        let few = Decoding { replaced: 2, places: found.places[..2].to_vec(), ..found };
        assert!(decoding(&few, Lang::Zh).ends_with("在第 1、2 行"));
    }

    #[test]
    fn figures_do_not_flatter() {
        assert_eq!(percent(9999, 10000), "99.9%");
        assert_eq!(percent(1, 100_000), "0.1%");
        assert_eq!(percent(3, 3), "100%");
        assert_eq!(percent(1834, 2250), "81.5%");
        assert_eq!(percent(0, 0), "—");
        assert_eq!(similarity(0.9999), "0.999");
        assert_eq!(similarity(2.0 / 3.0), "0.667");
        assert_eq!(similarity(1.0), "1.000");
        assert_eq!(similarity(0.7), "0.700");
    }
}
