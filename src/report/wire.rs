//! The report as scripts read it: the schema `leitong.report/1`, apart from the inner model.
//!
//! [`read()`] takes both forms that [`super::json`] writes: one JSON object, or JSON Lines.

mod cluster;
mod diff;
mod differences;
mod input;
mod member;
mod ordered;
mod pair;
mod read;
mod recorded;
mod run;
mod template;

pub(super) use cluster::ClusterView;
pub use cluster::{Cluster, Similarity};
pub use diff::{DIFF_SCHEMA, Diff, Named};
pub use differences::{Difference, Differs, VERIFIED_SCHEMA, Verified, differences};
pub use input::{Decoding, InputFile, Skipped};
pub use member::{CommonRuns, Containment, CopyRatio, Member, MemberShingles, Op};
pub use ordered::Ordered;
pub use pair::{Aligned, Discounted, Document, Pair, PairShingles};
pub use read::{ReadError, read};
pub use recorded::BrokenOption;
pub use run::{Counts, Measured, Recall, Run};
pub use template::{Filler, Slot, Template};

use serde::{Deserialize, Serialize};

/// The schema that this version reads and writes.
pub const SCHEMA: &str = "leitong.report/1";

/// A whole report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was run.
    pub run: Run,
    /// The clusters of copies, drafts and editions of one text, largest first.
    pub clusters: Vec<Cluster>,
    /// Families of different texts on one template, largest first. A text that has copies stands for them.
    pub templates: Vec<Cluster>,
    /// The documents that stand in pairs.
    pub documents: Vec<Document>,
    /// Every verified pair among documents that are not folded together, and each document with the one it is
    /// folded into; with decisions also the pairs they are about or need, whatever their figures.
    pub pairs: Vec<Pair>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
}

/// A line of the `.jsonl` form.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Line {
    /// The first line.
    Run {
        /// [`SCHEMA`].
        schema: String,
        /// What was run.
        run: Run,
    },
    /// One cluster.
    Cluster(Cluster),
    /// One family of texts on one template.
    Template(Cluster),
    /// One document that stands in a pair.
    Document(Document),
    /// One verified match.
    Pair(Pair),
    /// One thing left out.
    Skipped(Skipped),
    /// The last line: how many lines of each kind came before it.
    End(End),
}

/// How many lines of each kind there are in a `.jsonl` report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) clusters: u64,
    pub(super) templates: u64,
    pub(super) documents: u64,
    pub(super) pairs: u64,
    pub(super) skipped: u64,
}
