//! Shingle sets of documents, made when they are asked for; those asked for lately are kept.

use std::sync::Arc;

use super::collection::Collection;
use super::kept::Kept;
use crate::document::DocId;
use crate::shingle::ShingleSet;

/// The shingle sets of a collection. Making one costs a sort; most documents of most collections are like no other and
/// need none.
#[derive(Debug)]
pub(super) struct Sets<'a> {
    collection: &'a Collection,
    kept: Kept<ShingleSet>,
}

impl<'a> Sets<'a> {
    /// Sets of which `bytes` are kept.
    pub(super) fn new(collection: &'a Collection, bytes: u64) -> Self {
        let weight = |set: &ShingleSet| 8 * set.hashes().len();
        Self { collection, kept: Kept::new(bytes, weight) }
    }

    /// The shingle set of a document that is not folded into another.
    pub(super) fn get(&self, document: DocId) -> Arc<ShingleSet> {
        self.kept.get(document, || {
            let hashes = self.collection.shingles.get(document.0).unwrap_or_default();
            ShingleSet::new(hashes.into_owned(), self.collection.tokens(document))
        })
    }
}
