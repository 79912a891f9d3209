//! Recall measured, not assumed: the true pairs of a sample of documents, found exactly, and how many of them were
//! candidates.

use std::collections::BinaryHeap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use ahash::AHashMap;
use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::Options;
use crate::lsh::CandidatePair;
use crate::report::Audit;
use crate::shingle::ShingleSet;
use crate::sieve::Sieve;
use crate::store::Hashes;
use crate::verify::verify;

/// One document in so many is in the sample.
const SHARE: usize = 100;

/// The least and the most documents in the sample. With 300 pairs found of 300, the interval's lower end is 0.987. The
/// table of a thousand documents falls out of the caches: it took a tenth of a run over 100,000.
const SAMPLE: (usize, usize) = (100, 300);

/// A shingle that more than one in so many of the sampled documents have says little of two texts; how many of these a
/// text has is counted, not which documents share them. Of generated speeches and of laws they are a fifth and a tenth of
/// all, and nine tenths of the looks at documents.
const FREQUENT: usize = 32;

/// So many times the room of others has the sieve of frequent shingles: it passes one other in 180, which counts as frequent
/// too, and is small nevertheless.
const SURER: usize = 4;

/// Of a sampled document that may have more pairs, so many are looked at, chosen by the seed: a family of a hundred
/// thousand has as many pairs with each of its own.
const MOST_PAIRS: usize = 1_000;

/// Compares a sample of the documents, chosen by the seed, with all others. Costs one look at each shingle of the
/// collection in a small table, and the verification of what may share enough with the sample.
pub(super) struct Auditor<'a> {
    texts: &'a Hashes,
    tokens: &'a [u32],
    options: &'a Options,
    sample: Sample,
    /// For each document of the sample.
    chosen: Vec<Chosen>,
}

impl<'a> Auditor<'a> {
    /// Chooses the sample.
    pub(super) fn new(texts: &'a Hashes, tokens: &'a [u32], options: &'a Options) -> Self {
        let sample = Sample::new(texts, tokens, options.seed);
        let chosen = sample.sets.iter().map(|_| Chosen::default()).collect();
        Self { texts, tokens, options, sample, chosen }
    }

    /// Looks at the shingles of a document. Each is to be shown once, in any order.
    pub(super) fn look(&self, document: u32, text: &[u64]) {
        let places = self.sample.possible(text, self.options).into_iter();
        places.for_each(|place| self.chosen[place].offer(document, self.options.seed));
    }

    /// How many of the true pairs of the sample are among the `candidates`, which ascend.
    pub(super) fn finish(self, candidates: &[CandidatePair]) -> Audit {
        let Self { texts, tokens, options, sample, chosen } = self;
        let chosen = chosen.into_iter().enumerate();
        let mut possible: Vec<(u32, usize)> = chosen
            .flat_map(|(place, chosen)| {
                chosen.documents().into_iter().map(move |document| (document, place))
            })
            .filter(|&(document, place)| sample.counts(document, place))
            .collect();
        possible.par_sort_unstable();
        let of_documents: Vec<&[(u32, usize)]> = possible.chunk_by(|x, y| x.0 == y.0).collect();
        let pairs: Vec<CandidatePair> = of_documents
            .into_par_iter()
            .flat_map_iter(|possible| {
                let document = possible[0].0;
                let hashes = texts.get(document).unwrap_or_default().into_owned();
                let set = ShingleSet::new(hashes, tokens[document as usize]);
                sample.pairs(&set, possible, options)
            })
            .collect();
        let found = pairs.iter().filter(|pair| candidates.binary_search(pair).is_ok()).count();
        let documents = sample.sets.len() as u64;
        Audit { documents, pairs: pairs.len() as u64, found: found as u64 }
    }
}

/// The documents that may have a pair with a sampled one: those of the smallest ranks, which hashes give.
struct Chosen {
    /// No document of a larger rank is taken any more.
    limit: AtomicU64,
    ranked: Mutex<BinaryHeap<(u64, u32)>>,
}

impl Default for Chosen {
    fn default() -> Self {
        Self { limit: AtomicU64::new(u64::MAX), ranked: Mutex::default() }
    }
}

impl Chosen {
    /// Whatever the order of offers, the same documents stay.
    fn offer(&self, document: u32, seed: u64) {
        let rank = xxh3_64_with_seed(&document.to_le_bytes(), !seed);
        if rank > self.limit.load(Ordering::Relaxed) {
            return;
        }
        let mut ranked = self.ranked.lock().unwrap_or_else(PoisonError::into_inner);
        ranked.push((rank, document));
        if ranked.len() > MOST_PAIRS {
            ranked.pop();
            let largest = ranked.peek().map_or(u64::MAX, |&(rank, _)| rank);
            self.limit.store(largest, Ordering::Relaxed);
        }
    }

