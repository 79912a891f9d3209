//! Plans of random reports.

use std::fs;
use std::io::BufReader;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::cut::{Feeds, without};
use super::*;
use crate::cluster::UnionFind;
use crate::decisions::{Decisions, DecisionsError};
use crate::diff::Relation;
use crate::document::{Document, Extent};
use crate::ingest::{IngestOptions, Input, documents};
use crate::report::wire;

/// A report with `classes.len()` texts, each in the class of a smaller one or its own, and pairs of classes.
#[derive(Clone, Debug)]
struct Case {
    classes: Vec<usize>,
    pairs: Vec<(usize, usize, u32, u8)>,
    representatives: Vec<usize>,
    positions: Vec<u64>,
    relations: Vec<u8>,
    decided: Vec<u8>,
    different: Vec<(usize, usize)>,
}

const TEXTS: usize = 9;

fn case() -> impl Strategy<Value = Case> {
    let text = 0..TEXTS;
    (
        prop::collection::vec(0..3 * TEXTS, TEXTS),
        prop::collection::vec((text.clone(), text.clone(), 1u32..100, 0u8..8), 0..20),
        prop::collection::vec(text.clone(), 0..3),
        prop::collection::vec(0u64..5, TEXTS),
        prop::collection::vec(0u8..12, TEXTS * TEXTS),
        prop::collection::vec(0u8..12, TEXTS),
        prop::collection::vec((text.clone(), text), 0..3),
    )
        .prop_map(
            |(classes, pairs, representatives, positions, relations, decided, different)| {
                let own = |(at, class): (usize, usize)| if class < at { class } else { at };
                let mut classes: Vec<usize> = classes.into_iter().enumerate().map(own).collect();
                for at in 0..TEXTS {
                    classes[at] = classes[classes[at]];
                }
                Case { classes, pairs, representatives, positions, relations, decided, different }
            },
        )
}

fn id(text: usize) -> String {
    format!("t{text}")
}

fn report(case: &Case, backwards: bool) -> wire::Report {
    let mut documents: Vec<Value> = (0..TEXTS)
        .map(|text| {
            let class = case.classes[text];
            let copy_of = (class != text).then(|| id(class));
            json!({"id": id(text), "title": "", "characters": 10 + class, "tokens": 9, "copy_of": copy_of})
        })
        .collect();
    let mut known = Vec::new();
    let mut pairs = Vec::new();
    let mut add = |a: usize, b: usize, common: u32, verdict: &str, decision: Option<&str>| {
        let shingles = json!({"a": 100, "b": 100, "common": common});
        pairs.push(json!({
            "a": id(a), "b": id(b), "jaccard": 0.5, "containment": [0.5, 0.5], "shingles": shingles,
            "subject": "same", "verdict": verdict, "decision": decision,
        }));
    };
    for text in 0..TEXTS {
        if case.classes[text] != text {
            add(case.classes[text], text, 100, "match", None);
        }
    }
    for &(a, b, common, verdict) in &case.pairs {
        let (a, b) = (case.classes[a].min(case.classes[b]), case.classes[a].max(case.classes[b]));
        if a != b && !known.contains(&(a, b)) {
            known.push((a, b));
            let (verdict, decision) = match verdict {
                0..=2 => ("match", None),
                3 => ("same-template", None),
                4 => ("related", None),
                5 => ("match", Some("same")),
                6 => ("same-template", Some("different")),
                _ => ("related", Some("different")),
            };
            add(a, b, common, verdict, decision);
        }
    }
    if backwards {
        documents.reverse();
        pairs.reverse();
    }
    let cluster = |text: &usize| {
        json!({"id": 1, "representative": id(*text), "size": 1, "similarity": {"min": 1.0, "median": 1.0},
               "members": []})
    };
    let clusters: Vec<Value> = case.representatives.iter().map(cluster).collect();
    let zeros = serde_json::to_value(wire::Counts::default()).expect("counts");
    let whole = json!({
        "schema": wire::SCHEMA,
        "run": {"version": "0", "options": {}, "inputs": [], "counts": zeros,
                "recall": {"promised": 1.0, "method": "exact", "bands": 0, "rows": 0}},
        "clusters": clusters, "templates": [], "documents": documents, "pairs": pairs, "skipped": [],
    });
    wire::read(whole.to_string().as_bytes()).expect("a report")
}

