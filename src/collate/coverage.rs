//! Which sentences of the base the members keep, change or lack, and what they add.

use std::ops::Range;

use ahash::AHashMap;

use super::{Witness, bare, is_passage, is_surface, sentences};
use crate::diff::{EditClass, Op, OpKind};
use crate::normalize::is_content;

/// A base with what its members do to it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// The sentences of the base, in order.
    pub sentences: Vec<Sentence>,
    /// What members add between sentences, by place, then the most frequent first.
    pub additions: Vec<Addition>,
}

/// A sentence of the base. The three counts add up to the members the base was compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its bytes in the base.
    pub range: Range<usize>,
    /// Members that have it with the same words, here or at another place.
    pub keep: usize,
    /// Members that have it with other words.
    pub change: usize,
    /// Members that do not have it.
    pub lack: usize,
    /// How those read that change it, the most frequent first.
    pub readings: Vec<Reading>,
}

/// One way in which members read a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// What differs from the base, ascending.
    pub changes: Vec<Change>,
    /// The places of the members in their cluster, ascending.
    pub members: Vec<usize>,
}

/// A place where a reading differs from its sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The bytes of the base that are replaced, inside the sentence.
    pub range: Range<usize>,
    /// What stands there instead.
    pub text: String,
    /// Of what class the difference is.
    pub class: EditClass,
}

/// What members have between two sentences of the base.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// Where: a byte offset in the base.
    pub at: usize,
    /// What.
    pub text: String,
    /// Of what class the difference is.
    pub class: EditClass,
    /// The places of the members in their cluster, ascending.
    pub members: Vec<usize>,
}

/// Lays the comparisons of all `witnesses` over `base`. `same` members have exactly its text.
pub fn coverage(base: &str, witnesses: &[Witness<'_>], same: usize) -> Coverage {
    let total = same + witnesses.iter().map(|witness| witness.members.len()).sum::<usize>();
    let ranges = sentences(base);
    let mut tally = Tally {
        base,
        sentences: ranges.into_iter().map(|range| Sentence::new(range, total)).collect(),
        known: AHashMap::new(),
        additions: Vec::new(),
        added: AHashMap::new(),
    };
    for witness in witnesses {
        tally.witness(witness);
    }
    tally.finish()
}

impl Sentence {
    fn new(range: Range<usize>, keep: usize) -> Self {
        Self { range, keep, change: 0, lack: 0, readings: Vec::new() }
    }
}

struct Tally<'t> {
    base: &'t str,
    sentences: Vec<Sentence>,
    /// The place of each reading by its sentence and bare text.
    known: AHashMap<(usize, String), usize>,
    additions: Vec<Addition>,
    /// The place of each addition by where it stands and its bare text.
    added: AHashMap<(usize, String), usize>,
}

impl Tally<'_> {
    fn witness(&mut self, witness: &Witness<'_>) {
        let mut open: Vec<Change> = Vec::new();
        let mut at = usize::MAX;
        for op in &witness.comparison.ops {
            if is_surface(op) || op.class == EditClass::Move {
                continue;
            }
            let text = &witness.text[op.b.clone()];
            if self.is_addition(op) {
                self.add(op, text, &witness.members);
                continue;
            }
            for (sentence, change) in self.pieces(op, text) {
                if sentence != at {
                    self.close(at, std::mem::take(&mut open), &witness.members);
                    at = sentence;
                }
                open.push(change);
            }
        }
        self.close(at, open, &witness.members);
    }

    /// The sentence that holds byte `at`; the last one for the end of the text.
    fn sentence_at(&self, at: usize) -> usize {
        self.sentences.partition_point(|s| s.range.end <= at).min(self.sentences.len().max(1) - 1)
    }

    /// Whether `op` adds sentences between those of the base.
    fn is_addition(&self, op: &Op) -> bool {
        let border = || {
            let sentence = self.sentences.get(self.sentence_at(op.a.start));
            sentence.is_none_or(|s| s.range.start == op.a.start || s.range.end == op.a.start)
        };
        op.kind == OpKind::Insert
            && (is_passage(op)
                || self.sentences.is_empty()
                || border() && op.class == EditClass::Rewrite)
    }

    /// The parts of `op` in each sentence it touches. What replaces several sentences stands in the first.
    fn pieces(&self, op: &Op, text: &str) -> Vec<(usize, Change)> {
        let first = self.sentence_at(op.a.start);
        let last = if op.a.is_empty() { first } else { self.sentence_at(op.a.end - 1) };
        let piece = |at: usize| {
            let sentence = &self.sentences[at].range;
            let range = op.a.start.max(sentence.start)..op.a.end.min(sentence.end);
            let text = if at == first { text.to_owned() } else { String::new() };
            (at, Change { range, text, class: op.class })
        };
        (first..=last).map(piece).collect()
    }

    /// Counts what `members` do to sentence `at`.
    fn close(&mut self, at: usize, changes: Vec<Change>, members: &[usize]) {
        if changes.is_empty() {
            return;
        }
        let range = self.sentences[at].range.clone();
        let reading = apply(self.base, &range, &changes);
        let sentence = &mut self.sentences[at];
        let content = |text: &str| text.chars().any(is_content);
        if !content(&self.base[range.clone()]) && !content(&reading) {
            return;
        }
        sentence.keep -= members.len();
        if !content(&reading) {
            sentence.lack += members.len();
            return;
        }
        sentence.change += members.len();
        let readings = &mut sentence.readings;
        let place = *self.known.entry((at, bare(&reading))).or_insert_with(|| {
            readings.push(Reading { changes, members: Vec::new() });
            readings.len() - 1
        });
        readings[place].members.extend(members);
    }

    fn add(&mut self, op: &Op, text: &str, members: &[usize]) {
        let additions = &mut self.additions;
        let place = *self.added.entry((op.a.start, bare(text))).or_insert_with(|| {
            let (at, class) = (op.a.start, op.class);
            additions.push(Addition { at, text: text.to_owned(), class, members: Vec::new() });
            additions.len() - 1
        });
        additions[place].members.extend(members);
    }

    fn finish(mut self) -> Coverage {
        for sentence in &mut self.sentences {
            for reading in &mut sentence.readings {
                reading.members.sort_unstable();
            }
            sentence
                .readings
                .sort_by_key(|r| (usize::MAX - r.members.len(), r.members.first().copied()));
        }
        for addition in &mut self.additions {
            addition.members.sort_unstable();
        }
        self.additions
            .sort_by_key(|a| (a.at, usize::MAX - a.members.len(), a.members.first().copied()));
        Coverage { sentences: self.sentences, additions: self.additions }
    }
}

/// The bytes `range` of `base` with `changes` applied.
fn apply(base: &str, range: &Range<usize>, changes: &[Change]) -> String {
    let mut out = String::new();
    let mut at = range.start;
    for change in changes {
        out.push_str(&base[at..change.range.start]);
        out.push_str(&change.text);
        at = change.range.end;
    }
    out.push_str(&base[at..range.end]);
    out
}
