//! New clusters from a report, without the collection.

use serde_json::{Value, json};

use crate::fixture::{Fixture, sample};

fn report(fixture: &Fixture, name: &str, args: &[&str]) -> Value {
    let mut all = vec!["report", "-q", "--diffs", "0", "-o", name];
    all.extend(args);
    let done = fixture.run(&all);
    assert_eq!(done.status, 0, "{}", done.err);
    serde_json::from_str(&fixture.read(name)).expect("a report")
}

#[test]
fn a_report_cut_again_has_the_clusters_of_a_new_run() {
    let fixture = Fixture::new();
    let speeches = sample("speeches");
    report(&fixture, "first.json", &[&speeches]);
    for options in [
        ["--threshold", "0.5"],
        ["--threshold", "0.7"],
        ["--threshold", "0.9"],
        ["--containment", "0.95"],
        ["--templates", "together"],
    ] {
        let [name, value] = options;
        let fresh =
            report(&fixture, &format!("fresh{name}{value}.json"), &[&speeches, name, value]);
        let again = report(
            &fixture,
            &format!("again{name}{value}.json"),
            &["--from", "first.json", name, value],
        );
        for part in ["clusters", "templates"] {
            let without_relations = |report: &Value| {
                let mut clusters = report[part].clone();
                for cluster in clusters.as_array_mut().into_iter().flatten() {
                    for member in cluster["members"].as_array_mut().into_iter().flatten() {
                        member["relation"] = Value::Null;
                    }
                }
                clusters
            };
            assert_eq!(without_relations(&fresh), without_relations(&again), "{options:?} {part}");
        }
        // The report may hold evidence that a new run would not have needed.
        let figures = |report: &Value| {
            let mut pairs = report["pairs"].clone();
            for pair in pairs.as_array_mut().into_iter().flatten() {
                let pair = pair.as_object_mut().expect("an object");
                pair.retain(|field, _| !["spliced", "aligned"].contains(&field.as_str()));
            }
            pairs
        };
        assert_eq!(figures(&fresh), figures(&again), "{options:?}");
        assert_eq!(fresh["documents"], again["documents"], "{options:?}");
        assert_eq!(fresh["run"]["counts"]["clustered"], again["run"]["counts"]["clustered"]);
    }
}

#[test]
fn what_a_report_does_not_hold_is_refused() {
    let fixture = Fixture::new();
    report(&fixture, "strict.json", &[&sample("speeches"), "--threshold", "0.6"]);
    let done =
        fixture.run(&["report", "--from", "strict.json", "--threshold", "0.4", "--lang", "en"]);
    assert_eq!(done.status, 2);
    assert!(done.err.contains("--threshold 0.4 is below the report's own 0.6"), "{}", done.err);
    fixture.write("other.json", "{\"schema\": \"x\"}");
    let done = fixture.run(&["report", "--from", "other.json", "--lang", "en"]);
    assert_eq!(done.status, 2);
    assert!(done.err.contains("expected the schema"), "{}", done.err);
    assert_eq!(fixture.run(&["report", "--from", "missing.json"]).status, 2);
}

#[test]
fn copies_are_known_whatever_was_compared() {
    let fixture = Fixture::new();
    let text = |end: &str| {
        let body = "同志们今天我们开会总结上半年的工作部署下半年的任务请大家认真记录会后抓好落实";
        format!("{body}各位代表回去以后要把会议精神传达到每一个村每一户{end}")
    };
    for (name, end) in [("1", "。"), ("2", "。"), ("3", "。\n"), ("4", "。\n")] {
        fixture.write(&format!("in/{name}.txt"), text(end));
    }
    for name in ["5", "6", "7"] {
        fixture.write(&format!("in/{name}.txt"), text("为全县人民服务。"));
    }
    let first = report(&fixture, "first.json", &["in"]);
    assert_eq!(first["clusters"][0]["representative"], "1.txt");
    let originals = |number: usize| first["documents"][number]["identical_to"].as_str();
    let first_four = [0, 1, 2, 3].map(originals);
    assert_eq!(first_four, [None, Some("1.txt"), None, Some("3.txt")]);
    fixture.write("d.toml", "different = [['1.txt', '5.txt']]\n");
    let again = report(&fixture, "again.json", &["--from", "first.json", "--decisions", "d.toml"]);
    let fresh = report(&fixture, "fresh.json", &["in", "--decisions", "d.toml"]);
    let relation = &again["clusters"][1]["members"][1]["relation"];
    assert_eq!(
        (&again["clusters"][1]["representative"], relation),
        (&json!("5.txt"), &json!("identical"))
    );
    assert_eq!(again["clusters"], fresh["clusters"]);
}

