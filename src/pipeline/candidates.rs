//! Which way of finding candidates a collection takes, and what an audit says of it.

use std::io;

use rayon::prelude::*;

use super::audit::Auditor;
use super::{CandidateMode, Options, Resources};
use crate::join::{Contained, Join, Room, Samples, sampled};
use crate::lsh::{self, CandidatePair, Sketches};
use crate::report::{Candidates, Method};
use crate::signature::{Signature, Sketcher};
use crate::store::Hashes;

/// Up to so many shingles the exact join costs no more than half a second beyond signatures and LSH (ARCHITECTURE.md has the
/// figures), and nothing is lost.
const EXACT_SHINGLES: usize = 4 << 20;

/// The exact join may look at so many pairs for each shingle of the collection, on average, before LSH is cheaper.
const EXACT_PAIRS: u64 = 4;

/// Documents that are signed before their sketches are put together: enough for all threads.
const SIGNED_AT_ONCE: u32 = 4_096;

/// Of these a thread takes so many: little enough that none waits long for the last.
const SIGNED_TOGETHER: usize = 32;

/// A document's signature and its sampled shingles.
type Signed = (Option<Signature>, Vec<u64>);

/// Candidates, and how they were found.
pub(super) struct Found {
    pub(super) pairs: Vec<CandidatePair>,
    pub(super) capped_buckets: u64,
    pub(super) capped_documents: u64,
    pub(super) how: Candidates,
}

/// Finds the candidate pairs of documents with these shingles and so many tokens each.
pub(super) struct Finder<'a> {
    pub(super) texts: &'a Hashes,
    pub(super) tokens: &'a [u32],
    pub(super) options: &'a Options,
    pub(super) resources: &'a Resources,
}

impl Finder<'_> {
    /// # Errors
    ///
    /// Those of temporary files.
    pub(super) fn find(&self) -> io::Result<Found> {
        let join = match self.options.candidates {
            CandidateMode::Exact => Some(self.join()?),
            CandidateMode::Lsh => None,
            CandidateMode::Auto => self.cheap_join()?,
        };
        match join {
            Some(join) => Ok(exact(&join)),
            None => self.by_lsh(),
        }
    }

    fn join(&self) -> io::Result<Join> {
        Join::new(self.texts, self.options.matching, &self.room())
    }

    /// The exact join, where it is about as cheap as LSH.
    fn cheap_join(&self) -> io::Result<Option<Join>> {
        let shingles = self.texts.total();
        if shingles > EXACT_SHINGLES {
            return Ok(None);
        }
        let join = self.join()?;
        Ok((join.cost() <= EXACT_PAIRS * shingles as u64).then_some(join))
    }

    fn room(&self) -> Room {
        let folder = self.resources.temp_dir.clone();
        Room { shingles: self.resources.joined(), folder }
    }

    fn by_lsh(&self) -> io::Result<Found> {
        let options = self.options;
        let auditor = Auditor::new(self.texts, self.tokens, options);
        let (sketches, samples) = self.sketches(&auditor)?;
        let lsh::CandidatePairs { mut pairs, capped_buckets } = lsh::candidates(&sketches);
        drop(sketches);
        let Contained { pairs: contained, capped } =
            samples.contained(options.matching.containment)?;
        pairs.extend(contained);
        pairs.par_sort_unstable();
        pairs.dedup();
        let params = options.params();
        let how = Candidates {
            method: Method::Lsh { bands: params.bands as u32, rows: params.rows as u32 },
            promised_recall: options.recall,
            audit: Some(auditor.finish(&pairs)),
        };
        Ok(Found { pairs, capped_buckets, capped_documents: capped, how })
    }

    /// The sketches of all documents, and their sampled shingles. What there is to see in the shingles of a document is
    /// looked at here, where they are at hand: they may be in a file.
    fn sketches(&self, auditor: &Auditor<'_>) -> io::Result<(Sketches, Samples)> {
        let params = self.options.params();
        let sketcher = Sketcher::new(params.values(), self.options.seed);
        let documents = self.texts.documents();
        let mut sketches = Sketches::new(params, documents as usize);
        let mut samples = Samples::new(self.texts.total(), &self.room());
        let sign = |document: u32| -> Option<Signed> {
            let hashes = self.texts.get(document)?;
            auditor.look(document, &hashes);
            Some((sketcher.sketch(&hashes), sampled(&hashes)))
        };
        let mut push = |signed: Vec<Option<Signed>>| {
            signed.into_iter().try_for_each(|signed| {
                let (signature, sampled) = signed.unwrap_or_default();
                sketches.push(signature.as_ref());
                samples.push(&sampled)
            })
        };
        let mut signed = Vec::new();
        for start in (0..documents).step_by(SIGNED_AT_ONCE as usize) {
            let end = documents.min(start + SIGNED_AT_ONCE);
            // One thread puts together while the others sign.
            let (next, pushed) = rayon::join(
                || (start..end).into_par_iter().with_max_len(SIGNED_TOGETHER).map(sign).collect(),
                || push(std::mem::take(&mut signed)),
            );
            pushed?;
            signed = next;
        }
        push(signed)?;
        Ok((sketches, samples))
    }
}

