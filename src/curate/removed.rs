//! `removed.jsonl`: what left, for which text, and with what figures. Schema `leitong.removed/1`.
//!
//! Every line is an object with a `type`: first one line `curated`, then a line `removed` for each text that left, by id,
//! then, where the output is a folder, a line `written` for each of its files.

use std::borrow::Cow;
use std::io::{self, Write};

use serde::{Deserialize, Serialize};

use crate::document::InputFile;
use crate::report::wire;
use crate::verify::Overlap;

use super::{Corpus, Graph, Plan, Removal, plan};

/// The schema that this version writes.
pub const SCHEMA: &str = "leitong.removed/1";

/// The first line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Curated {
    /// `curated`.
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// [`SCHEMA`].
    pub schema: String,
    /// The program's version.
    pub version: String,
    /// The report, as it was given.
    pub report: String,
    /// The rules by which texts were kept, in their order; the smaller id settles what they leave.
    pub keep: Vec<String>,
    /// The relations that let a text leave.
    pub relations: Vec<String>,
    /// How many texts the inputs have.
    pub documents: u64,
    /// How many of them stayed.
    pub kept: u64,
    /// How many left.
    pub removed: u64,
    /// For how many of these the smaller id settled which text stays.
    pub ties: u64,
    /// How many stayed though not all of their pairs were looked at: texts that match very many others which stayed.
    pub unsettled: u64,
}

/// A text that left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Removed {
    /// `removed`.
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// Its public id.
    pub id: String,
    /// Its title; may be empty.
    pub title: String,
    /// Where it is in the inputs.
    pub source: String,
    /// What let it leave: `match`, or another verdict of the pair in the report if that was asked for by name; `same` or
    /// `drop`, a decision.
    pub ground: Cow<'static, str>,
    /// The text that stays for it; null only where a decision took away a text that matches none that stays.
    pub kept: Option<Kept>,
}

/// The text that stays for one that left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// Its public id.
    pub id: String,
    /// Where it is in the inputs.
    pub source: String,
    /// The rule by which it stays; `id` where all rules left a tie, `decision` where a decision settled it.
    pub reason: Cow<'static, str>,
    /// What the text that left is to it.
    pub relation: Cow<'static, str>,
    /// The figures of the pair; absent where a decision joined two texts without a pair in the report.
    #[serde(default, skip_serializing_if = "Option::is_none", flatten)]
    pub figures: Option<Figures>,
    /// Copied content characters and all content characters; absent where the texts are the same bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub copy_ratio: Option<Sides<(u64, u64)>>,
    /// The longest run of equal content characters; absent where the texts are the same bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longest_run: Option<u64>,
}

/// The exact figures of a pair.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Jaccard, 0..=1.
    pub jaccard: f64,
    /// How much of each text the other contains, 0..=1.
    pub containment: Sides<f64>,
    /// The sizes of their shingle sets.
    pub shingles: Sides<u32>,
    /// The shingles of both.
    pub common_shingles: u32,
}

/// A figure of both texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sides<T> {
    /// Of the text that left.
    pub removed: T,
    /// Of the one that stays.
    pub kept: T,
}

/// A file of an output folder, by its path below the folder, as it was written: a later run replaces only what it knows
/// by this for its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Written {
    /// `written`.
    #[serde(rename = "type")]
    pub kind: Cow<'static, str>,
    /// Its path below the folder, with `/`.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The 128-bit XXH3 of its bytes, 32 hexadecimal digits.
    pub xxh3_128: String,
}

impl From<&InputFile> for Written {
    fn from(file: &InputFile) -> Self {
        let wire::InputFile { path, bytes, xxh3_128 } = file.into();
        Self { kind: "written".into(), path, bytes, xxh3_128 }
    }
}

impl From<Overlap> for Figures {
    fn from(overlap: Overlap) -> Self {
        Self {
            jaccard: overlap.jaccard(),
            containment: Sides { removed: overlap.containment_b(), kept: overlap.containment_a() },
            shingles: Sides { removed: overlap.b, kept: overlap.a },
            common_shingles: overlap.common,
        }
    }
}

impl Removed {
    fn new(graph: &Graph<'_>, corpus: &Corpus, removal: &Removal) -> Self {
        let entry = |text: usize| corpus.get(graph.id(text)).map(|(_, entry)| entry);
        let source = |text: usize| entry(text).map_or("", |entry| entry.source.as_str()).to_owned();
        let wide = |(part, all): (usize, usize)| (part as u64, all as u64);
        let kept = |kept: &plan::Kept| Kept {
            id: graph.id(kept.text).to_owned(),
            source: source(kept.text),
            reason: kept.reason.name().into(),
            relation: kept.related.relation.name().into(),
            figures: kept.overlap.map(Into::into),
            copy_ratio: kept
                .related
                .figures
                .map(|figures| Sides { removed: wide(figures.second), kept: wide(figures.first) }),
            longest_run: kept.related.figures.map(|figures| figures.longest_run as u64),
        };
        Self {
            kind: "removed".into(),
            id: graph.id(removal.removed).to_owned(),
            title: entry(removal.removed).map_or("", |entry| entry.title.as_str()).to_owned(),
            source: source(removal.removed),
            ground: removal.ground.name().into(),
            kept: removal.kept.as_ref().map(kept),
        }
    }
}

/// The lines of `plan`.
pub fn removed<'p>(
    plan: &'p Plan,
    graph: &'p Graph<'_>,
    corpus: &'p Corpus,
) -> impl Iterator<Item = Removed> + 'p {
    plan.removals.iter().map(move |removal| Removed::new(graph, corpus, removal))
}

/// Writes `removed.jsonl`.
///
/// # Errors
///
/// Those of `out`.
pub fn write(
    out: &mut dyn Write,
    curated: &Curated,
    removed: impl Iterator<Item = Removed>,
    written: &[InputFile],
) -> io::Result<()> {
    line(out, curated)?;
    for removed in removed {
        line(out, &removed)?;
    }
    for file in written {
        line(out, &Written::from(file))?;
    }
    out.flush()
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    out.write_all(b"\n")
}

/// Whether these are the first bytes of a `removed.jsonl`.
pub(super) fn is_removed(head: &[u8]) -> bool {
    let start = format!("{{\"type\":\"curated\",\"schema\":\"{SCHEMA}\"");
    head.starts_with(start.as_bytes())
}
