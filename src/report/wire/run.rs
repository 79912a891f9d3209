//! What was run, and how much there was.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{Decoding, InputFile, Ordered};
use crate::report::{self, OptionValue};

/// What was run, on what, and how much there was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Run {
    /// The program's version.
    pub version: String,
    /// Every option that can change a result, in a fixed order.
    pub options: Ordered<OptionValue>,
    /// The inputs as they were given, sorted.
    pub inputs: Vec<String>,
    /// How much there was of what.
    pub counts: Counts,
    /// How candidates were found, and with what promise.
    pub recall: Recall,
    /// How the files were decoded that are not valid UTF-8, by their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decodings: Vec<Decoding>,
    /// The files that documents came from, by their names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub manifest: Vec<InputFile>,
    /// The options of the reports that this one was cut from, the run's first; absent where it is a run's own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cut_from: Vec<Ordered<OptionValue>>,
}

/// How much there was of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Documents compared.
    pub documents: u64,
    /// Their characters, before normalization.
    pub characters: u64,
    /// Documents folded into another one with the same comparison text.
    pub folded: u64,
    /// Documents under the token minimum, compared by exact content only.
    pub short: u64,
    /// Inputs or parts of inputs left out.
    pub skipped: u64,
    /// Candidate pairs that were verified.
    pub candidates: u64,
    /// LSH buckets too large to yield all their pairs.
    pub capped_buckets: u64,
    /// Documents most of whose shingles so many others have that what they stand in may be missing; absent when there is
    /// none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub capped_documents: u64,
    /// Verified pairs in doubt that were not aligned because the budget was spent.
    pub unaligned: u64,
    /// How often a document near a representative was not verified against it, since the budget was spent; absent when
    /// there is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unverified: u64,
    /// Clusters.
    pub clusters: u64,
    /// Documents in clusters.
    pub clustered: u64,
    /// Verified pairs.
    pub pairs: u64,
    /// Those of them that are two texts on one template.
    pub same_template: u64,
    /// Those of them that only have much in common.
    pub related: u64,
    /// Families of texts on one template.
    pub templates: u64,
    /// Clusters whose differences were worked out.
    pub compared: u64,
    /// Families whose differences were worked out.
    #[serde(default)]
    pub compared_templates: u64,
    /// Clusters and families whose differences were left out, since one text is far longer than the others; absent when
    /// there is none.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub uneven: u64,
}

fn is_zero(number: &u64) -> bool {
    *number == 0
}

/// The counts of a run as the wire has them, and back. A field that only one of the two has does not compile.
macro_rules! both_ways {
    ($($field:ident)+) => {
        impl From<&report::Counts> for Counts {
            fn from(counts: &report::Counts) -> Self {
                let report::Counts { $($field),+ } = *counts;
                Self { $($field),+ }
            }
        }

        impl From<&Counts> for report::Counts {
            fn from(counts: &Counts) -> Self {
                let Counts { $($field),+ } = *counts;
                Self { $($field),+ }
            }
        }
    };
}

both_ways! {
    documents characters folded short skipped candidates capped_buckets capped_documents unaligned
    unverified clusters clustered pairs same_template related templates compared compared_templates uneven
}

/// How candidates were found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Recall {
    /// The probability with which a pair at the threshold becomes a candidate, 0..=1.
    pub promised: f64,
    /// `lsh` or `exact`.
    pub method: Cow<'static, str>,
    /// LSH bands; 0 when the method is exact.
    pub bands: u32,
    /// LSH rows a band; 0 when the method is exact.
    pub rows: u32,
    /// What an audit of a sample found; absent when the method is exact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<Measured>,
}

/// The recall that an audit measured: the true pairs of a sample of the documents with all others.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// Documents in the sample.
    pub documents: u64,
    /// Their true pairs, of a giant family only some.
    pub pairs: u64,
    /// Those that were candidates.
    pub found: u64,
    /// The interval of the recall with a confidence of 95 %, 0..=1.
    pub interval: (f64, f64),
}

impl From<&report::Run> for Run {
    fn from(run: &report::Run) -> Self {
        Self {
            version: run.version.clone(),
            options: Ordered(run.options.clone()),
            inputs: run.inputs.clone(),
            counts: (&run.counts).into(),
            recall: Recall::from(&run.candidates),
            decodings: run.decodings.iter().map(Into::into).collect(),
            manifest: run.manifest.iter().map(Into::into).collect(),
            cut_from: run.cut_from.iter().cloned().map(Ordered).collect(),
        }
    }
}

impl From<&report::Candidates> for Recall {
    fn from(candidates: &report::Candidates) -> Self {
        let (bands, rows) = match candidates.method {
            report::Method::Exact => (0, 0),
            report::Method::Lsh { bands, rows } => (bands, rows),
        };
        let measured = candidates.audit.map(|audit| Measured {
            documents: audit.documents,
            pairs: audit.pairs,
            found: audit.found,
            interval: audit.interval(),
        });
        let method = candidates.method.name().into();
        Self { promised: candidates.promised_recall, method, bands, rows, measured }
    }
}

impl From<&Run> for report::Run {
    fn from(run: &Run) -> Self {
        Self {
            version: run.version.clone(),
            options: run.options.0.clone(),
            inputs: run.inputs.clone(),
            counts: (&run.counts).into(),
            candidates: (&run.recall).into(),
            decodings: run.decodings.iter().map(Into::into).collect(),
            manifest: run.manifest.iter().map(Into::into).collect(),
            cut_from: run.cut_from.iter().map(|options| options.0.clone()).collect(),
        }
    }
}

impl From<&Recall> for report::Candidates {
    fn from(recall: &Recall) -> Self {
        let Recall { promised, ref method, bands, rows, measured } = *recall;
        let audit = measured.map(|measured| report::Audit {
            documents: measured.documents,
            pairs: measured.pairs,
            found: measured.found,
        });
        let method = match method.as_ref() {
            "exact" => report::Method::Exact,
            _ => report::Method::Lsh { bands, rows },
        };
        Self { method, promised_recall: promised, audit }
    }
}
