//! Nothing in a report depends on the memory that a run may use, and temporary files come and go as promised.

use leitong::synth::{SynthDocument, SynthOptions, documents};

use crate::fixture::Fixture;

/// Texts with relatives of every kind.
fn collection(fixture: &Fixture) {
    let options = SynthOptions {
        documents: 300,
        seed: 5,
        duplicate_share: 0.6,
        characters: (200, 900),
        ..SynthOptions::default()
    };
    let line = |SynthDocument { id, text, title, .. }: SynthDocument| {
        format!("{}\n", serde_json::json!({"id": id, "title": title, "text": text}))
    };
    fixture.write("docs.jsonl", documents(&options).map(line).collect::<String>());
}

fn report(fixture: &Fixture, memory: &str, candidates: &str) -> String {
    let args = ["report", "docs.jsonl", "-q", "--force", "-o", "r.json", "--diffs", "all"];
    let chosen = ["--candidates", candidates, "--memory", memory, "--temp-dir", "tmp"];
    let ran = fixture.run(&[&args[..], &chosen[..]].concat());
    assert_eq!(ran.status, 0, "{ran:?}");
    fixture.read("r.json")
}

#[test]
fn the_same_bytes_for_any_memory() {
    let fixture = Fixture::new();
    collection(&fixture);
    std::fs::create_dir(fixture.path("tmp")).expect("a folder");
    for candidates in ["exact", "lsh"] {
        let roomy = report(&fixture, "1GiB", candidates);
        // No room at all; room for about a sixth of the texts, and for few shingles at a time.
        for memory in ["0", "100KB"] {
            assert!(report(&fixture, memory, candidates) == roomy, "{candidates} {memory}");
        }
    }
    let left = std::fs::read_dir(fixture.path("tmp")).expect("the folder").count();
    assert_eq!(left, 0, "temporary files are left");
}

#[test]
fn a_place_for_temporary_files_that_is_none_is_named() {
    let fixture = Fixture::new();
    collection(&fixture);
    // The last one is a folder that takes no files; it is named before it is needed, for all fits in memory.
    let places =
        ["none", "docs.jsonl"].into_iter().chain(cfg!(target_os = "linux").then_some("/proc"));
    for place in places {
        let ran = fixture.run(&["report", "docs.jsonl", "-q", "-o", "r.json", "--temp-dir", place]);
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(ran.err.contains(&format!("--temp-dir {place}: ")), "{}", ran.err);
        assert!(ran.err.contains("folders must exist"), "{}", ran.err);
        assert!(!fixture.path("r.json").exists());
    }
    let ran = fixture.run(&["report", "docs.jsonl", "-q", "--memory", "much"]);
    assert!(ran.status == 2 && ran.err.contains("expected a size"), "{ran:?}");
}

/// The limit of a file's size stands for the end of a disk.
#[cfg(target_os = "linux")]
#[test]
fn no_room_for_temporary_files_ends_the_run_and_leaves_nothing() {
    let fixture = Fixture::new();
    collection(&fixture);
    let limited = "trap '' XFSZ; ulimit -f 64; exec \"$@\"";
    let ran = std::process::Command::new("sh")
        .args(["-c", limited, "sh", env!("CARGO_BIN_EXE_leitong"), "report", "docs.jsonl", "-q"])
        .args(["-o", "r.json", "--lang", "en", "--memory", "0", "--temp-dir", "."])
        .current_dir(fixture.path(""))
        .output()
        .expect("a shell");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(ran.status.code(), Some(2), "{told}");
    assert!(told.contains("--temp-dir .") && told.contains("free some space"), "{told}");
    let left = std::fs::read_dir(fixture.path("")).expect("the folder").count();
    assert_eq!(left, 1, "only the collection is left");
}
