//! A naive account of a collection, to hold reports against: its own shingles in plain sets, no hash, no
//! sketch, every pair compared. It shares with the program only jieba and the comparison text.

use std::collections::{BTreeMap, BTreeSet};

use leitong::normalize::{Normalizer, Rules};
use leitong::synth::SynthDocument;

/// Tokens in a shingle, by default.
const WIDTH: usize = 3;

/// What is known of one document.
pub(crate) struct Text {
    pub(crate) id: String,
    /// The document with the smallest id that has the same comparison text; most often itself.
    pub(crate) first: usize,
    pub(crate) tokens: usize,
    /// Letters, ideographs and digits.
    pub(crate) content: u64,
    shingles: BTreeSet<usize>,
}

/// The figures of two documents: the sizes of their shingle sets, and of what both have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figures {
    pub(crate) a: usize,
    pub(crate) b: usize,
    pub(crate) common: usize,
}

impl Figures {
    pub(crate) fn jaccard(self) -> f64 {
        self.common as f64 / (self.a + self.b - self.common) as f64
    }

    pub(crate) fn containments(self) -> (f64, f64) {
        (self.common as f64 / self.a as f64, self.common as f64 / self.b as f64)
    }
}

/// A collection, in the order of the ids.
pub(crate) struct Oracle(Vec<Text>);

impl Oracle {
    pub(crate) fn new(documents: &[SynthDocument]) -> Self {
        let jieba = jieba_rs::Jieba::new();
        let normalizer = Normalizer::new(Rules::default());
        let mut firsts: BTreeMap<String, usize> = BTreeMap::new();
        let mut numbers: BTreeMap<[String; WIDTH], usize> = BTreeMap::new();
        let text = |(place, document): (usize, &SynthDocument)| {
            let text = normalizer.comparison_text(&document.text);
            let words = jieba.cut(&text, false).into_iter().map(|word| word.word.to_owned());
            let words: Vec<String> =
                words.filter(|word| word.contains(char::is_alphanumeric)).collect();
            let mut shingles = BTreeSet::new();
            for run in words.windows(WIDTH) {
                let run = [0, 1, 2].map(|word| run[word].clone());
                let next = numbers.len();
                shingles.insert(*numbers.entry(run).or_insert(next));
            }
            Text {
                id: document.id.clone(),
                tokens: words.len(),
                content: text.chars().filter(|c| c.is_alphanumeric()).count() as u64,
                first: *firsts.entry(text).or_insert(place),
                shingles,
            }
        };
        Self(documents.iter().enumerate().map(text).collect())
    }

    pub(crate) fn texts(&self) -> &[Text] {
        &self.0
    }

    pub(crate) fn text(&self, id: &str) -> &Text {
        let place = self.0.binary_search_by(|text| text.id.as_str().cmp(id));
        &self.0[place.expect("an id of the collection")]
    }

    /// All pairs of documents that are not folded into another.
    pub(crate) fn pairs(&self) -> impl Iterator<Item = (&Text, &Text)> {
        let texts = self.0.iter().enumerate().filter(|(place, text)| text.first == *place);
        let texts: Vec<&Text> = texts.map(|(_, text)| text).collect();
        (0..texts.len()).flat_map(move |a| {
            let others: Vec<_> = texts[a + 1..].iter().map(|&b| (texts[a], b)).collect();
            others
        })
    }
}

impl Text {
    pub(crate) fn against(&self, other: &Text) -> Figures {
        let common = self.shingles.intersection(&other.shingles).count();
        Figures { a: self.shingles.len(), b: other.shingles.len(), common }
    }
}
