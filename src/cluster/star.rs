//! Splits a component into stars: a medoid and the members that match it.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use ahash::{AHashMap, AHashSet};
use rayon::prelude::*;

use super::{Cluster, Decided, Linked, Node, Ruled, Verify};
use crate::document::DocId;
use crate::verify::{Overlap, VerifiedPair};

/// A component may have so many times its size of documents verified that were no candidates of a medoid; the others are
/// counted. A guard only: a document is near at most once for each halving of its free matches, so that without decisions it
/// takes hundreds of matches a document to come here.
pub(super) const LOOKS: usize = 8;

/// A similarity of 1 in scores.
const UNIT: u64 = 1 << 20;

/// The verified pairs of one component, seen from each of its documents.
pub(super) struct Component<'a> {
    /// Ascending.
    documents: Vec<DocId>,
    /// For each document the size of its set.
    sizes: Vec<u32>,
    /// For each document its matches, ascending by place in `documents`, and how much it has in common with each. There may
    /// be millions.
    matches: Vec<Vec<(u32, u32)>>,
    nodes: &'a [Node],
}

/// What a component was split into, and the matches that were found on the way.
#[derive(Default)]
pub(super) struct Stars {
    pub(super) clusters: Vec<Cluster>,
    pub(super) extra: Vec<VerifiedPair>,
    pub(super) unverified: u64,
    pub(super) unknown: Vec<(DocId, DocId)>,
}

/// The documents that no star has.
struct Free<'c> {
    matches: &'c [Vec<(u32, u32)>],
    is_free: Vec<bool>,
    /// For each document how many of its matches are free.
    beside: Vec<usize>,
}

/// What a component may still verify, and what was seen.
struct Looks {
    left: usize,
    /// For each document the number of the last medoid whose match with it is known, or was asked for.
    seen: Vec<u32>,
    medoids: u32,
}

/// The members of a star in the making, and what they exclude.
#[derive(Default)]
struct Taken {
    members: Vec<(usize, Overlap)>,
    /// The groups of different texts that it has a text of.
    groups: AHashSet<u32>,
}

/// A document as a candidate for medoid, best last: most similar to the others, most copies, longest,
/// smallest id.
type Rank = (u64, u32, u32, Reverse<usize>);

impl<'a> Component<'a> {
    pub(super) fn new(documents: Vec<DocId>, pairs: &[VerifiedPair], nodes: &'a [Node]) -> Self {
        let place: AHashMap<DocId, u32> =
            documents.iter().zip(0..).map(|(&document, place)| (document, place)).collect();
        let placed: Vec<[u32; 2]> =
            pairs.iter().map(|pair| [place[&pair.a], place[&pair.b]]).collect();
        let mut counts = vec![0; documents.len()];
        placed.as_flattened().iter().for_each(|&place| counts[place as usize] += 1);
        let mut sizes = vec![0; documents.len()];
        let mut matches: Vec<Vec<(u32, u32)>> =
            counts.into_iter().map(Vec::with_capacity).collect();
        for (&[a, b], VerifiedPair { overlap, .. }) in placed.iter().zip(pairs) {
            matches[a as usize].push((b, overlap.common));
            matches[b as usize].push((a, overlap.common));
            (sizes[a as usize], sizes[b as usize]) = (overlap.a, overlap.b);
        }
        matches.iter_mut().for_each(|list| list.sort_unstable_by_key(|&(other, _)| other));
        Self { documents, sizes, matches, nodes }
    }

    /// Takes medoid after medoid, each with the documents left that match it. Costs the component's pairs
    /// times a logarithm, and a linear number of further verifications.
    /// `most` of these are made for each document, see [`LOOKS`].
    pub(super) fn split(&self, verify: &Verify<'_>, decided: &Decided<'_>, most: usize) -> Stars {
        let count = self.documents.len();
        let mut free = Free::new(&self.matches);
        let mut score: Vec<u64> = (0..count).map(|place| self.total(place)).collect();
        let mut heap: BinaryHeap<Rank> =
            (0..count).map(|place| self.rank(place, score[place])).collect();
        let mut looks = Looks::new(count, most);
        let mut stars = Stars::default();
        while let Some((ranked, _, _, Reverse(medoid))) = heap.pop() {
            if !free.has(medoid) {
                continue;
            }
            if ranked != score[medoid] {
                heap.push(self.rank(medoid, score[medoid]));
                continue;
            }
            let members = self.star(medoid, &mut free, &mut looks, (verify, decided), &mut stars);
            for place in members.iter().map(|&(place, _)| place).chain([medoid]) {
                for (other, overlap) in self.matches(place) {
                    score[other] -= self.weight(place, &overlap);
                }
            }
            stars.clusters.extend(self.cluster(medoid, &members));
        }
        stars
    }

