//! From verified pairs to judged ones: the texts are looked at again only for those.

use std::sync::Arc;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::collection::{Collection, Record};
use super::kept::Kept;
use super::pairs::{JudgedPair, Pairs};
use super::sets::Sets;
use super::verifying::Verified;
use super::{Options, Resources};
use crate::diff::{Copied, Prepared, copied};
use crate::document::DocId;
use crate::judge::{
    Aligned, Evidence, SCATTERED, Subject, Verdict, are_spliced, has_own_stretches, judge,
    needs_alignment, splice_matters,
};
use crate::normalize::Normalizer;
use crate::stock::{Phrases, Stock, discounted};
use crate::tokenize::Tokenizer;
use crate::verify::{VerifiedPair, overlap, verify};

/// Alignments for each document that has a pair, on average, so many times its text: one costs about what segmenting its
/// texts did; more of them are only needed where a collection is full of half-similar texts.
const ALIGNMENTS: usize = 4;

/// The list of pairs, the largest of a run, has room for one more for each so many, since clustering finds some: it would
/// stand in memory twice while it grows. Room that is not used takes none.
const ADDED: usize = 8;

/// So many pairs are judged before they are added to the list: enough for all threads, and little beside the list.
const AT_ONCE: usize = 1 << 16;

/// Of these a thread takes so many: little enough that none waits long for the last.
const TOGETHER: usize = 256;

/// What is looked at to judge a pair, beside its shingles.
#[derive(Debug)]
struct Portrait {
    subject: Subject,
    /// Its set phrases, where those of the collection are known.
    stock: Option<Phrases>,
}

impl Portrait {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        self.subject.bytes() + self.stock.as_ref().map_or(0, Phrases::bytes)
    }
}

/// Judges the pairs of a collection.
pub(super) struct Judge<'a> {
    collection: &'a Collection,
    options: &'a Options,
    normalizer: &'a Normalizer,
    tokenizer: &'a Tokenizer,
    sets: &'a Sets<'a>,
    /// The set phrases of the collection, where they are known.
    stock: Option<&'a Stock>,
    portraits: Kept<Portrait>,
    /// Bytes of text that are aligned together.
    batch: usize,
}

impl<'a> Judge<'a> {
    /// A judge of any two documents.
    pub(super) fn new(
        sets: &'a Sets<'a>,
        collection: &'a Collection,
        options: &'a Options,
        (normalizer, tokenizer): (&'a Normalizer, &'a Tokenizer),
        stock: Option<&'a Stock>,
        resources: &Resources,
    ) -> Self {
        let portraits = Kept::new(resources.prepared(), Portrait::bytes);
        let batch = resources.aligned();
        Self { collection, options, normalizer, tokenizer, sets, stock, portraits, batch }
    }

    /// What is looked at in a document. Costs about a quarter of what segmenting it did, when it was not made lately.
    fn portrait(&self, document: DocId) -> Arc<Portrait> {
        self.portraits.get(document, || {
            let record = self.collection.record(document);
            let title = self.normalizer.comparison_text(record.title());
            let text = self.normalizer.comparison_text(record.text());
            let hashes = || self.collection.shingles.get(document.0).unwrap_or_default();
            Portrait {
                subject: Subject::new(&title, &text, self.tokenizer),
                stock: self.stock.map(|stock| stock.of(&hashes())),
            }
        })
    }

    /// The pairs with their verdicts, and how many of them would have needed an alignment beyond the budget. Pairs of the
    /// same documents should be near each other in `pairs`.
    pub(super) fn all(&self, pairs: &[Verified]) -> (Pairs, u64) {
        let mut judged = Pairs::new(self.collection.len(), pairs.len() + pairs.len() / ADDED);
        for some in pairs.chunks(AT_ONCE) {
            let some = some.par_iter().with_max_len(TOGETHER);
            let some: Vec<JudgedPair> = some.map(|&pair| self.judged(pair)).collect();
            judged.extend(&some);
        }
        let mut doubts = self.doubts(&judged);
        let within = self.within_budget(&doubts, &judged);
        let unaligned = doubts.len() - within;
        doubts.truncate(within);
        self.align_all(doubts, &mut judged);
        (judged, unaligned as u64)
    }

