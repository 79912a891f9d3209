//! The clean corpus of a report: what leaves, for what, and that nothing else changes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::fixture::{Fixture, sample};

/// All files below `folder` with their bytes.
pub(super) fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let (mut found, mut open) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below").to_string_lossy().into_owned();
                found.insert(name, fs::read(path).expect("a file"));
            }
        }
    }
    found
}

fn lines(fixture: &Fixture, name: &str) -> Vec<Value> {
    fixture.read(name).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

pub(super) fn report(fixture: &Fixture, inputs: &[&str]) -> Value {
    let args = [&["report", "-q", "--force", "-o", "report.json"], inputs].concat();
    let ran = fixture.run(&args);
    assert!(ran.status < 2, "{ran:?}");
    serde_json::from_str(&fixture.read("report.json")).expect("a report")
}

/// The ids that left. Each has a pair of the report with a text that stayed, with the figures of that pair.
pub(super) fn removed(fixture: &Fixture, name: &str, report: &Value) -> BTreeSet<String> {
    let lines = lines(fixture, name);
    assert_eq!(lines[0]["type"], "curated");
    let id = |line: &Value| line["id"].as_str().expect("an id").to_owned();
    let removed: Vec<&Value> = lines.iter().filter(|line| line["type"] == "removed").collect();
    let gone: BTreeSet<String> = removed.iter().map(|line| id(line)).collect();
    assert_eq!(lines[0]["removed"], gone.len());
    let stand = |id: &str| {
        let documents = report["documents"].as_array().expect("documents");
        let known = documents.iter().find(|known| known["id"] == id).expect("a document");
        known["copy_of"].as_str().unwrap_or(id).to_owned()
    };
    for line in removed {
        let (kept, figures) = (line["kept"]["id"].as_str().expect("a kept text"), &line["kept"]);
        assert!(!gone.contains(kept), "{kept} left too: {line}");
        let (one, two) = (stand(&id(line)), stand(kept));
        if one == two {
            assert_eq!(figures["jaccard"], 1.0, "{line}");
            continue;
        }
        let pairs = report["pairs"].as_array().expect("pairs");
        let is_pair = |pair: &&Value| {
            [&pair["a"], &pair["b"]] == [&json!(one), &json!(two)]
                || [&pair["b"], &pair["a"]] == [&json!(one), &json!(two)]
        };
        let pair = pairs.iter().find(is_pair).unwrap_or_else(|| panic!("no pair: {line}"));
        assert_eq!((&pair["jaccard"], &pair["verdict"]), (&figures["jaccard"], &json!("match")));
    }
    gone
}

#[test]
fn a_folder_keeps_one_of_each_text() {
    let fixture = Fixture::new();
    let speeches = sample("speeches");
    let before = tree(Path::new(&speeches));
    let report = report(&fixture, &[&speeches]);
    let ran = fixture.run(&["curate", "report.json", "-o", "clean/"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let gone = removed(&fixture, "clean.removed.jsonl", &report);
    assert!(gone.contains("party/lesson-ocr.txt") && gone.len() > 5, "{gone:?}");
    for stays in [
        "credit/mobilization-2018.txt",
        "credit/mobilization-2020.txt",
        "credit/mobilization-yunxi.txt",
        "safety/flood-control-linjiang.txt",
        "misc/spliced-education-safety.txt",
        "misc/spliced-credit-flood.txt",
        "education/work-meeting.txt",
    ] {
        assert!(!gone.contains(stays), "{stays} left");
    }
    let expected: BTreeMap<String, Vec<u8>> =
        before.clone().into_iter().filter(|(name, _)| !gone.contains(name)).collect();
    assert!(tree(&fixture.path("clean")) == expected, "the kept files, byte for byte");
    assert!(tree(Path::new(&speeches)) == before, "the inputs are as they were");
}

/// What is left are templates, splices and texts that extend another; nothing that the plain rule would join.
#[test]
fn a_clean_folder_has_no_copies_left() {
    let fixture = Fixture::new();
    report(&fixture, &[&sample("speeches")]);
    assert_eq!(fixture.run(&["curate", "report.json", "-o", "clean"]).status, 0);
    let again = report(&fixture, &["clean"]);
    for cluster in again["clusters"].as_array().expect("clusters") {
        for member in &cluster["members"].as_array().expect("members")[1..] {
            let relation = member["relation"].as_str().expect("a relation");
            assert!(["same-template", "spliced", "extends"].contains(&relation), "{member}");
        }
    }
    report(&fixture, &[&sample("speeches")]);
    let all = ["curate", "report.json", "-o", "bare", "--remove", "same-template,spliced,extends"];
    assert_eq!(fixture.run(&all).status, 0);
    assert_eq!(report(&fixture, &["bare"])["clusters"], json!([]));
}

#[test]
fn a_page_loses_a_speech_and_no_other_byte() {
    let fixture = Fixture::new();
    let page = fs::read_to_string(sample("five-speeches.txt")).expect("the page");
    let crlf = page.replace('\n', "\r\n");
    let wide: Vec<u8> = page
        .encode_utf16()
        .fold(vec![0xFF, 0xFE], |out, unit| [out, unit.to_le_bytes().to_vec()].concat());
    let from = page.find("第三篇:").expect("a heading");
    let to = page.find("\n第四篇:").expect("the next heading") + 1;
    let expected = [&page[..from], &page[to..]].concat();
    for (bytes, expected) in [
        (page.clone().into_bytes(), expected.clone().into_bytes()),
        (crlf.into_bytes(), expected.replace('\n', "\r\n").into_bytes()),
        (
            wide,
            expected
                .encode_utf16()
                .fold(vec![0xFF, 0xFE], |out, unit| [out, unit.to_le_bytes().to_vec()].concat()),
        ),
    ] {
        fixture.write("page.txt", &bytes);
        let report = report(&fixture, &["page.txt"]);
        let ran = fixture.run(&["curate", "report.json", "-o", "clean.txt", "--force"]);
        assert_eq!(ran.status, 0, "{ran:?}");
        let gone = removed(&fixture, "clean.removed.jsonl", &report);
        assert_eq!(gone, BTreeSet::from(["page.txt#3".to_owned()]));
        assert!(fs::read(fixture.path("clean.txt")).expect("the page") == expected);
        assert_eq!(fs::read(fixture.path("page.txt")).expect("the input"), bytes);
    }
}

/// Records with everything that bytes can differ in and texts do not: line ends, blanks, order of fields, faulty lines.
#[test]
fn records_are_kept_byte_for_byte() {
    let fixture = Fixture::new();
    let text = |name: &str| fs::read_to_string(sample(&format!("speeches/{name}"))).expect("text");
    let (lesson, ocr) = (text("party/lesson.txt"), text("party/lesson-ocr.txt"));
    let other = text("misc/sports-meet.txt");
    let records = [
        format!("{{ \"text\" : {},\"id\":\"a\", \"n\":1.0 }}\r\n", json!(lesson)),
        "\n".to_owned(),
        "not a record\n".to_owned(),
        format!("{{\"id\":\"b\",\"text\":{}}}\n", json!(lesson)),
        format!("{{\"id\":\"c\",\"text\":{}}}\n", json!(other)),
        format!("{{\"id\":\"d\",\"text\":{}}}", json!(ocr)),
    ];
    let kept: String = [0, 1, 2, 4].map(|at: usize| records[at].as_str()).concat();
    for (name, packed) in [
        ("docs.jsonl", records.concat().into_bytes()),
        ("docs.jsonl.zst", zstd::encode_all(records.concat().as_bytes(), 1).expect("packed")),
    ] {
        fixture.write(name, packed);
        let report = report(&fixture, &[name]);
        for out in ["clean.jsonl", "clean.jsonl.zst"] {
            let args = ["curate", "report.json", "-o", out, "--keep", "first", "--force"];
            assert_eq!(fixture.run(&args).status, 1, "a faulty line is named");
            let gone = removed(&fixture, "clean.removed.jsonl", &report);
            assert_eq!(gone, ["b", "d"].map(str::to_owned).into());
            let bytes = fs::read(fixture.path(out)).expect("an output");
            let bytes = match out.ends_with(".zst") {
                true => zstd::decode_all(bytes.as_slice()).expect("packed"),
                false => bytes,
            };
            assert_eq!(String::from_utf8(bytes).expect("text"), kept, "{name} {out}");
        }
        fs::remove_file(fixture.path(name)).expect("done with it");
    }
}

/// What was not compared stays, though all texts of its file leave.
#[test]
fn a_file_of_which_something_was_skipped_is_not_left_out() {
    let fixture = Fixture::new();
    let lesson = text_of("party/lesson.txt");
    let line = |id: &str, text: &str| format!("{}\n", json!({"id": id, "text": text}));
    fixture.write("in/a.jsonl", line("x", &lesson));
    let skipped = [line("x", &text_of("misc/sports-meet.txt")), "no record\n".to_owned()].concat();
    fixture.write("in/b.jsonl", [line("z", &lesson), skipped.clone()].concat());
    report(&fixture, &["in"]);
    let curate = ["curate", "report.json", "-o", "clean", "--keep", "first", "--max-loss", "1"];
    assert_eq!(fixture.run(&curate).status, 1, "what was skipped is named");
    assert_eq!(fixture.read("clean/b.jsonl"), skipped);

    let (one, two) = (text_of("misc/sports-meet.txt"), text_of("misc/river-chief.txt"));
    fixture.write("in/a.jsonl", [line("x", &lesson), line("b.txt#2", &one)].concat());
    fixture.write("in/b.txt", format!("第一篇：\n{lesson}\n第二篇：\n{two}\n"));
    report(&fixture, &["in"]);
    assert_eq!(fixture.run(&[&curate[..], &["--force"]].concat()).status, 1);
    assert_eq!(fixture.read("clean/b.txt"), format!("第二篇：\n{two}\n"));
    fs::remove_file(fixture.path("in/b.txt")).expect("removed");

    // The same ids in another file: nothing of it was compared.
    let others = [line("z", &one), line("x", &two)].concat();
    fixture.write("in/c.jsonl", &others).write("in/x.csv", "id,text\nx,甲,\n");
    report(&fixture, &["in"]);
    assert_eq!(fixture.run(&[&curate[..], &["--force"]].concat()).status, 1);
    assert_eq!(fixture.read("clean/c.jsonl"), others);
    assert_eq!(fixture.read("clean/x.csv"), "id,text\nx,甲,\n");
    fs::remove_file(fixture.path("in/x.csv")).expect("removed");

    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in [("c.txt", lesson.as_bytes()), ("picture.jpg", b"\xFF\xD8\xFF\xE0")] {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, bytes).expect("an entry");
    }
    fixture.write("in/b.tar", tar.into_inner().expect("an archive"));
    report(&fixture, &["in"]);
    let ran = fixture.run(&[&curate[..], &["--force"]].concat());
    assert!(ran.status == 2 && ran.err.contains("unpack it"), "{ran:?}");
}

/// A file that breaks off can be copied, but nothing can be taken out of it.
#[test]
fn a_damaged_file_is_named_with_what_to_do() {
    let fixture = Fixture::new();
    let line = |id: &str| format!("{}\n", json!({"id": id, "text": text_of("party/lesson.txt")}));
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, (line("a") + &line("b")).as_bytes()).expect("packed");
    let packed = packed.finish().expect("packed");
    let broken = &packed[..packed.len() - 4];
    fixture.write("in/one.jsonl.gz", broken).write("in/two.txt", text_of("misc/sports-meet.txt"));
    report(&fixture, &["in"]);
    let run =
        |more: &[&str]| fixture.run(&[&["curate", "report.json", "-o", "clean"], more].concat());
    let ran = run(&[]);
    assert!(ran.status == 2 && ran.err.contains("one.jsonl.gz: "), "{ran:?}");
    assert!(ran.err.contains("fetch it again or move it away"), "{ran:?}");
    assert!(!fixture.path("clean").exists() && !fixture.path("clean.removed.jsonl").exists());
    assert_eq!(run(&["--spare", "identical"]).status, 1);
    assert!(fs::read(fixture.path("clean/one.jsonl.gz")).expect("copied") == broken);
}

#[test]
fn rows_of_a_table_are_kept_byte_for_byte() {
    let fixture = Fixture::new();
    let lesson = fs::read_to_string(sample("speeches/party/lesson.txt")).expect("text");
    let other = fs::read_to_string(sample("speeches/misc/sports-meet.txt")).expect("text");
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    for end in ["\n", "\r\n"] {
        let rows = [
            format!("id,text,note{end}"),
            format!("a,{},\"x{end}y\"{end}", quoted(&lesson)),
            format!("{end}b,{},z{end}", quoted(&lesson)),
            format!("c,{},{end}", quoted(&other)),
            format!("d,{},w", quoted(&lesson)),
        ];
        fixture.write("docs.csv", rows.concat());
        let report = report(&fixture, &["docs.csv"]);
        let args = ["curate", "report.json", "-o", "clean.csv", "--keep", "first", "--force"];
        let ran = fixture.run(&args);
        assert_eq!(ran.status, 0, "{ran:?}");
        let gone = removed(&fixture, "clean.removed.jsonl", &report);
        assert_eq!(gone, ["b", "d"].map(str::to_owned).into());
        assert_eq!(fixture.read("clean.csv"), [&rows[0], &rows[1], end, &rows[3]].concat());
    }
}

#[cfg(feature = "parquet")]
#[test]
fn rows_of_parquet_files_leave() {
    use parquet::basic::Compression;
    let fixture = Fixture::new();
    let (lesson, other) = (text_of("party/lesson.txt"), text_of("misc/sports-meet.txt"));
    let rows = [("a", &*lesson), ("b", &*lesson), ("c", &*other), ("d", &*lesson), ("e", &*other)];
    let bytes = super::inputs::parquet(&rows, Compression::SNAPPY);
    for (name, bytes) in [
        ("docs.parquet", bytes.clone()),
        ("docs.parquet.zst", zstd::encode_all(bytes.as_slice(), 1).expect("packed")),
    ] {
        fixture.write(name, bytes);
        let found = report(&fixture, &[name]);
        let args = ["curate", "report.json", "-o", "clean.parquet", "--keep", "first", "--force"];
        let ran = fixture.run(&args);
        assert_eq!(ran.status, 0, "{ran:?}");
        let gone = removed(&fixture, "clean.removed.jsonl", &found);
        assert_eq!(gone, ["b", "d", "e"].map(str::to_owned).into());
        let clean = fixture.report(&["clean.parquet"]);
        assert_eq!(clean["run"]["counts"]["documents"], 2);
        assert_eq!(clean["clusters"], json!([]));
        // In a folder it is packed as it was.
        let args = ["curate", "report.json", "-o", "folder/", "--keep", "first", "--force"];
        report(&fixture, &[name]);
        assert_eq!(fixture.run(&args).status, 0);
        let again = fixture.report(&[&format!("folder/{name}")]);
        assert_eq!(again["run"]["counts"]["documents"], 2);
    }
}

#[test]
fn changed_inputs_are_refused() {
    let fixture = Fixture::new();
    let lesson = fs::read_to_string(sample("speeches/party/lesson.txt")).expect("text");
    fixture.write("in/a.txt", &lesson).write("in/b.txt", &lesson);
    report(&fixture, &["in"]);
    let refused = |says: &[&str]| {
        let ran = fixture.run(&["curate", "report.json", "-o", "clean"]);
        assert_eq!(ran.status, 2, "{ran:?}");
        assert!(says.iter().all(|said| ran.err.contains(said)), "{}", ran.err);
        assert!(!fixture.path("clean").exists() && !fixture.path("clean.removed.jsonl").exists());
    };
    fixture.write("in/b.txt", format!("{lesson}。"));
    refused(&["in/b.txt", "expected", "found", "run leitong report again"]);
    fs::remove_file(fixture.path("in/b.txt")).expect("removed");
    refused(&["in/b.txt", "not there"]);
    fixture.write("in/b.txt", &lesson).write("in/c.txt", &lesson);
    refused(&["in/c.txt", "not in the report"]);
    fs::remove_file(fixture.path("in/c.txt")).expect("removed");
    assert_eq!(fixture.run(&["curate", "report.json", "-o", "clean"]).status, 0);
    let ran = fixture.run_with(&["report", "-", "-q", "-o", "stdin.json"], lesson.as_bytes());
    assert_eq!(ran.status, 0, "{ran:?}");
    let ran = fixture.run(&["curate", "stdin.json", "-o", "other"]);
    assert!(ran.status == 2 && ran.err.contains("standard input"), "{ran:?}");
}

#[test]
fn the_help_has_examples_in_both_languages() {
    let fixture = Fixture::new();
    assert!(fixture.run(&["curate", "--help"]).out.contains("Examples"));
    assert!(fixture.run(&["curate", "--help", "--lang", "zh"]).out.contains("示例"));
}

pub(super) fn text_of(name: &str) -> String {
    fs::read_to_string(sample(&format!("speeches/{name}"))).expect("a sample")
}

/// Generated collections, whatever their seed: all texts are accounted for, and nothing that leaves is left over.
#[test]
fn generated_collections_are_parted_into_what_stays_and_what_leaves() {
    for seed in ["1", "2", "3"] {
        let fixture = Fixture::new();
        let args = ["generate", "--documents", "150", "--seed", seed, "-q", "-o", "docs.jsonl"];
        assert_eq!(fixture.run(&args).status, 0);
        let before = fixture.read("docs.jsonl");
        let found = report(&fixture, &["docs.jsonl", "--threads", "1"]);
        let ran = fixture.run(&["curate", "report.json", "-o", "clean.jsonl"]);
        assert_eq!(ran.status, 0, "{ran:?}");
        let gone = removed(&fixture, "clean.removed.jsonl", &found);
        assert!(gone.len() > 10, "{}", gone.len());
        let id = |line: &str| {
            let record: Value = serde_json::from_str(line).expect("a record");
            record["id"].as_str().expect("an id").to_owned()
        };
        let kept: String =
            before.split_inclusive('\n').filter(|line| !gone.contains(&id(line))).collect();
        assert!(kept == fixture.read("clean.jsonl"), "the kept lines, byte for byte");
        assert!(before == fixture.read("docs.jsonl"));
        // The same report in the other form gives the same bytes.
        let lines = ["report", "-q", "-o", "report.jsonl", "docs.jsonl", "--threads", "2"];
        assert_eq!(fixture.run(&lines).status, 0);
        assert_eq!(fixture.run(&["curate", "report.jsonl", "-o", "again.jsonl"]).status, 0);
        assert!(kept == fixture.read("again.jsonl"));
        let clean = report(&fixture, &["clean.jsonl"]);
        for cluster in clean["clusters"].as_array().expect("clusters") {
            for member in &cluster["members"].as_array().expect("members")[1..] {
                let relation = member["relation"].as_str().expect("a relation");
                assert!(["same-template", "spliced", "extends"].contains(&relation), "{member}");
            }
        }
    }
}

/// Several inputs of several shapes: each keeps its shape, and what cannot be cut is refused before anything is written.
#[test]
fn several_inputs_keep_their_shapes() {
    let fixture = Fixture::new();
    let (lesson, other) = (text_of("party/lesson.txt"), text_of("misc/sports-meet.txt"));
    let line = |id: &str, text: &str| format!("{}\n", json!({"id": id, "text": text}));
    let records = [line("x", &lesson), line("y", &other)];
    fixture
        .write("one/a.txt", &lesson)
        .write("one/deep/b.txt", text_of("party/new-members.txt"))
        .write("two/c.md", &other)
        .write("docs.jsonl", records.concat());
    let found = report(&fixture, &["one", "two", "docs.jsonl"]);
    let ran = fixture.run(&["curate", "report.json", "-o", "clean", "--prefer", "one/*"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let gone = removed(&fixture, "clean.removed.jsonl", &found);
    assert_eq!(gone, ["x", "y"].map(str::to_owned).into());
    let names: Vec<String> = tree(&fixture.path("clean")).into_keys().collect();
    assert_eq!(names, ["one/a.txt", "one/deep/b.txt", "two/c.md"]);
    let args = ["curate", "report.json", "-o", "clean", "--force", "--prefer", "x"];
    assert_eq!(fixture.run(&args).status, 0);
    assert_eq!(fixture.read("clean/docs.jsonl"), records[0]);
    assert!(!fixture.path("clean/one/a.txt").exists());
}

/// A report cannot hold such a name, and the file is found all the same.
#[cfg(unix)]
#[test]
fn an_input_whose_name_is_no_text_is_curated() {
    let fixture = Fixture::new();
    let line = |id: &str| format!("{}\n", json!({"id": id, "text": text_of("party/lesson.txt")}));
    let program = env!("CARGO_BIN_EXE_leitong");
    let script = format!(
        "name=$(printf '\\270\\367.jsonl') && cat > \"$name\" && '{program}' report \"$name\" -q -o report.json"
    );
    let mut shell = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(fixture.path(""))
        .stdin(std::process::Stdio::piped())
        .spawn()
        .expect("a shell");
    let mut input = shell.stdin.take().expect("a pipe");
    std::io::Write::write_all(&mut input, (line("x") + &line("y")).as_bytes()).expect("written");
    drop(input);
    assert!(shell.wait().expect("it ends").success());
    let verified = fixture.run(&["report", "--verify", "report.json"]);
    assert_eq!(verified.status, 0, "{verified:?}");
    let ran = fixture.run(&["curate", "report.json", "-o", "clean.jsonl"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(fixture.read("clean.jsonl"), line("x"));
}

#[test]
fn what_cannot_be_cut_is_refused() {
    let fixture = Fixture::new();
    let lesson = text_of("party/lesson.txt");
    let mut tar = tar::Builder::new(Vec::new());
    for name in ["a.txt", "b.txt"] {
        let mut header = tar::Header::new_gnu();
        header.set_size(lesson.len() as u64);
        tar.append_data(&mut header, name, lesson.as_bytes()).expect("an entry");
    }
    fixture.write("in.tar", tar.into_inner().expect("an archive"));
    report(&fixture, &["in.tar"]);
    let ran = fixture.run(&["curate", "report.json", "-o", "clean"]);
    assert!(ran.status == 2 && ran.err.contains("unpack it"), "{ran:?}");
    let speech = |n: &str| format!("<p>第{n}篇:</p><p>{}</p>", lesson.replace('\n', "</p><p>"));
    let page = format!("<html><body>{}{}</body></html>", speech("一"), speech("二"));
    fixture.write("page.html", page);
    let found = report(&fixture, &["page.html"]);
    assert_eq!(found["run"]["counts"]["documents"], 2);
    let ran = fixture.run(&["curate", "report.json", "-o", "clean"]);
    assert!(ran.status == 2 && ran.err.contains("leitong split"), "{ran:?}");
    assert!(!fixture.path("clean").exists() && !fixture.path("clean.removed.jsonl").exists());
}

/// Between reading and copying, too, nothing may change.
#[test]
fn a_file_that_changes_while_it_is_copied_is_refused() {
    use leitong::curate::write::{Copy, Packing};
    use leitong::curate::{Corpus, CurateError, Graph, Plan, Wanted};
    let fixture = Fixture::new();
    let path = fixture.path("in.jsonl");
    let line = format!("{}\n", json!({"id": "a", "text": text_of("party/lesson.txt")}));
    fixture.write("in.jsonl", &line);
    report(&fixture, &[&path.to_string_lossy()]);
    let found =
        leitong::report::wire::read(fixture.read("report.json").as_bytes()).expect("a report");
    let corpus = Corpus::read(&found, &Wanted::default()).expect("unchanged");
    let graph = Graph::new(&found, &[]).expect("a graph");
    let plan = Plan { removals: Vec::new(), unsettled: 0 };
    let copy = Copy::new(&corpus, &graph, &plan).expect("to be copied");
    let mut out = Vec::new();
    copy.write_file(Packing::Plain, &mut out).expect("copied");
    assert_eq!(out, line.as_bytes());
    fixture.write("in.jsonl", line.replace("\"a\"", "\"b\""));
    let refused = copy.write_file(Packing::Plain, &mut Vec::new());
    assert!(matches!(refused, Err(CurateError::Changed { .. })), "{refused:?}");
}
