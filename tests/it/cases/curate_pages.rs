//! Pages that lost speeches: what is left comes apart again.

use crate::fixture::Fixture;

/// A page of nine speeches.
fn page() -> String {
    let speech = |(number, numeral): (usize, char)| {
        format!(
            "第{numeral}篇：在第{number}次会上的讲话\n同志们：今天开第{number}次会。\n一、主要成绩\n各乡镇放贷{number}万元。\n\
             二、下一步\n要加强领导，落实责任。\n\n"
        )
    };
    (1..).zip("一二三四五六七八九".chars()).map(speech).collect()
}

#[test]
fn a_page_that_lost_speeches_comes_apart_into_the_others() {
    let fixture = Fixture::new();
    fixture.write("page.txt", page());
    fixture.report(&["page.txt"]);
    for dropped in [&[3, 4][..], &[3, 6, 8], &[1, 2, 3]] {
        let (leave, stay): (Vec<u32>, Vec<u32>) = (1..=9).partition(|n| dropped.contains(n));
        let ids = |numbers: &[u32], name: &str| -> Vec<String> {
            numbers.iter().map(|n| format!("{name}#{n}")).collect()
        };
        let (drop, keep) = (ids(&leave, "page.txt"), ids(&stay, "page.txt"));
        fixture.write("decisions.toml", format!("drop = {drop:?}\nkeep = {keep:?}"));
        let args = ["curate", "report.json", "-o", "clean.txt", "--decisions", "decisions.toml"];
        let ran = fixture.run(&[&args[..], &["--force"]].concat());
        assert_eq!(ran.status, 0, "{ran:?}");
        let listed = fixture.run(&["split", "clean.txt"]).out;
        let left: Vec<&str> = listed.lines().filter_map(|line| line.split('\t').next()).collect();
        assert_eq!(left, ids(&stay, "clean.txt"), "{listed}");
    }
}
