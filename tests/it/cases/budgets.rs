//! What a run leaves out when a budget is spent is counted.

use leitong::synth::{SynthOptions, documents};
use serde_json::json;

use super::fuzz::Random;
use crate::fixture::Fixture;

/// The text with another ideograph in the place of one in 25, under a line of such ideographs.
fn scan(text: &str, random: &mut Random) -> String {
    let mut other = || char::from_u32(0x4E00 + random.below(20_000) as u32).expect("an ideograph");
    let head: String = (0..25).map(|_| other()).collect();
    let mut number = 0;
    let body = text.chars().map(|c| {
        number += 1;
        if number % 25 == 0 && c > '\u{4E00}' { other() } else { c }
    });
    format!("{head}。{}", body.collect::<String>())
}

/// 40 scans of one text, of which each pair is in doubt, and 200 short texts in pairs, which leave none.
#[test]
fn alignments_read_eight_times_the_texts_and_the_others_are_counted() {
    let texts = |documents, characters| SynthOptions {
        documents,
        duplicate_share: 0.0,
        characters: (characters, characters),
        ..SynthOptions::default()
    };
    let text = documents(&texts(1, 2_500)).next().expect("a text").text;
    let mut random = Random(5);
    let line = |(number, text): (usize, &String)| {
        format!("{}\n", json!({"id": format!("{number:03}"), "text": text}))
    };
    let fixture = Fixture::new();
    let unaligned = |all: &[String]| {
        fixture.write("docs.jsonl", all.iter().enumerate().map(line).collect::<String>());
        let counts = &fixture.report(&["docs.jsonl"])["run"]["counts"];
        [counts["pairs"].as_u64(), counts["unaligned"].as_u64()]
            .map(|count| count.expect("a count"))
    };
    let mut all: Vec<String> = (0..40).map(|_| scan(&text, &mut random)).collect();
    let scans = 40 * 39 / 2;
    assert_eq!(unaligned(&all), [scans, scans - 4 * 40]);
    let short = documents(&texts(100, 120)).map(|document| document.text);
    all.extend(short.flat_map(|text| [format!("{text}会后再议。"), text]));
    let [pairs, left] = unaligned(&all);
    assert!(pairs >= scans + 100);
    // Four pairs for as much text as a scan has.
    let text = all.iter().map(String::len).sum::<usize>() / all[0].len();
    assert!(left.abs_diff(scans - 4 * text as u64) < 8, "{left} of {scans}");
}
