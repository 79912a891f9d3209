//! The arguments of `leitong report`.

use std::ffi::OsString;
use std::path::PathBuf;

use bytesize::ByteSize;
use clap::{Args, ValueEnum};
use leitong::ingest::IngestOptions;
use leitong::pipeline::{CandidateMode, Changes, Diffs, Options, Resources, Templates};
use leitong::report::MIN_RUN;
use leitong::shingle::ShingleOptions;
use leitong::verify::MatchRule;

use super::mistyped::Expected;
use super::shared::{IngestArgs, RuleArgs, ShowArgs, TokenizerArgs, whole};

pub(super) const EXAMPLES: &str = "\
Examples:
  leitong report speeches/
      to the terminal
  leitong report speeches/ more.jsonl.gz -o report.html -o report.json
      a folder and a compressed corpus together, as a page and for a script
  leitong report docs.jsonl -o report/
      a large collection, as a folder of pages that begins with report/index.html
  cat speech.txt | leitong report - speeches/
      is this speech among those?
  leitong report --from report.json --threshold 0.9 -o strict.json
      other clusters from an earlier report, without reading the collection
  leitong report --verify report.json
      would it be the same today? (--format json for a script)
  leitong report docs.jsonl --decisions decisions.toml -o report.json
      clusters as a person decided, where the figures say otherwise
  leitong report huge.jsonl.zst --memory 2GiB --temp-dir /data/tmp -o huge.jsonl
      a collection larger than memory
  leitong report docs.csv --text-field content --threshold 0.8 -o clusters.csv
      a table with text in another column, a stricter threshold, a table with a row for each text of a cluster

Time: a small multiple of that of segmenting the text. Memory: --memory, and about 150 MiB and half a KiB a document.";

/// A rerun has the options of its report.
const VERIFIED_WITHOUT: [&str; 23] = [
    "inputs",
    "from",
    "output",
    "force",
    "threshold",
    "containment",
    "candidates",
    "recall",
    "shingle",
    "min_tokens",
    "tokenizer",
    "hmm",
    "id_field",
    "text_field",
    "title_field",
    "encoding",
    "split",
    "no_rule",
    "diffs",
    "min_run",
    "templates",
    "variants",
    "seed",
];

