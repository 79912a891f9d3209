//! The differences of two texts, against character Myers of two diff crates in the same run:
//! `cargo bench --bench diff`. `benches/README.md` says what is timed.

use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use ahash::AHashMap;
use cpu_time::ProcessTime;
use imara_diff::{Algorithm, Diff, Token};
use leitong::diff::{Prepared, compare};
use leitong::normalize::{Normalizer, Rules};
use leitong::synth::{Generator, Kind, SynthOptions};
use leitong::tokenize::{Jieba, Tokenizer};

/// Runs of each measurement; the least is shown, since noise only adds.
const RUNS: usize = 5;
/// After so long `similar` is stopped: on two unrelated texts of 1 MB it would take hours.
const DEADLINE: Duration = Duration::from_secs(5);
/// Characters of 10 KB and of 1 MB of text.
const SMALL: u64 = 3_300;
const LARGE: u64 = 340_000;

fn main() {
    let bench = Bench {
        normalizer: Normalizer::new(Rules::default()),
        tokenizer: Tokenizer::Jieba(Box::new(Jieba::new(false))),
    };
    line("milliseconds of CPU time; in brackets: times `compare`");
    let (small, light) = family(SMALL, Kind::Light);
    bench.row("10 KB, 2 to 9 % of the words changed", 1.0, &small, &light);
    let (large, light) = family(LARGE, Kind::Light);
    bench.row("1 MB, the same", 50.0, &large, &light);
    bench.row("1 MB, the same, and 50 blocks moved", 50.0, &large, &moved(&light, 50));
    bench.row("1 MB, 50 blocks moved and nothing else", 50.0, &large, &moved(&large, 50));
    let (one, other) = (original(LARGE, 0), original(LARGE, 1));
    bench.row("1 MB, two speeches of one vocabulary", 100.0, &one, &other);
    bench.row("1 MB, nothing in common but marks", 100.0, &one, &foreign(&other));
}

fn line(text: &str) {
    // A closed pipe is no reason to stop.
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// The least CPU time of several runs, in milliseconds, and the last result. What takes longer than a second
/// runs once.
fn time<T>(mut work: impl FnMut() -> T) -> (f64, T) {
    let mut run = || {
        let start = ProcessTime::now();
        let result = black_box(work());
        (start.elapsed().as_secs_f64() * 1e3, result)
    };
    let (mut least, mut result) = run();
    for _ in 1..if least > 1e3 { 1 } else { RUNS } {
        let (spent, again) = run();
        least = least.min(spent);
        result = again;
    }
    (least, result)
}

struct Bench {
    normalizer: Normalizer,
    tokenizer: Tokenizer,
}

impl Bench {
    fn row(&self, name: &str, target: f64, a: &str, b: &str) {
        let prepare = |text| Prepared::new(text, self.normalizer.normalize(text));
        let words = |piece: &str| self.tokenizer.words(piece);
        let (whole, _) = time(|| compare(&prepare(a), &prepare(b), &words).ops.len());
        let (left, right) = (prepare(a), prepare(b));
        let (own, found) = time(|| compare(&left, &right, &words));
        assert_eq!(found.apply(a, b), b, "the operations rebuild the text");
        let (x, y) = (characters(&left), characters(&right));
        let (imara, hunks) = time(|| imara(&x, &y));
        let started = Instant::now();
        let (similar, _) = time(|| similar(&x, &y));
        let stopped = if started.elapsed() >= DEADLINE { ">" } else { "" };
        let verdict = if own <= target { "within" } else { "ABOVE" };
        let moves = found.ops.iter().filter_map(|op| op.move_id).max().unwrap_or(0);
        let counts = format!("{} operations, {moves} moves", found.ops.len());
        line(&format!("{name}: {} and {} bytes", a.len(), b.len()));
        line(&format!(
            "  compare      {own:>10.2}  {verdict} {target} ms; {counts}, {} not refined",
            found.unrefined
        ));
        line(&format!(
            "  whole path   {whole:>10.2}  ({:.1}) with normalizing and cutting",
            whole / own
        ));
        line(&format!("  imara-diff   {imara:>10.2}  ({:.1}) {hunks} hunks", imara / own));
        let (spent, ratio) = (format!("{stopped}{similar:.2}"), similar / own);
        line(&format!("  similar      {spent:>10}  ({stopped}{ratio:.1})"));
    }
}

/// The characters of a comparison text.
fn characters(side: &Prepared<'_>) -> Vec<char> {
    side.normalized().text.chars().collect()
}

/// Myers by character; gives the number of hunks. Its heuristics, which give up the shortest script, are on.
fn imara(a: &[char], b: &[char]) -> usize {
    let mut numbers: AHashMap<char, u32> = AHashMap::new();
    let mut tokens = |text: &[char]| -> Vec<Token> {
        let mut number = |&c: &char| {
            let next = numbers.len() as u32;
            Token(*numbers.entry(c).or_insert(next))
        };
        text.iter().map(&mut number).collect()
    };
    let (a, b) = (tokens(a), tokens(b));
    let mut diff = Diff::default();
    diff.compute_with(Algorithm::Myers, &a, &b, numbers.len() as u32);
    diff.hunks().count()
}

fn similar(a: &[char], b: &[char]) -> usize {
    let deadline = Some(Instant::now() + DEADLINE);
    similar::capture_diff_slices_deadline(similar::Algorithm::Myers, a, b, deadline).len()
}

fn generator(characters: u64) -> Generator {
    let characters = (characters, characters);
    Generator::new(&SynthOptions { characters, ..SynthOptions::default() })
}

/// The first family that has a document of `kind`: its base and that document.
fn family(characters: u64, kind: Kind) -> (String, String) {
    // Which document is what does not depend on how long they are.
    let found = generator(SMALL).documents().find(|made| made.kind == kind);
    let found = found.expect("every kind occurs in a collection of the default size");
    let number = found.id.trim_start_matches("synth-").parse().expect("ids end in numbers");
    let generator = generator(characters);
    let derived = generator.document(number);
    assert_eq!(derived.kind, kind);
    (generator.document(derived.sources[0]).text, derived.text)
}

/// The text of the original number `number`, from 0.
fn original(characters: u64, number: usize) -> String {
    let alone = |index: &u64| generator(SMALL).document(*index).kind == Kind::Original;
    let index = (0..).filter(alone).nth(number).expect("most documents are originals");
    generator(characters).document(index).text
}

/// `text` with so many blocks of lines moved: each changes places with the one after the next.
fn moved(text: &str, blocks: usize) -> String {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let mut parts: Vec<&[&str]> = lines.chunks(lines.len().div_ceil(2 * blocks)).collect();
    for four in parts.chunks_exact_mut(4) {
        four.swap(1, 3);
    }
    parts.concat().concat()
}

/// `text` with every hanzi replaced by another one that its language does not use.
fn foreign(text: &str) -> String {
    let other = |c: char| match c {
        '\u{4E00}'..='\u{9FFF}' => char::from_u32(c as u32 - 0x4E00 + 0x2_0000).unwrap_or(c),
        _ => c,
    };
    text.chars().map(other).collect()
}
