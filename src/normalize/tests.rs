//! What the rules do, and that the map is exact.

use proptest::prelude::*;

use std::iter::once;
use std::ops::Range;
use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, is_nfkc_quick};

use super::*;

/// A normalizer for each set of rules; the first has them all.
static NORMALIZERS: LazyLock<Vec<Normalizer>> = LazyLock::new(|| {
    let rules = |off: usize| {
        Rule::ALL
            .into_iter()
            .filter(|&rule| off >> rule as usize & 1 == 1)
            .fold(Rules::default(), Rules::without)
    };
    (0..1 << Rule::ALL.len()).map(|off| Normalizer::new(rules(off))).collect()
});

fn comparison(original: &str) -> String {
    NORMALIZERS[0].normalize(original).text
}

#[test]
fn layout_leaves_words_whole() {
    assert_eq!(comparison("金融纽\n带,全\u{3000}面\u{feff}推\u{200b}广"), "金融纽带,全面推广");
    assert_eq!(comparison("截止 月 日"), "截止月日");
}

#[test]
fn one_space_stays_between_latin_words_and_numbers() {
    assert_eq!(comparison("MySQL\u{3000}\n 5.7 与 TiDB"), "mysql 5.7与tidb");
    assert_eq!(comparison("１２ ３"), "12 3");
    assert_eq!(comparison("a\u{200b}b"), "ab");
}

#[test]
fn width_script_and_case() {
    assert_eq!(comparison("Ａ，（ｶﾞ）％"), "a,(ガ)%");
    assert_eq!(comparison("農村信用社與銀行"), "农村信用社与银行");
    assert_eq!(comparison("e\u{301}É①㎏"), "éé1kg");
}

#[test]
fn each_rule_can_be_turned_off() {
    let text = "Ａ 農村\nB";
    let without = |rule| Normalizer::new(Rules::default().without(rule)).normalize(text).text;
    assert_eq!(without(Rule::Layout), "a 农村\nb");
    assert_eq!(without(Rule::Width), "ａ农村b");
    assert_eq!(without(Rule::Script), "a農村b");
    assert_eq!(without(Rule::Case), "A农村B");
    let none = Rule::ALL.into_iter().fold(Rules::default(), Rules::without);
    assert_eq!(Normalizer::new(none).normalize(text).text, text);
}

#[test]
fn a_span_finds_its_original() {
    let original = "\u{feff} Ａ農\n村，x";
    let normalized = Normalizer::new(Rules::default()).normalize(original);
    assert_eq!(normalized.text, "a农村,x");
    let cut = |span: Range<usize>| &original[normalized.map.original(span)];
    assert_eq!(cut(0..1), "Ａ");
    assert_eq!(cut(1..7), "農\n村");
    assert_eq!(cut(4..8), "村，");
    assert_eq!(cut(8..9), "x");
    let after = normalized.map.original(1..4).end;
    assert_eq!(normalized.map.original(4..4), after..after);
}

/// Text of the kinds that the rules treat apart.
fn mixed_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[农村信用社会议農業]{1,4}",
        "[a-zA-Z0-9]{1,3}",
        "[ \t\r\n\u{3000}\u{200b}\u{feff}\u{202e}\u{ad}]{1,3}",
        "[，。、！（）“”…％①㎏ｱｶﾞﾊﾟ]{1,2}",
        "[e\u{301}\u{302}\u{1100}\u{1161}\u{11a8}ﷺİß]{1,3}",
        any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// The oracle: every character of the comparison text, with the original bytes its map names, folds to
