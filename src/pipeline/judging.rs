//! From verified pairs to judged ones: the texts are looked at again only for those.

use ahash::AHashSet;
use rayon::prelude::*;

use super::Options;
use super::collect::Collection;
use crate::cluster::Rulings;
use crate::diff::{Copied, Prepared, copied};
use crate::document::DocId;
use crate::judge::{Aligned, Decision, Evidence, SCATTERED, Subject, Subjects, Verdict, judge};
use crate::normalize::Normalizer;
use crate::shingle::ShingleSet;
use crate::stock::{Stock, discounted};
use crate::tokenize::Tokenizer;
use crate::verify::{VerifiedPair, overlap, verify};

/// Alignments for each document that has a pair, on average. An alignment costs about three times what segmenting
/// the document did; more of them are only needed where a collection is full of half-similar texts.
const ALIGNMENTS: usize = 4;

/// Pairs are aligned in batches of about this many bytes of text: enough that a document is rarely prepared twice,
/// little beside the collection.
const BATCH_BYTES: usize = 32 << 20;

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

/// Judges the pairs of a collection.
pub(super) struct Judge<'a> {
    collection: &'a Collection,
    options: &'a Options,
    normalizer: &'a Normalizer,
    /// Of the documents that have pairs.
    subjects: Vec<Option<Subject>>,
    /// The set phrases of the documents that have pairs, where set phrases are known.
    stock: Vec<Option<ShingleSet>>,
}

impl<'a> Judge<'a> {
    /// A judge of `pairs`, and of other pairs among the same documents and those `decided`. Normalizes each of these
    /// documents once more.
    pub(super) fn new(
        collection: &'a Collection,
        options: &'a Options,
        normalizer: &'a Normalizer,
        tokenizer: &Tokenizer,
        stock: Option<&Stock>,
        pairs: &[VerifiedPair],
        decided: &[DocId],
    ) -> Self {
        let mut paired = vec![false; collection.documents.len()];
        decided.iter().for_each(|document| paired[document.index()] = true);
        for pair in pairs {
            paired[pair.a.index()] = true;
            paired[pair.b.index()] = true;
        }
        let subjects = collection
            .documents
            .par_iter()
            .zip(&paired)
            .map(|(document, &paired)| {
                paired.then(|| {
                    let title = normalizer.comparison_text(&document.title);
                    let text = normalizer.comparison_text(&document.text);
                    Subject::new(&title, &text, tokenizer)
                })
            })
            .collect();
        let of_document = |document: u32| {
            let set = collection.set(DocId(document)).filter(|_| paired[document as usize])?;
            Some(stock?.of(set))
        };
        let stock = (0..paired.len() as u32).into_par_iter().map(of_document).collect();
        Self { collection, options, normalizer, subjects, stock }
    }

    /// The pairs with their verdicts, and how many of them would have needed an alignment beyond the budget.
    pub(super) fn all(&self, pairs: &[VerifiedPair]) -> (Vec<JudgedPair>, u64) {
        let mut judged: Vec<JudgedPair> =
            pairs.par_iter().map(|&pair| self.judged(pair, None)).collect();
        let documents = self.subjects.iter().flatten().count();
        let mut doubts = self.doubts(&mut judged);
        let budget = (ALIGNMENTS * documents).min(doubts.len());
        let unaligned = doubts.len() - budget;
        doubts.truncate(budget);
        self.align_all(doubts);
        (judged, unaligned as u64)
    }

