//! Which texts leave, and for which text that stays.

use std::cmp::Ordering;

use crate::decisions::{Decisions, DecisionsError};
use crate::diff::Relation;
use crate::judge::{Decision, Verdict};
use crate::verify::Overlap;

use super::rulings::Rulings;
use super::{Graph, Keys, Reason, Related};

/// Which relations let a text leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// What the text that leaves is to the one that stays.
    pub removable: Vec<Relation>,
}

impl Policy {
    /// Relations of texts that have something of their own to lose: they stay unless they are named.
    pub const SPARED: [Relation; 3] =
        [Relation::SameTemplate, Relation::Spliced, Relation::Extends];

    fn allows(&self, relation: Relation) -> bool {
        self.removable.contains(&relation)
    }

    /// Whether a pair of this verdict can let a text leave. Only matches do, and what was asked for by name.
    fn considers(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Match => true,
            Verdict::SameTemplate => self.allows(Relation::SameTemplate),
            Verdict::Related => self.allows(Relation::Spliced),
        }
    }

    /// Whether a text leaves for another that it is so related to.
    fn removes(&self, verdict: Verdict, relation: Relation) -> bool {
        match verdict {
            Verdict::Match => self.allows(relation),
            Verdict::SameTemplate => true,
            Verdict::Related => relation == Relation::Spliced,
        }
    }
}

impl Default for Policy {
    fn default() -> Self {
        let all = Relation::ALL.into_iter();
        Self { removable: all.filter(|relation| !Self::SPARED.contains(relation)).collect() }
    }
}

/// A text that leaves. Texts are numbered as in the [`Graph`].
#[derive(Clone, Debug, PartialEq)]
pub struct Removal {
    /// The text that leaves.
    pub removed: usize,
    /// The one that stays for it; `None` only where a decision takes away a text that matches none that stays.
    pub kept: Option<Kept>,
    /// What lets it leave.
    pub ground: Ground,
}

/// The text that stays for one that leaves.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its number.
    pub text: usize,
    /// Exact figures, A the text that stays; `None` where a decision joins two texts without a pair in the report.
    pub overlap: Option<Overlap>,
    /// What the text that leaves is to it.
    pub related: Related,
    /// Why it stays rather than the other.
    pub reason: Reason,
}

/// What lets a text leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A verified pair of the report.
    Pair(Verdict),
    /// A decision that the two are the same.
    Same,
    /// A decision that it leaves.
    Drop,
}

impl Ground {
    /// The name used in `removed.jsonl`.
    pub fn name(self) -> &'static str {
        match self {
            Ground::Pair(verdict) => verdict.name(),
            Ground::Same => "same",
            Ground::Drop => "drop",
        }
    }
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The texts that leave, in the order of their ids. All others stay.
    pub removals: Vec<Removal>,
    /// How many texts stay though not all of their pairs were looked at; see [`MOST_PAIRS`].
    pub unsettled: usize,
}

/// So many pairs with kept texts are looked at for one text, the most similar first: of a thousand texts on one template
/// that all match, each would be compared with all others otherwise.
pub const MOST_PAIRS: usize = 32;

/// Decides which texts leave: each of them has a verified pair of the report with a text that stays, or leaves by a
/// decision.
///
/// The texts are taken in the order of `keys`, after those that a decision keeps. One that has a pair with a text that was
/// kept before leaves for it, the most similar first, if `policy` lets it; else it is kept. `relate` tells what its second
/// text is to its first; it is asked once for each pair with a kept text that is looked at: mostly one a text, at most
/// [`MOST_PAIRS`].
///
/// # Errors
///
/// Decisions that contradict each other or those of the report.
pub fn plan(
    graph: &Graph<'_>,
    keys: &Keys,
    policy: &Policy,
    decisions: &Decisions,
    relate: &mut dyn FnMut(usize, usize) -> Related,
) -> Result<Plan, DecisionsError> {
    let rulings = Rulings::new(decisions, graph)?;
    let mut planner = Planner {
        graph,
        keys,
        policy,
        rulings,
        kept: vec![Vec::new(); graph.len()],
        unsettled: 0,
        relate,
    };
    let mut order: Vec<usize> = (0..graph.len()).collect();
    order.sort_by(|&a, &b| planner.order(a, b));
    let mut removals: Vec<Removal> =
        order.into_iter().filter_map(|text| planner.decide(text)).collect();
    removals.sort_by_key(|removal| removal.removed);
    Ok(Plan { removals, unsettled: planner.unsettled })
}

