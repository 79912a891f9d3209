//! Pages of texts that are too large for them: what links, and in which language what is said.

use std::collections::BTreeSet;

use super::*;

/// Sentences of a text of which pages show a part only.
const SENTENCES: usize = 2_500;

/// A text of many sentences, of which each differs in its words, one moves from the beginning to the end, another at the
/// end, and one is added there; and the inside of the second move.
fn long(words: &str) -> (String, String, Comparison) {
    let sentences: Vec<[String; 3]> = (0..SENTENCES)
        .map(|number| {
            let number = (0x4E00 + number as u32..).find_map(char::from_u32).unwrap_or('一');
            ["抓好", words].map(|words| format!("{words}{number}"))
        })
        .zip(0_usize..)
        .map(|([old, new], number)| [format!("第{number}项,各乡镇、各部门要认真负责,"), old, new])
        .collect();
    let (first, last) = ("要加强干部队伍建设。\n", "要改进机关工作作风。\n");
    let mut parts = vec![Moved(1, first, "")];
    for [same, old, new] in &sentences {
        parts.extend([Same(same), Edit(EditClass::Wording, old, new), Same("。\n")]);
    }
    parts.extend([
        Moved(1, "", first),
        Moved(2, last, ""),
        Same("谢谢大家。\n"),
        Moved(2, "", last),
    ]);
    let added = format!("{words}一句。\n");
    parts.push(Edit(EditClass::Sentence, "", &added));
    let (a, b, mut comparison) = compare(&parts, Relation::Revised);
    let places = [&a, &b].map(|text| text.rfind("机关").unwrap());
    let [in_a, in_b] = places.map(|at| at..at + "机关".len());
    let (kind, class) = (OpKind::Replace, EditClass::Wording);
    comparison.inside = vec![Op { kind, class, a: in_a, b: in_b, move_id: Some(2) }];
    (a, b, comparison)
}

/// A representative and two others.
fn cluster() -> ClusterReport {
    let mut members = Vec::new();
    for words in ["落实", "推进"] {
        let (a, b, comparison) = long(words);
        if members.is_empty() {
            members.push(member("0", "", &a));
        }
        let mut other = member(&members.len().to_string(), "讲话".repeat(60).as_str(), &b);
        other.link = link(comparison, Overlap { common: 90, a: 95, b: 95 });
        members.push(other);
    }
    ClusterReport { id: 1, kind: Kind::Copies, members, min: 0.9, median: 0.9 }
}

fn page(settings: &Settings) -> String {
    let counts = Counts { clusters: 1, compared: 1, ..Counts::default() };
    let run = Run { counts, inputs: Vec::new(), decodings: Vec::new(), ..run() };
    render_with(Format::Html, settings, &run, &[cluster()], &[], Vec::new())
}

#[test]
fn nothing_links_to_what_is_not_there() {
    let page = page(&english());
    for part in [
        " sentences; -o x.json",
        " rows; leitong diff",
        "Slots left out: 2,",
        "Changed inside moved text",
        "after sentence 2503",
        "<sub>201</sub>",
    ] {
        assert!(page.contains(part), "{part}");
    }
    let values = |mark: &str| -> BTreeSet<&str> {
        page.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    };
    let (links, places) = (values(" href=\"#"), values(" id=\""));
    assert!(links.contains("c1t200") && links.contains("c1m1d1") && links.contains("c1s3"));
    let dead: Vec<&&str> = links.difference(&places).collect();
    assert_eq!(dead, Vec::<&&str>::new());
    assert!(!values(" href=\"").contains(""), "an empty link");
}

/// The texts of a page, each with the language that it is marked with.
fn texts(page: &str) -> Vec<(&str, &str)> {
    let [_, body, _] = without_style_and_script(page);
    let (mut open, mut found) = (vec!["en"], Vec::new());
    for part in body.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let name = tag.split_whitespace().next().unwrap();
        if name.starts_with('/') {
            open.truncate(1.max(open.len() - 1));
        } else if !["input", "meta"].contains(&name) {
            let own = tag.split_once(" lang=\"").and_then(|(_, rest)| rest.split('"').next());
            open.push(own.unwrap_or(open[open.len() - 1]));
        }
        found.push((open[open.len() - 1], text));
    }
    found
}

#[test]
fn words_of_the_interface_are_not_marked_as_chinese() {
    let page = page(&english());
    let is_han = |c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c);
    let mut chinese = 0;
    for (lang, text) in texts(&page) {
        match lang {
            "zh" => {
                assert!(!text.contains(|c: char| c.is_ascii_alphabetic()), "{text}");
                chinese += text.chars().filter(|&c| is_han(c)).count();
            }
            "en" => assert!(!text.contains(is_han), "{text}"),
            other => assert_eq!((other, text), ("zh-Hans", "雷同")),
        }
    }
    assert!(chinese > 10_000, "{chinese}");
}
