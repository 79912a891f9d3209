use std::collections::BTreeMap;

use xxhash_rust::xxh3::Xxh3;

use super::*;
use crate::normalize::{Normalizer, Rules, is_content};

fn options(documents: u64) -> SynthOptions {
    SynthOptions { documents, seed: 7, ..SynthOptions::default() }
}

/// Every derived document with the texts of its sources.
fn derived(documents: u64) -> Vec<(SynthDocument, Vec<SynthDocument>)> {
    let generator = Generator::new(&options(documents));
    generator
        .documents()
        .filter(|document| document.kind != Kind::Original)
        .map(|document| {
            let sources = document.sources.iter().map(|&s| generator.document(s)).collect();
            (document, sources)
        })
        .collect()
}

fn of_kind(kind: Kind) -> Vec<(SynthDocument, SynthDocument)> {
    let found: Vec<_> = derived(2_000)
        .into_iter()
        .filter(|(document, _)| document.kind == kind)
        .map(|(document, mut sources)| (document, sources.remove(0)))
        .collect();
    assert!(found.len() > 10, "{} of {}", found.len(), kind.name());
    found
}

fn content(text: &str) -> String {
    text.chars().filter(|&c| is_content(c)).collect()
}

/// Sentences without the numbers of headings, sorted.
fn sentences(text: &str) -> Vec<&str> {
    let mut all: Vec<_> = text
        .lines()
        .map(|line| match line.trim_start().split_once('、') {
            Some((number, rest)) if "一二三四五六七八九十".contains(number) => rest,
            _ => line.trim_start(),
        })
        .flat_map(|line| line.split_inclusive('。'))
        .collect();
    all.sort_unstable();
    all
}

/// How many characters differ between texts of one length.
fn changed(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).filter(|(a, b)| a != b).count()
}

#[test]
fn the_same_options_give_the_same_bytes() {
    let mut hash = Xxh3::new();
    for document in documents(&options(300)) {
        hash.update(format!("{document:?}\n").as_bytes());
    }
    // Changes with every change of the words, the grammar or the order of choices. That is a change of
    // every collection made before: say so in the changelog.
    assert_eq!(format!("{:016x}", hash.digest()), "6a14fb26b43ba9a6");
}

#[test]
fn any_document_alone_is_what_the_stream_has() {
    for shape in [Shape::Ordinary, Shape::OneFamily, Shape::StockPhrase, Shape::Versions(10)] {
        let options = SynthOptions { shape, ..options(100) };
        let all: Vec<_> = documents(&options).collect();
        assert_eq!(all.len(), 100);
        for index in [99, 0, 42] {
            assert_eq!(Generator::new(&options).document(index), all[index as usize], "{shape:?}");
        }
    }
}

#[test]
fn another_seed_gives_other_texts() {
    let other = SynthOptions { seed: 8, ..options(1) };
    let text = |options: &SynthOptions| Generator::new(options).document(0).text;
    assert_ne!(text(&options(1)), text(&other));
}

#[test]
fn the_permutation_is_one_and_has_an_inverse() {
    for n in [1, 2, 3, 4, 5, 17, 1_000, 1_025, 65_536] {
        let permutation = rng::Permutation::new(n, 3);
        let mut seen = vec![false; n as usize];
        for x in 0..n {
            let y = permutation.of(x);
            assert!(!std::mem::replace(&mut seen[y as usize], true), "{y} twice of {n}");
            assert_eq!(permutation.inverse(y), x);
        }
    }
}

#[test]
fn originals_have_2_to_10_kilobytes() {
    for document in documents(&options(1_000)).filter(|d| d.kind == Kind::Original) {
        let bytes = document.text.len();
        assert!((2_000..=10_400).contains(&bytes), "{bytes} bytes");
    }
}

#[test]
fn the_share_of_documents_in_families_is_as_asked() {
    let derived = documents(&options(2_000)).filter(|d| d.base || d.kind != Kind::Original).count();
    assert_eq!(derived, 600);
}

