//! The program end to end over generated collections: time, memory, and CPU time as a ratio to jieba alone.
//!
//! `cargo bench --bench whole` takes ordinary collections of 1,000, 10,000 and 100,000 documents and skewed ones of 10,000;
//! with `-- 1000000` ordinary ones of that size alone. See README.md beside this file.

mod collections;

use std::io::Write;
use std::process::Command;
use std::time::{Duration, Instant};

use collections::{Collection, alone, ordinary, shaped, versions};
use cpu_time::ProcessTime;
use leitong::ingest::{IngestOptions, Input, documents};
use leitong::normalize::{Normalizer, Rules};
use leitong::synth::Shape;
use nix::sys::resource::{Usage, UsageWho, getrusage};
use nix::sys::time::TimeValLike;

/// The system knows the peak memory of the largest child so far, and counts that of this process before a child's own: what
/// takes most comes last.
fn rows() -> Vec<Collection> {
    vec![
        ordinary(1_000),
        alone(10_000),
        versions(10_000),
        shaped("one family", Shape::OneFamily, 10_000),
        shaped("one phrase", Shape::StockPhrase, 10_000),
        ordinary(10_000),
        ordinary(100_000),
        Collection { name: "and all in one", compiled: true, ..ordinary(10_000) },
        shaped("one of 64 MB", Shape::Giant, 2_000),
    ]
}

fn main() {
    let typed = std::env::args().skip(1).filter(|argument| !argument.starts_with('-'));
    let mut rows: Vec<Collection> =
        typed.map(|size| ordinary(size.parse().expect("a whole number"))).collect();
    rows.sort_by_key(|row| row.options.documents);
    if rows.is_empty() {
        rows = self::rows();
    }
    line(
        "collection      documents     MB  jieba alone  report, CPU  ratio  1 thread  all threads  peak memory",
    );
    rows.iter().for_each(measure);
}

fn line(text: &str) {
    // A closed pipe is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn measure(row: &Collection) {
    let Collection { name, options, .. } = row;
    let folder = tempfile::tempdir().expect("a temporary folder");
    let docs = folder.path().join("docs.jsonl");
    let report = folder.path().join("report.json");
    row.write(&docs).expect("room for the collection");
    let bytes = std::fs::metadata(&docs).map_or(0, |found| found.len());
    let [docs, report] = [&docs, &report].map(|path| path.to_str().expect("a path in UTF-8"));

    // Noise only adds: the least of several runs is shown. Long runs have little of it.
    let runs = if options.documents < 100_000 { 5 } else { 1 };
    let run = ["report", docs, "-q", "--force", "--diffs", "0", "-o", report];
    let one = least(runs, || leitong(&[&run[..], &["--threads", "1"]].concat()));
    let all = least(runs, || leitong(&run));
    let jieba = (0..runs).map(|_| jieba_alone(docs)).min().unwrap_or_default();
    let [floor, cpu, one, all] =
        [jieba, one.cpu, one.wall, all.wall].map(|spent| spent.as_secs_f64());
    let (megabytes, ratio, peak) = (bytes / 1_000_000, cpu / floor, children().max_rss() / 1024);
    let (documents, work) =
        (options.documents, format!("{floor:>9.2} s  {cpu:>9.2} s  {ratio:>5.2}"));
    let load = format!("{one:>6.2} s  {all:>9.2} s  {peak:>7} MiB");
    line(&format!("{name:<14}  {documents:>9}  {megabytes:>5}  {work}  {load}"));
}

struct Cost {
    wall: Duration,
    cpu: Duration,
}

fn least(runs: usize, work: impl Fn() -> Cost) -> Cost {
    let costs: Vec<Cost> = (0..runs).map(|_| work()).collect();
    let of = |part: fn(&Cost) -> Duration| costs.iter().map(part).min().unwrap_or_default();
    Cost { wall: of(|cost| cost.wall), cpu: of(|cost| cost.cpu) }
}

/// Runs the program to its end.
fn leitong(args: &[&str]) -> Cost {
    let cpu = |usage: Usage| (usage.user_time() + usage.system_time()).num_microseconds() as u64;
    let (start, before) = (Instant::now(), cpu(children()));
    let status = Command::new(env!("CARGO_BIN_EXE_leitong")).args(args).status();
    assert!(status.expect("the program starts").success(), "leitong {args:?}");
    let cpu = Duration::from_micros(cpu(children()) - before);
    Cost { wall: start.elapsed(), cpu }
}

/// What all children that have ended cost together.
fn children() -> Usage {
    getrusage(UsageWho::RUSAGE_CHILDREN).expect("the system counts")
}

/// Loads jieba's dictionary and segments the normalized text, which no program that segments can do without.
/// Reading and normalizing are not counted.
fn jieba_alone(docs: &str) -> Duration {
    let normalizer = Normalizer::new(Rules::default());
    let start = ProcessTime::now();
    let jieba = jieba_rs::Jieba::new();
    let mut spent = start.elapsed();
    let mut source = documents(&[Input::parse(docs)], &IngestOptions::default(), None).flatten();
    loop {
        let some = source.by_ref().take(1_000);
        let texts: Vec<String> =
            some.map(|document| normalizer.comparison_text(&document.text)).collect();
        if texts.is_empty() {
            return spent;
        }
        let start = ProcessTime::now();
        let words: usize = texts.iter().map(|text| jieba.cut(text, false).len()).sum();
        std::hint::black_box(words);
        spent += start.elapsed();
    }
}
