//! Lines that are taken out, put in and moved, many of which have no mark at their end.

use super::*;

/// A notice: title, greeting, headings, sentences and list items.
const NOTICE: [&str; 16] = [
    "关于做好春季植树造林工作的通知",
    "各乡镇人民政府",
    "工作目标",
    "全年完成造林一千二百亩，成活率不得低于九成。新造林地要当年见绿。",
    "各村要把任务落实到山头地块，三月底以前全部完成整地。",
    "补助标准",
    "符合下列条件之一的造林大户，经村里公示以后可以申请苗木补助：",
    "（一）集中连片造林五十亩以上并订有管护合同的；",
    "（二）在水土流失严重的坡地上种植生态林的农户；",
    "（三）自筹资金修建防火道路和蓄水池的林业合作社；",
    "本通知所说的造林大户不包括国有林场",
    "保障措施",
    "林业站要选派技术员包村指导，苗木出圃以前逐批检疫。",
    "气象部门发布大风预报以后立即停止一切野外用火",
    "附件：造林任务分配表",
    "县绿化委员会办公室",
];

fn text(lines: &[&str], end: &str) -> String {
    lines.iter().flat_map(|line| [line, end]).collect()
}

/// The classes of all operations but those in layout, with what they take out and put in.
fn visible(a: &str, b: &str) -> Vec<(EditClass, String, String)> {
    let bare = |text: &str| text.chars().filter(|&c| !is_layout(c)).collect::<String>();
    let shown = changes(a, b).into_iter().filter(|change| change.0 != EditClass::Layout);
    shown.map(|(class, a, b)| (class, bare(a), bare(b))).collect()
}

/// Where one of `lines` is left out, all others are equal, whatever the line ends are.
fn check_left_out(lines: &[&str], out: usize, end: &str) -> Result<(), TestCaseError> {
    let mut rest = lines.to_vec();
    let line = rest.remove(out);
    let (a, b) = (text(lines, end), text(&rest, end));
    let found = compared(&a, &b);
    prop_assert_eq!(found.copy_b.0, found.copy_b.1, "{:?}", visible(&a, &b));
    prop_assert_eq!(found.copy_a.1 - found.copy_a.0, content(line));
    prop_assert!(found.ops.iter().all(|op| op.kind == OpKind::Delete), "{:?}", visible(&a, &b));
    prop_assert!(
        found.ops.iter().all(|op| op.class != EditClass::Wording),
        "{:?}",
        visible(&a, &b)
    );
    let back = compared(&b, &a);
    prop_assert_eq!((back.copy_a, back.copy_b), (found.copy_b, found.copy_a));
    Ok(())
}

#[test]
fn a_line_left_out_leaves_all_others_equal() {
    for end in ["\n", "\n\n", "\r\n\u{3000}\u{3000}", "\u{2028}"] {
        for out in 0..NOTICE.len() {
            check_left_out(&NOTICE, out, end).unwrap();
        }
    }
}

#[test]
fn a_paragraph_after_a_heading_is_taken_out_alone() {
    let mut rest = NOTICE.to_vec();
    let line = rest.remove(3);
    let (a, b) = (text(&NOTICE, "\n"), text(&rest, "\n"));
    assert_eq!(visible(&a, &b), [(EditClass::Paragraph, line.to_owned(), String::new())]);
    let heading = rest.remove(2);
    let (a, b) = (b, text(&rest, "\n"));
    assert_eq!(visible(&a, &b), [(EditClass::Paragraph, heading.to_owned(), String::new())]);
}

/// None of the lines stands in the other text, and the heading is a line nevertheless.
#[test]
fn a_heading_left_out_of_wrapped_text_is_a_line() {
    let wrapped: Vec<String> =
        NOTICE[3].chars().collect::<Vec<_>>().chunks(13).map(String::from_iter).collect();
    let wrapped = [NOTICE[4], NOTICE[2], &wrapped.join("\n")].join("\n");
    let heading = (EditClass::Paragraph, NOTICE[2].to_owned(), String::new());
    assert_eq!(visible(&wrapped, &text(&[NOTICE[4], NOTICE[3]], "\n")), [heading]);
}

#[test]
fn a_line_moved_is_one_move() {
    for (from, to) in [(6, 10), (7, 13), (12, 4), (4, 14), (9, 1)] {
        let mut moved = NOTICE.to_vec();
        let line = moved.remove(from);
        moved.insert(to, line);
        let (a, b) = (text(&NOTICE, "\n\n"), text(&moved, "\n\n"));
        let found = compared(&a, &b);
        assert_eq!(found.copy_b.0, found.copy_b.1, "{:?}", visible(&a, &b));
        let shown = visible(&a, &b);
        assert!(
            shown.len() == 2 && shown.iter().all(|change| change.0 == EditClass::Move),
            "{shown:?}"
        );
        assert!(shown.iter().any(|change| change.1 == line));
    }
}