fn relation(case: &Case, kept: usize, other: usize) -> Relation {
    let all = Relation::ALL;
    all[usize::from(case.relations[kept * TEXTS + other]) % all.len()]
}

fn decisions(case: &Case) -> Decisions {
    let of = |code: u8| (0..TEXTS).filter(|&text| case.decided[text] == code).map(id).collect();
    let different = case.different.iter().filter(|(a, b)| a != b);
    let different = different.map(|&(a, b)| vec![id(a), id(b)]).collect();
    Decisions { keep: of(0), drop: of(1), same: Vec::new(), different }
}

const RULES: [KeepRule; 4] =
    [KeepRule::Whole, KeepRule::Representative, KeepRule::Longest, KeepRule::First];

fn planned(
    case: &Case,
    report: &wire::Report,
    policy: &Policy,
    decisions: &Decisions,
) -> Result<Plan, DecisionsError> {
    let graph = Graph::new(report, &[]).expect("a graph");
    let traits: Vec<Traits> =
        case.positions.iter().map(|&position| Traits { position, ..Traits::default() }).collect();
    let keys = Keys::new(&graph, &RULES, &traits);
    plan(&graph, &keys, policy, decisions, &mut |kept, other| Related {
        relation: relation(case, kept, other),
        figures: None,
    })
}

/// The verdict of the pair of two texts, by a search through the report.
fn verdict<'r>(case: &Case, report: &'r wire::Report, a: usize, b: usize) -> Option<&'r str> {
    let (a, b) = (case.classes[a], case.classes[b]);
    if a == b {
        return Some("match");
    }
    let (a, b) = (id(a.min(b)), id(a.max(b)));
    report.pairs.iter().find(|pair| pair.a == a && pair.b == b).map(|pair| &*pair.verdict)
}

/// What was decided, by the report and by pairs of different texts.
struct Oracle {
    one: Vec<u32>,
    different: Vec<(usize, usize)>,
}

impl Oracle {
    fn new(case: &Case, report: &wire::Report, different: &[(usize, usize)]) -> Self {
        let number = |id: &str| id[1..].parse::<usize>().expect("a number");
        let mut one = UnionFind::new(TEXTS);
        for (text, &class) in case.classes.iter().enumerate() {
            one.union(text as u32, class as u32);
        }
        let mut all: Vec<_> = different.iter().copied().filter(|(a, b)| a != b).collect();
        for pair in &report.pairs {
            let (a, b) = (number(&pair.a), number(&pair.b));
            match pair.decision.as_deref() {
                Some("same") => one.union(a as u32, b as u32),
                Some(_) => all.push((a, b)),
                None => {}
            }
        }
        Self { one: one.labels(), different: all }
    }

    fn is_contradiction(&self) -> bool {
        self.different.iter().any(|&(a, b)| self.one[a] == self.one[b])
    }

    fn are_different(&self, a: usize, b: usize) -> bool {
        let (a, b) = (self.one[a], self.one[b]);
        let pair = |&(x, y): &(usize, usize)| (self.one[x], self.one[y]);
        self.different.iter().map(pair).any(|(x, y)| (x, y) == (a, b) || (y, x) == (a, b))
    }

    fn are_same(&self, case: &Case, a: usize, b: usize) -> bool {
        case.classes[a] != case.classes[b] && self.one[a] == self.one[b]
    }
}

