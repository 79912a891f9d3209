//! The sentences of a text that are aligned: all, or of one that is much longer those near what it shares with the other.

use std::ops::Range;
use std::sync::LazyLock;

use super::align::State;
use super::moves::MOST_PLACES;
use super::sentences::Prepared;
use super::similar::Bigrams;

/// A text that has so many times the sentences of the other is not aligned as a whole.
const LOPSIDED: usize = 16;
/// Nor are fewer than so many left out: all of a book of 100 KB is aligned in a millisecond.
const LEAST_FAR: usize = 2_000;
/// So many sentences before and after one that both have are aligned, where changed ones may stand.
const AROUND: usize = 16;
/// The whole is aligned if more than this percentage of the shorter text found no partner. It is half of what an excerpt may lack.
const MOST_LOST: usize = 5;

/// A text as units that are aligned: its sentences, or stretches of sentences that are far from all that it shares.
pub(super) struct View<'p, 'a> {
    text: &'p Prepared<'a>,
    /// The first sentence of each unit, and the number of sentences; nothing where each sentence is a unit.
    starts: Option<Vec<usize>>,
}

impl<'p, 'a> View<'p, 'a> {
    /// All sentences of `text`.
    pub(super) fn whole(text: &'p Prepared<'a>) -> Self {
        Self { text, starts: None }
    }

    /// The sentences of `text` near those that `other` has, if it is much longer; otherwise all of them. Near-linear in
    /// `other` once the sentences of `text` are sorted.
    pub(super) fn near(text: &'p Prepared<'a>, other: &Prepared<'_>) -> Self {
        let count = text.sentence_count();
        if count < LEAST_FAR || count / LOPSIDED < other.sentence_count() {
            return Self::whole(text);
        }
        let places = (0..other.sentence_count()).map(|sentence| text.places(other.id(sentence)));
        let places = places.filter(|places| places.len() <= MOST_PLACES).flatten();
        let mut places: Vec<usize> = places.map(|&place| place as usize).collect();
        places.sort_unstable();
        places.dedup();
        let mut starts = Vec::new();
        let mut next = 0;
        for place in places {
            let (from, to) =
                (place.saturating_sub(AROUND).max(next), count.min(place + AROUND + 1));
            starts.extend((next < from).then_some(next));
            starts.extend(from..to);
            next = to;
        }
        starts.extend((next < count).then_some(next));
        starts.push(count);
        Self { text, starts: Some(starts) }
    }

    /// Whether each sentence is a unit.
    pub(super) fn is_whole(&self) -> bool {
        self.starts.is_none()
    }

    /// The comparison text.
    pub(super) fn text(&self) -> &'p str {
        self.text.text()
    }

    /// The number of units.
    pub(super) fn len(&self) -> usize {
        self.starts.as_ref().map_or(self.text.sentence_count(), |starts| starts.len() - 1)
    }

    /// Whether `unit` is a stretch of sentences, of which none is aligned.
    pub(super) fn is_far(&self, unit: usize) -> bool {
        self.sentences(unit..unit + 1).len() > 1
    }

    /// What tells `unit` from units that have other content.
    pub(super) fn id(&self, unit: usize) -> u64 {
        // No sentence has the id 0, but by a chance of one in 2⁶⁴.
        if self.is_far(unit) { 0 } else { self.text.id(self.first(unit)) }
    }

    /// The bytes of `units` in the comparison text.
    pub(super) fn bytes(&self, units: Range<usize>) -> Range<usize> {
        self.text.bytes(self.sentences(units))
    }

    /// Content characters of `units`.
    pub(super) fn content_in(&self, units: Range<usize>) -> usize {
        self.text.content_in(self.sentences(units))
    }

    /// The bigrams of the sentence `unit`; none of a stretch, which is similar to nothing.
    pub(super) fn bigrams(&self, unit: usize) -> &'p Bigrams {
        static NONE: LazyLock<Bigrams> = LazyLock::new(|| Bigrams::of(""));
        if self.is_far(unit) { &NONE } else { self.text.bigrams(self.first(unit)) }
    }

    /// The bytes of the sentences that are aligned.
    pub(super) fn aligned_bytes(&self) -> usize {
        let near = (0..self.len()).filter(|&unit| !self.is_far(unit));
        near.map(|unit| self.bytes(unit..unit + 1).len()).sum()
    }

    /// Whether nearly all found a partner, when `states` became of the units.
    pub(super) fn is_found(&self, states: &[State]) -> bool {
        let is_lost = |unit: &usize| states[*unit] == State::Free;
        let lost = (0..self.len()).filter(is_lost).map(|unit| self.content_in(unit..unit + 1));
        100 * lost.sum::<usize>() <= MOST_LOST * self.text.content()
    }

    fn sentences(&self, units: Range<usize>) -> Range<usize> {
        self.first(units.start)..self.first(units.end)
    }

    fn first(&self, unit: usize) -> usize {
        self.starts.as_ref().map_or(unit, |starts| starts[unit])
    }
}
