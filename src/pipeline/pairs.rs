//! Judged pairs, the largest list of a run: 24 bytes each.

use ahash::AHashMap;
use rayon::prelude::*;

use crate::cluster::Rulings;
use crate::document::DocId;
use crate::judge::{Aligned, Decision, Evidence, Subjects, Verdict};
use crate::verify::{Overlap, VerifiedPair};

/// A verified pair with all that is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
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

/// Judged pairs. What is the same in all pairs of a document stands here once, and what few pairs have, beside them.
#[derive(Debug)]
pub(super) struct Pairs {
    rows: Vec<Row>,
    /// For each document.
    sizes: Vec<Sizes>,
    aligned: AHashMap<(DocId, DocId), Aligned>,
}

/// A pair as it is kept.
#[derive(Clone, Copy, Debug)]
struct Row {
    a: DocId,
    b: DocId,
    /// Shingles that both have.
    common: u32,
    /// The same without set phrases, or [`UNKNOWN`].
    own: u32,
    subjects: Subjects,
    spliced: Option<bool>,
    verdict: Verdict,
    decision: Option<Decision>,
    is_aligned: bool,
}

/// The shingles of a document, and those that are no set phrases.
#[derive(Clone, Copy, Debug)]
struct Sizes {
    all: u32,
    own: u32,
}

/// No set has so many shingles: a text has at most 2³² bytes.
const UNKNOWN: u32 = u32::MAX;

impl Row {
    fn documents(&self) -> (DocId, DocId) {
        (self.a, self.b)
    }
}

