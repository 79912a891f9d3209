//! An order in which what is made of a document is used while it is still there.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::lsh::CandidatePair;

/// Puts pairs next to each other whose documents have much the same partners, and those of one second document
/// together: the one with the higher rank becomes the second.
///
/// A document's rank is by the MinHash of itself and its partners (Broder, SEQUENCES 1997), so that a family stands
/// together even where single pairs lead from each family to others.
pub(super) fn by_partners(pairs: &mut [CandidatePair], documents: usize) {
    let hash = |document: u32| xxh3_64(&document.to_le_bytes());
    let mut ranked: Vec<(u64, u32)> =
        (0..documents as u32).map(|document| (hash(document), document)).collect();
    for pair in pairs.iter() {
        let (a, b) = (pair.a as usize, pair.b as usize);
        ranked[a].0 = ranked[a].0.min(hash(pair.b));
        ranked[b].0 = ranked[b].0.min(hash(pair.a));
    }
    ranked.par_sort_unstable();
    let mut rank = vec![0_u32; documents];
    for (place, (_, document)) in (0..).zip(ranked) {
        rank[document as usize] = place;
    }
    let rank = |document: u32| rank[document as usize];
    for pair in pairs.iter_mut().filter(|pair| rank(pair.a) > rank(pair.b)) {
        (pair.a, pair.b) = (pair.b, pair.a);
    }
    pairs.par_sort_unstable_by_key(|pair| (rank(pair.b), rank(pair.a)));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn families_stand_together_though_single_pairs_lead_from_each_to_others() {
        // A hundred families of nine, dealt out over all numbers; one pair leads from each to the next.
        let number = |family: u32, member: u32| member * 100 + family;
        let mut pairs: Vec<CandidatePair> = Vec::new();
        for family in 0..100 {
            let members = (0..9).flat_map(|b| (0..b).map(move |a| (a, b)));
            let own = members.map(|(a, b)| (number(family, a), number(family, b)));
            let next = (number(family, 0), number((family + 1) % 100, 1));
            pairs.extend(own.chain([next]).map(|(a, b)| CandidatePair { a, b }));
        }
        let mut ordered = pairs.clone();
        by_partners(&mut ordered, 900);
        let (mut before, mut after) = (pairs, ordered.clone());
        for pair in after.iter_mut().chain(&mut before) {
            (pair.a, pair.b) = (pair.a.min(pair.b), pair.a.max(pair.b));
        }
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(before, after, "no pair is lost");
        let seconds = ordered.chunk_by(|one, two| one.b == two.b);
        assert!(seconds.count() <= 900, "each document's pairs stand together");
        let family = |pair: &CandidatePair| pair.a % 100;
        let changes = ordered.windows(2).filter(|two| family(&two[0]) != family(&two[1])).count();
        // In an arbitrary order the family changes nearly every time: 3,700 times.
        assert!(changes < 700, "{changes} changes of the family");
    }
}
