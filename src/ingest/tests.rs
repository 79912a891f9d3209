//! Inputs of every kind, good and bad.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use tempfile::TempDir;

use super::*;

#[cfg(unix)]
mod links;
mod packed;
mod web;

/// A directory with files.
struct Files(TempDir);

impl Files {
    fn new<'f>(files: impl IntoIterator<Item = (&'f str, &'f [u8])>) -> Self {
        let files_at = Self(TempDir::new().expect("a temporary directory"));
        for (name, bytes) in files {
            files_at.add(name, bytes);
        }
        files_at
    }

    fn add(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("directories");
        fs::write(path, bytes).expect("written");
    }

    fn path(&self, name: &str) -> String {
        let path = if name.is_empty() { self.0.path().into() } else { self.0.path().join(name) };
        path.to_string_lossy().into_owned()
    }

    /// What reading these files gives, a line an item: `id` or `!place code`, without the directory's path.
    fn read(&self, names: &[&str]) -> Vec<String> {
        self.read_with(names, &IngestOptions::default())
    }

    fn read_with(&self, names: &[&str], options: &IngestOptions) -> Vec<String> {
        let inputs: Vec<_> = names.iter().map(|name| Input::parse(self.path(name))).collect();
        documents(&inputs, options, None).map(|item| self.line(item)).collect()
    }

    fn line(&self, item: Result<Document, Skipped>) -> String {
        let line = match item {
            Ok(document) => document.id,
            Err(skipped) => format!("!{} {}", skipped.source, skipped.reason.code()),
        };
        line.replace(&self.path(""), "~")
    }

    fn one(&self, spec: &str) -> Result<Document, String> {
        one(self.path(spec), &IngestOptions::default(), None)
            .map_err(|s| s.reason.code().to_owned())
    }
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn from_stdin(bytes: &[u8]) -> Vec<(String, String)> {
    let stdin: Stdin<'_> = Box::new(bytes);
    documents(&[Input::Stdin], &IngestOptions::default(), Some(stdin))
        .map(|item| item.map_or_else(|s| (s.source, s.reason.code().into()), |d| (d.id, d.text)))
        .collect()
}

const PAGE: &str = "第一篇:甲\n同志们\n第二篇:乙\n朋友们\n第三篇:丙\n";

#[test]
fn a_directory_is_read_in_the_byte_order_of_paths() {
    let files = Files::new([
        ("b.txt", "乙".as_bytes()),
        ("a/z.md", "甲".as_bytes()),
        ("a.txt", "丙".as_bytes()),
        ("a-b.text", "丁".as_bytes()),
        (".hidden/x.txt", "戊".as_bytes()),
        (".x.txt", "己".as_bytes()),
        ("picture.jpg", b"\xFF\xD8".as_slice()),
        ("a/table.csv", b"1,2".as_slice()),
    ]);
    let found = files.read(&[""]);
    let table = "!~/a/table.csv no-text";
    assert_eq!(found, ["a-b.text", "a.txt", table, "a/z.md", "b.txt", "!~ unsupported"]);
}

#[test]
fn the_order_of_inputs_and_inputs_given_twice_change_nothing() {
    let files = Files::new([
        ("x/a.txt", "甲".as_bytes()),
        ("x/sub/b.txt", "乙".as_bytes()),
        ("y/c.jsonl", "{\"text\":\"丙\"}".as_bytes()),
    ]);
    let expected = ["a.txt", "b.txt", "c.jsonl:1"];
    assert_eq!(files.read(&["x/a.txt", "x/sub/b.txt", "y/c.jsonl"]), expected);
    assert_eq!(files.read(&["y/c.jsonl", "x/sub/b.txt", "x/a.txt", "x/./a.txt"]), expected);
    assert_eq!(files.read(&["x", "x/sub", "x/a.txt"]), ["a.txt", "sub/b.txt"]);
}

#[test]
fn names_that_clash_get_longer() {
    let files = Files::new([
        ("x/a.txt", "甲".as_bytes()),
        ("y/a.txt", "乙".as_bytes()),
        ("z/x/a.txt", "丙".as_bytes()),
    ]);
    assert_eq!(files.read(&["x/a.txt", "y/a.txt"]), ["~/x/a.txt", "~/y/a.txt"]);
    assert_eq!(files.read(&["x", "y"]), ["x/a.txt", "y/a.txt"]);
    assert_eq!(files.read(&["x", "z/x"]), ["~/x/a.txt", "~/z/x/a.txt"]);
    assert_eq!(files.read(&["x", "y/a.txt"]), ["a.txt", "~/y/a.txt"]);
}

