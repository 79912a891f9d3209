//! Exact similarity of two shingle sets: the only source of figures in a report.

mod together;

use crate::document::DocId;
use crate::shingle::ShingleSet;
pub use together::Together;

/// The exact overlap of two sets, in shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Shingles in both sets.
    pub common: u32,
    /// Shingles in the set of A.
    pub a: u32,
    /// Shingles in the set of B.
    pub b: u32,
}

impl Overlap {
    /// |A∩B| / |A∪B|, 0..=1; 0 when both sets are empty.
    pub fn jaccard(&self) -> f64 {
        let union = u64::from(self.a) + u64::from(self.b) - u64::from(self.common);
        if union == 0 { 0.0 } else { f64::from(self.common) / union as f64 }
    }

    /// Whether two sets can have these figures, which may have been read from anywhere.
    pub fn is_possible(&self) -> bool {
        self.common <= self.a.min(self.b)
    }

    /// |A∩B| / |A|, 0..=1.
    pub fn containment_a(&self) -> f64 {
        ratio(self.common, self.a)
    }

    /// |A∩B| / |B|, 0..=1.
    pub fn containment_b(&self) -> f64 {
        ratio(self.common, self.b)
    }

    /// The same overlap seen from B.
    pub fn swapped(self) -> Self {
        Self { common: self.common, a: self.b, b: self.a }
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}

/// From which figures on a pair is verified, and then judged.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MatchRule {
    /// A pair with at least this Jaccard similarity, [`MatchRule::LEAST_THRESHOLD`] to 1, is verified.
    pub threshold: f64,
    /// A pair whose larger containment is at least this (above 0, at most 1) is verified too, when the smaller text is long
    /// enough.
    pub containment: f64,
    /// The fewest tokens that the smaller text needs for a match by containment.
    pub containment_min_tokens: u32,
}

/// Half of the dissimilarity that the default threshold allows.
const WITHOUT_SUBJECT: f64 = 0.65;

impl Default for MatchRule {
    fn default() -> Self {
        Self { threshold: 0.3, containment: 0.8, containment_min_tokens: 60 }
    }
}

impl MatchRule {
    /// Below, texts that share next to nothing would be verified, and signatures that promise to find them would be longer
    /// than the texts.
    pub const LEAST_THRESHOLD: f64 = 0.01;

    /// Whether a pair with this overlap is verified; the smaller of its texts has `tokens` tokens.
    pub fn holds(&self, overlap: &Overlap, tokens: u32) -> bool {
        overlap.jaccard() >= self.threshold || self.contains(overlap, tokens)
    }

    /// No pair of sets with `a` and `b` shingles is verified that has fewer in common; the smaller of its texts has `tokens`
    /// tokens.
    pub fn least_common(&self, a: u32, b: u32, tokens: u32) -> u32 {
        let similar = self.threshold * (f64::from(a) + f64::from(b)) / (1.0 + self.threshold);
        let contained = self.containment * f64::from(a.min(b));
        let least =
            if tokens >= self.containment_min_tokens { similar.min(contained) } else { similar };
        // A little less, so that no rounding loses a pair.
        (least - 1e-6).ceil().max(0.0) as u32
    }

    /// Whether one of the texts contains the other, which has `tokens` tokens.
    pub fn contains(&self, overlap: &Overlap, tokens: u32) -> bool {
        tokens >= self.containment_min_tokens
            && overlap.containment_a().max(overlap.containment_b()) >= self.containment
    }

    /// The Jaccard similarity that a pair needs when nothing but its shingles says that it is one text.
    pub fn without_subject(&self) -> f64 {
        self.threshold.max(WITHOUT_SUBJECT)
    }
}

/// The exact overlap of two sets. Linear in their sizes, or in the smaller one's where the other is much larger.
pub fn overlap(a: &ShingleSet, b: &ShingleSet) -> Overlap {
    let sizes = [a, b].map(|set| set.hashes().len());
    let (few, many) = if sizes[0] < sizes[1] { (a, b) } else { (b, a) };
    let common = common(few.hashes(), many);
    Overlap { common, a: sizes[0] as u32, b: sizes[1] as u32 }
}

/// A set that is so many times as large as a list is searched for its values: a step of a merge takes one to two
/// nanoseconds, a search ten to twenty, and in a set of millions a hundred.
const LOPSIDED: usize = 16;

fn is_lopsided(few: &[u64], many: &[u64]) -> bool {
    few.len().saturating_mul(LOPSIDED) < many.len()
}

