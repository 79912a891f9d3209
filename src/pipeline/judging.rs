//! From verified pairs to judged ones: the texts are looked at again only for those.

use std::sync::Arc;

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use super::collection::{Collection, Record};
use super::kept::Kept;
use super::sets::Sets;
use super::{Options, Resources};
use crate::cluster::Rulings;
use crate::diff::{Copied, Prepared, copied};
use crate::document::DocId;
use crate::judge::{
    Aligned, Decision, Evidence, SCATTERED, Subject, Verdict, has_own_stretches, judge,
    needs_alignment, splice_matters,
};
use crate::normalize::Normalizer;
use crate::shingle::ShingleSet;
use crate::stock::{Stock, discounted};
use crate::tokenize::Tokenizer;
use crate::verify::{VerifiedPair, overlap, verify};

/// Alignments for each document that has a pair, on average. An alignment costs about what segmenting the
/// document did; more of them are only needed where a collection is full of half-similar texts.
const ALIGNMENTS: usize = 4;

/// The list of pairs, the largest of a run, has room for one more for each so many, since clustering finds some: it would
/// stand in memory twice while it grows. Room that is not used takes none.
const ADDED: usize = 8;

/// A verified pair with all that is known of it.
#[derive(Clone, Copy, Debug)]
pub(super) struct JudgedPair {
    pub(super) pair: VerifiedPair,
    pub(super) evidence: Evidence,
    /// What it was judged to be by figures and evidence, or what a decision makes of that.
    pub(super) verdict: Verdict,
    pub(super) decision: Option<Decision>,
}

impl JudgedPair {
    /// The pair as decisions have it.
    pub(super) fn ruled(self, rulings: &Rulings) -> Self {
        match rulings.decision(self.pair.a, self.pair.b) {
            None => self,
            Some(decision) => {
                let verdict = decision.rule(self.verdict);
                Self { verdict, decision: Some(decision), ..self }
            }
        }
    }
}

/// What is looked at to judge a pair, beside its shingles.
#[derive(Debug)]
struct Portrait {
    subject: Subject,
    /// Its set phrases, where those of the collection are known.
    stock: Option<ShingleSet>,
}

