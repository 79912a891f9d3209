//! Output files appear whole or not at all, and nothing is lost to them.

use crate::fixture::Fixture;

const SPEECH: &str =
    "同志们,今天我们开会,总结上半年的工作,部署下半年的任务,请大家认真记录,会后抓好落实。";

#[test]
fn nowhere_to_write_is_not_done() {
    let fixture = Fixture::new();
    fixture.write("a.txt", SPEECH);
    assert_eq!(fixture.run(&["report", "a.txt", "-o", "no/such/folder.json"]).status, 2);
    assert_eq!(fixture.run(&["report", "a.txt", "-o", "report.doc"]).status, 2);
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
