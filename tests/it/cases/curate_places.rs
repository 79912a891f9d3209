//! Where a clean corpus may be written, and what is told of it beforehand.

use std::fs;

use serde_json::json;

use super::curate::{report, text_of, tree};
use crate::fixture::{Fixture, sample};

/// What is written has the format of the input: no name says otherwise.
#[test]
fn no_file_gets_the_name_of_another_format() {
    let fixture = Fixture::new();
    let lesson = text_of("party/lesson.txt");
    let table = format!("id,text\na,\"{lesson}\"\nb,\"{lesson}\"\n");
    let record = format!("{}\n", json!({"id": "a", "text": lesson}));
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(lesson.len() as u64);
    tar.append_data(&mut header, "a.txt", lesson.as_bytes()).expect("an entry");
    let tar = tar.into_inner().expect("an archive");
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &tar).expect("packed");
    type Case<'a> = (&'a str, Vec<u8>, &'a [&'a str], &'a [&'a str]);
    let cases: [Case<'_>; 8] = [
        (
            "d.csv",
            table.clone().into(),
            &["o.jsonl", "o.tsv", "o.txt.gz"],
            &["o.csv", "o.csv.zst", "o"],
        ),
        ("d.tsv", table.replace(',', "\t").into(), &["o.csv"], &["o.TSV.gz"]),
        // Where the input's name tells nothing, its first row does.
        ("d.dat", table.clone().into(), &["o.tsv"], &["o.csv.gz", "o.dat"]),
        ("d", table.replace(',', "\t").into(), &["o.csv"], &["o.tsv"]),
        ("d.jsonl", record.clone().into(), &["o.csv", "o.txt"], &["o.ndjson", "o.json"]),
        ("d.data", record.into(), &["o.txt"], &["o.jsonl"]),
        ("d.txt", lesson.clone().into(), &["o.jsonl", "o.html"], &["o.md"]),
        ("d.tgz", packed.finish().expect("packed"), &["o.zip"], &["o.tgz", "o.tar"]),
    ];
    for (input, bytes, wrong, right) in cases {
        fixture.write(input, bytes);
        report(&fixture, &[input]);
        let run = |out: &str| fixture.run(&["curate", "report.json", "-o", out, "--force"]);
        for out in wrong {
            let ran = run(out);
            assert!(ran.status == 2 && ran.err.contains("same ending"), "{input} {out}: {ran:?}");
            assert!(!fixture.path(out).exists(), "{out}");
        }
        for out in right {
            assert_eq!(run(out).status, 0, "{input} {out}");
            let clean = fixture.report(&[out, "--diffs", "0"]);
            assert_eq!(clean["run"]["counts"]["documents"], 1, "{input} {out}");
            fixture.report(&[input]);
            fs::remove_file(fixture.path(out)).expect("written");
        }
    }
    assert_eq!(&fixture.read("d.csv"), &table);
}

#[test]
fn nothing_is_overwritten_and_no_input_ever() {
    let fixture = Fixture::new();
    let lesson = fs::read_to_string(sample("speeches/party/lesson.txt")).expect("text");
    fixture.write("in/a.txt", &lesson).write("in/b.txt", &lesson).write("mine/x.txt", "x");
    report(&fixture, &["in"]);
    let run = |args: &[&str]| fixture.run(&[&["curate", "report.json"], args].concat());
    for out in ["in", "in/clean", ".", "mine"] {
        for force in [&["-o", out][..], &["-o", out, "--force"]] {
            assert_eq!(run(force).status, 2, "{force:?}");
        }
    }
    assert_eq!(fixture.read("mine/x.txt"), "x");
    assert_eq!(run(&["-o", "clean"]).status, 0);
    let again = run(&["-o", "clean"]);
    assert!(again.status == 2 && again.err.contains("--force"), "{again:?}");
    assert_eq!(
        run(&["-o", "clean", "--force", "--keep", "preferred", "--prefer", "b.*"]).status,
        0
    );
    assert_eq!(tree(&fixture.path("clean")).into_keys().collect::<Vec<_>>(), ["b.txt"]);
    assert_eq!(tree(&fixture.path("in")).len(), 2);
    // What a person put there, or changed, is neither lost nor left without a word.
    for mine in ["clean/notes.txt", "clean/b.txt"] {
        fixture.write(mine, "mine");
        let again = run(&["-o", "clean", "--force"]);
        assert!(again.status == 2 && again.err.contains(mine), "{again:?}");
        assert_eq!(fixture.read(mine), "mine");
        fs::remove_file(fixture.path(mine)).expect("moved away");
        assert_eq!(
            run(&["-o", "clean", "--force", "--keep", "preferred", "--prefer", "b.*"]).status,
            0
        );
    }
    fixture.write("one.jsonl", format!("{}\n", json!({"text": lesson})));
    report(&fixture, &["one.jsonl"]);
    assert_eq!(run(&["-o", "one.jsonl", "--force"]).status, 2);
    fixture.write("decided.txt", "keep = []\n");
    for input in ["report.json", "decided.txt"] {
        let before = fixture.read(input);
        let ran = run(&["-o", input, "--decisions", "decided.txt", "--force"]);
        assert!(ran.status == 2 && ran.err.contains("overlaps the input"), "{ran:?}");
        assert_eq!(fixture.read(input), before);
    }
}

