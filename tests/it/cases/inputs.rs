//! Inputs of every format, each made in its test.

use std::io::{Cursor, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use serde_json::{Value, json};

use crate::fixture::Fixture;

const SPEECH: &str = "同志们,今天召开全县农村信用工程推进会,主要任务是总结前一阶段工作,部署下一阶段任务。\
    各乡镇要提高认识,加强领导,把信用户评定工作抓紧抓实,让农民群众及时得到贷款。";

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

pub(crate) fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        archive.start_file(*name, SimpleFileOptions::default()).expect("an entry");
        archive.write_all(bytes).expect("packed");
    }
    archive.finish().expect("an archive").into_inner()
}

pub(crate) fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, *bytes).expect("an entry");
    }
    archive.into_inner().expect("an archive")
}

/// A document of the paragraphs, with the marks of an editor's revisions.
pub(crate) fn docx(paragraphs: &[&str]) -> Vec<u8> {
    docx_with("word/document.xml", paragraphs)
}

fn docx_with(main: &str, paragraphs: &[&str]) -> Vec<u8> {
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>");
    let body: String = paragraphs
        .iter()
        .map(|text| {
            format!(
                "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr>{}\
                 <w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>",
                run(text)
            )
        })
        .collect();
    let document = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{body}</w:body></w:document>"
    );
    let relations = format!(
        "<Relationships><Relationship Id=\"r\" Type=\"http://x/officeDocument\" Target=\"{main}\"/>\
         </Relationships>"
    );
    zip(&[
        ("[Content_Types].xml", b"<Types/>"),
        ("_rels/.rels", relations.as_bytes()),
        (main, document.as_bytes()),
    ])
}

/// The ids of the report's one cluster, sorted.
fn cluster(report: &serde_json::Value) -> Vec<String> {
    let members = report["clusters"][0]["members"].as_array().expect("one cluster");
    let mut ids: Vec<String> =
        members.iter().map(|member| member["id"].as_str().expect("an id").to_owned()).collect();
    ids.sort();
    ids
}

#[test]
fn one_speech_in_every_format_is_one_cluster() {
    let fixture = Fixture::new();
    let html = format!("<!DOCTYPE html><body><p>{SPEECH}</p></body>");
    let files: [(&str, &[u8]); 2] = [("in/a.txt", SPEECH.as_bytes()), ("b.html", html.as_bytes())];
    fixture
        .write("in/plain.txt", SPEECH)
        .write("in/page.html", &html)
        .write("in/word.docx", docx(&[SPEECH]))
        .write("in/table.csv", format!("id,title,text\nrow,题,\"{SPEECH}\"\n"))
        .write("in/table.tsv", format!("title\ttext\n题\t{SPEECH}\n"))
        .write("in/z.zip", zip(&files))
        .write("in/z.tar", tar(&files))
        .write("in/z.tar.gz", gzip(&tar(&files)))
        .write("in/z.tgz", gzip(&tar(&files)));
    let expected = [
        "page.html",
        "plain.txt",
        "row",
        "table.tsv:2",
        "word.docx",
        "z.tar.gz/b.html",
        "z.tar.gz/in/a.txt",
        "z.tar/b.html",
        "z.tar/in/a.txt",
        "z.tgz/b.html",
        "z.tgz/in/a.txt",
        "z.zip/b.html",
        "z.zip/in/a.txt",
    ];
    let report = fixture.report(&["in"]);
    assert_eq!(report["skipped"], serde_json::json!([]));
    assert_eq!(cluster(&report), expected);
    let globbed = fixture.report(&["in/*.t*", "in/[pw]*", "in/table.csv", "in/z.zip"]);
    assert_eq!(cluster(&globbed), expected);
    let ran = fixture.run(&["report", "-q", "in/*.none", "in/plain.txt"]);
    assert_eq!(ran.status, 1);
    assert!(
        ran.err.contains("in/*.none: no file fits this pattern; check the path"),
        "{}",
        ran.err
    );
}

