//! From documents to shingles: everything that is done once for each document.

use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::Options;
use crate::cluster::Node;
use crate::document::{Decoding, DocId, Document};
use crate::error::Skipped;
use crate::lsh::CandidatePair;
use crate::normalize::Normalizer;
use crate::progress::{Progress, Stage};
use crate::shingle::{ShingleSet, Shingles};
use crate::tokenize::Tokenizer;

/// Documents wait for the workers in batches of about this many bytes of text: enough to keep all threads
/// busy, little enough that two batches do not count.
const BATCH_BYTES: usize = 4 << 20;

/// A collection, ready for comparison. Documents are in the order of their public ids; what is said of a
/// document stands at its [`DocId`].
#[derive(Debug, Default)]
pub(super) struct Collection {
    pub(super) documents: Vec<Document>,
    /// The first document with the same comparison text.
    pub(super) fold: Vec<DocId>,
    /// `None` where a document is folded into another.
    pub(super) traits: Vec<Option<Traits>>,
    pub(super) nodes: Vec<Node>,
    pub(super) skipped: Vec<Skipped>,
    /// By their sources, each once.
    pub(super) decodings: Vec<Decoding>,
}

/// What is compared of a document.
#[derive(Debug)]
pub(super) struct Traits {
    /// Emptied once they are a set, or of no more use.
    shingles: Shingles,
    /// Only of documents that are verified or have copies.
    pub(super) set: Option<ShingleSet>,
    /// Whether the text has too few tokens to be compared other than by its exact content.
    pub(super) short: bool,
    /// Characters of the comparison text.
    characters: u32,
}

impl Collection {
    /// The shingles of each document that is not folded into another.
    pub(super) fn shingles(&self) -> Vec<Option<&Shingles>> {
        self.traits.iter().map(|traits| traits.as_ref().map(|traits| &traits.shingles)).collect()
    }

    /// The shingle set of a document that has one.
    pub(super) fn set(&self, document: DocId) -> Option<&ShingleSet> {
        self.traits[document.index()].as_ref()?.set.as_ref()
    }

    /// The tokens of a document that has a shingle set.
    pub(super) fn tokens(&self, document: DocId) -> u32 {
        self.set(document).map_or(0, ShingleSet::tokens)
    }

    /// Makes the shingle sets of the documents in `pairs`, of those `decided` and of those with copies: most documents
    /// of most collections are like no other, and need no sorting.
    pub(super) fn make_sets(&mut self, pairs: &[CandidatePair], decided: &[DocId]) {
        let mut needed: Vec<bool> = self.nodes.iter().map(|node| node.copies > 1).collect();
        decided.iter().for_each(|document| needed[document.index()] = true);
        for pair in pairs {
            needed[pair.a as usize] = true;
            needed[pair.b as usize] = true;
        }
        self.traits.par_iter_mut().zip(needed).for_each(|(traits, needed)| {
            if let Some(traits) = traits.as_mut().filter(|_| needed) {
                traits.set = Some(std::mem::take(&mut traits.shingles).into_set());
            }
        });
    }

    /// The hashes of each document that is not folded into another, whether sorted or not.
    pub(super) fn hashes(&self) -> impl Iterator<Item = Option<&[u64]>> {
        self.traits.iter().map(|traits| {
            let traits = traits.as_ref()?;
            Some(traits.set.as_ref().map_or(traits.shingles.hashes(), ShingleSet::hashes))
        })
    }

    /// Lets go of the shingles that were not made into sets.
    pub(super) fn drop_shingles(&mut self) {
        self.traits.iter_mut().flatten().for_each(|traits| traits.shingles = Shingles::default());
    }
}

/// A document with the 128-bit XXH3 of its comparison text: two texts are taken for equal when these are.
struct Arrival {
    document: Document,
    fold: u128,
}

/// The work that each document costs.
pub(super) struct Analyst<'a> {
    pub(super) options: &'a Options,
    pub(super) normalizer: &'a Normalizer,
}

impl Analyst<'_> {
    fn traits(&self, tokenizer: &Tokenizer, text: &str) -> Traits {
        let spans = tokenizer.tokenize(text, self.options.keep());
        let shingles = Shingles::new(text, &spans, self.options.shingle);
        let short = shingles.is_short();
        Traits { shingles, set: None, short, characters: text.chars().count() as u32 }
    }
}

