//! Whatever a text holds, it stays text.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::scripts::cells;
use super::*;

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
