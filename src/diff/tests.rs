//! The promises of a comparison on any pair, and one realistic change of each class.

use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::normalize::{Normalizer, Rules, is_content, is_layout};
use crate::stock::Stock;
use crate::tokenize::{Jieba, Tokenizer};

mod kinds;
mod lines;
mod lopsided;
mod marks;

static NORMALIZER: LazyLock<Normalizer> = LazyLock::new(|| Normalizer::new(Rules::default()));
static JIEBA: LazyLock<Tokenizer> = LazyLock::new(|| Tokenizer::Jieba(Box::new(Jieba::new(false))));

fn compared(a: &str, b: &str) -> Comparison {
    let prepare = |text| Prepared::new(text, NORMALIZER.normalize(text));
    compare(&prepare(a), &prepare(b), &|piece| JIEBA.words(piece))
}

fn content(text: &str) -> usize {
    NORMALIZER.comparison_text(text).chars().filter(|&c| is_content(c)).count()
}

/// Classes with both texts.
fn changes<'t>(a: &'t str, b: &'t str) -> Vec<(EditClass, &'t str, &'t str)> {
    let ops = compared(a, b).ops;
    ops.into_iter().map(|op| (op.class, &a[op.a], &b[op.b])).collect()
}

const SPEECH: &str = "同志们:今天召开全县春耕备耕动员大会,主要任务是安排部署当前农业生产。\n\
    一、把握形势,增强做好春耕工作的紧迫感。去年全县粮食总产达到三十二万吨,农民收入稳步增长。\n\
    二、突出重点,确保种子化肥供应充足。各乡镇要逐村逐户摸清底数,把缺口补上来。\n\
    三、加强领导,层层压实责任。农业局要派出技术员驻村指导,帮助群众解决实际困难。\n";

proptest! {
    #[test]
    fn content_between_two_places_is_what_a_walk_counts(
        text in "[云溪县,。!？ a1\n]{0,900}",
        places in prop::collection::vec((0_usize..901, 0_usize..901), 0..20),
    ) {
        let prepared = Prepared::new(&text, NORMALIZER.normalize(&text));
        let text = prepared.text();
        let mut starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        starts.push(text.len());
        let all = (0, starts.len() - 1);
        for (one, other) in places.into_iter().chain([all]) {
            let [one, other] = [one, other].map(|place| starts[place.min(starts.len() - 1)]);
            let bytes = one.min(other)..one.max(other);
            let naive = text[bytes.clone()].chars().filter(|&c| is_content(c)).count();
            prop_assert_eq!(prepared.content_at(&bytes), naive);
        }
    }
}

#[test]
fn equal_texts_have_no_operation_and_full_ratios() {
    let found = compared(SPEECH, SPEECH);
    assert_eq!((found.ops.len(), found.relation), (0, Relation::Identical));
    assert_eq!(found.copy_a.0, found.copy_a.1);
    assert_eq!(found.longest_run(), found.copy_a.1);
}

#[test]
fn a_line_end_inside_a_word_is_layout() {
    let wrapped = SPEECH.replace("春耕备耕", "春耕备\n耕").replace("。\n", "。");
    let found = compared(SPEECH, &wrapped);
    assert!(found.ops.iter().all(|op| op.class == EditClass::Layout), "{:?}", found.ops);
    assert_eq!(found.relation, Relation::LayoutOnly);
    assert_eq!(found.copy_b.0, found.copy_b.1);
}

#[test]
fn width_and_script_are_form_and_quotes_are_punctuation() {
    assert_eq!(changes("农业生产很重要", "農業生产很重要"), [(EditClass::Form, "农业", "農業")]);
    assert_eq!(
        changes("共3000人参加", "共３０００人参加"),
        [(EditClass::Form, "3000", "３０００")]
    );
    let apart = changes("共3,0 00人参加", "共３,０ ００人参加");
    let form = |old, new| (EditClass::Form, old, new);
    assert_eq!(apart, [form("3", "３"), form("0", "０"), form("00", "００")]);
    let layout = (EditClass::Layout, " ", "\n");
    let apart = changes("共30 00人参加", "共３０\n００人参加");
    assert_eq!(apart, [form("30", "３０"), layout, form("00", "００")]);
    assert_eq!(compared("开会,讨论。", "开会，讨论。").relation, Relation::PunctuationOnly);
    let quotes = changes("要“三个好”,", "要\"三个好\",");
    assert!(quotes.iter().all(|change| change.0 == EditClass::Punctuation), "{quotes:?}");
}