struct Planner<'p, 'r> {
    graph: &'p Graph<'r>,
    keys: &'p Keys,
    policy: &'p Policy,
    rulings: Rulings,
    /// For each class: those of its texts that are kept, in their order.
    kept: Vec<Vec<usize>>,
    unsettled: usize,
    relate: &'p mut dyn FnMut(usize, usize) -> Related,
}

impl Planner<'_, '_> {
    /// What is kept by a decision comes first; what leaves by one comes last, so that all it can match is known.
    fn turn(&self, text: usize) -> u8 {
        match text {
            _ if self.rulings.keep.contains(&text) => 0,
            _ if self.rulings.drop.contains(&text) => 2,
            _ => 1,
        }
    }

    fn decide(&mut self, text: usize) -> Option<Removal> {
        let turn = self.turn(text);
        let found = match turn {
            0 => None,
            _ => self.same(text).or_else(|| self.pair(text)),
        };
        let removal = match found {
            Some((kept, ground)) => Some(Removal { removed: text, kept: Some(kept), ground }),
            None if turn == 2 => Some(Removal { removed: text, kept: None, ground: Ground::Drop }),
            None => None,
        };
        if removal.is_none() {
            self.kept[self.graph.class(text)].push(text);
        }
        removal
    }

    /// The first kept text that is the same by decision.
    fn same(&mut self, text: usize) -> Option<(Kept, Ground)> {
        let is_same = |&other: &usize| self.decision(other, text) == Some(Decision::Same);
        let first = |class: usize| self.kept[class].iter().copied().find(is_same);
        let kept = self
            .rulings
            .one_text(self.graph, text)
            .filter_map(first)
            .min_by(|&a, &b| self.order(a, b))?;
        let related = (self.relate)(kept, text);
        let overlap = self.graph.overlap(kept, text);
        Some((self.kept(kept, text, overlap, related), Ground::Same))
    }

    /// The order in which texts are taken, and kept.
    fn order(&self, a: usize, b: usize) -> Ordering {
        self.turn(a).cmp(&self.turn(b)).then(self.keys.compare(a, b))
    }

    fn decision(&self, a: usize, b: usize) -> Option<Decision> {
        self.rulings.decision(self.graph, a, b)
    }

    /// A kept text that it has a pair with which lets it leave.
    fn pair(&mut self, text: usize) -> Option<(Kept, Ground)> {
        let class = self.graph.class(text);
        let itself = (class, self.graph.with_itself(class), Verdict::Match);
        let others =
            self.graph.edges(class).iter().map(|edge| (edge.other, edge.overlap, edge.verdict));
        let mut looked_at = 0;
        for (class, overlap, verdict) in std::iter::once(itself).chain(others) {
            if !self.policy.considers(verdict) {
                continue;
            }
            for &kept in &self.kept[class] {
                if self.decision(kept, text) == Some(Decision::Different) {
                    continue;
                }
                if looked_at == MOST_PAIRS {
                    self.unsettled += 1;
                    return None;
                }
                looked_at += 1;
                let related = (self.relate)(kept, text);
                if self.policy.removes(verdict, related.relation) {
                    let kept = self.kept(kept, text, Some(overlap), related);
                    return Some((kept, Ground::Pair(verdict)));
                }
            }
        }
        None
    }

    fn kept(
        &self,
        text: usize,
        removed: usize,
        overlap: Option<Overlap>,
        related: Related,
    ) -> Kept {
        let decided = self.turn(text) != self.turn(removed);
        let reason = if decided { Reason::Decision } else { self.keys.reason(text, removed) };
        Kept { text, overlap, related, reason }
    }
}
