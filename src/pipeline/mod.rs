//! The order of the stages: the only place that knows it.

mod audit;
mod candidates;
mod clusters;
mod collect;
mod collection;
mod decided;
mod grouping;
mod judging;
mod kept;
mod needed;
mod options;
mod order;
mod pairs;
mod recorded;
mod recut;
mod resources;
mod sentences;
mod sets;
mod shown;
mod templates;
mod verifying;

pub use options::{CandidateMode, Diffs, Options, Templates};
pub use recut::{Changes, Recut, RecutError, recut};
pub use resources::Resources;

use std::fmt;
use std::io;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

use crate::cluster::Cluster;
use crate::decisions::{Decisions, DecisionsError};
use crate::document::{Decoding, DocId, Document};
use crate::error::Skipped;
use crate::ingest::Manifest;
use crate::judge::{Decision, Evidence, Subjects, Verdict};
use crate::normalize::Normalizer;
use crate::progress::{Progress, Stage};
use crate::report::{
    Candidates, Counts, Kind, Method, OptionValue, Pair, PairedDocument, Renderer, Run,
};
use crate::tokenize::Tokenizer;
use crate::verify::VerifiedPair;
use clusters::{Unfolder, copies};
use collect::{Collected, collect};
use collection::Collection;
use grouping::{Grouped, Look, group};
use judging::{Judge, stand_alone};
use pairs::{JudgedPair, Pairs};
use sets::Sets;
use shown::{Shown, shown};
use verifying::Verifier;
use xxhash_rust::xxh3::xxh3_128;

/// A run that could not be finished.
#[derive(Debug)]
pub enum Error<E> {
    /// The tokenizer could not be made ready.
    Tokenizer(E),
    /// The decisions do not fit the collection.
    Decisions(DecisionsError),
    /// A temporary file could not be made, written or read.
    Temporary(io::Error),
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Tokenizer(error) => error.fmt(f),
            Error::Decisions(error) => error.fmt(f),
            Error::Temporary(error) => write!(f, "temporary files: {error}"),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for Error<E> {}

impl<E> From<DecisionsError> for Error<E> {
    fn from(error: DecisionsError) -> Self {
        Error::Decisions(error)
    }
}

/// What a report records of its inputs and its tokenizer.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// The inputs as they were given.
    pub inputs: Vec<String>,
    /// The tokenizer's options by name.
    pub tokenizer: Vec<(String, OptionValue)>,
    /// The files that documents come from; see [`crate::ingest::Documents::manifest`].
    pub manifest: Manifest,
}

impl Provenance {
    /// What the report says of the run.
    fn of_run(
        self,
        options: &Options,
        counts: Counts,
        candidates: Candidates,
        decodings: Vec<Decoding>,
    ) -> Run {
        let Self { mut inputs, tokenizer, manifest } = self;
        inputs.sort();
        let mut manifest = manifest.files();
        manifest.sort_by(|a, b| a.source.cmp(&b.source));
        Run {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            options: options.record(&tokenizer),
            inputs,
            counts,
            candidates,
            decodings,
            manifest,
            cut_from: Vec::new(),
        }
    }
}

/// What a finished run tells its caller.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    /// What the report says of the run.
    pub run: Run,
    /// What was left out.
    pub skipped: Vec<Skipped>,
}

/// A collection whose clusters are known.
#[derive(Debug)]
pub struct Found {
    collection: Collection,
    tokenizer: Tokenizer,
    normalizer: Normalizer,
    options: Options,
    resources: Resources,
    /// The documents in which stock is counted, ascending.
    alone: Vec<u32>,
    pairs: Pairs,
    clusters: Vec<Cluster>,
    templates: Vec<Cluster>,
    /// For each document that others are folded into: those others, ascending.
    copies: AHashMap<DocId, Vec<DocId>>,
    /// For each of `clusters`, then each of `templates`.
    shown: Vec<Shown>,
    /// The documents that a decision of `same` names.
    same: AHashSet<DocId>,
    run: Run,
}

