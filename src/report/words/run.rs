//! What is said of a run as a whole: how much there was, how candidates were found, and what was not done.

use super::super::{Audit, Counts, Method, Run};
use super::count;
use crate::error::Lang;
use crate::number::counted;

/// The counts of a run that people look for, with their names.
pub(in super::super) fn counts(counts: &Counts, lang: Lang) -> [(&'static str, u64); 7] {
    [
        (lang.pick("文档", "documents"), counts.documents),
        (lang.pick("字数", "characters"), counts.characters),
        (lang.pick("簇", "clusters"), counts.clusters),
        (lang.pick("簇内文档", "in clusters"), counts.clustered),
        (lang.pick("归并的副本", "folded copies"), counts.folded),
        (lang.pick("确认对", "verified pairs"), counts.pairs),
        (lang.pick("略过", "skipped"), counts.skipped),
    ]
}

/// The run in one sentence.
pub(in super::super) fn outcome(counts: &Counts, lang: Lang) -> String {
    match lang {
        Lang::Zh => outcome_zh(counts),
        Lang::En => outcome_en(counts),
    }
}

fn outcome_zh(counts: &Counts) -> String {
    let alone = count(counts.documents.saturating_sub(counts.clustered));
    let (documents, characters) = (count(counts.documents), count(counts.characters));
    let (clusters, clustered) = (count(counts.clusters), count(counts.clustered));
    let found = match counts.clusters {
        0 => "没有找到近似的文档".to_owned(),
        _ => format!("{clusters} 簇近似文档，共 {clustered} 篇；其余 {alone} 篇不在簇中"),
    };
    let families = match counts.templates {
        0 => String::new(),
        families => format!("；另有 {} 族，同一模板而文字不同", count(families)),
    };
    format!("{documents} 篇文档，{characters} 字：{found}{families}")
}

fn outcome_en(counts: &Counts) -> String {
    let found = match counts.clusters {
        0 => "no two are near-identical".to_owned(),
        clusters => format!(
            "{} in {}, {} in none",
            count(counts.clustered),
            counted(clusters, "cluster", "clusters"),
            count(counts.documents.saturating_sub(counts.clustered))
        ),
    };
    let families = match counts.templates {
        0 => String::new(),
        families => {
            format!(
                "; {} of different texts on one template",
                counted(families, "family", "families")
            )
        }
    };
    let documents = counted(counts.documents, "document", "documents");
    let characters = counted(counts.characters, "character", "characters");
    format!("{documents}, {characters}: {found}{families}")
}

/// How candidates were found, and whether any may be missing.
pub(in super::super) fn candidates(run: &Run, lang: Lang) -> String {
    let found = &run.candidates;
    let recall = percent_of(found.promised_recall);
    let verified = count(run.counts.candidates);
    // What a bucket that is too large does not yield, only another band may find.
    let but = match run.counts.capped_buckets {
        0 => "",
        _ => lang.pick(
            "（过大的桶中的对不在此例）",
            ", which does not hold for pairs in buckets that were too large",
        ),
    };
    let mut out = match (found.method, lang) {
        (Method::Exact, Lang::Zh) => {
            format!("候选方法 exact：查全阈值以上的所有对；候选对 {verified}，逐一精确比对")
        }
        (Method::Exact, Lang::En) => format!(
            "candidates by exact join: every pair at the threshold or above; candidate pairs: {verified}, each compared \
             exactly"
        ),
        (Method::Lsh { bands, rows }, Lang::Zh) => format!(
            "候选方法 lsh（{bands} 段 × {rows} 行），恰在阈值的一对被找到的概率不低于 {recall}{but}；候选对 {verified}，逐一精确比对"
        ),
        (Method::Lsh { bands, rows }, Lang::En) => format!(
            "candidates by lsh ({bands} bands × {rows} rows): a pair at the threshold is found with a \
             probability of at least {recall}{but}; candidate pairs: {verified}, each compared exactly"
        ),
    };
    out.push_str(&found.audit.map_or_else(String::new, |audit| measured(&audit, lang)));
    out
}

/// What was not compared as everything else was, and how to get it; nothing when there is none.
pub(in super::super) fn limits(counts: &Counts, lang: Lang) -> Vec<String> {
    let said = |number: u64, zh: &str, (one, several): (&str, &str), en: &str| {
        (number > 0).then(|| match lang {
            Lang::Zh => format!("{} {zh}", count(number)),
            Lang::En => format!("{} {en}", counted(number, one, several)),
        })
    };
    let lines = [
        said(
            counts.capped_buckets,
            "个桶过大，其中的对未能取全，成簇时由代表补核；--candidates exact 一对不漏",
            ("bucket", "buckets"),
            "too large to yield all pairs; clusters are completed from their representatives; --candidates exact finds \
             every pair",
        ),
        said(
            counts.capped_documents,
            "篇的词片大多为许多文本所共有，未逐篇查找，包含它们的文本可能未列全；--candidates exact 一对不漏",
            ("document", "documents"),
            "of passages that very many share, not looked up in all of them: texts that they stand in may be missing; \
             --candidates exact finds every pair",
        ),
        said(
            counts.unaligned,
            "对存疑，超出逐字比对的预算，未归入簇；-o x.json 的 pairs 中记为 related，可用 leitong diff 逐对查看",
            ("pair", "pairs"),
            "in doubt, beyond the budget for alignments, joined no cluster; -o x.json lists such pairs as related, and \
             leitong diff shows one",
        ),
        said(
            counts.unverified,
            "次未与代表补核，因预算已用尽，可能因此另成一簇；--candidates exact 一对不漏",
            ("document", "documents"),
            "near a representative not verified against it, beyond the budget, may stand in clusters of their own; \
             --candidates exact finds every pair",
        ),
        said(
            counts.uneven,
            "个簇（族）中有一篇远长于其余，差异从略；可用 leitong diff 逐对查看",
            ("cluster or family", "clusters or families"),
            "without differences, since one text is far longer than the others; leitong diff shows those of any two",
        ),
        said(
            counts.short,
            "篇太短，只比内容是否完全相同；--min-tokens 可改",
            ("document", "documents"),
            "too short, compared by exact content only; --min-tokens sets the limit",
        ),
    ];
    lines.into_iter().flatten().collect()
}

/// What is said when the differences of some clusters or families were not worked out, and how to get them.
pub(in super::super) fn not_compared(run: &Run, lang: Lang) -> Option<String> {
    let Counts { clusters, compared, templates, compared_templates, uneven, .. } = run.counts;
    // Of those that are uneven `limits` tells; more of them are not to be had.
    if compared + compared_templates + uneven >= clusters + templates {
        return None;
    }
    if !run.cut_from.is_empty() {
        return Some(
            lang.pick(
                "差异不在其中：由 --from 重新分簇时不读原文；要看差异，请对原集合重新运行",
                "no differences are shown: --from cuts clusters without the texts; run again on the collection to \
                 see them",
            )
            .to_owned(),
        );
    }
    if compared + compared_templates == 0 {
        let none = lang.pick(
            "差异没有比对；--diffs all 比对全部",
            "no differences were worked out; --diffs all works out all",
        );
        return Some(none.to_owned());
    }
    let of = |compared, all, zh: &str, (one, several): (&str, &str)| {
        (all > 0).then(|| match lang {
            Lang::Zh => format!("{} {zh}中的 {} {zh}", count(all), count(compared)),
            Lang::En => format!("{} of {}", count(compared), counted(all, one, several)),
        })
    };
    let families = ("family on one template", "families on one template");
    let parts = [
        of(compared, clusters, "簇", ("cluster", "clusters")),
        of(compared_templates, templates, "族", families),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    let parts = parts.join(lang.pick("，", ", "));
    Some(match lang {
        Lang::Zh => format!("差异只比对了一部分，大的在先：{parts}；--diffs all 比对全部"),
        Lang::En => format!(
            "differences were worked out for {parts}, the largest first; --diffs all does them all"
        ),
    })
}

/// What an audit of the recall found.
fn measured(audit: &Audit, lang: Lang) -> String {
    let found = count(audit.found);
    let (low, high) = audit.interval();
    let (low, high) = (percent_of(low), percent_of(high));
    match lang {
        Lang::Zh => format!(
            "；抽查 {} 篇：应有 {} 对，找到 {found} 对（查全率的 95% 置信区间 {low}–{high}）",
            count(audit.documents),
            count(audit.pairs)
        ),
        Lang::En => format!(
            "; measured on a sample of {}: {found} of {} found (95% confidence interval of the recall {low} to \
             {high})",
            counted(audit.documents, "document", "documents"),
            counted(audit.pairs, "pair", "pairs")
        ),
    }
}

/// A ratio as a percentage without needless digits, rounded down.
fn percent_of(ratio: f64) -> String {
    let text = format!("{:.3}", ((ratio * 1e5) + 1e-6).floor() / 1e3);
    format!("{}%", text.trim_end_matches('0').trim_end_matches('.'))
}

#[cfg(test)]
mod tests {
    use super::super::super::Candidates;
    use super::*;

    #[test]
    fn what_was_limited_is_said_with_a_way_to_get_it() {
        let counts = Counts {
            capped_buckets: 1_200,
            capped_documents: 5,
            unaligned: 1,
            unverified: 3,
            short: 2,
            ..Counts::default()
        };
        let lines = limits(&counts, Lang::En);
        let exact = "--candidates exact";
        let ways = [exact, exact, "leitong diff", exact, "--min-tokens"];
        let starts = [
            "1,200 buckets too large",
            "5 documents of passages",
            "1 pair in doubt",
            "3 documents near a representative",
            "2 documents too short",
        ];
        assert_eq!(lines.len(), 5);
        for ((line, way), start) in lines.iter().zip(ways).zip(starts) {
            assert!(line.starts_with(start) && line.contains(way), "{line}");
        }
        assert_eq!(limits(&Counts::default(), Lang::Zh), Vec::<String>::new());
    }

    #[test]
    fn a_run_is_told_in_the_number_of_what_it_found() {
        let one = Counts { documents: 1, characters: 1_470, ..Counts::default() };
        assert_eq!(
            outcome(&one, Lang::En),
            "1 document, 1,470 characters: no two are near-identical"
        );
        let found = Counts { documents: 1_003, clusters: 1, clustered: 1_002, ..one };
        let found = Counts { templates: 1, ..found };
        assert_eq!(
            outcome(&found, Lang::En),
            "1,003 documents, 1,470 characters: 1,002 in 1 cluster, 1 in none; 1 family of different \
             texts on one template"
        );
        assert_eq!(
            outcome(&found, Lang::Zh),
            "1,003 篇文档，1,470 字：1 簇近似文档，共 1,002 篇；其余 1 篇不在簇中；另有 1 族，同一模板而文字不同"
        );
    }

    fn run(counts: Counts, method: Method) -> Run {
        let found = Candidates { method, promised_recall: 0.99, audit: None };
        Run {
            version: String::new(),
            options: Vec::new(),
            inputs: Vec::new(),
            counts,
            candidates: found,
            decodings: Vec::new(),
            manifest: Vec::new(),
            cut_from: Vec::new(),
        }
    }

    #[test]
    fn the_promise_is_not_made_for_buckets_that_were_too_large() {
        let lsh = Method::Lsh { bands: 4, rows: 3 };
        let capped = run(Counts { capped_buckets: 1, ..Counts::default() }, lsh);
        let all = run(Counts::default(), lsh);
        for (lang, but) in [(Lang::Zh, "过大的桶"), (Lang::En, "buckets that were too large")] {
            assert!(candidates(&capped, lang).contains(but));
            assert!(!candidates(&all, lang).contains(but));
        }
    }

    #[test]
    fn what_was_not_compared_is_said_of_families_too() {
        let counts = Counts { clusters: 3, compared: 3, templates: 2, ..Counts::default() };
        let mut some = run(counts, Method::Exact);
        let said = |run: &Run| not_compared(run, Lang::En).unwrap_or_default();
        let start = "differences were worked out for 3 of 3 clusters, 0 of 2 families";
        assert!(said(&some).starts_with(start), "{}", said(&some));
        some.counts.compared = 0;
        assert!(said(&some).starts_with("no differences were worked out"), "{}", said(&some));
        some.cut_from.push(Vec::new());
        let cut = said(&some);
        assert!(cut.contains("run again on the collection") && !cut.contains("--diffs"), "{cut}");
        (some.counts.compared, some.counts.compared_templates) = (3, 2);
        assert_eq!(said(&some), "");
        some.cut_from.clear();
        (some.counts.compared_templates, some.counts.uneven) = (1, 1);
        assert_eq!(said(&some), "", "what is uneven is told of elsewhere");
        assert!(limits(&some.counts, Lang::En)[0].starts_with("1 cluster or family"));
    }

    #[test]
    fn a_promise_is_not_rounded_up() {
        assert_eq!(percent_of(0.99), "99%");
        assert_eq!(percent_of(0.9995), "99.95%");
        assert_eq!(percent_of(0.999_999), "99.999%");
    }
}
