//! Everything that can change a result, in one place.

use crate::judge::Verdict;
use crate::lsh::Params;
use crate::normalize::{Rule, Rules};
use crate::report::{MIN_RUN, OptionValue};
use crate::shingle::ShingleOptions;
use crate::tokenize::Keep;
use crate::verify::MatchRule;

/// Everything that can change a result but the inputs and the tokenizer. Nothing checks these values: a threshold near 0 or
/// a recall of 1 asks LSH for signatures without end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options {
    /// Normalization rules.
    pub rules: Rules,
    /// How shingles are made.
    pub shingle: ShingleOptions,
    /// What makes a match.
    pub matching: MatchRule,
    /// The promised probability that a pair at the threshold becomes a candidate, between 0 and 1, neither of them.
    pub recall: f64,
    /// Chooses the hash functions of the signatures.
    pub seed: u64,
    /// For how many clusters, the largest first, differences are worked out.
    pub diffs: Diffs,
    /// From how many content characters on common runs are counted.
    pub min_run: usize,
    /// Where texts go that share a template.
    pub templates: Templates,
    /// How candidates are found.
    pub candidates: CandidateMode,
}

/// How candidates are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateMode {
    /// By the exact join where it costs about as much as LSH, otherwise by LSH.
    Auto,
    /// By LSH, with an audit.
    Lsh,
    /// By the exact join, whatever it costs.
    Exact,
}

impl CandidateMode {
    /// The name used in options and reports.
    pub fn name(self) -> &'static str {
        match self {
            CandidateMode::Auto => "auto",
            CandidateMode::Lsh => "lsh",
            CandidateMode::Exact => "exact",
        }
    }
}

/// Where texts go that share a template and differ in their subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Templates {
    /// Into families of their own, apart from clusters of one text.
    Apart,
    /// Into the clusters.
    Together,
}

impl Templates {
    /// The name used in options and reports.
    pub fn name(self) -> &'static str {
        match self {
            Templates::Apart => "apart",
            Templates::Together => "together",
        }
    }
}

/// For how many clusters differences are worked out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Diffs {
    /// For every cluster.
    All,
    /// For so many, the largest first.
    Largest(u64),
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rules: Rules::default(),
            shingle: ShingleOptions::default(),
            matching: MatchRule::default(),
            recall: 0.99,
            seed: 0,
            diffs: Diffs::Largest(1_000),
            min_run: MIN_RUN,
            templates: Templates::Apart,
            candidates: CandidateMode::Auto,
        }
    }
}

impl Options {
    /// Bands and rows that keep the promise.
    pub fn params(&self) -> Params {
        Params::for_promise(self.matching.threshold, self.recall)
    }

    /// Whether documents with this verdict belong into one cluster.
    pub fn joins(&self, verdict: Verdict) -> bool {
        match verdict {
            Verdict::Match => true,
            Verdict::SameTemplate => self.templates == Templates::Together,
            Verdict::Related => false,
        }
    }

    /// Which tokens take part in shingles.
    pub fn keep(&self) -> Keep {
        Keep::by(self.rules)
    }

    /// Whether the differences of cluster number `id` (from 1) are worked out.
    pub fn compares(&self, id: u32) -> bool {
        match self.diffs {
            Diffs::All => true,
            Diffs::Largest(count) => u64::from(id) <= count,
        }
    }

    /// The options by name, as reports record them.
    pub fn record(&self, tokenizer: &[(String, OptionValue)]) -> Vec<(String, OptionValue)> {
        let on = Rule::ALL.into_iter().filter(|&rule| self.rules.has(rule));
        let rules = on.map(|rule| rule.name().to_owned()).collect();
        let diffs = match self.diffs {
            Diffs::All => OptionValue::Text("all".to_owned()),
            Diffs::Largest(count) => OptionValue::Integer(count),
        };
        let count = |value: usize| OptionValue::Integer(value as u64);
        let tokens = u64::from(self.matching.containment_min_tokens);
        let own = [
            ("threshold", OptionValue::Number(self.matching.threshold)),
            ("containment", OptionValue::Number(self.matching.containment)),
            ("containment_min_tokens", OptionValue::Integer(tokens)),
            ("candidates", OptionValue::Text(self.candidates.name().to_owned())),
            ("recall", OptionValue::Number(self.recall)),
            ("seed", OptionValue::Integer(self.seed)),
            ("shingle", count(self.shingle.width)),
            ("min_tokens", count(self.shingle.min_tokens)),
            ("rules", OptionValue::List(rules)),
            ("diffs", diffs),
            ("min_run", count(self.min_run)),
            ("templates", OptionValue::Text(self.templates.name().to_owned())),
        ];
        let own = own.into_iter().map(|(name, value)| (name.to_owned(), value));
        own.chain(tokenizer.iter().cloned()).collect()
    }
}
