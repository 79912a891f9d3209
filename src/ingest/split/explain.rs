//! Why a page is cut where it is, and not elsewhere.

use ahash::{AHashMap, AHashSet};

use super::heading::{self, Mark};
use super::{Split, is_blank, runs};
use crate::error::Lang;

/// A line that looks like a heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its number in the text, from 1.
    pub line: u64,
    /// The form it has, such as 第N篇.
    pub form: &'static str,
    /// The number in it.
    pub number: u32,
    /// The line without the blanks around it.
    pub heading: String,
    /// Whether the text is cut there.
    pub outcome: Outcome,
}

/// What becomes of a line that looks like a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The text is cut there.
    Cut,
    /// Headings of another form begin before it, or are surer.
    OtherForm,
    /// No text follows before the next such line: a table of contents.
    NoText,
    /// It does not count on from the one before, or stands alone, or what follows is no speech.
    NoCount,
}

impl Outcome {
    /// A stable word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cut => "cut",
            Self::OtherForm => "other-form",
            Self::NoText => "no-text",
            Self::NoCount => "no-count",
        }
    }

    /// Why, in `lang`.
    pub fn why(self, lang: Lang) -> &'static str {
        match self {
            Self::Cut => lang.pick("在此切开", "cut here"),
            Self::OtherForm => {
                lang.pick("另一种标题为准", "no cut: the headings are of another form")
            }
            Self::NoText => lang
                .pick("其下没有正文，像是目录", "no cut: no text below, as in a table of contents"),
            Self::NoCount => lang.pick(
                "编号接不上、只有一个，或其下不像一篇讲话",
                "no cut: it does not count on, is the only one, or no speech follows",
            ),
        }
    }
}

impl Split {
    /// The lines of `text` that look like headings, each with what becomes of it. Where [`Split::page`] cuts is
    /// where the outcome is [`Outcome::Cut`].
    pub fn explain(&self, text: &str) -> Vec<Candidate> {
        let (marks, chosen) = match self {
            Self::None => return Vec::new(),
            Self::At(pattern) => {
                let marks = pattern.marks(text);
                (marks.clone(), marks)
            }
            Self::Auto => {
                let marks = heading::marks(text);
                let chosen = runs::choose(text, &marks).into_iter().cloned().collect();
                (marks, chosen)
            }
        };
        let kind = chosen.first().map(|mark| mark.kind);
        let cuts: AHashSet<usize> = chosen.iter().map(|mark| mark.line.start).collect();
        let (mut at, mut line) = (0, 1);
        let described = marks.iter().zip(have_text(text, &marks)).map(|(mark, has_text)| {
            line += line_ends(&text[at..mark.line.start]);
            at = mark.line.start;
            Candidate {
                line,
                form: mark.kind.name(),
                number: mark.number,
                heading: text[mark.line.clone()].trim_matches(is_blank).to_owned(),
                outcome: match kind {
                    _ if cuts.contains(&at) => Outcome::Cut,
                    Some(kind) if kind != mark.kind => Outcome::OtherForm,
                    _ if has_text => Outcome::NoCount,
                    _ => Outcome::NoText,
                },
            }
        });
        described.collect()
    }
}

/// For each mark, whether there is text before the next one of its form.
fn have_text(text: &str, marks: &[Mark<'_>]) -> Vec<bool> {
    let mut next = AHashMap::new();
    let backwards = marks.iter().rev().map(|mark| {
        let end = next.insert(mark.kind, mark.line.start).unwrap_or(text.len());
        text[mark.line.end..end].chars().any(char::is_alphanumeric)
    });
    let mut found: Vec<bool> = backwards.collect();
    found.reverse();
    found
}

fn line_ends(text: &str) -> u64 {
    let ends = text.matches(['\n', '\r']).count() - text.matches("\r\n").count();
    ends as u64
}
