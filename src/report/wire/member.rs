//! A document of a cluster, and what differs between it and the representative.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

use serde::de::Deserializer;
use serde::{Deserialize, Serialize};

use super::Ordered;
use crate::report;

/// One document of a cluster. All but `id`, `title` and `relation` is absent for the representative;
/// what a comparison gives is absent when none was made.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// The public id.
    pub id: String,
    /// The title; may be empty.
    pub title: String,
    /// `representative`, the name of a relation, or nothing when no comparison was made.
    pub relation: Option<Cow<'static, str>>,
    /// Exact Jaccard to the representative, 0..=1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jaccard: Option<f64>,
    /// Exact containments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub containment: Option<Containment>,
    /// The counts both are made of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shingles: Option<MemberShingles>,
    /// Copied content characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_ratio: Option<CopyRatio>,
    /// The longest run of equal content characters, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_run: Option<u64>,
    /// Runs of equal content characters, from a least length on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub common_runs: Option<CommonRuns>,
    /// Copied content characters outside stock sentences; null where the collection is too small to know these.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "nullable")]
    pub copy_ratio_without_stock: Option<Option<CopyRatio>>,
    /// How many differences there are of each class that occurs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edits: Option<Ordered<u64>>,
    /// How many replaced stretches were too large to be refined; absent when none was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unrefined: Option<u64>,
    /// The differences, ascending on both sides; equal stretches carry none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ops: Option<Vec<Op>>,
    /// The differences inside moved text, by the numbers of the moves; absent when there is none. `ops` takes a move
    /// out whole and puts it in whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inside_moves: Option<Vec<Op>>,
}

/// A field that is there, null or not.
fn nullable<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<CopyRatio>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// Exact containments, 0..=1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Containment {
    /// How much of the member's shingles the representative has.
    pub of_member: f64,
    /// How much of the representative's shingles the member has.
    pub of_representative: f64,
}

/// Sizes of the shingle sets of a member and its representative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberShingles {
    /// Shingles of the member.
    pub member: u32,
    /// Shingles of the representative.
    pub representative: u32,
    /// Shingles of both.
    pub common: u32,
}

/// Copied content characters and all content characters, for each side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyRatio {
    /// Of the member.
    pub member: (u64, u64),
    /// Of the representative.
    pub representative: (u64, u64),
}

/// Runs of equal content characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommonRuns {
    /// From how many characters on they are counted.
    pub least: u64,
    /// How many there are.
    pub count: u64,
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Op {
    /// `delete`, `insert` or `replace`: what makes the member out of the representative.
    pub kind: Cow<'static, str>,
    /// The name of an edit class.
    pub class: Cow<'static, str>,
    /// Half-open byte range in the representative's original text.
    pub representative: (u64, u64),
    /// Half-open byte range in the member's original text.
    pub member: (u64, u64),
    /// The representative's text in that range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub representative_text: Option<String>,
    /// The member's text in that range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member_text: Option<String>,
    /// The number that the two halves of a move share.
    #[serde(default, rename = "move", skip_serializing_if = "Option::is_none")]
    pub move_id: Option<u32>,
}

impl Member {
    /// The wire form of `member` against `representative`.
    pub fn new(representative: &report::Member, member: &report::Member) -> Self {
        let cut = |text: &Option<Arc<str>>, range: &Range<usize>| {
            Some(text.as_ref()?[range.clone()].to_owned())
        };
        let range = |range: &Range<usize>| (range.start as u64, range.end as u64);
        let op = |op: &crate::diff::Op| Op {
            kind: op.kind.name().into(),
            class: op.class.name().into(),
            representative: range(&op.a),
            member: range(&op.b),
            representative_text: cut(&representative.text, &op.a),
            member_text: cut(&member.text, &op.b),
            move_id: op.move_id,
        };
        let comparison = member.link.as_ref().and_then(|link| link.comparison.as_deref());
        let ops = comparison.map(|comparison| comparison.ops.iter().map(op).collect());
        let inside: Vec<Op> =
            comparison.map_or_else(Vec::new, |found| found.inside.iter().map(op).collect());
        let inside_moves = (!inside.is_empty()).then_some(inside);
        Self { ops, inside_moves, ..Self::figures(member) }
    }

    /// The wire form of `member` without its operations.
    pub(in crate::report) fn figures(member: &report::Member) -> Self {
        let link = member.link.as_ref();
        let comparison = link.and_then(|link| link.comparison.as_deref());
        let wide = |(part, all): (usize, usize)| (part as u64, all as u64);
        Self {
            id: member.id.clone(),
            title: member.title.clone(),
            relation: match link {
                None => Some("representative".into()),
                Some(link) => link.relation.map(|relation| relation.name().into()),
            },
            jaccard: link.map(|link| link.overlap.jaccard()),
            containment: link.map(|link| Containment {
                of_member: link.overlap.containment_b(),
                of_representative: link.overlap.containment_a(),
            }),
            shingles: link.map(|link| MemberShingles {
                member: link.overlap.b,
                representative: link.overlap.a,
                common: link.overlap.common,
            }),
            copy_ratio: comparison.map(|comparison| CopyRatio {
                member: wide(comparison.copy_b),
                representative: wide(comparison.copy_a),
            }),
            longest_run: comparison.map(|comparison| comparison.longest_run() as u64),
            common_runs: link.zip(comparison).map(|(link, comparison)| CommonRuns {
                least: link.min_run as u64,
                count: comparison.runs_from(link.min_run) as u64,
            }),
            copy_ratio_without_stock: comparison.map(|comparison| {
                let (member, representative) = comparison.own_b.zip(comparison.own_a)?;
                Some(CopyRatio { member: wide(member), representative: wide(representative) })
            }),
            edits: comparison.map(|comparison| {
                let counted = comparison.edits().into_iter();
                Ordered(counted.map(|(class, n)| (class.name().to_owned(), n as u64)).collect())
            }),
            unrefined: comparison
                .map(|comparison| comparison.unrefined as u64)
                .filter(|&count| count > 0),
            ops: None,
            inside_moves: None,
        }
    }
}
