//! The whole curation that `data/curate.sh` shows.

use std::collections::BTreeSet;
use std::process::Command;

use serde_json::Value;

use crate::fixture::{Fixture, repository};

#[test]
fn a_mixed_folder_becomes_a_clean_corpus() {
    let fixture = Fixture::new();
    let ran = Command::new("bash")
        .arg(repository("data/curate.sh"))
        .arg(fixture.path("out"))
        .env("LEITONG", env!("CARGO_BIN_EXE_leitong"))
        .output()
        .expect("bash");
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let json = |name: &str| -> Value { serde_json::from_str(&fixture.read(name)).expect("JSON") };
    let (before, after) = (json("out/report.json"), json("out/after.json"));
    assert!(fixture.path("out/report/index.html").is_file());

    let removed = fixture.read("out/clean.removed.jsonl");
    let removed: Vec<Value> =
        removed.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let (head, lines) = removed.split_first().expect("a first line");
    let (lines, written): (Vec<&Value>, Vec<&Value>) =
        lines.iter().partition(|line| line["type"] == "removed");
    assert!(!lines.is_empty() && written.iter().all(|line| line["type"] == "written"));
    let count = |report: &Value| report["run"]["counts"]["documents"].as_u64().expect("a count");
    assert_eq!(head["removed"], lines.len());
    assert_eq!(count(&before) - lines.len() as u64, count(&after));

    // Each that left matches one that stayed, in a verified pair of the report.
    let id = |value: &Value| value.as_str().expect("an id").to_owned();
    let left: BTreeSet<String> = lines.iter().map(|line| id(&line["id"])).collect();
    let pairs = before["pairs"].as_array().expect("pairs");
    let matches: BTreeSet<[String; 2]> = pairs
        .iter()
        .filter(|pair| pair["verdict"] == "match")
        .map(|pair| [id(&pair["a"]), id(&pair["b"])])
        .collect();
    for line in &lines {
        let mut pair = [id(&line["id"]), id(&line["kept"]["id"])];
        assert!(!left.contains(&pair[1]), "{line}");
        pair.sort();
        assert!(matches.contains(&pair), "{line}");
    }

    // What is still alike differs in years, figures and names only.
    let members = |cluster: &Value| cluster["members"].as_array().expect("members").clone();
    let clusters = after["clusters"].as_array().expect("clusters");
    for member in clusters.iter().flat_map(members) {
        let relation = member["relation"].as_str().expect("a relation");
        assert!(["representative", "same-template"].contains(&relation), "{member}");
    }
}