impl Portrait {
    /// About how many bytes it takes.
    fn bytes(&self) -> usize {
        self.subject.bytes() + self.stock.as_ref().map_or(0, |stock| 8 * stock.hashes().len())
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
    aligned: usize,
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
        let aligned = resources.aligned();
        Self { collection, options, normalizer, tokenizer, sets, stock, portraits, aligned }
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
    pub(super) fn all(&self, pairs: &[VerifiedPair]) -> (Vec<JudgedPair>, u64) {
        let mut judged = Vec::with_capacity(pairs.len() + pairs.len() / ADDED);
        judged.par_extend(pairs.par_iter().map(|&pair| self.judged(pair)));
        let mut doubts = self.doubts(&mut judged);
        let budget = (ALIGNMENTS * documents(pairs, self.collection.len())).min(doubts.len());
        let unaligned = doubts.len() - budget;
        doubts.truncate(budget);
        self.align_all(doubts);
        (judged, unaligned as u64)
    }

    /// The pairs that need an alignment, with their places: first one of each document, then a second one of each, and
    /// so on, so that no large family uses up what others need.
    fn doubts<'j>(&self, judged: &'j mut [JudgedPair]) -> Vec<(usize, &'j mut JudgedPair)> {
        let mut doubts: Vec<(usize, &mut JudgedPair)> =
            judged.iter_mut().enumerate().filter(|(_, judged)| self.may_match(judged)).collect();
        doubts.par_sort_unstable_by_key(|(_, judged)| (judged.pair.a, judged.pair.b));
        let mut turns = vec![0_u32; self.collection.len()];
        doubts.sort_by_cached_key(|(_, judged)| {
            let turn = &mut turns[judged.pair.a.index()];
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
        Some(self.judged(VerifiedPair { a, b, overlap }))
    }

    /// The exact figures of two documents, judged without an alignment; they are related where the figures do not reach
    /// the rule's.
    pub(super) fn figures(&self, a: DocId, b: DocId) -> Option<JudgedPair> {
        let overlap = overlap(&self.sets.get(a), &self.sets.get(b));
        let tokens = self.collection.tokens(a).min(self.collection.tokens(b));
        let found = self.judged(VerifiedPair { a, b, overlap });
        let reaches = self.options.matching.holds(&overlap, tokens);
        Some(if reaches { found } else { JudgedPair { verdict: Verdict::Related, ..found } })
    }

    fn judged(&self, pair: VerifiedPair) -> JudgedPair {
        let (a, b) = (self.portrait(pair.a), self.portrait(pair.b));
        let stock = a.stock.as_ref().zip(b.stock.as_ref());
        let discounted = stock.map(|(a, b)| discounted(&pair.overlap, a, b));
        let subjects = a.subject.compare(&b.subject);
        let asked = splice_matters(&self.options.matching, &pair.overlap, subjects);
        let spliced = asked.then(|| self.are_spliced(&pair));
        self.with_evidence(pair, Evidence { subjects, spliced, aligned: None, discounted })
    }

    /// Whether each of the two is made of what both have and of something else.
    fn are_spliced(&self, pair: &VerifiedPair) -> bool {
        let VerifiedPair { a, b, overlap } = *pair;
        let has_own = |text: DocId, other: DocId| {
            let shingles = self.collection.shingles.get(text.0).unwrap_or_default();
            has_own_stretches(&shingles, &self.sets.get(other), self.options.shingle.width)
        };
        // The one that is contained more hardly ever has any.
        let (first, second) = if overlap.a < overlap.b { (a, b) } else { (b, a) };
        has_own(first, second) && has_own(second, first)
    }

    fn with_evidence(&self, pair: VerifiedPair, evidence: Evidence) -> JudgedPair {
        let tokens = self.collection.tokens(pair.a).min(self.collection.tokens(pair.b));
        let verdict = judge(&self.options.matching, &pair.overlap, tokens, &evidence);
        JudgedPair { pair, evidence, verdict, decision: None }
    }

    /// Judges pairs again, with alignments. Each document is prepared once for all its pairs in a batch.
    fn align_all(&self, mut pairs: Vec<(usize, &mut JudgedPair)>) {
        pairs.sort_unstable_by_key(|&(place, _)| place);
        let mut bytes = 0;
        let batches = pairs.chunk_by_mut(|(_, judged), _| {
            let of = |document: DocId| self.collection.entries[document.index()].record.len();
            bytes += of(judged.pair.a) + of(judged.pair.b);
            let full = bytes >= self.aligned;
            bytes = if full { 0 } else { bytes };
            !full
        });
        for batch in batches {
            let mut documents: Vec<DocId> =
                batch.iter().flat_map(|(_, judged)| [judged.pair.a, judged.pair.b]).collect();
            documents.sort_unstable();
            documents.dedup();
            let records: Vec<Record<'_>> =
                documents.par_iter().map(|&document| self.collection.record(document)).collect();
            let prepared: Vec<Prepared<'_>> = records
                .par_iter()
                .map(|record| {
                    Prepared::new(record.text(), self.normalizer.normalize(record.text()))
                })
                .collect();
            let prepared = |document| documents.binary_search(&document).map(|at| &prepared[at]);
            batch.par_iter_mut().for_each(|(_, judged)| {
                if let (Ok(a), Ok(b)) = (prepared(judged.pair.a), prepared(judged.pair.b)) {
                    let aligned = Some(aligned(a, b));
                    let evidence = Evidence { aligned, ..judged.evidence };
                    **judged = self.with_evidence(judged.pair, evidence);
                }
            });
        }
    }
}

/// How many of `all` documents stand in a pair.
fn documents(pairs: &[VerifiedPair], all: usize) -> usize {
    let mut stands = vec![false; all];
    for pair in pairs {
        stands[pair.a.index()] = true;
        stands[pair.b.index()] = true;
    }
    stands.into_iter().filter(|&stands| stands).count()
}

fn aligned(a: &Prepared<'_>, b: &Prepared<'_>) -> Aligned {
    let Copied { a, b } = copied(a, b);
    let narrow = |(copied, all): (usize, usize)| (copied as u32, all as u32);
    Aligned { a: narrow(a), b: narrow(b) }
}

/// The set phrases of a collection. Documents that have a pair with an earlier one do not count: near copies would. Of
/// many documents some are looked at; their ids choose them, so that another document changes little.
pub(super) fn stock(collection: &Collection, pairs: &[VerifiedPair]) -> Option<Stock> {
    let mut counts: Vec<bool> = vec![true; collection.len()];
    pairs.iter().for_each(|pair| counts[pair.b.index()] = false);
    let counts =
        |&document: &u32| counts[document as usize] && !collection.is_folded(DocId(document));
    let mut documents: Vec<u32> = (0..collection.len() as u32).filter(counts).collect();
    documents.sort_by_cached_key(|&document| xxh3_64(collection.id(DocId(document)).as_bytes()));
    Stock::find(&collection.shingles, &documents)
}