#[derive(Debug, Args)]
pub(crate) struct ReportArgs {
    /// Files, folders, patterns such as 'in/*.txt', or - for standard input: plain text, .html, .docx, .jsonl, .csv,
    /// .tsv, .parquet, also .gz and .zst, and .zip, .tar, .tar.gz of them
    #[arg(required_unless_present_any = ["from", "verify"], value_name = "INPUT")]
    pub(crate) inputs: Vec<OsString>,
    /// Cut the clusters of an earlier report anew, by a higher --threshold or --containment, another --templates or
    /// --decisions, without reading the collection again
    #[arg(long, value_name = "REPORT.json", conflicts_with = "inputs")]
    pub(crate) from: Option<PathBuf>,
    /// Run again what a report records, and say whether that gives the same report, or where it differs
    #[arg(long, value_name = "REPORT.json", conflicts_with_all = VERIFIED_WITHOUT)]
    pub(crate) verify: Option<PathBuf>,
    /// How --verify says it
    #[arg(long, value_enum, requires = "verify", conflicts_with_all = ["inputs", "from"], default_value_t = VerifyFormat::Text)]
    pub(crate) format: VerifyFormat,
    /// Write a report file (.html .json .jsonl .csv .md .txt), or a folder of pages when the name ends
    /// in /; may be given several times
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub(crate) output: Vec<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    pub(crate) force: bool,
    /// Texts on one subject match from this Jaccard similarity of their shingles on; others from 0.65; never those on one
    /// template that each name a subject of their own
    /// [default: 0.3]
    #[arg(long, value_name = "0.01..1", value_parser = threshold)]
    threshold: Option<f64>,
    /// A text matches one that contains this share of it, if it has 60 tokens or more
    /// [default: 0.8]
    #[arg(long, value_name = "0..1", value_parser = containment)]
    containment: Option<f64>,
    /// How candidate pairs are found: exact finds every pair, lsh nearly every one, auto takes exact where that
    /// costs about as much
    #[arg(long, value_enum, default_value_t = CandidatesName::Auto)]
    candidates: CandidatesName,
    /// With lsh, the promised probability that a pair at the threshold is found; below 1, which takes --candidates exact
    #[arg(long, value_name = "0..<1", default_value_t = Options::default().recall, value_parser = recall)]
    recall: f64,
    /// Tokens in a shingle
    #[arg(long, value_name = "TOKENS", default_value_t = ShingleOptions::default().width, value_parser = whole(1_usize, None))]
    shingle: usize,
    /// Texts with fewer tokens are compared by their exact content only
    #[arg(long, value_name = "TOKENS", default_value_t = ShingleOptions::default().min_tokens, value_parser = whole(0_usize, None))]
    min_tokens: usize,
    #[command(flatten)]
    pub(crate) tokenizer: TokenizerArgs,
    #[command(flatten)]
    pub(crate) ingest: IngestArgs,
    #[command(flatten)]
    rules: RuleArgs,
    /// For how many clusters, the largest first, differences are shown: a number, or all
    #[arg(long, value_name = "all|N", default_value = "1000", value_parser = diffs)]
    diffs: Diffs,
    /// Common runs are counted from so many characters on
    #[arg(long, value_name = "CHARACTERS", default_value_t = MIN_RUN, value_parser = whole(1_usize, None))]
    min_run: usize,
    /// Where texts go that share a template and differ in their subject: into families apart from the clusters,
    /// or together with them
    /// [default: apart]
    #[arg(long, value_enum)]
    templates: Option<TemplatesName>,
    /// A TOML file of decisions about single texts, by their ids: same = [["c", "d"]] are in one cluster, different =
    /// [["e", "f"]] never are; keep and drop are for curate
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) decisions: Option<PathBuf>,
    /// How many different texts of a cluster are shown against its representative in HTML: a number, or all
    #[arg(long, value_name = "all|N", default_value = "50", value_parser = variants)]
    pub(crate) variants: usize,
    #[command(flatten)]
    pub(crate) show: ShowArgs,
    #[command(flatten)]
    pub(crate) resources: ResourceArgs,
    /// Choose other hash functions for finding candidates
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole(0_u64, Some(u64::MAX)))]
    seed: u64,
    /// No progress bar
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// None of these changes a result.
#[derive(Debug, Args)]
pub(crate) struct ResourceArgs {
    /// Threads to use, up to 1024 [default: one a core]
    #[arg(long, value_name = "N", value_parser = whole(0_usize, Some(1024)))]
    pub(crate) threads: Option<usize>,
    /// Memory for texts and what is made of them, such as 100MiB or 4GiB; what does not fit goes to temporary files.
    /// Beside it a run takes about 150 MiB, half a KiB a document, and for CSV and TSV up to three times the size of a
    /// file, which is read whole
    #[arg(long, value_name = "SIZE", default_value = "128MiB", value_parser = size)]
    memory: ByteSize,
    /// The folder for temporary files, on a disk with room for the unpacked texts two and a half times
    /// [default: that of the system]
    #[arg(long, value_name = "DIR")]
    pub(crate) temp_dir: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum VerifyFormat {
    /// a line, or one for each of the first differences
    Text,
    /// one JSON object
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CandidatesName {
    /// whichever suits the collection
    Auto,
    /// MinHash and LSH
    Lsh,
    /// a join without loss
    Exact,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TemplatesName {
    /// different texts: shown as families, never as copies
    Apart,
    /// copies like all others
    Together,
}

impl ReportArgs {
    /// What was asked for in place of a report's own options.
    pub(crate) fn changes(&self) -> Changes {
        Changes {
            threshold: self.threshold,
            containment: self.containment,
            templates: self.templates(),
            ..Changes::default()
        }
    }

    fn templates(&self) -> Option<Templates> {
        Some(match self.templates? {
            TemplatesName::Apart => Templates::Apart,
            TemplatesName::Together => Templates::Together,
        })
    }

    pub(crate) fn ingest_options(&self) -> IngestOptions {
        self.rules.ingest(&self.ingest)
    }

    pub(crate) fn options(&self) -> Options {
        let defaults = MatchRule::default();
        Options {
            rules: self.rules.rules(),
            shingle: ShingleOptions { width: self.shingle, min_tokens: self.min_tokens },
            matching: MatchRule {
                threshold: self.threshold.unwrap_or(defaults.threshold),
                containment: self.containment.unwrap_or(defaults.containment),
                ..defaults
            },
            recall: self.recall,
            seed: self.seed,
            diffs: self.diffs,
            min_run: self.min_run,
            candidates: match self.candidates {
                CandidatesName::Auto => CandidateMode::Auto,
                CandidatesName::Lsh => CandidateMode::Lsh,
                CandidatesName::Exact => CandidateMode::Exact,
            },
            templates: self.templates().unwrap_or(Templates::Apart),
        }
    }
}

impl ResourceArgs {
    pub(crate) fn resources(&self) -> Resources {
        let temp_dir = self.temp_dir.clone().unwrap_or_else(std::env::temp_dir);
        Resources { memory: self.memory.as_u64(), temp_dir }
    }
}

fn threshold(typed: &str) -> Result<f64, Expected> {
    number(typed, |value| (MatchRule::LEAST_THRESHOLD..=1.0).contains(&value)).ok_or_else(|| {
        Expected::new(
            "应为 0.01 至 1 的数，如 0.7",
            "expected a number from 0.01 to 1, such as 0.7",
        )
    })
}

/// All texts contain nothing of each other.
fn containment(typed: &str) -> Result<f64, Expected> {
    number(typed, |value| value > 0.0 && value <= 1.0).ok_or_else(|| {
        Expected::new(
            "应为大于 0、不大于 1 的数，如 0.9",
            "expected a number above 0 and up to 1, such as 0.9",
        )
    })
}

/// No number of bands can promise to find every pair.
fn recall(typed: &str) -> Result<f64, Expected> {
    number(typed, |value| value > 0.0 && value < 1.0).ok_or_else(|| {
        Expected::new(
            "应为大于 0、小于 1 的数，如 0.999；一对不漏请用 --candidates exact",
            "expected a number above 0 and below 1, such as 0.999; to find every pair use --candidates exact",
        )
    })
}

fn number(typed: &str, fits: impl Fn(f64) -> bool) -> Option<f64> {
    typed.parse().ok().filter(|&value| fits(value))
}

/// The parser's own words name its parts, not what is expected.
fn size(typed: &str) -> Result<ByteSize, Expected> {
    let known = ("应为一个大小，如 512MiB、4GiB", "expected a size, such as 512MiB or 4GiB");
    typed.trim().parse().map_err(|_| Expected::new(known.0, known.1))
}

fn diffs(typed: &str) -> Result<Diffs, Expected> {
    match typed {
        "all" => Ok(Diffs::All),
        _ => typed.parse().map(Diffs::Largest).map_err(|_| number_or_all()),
    }
}

/// `all` is more than any cluster has.
fn variants(typed: &str) -> Result<usize, Expected> {
    match typed {
        "all" => Ok(usize::MAX),
        _ => typed.parse().map_err(|_| number_or_all()),
    }
}

fn number_or_all() -> Expected {
    Expected::new("应为整数，或 all", "expected a whole number, or all")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_that_no_signature_could_keep_is_refused() {
        let taken = ["0.01", "0.3", "0.999", "1"].map(|typed| threshold(typed).is_ok());
        assert_eq!(taken, [true; 4]);
        for typed in ["0", "0.0099", "1e-9", "1.01", "NaN", "-0.3", "x"] {
            let said = threshold(typed).expect_err("no threshold").to_string();
            assert!(said.contains("from 0.01 to 1,"), "{typed}: {said}");
        }
    }

    #[test]
    fn a_text_may_be_contained_wholly_and_no_recall_is_whole() {
        assert_eq!(
            ["1", "0", "1.1", "NaN"].map(|typed| containment(typed).ok()),
            [Some(1.0), None, None, None]
        );
        assert_eq!(["0.999", "0"].map(|typed| recall(typed).ok()), [Some(0.999), None]);
        let said = recall("1").expect_err("no recall").to_string();
        assert!(said.contains("below 1") && said.contains("--candidates exact"), "{said}");
    }

    #[test]
    fn a_size_that_is_none_is_told_what_one_is() {
        assert_eq!(size("2GiB").expect("a size").as_u64(), 2 << 30);
        let said = ["foo", "", "-1GiB", "4XiB"].map(|typed| size(typed).expect_err("no size"));
        let helps = |said: &Expected| said.to_string().contains("such as 512MiB");
        assert!(said.iter().all(helps), "{said:?}");
    }
}
