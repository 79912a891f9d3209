//! What a person decided about single texts, in a TOML file that lasts from run to run:
//!
//! ```toml
//! keep = ["a.txt"]                      # never leave
//! drop = ["b.txt"]                      # leave, whatever they match
//! same = [["c.txt", "d.txt"]]           # one text: one of them is kept
//! different = [["e.txt", "f.txt"]]      # none of them leaves for another
//! ```

use std::fmt;

use ahash::{AHashMap, AHashSet};
use serde::Deserialize;

use crate::error::Lang;
use crate::report::visible;

use super::Graph;

/// Decisions about texts, by their public ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decisions {
    /// Texts that never leave.
    #[serde(default)]
    pub keep: Vec<String>,
    /// Texts that leave, whatever they match.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Groups of which one text is kept.
    #[serde(default)]
    pub same: Vec<Vec<String>>,
    /// Groups of texts of which none leaves for another.
    #[serde(default)]
    pub different: Vec<Vec<String>>,
}

/// Why decisions cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DecisionsError {
    /// Not TOML, or not of this shape; the parser's own words, with the line.
    Shape(String),
    /// A group of `same` or `different` without two different ids.
    Alone(String),
    /// Ids that no text has.
    Unknown(Vec<String>),
    /// Two decisions that exclude each other, and the ids.
    Contradiction {
        /// The one.
        one: &'static str,
        /// The other.
        other: &'static str,
        /// What both are about.
        ids: Vec<String>,
    },
}

/// How many ids a message names.
const NAMED: usize = 10;

impl DecisionsError {
    /// What was expected, found, and what to do, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        let list = |ids: &[String]| {
            let named: Vec<String> = ids.iter().take(NAMED).map(|id| visible::line(id)).collect();
            let more = if ids.len() > NAMED { " …" } else { "" };
            format!("{}{more}", named.join(lang.pick("、", ", ")))
        };
        match (self, lang) {
            (Self::Shape(found), Lang::Zh) => format!(
                "应为 TOML:keep、drop 是 id 的列表,same、different 是若干组 id({})",
                visible::line(found)
            ),
            (Self::Shape(found), Lang::En) => format!(
                "expected TOML with keep and drop, lists of ids, and same and different, lists of groups of ids ({})",
                visible::line(found)
            ),
            (Self::Alone(id), Lang::Zh) => {
                format!(
                    "same、different 的每组应有两个以上不同的 id,这一组只有 {}",
                    visible::line(id)
                )
            }
            (Self::Alone(id), Lang::En) => format!(
                "a group of same or different needs two ids or more, this one has {} alone",
                visible::line(id)
            ),
            (Self::Unknown(ids), Lang::Zh) => {
                format!("{} 个 id 不在集合中:{};请改正或删去", ids.len(), list(ids))
            }
            (Self::Unknown(ids), Lang::En) => format!(
                "{} ids are not in the collection: {}; correct or remove them",
                ids.len(),
                list(ids)
            ),
            (Self::Contradiction { one, other, ids }, Lang::Zh) => {
                format!("{one} 与 {other} 矛盾:{};请删去其一", list(ids))
            }
            (Self::Contradiction { one, other, ids }, Lang::En) => {
                format!(
                    "{one} and {other} contradict each other: {}; remove one of them",
                    list(ids)
                )
            }
        }
    }
}

impl fmt::Display for DecisionsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for DecisionsError {}

impl Decisions {
    /// Reads a file of decisions and sees whether they agree with each other.
    ///
    /// # Errors
    ///
    /// See [`DecisionsError`]; unknown ids are found by [`Decisions::check`].
    pub fn parse(text: &str) -> Result<Self, DecisionsError> {
        let decisions: Self =
            toml::from_str(text).map_err(|error| DecisionsError::Shape(error.to_string()))?;
        for group in decisions.same.iter().chain(&decisions.different) {
            if group.iter().all(|id| *id == group[0]) {
                let id = group.first().cloned().unwrap_or_default();
                return Err(DecisionsError::Alone(id));
            }
        }
        decisions.agree()?;
        Ok(decisions)
    }

