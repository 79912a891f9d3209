//! Which of several matching texts is kept: rules in an order, then the smallest id.

use std::cmp::Ordering;

use glob::Pattern;

use crate::judge::Verdict;

use super::{Corpus, Date, Graph};

/// A rule by which one text is kept rather than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeepRule {
    /// A text that does not stand whole in a longer one that it matches.
    Whole,
    /// The representative of a cluster.
    Representative,
    /// The one with the most characters.
    Longest,
    /// The one that was read first.
    First,
    /// The one with the latest date; those without a date last.
    Newest,
    /// The one with the earliest date; those without a date last.
    Oldest,
    /// The one whose id or path fits the earliest of the preferred patterns.
    Preferred,
}

impl KeepRule {
    /// All rules.
    pub const ALL: [KeepRule; 7] = [
        KeepRule::Whole,
        KeepRule::Representative,
        KeepRule::Longest,
        KeepRule::First,
        KeepRule::Newest,
        KeepRule::Oldest,
        KeepRule::Preferred,
    ];

    /// The name used in options and in `removed.jsonl`.
    pub fn name(self) -> &'static str {
        match self {
            KeepRule::Whole => "whole",
            KeepRule::Representative => "representative",
            KeepRule::Longest => "longest",
            KeepRule::First => "first",
            KeepRule::Newest => "newest",
            KeepRule::Oldest => "oldest",
            KeepRule::Preferred => "preferred",
        }
    }
}

/// A text stands whole in another from this containment on, in percent, when it has at most this percentage of the
/// other's shingles: the figures of an excerpt.
const CONTAINED: u32 = 90;
const SHORTER: u32 = 90;

/// What the inputs tell of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits {
    /// Its place in the order of reading.
    pub position: u64,
    /// Its date.
    pub date: Option<Date>,
    /// Which of the preferred patterns it fits, from 0; their number if none.
    pub preference: u32,
}

/// The traits of all texts of `graph`, in its order; `preferred` patterns are held against ids and paths.
pub fn traits(graph: &Graph<'_>, corpus: &Corpus, preferred: &[Pattern]) -> Vec<Traits> {
    let of = |text: usize| {
        let Some((position, entry)) = corpus.get(graph.id(text)) else { return Traits::default() };
        let source = &corpus.files[entry.file].found.source;
        let fits = |pattern: &Pattern| pattern.matches(&entry.id) || pattern.matches(source);
        let preference = preferred.iter().position(fits).unwrap_or(preferred.len());
        Traits { position: position as u64, date: entry.date, preference: preference as u32 }
    };
    (0..graph.len()).map(of).collect()
}

/// The texts of a [`Graph`] in the order in which they are kept.
#[derive(Debug)]
pub struct Keys {
    rules: Vec<KeepRule>,
    /// For each text, for each rule: smaller is kept.
    keys: Vec<Vec<i64>>,
}

/// Why one text was kept rather than another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// By this rule, the first in which they differ.
    Rule(KeepRule),
    /// All rules left a tie, which the smaller id settled.
    Tie,
    /// A decision keeps it, or takes the other away.
    Decision,
}

impl Reason {
    /// The name used in `removed.jsonl`.
    pub fn name(self) -> &'static str {
        match self {
            Reason::Rule(rule) => rule.name(),
            Reason::Tie => "id",
            Reason::Decision => "decision",
        }
    }
}

impl Keys {
    /// The keys of all texts; `traits` in the graph's order.
    pub fn new(graph: &Graph<'_>, rules: &[KeepRule], traits: &[Traits]) -> Self {
        let key = |text: usize, rule: &KeepRule| {
            let Traits { position, date, preference } = traits[text];
            match rule {
                KeepRule::Whole => i64::from(is_contained(graph, text)),
                KeepRule::Representative => i64::from(!graph.represents(text)),
                KeepRule::Longest => -i64::from(graph.characters(text)),
                KeepRule::First => position as i64,
                KeepRule::Newest => date.map_or(i64::MAX, |date| -date.number()),
                KeepRule::Oldest => date.map_or(i64::MAX, Date::number),
                KeepRule::Preferred => i64::from(preference),
            }
        };
        let all = 0..graph.len();
        let keys = all.map(|text| rules.iter().map(|rule| key(text, rule)).collect()).collect();
        Self { rules: rules.to_vec(), keys }
    }

    /// Which of two texts is kept rather: the smaller one. Texts are numbered by their ids.
    pub(super) fn compare(&self, a: usize, b: usize) -> Ordering {
        self.keys[a].cmp(&self.keys[b]).then(a.cmp(&b))
    }

    /// Why `kept` comes before `removed`.
    pub fn reason(&self, kept: usize, removed: usize) -> Reason {
        let keys = self.keys[kept].iter().zip(&self.keys[removed]);
        let rule = self.rules.iter().zip(keys).find(|(_, (one, two))| one != two);
        rule.map_or(Reason::Tie, |(&rule, _)| Reason::Rule(rule))
    }
}

/// Whether a text stands whole in a longer one that it matches.
fn is_contained(graph: &Graph<'_>, text: usize) -> bool {
    graph.edges(graph.class(text)).iter().any(|edge| {
        let (longer, own) = (edge.overlap.a, edge.overlap.b);
        edge.verdict == Verdict::Match
            && u64::from(edge.overlap.common) * 100 >= u64::from(own) * u64::from(CONTAINED)
            && u64::from(own) * 100 <= u64::from(longer) * u64::from(SHORTER)
    })
}