#[test]
fn a_name_that_does_not_tell_is_no_hindrance() {
    let fixture = Fixture::new();
    let html = format!("\u{feff}\n<!doctype HTML><p>{SPEECH}</p>");
    fixture
        .write("one", docx(&[SPEECH]))
        .write("two", &html)
        .write("three", zip(&[("a.txt", SPEECH.as_bytes())]))
        .write("four", tar(&[("a.txt", SPEECH.as_bytes())]))
        .write("five", gzip(&tar(&[("a.txt", SPEECH.as_bytes())])))
        .write("six", docx_with("word/document2.xml", &[SPEECH]))
        .write("seven", format!("id\ttext\nrow\t{SPEECH}\n"));
    let report = fixture.report(&["one", "two", "three", "four", "five", "six", "seven"]);
    let found = ["five/a.txt", "four/a.txt", "one", "row", "six", "three/a.txt", "two"];
    assert_eq!(cluster(&report), found);
    let ran = fixture.run_with(&["split", "-"], &docx(&["第一篇:甲", SPEECH, "第二篇:乙", SPEECH]));
    assert_eq!((ran.status, ran.out.lines().count()), (0, 2), "{ran:?}");
    assert!(ran.out.starts_with("-#1\t") && ran.out.contains("\t甲\n-#2\t"), "{}", ran.out);
}

#[test]
fn columns_are_named_like_fields() {
    let fixture = Fixture::new();
    fixture.write("a.csv", format!("\u{feff}编号;正文;题目\r\n7;\"{SPEECH}\"\"\r\n完\";甲\r\n"));
    fixture.write("b.csv", format!("正文,编号\n\"{SPEECH}\",八\n只有一个\n,九\n"));
    let args = ["--text-field", "正文", "--id-field", "编号", "--title-field", "题目"];
    let report = fixture.report(&[["a.csv", "b.csv"].as_slice(), &args].concat());
    assert_eq!(cluster(&report), ["7", "八"]);
    let skipped: Vec<_> = report["skipped"].as_array().expect("a list").iter().collect();
    let codes = skipped.iter().map(|s| (s["source"].as_str(), s["code"].as_str()));
    let expected = [(Some("b.csv:3"), Some("bad-row")), (Some("b.csv:4"), Some("empty"))];
    assert_eq!(codes.collect::<Vec<_>>(), expected);
    let reason = skipped[0]["reason"].as_str().expect("a reason");
    assert!(reason.contains("a row of 1 field, where the first row has 2"), "{reason}");
    let ran = fixture.run(&["report", "-q", "a.csv"]);
    assert!(
        ran.err.contains("no string field \"text\" (there are: 编号, 正文, 题目)"),
        "{}",
        ran.err
    );
    let one = fixture.run(&[["diff", "a.csv#7", "b.csv#八"].as_slice(), &args].concat());
    assert_eq!(one.status, 0, "{one:?}");
}

