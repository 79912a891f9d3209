//! The options of a run, from what its report says of them.

use super::{CandidateMode, Diffs, Options, Templates};
use crate::report::OptionValue;
use crate::report::wire::{BrokenOption, Run};
use crate::shingle::ShingleOptions;
use crate::verify::MatchRule;

impl Options {
    /// The options of `run`: what [`Options::record`] made of them.
    ///
    /// # Errors
    ///
    /// The first option that is missing or has a value that this version does not know.
    pub fn recorded(run: &Run) -> Result<Self, BrokenOption> {
        let number = |name: &'static str| match run.options.get(name) {
            Some(&OptionValue::Number(value)) => Ok(value),
            Some(&OptionValue::Integer(value)) => Ok(value as f64),
            _ => Err(BrokenOption(name)),
        };
        // As arguments are: with other values bands could not be counted.
        let ratio = |name: &'static str, fits: fn(f64) -> bool| {
            number(name)
                .and_then(|value| if fits(value) { Ok(value) } else { Err(BrokenOption(name)) })
        };
        let integer = |name: &'static str| match run.options.get(name) {
            Some(&OptionValue::Integer(value)) => Ok(value),
            _ => Err(BrokenOption(name)),
        };
        let count = |name| integer(name).map(|value| value as usize);
        Ok(Self {
            rules: run.rules(),
            shingle: ShingleOptions { width: count("shingle")?, min_tokens: count("min_tokens")? },
            matching: MatchRule {
                threshold: ratio("threshold", |value| {
                    (MatchRule::LEAST_THRESHOLD..=1.0).contains(&value)
                })?,
                containment: ratio("containment", |value| value > 0.0 && value <= 1.0)?,
                containment_min_tokens: integer("containment_min_tokens")? as u32,
            },
            recall: ratio("recall", |value| value > 0.0 && value < 1.0)?,
            seed: integer("seed")?,
            diffs: match run.text_option("diffs") {
                Some("all") => Diffs::All,
                _ => Diffs::Largest(integer("diffs")?),
            },
            min_run: count("min_run")?,
            templates: [Templates::Apart, Templates::Together]
                .into_iter()
                .find(|known| run.text_option("templates") == Some(known.name()))
                .ok_or(BrokenOption("templates"))?,
            candidates: [CandidateMode::Auto, CandidateMode::Lsh, CandidateMode::Exact]
                .into_iter()
                .find(|known| run.text_option("candidates") == Some(known.name()))
                .ok_or(BrokenOption("candidates"))?,
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::normalize::{Rule, Rules};
    use crate::report::wire;

    /// A run that records `options`, by way of its JSON.
    fn run(options: &Options) -> Run {
        let counts = wire::Counts::default();
        let recall =
            serde_json::json!({ "promised": 1.0, "method": "exact", "bands": 0, "rows": 0 });
        let record = wire::Ordered(options.record(&[]));
        let run = serde_json::json!({
            "version": "1", "inputs": [], "options": record, "counts": counts, "recall": recall,
        });
        serde_json::from_value(run).expect("a run")
    }

    proptest! {
        #[test]
        fn what_is_recorded_is_read_again(
            off in proptest::sample::subsequence(Rule::ALL.to_vec(), 0..=6),
            (width, min_tokens, tokens, min_run) in (1_usize..9, 0_usize..99, 0_u32..99, 1_usize..99),
            (threshold, containment, recall) in (0.01_f64..=1.0, 0.01_f64..=1.0, 0.01_f64..1.0),
            (seed, diffs) in (any::<u64>(), proptest::option::of(any::<u64>())),
            (together, mode) in (any::<bool>(), 0_usize..3),
        ) {
            let options = Options {
                rules: off.into_iter().fold(Rules::default(), Rules::without),
                shingle: ShingleOptions { width, min_tokens },
                matching: MatchRule { threshold, containment, containment_min_tokens: tokens },
                recall,
                seed,
                diffs: diffs.map_or(Diffs::All, Diffs::Largest),
                min_run,
                templates: if together { Templates::Together } else { Templates::Apart },
                candidates: [CandidateMode::Auto, CandidateMode::Lsh, CandidateMode::Exact][mode],
            };
            prop_assert_eq!(Options::recorded(&run(&options)), Ok(options));
        }
    }

    #[test]
    fn ratios_that_no_argument_could_give_are_named() {
        for name in ["threshold", "containment", "recall"] {
            let more = if name == "recall" { 1.0 } else { 1.0 + 1e-9 };
            let less = if name == "threshold" { 1e-9 } else { -1e-9 };
            for value in [0.0, -1.0, more, 1e300, f64::NAN, less] {
                let mut run = run(&Options::default());
                let own = run.options.0.iter_mut().find(|(known, _)| known == name);
                own.expect("recorded").1 = OptionValue::Number(value);
                assert_eq!(Options::recorded(&run), Err(BrokenOption(name)), "{name} {value}");
            }
        }
    }

    #[test]
    fn an_option_that_is_missing_is_named() {
        let mut run = run(&Options::default());
        run.options.0.retain(|(name, _)| name != "recall");
        assert_eq!(Options::recorded(&run), Err(BrokenOption("recall")));
    }
}