    /// How many pairs of these numbers are aligned: each reads two texts, and the text of each document that has a pair may be
    /// read [`ALIGNMENTS`] times as one of two.
    fn within_budget(&self, numbers: &[usize], judged: &Pairs) -> usize {
        let texts = stand(judged, self.collection.len());
        let budget = 2 * ALIGNMENTS * texts.into_iter().map(|one| self.bytes(one)).sum::<usize>();
        let read = numbers.iter().scan(0, |read, &at| {
            *read += self.bytes_of(judged.documents_of(at));
            Some(*read)
        });
        read.take_while(|&read| read <= budget).count()
    }

    fn bytes(&self, document: DocId) -> usize {
        self.collection.entries[document.index()].record.len()
    }

    fn bytes_of(&self, (a, b): (DocId, DocId)) -> usize {
        self.bytes(a) + self.bytes(b)
    }

    /// The numbers of the pairs that need an alignment: first one of each document, then a second one of each, and
    /// so on, so that no large family uses up what others need.
    fn doubts(&self, judged: &Pairs) -> Vec<usize> {
        let numbers = (0..judged.len()).into_par_iter();
        let mut doubts: Vec<usize> =
            numbers.filter(|&at| self.may_match(&judged.get(at))).collect();
        doubts.par_sort_unstable_by_key(|&at| judged.documents_of(at));
        let mut turns = vec![0_u32; self.collection.len()];
        doubts.sort_by_cached_key(|&at| {
            let turn = &mut turns[judged.documents_of(at).0.index()];
            *turn += 1;
            *turn
        });
        doubts
    }

    /// Whether an alignment could make a match of the pair: most characters of both sides must be copied, so that one is
    /// not much longer than the other. Punctuation, which is no content and is counted here, gets some room.
    fn may_match(&self, judged: &JudgedPair) -> bool {
        let JudgedPair { pair, evidence, .. } = judged;
        let characters =
            |document: DocId| f64::from(self.collection.nodes[document.index()].characters);
        let (a, b) = (characters(pair.a), characters(pair.b));
        needs_alignment(&self.options.matching, &pair.overlap, evidence)
            && a.min(b) >= (SCATTERED - 0.1) * a.max(b)
    }

    /// Verifies and judges two documents, without an alignment; `None` if the figures do not reach the rule's.
    pub(super) fn verdict(&self, a: DocId, b: DocId) -> Option<JudgedPair> {
        let overlap = verify(&self.options.matching, &self.sets.get(a), &self.sets.get(b))?;
        Some(self.judged(Verified { pair: VerifiedPair { a, b, overlap }, spliced: None }))
    }

    /// The exact figures of two documents, judged without an alignment; they are related where the figures do not reach
    /// the rule's.
    pub(super) fn figures(&self, a: DocId, b: DocId) -> Option<JudgedPair> {
        let overlap = overlap(&self.sets.get(a), &self.sets.get(b));
        let tokens = self.collection.tokens(a).min(self.collection.tokens(b));
        let pair = VerifiedPair { a, b, overlap };
        let found = self.judged(Verified { pair, spliced: None });
        let reaches = self.options.matching.holds(&overlap, tokens);
        Some(if reaches { found } else { JudgedPair { verdict: Verdict::Related, ..found } })
    }

    fn judged(&self, Verified { pair, spliced }: Verified) -> JudgedPair {
        let (a, b) = (self.portrait(pair.a), self.portrait(pair.b));
        let stock = a.stock.as_ref().zip(b.stock.as_ref());
        let discounted = stock.map(|(a, b)| discounted(&pair.overlap, a, b));
        let subjects = a.subject.compare(&b.subject);
        let asked = splice_matters(&self.options.matching, &pair.overlap, subjects);
        let spliced = asked.then(|| spliced.unwrap_or_else(|| self.are_spliced(&pair)));
        self.with_evidence(pair, Evidence { subjects, spliced, aligned: None, discounted })
    }

    /// Whether each of the two is made of what both have and of something else.
    fn are_spliced(&self, pair: &VerifiedPair) -> bool {
        let VerifiedPair { a, b, overlap } = *pair;
        let has_own = |text: DocId, other: DocId| {
            let shingles = self.collection.shingles.get(text.0).unwrap_or_default();
            let other = self.sets.get(other);
            let is_shared = |shingle: u64| other.contains(shingle);
            has_own_stretches(&shingles, is_shared, self.options.shingle.width)
        };
        are_spliced(a, b, &overlap, has_own)
    }

