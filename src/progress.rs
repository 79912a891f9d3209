//! How a long run tells how far it is.

use std::fmt;

use crate::error::Lang;

/// A stage of a run, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Reading, normalizing, segmenting and signing documents.
    Read,
    /// Finding candidate pairs.
    Candidates,
    /// Computing the exact similarity of candidate pairs.
    Verify,
    /// Clustering.
    Cluster,
    /// Working out and writing the differences.
    Compare,
}

impl Stage {
    /// What a person reads beside the bar.
    pub fn label(self, lang: Lang) -> &'static str {
        match self {
            Stage::Read => lang.pick("读入分词", "reading"),
            Stage::Candidates => lang.pick("找候选对", "candidates"),
            Stage::Verify => lang.pick("逐对确认", "verifying"),
            Stage::Cluster => lang.pick("聚成各簇", "clustering"),
            Stage::Compare => lang.pick("比对差异", "comparing"),
        }
    }
}

/// Somebody who is told how far a run is. Called from many threads.
pub trait Progress: Sync + fmt::Debug {
    /// A stage begins; `total` is how many steps it has, when that is known.
    fn begin(&self, stage: Stage, total: Option<u64>);
    /// So many more steps of the stage are done.
    fn advance(&self, steps: u64);
}

/// Tells nobody.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn begin(&self, _: Stage, _: Option<u64>) {}
    fn advance(&self, _: u64) {}
}
