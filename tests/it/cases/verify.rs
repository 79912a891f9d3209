//! `leitong report --verify`: a rerun of what a report records.

use serde_json::Value;

use crate::fixture::{Fixture, sample};

const ODD: &str = "id,body\n1,同志们今天我们开会总结上半年的工作部署下半年的任务请大家认真记录会后抓好落实\n\
    2,同志们今天我们开会总结上半年的工作部署下半年的任务请大家认真记录会后抓好落实啊\n3,别的\n";

fn verify(fixture: &Fixture, report: &str, more: &[&str]) -> (i32, String) {
    let args = [&["report", "--verify", report, "-q", "--lang", "en"], more].concat();
    let ran = fixture.run(&args);
    (ran.status, ran.out + &ran.err)
}

#[test]
fn what_has_not_changed_is_the_same() {
    let fixture = Fixture::new();
    let same = |report: &str, more: &[&str]| {
        let (status, said) = verify(&fixture, report, more);
        assert_eq!((status, said.as_str()), (0, &*format!("{report}: a rerun gives the same\n")));
    };
    let made = |report: &str, more: &[&str]| {
        let ran = fixture.run(&[&["report", "-q", "-o", report], more].concat());
        assert!(ran.status < 2, "{ran:?}");
    };
    made("r.json", &[&sample("speeches")]);
    same("r.json", &[]);
    made("r.jsonl", &[&sample("five-speeches.txt"), "--threads", "1"]);
    same("r.jsonl", &["--threads", "2"]);
    fixture
        .write("in/a.html", "<p>同志们：</p><p>今天开会。</p>")
        .write("in/b.txt", "同志们：\n\n今天开会。");
    made("seen.json", &["in"]);
    made("page.json", &["in", "--no-rule", "markup"]);
    assert!(
        !fixture.read("page.json").contains("\"markup\"")
            && fixture.read("r.json").contains("\"markup\"")
    );
    let [by_markup, as_text] = ["seen.json", "page.json"].map(|report| fixture.read(report));
    assert!(by_markup.contains("\"markup\"") && by_markup.contains("\"clusters\": 1,"));
    assert!(!as_text.contains("\"markup\"") && as_text.contains("\"clusters\": 0,"));
    same("page.json", &[]);
    // Options of every stage, a dictionary, a table, and an input that is left out.
    fixture.write("odd.csv", ODD).write("words.txt", "上半年的工作 99999\n");
    let odd = [
        "odd.csv",
        "none.txt",
        "--text-field",
        "body",
        "--threshold",
        "0.5",
        "--candidates",
        "lsh",
        "--seed",
        "7",
        "--no-rule",
        "punctuation",
        "--hmm",
        "--dict",
        "words.txt",
        "--diffs",
        "all",
        "--min-tokens",
        "3",
        "--min-run",
        "5",
    ];
    made("odd.json", &odd);
    assert!(fixture.read("odd.json").contains("\"clusters\": 1,"));
    same("odd.json", &["--dict", "words.txt"]);
    let (status, said) = verify(&fixture, "odd.json", &[]);
    assert_eq!(status, 2);
    assert!(said.contains("name it by --dict"), "{said}");
    fixture.write("words.txt", "上半年 99999\n");
    let (status, said) = verify(&fixture, "odd.json", &["--dict", "words.txt"]);
    assert_eq!(status, 2);
    assert!(said.contains("run.options.dict_xxh3"), "{said}");
}

#[test]
fn decisions_are_part_of_a_rerun() {
    let fixture = Fixture::new();
    fixture.write("d.toml", "different = [['five-speeches.txt#2', 'five-speeches.txt#3']]\n");
    let args =
        ["report", "-q", &sample("five-speeches.txt"), "--decisions", "d.toml", "-o", "r.json"];
    assert_eq!(fixture.run(&args).status, 0);
    let decided = ["--decisions", "d.toml"];
    assert_eq!(verify(&fixture, "r.json", &decided).0, 0);
    let (status, said) = verify(&fixture, "r.json", &[]);
    assert_eq!(status, 2);
    assert!(said.contains("name their file by --decisions"), "{said}");
    fixture.write("d.toml", "keep = ['five-speeches.txt#2']\n");
    let (status, said) = verify(&fixture, "r.json", &decided);
    assert_eq!(status, 2);
    assert!(
        said.contains("run.options.decisions_xxh3") && said.contains("pairs[0].decision"),
        "{said}"
    );
}