    fn documents(self) -> Vec<u32> {
        let ranked = self.ranked.into_inner().unwrap_or_else(PoisonError::into_inner);
        ranked.into_iter().map(|(_, document)| document).collect()
    }
}

struct Sample {
    /// The sampled documents, ascending, with their sets.
    sets: Vec<(u32, ShingleSet)>,
    /// How many shingles each of them has.
    sizes: Vec<u32>,
    /// Passes their frequent shingles, and of the others those that `shingles` lacks: they count as frequent.
    frequent: Sieve,
    /// How many shingles of each of them it passes.
    frequent_in: Vec<u32>,
    /// For each other one of their shingles where in `places` those documents stand that have it.
    shingles: AHashMap<u64, (u32, u32)>,
    /// Places in `sets`.
    places: Vec<u32>,
    /// Tells the shingles of no sampled document; it fits a core's own cache.
    sieve: Sieve,
}

impl Sample {
    fn new(texts: &Hashes, tokens: &[u32], seed: u64) -> Self {
        let with_shingles = |&document: &u32| texts.count(document) > 0;
        let mut chosen: Vec<u32> = (0..texts.documents()).filter(with_shingles).collect();
        chosen.sort_by_cached_key(|document| xxh3_64_with_seed(&document.to_le_bytes(), seed));
        chosen.truncate((chosen.len() / SHARE).clamp(SAMPLE.0, SAMPLE.1));
        chosen.sort_unstable();
        let set = |&document: &u32| {
            let hashes = texts.get(document)?.into_owned();
            Some((document, ShingleSet::new(hashes, tokens[document as usize])))
        };
        let sets: Vec<(u32, ShingleSet)> = chosen.par_iter().filter_map(set).collect();
        let placed = (0_u32..).zip(&sets);
        let mut placed: Vec<(u64, u32)> = placed
            .flat_map(|(place, (_, set))| set.hashes().iter().map(move |&hash| (hash, place)))
            .collect();
        placed.par_sort_unstable_by_key(|&(hash, _)| hash);
        let all = || placed.chunk_by(|x, y| x.0 == y.0);
        // One document's own shingles are never frequent, however small the sample.
        let is_frequent =
            |shared: &&[(u64, u32)]| shared.len() > 1 && shared.len() * FREQUENT > sets.len();
        let mut frequent = Sieve::new(SURER * all().filter(is_frequent).count());
        all().filter(is_frequent).for_each(|shared| frequent.add(shared[0].0));
        let (mut shingles, mut places) = (AHashMap::new(), Vec::new());
        let (mut frequent_in, mut sieve) = (vec![0; sets.len()], Sieve::new(placed.len()));
        for shared in all() {
            let (hash, start) = (shared[0].0, places.len() as u32);
            if frequent.passes(hash) {
                shared.iter().for_each(|&(_, place)| frequent_in[place as usize] += 1);
            } else {
                places.extend(shared.iter().map(|&(_, place)| place));
                shingles.insert(hash, (start, places.len() as u32));
            }
            sieve.add(hash);
        }
        let sizes = sets.iter().map(|(_, set)| set.hashes().len() as u32).collect();
        Self { sets, sizes, frequent, frequent_in, shingles, places, sieve }
    }

    /// The places of sampled documents that may have a pair with a text.
    fn possible(&self, text: &[u64], options: &Options) -> Vec<usize> {
        let rule = &options.matching;
        let (mut common, mut frequent) = (vec![0_u32; self.sets.len()], 0);
        self.sieve.sift(text, |hash| {
            if self.frequent.passes(hash) {
                frequent += 1;
            } else if let Some(&(start, end)) = self.shingles.get(&hash) {
                let places = &self.places[start as usize..end as usize];
                places.iter().for_each(|&place| common[place as usize] += 1);
            }
        });
        // Upper bounds: repeated shingles count more than once, and frequent ones as if all were shared. A true pair shares
        // this much of the smaller set, which has half of the text's shingles at least unless it only repeats itself.
        let share = rule.threshold.min(rule.containment / 2.0);
        let sizes = self.sizes.iter().zip(&self.frequent_in);
        let places = (0..).zip(common.iter().zip(sizes));
        let enough = places.filter(|&(_, (&common, (&size, &frequent_in)))| {
            let most = common + frequent.min(frequent_in);
            most > 0 && f64::from(most) >= share * f64::from(size.min(text.len() as u32))
        });
        enough.map(|(place, _)| place).collect()
    }

    /// Whether a document and the sampled one at `place` are a pair; pairs within the sample count once.
    fn counts(&self, document: u32, place: usize) -> bool {
        let sampled = self.sets.binary_search_by_key(&document, |&(known, _)| known).is_ok();
        if sampled { self.sets[place].0 < document } else { true }
    }