impl Pairs {
    /// No pairs yet of so many documents, and room for `most` of them.
    pub(super) fn new(documents: usize, most: usize) -> Self {
        let unknown = Sizes { all: UNKNOWN, own: UNKNOWN };
        Self {
            rows: Vec::with_capacity(most),
            sizes: vec![unknown; documents],
            aligned: AHashMap::new(),
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// Takes the sizes of the sets from a pair: whether they are those that other pairs of its documents have.
    pub(super) fn learn(&mut self, judged: &JudgedPair) -> bool {
        let JudgedPair { pair: VerifiedPair { a, b, overlap }, evidence, .. } = *judged;
        let own = evidence.discounted;
        let sides = [(a, overlap.a, own.map(|own| own.a)), (b, overlap.b, own.map(|own| own.b))];
        sides.into_iter().all(|(document, all, own)| {
            let sizes = &mut self.sizes[document.index()];
            agree(&mut sizes.all, all) && own.is_none_or(|own| agree(&mut sizes.own, own))
        })
    }

    /// Adds a pair, whose sets have the sizes that they have in all pairs of its documents.
    pub(super) fn push(&mut self, judged: &JudgedPair) {
        let agrees = self.learn(judged);
        debug_assert!(agrees, "the set of a document has one size: {judged:?}");
        let row = self.row(judged);
        self.rows.push(row);
    }

    pub(super) fn extend(&mut self, all: &[JudgedPair]) {
        self.rows.reserve_exact(all.len());
        all.iter().for_each(|judged| self.push(judged));
    }

    /// Puts what is known now in the place of the pair number `at`, of the same documents.
    pub(super) fn set(&mut self, at: usize, judged: &JudgedPair) {
        self.rows[at] = self.row(judged);
    }

    fn row(&mut self, judged: &JudgedPair) -> Row {
        let JudgedPair { pair: VerifiedPair { a, b, overlap }, evidence, verdict, decision } =
            *judged;
        let Evidence { subjects, spliced, aligned, discounted } = evidence;
        if let Some(aligned) = aligned {
            self.aligned.insert((a, b), aligned);
        }
        let own = discounted.map_or(UNKNOWN, |own| own.common);
        let is_aligned = aligned.is_some();
        Row { a, b, common: overlap.common, own, subjects, spliced, verdict, decision, is_aligned }
    }

    /// The pair number `at`.
    pub(super) fn get(&self, at: usize) -> JudgedPair {
        self.judged(&self.rows[at])
    }

    fn judged(&self, row: &Row) -> JudgedPair {
        let &Row { a, b, common, own, subjects, spliced, verdict, decision, is_aligned } = row;
        let [of_a, of_b] = [a, b].map(|document| self.sizes[document.index()]);
        let overlap = Overlap { common, a: of_a.all, b: of_b.all };
        let without = Overlap { common: own, a: of_a.own, b: of_b.own };
        let discounted = (own != UNKNOWN).then_some(without);
        let aligned = if is_aligned { self.aligned.get(&(a, b)).copied() } else { None };
        let evidence = Evidence { subjects, spliced, aligned, discounted };
        JudgedPair { pair: VerifiedPair { a, b, overlap }, evidence, verdict, decision }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = JudgedPair> + '_ {
        self.rows.iter().map(|row| self.judged(row))
    }

    /// The documents of each pair.
    pub(super) fn documents(&self) -> impl Iterator<Item = (DocId, DocId)> + '_ {
        self.rows.iter().map(Row::documents)
    }

    /// The documents of the pair number `at`.
    pub(super) fn documents_of(&self, at: usize) -> (DocId, DocId) {
        self.rows[at].documents()
    }

    /// How many were judged to be this, or decided.
    pub(super) fn count(&self, verdict: Verdict) -> u64 {
        self.rows.iter().filter(|row| row.verdict == verdict).count() as u64
    }

    /// Follows decisions.
    pub(super) fn rule(&mut self, rulings: &Rulings) {
        self.rows.par_iter_mut().for_each(|row| {
            if let Some(decision) = rulings.decision(row.a, row.b) {
                (row.verdict, row.decision) = (decision.rule(row.verdict), Some(decision));
            }
        });
    }

    /// Puts them in ascending order, each once: of equal ones that which was aligned.
    pub(super) fn sort(&mut self) {
        self.rows.par_sort_unstable_by_key(|row| (row.documents(), !row.is_aligned));
        self.rows.dedup_by_key(|row| row.documents());
    }

    /// What is known of two documents; the overlap is seen from `a`. The pairs must ascend.
    pub(super) fn find(&self, a: DocId, b: DocId) -> Option<JudgedPair> {
        let at = self.rows.binary_search_by_key(&(a.min(b), a.max(b)), Row::documents).ok()?;
        let found = self.get(at);
        let overlap = if a < b { found.pair.overlap } else { found.pair.overlap.swapped() };
        Some(JudgedPair { pair: VerifiedPair { a, b, overlap }, ..found })
    }
}

/// Takes a size that is not known yet; whether it is the one that is known.
fn agree(known: &mut u32, size: u32) -> bool {
    if *known == UNKNOWN {
        *known = size;
    }
    *known == size && size != UNKNOWN
}

#[cfg(test)]
impl Pairs {
    pub(super) fn of(documents: usize, all: &[JudgedPair]) -> Self {
        let mut pairs = Self::new(documents, 0);
        pairs.extend(all);
        pairs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DOCUMENTS: u32 = 6;

    /// A pair of sets with 10 shingles each and one more for each document before them, of which two are set phrases.
    fn judged() -> impl Strategy<Value = JudgedPair> {
        let subjects = prop::sample::select(Subjects::ALL.to_vec());
        let verdicts = [Verdict::Match, Verdict::SameTemplate, Verdict::Related];
        let verdict = prop::sample::select(verdicts.to_vec());
        let decision = prop::sample::select(vec![None, Some(Decision::Same)]);
        let documents = (0..DOCUMENTS - 1).prop_flat_map(|a| (Just(a), a + 1..DOCUMENTS));
        let commons = (0..9_u32, any::<bool>(), prop::option::of(0..9_u32));
        (documents, commons, prop::option::of(any::<bool>()), subjects, verdict, decision).prop_map(
            |((a, b), (common, discounts, copied), spliced, subjects, verdict, decision)| {
                let overlap = Overlap { common, a: 10 + a, b: 10 + b };
                let own = Overlap { common: common / 2, a: 8 + a, b: 8 + b };
                JudgedPair {
                    pair: VerifiedPair { a: DocId(a), b: DocId(b), overlap },
                    evidence: Evidence {
                        subjects,
                        spliced,
                        aligned: copied.map(|copied| Aligned { a: (copied, 9), b: (copied, 9) }),
                        discounted: discounts.then_some(own),
                    },
                    verdict,
                    decision,
                }
            },
        )
    }

    proptest! {
        #[test]
        fn what_goes_in_comes_out(all in prop::collection::vec(judged(), 0..9)) {
            // What an alignment found is known once for a pair.
            let mut seen = AHashMap::new();
            let all: Vec<JudgedPair> = all
                .into_iter()
                .map(|mut one| {
                    let aligned = &mut one.evidence.aligned;
                    let key = (one.pair.a, one.pair.b);
                    *aligned = aligned.map(|found| *seen.entry(key).or_insert(found));
                    one
                })
                .collect();
            let mut pairs = Pairs::of(DOCUMENTS as usize, &all);
            prop_assert_eq!(pairs.iter().collect::<Vec<_>>(), all.clone());
            pairs.sort();
            let places: Vec<_> = pairs.documents().collect();
            prop_assert!(places.is_sorted_by(|one, two| one < two));
            for a in (0..DOCUMENTS).map(DocId) {
                for b in (0..DOCUMENTS).map(DocId) {
                    let of = |one: &&JudgedPair| (one.pair.a, one.pair.b) == (a.min(b), a.max(b));
                    let aligned = all.iter().filter(of).any(|one| one.evidence.aligned.is_some());
                    let Some(mut found) = pairs.find(a, b) else {
                        prop_assert!(all.iter().all(|one| !of(&one)));
                        continue;
                    };
                    prop_assert_eq!(found.evidence.aligned.is_some(), aligned);
                    if a > b {
                        let VerifiedPair { a, b, overlap } = found.pair;
                        found.pair = VerifiedPair { a: b, b: a, overlap: overlap.swapped() };
                    }
                    prop_assert!(all.contains(&found));
                }
            }
        }
    }

    #[test]
    fn a_pair_takes_24_bytes() {
        assert_eq!(size_of::<Row>(), 24);
    }

    #[test]
    fn a_set_with_two_sizes_is_told() {
        let pair = |a: u32, size: u32| JudgedPair {
            pair: VerifiedPair {
                a: DocId(a),
                b: DocId(2),
                overlap: Overlap { common: 1, a: 5, b: size },
            },
            evidence: Evidence {
                subjects: Subjects::Same,
                spliced: None,
                aligned: None,
                discounted: None,
            },
            verdict: Verdict::Match,
            decision: None,
        };
        let mut pairs = Pairs::new(3, 0);
        assert!(pairs.learn(&pair(0, 7)) && pairs.learn(&pair(1, 7)) && !pairs.learn(&pair(1, 8)));
        assert!(!Pairs::new(3, 0).learn(&pair(0, UNKNOWN)));
    }
}
