//! What the program writes for scripts has the shape that `data/schema/` publishes.

use std::collections::BTreeSet;
use std::fs;

use jsonschema::{Registry, Validator};
use leitong::curate::KeepRule;
use leitong::diff::{EditClass, Relation};
use leitong::error::SkipReason;
use leitong::judge::{Subjects, Verdict};
use leitong::synth::{SynthOptions, documents};
use serde_json::{Value, json};

use crate::fixture::{Fixture, repository, sample};

const SCHEMAS: [&str; 7] =
    ["report", "report-lines", "diff", "removed", "eval", "split-lines", "verify"];

fn schema(name: &str) -> Value {
    let path = repository("data/schema").join(format!("{name}.schema.json"));
    serde_json::from_str(&fs::read_to_string(path).expect("a schema")).expect("JSON")
}

fn validator(name: &str) -> Validator {
    let report = schema("report");
    let registry = Registry::new()
        .add("urn:leitong:report:1", &report)
        .and_then(jsonschema::RegistryBuilder::prepare)
        .expect("a registry");
    jsonschema::options().with_registry(&registry).build(&schema(name)).expect("a valid schema")
}

fn check(name: &str, value: &Value) {
    let errors: Vec<String> = validator(name)
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

/// Runs the program and gives what it printed.
fn out(fixture: &Fixture, args: &[&str]) -> String {
    let ran = fixture.run(args);
    assert!(ran.status < 2, "{args:?}: {ran:?}");
    ran.out
}

/// The lines of the schema `name`, all valid; gives the kinds that there were.
fn check_lines(name: &str, text: &str) -> BTreeSet<String> {
    let validator = validator(name);
    let kind = |line: &str| {
        let value = json(line);
        assert!(validator.is_valid(&value), "{name}: {line}");
        value["type"].as_str().unwrap_or_default().to_owned()
    };
    text.lines().map(kind).collect()
}

#[test]
fn every_schema_is_one() {
    for name in SCHEMAS {
        jsonschema::meta::validate(&schema(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(schema(name)["$schema"], "https://json-schema.org/draft/2020-12/schema");
    }
    let files = fs::read_dir(repository("data/schema")).expect("the folder").count();
    assert_eq!(files, SCHEMAS.len());
}

#[test]
fn reports_are_valid() {
    let fixture = Fixture::new();
    fixture.write("words.txt", "农村信用 99999\n");
    fixture
        .write("odd/none.bin", b"\0\0\0\0")
        .write("odd/records.jsonl", "{\"body\": \"甲\"}\n".to_owned() + &"{]\n".repeat(150));
    let (speeches, five) = (sample("speeches"), sample("five-speeches.txt"));
    let runs: [&[&str]; 5] = [
        &[&speeches, "--diffs", "all"],
        &[&speeches, "--candidates", "lsh", "--diffs", "0"],
        &[&speeches, "--templates", "together"],
        &[
            &five,
            "odd",
            "--dict",
            "words.txt",
            "--text-field",
            "body",
            "--id-field",
            "n",
            "--title-field",
            "t",
        ],
        &[
            &five,
            "--no-rule",
            "case",
            "--split",
            "none",
            "--encoding",
            "utf-8",
            "--tokenizer",
            "chars",
        ],
    ];
    for args in runs {
        let args = [&["report", "-q", "--force", "-o", "r.json", "-o", "r.jsonl"], args].concat();
        out(&fixture, &args);
        check("report", &json(&fixture.read("r.json")));
        let kinds = check_lines("report-lines", &fixture.read("r.jsonl"));
        assert!(kinds.contains("run") && kinds.contains("end"), "{kinds:?}");
    }
    let two = |a: u32, b: u32| format!("[['five-speeches.txt#{a}', 'five-speeches.txt#{b}']]");
    fixture.write("d.toml", format!("same = {}\ndifferent = {}\n", two(1, 4), two(2, 3)));
    let decided = fixture.report(&[&five, "--decisions", "d.toml"]);
    check("report", &decided);
    let pairs = decided["pairs"].as_array().expect("pairs").iter();
    let decisions: Vec<&Value> = pairs.map(|pair| &pair["decision"]).collect();
    assert_eq!(decisions, ["same", "different"]);
    let odd = fixture.report(&[&five, "odd"]);
    let skipped = odd["skipped"].as_array().expect("a list");
    assert!((2..150).contains(&skipped.len()), "{}", odd["skipped"]);
    let all: u64 = skipped.iter().map(|skipped| skipped["count"].as_u64().unwrap_or(1)).sum();
    assert_eq!(odd["run"]["counts"]["skipped"], all);
    assert!(all > 150, "{}", odd["skipped"]);
    let whole = fixture.report(&[&speeches, "--diffs", "all"]);
    assert!(whole["run"]["decodings"].is_array(), "{}", whole["run"]);
    for list in ["clusters", "templates", "documents", "pairs"] {
        assert!(whole[list].as_array().is_some_and(|list| !list.is_empty()), "no {list}");
    }
}

#[test]
fn comparisons_figures_and_lists_are_valid() {
    let fixture = Fixture::new();
    let (speeches, five) = (sample("speeches"), sample("five-speeches.txt"));
    let [a, b] = [2, 3].map(|number| format!("{five}#{number}"));
    check("diff", &json(&out(&fixture, &["diff", &a, &b, "--format", "json"])));
    check("diff", &json(&out(&fixture, &["diff", &a, &a, "--format", "json"])));
    out(&fixture, &["split", &five, "-o", "five.jsonl"]);
    for text in [
        fixture.read("five.jsonl"),
        out(&fixture, &["split", &five, "--format", "json"]),
        out(&fixture, &["split", &five, "--format", "json", "--dry-run"]),
    ] {
        assert!(text.lines().count() >= 5, "{text}");
        check_lines("split-lines", &text);
    }
    out(&fixture, &["report", "-q", &speeches, "-o", "r.json"]);
    let truth = repository("data/truth/speeches.jsonl").display().to_string();
    let pairs = json!({"a": "credit/mobilization-2018.txt", "b": "credit/mobilization-2019.txt", "jaccard": 0.83});
    fixture.write("pairs.jsonl", pairs.to_string());
    for truths in [vec![&*truth], vec![&*truth, "pairs.jsonl"]] {
        let truths = truths.iter().flat_map(|path| ["--truth", *path]);
        let args: Vec<&str> =
            ["eval", "r.json", "--format", "json"].into_iter().chain(truths).collect();
        check("eval", &json(&out(&fixture, &args)));
    }
}

#[test]
fn removals_are_valid() {
    let fixture = Fixture::new();
    out(&fixture, &["report", "-q", &sample("speeches"), "-o", "r.json"]);
    let report = json(&fixture.read("r.json"));
    let member =
        |cluster: usize, at: usize| report["clusters"][cluster]["members"][at]["id"].clone();
    let decisions =
        format!("drop = [{}]\nsame = [[{}, {}]]\n", member(0, 0), member(1, 0), member(2, 0));
    fixture.write("d.toml", decisions);
    for more in [&[][..], &["--decisions", "d.toml", "--remove", "same-template,spliced,extends"]] {
        let args = [&["curate", "r.json", "--dry-run", "--format", "json"], more].concat();
        let kinds = check_lines("removed", &out(&fixture, &args));
        assert_eq!(kinds, BTreeSet::from(["curated".to_owned(), "removed".to_owned()]));
    }
    out(&fixture, &["curate", "r.json", "-o", "clean"]);
    let kinds = check_lines("removed", &fixture.read("clean.removed.jsonl"));
    assert_eq!(kinds, ["curated", "removed", "written"].map(str::to_owned).into());
}

/// The values of the `enum` at a place of a schema.
fn named(name: &str, place: &str) -> BTreeSet<String> {
    let schema = schema(name);
    let list = schema.pointer(place).and_then(Value::as_array).unwrap_or_else(|| panic!("{place}"));
    list.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn names_are_those_of_the_program() {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    let classes = set(&EditClass::ALL.map(EditClass::name));
    let relations = set(&Relation::ALL.map(Relation::name));
    assert_eq!(named("report", "/$defs/op/properties/class/enum"), classes);
    let of_edits = schema("report")["$defs"]["member"]["properties"]["edits"]["properties"].clone();
    assert_eq!(
        of_edits.as_object().expect("names").keys().cloned().collect::<BTreeSet<_>>(),
        classes
    );
    let mut with_representative = relations.clone();
    with_representative.insert("representative".to_owned());
    assert_eq!(named("report", "/$defs/member/properties/relation/enum"), with_representative);
    assert_eq!(named("removed", "/oneOf/0/properties/relations/items/enum"), relations);
    let rules = set(&KeepRule::ALL.map(KeepRule::name));
    assert_eq!(named("removed", "/oneOf/0/properties/keep/items/enum"), rules);
    let subjects = set(&Subjects::ALL.map(Subjects::name));
    assert_eq!(named("report", "/$defs/pair/properties/subject/enum"), subjects);
    let verdicts = [Verdict::Match, Verdict::SameTemplate, Verdict::Related].map(Verdict::name);
    assert_eq!(named("report", "/$defs/pair/properties/verdict/enum"), set(&verdicts));
    let codes = set(SkipReason::CODES);
    assert_eq!(named("report", "/$defs/skipped/properties/code/enum"), codes);
    let lines = schema("report-lines")["oneOf"].as_array().cloned().expect("the kinds of lines");
    let of_skipped = lines.iter().position(|kind| kind["properties"]["type"]["const"] == "skipped");
    let of_skipped = format!("/oneOf/{}/properties/code/enum", of_skipped.expect("a kind"));
    assert_eq!(named("report-lines", &of_skipped), codes);
}

/// Takes every property away in turn, and gives it another name: the first of each shape.
fn mutations(value: &Value, path: &str, all: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (name, field) in fields {
                all.push((path.to_owned(), name.clone()));
                mutations(field, &format!("{path}/{name}"), all);
            }
        }
        Value::Array(items) => {
            let few = items.iter().enumerate().take(2);
            few.for_each(|(at, item)| mutations(item, &format!("{path}/{at}"), all));
        }
        _ => {}
    }
}

#[test]
fn no_field_can_have_another_name() {
    let fixture = Fixture::new();
    let report = fixture.report(&[&sample("five-speeches.txt"), "--diffs", "all"]);
    let validator = validator("report");
    let mut all = Vec::new();
    mutations(&report, "", &mut all);
    assert!(all.len() > 100, "{}", all.len());
    for (path, name) in all {
        let mut renamed = report.clone();
        let parent = renamed.pointer_mut(&path).and_then(Value::as_object_mut).expect("an object");
        let field = parent.remove(&name).expect("a field");
        parent.insert(format!("{name}_2"), field);
        assert!(!validator.is_valid(&renamed), "{path}/{name} may have another name");
        let mut other = report.clone();
        *other.pointer_mut(&format!("{path}/{name}")).expect("a field") = json!({"x": [{}]});
        assert!(!validator.is_valid(&other), "{path}/{name} may hold anything");
    }
}

#[test]
fn a_file_of_all_speeches_is_not_shown_beside_each() {
    let fixture = Fixture::new();
    let options = SynthOptions {
        documents: 40,
        duplicate_share: 0.0,
        characters: (2_000, 3_000),
        ..SynthOptions::default()
    };
    let texts: Vec<String> = documents(&options).map(|document| document.text).collect();
    let all = texts.join("\n");
    let line =
        |(id, text): (usize, &String)| format!("{}\n", json!({"id": id.to_string(), "text": text}));
    let lines: String = texts.iter().chain([&all]).enumerate().map(line).collect();
    fixture.write("docs.jsonl", &lines);
    let report = fixture.report(&["docs.jsonl", "--diffs", "all"]);
    check("report", &report);
    let counts = &report["run"]["counts"];
    assert_eq!([&counts["clustered"], &counts["compared"], &counts["uneven"]], [41, 0, 1]);
    let members = report["clusters"][0]["members"].as_array().expect("members");
    assert!(members.iter().all(|member| member["ops"].is_null()) && members.len() == 41);
    for output in ["r.html", "r.md", "r.txt"] {
        out(&fixture, &["report", "docs.jsonl", "-q", "--diffs", "all", "-o", output]);
        // Lines of text are wrapped.
        let shown = fixture.read(output).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(shown.contains("far longer than the others"), "{output}: {shown}");
        assert!(!shown.contains("--diffs all"), "what is not to be had is not offered: {output}");
    }
    let contained = "data-label=\"Containment (this text)\">100%";
    assert_eq!(fixture.read("r.html").matches(contained).count(), 40);
}

#[test]
fn white_space_is_not_shown_beside_each_copy_without() {
    let fixture = Fixture::new();
    let text = "同志们,今年粮食总产量再创新高,农民人均收入明显增加,各项社会事业全面发展,群众生活水平不断提高。";
    let wide = text.replace(',', &[",", &" ".repeat(60_000)].concat());
    let wide = json!({"id": "a", "text": wide});
    let copies =
        (0..60).map(|n| json!({"id": format!("b{n}"), "text": format!("{text}{}", " ".repeat(n))}));
    let lines: String =
        std::iter::once(wide).chain(copies).map(|record| format!("{record}\n")).collect();
    fixture.write("docs.jsonl", &lines);
    let report = fixture.report(&["docs.jsonl"]);
    let counts = &report["run"]["counts"];
    assert_eq!([&counts["clustered"], &counts["folded"], &counts["uneven"]], [61, 60, 1]);
    assert!(fixture.read("report.json").len() < lines.len() / 4);
}

#[test]
fn reruns_are_valid() {
    let fixture = Fixture::new();
    fixture.write("in/a.txt", "同志们,今天开会。").write("in/b.txt", "同志们,明天开会。");
    fixture.report(&["in"]);
    let verify = ["report", "--verify", "report.json", "-q", "--format", "json"];
    let ran = fixture.run(&verify);
    check("verify", &json(&ran.out));
    let same = json(&ran.out);
    assert_eq!((ran.status, &same["same"], &same["differences"]), (0, &json!(true), &json!([])));
    fixture.write("in/b.txt", "同志们,今天开会。");
    let ran = fixture.run(&verify);
    check("verify", &json(&ran.out));
    let differs = json(&ran.out);
    assert_eq!((ran.status, &differs["same"]), (2, &json!(false)));
    let differences = differs["differences"].as_array().expect("a list");
    let clusters = json!({"place": "run.counts.clusters", "report": 0, "rerun": 1});
    assert!(differences.contains(&clusters), "{differs}");
    assert_eq!(fixture.run(&["report", "in", "--format", "json"]).status, 2, "only of a rerun");
}