#[test]
fn rows_of_a_table_in_reverse_order_are_the_same_text() {
    let row = |n: usize| {
        format!("第{n}号林场\t管护面积{}亩的公益林\t护林员{}人\t检查合格", n * 37, n % 5 + 1)
    };
    let rows: Vec<String> = (1..=24).map(row).collect();
    let reversed: Vec<&String> = rows.iter().rev().collect();
    let (a, b) =
        (rows.join("\n"), reversed.iter().map(|row| row.as_str()).collect::<Vec<_>>().join("\n"));
    let found = compared(&a, &b);
    assert_eq!(found.relation, Relation::Reordered);
    assert_eq!(found.copy_b.0, found.copy_b.1, "{:?}", visible(&a, &b));
}

/// Each sentence is looked at for line ends by itself: 40,000 times the whole text would not end.
#[test]
fn many_sentences_that_one_side_has_cost_their_length() {
    let sentences = |c: char| format!("{c}日种树。").repeat(40_000);
    let (a, b) = (sentences('春'), sentences('秋'));
    let (a, b) =
        (Prepared::new(&a, NORMALIZER.normalize(&a)), Prepared::new(&b, NORMALIZER.normalize(&b)));
    let (mut of_a, mut of_b) = (View::whole(&a), View::whole(&b));
    super::super::lines::cut(&mut of_a, &mut of_b);
    assert_eq!([of_a.len(), of_b.len()], [40_000, 40_000]);
}

/// A line without or with a mark at its end, and rows of a table.
fn line() -> impl Strategy<Value = String> {
    let words = "[春耕生产种子化肥农机水利防汛抗旱]{1,30}";
    prop_oneof![
        3 => words.prop_map(|words| words + "。"),
        1 => (words, words).prop_map(|(one, other)| one + "，" + &other + "；"),
        2 => words.prop_map(String::from),
        1 => "[春耕生产]{2,3} [0-9]{1,4} [0-9]{1,4}",
        1 => words.prop_map(|words| words + "："),
    ]
}

proptest! {
    #[test]
    fn one_of_any_lines_left_out_leaves_all_others_equal(
        lines in prop::collection::vec(line(), 1..40),
        out in any::<prop::sample::Index>(),
    ) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        check_left_out(&lines, out.index(lines.len()), "\n")?;
    }

    #[test]
    fn one_of_any_lines_moved_leaves_all_others_equal(
        lines in prop::collection::vec(line(), 2..40),
        (from, to) in any::<[prop::sample::Index; 2]>().prop_map(|[from, to]| (from, to)),
    ) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let mut moved = lines.clone();
        let line = moved.remove(from.index(lines.len()));
        moved.insert(to.index(lines.len()), line);
        let (a, b) = (text(&lines, "\n"), text(&moved, "\n"));
        let found = compared(&a, &b);
        // Of less than 20 characters there is no move, and two lines that change places are one or the other.
        let most = content(line).max(19);
        prop_assert!(found.copy_a.1 - found.copy_a.0 <= most, "{:?}", visible(&a, &b));
        prop_assert!(found.ops.iter().all(|op| op.class != EditClass::Wording), "{:?}", visible(&a, &b));
    }
}

#[test]
fn what_is_left_on_both_sides_beside_a_move_is_no_difference() {
    let title = "青山县人民代表大会常务委员会议事规程\n";
    let passed = "2006年8月27日 青山县第十届人民代表大会常务委员会第二十三次会议通过\n";
    let again = "2024年11月8日 青山县第十四届人民代表大会常务委员会第十二次会议修正\n";
    let same = ["，依照法律，制定本规程。\n", "第二条 常务委员会依照有关法律的规定行使监督职权。"];
    let first = "保障县人民代表大会常务委员会和各乡镇人民代表大会主席团依法行使监督职权，";
    let a = format!(
        "{title}{passed}第一章 总则\n第一条 为{first}发展社会主义民主，推进依法治县{}{}",
        same[0], same[1]
    );
    let b = format!(
        "{passed}{again}{}第一条 为了{first}坚持好、完善好、运行好人民代表大会制度，\
        发展社会主义民主政治，推进全面依法治县{}{}",
        title.replace("会议", "会 议"),
        same[0],
        same[1]
    );
    let found = compared(&a, &b);
    let equal = |op: &&Op| a[op.a.clone()] == b[op.b.clone()];
    assert_eq!(found.ops.iter().find(equal), None);
    assert_eq!(found.apply(&a, &b), b);
}
