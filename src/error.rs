//! The languages the program speaks, and the reasons for which an input is left out.

mod reason;
mod system;

use std::fmt;

use crate::number::count;
pub use reason::SkipReason;
use reason::short;
pub use system::told;

/// A language for messages and pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The text of the pair that is in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// So many lines of a file that were left out for one reason are told one by one, if there are no more.
const SINGLY: usize = 5;

/// An input, or a part of one, that was left out of the run. The rest of the run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where: a path as it was given, `path:line`, or `-` for standard input.
    pub source: String,
    /// Why.
    pub reason: SkipReason,
    /// How many places of the file or archive this stands for: itself, and later ones that were left out for reasons of its kind.
    pub count: u64,
}

impl Skipped {
    /// A skip of `source` for `reason`.
    pub fn new(source: impl Into<String>, reason: SkipReason) -> Self {
        Self { source: source.into(), reason, count: 1 }
    }

    /// One line: where, what was found, and what to do about it.
    pub fn message(&self, lang: Lang) -> String {
        let message = format!("{}: {}", short(&self.source), self.reason.message(lang));
        match (self.count.saturating_sub(1), lang) {
            (0, _) => message,
            (more, Lang::Zh) => {
                format!("{message}（同一文件或压缩包中另有 {} 处因同类原因略去）", count(more))
            }
            (more, Lang::En) => format!(
                "{message} (and {} more of the same file or archive, for reasons of the same kind)",
                count(more)
            ),
        }
    }

    /// The file and the line, by which places stand in order; 0 for a file as a whole.
    pub fn place(&self) -> (&str, u64) {
        let line = self.source.rsplit_once(':');
        let line = line.and_then(|(file, line)| Some((file, line.parse().ok()?)));
        line.unwrap_or((&self.source, 0))
    }

    /// Whether the run lacks something for it. Results of this program were never meant to be read, what is read at
    /// another place is there, and what stands above the speeches of a page mostly introduces them.
    pub fn is_loss(&self) -> bool {
        let harmless = [SkipReason::OwnOutput, SkipReason::LinkedTwice, SkipReason::Preamble];
        harmless.iter().all(|known| known.code() != self.reason.code())
    }

    /// The same where it was named as the one text to read.
    pub fn of_one(self) -> Self {
        let reason = match self.reason {
            SkipReason::OwnOutput => SkipReason::NamedOutput,
            other => other,
        };
        Self { reason, ..self }
    }

    /// As they are told to people: of more than five lines of a file, one after the other, that were left out for one reason,
    /// the first stands for all. Linear.
    pub fn told(all: &[Self]) -> Vec<Self> {
        let same = |a: &Self, b: &Self| a.place().0 == b.place().0 && a.reason == b.reason;
        let mut told = Vec::new();
        for run in all.chunk_by(same) {
            match run {
                [first, ..] if run.len() > SINGLY => {
                    told.push(Self { count: Self::total(run), ..first.clone() });
                }
                few => told.extend_from_slice(few),
            }
        }
        told
    }

    /// How many places were left out.
    pub fn total(all: &[Self]) -> u64 {
        all.iter().map(|skipped| skipped.count).fold(0, u64::saturating_add)
    }
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for Skipped {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stand_in_the_order_of_their_lines() {
        let place = |source: &str| Skipped::new(source, SkipReason::Empty);
        let mut all = ["a:10", "a:9", "b", "a", "a:x", "a:100"].map(place);
        all.sort_by(|a, b| a.place().cmp(&b.place()));
        let sources = all.iter().map(|skipped| skipped.source.as_str());
        assert_eq!(sources.collect::<Vec<_>>(), ["a", "a:9", "a:10", "a:100", "a:x", "b"]);
    }

    #[test]
    fn many_lines_left_out_for_one_reason_are_told_once() {
        let skipped =
            |source: &str, count| Skipped { count, ..Skipped::new(source, SkipReason::Empty) };
        let line = |number: u64| skipped(&format!("a:{number}"), 1);
        let few = [line(1), line(2), line(3), line(4), line(5), skipped("b", 1)];
        assert_eq!(Skipped::told(&few), few);
        let other = Skipped::new("a:7", SkipReason::OpenQuote);
        let rest = [other, line(8), skipped("b:7", 1)];
        let many = [&few[..5], &[skipped("a:6", 7)], &rest].concat();
        let told = [&[skipped("a:1", 12)], &rest[..]].concat();
        assert_eq!(Skipped::told(&many), told);
        assert_eq!(Skipped::total(&many), Skipped::total(&told));
    }
}
