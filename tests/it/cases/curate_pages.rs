//! Pages that lost speeches: what is left is read as before, and comes apart again.

use std::fs;

use encoding_rs::GB18030;
use serde_json::json;

use crate::fixture::Fixture;

/// A page of nine speeches.
fn page() -> String {
    let speech = |(number, numeral): (usize, char)| {
        format!(
            "第{numeral}篇：在第{number}次会上的讲话\n同志们：今天开第{number}次会。\n一、主要成绩\n各乡镇放贷{number}万元。\n\
             二、下一步\n要加强领导，落实责任。\n\n"
        )
    };
    (1..).zip("一二三四五六七八九".chars()).map(speech).collect()
}

#[test]
fn a_page_that_lost_speeches_comes_apart_into_the_others() {
    let fixture = Fixture::new();
    fixture.write("page.txt", page());
    fixture.report(&["page.txt"]);
    for dropped in [&[3, 4][..], &[3, 6, 8], &[1, 2, 3]] {
        let (leave, stay): (Vec<u32>, Vec<u32>) = (1..=9).partition(|n| dropped.contains(n));
        let ids = |numbers: &[u32], name: &str| -> Vec<String> {
            numbers.iter().map(|n| format!("{name}#{n}")).collect()
        };
        let (drop, keep) = (ids(&leave, "page.txt"), ids(&stay, "page.txt"));
        fixture.write("decisions.toml", format!("drop = {drop:?}\nkeep = {keep:?}"));
        let args = ["curate", "report.json", "-o", "clean.txt", "--decisions", "decisions.toml"];
        let ran = fixture.run(&[&args[..], &["--force"]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        let listed = fixture.run(&["split", "clean.txt"]).out;
        let left: Vec<&str> = listed.lines().filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(left, ids(&stay, "clean.txt"), "{listed}");
    }
}

#[test]
fn a_short_text_above_the_headings_is_named_and_stays() {
    let fixture = Fixture::new();
    let page = page();
    let (second, third) = (page.find("第二篇").expect("it"), page.find("第三篇").expect("it"));
    let own = |text: &str| text.split_once('\n').expect("a heading").1.to_owned();
    fixture.write("in/a.txt", own(&page[..second])).write("in/b.txt", own(&page[second..third]));
    let lost = "同志们：这一篇的标题丢了，只有正文。\n";
    fixture.write("in/pre.txt", format!("{lost}{}", &page[..third]));
    fixture.write("in/titled.txt", format!("2020年讲话两篇\n{}", &page[..third]));
    let report = fixture.report(&["in"]);
    assert_eq!(report["skipped"].as_array().map(Vec::len), Some(1), "{}", report["skipped"]);
    assert_eq!(report["skipped"][0]["source"], "in/pre.txt#0");
    let ran = fixture.run(&["curate", "report.json", "-o", "clean", "--keep", "first", "--force"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(fixture.read("clean/pre.txt"), lost);
    assert!(!fixture.path("clean/titled.txt").exists(), "nothing but a title is left of it");
    let ran = fixture.run(&["split", "in/pre.txt", "-o", "sp"]);
    assert!(ran.status == 0 && ran.err.contains("in/pre.txt#0: what stands before"), "{ran:?}");
    let ran = fixture.run(&["split", "in/titled.txt", "-o", "sp2"]);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""));
}

/// `text` in the encodings that have a byte order mark, behind one.
fn with_marks(text: &str) -> Vec<Vec<u8>> {
    let text = format!("\u{FEFF}{text}");
    vec![
        text.clone().into_bytes(),
        text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        GB18030.encode(&text).0.into_owned(),
    ]
}

#[test]
fn a_byte_order_mark_stays_when_the_first_text_leaves() {
    let fixture = Fixture::new();
    let pages = page();
    let second = pages.find("第二篇").expect("a heading");
    let record = |id| format!("{}\n", json!({"id": id, "text": "同志们：今天开会。"}));
    let records = record("a") + &record("b");
    let others: Vec<String> = (2..10).map(|n| format!("p.txt#{n}")).collect();
    let cases = [
        ("p.txt", "p.txt#1", others, &*pages, second),
        ("r.jsonl", "a", vec!["b".to_owned()], &*records, record("a").len()),
    ];
    for (name, drop, keep, text, rest) in cases {
        fixture.write("d.toml", format!("drop = [{drop:?}]\nkeep = {keep:?}"));
        for (bytes, expected) in with_marks(text).into_iter().zip(with_marks(&text[rest..])) {
            fixture.write(name, bytes).report(&[name]);
            let out = format!("clean-{name}");
            let args = ["curate", "report.json", "--decisions", "d.toml", "-o", &out, "--force"];
            let ran = fixture.run(&args);
            assert_eq!(ran.status, 0, "{ran:?}");
            assert!(fs::read(fixture.path(&out)).expect("the output") == expected, "{name}");
        }
    }
}

/// Other programs end the lines of a table by carriage returns alone.
#[test]
fn a_table_without_line_feeds_is_told_what_to_do() {
    let fixture = Fixture::new();
    fixture.write("t.csv", "id,text\ra,同志们：今天开会。\rb,同志们：今天开会。\r");
    fixture.report(&["t.csv"]);
    let curate = ["curate", "report.json", "-o", "clean.csv"];
    let refused = fixture.run(&curate);
    assert!(
        refused.status == 2 && refused.err.contains("save a table with line feeds"),
        "{refused:?}"
    );
    let zh = fixture.run(&[&["--lang", "zh"], &curate[..]].concat());
    assert!(zh.err.contains("表格请另存为以换行符（LF 或 CRLF）换行"), "{zh:?}");
}