/// Finds the clusters of all documents from `source`, in the current rayon pool, as `decisions` have them. `tokenizer`
/// is called once, in a thread of its own, while documents are read. What `source` gives as an error is recorded as skipped.
///
/// The ids of `source` must be unique, as those of [`crate::ingest::documents`] are, or a report cannot tell its documents
/// apart; their order does not matter. A text may have [`crate::ingest::MAX_FILE_BYTES`].
///
/// # Errors
///
/// Those of `tokenizer`; decisions that do not fit the collection; those of temporary files.
///
/// Memory: [`Resources::memory`], the tokenizer, and for each document its id and about 400 bytes; 8 bytes more for each
/// shingle that two documents share where the exact join is asked for. Time: that of segmenting each distinct text,
/// nearly; then of verifying the candidate pairs.
pub fn find<E: Send>(
    source: impl Iterator<Item = Result<Document, Skipped>> + Send,
    tokenizer: impl FnOnce() -> Result<Tokenizer, E> + Send,
    (options, resources): (Options, Resources),
    decisions: &Decisions,
    provenance: Provenance,
    progress: &dyn Progress,
) -> Result<Found, Error<E>> {
    let Collected { mut collection, normalizer, tokenizer } =
        collect(source, &options, tokenizer, &resources, progress)?;
    let rulings = decided::of_collection(decisions, &collection)?;
    let same = decided::named(decisions, &collection);

    progress.begin(Stage::Candidates, None);
    let tokens: Vec<u32> = collection.traits.iter().map(|traits| traits.tokens).collect();
    let finder = candidates::Finder {
        texts: &collection.shingles,
        tokens: &tokens,
        options: &options,
        resources: &resources,
    };
    let mut candidates = finder.find().map_err(Error::Temporary)?;
    drop(tokens);
    let listed = candidates.pairs.len() as u64;

    progress.begin(Stage::Verify, Some(listed));
    let sets = Sets::new(&collection, resources.prepared());
    let tiles = order::by_partners(&mut candidates.pairs, collection.len());
    let verifier = Verifier { collection: &collection, sets: &sets, options: &options, progress };
    let pairs = verifier.all(&candidates.pairs, &tiles);
    drop((candidates.pairs, tiles));
    let alone = stand_alone(&collection, &pairs);
    let stock = judging::stock(&collection, &alone);
    let tools = (&normalizer, &tokenizer);
    let judge = Judge::new(&sets, &collection, &options, tools, stock.as_ref(), &resources);
    let (judged, unaligned) = judge.all(&pairs);
    drop(pairs);

    progress.begin(Stage::Cluster, None);
    let look = Look {
        verdict: &|a, b| judge.verdict(a, b),
        figures: &|a, b| judge.figures(a, b),
        is_complete: candidates.how.method == Method::Exact,
    };
    let grouped = group(&collection.nodes, &options, &rulings, &look, judged)?;
    debug_assert!(grouped.unknown.is_empty(), "what was decided has figures");
    drop(judge);
    drop(sets);
    collection.check().map_err(Error::Temporary)?;

    let all = with_kinds(&grouped.clusters, &grouped.templates);
    let copies = copies(&collection);
    let shown = shown(all, &collection, &copies, &options);
    let counts = Counts {
        candidates: listed,
        capped_buckets: candidates.capped_buckets,
        capped_documents: candidates.capped_documents,
        unaligned,
        ..count(&collection, &grouped, &shown)
    };
    let decodings = std::mem::take(&mut collection.decodings);
    let run = provenance.of_run(&options, counts, candidates.how, decodings);
    let Grouped { clusters, templates, pairs, .. } = grouped;
    Ok(Found {
        collection,
        tokenizer,
        normalizer,
        options,
        resources,
        alone,
        pairs,
        clusters,
        templates,
        copies,
        shown,
        same,
        run,
    })
}

