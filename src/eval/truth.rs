//! Which texts are one, as JSON Lines tell: groups (`{"id": …, "group": …}`) or pairs (`{"a": …, "b": …}`).

use std::collections::BTreeMap;
use std::fmt;
use std::io::{self, BufRead};

use ahash::{AHashMap, AHashSet};
use serde::Deserialize;
use serde_json::Value;

use crate::cluster::UnionFind;
use crate::error::{Lang, told};
use crate::ingest::number_as_written;
use crate::report::wire;

/// Groups, and pairs with or without their similarity.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    groups: BTreeMap<String, String>,
    pairs: Vec<TruePair>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct TruePair {
    a: String,
    b: String,
    /// Exact Jaccard, 0..=1.
    jaccard: Option<f64>,
    /// Whether they are one text; they are when nothing is said.
    same_group: Option<bool>,
}

/// Why a file is no truth.
#[derive(Debug)]
#[non_exhaustive]
pub enum TruthError {
    /// It could not be read.
    Read(io::Error),
    /// A line, from 1, that is neither a group nor a pair; what is wrong with it.
    Line(u64, String),
    /// A line, from 1, that pairs a document with itself.
    Itself(u64, String),
    /// A line, from 1, that puts a document into another group than an earlier one: the document, and both groups.
    Conflict(u64, String, [String; 2]),
    /// No line at all.
    Empty,
    /// Two documents that are one text by some lines and not by others, be it by way of third ones.
    Contradiction([String; 2]),
}

impl TruthError {
    /// What was expected and what was found, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        let expected = lang.pick(
            r#"每行应为 {"id": "…", "group": "…"} 或 {"a": "…", "b": "…"}"#,
            r#"expected lines such as {"id": "…", "group": "…"} or {"a": "…", "b": "…"}"#,
        );
        match self {
            Self::Read(cause) => told(cause, lang),
            Self::Line(line, why) => match lang {
                Lang::Zh => format!("第 {line} 行：{expected}；该行：{why}"),
                Lang::En => format!("line {line}: {expected}, found: {why}"),
            },
            Self::Itself(line, id) => match lang {
                Lang::Zh => {
                    format!("第 {line} 行：a 与 b 都是 {id:?}；应为两篇不同的文档，请改正或删去")
                }
                Lang::En => format!(
                    "line {line}: a and b are both {id:?}; expected two documents: correct the line or leave it out"
                ),
            },
            Self::Conflict(line, id, [first, second]) => match lang {
                Lang::Zh => format!(
                    "第 {line} 行：{id:?} 已在组 {first:?} 中，这里又在 {second:?} 中；请留其一"
                ),
                Lang::En => format!(
                    "line {line}: {id:?} is in the group {first:?} already, and here in {second:?}; leave one of them"
                ),
            },
            Self::Contradiction([a, b]) => match lang {
                Lang::Zh => format!(
                    "按有的行，{a:?} 与 {b:?} 是同一文本（或经由第三篇），按有的行又不是；请改正其一"
                ),
                Lang::En => format!(
                    "{a:?} and {b:?} are one text by some lines, directly or by way of others, and are not by other lines; \
                     correct one of them"
                ),
            },
            Self::Empty => match lang {
                Lang::Zh => format!("文件是空的；{expected}"),
                Lang::En => format!("the file is empty; {expected}"),
            },
        }
    }
}

impl fmt::Display for TruthError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for TruthError {}

impl Truth {
    /// Adds what a file of JSON Lines says. Other fields are left alone, empty lines too.
    ///
    /// # Errors
    ///
    /// See [`TruthError`].
    pub fn add(&mut self, file: impl BufRead) -> Result<(), TruthError> {
        let before = self.groups.len() + self.pairs.len();
        for (number, line) in (1..).zip(file.lines()) {
            let line = line.map_err(TruthError::Read)?;
            if !line.trim().is_empty() {
                self.line(number, &line)?;
            }
        }
        let any = self.groups.len() + self.pairs.len() > before;
        if any { Ok(()) } else { Err(TruthError::Empty) }
    }

