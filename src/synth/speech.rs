//! Writes an original speech: sentences from the grammar, filled from word lists, names and figures.
//!
//! Three seeds drive it. The frame's chooses sentences and words, and it alone decides how long the text
//! is; the names' and the figures' fill what is left open, so that the same frame with other names and
//! figures is another county's speech on the same template.

use super::rng::{Rng, hash};
use super::{Shape, SynthOptions, phrases, words};

/// About how many bytes the giant has.
const GIANT: u64 = 64 << 20;

/// A speech by its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Speech {
    pub(super) title: String,
    pub(super) sections: Vec<Section>,
}

/// A part of a speech; the opening and the closing have no heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) heading: Option<String>,
    /// Paragraphs of sentences.
    pub(super) paragraphs: Vec<Vec<String>>,
}

/// How a speech is to differ from the original of the same frame.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Variation {
    /// Where other names and figures come from.
    pub(super) seed: u64,
    /// In how many of 10,000 cases another word is filled in; once at least if not 0.
    pub(super) words: u64,
    /// Other names.
    pub(super) names: bool,
    /// Which of the figures are other ones: one in so many; 0: none.
    pub(super) figures: u64,
}

/// Writes the originals of one collection.
#[derive(Debug)]
pub(super) struct Writer {
    seed: u64,
    options: SynthOptions,
    lists: Lists,
    stock: Vec<u64>,
}

/// The word lists, cut.
#[derive(Debug)]
struct Lists {
    by_letter: [Vec<&'static str>; 26],
    units: Vec<&'static str>,
    first: Vec<&'static str>,
    second: Vec<&'static str>,
    surnames: Vec<&'static str>,
    given: Vec<&'static str>,
}

impl Lists {
    fn new() -> Self {
        let cut = |list: &'static str| list.split_whitespace().collect::<Vec<_>>();
        let mut by_letter: [Vec<&'static str>; 26] = Default::default();
        for (letter, list) in [
            (b'v', words::VERBS),
            (b'a', words::ADVERBS),
            (b'n', words::NOUNS),
            (b'm', words::MODIFIERS),
            (b's', words::SUBJECTS),
            (b'p', words::FIELDS),
            (b'q', words::RESULTS),
            (b'i', words::IDIOMS),
            (b'k', words::MEANS),
            (b't', words::TIMES),
            (b'b', words::PROBLEMS),
        ] {
            by_letter[usize::from(letter - b'a')] = cut(list);
        }
        Self {
            by_letter,
            units: cut(words::UNITS),
            first: cut(words::PLACE_FIRST),
            second: cut(words::PLACE_SECOND),
            surnames: cut(words::SURNAMES),
            given: cut(words::GIVEN),
        }
    }

    fn place(&self, rng: &mut Rng, kinds: &[&str]) -> String {
        [pick(rng, &self.first), pick(rng, &self.second), pick(rng, kinds)].concat()
    }

    fn person(&self, rng: &mut Rng) -> String {
        let given = (0..rng.between(1, 2)).map(|_| pick(rng, &self.given)).collect::<String>();
        format!("{}{given}", pick(rng, &self.surnames))
    }
}

fn pick<'a>(rng: &mut Rng, list: &[&'a str]) -> &'a str {
    list[rng.index(list.len())]
}

impl Writer {
    pub(super) fn new(options: &SynthOptions) -> Self {
        // Zipf's law: the weight of a sentence is one by its rank.
        let mut sum = 0;
        let stock = (0..phrases::STOCK.len() as u64).map(|rank| {
            sum += 1_000_000 / (rank + 3);
            sum
        });
        Self {
            seed: hash(options.seed, 0x74657874),
            options: options.clone(),
            stock: stock.collect(),
            lists: Lists::new(),
        }
    }

    /// A seed for what is done to the text of a slot.
    pub(super) fn seed(&self, slot: u64) -> u64 {
        hash(!self.seed, slot)
    }

    /// The shape of the collection.
    pub(super) fn shape(&self) -> Shape {
        self.options.shape
    }

