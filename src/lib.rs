//! Finds near-identical Chinese speeches, groups them, and shows exactly what differs.
//!
//! - [`pipeline::find`] finds the clusters of documents, which may come from files ([`ingest::documents`]) or from anywhere
//!   else; [`pipeline::Found::write`] works out what differs and gives one cluster after the other, then all verified pairs,
//!   to renderers: those of [`report::renderer`] write files, and [`report::Renderer`] is a trait.
//! - [`diff::compare`] compares two texts.
//! - [`report::wire::read`] reads a report, [`pipeline::recut`] cuts its clusters anew, [`curate::plan()`] says which texts may
//!   leave, [`eval::evaluate`] measures it.
//!
//! The program `leitong` is made of these. The other modules are the stages between, for those who build something else of
//! them; they are listed in the order in which data moves through them, and no stage imports a later one.
//!
//! # Near-duplicates among strings
//!
//! ```
//! use std::convert::Infallible;
//! use std::io;
//!
//! use leitong::decisions::Decisions;
//! use leitong::document::Document;
//! use leitong::pipeline::{Options, Provenance, Resources, find};
//! use leitong::progress::Silent;
//! use leitong::report::{ClusterReport, Renderer};
//! use leitong::tokenize::{Jieba, Tokenizer};
//!
//! /// Collects the ids of each cluster, the representative's first.
//! struct Clusters<'a>(&'a mut Vec<Vec<String>>);
//!
//! impl Renderer for Clusters<'_> {
//!     fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
//!         self.0.push(cluster.members.iter().map(|member| member.id.clone()).collect());
//!         Ok(())
//!     }
//! }
//!
//! let draft = "同志们：今年春灌从三月十日开始，各乡镇要在月底以前清完渠道，修好水闸，备足柴油。用水先下游后上游，\
//!              先口粮田后经济田，谁也不许私自开闸。水利站派人日夜值守，每天上报水位。";
//! let texts = [
//!     ("a", draft.to_owned()),
//!     ("b", draft.replace("三月十日", "四月十日")),
//!     ("c", "各位老师：下周的运动会照常举行，请班主任清点人数，安排好看台的座位，并提醒学生带好水杯和雨具。".to_owned()),
//! ];
//! let documents =
//!     texts.map(|(id, text)| Ok(Document { id: id.to_owned(), text, ..Document::default() }));
//! let found = find(
//!     documents.into_iter(),
//!     || Ok::<_, Infallible>(Tokenizer::Jieba(Box::new(Jieba::new(false)))),
//!     (Options::default(), Resources::new(std::env::temp_dir())),
//!     &Decisions::default(),
//!     Provenance::default(),
//!     &Silent,
//! )?;
//! let mut clusters = Vec::new();
//! found.write(&mut [Box::new(Clusters(&mut clusters))], &Silent)?;
//! assert_eq!(clusters, [["a", "b"]]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Features
//!
//! `cli` builds the program, `parquet` reads and writes Parquet. Both are on by default; the library needs neither.

pub mod number;
mod numeral;
mod ascending;
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
