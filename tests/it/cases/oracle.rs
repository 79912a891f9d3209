//! A whole report of a generated collection against a naive account of it: what must be found is found, every
//! figure is exact, and nothing but the collection and the options decides a byte.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use leitong::report::wire::{Cluster, Member, Report, read};
use leitong::synth::{SynthDocument, SynthOptions, documents};
use leitong::verify::MatchRule;

use crate::fixture::Fixture;
use crate::oracle::{Figures, Oracle, Text};

/// Half of the documents have relatives of every kind; texts are short, to keep the naive side quick.
const OPTIONS: SynthOptions = SynthOptions {
    documents: 400,
    seed: 11,
    duplicate_share: 0.5,
    characters: (300, 1_000),
    shape: leitong::synth::Shape::Ordinary,
};

struct Collection {
    documents: Vec<SynthDocument>,
    oracle: Oracle,
    report: Report,
    bytes: String,
}

fn collection() -> &'static Collection {
    static COLLECTION: OnceLock<Collection> = OnceLock::new();
    COLLECTION.get_or_init(|| {
        let documents: Vec<SynthDocument> = documents(&OPTIONS).collect();
        let fixture = Fixture::new();
        let bytes = run(&fixture, documents.iter(), &["x.jsonl", "y.jsonl"], "1");
        let report = read(bytes.as_bytes()).expect("a report");
        Collection { oracle: Oracle::new(&documents), documents, report, bytes }
    })
}

/// Writes the documents, dealt out to two files, and gives the bytes of the report of them.
fn run<'d>(
    fixture: &Fixture,
    documents: impl Iterator<Item = &'d SynthDocument>,
    inputs: &[&str],
    threads: &str,
) -> String {
    let mut files = [String::new(), String::new()];
    for document in documents {
        let SynthDocument { id, text, .. } = document;
        let record = serde_json::json!({"id": id, "text": text});
        let odd = usize::from(id.ends_with(['1', '3', '5', '7', '9']));
        files[odd].push_str(&format!("{record}\n"));
    }
    fixture.write("x.jsonl", &files[0]).write("y.jsonl", &files[1]);
    let mut args = vec!["report", "-q", "--force", "--threads", threads, "-o", "r.json"];
    args.extend(inputs);
    let ran = fixture.run(&args);
    assert_eq!(ran.status, 0, "{ran:?}");
    fixture.read("r.json")
}

#[test]
fn the_same_bytes_for_any_threads_and_any_order() {
    let Collection { documents, bytes, .. } = collection();
    let fixture = Fixture::new();
    let two_threads = run(&fixture, documents.iter(), &["x.jsonl", "y.jsonl"], "2");
    assert!(two_threads == *bytes, "two threads give another report");
    let swapped = run(&fixture, documents.iter(), &["y.jsonl", "x.jsonl"], "2");
    assert!(swapped == *bytes, "another order of inputs gives another report");
    let backwards = run(&fixture, documents.iter().rev(), &["y.jsonl", "x.jsonl"], "2");
    let (one, two) = (without_manifest(&backwards), without_manifest(bytes));
    assert!(one == two, "another order of lines gives another report");
}

/// One family, of which buckets are capped. Unasked, a collection of this size gets the exact join.
#[test]
fn the_same_bytes_for_any_threads_with_lsh() {
    let fixture = Fixture::new();
    let options = SynthOptions {
        documents: 300,
        characters: (150, 300),
        shape: leitong::synth::Shape::OneFamily,
        ..OPTIONS
    };
    let documents: Vec<SynthDocument> = documents(&options).collect();
    let inputs = ["x.jsonl", "y.jsonl", "--candidates", "lsh", "--diffs", "0"];
    let [one, two, three] =
        ["1", "2", "3"].map(|threads| run(&fixture, documents.iter(), &inputs, threads));
    let run = read(one.as_bytes()).expect("a report").run;
    assert_eq!(run.recall.method, "lsh");
    assert!(run.counts.capped_buckets > 0);
    assert!(two == one, "two threads give another report");
    assert!(three == one, "three threads give another report");
}

/// A report but for the hashes of its files: those of other lines are others.
fn without_manifest(report: &str) -> String {
    let from = report.find("\n    \"manifest\": [").expect("a manifest");
    let to = from + report[from..].find("\n    ]").expect("its end");
    assert_eq!(report[from..to].matches("\"xxh3_128\"").count(), 2);
    [&report[..from], &report[to..]].concat()
}

