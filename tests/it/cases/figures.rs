//! Figures of a comparison that only the program can get wrong: they need a collection, or an option.

use leitong::synth::{SynthOptions, documents};
use serde_json::{Value, json};

use crate::fixture::Fixture;

/// A sentence in as many documents as make it stock, and one in a document fewer.
const STOCK: &str = "让我们携起手来,以昂扬的斗志投身这项功在千秋的事业。";
const RARE: &str = "会后请各村把认领的任务书张贴在公开栏里。";
const OWN: &str = "水闸的启闭机今天试运行三次,每次都有两名工人在岗。老河工讲了当年分水的规矩,年轻人听得入神。\
    渠首的石碑要重新描红,由文化站负责。上游来水少的时候,先保人畜饮水,再保秧田。各组轮灌的次序写在黑板上,\
    谁家误了时辰要等下一轮。闸门钥匙由老杨和会计各拿一把。渠里的水草每月割两回,割下的草归放牛的人家。";
const ADDED: &str = "汛期前还要再查一遍涵管。";

/// A collection of `count` documents that are like no other, and two drafts of one.
fn collection(fixture: &Fixture, count: u64) {
    let options = SynthOptions {
        documents: count,
        duplicate_share: 0.0,
        characters: (150, 200),
        ..SynthOptions::default()
    };
    let mut lines = String::new();
    let mut push = |id: &str, text: String| {
        lines.push_str(&format!("{}\n", json!({ "id": id, "text": text })));
    };
    for (number, made) in (0..).zip(documents(&options)) {
        let stock = if number < 19 { STOCK } else { "" };
        let rare = if number < 18 { RARE } else { "" };
        push(&made.id, format!("{}{stock}{rare}", made.text));
    }
    push("a", format!("{OWN}{RARE}{STOCK}"));
    push("b", format!("{OWN}{ADDED}{RARE}{STOCK}"));
    fixture.write("c.jsonl", lines);
}

/// The member with this id.
fn member<'r>(report: &'r Value, id: &str) -> &'r Value {
    let members = report["clusters"].as_array().expect("clusters").iter();
    let mut members = members.flat_map(|cluster| cluster["members"].as_array().expect("members"));
    let found = members.find(|member| member["id"] == id && member["jaccard"].is_number());
    found.unwrap_or_else(|| panic!("{id} in {}", report["clusters"]))
}

