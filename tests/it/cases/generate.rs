//! Collections made by the program are those of the library, plain or compressed, and `report` reads them.

use leitong::synth::{SynthOptions, documents};
use serde_json::Value;

use crate::fixture::Fixture;

#[test]
fn speeches_and_their_groups() {
    let fixture = Fixture::new();
    let args = ["generate", "--documents", "300", "--seed", "5", "--truth", "t.jsonl"];
    let ran = fixture.run(&args);
    assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
    let options = SynthOptions { documents: 300, seed: 5, ..SynthOptions::default() };
    let truth = fixture.read("t.jsonl");
    assert_eq!((ran.out.lines().count(), truth.lines().count()), (300, 300));
    for ((line, group), expected) in ran.out.lines().zip(truth.lines()).zip(documents(&options)) {
        let line: Value = serde_json::from_str(line).expect("a record");
        assert_eq!((&line["id"], &line["text"]), (&expected.id.into(), &expected.text.into()));
        let group: Value = serde_json::from_str(group).expect("a record");
        assert_eq!(group["id"], line["id"]);
        assert_eq!(group["group"], format!("g{}", expected.group));
    }

    let again = [&args[..], &["--force", "-o", "c.jsonl.zst"]].concat();
    assert_eq!(fixture.run(&again).status, 0);
    let packed = std::fs::read(fixture.path("c.jsonl.zst")).expect("a file");
    let unpacked = zstd::decode_all(packed.as_slice()).expect("Zstandard");
    assert!(unpacked == ran.out.as_bytes(), "compressed and plain speeches differ");
    let report = fixture.report(&["c.jsonl.zst", "--diffs", "0"]);
    assert_eq!(report["run"]["counts"]["documents"], 300);
}

#[test]
fn places_that_cannot_be_written() {
    let fixture = Fixture::new();
    fixture.write("mine.jsonl", "mine");
    let refused = |args: &[&str], expected: &str| {
        let ran = fixture.run(&[&["generate", "--documents", "3"], args].concat());
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.err.contains(expected), "{}", ran.err);
    };
    refused(&["-o", "x.json"], "x.json: the name must end in .jsonl or .jsonl.zst");
    refused(&["-o", "x.jsonl", "--truth", "./x.jsonl"], "two outputs");
    refused(&["-o", "x.jsonl", "--truth", "mine.jsonl"], "mine.jsonl: the file exists");
    refused(&["--documents", "0"], "--documents");
    assert_eq!(fixture.read("mine.jsonl"), "mine");
    assert!(!fixture.path("x.jsonl").exists());
}
