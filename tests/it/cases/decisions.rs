//! Decisions of a person in clusters, by a run on the collection and by a new cut of a report.

use std::collections::BTreeSet;

use leitong::report::wire::{Cluster, Pair, Report, read};
use leitong::synth::{SynthDocument, SynthOptions, documents};
use leitong::verify::MatchRule;
use serde_json::{Value, json};

use crate::fixture::{Fixture, Ran, sample};
use crate::oracle::{Oracle, Text};

/// A collection and decisions about it, by groups of ids.
struct Decided {
    oracle: Oracle,
    same: Vec<Vec<String>>,
    different: Vec<Vec<String>>,
}

impl Decided {
    fn toml(&self) -> String {
        format!("same = {:?}\ndifferent = {:?}\n", self.same, self.different)
    }

    fn place(&self, id: &str) -> usize {
        let place = self.oracle.texts().binary_search_by(|text| text.id.as_str().cmp(id));
        self.oracle.texts()[place.expect("an id")].first
    }

    /// The text that each document is, by decision or by its comparison text.
    fn texts(&self) -> Vec<usize> {
        let mut texts: Vec<usize> = self.oracle.texts().iter().map(|text| text.first).collect();
        for _ in 0..self.same.len() {
            for group in &self.same {
                let own: Vec<usize> = group.iter().map(|id| texts[self.place(id)]).collect();
                let least = *own.iter().min().expect("an id");
                texts.iter_mut().filter(|text| own.contains(text)).for_each(|text| *text = least);
            }
        }
        texts
    }

    /// The guarantees, one by one, and that every figure is exact.
    fn check(&self, report: &Report, rule: &MatchRule) {
        let texts = self.texts();
        let of = |id: &str| texts[self.place(id)];
        let mut home = vec![None; texts.len()];
        for (number, cluster) in report.clusters.iter().enumerate() {
            for member in &cluster.members {
                let place = self.oracle.texts().iter().position(|text| text.id == member.id);
                assert_eq!(home[place.expect("a member")].replace(number), None, "{}", member.id);
            }
            self.check_cluster(report, cluster, &of);
        }
        for group in &self.same {
            let whole = (0..texts.len()).filter(|&one| texts[one] == of(&group[0]));
            let homes: BTreeSet<Option<usize>> = whole.map(|one| home[one]).collect();
            assert!(homes.len() == 1 && !homes.contains(&None), "{group:?} in {homes:?}");
        }
        for pair in &report.pairs {
            self.check_pair(pair, rule, &of);
        }
        assert_eq!(report.run.counts.pairs as usize, report.pairs.len());
    }

    fn check_cluster(&self, report: &Report, cluster: &Cluster, of: &impl Fn(&str) -> usize) {
        let ids: Vec<&str> = cluster.members.iter().map(|member| member.id.as_str()).collect();
        for group in &self.different {
            let apart: BTreeSet<usize> = group.iter().map(|id| of(id)).collect();
            let here: BTreeSet<usize> = ids.iter().map(|id| of(id)).collect();
            assert!(apart.intersection(&here).count() < 2, "{group:?} in {ids:?}");
        }
        let representative = cluster.representative.as_str();
        let (first, stand) = (self.oracle.texts(), |id: &str| self.place(id));
        let matches = |id: &str| {
            let pair = |pair: &&Pair| {
                let (a, b) = (stand(&pair.a), stand(&pair.b));
                let wanted = (stand(id), stand(representative));
                ((a, b) == wanted || (b, a) == wanted) && pair.decision.is_none()
            };
            stand(id) == stand(representative)
                || report.pairs.iter().find(pair).is_some_and(|pair| pair.verdict == "match")
        };
        for member in &cluster.members[1..] {
            let id = member.id.as_str();
            let decided = |other: &&&str| of(other) == of(id) && matches(other);
            assert!(matches(id) || ids.iter().any(|other| decided(&other)), "{id} in {ids:?}");
            let figures = first[stand(id)].against(&first[stand(representative)]);
            let shingles = member.shingles.expect("shingles");
            let found = [shingles.member, shingles.representative, shingles.common];
            assert_eq!(found.map(|n| n as usize), [figures.a, figures.b, figures.common]);
        }
    }

