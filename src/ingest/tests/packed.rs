//! Packed files and archives.

use super::*;

#[test]
fn packed_files_are_unpacked() {
    let zst = zstd::encode_all("{\"text\":\"乙\"}\n".as_bytes(), 1).expect("packed");
    let two = [gzip("甲".as_bytes()), gzip("乙".as_bytes())].concat();
    let files = Files::new([
        ("a.txt.gz", two.as_slice()),
        ("b.jsonl.zst", zst.as_slice()),
        ("page.txt.gz", &gzip(PAGE.as_bytes())),
    ]);
    let found = files.read(&[""]);
    assert_eq!(found[..3], ["a.txt.gz", "b.jsonl.zst:1", "page.txt.gz#1"]);
    assert_eq!(files.one("a.txt.gz").expect("read").text, "甲乙");
}

/// Random-looking lines, which hardly shrink.
fn lines(count: u32) -> String {
    let line = |i: u32| format!("{{\"text\":\"word{}\"}}\n", i.wrapping_mul(2_654_435_761));
    (0..count).map(line).collect()
}

#[test]
fn broken_packed_files_are_named() {
    let text = gzip(lines(1000).as_bytes());
    let zst = zstd::encode_all(lines(1000).as_bytes(), 1).expect("packed");
    let files = Files::new([
        ("cut.txt.gz", &text[..text.len() / 2]),
        ("cut.txt.zst", &zst[..zst.len() / 2]),
        ("empty.txt.gz", b"".as_slice()),
        ("fine.txt", b"fine".as_slice()),
        ("not.txt.gz", b"plain text".as_slice()),
    ]);
    let expected = [
        "!~/cut.txt.gz corrupt",
        "!~/cut.txt.zst corrupt",
        "!~/empty.txt.gz corrupt",
        "fine.txt",
        "!~/not.txt.gz corrupt",
    ];
    assert_eq!(files.read(&[""]), expected);
}

/// A `.zip` of files that are not packed. Its writer in the library refuses equal names.
fn stored(files: &[(&str, &str)]) -> Vec<u8> {
    let (mut archive, mut list) = (Vec::new(), Vec::new());
    for (name, text) in files {
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        let size = (text.len() as u32).to_le_bytes();
        let sizes = [crc.sum().to_le_bytes(), size, size].concat();
        let head = [&[20, 0, 0, 8, 0, 0, 0, 0, 0x21, 0x28], &*sizes, &[name.len() as u8, 0, 0, 0]];
        let start = (archive.len() as u32).to_le_bytes();
        list.extend([b"PK\x01\x02\x14\0".as_slice(), &head.concat(), &[0; 10], &start].concat());
        list.extend(name.as_bytes());
        archive.extend([b"PK\x03\x04".as_slice(), &head.concat()].concat());
        archive.extend([name.as_bytes(), text.as_bytes()].concat());
    }
    let (count, length) = (files.len() as u8, (list.len() as u32).to_le_bytes());
    let start = (archive.len() as u32).to_le_bytes();
    let end = [b"PK\x05\x06\0\0\0\0".as_slice(), &[count, 0, count, 0], &length, &start, &[0, 0]];
    [archive, list, end.concat()].concat()
}

#[test]
fn files_of_an_archive_with_one_name_are_named() {
    let packed = [
        ("a.txt", "甲"),
        ("b.txt", "乙"),
        ("a.txt", "丙"),
        ("c.jpg", ""),
        ("c.jpg", ""),
        ("a.txt", "丁"),
    ];
    let files = Files::new([("z.zip", &*stored(&packed)), ("one.zip", &*stored(&packed[..2]))]);
    let renewed = "!~/z.zip/a.txt renewed";
    let expected = ["z.zip/a.txt", "z.zip/b.txt", renewed, renewed, "!~/z.zip unsupported"];
    assert_eq!(files.read(&["z.zip"]), expected);
    assert_eq!(files.one("z.zip/a.txt").expect("read").text, "丁");
    assert_eq!(files.read(&["one.zip"]), ["one.zip/a.txt", "one.zip/b.txt"]);
}