#[test]
fn a_report_that_was_cut_is_made_and_cut_again() {
    let fixture = Fixture::new();
    let made = |report: &str, more: &[&str]| {
        let ran = fixture.run(&[&["report", "-q", "-o", report], more].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
    };
    let same = |report: &str, more: &[&str]| {
        let (status, said) = verify(&fixture, report, more);
        assert_eq!((status, said.as_str()), (0, &*format!("{report}: a rerun gives the same\n")));
    };
    made("r.json", &[&sample("speeches"), "--candidates", "lsh"]);
    made("again.json", &["--from", "r.json"]);
    same("again.json", &[]);
    made("strict.json", &["--from", "r.json", "--threshold", "0.9"]);
    same("strict.json", &[]);
    let two = "'credit/mobilization-2018.txt', 'credit/mobilization-2019.txt'";
    fixture.write("d.toml", format!("different = [[{two}]]\n"));
    made("twice.json", &["--from", "strict.json", "--decisions", "d.toml"]);
    made("thrice.json", &["--from", "twice.json", "--templates", "together"]);
    same("thrice.json", &["--decisions", "d.toml"]);
    let (status, said) = verify(&fixture, "thrice.json", &[]);
    assert_eq!(status, 2);
    assert!(said.contains("name their file by --decisions"), "{said}");
    fixture.write("other.toml", "keep = ['credit/mobilization-2018.txt']\n");
    made("two.json", &["--from", "twice.json", "--decisions", "other.toml"]);
    let (status, said) = verify(&fixture, "two.json", &["--decisions", "d.toml"]);
    assert_eq!(status, 2);
    assert!(said.contains("two files of decisions"), "{said}");
    let mut changed: Value = serde_json::from_str(&fixture.read("strict.json")).expect("JSON");
    changed["run"]["counts"]["pairs"] = Value::from(999);
    fixture.write("changed.json", changed.to_string());
    let (status, said) = verify(&fixture, "changed.json", &[]);
    assert_eq!(status, 2);
    assert!(said.contains("run.counts.pairs"), "{said}");
}

#[test]
fn what_has_changed_is_named() {
    let fixture = Fixture::new();
    fixture.write("in/a.txt", "同志们,今天开会。").write("in/b.txt", "同志们,明天开会。");
    assert_eq!(fixture.run(&["report", "-q", "in", "-o", "r.json"]).status, 0);
    fixture.write("in/b.txt", "同志们,今天开会。").write("in/c.txt", "别的。");
    let (status, said) = verify(&fixture, "r.json", &[]);
    assert_eq!(status, 2);
    for part in [
        "error: r.json: a rerun gives another report\n",
        "in/b.txt: the report has {",
        "in/c.txt: not in the report, but in a rerun\n",
        "run.counts.clusters: the report has 0, a rerun has 1\n",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let report =
        fixture.read("r.json").replace(&format!("\"{}\"", env!("CARGO_PKG_VERSION")), "\"0.0.9\"");
    fixture.write("in/b.txt", "同志们,明天开会。").write("old.json", report);
    std::fs::remove_file(fixture.path("in/c.txt")).expect("it is there");
    let (status, said) = verify(&fixture, "old.json", &[]);
    assert_eq!(status, 0);
    assert!(said.contains("but for the version (0.0.9, now"), "{said}");
}

#[test]
fn what_cannot_be_rerun_is_told() {
    let fixture = Fixture::new();
    let speech = "同志们,今天我们开会。".as_bytes();
    assert_eq!(fixture.run_with(&["report", "-q", "-", "-o", "r.json"], speech).status, 0);
    let (status, said) = verify(&fixture, "r.json", &[]);
    assert_eq!(status, 2);
    assert!(said.contains("standard input"), "{said}");
    let broken =
        fixture.read("r.json").replace("\"templates\": \"apart\"", "\"templates\": \"aside\"");
    fixture.write("b.json", broken.replace("\"-\"", "\"x.txt\""));
    let (status, said) = verify(&fixture, "b.json", &[]);
    assert_eq!(status, 2);
    assert!(said.contains("run.options.templates"), "{said}");
    let (status, said) = verify(&fixture, "r.json", &["--threshold", "0.9"]);
    assert_eq!(status, 2);
    assert!(said.contains("--threshold"), "{said}");
}
