//! The pairs that decisions need and candidates need not have: they go into the report with their exact figures, so
//! that clusters can be cut anew from it as they were decided.

use ahash::AHashSet;

use super::pairs::{JudgedPair, Pairs};
use crate::cluster::Rulings;
use crate::decisions::DecisionsError;
use crate::document::DocId;
use crate::judge::Decision;
use crate::verify::VerifiedPair;

/// Pairs that decisions may need beside those that are known: as many as a group of 1,448 texts has. Each is verified and
/// stands in the report, so that a list of ids of some megabytes could ask for more than any machine has.
const MOST_NEEDED: usize = 1 << 20;

/// All pairs that were decided to be one text, and those that were decided to be different of documents that stand in
/// `pairs`, but for those in `pairs`. The square of a group.
///
/// # Errors
///
/// More than [`MOST_NEEDED`].
pub(super) fn decided_pairs(
    rulings: &Rulings,
    pairs: &Pairs,
) -> Result<Vec<(DocId, DocId)>, DecisionsError> {
    let texts = rulings.texts();
    let same = texts.iter().flat_map(|text| two_of(&text.documents));
    let stand: AHashSet<DocId> = if texts.is_empty() {
        AHashSet::new()
    } else {
        pairs.documents().flat_map(|(a, b)| [a, b]).collect()
    };
    let mut grouped: Vec<(u32, DocId)> = Vec::new();
    for text in texts {
        let known = |document: &&DocId| text.documents.len() > 1 || stand.contains(document);
        for &document in text.documents.iter().filter(known) {
            grouped.extend(text.groups.iter().map(|&group| (group, document)));
        }
    }
    grouped.sort_unstable();
    let groups = grouped.chunk_by(|one, two| one.0 == two.0);
    let different = groups.flat_map(|group| two_of(group).map(|((_, a), (_, b))| (a, b)));
    without(same.chain(different), pairs)
}

/// Each document that joins one of a text, with the others of that text: what joins one may represent all. But for
/// those in `pairs`.
///
/// # Errors
///
/// More than [`MOST_NEEDED`].
pub(super) fn companions(
    rulings: &Rulings,
    pairs: &Pairs,
    joins: impl Fn(&JudgedPair) -> bool,
) -> Result<Vec<(DocId, DocId)>, DecisionsError> {
    if rulings.texts().is_empty() {
        return Ok(Vec::new());
    }
    let joined = pairs.iter().filter(joins);
    let joined = joined.filter(|judged| judged.decision != Some(Decision::Same));
    let both = joined.flat_map(|judged| {
        let VerifiedPair { a, b, .. } = judged.pair;
        [(a, b), (b, a)]
    });
    // A document may join many of one text.
    let mut beside: Vec<(DocId, DocId)> = both
        .filter_map(|(one, other)| Some((one, *rulings.text(other)?.documents.first()?)))
        .collect();
    beside.sort_unstable();
    beside.dedup();
    let needed = beside.into_iter().flat_map(|(one, first)| {
        let text = rulings.text(first).into_iter().flat_map(|text| &text.documents);
        text.map(move |&other| (one.min(other), one.max(other)))
    });
    without(needed, pairs)
}

/// All pairs of a list.
fn two_of<T: Copy>(list: &[T]) -> impl Iterator<Item = (T, T)> + '_ {
    let from = list.iter().enumerate();
    from.flat_map(|(at, &a)| list[at + 1..].iter().map(move |&b| (a, b)))
}

