//! The contract of every tokenizer, and what jieba makes of speech.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::error::Lang;

static TOKENIZERS: LazyLock<[Tokenizer; 3]> = LazyLock::new(|| {
    [
        Tokenizer::Jieba(Box::new(Jieba::eager(false))),
        Tokenizer::Jieba(Box::new(Jieba::eager(true))),
        Tokenizer::Chars,
    ]
});

fn words(tokenizer: &Tokenizer, text: &str) -> Vec<String> {
    let spans = tokenizer.tokenize(text, Keep::Content);
    spans.into_iter().map(|span| span.of(text).to_owned()).collect()
}

#[test]
fn punctuation_borders_tokens() {
    assert_eq!(
        words(&TOKENIZERS[0], "统一思想,提高认识。(一)tidb 5.7"),
        ["统一", "思想", "提高认识", "一", "tidb", "5", "7"]
    );
    let all = TOKENIZERS[0].tokenize("好,的", Keep::Punctuation);
    assert_eq!(all.len(), 3);
}

#[test]
fn a_user_dictionary_adds_words() {
    let mut jieba = Jieba::new(false);
    jieba.add_words(&mut "清河湾县 100000 ns\n".as_bytes()).expect("a good dictionary");
    assert_eq!(words(&Tokenizer::Jieba(Box::new(jieba)), "清河湾县召开会议")[0], "清河湾县");
    let broken = Jieba::new(false).add_words(&mut "词 不是数\n".as_bytes());
    assert!(broken.expect_err("a bad frequency").to_string().contains("expected lines"));
}

#[test]
fn words_and_frequencies_of_a_dictionary_have_a_limit() {
    let add = |line: &str| Jieba::new(false).add_words(&mut format!("好词 3\n{line}\n").as_bytes());
    assert_eq!(add(&"一".repeat(64)), Ok(()));
    assert_eq!(add("词 4294967295 n"), Ok(()));
    assert_eq!(add(&"一".repeat(65)), Err(DictError::LongWord(2)));
    for line in ["词 4294967296", "词 18446744073709551615 n"] {
        assert_eq!(add(line), Err(DictError::Frequent(2)), "{line}");
    }
    assert!(DictError::Frequent(2).message(Lang::Zh).contains("第 2 行的词频超过 4294967295"));
}

proptest! {
    #[test]
    fn spans_are_ordered_disjoint_and_hold_all_content(text in "(\\PC|[农村信用社，。\n a-z0-9%.-]){0,60}") {
        for tokenizer in TOKENIZERS.iter() {
            for keep in [Keep::Content, Keep::Punctuation] {
                let mut end = 0;
                for span in tokenizer.tokenize(&text, keep) {
                    prop_assert!(span.start >= end && span.end > span.start);
                    prop_assert!(text.get(span.start as usize..span.end as usize).is_some());
                    let between = &text[end as usize..span.start as usize];
                    prop_assert!(!between.chars().any(is_content), "lost {between:?}");
                    end = span.end;
                }
                prop_assert!(!text[end as usize..].chars().any(is_content));
            }
        }
    }
}

/// Words of the dictionary, sentence ends and other marks, Latin words and numbers, line ends, traditional characters.
const PROSE: &str = "(农村信用社|提高认识|各位领导|同志们|統一思想|[\u{4e00}-\u{9fff}]|[a-z0-9+#&._%-]{1,9}|[。!?;,、:“”《》() ]|。\r?\n|\\PC){0,120}";

fn all_words(tokenizer: &Tokenizer, text: &str) -> Vec<Span> {
    tokenizer.tokenize(text, Keep::Punctuation)
}

/// jieba with words in its dictionary that hold marks, which its segmentation never looks for.
static WITH_MARKS: LazyLock<Tokenizer> = LazyLock::new(|| {
    let mut jieba = Jieba::new(false);
    let words = "同志们。农村 9000000 n\n。提高 9000000 n\n领导;同志 9000000\n。 9000000\n";
    jieba.add_words(&mut words.as_bytes()).expect("a good dictionary");
    Tokenizer::Jieba(Box::new(jieba))
});

