//! Manual pages name what can be typed.

use crate::fixture::Fixture;

#[test]
fn a_page_for_the_program_and_for_each_subcommand() {
    let fixture = Fixture::new();
    let page = |args: &[&str]| {
        let ran = fixture.run(&[&["man"], args].concat());
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
        assert!(ran.out.contains(".TH "), "{}", ran.out);
        ran.out
    };
    let program = page(&["--lang", "en"]);
    for name in ["report", "curate", "eval", "diff", "split", "generate", "completions", "man"] {
        assert!(program.contains(&format!("leitong\\-{name}(1)")), "{name}: {program}");
        assert!(page(&[name]).contains(&format!("leitong\\-{name}")), "{name}");
    }
    let report = page(&["report", "--lang", "en"]);
    for option in ["threshold", "candidates", "templates", "min\\-run"] {
        assert!(report.contains(&format!("\\-\\-{option}")), "{option}: {report}");
    }
    let report = page(&["report", "--lang", "zh"]);
    assert!(report.contains("词片") && report.contains("\n.ad l\n.SH 名称\n"), "{report}");
    let headings = [&report, &page(&["--lang", "zh"])];
    let english = |line: &&str| line.starts_with(".SH ") && line.is_ascii();
    let english: Vec<&str> =
        headings.iter().flat_map(|page| page.lines().filter(english)).collect();
    assert_eq!(english, Vec::<&str>::new());
    let ran = fixture.run(&["man", "repot", "--lang", "en"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("expected a subcommand (report,"), "{}", ran.err);
}

#[test]
fn completions_speak_the_language() {
    let fixture = Fixture::new();
    for (lang, words) in [("zh", "显示说明"), ("en", "Print help")] {
        let ran = fixture.run(&["completions", "zsh", "--lang", lang]);
        assert_eq!((ran.status, ran.err.as_str()), (0, ""), "{ran:?}");
        assert!(ran.out.starts_with("#compdef leitong") && ran.out.contains(words), "{lang}");
        assert_eq!(ran.out.contains("Print "), lang == "en", "{lang}: {}", ran.out);
    }
}
