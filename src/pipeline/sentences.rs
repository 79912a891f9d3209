//! The stock sentences of a collection: those that stand, whole, in many of its documents.

use rayon::prelude::*;

use super::collection::Collection;
use crate::diff::Prepared;
use crate::document::DocId;
use crate::normalize::Normalizer;
use crate::stock::{FEWEST_TEXTS, Stock};

/// The stock sentences of the documents `compared`; `None` where the collection is too small to know them. They are
/// counted in all documents that stand `alone`, set phrases in some of these where they are many.
///
/// Normalizes each document once more. Memory: 12 bytes for each sentence of the documents compared.
pub(super) fn stock(
    collection: &Collection,
    alone: &[u32],
    normalizer: &Normalizer,
    compared: &[u32],
) -> Option<Stock> {
    if compared.is_empty() || alone.len() < FEWEST_TEXTS {
        return None;
    }
    let ids = |&document: &u32| {
        let record = collection.record(DocId(document));
        Prepared::new(record.text(), normalizer.normalize(record.text())).stock_ids()
    };
    let mut wanted: Vec<u64> = compared.par_iter().flat_map_iter(ids).collect();
    wanted.par_sort_unstable();
    wanted.dedup();
    Stock::among(&wanted, alone, ids)
}
