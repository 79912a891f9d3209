//! One real kind of change after another, each in text of our own: what an editor, a scanner, a web page or another
//! year does to a speech.

use super::*;

/// One change in a sentence that is otherwise the same: its class and what it covers.
#[track_caller]
fn one(a: &str, b: &str) -> (EditClass, String, String) {
    let found = changes(a, b);
    assert_eq!(found.len(), 1, "{found:?}");
    (found[0].0, found[0].1.to_owned(), found[0].2.to_owned())
}

#[test]
fn numbers_of_every_kind_change_as_wholes() {
    let cases = [
        ("第十九次村民大会胜利召开", "第二十次村民大会胜利召开", "十九", "二十"),
        ("第十九条水渠修通以后", "第二十一条水渠修通以后", "十九", "二十一"),
        ("这项工作要在二〇二三年完成", "这项工作要在二〇二四年完成", "二〇二三年", "二〇二四年"),
        ("定于三月十五日召开大会", "定于四月八日召开大会", "三月十五日", "四月八日"),
        ("增长百分之十二左右", "增长百分之十九左右", "百分之十二", "百分之十九"),
        ("比上年增长12.5%左右", "比上年增长13.05%左右", "12.5%", "13.05%"),
        ("投入资金1.2亿元用于修路", "投入资金1.35亿元用于修路", "1.2亿", "1.35亿"),
        ("全县有一百二十个村通了车", "全县有一百三十五个村通了车", "一百二十", "一百三十五"),
        ("存款达到9千万元以上", "存款达到11千万元以上", "9千万", "11千万"),
        ("上午8:30准时出发", "上午9:15准时出发", "8:30", "9:15"),
        ("文件编号为第2019-17号", "文件编号为第2020-3号", "2019-17号", "2020-3号"),
        ("下拨1,234万元", "下拨12,345万元", "1,234万", "12,345万"),
        ("下拨1,234元", "下拨1,235元", "1,234", "1,235"),
        ("占百分之三十五点六以上", "占百分之四十点二以上", "百分之三十五点六", "百分之四十点二"),
        ("下降百分之三点五左右", "下降百分之五点一左右", "百分之三点五", "百分之五点一"),
        ("投入三点五亿元修路", "投入四点二亿元修路", "三点五亿", "四点二亿"),
        ("约三分之一的村通了车", "约四分之三的村通了车", "三分之一", "四分之三"),
        ("会议于2018-03-05召开", "会议于2019-11-25召开", "2018-03-05", "2019-11-25"),
        ("会议于2018/3/5召开", "会议于2018/4/15召开", "2018/3/5", "2018/4/15"),
        (
            "定于三月五日上午九点开会",
            "定于四月十五日下午两点半开会",
            "三月五日上午九点",
            "四月十五日下午两点半",
        ),
        ("增幅为+5%左右", "增幅为-5%左右", "+5%", "-5%"),
        ("气温降到-5度以下", "气温降到5度以下", "-5", "5"),
        ("成活率≥60为合格", "成活率≤60为合格", "≥60", "≤60"),
        ("每户补助$500以内", "每户补助¥500以内", "$500", "¥500"),
        ("费率定为5%不变", "费率定为5‰不变", "5%", "5‰"),
        ("每组3-5人", "每组35人", "3-5", "35"),
        ("比例为3:2左右", "比例为32左右", "3:2", "32"),
    ];
    for (a, b, old, new) in cases {
        for (a, b, old, new) in [(a, b, old, new), (b, a, new, old)] {
            let number = (EditClass::Number, old.to_owned(), new.to_owned());
            assert_eq!(one(a, b), number, "{a} → {b}");
            assert_eq!(compared(a, b).relation, Relation::Revised, "{a} → {b}");
        }
    }
}

#[test]
fn the_same_number_otherwise_written_is_none_that_changed() {
    for (a, b) in [
        ("下拨1,234,500元", "下拨1234500元"),
        ("会议于2018-03-05召开", "会议于2018/03/05召开"),
        ("会议于2018.3.5召开", "会议于2018-3-5召开"),
        ("每组3-5人", "每组3~5人"),
        ("要抓紧。- 5个村先动", "要抓紧。5个村先动"),
        ("见附件1.种苗", "见附件1、种苗"),
        ("五、十月各办一次", "五十月各办一次"),
    ] {
        assert_eq!(compared(a, b).relation, Relation::PunctuationOnly, "{a} → {b}");
        assert_eq!(compared(b, a).relation, Relation::PunctuationOnly, "{b} → {a}");
    }
}

