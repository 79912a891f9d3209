//! What a report says of the options it was made with.

use std::fmt;

use super::Run;
use crate::ingest::{IngestOptions, Pattern, Split, encoding_named};
use crate::normalize::{Rule, Rules};
use crate::report::OptionValue;

/// An option that is missing or has a value that this version does not know: its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrokenOption(pub &'static str);

impl fmt::Display for BrokenOption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "run.options.{}", self.0)
    }
}

impl std::error::Error for BrokenOption {}

impl Run {
    /// The value of a named option that is a name or a text.
    pub fn text_option(&self, name: &str) -> Option<&str> {
        match self.options.get(name) {
            Some(OptionValue::Text(value)) => Some(value),
            _ => None,
        }
    }

    /// How the inputs were read.
    ///
    /// # Errors
    ///
    /// The option that is not known.
    pub fn ingest_options(&self) -> Result<IngestOptions, BrokenOption> {
        let markup = self.rules().has(Rule::Markup);
        let mut options = IngestOptions { markup, ..IngestOptions::default() };
        let named = [
            ("id_field", &mut options.id_field),
            ("text_field", &mut options.text_field),
            ("title_field", &mut options.title_field),
        ];
        for (name, field) in named {
            if let Some(value) = self.text_option(name) {
                value.clone_into(field);
            }
        }
        if let Some(name) = self.text_option("encoding") {
            options.encoding = Some(encoding_named(name).ok_or(BrokenOption("encoding"))?);
        }
        options.split = match self.text_option("split") {
            None => Split::Auto,
            Some("none") => Split::None,
            Some(pattern) => Split::At(Pattern::new(pattern).map_err(|_| BrokenOption("split"))?),
        };
        Ok(options)
    }

    /// The normalization rules that were on.
    pub fn rules(&self) -> Rules {
        let is_on = |rule: &Rule| match self.options.get("rules") {
            Some(OptionValue::List(on)) => on.iter().any(|name| name == rule.name()),
            _ => true,
        };
        let off = Rule::ALL.into_iter().filter(|rule| !is_on(rule));
        off.fold(Rules::default(), Rules::without)
    }
}