    /// Exact figures; what does not reach the rule's stands there for a decision.
    fn check_pair(&self, pair: &Pair, rule: &MatchRule, of: &impl Fn(&str) -> usize) {
        let (a, b): (&Text, &Text) = (self.oracle.text(&pair.a), self.oracle.text(&pair.b));
        let figures = a.against(b);
        let found = [pair.shingles.a, pair.shingles.b, pair.shingles.common];
        assert_eq!(found.map(|n| n as usize), [figures.a, figures.b, figures.common]);
        assert_eq!(pair.jaccard, figures.jaccard());
        let (x, y) = (of(&pair.a), of(&pair.b));
        let apart = |group: &Vec<String>| {
            [x, y].iter().all(|one| group.iter().any(|id| of(id) == *one)) && x != y
        };
        let decision = match () {
            () if a.first == b.first => None,
            () if x == y => Some("same"),
            () if self.different.iter().any(apart) => Some("different"),
            () => None,
        };
        assert_eq!(pair.decision.as_deref(), decision, "{pair:?}");
        match decision {
            Some("same") => assert_eq!(pair.verdict, "match"),
            Some(_) => assert_ne!(pair.verdict, "match"),
            None => {}
        }
        let contained = figures.containments().0.max(figures.containments().1);
        let long = a.tokens.min(b.tokens) >= rule.containment_min_tokens as usize;
        let reaches =
            figures.jaccard() >= rule.threshold || (long && contained >= rule.containment);
        let is_text =
            |text: usize| self.same.iter().any(|group| group.iter().any(|id| of(id) == text));
        assert!(reaches || decision.is_some() || is_text(x) || is_text(y), "{pair:?}");
        assert!(reaches || decision.is_some() || pair.verdict == "related", "{pair:?}");
    }
}

fn run(fixture: &Fixture, name: &str, args: &[&str]) -> String {
    let ran = fixture.run(&[&["report", "-q", "--diffs", "0", "-o", name], args].concat());
    assert_eq!(ran.status, 0, "{ran:?}");
    fixture.read(name)
}

fn cut(report: &str) -> Report {
    read(report.as_bytes()).expect("a report")
}

/// Decisions that go against a report: texts of two clusters and of none are one, those of one cluster are different.
fn against(report: &Report, oracle: Oracle) -> Decided {
    let clustered: BTreeSet<&str> = report
        .clusters
        .iter()
        .flat_map(|cluster| cluster.members.iter().map(|member| member.id.as_str()))
        .collect();
    let texts = oracle.texts().iter().filter(|text| text.tokens > 40);
    let alone = texts.map(|text| text.id.clone()).filter(|id| !clustered.contains(id.as_str()));
    let alone: Vec<String> = alone.take(3).collect();
    // The different texts of a cluster, the representative first.
    let several = |cluster: &Cluster| -> Vec<String> {
        let mut seen = BTreeSet::new();
        let ids = cluster.members.iter().map(|member| member.id.clone());
        ids.filter(|id| seen.insert(oracle.text(id).first)).collect()
    };
    let large: Vec<Vec<String>> =
        report.clusters.iter().map(several).filter(|ids| ids.len() > 2).take(5).collect();
    let [a, b, c, d, e] = large.as_slice() else { panic!("too few clusters: {large:?}") };
    let group = |ids: [&String; 2]| ids.map(String::clone).to_vec();
    let same = vec![
        group([&a[1], &alone[0]]),
        group([&b[0], &c[1]]),
        group([&alone[0], &alone[1]]),
        // Of two texts on their own.
        group([&d[1], &d[2]]),
    ];
    let different = vec![
        group([&a[0], &a[2]]),
        group([&e[0], &e[1]]),
        group([&d[0], &d[2]]),
        vec![a[1].clone(), c[0].clone(), alone[2].clone()],
    ];
    Decided { oracle, same, different }
}

