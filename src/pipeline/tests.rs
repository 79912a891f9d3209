//! Whole runs over short texts of our own, one token a character.

use std::convert::Infallible;

use super::*;
use crate::document::Origin;
use crate::judge::{SCATTERED, judge};
use crate::progress::Silent;
use crate::report::json::Json;
use crate::report::wire::{self, CopyRatio, read};
use crate::verify::MatchRule;

/// `count` ideographs of a stream of 20,000 that are all different, from number `from` on.
fn ideographs(from: u32, count: u32) -> String {
    (from..from + count).filter_map(|at| char::from_u32(0x4e00 + at * 7_919 % 20_000)).collect()
}

/// A text about what `subject` says, which stands at its head and once more at its end.
fn about(subject: &str, body: &[&str]) -> String {
    format!("{subject}{}{subject}", body.concat())
}

/// As long as a head.
fn subject() -> String {
    ideographs(15_000, 20)
}

/// The text with every character number `every` replaced.
fn changed(text: &str, every: usize) -> String {
    let others = ideographs(16_000, text.len() as u32);
    let both = text.chars().zip(others.chars()).enumerate();
    both.map(|(at, (own, other))| if at % every == every - 1 { other } else { own }).collect()
}

/// The text with `inserted` after every character number `every`.
fn interrupted(text: &str, every: usize, mut inserted: impl Iterator<Item = char>) -> String {
    let mut longer = String::new();
    for (number, own) in (1_usize..).zip(text.chars()) {
        longer.push(own);
        longer.extend(number.is_multiple_of(every).then(|| inserted.next()).flatten());
    }
    longer
}

fn run(texts: &[(String, String)], options: Options, same: &[[&str; 2]]) -> Found {
    let document = |(id, text): &(String, String)| Document {
        id: id.clone(),
        title: String::new(),
        text: text.clone(),
        origin: Origin::default(),
    };
    let same = same.iter().map(|group| group.map(str::to_owned).to_vec()).collect();
    find(
        texts.iter().map(document).map(Ok),
        || Ok::<_, Infallible>(Tokenizer::Chars),
        (options, Resources::new(std::env::temp_dir())),
        &Decisions { same, ..Decisions::default() },
        Provenance::default(),
        &Silent,
    )
    .expect("a run")
}

