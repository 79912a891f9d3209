//! What can be typed. The help is written here in English; `args/zh.rs` has it in Chinese.

mod curate;
mod eval;
mod generate;
mod mistyped;
mod zh;

pub(crate) use curate::{CurateArgs, PlanFormat};
pub(crate) use eval::{EvalArgs, EvalFormat};
pub(crate) use generate::GenerateArgs;
pub(crate) use mistyped::message as mistyped;

use std::ffi::OsString;
use std::path::PathBuf;

use bytesize::ByteSize;
use clap::builder::RangedU64ValueParser;
use clap::builder::styling::{AnsiColor, Styles};
use clap::{Args as ClapArgs, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use leitong::error::Lang;
use leitong::ingest::{Encoding, IngestOptions, Pattern, Split, encoding_named};
use leitong::normalize::{Rule, Rules};
use leitong::pipeline::{CandidateMode, Changes, Diffs, Options, Resources, Templates};
use leitong::report::{MIN_RUN, Settings};
use leitong::shingle::ShingleOptions;
use leitong::verify::MatchRule;
use mistyped::Expected;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Finds near-identical Chinese speeches, groups them, and shows exactly what differs.
#[derive(Debug, Parser)]
#[command(name = "leitong", version, styles = STYLES, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Language of messages and pages [default: that of the locale]
    #[arg(long, global = true, value_enum, value_name = "LANG")]
    lang: Option<LangName>,
}

const EXAMPLES: &str = "\
Examples:
  leitong report five-speeches.txt             which of five pasted speeches are the same?
  leitong report speeches/ -o report.html      a folder of speeches, as a page to read
  leitong report docs.jsonl -o report.json     a corpus, for a script
  leitong curate report.json -o clean.jsonl    the corpus without them
  leitong diff drafts.txt#2 drafts.txt#3       what differs between two speeches of a page
  leitong split drafts.txt                     the speeches of a page

Exit status: 0 done; 1 done, but something was skipped and named; 2 not done.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find groups of near-identical texts and show their differences
    #[command(after_help = REPORT_EXAMPLES)]
    Report(Box<ReportArgs>),
    /// Write the inputs of a report without their near-duplicates
    #[command(after_help = curate::EXAMPLES)]
    Curate(CurateArgs),
    /// Measure a report's clusters by a record of which texts are one
    #[command(after_help = eval::EXAMPLES)]
    Eval(EvalArgs),
    /// Show what differs between two texts
    #[command(after_help = DIFF_EXAMPLES)]
    Diff(DiffArgs),
    /// List the speeches of a page, or write them out
    #[command(after_help = SPLIT_EXAMPLES)]
    Split(SplitArgs),
    /// Make a collection of synthetic speeches, of which it is known which are one text
    #[command(after_help = generate::EXAMPLES)]
    Generate(GenerateArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a manual page, in roff
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// The page of a subcommand, such as report [default: that of the program]
        command: Option<String>,
    },
}

const MAN_EXAMPLES: &str = "\
Examples:
  leitong man > leitong.1
  leitong man report > leitong-report.1
  leitong man report --lang zh | man -l -";

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

const REPORT_EXAMPLES: &str = "\
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
      would it be the same today?
  leitong report docs.jsonl --decisions decisions.toml -o report.json
      clusters as a person decided, where the figures say otherwise
  leitong report huge.jsonl.zst --memory 2GiB --temp-dir /data/tmp --diffs 0 -o report.jsonl
      a collection larger than memory
  leitong report docs.jsonl --text-field content --threshold 0.8 --diffs 0 -o pairs.csv
      another field, a stricter threshold, no differences

Time: a small multiple of that of segmenting the text. Memory: --memory, and about 150 MiB and half a KiB a document.";

const DIFF_EXAMPLES: &str = "\
Examples:
  leitong diff draft1.txt draft2.txt
  leitong diff five-speeches.txt#2 five-speeches.txt#3 --format html > differences.html
  leitong diff docs.jsonl#a docs.jsonl#b --format json";

