//! The result of a run, and one renderer for each format.
//!
//! A report is written as a stream: the run first, then cluster after cluster, then all verified pairs
//! and what was skipped, so that no renderer has to hold a whole collection.
//!
//! Whatever comes out of a collection is hostile: every renderer passes it through [`visible`] (but the
//! JSON ones, whose readers want it as it is) and escapes it for its own format.

pub mod csv;
pub mod html;
pub mod json;
pub mod markdown;
mod minor;
pub mod pair;
mod rows;
mod template;
pub mod text;
pub mod visible;
pub mod wire;
mod words;

#[cfg(test)]
mod tests;

use std::fmt;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ahash::AHashMap;

use crate::collate::{self, Coverage, Slot, Witness};
use crate::diff::{Comparison, Relation};
use crate::document::{Decoding, InputFile};
use crate::error::{Lang, Skipped};
use crate::judge::{Decision, Evidence, Verdict};
use crate::verify::Overlap;

pub use pair::PairReport;

/// What was run, on what, and how much there was.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The program's version.
    pub version: String,
    /// Every option that can change a result, by name, in a fixed order.
    pub options: Vec<(String, OptionValue)>,
    /// The inputs as they were given, sorted.
    pub inputs: Vec<String>,
    /// How much there was of what.
    pub counts: Counts,
    /// How candidates were found.
    pub candidates: Candidates,
    /// How the files were decoded that are not valid UTF-8, by their names.
    pub decodings: Vec<Decoding>,
    /// The files that documents came from, by their names.
    pub manifest: Vec<InputFile>,
    /// The options of the reports that this one was cut from, the run's first; none where it is a run's own.
    pub cut_from: Vec<Vec<(String, OptionValue)>>,
}

/// The value of an option in a report.
#[derive(Clone, Debug, PartialEq)]
pub enum OptionValue {
    /// A ratio.
    Number(f64),
    /// A count or a seed.
    Integer(u64),
    /// A switch.
    Switch(bool),
    /// A name.
    Text(String),
    /// Several names.
    List(Vec<String>),
}

/// How much there was of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Documents compared.
    pub documents: u64,
    /// Their characters, before normalization.
    pub characters: u64,
    /// Documents that were folded into another one with the same comparison text.
    pub folded: u64,
    /// Documents under the token minimum, compared by exact content only.
    pub short: u64,
    /// Inputs or parts of inputs left out.
    pub skipped: u64,
    /// Candidate pairs that were verified.
    pub candidates: u64,
    /// LSH buckets too large to yield all their pairs.
    pub capped_buckets: u64,
    /// Documents most of whose shingles so many others have that what they stand in may be missing.
    pub capped_documents: u64,
    /// Verified pairs in doubt that were not aligned because the budget was spent.
    pub unaligned: u64,
    /// How often a document near a representative was not verified against it, since the budget was spent.
    pub unverified: u64,
    /// Clusters.
    pub clusters: u64,
    /// Documents in clusters.
    pub clustered: u64,
    /// Verified pairs, among folded documents.
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
    pub compared_templates: u64,
    /// Clusters and families whose differences were left out, since one text is far longer than the others.
    pub uneven: u64,
}

/// How candidates were found, and with what promise.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidates {
    /// How.
    pub method: Method,
    /// The promised probability that a pair at the threshold becomes a candidate.
    pub promised_recall: f64,
    /// What an audit found; none is needed where every pair is found.
    pub audit: Option<Audit>,
}

/// A way of finding candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// A prefix-filter join, which finds every pair.
    Exact,
    /// Locality-sensitive hashing.
    Lsh {
        /// Bands.
        bands: u32,
        /// Rows a band.
        rows: u32,
    },
}

impl Method {
    /// The name used in options and reports.
    pub fn name(self) -> &'static str {
        match self {
            Method::Exact => "exact",
            Method::Lsh { .. } => "lsh",
        }
    }
}

/// The true pairs of a sample of the documents with all others, and how many of them were candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Audit {
    /// Documents in the sample.
    pub documents: u64,
    /// Their true pairs, of a giant family only some.
    pub pairs: u64,
    /// Those among the candidates.
    pub found: u64,
}

impl Audit {
    /// Between which values the recall lies with a confidence of 95 %, 0..=1: Wilson's score interval (Wilson, JASA
    /// 1927). The whole range when there was no pair.
    pub fn interval(&self) -> (f64, f64) {
        /// The 97.5 % quantile of the standard normal distribution.
        const Z: f64 = 1.959_964;
        if self.pairs == 0 {
            return (0.0, 1.0);
        }
        let (n, share) = (self.pairs as f64, self.found as f64 / self.pairs as f64);
        let scale = 1.0 + Z * Z / n;
        let centre = (share + Z * Z / (2.0 * n)) / scale;
        let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt() / scale;
        // Both ends are exact there, but for rounding.
        let low = if self.found == 0 { 0.0 } else { (centre - half).max(0.0) };
        let high = if self.found == self.pairs { 1.0 } else { (centre + half).min(1.0) };
        (low, high)
    }
}