#[test]
fn a_collection_is_clustered_as_decided() {
    for seed in [3, 4] {
        let options = SynthOptions {
            documents: 90,
            seed,
            duplicate_share: 0.7,
            characters: (250, 500),
            ..SynthOptions::default()
        };
        let made: Vec<SynthDocument> = documents(&options).collect();
        let line =
            |made: &SynthDocument| format!("{}\n", json!({"id": made.id, "text": made.text}));
        let fixture = Fixture::new();
        fixture.write("docs.jsonl", made.iter().map(line).collect::<String>());
        let plain = run(&fixture, "plain.json", &["docs.jsonl"]);
        let decided = against(&cut(&plain), Oracle::new(&made));
        fixture.write("d.toml", decided.toml());
        let args = ["docs.jsonl", "--decisions", "d.toml", "--threads"];
        let report = run(&fixture, "one.json", &[&args[..], &["1"]].concat());
        assert!(report == run(&fixture, "two.json", &[&args[..], &["2"]].concat()));
        let rule = MatchRule::default();
        decided.check(&cut(&report), &rule);
        assert_ne!(cut(&report).clusters, cut(&plain).clusters);
        // A new cut keeps what was decided, whatever it is cut by.
        let again = cut(&run(&fixture, "again.json", &["--from", "one.json"]));
        decided.check(&again, &rule);
        assert_eq!(again.pairs, cut(&report).pairs);
        let clusters = |report: &Report| -> Vec<BTreeSet<String>> {
            let ids =
                |cluster: &Cluster| cluster.members.iter().map(|one| one.id.clone()).collect();
            report.clusters.iter().map(ids).collect()
        };
        assert_eq!(clusters(&again), clusters(&cut(&report)));
        for threshold in ["0.5", "0.8"] {
            let name = format!("{threshold}.json");
            let strict = run(&fixture, &name, &["--from", "one.json", "--threshold", threshold]);
            let rule = MatchRule { threshold: threshold.parse().expect("a number"), ..rule };
            decided.check(&cut(&strict), &rule);
            let fresh = [&args[..3], &["--threshold", threshold]].concat();
            let fresh = cut(&run(&fixture, &format!("fresh{name}"), &fresh));
            assert_eq!(clusters(&cut(&strict)), clusters(&fresh), "{seed} {threshold}");
        }
    }
}

fn cluster_of<'r>(report: &'r Value, id: &str) -> Option<BTreeSet<&'r str>> {
    let clusters = report["clusters"].as_array().expect("clusters").iter();
    let ids = |cluster: &'r Value| -> BTreeSet<&'r str> {
        let members = cluster["members"].as_array().expect("members").iter();
        members.map(|member| member["id"].as_str().expect("an id")).collect()
    };
    clusters.map(ids).find(|ids| ids.contains(id))
}

const COUNTIES: [&str; 2] = ["credit/mobilization-2018.txt", "credit/mobilization-yunxi.txt"];
const DRAFTS: [&str; 2] = ["education/work-meeting.txt", "education/work-meeting-edited.txt"];
const YEARS: [&str; 2] = ["year-end/summary-2021.txt", "year-end/summary-2022.txt"];

