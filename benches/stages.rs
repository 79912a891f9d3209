//! CPU time of each stage and of a whole run, as ratios to jieba alone over the same normalized text.
//!
//! `cargo bench` measures 2,000 generated documents; `cargo bench -- FILE.jsonl` measures the records of a file
//! (fields `id` and `text`). See README.md beside this file.

use std::hint::black_box;

use cpu_time::ProcessTime;
use leitong::decisions::Decisions;
use leitong::diff::{Prepared, compare};
use leitong::document::Document;
use leitong::ingest::{IngestOptions, Input, documents};
use leitong::lsh::{CandidatePairs, Sketches, candidates};
use leitong::normalize::Normalizer;
use leitong::pipeline::{Options, Provenance, Resources, find};
use leitong::progress::Silent;
use leitong::shingle::{ShingleSet, Shingles};
use leitong::signature::Sketcher;
use leitong::synth::SynthOptions;
use leitong::tokenize::{Jieba, Span, Tokenizer};
use leitong::verify::verify;

/// Runs of each measurement; the least is shown, since noise only adds.
const RUNS: usize = 5;

fn main() {
    let file = std::env::args().skip(1).find(|arg| !arg.starts_with('-'));
    let collection = match &file {
        Some(path) => read(path),
        None => generated(),
    };
    let bytes: usize = collection.iter().map(|document| document.text.len()).sum();
    let name = file.as_deref().unwrap_or("generated");
    line(&format!("{name}: {} documents, {bytes} bytes", collection.len()));
    Bench::new(collection, file).run();
}

fn line(text: &str) {
    use std::io::Write;
    // A closed pipe is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{text}");
}

fn read(path: &str) -> Vec<Document> {
    let inputs = [Input::parse(path)];
    documents(&inputs, &IngestOptions::default(), None).filter_map(Result::ok).collect()
}

fn generated() -> Vec<Document> {
    let options = SynthOptions { documents: 2_000, ..SynthOptions::default() };
    let document = |made: leitong::synth::SynthDocument| Document {
        id: made.id,
        title: made.title,
        text: made.text,
        origin: Default::default(),
    };
    leitong::synth::documents(&options).map(document).collect()
}

/// The least CPU time of several runs, in milliseconds, and the last result.
fn time<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut run = || {
        let start = ProcessTime::now();
        let result = black_box(work());
        (start.elapsed().as_secs_f64() * 1e3, result)
    };
    let (mut least, mut result) = run();
    for _ in 1..RUNS {
        let (spent, again) = run();
        least = least.min(spent);
        result = again;
    }
    (least, result)
}

struct Bench {
    documents: Vec<Document>,
    file: Option<String>,
    options: Options,
    normalizer: Normalizer,
    floor: f64,
}

impl Bench {
    fn new(documents: Vec<Document>, file: Option<String>) -> Self {
        let options = Options::default();
        Self { documents, file, options, normalizer: Normalizer::new(options.rules), floor: 1.0 }
    }

    fn row(&self, stage: &str, spent: f64) {
        line(&format!("{stage:<24} {spent:>9.1} ms  {:>6.3} x jieba", spent / self.floor));
    }

    fn run(&mut self) {
        let each = |document: &Document| self.normalizer.comparison_text(&document.text);
        let (normalize, texts) = time(|| self.documents.iter().map(each).collect::<Vec<String>>());
        let (load, jieba) = time(jieba_rs::Jieba::new);
        let cut = |text: &String| jieba.cut(text, false).len();
        self.floor = time(|| texts.iter().map(cut).sum::<usize>()).0;
        self.row("jieba alone", self.floor);
        self.row("loading its dictionary", load);
        self.row("normalize", normalize);
        let (sets, sketches) = self.sketches(&texts);
        let (spent, found) = time(|| candidates(&sketches));
        self.row("lsh", spent);
        self.pairs(&sets, &found);
        self.whole(load);
    }