/// One document of a cluster as a report shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// The public id.
    pub id: String,
    /// The title; may be empty.
    pub title: String,
    /// The original text, when differences are shown.
    pub text: Option<Arc<str>>,
    /// How the member stands to the representative; `None` for the representative itself.
    pub link: Option<Link>,
}

/// How a member stands to its representative. The representative is side A, the member side B.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// What the member is to the representative; known without a comparison only for copies.
    pub relation: Option<Relation>,
    /// Exact figures over the shingle sets: A the representative, B the member.
    pub overlap: Overlap,
    /// The differences, when they were worked out.
    pub comparison: Option<Arc<Comparison>>,
    /// From how many content characters on common runs are counted.
    pub min_run: usize,
}

/// Common runs are counted from so many characters on, unless another number is asked for: a convention of
/// similarity checks of Chinese theses.
pub const MIN_RUN: usize = 13;

/// What holds the documents of a cluster together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// They are copies, drafts, editions or excerpts of one text.
    Copies,
    /// They are different texts on one template; each is the representative of its own copies, if it has any.
    Template,
}

/// One cluster.
#[derive(Clone, Debug, PartialEq)]
pub struct ClusterReport {
    /// Its number, from 1: the clusters of copies, largest first, then the templates, largest first.
    pub id: u32,
    /// What holds it together.
    pub kind: Kind,
    /// Its members: the representative first, then by id.
    pub members: Vec<Member>,
    /// Smallest exact Jaccard of a member to the representative.
    pub min: f64,
    /// Median exact Jaccard of the members to the representative.
    pub median: f64,
}

impl ClusterReport {
    /// The representative.
    pub fn representative(&self) -> &Member {
        &self.members[0]
    }

    /// All members but the representative, with their links.
    pub fn linked(&self) -> impl Iterator<Item = (&Member, &Link)> {
        self.members.iter().filter_map(|member| Some((member, member.link.as_ref()?)))
    }

    /// The member least similar to the representative, by its place; of several the first.
    pub fn weakest(&self) -> Option<usize> {
        let jaccard =
            |at: &usize| self.members[*at].link.as_ref().map_or(1.0, |link| link.overlap.jaccard());
        (1..self.members.len()).min_by(|x, y| jaccard(x).total_cmp(&jaccard(y)))
    }

    /// The different texts among the members whose differences were worked out, by their first members;
    /// members with exactly the representative's text are none. Linear in the length of all texts.
    pub fn witnesses(&self) -> Vec<Witness<'_>> {
        let mut witnesses: Vec<Witness<'_>> = Vec::new();
        let mut known: AHashMap<&str, usize> = AHashMap::new();
        for (at, member) in self.members.iter().enumerate() {
            let link = member.link.as_ref();
            let Some(comparison) = link.and_then(|link| link.comparison.as_deref()) else {
                continue;
            };
            let Some(text) = member.text.as_deref().filter(|_| !comparison.ops.is_empty()) else {
                continue;
            };
            let place = *known.entry(text).or_insert_with(|| {
                witnesses.push(Witness { text, comparison, members: Vec::new() });
                witnesses.len() - 1
            });
            witnesses[place].members.push(at);
        }
        witnesses
    }

    /// The places where members vary, when the differences were worked out; see [`collate::slots`].
    pub fn slots(&self) -> Option<Vec<Slot>> {
        let base = self.representative().text.as_deref()?;
        let witnesses = self.witnesses();
        Some(collate::slots(base, &witnesses, self.same(&witnesses)))
    }

    /// What the members do to each sentence, when the differences were worked out; see
    /// [`collate::coverage`].
    pub fn coverage(&self) -> Option<Coverage> {
        let base = self.representative().text.as_deref()?;
        let witnesses = self.witnesses();
        Some(collate::coverage(base, &witnesses, self.same(&witnesses)))
    }

    /// How many members have exactly the representative's text, itself not counted.
    fn same(&self, witnesses: &[Witness<'_>]) -> usize {
        let others: usize = witnesses.iter().map(|witness| witness.members.len()).sum();
        self.members.len() - 1 - others
    }
}

/// A document that stands in a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairedDocument {
    /// The public id.
    pub id: String,
    /// The title; may be empty.
    pub title: String,
    /// Characters of its comparison text.
    pub characters: u32,
    /// Tokens of its comparison text.
    pub tokens: u32,
    /// The document with the same comparison text that stands for it in all other pairs.
    pub copy_of: Option<String>,
    /// The first document with the same original text, when that is another.
    pub identical_to: Option<String>,
    /// Whether a decision that texts are the same names it, and not only a copy of it.
    pub same: bool,
}