    /// The speech of the frame of `slot`.
    pub(super) fn speech(&self, slot: u64, variation: Variation) -> Speech {
        let mut pen = Pen::new(self, slot, variation);
        let target = self.target(slot, &mut pen.frame);
        if self.options.shape == Shape::IdenticalLines {
            return lines(target);
        }
        let mut speech = Speech { title: pen.one_of(phrases::TITLES), sections: Vec::new() };
        speech.sections.push(pen.opening());
        let sections = pen.frame.between(3, 6);
        for done in 0..sections {
            let share = target.saturating_sub(pen.length) / (sections - done);
            let until = pen.length + share;
            speech.sections.push(pen.section(until));
        }
        speech.sections.push(pen.closing());
        speech
    }

    fn target(&self, slot: u64, rng: &mut Rng) -> u64 {
        let (low, high) = self.options.characters;
        let characters = rng.between(low, high).saturating_sub(60); // the closing
        let giant = self.options.shape == Shape::Giant && slot + 1 == self.options.documents;
        if giant { GIANT / 3 } else { characters }
    }
}

fn lines(target: u64) -> Speech {
    let length = phrases::LINE.chars().count() as u64;
    let lines = vec![vec![phrases::LINE.to_owned()]; (target / length).max(1) as usize];
    let section = Section { heading: None, paragraphs: lines };
    Speech { title: String::new(), sections: vec![section] }
}

/// What writes one speech.
struct Pen<'a> {
    writer: &'a Writer,
    variation: Variation,
    frame: Rng,
    edits: Rng,
    figures: u64,
    names: Names,
    year: u64,
    /// How many figures were written.
    count: u64,
    /// How many words were filled in.
    filled: u64,
    /// The word that is replaced in any case.
    always: u64,
    /// Characters so far, as the frame has them: the same for all variations.
    length: u64,
    /// In how many of 10,000 cases a sentence is a stock sentence.
    stock: u64,
    /// The stock sentences that were used, by bit.
    used: u128,
}

struct Names {
    county: String,
    towns: Vec<String>,
    people: Vec<String>,
}

impl Names {
    fn new(lists: &Lists, seed: u64) -> Self {
        let mut rng = Rng::new(seed, 0);
        Self {
            county: lists.place(&mut rng, &["县", "县", "市", "区"]),
            towns: (0..9).map(|_| lists.place(&mut rng, &["镇", "乡", "街道", "村"])).collect(),
            people: (0..4).map(|_| lists.person(&mut rng)).collect(),
        }
    }
}

impl<'a> Pen<'a> {
    fn new(writer: &'a Writer, slot: u64, variation: Variation) -> Self {
        let text = hash(writer.seed, slot);
        let other = |stream, yes| hash(if yes { variation.seed } else { text }, stream);
        let mut frame = Rng::new(text, 1);
        let mut edits = Rng::new(variation.seed, 4);
        Self {
            writer,
            variation,
            names: Names::new(&writer.lists, other(2, variation.names)),
            figures: hash(text, 3),
            year: 1998
                + hash(text, 5) % 12
                + if variation.figures > 0 { 1 + hash(variation.seed, 5) % 12 } else { 0 },
            count: 0,
            filled: 0,
            always: edits.between(10, 30),
            length: 0,
            stock: frame.between(2_000, 4_000),
            used: 0,
            frame,
            edits,
        }
    }

    fn one_of(&mut self, rules: &[&str]) -> String {
        let mut out = String::with_capacity(160);
        self.expand(rules, &mut out);
        out
    }

    fn expand(&mut self, rules: &[&str], out: &mut String) {
        let rule = pick(&mut self.frame, rules);
        for c in rule.chars() {
            match c {
                'O' => self.expand(phrases::OBJECTS, out),
                'A' => self.expand(phrases::ACTIONS, out),
                'a'..='x' => self.word(c, out),
                'P' | 'T' | 'X' => self.name(c, out),
                'Y' | 'y' | 'D' | 'F' | 'R' => self.figure(c, out),
                _ => {
                    out.push(c);
                    self.length += 1;
                }
            }
        }
    }