/// What `write` makes of a report in JSON.
fn report(write: impl Fn(&mut [Box<dyn Renderer + '_>]) -> io::Result<()>) -> wire::Report {
    let mut bytes = Vec::new();
    write(&mut [Box::new(Json::new(&mut bytes))]).expect("memory");
    read(bytes.as_slice()).expect("a report")
}

fn named<const N: usize>(texts: [(&str, String); N]) -> [(String, String); N] {
    texts.map(|(id, text)| (id.to_owned(), text))
}

/// The only pair of two texts.
fn pair_of(a: &str, b: &str) -> JudgedPair {
    let texts = named([("a", a.to_owned()), ("b", b.to_owned())]);
    let found = run(&texts, Options::default(), &[]);
    assert_eq!(found.pairs.len(), 1);
    found.pairs.get(0)
}

#[test]
fn what_is_spliced_has_stretches_of_its_own_on_both_sides() {
    let (subject, common) = (subject(), ideographs(0, 300));
    let of = |a: &str, b: &str| {
        let JudgedPair { pair, evidence, verdict, .. } = pair_of(a, b);
        let jaccard = pair.overlap.jaccard();
        assert!((0.35..0.5).contains(&jaccard), "{jaccard}");
        assert_eq!(evidence.subjects, Subjects::Same);
        let spliced = evidence.spliced.expect("asked");
        assert_eq!(verdict, if spliced { Verdict::Related } else { Verdict::Match });
        spliced
    };
    let spliced = |a: String, b: String| {
        let [one, other] = [of(&a, &b), of(&b, &a)];
        assert_eq!(one, other, "in whatever order");
        one
    };
    let with = |end: &str| about(&subject, &[&common, end]);
    // The smaller one has only scattered shingles of its own.
    let revised = about(&subject, &[&changed(&common, 12)]);
    assert!(!spliced(revised, with(&ideographs(1_000, 200))));
    // The larger one has.
    let longer = interrupted(&common, 6, ideographs(2_000, 50).chars());
    assert!(!spliced(about(&subject, &[&longer]), with(&ideographs(1_000, 45))));
    assert!(spliced(with(&ideographs(1_000, 200)), with(&ideographs(2_000, 210))));
}

/// A scan with specks that were read as punctuation, and a copy that lacks a fifth of its characters.
#[test]
fn what_an_alignment_joins_may_be_much_shorter_with_its_punctuation() {
    let sentences = (0..12).map(|number| ideographs(50 * number, 50));
    let (mut scan, mut copy) = (String::new(), String::new());
    for sentence in sentences {
        scan.push_str(&format!("{}。", interrupted(&sentence, 7, std::iter::repeat(','))));
        let kept = sentence.chars().enumerate().filter(|(at, _)| ![4, 5].contains(&(at % 10)));
        copy.push_str(&format!("{}。", kept.map(|(_, own)| own).collect::<String>()));
    }
    let ratio = copy.chars().count() as f64 / scan.chars().count() as f64;
    assert!((SCATTERED - 0.1..SCATTERED).contains(&ratio), "{ratio}");
    let JudgedPair { pair, evidence, verdict, .. } = pair_of(&scan, &copy);
    let without = Evidence { aligned: None, ..evidence };
    let rule = MatchRule::default();
    assert_eq!(judge(&rule, &pair.overlap, 500, &without), Verdict::Related);
    assert!(evidence.aligned.is_some(), "{pair:?}");
    assert_eq!(verdict, Verdict::Match);
}

/// The members of each cluster, the representative first.
fn clusters(report: &wire::Report) -> Vec<Vec<&str>> {
    let clusters = report.clusters.iter();
    clusters.map(|one| one.members.iter().map(|member| member.id.as_str()).collect()).collect()
}

/// A and B are one text by decision and share nothing. C is a revision of A with an addition, D a revision that is little alike,
/// which makes A the medoid; without D it is C, which is longer.
#[test]
fn a_new_cut_knows_what_joins_one_document_of_a_text_with_all_of_it() {
    let (subject, common) = (subject(), ideographs(0, 400));
    let added = ideographs(1_000, 30);
    let texts = named([
        ("a", about(&subject, &[&common])),
        ("b", about(&ideographs(3_000, 20), &[&ideographs(4_000, 300)])),
        ("c", about(&subject, &[&changed(&common, 27), &added])),
        ("d", about(&subject, &[&changed(&common, 7)])),
    ]);
    let by = |threshold: f64| {
        let matching = MatchRule { threshold, ..MatchRule::default() };
        let found = run(&texts, Options { matching, ..Options::default() }, &[["a", "b"]]);
        report(|to| found.write(to, &Silent))
    };
    let (first, fresh) = (by(0.3), by(0.6));
    assert_eq!(clusters(&first), [["a", "b", "c", "d"]]);
    assert_eq!(clusters(&fresh), [["c", "a", "b"]]);
    let changes = Changes { threshold: Some(0.6), ..Changes::default() };
    let again = recut(first, &changes).expect("all figures");
    let again = report(|to| again.write(to));
    assert_eq!(clusters(&again), clusters(&fresh));
}

/// Of 501 texts two are copies but for one character; with one text fewer that stands alone stock would not be known.
#[test]
fn stock_is_the_same_whatever_is_decided_about_others() {
    let stock = ideographs(19_000, 12);
    let text = |number: u32, end: &str| {
        let stock = if number < 20 { stock.as_str() } else { "" };
        let own = [30 * number, 30 * number + 15].map(|from| ideographs(from, 15));
        format!("{}。{}{end}。{stock}。", own[0], own[1])
    };
    let mut texts: Vec<(String, String)> =
        (0..500).map(|number| (format!("{number:03}"), text(number, ""))).collect();
    texts.push(("copy".to_owned(), text(0, "新")));
    let ratio = |same: &[[&str; 2]]| -> Option<CopyRatio> {
        let found = run(&texts, Options::default(), same);
        let report = report(|to| found.write(to, &Silent));
        assert_eq!(report.clusters.len(), 1 + same.len());
        let mut members = report.clusters.iter().flat_map(|cluster| &cluster.members);
        members.find(|member| member.id == "000")?.copy_ratio_without_stock.flatten()
    };
    let plain = ratio(&[]).expect("stock is known");
    assert_eq!((plain.member.1, plain.representative.1), (30, 31));
    assert_eq!(ratio(&[["300", "400"]]), Some(plain));
}
