//! An order in which what is made of a document is used while it is still there.

use rayon::prelude::*;
use xxhash_rust::xxh3::xxh3_64;

use crate::lsh::CandidatePair;

/// Documents of a tile, at most: those of two tiles are compared together.
const TILE: u32 = 32;

/// A document with more partners than so many is one of nearly everything in a giant family, or has all others in it.
const HUB: u32 = 4 * TILE;

/// Documents that stand together, a few in each tile.
pub(super) struct Tiles {
    of: Vec<u32>,
}

impl Tiles {
    /// The tiles of a pair's documents.
    pub(super) fn of(&self, pair: &CandidatePair) -> (u32, u32) {
        (self.of[pair.a as usize], self.of[pair.b as usize])
    }
}

/// Puts pairs next to each other whose documents have much the same partners, tile by tile: those of the same two tiles stand
/// together.
///
/// A document's rank is by the MinHash of itself and its partners (Broder, SEQUENCES 1997), so that a family stands
/// together even where single pairs lead from each family to others. A family that would hang over the end of a tile begins a new
/// one. What has very many partners tells nothing of what they have in common, and stands apart: so the pairs of a few such with
/// all others fill their tiles. It stands first: those few are at hand for each tile of the others in turn, and not all others for
/// each tile of the few.
pub(super) fn by_partners(pairs: &mut [CandidatePair], documents: usize) -> Tiles {
    let ranks = ranks(pairs, documents);
    let rank = |document: u32| ranks[document as usize];
    let mut documents = vec![0; ranks.iter().max().map_or(0, |&last| last as usize + 1)];
    (0..).zip(&ranks).for_each(|(document, &rank)| documents[rank as usize] = document);
    for pair in pairs.iter_mut() {
        let (a, b) = (rank(pair.a), rank(pair.b));
        (pair.a, pair.b) = (a.min(b), a.max(b));
    }
    pairs.par_sort_unstable_by_key(|pair| (pair.b / TILE, pair.a / TILE, pair.b, pair.a));
    for pair in pairs.iter_mut() {
        (pair.a, pair.b) = (documents[pair.a as usize], documents[pair.b as usize]);
    }
    Tiles { of: ranks.into_iter().map(|rank| rank / TILE).collect() }
}

/// The rank of each document. Some ranks are nobody's.
fn ranks(pairs: &[CandidatePair], documents: usize) -> Vec<u32> {
    let hash = |document: u32| xxh3_64(&document.to_le_bytes());
    let mut partners = vec![0_u32; documents];
    let both = pairs.iter().flat_map(|pair| [pair.a, pair.b]);
    both.for_each(|document| partners[document as usize] += 1);
    let is_hub = |document: u32| partners[document as usize] > HUB;
    // What has no partner stands behind all others.
    let own =
        |document: u32| if partners[document as usize] > 0 { hash(document) } else { u64::MAX };
    let mut least: Vec<u64> = (0..documents as u32).map(own).collect();
    for pair in pairs {
        for (one, other) in [(pair.a, pair.b), (pair.b, pair.a)] {
            if !is_hub(other) {
                let least = &mut least[one as usize];
                *least = hash(other).min(*least);
            }
        }
    }
    let with_ranks = (0..).zip(least).map(|(document, least)| (!is_hub(document), least, document));
    let mut ranked: Vec<(bool, u64, u32)> = with_ranks.collect();
    ranked.par_sort_unstable();
    let (mut ranks, mut next) = (vec![0; documents], 0_u32);
    for family in ranked.chunk_by(|one, two| (one.0, one.1) == (two.0, two.1)) {
        if next % TILE + family.len() as u32 > TILE {
            next = next.next_multiple_of(TILE);
        }
        for &(.., document) in family {
            ranks[document as usize] = next;
            next += 1;
        }
    }
    ranks
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

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
        let tiles = by_partners(&mut ordered, 900);
        let (mut before, mut after) = (pairs, ordered.clone());
        for pair in after.iter_mut().chain(&mut before) {
            (pair.a, pair.b) = (pair.a.min(pair.b), pair.a.max(pair.b));
        }
        before.sort_unstable();
        after.sort_unstable();
        assert_eq!(before, after, "no pair is lost");
        let mut sizes = BTreeMap::new();
        tiles.of.iter().for_each(|&tile| *sizes.entry(tile).or_insert(0) += 1);
        assert!(sizes.into_values().all(|size| size <= TILE));
        let in_one_tile = ordered.iter().filter(|pair| {
            let (a, b) = tiles.of(pair);
            a == b
        });
        let count = in_one_tile.count();
        assert!(count > 3_400, "{count} of 3,700");
        let family = |pair: &CandidatePair| pair.a % 100;
        let changes = ordered.windows(2).filter(|two| family(&two[0]) != family(&two[1])).count();
        // In an arbitrary order the family changes nearly every time: 3,700 times.
        assert!(changes < 700, "{changes} changes of the family");
    }

    #[test]
    fn pairs_of_the_same_tiles_stand_together_and_those_of_hubs_in_few() {
        // A giant family, in which 40 have all others as partners, and they each other.
        let hub = |number: u32| number.is_multiple_of(25);
        let all = (0..1_000).flat_map(|b| (0..b).map(move |a| CandidatePair { a, b }));
        let mut pairs: Vec<CandidatePair> = all.filter(|pair| hub(pair.a) || hub(pair.b)).collect();
        let tiles = by_partners(&mut pairs, 1_000);
        let blocks: Vec<(u32, u32)> = pairs.iter().map(|pair| tiles.of(pair)).collect();
        let runs = blocks.chunk_by(|one, two| one == two).count();
        assert_eq!(runs, blocks.iter().collect::<BTreeSet<_>>().len());
        let tile = |pair: &CandidatePair| tiles.of(pair).0;
        let first = pairs.iter().map(tile).max();
        assert!(first <= Some(1), "hubs stand first: {first:?}");
        // Anywhere among the others the 40 would be in nearly each of 32 tiles, and their pairs in nearly each of 528 blocks.
        assert!(runs <= 2 * 31 + 3, "{runs}");
    }
}