const SPLIT_EXAMPLES: &str = "\
Examples:
  leitong split five-speeches.txt              list them
  leitong split five-speeches.txt -o parts     write parts/01.txt, parts/02.txt ...
  leitong split five-speeches.txt -o s.jsonl   write JSON Lines
  leitong split drafts.txt --dry-run           where would it be cut, and why?
  leitong split drafts.txt --split '^卷.+: *(.+)'    other headings, with the title in a group";

#[derive(Debug, ClapArgs)]
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
    /// Write a report file (.html .json .jsonl .csv .md .txt), or a folder of pages when the name ends
    /// in /; may be given several times
    #[arg(short, long, value_name = "FILE|DIR/")]
    pub(crate) output: Vec<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    pub(crate) force: bool,
    /// Texts on one subject match from this Jaccard similarity of their shingles on; others from 0.65
    /// [default: 0.3]
    #[arg(long, value_name = "0..1", value_parser = ratio)]
    threshold: Option<f64>,
    /// A text matches one that contains this share of it, if it has 60 tokens or more
    /// [default: 0.8]
    #[arg(long, value_name = "0..1", value_parser = ratio)]
    containment: Option<f64>,
    /// How candidate pairs are found: exact finds every pair, lsh nearly every one, auto takes exact where that
    /// costs about as much
    #[arg(long, value_enum, default_value_t = CandidatesName::Auto)]
    candidates: CandidatesName,
    /// With lsh, the promised probability that a pair at the threshold is found
    #[arg(long, value_name = "0..1", default_value_t = Options::default().recall, value_parser = ratio)]
    recall: f64,
    /// Tokens in a shingle
    #[arg(long, value_name = "TOKENS", default_value_t = ShingleOptions::default().width, value_parser = positive)]
    shingle: usize,
    /// Texts with fewer tokens are compared by their exact content only
    #[arg(long, value_name = "TOKENS", default_value_t = ShingleOptions::default().min_tokens)]
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
    #[arg(long, value_name = "CHARACTERS", default_value_t = MIN_RUN, value_parser = positive)]
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
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// No progress bar
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// None of these changes a result.
#[derive(Debug, ClapArgs)]
pub(crate) struct ResourceArgs {
    /// Threads to use, up to 1024 [default: one a core]
    #[arg(long, value_name = "N", value_parser = RangedU64ValueParser::<usize>::new().range(0..=1024))]
    pub(crate) threads: Option<usize>,
    /// Memory for texts and what is made of them, such as 100MiB or 4GiB; what does not fit goes to temporary files.
    /// Beside it a run takes about 150 MiB, and half a KiB a document
    #[arg(long, value_name = "SIZE", default_value_t = ByteSize(Resources::MEMORY), value_parser = size)]
    memory: ByteSize,
    /// The folder for temporary files, on a disk with room for the unpacked texts two and a half times
    /// [default: that of the system]
    #[arg(long, value_name = "DIR")]
    pub(crate) temp_dir: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct DiffArgs {
    /// A file, FILE#3 for the third speech of a page, FILE.jsonl#ID for a record, FILE.zip/PATH for a file of
    /// an archive, - for standard input
    pub(crate) a: OsString,
    /// The other one
    pub(crate) b: OsString,
    /// How to write the differences
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
    /// Common runs are counted from so many characters on
    #[arg(long, value_name = "CHARACTERS", default_value_t = MIN_RUN, value_parser = positive)]
    pub(crate) min_run: usize,
    #[command(flatten)]
    pub(crate) show: ShowArgs,
    #[command(flatten)]
    pub(crate) tokenizer: TokenizerArgs,
    #[command(flatten)]
    pub(crate) ingest: IngestArgs,
    #[command(flatten)]
    rules: RuleArgs,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct SplitArgs {
    /// A page of several speeches, or - for standard input
    pub(crate) file: OsString,
    /// Write the speeches into a folder, or into a file if the name ends in .jsonl
    #[arg(short, long, value_name = "DIR|FILE.jsonl")]
    pub(crate) output: Option<PathBuf>,
    /// Show every line that looks like a heading: whether the page would be cut there, and why
    #[arg(long, conflicts_with = "output")]
    pub(crate) dry_run: bool,
    /// How the speeches, or with --dry-run the lines, are shown
    #[arg(long, value_enum, default_value_t = ListFormat::Text, conflicts_with = "output")]
    pub(crate) format: ListFormat,
    #[command(flatten)]
    pub(crate) ingest: IngestArgs,
    /// Overwrite files that exist
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// a line for each
    Text,
    /// an object on a line for each
    Json,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct ShowArgs {
    /// How two texts stand in a terminal: a line for each difference, or side by side; auto is side by side from 120
    /// columns on
    #[arg(long, value_enum, default_value_t = LayoutName::Auto)]
    pub(crate) layout: LayoutName,
    /// Characters shown before and after each difference in text and Markdown
    #[arg(long, value_name = "CHARACTERS", default_value_t = Settings::default().context)]
    pub(crate) context: usize,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct TokenizerArgs {
    /// How to cut text into tokens
    #[arg(long, value_enum, default_value_t = TokenizerName::Jieba)]
    pub(crate) tokenizer: TokenizerName,
    /// Let jieba's hidden Markov model join unknown characters into words
    #[arg(long)]
    pub(crate) hmm: bool,
    /// Add the words of a dictionary: lines of `word [frequency] [tag]`
    #[arg(long, value_name = "FILE")]
    pub(crate) dict: Option<PathBuf>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct IngestArgs {
    /// The field of a JSON record, or the column of a table, that holds the id
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
    /// The field or column that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// The field or column that holds the title
    #[arg(long, value_name = "NAME", default_value = "title")]
    title_field: String,
    /// The encoding of all text files, such as gb18030 or big5 [default: found for each file]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub(crate) encoding: Option<&'static Encoding>,
    /// Where pages of several speeches are taken apart: auto at headings that count, none nowhere, or a regular
    /// expression at the lines it matches, with the title in its first group
    #[arg(long, value_name = "auto|none|REGEX", default_value = "auto", value_parser = split)]
    pub(crate) split: Split,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct RuleArgs {
    /// Turn off a normalization rule: layout, width, script, case or punctuation; may be given several times
    #[arg(long, value_name = "NAME")]
    no_rule: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenizerName {
    /// words by jieba
    Jieba,
    /// every character by itself
    Chars,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutName {
    /// by the width of the terminal
    Auto,
    /// a line for each difference
    Inline,
    /// both texts in columns
    Side,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// for reading in a terminal
    Text,
    /// operations with byte ranges
    Json,
    /// a page
    Html,
    /// as diff -u, line by line
    Unified,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangName {
    /// 中文
    Zh,
    /// English
    En,
}

/// Parses what was typed; gives the language too, which is `locale` unless `--lang` names one.
pub(crate) fn parse(locale: Lang) -> (Result<Args, clap::Error>, Lang) {
    let lang = typed_lang(std::env::args_os()).unwrap_or(locale);
    let matches = command(lang).try_get_matches();
    let args = matches.and_then(|matches| Args::from_arg_matches(&matches));
    let named = args.as_ref().ok().and_then(|args| args.lang);
    (args, named.map_or(lang, LangName::lang))
}

/// All that can be typed, with its help in `lang`.
pub(crate) fn command(lang: Lang) -> clap::Command {
    let command = Args::command();
    if lang == Lang::Zh { zh::translate(command) } else { command }
}

/// The language that `--lang` names, known before anything is parsed, so that help and errors speak it.
fn typed_lang(args: impl Iterator<Item = OsString>) -> Option<Lang> {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let spaced = args.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].as_str());
    let joined = args.iter().find_map(|arg| arg.strip_prefix("--lang="));
    let name = LangName::from_str(spaced.or(joined)?, false).ok()?;
    Some(name.lang())
}

impl LangName {
    fn lang(self) -> Lang {
        match self {
            LangName::Zh => Lang::Zh,
            LangName::En => Lang::En,
        }
    }
}

impl TokenizerName {
    /// The name reports record.
    pub(crate) fn name(self) -> &'static str {
        match self {
            TokenizerName::Jieba => "jieba",
            TokenizerName::Chars => "chars",
        }
    }
}

impl IngestArgs {
    /// The fields that are not the usual ones, by the names reports record.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let usual = IngestOptions::default();
        let named = [
            ("id_field", &self.id_field, usual.id_field),
            ("text_field", &self.text_field, usual.text_field),
            ("title_field", &self.title_field, usual.title_field),
        ];
        let other = named.into_iter().filter(|(_, field, usual)| *field != usual);
        other.map(|(name, field, _)| (name, field.as_str()))
    }

    pub(crate) fn options(&self) -> IngestOptions {
        IngestOptions {
            id_field: self.id_field.clone(),
            text_field: self.text_field.clone(),
            title_field: self.title_field.clone(),
            split: self.split.clone(),
            encoding: self.encoding,
            ..IngestOptions::default()
        }
    }
}

impl ResourceArgs {
    pub(crate) fn resources(&self) -> Resources {
        let temp_dir = self.temp_dir.clone().unwrap_or_else(std::env::temp_dir);
        Resources { memory: self.memory.as_u64(), temp_dir }
    }
}

impl RuleArgs {
    fn rules(&self) -> Rules {
        self.no_rule.iter().copied().fold(Rules::default(), Rules::without)
    }
}

impl DiffArgs {
    pub(crate) fn rules(&self) -> Rules {
        self.rules.rules()
    }
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

/// A ratio with both ends excluded but 1: a threshold of 0 would make all texts match, and no number of
/// bands can promise to find every pair.
fn ratio(typed: &str) -> Result<f64, Expected> {
    match typed.parse::<f64>() {
        Ok(value) if value > 0.0 && value < 1.0 => Ok(value),
        _ => Err(Expected::new(
            "应为大于 0、小于 1 的数，如 0.7",
            "expected a number above 0 and below 1, such as 0.7",
        )),
    }
}

fn positive(typed: &str) -> Result<usize, Expected> {
    match typed.parse() {
        Ok(value) if value > 0 => Ok(value),
        _ => Err(Expected::new("应为不小于 1 的整数", "expected a whole number from 1 on")),
    }
}

/// The parser's own words name its parts, not what is expected.
fn size(typed: &str) -> Result<ByteSize, Expected> {
    let known = ("应为一个大小，如 512MiB、4GiB", "expected a size, such as 512MiB or 4GiB");
    typed.trim().parse().map_err(|_| Expected::new(known.0, known.1))
}

fn encoding(typed: &str) -> Result<&'static Encoding, Expected> {
    encoding_named(typed).ok_or_else(|| {
        Expected::new(
            "应为一种编码，如 utf-8、gb18030、big5、utf-16le、utf-16be",
            "expected an encoding, such as utf-8, gb18030, big5, utf-16le or utf-16be",
        )
    })
}

fn split(typed: &str) -> Result<Split, Expected> {
    match typed {
        "auto" => Ok(Split::Auto),
        "none" => Ok(Split::None),
        _ => Pattern::new(typed)
            .map(Split::At)
            .map_err(|error| Expected::new(format!("应为正则表达式：{}", last(&error)), error)),
    }
}

/// What the parser of patterns says last, after it has shown where.
fn last(error: &str) -> &str {
    let line = error.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line)
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
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
        zh::translate(Args::command()).debug_assert();
    }

    #[test]
    fn every_help_text_has_a_translation() {
        assert_eq!(zh::untranslated(&Args::command()), Vec::<String>::new());
    }

    #[test]
    fn a_size_that_is_none_is_told_what_one_is() {
        assert_eq!(size("2GiB").expect("a size").as_u64(), 2 << 30);
        let said = ["foo", "", "-1GiB", "4XiB"].map(|typed| size(typed).expect_err("no size"));
        let helps = |said: &Expected| said.to_string().contains("such as 512MiB");
        assert!(said.iter().all(helps), "{said:?}");
    }

    #[test]
    fn the_language_is_known_before_parsing() {
        let typed = |line: &str| typed_lang(line.split(' ').map(OsString::from));
        assert_eq!(typed("leitong report x --lang zh"), Some(Lang::Zh));
        assert_eq!(typed("leitong --lang=en report x"), Some(Lang::En));
        assert_eq!(typed("leitong report --lang"), None);
    }
}