proptest! {
    /// Every text that leaves has a match of an allowed relation with one that stays; every one that stays has none with
    /// a text that stays before it; decisions hold; and the order in the report does not matter.
    #[test]
    fn what_leaves_matches_what_stays(case in case(), decided in any::<bool>()) {
        let report = report(&case, false);
        let policy = Policy::default();
        let decisions = if decided { decisions(&case) } else { Decisions::default() };
        let oracle = Oracle::new(&case, &report, if decided { &case.different } else { &[] });
        let plan = planned(&case, &report, &policy, &decisions);
        prop_assert_eq!(&planned(&case, &self::report(&case, true), &policy, &decisions), &plan);
        prop_assert_eq!(plan.is_err(), oracle.is_contradiction());
        let Ok(plan) = plan else { return Ok(()) };
        let leaves = |text: usize| plan.removals.iter().any(|removal| removal.removed == text);
        let may_leave = |kept: usize, other: usize| {
            let allowed = policy.removable.contains(&relation(&case, kept, other));
            let matches = verdict(&case, &report, kept, other) == Some("match");
            oracle.are_same(&case, kept, other)
                || (matches && allowed && !oracle.are_different(kept, other))
        };
        for removal in &plan.removals {
            prop_assert!(!decisions.keep.contains(&id(removal.removed)));
            match &removal.kept {
                Some(kept) => {
                    prop_assert!(!leaves(kept.text));
                    prop_assert!(may_leave(kept.text, removal.removed));
                    let same = oracle.are_same(&case, kept.text, removal.removed);
                    prop_assert_eq!(removal.ground.name(), if same { "same" } else { "match" });
                }
                None => prop_assert!(decisions.drop.contains(&id(removal.removed))),
            }
        }
        let stays: Vec<usize> = (0..TEXTS).filter(|&text| !leaves(text)).collect();
        prop_assert!(stays.iter().all(|&text| !decisions.drop.contains(&id(text))));
        for &a in &stays {
            for &b in stays.iter().filter(|&&b| b != a && !decisions.keep.contains(&id(b))) {
                // The one that was looked at later would have left.
                let earlier = decisions.keep.contains(&id(a)) || may_leave(b, a);
                prop_assert!(!(earlier && may_leave(a, b)), "{a} and {b} both stay");
            }
        }
    }

    /// What is asked for by name leaves too, and then has such a pair.
    #[test]
    fn named_relations_leave(case in case()) {
        let report = report(&case, false);
        let policy = Policy { removable: Relation::ALL.to_vec() };
        let oracle = Oracle::new(&case, &report, &[]);
        let plan = planned(&case, &report, &policy, &Decisions::default());
        let Ok(plan) = plan else { return Ok(()) };
        for removal in &plan.removals {
            let kept = removal.kept.as_ref().expect("a kept text");
            let same = oracle.are_same(&case, kept.text, removal.removed).then_some("same");
            let verdict = same.or(verdict(&case, &report, kept.text, removal.removed));
            prop_assert_eq!(Some(removal.ground.name()), verdict);
            let spliced = kept.related.relation == Relation::Spliced;
            prop_assert!(verdict != Some("related") || spliced);
        }
    }
}

#[test]
fn what_differs_from_a_text_differs_from_its_copies_and_what_is_one_with_it() {
    let mut classes: Vec<usize> = (0..TEXTS).collect();
    classes[1] = 0;
    let case = Case {
        classes,
        pairs: vec![(0, 2, 90, 0), (3, 4, 90, 0), (6, 7, 90, 0)],
        representatives: Vec::new(),
        positions: vec![0; TEXTS],
        relations: vec![8; TEXTS * TEXTS],
        decided: vec![9; TEXTS],
        different: Vec::new(),
    };
    let report = report(&case, false);
    let groups =
        |groups: &[[usize; 2]]| groups.iter().map(|group| group.map(id).to_vec()).collect();
    // 1 is a copy of 0; 5 is one with 3.
    let decisions = Decisions {
        same: groups(&[[3, 5]]),
        different: groups(&[[1, 2], [4, 5]]),
        ..Decisions::default()
    };
    let plan = planned(&case, &report, &Policy::default(), &decisions).expect("no contradiction");
    let removed: Vec<usize> = plan.removals.iter().map(|removal| removal.removed).collect();
    assert_eq!(removed.len(), 3, "{removed:?}");
    assert!(removed.iter().all(|text| ![2, 4].contains(text)), "{removed:?}");
}

