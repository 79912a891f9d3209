//! Which lines are headings, and what is cut out between them.

use proptest::prelude::*;

use super::*;

/// The numbers and titles of the parts; empty when the text is not a compilation.
fn headings(text: &str) -> Vec<(u32, String)> {
    let page = split(text);
    let is_compilation = page.is_compilation();
    let parts = page.parts.into_iter().filter(|_| is_compilation);
    parts.map(|part| (part.number, part.title)).collect()
}

fn page(headings: [&str; 2]) -> String {
    headings.map(|heading| format!("{heading}\n同志们:今天开会。\n")).concat()
}

#[test]
fn headings_of_every_form_split() {
    for (headings_of_page, titles) in [
        (["第一篇:在会上的讲话", "第二篇:总结(定稿)"], ["在会上的讲话", "总结(定稿)"]),
        (["第1篇", "第2篇"], ["", ""]),
        (["第１篇：甲", "第２篇：乙"], ["甲", "乙"]),
        (["第 一 篇、甲", "\u{3000}第 二 篇、乙"], ["甲", "乙"]),
        (["第一篇 在会上的讲话", "第二篇 在会上的总结"], ["在会上的讲话", "在会上的总结"]),
        (["第一篇在会上的讲话", "第二篇在会上的总结二"], ["在会上的讲话", "在会上的总结二"]),
        (["篇一:甲", "篇二:乙"], ["甲", "乙"]),
        (["篇1", "篇2"], ["", ""]),
        (["【篇一】", "【篇二】乙"], ["", "乙"]),
        (["【篇一:甲】", "【篇二:乙】"], ["甲", "乙"]),
        (["**第一篇:甲**", "**第二篇:乙**"], ["甲", "乙"]),
        (["## 第一篇:甲", "## 第二篇:乙"], ["甲", "乙"]),
        (["范文一", "范文二"], ["", ""]),
        (["范文1:甲", "范文2:乙"], ["甲", "乙"]),
        (["范文(一):甲", "范文(二):乙"], ["甲", "乙"]),
        (["工作会议讲话稿 篇1", "工作会议讲话稿 篇2"], ["工作会议讲话稿", "工作会议讲话稿"]),
        (["工作总结范文（一）", "工作总结范文（二）"], ["工作总结", "工作总结"]),
        (["1、在会上的讲话稿", "2、年终总结"], ["在会上的讲话稿", "年终总结"]),
        (["1.会议讲话稿一", "2.会议讲话稿二"], ["会议讲话稿一", "会议讲话稿二"]),
        (["\u{feff}第一篇:甲", "第二篇:乙"], ["甲", "乙"]),
    ] {
        let expected = vec![(1, titles[0].to_owned()), (2, titles[1].to_owned())];
        assert_eq!(headings(&page(headings_of_page)), expected, "{headings_of_page:?}");
    }
}

#[test]
fn what_only_looks_like_headings_stays_whole() {
    let long = "第一篇:".to_owned() + &"讲话".repeat(40) + "。";
    for lines in [
        ["一、主要成绩", "二、存在问题"],
        ["（一）加强领导", "（二）落实责任"],
        ["(1)上半年工作总结", "(2)下半年工作总结"],
        ["一、上半年工作总结", "二、下半年工作报告"],
        ["1、提高认识", "2、加强领导"],
        ["第一章 总则", "第二章 附则"],
        ["第一篇章已经翻过", "第二篇章正在开启"],
        ["第一篇是写农村的", "第二篇是写城市的"],
        ["我读了第一篇:它很好", "又读了第二篇:也很好"],
        ["第一篇讲成绩。", "第二篇讲问题。"],
        ["第一篇:讲成绩,", "第二篇:讲问题,"],
        ["千篇一律", "千篇二律"],
        ["篇幅一", "篇幅二"],
        ["第二篇:乙", "第一篇:甲"],
        ["第一篇:甲", "第四篇:丁"],
        ["第一篇:甲", "篇二:乙"],
        [&long, &long.replace("第一", "第二")],
    ] {
        let text = page(lines);
        assert_eq!(headings(&text), [], "{lines:?}");
        let whole = split(&text);
        assert_eq!((whole.preamble, whole.parts.len()), (0..0, 1));
        assert_eq!(whole.parts[0].text, 0..text.len());
    }
}

#[test]
fn one_heading_is_none() {
    assert_eq!(headings("第一篇:甲\n正文"), []);
}

