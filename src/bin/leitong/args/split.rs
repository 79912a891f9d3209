//! The arguments of `leitong split`.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::shared::IngestArgs;

pub(super) const EXAMPLES: &str = "\
Examples:
  leitong split five-speeches.txt              list them
  leitong split five-speeches.txt -o parts     write parts/01.txt, parts/02.txt ...
  leitong split five-speeches.txt -o s.jsonl   write JSON Lines
  leitong split drafts.txt --dry-run           where would it be cut, and why?
  leitong split drafts.txt --split '^卷.+: *(.+)'    other headings, with the title in a group";

#[derive(Debug, Args)]
pub(crate) struct SplitArgs {
    /// A page of several speeches, or - for standard input
    pub(crate) file: OsString,
    /// Write the speeches into a folder, each below its title, or into a file if the name ends in .jsonl
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
