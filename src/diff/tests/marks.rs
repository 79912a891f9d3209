//! Texts that differ in marks alone, as scanners and editors of punctuation leave them.

use super::*;

/// All operations are in marks, and all content is copied.
#[track_caller]
fn only_marks(a: &str, b: &str) {
    let found = compared(a, b);
    let content = |text: &str| text.chars().any(is_content);
    for (class, old, new) in changes(a, b) {
        assert_eq!(class, EditClass::Punctuation, "{old} → {new}");
        assert!(!content(old) && !content(new), "{old} → {new}");
    }
    assert_eq!(found.relation, Relation::PunctuationOnly);
    assert_eq!([found.copy_a.0, found.copy_b.0], [found.copy_a.1, found.copy_b.1]);
}

#[test]
fn another_mark_at_the_end_of_sentences_changes_no_content() {
    for mark in [".", "．", ",", "，", "", "…", "！"] {
        only_marks(SPEECH, &SPEECH.replace('。', mark));
        only_marks(SPEECH, &SPEECH.replacen('。', mark, 1));
    }
    only_marks(SPEECH, &SPEECH.replace(',', "。"));
}

#[test]
fn a_point_after_an_ideograph_ends_a_sentence() {
    let text = SPEECH.replace('。', ".");
    let b = text.replace("稳步增长", "明显提高").replacen(
        "各乡镇",
        "供销社要敞开供应,不得抬价.各乡镇",
        1,
    );
    let classes: Vec<_> = changes(&text, &b).into_iter().map(|(class, ..)| class).collect();
    assert_eq!(classes, [EditClass::Wording, EditClass::Sentence]);
    let count = |text: &str| Prepared::new(text, NORMALIZER.normalize(text)).sentence_count();
    for (text, sentences) in [
        ("要抓紧.要抓好.", 2),
        ("要抓紧．要抓好", 2),
        ("他说:“要抓紧.”大家同意.", 2),
        ("增长3.5万亩,见附件.doc,见www.example.com", 1),
        ("要抓紧...要抓好", 1),
        ("一.要抓紧", 1),
        ("(二).要抓紧", 1),
        ("附件1.要抓紧", 1),
        ("第三章.2节", 1),
    ] {
        assert_eq!(count(text), sentences, "{text}");
    }
}

/// Beside another change, in one hunk of sentences.
#[test]
fn a_stretch_with_other_marks_beside_a_change_is_copied() {
    let b = SPEECH.replacen('。', ",", 4).replace("农业局要派出", "乡里要派出");
    let found = compared(SPEECH, &b);
    assert_eq!(found.copy_b.1 - found.copy_b.0, 2, "{:?}", found.ops);
}

proptest! {
    #[test]
    fn marks_anywhere_change_no_content(
        pieces in prop::collection::vec(("[农村工作a-c]{0,5}", "[，。、！：“”…. \\n-]{0,3}", "[，。、！：“”…. \\n-]{0,3}"), 0..60),
    ) {
        let text = |of: fn(&(String, String, String)) -> [&str; 2]| pieces.iter().flat_map(of).collect::<String>();
        let (a, b) = (text(|(text, a, _)| [text, a]), text(|(text, _, b)| [text, b]));
        let found = compared(&a, &b);
        prop_assert_eq!([found.copy_a.0, found.copy_b.0], [found.copy_a.1, found.copy_b.1]);
        let fine = [Relation::Identical, Relation::LayoutOnly, Relation::PunctuationOnly];
        prop_assert!(fine.contains(&found.relation), "{:?}", found.ops);
        check(&a, &b)?;
    }
}
