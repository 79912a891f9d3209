//! Headings that the user describes.

use regex::{Captures, Regex};

use super::heading::{Kind, Mark, lines};
use super::is_blank;

/// A pattern of heading lines. It is tried on each line without the blanks around it; the title is what its first
/// group holds, or the line.
#[derive(Clone, Debug)]
pub struct Pattern(Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

impl Pattern {
    /// A pattern from a regular expression.
    ///
    /// # Errors
    ///
    /// What the expression's parser says.
    pub fn new(expression: &str) -> Result<Self, String> {
        Regex::new(expression).map(Self).map_err(|error| error.to_string())
    }

    /// The expression.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The lines of `text` that the pattern matches, numbered from 1. Blank lines are none.
    pub(super) fn marks<'t>(&self, text: &'t str) -> Vec<Mark<'t>> {
        let found = lines(text).filter_map(|(line, range)| {
            let line = line.trim_matches(is_blank);
            let captures = self.0.captures(line).filter(|_| !line.is_empty())?;
            Some((title(&captures, line), range))
        });
        let numbered = (1..).zip(found);
        numbered
            .map(|(number, (title, line))| Mark { kind: Kind::Given, number, title, line })
            .collect()
    }
}

fn title<'t>(captures: &Captures<'t>, line: &'t str) -> &'t str {
    captures.get(1).map_or(line, |group| group.as_str()).trim_matches(is_blank)
}
