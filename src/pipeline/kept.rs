//! What was made of documents lately.

use std::fmt;
use std::sync::Arc;

use ahash::RandomState;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{OptionsBuilder, Weighter};

use crate::document::DocId;

/// What is made of documents, each kept while there is room: what is forgotten is made again, and nothing but time
/// depends on it. Shared by all threads; none makes what another is making.
pub(super) struct Kept<T> {
    cache: Cache<u32, Arc<T>, Weight<T>, RandomState>,
}

impl<T> fmt::Debug for Kept<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").finish_non_exhaustive()
    }
}

/// What a document's entry takes beside what is made of it, in bytes, about.
const ENTRY: usize = 96;

/// Bytes that an entry is expected to take on average, from which the tables' sizes are guessed.
const EXPECTED: u64 = 8 << 10;

/// Parts of a cache with a lock each.
const SHARDS: usize = 8;

/// What an entry takes, and the most that is counted for one: half of a shard, so that what was made of a giant is kept
/// too, and not made again for each of its pairs.
struct Weight<T> {
    of: fn(&T) -> usize,
    most: u64,
}

impl<T> Clone for Weight<T> {
    fn clone(&self) -> Self {
        Self { of: self.of, most: self.most }
    }
}

impl<T> Weighter<u32, Arc<T>> for Weight<T> {
    fn weight(&self, _: &u32, value: &Arc<T>) -> u64 {
        ((ENTRY + (self.of)(value)) as u64).min(self.most)
    }
}

impl<T> Kept<T> {
    /// Keeps about so many bytes, as `weight` counts them.
    pub(super) fn new(bytes: u64, weight: fn(&T) -> usize) -> Self {
        let options = OptionsBuilder::new()
            .estimated_items_capacity((bytes / EXPECTED) as usize)
            .weight_capacity(bytes)
            .shards(SHARDS)
            .build();
        let options = options.unwrap_or_else(|_| unreachable!("both capacities are given"));
        let weight = Weight { of: weight, most: (bytes / (2 * SHARDS as u64)).max(1) };
        let (hasher, lifecycle) = (RandomState::new(), DefaultLifecycle::default());
        Self { cache: Cache::with_options(options, weight, hasher, lifecycle) }
    }

    /// What is made of a document by `make`.
    pub(super) fn get(&self, document: DocId, make: impl FnOnce() -> T) -> Arc<T> {
        let made = self.cache.get_or_insert_with(&document.0, || {
            Ok::<_, std::convert::Infallible>(Arc::new(make()))
        });
        match made {
            Ok(made) => made,
            Err(never) => match never {},
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// 64 MB of text stand in a pair with each of thousands.
    #[test]
    fn what_is_made_of_a_giant_is_kept_though_it_is_larger_than_the_cache() {
        let kept: Kept<usize> = Kept::new(1 << 20, |&bytes| bytes);
        let made = Cell::new(0);
        let get = |document, bytes| {
            kept.get(DocId(document), || {
                made.set(made.get() + 1);
                bytes
            })
        };
        for small in 1..100 {
            assert_eq!((*get(0, 200 << 20), *get(small, 1_000)), (200 << 20, 1_000));
        }
        assert_eq!(made.get(), 100);
    }

    #[test]
    fn without_room_everything_is_made_again() {
        let kept: Kept<usize> = Kept::new(0, |&bytes| bytes);
        assert_eq!((*kept.get(DocId(0), || 1_000), *kept.get(DocId(0), || 2_000)), (1_000, 2_000));
    }
}