/// Three other numbers make another edition, which a curation keeps.
#[test]
fn numbers_that_say_the_same_make_no_template() {
    let dates = |signs: [&str; 3]| {
        let sentence =
            |(subject, sign): (&str, &str)| format!("{subject}工作要在{sign}完成，不得拖延。");
        format!(
            "{SPEECH}{}",
            ["植树", "修渠", "备种"].into_iter().zip(signs).map(sentence).collect::<String>()
        )
    };
    let a = dates(["二○一八年三月", "2018年6月5日", "百分之五十"]);
    let same = dates(["二〇一八年三月", "二〇一八年六月五日", "50%"]);
    let other = dates(["二〇一九年三月", "2019年7月5日", "百分之八十"]);
    let found = compared(&a, &same);
    assert_eq!(found.ops.len(), 3);
    assert_eq!(found.relation, Relation::Revised, "{:?}", changes(&a, &same));
    assert_eq!(compared(&a, &other).relation, Relation::SameTemplate, "{:?}", changes(&a, &other));
}

#[test]
fn numerals_in_words_leave_these_alone() {
    use EditClass::Wording;
    for (a, b, old, new) in [
        ("这一点十分重要", "这一点非常重要", "十分", "非常"),
        ("各村一定要抓好", "各村必须要抓好", "一定", "必须"),
        ("工作进一步加强", "工作逐步加强", "进一步", "逐步"),
    ] {
        assert_eq!(one(a, b), (Wording, old.to_owned(), new.to_owned()), "{a} → {b}");
    }
}

#[test]
fn the_same_words_otherwise_written_are_no_wording() {
    let wording = |a: &str, b: &str| {
        let found = changes(a, b);
        assert!(!found.is_empty());
        let fine = [EditClass::Layout, EditClass::Form, EditClass::Punctuation];
        found.into_iter().filter(|change| !fine.contains(&change.0)).count()
    };
    let traditional =
        "同志們:今天召開全縣春耕備耕動員大會。農業局要派出技術員駐村指導,幫助群眾解決實際困難。";
    let simplified =
        "同志们:今天召开全县春耕备耕动员大会。农业局要派出技术员驻村指导,帮助群众解决实际困难。";
    assert_eq!(wording(traditional, simplified), 0);
    assert_eq!(wording("ABC公司投资120万元。", "ＡＢＣ公司投资１２０万元。"), 0);
    assert_eq!(wording("要做到“三个好”、‘两不误’。", "要做到\"三个好\"、'两不误'。"), 0);
    assert_eq!(wording("要做到「三个好」。", "要做到“三个好”。"), 0);
    let wrapped: String = SPEECH.chars().enumerate().fold(String::new(), |mut out, (at, c)| {
        out.push(c);
        out.push_str(if at % 23 == 22 { "\r\n\u{3000}" } else { "" });
        out
    });
    assert_eq!(wording(SPEECH, &wrapped), 0);
    assert_eq!(compared(SPEECH, &wrapped).relation, Relation::LayoutOnly);
    assert_eq!(compared(traditional, simplified).relation, Relation::PunctuationOnly);
}

#[test]
fn words_left_out_put_in_and_changed() {
    use EditClass::Wording;
    let text = |old: &str, new: &str| (Wording, old.to_owned(), new.to_owned());
    let base = "各乡镇要认真安排好今年的冬修水利工作。";
    assert_eq!(one(base, "各乡镇要安排好今年的冬修水利工作。"), text("认真", ""));
    assert_eq!(one(base, "各乡镇要切实认真安排好今年的冬修水利工作。"), text("", "切实"));
    assert_eq!(one(base, "各乡镇要逐项安排好今年的冬修水利工作。"), text("认真", "逐项"));
}

#[test]
fn names_of_places_offices_and_people() {
    use EditClass::Name;
    let base = "在青溪县第三次代表会议上,王建国同志代表县委讲话。";
    let name = |old: &str, new: &str| (Name, old.to_owned(), new.to_owned());
    let found = one(base, "在白石县第三次代表会议上,王建国同志代表县委讲话。");
    assert_eq!(found.0, Name, "{found:?}");
    let found = one(base, "在青溪县第三次代表会议上,李长河同志代表县委讲话。");
    assert_eq!(found, name("王建国", "李长河"));
    let found = one(base, "在××县第三次代表会议上,王建国同志代表县委讲话。");
    assert_eq!(found.0, Name, "{found:?}");
}

