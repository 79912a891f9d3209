//! `leitong eval` on the samples, and on what is no truth.

use serde_json::Value;

use crate::fixture::{Fixture, repository, sample};

fn truth(name: &str) -> String {
    repository("data/truth").join(name).display().to_string()
}

#[test]
fn the_samples_are_all_right() {
    let fixture = Fixture::new();
    let ran = fixture.run(&["report", &sample("speeches"), "-o", "report.json", "--quiet"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let truth = truth("speeches.jsonl");
    let args = ["eval", "report.json", "--truth", &truth];
    let ran = fixture.run(&[&args[..], &["--format", "json"]].concat());
    let scores: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(scores["schema"], "leitong.eval/1");
    assert_eq!(scores["documents"], 41);
    for figure in ["/pairs/f1", "/b_cubed/f1", "/adjusted_rand_index", "/exact_set_accuracy"] {
        assert_eq!(scores.pointer(figure), Some(&Value::from(1.0)), "{figure}: {}", ran.out);
    }
    // Templates are alike too: no single threshold is right everywhere.
    assert!(scores["jaccard_alone"]["pairs"]["f1"].as_f64().expect("a figure") < 1.0);
    let table = fixture.run(&[&args[..], &["--lang", "en"]].concat());
    assert!(table.out.contains("  1.000    0."), "{}", table.out);
    assert!(table.out.contains("B-cubed: F1"), "{}", table.out);
}

#[test]
fn figures_of_a_truth_that_the_report_misses() {
    let fixture = Fixture::new();
    let ran = fixture.run(&["report", &sample("five-speeches.txt"), "-o", "r.json", "--quiet"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let pair = |a: u32, b: u32, more: &str| {
        format!(r#"{{"a": "five-speeches.txt#{a}", "b": "five-speeches.txt#{b}"{more}}}"#)
    };
    let lines = [
        pair(2, 3, r#", "jaccard": 0.83"#),
        pair(1, 4, r#", "jaccard": 0.12"#),
        pair(1, 5, r#", "jaccard": 0.15, "same_group": false"#),
    ];
    fixture.write("pairs.jsonl", lines.join("\n"));
    let ran = fixture.run(&["eval", "r.json", "--truth", "pairs.jsonl", "--format", "json"]);
    let scores: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(scores["pairs"]["precision"], 1.0);
    assert_eq!(scores["pairs"]["recall"], 0.5);
    let tenths = scores["by_jaccard"].as_array().expect("a list");
    let row = |tenth: &Value| {
        ["pairs", "verified", "same", "joined"].map(|name| tenth[name].as_u64().expect("a count"))
    };
    assert_eq!(tenths.iter().map(row).collect::<Vec<_>>(), [[2, 0, 1, 0], [1, 1, 1, 1]]);
    assert_eq!((&tenths[0]["from"], &tenths[0]["recall"]), (&0.1.into(), &0.0.into()));
    assert!(ran.err.contains("--truth: 2 ids of groups in no pair"), "{}", ran.err);
}

/// A misspelt id is a miss like any other; that there is one is said.
#[test]
fn ids_of_no_pair_are_named() {
    let fixture = Fixture::new();
    fixture.report(&[&sample("five-speeches.txt")]);
    let said = |groups: &[(u32, &str)], lang: &str| {
        let line =
            |(n, group)| format!("{{\"id\": \"five-speeches.txt#{n}\", \"group\": {group:?}}}\n");
        fixture.write("truth.jsonl", groups.iter().copied().map(line).collect::<String>());
        let ran = fixture.run(&["eval", "report.json", "--truth", "truth.jsonl", "--lang", lang]);
        assert_eq!(ran.status, 0, "{ran:?}");
        ran.err
    };
    // Alone in a group, it is not missed.
    assert_eq!(said(&[(2, "g"), (3, "g"), (4, "h")], "en"), "");
    let one = said(&[(2, "g"), (3, "g"), (30, "g")], "en");
    assert!(one.starts_with("note: --truth: 1 id of groups in no pair of the report"), "{one}");
    assert!(one.contains("the first is five-speeches.txt#30;"), "{one}");
    let two = said(&[(2, "g"), (3, "g"), (30, "h"), (31, "h")], "zh");
    assert!(
        two.contains("有 2 个 id 不见于报告的任何一对，计为漏检，首个是 five-speeches.txt#30；"),
        "{two}"
    );
}

#[test]
fn what_does_not_fit_is_refused() {
    let fixture = Fixture::new();
    let ran = fixture.run(&["report", &sample("five-speeches.txt"), "-o", "r.json", "--quiet"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let refused = |truth: &str, expected: &str| {
        fixture.write("truth.jsonl", truth);
        let ran = fixture.run(&["eval", "r.json", "--truth", "truth.jsonl", "--lang", "en"]);
        assert_eq!((ran.status, ran.out.as_str()), (2, ""), "{ran:?}");
        assert!(ran.err.contains(expected), "{}", ran.err);
    };
    refused("", "the file is empty");
    refused(
        "{\"a\": \"0\", \"b\": \"0\"}",
        "truth.jsonl: line 1: a and b are both \"0\"; expected two",
    );
    refused("{\"id\": \"x\"}", "truth.jsonl: line 1: expected lines such as");
    refused("{\"id\": \"x\", \"group\": \"g\"}", "no id of the truth stands in any pair");
    let many = (0..6).map(|n| format!("{{\"id\": \"five-speeches.txt#{n}\", \"group\": \"g\"}}\n"));
    refused(&many.collect::<String>(), "the report is of 5 documents");
    let ran = fixture.run(&["eval", "r.json", "--truth", "none.jsonl"]);
    assert_eq!(ran.status, 2);
    let pair = |a: &str, b: &str, more: &str| format!("{{\"a\": {a:?}, \"b\": {b:?}{more}}}\n");
    let group = |id: &str, group: &str| format!("{{\"id\": {id:?}, \"group\": {group:?}}}\n");
    let (same, not) = (", \"same_group\": true", ", \"same_group\": false");
    let contradiction = "and are not by other lines";
    refused(&[pair("a", "b", ""), pair("b", "a", not)].concat(), "\"b\" and \"a\" are one text");
    let chain = [pair("c", "a", not), pair("a", "b", ""), pair("b", "c", "")];
    refused(&chain.concat(), contradiction);
    refused(&[group("a", "g"), group("b", "g"), pair("a", "b", not)].concat(), contradiction);
    let joined = [group("a", "g"), group("c", "h"), pair("a", "b", same), pair("b", "c", same)];
    refused(&joined.concat(), "\"a\" and \"c\" are one text");
    // Beside groups, a pair that says nothing of one text only has a similarity.
    let apart = [group("a", "g"), group("c", "h"), pair("a", "c", ", \"jaccard\": 0.4")].concat();
    refused(&apart, "no id of the truth stands in any pair");
    fixture.write("page.txt", "no report");
    assert_eq!(fixture.run(&["eval", "page.txt", "--truth", "truth.jsonl"]).status, 2);
}
