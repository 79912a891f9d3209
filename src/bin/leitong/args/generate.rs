//! The arguments of `leitong generate`.

use std::path::PathBuf;

use clap::Args;

use super::shared::whole;

pub(super) const EXAMPLES: &str = "\
Examples:
  leitong generate -o docs.jsonl
      1,000 speeches of 2 to 10 KB, 300 of them in families of edited copies
  leitong generate --documents 1000000 -o docs.jsonl.zst --truth truth.jsonl
      a million, compressed, and which of them are one text
  leitong generate --documents 50 | leitong report -
      a first try

Time: 0.04 ms a document. Memory: 30 MB, for any number of documents.";

#[derive(Debug, Args)]
pub(crate) struct GenerateArgs {
    /// How many speeches
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = whole(1_u64, Some(100_000_000)))]
    pub(crate) documents: u64,
    /// Another number gives another collection, the same number the same one on every machine
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = whole(0_u64, Some(u64::MAX)))]
    pub(crate) seed: u64,
    /// Write the speeches to a file (.jsonl or .jsonl.zst) [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Write the group of each speech to a file: speeches of one group are one text
    #[arg(long, value_name = "FILE")]
    pub(crate) truth: Option<PathBuf>,
    /// Overwrite files that exist
    #[arg(long)]
    pub(crate) force: bool,
    /// No progress bar
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
