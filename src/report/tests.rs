//! Every format from one report made by hand, and what must hold for any text.

mod hostile;
mod made;
mod pages;
mod scripts;
mod size;
mod terminal;

use std::sync::Arc;

use made::Part::{self, Edit, Moved, Same};
use made::{BODY, HOSTILE, clusters, compare, documents, link, member, pairs, run, skipped};

use super::pair::PairReport;
use super::*;
use crate::diff::{EditClass, Op, OpKind};
use crate::document::Place;
use crate::error::SkipReason;
use crate::judge::{Aligned, Subjects};

fn render_with(
    format: Format,
    settings: &Settings,
    run: &Run,
    clusters: &[ClusterReport],
    skipped: &[Skipped],
    pairs: Vec<Pair>,
) -> String {
    let mut out = Vec::new();
    let mut renderer = renderer(format, Box::new(&mut out), settings);
    renderer.run(run, skipped).unwrap();
    for cluster in clusters {
        renderer.cluster(cluster).unwrap();
    }
    renderer.documents(&mut documents().into_iter()).unwrap();
    renderer.pairs(&mut pairs.into_iter()).unwrap();
    renderer.finish().unwrap();
    drop(renderer);
    String::from_utf8(out).unwrap()
}

fn render(format: Format, settings: &Settings) -> String {
    render_with(format, settings, &run(), &clusters(), &skipped(), pairs())
}

fn english() -> Settings {
    Settings { lang: Lang::En, ..Settings::default() }
}

fn pair() -> PairReport {
    let [cluster, ..] = clusters();
    let b = cluster.members[2].clone();
    let link = b.link.clone().unwrap();
    PairReport { version: "0.1.0".into(), a: cluster.members[0].clone(), b, link }
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// A page without its style sheet and its script, which have their own test.
fn without_style_and_script(page: &str) -> [&str; 3] {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (body, rest) = rest.split_once("<script>").unwrap();
    let (_, foot) = rest.split_once("</script>").unwrap();
    [head, body, foot]
}

#[test]
fn each_format_looks_as_it_should() {
    let zh = Settings::default();
    insta::assert_snapshot!("text_zh", render(Format::Text, &zh));
    insta::assert_snapshot!("text_en", render(Format::Text, &english()));
    let side = Settings { layout: Layout::Side, width: 120, context: 6, ..Settings::default() };
    insta::assert_snapshot!("text_side_zh", render(Format::Text, &side));
    insta::assert_snapshot!("json", render(Format::Json, &zh));
    insta::assert_snapshot!("jsonl", render(Format::Jsonl, &zh));
    insta::assert_snapshot!("csv", render(Format::Csv, &zh));
    insta::assert_snapshot!("markdown_zh", render(Format::Markdown, &zh));
    let page = render(Format::Html, &zh);
    let [head, body, foot] = without_style_and_script(&page);
    let head = head.split_once("sha256-").map_or(head, |(head, _)| head);
    // A line a block, so that a difference can be read.
    let page = format!("{head}{body}{foot}");
    let lines = ["<div", "<tr", "<li", "<h", "<p", "<details", "<article", "<section", "<td"];
    let page = lines.iter().fold(page, |page, tag| page.replace(tag, &format!("\n{tag}")));
    insta::assert_snapshot!("html_zh", page);
}

#[test]
fn a_pair_looks_as_in_a_report() {
    let pair = pair();
    insta::assert_snapshot!("pair_text", written(|out| pair.write_text(out, &Settings::default())));
    insta::assert_snapshot!("pair_json", written(|out| pair.write_json(out)));
    insta::assert_snapshot!("pair_unified", written(|out| pair.write_unified(out, true)));
    let page = written(|out| pair.write_html(out, &english()));
    assert!(page.starts_with("<!DOCTYPE html><html lang=\"en\">"));
    assert!(page.contains("id=\"dd0\""), "differences can be linked to");
    let diff: wire::Diff = serde_json::from_str(&written(|out| pair.write_json(out))).unwrap();
    assert_eq!(diff.schema, wire::DIFF_SCHEMA);
    assert_eq!(diff.member.ops.unwrap().len(), pair.link.comparison.unwrap().ops.len());
}

#[test]
fn unified_lines_are_the_originals_own() {
    let raw = written(|out| pair().write_unified(out, false));
    assert!(raw.contains("\r\n"), "{raw:?}");
    assert!(raw.contains("\\ No newline at end of file"));
}

#[test]
fn formats_are_known_by_their_endings() {
    assert_eq!(Format::from_path(Path::new("a/b.HTM")), Ok(Format::Html));
    assert_eq!(Format::from_path(Path::new("x.tar.jsonl")), Ok(Format::Jsonl));
    let error = Format::from_path(Path::new("报告\u{1b}.pdf")).unwrap_err();
    assert_eq!(
        error.message(Lang::Zh),
        "报告␛.pdf: 从文件名看不出格式；可用的后缀：.html .htm .json .jsonl .csv .md .markdown .txt；以 / 结尾则写成一个目录的网页"
    );
    assert!(Format::from_path(Path::new("noending")).is_err());
}

#[test]
fn the_interval_of_a_recall_holds_it() {
    for (pairs, found) in [(0, 0), (1, 0), (1, 1), (10, 10), (10, 9), (2_402, 2_398)] {
        let (low, high) = Audit { documents: 9, pairs, found }.interval();
        let recall = found as f64 / (pairs as f64).max(1.0);
        assert!(0.0 <= low && low <= recall && recall <= high && high <= 1.0, "{low} {high}");
        assert_eq!((low == 0.0, high == 1.0), (found == 0, found == pairs));
    }
}

/// Texts on one template may differ in much else.
#[test]
fn that_little_differs_but_names_is_said_only_where_it_is_so() {
    let text = |found: Relation| {
        let parts = [Same(BODY), Edit(EditClass::Wording, "很好", "更好")];
        let (a, b, comparison) = compare(&parts, found);
        let mut other = member("b", "", &b);
        other.link = link(comparison, Overlap { common: 90, a: 95, b: 95 });
        other.link.as_mut().unwrap().relation = Some(Relation::SameTemplate);
        let members = vec![member("a", "", &a), other];
        let family = ClusterReport { id: 1, kind: Kind::Template, members, min: 0.9, median: 0.9 };
        let said = |lang| {
            let settings = Settings { lang, ..english() };
            render_with(
                Format::Text,
                &settings,
                &run(),
                std::slice::from_ref(&family),
                &[],
                Vec::new(),
            )
        };
        [said(Lang::En), said(Lang::Zh)]
    };
    let [en, zh] = text(Relation::Revised);
    assert!(
        en.contains("b has the template of a\n") && zh.contains("b 与 a 同一模板\n"),
        "{en}{zh}"
    );
    let [en, zh] = text(Relation::SameTemplate);
    assert!(en.contains("a; what differs is mostly numbers, dates and names\n"), "{en}");
    assert!(zh.contains("同一模板，不同的主要是数字、日期、名称\n"), "{zh}");
}
