//! The arguments of `leitong eval`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

pub(super) const EXAMPLES: &str = "\
Examples:
  leitong eval report.json --truth groups.jsonl
      lines {\"id\": \"…\", \"group\": \"…\"}: documents of one group are one text
  leitong eval report.json --truth groups.jsonl --truth pairs.jsonl
      lines {\"a\": \"…\", \"b\": \"…\", \"jaccard\": 0.62} too: recall by tenths of that similarity
  leitong eval report.json --truth pairs.jsonl --format json
      for a script

Documents that the truth does not name are alone; ids of its groups that stand in no pair of the report are counted in a \
note. A share of nothing is — (null in JSON).";

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// A report of the collection (.json or .jsonl)
    #[arg(value_name = "REPORT.json")]
    pub(crate) report: PathBuf,
    /// Which texts are one: JSON Lines of groups, or of pairs (with "same_group": false for those that are not); may
    /// be given several times
    #[arg(long, value_name = "FILE", required = true)]
    pub(crate) truth: Vec<PathBuf>,
    /// What is printed
    #[arg(long, value_enum, default_value_t = EvalFormat::Text)]
    pub(crate) format: EvalFormat,
}

/// What is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum EvalFormat {
    /// a table
    Text,
    /// one JSON object
    Json,
}