#[test]
fn very_many_files_of_an_archive_that_are_left_out_are_counted() {
    const FILES: usize = 130;
    let mut packed = vec![("a.txt", "甲"); FILES];
    packed.push(("b.txt", " "));
    let zip = stored(&packed);
    let mut tar = tar::Builder::new(Vec::new());
    for name in vec!["a.txt"; FILES].into_iter().chain(["none.jsonl", "b.txt"]) {
        let bytes = if name == "a.txt" { "甲".as_bytes() } else { b"" };
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        tar.append_data(&mut header, name, bytes).expect("an entry");
    }
    let tar = tar.into_inner().expect("an archive");
    let files = Files::new([("x.zip", &*zip), ("y.tar", &*tar), ("z.txt", b"" as &[u8])]);
    let named = faults::NAMED as usize;
    let found = documents(&[Input::parse(files.path(""))], &IngestOptions::default(), None);
    let left_out: Vec<Skipped> = found.filter_map(Result::err).collect();
    let place = |skipped: &Skipped| {
        let source = skipped.source.replace(&format!("{}/", files.path("")), "");
        format!("{source} {} {}", skipped.reason.code(), skipped.count)
    };
    let mut expected = vec!["x.zip/b.txt empty 1".to_owned()];
    expected.extend(vec!["x.zip/a.txt renewed 1".to_owned(); named - 1]);
    expected.push(format!("x.zip/a.txt renewed {}", FILES - named));
    expected.extend(vec!["y.tar/a.txt duplicate-id 1".to_owned(); named]);
    expected.push(format!("y.tar/a.txt duplicate-id {}", FILES - 1 - named));
    expected.extend(["y.tar/none.jsonl empty 2".to_owned(), "z.txt empty 1".to_owned()]);
    assert_eq!(left_out.iter().map(place).collect::<Vec<_>>(), expected);
}

#[test]
fn what_breaks_off_says_where() {
    let mut tar = ::tar::Builder::new(Vec::new());
    let text = "甲".repeat(400);
    for name in ["a.txt", "b.txt"] {
        let mut header = ::tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        tar.append_data(&mut header, name, text.as_bytes()).expect("packed");
    }
    let tar = tar.into_inner().expect("packed");
    let parquet = [b"PAR1".as_slice(), &[0; 100]].concat();
    let files = Files::new([
        ("block.tar", &tar[..2148]),
        ("file.tar", &tar[..2648]),
        ("cut.parquet", parquet.as_slice()),
        ("empty.parquet", b"".as_slice()),
    ]);
    let of = |name: &str| {
        let inputs = [Input::parse(files.path(name))];
        let faults = documents(&inputs, &IngestOptions::default(), None).filter_map(Result::err);
        faults.map(|fault| fault.reason).collect::<Vec<_>>()
    };
    assert_eq!(of("block.tar"), [SkipReason::CutOff { found: 2148, expected: None }]);
    assert_eq!(of("file.tar"), [SkipReason::CutOff { found: 88, expected: Some(1200) }]);
    if cfg!(feature = "parquet") {
        assert_eq!(of("cut.parquet"), [SkipReason::CutOff { found: 104, expected: None }]);
        let expected = "expected Parquet, which begins with PAR1".to_owned();
        assert_eq!(of("empty.parquet"), [SkipReason::Corrupt(expected)]);
    }
}

#[test]
fn lines_before_the_break_of_a_packed_file_are_kept() {
    for count in [100, 30_000] {
        let whole = gzip(lines(count).as_bytes());
        let files = Files::new([("c.jsonl.gz", &whole[..whole.len() - 20])]);
        let found = files.read(&["c.jsonl.gz"]);
        assert!(found.len() > count as usize / 2, "{}", found.len());
        assert_eq!(found[0], "c.jsonl.gz:1");
        let (last, documents) = found.split_last().expect("items");
        assert!(last.starts_with("!~/c.jsonl.gz:") && last.ends_with(" corrupt"), "{last}");
        assert!(documents.iter().all(|line| !line.starts_with('!')));
    }
}

#[test]
fn links_in_an_archive_are_named() {
    let mut tar = ::tar::Builder::new(Vec::new());
    let mut add = |name: &str, kind, target: &str| {
        let mut header = ::tar::Header::new_gnu();
        header.set_entry_type(kind);
        let bytes = if target.is_empty() { "甲".as_bytes() } else { b"" };
        header.set_size(bytes.len() as u64);
        if target.is_empty() {
            tar.append_data(&mut header, name, bytes).expect("a file");
        } else {
            tar.append_link(&mut header, name, target).expect("a link");
        }
    };
    let (file, hard, soft) =
        (::tar::EntryType::Regular, ::tar::EntryType::Link, ::tar::EntryType::Symlink);
    add("in/early.txt", soft, "./sub/../sub/a.txt");
    add("./in/sub/a.txt", file, "");
    add("in/again.txt", hard, "in/sub/a.txt");
    add("in/folder", soft, "sub");
    add("in/.hidden.txt", hard, "in/sub/a.txt");
    add("in/out.txt", soft, "../../etc/out.txt");
    add("in/photo.jpg", soft, "other.jpg");
    let tar = tar.into_inner().expect("an archive");
    let files = Files::new([("x.tar", tar.as_slice())]);
    let expected = [
        "x.tar/in/sub/a.txt",
        "!~/x.tar/in/early.txt linked-twice",
        "!~/x.tar/in/again.txt linked-twice",
        "!~/x.tar/in/folder linked-twice",
        "!~/x.tar/in/out.txt link",
        "!~/x.tar unsupported",
    ];
    assert_eq!(files.read(&["x.tar"]), expected);
    assert_eq!(files.one("x.tar/in/again.txt"), Err("linked-twice".to_owned()));
}
