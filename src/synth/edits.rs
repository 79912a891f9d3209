//! What is made from an original: the same speech varied, cut, moved, laid out or misread.

use std::ops::Range;

use ahash::AHashMap;
use hanconv::RawDictionary;

use super::families::Place;
use super::rng::Rng;
use super::speech::{Speech, Variation, Writer};
use super::{Kind, Shape, words};

/// Makes texts of speeches.
#[derive(Debug)]
pub(super) struct Press {
    traditional: AHashMap<char, char>,
    common: Vec<char>,
}

impl Press {
    pub(super) fn new() -> Self {
        let single = |text: &str| text.chars().next().filter(|c| c.len_utf8() == text.len());
        let traditional = RawDictionary::STCharacters
            .iter()
            .filter_map(|(from, to)| Some((single(from)?, single(to)?)))
            .collect();
        Self { traditional, common: words::COMMON.chars().collect() }
    }

    /// The title and the text of a document.
    pub(super) fn make(&self, writer: &Writer, place: &Place) -> (String, String) {
        let seed = writer.seed(place.slot);
        let rng = &mut Rng::new(seed, 1);
        let mut speech =
            writer.speech(place.first, variation(writer.shape(), place.kind, seed, rng));
        match place.kind {
            Kind::Truncated => truncate(&mut speech, rng),
            Kind::Excerpt => excerpt(&mut speech, rng),
            Kind::Reordered => reorder(&mut speech, rng),
            Kind::Spliced => {
                splice(&mut speech, writer.speech(place.sources[1], Variation::default()));
            }
            _ => {}
        }
        let text = match place.kind {
            Kind::Layout => wrapped(&speech, rng.between(28, 44)),
            Kind::Excerpt => laid_out(&speech, false),
            _ => laid_out(&speech, true),
        };
        match place.kind {
            Kind::Punctuation => (speech.title, repunctuate(&text, rng)),
            Kind::Traditional => (self.traditional(&speech.title), self.traditional(&text)),
            Kind::Misread => (speech.title, self.misread(&text, rng)),
            Kind::BrokenOff => (speech.title, break_off(text, rng)),
            _ => (speech.title, text),
        }
    }

    fn traditional(&self, text: &str) -> String {
        text.chars().map(|c| self.traditional.get(&c).copied().unwrap_or(c)).collect()
    }

    fn misread(&self, text: &str, rng: &mut Rng) -> String {
        let rate = rng.between(200, 600);
        let other = |c, rng: &mut Rng| match self.common[rng.index(self.common.len())] {
            same if same == c => '口',
            other => other,
        };
        let read = |c| if is_han(c) && rng.chance(rate) { other(c, rng) } else { c };
        text.chars().map(read).collect()
    }
}

fn is_han(c: char) -> bool {
    ('\u{4E00}'..='\u{9FFF}').contains(&c)
}

fn variation(shape: Shape, kind: Kind, seed: u64, rng: &mut Rng) -> Variation {
    let same = Variation { seed, ..Variation::default() };
    match (kind, shape) {
        (Kind::Light, Shape::Versions(_)) => Variation { words: rng.between(20, 150), ..same },
        // Two of five words were filled in.
        (Kind::Light, _) => Variation { words: rng.between(200, 900), ..same },
        (Kind::Figures, _) => Variation { figures: 4, ..same },
        (Kind::OtherCounty, _) => Variation { names: true, figures: 1, ..same },
        _ => same,
    }
}

/// Keeps some sentences, by their numbers. A heading stays with the first sentence of its section.
fn keep(speech: &mut Speech, kept: Range<usize>) {
    let mut number = 0;
    for section in &mut speech.sections {
        if !kept.contains(&number) {
            section.heading = None;
        }
        for paragraph in &mut section.paragraphs {
            paragraph.retain(|_| {
                number += 1;
                kept.contains(&(number - 1))
            });
        }
        section.paragraphs.retain(|paragraph| !paragraph.is_empty());
    }
    speech.sections.retain(|section| !section.paragraphs.is_empty());
}

/// The lengths of all sentences.
fn lengths(speech: &Speech) -> Vec<usize> {
    speech.sections.iter().flat_map(|s| s.paragraphs.iter().flatten().map(String::len)).collect()
}

