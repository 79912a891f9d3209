//! A side room: seeded collections of synthetic boilerplate speeches, for tests, benchmarks and users.
//!
//! Every document is a pure function of the options and its number, so that any of them can be made
//! alone, and a collection of any size never stands in memory. The same options give the same bytes on
//! every machine. Which documents are one text, and what each is to its base, is known.
//!
//! ```
//! use leitong::synth::{Generator, SynthOptions, documents};
//!
//! let options = SynthOptions { documents: 100, ..SynthOptions::default() };
//! let all: Vec<_> = documents(&options).collect();
//! assert_eq!(all[42], Generator::new(&options).document(42));
//! ```

mod edits;
mod families;
mod phrases;
mod rng;
mod speech;
#[cfg(test)]
mod tests;
mod words;

use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;

use crate::diff::Relation;

/// What a collection is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct SynthOptions {
    /// How many documents.
    pub documents: u64,
    /// The same seed gives the same collection.
    pub seed: u64,
    /// The share of the documents that belong to families: their bases and what was made from them.
    pub duplicate_share: f64,
    /// How many characters an original speech has: a number between these two, both included, and up to
    /// a sentence more. What is cut from an original is shorter.
    pub characters: (u64, u64),
    /// How sizes and texts are skewed.
    pub shape: Shape,
}

impl Default for SynthOptions {
    /// 1,000 ordinary documents of 2 to 10 KB, 30 % of them in families.
    fn default() -> Self {
        Self {
            documents: 1_000,
            seed: 0,
            duplicate_share: 0.3,
            characters: (720, 3_300),
            shape: Shape::Ordinary,
        }
    }
}

/// How sizes and texts of a collection are skewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// Families of 2 to 5, a few of them much larger, of every kind; the rest alone.
    Ordinary,
    /// All documents are light variants of one text. The share of duplicates is not used.
    OneFamily,
    /// Ordinary, with one sentence that stands in every document.
    StockPhrase,
    /// Every document is one line, the same everywhere, repeated. One document with
    /// `characters: (34_000_000, 34_000_000)` is a million such lines.
    IdenticalLines,
    /// Ordinary, but one document has 64 MB.
    Giant,
    /// Every text stands there in so many versions that differ little. The share is not used.
    Versions(u32),
}

/// How a document came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// An original speech.
    Original,
    /// A copy, byte for byte.
    Copy,
    /// Wrapped into lines of another length, without indents.
    Layout,
    /// Other punctuation.
    Punctuation,
    /// 1 to 5 % of the words replaced.
    Light,
    /// The year and about a quarter of the figures changed, the names kept.
    Figures,
    /// The first 55 to 85 %, up to the end of a sentence.
    Truncated,
    /// 25 to 50 % from somewhere inside.
    Excerpt,
    /// The first half of one speech and the second half of another.
    Spliced,
    /// The sections in another order, numbered anew.
    Reordered,
    /// In traditional characters.
    Traditional,
    /// Another county's speech on the same template: every name and figure differs, nothing else.
    OtherCounty,
    /// 2 to 6 % of the characters misread.
    Misread,
    /// Breaks off in the middle of a sentence after 55 to 90 %.
    BrokenOff,
}

impl Kind {
    /// What is made from a base, in the order in which families go through it.
    pub const DERIVED: [Kind; 13] = [
        Kind::Copy,
        Kind::Light,
        Kind::Truncated,
        Kind::Layout,
        Kind::Figures,
        Kind::OtherCounty,
        Kind::Misread,
        Kind::Punctuation,
        Kind::Excerpt,
        Kind::Reordered,
        Kind::Spliced,
        Kind::Traditional,
        Kind::BrokenOff,
    ];

    /// The name used in figures and messages.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Original => "original",
            Kind::Copy => "copy",
            Kind::Layout => "layout",
            Kind::Punctuation => "punctuation",
            Kind::Light => "light",
            Kind::Figures => "figures",
            Kind::Truncated => "truncated",
            Kind::Excerpt => "excerpt",
            Kind::Spliced => "spliced",
            Kind::Reordered => "reordered",
            Kind::Traditional => "traditional",
            Kind::OtherCounty => "other-county",
            Kind::Misread => "misread",
            Kind::BrokenOff => "broken-off",
        }
    }

    /// What such a document is to the one it was made from.
    pub fn relation(self) -> Option<Relation> {
        match self {
            Kind::Original => None,
            Kind::Copy => Some(Relation::Identical),
            Kind::Layout => Some(Relation::LayoutOnly),
            Kind::Punctuation | Kind::Traditional => Some(Relation::PunctuationOnly),
            Kind::Light | Kind::Figures | Kind::Misread => Some(Relation::Revised),
            Kind::Truncated | Kind::Excerpt | Kind::BrokenOff => Some(Relation::ExcerptOf),
            Kind::Spliced => Some(Relation::Spliced),
            Kind::Reordered => Some(Relation::Reordered),
            Kind::OtherCounty => Some(Relation::SameTemplate),
        }
    }

    /// Whether such a document is the same text as its base, so that the two belong together.
    pub fn is_same_text(self) -> bool {
        !matches!(self, Kind::OtherCounty | Kind::Spliced)
    }
}

