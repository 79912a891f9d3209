//! What a person decided about single texts, in a TOML file that lasts from run to run. Reports follow `same` and
//! `different`, a curation all of it:
//!
//! ```toml
//! keep = ["a.txt"]                      # never leave
//! drop = ["b.txt"]                      # leave, whatever they match
//! same = [["c.txt", "d.txt"]]           # one text: always in one cluster; one of them is kept
//! different = [["e.txt", "f.txt"]]      # never in one cluster; none of them leaves for another
//! ```

use std::fmt;

use ahash::{AHashMap, AHashSet};
use serde::Deserialize;

use crate::cluster::{Rulings, UnionFind};
use crate::document::DocId;
use crate::error::Lang;
use crate::judge::Decision;
use crate::number::{count, counted};
use crate::report::visible;

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
    /// Groups that are one text: always in one cluster, and one of them is kept.
    #[serde(default)]
    pub same: Vec<Vec<String>>,
    /// Groups of texts that never stand in one cluster, and of which none leaves for another.
    #[serde(default)]
    pub different: Vec<Vec<String>>,
}

/// Why decisions cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
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
    /// Ids of one comparison text that were decided to be different.
    OneText(Vec<String>),
    /// An id of `same` whose text is too short to be compared.
    Short(String),
    /// Texts about which a report was decided otherwise: what it has, and their ids.
    Earlier(Decision, [String; 2]),
    /// More pairs that decisions ask for beside those found than a run has room for: how many it has room for.
    TooMany(usize),
    /// Texts about which a report was decided in two ways, which no report of ours is.
    Broken([String; 2]),
}

/// What a report was decided about: pairs of documents.
pub(crate) type Earlier = [(DocId, DocId, Decision)];

/// How many ids a message names.
const NAMED: usize = 10;

/// The ids as a message names them: the first few, made visible.
pub fn listed(ids: &[String], lang: Lang) -> String {
    let named: Vec<String> = ids.iter().take(NAMED).map(|id| visible::line(id)).collect();
    let more = if ids.len() > NAMED { " …" } else { "" };
    format!("{}{more}", named.join(lang.pick("、", ", ")))
}

