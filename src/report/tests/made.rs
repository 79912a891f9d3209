//! A report made by hand.

use super::*;

/// A stretch of two texts.
#[derive(Clone, Copy)]
pub(super) enum Part<'t> {
    Same(&'t str),
    Edit(EditClass, &'t str, &'t str),
    Moved(u32, &'t str, &'t str),
}

/// Two texts and their differences out of stretches.
pub(super) fn compare(parts: &[Part<'_>], relation: Relation) -> (String, String, Comparison) {
    let (mut a, mut b, mut ops) = (String::new(), String::new(), Vec::new());
    let content = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut equal = 0;
    let mut longest = 0;
    for &part in parts {
        let (class, old, new, move_id) = match part {
            Same(text) => {
                a.push_str(text);
                b.push_str(text);
                equal += content(text);
                longest = longest.max(content(text));
                continue;
            }
            Edit(class, old, new) => (class, old, new, None),
            Moved(number, old, new) => (EditClass::Move, old, new, Some(number)),
        };
        let kind = match (old.is_empty(), new.is_empty()) {
            (false, true) => OpKind::Delete,
            (true, _) => OpKind::Insert,
            (false, false) => OpKind::Replace,
        };
        let op_a = a.len()..a.len() + old.len();
        let op_b = b.len()..b.len() + new.len();
        a.push_str(old);
        b.push_str(new);
        ops.push(Op { kind, class, a: op_a, b: op_b, move_id });
    }
    let comparison = Comparison {
        ops,
        relation,
        copy_a: (equal, content(&a)),
        copy_b: (equal, content(&b)),
        own_a: None,
        own_b: None,
        runs: vec![longest],
        inside: Vec::new(),
        unrefined: 0,
    };
    assert_eq!(comparison.apply(&a, &b), b);
    (a, b, comparison)
}

pub(super) const BODY: &str = "同志们：今天我们召开全市农村信用社工作会议，主要任务是总结去年的工作，分析当前的形势，\
安排今年的任务。过去的一年，全市农村信用社在各级党委、政府的领导下，坚持服务“三农”的宗旨，积极组织资金，\
努力增加投放，各项业务都有了新的发展。存款余额比年初增加一亿二千万元，贷款余额比年初增加九千万元，\
有力地支持了农业增产、农民增收。";

pub(super) const HOSTILE: &str =
    "</script><img src=x onerror=alert(1)>\u{1b}[2J\u{202e}\r=cmd|' /C calc'!A0\0`|*_[a](b)";

pub(super) fn member(id: &str, title: &str, text: &str) -> Member {
    Member { id: id.into(), title: title.into(), text: Some(text.into()), link: None }
}

pub(super) fn link(comparison: Comparison, overlap: Overlap) -> Option<Link> {
    let relation = Some(comparison.relation);
    Some(Link { relation, overlap, comparison: Some(Arc::new(comparison)), min_run: MIN_RUN })
}

pub(super) fn clusters() -> [ClusterReport; 3] {
    let tail = "最后,祝愿大家工作顺利,身体健康,阖家幸福。谢谢大家!".repeat(8);
    let moved = "要加强队伍建设,提高干部职工的素质,改进工作作风。\n";
    let (a, excerpt, first) = compare(
        &[
            Same("在全市农村信用社工作会议上的讲话\n"),
            Edit(EditClass::Debris, "", "<p class=\"x\">"),
            Same(BODY),
            Edit(EditClass::Layout, "\n", ""),
            Same("我们要成为党联系农民的金融纽"),
            Edit(EditClass::Layout, "", "\r\n"),
            Same("带。"),
            Edit(EditClass::Number, "~年", "2003年"),
            Same("一季度"),
            Edit(EditClass::Layout, "\u{3000}", " "),
            Same("开局"),
            Edit(EditClass::Layout, "", "\t"),
            Same("良好"),
            Edit(EditClass::Layout, "\u{200b}", ""),
            Same("。一要"),
            Edit(EditClass::Layout, " ", ""),
            Same("狠抓"),
            Edit(EditClass::Layout, " ", ""),
            Same("落实。\n"),
            Same(moved),
            Same("要深化改革,完善制度。\n"),
            Same("要狠抓落实,务求实效。\n"),
            Edit(EditClass::Truncation, &tail, ""),
        ],
        Relation::ExcerptOf,
    );
    let arrived = moved.replace("素质", "本领");
    let (other_a, reordered, mut second) = compare(
        &[
            Same(&a[..a.find(moved).unwrap()]),
            Moved(1, moved, ""),
            Same("要深化改革,完善制度。\n"),
            Moved(1, "", &arrived),
            Same("要"),
            Edit(EditClass::Wording, "狠抓", "切实抓好"),
            Same("落实,务求实效。\n"),
            Same(&tail),
            Edit(EditClass::Sentence, "", HOSTILE),
        ],
        Relation::Reordered,
    );
    assert_eq!(a, other_a);
    let place = |text: &str, word: &str| {
        let at = text.find(word).unwrap();
        at..at + word.len()
    };
    let (from, to) = (place(&a, "素质"), place(&reordered, "本领"));
    let (kind, class, move_id) = (OpKind::Replace, EditClass::Wording, Some(1));
    second.inside = vec![Op { kind, class, a: from, b: to, move_id }];
    second.own_a = Some((second.copy_a.0 - 20, second.copy_a.1 - 20));
    second.own_b = Some((second.copy_b.0 - 20, second.copy_b.1 - 20));
    let representative = member("five.txt#2", "在全市农村信用社工作会议上的讲话", &a);
    let mut members = vec![representative.clone(), member("copy/五.txt", "", &a)];
    members[1].link = Some(Link {
        relation: Some(Relation::Identical),
        overlap: Overlap { common: 150, a: 150, b: 150 },
        comparison: None,
        min_run: MIN_RUN,
    });
    members.push(member("five.txt#3", "在全市农村信用社工作会议上的讲话(节选)", &excerpt));
    members[2].link = link(first, Overlap { common: 112, a: 150, b: 118 });
    members.push(member(&format!("z/{HOSTILE}.txt"), &"长标题".repeat(100), &reordered));
    members[3].link = link(second, Overlap { common: 140, a: 150, b: 158 });

    let hostile = Member {
        id: "=cmd|' /C calc'!A0".into(),
        title: HOSTILE.into(),
        text: None,
        link: Some(Link {
            relation: None,
            overlap: Overlap { common: 70, a: 90, b: 85 },
            comparison: None,
            min_run: MIN_RUN,
        }),
    };
    let plain = Member { id: "@SUM(1)".into(), title: "＋1".into(), text: None, link: None };
    let on_template = Member {
        id: "石桥.txt".into(),
        title: "在石桥县动员大会上的讲话".into(),
        text: None,
        link: Some(Link {
            relation: Some(Relation::SameTemplate),
            overlap: Overlap { common: 90, a: 95, b: 95 },
            comparison: None,
            min_run: MIN_RUN,
        }),
    };
    let jaccard = hostile.link.as_ref().unwrap().overlap.jaccard();
    [
        ClusterReport {
            id: 1,
            kind: Kind::Copies,
            members,
            min: 112.0 / 156.0,
            median: 140.0 / 168.0,
        },
        ClusterReport {
            id: 2,
            kind: Kind::Copies,
            members: vec![plain.clone(), hostile],
            min: jaccard,
            median: jaccard,
        },
        ClusterReport {
            id: 3,
            kind: Kind::Template,
            members: vec![plain, on_template],
            min: 0.9,
            median: 0.9,
        },
    ]
}

pub(super) fn run() -> Run {
    Run {
        version: "0.1.0".into(),
        options: vec![
            ("threshold".into(), OptionValue::Number(0.5)),
            ("shingle".into(), OptionValue::Integer(3)),
            ("hmm".into(), OptionValue::Switch(false)),
            ("tokenizer".into(), OptionValue::Text("jieba".into())),
            ("rules".into(), OptionValue::List(vec!["layout".into(), "width".into()])),
            ("containment".into(), OptionValue::Number(1.0)),
        ],
        inputs: vec!["docs".into(), HOSTILE.into()],
        counts: Counts {
            documents: 9,
            characters: 21_941,
            folded: 1,
            short: 1,
            skipped: 2,
            candidates: 12,
            capped_buckets: 7,
            capped_documents: 0,
            unaligned: 0,
            unverified: 0,
            clusters: 2,
            clustered: 6,
            pairs: 2,
            same_template: 1,
            related: 0,
            templates: 1,
            compared: 1,
            compared_templates: 0,
            uneven: 0,
        },
        candidates: Candidates {
            method: Method::Lsh { bands: 42, rows: 4 },
            promised_recall: 0.99,
            audit: Some(Audit { documents: 9, pairs: 4, found: 3 }),
        },
        decodings: vec![Decoding {
            source: HOSTILE.into(),
            encoding: "gb18030".into(),
            evidence: "frequencies".into(),
            replaced: 1,
            places: vec![Place { line: 3, byte: 70 }],
        }],
        manifest: vec![InputFile { source: HOSTILE.to_owned(), bytes: 1_234, hash: 0xabc }],
        cut_from: Vec::new(),
    }
}

pub(super) fn skipped() -> Vec<Skipped> {
    vec![
        Skipped::new(format!("docs/{HOSTILE}"), SkipReason::Empty),
        Skipped::new("docs/无.txt", SkipReason::Missing),
    ]
}

pub(super) fn pairs() -> Vec<Pair> {
    let same =
        Evidence { subjects: Subjects::Same, spliced: None, aligned: None, discounted: None };
    let other = Evidence {
        subjects: Subjects::Substituted,
        spliced: Some(true),
        aligned: Some(Aligned { a: (3, 4), b: (3, 5) }),
        discounted: Some(Overlap { common: 1, a: 5, b: 7 }),
    };
    vec![
        Pair {
            a: "a".into(),
            b: "b\u{202e}".into(),
            overlap: Overlap { common: 1, a: 3, b: 2 },
            evidence: same,
            verdict: Verdict::Match,
            decision: None,
        },
        Pair {
            a: "a".into(),
            b: "c".into(),
            overlap: Overlap { common: 7, a: 11, b: 13 },
            evidence: other,
            verdict: Verdict::SameTemplate,
            decision: Some(Decision::Different),
        },
    ]
}

pub(super) fn documents() -> Vec<PairedDocument> {
    let document = |id: &str, copy_of: Option<&str>| PairedDocument {
        id: id.into(),
        title: HOSTILE.into(),
        characters: 40,
        tokens: 30,
        copy_of: copy_of.map(str::to_owned),
        identical_to: copy_of.map(str::to_owned),
        same: copy_of.is_some(),
    };
    vec![document("a", None), document("b\u{202e}", Some("a")), document("c", None)]
}