/// One synthetic speech, with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SynthDocument {
    /// `synth-00000042` for number 42: in the order of the numbers.
    pub id: String,
    /// The title, which is also the first line of an original's text.
    pub title: String,
    /// The text.
    pub text: String,
    /// How it came to be.
    pub kind: Kind,
    /// The family whose text it is; none for what stands alone, a template's other filling and a splice.
    pub family: Option<u64>,
    /// Whether it is the base of its family.
    pub base: bool,
    /// What it is to the document or documents it was made from.
    pub relation: Option<Relation>,
    /// The numbers of the documents it was made from: a base, or the two sources of a splice.
    pub sources: Vec<u64>,
    /// The group it belongs to, never absent: documents of one group are one text.
    pub group: u64,
}

/// Makes the documents of one collection. Building it costs about a tenth of a millisecond; it can be
/// shared between threads.
#[derive(Debug)]
pub struct Generator {
    plan: families::Plan,
    writer: speech::Writer,
    press: edits::Press,
}

impl Generator {
    /// A generator for the collection that `options` describe.
    pub fn new(options: &SynthOptions) -> Self {
        Self {
            plan: families::Plan::new(options),
            writer: speech::Writer::new(options),
            press: edits::Press::new(),
        }
    }

    /// How many documents there are.
    pub fn len(&self) -> u64 {
        self.plan.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Document number `index`. Its cost does not depend on how many documents there are.
    ///
    /// # Panics
    ///
    /// When there are not so many documents.
    pub fn document(&self, index: u64) -> SynthDocument {
        let place = self.plan.place(index);
        let (title, text) = self.press.make(&self.writer, &place);
        SynthDocument {
            id: format!("synth-{index:08}"),
            title,
            text,
            kind: place.kind,
            family: place.family(),
            base: place.base,
            relation: place.kind.relation(),
            sources: place.sources.iter().map(|slot| self.plan.index_of(*slot)).collect(),
            group: place.group(),
        }
    }

    /// All documents in the order of their numbers, one in memory at a time.
    pub fn documents(&self) -> impl Iterator<Item = SynthDocument> + '_ {
        (0..self.len()).map(|index| self.document(index))
    }
}

/// The documents of a collection, in the order of their numbers, one in memory at a time.
pub fn documents(options: &SynthOptions) -> impl Iterator<Item = SynthDocument> + use<> {
    let generator = Generator::new(options);
    (0..generator.len()).map(move |index| generator.document(index))
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    title: &'a str,
    text: &'a str,
}

#[derive(Serialize)]
struct Truth<'a> {
    id: &'a str,
    group: String,
}

/// Documents made at a time, before they are written: enough for all threads, at most 3 MB of ordinary ones.
const AT_ONCE: u64 = 256;

/// Writes a collection as JSON Lines (`id`, `title`, `text`) and its truth (`id`, `group`): every
/// document has a line in both, and documents of one group are one text. A template's other filling and
/// a splice have groups of their own. `wrote` is told of so many more documents each time.
///
/// Documents are made by all threads of the current rayon pool, about 0.04 ms each, and written in the order of
/// their numbers. Memory does not grow with their number.
///
/// # Errors
///
/// What either writer refuses.
pub fn write_jsonl(
    options: &SynthOptions,
    out: &mut dyn Write,
    truth: &mut dyn Write,
    wrote: &mut dyn FnMut(u64),
) -> io::Result<()> {
    let generator = Generator::new(options);
    for start in (0..generator.len()).step_by(AT_ONCE as usize) {
        let end = generator.len().min(start + AT_ONCE);
        let made: Vec<SynthDocument> =
            (start..end).into_par_iter().map(|index| generator.document(index)).collect();
        for SynthDocument { id, title, text, group, .. } in &made {
            write_line(out, &Record { id, title, text })?;
            write_line(truth, &Truth { id, group: format!("g{group}") })?;
        }
        wrote(end - start);
    }
    out.flush()?;
    truth.flush()
}

fn write_line(out: &mut dyn Write, record: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, record)?;
    out.write_all(b"\n")
}