#[test]
fn what_the_editor_deleted_is_not_read() {
    let fixture = Fixture::new();
    fixture.write("a.docx", docx(&["第一段&amp;&#x4E00;&lt;b&gt;", "", "第二段"]));
    let ran = fixture.run(&["split", "a.docx", "-o", "out.jsonl"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let record: serde_json::Value = serde_json::from_str(&fixture.read("out.jsonl")).expect("JSON");
    assert_eq!(record["text"], "第一段&一<b>\n\n第二段\n");
}

#[test]
fn an_archive_loses_no_file_to_its_neighbours() {
    let fixture = Fixture::new();
    let inner = zip(&[("x.txt", SPEECH.as_bytes())]);
    let (gbk, _, _) = encoding_rs::GBK.encode("关于信用工程的讲话.txt");
    let files: [(&str, &[u8]); 8] = [
        ("__MACOSX/._a.txt", b"\0\0"),
        ("a.txt", SPEECH.as_bytes()),
        ("bad.docx", b"no archive"),
        ("binary.txt", b"\0\0\0"),
        ("deep/inner.zip", &inner),
        ("picture.jpg", b"\xFF\xD8"),
        ("table.csv", b"id,text\n1,"),
        ("z.txt", SPEECH.as_bytes()),
    ];
    let mut named = zip(&[("NNNNNNNNNNNNNNNNNNNNNN.txt", SPEECH.as_bytes())]);
    let ours = b"NNNNNNNNNNNNNNNNNNNNNN.txt";
    let mut at = 0;
    while let Some(found) = named[at..].windows(ours.len()).position(|part| part == ours) {
        at += found;
        named[at..at + gbk.len()].copy_from_slice(&gbk);
        at += ours.len();
    }
    assert_eq!(gbk.len() + 4, ours.len() + 4 - (ours.len() - gbk.len()));
    fixture.write("a.zip", zip(&files)).write("a.tar", tar(&files)).write("gbk.zip", named);
    let report = fixture.report(&["a.zip", "a.tar", "gbk.zip"]);
    let mut ids = cluster(&report);
    let gbk = ids.pop().expect("an id");
    assert!(gbk.starts_with("gbk.zip/关于信用工程的讲话.txt"), "{gbk}");
    assert_eq!(ids, ["a.tar/a.txt", "a.tar/z.txt", "a.zip/a.txt", "a.zip/z.txt"]);
    let skipped: Vec<String> = report["skipped"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|s| format!("{} {}", s["source"].as_str().unwrap(), s["code"].as_str().unwrap()))
        .collect();
    let of = |archive: &str| {
        [
            " unsupported",
            "/bad.docx corrupt",
            "/binary.txt binary",
            "/deep/inner.zip nested",
            "/table.csv:2 empty",
        ]
        .map(|rest| format!("{archive}{rest}"))
    };
    assert_eq!(skipped, [of("a.tar"), of("a.zip")].concat());
}

#[test]
fn archives_that_break_off_keep_what_came_before() {
    let fixture = Fixture::new();
    let long: String = (0..5_000).map(|n| format!("第{n}号{};", n * 7919 % 1009)).collect();
    let files: [(&str, &[u8]); 2] = [("a.txt", SPEECH.as_bytes()), ("b.txt", long.as_bytes())];
    let (whole, packed) = (tar(&files), gzip(&tar(&files)));
    fixture
        .write("a.tar", &whole[..whole.len() / 2])
        .write("b.tgz", &packed[..packed.len() / 2])
        .write("c.zip", &zip(&files)[..200])
        .write("d.tar", "")
        .write("plain.txt", SPEECH);
    let report = fixture.report(&["a.tar", "b.tgz", "c.zip", "d.tar", "plain.txt"]);
    assert_eq!(cluster(&report), ["a.tar/a.txt", "b.tgz/a.txt", "plain.txt"]);
    let skipped = report["skipped"].as_array().expect("a list");
    let found: Vec<_> =
        skipped.iter().map(|s| (s["source"].as_str(), s["code"].as_str())).collect();
    let expected = [
        ("a.tar/b.txt", "corrupt"),
        ("b.tgz/b.txt", "corrupt"),
        ("c.zip", "corrupt"),
        ("d.tar", "empty"),
    ];
    assert_eq!(found, expected.map(|(source, code)| (Some(source), Some(code))));
}

/// A few hundred kilobytes that would unpack to more than a gigabyte.
#[test]
fn an_archive_bomb_is_named_and_its_neighbours_are_read() {
    let fixture = Fixture::new();
    let mut bomb = zstd::Encoder::new(Vec::new(), 1).expect("an encoder");
    let chunk = vec![b' '; 1 << 20];
    let mut header = tar::Header::new_gnu();
    header.set_size(700 << 20);
    header.set_mode(0o644);
    for name in ["a.bin", "b.bin", "c.bin"] {
        header.set_path(name).expect("a name");
        header.set_cksum();
        bomb.write_all(header.as_bytes()).expect("packed");
        (0..700).for_each(|_| bomb.write_all(&chunk).expect("packed"));
    }
    fixture.write("bomb.tar.zst", bomb.finish().expect("packed")).write("plain.txt", SPEECH);
    let ran = fixture.run(&["report", "-q", "bomb.tar.zst", "plain.txt", "-o", "r.json"]);
    assert_eq!(ran.status, 1, "{ran:?}");
    let said = "bomb.tar.zst: unpacks to more than 1 GiB and more than 200 times its packed size";
    assert!(ran.err.contains(said), "{}", ran.err);
    let report: serde_json::Value = serde_json::from_str(&fixture.read("r.json")).expect("JSON");
    assert_eq!(report["run"]["counts"]["documents"], 1);
}

#[test]
fn one_text_of_an_archive() {
    let fixture = Fixture::new();
    let page = format!("第一篇:甲\n{SPEECH}\n第二篇:乙\n{SPEECH}\n");
    let files: [(&str, &[u8]); 3] =
        [("in/a.txt", SPEECH.as_bytes()), ("bad.docx", b"none"), ("p.txt", page.as_bytes())];
    fixture.write("x.zip", zip(&files)).write("x.tgz", gzip(&tar(&files))).write("a.txt", SPEECH);
    for archive in ["x.zip", "x.tgz"] {
        let diff = |part: &str| fixture.run(&["diff", "a.txt", &format!("{archive}{part}")]);
        let [whole, speech] = [diff("/in/a.txt"), diff("/p.txt#2")];
        assert!(
            whole.status == 0 && whole.out.contains(&format!("{archive}/in/a.txt")),
            "{whole:?}"
        );
        assert!(speech.status == 0 && speech.out.contains("100%"), "{speech:?}");
        for (part, said) in [
            ("", "name a file of it, as in a.zip/b.txt"),
            ("/gone.txt", "no such file"),
            ("/in/a.tx", "no such file"),
            ("/bad.docx", "is damaged"),
            ("/p.txt#3", "no speech 3"),
        ] {
            let ran = diff(part);
            assert!(ran.status == 2 && ran.err.contains(said), "{part}: {ran:?}");
        }
    }
    assert!(fixture.run(&["diff", "a.txt", "a.txt/x"]).err.contains("no such file"));
}

#[cfg(feature = "parquet")]
pub(crate) fn parquet(rows: &[(&str, &str)], compression: parquet::basic::Compression) -> Vec<u8> {
    use parquet::data_type::{ByteArray, ByteArrayType};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::SerializedFileWriter;
    let schema = "message m { REQUIRED BYTE_ARRAY id (UTF8); REQUIRED BYTE_ARRAY text (UTF8); \
                  OPTIONAL INT64 year; }";
    let schema = parquet::schema::parser::parse_message_type(schema).expect("a schema");
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut bytes = Vec::new();
    let mut writer =
        SerializedFileWriter::new(&mut bytes, schema.into(), properties.into()).expect("begun");
    for rows in rows.chunks(2) {
        let mut group = writer.next_row_group().expect("a group");
        for field in [0, 1] {
            let values = rows.iter().map(|&(id, text)| ByteArray::from([id, text][field]));
            let mut column = group.next_column().expect("no error").expect("a column");
            let values: Vec<ByteArray> = values.collect();
            column.typed::<ByteArrayType>().write_batch(&values, None, None).expect("written");
            column.close().expect("closed");
        }
        let mut column = group.next_column().expect("no error").expect("a column");
        let (years, levels) = (vec![1_i64; rows.len()], vec![1_i16; rows.len()]);
        let typed = column.typed::<parquet::data_type::Int64Type>();
        typed.write_batch(&years, Some(&levels), None).expect("written");
        column.close().expect("closed");
        group.close().expect("closed");
    }
    writer.close().expect("closed");
    bytes
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_files_are_read_by_their_columns() {
    use parquet::basic::{Compression, ZstdLevel};
    let fixture = Fixture::new();
    let rows = [("a", SPEECH), ("", SPEECH), ("b", "……"), ("c", SPEECH)];
    let packed = parquet(&rows, Compression::ZSTD(ZstdLevel::default()));
    let rows = [("d", SPEECH)];
    fixture
        .write("p.parquet", &packed)
        .write("q.zip", zip(&[("q.parquet", &parquet(&rows, Compression::SNAPPY))]))
        .write("cut.parquet", &packed[..packed.len() / 2]);
    let report = fixture.report(&["p.parquet", "q.zip", "cut.parquet"]);
    assert_eq!(cluster(&report), ["a", "c", "d", "p.parquet:2"]);
    let skipped = report["skipped"].as_array().expect("a list");
    let found: Vec<_> =
        skipped.iter().map(|s| (s["source"].as_str(), s["code"].as_str())).collect();
    let expected = [("cut.parquet", "corrupt"), ("p.parquet:3", "empty")];
    assert_eq!(found, expected.map(|(source, code)| (Some(source), Some(code))));
    let ran = fixture.run(&["report", "-q", "p.parquet", "--text-field", "body"]);
    assert!(
        ran.err.contains("no string field \"body\" (there are: id, text, year)"),
        "{}",
        ran.err
    );
    let years = fixture.report(&["p.parquet", "--id-field", "year"]);
    assert_eq!(years["skipped"].as_array().expect("a list").len(), 3, "one id, four rows");
}

/// Nothing here writes them; the footer of a file says how each column is compressed, behind its name.
#[cfg(feature = "parquet")]
#[test]
fn parquet_that_is_compressed_in_other_ways_is_told_for_what_it_is() {
    let fixture = Fixture::new();
    let plain = parquet(&[("a", SPEECH)], parquet::basic::Compression::UNCOMPRESSED);
    for (codec, name) in [(3, "lzo"), (4, "brotli")] {
        let mut bytes = plain.clone();
        let found = bytes.windows(6).rposition(|part| part == b"text\x15\0").expect("a footer");
        bytes[found + 5] = codec * 2;
        fixture.write("p.parquet", bytes).write("plain.txt", SPEECH);
        let report = fixture.report(&["p.parquet", "plain.txt"]);
        let [code, reason] = ["code", "reason"].map(|key| report["skipped"][0][key].as_str());
        assert_eq!(code, Some("unpackable"));
        let said = format!(
            "compressed with {name}, which is not read; write it anew, compressed with zstd"
        );
        assert!(reason.is_some_and(|reason| reason.contains(&said)), "{reason:?}");
        let other = fixture.report(&["p.parquet", "plain.txt", "--text-field", "id"]);
        assert_eq!(other["skipped"], serde_json::json!([]), "no column that is asked for");
    }
}

/// Big5 and GB18030, UTF-16 without a mark, UTF-8 with stray bytes: each in one folder with its neighbours.
#[test]
fn a_mixed_folder_is_read_and_its_encodings_are_reported() {
    use encoding_rs::{BIG5, GB18030};
    let fixture = Fixture::new();
    let traditional = "同志們,今天召開全縣農村信用工程推進會,主要任務是總結前一階段工作,部署下一階段任務。\
        各鄉鎮要提高認識,加強領導,把信用戶評定工作抓緊抓實,讓農民群眾及時得到貸款。";
    let gb = GB18030.encode(SPEECH).0;
    let line = format!("{{\"text\": \"{SPEECH}\"}}\n");
    let lines = [line.as_bytes(), &line.as_bytes()[..32], b"\xFF", &line.as_bytes()[32..]].concat();
    let utf16: Vec<u8> = SPEECH.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let html = format!("<html><meta charset=\"gb2312\"><body><p>{SPEECH}</p>");
    fixture
        .write("in/big5.txt", BIG5.encode(traditional).0)
        .write("in/gb.txt", [&gb, b"\n\xFF".as_slice()].concat())
        .write("in/page.html", GB18030.encode(&html).0)
        .write("in/plain.txt", SPEECH)
        .write("in/records.jsonl", lines)
        .write("in/stray.txt", [SPEECH.as_bytes(), b"\r\n\r\n\x80"].concat())
        .write("in/utf16.txt", utf16);
    let report = fixture.report(&["in"]);
    let ids =
        ["big5.txt", "gb.txt", "page.html", "plain.txt", "records.jsonl:1", "records.jsonl:2"];
    assert_eq!(cluster(&report), [ids.as_slice(), &["stray.txt", "utf16.txt"]].concat());
    let decodings = report["run"]["decodings"].as_array().expect("a list").iter();
    let found: Vec<String> = decodings
        .map(|d| {
            let text = |name: &str| d[name].as_str().expect("a word").to_owned();
            let (source, encoding) = (text("source"), text("encoding"));
            format!("{source} {encoding} {} {} {}", text("evidence"), d["replaced"], d["places"])
        })
        .collect();
    let (in_gb, in_line, in_utf8) = (gb.len() + 1, line.len() + 32, SPEECH.len() + 4);
    let expected = [
        "in/big5.txt Big5 frequencies 0 []".to_owned(),
        format!("in/gb.txt gb18030 frequencies 1 [[2,{in_gb}]]"),
        "in/page.html gb18030 declared 0 []".to_owned(),
        "in/records.jsonl UTF-8 mostly 0 []".to_owned(),
        format!("in/records.jsonl:2 UTF-8 mostly 1 [[2,{in_line}]]"),
        format!("in/stray.txt UTF-8 mostly 1 [[3,{in_utf8}]]"),
        "in/utf16.txt UTF-16LE units 0 []".to_owned(),
    ];
    assert_eq!(found, expected);
    fixture.run(&["report", "-q", "in", "-o", "r.md"]);
    let said = "in/stray.txt: UTF-8, valid but for a few bytes; 1 undecodable, in lines 3";
    assert!(fixture.read("r.md").contains(said), "{}", fixture.read("r.md"));
    let again = fixture.run(&["report", "-q", "--from", "report.json", "-o", "again.json"]);
    assert_eq!(again.status, 0, "{again:?}");
    let again: serde_json::Value = serde_json::from_str(&fixture.read("again.json")).expect("JSON");
    assert_eq!(again["run"]["decodings"], report["run"]["decodings"]);
}

#[test]
fn the_user_has_the_last_word_on_an_encoding() {
    let fixture = Fixture::new();
    let short = encoding_rs::BIG5.encode("標題").0;
    fixture.write("short.txt", &short);
    let ran = fixture.run(&["split", "short.txt", "--encoding", "big5"]);
    assert!(ran.out.ends_with("標題\n"), "{ran:?}");
    let ran = fixture.run(&["split", "short.txt", "--encoding", "gbk", "-o", "out.jsonl"]);
    assert_eq!(ran.status, 0, "{ran:?}");
    let (gb, _, _) = encoding_rs::GB18030.decode(&short);
    assert!(fixture.read("out.jsonl").contains(&*gb));
    let ran = fixture.run(&["split", "short.txt", "--encoding", "klingon"]);
    assert_eq!(ran.status, 2);
    assert!(ran.err.contains("expected an encoding, such as utf-8, gb18030"), "{}", ran.err);
}

#[test]
fn headings_that_a_page_is_not_cut_at_are_told() {
    let fixture = Fixture::new();
    let speech = SPEECH.repeat(3);
    let page = |form: &str, numbers: &[u32]| -> String {
        let heading = |number: &u32| form.replace('?', &number.to_string());
        numbers.iter().map(|number| format!("{}\n{speech}\n", heading(number))).collect()
    };
    let weak = "?、在会上的讲话稿";
    for (page, said) in [
        (
            page(weak, &[1, 2, 4, 5]),
            "2 headings of the form that it is cut at, the first in line 5 (4、",
        ),
        (
            page("第?篇", &[1, 2, 3, 2]),
            "1 heading of the form that it is cut at, the first in line 7 (第2篇)",
        ),
        (page(weak, &[1, 2, 3]), ""),
        (page("第?篇", &[1, 2, 4, 9]), ""),
        (format!("第一篇\n第二篇\n{}", page("第?篇", &[1, 2])), ""),
    ] {
        fixture.write("page.txt", page);
        let ran = fixture.run(&["split", "page.txt"]);
        assert!(ran.status == 0 && ran.err.contains(said), "{said}: {ran:?}");
        assert_eq!(ran.err.is_empty(), said.is_empty(), "{ran:?}");
    }
}

#[test]
fn a_dry_run_shows_where_and_why() {
    let fixture = Fixture::new();
    let page = format!(
        "第一篇:甲\n第二篇:乙\n第一篇:甲\n{SPEECH}\n范文一\n第二篇:乙\u{1b}[2J\n{SPEECH}\n"
    );
    fixture.write("page.txt", page);
    let ran = fixture.run(&["split", "page.txt", "--dry-run"]);
    let expected = "- 1\t第N篇 1\tno cut: no text below, as in a table of contents\t第一篇:甲\n\
        - 2\t第N篇 2\tno cut: no text below, as in a table of contents\t第二篇:乙\n\
        + 3\t第N篇 1\tcut here\t第一篇:甲\n\
        - 5\t范文N 1\tno cut: the headings are of another form\t范文一\n\
        + 6\t第N篇 2\tcut here\t第二篇:乙␛[2J\n";
    assert_eq!((ran.status, ran.out.as_str()), (0, expected));
    let lines = |args: &[&str]| -> Vec<Value> {
        let ran = fixture.run(&[&["split", "page.txt", "--format", "json"], args].concat());
        ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    };
    let looked = lines(&["--dry-run"]);
    let words: Vec<&Value> = looked.iter().map(|line| &line["outcome"]).collect();
    assert_eq!(words, ["no-text", "no-text", "cut", "other-form", "cut"]);
    let second = json!({"line": 6, "form": "第N篇", "number": 2, "heading": "第二篇:乙\u{1b}[2J", "outcome": "cut"});
    assert_eq!(looked[4], second);
    let listed = lines(&[]);
    let of = |name: &str| listed.iter().map(|speech| speech[name].clone()).collect::<Vec<_>>();
    assert_eq!(of("id"), ["page.txt#1", "page.txt#2"]);
    assert_eq!(of("source"), ["page.txt", "page.txt"]);
    assert!(of("characters").iter().all(|count| count.as_u64() > Some(20)), "{listed:?}");
    let cut = |split: &str| fixture.run(&["split", "page.txt", "--split", split]);
    assert_eq!(cut("auto").out.lines().count(), 2);
    assert_eq!(cut("none").out.lines().count(), 1);
    assert!(cut("^范文(.)").out.starts_with("page.txt#1\t"), "{:?}", cut("^范文(.)"));
    assert_eq!(cut("(").status, 2);
    let report = fixture.report(&["page.txt", "--split", "none"]);
    assert_eq!(report["run"]["options"]["split"], "none");
    assert_eq!(report["run"]["counts"]["documents"], 1);
    let none = fixture.run_with(&["split", "-", "--dry-run"], "同志们\n".as_bytes());
    assert!(none.status == 0 && none.err.contains("no headings"), "{none:?}");
    // Nothing is said of what was not asked for, and of headings only where there are none.
    fixture.write("one.txt", format!("第一篇:甲\n{SPEECH}\n"));
    fixture.write("titled.txt", format!("在全县工作会议上的讲话\n{SPEECH}\n"));
    for (args, said) in [
        (vec!["titled.txt"], "no headings"),
        (vec!["one.txt"], "look like headings"),
        (vec!["one.txt", "--split", "none"], ""),
        (vec!["one.txt", "--split", "none", "--dry-run"], ""),
        (vec!["one.txt", "--split", "^卷"], "no line fits --split"),
        (vec!["one.txt", "--split", "^卷", "--dry-run"], "no line fits --split"),
    ] {
        let ran = fixture.run(&[vec!["split"], args].concat());
        assert!(ran.status == 0 && ran.err.contains(said), "{ran:?}");
        assert_eq!(ran.err.is_empty(), said.is_empty(), "{ran:?}");
    }
}
