//! Whether two texts are only spliced of one text and of others.
//!
//! Asked of every pair that is little alike, so shingles must do. What a comparison calls a splice (`diff::Relation`) is told by
//! characters, and only for texts of one cluster.

use crate::verify::Overlap;

/// So many times the words of a shingle are the shingles of the shortest stretch that counts: of three words 33, about 60
/// characters, a sentence or two. A changed word takes as many shingles with it as a shingle has words, and where changes are
/// scattered several come together by chance.
const STRETCH: usize = 11;

/// In a splice one shingle in so many, or more, stands in such stretches (ARCHITECTURE.md has the figures).
const SHARE: usize = 10;

/// Whether a text has long stretches that another lacks. Where each of two texts that have something in common has them,
/// both are made of one text and of others; where only one has them, it contains or extends the other.
///
/// `shingles` are those of the text, of `width` words each, in its order and with repeats; `is_shared` tells which of them the
/// other has. It is asked for one shingle in eleven times `width` where the texts agree, and for each at most twice.
pub fn has_own_stretches<T: Copy>(
    shingles: &[T],
    is_shared: impl Fn(T) -> bool,
    width: usize,
) -> bool {
    let shortest = STRETCH.saturating_mul(width);
    let is_shared = |place: &usize| is_shared(shingles[*place]);
    let (mut own, mut start) = (0, 0);
    while shingles.len() - start >= shortest {
        // A shared shingle near the end of what would be the shortest stretch spares looking at those before it.
        let (end, next) = match (start..start + shortest).rev().find(is_shared) {
            Some(place) => (start, place + 1),
            None => {
                let end = (start + shortest..shingles.len()).find(is_shared);
                let end = end.unwrap_or(shingles.len());
                (end, end)
            }
        };
        own += end - start;
        start = next;
    }
    own * SHARE >= shingles.len()
}

/// Whether each of two texts is made of what both have and of something else: whether each `has_own` stretches that the other
/// lacks.
pub fn are_spliced<T: Copy>(a: T, b: T, overlap: &Overlap, has_own: impl Fn(T, T) -> bool) -> bool {
    // The one that is contained more hardly ever has any.
    let (first, second) = if overlap.a < overlap.b { (a, b) } else { (b, a) };
    has_own(first, second) && has_own(second, first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn has_own(text: &[u64], other: &[u64]) -> bool {
        has_own_stretches(text, |shingle| other.contains(&shingle), 3)
    }

    fn spliced(a: &[u64], b: &[u64]) -> bool {
        has_own(a, b) && has_own(b, a)
    }

    fn text(from: u64, to: u64) -> Vec<u64> {
        (from..to).collect()
    }

    #[test]
    fn halves_of_one_text_with_other_halves_are_spliced() {
        let source = text(1, 201);
        assert!(spliced(&source, &[text(1, 101), text(1_000, 1_100)].concat()));
        assert!(spliced(&[text(2_000, 2_100), text(101, 201)].concat(), &source));
    }

    #[test]
    fn what_only_has_more_is_not() {
        let source = text(1, 201);
        assert!(!spliced(&source, &text(1, 101)));
        assert!(!spliced(&source, &[text(1, 201), text(1_000, 1_400)].concat()));
    }

    #[test]
    fn scattered_changes_are_not_however_many() {
        let changed = |every: u64, length: u64| {
            let of = |at: u64| if at % every < length { 10_000 + at } else { at };
            (1..1_001).map(of).collect::<Vec<u64>>()
        };
        let source = text(1, 1_001);
        assert!(!spliced(&source, &changed(40, 32)));
        assert!(spliced(&source, &changed(200, 100)));
    }

    proptest! {
        #[test]
        fn stretches_are_those_that_a_look_at_each_finds(
            a in prop::collection::vec((0_u64..300, 1_u64..60), 0..12),
            b in prop::collection::vec((0_u64..300, 1_u64..60), 0..12),
        ) {
            let runs = |runs: &[(u64, u64)]| {
                runs.iter().flat_map(|&(from, length)| from..from + length).collect::<Vec<u64>>()
            };
            let (a, b) = (runs(&a), runs(&b));
            let naive = |text: &[u64], other: &[u64]| {
                let is_own = |place: usize| !other.contains(&text[place]);
                let in_stretch = |&place: &usize| {
                    let first = (0..=place).rev().take_while(|&at| is_own(at)).count();
                    let rest = (place + 1..text.len()).take_while(|&at| is_own(at)).count();
                    first > 0 && first + rest >= 3 * STRETCH
                };
                (0..text.len()).filter(in_stretch).count() * SHARE >= text.len()
            };
            prop_assert_eq!(has_own(&a, &b), naive(&a, &b));
        }
    }
}