#[test]
fn numbers_change_as_wholes() {
    let number = |a: &'static str, b: &'static str| {
        let found = changes(a, b);
        assert_eq!(found.len(), 1, "{found:?}");
        found[0]
    };
    use EditClass::Number;
    assert_eq!(number("第十九届大会胜利召开", "第二十届大会胜利召开"), (Number, "十九", "二十"));
    assert_eq!(number("在2019年取得成绩", "在2020年取得成绩"), (Number, "2019年", "2020年"));
    assert_eq!(
        number("试点铺开。~年上半年,评定", "试点铺开。2006年上半年,评定"),
        (Number, "~年", "2006年")
    );
    assert_eq!(number("比上年增长5%左右", "比上年增长8%左右"), (Number, "5%", "8%"));
}

#[test]
fn words_names_and_sentences() {
    let words = SPEECH.replace("稳步增长", "明显提高");
    let found = changes(SPEECH, &words);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, EditClass::Wording);
    let name = SPEECH.replace("农业局", "水利局");
    assert_eq!(changes(SPEECH, &name)[0].0, EditClass::Name);
    let sentence = SPEECH.replace("把缺口补上来。", "把缺口补上来。供销社要敞开供应,不得抬价。");
    assert_eq!(
        changes(SPEECH, &sentence),
        [(EditClass::Sentence, "", "供销社要敞开供应,不得抬价。")]
    );
}

/// A character that a scanner takes for another comes again as a name does, and makes no template.
#[test]
fn what_a_scanner_mistakes_again_and_again_is_no_name() {
    let text =
        "会议总结了工作,肯定了成绩,指出了问题。王某作了发言,张同志介绍了经验。会后王某走访了农户。"
            .repeat(3);
    let noise = text.replacen('了', "丁", 4);
    let found = changes(&text, &noise);
    assert_eq!(found.len(), 4);
    assert!(found.iter().all(|&(class, ..)| class == EditClass::Wording), "{found:?}");
    assert_ne!(compared(&text, &noise).relation, Relation::SameTemplate);
    // In a word too, where the word stands elsewhere in the same text; one that is changed throughout is a name.
    let own =
        "要管好自己,管好自己的家人。\n做好自己的工作,走好自己的路,对得起自己。".to_owned() + &text;
    let (noise, renamed) = (own.replacen("自己", "自已", 4), own.replace("自己", "自强"));
    assert_eq!(changes(&own, &noise), [(EditClass::Wording, "自己", "自已"); 4]);
    assert_eq!(changes(&own, &renamed), [(EditClass::Name, "自己", "自强"); 5]);
    for (one, other) in [("王某", "李某"), ("王某", "郗某")] {
        let renamed = text.replace(one, other);
        let found = changes(&text, &renamed);
        assert!(found.iter().all(|&(class, ..)| class == EditClass::Name), "{found:?}");
        assert_eq!(compared(&text, &renamed).relation, Relation::SameTemplate);
    }
}

#[test]
fn broken_tags_are_debris() {
    let tagged = |tag: &str| SPEECH.replace("稳步增长。", &format!("稳步增长。{tag}"));
    let found = compared(&tagged("<SpAN lang=EN-US>"), &tagged("ANlang=EN-Ugt;"));
    assert!(!found.ops.is_empty());
    assert!(found.ops.iter().all(|op| op.class == EditClass::Debris), "{:?}", found.ops);
}

#[test]
fn a_text_that_breaks_off_is_truncated_once_and_an_excerpt() {
    let tail = "供销部门要提前备货。水利部门要检修渠系。气象部门要及时预报。信用社要备足资金。\n\
        交通运输单位对种子化肥优先装运。公安派出所严厉打击制售假劣农资的行为。新闻媒体宣传先进典型。\n\
        各村党支部书记是第一责任人,每周向镇里报告一次进度。县委督查室月底逐镇检查,结果全县通报。\n";
    let long = format!("{SPEECH}另外,再强调几点意见,请大家认真领会。{tail}");
    let cut = SPEECH.len() + "另外,再强调".len();
    let found = compared(&long, &long[..cut]);
    assert_eq!(found.ops.len(), 1, "{:?}", found.ops);
    assert_eq!(found.ops[0].class, EditClass::Truncation);
    assert_eq!(found.ops[0].a, cut..long.len());
    assert_eq!(found.relation, Relation::ExcerptOf);
    assert_eq!(compared(&long[..cut], &long).relation, Relation::Extends);
}

#[test]
fn a_moved_paragraph_is_one_move() {
    let paragraphs: Vec<&str> = SPEECH.lines().collect();
    let moved = [paragraphs[0], paragraphs[2], paragraphs[1], paragraphs[3]].join("\n");
    let found = compared(SPEECH, &moved);
    let moves: Vec<_> = found.ops.iter().filter(|op| op.class == EditClass::Move).collect();
    assert_eq!(moves.len(), 2, "{:?}", found.ops);
    assert_eq!(moves[0].move_id, moves[1].move_id);
    assert_eq!(found.relation, Relation::Reordered);
    assert_eq!(found.copy_a.0, found.copy_a.1);
}