    /// The true ones among the `possible` pairs of one document.
    fn pairs(
        &self,
        set: &ShingleSet,
        possible: &[(u32, usize)],
        options: &Options,
    ) -> Vec<CandidatePair> {
        let others = possible.iter().map(|&(document, place)| (document, &self.sets[place]));
        others
            .filter(|(_, (_, other))| verify(&options.matching, other, set).is_some())
            .map(|(a, &(b, _))| CandidatePair { a: a.min(b), b: a.max(b) })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shingle::Shingles;
    use crate::verify::MatchRule;

    fn run(texts: &[Shingles], candidates: &[CandidatePair]) -> Audit {
        run_by(&Options::default(), texts, candidates)
    }

    fn run_by(options: &Options, texts: &[Shingles], candidates: &[CandidatePair]) -> Audit {
        let hashes = Hashes::in_memory(texts.iter().map(|text| Some(text.hashes())));
        let tokens: Vec<u32> = texts.iter().map(Shingles::tokens).collect();
        let auditor = Auditor::new(&hashes, &tokens, options);
        let documents = (0..hashes.documents()).into_par_iter();
        documents.for_each(|document| {
            hashes.get(document).into_iter().for_each(|text| auditor.look(document, &text));
        });
        auditor.finish(candidates)
    }

    /// Ten families of five, each member with nine tenths of the family's shingles.
    fn families() -> Vec<Shingles> {
        let member = |family: u64, number: u64| {
            let own = (0..100_u64).filter(move |i| i % 10 != number);
            own.map(move |i| (family * 1_000 + i).wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect()
        };
        (0..50).map(|number| Shingles::from_hashes(member(number / 5, number % 5))).collect()
    }

    proptest! {
        /// Families, set phrases that many texts have, excerpts, and texts that say some things twice; by a rule of which the
        /// threshold, and by one of which the containment asks for less.
        #[test]
        fn every_true_pair_of_the_sample_is_found(
            texts in proptest::collection::vec((0_u64..6, 0_u64..60, 4_u64..80, 0_u64..30, any::<bool>()), 2..60),
            contains in any::<bool>(),
        ) {
            let texts: Vec<Shingles> = texts.into_iter().map(|(family, from, length, phrases, twice)| {
                let own = (from..from + length).map(move |i| family * 1_000 + i);
                let set = own.chain((0..phrases).map(|i| 1_000_000 + i));
                let hashes = set.map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect::<Vec<_>>();
                let again = if twice { hashes.len() / 2 } else { 0 };
                Shingles::from_hashes([&hashes[..], &hashes[..again]].concat())
            }).collect();
            let (threshold, containment) = if contains { (0.9, 0.5) } else { (0.3, 0.8) };
            let matching = MatchRule { threshold, containment, ..MatchRule::default() };
            let sets: Vec<ShingleSet> = texts.iter().map(|text| text.clone().into_set()).collect();
            let all = (0..texts.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
            let naive = all.filter(|&(a, b)| verify(&matching, &sets[a], &sets[b]).is_some());
            // Fewer than a hundred documents are all in the sample.
            let options = Options { matching, ..Options::default() };
            prop_assert_eq!(run_by(&options, &texts, &[]).pairs, naive.count() as u64);
        }
    }

    #[test]
    fn a_giant_family_is_sampled_too() {
        let member = |own: u64| {
            let hashes = (0..60).chain([own + 1_000]);
            Shingles::from_hashes(hashes.map(|i| i.wrapping_mul(0x9e37_79b9_7f4a_7c15)).collect())
        };
        let texts: Vec<Shingles> = (0..3_000).map(member).collect();
        let all = (0..3_000).flat_map(|b| (0..b).map(move |a| CandidatePair { a, b }));
        let mut even: Vec<CandidatePair> = all.filter(|pair| (pair.a + pair.b) % 2 == 0).collect();
        even.sort_unstable();
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
            pool.expect("threads").install(|| run(&texts, &even))
        };
        let Audit { documents, pairs, found } = with(1);
        assert_eq!(with(3), Audit { documents, pairs, found });
        // A hundred documents, a thousand pairs each but for those within the sample; half of them are candidates.
        assert!(documents == 100 && (95_000..=100_000).contains(&pairs), "{documents} {pairs}");
        assert!((0.47..0.53).contains(&(found as f64 / pairs as f64)), "{found} of {pairs}");
    }

    #[test]
    fn what_was_no_candidate_is_counted() {
        let texts = families();
        let pair = |a: u32, b: u32| CandidatePair { a, b };
        let all: Vec<CandidatePair> = (0..50)
            .flat_map(|a| (a + 1..50).map(move |b| pair(a, b)))
            .filter(|pair| pair.a / 5 == pair.b / 5)
            .collect();
        let whole = run(&texts, &all);
        assert_eq!(whole, Audit { documents: 50, pairs: 100, found: 100 });
        let half: Vec<CandidatePair> = all.into_iter().filter(|pair| pair.a < 25).collect();
        assert_eq!(run(&texts, &half).found, 50);
    }
}