/// Several inputs make a folder, and a folder is not called as a file is.
#[test]
fn a_folder_gets_no_name_of_a_file() {
    let fixture = Fixture::new();
    fixture.write("one/a.txt", text_of("party/lesson.txt")).write("two.txt", "别的话。");
    report(&fixture, &["one", "two.txt"]);
    for (name, better) in [
        ("kept.jsonl", "kept/"),
        ("x/kept.tar.gz", "x/kept/"),
        ("kept.zst", "kept/"),
        ("KEPT.CSV", "KEPT/"),
    ] {
        let ran = fixture.run(&["curate", "report.json", "-o", name]);
        let advice =
            format!("so a folder is written, and this is the name of a file; use -o {better}\n");
        assert!(ran.status == 2 && ran.err.ends_with(&advice), "{ran:?}");
        assert!(!fixture.path(name).exists());
    }
    for name in ["kept.jsonl/", "kept.2024"] {
        assert_eq!(fixture.run(&["curate", "report.json", "-o", name]).status, 0);
        assert!(fixture.path(name).is_dir(), "{name}");
    }
}

#[test]
fn a_dry_run_tells_and_writes_nothing() {
    let fixture = Fixture::new();
    report(&fixture, &[&sample("speeches")]);
    fixture.write("taken/mine.txt", "mine");
    let before = tree(&fixture.path(""));
    let text = fixture.run(&["curate", "report.json", "--dry-run", "--keep", "longest"]);
    for (name, said) in [
        ("clean.jsonl", "use -o clean/"),
        ("taken", "the folder exists"),
        ("report.json", "overlaps the input report.json"),
    ] {
        for further in [["--dry-run"].as_slice(), &[]] {
            let ran = fixture.run(&[&["curate", "report.json", "-o", name], further].concat());
            assert!(ran.status == 2 && ran.err.contains(said) && ran.out.is_empty(), "{ran:?}");
        }
    }
    let named = fixture.run(&["curate", "report.json", "--dry-run", "-o", "clean"]);
    assert!(
        named.status == 0 && named.out == fixture.run(&["curate", "report.json", "--dry-run"]).out
    );
    let line = "- party/lesson.txt\tkept party/lesson-copy.txt\tidentical\t1.000\tby id\n";
    assert!(text.out.contains(line), "{text:?}");
    let json = fixture.run(&["curate", "report.json", "--dry-run", "--format", "json"]);
    assert!(tree(&fixture.path("")) == before);
    assert_eq!(fixture.run(&["curate", "report.json", "-o", "clean"]).status, 0);
    // The list of a folder goes on with the files that were written.
    let list = fixture.read("clean.removed.jsonl");
    let files = list.strip_prefix(&json.out).expect("the same lines first");
    assert_eq!(files.lines().count(), tree(&fixture.path("clean")).len());
    assert!(
        files.lines().all(|line| line.starts_with("{\"type\":\"written\",\"path\":")),
        "{files}"
    );
}

#[test]
fn long_ids_are_shortened_in_tables_alone() {
    let fixture = Fixture::new();
    let (a, b) = (format!("头{}甲", "长".repeat(5_000)), format!("头{}乙", "长".repeat(5_000)));
    let record = |id: &str| {
        format!("{}\n", json!({"id": id, "title": id, "text": text_of("party/lesson.txt")}))
    };
    fixture.write("docs.jsonl", record(&a) + &record(&b));
    report(&fixture, &["docs.jsonl"]);
    for args in [["curate", "report.json", "--dry-run"].as_slice(), &["split", "docs.jsonl"]] {
        let table = fixture.run(args);
        let line = table.out.lines().next().expect("a line");
        assert!(line.chars().count() < 450 && line.contains("characters left out"), "{line}");
        assert!(line.contains('头') && (line.contains('甲') || line.contains('乙')), "{line}");
        let json = fixture.run(&[args, &["--format", "json"]].concat());
        assert!(json.out.contains(&a) && json.out.contains(&b), "whole for scripts");
    }
}