#[test]
fn a_word_changed_throughout_is_no_name() {
    let text = |word: &str| {
        format!(
            "林场{word}巡查山火隐患。护林员上山,{word}记下险情。村干部到户,{word}讲清火源。\
             学校开课,{word}教会避险。驻村队进山,{word}备足水泵。"
        )
    };
    for (a, b) in [
        ("谁来", "由谁"),
        ("应当", "必须"),
        ("可以", "得以"),
        ("或者", "或"),
        ("规定", "要求"),
        ("落实", "抓好"),
        ("我们", "咱们"),
        ("必须", "有责任"),
    ] {
        for (a, b) in [(a, b), (b, a)] {
            let found = compared(&text(a), &text(b));
            let classes = found.edits();
            assert_eq!(classes, [(EditClass::Wording, 5)], "{a} → {b}");
            assert_ne!(found.relation, Relation::SameTemplate, "{a} → {b}");
        }
    }
    for (a, b) in [
        ("临江县", "云溪县"),
        ("防汛", "防火"),
        ("李建国", "王志强"),
        ("银杉牌", "金穗牌"),
        ("宣传", "防疫"),
    ] {
        let found = compared(&text(a), &text(b));
        assert_eq!(found.edits(), [(EditClass::Name, 5)], "{a} → {b}");
        assert_eq!(found.relation, Relation::SameTemplate, "{a} → {b}");
    }
}

/// An editor looks for another word here and there; who changes a name does so throughout.
#[test]
fn a_word_changed_here_and_there_is_no_name() {
    let text = "巡察发现三个问题。学习的问题在于走过场。整改问题要有台账。群众反映的问题件件回复。\
                老问题不过夜,新问题不出村。";
    let polished = text.replacen("问题", "短板", 4);
    let found = compared(text, &polished);
    assert_eq!(found.edits(), [(EditClass::Wording, 4)]);
    assert_eq!(found.relation, Relation::Revised);
    let renamed = compared(text, &text.replace("问题", "短板"));
    assert_eq!(renamed.edits(), [(EditClass::Name, 6)]);
    let longer = compared(&text.replace("问题", "青山"), &text.replace("问题", "大青山"));
    assert_eq!(longer.edits(), [(EditClass::Name, 6)]);
}

#[test]
fn words_that_end_as_names_do_are_none() {
    for (a, b) in [("大局", "全局"), ("布局", "格局"), ("乡村", "农村"), ("城市", "城镇")]
    {
        let text = |word: &str| format!("各部门要着眼{word},分清轻重缓急,把今年的事情办好。");
        assert_eq!(one(&text(a), &text(b)).0, EditClass::Wording, "{a} → {b}");
    }
    let text = |name: &str| format!("会议由{name}承办,各乡镇派人参加,时间另行通知。");
    assert_eq!(one(&text("水利局"), &text("林业局")).0, EditClass::Name);
}

#[test]
fn the_mark_before_an_entity_is_no_part_of_it() {
    let plain = "同志们:\n大家上午好!\n今天开会商量春耕的事。\n种子够不够?\n各村报个数。";
    let copied = plain.replace('\n', "\n&nbsp;&nbsp;");
    assert_eq!(changes(plain, &copied), [(EditClass::Debris, "", "&nbsp;&nbsp;"); 4]);
}

/// Paragraphs of three sentences each, so that what is moved or repeated is long enough to be known.
const PARAGRAPHS: [&str; 4] = [
    "同志们,今天我们在这里召开冬修水利动员会。会议的任务是把秋收以后的人力物力组织起来。请大家认真听,认真记。\n",
    "一是渠道清淤要早动手。去年上游三个村动手晚,春灌时水头到不了尾水田。今年各村在霜降以前要把段落分到户。\n",
    "二是病险水库要抓紧除险。技术员已经把隐患列成清单,一库一策。材料款由县里先垫,工程完了再结算。\n",
    "三是资金要管住。每一笔钱都要张榜公布,群众推选的代表要签字。谁把修渠的钱挪作他用,就处理谁。\n",
];

