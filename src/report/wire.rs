//! The report as scripts read it: the schema `leitong.report/1`, apart from the inner model.
//!
//! [`read`] takes both forms that [`super::json`] writes: one JSON object, or JSON Lines.

mod differences;
mod read;
mod recorded;
mod template;

pub use differences::{Difference, differences};
pub use read::{ReadError, read};
pub use recorded::BrokenOption;
pub use template::{Filler, Slot, Template};

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{Deserializer, MapAccess, Visitor};
use serde::ser::{SerializeMap, SerializeStruct, Serializer};
use serde::{Deserialize, Serialize};

use super::{ClusterReport, OptionValue};
use crate::document;
use crate::error::{Lang, SkipReason};
use crate::verify::Overlap;

/// The schema that this version reads and writes.
pub const SCHEMA: &str = "leitong.report/1";

/// The schema of a comparison of two documents.
pub const DIFF_SCHEMA: &str = "leitong.diff/1";

/// A whole report.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// [`SCHEMA`].
    pub schema: String,
    /// What was run.
    pub run: Run,
    /// The clusters of copies, drafts and editions of one text, largest first.
    pub clusters: Vec<Cluster>,
    /// Families of different texts on one template, largest first. A text that has copies stands for them.
    pub templates: Vec<Cluster>,
    /// The documents that stand in pairs.
    pub documents: Vec<Document>,
    /// Every verified pair among documents that are not folded together, and each document with the one it is
    /// folded into; with decisions also the pairs they are about or need, whatever their figures.
    pub pairs: Vec<Pair>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
}

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

/// A file that documents came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The path as it was given or found; `-` for standard input.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The 128-bit XXH3 of its bytes, 32 hexadecimal digits.
    pub xxh3_128: String,
}

/// How the bytes of a file, or of one record, became text; see [`crate::document::Decoding`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decoding {
    /// The file, or `path:line` for one record.
    pub source: String,
    /// The name of the encoding.
    pub encoding: Cow<'static, str>,
    /// A stable word for what told it.
    pub evidence: Cow<'static, str>,
    /// How many undecodable places became U+FFFD.
    pub replaced: u64,
    /// The line of each such place, from 1, and its first byte in the file, from 0; of the first thousand.
    pub places: Vec<(u64, u64)>,
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
    /// Verified pairs in doubt that were not aligned because the budget was spent.
    pub unaligned: u64,
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
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Similarity {
    /// The smallest.
    pub min: f64,
    /// The median.
    pub median: f64,
}

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

/// An input, or a part of one, that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Where.
    pub source: String,
    /// A stable word for why.
    pub code: Cow<'static, str>,
    /// Why and what to do, in English.
    pub reason: String,
    /// How many places of the file this stands for, if that is more than its own.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u64,
}

fn one() -> u64 {
    1
}

fn is_one(count: &u64) -> bool {
    *count == 1
}

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

/// A line of the `.jsonl` form.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Line {
    /// The first line.
    Run {
        /// [`SCHEMA`].
        schema: String,
        /// What was run.
        run: Run,
    },
    /// One cluster.
    Cluster(Cluster),
    /// One family of texts on one template.
    Template(Cluster),
    /// One document that stands in a pair.
    Document(Document),
    /// One verified match.
    Pair(Pair),
    /// One thing left out.
    Skipped(Skipped),
    /// The last line: how many lines of each kind came before it.
    End(End),
}

/// How many lines of each kind there are in a `.jsonl` report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) clusters: u64,
    pub(super) templates: u64,
    pub(super) documents: u64,
    pub(super) pairs: u64,
    pub(super) skipped: u64,
}

impl From<&super::Run> for Run {
    fn from(run: &super::Run) -> Self {
        let super::Counts {
            documents,
            characters,
            folded,
            short,
            skipped,
            candidates,
            capped_buckets,
            unaligned,
            clusters,
            clustered,
            pairs,
            same_template,
            related,
            templates,
            compared,
            compared_templates,
        } = run.counts;
        Self {
            version: run.version.clone(),
            options: Ordered(run.options.clone()),
            inputs: run.inputs.clone(),
            counts: Counts {
                documents,
                characters,
                folded,
                short,
                skipped,
                candidates,
                capped_buckets,
                unaligned,
                clusters,
                clustered,
                pairs,
                same_template,
                related,
                templates,
                compared,
                compared_templates,
            },
            recall: Recall::from(&run.candidates),
            decodings: run.decodings.iter().map(Into::into).collect(),
            manifest: run.manifest.iter().map(Into::into).collect(),
            cut_from: run.cut_from.iter().cloned().map(Ordered).collect(),
        }
    }
}