    fn word(&mut self, letter: char, out: &mut String) {
        let list = &self.writer.lists.by_letter[letter as usize - 'a' as usize];
        let index = self.frame.index(list.len());
        self.length += list[index].len() as u64 / 3;
        self.filled += 1;
        let rate = self.variation.words;
        let replace = rate > 0 && (self.edits.chance(rate) || self.filled == self.always);
        let other = if replace { 1 + self.edits.index(list.len() - 1) } else { 0 };
        out.push_str(list[(index + other) % list.len()]);
    }

    fn name(&mut self, letter: char, out: &mut String) {
        self.length += 3;
        out.push_str(match letter {
            'P' => &self.names.county,
            'T' => &self.names.towns[self.frame.index(self.names.towns.len())],
            _ => &self.names.people[self.frame.index(self.names.people.len())],
        });
    }

    fn figure(&mut self, letter: char, out: &mut String) {
        self.length += 4;
        let mut rng = self.digits();
        let text = match letter {
            'Y' => self.year.to_string(),
            'y' => format!("{}年", self.year - 1),
            'D' => format!("{}月{}日", rng.between(1, 12), rng.between(1, 28)),
            'R' => format!("{}.{}%", rng.between(1, 69), rng.between(0, 9)),
            _ => self.quantity(&mut rng),
        };
        out.push_str(&text);
    }

    fn quantity(&mut self, rng: &mut Rng) -> String {
        let unit = pick(&mut self.frame, &self.writer.lists.units);
        match self.frame.below(3) {
            0 => format!("{}{unit}", rng.between(11, 99)),
            1 => format!("{}{unit}", rng.between(101, 9_899)),
            _ => format!("{}.{}{unit}", rng.between(1, 99), rng.between(1, 9)),
        }
    }

    /// The digits of the next figure: the original's, or other ones.
    fn digits(&mut self) -> Rng {
        self.count += 1;
        let every = self.variation.figures;
        let other = every > 0 && hash(self.variation.seed, self.count).is_multiple_of(every);
        Rng::new(if other { !self.variation.seed } else { self.figures }, self.count)
    }

    fn stock(&mut self) -> String {
        let weights = &self.writer.stock;
        let sum = weights[weights.len() - 1];
        let mut found = 0;
        for _ in 0..12 {
            let at = self.frame.below(sum);
            found = weights.partition_point(|&weight| weight <= at);
            if self.used >> found & 1 == 0 {
                break;
            }
        }
        self.used |= 1 << found;
        let sentence = phrases::STOCK[found];
        self.length += sentence.len() as u64 / 3;
        sentence.to_owned()
    }

    fn sentence(&mut self) -> String {
        if self.frame.chance(self.stock) { self.stock() } else { self.stopped(phrases::SENTENCES) }
    }

    fn stopped(&mut self, rules: &[&str]) -> String {
        let mut sentence = self.one_of(rules);
        sentence.push('。');
        self.length += 1;
        sentence
    }

    fn opening(&mut self) -> Section {
        let opening = vec![self.stopped(phrases::OPENINGS), self.stock()];
        Section { heading: None, paragraphs: vec![opening] }
    }

    fn closing(&mut self) -> Section {
        let mut closing = vec![self.stock(), self.stock()];
        if self.writer.options.shape == Shape::StockPhrase {
            closing.push(phrases::EVERYWHERE.to_owned());
        }
        Section { heading: None, paragraphs: vec![closing] }
    }

    /// A section that ends with the sentence that reaches `until` characters; it has one at least.
    fn section(&mut self, until: u64) -> Section {
        let heading = Some(self.one_of(phrases::HEADINGS));
        let mut paragraphs = vec![vec![self.sentence()]];
        let mut room = self.frame.between(2, 6);
        while self.length < until {
            if room == 0 {
                paragraphs.push(Vec::new());
                room = self.frame.between(3, 7);
            }
            let sentence = self.sentence();
            paragraphs.last_mut().expect("there is one").push(sentence);
            room -= 1;
        }
        Section { heading, paragraphs }
    }
}
