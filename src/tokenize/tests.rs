//! The contract of every tokenizer, and what jieba makes of speech.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

static TOKENIZERS: LazyLock<[Tokenizer; 3]> = LazyLock::new(|| {
    [
        Tokenizer::Jieba(Box::new(Jieba::new(false))),
        Tokenizer::Jieba(Box::new(Jieba::new(true))),
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