    /// All ids, each once, in order.
    pub fn ids(&self) -> Vec<&str> {
        let single = self.keep.iter().chain(&self.drop);
        let groups = self.same.iter().chain(&self.different).flatten();
        let mut ids: Vec<&str> = single.chain(groups).map(String::as_str).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    /// Whether all ids are known.
    ///
    /// # Errors
    ///
    /// The ids that are not.
    pub fn check(&self, is_known: impl Fn(&str) -> bool) -> Result<(), DecisionsError> {
        let unknown = self.ids().into_iter().filter(|id| !is_known(id)).map(str::to_owned);
        let unknown: Vec<String> = unknown.collect();
        if unknown.is_empty() { Ok(()) } else { Err(DecisionsError::Unknown(unknown)) }
    }

    fn agree(&self) -> Result<(), DecisionsError> {
        let kept: AHashSet<&String> = self.keep.iter().collect();
        let both: Vec<String> = self.drop.iter().filter(|id| kept.contains(id)).cloned().collect();
        if !both.is_empty() {
            let (one, other) = ("keep", "drop");
            return Err(DecisionsError::Contradiction { one, other, ids: both });
        }
        let one_text = self.texts();
        for group in &self.different {
            let mut seen: AHashMap<usize, &String> = AHashMap::new();
            for id in group {
                let Some(text) = one_text.get(id.as_str()) else { continue };
                match seen.insert(*text, id) {
                    Some(other) if other != id => {
                        let ids = vec![other.clone(), id.clone()];
                        let (one, other) = ("same", "different");
                        return Err(DecisionsError::Contradiction { one, other, ids });
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// The number of the one text that each id of `same` is: groups that share an id are one.
    fn texts(&self) -> AHashMap<&str, usize> {
        let mut texts: AHashMap<&str, usize> = AHashMap::new();
        for (number, group) in self.same.iter().enumerate() {
            let joined: AHashSet<usize> =
                group.iter().filter_map(|id| texts.get(id.as_str()).copied()).collect();
            texts.values_mut().filter(|text| joined.contains(text)).for_each(|text| *text = number);
            texts.extend(group.iter().map(|id| (id.as_str(), number)));
        }
        texts
    }
}

/// Decisions about the texts of a [`Graph`], by their numbers.
#[derive(Debug, Default)]
pub(super) struct Rulings {
    pub(super) keep: AHashSet<usize>,
    pub(super) drop: AHashSet<usize>,
    /// For each text: those that are the same, ascending.
    pub(super) same: AHashMap<usize, Vec<usize>>,
    /// Pairs of different texts, the smaller number first.
    different: AHashSet<(usize, usize)>,
}

impl Rulings {
    pub(super) fn new(decisions: &Decisions, graph: &Graph<'_>) -> Self {
        let set = |ids: &[String]| ids.iter().filter_map(|id| graph.place(id)).collect();
        let mut groups: AHashMap<usize, Vec<usize>> = AHashMap::new();
        for (id, text) in decisions.texts() {
            groups.entry(text).or_default().extend(graph.place(id));
        }
        let mut same: AHashMap<usize, Vec<usize>> = AHashMap::new();
        for mut group in groups.into_values() {
            group.sort_unstable();
            for &text in &group {
                let others = group.iter().copied().filter(|&other| other != text);
                same.insert(text, others.collect());
            }
        }
        let mut different = AHashSet::new();
        for group in &decisions.different {
            let group: Vec<usize> = group.iter().filter_map(|id| graph.place(id)).collect();
            for (at, &a) in group.iter().enumerate() {
                different.extend(group[at + 1..].iter().map(|&b| (a.min(b), a.max(b))));
            }
        }
        Self { keep: set(&decisions.keep), drop: set(&decisions.drop), same, different }
    }

    pub(super) fn are_different(&self, a: usize, b: usize) -> bool {
        self.different.contains(&(a.min(b), a.max(b)))
    }

    pub(super) fn same(&self, text: usize) -> &[usize] {
        self.same.get(&text).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(text: &str) -> String {
        Decisions::parse(text).expect_err("no decisions").to_string()
    }

    #[test]
    fn decisions_are_read_with_comments() {
        let text = "# by the editor\nkeep = [\"a\"] # the signed one\nsame = [[\"a\", \"b\"], [\"b\", \"c\"]]\n";
        let decisions = Decisions::parse(text).expect("decisions");
        assert_eq!(decisions.ids(), ["a", "b", "c"]);
        assert_eq!(Decisions::parse(""), Ok(Decisions::default()));
        let unknown = decisions.check(|id| id == "a").expect_err("unknown");
        assert_eq!(unknown, DecisionsError::Unknown(vec!["b".to_owned(), "c".to_owned()]));
        assert_eq!(decisions.check(|_| true), Ok(()));
    }

    #[test]
    fn contradictions_are_named() {
        assert!(error("keep = ['a']\ndrop = ['b', 'a']").contains("keep and drop"));
        let chain = "same = [['a', 'b'], ['c', 'd'], ['d', 'b']]\ndifferent = [['x', 'a', 'c']]";
        assert!(error(chain).contains("same and different"), "{}", error(chain));
        assert!(Decisions::parse("same = [['a','b'],['c','d']]\ndifferent = [['a','c']]").is_ok());
        assert!(error("same = [['a', 'a']]").contains("two ids"));
        assert!(error("same = [[]]").contains("two ids"));
        assert!(error("kept = ['a']").contains("kept"));
        assert!(error("keep = 'a'").contains("expected TOML"));
    }
}
