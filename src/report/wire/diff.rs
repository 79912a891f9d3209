//! Two documents by themselves.

use serde::{Deserialize, Serialize};

use super::Member;

/// The schema of a comparison of two documents.
pub const DIFF_SCHEMA: &str = "leitong.diff/1";

/// A comparison of two documents, schema [`DIFF_SCHEMA`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Diff {
    /// [`DIFF_SCHEMA`].
    pub schema: String,
    /// The program's version.
    pub version: String,
    /// The first document.
    pub representative: Named,
    /// The second one, and how it stands to the first.
    pub member: Member,
}

/// A document by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// The public id.
    pub id: String,
    /// The title; may be empty.
    pub title: String,
}
