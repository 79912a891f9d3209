//! From documents to shingles: everything that is done once for each document.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_128;

use super::collection::{Collection, Entry, Traits};
use super::{Error, Options, Resources};
use crate::cluster::Node;
use crate::document::{Decoding, DocId, Document};
use crate::error::Skipped;
use crate::normalize::Normalizer;
use crate::progress::{Progress, Stage};
use crate::shingle::Shingles;
use crate::store::{Hashes, Slot, Writer};
use crate::tokenize::Tokenizer;

/// Documents wait for the workers in batches of about this many bytes of text: enough to keep all threads
/// busy, little enough that two batches do not count.
const BATCH_BYTES: usize = 4 << 20;

/// The work that each document costs.
pub(super) struct Analyst<'a> {
    pub(super) options: &'a Options,
    pub(super) normalizer: &'a Normalizer,
}

impl Analyst<'_> {
    fn traits(&self, tokenizer: &Tokenizer, text: &str) -> (Shingles, u32) {
        let spans = tokenizer.tokenize(text, self.options.keep());
        let shingles = Shingles::new(text, &spans, self.options.shingle);
        (shingles, text.chars().count() as u32)
    }
}

/// Reads all documents, in a thread of their own, while the rayon pool analyses them and `tokenizer` is made
/// ready. A text that was seen before is not segmented again.
pub(super) fn collect<E: Send>(
    source: impl Iterator<Item = Result<Document, Skipped>> + Send,
    analyst: &Analyst<'_>,
    tokenizer: impl FnOnce() -> Result<Tokenizer, E> + Send,
    resources: &Resources,
    progress: &dyn Progress,
) -> Result<(Collection, Tokenizer), Error<E>> {
    progress.begin(Stage::Read, None);
    std::thread::scope(|scope| {
        let (sender, batches) = sync_channel(1);
        let tokenizer = scope.spawn(tokenizer);
        scope.spawn(move || {
            for batch in Batches(source) {
                if sender.send(batch).is_err() {
                    break; // the run has failed
                }
            }
        });
        let mut gathered = Gathered::new(resources);
        let first = batches.recv();
        let tokenizer = match tokenizer.join() {
            Ok(result) => result.map_err(Error::Tokenizer)?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        for batch in first.into_iter().chain(batches) {
            let count = batch.len() as u64;
            gathered.add(batch, analyst, &tokenizer).map_err(Error::Temporary)?;
            progress.advance(count);
        }
        Ok((gathered.finish().map_err(Error::Temporary)?, tokenizer))
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

/// A document that arrived, and which of the distinct texts its comparison text is.
struct Arrival {
    entry: Entry,
    distinct: u32,
}

/// A comparison text that no earlier document has.
struct Distinct {
    shingles: Slot,
    traits: Traits,
    node: Node,
}

/// What is made of a document as soon as it arrives.
struct Prepared {
    text: String,
    /// The 128-bit XXH3 of the comparison text: two texts are taken for equal when these are.
    fold: u128,
    /// Characters of the original.
    characters: u64,
}

/// What has arrived so far, in the order of arrival.
struct Gathered {
    arrivals: Vec<Arrival>,
    distinct: Vec<Distinct>,
    known: AHashMap<u128, u32>,
    texts: Writer<u8>,
    shingles: Writer<u64>,
    characters: u64,
    skipped: Vec<Skipped>,
    decodings: Vec<Arc<Decoding>>,
}

impl Gathered {
    fn new(resources: &Resources) -> Self {
        Self {
            arrivals: Vec::new(),
            distinct: Vec::new(),
            known: AHashMap::new(),
            texts: Writer::new(resources.texts(), &resources.temp_dir),
            shingles: Writer::new(resources.shingles(), &resources.temp_dir),
            characters: 0,
            skipped: Vec::new(),
            decodings: Vec::new(),
        }
    }

    fn add(
        &mut self,
        batch: Vec<Result<Document, Skipped>>,
        analyst: &Analyst<'_>,
        tokenizer: &Tokenizer,
    ) -> io::Result<()> {
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
        let prepare = |document: &Document| {
            let text = analyst.normalizer.comparison_text(&document.text);
            let fold = xxh3_128(text.as_bytes());
            Prepared { text, fold, characters: document.text.chars().count() as u64 }
        };
        let prepared: Vec<Prepared> = documents.par_iter().map(prepare).collect();
        let mut seen: AHashSet<u128> = AHashSet::new();
        let is_new =
            |text: &&Prepared| !self.known.contains_key(&text.fold) && seen.insert(text.fold);
        let fresh: Vec<&Prepared> = prepared.iter().filter(is_new).collect();
        let analyse = |text: &&Prepared| (text.fold, analyst.traits(tokenizer, &text.text));
        let analysed: Vec<(u128, (Shingles, u32))> = fresh.par_iter().map(analyse).collect();
        for (fold, (shingles, characters)) in analysed {
            self.known.insert(fold, self.distinct.len() as u32);
            self.distinct.push(Distinct {
                shingles: self.shingles.push(&[shingles.hashes()])?,
                traits: Traits { tokens: shingles.tokens(), short: shingles.is_short() },
                node: Node { copies: 0, characters },
            });
        }
        for (document, prepared) in documents.into_iter().zip(prepared) {
            self.characters += prepared.characters;
            let Document { id, title, text, .. } = document;
            let slot = self.texts.push(&[title.as_bytes(), text.as_bytes()])?;
            let entry = Entry { id: id.into(), record: slot, title: title.len() as u32 };
            self.arrivals.push(Arrival { entry, distinct: self.known[&prepared.fold] });
        }
        Ok(())
    }

    /// The documents of one file come one after the other.
    fn note(&mut self, document: &Document) {
        let Some(decoding) = &document.origin.decoding else { return };
        if self.decodings.last().is_none_or(|last| !Arc::ptr_eq(last, decoding)) {
            self.decodings.push(Arc::clone(decoding));
        }
    }

    /// Numbers the documents by their public ids, so that nothing depends on the order of arrival.
    fn finish(self) -> io::Result<Collection> {
        let Self { mut arrivals, distinct, known, mut skipped, decodings, .. } = self;
        drop(known);
        arrivals.par_sort_unstable_by(|a, b| a.entry.id.cmp(&b.entry.id));
        skipped.sort_by(|a, b| a.source.cmp(&b.source));
        let mut decodings: Vec<Decoding> =
            decodings.iter().map(|decoding| Decoding::clone(decoding)).collect();
        decodings.sort_by(|a, b| a.source.cmp(&b.source));
        // Around a record with a loss, the file's own decoding comes up again.
        decodings.dedup();
        let mut first: Vec<Option<DocId>> = vec![None; distinct.len()];
        let count = arrivals.len();
        let mut entries = Vec::with_capacity(count);
        let mut fold = Vec::with_capacity(count);
        let mut traits = Vec::with_capacity(count);
        let mut nodes: Vec<Node> = Vec::with_capacity(count);
        let mut slots = Vec::with_capacity(count);
        for (index, Arrival { entry, distinct: text }) in arrivals.into_iter().enumerate() {
            let Distinct { shingles, traits: own, node } = &distinct[text as usize];
            let is_first = first[text as usize].is_none();
            let of = *first[text as usize].get_or_insert(DocId(index as u32));
            entries.push(entry);
            fold.push(of);
            traits.push(if is_first { *own } else { Traits::default() });
            nodes.push(if is_first { *node } else { Node::default() });
            slots.push(is_first.then_some(*shingles));
            nodes[of.index()].copies += 1;
        }
        Ok(Collection {
            entries,
            fold,
            traits,
            nodes,
            skipped,
            decodings,
            characters: self.characters,
            texts: self.texts.finish()?,
            shingles: Hashes::new(self.shingles.finish()?, slots),
        })
    }
}