#[test]
fn members_of_a_family_stand_apart() {
    let derived = derived(2_000);
    let near = derived.iter().filter(|(d, s)| {
        let index: u64 = d.id["synth-".len()..].parse().unwrap();
        s[0].id == format!("synth-{:08}", index.saturating_sub(1))
    });
    assert!(near.count() < 10);
}

#[test]
fn same_texts_share_a_group_with_their_base_and_others_do_not() {
    for (document, sources) in derived(2_000) {
        let same = document.group == sources[0].group;
        assert_eq!(same, document.kind.is_same_text(), "{}", document.kind.name());
        assert!(sources.iter().all(|source| source.kind == Kind::Original));
        assert_eq!(document.family.is_some(), same);
        assert!(sources[0].base && !document.base);
    }
}

#[test]
fn every_kind_occurs_about_equally_often() {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    derived(10_000).iter().for_each(|(d, _)| *counts.entry(d.kind).or_default() += 1);
    assert_eq!(counts.len(), Kind::DERIVED.len());
    assert!(counts.values().all(|&count| (100..300).contains(&count)), "{counts:?}");
}

#[test]
fn copies_are_equal() {
    of_kind(Kind::Copy).iter().for_each(|(d, base)| assert_eq!(d.text, base.text));
}

#[test]
fn layouts_and_traditional_texts_have_one_comparison_text() {
    let normalizer = Normalizer::new(Rules::default());
    for kind in [Kind::Layout, Kind::Traditional] {
        for (document, base) in of_kind(kind) {
            assert_ne!(document.text, base.text);
            let [a, b] = [&document.text, &base.text].map(|text| normalizer.normalize(text).text);
            assert_eq!(a, b, "{}", kind.name());
        }
    }
}

#[test]
fn other_punctuation_leaves_the_content() {
    for (document, base) in of_kind(Kind::Punctuation) {
        assert_ne!(document.text, base.text);
        assert_eq!(content(&document.text), content(&base.text));
    }
}

#[test]
fn light_edits_keep_most_sentences() {
    for (document, base) in of_kind(Kind::Light) {
        let (new, old) = (sentences(&document.text), sentences(&base.text));
        assert_ne!(new, old);
        assert_eq!(new.len(), old.len());
        let kept = new.iter().filter(|s| old.binary_search(s).is_ok()).count();
        assert!(kept * 10 >= new.len() * 3, "{kept} of {}", new.len());
    }
}

#[test]
fn only_digits_differ_when_figures_change() {
    let without_digits = |text: &str| text.replace(|c: char| c.is_ascii_digit(), "");
    for (document, base) in of_kind(Kind::Figures) {
        assert_ne!(document.text, base.text);
        // A figure with a point may become one without.
        let [a, b] = [&document.text, &base.text].map(|t| without_digits(t).replace('.', ""));
        assert_eq!(a, b);
    }
}

#[test]
fn truncated_texts_are_beginnings() {
    for kind in [Kind::Truncated, Kind::BrokenOff] {
        for (document, base) in of_kind(kind) {
            assert!(base.text.starts_with(document.text.trim_end()));
            let share = document.text.len() * 100 / base.text.len();
            assert!((40..=91).contains(&share), "{share} %");
            assert_eq!(document.text.ends_with("。\n"), kind == Kind::Truncated);
        }
    }
}

#[test]
fn excerpts_stand_inside() {
    for (document, base) in of_kind(Kind::Excerpt) {
        let share = document.text.len() * 100 / base.text.len();
        assert!((10..=55).contains(&share), "{share} %");
        let base = sentences(&base.text);
        let own = sentences(&document.text);
        assert!(own.iter().filter(|s| base.binary_search(s).is_err()).count() == 0);
    }
}

#[test]
fn spliced_texts_are_halves_of_two() {
    let (mut count, all) = (0, derived(2_000));
    for (document, sources) in all.iter().filter(|(d, _)| d.kind == Kind::Spliced) {
        let [first, second] = [0, 1].map(|i| sentences(&sources[i].text));
        let own = sentences(&document.text);
        assert!(own.iter().all(|s| first.contains(s) || second.contains(s)));
        assert!(own.iter().any(|s| !first.contains(s)) && own.iter().any(|s| !second.contains(s)));
        count += 1;
    }
    assert!(count > 10);
}