/// How many of `few`, which ascend, each once, are in `many`.
pub(crate) fn common(few: &[u64], many: &ShingleSet) -> u32 {
    if is_lopsided(few, many.hashes()) {
        few.iter().filter(|&&hash| many.contains(hash)).count() as u32
    } else {
        merged(few, many.hashes())
    }
}

/// How many values two ascending lists share. The loop has no unforeseeable branch: which list moves on is added as a number.
fn merged(a: &[u64], b: &[u64]) -> u32 {
    let (mut i, mut j, mut common) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        let (left, right) = (a[i], b[j]);
        common += u32::from(left == right);
        i += usize::from(left <= right);
        j += usize::from(right <= left);
    }
    common
}

/// Two documents whose similarity was computed exactly and reaches the rule's figures; `a` < `b`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedPair {
    /// The first.
    pub a: DocId,
    /// The second.
    pub b: DocId,
    /// Their exact overlap.
    pub overlap: Overlap,
}

impl VerifiedPair {
    /// The pair of `x` and `y` in ascending order; `overlap` has `x` as side A.
    pub fn ordered(x: DocId, y: DocId, overlap: Overlap) -> Self {
        if x < y {
            Self { a: x, b: y, overlap }
        } else {
            Self { a: y, b: x, overlap: overlap.swapped() }
        }
    }
}

/// The exact figures of a pair if they reach the rule's; texts of no shingle are like nothing.
pub fn verify(rule: &MatchRule, a: &ShingleSet, b: &ShingleSet) -> Option<Overlap> {
    if a.hashes().is_empty() || b.hashes().is_empty() {
        return None;
    }
    let overlap = overlap(a, b);
    rule.holds(&overlap, a.tokens().min(b.tokens())).then_some(overlap)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn figures_equal_those_of_plain_sets(
            a in prop::collection::vec(0_u64..60, 0..50),
            b in prop::collection::vec(0_u64..60, 0..50),
            wide in prop::collection::vec(any::<u64>(), 0..900),
        ) {
            let a = [a, wide].concat();
            let (x, y): (BTreeSet<_>, BTreeSet<_>) = (a.iter().collect(), b.iter().collect());
            let found = overlap(&ShingleSet::from_hashes(a.clone()), &ShingleSet::from_hashes(b.clone()));
            let (both, either) = (x.intersection(&y).count(), x.union(&y).count());
            prop_assert_eq!(found.common as usize, both);
            prop_assert_eq!(found.jaccard(), if either == 0 { 0.0 } else { both as f64 / either as f64 });
            prop_assert_eq!(found.containment_a(), if x.is_empty() { 0.0 } else { both as f64 / x.len() as f64 });
            prop_assert_eq!(found.swapped().containment_a(), found.containment_b());
        }
    }

    #[test]
    fn the_largest_figures_do_not_overflow() {
        let most = Overlap { common: 1, a: u32::MAX, b: u32::MAX };
        assert!(most.is_possible() && most.jaccard() < 1e-9 && most.jaccard() > 0.0);
        assert!(!Overlap { common: 3, a: 2, b: 4 }.is_possible());
    }

    #[test]
    fn rounding_loses_no_pair_at_the_threshold() {
        let sizes = (1..40_u32).flat_map(|a| (a..3 * a).map(move |b| (a, b)));
        for (a, b) in sizes {
            for percent in 1..100_u32 {
                let threshold = f64::from(percent) / 100.0;
                let rule =
                    MatchRule { threshold, containment: threshold, containment_min_tokens: 60 };
                for tokens in [59, 60] {
                    let holds =
                        |common: &u32| rule.holds(&Overlap { common: *common, a, b }, tokens);
                    if let Some(least) = (0..=a).find(holds) {
                        assert!(rule.least_common(a, b, tokens) <= least, "{a} {b} {percent}");
                    }
                }
            }
        }
    }

    #[test]
    fn a_pair_needs_similarity_or_long_containment() {
        let rule = MatchRule::default();
        assert!(rule.holds(&Overlap { common: 30, a: 65, b: 65 }, 67));
        assert!(!rule.holds(&Overlap { common: 29, a: 65, b: 64 }, 67));
        assert!(rule.holds(&Overlap { common: 80, a: 100, b: 900 }, 102));
        assert!(!rule.holds(&Overlap { common: 40, a: 50, b: 900 }, 52));
        let empty = ShingleSet::default();
        assert_eq!(verify(&rule, &empty, &empty), None);
    }
}