/// The number of the sentence in which the given hundredth of the text ends.
fn sentence_at(lengths: &[usize], hundredth: u64) -> usize {
    let end = lengths.iter().sum::<usize>() * hundredth as usize / 100;
    let mut sum = 0;
    lengths.iter().take_while(|&&length| (sum += length, sum <= end).1).count()
}

fn truncate(speech: &mut Speech, rng: &mut Rng) {
    let end = sentence_at(&lengths(speech), rng.between(55, 85)).max(1);
    keep(speech, 0..end);
}

fn excerpt(speech: &mut Speech, rng: &mut Rng) {
    let share = rng.between(25, 50);
    let start = rng.between(5, 95 - share);
    let lengths = lengths(speech);
    let first = sentence_at(&lengths, start);
    keep(speech, first..sentence_at(&lengths, start + share).max(first + 1));
}

/// Turns the sections with headings by one place or more, and swaps the first two if there are more.
fn reorder(speech: &mut Speech, rng: &mut Rng) {
    let last = speech.sections.len().saturating_sub(1).max(1);
    let sections = &mut speech.sections[1..last];
    let by = rng.between(1, sections.len().saturating_sub(1).max(1) as u64) as usize;
    sections.rotate_left(by.min(sections.len()));
    if sections.len() > 3 {
        sections.swap(0, 1);
    }
}

fn splice(speech: &mut Speech, mut other: Speech) {
    let (half, all) = (sentence_at(&lengths(speech), 50), lengths(&other).len());
    keep(speech, 0..half.max(1));
    let half = sentence_at(&lengths(&other), 50);
    keep(&mut other, half..all);
    speech.sections.append(&mut other.sections);
}

/// The lines of a speech: its title, the address, headings with their numbers, paragraphs.
fn lines(speech: &Speech, head: bool) -> Vec<String> {
    let mut lines = Vec::new();
    if head && !speech.title.is_empty() {
        lines.extend([speech.title.clone(), "同志们：".to_owned()]);
    }
    let mut number = 0;
    for section in &speech.sections {
        if let Some(heading) = &section.heading {
            number += 1;
            lines.push(format!("{}、{heading}", numeral(number)));
        }
        lines.extend(section.paragraphs.iter().map(|paragraph| paragraph.concat()));
    }
    lines
}

fn numeral(number: usize) -> &'static str {
    ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"]
        [(number - 1).min(11)]
}

fn laid_out(speech: &Speech, head: bool) -> String {
    let indent = if speech.title.is_empty() { "" } else { "\u{3000}\u{3000}" };
    let mut out = String::new();
    for (number, line) in lines(speech, head).iter().enumerate() {
        if number > 1 || !head {
            out.push_str(indent);
        }
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// Hard lines of `width` characters, an empty line after each paragraph, no indents. A number stays whole.
fn wrapped(speech: &Speech, width: u64) -> String {
    let mut out = String::new();
    for line in lines(speech, true) {
        let (mut column, mut before) = (0, ' ');
        for c in line.chars() {
            if column >= width && !(before.is_ascii() && c.is_ascii()) {
                out.push('\n');
                column = 0;
            }
            out.push(c);
            (column, before) = (column + 1, c);
        }
        out.push_str("\n\n");
    }
    out
}

/// Other punctuation in 15 to 40 % of the places, the first one in any case.
fn repunctuate(text: &str, rng: &mut Rng) -> String {
    let rate = rng.between(1_500, 4_000);
    let mut first = true;
    let mark = |c| {
        let others: &[char] = match c {
            '，' => &['；', '、', ','],
            '。' => &['；', '！'],
            '、' => &['，'],
            '；' => &['，', '。'],
            '：' => &['，', ':'],
            _ => return c,
        };
        let change = rng.chance(rate) || std::mem::take(&mut first);
        if change { others[rng.index(others.len())] } else { c }
    };
    text.chars().map(mark).collect()
}

/// Cuts the text after 55 to 90 %, between two characters of a sentence.
fn break_off(mut text: String, rng: &mut Rng) -> String {
    let target = text.len() * rng.between(55, 90) as usize / 100;
    let mut before = ' ';
    let cut = text.char_indices().find(|&(at, c)| {
        let inside = is_han(before) && is_han(c);
        before = c;
        at >= target && inside
    });
    let cut = cut.map_or(text.len(), |(at, _)| at);
    text.truncate(cut);
    text
}
