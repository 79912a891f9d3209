//! One hostile collection through every output.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::fixture::{Fixture, Ran};

/// What breaks renderers, terminals and spreadsheets.
const NASTY: &str = "</script><img src=x onerror=window.hacked=1>\"'><svg onload=window.hacked=1>\
    <script>window.hacked=1</script>\u{1b}[2J\u{1b}]8;;http://evil.example\u{7}link\u{1b}]8;;\u{7}\
    \u{202e}gnp\u{202c}\u{200b}\r=cmd|' /C calc'!A0 https://evil.example/x -->&lt;b&gt; `*_[a](javascript:x)|";

const SPEECH: &str = "同志们,今天召开全县农村信用工程推进会,主要任务是总结前一阶段工作,部署下一阶段任务。\
    各乡镇要提高认识,加强领导,把信用户评定工作抓紧抓实,让农民群众及时得到贷款。\
    会后请大家抓好落实,有什么困难及时向县里反映。二〇一八年的任务一定要完成。";

/// A collection with every kind of hostile text, in `hostile/`.
pub(crate) fn write(fixture: &Fixture) {
    let record =
        |id: &str, title: &str, text: &str| json!({"id": id, "title": title, "text": text});
    let other = SPEECH.replace("今天", &format!("今天{NASTY}")).replace("二〇一八", "二〇一九");
    let nul = SPEECH.replace("同志们", "同志们\0\u{feff}").replace("及时", "随时");
    let long = |end: &str| {
        let words = ["甲子", "乙丑", "丙寅", "丁卯", "戊辰", "己巳", "庚午"];
        let text: String = (0..60_000_usize).map(|n| words[(n * n / 7 + n) % 7]).collect();
        format!("{text}{end}")
    };
    let records = [
        record(NASTY, NASTY, SPEECH),
        record("=HYPERLINK(\"http://evil.example\")", "＝1＋1", &other),
        record("@SUM(1)", "+1", &nul),
        record("-1", "\t=1", &SPEECH.replace("领导", NASTY)),
        record("long/1", "没有标点", &long("甲")),
        record("long/2", "没有标点", &long("乙")),
    ];
    let lines: Vec<String> = records.iter().map(Value::to_string).collect();
    fixture.write("hostile/records.jsonl", lines.join("\n"));
    // Names of files may hold anything but a slash.
    fixture.write("hostile/a\u{1b}[31m\"'><svg onload=window.hacked=1>.txt", SPEECH);
    fixture.write("hostile/=cmd|calc.txt", SPEECH.replace("今天", "今日\r\r"));
    let (gbk, _, _) = encoding_rs::GBK.encode(SPEECH);
    fixture.write("hostile/gbk.txt", gbk);
    fixture.write("hostile/width.txt", SPEECH.replace(',', "，").replace("二〇一八", "２０18"));
    fixture.write("hostile/empty.txt", "");
}

fn hides_nothing(name: &str, text: &str) {
    let hidden = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}'..='\u{200f}')
    };
    let found: BTreeSet<char> = text.chars().filter(|&c| hidden(c)).collect();
    assert!(found.is_empty(), "{name} holds {found:?}");
}

/// A page has no markup but its own.
fn is_own(name: &str, page: &str) {
    let (_, rest) = page.split_once("</style>").expect("a style sheet");
    let (body, _) = rest.split_once("<script>").expect("a script");
    hides_nothing(name, body);
    for tag in body.split('<').skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        assert!(!tag.contains("window.hacked") && !tag.contains("evil"), "{name}: <{tag}>");
        assert!(!tag.starts_with("img") && !tag.starts_with("script"), "{name}: <{tag}>");
        assert!(
            !tag.contains(" on") && !tag.contains(" style=") && !tag.contains(" src="),
            "{name}: <{tag}>"
        );
    }
    assert!(page.len() < 2_000_000, "{name} has {} bytes", page.len());
}

#[test]
fn hostile_text_is_only_text_in_every_output() {
    let fixture = Fixture::new();
    write(&fixture);
    let Ran { status, out, err } = fixture.run(&["report", "hostile"]);
    assert_eq!(status, 1, "the empty file is skipped: {err}");
    hides_nothing("the terminal", &out);
    hides_nothing("the messages", &err);

    let files = ["r.html", "pages/", "r.json", "r.jsonl", "r.csv", "r.md", "r.txt"];
    let mut args = vec!["report", "-q", "hostile"];
    files.iter().for_each(|file| args.extend(["-o", file]));
    assert_eq!(fixture.run(&args).status, 1);
    for file in ["r.txt", "r.md"] {
        hides_nothing(file, &fixture.read(file));
    }
    // Inside a fence, where long stretches stand, markup is text.
    let markdown = fixture.read("r.md");
    let open = |line: &&str| !line.starts_with("  + ") && !line.starts_with("  - ");
    for line in markdown.lines().filter(open) {
        assert!(!line.contains("<img") && !line.contains("<svg"), "{line}");
        assert!(!line.replace("\\]", "").contains("]("), "a link: {line}");
    }
    is_own("r.html", &fixture.read("r.html"));
    is_own("index.html", &fixture.read("pages/index.html"));
    is_own("clusters/1.html", &fixture.read("pages/clusters/1.html"));

    let report: Value = serde_json::from_str(&fixture.read("r.json")).expect("JSON");
    let members = report["clusters"][0]["members"].as_array().expect("members");
    assert!(members.iter().any(|member| member["id"] == NASTY), "scripts get ids as they are");
    assert!(
        fixture.read("r.jsonl").lines().all(|line| serde_json::from_str::<Value>(line).is_ok())
    );
    let table = fixture.read("r.csv");
    let mut reader = csv::ReaderBuilder::new().has_headers(true).from_reader(table.as_bytes());
    for row in reader.records().map(|row| row.expect("a row")) {
        for cell in [&row[3], &row[4]] {
            let sign = cell.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋']);
            assert!(!sign, "a spreadsheet would take {cell:?} for a formula");
        }
    }
}

#[test]
fn hostile_text_is_only_text_in_a_diff() {
    let fixture = Fixture::new();
    write(&fixture);
    fixture.write("a.txt", SPEECH).write("b.txt", SPEECH.replace("今天", NASTY));
    let run = |format: &str| fixture.run(&["diff", "a.txt", "b.txt", "--format", format]).out;
    hides_nothing("text", &run("text"));
    is_own("html", &run("html"));
    assert!(serde_json::from_str::<Value>(&run("json")).is_ok());
    assert!(run("unified").starts_with("--- a.txt\n+++ b.txt\n"));
}
