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
    assert!(page(&["report", "--lang", "zh"]).contains("词片"));
    let ran = fixture.run(&["man", "repot", "--lang", "en"]);
    assert_eq!((ran.status, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("expected a subcommand (report,"), "{}", ran.err);
}
