//! Hostile inputs in every format, from a seed: no panic, no hang, no lost neighbour. `LEITONG_FUZZ_ROUNDS` makes them
//! more, `LEITONG_FUZZ_SEED` others.

use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

use leitong::ingest::{IngestOptions, Input, documents};

use super::inputs::{docx, gzip, tar, zip};
use crate::fixture::Fixture;

const TEXT: &str =
    "同志们,今天召开全县农村信用工程推进会。\r\n第一篇:甲\n一、要提高认识\n第二篇:乙\n加强领导。\n";

/// Longer than any round may take on a slow machine: a few kilobytes are read.
const PATIENCE: Duration = Duration::from_secs(60);

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        (self.next() % end.max(1) as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, of: &[&'a T]) -> &'a T {
        of[self.below(of.len())]
    }
}

/// A good file of each format: its ending and its bytes.
fn seeds() -> Vec<(&'static str, Vec<u8>)> {
    let table = format!("id,title,text\n1,题,\"{TEXT}\"\n2,题,乙\n");
    let html = format!("<!DOCTYPE html><meta charset=utf-8><div><p>{TEXT}</p>&lt;<b>粗</b></div>");
    let record = serde_json::json!({"id": "x", "text": TEXT}).to_string();
    let files: [(&str, &[u8]); 2] = [("in/a.txt", TEXT.as_bytes()), ("b.html", html.as_bytes())];
    let utf16: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_be_bytes).collect();
    #[cfg_attr(not(feature = "parquet"), expect(unused_mut))]
    let mut seeds = vec![
        ("txt", TEXT.as_bytes().to_vec()),
        ("md", encoding_rs::GB18030.encode(TEXT).0.into_owned()),
        ("text", utf16),
        ("jsonl", format!("{record}\n{record}\n").into_bytes()),
        ("tsv", table.replace(',', "\t").into_bytes()),
        ("csv", table.into_bytes()),
        ("docx", docx(&[TEXT, "&#x4E00;&amp;"])),
        ("zip", zip(&files)),
        ("tgz", gzip(&tar(&files))),
        ("tar", tar(&files)),
        ("txt.gz", gzip(TEXT.as_bytes())),
        ("txt.zst", zstd::encode_all(TEXT.as_bytes(), 1).expect("packed")),
        ("html", html.into_bytes()),
    ];
    #[cfg(feature = "parquet")]
    for compression in
        [parquet::basic::Compression::UNCOMPRESSED, parquet::basic::Compression::SNAPPY]
    {
        let rows = [("a", TEXT), ("b", TEXT), ("c", "丙")];
        seeds.push(("parquet", super::inputs::parquet(&rows, compression)));
    }
    seeds
}

/// What breaks parsers: ends of things, sizes, nesting, and pieces of other formats.
const PIECES: [&[u8]; 14] = [
    b"\0",
    b"\xFF\xFF\xFF\xFF",
    b"\xFF\xFF\xFF\x7F",
    b"\"",
    b"\r",
    b"<div><svg><table><b>",
    b"<w:t><w:p><w:del>",
    b"&#xFFFFFFFF;&x;",
    b"<![CDATA[",
    b"{\"text\":[[[[",
    b"PK\x05\x06",
    b"PAR1",
    b"\xEF\xBB\xBF",
    b"\xF4\x90\x80\x80",
];

fn mutate(random: &mut Random, bytes: &mut Vec<u8>, others: &[(&str, Vec<u8>)]) {
    for _ in 0..=random.below(8) {
        let at = random.below(bytes.len());
        match random.below(7) {
            0 => bytes.truncate(at),
            1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
            2 if at < bytes.len() => bytes[at] = random.next() as u8,
            3 => {
                let piece = random.pick(&PIECES).repeat(1 + random.below(3) * random.below(300));
                bytes.splice(at..at, piece);
            }
            4 => {
                let piece = random.pick(&PIECES);
                let end = (at + piece.len()).min(bytes.len());
                bytes.splice(at..end, piece.iter().copied());
            }
            5 => {
                let end = at + random.below((bytes.len() - at).min(500));
                let copy = bytes[at..end].to_vec();
                bytes.splice(at..at, copy);
            }
            _ => {
                let (_, other) = &others[random.below(others.len())];
                let from = random.below(other.len());
                let end = (from + random.below(300)).min(other.len());
                bytes.splice(at..at, other[from..end].iter().copied());
            }
        }
    }
}

/// One hostile file between two good ones, in a folder or in an archive.
fn round(seed: u64) {
    let mut random = Random(seed);
    let seeds = seeds();
    let (ending, bytes) = &seeds[random.below(seeds.len())];
    let mut bytes = bytes.clone();
    mutate(&mut random, &mut bytes, &seeds);
    let name = match random.below(6) {
        0 => "m".to_owned(),
        1 => format!("m.{}", seeds[random.below(seeds.len())].0),
        _ => format!("m.{ending}"),
    };
    let good = TEXT.replace("第", "这");
    let fixture = Fixture::new();
    let members: [(&str, &[u8]); 3] =
        [("a.txt", good.as_bytes()), (&name, &bytes), ("z.txt", good.as_bytes())];
    let (input, place) = match random.below(4) {
        0 => ("x.zip", "x.zip/"),
        1 => ("x.tar", "x.tar/"),
        _ => ("in", ""),
    };
    match input {
        "x.zip" => {
            fixture.write(input, zip(&members));
        }
        "x.tar" => {
            fixture.write(input, tar(&members));
        }
        _ => members.iter().for_each(|(name, bytes)| {
            fixture.write(&format!("in/{name}"), bytes);
        }),
    }
    let inputs = [Input::parse(fixture.path(input)), Input::parse(fixture.path("in").join(&name))];
    let given = if place.is_empty() { &inputs[..] } else { &inputs[..1] };
    let all: Vec<_> = documents(given, &IngestOptions::default(), None).collect();
    for neighbour in ["a.txt", "z.txt"] {
        let id = format!("{place}{neighbour}");
        let found = all.iter().flatten().find(|document| document.id == id);
        assert_eq!(found.map(|document| document.text.as_str()), Some(good.as_str()), "{id}");
    }
    for skipped in all.iter().filter_map(|item| item.as_ref().err()) {
        assert!(!skipped.message(leitong::error::Lang::En).is_empty());
    }
    // Nothing is passed over in silence, but for files whose names say that they are not to be read.
    assert!(all.len() > 2 || name == "m", "{name} has left no trace");
}

#[test]
fn hostile_inputs_in_every_format() {
    let number = |name: &str, default| {
        std::env::var(name).map_or(default, |value| value.parse().expect("a whole number"))
    };
    let (rounds, first) = (number("LEITONG_FUZZ_ROUNDS", 300), number("LEITONG_FUZZ_SEED", 1));
    for seed in (0..rounds).map(|n| first + n) {
        let (done, wait) = channel();
        let worker = std::thread::spawn(move || {
            round(seed);
            let _ = done.send(());
        });
        match wait.recv_timeout(PATIENCE) {
            Err(RecvTimeoutError::Timeout) => panic!("LEITONG_FUZZ_SEED={seed} does not end"),
            Ok(()) | Err(RecvTimeoutError::Disconnected) => {}
        }
        assert!(worker.join().is_ok(), "LEITONG_FUZZ_SEED={seed} panics");
    }
}