#[test]
fn the_first_rule_that_tells_two_texts_apart_is_the_reason() {
    let case = Case {
        classes: (0..TEXTS).collect(),
        pairs: vec![(0, 1, 80, 0), (1, 2, 80, 0), (3, 4, 95, 0), (5, 6, 50, 0)],
        representatives: vec![1],
        positions: vec![0, 0, 0, 0, 0, 7, 7, 0, 0],
        relations: vec![8; TEXTS * TEXTS],
        decided: vec![9; TEXTS],
        different: Vec::new(),
    };
    let report = report(&case, false);
    let plan = planned(&case, &report, &Policy::default(), &Decisions::default());
    let plan = plan.expect("no contradiction");
    let told: Vec<(usize, usize, &str)> = plan
        .removals
        .iter()
        .filter_map(|removal| {
            let kept = removal.kept.as_ref()?;
            Some((removal.removed, kept.text, kept.reason.name()))
        })
        .collect();
    let expected =
        [(0, 1, "representative"), (2, 1, "representative"), (3, 4, "longest"), (5, 6, "longest")];
    assert_eq!(told, expected);
}

#[test]
fn a_text_leaves_for_the_most_similar_or_for_the_first_that_is_one_with_it() {
    let case = Case {
        classes: (0..TEXTS).collect(),
        pairs: vec![(0, 8, 40, 0), (0, 7, 90, 0)],
        representatives: Vec::new(),
        positions: vec![0; TEXTS],
        relations: vec![8; TEXTS * TEXTS],
        decided: vec![9; TEXTS],
        different: Vec::new(),
    };
    // The longest comes first: that with the largest number.
    let decisions = Decisions {
        keep: vec![id(5), id(6)],
        same: vec![[1, 5, 6].map(id).to_vec()],
        ..Decisions::default()
    };
    let plan = planned(&case, &report(&case, false), &Policy::default(), &decisions);
    let plan = plan.expect("no contradiction").removals.into_iter();
    let left: Vec<_> = plan.map(|one| (one.removed, one.kept.map(|kept| kept.text))).collect();
    assert_eq!(left, [(0, Some(7)), (1, Some(6))]);
}

/// Texts that all match and may not leave for each other are compared with so many, not with all.
#[test]
fn a_large_template_costs_no_square() {
    let texts = 3 * MOST_PAIRS;
    let id = |text: usize| format!("t{text:03}");
    let document = |text| json!({"id": id(text), "title": "", "characters": 9, "tokens": 9});
    let pairs = (0..texts).flat_map(|b| (0..b).map(move |a| (a, b)));
    let pair = |(a, b)| {
        json!({"a": id(a), "b": id(b), "jaccard": 0.9, "containment": [0.9, 0.9],
               "shingles": {"a": 100, "b": 100, "common": 90}, "subject": "same", "verdict": "match"})
    };
    let zeros = serde_json::to_value(wire::Counts::default()).expect("counts");
    let whole = json!({
        "schema": wire::SCHEMA,
        "run": {"version": "0", "options": {}, "inputs": [], "counts": zeros,
                "recall": {"promised": 1.0, "method": "exact", "bands": 0, "rows": 0}},
        "clusters": [], "templates": [], "skipped": [],
        "documents": (0..texts).map(document).collect::<Vec<_>>(),
        "pairs": pairs.map(pair).collect::<Vec<_>>(),
    });
    let report = wire::read(whole.to_string().as_bytes()).expect("a report");
    let graph = Graph::new(&report, &[]).expect("a graph");
    let keys = Keys::new(&graph, &RULES, &vec![Traits::default(); texts]);
    let mut asked = 0;
    let plan = plan(&graph, &keys, &Policy::default(), &Decisions::default(), &mut |_, _| {
        asked += 1;
        Related { relation: Relation::SameTemplate, figures: None }
    });
    let plan = plan.expect("no contradiction");
    assert_eq!(plan.removals, []);
    assert_eq!(plan.unsettled, texts - MOST_PAIRS - 1);
    assert!(asked <= texts * MOST_PAIRS);
}