impl DecisionsError {
    /// What was expected, found, and what to do, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        let list = |ids: &[String]| listed(ids, lang);
        match (self, lang) {
            (Self::Shape(found), Lang::Zh) => format!(
                "应为 TOML：keep、drop 是 id 的列表，same、different 是若干组 id（{}）",
                visible::line(found)
            ),
            (Self::Shape(found), Lang::En) => format!(
                "expected TOML with keep and drop, lists of ids, and same and different, lists of groups of ids ({})",
                visible::line(found)
            ),
            (Self::Alone(id), Lang::Zh) => {
                format!(
                    "same、different 的每组应有两个以上不同的 id，这一组只有 {}",
                    visible::line(id)
                )
            }
            (Self::Alone(id), Lang::En) => format!(
                "a group of same or different needs two ids or more, this one has {} alone",
                visible::line(id)
            ),
            (Self::Unknown(ids), Lang::Zh) => {
                let number = count(ids.len() as u64);
                format!("{number} 个 id 不在集合中：{}；请改正或删去", list(ids))
            }
            (Self::Unknown(ids), Lang::En) => format!(
                "{} not in the collection: {}; correct or remove what is not there",
                counted(ids.len() as u64, "id is", "ids are"),
                list(ids)
            ),
            (Self::Contradiction { one, other, ids }, Lang::Zh) => {
                format!("{one} 与 {other} 矛盾：{}；请删去其一", list(ids))
            }
            (Self::Contradiction { one, other, ids }, Lang::En) => {
                format!(
                    "{one} and {other} contradict each other: {}; remove one of them",
                    list(ids)
                )
            }
            (Self::OneText(ids), Lang::Zh) => {
                format!(
                    "different 中的 {} 归一后是同一文本，分不开；请删去这条，要都保留可用 keep",
                    list(ids)
                )
            }
            (Self::OneText(ids), Lang::En) => format!(
                "different names texts that are the same once normalized and cannot be told apart: {}; remove the \
                 decision, or keep them all by keep",
                list(ids)
            ),
            (Self::Earlier(decision, ids), Lang::Zh) => format!(
                "报告生成时已按 {} 决定 {}；要改变决定，请对原集合重新运行，并加 --decisions",
                decision.name(),
                list(ids)
            ),
            (Self::Earlier(decision, ids), Lang::En) => format!(
                "the report was made with {} decided of {}; to decide otherwise, run again on the collection with \
                 --decisions",
                decision.name(),
                list(ids)
            ),
            (Self::Broken(ids), Lang::Zh) => {
                format!("报告对 {} 的决定自相矛盾；请重新生成", list(ids))
            }
            (Self::Broken(ids), Lang::En) => {
                format!(
                    "the report's decisions about {} contradict each other; make it again",
                    list(ids)
                )
            }
            (Self::TooMany(most), Lang::Zh) => format!(
                "same、different 的组太大：组内两两都要比对并写入报告，最多另加 {most} 对，一组 1400 个 id 不超限；请把组\
                 改小"
            ),
            (Self::TooMany(most), Lang::En) => format!(
                "groups of same or different are too large: each pair of a group is compared and stands in the report, of at \
                 most {most} pairs more, which a group of 1400 ids stays below; make the groups smaller"
            ),
            (Self::Short(id), Lang::Zh) => format!(
                "same 中的 {} 太短，没有词片可比，只有内容相同才能并入一簇；请删去，或调低 --min-tokens",
                visible::line(id)
            ),
            (Self::Short(id), Lang::En) => format!(
                "same names {}, which is too short to have shingles and joins only texts of the same content; remove it, \
                 or lower --min-tokens",
                visible::line(id)
            ),
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

    /// The decisions about documents that `place` finds by their ids, for each the one that stands for its comparison text,
    /// together with what was decided `earlier`. `id` names a document that no decision names.
    ///
    /// # Errors
    ///
    /// Two ids of one comparison text that were decided to be different; a contradiction that only shows when texts with
    /// one comparison text are taken for one, or beside what was decided earlier.
    pub(crate) fn rulings<'i>(
        &self,
        place: impl Fn(&str) -> Option<DocId>,
        id: impl Fn(DocId) -> &'i str,
        earlier: &Earlier,
    ) -> Result<Rulings, DecisionsError> {
        self.told_apart(&place)?;
        let groups = |groups: &[Vec<String>]| -> Vec<Vec<DocId>> {
            groups.iter().map(|group| group.iter().filter_map(|id| place(id)).collect()).collect()
        };
        let (mut same, mut different) = (groups(&self.same), groups(&self.different));
        let names = self.names(&place);
        let name = |document: DocId| names.get(&document).copied().unwrap_or_else(|| id(document));
        let named = |(a, b): (DocId, DocId)| [a, b].map(|document| name(document).to_owned());
        let new = Rulings::new(&same, &different).map_err(|conflict| {
            let (one, other, ids) = ("same", "different", named(conflict).to_vec());
            DecisionsError::Contradiction { one, other, ids }
        })?;
        if earlier.is_empty() {
            return Ok(new);
        }
        let pairs = |wanted: Decision| -> Vec<Vec<DocId>> {
            let of = earlier.iter().filter(|&&(.., decision)| decision == wanted);
            of.map(|&(a, b, _)| vec![a, b]).collect()
        };
        let (was_same, was_different) = (pairs(Decision::Same), pairs(Decision::Different));
        let old = Rulings::new(&was_same, &was_different)
            .map_err(|conflict| DecisionsError::Broken(named(conflict)))?;
        same.extend(was_same);
        different.extend(was_different);
        Rulings::new(&same, &different).map_err(|(a, b)| {
            let otherwise = match new.decision(a, b) {
                Some(Decision::Same) => Decision::Different,
                _ => Decision::Same,
            };
            DecisionsError::Earlier(old.decision(a, b).unwrap_or(otherwise), named((a, b)))
        })
    }

    /// The first id by which each document is named.
    pub(crate) fn names(&self, place: impl Fn(&str) -> Option<DocId>) -> AHashMap<DocId, &str> {
        let ids = self.ids().into_iter().rev();
        ids.filter_map(|id| Some((place(id)?, id))).collect()
    }

    /// Sees that no two ids of one comparison text are to be different.
    fn told_apart(&self, place: impl Fn(&str) -> Option<DocId>) -> Result<(), DecisionsError> {
        for group in &self.different {
            let mut seen: AHashMap<DocId, &String> = AHashMap::new();
            for id in group {
                let Some(document) = place(id) else { continue };
                if let Some(other) = seen.insert(document, id).filter(|other| *other != id) {
                    return Err(DecisionsError::OneText(vec![other.clone(), id.clone()]));
                }
            }
        }
        Ok(())
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
        let mut groups = UnionFind::new(self.same.len());
        let mut texts: AHashMap<&str, u32> = AHashMap::new();
        for (number, group) in (0..).zip(&self.same) {
            for id in group {
                groups.union(number, *texts.entry(id.as_str()).or_insert(number));
            }
        }
        texts.into_iter().map(|(id, number)| (id, groups.find(number) as usize)).collect()
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