proptest! {
    /// What the cutting of texts into pieces rests on.
    #[test]
    fn a_text_can_be_cut_after_any_mark(text in PROSE) {
        for tokenizer in [&TOKENIZERS[0], &TOKENIZERS[1], &*WITH_MARKS] {
            let whole = all_words(tokenizer, &text);
            for (at, mark) in text.char_indices().filter(|&(_, c)| !is_part_of_words(c) && c != '\r') {
                let end = at + mark.len_utf8();
                let mut parts = all_words(tokenizer, &text[..end]);
                let moved = |span: Span| Span { start: span.start + end as u32, end: span.end + end as u32 };
                parts.extend(all_words(tokenizer, &text[end..]).into_iter().map(moved));
                prop_assert_eq!(&parts, &whole, "cut after {:?} at {}", mark, at);
            }
        }
    }

    /// Sentences in any order and as often as they come: the memo has seen some of them, or all.
    #[test]
    fn a_document_has_the_words_of_its_text(
        sentences in prop::collection::vec("[农村信用社工作会议提高认识a-z0-9,、.]{10,60}[。!?;]", 1..12),
        order in prop::collection::vec(any::<prop::sample::Index>(), 0..80),
        rest in PROSE,
    ) {
        let text: String = order.iter().map(|index| index.get(&sentences).as_str()).collect();
        let text = text + &rest;
        for tokenizer in TOKENIZERS.iter() {
            for keep in [Keep::Content, Keep::Punctuation] {
                let plain = tokenizer.tokenize(&text, keep);
                for _ in 0..3 {
                    prop_assert_eq!(tokenizer.tokenize_document(&text, keep), plain.as_slice());
                }
            }
        }
    }

    #[test]
    fn pieces_are_the_text_and_long_enough(text in PROSE, bytes in 0..300_usize) {
        let pieces: Vec<&str> = pieces::pieces(&text).collect();
        prop_assert_eq!(pieces.concat(), text.as_str());
        for piece in pieces.iter().rev().skip(1) {
            prop_assert!(piece.len() >= pieces::SHORTEST && piece.ends_with(['。', ';', '?']));
        }
        let blocks = pieces::blocks(&text, bytes, |_| None);
        prop_assert_eq!(blocks.concat(), text.as_str());
        for pair in blocks.windows(2) {
            prop_assert!(pair[0].len() >= bytes);
            // Nothing is cut where words are looked for, nor between a carriage return and a line feed.
            let last = pair[0].chars().next_back().expect("not empty");
            prop_assert!(!is_part_of_words(last) && last != '\r');
        }
    }
}

/// A dictionary with a word of the greatest length, and with one that overlaps itself, so that it leaves no place to cut.
static LONG_WORDS: LazyLock<jieba_rs::Jieba> = LazyLock::new(|| {
    let mut jieba = jieba_rs::Jieba::new();
    let words = format!("{} 9 n\n啊啊 9 n\n", "农".repeat(pieces::LONGEST_WORD));
    jieba.load_dict(&mut words.as_bytes()).expect("a good dictionary");
    jieba
});

proptest! {
    /// Against all substrings that stand across the seam.
    #[test]
    fn no_word_stands_across_a_seam(
        parts in prop::collection::vec("(农村信用社|提高认识|中华人民共和国|农{1,70}|[\u{4e00}-\u{9fa5}])", 200..300),
    ) {
        let text = parts.concat();
        let seam = pieces::seam(&LONG_WORDS, &text).expect("a place that no word holds");
        let before = text[..seam].char_indices().rev().map(|(at, _)| at);
        for start in before.take(pieces::LONGEST_WORD) {
            let after = text[seam..].char_indices().map(|(at, c)| seam + at + c.len_utf8());
            for end in after.take(pieces::LONGEST_WORD) {
                prop_assert!(!LONG_WORDS.has_word(&text[start..end]), "{}", &text[start..end]);
            }
        }
    }
}

#[test]
fn a_long_text_without_marks_is_cut_and_has_the_same_words() {
    let sentence = |number: usize| {
        let digits = ["零", "一", "二", "三", "四", "五", "六", "七"];
        format!("第{}条各信用社要提高认识加强领导会后抓好各项工作的落实", digits[number % 7])
    };
    let text: String = (0..20_000).map(sentence).collect();
    let plain = TOKENIZERS[0].tokenize(&text, Keep::Content);
    assert!(TOKENIZERS[0].tokenize_document(&text, Keep::Content) == plain);
    let seam = |near: &str| pieces::seam(&LONG_WORDS, near);
    let blocks = pieces::blocks(&text, 1 << 18, seam);
    assert_eq!((blocks.len(), blocks.concat() == text), (7, true));
    // Where every character may belong to a word with the next one, none is cut.
    let text = "啊".repeat(300_000);
    assert_eq!(pieces::blocks(&text, 1 << 18, seam), [text.as_str()]);
}

/// Whether jieba looks for words in a run of such characters.
fn is_part_of_words(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || "+#&._%-".contains(c)
        || matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{2FA1F}')
}

/// Long enough for several blocks; the memo knows most of it from the third time on.
#[test]
fn a_long_document_has_the_words_of_its_text() {
    let sentence = |number: usize| {
        format!("第{number}条各信用社要提高认识,加强领导;会后抓好第{number}项工作的落实。")
    };
    let text: String = (0..20_000).map(sentence).collect();
    assert!(text.len() > 1 << 20);
    for tokenizer in TOKENIZERS.iter() {
        let plain = tokenizer.tokenize(&text, Keep::Content);
        for _ in 0..3 {
            assert!(tokenizer.tokenize_document(&text, Keep::Content) == plain);
        }
    }
}
