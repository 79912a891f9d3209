//! Pieces of text that were segmented before.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use ahash::{AHashMap, RandomState};
use xxhash_rust::xxh3::xxh3_128_with_seed;

/// Bytes that are remembered at most: a quarter of the memory that a run has by default. They hold the words of
/// about 60 MB of text.
const BYTES: usize = 32 << 20;

/// Parts with a lock each, so that threads rarely wait for each other.
const SHARDS: usize = 64;

/// What an entry takes beside its words: key and place in a table that is three quarters full.
const ENTRY: usize = 48;

/// A longer piece, in bytes, is not remembered: it is no sentence, and hardly comes again.
const LONGEST: usize = 4 << 10;

/// One piece in so many is always looked up, chosen by its own hash, so that equal ones are chosen together: they tell which
/// share of all pieces comes again.
const SAMPLED: u128 = 16;

/// So many sampled pieces tell whether all are looked up from now on.
const WINDOW: u32 = 1_024;

/// All pieces are looked up where one in so many comes again: a look-up in vain and remembering the piece cost a fifth of
/// segmenting it.
const WORTHWHILE: u32 = 4;

/// The lengths of the words of pieces of text in bytes, by the 128-bit XXH3 of the piece with a seed that another process
/// does not have. In bounded memory: what was not asked for lately is forgotten.
#[derive(Debug)]
pub(super) struct Memo {
    seed: u64,
    shards: Vec<Mutex<Shard>>,
    asked: AtomicU32,
    known: AtomicU32,
    all: AtomicBool,
}

/// Pieces that were asked for lately, and those before them.
#[derive(Debug, Default)]
struct Shard {
    new: Generation,
    old: Generation,
}

#[derive(Debug, Default)]
struct Generation {
    /// For each piece its first word, and how many it has.
    places: AHashMap<u128, (u32, u16)>,
    lengths: Vec<u8>,
}

impl Default for Memo {
    fn default() -> Self {
        Self {
            seed: RandomState::new().hash_one(0_u8),
            shards: (0..SHARDS).map(|_| Mutex::default()).collect(),
            asked: AtomicU32::new(0),
            known: AtomicU32::new(0),
            all: AtomicBool::new(false),
        }
    }
}

/// What the memo says of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// The lengths of its words were given.
    Known,
    /// It is not known; [`Memo::remember`] wants it.
    New(u128),
    /// It was not looked up.
    Passed,
}

impl Memo {
    /// Looks up all pieces, for tests; until a window is full.
    #[cfg(test)]
    pub(super) fn eager() -> Self {
        Self { all: AtomicBool::new(true), ..Self::default() }
    }

    /// Puts the lengths of the words of `piece` into `lengths` if it is known.
    pub(super) fn look_up(&self, piece: &str, lengths: &mut Vec<u8>) -> Answer {
        if piece.len() > LONGEST {
            return Answer::Passed;
        }
        let key = xxh3_128_with_seed(piece.as_bytes(), self.seed);
        let sampled = key.is_multiple_of(SAMPLED);
        if !sampled && !self.all.load(Ordering::Relaxed) {
            return Answer::Passed;
        }
        lengths.clear();
        let known = self.shard(key, |shard| shard.get(key, lengths));
        if sampled {
            self.count(known);
        }
        if known { Answer::Known } else { Answer::New(key) }
    }

    /// Remembers the lengths of the words of a piece.
    pub(super) fn remember(&self, key: u128, lengths: &[u8]) {
        self.shard(key, |shard| shard.insert(key, lengths));
    }

    fn shard<T>(&self, key: u128, work: impl FnOnce(&mut Shard) -> T) -> T {
        let shard = &self.shards[(key >> 64) as usize % SHARDS];
        work(&mut shard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Threads may count at once: it matters little where a window ends.
    fn count(&self, known: bool) {
        let known = self.known.fetch_add(u32::from(known), Ordering::Relaxed) + u32::from(known);
        if self.asked.fetch_add(1, Ordering::Relaxed) + 1 >= WINDOW {
            self.all.store(known * WORTHWHILE >= WINDOW, Ordering::Relaxed);
            self.asked.store(0, Ordering::Relaxed);
            self.known.store(0, Ordering::Relaxed);
        }
    }
}

impl Shard {
    fn get(&mut self, key: u128, lengths: &mut Vec<u8>) -> bool {
        if self.new.get(key, lengths) {
            return true;
        }
        let known = self.old.get(key, lengths);
        if known {
            self.insert(key, lengths);
        }
        known
    }

    fn insert(&mut self, key: u128, lengths: &[u8]) {
        if self.new.bytes() + lengths.len() + ENTRY > BYTES / SHARDS / 2 {
            self.old = std::mem::take(&mut self.new);
        }
        let place = (self.new.lengths.len() as u32, lengths.len() as u16);
        self.new.lengths.extend_from_slice(lengths);
        self.new.places.insert(key, place);
    }
}

impl Generation {
    fn get(&self, key: u128, lengths: &mut Vec<u8>) -> bool {
        let Some(&(start, count)) = self.places.get(&key) else { return false };
        lengths.extend_from_slice(&self.lengths[start as usize..][..usize::from(count)]);
        true
    }

    fn bytes(&self) -> usize {
        self.lengths.len() + ENTRY * self.places.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(number: usize) -> String {
        format!("第{number}句话")
    }

    /// Looks pieces up and remembers what is new; how many were known.
    fn known(memo: &Memo, numbers: std::ops::Range<usize>) -> usize {
        let mut lengths = Vec::new();
        let mut known = 0;
        for number in numbers {
            let own = [number as u8, (number >> 8) as u8, 3];
            match memo.look_up(&piece(number), &mut lengths) {
                Answer::Known => {
                    assert_eq!(lengths, own, "the words of another piece");
                    known += 1;
                }
                Answer::New(key) => memo.remember(key, &own),
                Answer::Passed => {}
            }
        }
        known
    }

    #[test]
    fn all_pieces_are_looked_up_while_many_come_again_and_few_while_none_does() {
        let memo = Memo::default();
        assert_eq!(known(&memo, 0..40_000), 0);
        assert!(!memo.all.load(Ordering::Relaxed));
        known(&memo, 0..40_000);
        assert!(memo.all.load(Ordering::Relaxed));
        // What was passed over before is remembered now.
        known(&memo, 0..20_000);
        assert_eq!(known(&memo, 0..20_000), 20_000);
        known(&memo, 100_000..150_000);
        assert!(!memo.all.load(Ordering::Relaxed));
    }

    #[test]
    fn memory_is_bounded_and_what_is_asked_for_stays() {
        let memo = Memo::eager();
        let mut lengths = Vec::new();
        for number in 0..1_500_000 {
            known(&memo, number..number + 1);
            // A window of new pieces ends the look-ups.
            memo.all.store(true, Ordering::Relaxed);
            if number % 1_000 == 0 {
                assert_eq!(memo.look_up(&piece(0), &mut lengths), Answer::Known, "{number}");
            }
        }
        let bytes = |shard: &Mutex<Shard>| {
            let shard = shard.lock().expect("no panic");
            shard.new.bytes() + shard.old.bytes()
        };
        assert!(memo.shards.iter().map(bytes).sum::<usize>() <= BYTES);
        memo.all.store(true, Ordering::Relaxed);
        assert!(matches!(memo.look_up(&piece(1), &mut lengths), Answer::New(_)));
    }
}
