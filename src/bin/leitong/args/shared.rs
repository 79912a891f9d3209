//! Arguments that several subcommands have.

use std::fmt::Display;
use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};
use leitong::ingest::{Encoding, IngestOptions, Pattern, Split, encoding_named};
use leitong::normalize::{Rule, Rules};
use leitong::report::Settings;

use super::mistyped::Expected;

#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// How two texts stand in a terminal: a line for each difference, or side by side; auto is side by side from 120
    /// columns on
    #[arg(long, value_enum, default_value_t = LayoutName::Auto)]
    pub(crate) layout: LayoutName,
    /// Characters shown before and after each difference in text and Markdown
    #[arg(long, value_name = "CHARACTERS", default_value_t = Settings::default().context, value_parser = whole(0_usize, None))]
    pub(crate) context: usize,
}

#[derive(Debug, Args)]
pub(crate) struct TokenizerArgs {
    /// How to cut text into tokens
    #[arg(long, value_enum, default_value_t = TokenizerName::Jieba)]
    pub(crate) tokenizer: TokenizerName,
    /// Let jieba's hidden Markov model join unknown characters into words
    #[arg(long)]
    pub(crate) hmm: bool,
    /// Add the words of a dictionary: lines of `word [frequency] [tag]`
    #[arg(long, value_name = "FILE")]
    pub(crate) dict: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(crate) struct IngestArgs {
    /// The field of a JSON record, or the column of a table, that holds the id
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
    /// The field or column that holds the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// The field or column that holds the title
    #[arg(long, value_name = "NAME", default_value = "title")]
    title_field: String,
    /// The encoding of all text files, such as gb18030 or big5 [default: found for each file]
    #[arg(long, value_name = "NAME", value_parser = encoding)]
    pub(crate) encoding: Option<&'static Encoding>,
    /// Where pages of several speeches are taken apart: auto at headings that count, none nowhere, or a regular
    /// expression at the lines it matches, with the title in its first group
    #[arg(long, value_name = "auto|none|REGEX", default_value = "auto", value_parser = split)]
    pub(crate) split: Split,
}

#[derive(Debug, Args)]
pub(crate) struct RuleArgs {
    /// Turn off a normalization rule: markup (of web pages), layout, width, script, case or punctuation; may be given
    /// several times
    #[arg(long, value_name = "NAME", value_parser = no_rule)]
    no_rule: Vec<Rule>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum TokenizerName {
    /// words by jieba
    Jieba,
    /// every character by itself
    Chars,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LayoutName {
    /// by the width of the terminal
    Auto,
    /// a line for each difference
    Inline,
    /// both texts in columns
    Side,
}

impl TokenizerName {
    /// The name reports record.
    pub(crate) fn name(self) -> &'static str {
        match self {
            TokenizerName::Jieba => "jieba",
            TokenizerName::Chars => "chars",
        }
    }
}

impl IngestArgs {
    /// The fields that are not the usual ones, by the names reports record.
    pub(crate) fn fields(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let usual = IngestOptions::default();
        let named = [
            ("id_field", &self.id_field, usual.id_field),
            ("text_field", &self.text_field, usual.text_field),
            ("title_field", &self.title_field, usual.title_field),
        ];
        let other = named.into_iter().filter(|(_, field, usual)| *field != usual);
        other.map(|(name, field, _)| (name, field.as_str()))
    }

    pub(crate) fn options(&self) -> IngestOptions {
        IngestOptions {
            id_field: self.id_field.clone(),
            text_field: self.text_field.clone(),
            title_field: self.title_field.clone(),
            split: self.split.clone(),
            encoding: self.encoding,
            ..IngestOptions::default()
        }
    }
}

impl RuleArgs {
    pub(super) fn rules(&self) -> Rules {
        self.no_rule.iter().copied().fold(Rules::default(), Rules::without)
    }

    /// How inputs are read by these rules.
    pub(super) fn ingest(&self, args: &IngestArgs) -> IngestOptions {
        IngestOptions { markup: self.rules().has(Rule::Markup), ..args.options() }
    }
}

/// A whole number from `least` on, up to `most` if that is told.
pub(super) fn whole<T>(least: T, most: Option<T>) -> impl Fn(&str) -> Result<T, Expected> + Clone
where
    T: Copy + Display + FromStr + PartialOrd,
{
    let expected = move || match most {
        Some(most) => Expected::new(
            format!("应为 {least} 至 {most} 的整数"),
            format!("expected a whole number from {least} to {most}"),
        ),
        None => Expected::new(
            format!("应为不小于 {least} 的整数"),
            format!("expected a whole number from {least} on"),
        ),
    };
    move |typed| {
        let value = typed.parse().map_err(|_| expected())?;
        let fits = value >= least && most.is_none_or(|most| value <= most);
        fits.then_some(value).ok_or_else(expected)
    }
}

/// One of some things by its name.
pub(super) fn named<T: Copy, const N: usize>(
    typed: &str,
    all: [T; N],
    name: fn(T) -> &'static str,
) -> Result<T, Expected> {
    let known = all.into_iter().find(|&known| name(known) == typed.trim());
    let names = all.map(name);
    known.ok_or_else(|| {
        Expected::new(
            format!("应为 {}", names.join("、")),
            format!("expected one of {}", names.join(", ")),
        )
    })
}

fn no_rule(typed: &str) -> Result<Rule, Expected> {
    named(typed, Rule::ALL, Rule::name)
}

fn encoding(typed: &str) -> Result<&'static Encoding, Expected> {
    encoding_named(typed).ok_or_else(|| {
        Expected::new(
            "应为一种编码，如 utf-8、gb18030、big5、utf-16le、utf-16be",
            "expected an encoding, such as utf-8, gb18030, big5, utf-16le or utf-16be",
        )
    })
}

fn split(typed: &str) -> Result<Split, Expected> {
    match typed {
        "auto" => Ok(Split::Auto),
        "none" => Ok(Split::None),
        _ => Pattern::new(typed)
            .map(Split::At)
            .map_err(|error| Expected::new(format!("应为正则表达式：{}", last(&error)), error)),
    }
}

/// What the parser of patterns says last, after it has shown where.
fn last(error: &str) -> &str {
    let line = error.lines().last().unwrap_or_default();
    line.strip_prefix("error: ").unwrap_or(line)
}