#[test]
fn what_a_report_cut_again_says() {
    let fixture = Fixture::new();
    let speeches = sample("speeches");
    fixture.write("empty.txt", "").write("odd.jsonl", "{\n");
    let inputs = ["empty.txt", "odd.jsonl", &speeches];
    fixture.run(&[["report", "-q", "-o", "r.json", "--lang", "en"].as_slice(), &inputs].concat());
    let again = fixture.run(&["report", "-q", "--from", "r.json", "--lang", "zh"]);
    assert!(
        again.out.contains("包含度（本篇）=") && !again.out.contains("复制比"),
        "not worked out"
    );
    assert!(again.out.contains("empty.txt: 没有可比对的文字"), "{}", again.out);
    assert!(
        again.out.contains("odd.jsonl:1: not a JSON object"),
        "as it is recorded: {}",
        again.out
    );
}

#[test]
fn figures_that_no_report_can_have_are_refused() {
    let fixture = Fixture::new();
    let speeches = sample("speeches");
    let report = report(&fixture, "r.json", &[&speeches]);
    let refused = |change: &dyn Fn(&mut Value), commands: &[&[&str]]| {
        let mut broken = report.clone();
        change(&mut broken);
        fixture.write("broken.json", broken.to_string());
        for command in commands {
            let done = fixture.run(command);
            assert_eq!(done.status, 2, "{}", done.err);
            assert!(!done.err.contains("panicked"), "{}", done.err);
        }
    };
    let again: &[&str] = &["report", "--from", "broken.json"];
    let curate: &[&str] = &["curate", "broken.json", "--dry-run"];
    for common in ["shingles", "discounted"] {
        let at = |report: &mut Value| {
            let pair = &mut report["pairs"][0];
            let figures = json!({ "a": 1, "b": 4_294_967_295_u32, "common": 7 });
            pair[common] = match common {
                "shingles" => figures,
                _ => json!({ "jaccard": 0.5, "shingles": figures }),
            };
        };
        // A curation does not look at the discounted ones.
        let both = [again, curate];
        refused(&at, if common == "shingles" { &both } else { &both[..1] });
    }
    refused(&|report| report["pairs"][0]["b"] = report["pairs"][0]["a"].clone(), &[again]);
    for (name, value) in [("threshold", 0.0), ("recall", 1.0), ("containment", -1.0)] {
        let at = |report: &mut Value| report["run"]["options"][name] = json!(value);
        refused(&at, &[again, &["report", "--verify", "broken.json"]]);
    }
}

/// The evidence of a pair has two sides, which would be taken one for the other; what stands there twice would count twice.
#[test]
fn a_report_whose_documents_or_pairs_do_not_ascend_is_refused() {
    let fixture = Fixture::new();
    let report = report(&fixture, "r.json", &[&sample("speeches")]);
    let refused = |name: &str, change: &dyn Fn(&mut Value)| {
        let mut broken = report.clone();
        change(&mut broken);
        fixture.write("broken.json", broken.to_string());
        let done = fixture.run(&["report", "-q", "--lang", "en", "--from", "broken.json"]);
        assert_eq!(done.status, 2, "{name}");
        assert!(done.err.contains("the report is not whole"), "{name}: {}", done.err);
    };
    let list = |report: &mut Value, name: &str, change: &dyn Fn(&mut Vec<Value>)| {
        change(report[name].as_array_mut().expect("a list"));
    };
    for name in ["documents", "pairs"] {
        refused(name, &|report| list(report, name, &|all| all.swap(0, 1)));
        refused(name, &|report| list(report, name, &|all| all.insert(0, all[0].clone())));
    }
    refused("sides", &|report| {
        let pair = &mut report["pairs"][0];
        (pair["a"], pair["b"]) = (pair["b"].take(), pair["a"].take());
    });
    let copy = |report: &Value| {
        let documents = report["documents"].as_array().expect("a list");
        documents.iter().position(|document| document["copy_of"].is_string()).expect("a copy")
    };
    refused("a copy of itself", &|report| {
        let at = copy(report);
        let document = &mut report["documents"][at];
        document["copy_of"] = document["id"].clone();
    });
    refused("a copy of another", &|report| {
        let at = copy(report);
        let another = report["documents"].as_array().expect("a list").iter().rposition(|one| {
            !one["copy_of"].is_string() && one["id"] != report["documents"][at]["copy_of"]
        });
        let another = report["documents"][another.expect("another")]["id"].clone();
        report["documents"][at]["copy_of"] = another;
    });
    refused("a copy that is not whole", &|report| {
        let at = copy(report);
        let id = report["documents"][at]["id"].clone();
        let pairs = report["pairs"].as_array_mut().expect("a list");
        let pair = pairs.iter_mut().find(|pair| pair["b"] == id).expect("its pair");
        pair["shingles"]["common"] = json!(1);
    });
}
