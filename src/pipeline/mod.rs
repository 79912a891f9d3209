//! The order of the stages: the only place that knows it.

mod audit;
mod candidates;
mod clusters;
mod collect;
mod decided;
mod grouping;
mod judging;
mod needed;
mod options;
mod recorded;
mod recut;
mod sentences;
mod templates;

pub use options::{CandidateMode, Diffs, Options, Templates};
pub use recut::{Changes, Recut, RecutError, recut};

use std::fmt;
use std::io;

use rayon::prelude::*;

use crate::cluster::Cluster;
use crate::decisions::{Decisions, DecisionsError};
use crate::document::{DocId, Document};
use crate::error::Skipped;
use crate::ingest::Manifest;
use crate::judge::{Evidence, Subjects, Verdict};
use crate::normalize::Normalizer;
use crate::progress::{Progress, Stage};
use crate::report::{Counts, Kind, OptionValue, Pair, PairedDocument, Renderer, Run};
use crate::tokenize::Tokenizer;
use crate::verify::{VerifiedPair, verify};
use clusters::Unfolder;
use collect::{Analyst, Collection, collect};
use grouping::{Grouped, Look, group};
use judging::{Judge, JudgedPair};

/// A run that could not be finished.
#[derive(Debug)]
pub enum Error<E> {
    /// The tokenizer could not be made ready.
    Tokenizer(E),
    /// The decisions do not fit the collection.
    Decisions(DecisionsError),
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Tokenizer(error) => error.fmt(f),
            Error::Decisions(error) => error.fmt(f),
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
    pairs: Vec<JudgedPair>,
    clusters: Vec<Cluster>,
    templates: Vec<Cluster>,
    run: Run,
}