    fn line(&mut self, number: u64, line: &str) -> Result<(), TruthError> {
        let wrong = |why: String| TruthError::Line(number, why);
        let record: Value = serde_json::from_str(line).map_err(|error| wrong(error.to_string()))?;
        if record.get("id").is_none() {
            let pair: TruePair =
                serde_json::from_value(record).map_err(|error| wrong(error.to_string()))?;
            if pair.jaccard.is_some_and(|jaccard| !(0.0..=1.0).contains(&jaccard)) {
                return Err(wrong("jaccard: 0..=1".to_owned()));
            }
            if pair.a == pair.b {
                return Err(TruthError::Itself(number, pair.a));
            }
            self.pairs.push(pair);
            return Ok(());
        }
        let text = |name: &str| match record.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            // As documents have it whose ids are numbers.
            Some(Value::Number(number)) if number.is_f64() => {
                number_as_written(line, name).ok_or_else(|| wrong(format!("{name}: ?")))
            }
            Some(Value::Number(number)) => Ok(number.to_string()),
            _ => Err(wrong(format!("{name}: ?"))),
        };
        let (id, group) = (text("id")?, text("group")?);
        match self.groups.get(&id) {
            Some(known) if *known != group => {
                Err(TruthError::Conflict(number, id, [known.clone(), group]))
            }
            _ => {
                self.groups.insert(id, group);
                Ok(())
            }
        }
    }

    /// Sees whether what was added agrees: no documents of two groups are one text by pairs, and none that are one text
    /// are said not to be. Near-linear.
    ///
    /// # Errors
    ///
    /// [`TruthError::Contradiction`].
    pub fn agree(&self) -> Result<(), TruthError> {
        let label = self.one_text();
        let error = |a: &str, b: &str| Err(TruthError::Contradiction([a.into(), b.into()]));
        let mut groups: AHashMap<u32, (&str, &str)> = AHashMap::new();
        for (id, group) in &self.groups {
            let &mut (known, other) = groups.entry(label(id)).or_insert((group, id));
            if known != group {
                return error(other, id);
            }
        }
        let mut apart = self.pairs.iter().filter(|pair| pair.same_group == Some(false));
        match apart.find(|pair| label(&pair.a) == label(&pair.b)) {
            Some(pair) => error(&pair.a, &pair.b),
            None => Ok(()),
        }
    }

    /// Which documents are one text by groups and pairs together: they have one label.
    fn one_text(&self) -> impl Fn(&str) -> u32 {
        let mut ids: Vec<&str> = self.ids().collect();
        ids.sort_unstable();
        ids.dedup();
        let places: AHashMap<&str, u32> = ids.into_iter().zip(0..).collect();
        let mut sets = UnionFind::new(places.len());
        let mut first: AHashMap<&str, u32> = AHashMap::new();
        for (id, group) in &self.groups {
            let own = places[id.as_str()];
            sets.union(*first.entry(group).or_insert(own), own);
        }
        // Where groups tell which texts are one, a pair that does not say so only gives a similarity.
        let unsaid = self.groups.is_empty();
        for pair in self.pairs.iter().filter(|pair| pair.same_group.unwrap_or(unsaid)) {
            sets.union(places[pair.a.as_str()], places[pair.b.as_str()]);
        }
        let labels = sets.labels();
        move |id| labels[places[id] as usize]
    }

    /// The ids of all documents that are named.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        let of_pairs = self.pairs.iter().flat_map(|pair| [pair.a.as_str(), pair.b.as_str()]);
        self.groups.keys().map(String::as_str).chain(of_pairs)
    }

    /// The documents of groups of two and more that stand in no pair of `report`, in order. They count as missed, be they
    /// alone in the collection or no documents of it: a report lists those that stand in pairs.
    pub fn unpaired(&self, report: &wire::Report) -> Vec<&str> {
        let paired: AHashSet<&str> =
            report.documents.iter().map(|document| document.id.as_str()).collect();
        let groups = self.groups();
        let mut sizes: AHashMap<u32, u64> = AHashMap::new();
        groups.iter().for_each(|(_, group)| *sizes.entry(*group).or_default() += 1);
        let missed = groups.iter().filter(|(id, group)| sizes[group] > 1 && !paired.contains(id));
        missed.map(|&(id, _)| id).collect()
    }

    /// Each document with the number of its group, in the order of ids. Without groups, pairs of one text make them: what is the same as a
    /// third is the same.
    pub(super) fn groups(&self) -> Vec<(&str, u32)> {
        let mut numbers: AHashMap<&str, u32> = AHashMap::new();
        if !self.groups.is_empty() {
            let number = |(id, group)| {
                let next = numbers.len() as u32;
                (str::as_ref(id), *numbers.entry(str::as_ref(group)).or_insert(next))
            };
            return self
                .groups
                .iter()
                .map(|(id, group)| (id.as_str(), group.as_str()))
                .map(number)
                .collect();
        }
        let mut ids: Vec<&str> = self.ids().collect();
        ids.sort_unstable();
        ids.dedup();
        numbers.extend(ids.iter().copied().zip(0..));
        let mut sets = UnionFind::new(ids.len());
        for pair in self.pairs.iter().filter(|pair| pair.same_group.unwrap_or(true)) {
            sets.union(numbers[pair.a.as_str()], numbers[pair.b.as_str()]);
        }
        ids.into_iter().zip(sets.labels()).collect()
    }

    /// The pairs whose similarity is given, and whether they are one text, where that is said or nothing else says it.
    pub(super) fn similarities(&self) -> impl Iterator<Item = (&str, &str, f64, Option<bool>)> {
        let unsaid = self.groups.is_empty().then_some(true);
        self.pairs.iter().filter_map(move |pair| {
            Some((pair.a.as_str(), pair.b.as_str(), pair.jaccard?, pair.same_group.or(unsaid)))
        })
    }
}
