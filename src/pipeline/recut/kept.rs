//! What of a report a new cut is made of: its pairs, and what was decided about them, then and now.

use ahash::AHashMap;

use super::{Book, RecutError, evidence};
use crate::cluster::Rulings;
use crate::decisions::Decisions;
use crate::document::DocId;
use crate::judge::{Decision, Verdict, judge};
use crate::pipeline::Options;
use crate::pipeline::pairs::{JudgedPair, Pairs};
use crate::report::wire;
use crate::verify::VerifiedPair;

/// Pairs by their documents, the smaller first, and whether their figures reach the rule's.
type Known = AHashMap<(DocId, DocId), (JudgedPair, bool)>;

/// The pairs of a report.
pub(super) struct Read {
    /// Those of copies and the documents that stand for them.
    pub(super) folded: Vec<VerifiedPair>,
    /// The others that reach the rule's figures or were decided.
    pub(super) judged: Pairs,
    /// All but those of copies.
    pub(super) known: Known,
    /// What the report was decided about.
    pub(super) decided: Vec<(DocId, DocId, Decision)>,
}

pub(super) fn read(
    report: &wire::Report,
    book: &Book<'_>,
    options: &Options,
) -> Result<Read, RecutError> {
    let mut judged = Pairs::new(book.nodes.len(), report.pairs.len());
    let mut folded = Vec::new();
    let (mut known, mut decided) = (AHashMap::new(), Vec::new());
    let mut last = None;
    for pair in &report.pairs {
        let (found, tokens) = book.pair(pair)?;
        let (a, b) = (found.a, found.b);
        if last.replace((a, b)) >= Some((a, b)) {
            return Err(RecutError::Broken(format!("pairs: {}, {}", pair.a, pair.b)));
        }
        if book.is_of_copy(pair, found)? {
            folded.push(found);
            continue;
        }
        let evidence = evidence(pair)?;
        let decision = decision(pair)?;
        let reaches = options.matching.holds(&found.overlap, tokens);
        let verdict = if reaches {
            judge(&options.matching, &found.overlap, tokens, &evidence)
        } else {
            Verdict::Related
        };
        let one = JudgedPair { pair: found, evidence, verdict, decision: None };
        if !judged.learn(&one) {
            let place = format!("pairs: {}, {}: shingles", pair.a, pair.b);
            return Err(RecutError::Broken(place));
        }
        known.insert((a, b), (one, reaches));
        decided.extend(decision.map(|decision| (a, b, decision)));
        if reaches || decision.is_some() {
            judged.push(&one);
        }
    }
    Ok(Read { folded, judged, known, decided })
}

fn decision(pair: &wire::Pair) -> Result<Option<Decision>, RecutError> {
    let Some(name) = &pair.decision else { return Ok(None) };
    let known = [Decision::Same, Decision::Different].into_iter().find(|one| one.name() == name);
    known.map(Some).ok_or_else(|| RecutError::Broken(format!("decision {name}")))
}

impl Book<'_> {
    /// The document that stands for the comparison text of this one.
    fn stand(&self, id: &str) -> Option<DocId> {
        let place = *self.places.get(id)?;
        let original = self.documents[place.index()].copy_of.as_deref();
        original.map_or(Some(place), |original| self.places.get(original).copied())
    }

    /// What was decided about the report, and what is decided now; all pairs that are one text must be `known`.
    pub(super) fn rulings(
        &self,
        decisions: &Decisions,
        decided: &[(DocId, DocId, Decision)],
        known: &Known,
    ) -> Result<Rulings, RecutError> {
        let stand = |id: &str| self.stand(id);
        for group in &decisions.same {
            if let Some(missing) = group.iter().find(|id| stand(id).is_none()) {
                let other = group.iter().find(|id| *id != missing).unwrap_or(missing);
                return Err(RecutError::NotThere(missing.clone(), other.clone()));
            }
        }
        let all = decisions.rulings(stand, |document| self.id(document), decided);
        let all = all.map_err(RecutError::Decisions)?;
        for text in all.texts() {
            for (at, &a) in text.documents.iter().enumerate() {
                let others = &text.documents[at + 1..];
                if let Some(&b) = others.iter().find(|&&b| !known.contains_key(&(a, b))) {
                    return Err(self.not_there(a, b));
                }
            }
        }
        Ok(all)
    }

    pub(super) fn not_there(&self, a: DocId, b: DocId) -> RecutError {
        RecutError::NotThere(self.id(a).to_owned(), self.id(b).to_owned())
    }
}