/// Reads all documents, in a thread of their own, while the rayon pool analyses them and `tokenizer` is made
/// ready. A text that was seen before is not segmented again.
pub(super) fn collect<E: Send>(
    source: impl Iterator<Item = Result<Document, Skipped>> + Send,
    analyst: &Analyst<'_>,
    tokenizer: impl FnOnce() -> Result<Tokenizer, E> + Send,
    progress: &dyn Progress,
) -> Result<(Collection, Tokenizer), E> {
    progress.begin(Stage::Read, None);
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel(1);
        let tokenizer = scope.spawn(tokenizer);
        scope.spawn(move || {
            for batch in Batches(source) {
                if sender.send(batch).is_err() {
                    break; // the tokenizer could not be made ready
                }
            }
        });
        let mut gathered = Gathered::default();
        let first = batches.recv();
        let tokenizer = match tokenizer.join() {
            Ok(result) => result?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        for batch in first.into_iter().chain(batches) {
            let count = batch.len() as u64;
            gathered.add(batch, analyst, &tokenizer);
            progress.advance(count);
        }
        Ok((gathered.finish(), tokenizer))
    })
}

/// Cuts a stream of documents into batches.
struct Batches<I>(I);

impl<I: Iterator<Item = Result<Document, Skipped>>> Iterator for Batches<I> {
    type Item = Vec<Result<Document, Skipped>>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        for item in self.0.by_ref() {
            bytes += item.as_ref().map_or(0, |document| document.text.len()) + 64;
            batch.push(item);
            if bytes >= BATCH_BYTES {
                break;
            }
        }
        (!batch.is_empty()).then_some(batch)
    }
}

/// What has arrived so far, in the order of arrival.
#[derive(Default)]
struct Gathered {
    arrivals: Vec<Arrival>,
    traits: AHashMap<u128, Traits>,
    skipped: Vec<Skipped>,
    decodings: Vec<Arc<Decoding>>,
}

impl Gathered {
    fn add(
        &mut self,
        batch: Vec<Result<Document, Skipped>>,
        analyst: &Analyst<'_>,
        tokenizer: &Tokenizer,
    ) {
        let mut documents = Vec::with_capacity(batch.len());
        for item in batch {
            match item {
                Ok(document) => {
                    self.note(&document);
                    documents.push(document);
                }
                Err(skipped) => self.skipped.push(skipped),
            }
        }
        let texts: Vec<(u128, String)> = documents
            .par_iter()
            .map(|document| {
                let text = analyst.normalizer.comparison_text(&document.text);
                (xxh3_128(text.as_bytes()), text)
            })
            .collect();
        let folds: Vec<u128> = texts.iter().map(|&(fold, _)| fold).collect();
        let mut seen: AHashSet<u128> = AHashSet::new();
        let fresh: Vec<(u128, String)> = texts
            .into_iter()
            .filter(|(fold, _)| !self.traits.contains_key(fold) && seen.insert(*fold))
            .collect();
        let traits: Vec<(u128, Traits)> = fresh
            .into_par_iter()
            .map(|(fold, text)| (fold, analyst.traits(tokenizer, &text)))
            .collect();
        self.traits.extend(traits);
        let arrivals = documents.into_iter().zip(folds);
        self.arrivals.extend(arrivals.map(|(document, fold)| Arrival { document, fold }));
    }

    /// The documents of one file come one after the other.
    fn note(&mut self, document: &Document) {
        let Some(decoding) = &document.origin.decoding else { return };
        if self.decodings.last().is_none_or(|last| !Arc::ptr_eq(last, decoding)) {
            self.decodings.push(Arc::clone(decoding));
        }
    }

    /// Numbers the documents by their public ids, so that nothing depends on the order of arrival.
    fn finish(mut self) -> Collection {
        self.arrivals.sort_by(|a, b| a.document.id.cmp(&b.document.id));
        self.skipped.sort_by(|a, b| a.source.cmp(&b.source));
        let mut decodings: Vec<Decoding> =
            self.decodings.iter().map(|decoding| Decoding::clone(decoding)).collect();
        decodings.sort_by(|a, b| a.source.cmp(&b.source));
        // Around a record with a loss, the file's own decoding comes up again.
        decodings.dedup();
        let skipped = self.skipped;
        let mut collection = Collection { skipped, decodings, ..Collection::default() };
        let mut first: AHashMap<u128, DocId> = AHashMap::new();
        for (index, arrival) in self.arrivals.into_iter().enumerate() {
            let fold = *first.entry(arrival.fold).or_insert(DocId(index as u32));
            let traits = self.traits.remove(&arrival.fold);
            let characters = traits.as_ref().map_or(0, |traits| traits.characters);
            collection.nodes.push(Node { copies: 0, characters });
            collection.nodes[fold.index()].copies += 1;
            collection.documents.push(arrival.document);
            collection.fold.push(fold);
            collection.traits.push(traits);
        }
        collection
    }
}