#[test]
fn a_new_cut_joins_and_parts_what_the_report_has() {
    let fixture = Fixture::new();
    let speeches = sample("speeches");
    let plain = fixture.report(&[&speeches]);
    assert!(!cluster_of(&plain, COUNTIES[0]).is_some_and(|ids| ids.contains(COUNTIES[1])));
    assert!(cluster_of(&plain, YEARS[0]).is_some_and(|ids| ids.contains(YEARS[1])));
    assert_eq!(plain["run"]["options"].get("decisions_xxh3"), None);
    fixture
        .write("d.toml", format!("same = [{COUNTIES:?}]\ndifferent = [{YEARS:?}]\nkeep = ['x']"));
    let from = ["report", "--from", "report.json", "--decisions", "d.toml", "-o", "cut.json"];
    let ran = fixture.run(&from);
    assert_eq!(ran.status, 0, "{ran:?}");
    assert!(ran.err.contains("x of --decisions stand in no pair"), "{}", ran.err);
    fixture.write("d.toml", format!("same = [{COUNTIES:?}]\ndifferent = [{YEARS:?}]"));
    let fresh = fixture.report(&[&speeches, "--decisions", "d.toml"]);
    let cut: Value = serde_json::from_str(&fixture.read("cut.json")).expect("a report");
    for report in [&cut, &fresh] {
        let joined = cluster_of(report, COUNTIES[0]).expect("a cluster");
        assert!(joined.contains(COUNTIES[1]) && joined.len() == 5, "{joined:?}");
        let parted = cluster_of(report, YEARS[0]).expect("a cluster");
        assert!(!parted.contains(YEARS[1]), "{parted:?}");
        let hash = report["run"]["options"]["decisions_xxh3"].as_str().expect("a hash");
        assert_eq!(hash.len(), 16);
        let decided = |pair: &&Value| pair.get("decision").is_some();
        let pairs: Vec<&Value> =
            report["pairs"].as_array().expect("pairs").iter().filter(decided).collect();
        let stand = |pair: &&Value| {
            let own = plain["pairs"].as_array().expect("pairs").iter();
            let mut own = own.filter(|own| own["a"] == pair["a"] && own["b"] == pair["b"]);
            let own = own.next().expect("a pair of the plain report");
            assert_eq!((&own["shingles"], &own["subject"]), (&pair["shingles"], &pair["subject"]));
            (pair["verdict"].clone(), pair["decision"].clone())
        };
        let found: Vec<(Value, Value)> = pairs.iter().map(stand).collect();
        let expected = [("match", "same"), ("related", "different")];
        assert_eq!(found, expected.map(|(verdict, decision)| (json!(verdict), json!(decision))));
    }
    assert_eq!(cut["pairs"], fresh["pairs"]);
}

/// The report says enough: no file of decisions is needed to follow it.
#[test]
fn a_curation_follows_the_decisions_of_its_report() {
    let fixture = Fixture::new();
    fixture.write("d.toml", format!("same = [{COUNTIES:?}]\ndifferent = [{DRAFTS:?}]"));
    let curated = |args: &[&str]| -> Vec<(String, String)> {
        fixture.report(&[&[sample("speeches").as_str()], args].concat());
        let ran = fixture.run(&["curate", "report.json", "--dry-run", "--format", "json"]);
        assert_eq!(ran.status, 0, "{ran:?}");
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        let lines = ran.out.lines().skip(1).map(|line| serde_json::from_str(line).expect("JSON"));
        lines.map(|line: Value| (text(&line["id"]), text(&line["ground"]))).collect()
    };
    let ground = |gone: &[(String, String)], wanted: &str| {
        gone.iter().find(|(id, _)| id == wanted).map(|(_, ground)| ground.clone())
    };
    let plain = curated(&[]);
    assert_eq!(ground(&plain, COUNTIES[1]), None);
    assert!(DRAFTS.iter().any(|id| ground(&plain, id).is_some()), "{plain:?}");
    let decided = curated(&["--decisions", "d.toml"]);
    assert_eq!(ground(&decided, COUNTIES[1]).as_deref(), Some("same"));
    assert!(!DRAFTS.iter().any(|id| ground(&decided, id).is_some()), "{decided:?}");
    // As where clusters are cut again: what was decided otherwise is named.
    fixture.write("later.toml", format!("different = [{COUNTIES:?}]"));
    for command in [["curate", "report.json", "--dry-run"], ["report", "--from", "report.json"]] {
        let ran = fixture.run(&[&command[..], &["--decisions", "later.toml"]].concat());
        let named =
            "was made with same decided of credit/mobilization-2018.txt, credit/mobilization-yunxi";
        assert!(ran.status == 2 && ran.err.contains(named), "{ran:?}");
    }
}

