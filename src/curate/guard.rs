//! Refuses a plan that takes away most of a source, a directory, an author or a year: that is rather a wrong setting
//! than what was wanted.

use std::collections::BTreeMap;

use ahash::AHashSet;

use super::{Corpus, Graph, Plan};

/// How much of a group may leave.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct MaxLoss {
    /// The largest share, 0..=1.
    pub share: f64,
    /// Groups with fewer texts are not looked at.
    pub least: u64,
}

impl Default for MaxLoss {
    fn default() -> Self {
        Self { share: 0.5, least: 20 }
    }
}

/// What the texts of a group have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum GroupKind {
    /// The file they are in.
    Source,
    /// The directory of their files.
    Directory,
    /// Their author.
    Author,
    /// The year of their date.
    Year,
}

impl GroupKind {
    /// The kind in Chinese and in English.
    pub fn names(self) -> (&'static str, &'static str) {
        match self {
            GroupKind::Source => ("文件", "file"),
            GroupKind::Directory => ("目录", "directory"),
            GroupKind::Author => ("作者", "author"),
            GroupKind::Year => ("年份", "year"),
        }
    }
}

/// A group that would lose too much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// What its texts have in common.
    pub kind: GroupKind,
    /// Which one.
    pub name: String,
    /// How many of its texts leave.
    pub removed: u64,
    /// How many it has.
    pub texts: u64,
}

/// The groups that would lose more than `limit`, by kind and name.
pub fn losses(corpus: &Corpus, graph: &Graph<'_>, plan: &Plan, limit: MaxLoss) -> Vec<Loss> {
    let removed: AHashSet<&str> =
        plan.removals.iter().map(|removal| graph.id(removal.removed)).collect();
    let mut groups: BTreeMap<(GroupKind, String), (u64, u64)> = BTreeMap::new();
    for entry in &corpus.documents {
        let file = &corpus.files[entry.file];
        let directory = match file.path.parent().map(|path| path.to_string_lossy().into_owned()) {
            Some(empty) if empty.is_empty() => Some(".".to_owned()),
            directory => directory,
        };
        let names = [
            (GroupKind::Source, Some(file.found.source.clone())),
            (GroupKind::Directory, directory),
            (GroupKind::Author, entry.author.clone()),
            (GroupKind::Year, entry.date.map(|date| date.year.to_string())),
        ];
        let is_removed = u64::from(removed.contains(entry.id.as_str()));
        for (kind, name) in names {
            if let Some(name) = name {
                let (lost, texts) = groups.entry((kind, name)).or_default();
                *lost += is_removed;
                *texts += 1;
            }
        }
    }
    let too_many = groups.into_iter().filter(|&(_, (lost, texts))| {
        texts >= limit.least && lost as f64 > limit.share * texts as f64
    });
    too_many.map(|((kind, name), (removed, texts))| Loss { kind, name, removed, texts }).collect()
}
