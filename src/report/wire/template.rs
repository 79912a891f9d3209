//! The template of a cluster as scripts read it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::super::ClusterReport;

/// The fixed wording of a cluster is the representative's text without the places of these slots.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// The slots, ascending by their first places.
    pub slots: Vec<Slot>,
}

/// A slot: one or more places where members vary, in step. Counts are those of the first place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slot {
    /// `year`, `date`, `number`, `place`, `name` or `wording`.
    pub kind: Cow<'static, str>,
    /// Half-open byte ranges in the representative's original text, ascending; an empty one is a place where
    /// only members have text.
    pub places: Vec<(u64, u64)>,
    /// What stands there, without layout: the representative's first, then the most frequent first.
    pub fillers: Vec<Filler>,
    /// How many members lack the first place.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub lacking: u64,
}

/// What stands in a slot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filler {
    /// The text; empty when there is none.
    pub text: String,
    /// How many documents of the cluster have it.
    pub count: u64,
    /// The ids of the members that have it, in their order; absent for the representative's own filler, which
    /// all have that no other filler names and that do not lack the slot.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub members: Vec<String>,
}

fn is_zero(count: &u64) -> bool {
    *count == 0
}

impl Template {
    /// The wire form of the slots of `cluster`; nothing when its differences were not worked out.
    pub fn of(cluster: &ClusterReport) -> Option<Self> {
        let id = |&at: &usize| cluster.members[at].id.clone();
        let filler = |filler: crate::collate::Filler| Filler {
            text: filler.text,
            count: filler.count as u64,
            members: filler.members.iter().map(id).collect(),
        };
        let slots = cluster.slots()?.into_iter().map(|slot| Slot {
            kind: slot.kind.name().into(),
            places: slot.places.iter().map(|p| (p.start as u64, p.end as u64)).collect(),
            fillers: slot.fillers.into_iter().map(filler).collect(),
            lacking: slot.lacking as u64,
        });
        Some(Self { slots: slots.collect() })
    }
}