/// The documents of a file with this name and these bytes.
fn read(name: &str, bytes: &[u8]) -> Vec<Document> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    fs::write(&path, bytes).expect("a file");
    let options = IngestOptions { fields: vec!["by".to_owned()], ..IngestOptions::default() };
    documents(&[Input::Path(path)], &options, None).filter_map(Result::ok).collect()
}

/// Records of a file of which any may be cut out, with all that bytes can do between them.
fn records() -> impl Strategy<Value = (bool, Vec<(String, String, u8)>)> {
    let text = "[甲乙丙a\"\r\n, ]{0,6}[甲乙丙]";
    (any::<bool>(), prop::collection::vec(("[x-z]{1,2}", text, 0u8..6), 1..7))
}

fn table(crlf: bool, records: &[(String, String, u8)]) -> String {
    let end = if crlf { "\r\n" } else { "\n" };
    let mut out = format!("id,text,by{end}");
    for (at, (by, text, form)) in records.iter().enumerate() {
        match form {
            0 => out.push_str(end),
            1 => out.push_str(&format!("short{end}")),
            _ => {}
        }
        out.push_str(&format!("{at},\"{}\",{by}{end}", text.replace('"', "\"\"")));
    }
    if records.last().is_some_and(|(.., form)| form % 2 == 0) {
        out.trim_end().to_owned()
    } else {
        out
    }
}

fn json_lines(crlf: bool, records: &[(String, String, u8)]) -> String {
    let end = if crlf { "\r\n" } else { "\n" };
    let mut out = String::new();
    for (at, (by, text, form)) in records.iter().enumerate() {
        match form {
            0 => out.push_str(end),
            1 => out.push_str(&format!("no record{end}")),
            _ => {}
        }
        out.push_str(&format!("{}{end}", json!({"id": at, "text": text, "by": by})));
    }
    if records.last().is_some_and(|(.., form)| form % 2 == 0) {
        out.trim_end().to_owned()
    } else {
        out
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    /// Cut any one document out of its file and read the rest: the others are there, and nothing else is missing.
    #[test]
    fn any_record_can_be_cut_out((crlf, records) in records()) {
        for (name, text) in
            [("t.csv", table(crlf, &records)), ("t.jsonl", json_lines(crlf, &records))]
        {
            let all = read(name, text.as_bytes());
            prop_assert_eq!(all.len(), records.len(), "{} {:?}", name, text);
            for (at, document) in all.iter().enumerate() {
                prop_assert_eq!(document.origin.fields.clone(), [Some(records[at].0.clone())]);
                let Extent::Lines(lines) = document.origin.extent.clone() else {
                    return Err(TestCaseError::fail(format!("{:?}", document.origin.extent)));
                };
                let mut rest = Vec::new();
                let mut input = BufReader::new(text.as_bytes());
                without(&mut input, &[lines], Feeds::Byte, &mut rest).expect("cut");
                let essence = |document: &Document| (document.id.clone(), document.text.clone());
                let others: Vec<_> =
                    all.iter().filter(|other| other.id != document.id).map(essence).collect();
                let left: Vec<_> = read(name, &rest).iter().map(essence).collect();
                prop_assert_eq!(left, others, "{} {:?}", name, text);
                let cut = text.len() - rest.len();
                let least = document.text.len();
                prop_assert!(cut >= least && cut <= 2 * least + 60, "{} bytes of {}", cut, text);
            }
        }
    }
}