/// Of copies those are one text by decision that are named, whether the report was decided, was cut anew, or was not.
#[test]
fn copies_that_were_decided_to_be_the_same_are_one_text() {
    let fixture = Fixture::new();
    let document = documents(&SynthOptions { documents: 1, ..SynthOptions::default() }).next();
    let text = document.expect("a document").text;
    for (at, name) in ["a.txt", "b.txt", "c.txt", "d.txt"].into_iter().enumerate() {
        fixture.write(&format!("in/{name}"), format!("{}{text}", "\n".repeat(at)));
    }
    fixture.write("decided.toml", "same = [['b.txt', 'd.txt']]");
    let decided = ["--decisions", "decided.toml"];
    let plain = run(&fixture, "plain.json", &["in"]);
    let fresh = run(&fixture, "fresh.json", &[&["in"], &decided[..]].concat());
    let cut = run(&fixture, "cut.json", &[&["--from", "plain.json"], &decided[..]].concat());
    assert_eq!(cut_parts(&fresh), cut_parts(&cut));
    run(&fixture, "again.json", &["--from", "fresh.json"]);
    let curated = |report: &str, more: &[&str]| {
        let plan = ["curate", report, "--spare", "layout-only", "--dry-run", "--format", "json"];
        fixture.run(&[&plan, more].concat()).out.replacen(report, "", 1)
    };
    let expected = curated("plain.json", &decided);
    assert!(expected.contains(r#""id":"d.txt""#) && expected.contains(r#""ground":"same""#));
    assert_eq!(expected.lines().count(), 2, "{expected}");
    for report in ["fresh.json", "cut.json", "again.json"] {
        assert_eq!(curated(report, &[]), expected, "{report}");
    }
    assert!(!plain.contains(r#""same": true"#));
    assert_eq!(fresh.matches(r#""same": true"#).count(), 2);
}

/// What of a report a new cut has to find again.
fn cut_parts(report: &str) -> [Value; 3] {
    let report: Value = serde_json::from_str(report).expect("JSON");
    ["documents", "pairs", "clusters"].map(|part| match part {
        "clusters" => report[part][0]["size"].clone(),
        part => report[part].clone(),
    })
}

#[test]
fn what_cannot_be_decided_is_refused() {
    let fixture = Fixture::new();
    let text = |name: &str| {
        std::fs::read_to_string(sample(&format!("speeches/{name}"))).expect("a sample")
    };
    let (lesson, meet) = (text("party/lesson.txt"), text("misc/sports-meet.txt"));
    let other = text("party/lesson-ocr.txt");
    let records = [
        ("a", lesson.as_str()),
        ("b", &lesson),
        ("c", &meet),
        ("d", &other),
        ("short", "谢谢大家!"),
        ("brief", "谢谢大家!"),
    ];
    let line = |(id, text): &(&str, &str)| format!("{}\n", json!({"id": id, "text": text}));
    fixture.write("docs.jsonl", records.iter().map(line).collect::<String>());
    fixture.report(&["docs.jsonl"]);
    let decide = |decisions: &str, input: &[&str]| -> Ran {
        fixture.write("d.toml", decisions);
        fixture.run(&[&["report", "-q", "-o", "x.json", "--decisions", "d.toml"], input].concat())
    };
    let refused = |decisions: &str, input: &[&str], en: &[&str], zh: &str| {
        let ran = decide(decisions, input);
        assert!(ran.status == 2 && en.iter().all(|says| ran.err.contains(says)), "{ran:?}");
        let ran = decide(decisions, &[input, &["--lang", "zh"]].concat());
        assert!(ran.status == 2 && ran.err.contains(zh), "{ran:?}");
        assert!(!fixture.path("x.json").exists());
    };
    let (fresh, from) = (["docs.jsonl"], ["--from", "report.json"]);
    refused(
        "keep = ['nobody']",
        &fresh,
        &["d.toml", "not in the collection: nobody"],
        "不在集合中",
    );
    for input in [&fresh[..], &from] {
        refused("same = 'a'", input, &["d.toml", "expected TOML"], "应为 TOML");
        let both = "same = [['a', 'c'], ['c', 'd']]\ndifferent = [['d', 'a']]";
        refused(both, input, &["d.toml", "contradict each other: d, a"], "矛盾");
        refused("different = [['b', 'a']]", input, &["d.toml", "told apart: b, a"], "分不开");
        // That a and b are one text is known from the collection, or the report.
        let folded = "same = [['a', 'd']]\ndifferent = [['b', 'd']]";
        refused(folded, input, &["d.toml", "same and different contradict"], "矛盾");
    }
    refused("same = [['a', 'short']]", &fresh, &["same names short", "too short"], "太短");
    refused("same = [['a', 'c']]", &from, &["report.json", "a", "c", "run again"], "重新运行");
    for joined in ["same = [['short', 'brief']]", "same = [['a', 'b']]\nkeep = ['c']"] {
        for input in [&fresh[..], &from] {
            let ran = decide(joined, &[input, &["--force"]].concat());
            assert_eq!(ran.status, 0, "{ran:?}");
            std::fs::remove_file(fixture.path("x.json")).expect("a report");
        }
    }
}

#[test]
fn a_report_is_not_decided_otherwise() {
    let fixture = Fixture::new();
    let decide = |decisions: String, args: &[&str]| {
        fixture.write("d.toml", decisions);
        fixture.run(&[&["report", "-q", "--decisions", "d.toml"], args].concat())
    };
    let same = format!("same = [{COUNTIES:?}]");
    let ran = decide(same, &[&sample("speeches"), "-o", "report.json"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let ran = decide(format!("different = [{COUNTIES:?}]"), &["--from", "report.json"]);
    assert!(ran.status == 2 && ran.err.contains("was made with same decided"), "{ran:?}");
    assert!(COUNTIES.iter().all(|id| ran.err.contains(id)), "{ran:?}");
}

#[test]
fn groups_that_need_more_pairs_than_there_is_room_for_are_refused() {
    let fixture = Fixture::new();
    // Each is similar to one other only, so that hardly any pair is known.
    let ids: Vec<String> = (0..1_500).map(|number| format!("t{number}")).collect();
    let text = |id: &String| {
        let number: u32 = id[1..].parse().expect("a number");
        let character =
            |at: u32| char::from_u32(0x4e00 + (number / 2 * 7_919 + at * 1_237) % 9_973);
        (0..60).filter_map(character).chain(id.chars()).collect::<String>()
    };
    let line = |id: &String| format!("{}\n", json!({"id": id, "text": text(id)}));
    fixture.write("docs.jsonl", ids.iter().map(line).collect::<String>());
    for (decision, lang, says) in [
        ("same", "en", "of at most 1048576 pairs more"),
        ("different", "zh", "最多另加 1048576 对"),
    ] {
        fixture.write("d.toml", format!("{decision} = [{ids:?}]"));
        let args =
            ["report", "docs.jsonl", "-o", "x.json", "--decisions", "d.toml", "--lang", lang];
        let ran = fixture.run(&args);
        assert!(ran.status == 2 && ran.err.contains("d.toml") && ran.err.contains(says), "{ran:?}");
        assert!(!fixture.path("x.json").exists());
    }
}

/// A Windows editor saves in GB18030 or UTF-16.
#[test]
fn decisions_are_decoded_as_inputs_are() {
    let fixture = Fixture::new();
    let speech = "同志们：今天召开信用工程动员会，各乡镇要提高认识，加强领导，把放贷工作抓紧抓实。";
    fixture.write("讲话.txt", speech).write("草稿.txt", speech);
    fixture.report(&["讲话.txt", "草稿.txt"]);
    let toml = "# 同一篇讲话的两稿\ndrop = [\"讲话.txt\"]\nkeep = [\"草稿.txt\"]\n";
    let marked = format!("\u{FEFF}{toml}");
    let utf16 =
        |unit: fn(u16) -> [u8; 2]| marked.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let curate = ["curate", "report.json", "--dry-run", "--decisions", "d.toml"];
    for bytes in [
        marked.clone().into_bytes(),
        encoding_rs::GB18030.encode(toml).0.into_owned(),
        utf16(u16::to_le_bytes),
        utf16(u16::to_be_bytes),
    ] {
        fixture.write("d.toml", bytes);
        let ran = fixture.run(&curate);
        let left = ran.out.lines().next().unwrap_or_default();
        let decided = left.starts_with("- 讲话.txt\t") && left.ends_with("by decision");
        assert!(ran.status == 0 && decided, "{ran:?}");
    }
    let refused = |expected: &str| {
        let ran = fixture.run(&curate);
        assert!(ran.status == 2 && ran.err.contains(expected), "{ran:?}");
    };
    fixture.write("d.toml", [0; 64]);
    refused("d.toml: expected TOML, which is text, but this is binary; check the name");
    std::fs::remove_file(fixture.path("d.toml")).expect("removed");
    std::fs::create_dir(fixture.path("d.toml")).expect("a folder");
    refused("; name a file in it");
}
