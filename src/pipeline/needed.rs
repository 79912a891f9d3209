//! The pairs that decisions need and candidates need not have: they go into the report with their exact figures, so
//! that clusters can be cut anew from it as they were decided.

use ahash::AHashSet;

use super::judging::JudgedPair;
use crate::cluster::Rulings;
use crate::document::DocId;
use crate::judge::Decision;

/// All pairs that were decided to be one text, and those that were decided to be different of documents that stand in
/// `pairs`, but for those in `pairs`. The square of a group.
pub(super) fn decided_pairs(rulings: &Rulings, pairs: &[JudgedPair]) -> Vec<(DocId, DocId)> {
    let mut needed = Vec::new();
    let texts = rulings.texts();
    for text in texts {
        needed.extend(two_of(&text.documents));
    }
    let stand: AHashSet<DocId> = if texts.is_empty() {
        AHashSet::new()
    } else {
        pairs.iter().flat_map(|judged| [judged.pair.a, judged.pair.b]).collect()
    };
    let mut grouped: Vec<(u32, DocId)> = Vec::new();
    for text in texts {
        let known = |document: &&DocId| text.documents.len() > 1 || stand.contains(document);
        for &document in text.documents.iter().filter(known) {
            grouped.extend(text.groups.iter().map(|&group| (group, document)));
        }
    }
    grouped.sort_unstable();
    for group in grouped.chunk_by(|one, two| one.0 == two.0) {
        let documents: Vec<DocId> = group.iter().map(|&(_, document)| document).collect();
        needed.extend(two_of(&documents));
    }
    without(needed, pairs)
}

/// Each document that joins one of a text, with the others of that text: what joins one may represent all. But for
/// those in `pairs`.
pub(super) fn companions(
    rulings: &Rulings,
    pairs: &[JudgedPair],
    joins: impl Fn(&JudgedPair) -> bool,
) -> Vec<(DocId, DocId)> {
    if rulings.texts().is_empty() {
        return Vec::new();
    }
    let mut needed = Vec::new();
    for judged in pairs.iter().filter(|judged| joins(judged)) {
        if judged.decision == Some(Decision::Same) {
            continue;
        }
        let (a, b) = (judged.pair.a, judged.pair.b);
        for (one, other) in [(a, b), (b, a)] {
            let text = rulings.text(other).into_iter().flat_map(|text| &text.documents);
            needed.extend(text.map(|&beside| (one.min(beside), one.max(beside))));
        }
    }
    without(needed, pairs)
}

/// All pairs of an ascending list.
fn two_of(documents: &[DocId]) -> impl Iterator<Item = (DocId, DocId)> + '_ {
    let from = documents.iter().enumerate();
    from.flat_map(|(at, &a)| documents[at + 1..].iter().map(move |&b| (a, b)))
}

fn without(mut needed: Vec<(DocId, DocId)>, pairs: &[JudgedPair]) -> Vec<(DocId, DocId)> {
    if needed.is_empty() {
        return needed;
    }
    needed.sort_unstable();
    needed.dedup();
    let known: AHashSet<(DocId, DocId)> =
        pairs.iter().map(|judged| (judged.pair.a, judged.pair.b)).collect();
    needed.retain(|pair| !known.contains(pair));
    needed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judge::{Evidence, Subjects, Verdict};
    use crate::verify::{Overlap, VerifiedPair};

    fn judged(a: u32, b: u32, rulings: &Rulings) -> JudgedPair {
        let overlap = Overlap { common: 9, a: 10, b: 10 };
        let pair = VerifiedPair { a: DocId(a), b: DocId(b), overlap };
        let evidence =
            Evidence { subjects: Subjects::Same, spliced: None, aligned: None, discounted: None };
        JudgedPair { pair, evidence, verdict: Verdict::Match, decision: None }.ruled(rulings)
    }

    fn numbers(pairs: Vec<(DocId, DocId)>) -> Vec<(u32, u32)> {
        pairs.into_iter().map(|(a, b)| (a.0, b.0)).collect()
    }

    #[test]
    fn what_decisions_need_is_named_once() {
        let groups = |groups: &[&[u32]]| -> Vec<Vec<DocId>> {
            groups.iter().map(|group| group.iter().copied().map(DocId).collect()).collect()
        };
        let rulings =
            Rulings::new(&groups(&[&[1, 4, 6]]), &groups(&[&[2, 4], &[2, 8, 9], &[2, 3]]))
                .expect("no conflict");
        let pairs = [(1, 4), (1, 2), (3, 6), (5, 6)].map(|(a, b)| judged(a, b, &rulings));
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
        let pairs = [judged(1, 2, &none), judged(2, 3, &none)];
        assert_eq!(numbers(decided_pairs(&none, &pairs)), []);
        assert_eq!(numbers(companions(&none, &pairs, |_| true)), []);
    }
}