#[test]
fn what_was_changed_in_a_moved_paragraph_is_told_and_counts() {
    let block = "农技站要把良种良法送到田间地头。每个村都要办好一块示范田。\
        各乡镇要逐村逐户摸清底数,把三处缺口补上来。\n";
    let edited = block.replace("逐村逐户", "挨家挨户").replace("三处", "五处");
    let lines: Vec<&str> = SPEECH.split_inclusive('\n').collect();
    let a = [lines[0], block, lines[1], lines[3]].concat();
    let b = [lines[0], lines[1], lines[3], &edited].concat();
    let found = compared(&a, &b);
    let inside: Vec<_> =
        found.inside.iter().map(|op| (op.class, &a[op.a.clone()], &b[op.b.clone()])).collect();
    assert_eq!(
        inside,
        [(EditClass::Wording, "逐村逐户", "挨家挨户"), (EditClass::Number, "三", "五")],
        "{:?}",
        found.ops
    );
    assert!(found.inside.iter().all(|op| op.move_id == Some(1)));
    let (copied, all) = found.copy_a;
    assert_eq!((all - copied, found.copy_b.1 - found.copy_b.0), (5, 5));
    let leaves = found.ops.iter().filter(|op| !found.inside_of(op).is_empty());
    assert_eq!(leaves.count(), 1);
}

#[test]
fn stock_sentences_are_left_out_of_both_ratios() {
    let stock_sentence = "让我们更加紧密地团结起来,为夺取全年丰收而努力奋斗!";
    let a = format!("{SPEECH}{stock_sentence}");
    let b = format!(
        "今年的防汛工作要早安排。去年全县粮食总产达到三十二万吨,农民收入减少。{stock_sentence}"
    );
    let prepare = |text| Prepared::new(text, NORMALIZER.normalize(text));
    let ids = prepare(stock_sentence).stock_ids();
    let stock = |ids: &[u64]| Stock::among(ids, &[(); 500], |()| ids.to_vec()).expect("enough");
    let with = |ids: &[u64]| {
        let side = |text| prepare(text).with_stock(&stock(ids));
        compare(&side(&a), &side(&b), &|piece| JIEBA.words(piece))
    };
    let (none, found) = (with(&[]), with(&ids));
    assert_eq!((none.own_a, none.own_b), (Some(none.copy_a), Some(none.copy_b)));
    let (copied, all) = found.copy_b;
    let length = content(stock_sentence);
    assert!(length > 20 && copied > length);
    assert_eq!(found.own_b, Some((copied - length, all - length)));
    let (copied, all) = found.copy_a;
    assert_eq!(found.own_a, Some((copied - length, all - length)));
    assert_eq!(compared(&a, &b).own_a, None);
}

#[test]
fn runs_are_counted_from_a_length_on() {
    let found = compared("全县上下要统一思想,真抓实干。", "全县各级要统一思想,真抓实干。");
    assert_eq!((found.runs.clone(), found.longest_run()), (vec![2, 9], 9));
    assert_eq!([2, 3, 9, 10].map(|least| found.runs_from(least)), [2, 1, 1, 0]);
}

#[test]
fn another_county_is_the_same_template() {
    let other =
        SPEECH.replace("三十二万", "四十一万").replace("农业局", "水务局").replace("三、", "四、");
    assert_eq!(compared(SPEECH, &other).relation, Relation::SameTemplate);
}