#[test]
fn a_paragraph_taken_out_or_put_in_is_one_paragraph() {
    let all = PARAGRAPHS.concat();
    let without = [PARAGRAPHS[0], PARAGRAPHS[1], PARAGRAPHS[3]].concat();
    assert_eq!(one(&all, &without).0, EditClass::Paragraph);
    assert_eq!(one(&without, &all), (EditClass::Paragraph, String::new(), PARAGRAPHS[2].into()));
}

#[test]
fn a_paragraph_that_stands_twice_is_a_repeat() {
    let all = PARAGRAPHS.concat();
    let twice = [&all, PARAGRAPHS[1]].concat();
    assert_eq!(one(&all, &twice), (EditClass::Repeat, String::new(), PARAGRAPHS[1].into()));
    assert_eq!(one(&twice, &all), (EditClass::Repeat, PARAGRAPHS[1].into(), String::new()));
    let found = compared(&all, &twice);
    assert_eq!(found.copy_a.0, found.copy_a.1);
    assert_eq!(found.copy_b.1 - found.copy_b.0, content(PARAGRAPHS[1]));
}

#[test]
fn a_moved_paragraph_is_two_halves_and_nothing_else() {
    let [p, q, r, s] = PARAGRAPHS;
    for (a, b) in
        [([p, q, r, s], [p, r, s, q]), ([p, q, r, s], [q, p, r, s]), ([p, q, r, s], [p, q, s, r])]
    {
        let found = compared(&a.concat(), &b.concat());
        let classes: Vec<_> = found.ops.iter().map(|op| (op.class, op.move_id)).collect();
        assert_eq!(classes, [(EditClass::Move, Some(1)); 2]);
        assert_eq!((found.inside.len(), found.copy_a.0), (0, found.copy_a.1));
    }
}

#[test]
fn sentences_that_have_nothing_in_common_are_a_rewrite() {
    let b = PARAGRAPHS
        .concat()
        .replace("材料款由县里先垫,工程完了再结算。", "凡是拖到汛期的责任人一律免职,绝不姑息!");
    assert_eq!(one(&PARAGRAPHS.concat(), &b).0, EditClass::Rewrite);
}

#[test]
fn remains_of_a_web_page_are_debris() {
    let all = PARAGRAPHS.concat();
    for debris in
        ["(责任编辑:admin)", "&nbsp;</p><br/>", "更多精彩范文请点击>>", "本文来自www.example.com"]
    {
        let b = format!("{all}{debris}");
        assert_eq!(one(&all, &b).0, EditClass::Debris, "{debris}");
    }
}

#[test]
fn relations_have_a_direction() {
    let [p, q, r, s] = PARAGRAPHS;
    let all = PARAGRAPHS.concat();
    let part = [q, r].concat();
    assert_eq!(compared(&all, &part).relation, Relation::ExcerptOf);
    assert_eq!(compared(&part, &all).relation, Relation::Extends);
    assert_eq!(compared(&all, &[p, r, s, q].concat()).relation, Relation::Reordered);
    let revised = all.replace("认真听,认真记", "带着任务听").replace("张榜公布", "公开");
    assert_eq!(compared(&all, &revised).relation, Relation::Revised);
    assert_eq!(compared(&revised, &all).relation, Relation::Revised);
}

#[test]
fn a_splice_takes_long_stretches_of_one_and_of_another_text() {
    let own: String = (1..=9)
        .map(|n| format!("第{n}组的帮扶对象住在{n}号院,他家的羊圈塌了一角,乡里送去了木料。"))
        .collect();
    let (long, other) = (PARAGRAPHS.concat(), own);
    let spliced = [&PARAGRAPHS[..3].concat(), &other[..]].concat();
    assert_eq!(compared(&long, &spliced).relation, Relation::Spliced);
}

#[test]
fn what_is_beyond_the_budget_is_said_and_still_right() {
    // 150 sentences on each side, no two of them alike: more pairs than a hunk may have.
    let letter = |n: usize, seed: usize| {
        let place = (n * 7_919 + seed) * (n + 31) % 9_973;
        if n % 20 == 19 { '。' } else { char::from_u32(0x4E00 + place as u32).unwrap_or('字') }
    };
    let text = |seed: usize| (0..3_000).map(|n| letter(n, seed)).collect::<String>();
    let (a, b) = (text(1), text(5_000));
    let found = compared(&a, &b);
    assert_eq!(found.unrefined, 1);
    assert_eq!(found.apply(&a, &b), b);
    assert_eq!(compared(SPEECH, &SPEECH.replace("二、", "2、")).unrefined, 0);
}