fn content(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

#[test]
fn stock_sentences_are_counted_over_the_collection() {
    let fixture = Fixture::new();
    collection(&fixture, 600);
    let report = fixture.report(&["c.jsonl"]);
    // The longer draft is the representative.
    let a = member(&report, "a");
    let all = content(&format!("{OWN}{RARE}{STOCK}"));
    let own = all - content(STOCK);
    let added = content(ADDED);
    assert_eq!(
        a["copy_ratio"],
        json!({"member": [all, all], "representative": [all, all + added]})
    );
    let expected = json!({"member": [own, own], "representative": [own, own + added]});
    assert_eq!(a["copy_ratio_without_stock"], expected);
    let text = fixture.run(&["report", "-q", "c.jsonl"]).out;
    assert!(
        text.contains(&format!("copy ratio without stock  this text 100% = {own}/{own}")),
        "{text}"
    );

    collection(&fixture, 490);
    assert_eq!(member(&fixture.report(&["c.jsonl"]), "a")["copy_ratio_without_stock"], Value::Null);
}

#[test]
fn common_runs_are_counted_from_the_length_that_was_asked_for() {
    let fixture = Fixture::new();
    fixture.write("a.txt", "全县上下要统一思想,真抓实干。");
    fixture.write("b.txt", "全县各级要统一思想,真抓实干。");
    let runs = |least: &str| {
        let ran = fixture.run(&["diff", "a.txt", "b.txt", "--format", "json", "--min-run", least]);
        let diff: Value = serde_json::from_str(&ran.out).expect("JSON");
        diff["member"]["common_runs"].clone()
    };
    assert_eq!(runs("2"), json!({"least": 2, "count": 2}));
    assert_eq!(runs("9"), json!({"least": 9, "count": 1}));
    assert_eq!(runs("10"), json!({"least": 10, "count": 0}));
    let text = fixture.run(&["diff", "a.txt", "b.txt", "--min-run", "9"]).out;
    assert!(text.contains("common runs  1 (≥ 9 characters each)"), "{text}");
    assert!(text.contains("stretches of at least 9 equal content characters"), "{text}");
    collection(&fixture, 20);
    let report = fixture.report(&["c.jsonl", "--min-run", "7"]);
    assert_eq!(report["run"]["options"]["min_run"], 7);
    assert_eq!(member(&report, "a")["common_runs"], json!({"least": 7, "count": 2}));
    assert_eq!(fixture.run(&["diff", "a.txt", "b.txt", "--min-run", "0"]).status, 2);
}

#[test]
fn two_texts_stand_in_line_or_side_by_side() {
    let fixture = Fixture::new();
    fixture.write("a.txt", "今年要修通三条村道。全县上下要统一思想,真抓实干。");
    fixture.write("b.txt", "今年要修通五条村道。全县上下要统一思想,真抓实干。");
    let diff = |more: &[&str]| {
        let ran = fixture.run(&[&["diff", "a.txt", "b.txt"], more].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        ran.out
    };
    // What is not a terminal has 80 columns.
    let inline = diff(&["--context", "2"]);
    assert!(inline.contains("~ number  …修通[-三-]{+五+}条村…"), "{inline}");
    let side = diff(&["--layout", "side", "--context", "2"]);
    let row = side.lines().find(|line| line.contains("[-三-]")).expect("a row");
    assert_eq!(row.split_once('│').map(|(_, right)| right.trim()), Some("…修通{+五+}条村…"));
    assert_eq!(diff(&["--layout", "auto", "--context", "2"]), inline);
}

/// Set phrases are known, and each text is a thousandth of the one that contains it.
#[test]
fn what_stands_whole_in_a_file_of_all_texts_is_a_match() {
    let options = SynthOptions {
        documents: 600,
        duplicate_share: 0.0,
        characters: (300, 400),
        ..SynthOptions::default()
    };
    let texts: Vec<String> = documents(&options).map(|made| made.text).collect();
    let line = |id: &str, text: &str| format!("{}\n", json!({"id": id, "text": text}));
    let lines: String = (0..)
        .zip(&texts)
        .map(|(number, text): (u32, _)| line(&format!("{number:03}"), text))
        .collect();
    let fixture = Fixture::new();
    // The order of ids decides nothing.
    for all in ["!", "~"] {
        fixture.write("docs.jsonl", format!("{lines}{}", line(all, &texts.join("\n"))));
        let report = fixture.report(&["docs.jsonl", "--diffs", "0"]);
        let pairs = report["pairs"].as_array().expect("pairs").iter();
        let pairs = pairs.filter(|pair| pair["a"] == all || pair["b"] == all);
        let (matches, others): (Vec<&Value>, Vec<&Value>) =
            pairs.partition(|pair| pair["verdict"] == "match");
        assert_eq!((matches.len(), others), (600, vec![]));
        assert!(matches.iter().all(|pair| pair["discounted"].is_object()));
    }
}

/// At 1 only equal sets are similar, and a text is contained only wholly.
#[test]
fn the_highest_threshold_and_containment_are_exact() {
    let fixture = Fixture::new();
    let speech = "同志们：今天召开农村信用工程推进会，任务是总结前段工作，分析存在问题，部署下步措施。各乡镇要提高认识，加强领导，\
        落实责任，把放贷工作抓紧抓实，让农民群众及时得到贷款。要完善评级办法，严格审批程序，防范各类风险，确保资金安全运行。\
        要加大宣传力度，营造良好氛围，形成齐抓共管的局面，推动全县金融服务再上新台阶。";
    let other = "各位代表：受县人民政府委托，现将去年环境保护目标完成情况报告如下，请予审议，并请列席人员提出意见。";
    let texts = [
        ("a", speech.repeat(2)),
        ("b", speech.repeat(3)),
        ("c", [speech, other].concat()),
        ("d", speech.to_owned()),
        ("e", speech.replace("宣传", "督查")),
    ];
    let lines = texts.iter().map(|(id, text)| json!({"id": id, "text": text}).to_string() + "\n");
    fixture.write("docs.jsonl", lines.collect::<String>());
    let pairs = |args: &[&str]| {
        let report = fixture.report(&[&["--threshold", "1", "--containment", "1"], args].concat());
        let pair = |pair: &Value| {
            format!("{}{}", pair["a"].as_str().unwrap(), pair["b"].as_str().unwrap())
        };
        report["pairs"].as_array().expect("pairs").iter().map(pair).collect::<Vec<_>>()
    };
    // a and b have the same shingles; d stands in all three.
    let expected = ["ab", "ad", "bd", "cd"];
    for candidates in ["exact", "lsh", "auto"] {
        assert_eq!(pairs(&["docs.jsonl", "--candidates", candidates]), expected, "{candidates}");
    }
    let ran = fixture.run(&["report", "-q", "docs.jsonl", "-o", "loose.json"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert_eq!(pairs(&["--from", "loose.json"]), expected);
    assert_eq!(pairs(&["--from", "report.json"]), expected, "what it recorded is read");
}