fn exact(join: &Join) -> Found {
    let how = Candidates { method: Method::Exact, promised_recall: 1.0, audit: None };
    Found { pairs: join.candidates(), capped_buckets: 0, capped_documents: 0, how }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use xxhash_rust::xxh3::xxh3_64_with_seed;

    use super::*;
    use crate::lsh::MAX_BUCKET;

    /// Numbers that `seed` decides.
    struct Random {
        seed: u64,
        drawn: u64,
    }

    impl Random {
        fn next(&mut self) -> u64 {
            self.drawn += 1;
            xxh3_64_with_seed(&self.drawn.to_le_bytes(), self.seed)
        }

        fn within(&mut self, range: std::ops::Range<usize>) -> usize {
            range.start + self.next() as usize % range.len()
        }

        fn hashes(&mut self, count: usize) -> Vec<u64> {
            (0..count).map(|_| self.next()).collect()
        }
    }

    /// Texts, of which some quote one, and excerpts of them that are up to a fifth their own, or a little more.
    fn texts(seed: u64) -> Vec<Vec<u64>> {
        let mut random = Random { seed, drawn: 0 };
        let quoted = random.hashes(150);
        let mut texts: Vec<Vec<u64>> = Vec::new();
        for number in 0..24 {
            let size = random.within(600..1_200);
            let quote = if number < 16 { quoted.clone() } else { Vec::new() };
            texts.push([random.hashes(size), quote].concat());
        }
        for _ in 0..40 {
            // From 60 tokens on.
            let size = 58 + random.within(0..300) * random.within(0..300) / 300;
            let own = size * random.within(0..23) / 100;
            let whole = random.within(0..24);
            let from = random.within(0..texts[whole].len() - size);
            let excerpt = texts[whole][from..from + size - own].to_vec();
            texts.push([excerpt, random.hashes(own)].concat());
        }
        texts
    }

    /// The pairs of which one contains four fifths of the other, by a look at all of them.
    fn naive(texts: &[Vec<u64>]) -> Vec<CandidatePair> {
        let sets: Vec<BTreeSet<u64>> =
            texts.iter().map(|text| text.iter().copied().collect()).collect();
        let mut found = Vec::new();
        for (b, y) in (0..).zip(&sets) {
            for (a, x) in (0..b).zip(&sets) {
                let common = x.intersection(y).count();
                if 10 * common >= 8 * x.len().min(y.len()) {
                    found.push(CandidatePair { a, b });
                }
            }
        }
        found
    }

    #[test]
    fn of_texts_that_others_contain_nearly_all_are_found() {
        let (mut all, mut lost) = (0, 0);
        for seed in 0..8 {
            let texts = texts(seed);
            let mut stand: BTreeMap<u64, usize> = BTreeMap::new();
            texts.iter().flatten().for_each(|&hash| *stand.entry(hash).or_default() += 1);
            assert!(stand.values().all(|&count| count <= MAX_BUCKET), "nothing is capped");
            let tokens: Vec<u32> = texts.iter().map(|text| text.len() as u32 + 2).collect();
            let options = Options { candidates: CandidateMode::Lsh, ..Options::default() };
            let hashes = Hashes::in_memory(texts.iter().map(|text| Some(text.as_slice())));
            let resources = Resources::new(std::env::temp_dir());
            let finder = Finder {
                texts: &hashes,
                tokens: &tokens,
                options: &options,
                resources: &resources,
            };
            let found = finder.find().expect("memory").pairs;
            let expected = naive(&texts);
            all += expected.len();
            lost += expected.iter().filter(|pair| found.binary_search(pair).is_err()).count();
        }
        assert!(all > 400, "{all} pairs are too few to judge by");
        assert!(100 * lost <= all, "{lost} of {all}");
    }
}