    /// The pairs that need an alignment: first one of each document, then a second one of each, and so on, so that no
    /// large family uses up what others need.
    fn doubts<'j>(&self, judged: &'j mut [JudgedPair]) -> Vec<&'j mut JudgedPair> {
        let rule = &self.options.matching;
        let mut turns = vec![0_u32; self.subjects.len()];
        let mut doubts: Vec<(u32, &mut JudgedPair)> = judged
            .iter_mut()
            .filter(|judged| {
                let jaccard = judged.pair.overlap.jaccard();
                judged.evidence.needs_alignment(rule, jaccard) && self.may_match(judged)
            })
            .map(|judged| {
                let turn = &mut turns[judged.pair.a.index()];
                *turn += 1;
                (*turn, judged)
            })
            .collect();
        doubts.sort_by_key(|&(turn, _)| turn);
        doubts.into_iter().map(|(_, judged)| judged).collect()
    }

    /// Whether an alignment could make a match of the pair: where the subjects leave a doubt, most characters of both
    /// sides must be copied, so that one is not much longer than the other. Punctuation, which is no content and is
    /// counted here, gets some room.
    fn may_match(&self, judged: &JudgedPair) -> bool {
        let characters =
            |document: DocId| f64::from(self.collection.nodes[document.index()].characters);
        let (a, b) = (characters(judged.pair.a), characters(judged.pair.b));
        judged.evidence.subjects == Subjects::Same || a.min(b) >= (SCATTERED - 0.1) * a.max(b)
    }

    /// Verifies and judges two documents, without an alignment; `None` if the figures do not reach the rule's.
    pub(super) fn verdict(&self, a: DocId, b: DocId) -> Option<JudgedPair> {
        let set = |document: DocId| self.collection.set(document);
        let overlap = verify(&self.options.matching, set(a)?, set(b)?)?;
        Some(self.judged(VerifiedPair { a, b, overlap }, None))
    }

    /// The exact figures of two documents that have shingle sets, judged without an alignment; they are related where
    /// the figures do not reach the rule's.
    pub(super) fn figures(&self, a: DocId, b: DocId) -> Option<JudgedPair> {
        let overlap = overlap(self.collection.set(a)?, self.collection.set(b)?);
        let tokens = self.collection.tokens(a).min(self.collection.tokens(b));
        let found = self.judged(VerifiedPair { a, b, overlap }, None);
        let reaches = self.options.matching.holds(&overlap, tokens);
        Some(if reaches { found } else { JudgedPair { verdict: Verdict::Related, ..found } })
    }

    fn judged(&self, pair: VerifiedPair, aligned: Option<Aligned>) -> JudgedPair {
        let subject = |document: DocId| self.subjects[document.index()].as_ref();
        let subjects = match (subject(pair.a), subject(pair.b)) {
            (Some(a), Some(b)) => a.compare(b),
            _ => Subjects::Unknown,
        };
        let stock = |document: DocId| self.stock[document.index()].as_ref();
        let discounted =
            stock(pair.a).zip(stock(pair.b)).map(|(a, b)| discounted(&pair.overlap, a, b));
        let evidence = Evidence { subjects, aligned, discounted };
        let tokens = self.collection.tokens(pair.a).min(self.collection.tokens(pair.b));
        let verdict = judge(&self.options.matching, &pair.overlap, tokens, &evidence);
        JudgedPair { pair, evidence, verdict, decision: None }
    }

    /// Judges pairs again, with alignments. Each document is prepared once for all its pairs in a batch.
    fn align_all(&self, mut pairs: Vec<&mut JudgedPair>) {
        pairs.sort_unstable_by_key(|judged| (judged.pair.a, judged.pair.b));
        let mut bytes = 0;
        let batches = pairs.chunk_by_mut(|judged, _| {
            bytes += self.text(judged.pair.a).len() + self.text(judged.pair.b).len();
            let full = bytes >= BATCH_BYTES;
            bytes = if full { 0 } else { bytes };
            !full
        });
        for batch in batches {
            let mut documents: Vec<DocId> =
                batch.iter().flat_map(|judged| [judged.pair.a, judged.pair.b]).collect();
            documents.sort_unstable();
            documents.dedup();
            let prepared: Vec<Prepared<'_>> = documents
                .par_iter()
                .map(|&document| self.text(document))
                .map(|text| Prepared::new(text, self.normalizer.normalize(text)))
                .collect();
            let prepared = |document| documents.binary_search(&document).map(|at| &prepared[at]);
            batch.par_iter_mut().for_each(|judged| {
                if let (Ok(a), Ok(b)) = (prepared(judged.pair.a), prepared(judged.pair.b)) {
                    **judged = self.judged(judged.pair, Some(aligned(a, b)));
                }
            });
        }
    }

    fn text(&self, document: DocId) -> &str {
        &self.collection.documents[document.index()].text
    }
}

fn aligned(a: &Prepared<'_>, b: &Prepared<'_>) -> Aligned {
    let Copied { a, b, spliced } = copied(a, b);
    let narrow = |(copied, all): (usize, usize)| (copied as u32, all as u32);
    Aligned { a: narrow(a), b: narrow(b), spliced }
}

/// The set phrases of a collection. Documents that have a pair with an earlier one do not count: near copies would.
pub(super) fn stock(collection: &Collection, pairs: &[VerifiedPair]) -> Option<Stock> {
    let later: AHashSet<DocId> = pairs.iter().map(|pair| pair.b).collect();
    let texts: Vec<&[u64]> = (0..)
        .zip(collection.hashes())
        .filter(|(document, _)| !later.contains(&DocId(*document)))
        .filter_map(|(_, hashes)| hashes)
        .collect();
    Stock::find(&texts)
}
