//! Finds near-identical Chinese speeches, groups them, and shows exactly what differs.
//!
//! The modules are listed in the order in which data moves through them; no stage imports a later one.

pub mod number;
pub mod error;
pub mod document;
pub mod ingest;
pub mod normalize;
pub mod tokenize;
pub mod shingle;
pub mod store;
pub mod sieve;
pub mod signature;
pub mod lsh;
pub mod verify;
pub mod join;
pub mod stock;
pub mod diff;
pub mod judge;
pub mod cluster;
pub mod collate;
pub mod report;
pub mod decisions;
pub mod curate;
pub mod eval;
pub mod progress;
pub mod pipeline;
pub mod synth;
