//! Collations of small families with known differences.

use std::ops::Range;
use std::sync::LazyLock;

use super::*;
use crate::diff::{Prepared, compare};
use crate::normalize::{Normalizer, Rules};
use crate::tokenize::{Jieba, Tokenizer};

fn comparison(a: &str, b: &str) -> Comparison {
    static NORMALIZER: LazyLock<Normalizer> = LazyLock::new(|| Normalizer::new(Rules::default()));
    static TOKENIZER: LazyLock<Tokenizer> =
        LazyLock::new(|| Tokenizer::Jieba(Box::new(Jieba::new(false))));
    let prepared = |text| Prepared::new(text, NORMALIZER.normalize(text));
    compare(&prepared(a), &prepared(b), &|piece: &str| TOKENIZER.words(piece))
}

/// Calls `check` with a witness for each of `texts`, which are the members 1, 2, …
fn with_witnesses(base: &str, texts: &[&str], check: impl FnOnce(&[Witness<'_>])) {
    let comparisons: Vec<Comparison> = texts.iter().map(|text| comparison(base, text)).collect();
    let witnesses: Vec<Witness<'_>> = texts
        .iter()
        .zip(&comparisons)
        .enumerate()
        .map(|(at, (text, comparison))| Witness { text, comparison, members: vec![at + 1] })
        .collect();
    check(&witnesses);
}

const BASE: &str = "在清河县工作会议上的讲话\n同志们：今天清河县召开2018年工作会议，总结工作，部署任务。\
    全县完成投资3亿元，比上年增长12%。我们要提高认识，加强领导，落实责任。清河县的干部要带头苦干。\
    谢谢大家！\n";

#[test]
fn places_that_vary_become_typed_slots() {
    let next = BASE.replace("2018年", "2019年").replace("12%", "15%");
    let other = BASE.replace("清河县", "临江县").replace("2018年", "2020年");
    with_witnesses(BASE, &[&next, &other], |witnesses| {
        let slots = slots(BASE, witnesses, 1);
        let place = &slots[0];
        assert_eq!((place.kind, place.places.len()), (SlotKind::Place, 3), "{slots:#?}");
        assert_eq!(&BASE[place.places[0].clone()], place.fillers[0].text);
        assert_eq!((place.fillers[0].count, place.fillers[1].count), (3, 1));
        assert_eq!(place.fillers[1].members, [2]);
        let year = &slots[1];
        let texts: Vec<&str> = year.fillers.iter().map(|filler| filler.text.as_str()).collect();
        assert_eq!((year.kind, texts), (SlotKind::Year, vec!["2018年", "2019年", "2020年"]));
        assert_eq!(slots[2].kind, SlotKind::Number);
        assert_eq!(slots.len(), 3);
    });
}

#[test]
fn words_and_figures_that_meet_are_two_slots() {
    let base = BASE.replace("清河县召开2018年", "召开清河县2018年");
    let other = base.replace("清河县2018年", "临江县2020年").replace("清河县", "临江县");
    let next = base.replace("2018年", "2019年");
    with_witnesses(&base, &[&other, &next], |witnesses| {
        let slots = slots(&base, witnesses, 0);
        assert_eq!(slots.len(), 2, "{slots:#?}");
        assert_eq!((slots[0].kind, slots[0].places.len()), (SlotKind::Place, 3));
        assert_eq!((slots[1].kind, slots[1].fillers.len()), (SlotKind::Year, 3));
    });
}

#[test]
fn a_member_without_the_sentence_lacks_its_slots() {
    let next = BASE.replace("3亿元", "5亿元");
    let shorter = BASE.replace("全县完成投资3亿元，比上年增长12%。", "");
    with_witnesses(BASE, &[&next, &shorter], |witnesses| {
        let slots = slots(BASE, witnesses, 0);
        assert_eq!(slots.len(), 1, "{slots:#?}");
        assert_eq!(slots[0].lacking, 1);
        assert_eq!((slots[0].fillers[0].count, slots[0].fillers[1].count), (1, 1));
    });
}

#[test]
fn sentences_are_kept_changed_or_lacking() {
    let next = BASE.replace("3亿元", "5亿元").replace("谢谢大家！", "谢谢大家，请多批评！");
    let same = BASE.replace("，", ",").replace('\n', "\r\n");
    let shorter = BASE.replace("清河县的干部要带头苦干。", "");
    let longer = format!("{BASE}会后请各乡镇抓紧传达，并把贯彻的情况报县委办公室。\n");
    with_witnesses(BASE, &[&next, &same, &shorter, &longer], |witnesses| {
        let found = coverage(BASE, witnesses, 5);
        let counts: Vec<_> = found.sentences.iter().map(|s| (s.keep, s.change, s.lack)).collect();
        assert_eq!(
            counts,
            [(9, 0, 0), (9, 0, 0), (8, 1, 0), (9, 0, 0), (8, 0, 1), (8, 1, 0)],
            "{found:#?}"
        );
        assert_eq!(found.sentences[2].readings[0].members, [1]);
        assert_eq!(found.sentences[2].readings[0].changes[0].text, "5亿");
        assert_eq!(found.additions.len(), 1);
        assert_eq!(
            (found.additions[0].at, &found.additions[0].members[..]),
            (BASE.len(), &[4][..])
        );
    });
}

#[test]
fn the_same_reading_is_counted_once() {
    let next = BASE.replace("3亿元", "5亿元");
    let wrapped = next.replace("部署任务", "部署\n任务");
    let other = BASE.replace("3亿元", "7亿元");
    with_witnesses(BASE, &[&other, &next, &wrapped], |witnesses| {
        let found = coverage(BASE, witnesses, 0);
        let readings = &found.sentences[2].readings;
        assert_eq!(readings.len(), 2, "{readings:#?}");
        assert_eq!(readings[0].members, [2, 3]);
        assert_eq!(readings[1].members, [1]);
    });
}

fn check(text: &str, expected: &[&str]) {
    let ranges: Vec<Range<usize>> = sentences(text);
    let found: Vec<&str> = ranges.into_iter().map(|range| &text[range]).collect();
    assert_eq!(found, expected);
}

#[test]
fn sentences_follow_each_other_without_gaps() {
    check("", &[]);
    check(
        "标题\n同志们：今天开会，很重要。谢谢！",
        &["标题\n", "同志们：今天开会，很重要。", "谢谢！"],
    );
    check("他说：“好。”\n\n再见", &["他说：“好。”\n\n", "再见"]);
    check(
        "一二三四五六七八\n九十一二三四五六\n七八。",
        &["一二三四五六七八\n九十一二三四五六\n七八。"],
    );
    check("粮食增产.\n一.明年再增.“好.”走", &["粮食增产.\n", "一.明年再增.", "“好.”", "走"]);
    check("粮食增产．明年再增", &["粮食增产．", "明年再增"]);
    check("增长3.5倍,见表.x和附件...没了", &["增长3.5倍,见表.x和附件...没了"]);
    check("附件．．．没了", &["附件．．．没了"]);
    let long = "字".repeat(450);
    assert_eq!(sentences(&long).len(), 3);
}

proptest::proptest! {
    #[test]
    fn sentences_are_the_text(text in "(\\PC|[。，\n\r”]){0,80}") {
        let found: String = sentences(&text).into_iter().map(|range| &text[range]).collect();
        proptest::prop_assert_eq!(found, text);
    }

    /// Whatever the texts are, the counts of a sentence and of a slot add up.
    #[test]
    fn counts_add_up(
        a in "[甲乙。，12年县]{0,30}", b in "[甲乙。，12年县]{0,30}", c in "[甲乙。，12年县]{0,30}"
    ) {
        with_witnesses(&a, &[&b, &c], |witnesses| {
            for sentence in coverage(&a, witnesses, 2).sentences {
                assert_eq!(sentence.keep + sentence.change + sentence.lack, 4);
                let read: usize = sentence.readings.iter().map(|r| r.members.len()).sum();
                assert_eq!(read, sentence.change);
            }
            for slot in slots(&a, witnesses, 2) {
                let counted: usize = slot.fillers.iter().map(|filler| filler.count).sum();
                assert_eq!(counted + slot.lacking, 5, "{slot:?}");
            }
        });
    }
}
