//! Bad input is named and counted, and never loses other input.

use std::fs::{self, File};
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

use crate::fixture::{Fixture, Ran};

const SPEECH: &str = "同志们,今天召开全县农村信用工程推进会,主要任务是总结前一阶段工作,部署下一阶段任务。\
    各乡镇要提高认识,加强领导,把信用户评定工作抓紧抓实,让农民群众及时得到贷款。";

/// A text like no other.
fn other(number: usize) -> String {
    format!("第{number}号{}", number * 7919).repeat(20)
}

/// Such a text as a record without an id.
fn record(number: usize) -> String {
    format!("{{\"text\": \"{}\"}}\n", other(number))
}

fn gzip(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes.as_ref()).expect("packed");
    encoder.finish().expect("packed")
}

/// What a message must say: where it was, the code of the reason, what was found, what to do.
struct Said<'s> {
    place: &'s str,
    code: &'s str,
    found: &'s str,
    advice: &'s str,
}

impl Said<'_> {
    fn check(&self, ran: &Ran, report: &Value) {
        let Said { place, code, found, advice } = self;
        assert_eq!(ran.status, 1, "{place}: {ran:?}");
        let start = format!("skipped: {place}: ");
        let line = ran.err.lines().find(|line| line.starts_with(&start));
        let line = line.unwrap_or_else(|| panic!("{start} is not in {}", ran.err));
        assert!(line.contains(found) && line.contains(advice), "{found}, {advice}: {line}");
        let skipped = report["skipped"].as_array().expect("a list");
        let entry = skipped.iter().find(|entry| entry["source"] == *place);
        let entry = entry.unwrap_or_else(|| panic!("{place} is not in {skipped:?}"));
        assert_eq!(entry["code"], *code);
        assert!(line.ends_with(entry["reason"].as_str().expect("a reason")), "{entry}");
    }
}

/// Runs a report over a good folder and one bad input, and checks what is said of it, and that the two equal
/// speeches of the good folder are still found. Gives the report.
fn skipped(fixture: &Fixture, bad: &str, said: &Said<'_>) -> Value {
    fixture.write("good/a.txt", SPEECH).write("good/b.txt", SPEECH);
    let ran = fixture.run(&["report", "-q", "--force", "-o", "r.json", "good", bad]);
    let report: Value = serde_json::from_str(&fixture.read("r.json")).expect("JSON");
    said.check(&ran, &report);
    assert_eq!(report["clusters"][0]["size"], 2, "the good files are still compared");
    report
}

#[test]
fn missing_empty_and_binary_files() {
    let fixture = Fixture::new();
    let place = "nowhere.txt";
    let found = "no such file";
    skipped(&fixture, place, &Said { place, code: "missing", found, advice: "check the path" });
    let place = "empty.txt";
    let said = Said { place, code: "empty", found: "no text", advice: "left out" };
    fixture.write(place, "");
    skipped(&fixture, place, &said);
    fixture.write(place, " \n……\n");
    skipped(&fixture, place, &said);
    let place = "binary.txt";
    fixture.write(place, [0, 1, 2, 0, 255, 254, 3, 0, 7]);
    let advice = "convert it to plain text";
    skipped(&fixture, place, &Said { place, code: "binary", found: "binary data", advice });
}

#[cfg(unix)]
#[test]
fn a_file_that_must_not_be_read() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new();
    let place = "locked/secret.txt";
    fixture.write(place, SPEECH);
    let locked = fs::Permissions::from_mode(0o000);
    fs::set_permissions(fixture.path(place), locked).expect("a file without permissions");
    if File::open(fixture.path(place)).is_ok() {
        return; // whoever runs the tests may read everything
    }
    let (found, advice) = ("cannot be read (Permission denied", "check its permissions");
    skipped(&fixture, "locked", &Said { place, code: "unreadable", found, advice });
}

/// What the system refuses to read even to those who may read everything.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_read() {
    let fixture = Fixture::new();
    let place = "locked/memory.txt";
    fixture.write("locked/c.txt", SPEECH);
    std::os::unix::fs::symlink("/proc/self/mem", fixture.path(place)).expect("a link");
    let (found, advice) = ("cannot be read (Input/output error", "check its permissions");
    let said = Said { place, code: "unreadable", found, advice };
    fixture.write("good/a.txt", SPEECH);
    let ran = fixture.run(&["report", "-q", "-o", "r.json", "good", "locked"]);
    let report: Value = serde_json::from_str(&fixture.read("r.json")).expect("JSON");
    said.check(&ran, &report);
    assert_eq!(report["clusters"][0]["size"], 2, "its neighbour in the folder is compared");
}

