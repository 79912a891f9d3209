//! Bad input is named and counted, and never loses other input.

use crate::fixture::Fixture;

const SPEECH: &str = "同志们,今天召开全县农村信用工程推进会,主要任务是总结前一阶段工作,部署下一阶段任务。\
    各乡镇要提高认识,加强领导,把信用户评定工作抓紧抓实,让农民群众及时得到贷款。";

/// Runs a report over a good folder and one bad input, and checks what is said of it.
fn skipped(fixture: &Fixture, bad: &str, code: &str) {
    fixture.write("good/a.txt", SPEECH).write("good/b.txt", SPEECH);
    let ran = fixture.run(&["report", "-q", "--force", "-o", "r.json", "good", bad]);
    assert_eq!(ran.status, 1, "{bad}: {ran:?}");
    assert!(ran.err.contains("skipped"), "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&fixture.read("r.json")).expect("JSON");
    assert_eq!(report["skipped"][0]["code"], code, "{}", report["skipped"]);
    assert_eq!(report["run"]["counts"]["clusters"], 1, "the good files are still compared");
}

#[test]
fn missing_empty_and_binary_files() {
    let fixture = Fixture::new();
    skipped(&fixture, "nowhere.txt", "missing");
    fixture.write("empty.txt", " \n……\n").write("binary.txt", [0, 1, 2, 0, 255, 254, 3, 0, 7]);
    skipped(&fixture, "empty.txt", "empty");
    skipped(&fixture, "binary.txt", "binary");
}

#[test]
fn broken_records_and_archives() {
    let fixture = Fixture::new();
    fixture.write("broken.jsonl", "{\"id\": \"x\", \"text\": \n");
    skipped(&fixture, "broken.jsonl", "bad-json");
    fixture.write("fieldless.jsonl", "{\"id\": \"x\", \"body\": \"好\"}\n");
    skipped(&fixture, "fieldless.jsonl", "no-text");
    fixture.write("cut.txt.gz", [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 0x4b]);
    skipped(&fixture, "cut.txt.gz", "corrupt");
}

#[test]
fn equal_ids_and_a_loop_of_folders() {
    let fixture = Fixture::new();
    let record = format!("{{\"id\": \"x\", \"text\": \"{SPEECH}\"}}\n");
    fixture.write("twice.jsonl", record.repeat(2));
    let ran = fixture.run(&["report", "twice.jsonl"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("\"x\""), "{}", ran.err);
    #[cfg(unix)]
    {
        fixture.write("loop/a.txt", SPEECH);
        std::os::unix::fs::symlink("..", fixture.path("loop/up")).expect("a link");
        skipped(&fixture, "loop", "loop");
    }
}

#[test]
fn nothing_to_compare_or_nowhere_to_write_is_not_done() {
    let fixture = Fixture::new();
    assert_eq!(fixture.run(&["report", "nowhere"]).status, 2);
    assert_eq!(fixture.run(&["report"]).status, 2);
    fixture.write("a.txt", SPEECH);
    assert_eq!(fixture.run(&["report", "a.txt", "-o", "no/such/folder.json"]).status, 2);
    assert_eq!(fixture.run(&["report", "a.txt", "-o", "report.doc"]).status, 2);
    assert_eq!(fixture.run(&["diff", "a.txt#2", "a.txt"]).status, 2, "a page without headings");
}

#[test]
fn nothing_is_overwritten_without_force_and_no_half_file_is_left() {
    let fixture = Fixture::new();
    fixture.write("a.txt", SPEECH).write("r.json", "mine");
    let ran = fixture.run(&["report", "a.txt", "-o", "r.json"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("--force"), "{}", ran.err);
    assert_eq!(fixture.read("r.json"), "mine");
    assert_eq!(fixture.run(&["report", "a.txt", "-o", "r.json", "--force"]).status, 0);
    let left: Vec<_> = std::fs::read_dir(fixture.path("")).expect("the folder").collect();
    assert_eq!(left.len(), 2, "{left:?}");
}

#[test]
fn hostile_text_steers_no_terminal() {
    let fixture = Fixture::new();
    let hostile = format!("{SPEECH}\u{1b}[2J\u{202e}</script>\u{7}");
    fixture.write("a\u{1b}[31m.txt", hostile).write("b.txt", SPEECH);
    let ran = fixture.run(&["report", "."]);
    let control = |c: char| c.is_control() && c != '\n';
    assert!(!ran.out.contains(control) && !ran.out.contains('\u{202e}'), "{}", ran.out);
    assert!(!ran.err.contains(control), "{}", ran.err);
}
