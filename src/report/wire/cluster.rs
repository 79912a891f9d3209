//! Clusters, written member by member.

use serde::ser::{SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use super::{Member, Template};
use crate::report::ClusterReport;

/// One cluster.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cluster {
    /// Its number, from 1, largest first.
    pub id: u32,
    /// The representative's public id.
    pub representative: String,
    /// How many documents it has.
    pub size: u64,
    /// How close the members are to the representative.
    pub similarity: Similarity,
    /// The representative first, then the others by id.
    pub members: Vec<Member>,
    /// Where the members vary; absent when the differences were not worked out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub template: Option<Template>,
}

/// How close the members of a cluster are to its representative: exact Jaccard, 0..=1.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Similarity {
    /// The smallest.
    pub min: f64,
    /// The public id of the member that has it; of several the first. Absent in reports of earlier builds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weakest: Option<String>,
    /// The median.
    pub median: f64,
}

impl Similarity {
    pub(in crate::report) fn of(cluster: &ClusterReport) -> Self {
        let weakest = cluster.weakest().map(|at| cluster.members[at].id.clone());
        Self { min: cluster.min, weakest, median: cluster.median }
    }
}

/// A cluster that is written member by member, so that the texts of only one member's differences are
/// copied at a time. Its shape is that of [`Cluster`].
pub(in crate::report) struct ClusterView<'r>(
    pub(in crate::report) &'r ClusterReport,
    pub(in crate::report) Option<&'static str>,
);

impl Serialize for ClusterView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(cluster, tag) = *self;
        let template = Template::of(cluster);
        let fields = 5 + usize::from(tag.is_some()) + usize::from(template.is_some());
        let mut out = serializer.serialize_struct("Cluster", fields)?;
        if let Some(tag) = tag {
            out.serialize_field("type", tag)?;
        }
        out.serialize_field("id", &cluster.id)?;
        out.serialize_field("representative", &cluster.representative().id)?;
        out.serialize_field("size", &cluster.members.len())?;
        out.serialize_field("similarity", &Similarity::of(cluster))?;
        out.serialize_field("members", &Members(cluster))?;
        if let Some(template) = template {
            out.serialize_field("template", &template)?;
        }
        out.end()
    }
}

struct Members<'r>(&'r ClusterReport);

impl Serialize for Members<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let representative = self.0.representative();
        serializer.collect_seq(self.0.members.iter().map(|m| Member::new(representative, m)))
    }
}