/// The file is a hole: it takes no place on the disk.
#[test]
fn a_file_over_the_limit() {
    let fixture = Fixture::new();
    let place = "large.txt";
    let file = File::create(fixture.path(place)).expect("a file");
    file.set_len(leitong::ingest::MAX_FILE_BYTES + 1).expect("a hole");
    let (found, advice) = ("longer than 1 GiB", "use smaller files, or JSON Lines");
    skipped(&fixture, place, &Said { place, code: "too-large", found, advice });
}

#[test]
fn a_good_archive_is_read() {
    let fixture = Fixture::new();
    fixture.write("a.txt.gz", gzip(SPEECH)).write("b.jsonl.gz", gzip(record(1))).write("c", SPEECH);
    let report = fixture.report(&["a.txt.gz", "b.jsonl.gz", "c"]);
    assert_eq!(report["run"]["counts"]["documents"], 3);
    assert_eq!(report["clusters"][0]["members"][1]["id"], "c");
    assert_eq!(report["skipped"], serde_json::json!([]));
}

#[test]
fn archives_that_break_off() {
    let fixture = Fixture::new();
    let (found, advice) = ("breaks off or is damaged", "fetch it again");
    let place = "cut.txt.gz";
    let whole = gzip(SPEECH);
    fixture.write(place, &whole[..whole.len() / 2]);
    skipped(&fixture, place, &Said { place, code: "corrupt", found, advice });

    let records: String = (1..=200).map(record).collect();
    let whole = gzip(records);
    fixture.write("cut.jsonl.gz", &whole[..whole.len() - 20]);
    fixture.write("good/a.txt", SPEECH);
    let ran = fixture.run(&["report", "-q", "--force", "-o", "r.json", "good", "cut.jsonl.gz"]);
    let report: Value = serde_json::from_str(&fixture.read("r.json")).expect("JSON");
    let place = report["skipped"][0]["source"].as_str().expect("a place");
    assert!(place.starts_with("cut.jsonl.gz:"), "the line at which it breaks off: {place}");
    Said { place, code: "corrupt", found, advice }.check(&ran, &report);
    let documents = report["run"]["counts"]["documents"].as_u64();
    assert!(documents > Some(100), "what stands before the break is kept: {documents:?}");
}

#[test]
fn broken_lines_of_records() {
    let fixture = Fixture::new();
    let lines = [&record(1), "{\"id\": \"x\", \"text\": \n", "{\"id\": \"y\", \"body\": \"好\"}\n"];
    fixture.write("broken.jsonl", lines.concat() + &record(4));
    let place = "broken.jsonl:2";
    let (found, advice) = ("not a JSON object (column ", "each line must be one JSON object");
    let said = Said { place, code: "bad-json", found, advice };
    let report = skipped(&fixture, "broken.jsonl", &said);
    let place = "broken.jsonl:3";
    let (found, advice) = ("no string field \"text\" (there are: body, id)", "--text-field");
    skipped(&fixture, "broken.jsonl", &Said { place, code: "no-text", found, advice });
    assert_eq!(report["run"]["counts"]["documents"], 4, "the lines beside them are read");
}

#[test]
fn two_equal_ids() {
    let fixture = Fixture::new();
    let record = |number| format!("{{\"id\": \"x\", \"text\": \"{}\"}}\n", other(number));
    fixture.write("twice.jsonl", record(1) + &record(2));
    let place = "twice.jsonl:2";
    let (found, advice) = ("the id \"x\" is taken by twice.jsonl:1", "give it another id");
    let said = Said { place, code: "duplicate-id", found, advice };
    let report = skipped(&fixture, "twice.jsonl", &said);
    assert_eq!(report["run"]["counts"]["documents"], 3, "the first of them stays");
}

#[cfg(unix)]
#[test]
fn links_to_folders_above() {
    let fixture = Fixture::new();
    let link = |name: &str| {
        std::os::unix::fs::symlink("..", fixture.path(name)).expect("a link");
    };
    fixture.write("loop/deep/c.txt", other(1));
    link("loop/deep/up");
    let ran = fixture.run(&["report", "-q", "loop"]);
    let found =
        "skipped: loop/deep/up: a file or directory, or a link to one, that is read at another";
    assert!(ran.status == 0 && ran.err.contains(found), "nothing is lost: {ran:?}");

    link("loop/out");
    let place = "loop/out";
    let found = "a link to itself, or to a directory that the input lies in";
    let said = Said { place, code: "loop", found, advice: "name that directory" };
    let report = skipped(&fixture, "loop", &said);
    assert_eq!(report["run"]["counts"]["documents"], 3);
}