/// Those of `needed` that are not among `pairs`, ascending, each once.
fn without(
    needed: impl Iterator<Item = (DocId, DocId)>,
    pairs: &Pairs,
) -> Result<Vec<(DocId, DocId)>, DecisionsError> {
    let mut needed = needed.peekable();
    if needed.peek().is_none() {
        return Ok(Vec::new());
    }
    let known: AHashSet<(DocId, DocId)> = pairs.documents().collect();
    let new = needed.filter(|pair| !known.contains(pair));
    let mut new: Vec<(DocId, DocId)> = new.take(MOST_NEEDED + 1).collect();
    if new.len() > MOST_NEEDED {
        return Err(DecisionsError::TooMany(MOST_NEEDED));
    }
    new.sort_unstable();
    new.dedup();
    Ok(new)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Evidence, Subjects, Verdict};
    use crate::verify::Overlap;

    fn judged(a: u32, b: u32, rulings: &Rulings) -> JudgedPair {
        let overlap = Overlap { common: 9, a: 10, b: 10 };
        let pair = VerifiedPair { a: DocId(a), b: DocId(b), overlap };
        let evidence =
            Evidence { subjects: Subjects::Same, spliced: None, aligned: None, discounted: None };
        JudgedPair { pair, evidence, verdict: Verdict::Match, decision: None }.ruled(rulings)
    }

    fn of(pairs: &[JudgedPair]) -> Pairs {
        let last = pairs.iter().map(|judged| judged.pair.b.index()).max();
        Pairs::of(last.map_or(0, |last| last + 1), pairs)
    }

    fn numbers(pairs: Result<Vec<(DocId, DocId)>, DecisionsError>) -> Vec<(u32, u32)> {
        pairs.expect("few").into_iter().map(|(a, b)| (a.0, b.0)).collect()
    }

    #[test]
    fn what_decisions_need_is_named_once() {
        let groups = |groups: &[&[u32]]| -> Vec<Vec<DocId>> {
            groups.iter().map(|group| group.iter().copied().map(DocId).collect()).collect()
        };
        let rulings =
            Rulings::new(&groups(&[&[1, 4, 6]]), &groups(&[&[2, 4], &[2, 8, 9], &[2, 3]]))
                .expect("no conflict");
        let pairs = of(&[(1, 4), (1, 2), (3, 6), (5, 6)].map(|(a, b)| judged(a, b, &rulings)));
        // 8 and 9 stand in no pair, and can be in no cluster with 2.
        let decided = [(1, 6), (2, 3), (2, 4), (2, 6), (4, 6)];
        assert_eq!(numbers(decided_pairs(&rulings, &pairs)), decided);
        // 2 differs from 1; 1 and 4 may come with 6 to what it matches.
        let joins = |judged: &JudgedPair| judged.verdict == Verdict::Match;
        let beside = companions(&rulings, &pairs, joins);
        assert_eq!(numbers(beside), [(1, 3), (1, 5), (3, 4), (4, 5)]);
    }

    #[test]
    fn without_decisions_nothing_is_needed() {
        let none = Rulings::default();
        let pairs = of(&[judged(1, 2, &none), judged(2, 3, &none)]);
        assert_eq!(numbers(decided_pairs(&none, &pairs)), []);
        assert_eq!(numbers(companions(&none, &pairs, |_| true)), []);
    }

    #[test]
    fn what_joins_all_of_a_text_is_named_once_for_each() {
        // 2,000 documents join each of 40 that are one text: 80,000 joins, of which each asks for all 40.
        let text: Vec<DocId> = (0..40).map(DocId).collect();
        let rulings = Rulings::new(&[text], &[]).expect("no conflict");
        let pairs: Vec<JudgedPair> = (40..2_040)
            .flat_map(|b| (1..40).map(move |a| (a, b)))
            .map(|(a, b)| judged(a, b, &rulings))
            .collect();
        let beside = numbers(companions(&rulings, &of(&pairs), |_| true));
        assert_eq!(beside, (40..2_040).map(|b| (0, b)).collect::<Vec<_>>());
    }

    const TOO_MANY: Result<usize, DecisionsError> = Err(DecisionsError::TooMany(MOST_NEEDED));

    #[test]
    fn more_pairs_than_any_machine_has_are_not_listed() {
        let group = |last: u32| -> Vec<DocId> { (0..=last).map(DocId).collect() };
        let same = |last| Rulings::new(&[group(last)], &[]).expect("no conflict");
        let decided = |rulings: &Rulings, pairs: &[JudgedPair]| {
            decided_pairs(rulings, &of(pairs)).map(|needed| needed.len())
        };
        assert_eq!(decided(&same(1_447), &[]), Ok(1_448 * 1_447 / 2));
        assert_eq!(decided(&same(1_448), &[]), TOO_MANY);
        assert_eq!(decided(&same(2_000_000), &[]), TOO_MANY);
        // Of different texts only those count that stand in a pair.
        let different = Rulings::new(&[], &[group(2_000_000)]).expect("no conflict");
        let stand = |of: u32| -> Vec<JudgedPair> {
            (0..of / 2).map(|one| judged(2 * one, 2 * one + 1, &different)).collect()
        };
        assert_eq!(decided(&different, &stand(1_500)), TOO_MANY);
        assert_eq!(decided(&different, &stand(1_400)), Ok(1_400 * 1_399 / 2 - 700));
        let rulings = same(1_000);
        let joined: Vec<JudgedPair> =
            (0..1_100).map(|one| judged(one % 1_001, 1_001 + one, &rulings)).collect();
        let beside = companions(&rulings, &of(&joined), |_| true);
        assert_eq!(beside.map(|needed| needed.len()), TOO_MANY);
    }

    #[test]
    fn what_is_known_is_not_needed_however_much_it_is() {
        // Each of a thousand texts that are different ones has 1,100 matches.
        let rulings = Rulings::new(&[], &[(0..1_000).map(DocId).collect()]).expect("no conflict");
        let matches = |a: u32| (2_000..3_100).map(move |b| (a, b));
        let pairs = (0..1_000).flat_map(matches).map(|(a, b)| judged(a, b, &rulings));
        let beside = companions(&rulings, &of(&pairs.collect::<Vec<_>>()), |_| true);
        assert_eq!(numbers(beside), []);
    }
}