/// A verified pair, or one that a decision is about or needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The smaller public id.
    pub a: String,
    /// The larger public id.
    pub b: String,
    /// Exact figures.
    pub overlap: Overlap,
    /// What else is known of it.
    pub evidence: Evidence,
    /// What it is.
    pub verdict: Verdict,
    /// What a person decided about it.
    pub decision: Option<Decision>,
}

/// Takes a report, to write it in a format of its own. The calls come in this order: `run`, `cluster` for each cluster,
/// `documents`, `pairs`, `finish`. An error ends the report. All but `cluster` do nothing by default.
pub trait Renderer {
    /// Takes what was run, and what was skipped.
    fn run(&mut self, _: &Run, _: &[Skipped]) -> io::Result<()> {
        Ok(())
    }
    /// Takes one cluster. Its differences are there if the options ask for those of so many clusters.
    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()>;
    /// Takes the documents that stand in pairs; called once, in id order.
    fn documents(&mut self, _: &mut dyn Iterator<Item = PairedDocument>) -> io::Result<()> {
        Ok(())
    }
    /// Takes the verified pairs; called once with an iterator over all of them, in id order.
    fn pairs(&mut self, _: &mut dyn Iterator<Item = Pair>) -> io::Result<()> {
        Ok(())
    }
    /// Closes the report.
    fn finish(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A format a report can be written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// One JSON object.
    Json,
    /// JSON Lines.
    Jsonl,
    /// A table, one row a member.
    Csv,
    /// Markdown.
    Markdown,
    /// One self-contained page.
    Html,
    /// Plain text.
    Text,
}

impl Format {
    /// The endings of file names, each with its format.
    pub const ENDINGS: [(&'static str, Format); 8] = [
        ("html", Format::Html),
        ("htm", Format::Html),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("csv", Format::Csv),
        ("md", Format::Markdown),
        ("markdown", Format::Markdown),
        ("txt", Format::Text),
    ];

    /// The format that the ending of `path` names, upper or lower case.
    ///
    /// # Errors
    ///
    /// An ending that is none of [`Format::ENDINGS`].
    pub fn from_path(path: &Path) -> Result<Self, UnknownFormat> {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        Self::ENDINGS
            .into_iter()
            .find(|&(known, _)| known == ending)
            .map(|(_, format)| format)
            .ok_or_else(|| UnknownFormat { path: path.to_owned() })
    }
}

/// An output file whose ending names no format.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownFormat {
    /// The file.
    pub path: PathBuf,
}

impl UnknownFormat {
    /// What was found and what to do, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        let path = visible::line(&self.path.to_string_lossy());
        let endings = Format::ENDINGS.map(|(ending, _)| format!(".{ending}")).join(" ");
        match lang {
            Lang::Zh => format!(
                "{path}: 从文件名看不出格式；可用的后缀：{endings}；以 / 结尾则写成一个目录的网页"
            ),
            Lang::En => format!(
                "{path}: the ending names no format; use one of {endings}, or / for a folder of pages"
            ),
        }
    }
}

impl fmt::Display for UnknownFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for UnknownFormat {}

/// How two texts stand in a report for the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A line for each difference.
    Inline,
    /// Side by side, a row for each sentence that differs.
    Side,
}

/// How a report for people looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The language of all words that are not from the collection.
    pub lang: Lang,
    /// Columns of a line of text; at least 40 are used.
    pub width: usize,
    /// How two texts stand in text.
    pub layout: Layout,
    /// Whether text is coloured with ANSI escapes.
    pub color: bool,
    /// How many differences in layout, and as many in form, are shown for each member in text and Markdown; the rest is
    /// counted.
    pub minor_shown: usize,
    /// Characters of context before and after a difference in text and Markdown.
    pub context: usize,
    /// How many different texts of a cluster are shown against its representative in HTML.
    pub variants: usize,
    /// Where a page is put together when it is too large for memory; the system's place when absent.
    pub temp_dir: Option<PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            lang: Lang::default(),
            width: 80,
            layout: Layout::Inline,
            color: false,
            minor_shown: 5,
            context: 12,
            variants: 50,
            temp_dir: None,
        }
    }
}

/// The renderer of `format`, writing to `out`.
pub fn renderer<'w>(
    format: Format,
    out: Box<dyn Write + 'w>,
    settings: &Settings,
) -> Box<dyn Renderer + 'w> {
    match format {
        Format::Json => Box::new(json::Json::new(out)),
        Format::Jsonl => Box::new(json::JsonLines::new(out)),
        Format::Csv => Box::new(csv::Csv::new(out, settings.lang)),
        Format::Markdown => Box::new(markdown::Markdown::new(out, settings)),
        Format::Html => Box::new(html::Html::new(out, settings)),
        Format::Text => Box::new(text::Text::new(out, settings)),
    }
}
