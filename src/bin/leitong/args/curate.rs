//! The arguments of `leitong curate`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use glob::Pattern;
use leitong::curate::{KeepRule, MaxLoss, Policy, Wanted};
use leitong::diff::Relation;

use super::mistyped::Expected;
use super::shared::named;

pub(super) const EXAMPLES: &str = "\
Examples:
  leitong curate report.json -o clean.jsonl
      docs.jsonl without its near-duplicates, line for line; what left is in clean.removed.jsonl
  leitong curate report.json -o clean/ --keep newest,longest
      of several editions the newest, of these the longest
  leitong curate report.json -o clean/ --prefer 'official/*' --spare excerpt-of
      rather those below official/; excerpts stay
  leitong curate report.json --dry-run
      what would happen?

Every text that leaves matches one that stays, in a verified pair of the report. Inputs are never changed; \
when they have changed since the report was made, nothing is written.";

#[derive(Debug, Args)]
pub(crate) struct CurateArgs {
    /// A report of the collection (.json or .jsonl)
    #[arg(value_name = "REPORT.json")]
    pub(crate) report: PathBuf,
    /// Where the clean collection goes: a file when the report has one input file, otherwise a folder; what left
    /// goes beside it, into NAME.removed.jsonl
    #[arg(short, long, value_name = "FILE|DIR/", required_unless_present = "dry_run")]
    pub(crate) output: Option<PathBuf>,
    /// Which of several matching texts is kept, by rules in this order: whole (no excerpt of a longer one), representative
    /// (of its cluster), longest, first (as read), newest, oldest, preferred (see --prefer); then the one with the smallest
    /// id
    #[arg(long, value_name = "RULE,...", value_delimiter = ',', default_value = "whole,representative", value_parser = rule)]
    keep: Vec<KeepRule>,
    /// Rather keep texts whose id or path fits this pattern, such as 'official/*'; may be given several times, the
    /// best first; goes before the rules of --keep that do not name it as preferred
    #[arg(long, value_name = "PATTERN", value_parser = pattern)]
    pub(crate) prefer: Vec<Pattern>,
    /// The field or column of a date (2022, 20220305, 2022-03-05, 2022年3月5日, 民國111年), for the rules newest and oldest
    /// [default: a date in the title or near the beginning or end of the text]
    #[arg(long, value_name = "NAME")]
    pub(crate) date_field: Option<String>,
    /// The field or column of an author, for --max-loss
    #[arg(long, value_name = "NAME")]
    author_field: Option<String>,
    /// Texts of these relations leave too, which otherwise stay: same-template, spliced, extends
    #[arg(long, value_name = "RELATION,...", value_delimiter = ',', value_parser = relation)]
    remove: Vec<Relation>,
    /// Texts of these relations stay too, such as excerpt-of
    #[arg(long, value_name = "RELATION,...", value_delimiter = ',', value_parser = relation)]
    spare: Vec<Relation>,
    /// A TOML file of decisions about single texts, by their ids: keep = ["a"], drop = ["b"], same = [["c", "d"]],
    /// different = [["e", "f"]]
    #[arg(long, value_name = "FILE.toml")]
    pub(crate) decisions: Option<PathBuf>,
    /// Refuse when a file, a directory, an author or a year of 20 texts or more would lose more than this share
    #[arg(long, value_name = "0..1", default_value_t = MaxLoss::default().share, value_parser = share)]
    max_loss: f64,
    /// Show what would happen, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// What is printed
    #[arg(long, value_enum, default_value_t = PlanFormat::Text)]
    pub(crate) format: PlanFormat,
    /// Overwrite an earlier result
    #[arg(long)]
    pub(crate) force: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PlanFormat {
    /// a summary, and with --dry-run a line for each text that would leave
    Text,
    /// the lines of removed.jsonl; without --dry-run only the first, since the others are written
    Json,
}

impl CurateArgs {
    /// The rules in their order.
    pub(crate) fn rules(&self) -> Vec<KeepRule> {
        let unnamed = !self.prefer.is_empty() && !self.keep.contains(&KeepRule::Preferred);
        let first = unnamed.then_some(KeepRule::Preferred);
        first.into_iter().chain(self.keep.iter().copied()).collect()
    }

    /// A relation that is both to leave and to stay.
    pub(crate) fn contradiction(&self) -> Option<Relation> {
        self.remove.iter().copied().find(|relation| self.spare.contains(relation))
    }

    /// Whether what is preferred is to be kept, and nothing is.
    pub(crate) fn prefers_nothing(&self) -> bool {
        self.prefer.is_empty() && self.keep.contains(&KeepRule::Preferred)
    }

    pub(crate) fn policy(&self) -> Policy {
        let own = Policy::default().removable;
        let leaves = |relation: &Relation| {
            (own.contains(relation) || self.remove.contains(relation))
                && !self.spare.contains(relation)
        };
        Policy { removable: Relation::ALL.into_iter().filter(leaves).collect() }
    }

    /// What is wanted of the inputs; further texts by their ids.
    pub(crate) fn wanted(&self, ids: Vec<String>) -> Wanted {
        let (date_field, author_field) = (self.date_field.clone(), self.author_field.clone());
        Wanted { date_field, author_field, ids }
    }

    pub(crate) fn max_loss(&self) -> MaxLoss {
        MaxLoss { share: self.max_loss, ..MaxLoss::default() }
    }
}

fn rule(typed: &str) -> Result<KeepRule, Expected> {
    named(typed, KeepRule::ALL, KeepRule::name)
}

fn relation(typed: &str) -> Result<Relation, Expected> {
    named(typed, Relation::ALL, Relation::name)
}

fn share(typed: &str) -> Result<f64, Expected> {
    match typed.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err(Expected::new(
            "应为 0 到 1 的数，如 0.5",
            "expected a number from 0 to 1, such as 0.5",
        )),
    }
}

fn pattern(typed: &str) -> Result<Pattern, Expected> {
    Pattern::new(typed).map_err(|error| {
        Expected::new(
            format!("应为通配式，如 'official/*'（{error}）"),
            format!("expected a pattern such as 'official/*': {error}"),
        )
    })
}