#[test]
fn hostile_sizes_end() {
    let same = "好".repeat(20_000);
    let lines = "谢谢大家。".repeat(5_000);
    for (a, b) in [(&same[..], &lines[..]), (&lines, &lines[15..]), ("", &same), (&same, "")] {
        assert_eq!(compared(a, b).apply(a, b), b);
    }
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        6 => prop::sample::select(SPEECH.split_inclusive(['。', ',', '\n']).collect::<Vec<_>>())
            .prop_map(str::to_owned),
        1 => "[农業村信用社会议１２9a-z]{1,5}",
        1 => "[ \r\n\u{3000}\u{200b}\u{feff}，。“”!?]{1,3}",
        1 => "\\PC{0,4}",
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// `text` with pieces taken out, put in and moved.
fn edited() -> impl Strategy<Value = (String, String)> {
    (text(), text(), any::<[u16; 4]>()).prop_map(|(a, other, places)| {
        let chars: Vec<char> = a.chars().collect();
        let at = |place: u16| usize::from(place) % (chars.len() + 1);
        let mut cuts = places.map(at);
        cuts.sort_unstable();
        let part = |from: usize, to: usize| chars[from..to].iter().collect::<String>();
        let [p, q, r, s] = cuts;
        let new: String = other.chars().take(30).collect();
        let b = part(0, p) + &part(q, r) + &new + &part(p, q) + &part(s, chars.len());
        (a, b)
    })
}

/// The content characters of both sides that the operations change, without those that move along unchanged, and those of a
/// number that has another sign or unit.
fn changed(a: &str, b: &str, found: &Comparison) -> [usize; 2] {
    let kept = [EditClass::Layout, EditClass::Form, EditClass::Punctuation, EditClass::Move];
    let same = |op: &Op| {
        let folded =
            [&a[op.a.clone()], &b[op.b.clone()]].map(|text| NORMALIZER.comparison_text(text));
        classify::same_content(&folded[0], &folded[1])
    };
    let changes = |op: &&Op| !kept.contains(&op.class) && !same(op);
    let changing = || found.ops.iter().chain(&found.inside).filter(changes);
    [
        changing().map(|op| content(&a[op.a.clone()])).sum(),
        changing().map(|op| content(&b[op.b.clone()])).sum(),
    ]
}

/// What leaves A in each move, with the changes inside it, and what arrives in B: content characters only.
fn moved(a: &str, b: &str, found: &Comparison) -> Vec<[String; 2]> {
    let content = |text: &str| {
        NORMALIZER.comparison_text(text).chars().filter(|&c| is_content(c)).collect::<String>()
    };
    let halves = found.ops.iter().filter(|op| op.move_id.is_some());
    let leaving = halves.clone().filter(|op| op.a.len() > op.b.len());
    let pair = |leaves: &Op| {
        let other = |op: &&Op| op.move_id == leaves.move_id && *op != leaves;
        let arrives = halves.clone().find(other).expect("two halves");
        let mut out = String::new();
        let mut at = leaves.a.start;
        for inner in found.inside_of(leaves) {
            out += &content(&a[at..inner.a.start]);
            out += &content(&b[inner.b.clone()]);
            at = inner.a.end;
        }
        [out + &content(&a[at..leaves.a.end]), content(&b[arrives.b.clone()])]
    };
    leaving.map(pair).collect()
}

fn check(a: &str, b: &str) -> Result<(), TestCaseError> {
    let found = compared(a, b);
    prop_assert_eq!(found.apply(a, b), b);
    let swap = |op: &Op| Op { a: op.b.clone(), b: op.a.clone(), ..op.clone() };
    let back = Comparison { ops: found.ops.iter().map(swap).collect(), ..found.clone() };
    prop_assert_eq!(back.apply(b, a), a);
    let (mut at_a, mut at_b) = (0, 0);
    for op in &found.ops {
        prop_assert!(op.a.start >= at_a && op.b.start >= at_b, "{:?}", found.ops);
        prop_assert_eq!(&a[at_a..op.a.start], &b[at_b..op.b.start]);
        prop_assert_ne!(&a[op.a.clone()], &b[op.b.clone()]);
        (at_a, at_b) = (op.a.end, op.b.end);
    }
    prop_assert_eq!(&a[at_a..], &b[at_b..]);
    for [left, arrived] in moved(a, b, &found) {
        prop_assert_eq!(left, arrived);
    }
    // What is copied is the same characters on both sides, and stands in runs.
    prop_assert!(found.copy_a.0 <= found.copy_a.1 && found.copy_b.0 <= found.copy_b.1);
    prop_assert_eq!(found.copy_a.0, found.copy_b.0);
    prop_assert_eq!(found.runs.iter().sum::<usize>(), found.copy_a.0);
    let lost = [found.copy_a.1 - found.copy_a.0, found.copy_b.1 - found.copy_b.0];
    prop_assert_eq!(lost, changed(a, b, &found));
    let visible = |text: &str| text.chars().filter(|&c| !is_layout(c)).collect::<String>();
    if visible(a) == visible(b) && NORMALIZER.comparison_text(a) == NORMALIZER.comparison_text(b) {
        prop_assert!(found.ops.iter().all(|op| op.class == EditClass::Layout), "{:?}", found.ops);
    }
    Ok(())
}

/// Characters that are compared as several, beside these and others of several bytes.
fn pieces() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec!["ﬁ", "f", "i", "㍿", "株", "会社", "一", "!", "。"]);
    prop::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn no_operation_cuts_what_is_compared_as_several_characters(a in pieces(), b in pieces()) {
        check(&a, &b)?;
    }
}

proptest! {
    #[test]
    fn operations_rebuild_both_originals(a in text(), b in text()) {
        check(&a, &b)?;
    }

    #[test]
    fn operations_rebuild_edited_originals((a, b) in edited()) {
        check(&a, &b)?;
        check(&a, &a)?;
    }
}
