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
