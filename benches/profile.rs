//! Where a run spends time and memory, stage by stage.
//!
//! `cargo bench --bench profile` takes generated collections of 10,000 and 100,000 documents; `-- 1000000` an ordinary one
//! of that size alone, and `-- "$PWD/FILE.jsonl"` the records of a file. Each has a process of its own, with the program's
//! allocator, and is run once on all threads, as by `leitong report --diffs 0 -o report.json`.

mod collections;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use collections::{Collection, alone, ordinary, versions};
use cpu_time::ProcessTime;
use leitong::decisions::Decisions;
use leitong::ingest::{IngestOptions, Input, documents};
use leitong::pipeline::{Diffs, Options, Provenance, Resources, find};
use leitong::progress::{Progress, Stage};
use leitong::report::json::Json;
use leitong::tokenize::{Jieba, Tokenizer};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How this program calls itself, followed by a file.
const RUN: &str = "--profile-this";

fn main() {
    let mut typed = std::env::args().skip(1).peekable();
    if typed.next_if(|first| first == RUN).is_some() {
        return typed.for_each(|file| profile(&file));
    }
    let typed: Vec<String> = typed.filter(|argument| !argument.starts_with('-')).collect();
    match &typed[..] {
        [] => rows().iter().for_each(generated),
        typed => typed.iter().for_each(|one| match one.parse() {
            Ok(documents) => generated(&ordinary(documents)),
            Err(_) => apart(one),
        }),
    }
}

fn rows() -> Vec<Collection> {
    let each = |documents| [alone(documents), ordinary(documents), versions(documents)];
    [10_000, 100_000].into_iter().flat_map(each).collect()
}

fn line(text: &str) {
    // A closed pipe is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn generated(collection: &Collection) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let docs = folder.path().join("docs.jsonl");
    collection.write(&docs).expect("room for the collection");
    line(&format!("\n{}", collection.name));
    apart(docs.to_str().expect("a path in UTF-8"));
}

/// Profiles a file in a process of its own.
fn apart(file: &str) {
    let own = std::env::current_exe().expect("a program knows where it is");
    let status = Command::new(own).args([RUN, file]).status();
    assert!(status.expect("the program starts").success(), "{file}");
}

fn profile(file: &str) {
    let watch = Watch(Mutex::new(vec![Mark::now("read")]));
    let options = Options { diffs: Diffs::Largest(0), ..Options::default() };
    let source = documents(&[Input::parse(file)], &IngestOptions::default(), None);
    let tokenizer = || Ok::<_, String>(Tokenizer::Jieba(Box::new(Jieba::new(false))));
    let how = (options, Resources::new(std::env::temp_dir()));
    let (none, inputs) = (Decisions::default(), Provenance::default());
    let found = find(source, tokenizer, how, &none, inputs, &watch).expect("a readable file");
    watch.mark("write");
    let report = tempfile::tempfile().map(BufWriter::<File>::new).expect("a temporary file");
    found.write(&mut [Box::new(Json::new(report))], &watch).expect("room for the report");
    watch.mark("end");
    let counts = found.run().counts;
    line(&format!("{} documents, {} pairs", counts.documents, counts.pairs));
    watch.tell();
}

/// Notes when each stage begins.
#[derive(Debug)]
struct Watch(Mutex<Vec<Mark>>);

/// What the process had used when a stage began.
#[derive(Debug)]
struct Mark {
    stage: &'static str,
    wall: Instant,
    cpu: Duration,
    /// The most memory since the mark before, in MiB, where the system tells.
    peak: Option<u64>,
}

impl Watch {
    fn mark(&self, stage: &'static str) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(Mark::now(stage));
    }

    fn tell(self) {
        let marks = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        line("stage            wall        CPU  peak memory");
        marks.windows(2).for_each(|stage| row(stage[0].stage, &stage[0], &stage[1]));
        let most = marks.iter().filter_map(|mark| mark.peak).max();
        if let [first, .., last] = &marks[..] {
            row("all", first, &Mark { peak: most, ..*last });
        }
    }
}

fn row(name: &str, from: &Mark, to: &Mark) {
    let [wall, cpu] = [to.wall - from.wall, to.cpu - from.cpu].map(|spent| spent.as_secs_f64());
    let peak = to.peak.map_or("?".to_owned(), |mebibytes| mebibytes.to_string());
    line(&format!("{name:<13}  {wall:>6.2} s  {cpu:>7.2} s  {peak:>7} MiB"));
}

impl Progress for Watch {
    fn begin(&self, stage: Stage, _: Option<u64>) {
        match stage {
            Stage::Candidates => self.mark("candidates"),
            Stage::Verify => self.mark("verify, judge"),
            Stage::Cluster => self.mark("cluster"),
            // The first is marked when all begins; nothing is compared.
            Stage::Read | Stage::Compare => {}
        }
    }

    fn advance(&self, _: u64) {}
}

impl Mark {
    fn now(stage: &'static str) -> Self {
        Self { stage, wall: Instant::now(), cpu: used(), peak: peak() }
    }
}

/// The CPU time of this process until now.
fn used() -> Duration {
    ProcessTime::now().as_duration()
}

/// The most memory of this process since it was asked last, in MiB, as Linux counts it.
fn peak() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kibibytes: u64 = line.trim().strip_suffix(" kB")?.parse().ok()?;
    // From now on the most is what there is now.
    fs::write("/proc/self/clear_refs", "5").ok()?;
    Some(kibibytes / 1024)
}