#[test]
fn numbers_may_be_missing() {
    let numbers = |text: &str| headings(text).into_iter().map(|(n, _)| n).collect::<Vec<_>>();
    let text = "同志们:今天开会,要提高认识,加强领导,落实责任。";
    assert_eq!(numbers("篇一\n甲\n篇三\n丙\n篇四\n丁"), [1, 3, 4]);
    assert_eq!(numbers("甲\n篇二\n乙\n篇三\n丙"), [2, 3]);
    assert_eq!(numbers("篇一\n甲\n篇三\n丙\n篇五\n戊"), [1, 3, 5]);
    assert_eq!(numbers(&format!("篇四\n{text}\n篇九\n{text}\n篇十\n癸")), [4, 9, 10]);
    assert!(numbers("篇四\n丁\n篇九\n壬").is_empty());
    assert!(numbers("1、甲的讲话\n正文\n3、丙的讲话\n正文").is_empty());
    // A line that counts too far where others count on.
    let stray = format!("篇一\n{text}\n篇二\n{text}\n篇八\n{text}\n篇三\n{text}\n篇四\n{text}");
    assert_eq!(numbers(&stray), [1, 2, 3, 4]);
    // Links below a page.
    let links = "工作总结范文五\n上一页\n工作总结范文九\n关于我们";
    assert_eq!(
        numbers(&format!("工作总结范文一\n{text}\n工作总结范文二\n{text}\n{links}")),
        [1, 2]
    );
}

#[test]
fn a_table_of_contents_is_preamble() {
    let list = "第一篇:甲\n第二篇:乙\n";
    let text = format!("{list}第一篇:甲\n正文\n第二篇:乙\n正文\n");
    let page = split(&text);
    assert_eq!((page.preamble, page.parts.len()), (0..list.len(), 2));
    assert_eq!(headings(&format!("{list}\n一篇正文")), []);
}

#[test]
fn two_pages_in_one_file_are_numbered_through() {
    let text = "第一篇:甲\n正文\n第二篇:乙\n正文\n第一篇:丙\n正文\n第二篇:丁\n正文\n";
    let titles: Vec<_> = headings(text).into_iter().map(|(n, t)| format!("{n}{t}")).collect();
    assert_eq!(titles, ["1甲", "2乙", "3丙", "4丁"]);
}

#[test]
fn a_stray_heading_inside_does_not_begin_again() {
    let text = "第一篇:甲\n正文\n第二篇:乙\n正文\n第一篇:\n正文\n第三篇:丙\n正文\n";
    assert_eq!(headings(text).len(), 3);
}

#[test]
fn parts_are_cut_between_the_heading_lines() {
    let text = "本站首页\r\n第一篇:甲\r\n正文一\r\n\r\n第二篇:乙\r\n正文二";
    let page = split(text);
    assert_eq!(&text[page.preamble], "本站首页\r\n");
    assert_eq!(&text[page.parts[0].heading.clone()], "第一篇:甲\r\n");
    assert_eq!(&text[page.parts[0].text.clone()], "正文一\r\n\r\n");
    assert_eq!(&text[page.parts[1].text.clone()], "正文二");
}

/// A speech long enough to stand under any heading, with sections.
fn speech(number: usize) -> String {
    let sentence = "要提高认识,加强领导,落实责任,把各项工作抓紧抓实,让农民群众及时得到贷款。";
    format!(
        "同志们:今天是第{number}次开会。\n一、主要成绩\n{sentence}\n二、存在问题\n{}\n",
        sentence.repeat(3)
    )
}

fn page_of(headings: &[&str]) -> String {
    let parts = headings.iter().enumerate();
    parts.map(|(number, heading)| format!("{heading}\n{}", speech(number))).collect()
}

#[test]
fn weak_headings_split_where_each_has_a_speech() {
    for (headings_of_page, titles) in [
        (
            ["一、在推进会上的讲话稿", "二、年终大会发言稿"],
            ["在推进会上的讲话稿", "年终大会发言稿"],
        ),
        (["推进会讲话稿(一)", "推进会讲话稿(二)"], ["推进会讲话稿", "推进会讲话稿"]),
        (["推进会讲话稿1", "推进会讲话稿2"], ["推进会讲话稿", "推进会讲话稿"]),
        (["在推进会上的讲话", "在推进会上的讲话"], ["在推进会上的讲话", "在推进会上的讲话"]),
        (["年终总结\n(二〇〇六年三月)\n王某某", "年终总结"], ["年终总结", "年终总结"]),
    ] {
        let text = page_of(&headings_of_page);
        let expected = vec![(1, titles[0].to_owned()), (2, titles[1].to_owned())];
        assert_eq!(headings(&text), expected, "{headings_of_page:?}");
        let short = page([headings_of_page[0], headings_of_page[1]]);
        assert_eq!(headings(&short), [], "too short to be speeches: {headings_of_page:?}");
    }
}

