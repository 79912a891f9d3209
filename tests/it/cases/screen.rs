//! What a person at a terminal reads.

use crate::fixture::{Fixture, sample};

#[test]
fn counts_have_separators_and_one_is_singular() {
    let fixture = Fixture::new();
    let page = sample("five-speeches.txt");
    let listed = |lang| fixture.run(&["split", &page, "--lang", lang]).out;
    assert!(listed("en").contains("five-speeches.txt#1\t2,467 characters\t"), "{}", listed("en"));
    assert!(listed("zh").contains("five-speeches.txt#1\t2,467 字\t"), "{}", listed("zh"));
    let looked = fixture.run(&["split", &page, "--dry-run"]).out;
    assert!(looked.contains("…讲话稿\tno cut"), "a form without a number has none: {looked}");

    let copies = "{\"text\": \"同志们，今天开会。\"}\n".repeat(2);
    fixture.write("docs.jsonl", copies);
    assert_eq!(fixture.run(&["report", "-q", "docs.jsonl", "-o", "r.json"]).status, 0);
    let said = fixture.run(&["curate", "r.json", "--dry-run"]).out;
    let whole = "2 texts: 1 kept, 1 removed (0 of them by the order of ids); 1 file: 1 written, 1 of them without \
                 some texts\n";
    assert!(said.contains(whole), "{said}");
}

/// The bar is on standard error and the report on standard output: both are one screen.
#[cfg(target_os = "linux")]
#[test]
#[expect(clippy::print_stderr, reason = "a test that did not run must say so")]
fn no_bar_is_drawn_among_the_lines_of_a_report() {
    let line = format!("{} report --lang en {}", env!("CARGO_BIN_EXE_leitong"), sample("speeches"));
    let mut terminal = std::process::Command::new("script");
    let Ok(ran) = terminal.args(["-qec", &line, "/dev/null"]).output() else {
        eprintln!("SKIPPED: no program `script` to give this one a terminal");
        return;
    };
    let screen = String::from_utf8_lossy(&ran.stdout);
    let (before, report) = screen.split_once("Near-duplicates").expect("a report");
    assert!(before.contains("reading"), "there is a bar while texts are read: {before:?}");
    assert!(!before.contains("comparing") && !report.contains("comparing"), "{before:?}");
}
