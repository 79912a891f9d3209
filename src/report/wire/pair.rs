//! Pairs, and the documents that stand in them.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::verify::Overlap;
use crate::{judge, report};

/// A document that stands in a pair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// The public id.
    pub id: String,
    /// The title; may be empty.
    pub title: String,
    /// Characters of its comparison text.
    pub characters: u32,
    /// Tokens of its comparison text.
    pub tokens: u32,
    /// The document with the same comparison text that stands for it in all other pairs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_of: Option<String>,
    /// The first document with the same original text, when that is another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identical_to: Option<String>,
    /// Whether a decision that texts are the same names it, and not only a copy of it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub same: bool,
}

/// A verified pair, or one that a decision is about or needs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair {
    /// The smaller public id.
    pub a: String,
    /// The larger public id.
    pub b: String,
    /// Exact Jaccard, 0..=1.
    pub jaccard: f64,
    /// Exact containment of A in B, and of B in A, 0..=1.
    pub containment: (f64, f64),
    /// The counts all three are made of.
    pub shingles: PairShingles,
    /// How the subjects stand to each other: `same`, `substituted`, `different`, `missing-in-a`, `missing-in-b` or
    /// `unknown`.
    pub subject: Cow<'static, str>,
    /// Whether both are spliced of one text and of others; absent where that says nothing of the pair.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spliced: Option<bool>,
    /// What an alignment found, where one was needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aligned: Option<Aligned>,
    /// The figures without set phrases; absent where the collection is too small to know them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub discounted: Option<Discounted>,
    /// What the pair is: `match`, `same-template` or `related`. A decision can make a `match`, or make one `related`.
    pub verdict: Cow<'static, str>,
    /// `same` or `different` where a person decided that, directly or by way of other texts; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Cow<'static, str>>,
}

/// The figures of a pair without the set phrases of the collection.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Discounted {
    /// Exact Jaccard of the other shingles, 0..=1.
    pub jaccard: f64,
    /// The counts it is made of.
    pub shingles: PairShingles,
}

/// What an alignment of a pair found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aligned {
    /// Copied content characters and all content characters of A, then of B.
    pub copied: ((u32, u32), (u32, u32)),
}

/// Sizes of two shingle sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PairShingles {
    /// Shingles of A.
    pub a: u32,
    /// Shingles of B.
    pub b: u32,
    /// Shingles of both.
    pub common: u32,
}

impl From<Overlap> for Discounted {
    fn from(overlap: Overlap) -> Self {
        let Overlap { common, a, b } = overlap;
        Self { jaccard: overlap.jaccard(), shingles: PairShingles { a, b, common } }
    }
}

impl From<Discounted> for Overlap {
    fn from(discounted: Discounted) -> Self {
        let PairShingles { a, b, common } = discounted.shingles;
        Self { common, a, b }
    }
}

impl From<Aligned> for judge::Aligned {
    fn from(aligned: Aligned) -> Self {
        let (a, b) = aligned.copied;
        Self { a, b }
    }
}

impl From<&report::Pair> for Pair {
    fn from(pair: &report::Pair) -> Self {
        let overlap = pair.overlap;
        Self {
            a: pair.a.clone(),
            b: pair.b.clone(),
            jaccard: overlap.jaccard(),
            containment: (overlap.containment_a(), overlap.containment_b()),
            shingles: PairShingles { a: overlap.a, b: overlap.b, common: overlap.common },
            subject: pair.evidence.subjects.name().into(),
            spliced: pair.evidence.spliced,
            aligned: pair.evidence.aligned.map(|found| Aligned { copied: (found.a, found.b) }),
            discounted: pair.evidence.discounted.map(Into::into),
            verdict: pair.verdict.name().into(),
            decision: pair.decision.map(|decision| decision.name().into()),
        }
    }
}

impl From<report::PairedDocument> for Document {
    fn from(document: report::PairedDocument) -> Self {
        let report::PairedDocument { id, title, characters, tokens, copy_of, identical_to, same } =
            document;
        Self { id, title, characters, tokens, copy_of, identical_to, same }
    }
}

impl From<&Document> for report::PairedDocument {
    fn from(document: &Document) -> Self {
        let Document { id, title, characters, tokens, copy_of, identical_to, same } =
            document.clone();
        Self { id, title, characters, tokens, copy_of, identical_to, same }
    }
}