/// itself again, in order, and what no character names is layout.
fn check_map(original: &str, normalizer: &Normalizer) -> Result<(), TestCaseError> {
    let rules = normalizer.rules();
    let Normalized { text, map } = normalizer.normalize(original);
    let mut last = 0..0;
    let mut rebuilt = String::new();
    for (at, c) in text.char_indices() {
        let range = map.original(at..at + c.len_utf8());
        prop_assert!(!range.is_empty());
        let piece = original.get(range.clone());
        prop_assert!(piece.is_some(), "cuts a character: {range:?}");
        if range == last {
            continue; // one more character of the same replaced piece
        }
        prop_assert!(range.start >= last.end, "{range:?} after {last:?}");
        let between = &original[last.end..range.start];
        prop_assert!(normalizer.normalize(between).text.is_empty(), "lost {between:?}");
        let piece = piece.unwrap_or_default();
        if piece.chars().all(is_layout) && rules.has(Rule::Layout) {
            rebuilt.push(' ');
        } else {
            normalizer.fold_into(piece, &mut rebuilt);
        }
        last = range;
    }
    prop_assert!(normalizer.normalize(&original[last.end..]).text.is_empty());
    prop_assert_eq!(&rebuilt, &text);
    Ok(())
}

proptest! {
    #[test]
    fn the_map_is_exact(original in mixed_text()) {
        check_map(&original, &NORMALIZERS[0])?;
    }

    #[test]
    fn the_map_is_exact_whatever_rules_are_on(original in mixed_text(), which in 0..32_usize) {
        check_map(&original, &NORMALIZERS[which])?;
    }

    #[test]
    fn two_spaces_are_as_one(pieces in prop::collection::vec("[aZ9甲,\u{301}Ａ]{1,2} ?|\\PC", 0..24)) {
        // Two go through the gap that one between letters passes by.
        let original = pieces.concat();
        let wider = original.replace(' ', "  ");
        for normalizer in NORMALIZERS.iter().filter(|one| one.rules().has(Rule::Layout)) {
            let text = normalizer.normalize(&original).text;
            prop_assert_eq!(normalizer.normalize(&wider).text, text);
        }
    }

    #[test]
    fn normalizing_twice_changes_nothing(original in mixed_text()) {
        // A mark that a dropped character kept from its letter joins it the second time.
        let original: String = original.chars().filter(|&c| Form::of(c) != Form::Joining).collect();
        let once = NORMALIZERS[0].normalize(&original).text;
        prop_assert_eq!(&NORMALIZERS[0].normalize(&once).text, &once);
    }
}

#[test]
fn content_is_what_unicode_calls_alphanumeric() {
    assert!(('\0'..=char::MAX).all(|c| is_content(c) == c.is_alphanumeric()));
}

#[test]
fn common_characters_fold_as_nfkc_has_them() {
    for c in '\0'..=char::MAX {
        if let Some(folded) = width::fold_common(c.encode_utf8(&mut [0; 4]), true) {
            assert!(width::fold(c.encode_utf8(&mut [0; 4])).eq([folded]), "{c:?}");
        }
    }
}

#[test]
fn no_ideograph_has_another_form() {
    let changed = |c: &char| is_nfkc_quick(once(*c)) != IsNormalized::Yes;
    assert_eq!(('\u{4E00}'..='\u{9FFF}').find(changed), None);
}

#[test]
fn a_text_that_would_fold_to_more_than_a_map_can_tell_is_folded_as_far_as_there_is_room() {
    let normalizer = Normalizer::new(Rules::default());
    // U+FDFA folds to ten times its bytes, and İ to one more.
    let original = "\u{FDFA}İ\u{3300}甲".repeat(50);
    let whole = normalizer.normalize(&original);
    assert!(whole.text.len() > 3 * original.len());
    for most in [original.len(), original.len() + 40, 2 * original.len(), whole.text.len()] {
        let Normalized { text, map } = normalizer.normalize_to(&original, most);
        assert!(text.len() <= most && text.len() + 40 > most, "{} of {most}", text.len());
        assert_eq!(map.original(0..text.len()), 0..original.len());
        assert!(text.ends_with('甲'));
    }
    assert_eq!(normalizer.normalize_to(&original, whole.text.len()), whole);
}