    fn with_evidence(&self, pair: VerifiedPair, evidence: Evidence) -> JudgedPair {
        let tokens = self.collection.tokens(pair.a).min(self.collection.tokens(pair.b));
        let verdict = judge(&self.options.matching, &pair.overlap, tokens, &evidence);
        JudgedPair { pair, evidence, verdict, decision: None }
    }

    /// Judges the pairs of these numbers again, with alignments. Each document is prepared once for all its pairs in a batch.
    fn align_all(&self, mut numbers: Vec<usize>, judged: &mut Pairs) {
        numbers.sort_unstable();
        let mut bytes = 0;
        let batches = numbers.chunk_by(|&at, _| {
            bytes += self.bytes_of(judged.documents_of(at));
            let full = bytes >= self.batch;
            bytes = if full { 0 } else { bytes };
            !full
        });
        let batches: Vec<&[usize]> = batches.collect();
        for batch in batches {
            let pairs: Vec<JudgedPair> = batch.iter().map(|&at| judged.get(at)).collect();
            for (&at, found) in batch.iter().zip(self.aligned(&pairs)) {
                judged.set(at, &found);
            }
        }
    }

    /// The pairs, judged again with their alignments.
    fn aligned(&self, pairs: &[JudgedPair]) -> Vec<JudgedPair> {
        let mut documents: Vec<DocId> =
            pairs.iter().flat_map(|judged| [judged.pair.a, judged.pair.b]).collect();
        documents.sort_unstable();
        documents.dedup();
        let records: Vec<Record<'_>> =
            documents.par_iter().map(|&document| self.collection.record(document)).collect();
        let prepared: Vec<Prepared<'_>> = records
            .par_iter()
            .with_max_len(1)
            .map(|record| Prepared::new(record.text(), self.normalizer.normalize(record.text())))
            .collect();
        let prepared = |document| documents.binary_search(&document).map(|at| &prepared[at]);
        let again = pairs.par_iter().with_max_len(1).map(|judged| {
            match [judged.pair.a, judged.pair.b].map(prepared) {
                [Ok(a), Ok(b)] => {
                    let aligned = Some(aligned(a, b));
                    self.with_evidence(judged.pair, Evidence { aligned, ..judged.evidence })
                }
                _ => *judged,
            }
        });
        again.collect()
    }
}

/// Which of `all` documents stand in a pair.
fn stand(pairs: &Pairs, all: usize) -> Vec<DocId> {
    let mut stands = vec![false; all];
    for (a, b) in pairs.documents() {
        stands[a.index()] = true;
        stands[b.index()] = true;
    }
    (0..all as u32).map(DocId).filter(|document| stands[document.index()]).collect()
}

fn aligned(a: &Prepared<'_>, b: &Prepared<'_>) -> Aligned {
    let Copied { a, b } = copied(a, b);
    let narrow = |(copied, all): (usize, usize)| (copied as u32, all as u32);
    Aligned { a: narrow(a), b: narrow(b) }
}

/// The set phrases of a collection, in documents that stand `alone`. Of many of these some are looked at; their ids choose
/// them, so that another document changes little.
pub(super) fn stock(collection: &Collection, alone: &[u32]) -> Option<Stock> {
    let mut documents = alone.to_vec();
    documents.sort_by_cached_key(|&document| xxh3_64(collection.id(DocId(document)).as_bytes()));
    Stock::find(&collection.shingles, &documents)
}

/// The documents in which phrases are counted, ascending: near copies of one text would make set phrases of its sentences. So
/// of a pair the one with the smaller set stands for both, the earlier one of equals; a text that contains all others
/// stands for none of them. `pairs` are those that candidates gave, so that no decision changes what is counted.
pub(super) fn stand_alone(collection: &Collection, pairs: &[Verified]) -> Vec<u32> {
    let mut alone: Vec<bool> = vec![true; collection.len()];
    for &Verified { pair: VerifiedPair { a, b, overlap }, .. } in pairs {
        let larger = if overlap.a > overlap.b { a } else { b };
        alone[larger.index()] = false;
    }
    let documents = 0..collection.len() as u32;
    let alone =
        |&document: &u32| alone[document as usize] && !collection.is_folded(DocId(document));
    documents.filter(alone).collect()
}
