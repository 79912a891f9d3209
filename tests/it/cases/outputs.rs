//! Output files appear whole or not at all, and nothing is lost to them.

use crate::fixture::Fixture;

const SPEECH: &str =
    "同志们,今天我们开会,总结上半年的工作,部署下半年的任务,请大家认真记录,会后抓好落实。";

#[test]
fn nowhere_to_write_is_not_done() {
    let fixture = Fixture::new();
    fixture.write("a.txt", SPEECH);
    for output in ["no/such/folder.json", "no/such/pages/"] {
        let ran = fixture.run(&["report", "a.txt", "-o", output]);
        assert!(ran.status == 2 && ran.err.contains(output), "{ran:?}");
        assert!(!ran.err.contains(".leitong-"), "the name of a temporary file: {ran:?}");
    }
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

/// Whatever is forced, what was compared stays.
#[test]
fn no_output_takes_the_place_of_an_input() {
    let fixture = Fixture::new();
    fixture.write("in/lesson.txt", SPEECH);
    fixture.write("in/index.html", "<meta name=\"generator\" content=\"leitong\">");
    fixture.write("in/deep/table.csv", format!("text\n{SPEECH}\n"));
    for (input, output) in [
        ("in", "in/"),
        ("in/lesson.txt", "in/"),
        ("in/lesson.txt", "in/lesson.txt"),
        ("in", "in/lesson.txt"),
        ("in", "in/deep/table.csv"),
        ("in/*/*.csv", "in/deep/../deep/table.csv"),
    ] {
        let ran = fixture.run(&["report", input, "-q", "--force", "-o", output]);
        assert!(ran.status == 2 && ran.err.contains("choose another place"), "{ran:?}");
    }
    // What was not read is no input, and what is not there yet takes nothing's place.
    for args in [&["-o", "in/r.json"][..], &["-o", "in/r.json", "--force"], &["-o", "in/r.csv"]] {
        let ran = fixture.run(&[&["report", "in", "-q"], args].concat());
        assert!(ran.status < 2, "{ran:?}");
    }
    fixture.write("01.txt", SPEECH).write("page.jsonl", format!("{{\"text\":\"{SPEECH}\"}}\n"));
    for args in [["01.txt", "-o", "."], ["page.jsonl", "-o", "page.jsonl"]] {
        let ran = fixture.run(&[&["split", "--force"], &args[..]].concat());
        assert!(ran.status == 2 && ran.err.contains("choose another place"), "{ran:?}");
    }
    fixture.write("mine/notes.txt", "notes");
    fixture.write("mine/index.html", "<meta name=\"generator\" content=\"leitong\">");
    let ran = fixture.run(&["report", "in", "-q", "--force", "-o", "mine/"]);
    assert!(ran.status == 2 && ran.err.contains("mine/notes.txt"), "{ran:?}");
    fixture.write("decided.txt", "keep = []\n");
    let args = ["report", "in", "-q", "--force", "--decisions", "decided.txt", "-o", "decided.txt"];
    let ran = fixture.run(&args);
    assert!(ran.status == 2 && ran.err.contains("choose another place"), "{ran:?}");
    assert_eq!(fixture.read("decided.txt"), "keep = []\n");
    assert_eq!(fixture.read("in/lesson.txt"), SPEECH);
    assert_eq!(fixture.read("mine/notes.txt"), "notes");
    let twice = ["report", "in", "-q", "-o", "a.json", "-o", "./a.json"];
    assert_eq!(fixture.run(&twice).status, 2);
    assert_eq!(fixture.run(&["report", "in", "-q", "--threads", "1025"]).status, 2);
}

/// All that a run writes lies among its inputs, in both languages; the texts are still what they were.
#[test]
fn results_among_the_inputs_are_no_texts() {
    const OUTPUTS: [&str; 6] = ["r.csv", "r.html", "r.json", "r.jsonl", "r.md", "r.txt"];
    let fixture = Fixture::new();
    fixture.write("in/a.txt", SPEECH).write("in/b.txt", SPEECH);
    let before = fixture.report(&["in"]);
    for lang in ["zh", "en"] {
        let mut args = vec!["report", "-q", "in", "--force", "--lang", lang, "-o", "in/pages/"];
        let paths = OUTPUTS.map(|name| format!("in/{name}"));
        paths.iter().for_each(|path| args.extend(["-o", path.as_str()]));
        let ran = fixture.run(&args);
        assert_eq!(ran.status, 0, "{ran:?}");
        let verified = fixture.run(&["report", "--verify", "in/r.json"]);
        assert_eq!(verified.status, 0, "{verified:?}");
        let after = fixture.report(&["in"]);
        for unchanged in ["clusters", "documents"] {
            assert_eq!(after[unchanged], before[unchanged], "{lang}");
        }
        assert_eq!(after["run"]["manifest"], before["run"]["manifest"], "{lang}");
        let skipped = after["skipped"].as_array().expect("a list").iter();
        assert!(skipped.clone().all(|skipped| skipped["code"] == "own-output"), "{after:#}");
        let mut sources: Vec<&str> =
            skipped.filter_map(|skipped| skipped["source"].as_str()).collect();
        sources.retain(|source| !source.starts_with("in/pages/"));
        assert_eq!(sources, paths);
    }
    let ran = fixture.run(&["curate", "report.json", "-o", "clean"]);
    assert!(ran.status == 0 && ran.err.contains("in/r.json: a result of this program"), "{ran:?}");
    let names = std::fs::read_dir(fixture.path("clean")).expect("a folder").count();
    assert_eq!(names, 1, "one of two texts, and no report");
    let list =
        fixture.run_with(&["report", "clean", "-"], fixture.read("clean.removed.jsonl").as_bytes());
    assert!(list.err.contains("skipped: -: a result of this program"), "{list:?}");
    let again = fixture.run(&["report", "--from", "report.json"]);
    assert_eq!(again.status, 0, "{again:?}");
    fixture.write("in/bad.txt", "");
    assert_eq!(fixture.run(&["report", "in"]).status, 1, "another file was lost");
}

#[test]
fn a_result_where_one_text_is_wanted_is_told_for_what_it_is() {
    let fixture = Fixture::new();
    fixture.write("a.txt", SPEECH);
    fixture.report(&["a.txt"]);
    for args in [
        ["diff", "a.txt", "report.json"].as_slice(),
        &["split", "report.json"],
        &["split", "--dry-run", "report.json"],
    ] {
        let ran = fixture.run(args);
        let advice = "report.json: a result of this program where a text is wanted; name the file of the text";
        assert!(ran.status == 2 && ran.err.contains(advice), "{ran:?}");
    }
}

/// The link stays, and what is written stands in the folder that it leads to.
#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays() {
    let fixture = Fixture::new();
    fixture.write("in/a.txt", SPEECH).write("in/b.txt", SPEECH).write("kept/mine.txt", "mine");
    fixture.report(&["in"]);
    for (number, link) in [(1, "link"), (2, "link/")] {
        let (real, name) = (format!("real{number}"), link.trim_end_matches('/'));
        std::fs::create_dir(fixture.path(&real)).expect("a folder");
        let _ = std::fs::remove_file(fixture.path(name));
        std::os::unix::fs::symlink(&real, fixture.path(name)).expect("a link");
        let pages = fixture.run(&["report", "in", "-q", "-o", link]);
        assert_eq!(pages.status, 0, "{pages:?}");
        assert!(fixture.path(&real).join("index.html").exists(), "{link}");
        std::fs::remove_dir_all(fixture.path(&real)).expect("pages");
        std::fs::create_dir(fixture.path(&real)).expect("a folder");
        let ran = fixture.run(&["curate", "report.json", "--force", "-o", link]);
        assert_eq!(ran.status, 0, "{ran:?}");
        assert_eq!(fixture.run(&["curate", "report.json", "--force", "-o", link]).status, 0);
        assert!(fixture.path(&real).join("a.txt").exists() && fixture.path(name).is_symlink());
    }
    let _ = std::fs::remove_file(fixture.path("link"));
    std::os::unix::fs::symlink("kept", fixture.path("link")).expect("a link");
    let ran = fixture.run(&["curate", "report.json", "--force", "-o", "link"]);
    assert!(ran.status == 2 && ran.err.contains("kept/mine.txt"), "{ran:?}");
    assert_eq!(fixture.read("kept/mine.txt"), "mine");
}

/// As those of any other new file, by the user's own mask.
#[cfg(unix)]
#[test]
fn outputs_have_the_permissions_of_new_files() {
    use std::os::unix::fs::PermissionsExt;
    let fixture = Fixture::new();
    fixture.write("a.txt", SPEECH);
    let mode =
        |name: &str| fixture.path(name).metadata().expect("an output").permissions().mode() & 0o777;
    let program = env!("CARGO_BIN_EXE_leitong");
    for (mask, expected) in [("002", 0o664), ("022", 0o644), ("077", 0o600)] {
        let script = format!("umask {mask} && '{program}' report a.txt -q --force -o r.json -o p/");
        let ran = std::process::Command::new("sh")
            .args(["-c", &script])
            .current_dir(fixture.path(""))
            .status();
        assert!(ran.expect("a shell").success());
        assert_eq!((mode("r.json"), mode("p/index.html")), (expected, expected), "{mask}");
        assert_eq!(mode("p"), expected | (expected & 0o444) >> 2, "{mask}");
    }
}
