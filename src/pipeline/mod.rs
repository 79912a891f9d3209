//! The order of the stages: the only place that knows it.

mod clusters;
mod collect;
mod options;

pub use options::{Diffs, Options};

use std::fmt;
use std::io;

use rayon::prelude::*;

use crate::cluster::{self, Cluster, Clustering};
use crate::document::{DocId, Document};
use crate::error::Skipped;
use crate::lsh;
use crate::normalize::Normalizer;
use crate::progress::{Progress, Stage};
use crate::report::{Candidates, Counts, OptionValue, Pair, Renderer, Run};
use crate::tokenize::Tokenizer;
use crate::verify::{Overlap, VerifiedPair, verify};
use clusters::Unfolder;
use collect::{Analyst, Collection, collect};

/// A run that could not be finished.
#[derive(Debug)]
pub enum Error<E> {
    /// The tokenizer could not be made ready.
    Tokenizer(E),
    /// A report could not be written.
    Write(io::Error),
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Tokenizer(error) => error.fmt(f),
            Error::Write(error) => error.fmt(f),
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for Error<E> {}

impl<E> From<io::Error> for Error<E> {
    fn from(error: io::Error) -> Self {
        Error::Write(error)
    }
}

/// What a report records of its inputs and its tokenizer.
#[derive(Clone, Debug, Default)]
pub struct Provenance {
    /// The inputs as they were given.
    pub inputs: Vec<String>,
    /// The tokenizer's options by name.
    pub tokenizer: Vec<(String, OptionValue)>,
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
    pairs: Vec<VerifiedPair>,
    clusters: Vec<Cluster>,
    run: Run,
}

/// Finds the clusters of all documents from `source`, in the current rayon pool. `tokenizer` is called once,
/// in a thread of its own, while documents are read.
///
/// Memory: the texts, 8 bytes a shingle and 4 bytes an LSH band of each distinct document. Time: that of
/// segmenting each distinct text, nearly; then of verifying the candidate pairs.
pub fn find<E: Send>(
    source: impl Iterator<Item = Result<Document, Skipped>> + Send,
    tokenizer: impl FnOnce() -> Result<Tokenizer, E> + Send,
    options: Options,
    provenance: Provenance,
    progress: &dyn Progress,
) -> Result<Found, E> {
    let normalizer = Normalizer::new(options.rules);
    let params = options.params();
    let analyst = Analyst { options: &options, normalizer: &normalizer, params };
    let (mut collection, tokenizer) = collect(source, &analyst, tokenizer, progress)?;

    progress.begin(Stage::Candidates, None);
    let keys: Vec<_> = collection
        .traits
        .iter_mut()
        .map(|traits| traits.as_mut().and_then(|traits| traits.keys.take()))
        .collect();
    let candidates = lsh::candidates(&keys, params);
    drop(keys);
    collection.make_sets(&candidates.pairs);

    progress.begin(Stage::Verify, Some(candidates.pairs.len() as u64));
    let verify_pair = |a: DocId, b: DocId| -> Option<Overlap> {
        let of = |document: DocId| collection.traits[document.index()].as_ref()?.set.as_ref();
        verify(&options.matching, of(a)?, of(b)?)
    };
    let mut pairs: Vec<VerifiedPair> = candidates
        .pairs
        .par_iter()
        .filter_map(|pair| {
            let (a, b) = (DocId(pair.a), DocId(pair.b));
            let overlap = verify_pair(a, b);
            progress.advance(1);
            Some(VerifiedPair { a, b, overlap: overlap? })
        })
        .collect();

    progress.begin(Stage::Cluster, None);
    let Clustering { clusters, extra } = cluster::clusters(&collection.nodes, &pairs, &verify_pair);
    pairs.extend(extra);
    pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));

    let mut inputs = provenance.inputs;
    inputs.sort();
    let mut run = Run {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: options.record(&provenance.tokenizer),
        inputs,
        counts: count(&collection, &clusters, &options),
        candidates: Candidates {
            method: "lsh",
            bands: params.bands as u32,
            rows: params.rows as u32,
            promised_recall: options.recall,
        },
    };
    run.counts.candidates = candidates.pairs.len() as u64;
    run.counts.capped_buckets = candidates.capped_buckets;
    run.counts.pairs = pairs.len() as u64 + run.counts.folded;
    Ok(Found { collection, tokenizer, normalizer, options, pairs, clusters, run })
}

fn count(collection: &Collection, clusters: &[Cluster], options: &Options) -> Counts {
    let documents = &collection.documents;
    let characters = documents.par_iter().map(|document| document.text.chars().count() as u64);
    let folded = collection.traits.iter().filter(|traits| traits.is_none()).count();
    let short = collection.fold.iter().filter(|fold| {
        let traits = collection.traits[fold.index()].as_ref();
        traits.is_some_and(|traits| traits.short)
    });
    Counts {
        documents: documents.len() as u64,
        characters: characters.sum(),
        folded: folded as u64,
        short: short.count() as u64,
        skipped: collection.skipped.len() as u64,
        clusters: clusters.len() as u64,
        clustered: clusters.iter().map(|cluster| cluster.size(&collection.nodes)).sum(),
        compared: (1..=clusters.len() as u32).filter(|&id| options.compares(id)).count() as u64,
        ..Counts::default()
    }
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

    /// Works out the differences and writes the report through every renderer.
    pub fn write(
        &self,
        renderers: &mut [Box<dyn Renderer>],
        progress: &dyn Progress,
    ) -> io::Result<()> {
        let unfolder =
            Unfolder::new(&self.collection, &self.options, &self.normalizer, &self.tokenizer);
        for renderer in renderers.iter_mut() {
            renderer.run(&self.run, &self.collection.skipped)?;
        }
        progress.begin(Stage::Compare, Some(self.clusters.len() as u64));
        for (chunk, clusters) in self.clusters.chunks(CLUSTERS_AT_ONCE).enumerate() {
            let first = chunk * CLUSTERS_AT_ONCE + 1;
            let reports: Vec<_> = clusters
                .par_iter()
                .enumerate()
                .map(|(offset, cluster)| unfolder.report((first + offset) as u32, cluster))
                .collect();
            for report in &reports {
                renderers.iter_mut().try_for_each(|renderer| renderer.cluster(report))?;
                progress.advance(1);
            }
        }
        for renderer in renderers.iter_mut() {
            renderer.pairs(&mut self.pairs(&unfolder))?;
            renderer.finish()?;
        }
        Ok(())
    }

    /// All verified pairs in id order: those between different comparison texts, and each copy with the
    /// first document that has its text.
    fn pairs<'a>(&'a self, unfolder: &'a Unfolder<'a>) -> impl Iterator<Item = Pair> + 'a {
        let id = |document: DocId| self.collection.documents[document.index()].id.clone();
        let mut folded: Vec<VerifiedPair> = unfolder
            .folded_pairs()
            .map(|(a, b)| VerifiedPair { a, b, overlap: unfolder.overlap_with_itself(a) })
            .collect();
        folded.sort_unstable_by_key(|pair| (pair.a, pair.b));
        let mut folded = folded.into_iter().peekable();
        let mut pairs = self.pairs.iter().copied().peekable();
        std::iter::from_fn(move || {
            let next = match (folded.peek(), pairs.peek()) {
                (Some(x), Some(y)) if (x.a, x.b) < (y.a, y.b) => folded.next(),
                (_, Some(_)) => pairs.next(),
                (_, None) => folded.next(),
            }?;
            Some(Pair { a: id(next.a), b: id(next.b), overlap: next.overlap })
        })
    }
}
