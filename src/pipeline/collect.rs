//! From documents to shingles: everything that is done once for each document.

use std::io;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;

use ahash::AHashMap;
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

/// Until so many bytes of text are normalized more batches are, while the tokenizer is made ready. Both forms of them take less memory
/// than what comes later.
const AHEAD_BYTES: usize = 6 * BATCH_BYTES;

/// A thread takes so many documents at a time. Left to itself it takes a quarter of a batch, and the others wait for the last
/// quarter.
const TOGETHER: usize = 4;

/// A collection, and what it was analysed with.
pub(super) struct Collected {
    pub(super) collection: Collection,
    pub(super) normalizer: Normalizer,
    pub(super) tokenizer: Tokenizer,
}

/// The work that each document costs.
struct Analyst<'a> {
    options: &'a Options,
    normalizer: Normalizer,
}

/// A batch of which the comparison texts are made.
struct Prepared {
    documents: Vec<Document>,
    /// Of each the 128-bit XXH3 of its comparison text, the characters of its original, and its comparison text.
    texts: Vec<(u128, u64, String)>,
    skipped: Vec<Skipped>,
}

/// A batch that is ready to be kept.
#[derive(Default)]
struct Analysed {
    /// Each with the number of its comparison text and the characters of its original.
    documents: Vec<(Document, u32, u64)>,
    /// The comparison texts that came up first in this batch, in the order of their numbers.
    fresh: Vec<(Shingles, u32)>,
    skipped: Vec<Skipped>,
}

/// The comparison texts of all documents by their 128-bit XXH3, numbered as they come up: two texts are taken for equal
/// when these are.
#[derive(Default)]
struct Known(AHashMap<u128, u32>);

impl Prepared {
    /// Bytes of the comparison texts.
    fn bytes(&self) -> usize {
        self.texts.iter().map(|(.., text)| text.len()).sum()
    }
}

impl Analyst<'_> {
    fn prepare(&self, batch: Vec<Result<Document, Skipped>>) -> Prepared {
        let (mut documents, mut skipped) = (Vec::with_capacity(batch.len()), Vec::new());
        for item in batch {
            match item {
                Ok(document) => documents.push(document),
                Err(left_out) => skipped.push(left_out),
            }
        }
        let prepare = |document: &Document| {
            let text = self.normalizer.comparison_text(&document.text);
            (xxh3_128(text.as_bytes()), document.text.chars().count() as u64, text)
        };
        let texts = documents.par_iter().with_max_len(TOGETHER).map(prepare).collect();
        Prepared { documents, texts, skipped }
    }

    fn analyse(&self, batch: Prepared, known: &mut Known, tokenizer: &Tokenizer) -> Analysed {
        let Prepared { documents, texts, skipped } = batch;
        let (mut fresh, mut numbers) = (Vec::new(), Vec::with_capacity(texts.len()));
        for (fold, characters, text) in &texts {
            let next = known.0.len() as u32;
            let number = *known.0.entry(*fold).or_insert(next);
            if number == next {
                fresh.push(text.as_str());
            }
            numbers.push((number, *characters));
        }
        let fresh = fresh.par_iter().with_max_len(TOGETHER);
        let fresh = fresh.map(|text| self.traits(tokenizer, text)).collect();
        let documents = documents.into_iter().zip(numbers);
        let documents = documents.map(|(document, (text, count))| (document, text, count));
        Analysed { documents: documents.collect(), fresh, skipped }
    }

    /// The shingles of a comparison text, and how many characters it has.
    fn traits(&self, tokenizer: &Tokenizer, text: &str) -> (Shingles, u32) {
        let spans = tokenizer.tokenize_document(text, self.options.keep());
        let shingles = Shingles::new(text, &spans, self.options.shingle);
        (shingles, text.chars().count() as u32)
    }
}

