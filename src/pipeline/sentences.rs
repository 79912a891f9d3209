//! The stock sentences of a collection: those that stand, whole, in many of its documents.

use rayon::prelude::*;

use super::collection::Collection;
use super::judging::stand_alone;
use super::pairs::Pairs;
use crate::diff::Prepared;
use crate::document::DocId;
use crate::normalize::Normalizer;
use crate::stock::{FEWEST_TEXTS, Stock};

/// The stock sentences of the documents `compared`; `None` where the collection is too small to know them. They are
/// counted in the same documents as set phrases.
///
/// Normalizes each document once more. Memory: 12 bytes for each sentence of the documents compared.
pub(super) fn stock(
    collection: &Collection,
    pairs: &Pairs,
    normalizer: &Normalizer,
    compared: &[DocId],
) -> Option<Stock> {
    let texts = stand_alone(collection, pairs.iter().map(|judged| judged.pair));
    let texts: Vec<DocId> = texts.into_iter().map(DocId).collect();
    if compared.is_empty() || texts.len() < FEWEST_TEXTS {
        return None;
    }
    let ids = |document: &DocId| {
        let record = collection.record(*document);
        Prepared::new(record.text(), normalizer.normalize(record.text())).stock_ids()
    };
    let mut wanted: Vec<u64> = compared.par_iter().flat_map_iter(ids).collect();
    wanted.par_sort_unstable();
    wanted.dedup();
    Stock::among(&wanted, &texts, ids)
}