#[test]
fn sections_and_running_heads_are_not_weak_headings() {
    for lines in [
        ["一、主要成绩", "二、存在问题"],
        ["一、上半年工作总结", "二、下半年工作报告"],
        ["一、学习领导重要讲话", "二、传达县长讲话"],
        ["推进会讲话稿一", "年终发言稿二"],
        ["推进会讲话稿二", "推进会讲话稿三"],
        ["在推进会上的讲话", "在年终大会上的讲话"],
        ["推进会", "推进会"],
    ] {
        assert_eq!(headings(&page_of(&lines)), [], "{lines:?}");
    }
    let head = "在推进会上的讲话\n";
    let body = speech(1).replace("同志们", "会议");
    assert_eq!(headings(&format!("{head}{}{}", speech(1), format!("{head}{body}").repeat(5))), []);
    let agenda = "一、书记讲话稿\n二、县长发言稿\n三、主任主持词\n";
    assert_eq!(headings(&format!("{agenda}{}", speech(1))), []);
}

#[test]
fn a_sure_form_wins_over_the_titles_below_it() {
    let text = page_of(&["第一篇\n在推进会上的讲话", "第二篇\n在推进会上的讲话"]);
    assert_eq!(headings(&text), [(1, String::new()), (2, String::new())]);
}

#[test]
fn the_user_says_what_a_heading_is() {
    let text = format!("序\n卷一: 甲\n{}卷二\n{}\n", speech(1), speech(2));
    let by = |expression: &str| {
        let split = Split::At(Pattern::new(expression).expect("an expression"));
        split.page(&text).parts.into_iter().map(|p| (p.number, p.title)).collect::<Vec<_>>()
    };
    assert_eq!(by("^卷.(?:: *(.*))?$"), [(1, "甲".to_owned()), (2, "卷二".to_owned())]);
    assert_eq!(by("^没有").len(), 1);
    assert!(!Split::None.page(&page_of(&["第一篇", "第二篇"])).is_compilation());
    assert!(Pattern::new("(").is_err());
}

#[test]
fn each_line_like_a_heading_is_explained() {
    use Outcome::{Cut, NoCount, NoText, OtherForm};
    let contents = "第一篇:甲\r\n第二篇:乙\r\n\r\n";
    let text =
        format!("{contents}{}第七篇:丙\n正文", page_of(&["第一篇:甲", "范文一", "第二篇:乙"]));
    let explained = Split::Auto.explain(&text);
    let found: Vec<_> = explained.iter().map(|c| (c.line, c.form, c.number, c.outcome)).collect();
    let expected = [
        (1, "第N篇", 1, NoText),
        (2, "第N篇", 2, NoText),
        (4, "第N篇", 1, Cut),
        (10, "范文N", 1, OtherForm),
        (16, "第N篇", 2, Cut),
        (22, "第N篇", 7, NoCount),
    ];
    assert_eq!(found, expected);
    assert_eq!(explained[2].heading, "第一篇:甲");
    assert_eq!(Split::None.explain(&text), []);
    let given = Split::At(Pattern::new("^范文").expect("an expression")).explain(&text);
    assert_eq!(given.iter().map(|c| (c.line, c.outcome)).collect::<Vec<_>>(), [(10, Cut)]);
}

/// Lines among which there are headings, things like them, and text.
fn any_page() -> impl Strategy<Value = String> {
    let numeral = "[0-9０-９一二三四五六七八九十]{0,3}";
    let line = prop_oneof![
        "[ \u{3000}#*【]{0,2}第"
            .prop_flat_map(move |a| numeral.prop_map(move |n| format!("{a}{n}篇:甲"))),
        numeral.prop_map(|n| format!("篇{n}】乙")),
        numeral.prop_map(|n| format!("{n}、会上的讲话")),
        "[\\PC\u{3000}\r]{0,20}",
        Just("正文".to_owned()),
    ];
    prop::collection::vec(line, 0..20).prop_map(|lines| lines.join("\n"))
}

/// The sure forms, each with the number where `?` is.
const SURE: [&str; 9] = [
    "第?篇：在会上的讲话",
    "第?篇",
    "【篇?】",
    "篇?:年终总结",
    "范文?：年终总结",
    "范文(?)",
    "会议讲话稿 篇?",
    "工作总结范文（?）",
    "## 第 ? 篇 在会上的总结",
];

const NUMERALS: [&str; 12] =
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];