#[test]
fn reordered_texts_have_the_same_sentences() {
    for (document, base) in of_kind(Kind::Reordered) {
        assert_ne!(document.text, base.text);
        assert_eq!(sentences(&document.text), sentences(&base.text));
    }
}

#[test]
fn another_county_has_the_frame_only() {
    for (document, base) in of_kind(Kind::OtherCounty) {
        assert_ne!(document.title.clone() + &document.text, base.title.clone() + &base.text);
        assert_eq!(document.text.lines().count(), base.text.lines().count());
        assert_eq!(sentences(&document.text).len(), sentences(&base.text).len());
        assert_ne!(document.group, base.group);
    }
}

#[test]
fn misread_texts_have_the_same_length() {
    for (document, base) in of_kind(Kind::Misread) {
        let length = base.text.chars().count();
        assert_eq!(document.text.chars().count(), length);
        let share = changed(&document.text, &base.text) * 1_000 / length;
        assert!((5..=75).contains(&share), "{share} of 1,000");
    }
}

#[test]
fn shapes_are_what_they_say() {
    let make = |shape, documents: u64| {
        let all: Vec<_> = super::documents(&SynthOptions { shape, ..options(documents) }).collect();
        all
    };
    assert!(make(Shape::OneFamily, 50).windows(2).all(|w| w[0].group == w[1].group));
    assert!(make(Shape::StockPhrase, 50).iter().filter(|d| !cut(d.kind)).all(|d| {
        content(&d.text).contains("为全面完成今年的各项目标任务而努力奋斗") || changes(d.kind)
    }));
    let versions = make(Shape::Versions(10), 50);
    assert_eq!(versions.iter().filter(|d| d.base).count(), 5);
    for document in make(Shape::IdenticalLines, 5) {
        assert!(document.text.lines().all(|line| line == phrases::LINE));
    }
}

fn cut(kind: Kind) -> bool {
    matches!(kind, Kind::Truncated | Kind::Excerpt | Kind::BrokenOff)
}

fn changes(kind: Kind) -> bool {
    matches!(kind, Kind::Misread | Kind::Traditional)
}

#[test]
fn the_giant_has_64_megabytes_and_is_alone() {
    let options = SynthOptions { shape: Shape::Giant, ..options(3) };
    let all: Vec<_> = documents(&options).collect();
    let giant = all.iter().max_by_key(|d| d.text.len()).unwrap();
    assert!((60 << 20..70 << 20).contains(&giant.text.len()), "{}", giant.text.len());
    assert!(all.iter().filter(|d| d.text.len() < 11_000).count() == 2);
}

#[test]
fn empty_and_tiny_collections() {
    assert_eq!(documents(&options(0)).count(), 0);
    for documents in 1..8 {
        for shape in [Shape::Ordinary, Shape::OneFamily, Shape::Versions(0), Shape::Versions(3)] {
            let all = SynthOptions { shape, duplicate_share: 1.0, ..options(documents) };
            assert_eq!(super::documents(&all).count() as u64, documents);
        }
    }
}

#[test]
fn truth_names_every_document() {
    let (mut out, mut truth) = (Vec::new(), Vec::new());
    let mut counted = 0;
    write_jsonl(&options(300), &mut out, &mut truth, &mut |more| counted += more).unwrap();
    let ids = |bytes: &[u8], keys: &[&str]| -> Vec<String> {
        let parse = |line: &str| -> serde_json::Value { serde_json::from_str(line).unwrap() };
        let lines = std::str::from_utf8(bytes).unwrap().lines().map(parse);
        lines
            .map(|value| {
                assert!(keys.iter().all(|key| value[key].is_string()));
                value["id"].as_str().unwrap().to_owned()
            })
            .collect()
    };
    let documents = ids(&out, &["id", "title", "text"]);
    assert_eq!((documents.len(), counted), (300, 300));
    assert!(documents.is_sorted());
    assert_eq!(documents, ids(&truth, &["id", "group"]));
}
