//! From a report to a clean corpus: which texts leave, for which text that stays, and the inputs without them.
//!
//! [`Corpus::read`] reads the inputs of a report again and refuses when they have changed. [`plan()`] decides, from the
//! report's verified pairs alone, which texts leave: every one of them matches a text that stays, in a pair of the report.
//! [`mod@write`] copies the inputs without them, byte for byte. No input is ever written to.

mod cut;
mod date;
mod error;
mod graph;
mod guard;
mod inputs;
mod keep;
mod own;
mod part;
mod plan;
mod relate;
pub mod removed;
#[cfg(feature = "parquet")]
mod rows;
mod rulings;
pub mod write;

pub use date::Date;
pub use error::CurateError;
pub use graph::Graph;
pub use guard::{GroupKind, Loss, MaxLoss, losses};
pub use inputs::{Corpus, CorpusFile, DateField, Entry, Wanted, normalizer};
pub use keep::{KeepRule, Keys, Reason, Traits, traits};
pub use own::foreign;
pub use plan::{Ground, Kept, MOST_PAIRS, Plan, Policy, Removal, plan};
pub use relate::{Figures, Related, Relater};

#[cfg(test)]
mod tests;