#[test]
fn numbers_of_three_and_four_digits_count() {
    let numbers = [
        (1, "一"),
        (99, "九十九"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
        (111, "一百一十一"),
        (120, "一百二十"),
        (999, "九百九十九"),
        (1000, "一千"),
        (1001, "一千零一"),
    ];
    for form in SURE {
        let text: [String; 2] = [false, true].map(|arabic| {
            let heading = |&(number, numeral): &(u32, &str)| match arabic {
                true => form.replace('?', &number.to_string()),
                false => form.replace('?', numeral),
            };
            numbers.iter().map(|of| format!("{}\n{}", heading(of), speech(1))).collect()
        });
        for text in text {
            let found: Vec<u32> = headings(&text).into_iter().map(|(number, _)| number).collect();
            assert_eq!(found, numbers.map(|(number, _)| number), "{form}");
        }
    }
    let digits = ["第九九篇", "第一〇〇篇", "第一○一篇", "第一一〇篇", "第一一一篇", "第一二〇篇"];
    let found: Vec<u32> =
        headings(&page_of(&digits)).into_iter().map(|(number, _)| number).collect();
    assert_eq!(found, [100, 101, 110, 111, 120]);
}

#[test]
fn numbers_without_gaps_count_beyond_a_hundred() {
    for form in ["?、在推进会上的讲话稿", "推进会讲话稿(?)", "?.会议讲话稿?"] {
        let text: String = (1..=1001)
            .map(|number: u32| format!("{}\n{}", form.replace('?', &number.to_string()), speech(1)))
            .collect();
        assert_eq!(headings(&text).len(), 1001, "{form}");
    }
}

#[test]
fn years_and_titles_with_hundreds_are_no_numbers() {
    let of = |lines: &[&str]| {
        headings(&page_of(lines)).into_iter().map(|(number, _)| number).collect::<Vec<_>>()
    };
    for year in ["2018", "２０１８", "二〇一八", "二零一八"] {
        let lines = SURE[2..8].iter().map(|form| form.replace('?', year));
        for line in
            lines.chain([format!("范文{year}年工作总结"), format!("{year}、在会上的讲话稿")])
        {
            assert!(of(&["第一篇", &line]).is_empty(), "{line}");
            assert_eq!(of(&["范文一", "范文二", &line]), [1, 2], "{line}");
        }
    }
    assert_eq!(of(&["范文一百年大计的讲话", "范文二百花齐放的讲话"]), [1, 2]);
}

proptest! {
    /// What `curate` leaves of a page comes apart into what is left: whichever speeches left, with what stands before
    /// the first and lists inside.
    #[test]
    fn what_is_left_of_a_page_comes_apart(
        form in prop::sample::select(&SURE[..]),
        numbers in prop::sample::subsequence((1..=12).collect::<Vec<usize>>(), 2..=12),
        has_contents in any::<bool>(),
        arabic in any::<bool>(),
    ) {
        let heading = |number: &usize| match arabic {
            true => form.replace('?', &number.to_string()),
            false => form.replace('?', NUMERALS[number - 1]),
        };
        let contents: String = (1..=12).map(|number| heading(&number) + "\n").collect();
        let mut text = if has_contents { format!("目录\n{contents}来源：本站\n") } else { "本站\n".to_owned() };
        let before = text.len();
        let speeches = numbers.iter().map(|number| format!("{}\n{}", heading(number), speech(*number)));
        speeches.for_each(|speech| text += &speech);
        let page = split(&text);
        prop_assert_eq!(&page.preamble, &(0..before));
        let found: Vec<(usize, &str)> =
            page.parts.iter().map(|part| (part.number as usize, &text[part.text.clone()])).collect();
        let expected: Vec<String> = numbers.iter().map(|&number| speech(number)).collect();
        let expected: Vec<(usize, &str)> =
            numbers.iter().copied().zip(expected.iter().map(String::as_str)).collect();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn ranges_are_ordered_disjoint_and_on_borders(text in any_page()) {
        let page = split(&text);
        prop_assert!(!page.parts.is_empty());
        let mut at = page.preamble.end;
        prop_assert_eq!(page.preamble.start, 0);
        for part in &page.parts {
            prop_assert_eq!(part.heading.start, at);
            prop_assert_eq!(part.heading.end, part.text.start);
            prop_assert!(text.get(part.heading.clone()).is_some());
            prop_assert!(text.get(part.text.clone()).is_some());
            at = part.text.end;
        }
        prop_assert_eq!(at, text.len());
        let explained = Split::Auto.explain(&text);
        let cuts = explained.iter().filter(|c| c.outcome == Outcome::Cut).count();
        prop_assert_eq!(cuts, if page.is_compilation() { page.parts.len() } else { 0 });
        prop_assert!(page.parts.windows(2).all(|two| two[0].number < two[1].number));
    }

    #[test]
    fn text_without_headings_is_one(text in "[甲乙丙丁，。\n a-z]{0,200}") {
        let page = split(&text);
        prop_assert!(!page.is_compilation());
        prop_assert_eq!(&page.parts[0].text, &(0..text.len()));
        prop_assert_eq!(page.parts.len(), 1);
    }
}