/// Reads all documents, in a thread of their own, while the rayon pool normalizes them and `tokenizer` is made
/// ready, then analyses them. A text that was seen before is not segmented again.
pub(super) fn collect<E: Send>(
    source: impl Iterator<Item = Result<Document, Skipped>> + Send,
    options: &Options,
    tokenizer: impl FnOnce() -> Result<Tokenizer, E> + Send,
    resources: &Resources,
    progress: &dyn Progress,
) -> Result<Collected, Error<E>> {
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
        let analyst = Analyst { options, normalizer: Normalizer::new(options.rules) };
        let mut batches = batches.into_iter();
        let prepare = |batch: Vec<_>| {
            progress.advance(batch.len() as u64);
            analyst.prepare(batch)
        };
        let (mut early, mut bytes) = (Vec::new(), 0);
        while bytes < AHEAD_BYTES && !tokenizer.is_finished() {
            let Some(batch) = batches.next() else { break };
            early.push(prepare(batch));
            bytes += early.last().map_or(0, Prepared::bytes);
        }
        let mut tokenizer = match tokenizer.join() {
            Ok(result) => result.map_err(Error::Tokenizer)?,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        let mut work = Work::new(&analyst, &tokenizer, resources);
        early.into_iter().try_for_each(|batch| work.add(|| batch)).map_err(Error::Temporary)?;
        batches.try_for_each(|batch| work.add(|| prepare(batch))).map_err(Error::Temporary)?;
        let Work { mut gathered, analysed, known, .. } = work;
        drop(known);
        tokenizer.forget();
        gathered.keep(analysed).map_err(Error::Temporary)?;
        let collection = gathered.finish().map_err(Error::Temporary)?;
        Ok(Collected { collection, normalizer: analyst.normalizer, tokenizer })
    })
}

/// Batch after batch: one thread keeps one while the others are at the next.
struct Work<'a> {
    analyst: &'a Analyst<'a>,
    tokenizer: &'a Tokenizer,
    known: Known,
    analysed: Analysed,
    gathered: Gathered,
}

impl<'a> Work<'a> {
    fn new(analyst: &'a Analyst<'a>, tokenizer: &'a Tokenizer, resources: &Resources) -> Self {
        let (known, analysed) = (Known::default(), Analysed::default());
        Self { analyst, tokenizer, known, analysed, gathered: Gathered::new(resources) }
    }

    fn add(&mut self, prepare: impl FnOnce() -> Prepared + Send) -> io::Result<()> {
        let Self { analyst, tokenizer, known, analysed, gathered } = self;
        let before = std::mem::take(analysed);
        let (next, kept) =
            rayon::join(|| analyst.analyse(prepare(), known, tokenizer), || gathered.keep(before));
        *analysed = next;
        kept
    }
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

/// What has arrived so far, in the order of arrival.
struct Gathered {
    arrivals: Vec<Arrival>,
    distinct: Vec<Distinct>,
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
            texts: Writer::new(resources.texts(), &resources.temp_dir),
            shingles: Writer::new(resources.shingles(), &resources.temp_dir),
            characters: 0,
            skipped: Vec::new(),
            decodings: Vec::new(),
        }
    }

    fn keep(&mut self, batch: Analysed) -> io::Result<()> {
        self.skipped.extend(batch.skipped);
        for (shingles, characters) in batch.fresh {
            self.distinct.push(Distinct {
                shingles: self.shingles.push(&[shingles.hashes()])?,
                traits: Traits { tokens: shingles.tokens(), short: shingles.is_short() },
                node: Node { copies: 0, characters },
            });
        }
        for (document, distinct, characters) in batch.documents {
            self.note(&document);
            self.characters += characters;
            let Document { id, title, text, .. } = document;
            let record = self.texts.push(&[title.as_bytes(), text.as_bytes()])?;
            let entry = Entry { id: id.into(), record, title: title.len() as u32 };
            self.arrivals.push(Arrival { entry, distinct });
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
        let Self { mut arrivals, distinct, mut skipped, decodings, .. } = self;
        arrivals.par_sort_unstable_by(|a, b| a.entry.id.cmp(&b.entry.id));
        skipped.sort_by(|a, b| a.place().cmp(&b.place()));
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
