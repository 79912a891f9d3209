//! The sentences of a text that are aligned: all, or of one that is much longer those near what it shares with the other.

use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use super::align::State;
use super::cutter;
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

/// A text as units that are aligned: its sentences, pieces of these that lines of the original cut, and stretches of sentences
/// that are far from all that it shares.
pub(super) struct View<'p, 'a> {
    text: &'p Prepared<'a>,
    /// The units; nothing where each sentence is one.
    units: Option<Vec<Unit>>,
    /// Whether no sentence is left out.
    is_whole: bool,
}

/// One unit. It ends where the next one starts.
#[derive(Clone, Debug)]
struct Unit {
    /// First byte in the comparison text.
    start: usize,
    /// Content characters of the text before it.
    content_before: usize,
    /// What tells it from units that have other content.
    id: u64,
    kind: Kind,
}

#[derive(Clone, Debug)]
enum Kind {
    /// The sentence with this number.
    Sentence(usize),
    /// A part of one or of several, with its bigrams once they were asked for.
    Piece(OnceLock<Bigrams>),
    /// Sentences of which none is aligned.
    Far,
}

impl<'p, 'a> View<'p, 'a> {
    /// All sentences of `text`.
    pub(super) fn whole(text: &'p Prepared<'a>) -> Self {
        Self { text, units: None, is_whole: true }
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
        let mut units = Vec::new();
        let mut next = 0;
        for place in places {
            let (from, to) =
                (place.saturating_sub(AROUND).max(next), count.min(place + AROUND + 1));
            units.extend(Unit::far(text, next..from));
            units.extend((from..to).map(|sentence| Unit::sentence(text, sentence)));
            next = to;
        }
        units.extend(Unit::far(text, next..count));
        Self { text, units: Some(units), is_whole: false }
    }

    /// Replaces the units of each of `cuts`, which ascend, by those that start at its bytes.
    pub(super) fn cut(&mut self, cuts: &[(Range<usize>, Vec<usize>)]) {
        let mut units = Vec::with_capacity(self.len());
        let mut next = 0;
        for (replaced, starts) in cuts {
            units.extend((next..replaced.start).map(|unit| self.unit(unit)));
            let end = self.bytes(replaced.clone()).end;
            let ends = starts.iter().skip(1).chain([&end]);
            let mut old = replaced.clone().peekable();
            for (&start, &end) in starts.iter().zip(ends) {
                let before = |&unit: &usize| self.start(unit) < start;
                while old.next_if(before).is_some() {}
                let same = old.peek().map(|&unit| self.bytes(unit..unit + 1)) == Some(start..end);
                units.push(if same {
                    self.unit(old.peek().map_or(0, |&unit| unit))
                } else {
                    Unit::piece(self.text, start..end)
                });
            }
            next = replaced.end;
        }
        units.extend((next..self.len()).map(|unit| self.unit(unit)));
        self.units = Some(units);
    }

    /// Whether no sentence is left out.
    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// The document.
    pub(super) fn document(&self) -> &'p Prepared<'a> {
        self.text
    }

    /// The comparison text.
    pub(super) fn text(&self) -> &'p str {
        self.text.text()
    }

    /// The number of units.
    pub(super) fn len(&self) -> usize {
        self.units.as_ref().map_or(self.text.sentence_count(), Vec::len)
    }

    /// Whether `unit` is a stretch of sentences, of which none is aligned.
    pub(super) fn is_far(&self, unit: usize) -> bool {
        self.units.as_ref().is_some_and(|units| matches!(units[unit].kind, Kind::Far))
    }

    /// What tells `unit` from units that have other content.
    pub(super) fn id(&self, unit: usize) -> u64 {
        self.units.as_ref().map_or_else(|| self.text.id(unit), |units| units[unit].id)
    }

    /// First byte of `unit` in the comparison text; the end of the text for the one after the last.
    pub(super) fn start(&self, unit: usize) -> usize {
        let Some(units) = &self.units else { return self.text.start(unit) };
        units.get(unit).map_or(self.text().len(), |unit| unit.start)
    }

    /// The bytes of `units` in the comparison text.
    pub(super) fn bytes(&self, units: Range<usize>) -> Range<usize> {
        self.start(units.start)..self.start(units.end)
    }

    /// Content characters of `units`.
    pub(super) fn content_in(&self, units: Range<usize>) -> usize {
        self.content_before(units.end) - self.content_before(units.start)
    }

    fn content_before(&self, unit: usize) -> usize {
        let Some(units) = &self.units else { return self.text.content_before(unit) };
        units.get(unit).map_or(self.text.content(), |unit| unit.content_before)
    }

    /// The bigrams of `unit`; none of a stretch, which is similar to nothing.
    pub(super) fn bigrams(&self, unit: usize) -> &Bigrams {
        static NONE: LazyLock<Bigrams> = LazyLock::new(|| Bigrams::of(""));
        let Some(units) = &self.units else { return self.text.bigrams(unit) };
        match &units[unit].kind {
            &Kind::Sentence(sentence) => self.text.bigrams(sentence),
            Kind::Piece(bigrams) => {
                bigrams.get_or_init(|| Bigrams::of(&self.text()[self.bytes(unit..unit + 1)]))
            }
            Kind::Far => &NONE,
        }
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

    fn unit(&self, unit: usize) -> Unit {
        let known = || self.units.as_ref().map(|units| units[unit].clone());
        known().unwrap_or_else(|| Unit::sentence(self.text, unit))
    }
}

impl Unit {
    fn sentence(text: &Prepared<'_>, sentence: usize) -> Self {
        let (start, content_before) = (text.start(sentence), text.content_before(sentence));
        Self { start, content_before, id: text.id(sentence), kind: Kind::Sentence(sentence) }
    }

    fn piece(text: &Prepared<'_>, bytes: Range<usize>) -> Self {
        Self {
            start: bytes.start,
            content_before: text.content_upto(bytes.start),
            id: cutter::id(&text.text()[bytes]),
            kind: Kind::Piece(OnceLock::new()),
        }
    }

    /// The stretch `sentences`; a single one is no stretch.
    fn far(text: &Prepared<'_>, sentences: Range<usize>) -> Option<Self> {
        let first = (!sentences.is_empty()).then(|| Self::sentence(text, sentences.start))?;
        // No sentence has the id 0, but by a chance of one in 2⁶⁴.
        Some(if sentences.len() > 1 { Self { id: 0, kind: Kind::Far, ..first } } else { first })
    }
}