#[test]
fn a_page_without_headings() {
    let fixture = Fixture::new();
    fixture.write("a.txt", SPEECH);
    let ran = fixture.run(&["diff", "a.txt#2", "a.txt"]);
    assert_eq!(ran.status, 2, "{ran:?}");
    let start = "error: a.txt#2: no headings such as 第一篇:";
    assert!(ran.err.starts_with(start) && ran.err.contains("drop #"), "{}", ran.err);

    let ran = fixture.run(&["split", "a.txt"]);
    assert_eq!((ran.status, ran.out.lines().count()), (0, 1), "{ran:?}");
    let start = "note: a.txt: no headings such as 第一篇:";
    assert!(ran.err.starts_with(start) && ran.err.contains("one speech"), "{}", ran.err);
}

#[test]
fn bytes_that_cannot_be_decoded() {
    let fixture = Fixture::new();
    let mut bytes = SPEECH.as_bytes().to_vec();
    bytes[28..31].copy_from_slice(b"\xFF..");
    fixture.write("garbled.txt", bytes).write("a.txt", SPEECH);
    let expected = "note: garbled.txt: U+FFFD stands for 1 place that cannot be decoded as UTF-8";
    for command in ["report", "diff"] {
        let ran = fixture.run(&[command, "a.txt", "garbled.txt"]);
        assert_eq!(ran.status, 0, "{ran:?}");
        assert!(ran.err.contains(expected) && ran.err.contains("encoding"), "{}", ran.err);
        assert!(ran.out.contains("a.txt"), "{}", ran.out);
    }
    assert!(fixture.run(&["split", "garbled.txt"]).err.contains(expected));
}

#[test]
fn nothing_to_compare_is_not_done() {
    let fixture = Fixture::new();
    let ran = fixture.run(&["report", "nowhere"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("skipped: nowhere: no such file"), "{}", ran.err);
    assert!(ran.err.contains("error: there is no document to compare"), "{}", ran.err);
    assert_eq!(fixture.run(&["report"]).status, 2);
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

/// 151 lines of which 100 are named: of the others the first stands for all of its kind, wherever they are counted.
#[test]
fn many_broken_lines_are_all_counted() {
    let fixture = Fixture::new();
    let broken = (0..151).map(|number| if number % 2 == 0 { "{]\n" } else { "[]\n" });
    fixture.write("many.jsonl", record(1) + &broken.collect::<String>());
    let args = ["report", "-q", "many.jsonl", "-o", "r.json", "-o", "r.html", "-o", "r.txt"];
    let ran = fixture.run(&args);
    let report: Value = serde_json::from_str(&fixture.read("r.json")).expect("JSON");
    assert_eq!(report["run"]["counts"]["skipped"], 151);
    let more = |skipped: &&Value| skipped.get("count").is_some();
    let summed: Vec<&Value> =
        report["skipped"].as_array().expect("a list").iter().filter(more).collect();
    assert_eq!((summed[0]["source"].as_str(), summed.len()), (Some("many.jsonl:102"), 1));
    assert_eq!(summed[0]["count"], 51);
    let named = ran.err.lines().filter(|line| line.contains(": not a JSON object")).count();
    assert!(named == 20 && ran.err.contains("skipped: many.jsonl:2: "), "{}", ran.err);
    assert!(ran.err.contains("skipped: and 131 more; report -o x.json"), "{}", ran.err);
    assert!(fixture.read("r.html").contains("Skipped inputs 151<"));
    let text = fixture.read("r.txt");
    assert!(text.contains("skipped: 151\n") && text.contains("and 131 more"), "{text}");
}

#[test]
fn lines_that_all_lack_the_same_are_told_in_one() {
    let fixture = Fixture::new();
    fixture.write("other.jsonl", record(1) + &"{\"body\": \"a\"}\n".repeat(40));
    let ran = fixture.run(&["report", "other.jsonl", "-o", "r.txt", "-o", "r.md", "-o", "r.html"]);
    let told = "other.jsonl:2: no string field \"text\" (there are: body); name the text field with --text-field (and 39 \
                more of the same file or archive";
    assert_eq!((ran.status, ran.err.lines().count()), (1, 1), "{}", ran.err);
    assert!(ran.err.contains(told), "{}", ran.err);
    let of = |name: &str| fixture.read(name).split_whitespace().collect::<String>();
    for name in ["r.txt", "r.md", "r.html"] {
        let all = of(name);
        assert!(all.contains("and39moreofthesamefile") && !all.contains("other.jsonl:3"), "{all}");
    }
}