#[test]
fn a_page_becomes_its_speeches() {
    let files = Files::new([("page.txt", PAGE.as_bytes())]);
    assert_eq!(files.read(&["page.txt"]), ["page.txt#1", "page.txt#2", "!~/page.txt#3 empty"]);
    let whole = IngestOptions { split: Split::None, ..IngestOptions::default() };
    assert_eq!(files.read_with(&["page.txt"], &whole), ["page.txt"]);
}

#[test]
fn a_long_preamble_is_a_document() {
    let page = "致辞。".repeat(100) + "\n" + PAGE;
    let files = Files::new([("page.txt", page.as_bytes())]);
    assert_eq!(files.read(&["page.txt"])[..2], ["page.txt#0", "page.txt#1"]);
}

#[test]
fn a_short_text_before_the_first_heading_is_named_and_titles_are_not() {
    let read = |before: &str| {
        let page = format!("{before}\n{PAGE}");
        Files::new([("page.txt", page.as_bytes())]).read(&["page.txt"]).swap_remove(0)
    };
    let titles = "2020年讲话五篇\n来源：本站  作者：佚名\n目录\n第一篇：甲\n第二篇：乙";
    assert_eq!(read(titles), "page.txt#1");
    assert_eq!(read("同志们：今天开会。"), "!~/page.txt#0 preamble");
    assert_eq!(read(&format!("{titles}\n散会！\r")), "!~/page.txt#0 preamble");
    assert_eq!(read(&"长".repeat(60)), "page.txt#1");
    assert_eq!(read(&"长".repeat(61)), "!~/page.txt#0 preamble");
    assert_eq!(read("。"), "page.txt#1");
    let page = format!("同志们：今天开会。\n{PAGE}");
    let files = Files::new([("page.txt", page.as_bytes())]);
    assert_eq!(files.one("page.txt#0"), Err("preamble".to_owned()));
}

#[test]
fn titles() {
    let title = |text: &str| {
        let files = Files::new([("a.txt", text.as_bytes())]);
        files.one("a.txt").expect("read").title
    };
    assert_eq!(title("\u{feff}\n\n  # 在会上的讲话\n正文"), "在会上的讲话");
    assert_eq!(title("---\n* * *\ntitle: 在会上的讲话\n---\n"), "title: 在会上的讲话");
    assert_eq!(title(&"长".repeat(61)), "");
    let front =
        |title: &str| format!("---\r\ndate: 2003-01-01\n{title}---\n\n# 正文的题\n同志们\n");
    assert_eq!(title(&front("title: \"在会上的讲话\"\n")), "在会上的讲话");
    assert_eq!(title(&front("title: 学习贯彻\"两会\"\n")), "学习贯彻\"两会\"");
    assert_eq!(title(&front("")), "正文的题");
    assert_eq!(title(&front("title: ''\n")), "正文的题");
    assert_eq!(title("+++\ntitle = '讲话'\n+++\n同志们"), "讲话");
    assert_eq!(title("---\n在会上的讲话\n\n同志们"), "在会上的讲话");
    assert_eq!(title("---\n在会上的讲话\n---\n同志们"), "在会上的讲话");
    assert_eq!(title("------\n\n***\n讲话\n---\n"), "讲话");
    assert_eq!(title("来源：公文网　时间：2021-06-01\n（作者 : 佚名）\n讲话\n正文"), "讲话");
    assert_eq!(title("时间：2021-06-01\n来源：公文网"), "时间：2021-06-01");
    assert_eq!(title("时间都去哪儿了：在会上的讲话\n正文"), "时间都去哪儿了：在会上的讲话");
}

#[test]
fn json_lines() {
    let lines = concat!(
        "\u{feff}{\"id\":\"a\",\"text\":\"甲\\n\",\"title\":\"题\",\"more\":{\"text\":[1,{}]}}\r\n",
        "\n",
        "{\"text\":\"乙\",\"id\":7}\n",
        "{\"text\":\"丙\"}\n",
        "{\"id\":null,\"text\":\"丁\"}",
    );
    let files = Files::new([("c.jsonl", lines.as_bytes())]);
    assert_eq!(files.read(&["c.jsonl"]), ["a", "7", "c.jsonl:4", "c.jsonl:5"]);
    let first = files.one("c.jsonl#a").expect("read");
    assert_eq!((first.text.as_str(), first.title.as_str()), ("甲\n", "题"));
    assert!(first.origin.source.ends_with("c.jsonl:1"));
    for own in ["4", "c.jsonl:4"] {
        assert_eq!(files.one(&format!("c.jsonl#{own}")).expect("read").text, "丙");
    }
    assert!(files.one("c.jsonl#b.jsonl:4").is_err());
}

