//! The arguments of `leitong diff`.

use std::ffi::OsString;

use clap::{Args, ValueEnum};
use leitong::ingest::IngestOptions;
use leitong::normalize::Rules;
use leitong::report::MIN_RUN;

use super::shared::{IngestArgs, RuleArgs, ShowArgs, TokenizerArgs, whole};

pub(super) const EXAMPLES: &str = "\
Examples:
  leitong diff draft1.txt draft2.txt
  leitong diff drafts.txt#2 drafts.txt#3 --format html > differences.html
  leitong diff docs.jsonl#a docs.jsonl#b --format json";

#[derive(Debug, Args)]
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
    #[arg(long, value_name = "CHARACTERS", default_value_t = MIN_RUN, value_parser = whole(1_usize, None))]
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

impl DiffArgs {
    pub(crate) fn rules(&self) -> Rules {
        self.rules.rules()
    }

    pub(crate) fn ingest_options(&self) -> IngestOptions {
        self.rules.ingest(&self.ingest)
    }
}