fn count(collection: &Collection, grouped: &Grouped, shown: &[Shown]) -> Counts {
    let documents = (0..collection.len() as u32).map(DocId);
    let folded = documents.filter(|&document| collection.is_folded(document)).count() as u64;
    let short = collection.fold.iter().filter(|fold| collection.traits[fold.index()].short);
    let number = |all: &[Shown], kind| all.iter().filter(|&&one| one == kind).count() as u64;
    let (of_clusters, of_templates) = shown.split_at(grouped.clusters.len());
    let counts = Counts {
        documents: collection.len() as u64,
        characters: collection.characters,
        folded,
        short: short.count() as u64,
        skipped: Skipped::total(&collection.skipped),
        compared: number(of_clusters, Shown::All),
        compared_templates: number(of_templates, Shown::All),
        uneven: number(shown, Shown::Uneven),
        ..Counts::default()
    };
    grouped.counts(&collection.nodes, folded, counts)
}

/// The clusters, then the families, in the order of their numbers.
fn with_kinds<'c>(
    clusters: &'c [Cluster],
    templates: &'c [Cluster],
) -> impl Iterator<Item = (Kind, &'c Cluster)> {
    let clusters = clusters.iter().map(|cluster| (Kind::Copies, cluster));
    clusters.chain(templates.iter().map(|cluster| (Kind::Template, cluster)))
}

/// Clusters whose differences are worked out at a time, before they are written: enough for all threads.
const CLUSTERS_AT_ONCE: usize = 64;

impl Found {
    /// What was run, and how much there was.
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What was left out.
    pub fn skipped(&self) -> &[Skipped] {
        &self.collection.skipped
    }

    /// Works out the differences and gives the report to every renderer. Holds the texts of 64 clusters at a time.
    ///
    /// # Errors
    ///
    /// Those of the renderers, and of temporary files.
    pub fn write(
        &self,
        renderers: &mut [Box<dyn Renderer + '_>],
        progress: &dyn Progress,
    ) -> io::Result<()> {
        let stock =
            sentences::stock(&self.collection, &self.alone, &self.normalizer, &self.compared());
        let sets = Sets::new(&self.collection, self.resources.prepared());
        let unfolder = Unfolder {
            collection: &self.collection,
            sets: &sets,
            options: &self.options,
            normalizer: &self.normalizer,
            tokenizer: &self.tokenizer,
            stock: stock.as_ref(),
            copies: &self.copies,
        };
        for renderer in renderers.iter_mut() {
            renderer.run(&self.run, &self.collection.skipped)?;
        }
        let count = self.clusters.len() + self.templates.len();
        progress.begin(Stage::Compare, Some(count as u64));
        let all = with_kinds(&self.clusters, &self.templates);
        let numbered: Vec<(u32, (Kind, &Cluster))> = (1..).zip(all).collect();
        for chunk in numbered.chunks(CLUSTERS_AT_ONCE) {
            let report = |&(id, (kind, cluster)): &(u32, (Kind, &Cluster))| {
                let shows = self.shown[id as usize - 1] == Shown::All;
                unfolder.report(id, kind, cluster, shows)
            };
            let reports: Vec<_> = chunk.par_iter().map(report).collect();
            for report in &reports {
                renderers.iter_mut().try_for_each(|renderer| renderer.cluster(report))?;
                progress.advance(1);
            }
        }
        for renderer in renderers.iter_mut() {
            renderer.documents(&mut self.paired())?;
            renderer.pairs(&mut self.pairs(&unfolder))?;
            renderer.finish()?;
        }
        self.collection.check().map_err(|error| {
            let place = self.resources.temp_dir.display();
            io::Error::new(error.kind(), format!("temporary files in {place}: {error}"))
        })
    }

    /// The documents, copies apart, of the clusters whose differences are worked out.
    fn compared(&self) -> Vec<u32> {
        let all = self.clusters.iter().chain(&self.templates);
        let compared = all.zip(&self.shown).filter(|&(_, shown)| *shown == Shown::All);
        let documents = compared.flat_map(|(cluster, _)| {
            let members = cluster.members.iter().map(|member| member.document.0);
            std::iter::once(cluster.representative.0).chain(members)
        });
        documents.collect()
    }

    /// The documents that stand in a pair, in id order.
    fn paired(&self) -> impl Iterator<Item = PairedDocument> + '_ {
        let collection = &self.collection;
        let mut stands = vec![false; collection.len()];
        let mut copied = vec![false; collection.len()];
        for (a, b) in self.pairs.documents() {
            stands[a.index()] = true;
            stands[b.index()] = true;
        }
        for (index, fold) in collection.fold.iter().enumerate() {
            if fold.index() != index {
                stands[index] = true;
                stands[fold.index()] = true;
                copied[fold.index()] = true;
            }
        }
        let mut originals = Originals { collection, copied, first: AHashMap::new() };
        let documents = (0..collection.len() as u32).map(DocId).zip(stands);
        documents.filter(|&(_, stands)| stands).map(move |(document, _)| {
            let fold = collection.fold[document.index()];
            let copy_of = collection.is_folded(document).then(|| collection.id(fold).to_owned());
            PairedDocument {
                id: collection.id(document).to_owned(),
                title: collection.title(document),
                characters: collection.nodes[fold.index()].characters,
                tokens: collection.tokens(fold),
                copy_of,
                identical_to: originals
                    .first(document)
                    .map(|first| collection.id(first).to_owned()),
                same: self.same.contains(&document),
            }
        })
    }