    fn sketches(&self, texts: &[String]) -> (Vec<ShingleSet>, Sketches) {
        let tokenizer = Tokenizer::Jieba(Box::new(Jieba::new(false)));
        let keep = self.options.keep();
        let cut = |text: &String| tokenizer.tokenize(text, keep);
        let (spent, spans) = time(|| texts.iter().map(cut).collect::<Vec<Vec<Span>>>());
        self.row("tokenize", spent);
        let set =
            |(text, spans): (&String, &Vec<Span>)| Shingles::new(text, spans, self.options.shingle);
        let (spent, shingles) = time(|| texts.iter().zip(&spans).map(set).collect::<Vec<_>>());
        self.row("shingle", spent);
        let params = self.options.params();
        let sketcher = Sketcher::new(params.values(), self.options.seed);
        let sign = || {
            let mut sketches = Sketches::new(params, shingles.len());
            let signatures = shingles.iter().map(|set| sketcher.sketch(set.hashes()));
            signatures.for_each(|signature| sketches.push(signature.as_ref()));
            sketches
        };
        let (spent, sketches) = time(sign);
        self.row("sign", spent);
        (shingles.into_iter().map(Shingles::into_set).collect(), sketches)
    }

    fn pairs(&self, sets: &[ShingleSet], found: &CandidatePairs) {
        let matches = |a: u32, b: u32| {
            verify(&self.options.matching, &sets[a as usize], &sets[b as usize]).is_some()
        };
        let check = || found.pairs.iter().filter(|pair| matches(pair.a, pair.b)).count();
        let (spent, matched) = time(check);
        self.row("verify", spent);
        let verified: Vec<_> = found.pairs.iter().filter(|p| matches(p.a, p.b)).take(200).collect();
        let text = |index: u32| self.documents[index as usize].text.as_str();
        let prepare = |index| Prepared::new(text(index), self.normalizer.normalize(text(index)));
        let words = |_: &str| Vec::new();
        let diff = || {
            let ops = |(a, b)| compare(&prepare(a), &prepare(b), &words).ops.len();
            verified.iter().map(|pair| ops((pair.a, pair.b))).sum::<usize>()
        };
        let (spent, _) = time(diff);
        self.row(&format!("diff of {} pairs", verified.len()), spent);
        let jaccard = |a: u32, b: u32| {
            leitong::verify::overlap(&sets[a as usize], &sets[b as usize]).jaccard()
        };
        let at_threshold = |a: u32, b: u32| jaccard(a, b) >= self.options.matching.threshold;
        let listed = found.pairs.iter().filter(|pair| at_threshold(pair.a, pair.b)).count();
        let count = sets.len() as u32;
        let all = (0..count)
            .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
            .filter(|&(a, b)| at_threshold(a, b))
            .count();
        line(&format!("candidates {}, matches {matched}", found.pairs.len()));
        line(&format!("pairs at the threshold: {listed} of {all} by brute force were candidates"));
    }

    /// The whole run from text to clusters; the dictionary is loaded on both sides.
    fn whole(&self, load: f64) {
        let run = || {
            let tokenizer = || Ok::<_, ()>(Tokenizer::Jieba(Box::new(Jieba::new(false))));
            let source: Box<dyn Iterator<Item = _> + Send> = match &self.file {
                Some(path) => {
                    Box::new(documents(&[Input::parse(path)], &IngestOptions::default(), None))
                }
                None => Box::new(self.documents.iter().cloned().map(Ok)),
            };
            let how = (self.options, Resources::new(std::env::temp_dir()));
            let (none, inputs) = (Decisions::default(), Provenance::default());
            let found = find(source, tokenizer, how, &none, inputs, &Silent);
            found.map(|found| found.run().counts.pairs)
        };
        let (spent, _) = time(run);
        self.row("whole run", spent);
        let ratio = spent / (self.floor + load);
        line(&format!("whole run / (jieba alone + loading its dictionary) = {ratio:.3}"));
    }
}
