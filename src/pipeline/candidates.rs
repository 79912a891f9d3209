//! Which way of finding candidates a collection takes, and what an audit says of it.

use rayon::prelude::*;

use super::audit::audit;
use super::{CandidateMode, Options};
use crate::join::{Join, contained};
use crate::lsh::{self, CandidatePair, Sketch};
use crate::report::{Candidates, Method};
use crate::shingle::Shingles;
use crate::signature::Sketcher;

/// Up to so many shingles the exact join costs about as much as signatures and LSH: its bit sets fit a processor's
/// cache (ARCHITECTURE.md has the figures).
const EXACT_SHINGLES: usize = 8 << 20;

/// The exact join may look at so many pairs for each shingle of the collection, on average, before LSH is cheaper.
const EXACT_PAIRS: u64 = 4;

/// Candidates, and how they were found.
pub(super) struct Found {
    pub(super) pairs: Vec<CandidatePair>,
    pub(super) capped_buckets: u64,
    pub(super) how: Candidates,
}

/// The candidate pairs of `texts`; `None` stands for a document that takes no part.
pub(super) fn find(texts: &[Option<&Shingles>], options: &Options) -> Found {
    match options.candidates {
        CandidateMode::Exact => exact(&Join::new(texts, options.matching)),
        CandidateMode::Lsh => by_lsh(texts, options),
        CandidateMode::Auto => {
            cheap_join(texts, options).map_or_else(|| by_lsh(texts, options), |join| exact(&join))
        }
    }
}

/// The exact join, where it is about as cheap as LSH.
fn cheap_join(texts: &[Option<&Shingles>], options: &Options) -> Option<Join> {
    let shingles: usize = texts.iter().flatten().map(|text| text.hashes().len()).sum();
    if shingles > EXACT_SHINGLES {
        return None;
    }
    let join = Join::new(texts, options.matching);
    (join.cost() <= EXACT_PAIRS * shingles as u64).then_some(join)
}

fn exact(join: &Join) -> Found {
    let how = Candidates { method: Method::Exact, promised_recall: 1.0, audit: None };
    Found { pairs: join.candidates(), capped_buckets: 0, how }
}

fn by_lsh(texts: &[Option<&Shingles>], options: &Options) -> Found {
    let params = options.params();
    let sketcher = Sketcher::new(params.values(), options.seed);
    let sketches: Vec<Option<Sketch>> = texts
        .par_iter()
        .map(|text| Some(Sketch::new(&sketcher.sketch((*text)?.hashes())?, params)))
        .collect();
    let lsh::CandidatePairs { mut pairs, capped_buckets } = lsh::candidates(&sketches, params);
    drop(sketches);
    pairs.extend(contained(texts));
    pairs.par_sort_unstable();
    pairs.dedup();
    let how = Candidates {
        method: Method::Lsh { bands: params.bands as u32, rows: params.rows as u32 },
        promised_recall: options.recall,
        audit: Some(audit(texts, &pairs, options)),
    };
    Found { pairs, capped_buckets, how }
}