    /// All verified pairs in id order: those between different comparison texts, and each copy with the
    /// first document that has its text.
    fn pairs<'a>(&'a self, unfolder: &'a Unfolder<'a>) -> impl Iterator<Item = Pair> + 'a {
        let id = |document: DocId| self.collection.id(document).to_owned();
        let copies =
            Evidence { subjects: Subjects::Same, spliced: None, aligned: None, discounted: None };
        let mut folded: Vec<JudgedPair> = unfolder
            .folded_pairs()
            .map(|(a, b)| JudgedPair {
                pair: VerifiedPair { a, b, overlap: unfolder.overlap_with_itself(a) },
                evidence: copies,
                verdict: Verdict::Match,
                decision: [a, b]
                    .iter()
                    .all(|one| self.same.contains(one))
                    .then_some(Decision::Same),
            })
            .collect();
        let place = |judged: &JudgedPair| (judged.pair.a, judged.pair.b);
        folded.sort_unstable_by_key(place);
        let mut folded = folded.into_iter().peekable();
        let mut pairs = self.pairs.iter().peekable();
        std::iter::from_fn(move || {
            let next = match (folded.peek(), pairs.peek()) {
                (Some(x), Some(y)) if place(x) < place(y) => folded.next(),
                (_, Some(_)) => pairs.next(),
                (_, None) => folded.next(),
            }?;
            let JudgedPair { pair, evidence, verdict, decision } = next;
            let (a, b) = (id(pair.a), id(pair.b));
            Some(Pair { a, b, overlap: pair.overlap, evidence, verdict, decision })
        })
    }
}

/// The original texts of documents that have copies.
struct Originals<'a> {
    collection: &'a Collection,
    /// Whether others are folded into a document.
    copied: Vec<bool>,
    /// The first document with an original, by its 128-bit XXH3 and the comparison text.
    first: AHashMap<(DocId, u128), DocId>,
}

impl Originals<'_> {
    /// The first document with the original of this one, when that is another. To be asked in id order.
    fn first(&mut self, document: DocId) -> Option<DocId> {
        let fold = self.collection.fold[document.index()];
        if !self.copied[fold.index()] {
            return None;
        }
        let hash = xxh3_128(self.collection.record(document).text().as_bytes());
        let first = *self.first.entry((fold, hash)).or_insert(document);
        (first != document).then_some(first)
    }
}

#[cfg(test)]
mod tests;
