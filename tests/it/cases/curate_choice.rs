//! Which texts leave, and for which: rules, dates, decisions and limits.

use std::fs;

use serde_json::{Value, json};

use super::curate::{removed, report, text_of};
use crate::fixture::{Fixture, sample};

#[test]
fn rules_and_relations_choose() {
    let fixture = Fixture::new();
    report(&fixture, &[&sample("five-speeches.txt")]);
    let gone = |args: &[&str]| {
        let ran = fixture
            .run(&[&["curate", "report.json", "--dry-run", "--format", "json"], args].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        let lines =
            ran.out.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        lines
            .map(|line| (line["id"].to_string(), line["kept"]["reason"].to_string()))
            .collect::<Vec<_>>()
    };
    let third =
        |reason: &str| vec![("\"five-speeches.txt#3\"".to_owned(), format!("\"{reason}\""))];
    assert_eq!(gone(&[]), third("whole"));
    assert_eq!(gone(&["--keep", "longest"]), third("longest"));
    assert_eq!(gone(&["--keep", "newest,first"]), third("first"));
    assert_eq!(gone(&["--spare", "excerpt-of"]), []);
    // The second speech extends the third: it would lose text.
    assert_eq!(gone(&["--prefer", "*#3"]), []);
    assert_eq!(gone(&["--prefer", "*#3", "--remove", "extends"])[0].1, "\"preferred\"");
    assert_eq!(fixture.run(&["curate", "report.json", "--dry-run", "--keep", "best"]).status, 2);
    let both = ["--dry-run", "--remove", "extends,spliced", "--spare", "excerpt-of,spliced"];
    let ran = fixture.run(&[&["curate", "report.json"], &both[..]].concat());
    assert!(ran.status == 2 && ran.err.contains("spliced is named by both"), "{ran:?}");
}

#[test]
fn editions_are_kept_by_date() {
    let fixture = Fixture::new();
    let lesson = text_of("party/lesson.txt");
    let record = |id: &str, date: &str, text: &str| {
        format!("{}\n", json!({"id": id, "date": date, "text": text}))
    };
    let records = [
        record("a", "2019-03-05", &lesson),
        record("b", "2021年6月1日", &lesson),
        record("c", "", &lesson),
        record("d", "2020-01", &lesson),
    ];
    fixture.write("docs.jsonl", records.concat());
    report(&fixture, &["docs.jsonl"]);
    for (keep, prefer, expected) in [
        ("newest", "z", 1),
        ("oldest", "z", 0),
        ("first", "z", 0),
        ("newest", "[cd]", 3),
        ("newest,preferred", "d", 1),
    ] {
        let args =
            ["curate", "report.json", "-o", "clean.jsonl", "--force", "--date-field", "date"];
        let ran = fixture.run(&[&args[..], &["--keep", keep, "--prefer", prefer]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        assert_eq!(fixture.read("clean.jsonl"), records[expected], "{keep} {prefer}");
    }
}

#[test]
fn values_of_a_date_field_are_read_or_counted() {
    let fixture = Fixture::new();
    let lesson = text_of("party/lesson.txt");
    let newest = |dates: &[Value]| {
        let record = |(id, date)| json!({"id": id, "date": date, "text": lesson}).to_string();
        let records: Vec<String> =
            ["a", "b", "c", "d"].into_iter().zip(dates).map(record).collect();
        fixture.write("docs.jsonl", records.join("\n"));
        report(&fixture, &["docs.jsonl"]);
        let args = ["curate", "report.json", "-o", "clean.jsonl", "--force", "--keep", "newest"];
        let ran = fixture.run(&[&args[..], &["--date-field", "date"]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        let kept: Value = serde_json::from_str(&fixture.read("clean.jsonl")).expect("one record");
        (kept["id"].as_str().expect("an id").to_owned(), ran.err)
    };
    let quiet = |id: &str| (id.to_owned(), String::new());
    assert_eq!(newest(&[json!(2019), json!(2021), json!(2020), json!("")]), quiet("b"));
    assert_eq!(
        newest(&[json!("20190501"), json!(20190430), json!("2018"), json!(null)]),
        quiet("a")
    );
    assert_eq!(
        newest(&[json!("2022-01-01T08:00:00Z"), json!("二O二三年"), json!("民國110年")]),
        quiet("b")
    );
    let (id, note) = newest(&[json!("不详"), json!("2001"), json!("1/2"), json!("")]);
    let expected = "note: --date-field date: no date can be read from 2 of 3 values, the first is 不详 in docs.jsonl:1;";
    assert!(id == "b" && note.starts_with(expected), "{note}");
    let ran = fixture.run(&[
        "--lang",
        "zh",
        "curate",
        "report.json",
        "--dry-run",
        "--date-field",
        "date",
    ]);
    assert!(ran.err.contains("3 个值中有 2 个读不出日期，首例“不详”在 docs.jsonl:1；"), "{ran:?}");
}

/// What left is in a file; a script is told how much.
#[test]
fn a_curation_tells_a_script_what_it_did() {
    let fixture = Fixture::new();
    report(&fixture, &[&sample("five-speeches.txt")]);
    let args = ["curate", "report.json", "-o", "clean.txt", "--format", "json"];
    let ran = fixture.run(&args);
    assert_eq!(ran.status, 0, "{ran:?}");
    let lines = fixture.read("clean.removed.jsonl");
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), [lines.lines().next().expect("a line")]);
}

/// A misspelt name would change what stays without a word.
#[test]
fn fields_that_no_record_has_are_named() {
    let fixture = Fixture::new();
    let lesson = text_of("party/lesson.txt");
    let record = |id: &str| json!({"nr": id, "date": "2020", "by": null, "text": lesson});
    fixture.write("docs.jsonl", format!("{}\n{}\n", record("a"), record("b")));
    let warned = |args: &[&str]| {
        let ran = fixture.run(&[&["report", "docs.jsonl", "-q"], args].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        ran.err
    };
    let wrong = warned(&["--id-field", "no", "--title-field", "head", "-o", "other.json"]);
    assert!(wrong.contains("--id-field no: no record"), "{wrong}");
    assert!(wrong.contains("--title-field head: no record"), "{wrong}");
    assert_eq!(warned(&["--id-field", "nr", "-o", "report.json"]), "");
    let run =
        |args: &[&str]| fixture.run(&[&["curate", "report.json", "--dry-run"], args].concat());
    for (option, field) in [("--date-field", "dat"), ("--author-field", "by")] {
        let ran = run(&[option, field]);
        assert!(ran.status == 2 && ran.err.contains(&format!("column {field};")), "{ran:?}");
    }
    assert_eq!(run(&["--date-field", "date", "--author-field", "nr"]).status, 0);
    assert_eq!(run(&["--date-field", "text"]).status, 0);
    let ran = run(&["--keep", "preferred,longest"]);
    assert!(ran.status == 2 && ran.err.contains("--prefer"), "{ran:?}");
    // As from another folder: it is not the name that is wrong.
    fs::remove_file(fixture.path("docs.jsonl")).expect("removed");
    let ran = run(&["--date-field", "date"]);
    assert!(ran.status == 2 && ran.err.contains("in the folder where"), "{ran:?}");
}

#[test]
fn decisions_hold() {
    let fixture = Fixture::new();
    let (lesson, other) = (text_of("party/lesson.txt"), text_of("misc/sports-meet.txt"));
    let records = [("a", &lesson), ("b", &lesson), ("c", &lesson), ("d", &other), ("e", &other)];
    let line = |(id, text): &(&str, &String)| format!("{}\n", json!({"id": id, "text": text}));
    let alone = text_of("party/new-members.txt");
    let last = format!("{}\n", json!({"id": "f", "text": alone}));
    fixture.write("docs.jsonl", records.iter().map(line).collect::<String>() + &last);
    report(&fixture, &["docs.jsonl"]);
    let stays = |decisions: &str| {
        fixture.write("decisions.toml", decisions);
        let args = ["curate", "report.json", "--decisions", "decisions.toml", "--dry-run"];
        let ran = fixture.run(&[&args[..], &["--format", "json"]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        let lines = ran.out.lines().skip(1).map(|line| serde_json::from_str(line).expect("JSON"));
        let gone: Vec<String> =
            lines.map(|line: Value| line["id"].as_str().expect("an id").to_owned()).collect();
        "abcdef".chars().filter(|&id| !gone.contains(&id.to_string())).collect::<String>()
    };
    assert_eq!(stays(""), "adf");
    assert_eq!(stays("keep = ['b'] # signed"), "bdf");
    assert_eq!(stays("keep = ['b', 'c']"), "bcdf");
    assert_eq!(stays("drop = ['a', 'f']"), "bd");
    assert_eq!(stays("same = [['a', 'd']]"), "af");
    assert_eq!(stays("same = [['a', 'f']]\nkeep = ['f']"), "df");
    // The two are no pair of the report, so there is no figure to show.
    let args = ["curate", "report.json", "--decisions", "decisions.toml", "--dry-run"];
    let shown = fixture.run(&args).out;
    assert!(shown.contains("\t—\tby decision\n") && !shown.contains("NaN"), "{shown}");
    let refused = |decisions: &str, says: &str| {
        fixture.write("decisions.toml", decisions);
        let args = ["curate", "report.json", "-o", "x.jsonl", "--decisions", "decisions.toml"];
        let ran = fixture.run(&args);
        assert!(ran.status == 2 && ran.err.contains(says), "{ran:?}");
        assert!(!fixture.path("x.jsonl").exists());
    };
    refused("keep = ['a', 'nobody']", "nobody");
    refused("keep = ['a']\ndrop = ['a']", "contradict");
    refused("keep = 'a'", "expected TOML");
    // As for a report: copies cannot differ, and what differs from a copy is not one with another.
    refused("different = [['a', 'b']]", "told apart: a, b");
    refused("same = [['a', 'f']]\ndifferent = [['b', 'f']]", "same and different contradict");
    fixture.write("decisions.toml", "same = [['a', 'f']]");
    fixture.report(&["docs.jsonl", "--decisions", "decisions.toml"]);
    assert_eq!(stays(""), "ad");
    refused("different = [['b', 'f']]", "was made with same decided of b, f");
}

#[test]
fn a_plan_that_takes_most_of_a_group_is_refused() {
    let fixture = Fixture::new();
    let lesson = text_of("party/lesson.txt");
    let record = |n: usize| format!("{}\n", json!({"id": n, "by": "甲", "text": lesson}));
    fixture.write("docs.jsonl", (0..20).map(record).collect::<String>());
    report(&fixture, &["docs.jsonl"]);
    let run = |args: &[&str]| fixture.run(&[&["curate", "report.json"], args].concat());
    let ran = run(&["-o", "clean.jsonl", "--author-field", "by"]);
    assert_eq!(ran.status, 2);
    for says in ["file docs.jsonl: 19 of 20", "author 甲: 19 of 20", "--max-loss", "--dry-run"] {
        assert!(ran.err.contains(says), "{}", ran.err);
    }
    assert!(!fixture.path("clean.jsonl").exists());
    // Fields that are read for something else, or for both.
    let ran = run(&["--dry-run", "--author-field", "by", "--date-field", "by"]);
    assert!(ran.err.contains("author 甲: 19 of 20"), "{}", ran.err);
    let title = lesson.lines().next().expect("a title");
    let ran = run(&["--dry-run", "--author-field", "title"]);
    assert!(ran.err.contains(&format!("author {title}: 19 of 20")), "{}", ran.err);
    assert!(run(&["--dry-run"]).err.contains("19 of 20"));
    assert_eq!(run(&["-o", "clean.jsonl", "--max-loss", "0.95"]).status, 0);
    assert_eq!(fixture.read("clean.jsonl"), record(0));
}

/// A report that was cut again knows its files too, and its threshold is that of the new clusters.
#[test]
fn a_stricter_report_lets_fewer_texts_leave() {
    let fixture = Fixture::new();
    report(&fixture, &[&sample("speeches")]);
    let again = ["report", "--from", "report.json", "--threshold", "0.9", "--containment", "0.99"];
    assert_eq!(fixture.run(&[&again[..], &["-o", "strict.json"]].concat()).status, 0);
    let strict: Value = serde_json::from_str(&fixture.read("strict.json")).expect("a report");
    assert_eq!(fixture.run(&["curate", "strict.json", "-o", "clean/"]).status, 0);
    let gone = removed(&fixture, "clean.removed.jsonl", &strict);
    assert!(gone.contains("party/lesson-copy.txt") || gone.contains("party/lesson.txt"));
    assert!(!gone.contains("party/lesson-ocr.txt"), "its similarity is 0.66");
}
