//! Which texts leave, and for which text that stays.

use crate::diff::Relation;
use crate::judge::Verdict;
use crate::verify::Overlap;

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
    /// The one that stays, which it matches.
    pub kept: usize,
    /// Exact figures: A the text that stays.
    pub overlap: Overlap,
    /// What the pair is in the report.
    pub verdict: Verdict,
    /// What the text that leaves is to the one that stays.
    pub related: Related,
    /// Why the other one stays.
    pub reason: Reason,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// The texts that leave, in the order of their ids. All others stay.
    pub removals: Vec<Removal>,
}

/// Decides which texts leave: each of them has a verified pair of the report with a text that stays.
///
/// The texts are taken in the order of `keys`. One that has a pair with a text that was kept before leaves for it, the
/// most similar first, if `policy` lets it; else it is kept. `relate` tells what its second text is to its first; it is
/// asked once for each pair with a kept text that is looked at, which is one a text for most collections.
pub fn plan(
    graph: &Graph<'_>,
    keys: &Keys,
    policy: &Policy,
    relate: &mut dyn FnMut(usize, usize) -> Related,
) -> Plan {
    let mut order: Vec<usize> = (0..graph.len()).collect();
    order.sort_by(|&a, &b| keys.compare(a, b));
    let mut kept: Vec<Vec<usize>> = vec![Vec::new(); graph.len()];
    let mut removals = Vec::new();
    for text in order {
        let class = graph.class(text);
        let itself = (class, graph.with_itself(class), Verdict::Match);
        let others = graph.edges(class).iter().map(|edge| (edge.other, edge.overlap, edge.verdict));
        let pairs = std::iter::once(itself).chain(others);
        let mut pairs = pairs.filter(|&(.., verdict)| policy.considers(verdict)).flat_map(
            |(class, overlap, verdict)| {
                kept[class].iter().map(move |&kept| (kept, overlap, verdict))
            },
        );
        let removal = pairs.find_map(|(kept, overlap, verdict)| {
            let related = relate(kept, text);
            policy.removes(verdict, related.relation).then(|| Removal {
                removed: text,
                kept,
                overlap,
                verdict,
                related,
                reason: keys.reason(kept, text),
            })
        });
        match removal {
            Some(removal) => removals.push(removal),
            None => kept[class].push(text),
        }
    }
    removals.sort_by_key(|removal| removal.removed);
    Plan { removals }
}
