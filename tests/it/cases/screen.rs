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

/// A text in other characters has hundreds of differences that all say the same.
#[test]
fn differences_in_form_are_shown_by_the_first_few() {
    let fixture = Fixture::new();
    let rest = "各位代表,今天的会议只有一个议题,就是把明年的水利建设安排下去,任务到乡,责任到人。";
    let simplified = "农业是国民经济的基础,发展农村经济关系到亿万农户的长远利益。";
    let traditional = "農業是國民經濟的基礎,發展農村經濟關係到億萬農戶的長遠利益。";
    fixture.write("in/a.txt", format!("{simplified}\n{rest}\n"));
    fixture.write("in/b.txt", format!("{traditional}\n{rest}\n"));
    for layout in ["inline", "side"] {
        let args = ["diff", "in/a.txt", "in/b.txt", "--lang", "zh", "--layout", layout];
        let out = fixture.run(&args).out;
        let shown = out.lines().filter(|line| line.contains("~ 字形")).count();
        assert!(shown > 0 && shown <= 5 && !out.contains("{+長+}"), "{out}");
        assert!(out.contains("其余 ") && out.contains(" 处字形差异"), "{out}");
        // What is not marked stands there all the same, on its own side.
        let rows: String = out.lines().filter(|line| line.contains('│')).collect();
        let sides = ["展农村", "展農村"].map(|side| rows.contains(side));
        assert_eq!(sides, [layout == "side"; 2], "{out}");
    }
    fixture.run(&["report", "in", "--min-tokens", "1", "--lang", "zh", "-o", "r.md", "-q"]);
    let page = fixture.read("r.md");
    assert!(page.matches("**字形**").count() == 5 && page.contains(" 处字形差异"), "{page}");
}
