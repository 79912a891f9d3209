//! Every format from one report made by hand, and what must hold for any text.

mod pages;

use std::collections::BTreeSet;
use std::sync::Arc;

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::pair::PairReport;
use super::*;
use crate::diff::{EditClass, Op, OpKind};
use crate::document::Place;
use crate::error::SkipReason;
use crate::judge::{Aligned, Subjects};

/// A stretch of two texts.
#[derive(Clone, Copy)]
enum Part<'t> {
    Same(&'t str),
    Edit(EditClass, &'t str, &'t str),
    Moved(u32, &'t str, &'t str),
}
use Part::{Edit, Moved, Same};

/// Two texts and their differences out of stretches.
fn compare(parts: &[Part<'_>], relation: Relation) -> (String, String, Comparison) {
    let (mut a, mut b, mut ops) = (String::new(), String::new(), Vec::new());
    let content = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut equal = 0;
    let mut longest = 0;
    for &part in parts {
        let (class, old, new, move_id) = match part {
            Same(text) => {
                a.push_str(text);
                b.push_str(text);
                equal += content(text);
                longest = longest.max(content(text));
                continue;
            }
            Edit(class, old, new) => (class, old, new, None),
            Moved(number, old, new) => (EditClass::Move, old, new, Some(number)),
        };
        let kind = match (old.is_empty(), new.is_empty()) {
            (false, true) => OpKind::Delete,
            (true, _) => OpKind::Insert,
            (false, false) => OpKind::Replace,
        };
        let op_a = a.len()..a.len() + old.len();
        let op_b = b.len()..b.len() + new.len();
        a.push_str(old);
        b.push_str(new);
        ops.push(Op { kind, class, a: op_a, b: op_b, move_id });
    }
    let comparison = Comparison {
        ops,
        relation,
        copy_a: (equal, content(&a)),
        copy_b: (equal, content(&b)),
        own_a: None,
        own_b: None,
        runs: vec![longest],
        inside: Vec::new(),
        unrefined: 0,
    };
    assert_eq!(comparison.apply(&a, &b), b);
    (a, b, comparison)
}

const BODY: &str = "同志们：今天我们召开全市农村信用社工作会议，主要任务是总结去年的工作，分析当前的形势，\
安排今年的任务。过去的一年，全市农村信用社在各级党委、政府的领导下，坚持服务“三农”的宗旨，积极组织资金，\
努力增加投放，各项业务都有了新的发展。存款余额比年初增加一亿二千万元，贷款余额比年初增加九千万元，\
有力地支持了农业增产、农民增收。";

const HOSTILE: &str =
    "</script><img src=x onerror=alert(1)>\u{1b}[2J\u{202e}\r=cmd|' /C calc'!A0\0`|*_[a](b)";

fn member(id: &str, title: &str, text: &str) -> Member {
    Member { id: id.into(), title: title.into(), text: Some(text.into()), link: None }
}

fn link(comparison: Comparison, overlap: Overlap) -> Option<Link> {
    let relation = Some(comparison.relation);
    Some(Link { relation, overlap, comparison: Some(Arc::new(comparison)), min_run: MIN_RUN })
}

fn clusters() -> [ClusterReport; 3] {
    let tail = "最后,祝愿大家工作顺利,身体健康,阖家幸福。谢谢大家!".repeat(8);
    let moved = "要加强队伍建设,提高干部职工的素质,改进工作作风。\n";
    let (a, excerpt, first) = compare(
        &[
            Same("在全市农村信用社工作会议上的讲话\n"),
            Edit(EditClass::Debris, "", "<p class=\"x\">"),
            Same(BODY),
            Edit(EditClass::Layout, "\n", ""),
            Same("我们要成为党联系农民的金融纽"),
            Edit(EditClass::Layout, "", "\r\n"),
            Same("带。"),
            Edit(EditClass::Number, "~年", "2003年"),
            Same("一季度"),
            Edit(EditClass::Layout, "\u{3000}", " "),
            Same("开局"),
            Edit(EditClass::Layout, "", "\t"),
            Same("良好"),
            Edit(EditClass::Layout, "\u{200b}", ""),
            Same("。一要"),
            Edit(EditClass::Layout, " ", ""),
            Same("狠抓"),
            Edit(EditClass::Layout, " ", ""),
            Same("落实。\n"),
            Same(moved),
            Same("要深化改革,完善制度。\n"),
            Same("要狠抓落实,务求实效。\n"),
            Edit(EditClass::Truncation, &tail, ""),
        ],
        Relation::ExcerptOf,
    );
    let arrived = moved.replace("素质", "本领");
    let (other_a, reordered, mut second) = compare(
        &[
            Same(&a[..a.find(moved).unwrap()]),
            Moved(1, moved, ""),
            Same("要深化改革,完善制度。\n"),
            Moved(1, "", &arrived),
            Same("要"),
            Edit(EditClass::Wording, "狠抓", "切实抓好"),
            Same("落实,务求实效。\n"),
            Same(&tail),
            Edit(EditClass::Sentence, "", HOSTILE),
        ],
        Relation::Reordered,
    );
    assert_eq!(a, other_a);
    let place = |text: &str, word: &str| {
        let at = text.find(word).unwrap();
        at..at + word.len()
    };
    let (from, to) = (place(&a, "素质"), place(&reordered, "本领"));
    let (kind, class, move_id) = (OpKind::Replace, EditClass::Wording, Some(1));
    second.inside = vec![Op { kind, class, a: from, b: to, move_id }];
    second.own_a = Some((second.copy_a.0 - 20, second.copy_a.1 - 20));
    second.own_b = Some((second.copy_b.0 - 20, second.copy_b.1 - 20));
    let representative = member("five.txt#2", "在全市农村信用社工作会议上的讲话", &a);
    let mut members = vec![representative.clone(), member("copy/五.txt", "", &a)];
    members[1].link = Some(Link {
        relation: Some(Relation::Identical),
        overlap: Overlap { common: 150, a: 150, b: 150 },
        comparison: None,
        min_run: MIN_RUN,
    });
    members.push(member("five.txt#3", "在全市农村信用社工作会议上的讲话(节选)", &excerpt));
    members[2].link = link(first, Overlap { common: 112, a: 150, b: 118 });
    members.push(member(&format!("z/{HOSTILE}.txt"), &"长标题".repeat(100), &reordered));
    members[3].link = link(second, Overlap { common: 140, a: 150, b: 158 });

    let hostile = Member {
        id: "=cmd|' /C calc'!A0".into(),
        title: HOSTILE.into(),
        text: None,
        link: Some(Link {
            relation: None,
            overlap: Overlap { common: 70, a: 90, b: 85 },
            comparison: None,
            min_run: MIN_RUN,
        }),
    };
    let plain = Member { id: "@SUM(1)".into(), title: "＋1".into(), text: None, link: None };
    let on_template = Member {
        id: "石桥.txt".into(),
        title: "在石桥县动员大会上的讲话".into(),
        text: None,
        link: Some(Link {
            relation: Some(Relation::SameTemplate),
            overlap: Overlap { common: 90, a: 95, b: 95 },
            comparison: None,
            min_run: MIN_RUN,
        }),
    };
    let jaccard = hostile.link.as_ref().unwrap().overlap.jaccard();
    [
        ClusterReport {
            id: 1,
            kind: Kind::Copies,
            members,
            min: 112.0 / 156.0,
            median: 140.0 / 168.0,
        },
        ClusterReport {
            id: 2,
            kind: Kind::Copies,
            members: vec![plain.clone(), hostile],
            min: jaccard,
            median: jaccard,
        },
        ClusterReport {
            id: 3,
            kind: Kind::Template,
            members: vec![plain, on_template],
            min: 0.9,
            median: 0.9,
        },
    ]
}

fn run() -> Run {
    Run {
        version: "0.1.0".into(),
        options: vec![
            ("threshold".into(), OptionValue::Number(0.5)),
            ("shingle".into(), OptionValue::Integer(3)),
            ("hmm".into(), OptionValue::Switch(false)),
            ("tokenizer".into(), OptionValue::Text("jieba".into())),
            ("rules".into(), OptionValue::List(vec!["layout".into(), "width".into()])),
            ("containment".into(), OptionValue::Number(1.0)),
        ],
        inputs: vec!["docs".into(), HOSTILE.into()],
        counts: Counts {
            documents: 9,
            characters: 21_941,
            folded: 1,
            short: 1,
            skipped: 2,
            candidates: 12,
            capped_buckets: 7,
            unaligned: 0,
            clusters: 2,
            clustered: 6,
            pairs: 2,
            same_template: 1,
            related: 0,
            templates: 1,
            compared: 1,
            compared_templates: 0,
        },
        candidates: Candidates {
            method: Method::Lsh { bands: 42, rows: 4 },
            promised_recall: 0.99,
            audit: Some(Audit { documents: 9, pairs: 4, found: 3 }),
        },
        decodings: vec![Decoding {
            source: HOSTILE.into(),
            encoding: "gb18030".into(),
            evidence: "frequencies".into(),
            replaced: 1,
            places: vec![Place { line: 3, byte: 70 }],
        }],
        manifest: vec![InputFile { source: HOSTILE.to_owned(), bytes: 1_234, hash: 0xabc }],
        cut_from: Vec::new(),
    }
}

fn skipped() -> Vec<Skipped> {
    vec![
        Skipped::new(format!("docs/{HOSTILE}"), SkipReason::Empty),
        Skipped::new("docs/无.txt", SkipReason::Missing),
    ]
}

fn pairs() -> Vec<Pair> {
    let same =
        Evidence { subjects: Subjects::Same, spliced: None, aligned: None, discounted: None };
    let other = Evidence {
        subjects: Subjects::Substituted,
        spliced: Some(true),
        aligned: Some(Aligned { a: (3, 4), b: (3, 5) }),
        discounted: Some(Overlap { common: 1, a: 5, b: 7 }),
    };
    vec![
        Pair {
            a: "a".into(),
            b: "b\u{202e}".into(),
            overlap: Overlap { common: 1, a: 3, b: 2 },
            evidence: same,
            verdict: Verdict::Match,
            decision: None,
        },
        Pair {
            a: "a".into(),
            b: "c".into(),
            overlap: Overlap { common: 7, a: 11, b: 13 },
            evidence: other,
            verdict: Verdict::SameTemplate,
            decision: Some(Decision::Different),
        },
    ]
}

fn documents() -> Vec<PairedDocument> {
    let document = |id: &str, copy_of: Option<&str>| PairedDocument {
        id: id.into(),
        title: HOSTILE.into(),
        characters: 40,
        tokens: 30,
        copy_of: copy_of.map(str::to_owned),
        identical_to: copy_of.map(str::to_owned),
    };
    vec![document("a", None), document("b\u{202e}", Some("a")), document("c", None)]
}

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
fn both_sides_keep_to_their_columns() {
    for (width, lang) in [(40, Lang::Zh), (81, Lang::En), (120, Lang::Zh), (200, Lang::En)] {
        let side = Settings { layout: Layout::Side, width, lang, ..Settings::default() };
        let text = render(Format::Text, &side);
        let wide = text.lines().find(|line| line.width() > width);
        assert_eq!(wide, None);
        let middles: Vec<usize> =
            text.lines().filter_map(|line| Some(line.split_once('│')?.0.width())).collect();
        assert!(middles.len() > 10 && middles.iter().all(|&middle| middle == middles[0]));
        let (left, right): (String, String) =
            text.lines().filter_map(|line| line.split_once('│')).unzip();
        let joined = |side: &str| side.split_whitespace().collect::<String>();
        assert!(joined(&left).contains("[-狠抓-]") && !left.contains("切实抓好"), "{left}");
        assert!(joined(&right).contains("{+切实抓好+}") && !right.contains("[-"), "{right}");
    }
}

#[test]
fn the_context_is_as_long_as_asked_for() {
    for (layout, context) in [(Layout::Inline, 0), (Layout::Inline, 3), (Layout::Side, 3)] {
        let settings = Settings { layout, context, width: 120, ..Settings::default() };
        let text = render(Format::Text, &settings);
        let expected = match (layout, context) {
            (Layout::Inline, 0) => "…[-狠抓-]{+切实抓好+}…",
            (Layout::Inline, _) => "…。 要[-狠抓-]{+切实抓好+}落实,…",
            (Layout::Side, _) => "要[-狠抓-]落实,…",
        };
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn colour_adds_only_escapes() {
    let colored = render(Format::Text, &Settings { color: true, ..Settings::default() });
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, render(Format::Text, &Settings::default()));
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

/// The report that the JSON renderers were given, as scripts see it.
fn expected() -> wire::Report {
    let clusters = clusters();
    let clusters = clusters.iter().map(|cluster| {
        let representative = cluster.representative();
        wire::Cluster {
            id: cluster.id,
            representative: representative.id.clone(),
            size: cluster.members.len() as u64,
            similarity: wire::Similarity { min: cluster.min, median: cluster.median },
            members: cluster.members.iter().map(|m| wire::Member::new(representative, m)).collect(),
            template: wire::Template::of(cluster),
        }
    });
    let mut clusters: Vec<wire::Cluster> = clusters.collect();
    let templates = clusters.split_off(2);
    wire::Report {
        schema: wire::SCHEMA.into(),
        run: (&run()).into(),
        clusters,
        templates,
        documents: documents().into_iter().map(Into::into).collect(),
        pairs: pairs().iter().map(Into::into).collect(),
        skipped: skipped().iter().map(Into::into).collect(),
    }
}

#[test]
fn json_reads_back_equal() {
    for format in [Format::Json, Format::Jsonl] {
        let text = render(format, &Settings::default());
        assert_eq!(wire::read(text.as_bytes()).unwrap(), expected(), "{format:?}");
        let text = format!("\u{feff}{text}");
        assert_eq!(wire::read(text.as_bytes()).unwrap(), expected(), "{format:?} with a mark");
        let empty = Run { counts: Counts::default(), ..run() };
        let text = render_with(format, &Settings::default(), &empty, &[], &[], Vec::new());
        assert!(wire::read(text.as_bytes()).unwrap().clusters.is_empty());
    }
    let compact = serde_json::to_string(&expected()).unwrap();
    assert_eq!(wire::read(compact.as_bytes()).unwrap(), expected());
}

#[test]
fn what_is_no_report_is_said_to_be_none() {
    let read = |text: &str| wire::read(text.as_bytes()).unwrap_err();
    assert!(matches!(read(""), wire::ReadError::Shape { line: 1, .. }));
    assert!(matches!(read("[1"), wire::ReadError::Shape { .. }));
    assert!(matches!(read("{}"), wire::ReadError::Schema { found: None }));
    assert!(matches!(
        read("{\"schema\":\"leitong.report/9\"}"),
        wire::ReadError::Schema { found: Some(found) } if found == "leitong.report/9"
    ));
    assert!(matches!(
        read("{\"type\":\"run\",\"schema\":\"leitong.report/9\"}\n"),
        wire::ReadError::Schema { found: Some(_) }
    ));
    let lines = render(Format::Jsonl, &Settings::default());
    let cut = &lines[..lines[..lines.len() - 1].rfind('\n').unwrap() + 1];
    assert!(matches!(read(cut), wire::ReadError::Incomplete));
    let twice = format!("{lines}{lines}");
    assert!(matches!(read(&twice), wire::ReadError::Incomplete));
    let json = render(Format::Json, &Settings::default());
    assert!(matches!(read(json.split_once("\"pairs\"").unwrap().0), wire::ReadError::Shape { .. }));
    for lang in [Lang::Zh, Lang::En] {
        assert!(read("{}").message(lang).contains("leitong.report/1"));
    }
}

#[test]
fn formats_are_known_by_their_endings() {
    assert_eq!(Format::from_path(Path::new("a/b.HTM")), Ok(Format::Html));
    assert_eq!(Format::from_path(Path::new("x.tar.jsonl")), Ok(Format::Jsonl));
    let error = Format::from_path(Path::new("报告\u{1b}.pdf")).unwrap_err();
    assert_eq!(
        error.message(Lang::Zh),
        "报告␛.pdf：从文件名看不出格式；可用的后缀：.html .htm .json .jsonl .csv .md .markdown .txt；以 / 结尾则写成一个目录的网页"
    );
    assert!(Format::from_path(Path::new("noending")).is_err());
}

/// Every cell of a table, by a reader of its own.
fn cells(csv: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
fn every_row_has_every_column() {
    let rows = cells(&render(Format::Csv, &Settings::default()));
    assert_eq!(rows.len(), 1 + 6);
    assert_eq!(rows[3][3], "five.txt#3");
    assert_eq!(rows[5][3], "'@SUM(1)");
    assert_eq!(rows[3][9], (112.0 / 150.0).to_string());
}

/// A report about two hostile texts with hostile names.
fn hostile(id: &str, title: &str, shared: &str, old: &str, new: &str) -> ClusterReport {
    let parts = [
        Same(shared),
        Edit(EditClass::Layout, old, new),
        Same("。"),
        Edit(EditClass::Wording, new, old),
        Same("、"),
        Edit(EditClass::Truncation, "", new),
    ];
    let parts: Vec<Part<'_>> =
        parts.into_iter().filter(|part| !matches!(part, Edit(_, "", ""))).collect();
    let (a, b, comparison) = compare(&parts, Relation::Revised);
    let mut other = member(id, title, &b);
    other.link = link(comparison, Overlap { common: 5, a: 7, b: 8 });
    let members = vec![member(title, id, &a), other];
    ClusterReport { id: 1, kind: Kind::Copies, members, min: 0.5, median: 0.5 }
}

/// Text of the kind that breaks renderers.
fn nasty() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        any::<char>().prop_map(String::from),
        proptest::sample::select(vec![
            "</script>",
            "<img onerror=x>",
            "-->",
            "]]>",
            "&lt;",
            "\u{1b}[2J",
            "\u{1b}]8;;x\u{7}",
            "\u{202e}",
            "\u{2066}",
            "\u{200b}",
            "\u{feff}",
            "\u{e0041}",
            "\r",
            "\0",
            "\n",
            "\t",
            " ",
            "=cmd|",
            "＝1",
            "\"",
            "'",
            "```",
            "|",
            "**",
            "\u{fe0f}",
            "👨\u{200d}👩",
            "❤\u{fe0f}",
            "讲话",
            "，",
            "“",
            "\u{3000}",
            "\u{301}",
            "\u{85}",
            "\u{9b}2J",
            "https://x.cn",
            "abcdefghijklmnop",
            "１",
        ])
        .prop_map(str::to_owned),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

fn is_control(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')
}

const ESC: char = '\u{1b}';

const TAGS: &[&str] = &[
    "a",
    "article",
    "b",
    "bdi",
    "body",
    "button",
    "dd",
    "del",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "head",
    "header",
    "html",
    "input",
    "ins",
    "kbd",
    "label",
    "legend",
    "li",
    "line",
    "main",
    "meta",
    "nav",
    "ol",
    "p",
    "rect",
    "section",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "svg",
    "table",
    "tbody",
    "td",
    "text",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "!DOCTYPE",
];

/// A page without its style sheet and its script, which have their own test.
fn without_style_and_script(page: &str) -> [&str; 3] {
    let (head, rest) = page.split_once("<style>").unwrap();
    let (_, rest) = rest.split_once("</style>").unwrap();
    let (body, rest) = rest.split_once("<script>").unwrap();
    let (_, foot) = rest.split_once("</script>").unwrap();
    [head, body, foot]
}

/// Checks a page tag by tag: only our own tags, only our own attributes with our own values.
fn check_page(page: &str) -> Result<(), TestCaseError> {
    for text in without_style_and_script(page) {
        for c in text.chars() {
            prop_assert!(c == '\n' || !is_control(c), "{c:?}");
        }
        for part in text.split('<').skip(1) {
            let (tag, rest) = part.split_once('>').unwrap();
            let name = tag.trim_start_matches('/').split_whitespace().next().unwrap();
            prop_assert!(TAGS.contains(&name), "{tag:?}");
            prop_assert!(!rest.contains('>'), "{rest:?}");
            for value in tag.split("href=\"").skip(1) {
                let anchor = value.split('"').next().unwrap();
                prop_assert!(
                    anchor.chars().all(|c| "#-./".contains(c) || c.is_ascii_alphanumeric())
                );
            }
            for event in ["onerror", "style=", "src="] {
                prop_assert!(!tag.contains(event), "{tag:?}");
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_stays_text(
        id in nasty(), title in nasty(), shared in nasty(), old in nasty(), new in nasty()
    ) {
        let cluster = [hostile(&id, &title, &shared, &old, &new)];
        let run = Run { inputs: vec![id.clone()], ..run() };
        let skipped = [Skipped::new(title.clone(), SkipReason::Unreadable(new.clone()))];
        let make = |format, settings: &Settings| {
            render_with(format, settings, &run, &cluster, &skipped, pairs())
        };
        check_page(&make(Format::Html, &Settings::default()))?;

        for settings in [Settings::default(), Settings { width: 50, ..english() }] {
            let text = make(Format::Text, &settings);
            prop_assert!(text.chars().all(|c| c == '\n' || !is_control(c)));
            for line in text.lines() {
                prop_assert!(line.width() <= settings.width, "{} columns: {line:?}", line.width());
            }
            let color = make(Format::Text, &Settings { color: true, ..settings });
            prop_assert!(color.chars().all(|c| c == '\n' || c == ESC || !is_control(c)));
        }

        let markdown = make(Format::Markdown, &Settings::default());
        prop_assert!(markdown.chars().all(|c| c == '\n' || !is_control(c)));

        for (at, row) in cells(&make(Format::Csv, &Settings::default())).iter().enumerate().skip(1) {
            prop_assert_eq!(row.len(), 33);
            for text in [&row[3], &row[4]] {
                let seen = text.trim_start_matches(|c: char| {
                    c.is_whitespace() || super::visible::shown(c) != super::visible::Shown::Itself
                });
                prop_assert!(!seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']), "{}: {:?}", at, text);
            }
        }

        for format in [Format::Json, Format::Jsonl] {
            let report = wire::read(make(format, &Settings::default()).as_bytes()).unwrap();
            let found = &report.clusters[0].members[1];
            prop_assert_eq!(found, &wire::Member::new(cluster[0].representative(), &cluster[0].members[1]));
        }
    }
}

/// A cluster of `texts` different texts about `length` characters long.
fn large(id: u32, texts: usize, length: usize) -> ClusterReport {
    let body = BODY.repeat(length / BODY.chars().count() + 1);
    let mut members = Vec::new();
    for number in 0..texts {
        let year = format!("{}年", 1900 + number);
        let (a, b, comparison) = compare(
            &[Same("在"), Edit(EditClass::Number, "2018年", &year), Same(&body)],
            Relation::SameTemplate,
        );
        if members.is_empty() {
            members.push(member("0", "", &a));
        }
        let mut other = member(&format!("{}", number + 1), HOSTILE, &b);
        other.link = link(comparison, Overlap { common: 90, a: 95, b: 95 });
        members.push(other);
    }
    ClusterReport { id, kind: Kind::Copies, members, min: 0.9, median: 0.9 }
}

/// A cluster of two texts whose differences were not worked out.
fn small(id: u32) -> ClusterReport {
    let [_, mut cluster, _] = clusters();
    cluster.id = id;
    cluster
}

#[test]
fn one_page_stays_small_and_says_what_it_leaves_out() {
    let run = |clusters: u64| Run {
        counts: Counts { clusters, compared: clusters, ..Counts::default() },
        ..run()
    };
    // Clusters whose comparisons no page could hold.
    let clusters: Vec<ClusterReport> = (1..=12).map(|id| large(id, 12, 6_000)).collect();
    let settings = Settings { variants: 10, ..Settings::default() };
    let page = render_with(Format::Html, &settings, &run(12), &clusters, &[], Vec::new());
    assert!(page.len() < 2_000_000, "{}", page.len());
    let (top, rest) = page.split_once("<dl class=\"stats\">").unwrap();
    assert!(top.contains("篇对照从略；-o 目录/ 每篇一页"), "{top}");
    assert!(rest.contains("10 种文本，共 12 种") && rest.contains("--variants all"));
    assert_eq!(page.matches("class=\"cluster\"").count(), 12, "all members are listed");
    let values = |mark: &str| -> BTreeSet<&str> {
        page.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    };
    assert!(values("href=\"#").is_subset(&values(" id=\"")), "a link leads nowhere");
    // More clusters than a page can list.
    let clusters: Vec<ClusterReport> = (1..=1_500).map(small).collect();
    let page = render_with(Format::Html, &settings, &run(1_500), &clusters, &[], Vec::new());
    assert!(page.len() < 2_000_000, "{}", page.len());
    assert!(page.contains("表中列出前 500 簇") && page.contains("共 1,500 簇；-o 目录/"));
}

#[test]
fn many_clusters_are_listed_on_many_pages() {
    let place = tempfile::tempdir().unwrap();
    let mut pages = html::Pages::new(place.path().join("report"), &english());
    let counts = Counts { clusters: 1_201, compared: 1, ..Counts::default() };
    pages.run(&Run { counts, ..run() }, &[]).unwrap();
    pages.cluster(&large(1, 60, 2_000)).unwrap();
    (2..=1_201).for_each(|id| pages.cluster(&small(id)).unwrap());
    pages.pairs(&mut pairs().into_iter()).unwrap();
    pages.finish().unwrap();
    let read = |name: &str| {
        let page = std::fs::read_to_string(place.path().join("report").join(name)).unwrap();
        assert!(page.len() < 2_000_000, "{name} has {} bytes", page.len());
        page
    };
    let first = read("index.html");
    assert!(first.contains("--diffs all does them all") && first.contains("listed on 3 pages"));
    assert!(first.contains("<a rel=\"next\" href=\"list-2.html\">"));
    assert_eq!(first.matches("<tr data-size").count(), 500);
    assert!(read("list-2.html").contains("list-3.html"));
    assert_eq!(read("list-3.html").matches("<tr data-size").count(), 201);
    assert!(read("clusters/1.html").contains("--variants all shows them all"));
    assert!(read("clusters/1-1.html").contains("<del>"));
    assert!(read("clusters/2.html").contains("id=\"c201\""), "clusters without texts share a page");
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