/// Finds the clusters of all documents from `source`, in the current rayon pool, as `decisions` have them. `tokenizer`
/// is called once, in a thread of its own, while documents are read.
///
/// # Errors
///
/// Those of `tokenizer`; decisions that do not fit the collection.
///
/// Memory: the texts, 8 bytes a shingle and 4 bytes an LSH band of each distinct document. Time: that of
/// segmenting each distinct text, nearly; then of verifying the candidate pairs.
pub fn find<E: Send>(
    source: impl Iterator<Item = Result<Document, Skipped>> + Send,
    tokenizer: impl FnOnce() -> Result<Tokenizer, E> + Send,
    options: Options,
    decisions: &Decisions,
    provenance: Provenance,
    progress: &dyn Progress,
) -> Result<Found, Error<E>> {
    let normalizer = Normalizer::new(options.rules);
    let analyst = Analyst { options: &options, normalizer: &normalizer };
    let collected = collect(source, &analyst, tokenizer, progress);
    let (mut collection, tokenizer) = collected.map_err(Error::Tokenizer)?;
    let rulings = decided::of_collection(decisions, &collection)?;
    let joined = rulings.texts().iter().filter(|text| text.documents.len() > 1);
    let decided: Vec<DocId> = joined.flat_map(|text| &text.documents).copied().collect();

    progress.begin(Stage::Candidates, None);
    let candidates = candidates::find(&collection.shingles(), &options);
    collection.make_sets(&candidates.pairs, &decided);

    progress.begin(Stage::Verify, Some(candidates.pairs.len() as u64));
    let pairs: Vec<VerifiedPair> = candidates
        .pairs
        .par_iter()
        .filter_map(|pair| {
            let (a, b) = (DocId(pair.a), DocId(pair.b));
            progress.advance(1);
            let overlap = verify(&options.matching, collection.set(a)?, collection.set(b)?)?;
            Some(VerifiedPair { a, b, overlap })
        })
        .collect();
    let stock = judging::stock(&collection, &pairs);
    collection.drop_shingles();
    let stock = stock.as_ref();
    let judge = Judge::new(&collection, &options, &normalizer, &tokenizer, stock, &pairs, &decided);
    let (judged, unaligned) = judge.all(&pairs);

    progress.begin(Stage::Cluster, None);
    let look = Look { verdict: &|a, b| judge.verdict(a, b), figures: &|a, b| judge.figures(a, b) };
    let Grouped { clusters, templates, pairs, unknown } =
        group(&collection.nodes, &options, &rulings, &look, judged);
    debug_assert!(unknown.is_empty(), "what was decided has figures");
    drop(judge);

    let mut inputs = provenance.inputs;
    inputs.sort();
    let mut manifest = provenance.manifest.files();
    manifest.sort_by(|a, b| a.source.cmp(&b.source));
    let mut run = Run {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        options: options.record(&provenance.tokenizer),
        inputs,
        counts: count(&collection, &clusters, &options),
        candidates: candidates.how,
        decodings: std::mem::take(&mut collection.decodings),
        manifest,
    };
    let of = |verdict| pairs.iter().filter(|judged| judged.verdict == verdict).count() as u64;
    run.counts.candidates = candidates.pairs.len() as u64;
    run.counts.capped_buckets = candidates.capped_buckets;
    run.counts.unaligned = unaligned;
    run.counts.templates = templates.len() as u64;
    run.counts.same_template = of(Verdict::SameTemplate);
    run.counts.related = of(Verdict::Related);
    run.counts.pairs = pairs.len() as u64 + run.counts.folded;
    Ok(Found { collection, tokenizer, normalizer, options, pairs, clusters, templates, run })
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
        renderers: &mut [Box<dyn Renderer + '_>],
        progress: &dyn Progress,
    ) -> io::Result<()> {
        let stock =
            sentences::stock(&self.collection, &self.pairs, &self.normalizer, &self.compared());
        let mut unfolder =
            Unfolder::new(&self.collection, &self.options, &self.normalizer, &self.tokenizer);
        unfolder.stock = stock.as_ref();
        for renderer in renderers.iter_mut() {
            renderer.run(&self.run, &self.collection.skipped)?;
        }
        let count = self.clusters.len() + self.templates.len();
        progress.begin(Stage::Compare, Some(count as u64));
        let numbered = self.clusters.iter().map(|cluster| (Kind::Copies, cluster));
        let numbered =
            numbered.chain(self.templates.iter().map(|cluster| (Kind::Template, cluster)));
        let numbered: Vec<(u32, (Kind, &Cluster))> = (1..).zip(numbered).collect();
        for chunk in numbered.chunks(CLUSTERS_AT_ONCE) {
            let report = |&(id, (kind, cluster)): &_| unfolder.report(id, kind, cluster);
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
        Ok(())
    }

    /// The documents, copies apart, of the clusters whose differences are worked out.
    fn compared(&self) -> Vec<DocId> {
        let all = self.clusters.iter().chain(&self.templates);
        let compared = (1..).zip(all).filter(|&(id, _)| self.options.compares(id));
        let documents = compared.flat_map(|(_, cluster)| {
            let members = cluster.members.iter().map(|member| member.document);
            std::iter::once(cluster.representative).chain(members)
        });
        documents.collect()
    }

    /// The documents that stand in a pair, in id order.
    fn paired(&self) -> impl Iterator<Item = PairedDocument> + '_ {
        let mut stands = vec![false; self.collection.documents.len()];
        for judged in &self.pairs {
            stands[judged.pair.a.index()] = true;
            stands[judged.pair.b.index()] = true;
        }
        for (index, fold) in self.collection.fold.iter().enumerate() {
            if fold.index() != index {
                stands[index] = true;
                stands[fold.index()] = true;
            }
        }
        let documents = self.collection.documents.iter().enumerate().zip(stands);
        documents.filter(|&(_, stands)| stands).map(|((index, document), _)| {
            let fold = self.collection.fold[index];
            let copy_of =
                (fold.index() != index).then(|| self.collection.documents[fold.index()].id.clone());
            PairedDocument {
                id: document.id.clone(),
                title: document.title.clone(),
                characters: self.collection.nodes[fold.index()].characters,
                tokens: self.collection.tokens(fold),
                copy_of,
            }
        })
    }

    /// All verified pairs in id order: those between different comparison texts, and each copy with the
    /// first document that has its text.
    fn pairs<'a>(&'a self, unfolder: &'a Unfolder<'a>) -> impl Iterator<Item = Pair> + 'a {
        let id = |document: DocId| self.collection.documents[document.index()].id.clone();
        let copies = Evidence { subjects: Subjects::Same, aligned: None, discounted: None };
        let mut folded: Vec<JudgedPair> = unfolder
            .folded_pairs()
            .map(|(a, b)| JudgedPair {
                pair: VerifiedPair { a, b, overlap: unfolder.overlap_with_itself(a) },
                evidence: copies,
                verdict: Verdict::Match,
                decision: None,
            })
            .collect();
        let place = |judged: &JudgedPair| (judged.pair.a, judged.pair.b);
        folded.sort_unstable_by_key(place);
        let mut folded = folded.into_iter().peekable();
        let mut pairs = self.pairs.iter().copied().peekable();
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