    /// The documents of `medoid`'s own text, then the free documents that match it, in ascending order, each with all
    /// of its text, if none of them differs by decision from one that was taken before. Those that were no candidates
    /// of it are verified now, as far as the budget goes.
    fn star(
        &self,
        medoid: usize,
        free: &mut Free<'_>,
        looks: &mut Looks,
        (verify, decided): (&Verify<'_>, &Decided<'_>),
        stars: &mut Stars,
    ) -> Vec<(usize, Overlap)> {
        let mut taken = Taken::default();
        free.take(medoid);
        if let Some(text) = decided.rulings.text(self.documents[medoid]) {
            let known = self.with_text(medoid, text, decided, stars);
            taken.take(known.into_iter().flatten(), Some(text), free);
        }
        for (place, overlap) in self.matching(medoid, free, looks, verify, stars) {
            let text = decided.rulings.text(self.documents[place]);
            if !free.has(place) || taken.excludes(text) {
                continue;
            }
            match text {
                None => taken.take([(place, overlap)], None, free),
                Some(ruled) => {
                    let all = self.with_text(medoid, ruled, decided, stars);
                    if let Some(all) = all.into_iter().collect::<Option<Vec<_>>>() {
                        taken.take(all, text, free);
                    }
                }
            }
        }
        taken.members.sort_unstable_by_key(|&(place, _)| place);
        taken.members
    }

    /// The free documents that match `medoid`, ascending. Those that were no candidates of it are verified now, on all
    /// threads, as far as the budget goes, if they are near: at least half of their own free matches are among those found. So a
    /// family that hangs together with another by a single text is not verified against its medoid.
    fn matching(
        &self,
        medoid: usize,
        free: &Free<'_>,
        looks: &mut Looks,
        verify: &Verify<'_>,
        stars: &mut Stars,
    ) -> Vec<(usize, Overlap)> {
        let (documents, a) = (&self.documents, self.documents[medoid]);
        let mut found: Vec<(usize, Overlap)> =
            self.matches(medoid).filter(|&(place, _)| free.has(place)).collect();
        looks.begin(found.iter().map(|&(place, _)| place));
        let given = found.len();
        let (mut wave, mut shared) = (0..given, AHashMap::<usize, usize>::new());
        while !wave.is_empty() {
            let mut beside = Vec::new();
            for (other, _) in found[wave].iter().flat_map(|&(place, _)| self.matches(place)) {
                if free.has(other) && !looks.has_seen(other) {
                    *shared.entry(other).or_default() += 1;
                    beside.push(other);
                }
            }
            beside.retain(|&place| 2 * shared[&place] >= free.beside[place]);
            stars.unverified += looks.take(&mut beside);
            let before = found.len();
            let verified = beside
                .into_par_iter()
                .filter_map(|place| Some((place, verify(a, documents[place])?)));
            found.par_extend(verified);
            wave = before..found.len();
        }
        let pair = |&(place, overlap): &(usize, Overlap)| {
            VerifiedPair::ordered(a, documents[place], overlap)
        };
        stars.extra.extend(found[given..].iter().map(pair));
        found.sort_unstable_by_key(|&(place, _)| place);
        found
    }

    /// All documents of a text but `medoid`, with their overlaps, whether they match it or not; `None` for one whose
    /// overlap is not known.
    fn with_text(
        &self,
        medoid: usize,
        text: &Ruled,
        decided: &Decided<'_>,
        stars: &mut Stars,
    ) -> Vec<Option<(usize, Overlap)>> {
        let places = text.documents.iter().filter_map(|one| self.documents.binary_search(one).ok());
        let places = places.filter(|&place| place != medoid);
        let found = places.map(|place| {
            let known = self.known(medoid, place);
            let overlap = known.or_else(|| self.ask(medoid, place, decided.overlap, stars));
            if overlap.is_none() {
                let (a, b) = (self.documents[medoid], self.documents[place]);
                stars.unknown.push((a.min(b), a.max(b)));
            }
            Some((place, overlap?))
        });
        found.collect()
    }

    /// The overlap of two documents that is not among the given ones.
    fn ask(
        &self,
        medoid: usize,
        place: usize,
        lookup: &Verify<'_>,
        stars: &mut Stars,
    ) -> Option<Overlap> {
        let (a, b) = (self.documents[medoid], self.documents[place]);
        let overlap = lookup(a, b)?;
        stars.extra.push(VerifiedPair::ordered(a, b, overlap));
        Some(overlap)
    }

