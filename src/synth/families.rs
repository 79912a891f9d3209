//! Which document belongs to which family, by arithmetic: nothing is kept.
//!
//! A document's number is permuted to a *slot*. In the order of the slots a family stands together:
//! first its base, then what was made from it. The first slots belong to families, the rest stand alone.

use super::rng::{Permutation, Rng, hash};
use super::{Kind, Shape, SynthOptions};

/// So many slots are divided into families at a time; no family is larger.
const BLOCK: u64 = 1024;

/// Where the families stand.
#[derive(Debug)]
pub(super) struct Plan {
    documents: u64,
    seed: u64,
    shape: Shape,
    /// The slots below this one belong to families.
    shared: u64,
    permutation: Permutation,
}

/// What is known of a slot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) slot: u64,
    pub(super) kind: Kind,
    /// The first slot of its family, its own if it stands alone.
    pub(super) first: u64,
    pub(super) base: bool,
    /// The slots of what it is made from.
    pub(super) sources: Vec<u64>,
}

impl Place {
    pub(super) fn family(&self) -> Option<u64> {
        (self.base || self.kind != Kind::Original)
            .then_some(self.first)
            .filter(|_| self.kind.is_same_text())
    }

    pub(super) fn group(&self) -> u64 {
        self.family().unwrap_or(self.slot)
    }
}

impl Plan {
    pub(super) fn new(options: &SynthOptions) -> Self {
        let documents = options.documents;
        let share = options.duplicate_share.clamp(0.0, 1.0);
        let mut shared = (documents as f64 * share).round() as u64;
        if options.shape == Shape::Giant {
            shared = shared.min(documents.saturating_sub(1)); // the last slot is the giant
        }
        Self {
            documents,
            seed: hash(options.seed, 0x66616d),
            shape: options.shape,
            shared,
            permutation: Permutation::new(documents, hash(options.seed, 0x706572)),
        }
    }

    pub(super) fn len(&self) -> u64 {
        self.documents
    }

    /// The number of the document in a slot.
    pub(super) fn index_of(&self, slot: u64) -> u64 {
        self.permutation.inverse(slot)
    }

    /// What document `index` is.
    pub(super) fn place(&self, index: u64) -> Place {
        assert!(index < self.documents, "no document {index} among {}", self.documents);
        let slot = self.permutation.of(index);
        let (first, size) = self.family(slot);
        if slot == first {
            return Place {
                slot,
                kind: Kind::Original,
                first,
                base: size > 1,
                sources: Vec::new(),
            };
        }
        let kind = self.kind(slot, first);
        let sources = match kind {
            Kind::Spliced => self.splice(slot, first),
            _ => vec![first],
        };
        // A splice with nothing to be spliced with is a revision.
        let kind = if kind == Kind::Spliced && sources.len() < 2 { Kind::Light } else { kind };
        Place { slot, kind, first, base: false, sources }
    }

    /// The first slot and the size of the family of `slot`.
    fn family(&self, slot: u64) -> (u64, u64) {
        match self.shape {
            Shape::OneFamily => (0, self.documents),
            Shape::Versions(n) => {
                let first = slot - slot % u64::from(n.max(1));
                (first, (self.documents - first).min(n.into()))
            }
            Shape::IdenticalLines => (slot, 1),
            _ if slot >= self.shared => (slot, 1),
            _ => self.in_block(slot),
        }
    }

    /// Deals the block's slots out to families until `slot` has one.
    fn in_block(&self, slot: u64) -> (u64, u64) {
        let mut first = slot - slot % BLOCK;
        let end = (first + BLOCK).min(self.shared);
        let mut rng = Rng::new(self.seed, first);
        loop {
            let mut size = family_size(&mut rng).min(end - first);
            if end - first - size == 1 {
                size += 1; // nobody is left over
            }
            if slot < first + size {
                return (first, size);
            }
            first += size;
        }
    }

    fn kind(&self, slot: u64, first: u64) -> Kind {
        match self.shape {
            Shape::OneFamily | Shape::Versions(_) => Kind::Light,
            _ => {
                let turn = hash(self.seed, first) % Kind::DERIVED.len() as u64 + (slot - first);
                Kind::DERIVED[(turn % Kind::DERIVED.len() as u64) as usize]
            }
        }
    }

    /// Its own base, and the original of some other slot.
    fn splice(&self, slot: u64, first: u64) -> Vec<u64> {
        let mut rng = Rng::new(self.seed, !slot);
        let other = (0..16)
            .map(|_| self.family(rng.below(self.documents)).0)
            .find(|&o| o != first && !(self.shape == Shape::Giant && o == self.documents - 1));
        [Some(first), other].into_iter().flatten().collect()
    }
}

/// Mostly 2 to 5; one in twenty has 6 or more, and one in 20 * 2^k has 6 * 2^k or more.
fn family_size(rng: &mut Rng) -> u64 {
    match rng.below(20) {
        0..=8 => 2,
        9..=13 => 3,
        14..=16 => 4,
        17..=18 => 5,
        _ => {
            let scale = 6 << rng.next().trailing_zeros().min(8);
            scale + rng.below(scale)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_slot_is_in_the_family_that_its_neighbours_say() {
        let plan = Plan::new(&SynthOptions { documents: 20_000, ..SynthOptions::default() });
        let mut slot = 0;
        while slot < plan.shared {
            let (first, size) = plan.family(slot);
            assert_eq!(first, slot);
            assert!(size >= 2);
            assert!((slot..slot + size).all(|member| plan.family(member) == (first, size)));
            slot += size;
        }
        assert_eq!(slot, 6_000);
    }
}
