//! Why a report cannot be cut again.

use std::fmt;

use crate::decisions::DecisionsError;
use crate::error::Lang;
use crate::report::visible;

/// Why a report cannot be cut again.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum RecutError {
    /// Pairs below the report's own figure are not in it.
    Below {
        /// The option.
        name: &'static str,
        /// What was asked for.
        asked: f64,
        /// What the report has.
        report: f64,
    },
    /// Something that every report has is missing or unknown: what.
    Broken(String),
    /// The decisions contradict each other, or cannot be told apart.
    Decisions(DecisionsError),
    /// Two documents whose figures a decision needs and the report does not have.
    NotThere(String, String),
}

impl RecutError {
    /// What was found and what to do, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Below { name, asked, report }, Lang::Zh) => format!(
                "--{name} {asked} 低于报告自身的 {report}；低于它的对不在报告里，请对原集合重新运行"
            ),
            (Self::Below { name, asked, report }, Lang::En) => format!(
                "--{name} {asked} is below the report's own {report}; the pairs below are not in the report, so run \
                 again on the collection"
            ),
            (Self::Broken(what), Lang::Zh) => {
                format!("报告不完整（{}）；请重新生成", visible::line(what))
            }
            (Self::Broken(what), Lang::En) => {
                format!("the report is not whole ({}); make it again", visible::line(what))
            }
            (Self::Decisions(error), lang) => error.message(lang),
            (Self::NotThere(a, b), lang) => {
                let (a, b) = (visible::line(a), visible::line(b));
                match lang {
                    Lang::Zh => format!(
                        "same 需要 {a} 与 {b} 的数字，报告里没有这一对；请对原集合重新运行，并加 --decisions"
                    ),
                    Lang::En => format!(
                        "same needs the figures of {a} and {b}, a pair that the report does not have; run again on \
                         the collection with --decisions"
                    ),
                }
            }
        }
    }
}

impl fmt::Display for RecutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for RecutError {}