    fn cluster(&self, medoid: usize, members: &[(usize, Overlap)]) -> Option<Cluster> {
        let representative = self.documents[medoid];
        let alone = members.is_empty() && self.node(medoid).copies < 2;
        let linked = |&(place, overlap): &(usize, Overlap)| Linked {
            document: self.documents[place],
            overlap,
        };
        (!alone).then(|| Cluster { representative, members: members.iter().map(linked).collect() })
    }

    fn node(&self, place: usize) -> Node {
        self.nodes[self.documents[place].index()]
    }

    fn rank(&self, place: usize, score: u64) -> Rank {
        let node = self.node(place);
        (score, node.copies, node.characters, Reverse(place))
    }

    /// The similarity of a document to all that match it, its own copies among them, each counted as often as it has
    /// copies.
    fn total(&self, place: usize) -> u64 {
        let copies = u64::from(self.node(place).copies.saturating_sub(1)) * UNIT;
        copies
            + self.matches(place).map(|(other, overlap)| self.weight(other, &overlap)).sum::<u64>()
    }

    /// The matches of the document at `place`, ascending.
    fn matches(&self, place: usize) -> impl Iterator<Item = (usize, Overlap)> + '_ {
        let overlap = move |&(other, common): &(u32, u32)| {
            (other as usize, self.overlap(place, other as usize, common))
        };
        self.matches[place].iter().map(overlap)
    }

    fn overlap(&self, one: usize, other: usize, common: u32) -> Overlap {
        Overlap { common, a: self.sizes[one], b: self.sizes[other] }
    }

    /// The overlap of two documents, if it was given.
    fn known(&self, one: usize, other: usize) -> Option<Overlap> {
        let matches = &self.matches[one];
        let found = matches.binary_search_by_key(&(other as u32), |&(place, _)| place);
        found.ok().map(|at| self.overlap(one, other, matches[at].1))
    }

    /// What a match with the document at `place` adds to a score: similarity in whole units, so that sums are exact in
    /// any order, times its copies.
    fn weight(&self, place: usize, overlap: &Overlap) -> u64 {
        (overlap.jaccard() * UNIT as f64) as u64 * u64::from(self.node(place).copies)
    }
}

impl<'c> Free<'c> {
    fn new(matches: &'c [Vec<(u32, u32)>]) -> Self {
        let beside = matches.iter().map(Vec::len).collect();
        Self { matches, is_free: vec![true; matches.len()], beside }
    }

    fn has(&self, place: usize) -> bool {
        self.is_free[place]
    }

    fn take(&mut self, place: usize) {
        if std::mem::replace(&mut self.is_free[place], false) {
            self.matches[place].iter().for_each(|&(other, _)| self.beside[other as usize] -= 1);
        }
    }
}

impl Looks {
    fn new(documents: usize, most: usize) -> Self {
        Self { left: most * documents, seen: vec![0; documents], medoids: 0 }
    }

    /// Begins with the next medoid, whose matches are known.
    fn begin(&mut self, matches: impl Iterator<Item = usize>) {
        self.medoids += 1;
        matches.for_each(|place| self.see(place));
    }

    fn see(&mut self, place: usize) {
        self.seen[place] = self.medoids;
    }

    fn has_seen(&self, place: usize) -> bool {
        self.seen[place] == self.medoids
    }

    /// Puts places in ascending order, each once, as many as may still be verified. All are seen then, and how many were left
    /// out is returned.
    fn take(&mut self, places: &mut Vec<usize>) -> u64 {
        places.sort_unstable();
        places.dedup();
        places.iter().for_each(|&place| self.see(place));
        let over = places.len().saturating_sub(self.left);
        places.truncate(self.left);
        self.left -= places.len();
        over as u64
    }
}

impl Taken {
    fn excludes(&self, text: Option<&Ruled>) -> bool {
        text.is_some_and(|text| text.groups.iter().any(|group| self.groups.contains(group)))
    }

    fn take(
        &mut self,
        members: impl IntoIterator<Item = (usize, Overlap)>,
        text: Option<&Ruled>,
        free: &mut Free<'_>,
    ) {
        let before = self.members.len();
        self.members.extend(members);
        self.members[before..].iter().for_each(|&(place, _)| free.take(place));
        self.groups.extend(text.into_iter().flat_map(|text| &text.groups));
    }
}