impl From<&super::Candidates> for Recall {
    fn from(candidates: &super::Candidates) -> Self {
        let (bands, rows) = match candidates.method {
            super::Method::Exact => (0, 0),
            super::Method::Lsh { bands, rows } => (bands, rows),
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

impl Member {
    /// The wire form of `member` against `representative`.
    pub fn new(representative: &super::Member, member: &super::Member) -> Self {
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
    pub(super) fn figures(member: &super::Member) -> Self {
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

/// A cluster that is written member by member, so that the texts of only one member's differences are
/// copied at a time. Its shape is that of [`Cluster`].
pub(super) struct ClusterView<'r>(pub(super) &'r ClusterReport, pub(super) Option<&'static str>);

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
        let similarity = Similarity { min: cluster.min, median: cluster.median };
        out.serialize_field("similarity", &similarity)?;
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

impl From<&super::Pair> for Pair {
    fn from(pair: &super::Pair) -> Self {
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

impl From<super::PairedDocument> for Document {
    fn from(document: super::PairedDocument) -> Self {
        let super::PairedDocument { id, title, characters, tokens, copy_of, identical_to } =
            document;
        Self { id, title, characters, tokens, copy_of, identical_to }
    }
}

impl From<&Document> for super::PairedDocument {
    fn from(document: &Document) -> Self {
        let Document { id, title, characters, tokens, copy_of, identical_to } = document.clone();
        Self { id, title, characters, tokens, copy_of, identical_to }
    }
}

impl From<Aligned> for crate::judge::Aligned {
    fn from(aligned: Aligned) -> Self {
        let (a, b) = aligned.copied;
        Self { a, b }
    }
}

impl From<&Skipped> for crate::error::Skipped {
    fn from(skipped: &Skipped) -> Self {
        let (code, reason) = (skipped.code.to_string(), skipped.reason.clone());
        let skip = Self::new(skipped.source.clone(), SkipReason::Recorded { code, reason });
        Self { count: skipped.count, ..skip }
    }
}

impl From<&Run> for super::Run {
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

impl From<&document::InputFile> for InputFile {
    fn from(file: &document::InputFile) -> Self {
        let (path, xxh3_128) = (file.source.clone(), format!("{:032x}", file.hash));
        Self { path, bytes: file.bytes, xxh3_128 }
    }
}

impl From<&InputFile> for document::InputFile {
    /// A hash that is none becomes 0, which is that of no file we know.
    fn from(file: &InputFile) -> Self {
        let hash = u128::from_str_radix(&file.xxh3_128, 16).unwrap_or(0);
        Self { source: file.path.clone(), bytes: file.bytes, hash }
    }
}

impl From<&document::Decoding> for Decoding {
    fn from(decoding: &document::Decoding) -> Self {
        let document::Decoding { source, encoding, evidence, replaced, places } = decoding.clone();
        let places = places.iter().map(|place| (place.line, place.byte)).collect();
        Self { source, encoding, evidence, replaced, places }
    }
}

impl From<&Decoding> for document::Decoding {
    fn from(decoding: &Decoding) -> Self {
        let Decoding { source, encoding, evidence, replaced, places } = decoding.clone();
        let places = places.into_iter().map(|(line, byte)| document::Place { line, byte });
        Self { source, encoding, evidence, replaced, places: places.collect() }
    }
}

impl From<&Counts> for super::Counts {
    fn from(counts: &Counts) -> Self {
        let Counts {
            documents,
            characters,
            folded,
            short,
            skipped,
            candidates,
            capped_buckets,
            unaligned,
            clusters,
            clustered,
            pairs,
            same_template,
            related,
            templates,
            compared,
            compared_templates,
        } = *counts;
        Self {
            documents,
            characters,
            folded,
            short,
            skipped,
            candidates,
            capped_buckets,
            unaligned,
            clusters,
            clustered,
            pairs,
            same_template,
            related,
            templates,
            compared,
            compared_templates,
        }
    }
}

impl From<&Recall> for super::Candidates {
    fn from(recall: &Recall) -> Self {
        let Recall { promised, ref method, bands, rows, measured } = *recall;
        let audit = measured.map(|measured| super::Audit {
            documents: measured.documents,
            pairs: measured.pairs,
            found: measured.found,
        });
        let method = match method.as_ref() {
            "exact" => super::Method::Exact,
            _ => super::Method::Lsh { bands, rows },
        };
        Self { method, promised_recall: promised, audit }
    }
}

impl From<&crate::error::Skipped> for Skipped {
    fn from(skipped: &crate::error::Skipped) -> Self {
        Self {
            source: skipped.source.clone(),
            code: skipped.reason.code().to_owned().into(),
            reason: skipped.reason.message(Lang::En),
            count: skipped.count,
        }
    }
}

impl Serialize for OptionValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => serializer.serialize_f64(*value),
            Self::Integer(value) => serializer.serialize_u64(*value),
            Self::Switch(value) => serializer.serialize_bool(*value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::List(values) => values.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for OptionValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Any {
            Switch(bool),
            Integer(u64),
            Number(f64),
            Text(String),
            List(Vec<String>),
        }
        Ok(match Any::deserialize(deserializer)? {
            Any::Switch(value) => Self::Switch(value),
            Any::Integer(value) => Self::Integer(value),
            Any::Number(value) => Self::Number(value),
            Any::Text(value) => Self::Text(value),
            Any::List(value) => Self::List(value),
        })
    }
}

/// A JSON object whose keys keep their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ordered<V>(pub Vec<(String, V)>);

impl<V> Ordered<V> {
    /// The value of `name`.
    pub fn get(&self, name: &str) -> Option<&V> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }
}

impl<V: Serialize> Serialize for Ordered<V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in &self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

impl<'de, V: Deserialize<'de>> Deserialize<'de> for Ordered<V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Entries<V>(PhantomData<V>);
        impl<'de, V: Deserialize<'de>> Visitor<'de> for Entries<V> {
            type Value = Ordered<V>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut out = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    out.push(entry);
                }
                Ok(Ordered(out))
            }
        }
        deserializer.deserialize_map(Entries(PhantomData))
    }
}
