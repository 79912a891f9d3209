//! From decisions by public ids to rulings by documents.

use ahash::AHashMap;

use super::collection::Collection;
use crate::cluster::Rulings;
use crate::decisions::{Decisions, DecisionsError};
use crate::document::DocId;

/// The decisions about a collection.
///
/// # Errors
///
/// Unknown ids; those of [`rulings`]; texts that are too short to be compared, decided to be the same as others.
pub(super) fn of_collection(
    decisions: &Decisions,
    collection: &Collection,
) -> Result<Rulings, DecisionsError> {
    let place = |id: &str| {
        let found = collection.entries.binary_search_by(|known| (*known.id).cmp(id));
        found.ok().map(|place| collection.fold[place])
    };
    decisions.check(|id| place(id).is_some())?;
    let rulings = rulings(decisions, place)?;
    let is_short = |document: DocId| collection.traits[document.index()].short;
    let joined = rulings.texts().iter().filter(|text| text.documents.len() > 1);
    let short = joined.flat_map(|text| &text.documents).copied().find(|&one| is_short(one));
    match short {
        None => Ok(rulings),
        Some(document) => Err(DecisionsError::Short(name(decisions, place, document))),
    }
}

/// The decisions about documents that `place` finds by their ids: for each the one that stands for its comparison text.
///
/// # Errors
///
/// Two ids of one comparison text that were decided to be different; a contradiction that only shows when texts with
/// one comparison text are taken for one.
pub(super) fn rulings(
    decisions: &Decisions,
    place: impl Fn(&str) -> Option<DocId> + Copy,
) -> Result<Rulings, DecisionsError> {
    let groups = |groups: &[Vec<String>]| -> Vec<Vec<DocId>> {
        groups.iter().map(|group| group.iter().filter_map(|id| place(id)).collect()).collect()
    };
    for group in &decisions.different {
        let mut seen: AHashMap<DocId, &String> = AHashMap::new();
        for id in group {
            let Some(document) = place(id) else { continue };
            if let Some(other) = seen.insert(document, id).filter(|other| *other != id) {
                return Err(DecisionsError::OneText(vec![other.clone(), id.clone()]));
            }
        }
    }
    Rulings::new(&groups(&decisions.same), &groups(&decisions.different)).map_err(|(a, b)| {
        let ids = [a, b].map(|document| name(decisions, place, document)).to_vec();
        DecisionsError::Contradiction { one: "same", other: "different", ids }
    })
}

/// The id by which decisions name a document.
fn name(decisions: &Decisions, place: impl Fn(&str) -> Option<DocId>, document: DocId) -> String {
    let named = decisions.ids().into_iter().find(|id| place(id) == Some(document));
    named.unwrap_or_default().to_owned()
}