#[test]
fn what_brute_force_finds_at_the_threshold_is_found() {
    let Collection { oracle, report, .. } = collection();
    let threshold = MatchRule::default().threshold;
    let found: BTreeSet<(&str, &str)> =
        report.pairs.iter().map(|pair| (pair.a.as_str(), pair.b.as_str())).collect();
    let expected: Vec<(&str, &str)> = oracle
        .pairs()
        .filter(|(a, b)| a.against(b).jaccard() >= threshold)
        .map(|(a, b)| (a.id.as_str(), b.id.as_str()))
        .collect();
    assert!(expected.len() > 200, "{} pairs are too few to judge by", expected.len());
    let missed: Vec<_> = expected.iter().filter(|pair| !found.contains(*pair)).collect();
    let recall = 1.0 - missed.len() as f64 / expected.len() as f64;
    assert!(recall >= 0.99, "recall {recall}: {missed:?} of {}", expected.len());
}

#[test]
fn copies_are_paired_with_the_first_of_them() {
    let Collection { oracle, report, .. } = collection();
    let texts = oracle.texts();
    let folded = texts.iter().enumerate().filter(|(place, text)| text.first != *place);
    let expected: BTreeSet<(&str, &str)> =
        folded.map(|(_, text)| (texts[text.first].id.as_str(), text.id.as_str())).collect();
    assert!(expected.len() > 20);
    let copies = report.pairs.iter().filter(|pair| expected.contains(&(&pair.a, &pair.b)));
    assert_eq!(copies.count(), expected.len());
    assert_eq!(report.run.counts.folded as usize, expected.len());
}

#[test]
fn every_pair_matches_and_has_its_exact_figures() {
    let Collection { oracle, report, .. } = collection();
    let rule = MatchRule::default();
    for pair in &report.pairs {
        let (a, b) = (oracle.text(&pair.a), oracle.text(&pair.b));
        let figures = a.against(b);
        assert!(matches(&rule, figures, a, b), "{pair:?}");
        let shingles = [pair.shingles.a, pair.shingles.b, pair.shingles.common];
        assert_eq!(shingles.map(|n| n as usize), [figures.a, figures.b, figures.common]);
        assert_eq!(pair.jaccard, figures.jaccard());
        assert_eq!(pair.containment, figures.containments());
    }
    assert_eq!(report.run.counts.pairs as usize, report.pairs.len());
}

fn matches(rule: &MatchRule, figures: Figures, a: &Text, b: &Text) -> bool {
    let (in_b, in_a) = figures.containments();
    let long = a.tokens.min(b.tokens) >= rule.containment_min_tokens as usize;
    figures.jaccard() >= rule.threshold || (long && in_a.max(in_b) >= rule.containment)
}

#[test]
fn every_cluster_has_its_exact_figures() {
    let Collection { oracle, report, .. } = collection();
    let rule = MatchRule::default();
    let mut seen = BTreeSet::new();
    for cluster in &report.clusters {
        let representative = oracle.text(&cluster.representative);
        let mut similarities = Vec::new();
        for member in &cluster.members {
            assert!(seen.insert(&member.id), "{} is in two clusters", member.id);
            if member.id == cluster.representative {
                continue;
            }
            let text = oracle.text(&member.id);
            let figures = text.against(representative);
            assert!(matches(&rule, figures, text, representative), "{}", member.id);
            similarities.push(figures.jaccard());
            check_figures(member, figures);
            check_copies(member, text, representative);
        }
        similarities.sort_by(f64::total_cmp);
        let last = similarities.len() - 1;
        let median = (similarities[last / 2] + similarities[last.div_ceil(2)]) / 2.0;
        let Cluster { size, similarity, .. } = cluster;
        assert_eq!(*size as usize, cluster.members.len());
        assert_eq!((similarity.min, similarity.median), (similarities[0], median));
    }
    let counts = &report.run.counts;
    assert_eq!(counts.clustered as usize, seen.len());
    assert_eq!(counts.clusters as usize, report.clusters.len());
    assert_eq!(counts.documents, OPTIONS.documents);
}

fn check_figures(member: &Member, figures: Figures) {
    let shingles = member.shingles.expect("shingles");
    let sizes = [shingles.member, shingles.representative, shingles.common];
    assert_eq!(sizes.map(|n| n as usize), [figures.a, figures.b, figures.common]);
    assert_eq!(member.jaccard, Some(figures.jaccard()));
    let containment = member.containment.expect("containments");
    let (of_member, of_representative) = figures.containments();
    assert_eq!(containment.of_member, of_member);
    assert_eq!(containment.of_representative, of_representative);
}

/// What is copied is a part of the text's content, and the edits are the operations, counted.
fn check_copies(member: &Member, text: &Text, representative: &Text) {
    let ratio = member.copy_ratio.expect("a copy ratio");
    assert_eq!((ratio.member.1, ratio.representative.1), (text.content, representative.content));
    assert!(ratio.member.0 <= ratio.member.1 && ratio.representative.0 <= ratio.representative.1);
    assert!(member.longest_run.expect("a run") <= text.content.min(representative.content));
    let ops = member.ops.as_deref().unwrap_or_default();
    for (class, count) in &member.edits.as_ref().expect("edits").0 {
        assert_eq!(ops.iter().filter(|op| op.class == *class).count() as u64, *count, "{class}");
    }
}