#[test]
fn ids_that_are_numbers_keep_all_digits() {
    let ids = [
        "18446744073709551616",
        "18446744073709551617",
        "-9223372036854775809",
        "1.0",
        "1e2",
        "-0",
    ];
    let lines: Vec<String> =
        ids.iter().map(|id| format!("{{\"id\":{id} ,\"text\":\"甲\"}}")).collect();
    let files = Files::new([("c.jsonl", lines.join("\n").as_bytes())]);
    assert_eq!(files.read(&["c.jsonl"]), ids);
    let options = IngestOptions { fields: vec!["n".to_owned()], ..IngestOptions::default() };
    let lines =
        Files::new([("c.jsonl", "{\"n\":123456789012345678901,\"text\":\"甲\"}".as_bytes())]);
    let found = documents(&[Input::parse(lines.path("c.jsonl"))], &options, None).next();
    let fields = found.expect("an item").expect("a document").origin.fields;
    assert_eq!(fields, [Some("123456789012345678901".to_owned())]);
}

#[test]
fn field_names_are_options() {
    let files = Files::new([("c.ndjson", br#"{"docid":"x","body":"abc","head":"h"}"#.as_slice())]);
    let [id_field, text_field, title_field] = ["docid", "body", "head"].map(str::to_owned);
    let options = IngestOptions { id_field, text_field, title_field, ..IngestOptions::default() };
    assert_eq!(files.read_with(&["c.ndjson"], &options), ["x"]);
    let inputs = [Input::parse(files.path("c.ndjson"))];
    let skipped = documents(&inputs, &IngestOptions::default(), None).next();
    let reason = skipped.expect("an item").expect_err("no text").reason;
    let found = ["body", "docid", "head"].map(str::to_owned).to_vec();
    assert_eq!(reason, SkipReason::NoText { field: "text".to_owned(), found });
    assert!(reason.to_string().contains("--text-field"));
}

#[test]
fn faulty_lines_are_skipped_and_the_rest_goes_on() {
    let lines = "{\"text\":\"甲\"}\n{\"text\":\n[1]\n{\"text\":3}\n{\"text\":\" \"}\n{\"text\":\"乙\"} x\n{\"text\":\"丙\"}";
    let files = Files::new([("c.jsonl", lines.as_bytes())]);
    let expected = [
        "c.jsonl:1",
        "!~/c.jsonl:2 bad-json",
        "!~/c.jsonl:3 bad-json",
        "!~/c.jsonl:4 no-text",
        "!~/c.jsonl:5 empty",
        "!~/c.jsonl:6 bad-json",
        "c.jsonl:7",
    ];
    assert_eq!(files.read(&["c.jsonl"]), expected);
}

#[test]
fn a_quote_that_is_never_closed_is_named() {
    let rows = "id,text\n甲,\"一\n二\"\n乙,\"三\n丙,四\n";
    let files = Files::new([("a.csv", rows.as_bytes())]);
    assert_eq!(files.read(&["a.csv"]), ["甲", "!~/a.csv:4 open-quote"]);
    for last in [
        "乙,5\" 的管子",
        "5\"\t乙,\"三\n四\"",
        "乙,\"三\n四\" 5\"",
        "乙,\"三\n\"\"四\"\n\n",
        "乙,\"三\n四\" 5\"\n",
    ] {
        let rows = format!("id,text\n甲,\"一\n二\"\n{last}");
        let files = Files::new([("c.csv", rows.as_bytes())]);
        let found = files.read(&["c.csv"]);
        assert_eq!(found.len(), 2, "{last}");
        assert!(!found[1].starts_with('!'), "{last}: {found:?}");
    }
    for last in ["乙,\"三\n四", "乙,\"三\n四\"\"", "乙,\"三\n四\"\"\n\n", "乙,\"三\n四, \"\"5"]
    {
        let rows = format!("id,text\n甲,\"一\n二\"\n{last}");
        let files = Files::new([("c.csv", rows.as_bytes())]);
        assert_eq!(files.read(&["c.csv"]), ["甲", "!~/c.csv:4 open-quote"], "{last}");
    }
}

#[test]
fn lines_of_a_table_are_counted_as_editors_count_them() {
    let rows = "id,text\n甲,文\n\n乙,\"两\n行\"\n丙\n丁,\n";
    for end in ["\n", "\r\n"] {
        let files = Files::new([("a.csv", rows.replace('\n', end).as_bytes())]);
        let expected = ["甲", "乙", "!~/a.csv:6 bad-row", "!~/a.csv:7 empty"];
        assert_eq!(files.read(&["a.csv"]), expected, "{end:?}");
    }
}

#[test]
fn many_faulty_lines_are_counted() {
    let row = "{}\n{]\n{\"id\":\"x\",\"text\":\"甲\"}\n";
    let lines = row.repeat(80) + "{\"text\":\" \"}\n";
    let files = Files::new([("c.jsonl", lines.as_bytes()), ("d.jsonl", b"{}".as_slice())]);
    let inputs = [Input::parse(files.path("c.jsonl")), Input::parse(files.path("d.jsonl"))];
    let all = documents(&inputs, &IngestOptions::default(), None).filter_map(Result::err);
    let all: Vec<Skipped> = all.collect();
    // 241 lines, of which the first with the id is a document.
    assert_eq!(Skipped::total(&all), 240 + 1);
    let (named, rest) = all.split_at(faults::NAMED as usize);
    assert!(named.iter().all(|skipped| skipped.count == 1));
    let rest = rest.iter().map(|s| {
        (s.source.rsplit_once('/').map_or("", |(_, name)| name), s.reason.code(), s.count)
    });
    let expected = [
        ("c.jsonl:102", "duplicate-id", 47),
        ("c.jsonl:103", "no-text", 46),
        ("c.jsonl:104", "bad-json", 46),
        ("c.jsonl:241", "empty", 1),
        ("d.jsonl:1", "no-text", 1),
    ];
    assert_eq!(rest.collect::<Vec<_>>(), expected);
    let message = all[101].message(crate::error::Lang::En);
    assert!(message.contains("45 more of the same file"), "{message}");
}

#[test]
fn a_second_equal_id_is_skipped_and_names_the_first() {
    let files = Files::new([
        ("a.jsonl", b"{\"id\":\"x\",\"text\":\"one\"}\n{\"id\":\"x\",\"text\":\"two\"}".as_slice()),
        ("b.jsonl", b"{\"id\":\"x\",\"text\":\"three\"}".as_slice()),
    ]);
    let expected = ["x", "!~/a.jsonl:2 duplicate-id", "!~/b.jsonl:1 duplicate-id"];
    assert_eq!(files.read(&[""]), expected);
    let inputs = [Input::parse(files.path(""))];
    let last = documents(&inputs, &IngestOptions::default(), None).last();
    let message = last.expect("an item").expect_err("skipped").reason.to_string();
    assert!(message.contains("a.jsonl:1"), "{message}");
}

#[test]
fn json_lines_in_other_encodings() {
    let text = "上下一同志们今天召开这次会议主要任务是总结上半年的工作";
    let lines = format!("{{\"text\":\"{text}\"}}\n\n{{\"text\":\"二{text}\"}}\n");
    let utf16 =
        |bytes: fn(u16) -> [u8; 2]| lines.encode_utf16().flat_map(bytes).collect::<Vec<_>>();
    let (gb, _, _) = encoding_rs::GB18030.encode(&lines);
    for (bytes, encoding) in [
        (utf16(u16::to_le_bytes), "UTF-16LE"),
        (utf16(u16::to_be_bytes), "UTF-16BE"),
        (gb.into_owned(), "gb18030"),
    ] {
        let files = Files::new([("c.jsonl", bytes.as_slice())]);
        assert_eq!(files.read(&["c.jsonl"]), ["c.jsonl:1", "c.jsonl:3"]);
        let second = files.one("c.jsonl#3").expect("read");
        assert_eq!((second.text, second.origin.encoding), (format!("二{text}"), encoding));
    }
}

#[test]
fn what_is_not_text_is_skipped() {
    let files = Files::new([
        ("binary.txt", b"\x7FELF\0\0\0\x01".as_slice()),
        ("binary.jsonl", b"\x7FELF\0\0\0\x01".as_slice()),
        ("blank.txt", "\u{feff} \u{3000}\n……。".as_bytes()),
        ("empty.txt", b"".as_slice()),
        ("array.json", br#"[{"text":"abc"}]"#.as_slice()),
        ("lines.json", br#"{"text":"abc"}"#.as_slice()),
        ("notes", "无扩展名".as_bytes()),
        ("photo.jpg", b"\xFF\xD8\xFF\xE0\0\x10JFIF".as_slice()),
    ]);
    let names =
        ["binary.txt", "binary.jsonl", "blank.txt", "empty.txt", "array.json", "lines.json"];
    let expected = [
        "!~/array.json unsupported",
        "!~/binary.jsonl binary",
        "!~/binary.txt binary",
        "!~/blank.txt empty",
        "!~/empty.txt empty",
        "lines.json:1",
        "!~/missing.txt missing",
        "notes",
        "!~/photo.jpg binary",
    ];
    let more = ["missing.txt", "notes", "photo.jpg"];
    assert_eq!(files.read(&[names.as_slice(), &more].concat()), expected);
}

#[test]
fn standard_input_is_told_by_its_first_line() {
    let pair = |id: &str, text: &str| (id.to_owned(), text.to_owned());
    assert_eq!(from_stdin("一段话".as_bytes()), [pair("-", "一段话")]);
    assert_eq!(from_stdin(PAGE.as_bytes())[1], pair("-#2", "朋友们\n"));
    assert_eq!(
        from_stdin(b"\n{\"text\":\"a\"}\n{\"id\":\"x\",\"text\":\"b\"}\nbroken"),
        [pair("-:2", "a"), pair("x", "b"), pair("-:4", "bad-json")]
    );
    assert_eq!(from_stdin(b"{not json}"), [pair("-", "{not json}")]);
    assert_eq!(from_stdin(&gzip(b"{\"text\":\"a\"}")), [pair("-:1", "a")]);
    assert_eq!(from_stdin(b""), [pair("-", "empty")]);
    let rows = ["id,text\nx,\"甲\n乙\"\n", "\u{feff}text\ttitle\tid\r\n甲\n乙\t\tx\r\n"];
    assert_eq!(from_stdin(rows[0].as_bytes()), [pair("x", "甲\n乙")]);
    assert_eq!(from_stdin(rows[1].as_bytes())[1], pair("x", "乙"));
    for text in ["id,text", "text\n甲", "text,text\n甲,乙", "text,\n甲,", "a text,id\n甲"] {
        assert_eq!(from_stdin(text.as_bytes()), [pair("-", text)]);
    }
    let long = "长".repeat(100_000);
    assert_eq!(from_stdin(format!("{{\"text\":\"{long}\"}}").as_bytes()), [pair("-:1", &long)]);
    let unconnected = documents(&[Input::Stdin], &IngestOptions::default(), None).count();
    assert_eq!(unconnected, 1);
}

#[test]
fn one_text_by_name() {
    let files = Files::new([
        ("page.txt", PAGE.as_bytes()),
        ("odd#1.txt", "甲".as_bytes()),
        ("plain.txt", "乙".as_bytes()),
        ("two.jsonl", b"{\"id\":\"p#1\",\"text\":\"a\"}\n{\"id\":\"q\",\"text\":\"b\"}".as_slice()),
    ]);
    let text = |spec: &str| files.one(spec).map(|document| document.text);
    assert_eq!(text("page.txt"), Ok(PAGE.to_owned()));
    assert_eq!(text("page.txt#2"), Ok("朋友们\n".to_owned()));
    assert_eq!(text("page.txt#3"), Err("empty".to_owned()));
    assert_eq!(text("page.txt#4"), Err("no-such-part".to_owned()));
    assert_eq!(text("page.txt#0"), Err("no-such-part".to_owned()));
    assert_eq!(text("page.txt#x"), Err("no-such-part".to_owned()));
    assert_eq!(text("plain.txt#1"), Err("no-headings".to_owned()));
    assert_eq!(text("odd#1.txt"), Ok("甲".to_owned()));
    assert_eq!(text("gone.txt#1"), Err("missing".to_owned()));
    assert_eq!(text(""), Err("directory".to_owned()));
    assert_eq!(text("two.jsonl#p#1"), Ok("a".to_owned()));
    assert_eq!(text("two.jsonl#r"), Err("no-such-record".to_owned()));
    assert_eq!(text("two.jsonl"), Err("many-records".to_owned()));
    let second = files.one("page.txt#2").expect("read");
    assert_eq!((second.id, second.title.as_str()), (files.path("page.txt#2"), "乙"));
    let stdin: Stdin<'_> = Box::new("丙".as_bytes());
    let from_stdin = one("-", &IngestOptions::default(), Some(stdin));
    assert_eq!(from_stdin.map(|document| document.id), Ok("-".to_owned()));
}

#[test]
fn the_page_of_five_speeches() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/data/samples/five-speeches.txt");
    let speeches: Vec<Document> = documents(&[Input::parse(page)], &IngestOptions::default(), None)
        .collect::<Result<_, _>>()
        .expect("nothing is skipped");
    let ids: Vec<_> = speeches.iter().map(|speech| speech.id.as_str()).collect();
    assert_eq!(ids, [1, 2, 3, 4, 5].map(|n| format!("five-speeches.txt#{n}")));
    assert_eq!(speeches[1].title, "在农村信用工程推进会上的讲话(定稿)");
}
