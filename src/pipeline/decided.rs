//! From decisions by public ids to rulings by documents.

use ahash::AHashSet;

use super::collection::Collection;
use super::needed::decided_pairs;
use super::pairs::Pairs;
use crate::cluster::Rulings;
use crate::decisions::{Decisions, DecisionsError};
use crate::document::DocId;

/// The place of an id.
fn place(collection: &Collection, id: &str) -> Option<usize> {
    collection.entries.binary_search_by(|known| (*known.id).cmp(id)).ok()
}

/// The documents that `same` names: of copies only those are one text by decision.
pub(super) fn named(decisions: &Decisions, collection: &Collection) -> AHashSet<DocId> {
    let places = decisions.same.iter().flatten().filter_map(|id| place(collection, id));
    places.map(|place| DocId(place as u32)).collect()
}

/// The decisions about a collection.
///
/// # Errors
///
/// Unknown ids; those of [`Decisions::rulings`]; texts that are too short to be compared, decided to be the same as others;
/// texts of more documents than a run has room for.
pub(super) fn of_collection(
    decisions: &Decisions,
    collection: &Collection,
) -> Result<Rulings, DecisionsError> {
    let place = |id: &str| place(collection, id).map(|place| collection.fold[place]);
    decisions.check(|id| place(id).is_some())?;
    let rulings = decisions.rulings(place, |_| "", &[])?;
    // Before the long work, not after it.
    decided_pairs(&rulings, &Pairs::new(0, 0))?;
    let is_short = |document: DocId| collection.traits[document.index()].short;
    let joined = rulings.texts().iter().filter(|text| text.documents.len() > 1);
    let short = joined.flat_map(|text| &text.documents).copied().find(|&one| is_short(one));
    match short {
        None => Ok(rulings),
        Some(document) => {
            let name = decisions.names(place).get(&document).copied().unwrap_or_default();
            Err(DecisionsError::Short(name.to_owned()))
        }
    }
}
