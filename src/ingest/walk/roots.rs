//! The inputs as they were given: sorted, each once, each with the beginning of its ids.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::SkipReason;

use super::super::{Input, format};
use super::{is_hidden, refusal};

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Root {
    /// As it was given.
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    /// Without links and `..`, where the system can tell.
    pub(super) real: PathBuf,
    /// A file's public id; what a directory's ids begin with, or nothing.
    pub(super) name: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Stdin,
    File,
    Directory,
    Failed(SkipReason),
}

/// The inputs, sorted by path. What is given twice, or is read as part of a directory that is given too, is
/// there once.
pub(super) fn of(inputs: &[Input]) -> Vec<Root> {
    let mut roots: Vec<Root> = inputs.iter().flat_map(expanded).collect();
    roots.sort_by(|a, b| bytes(&a.path).cmp(bytes(&b.path)));
    let mut once: Vec<Root> = Vec::with_capacity(roots.len());
    let mut seen = ahash::AHashSet::new();
    for root in roots {
        if seen.insert((root.real.clone(), root.kind == Kind::Stdin)) {
            once.push(root);
        }
    }
    let directories: ahash::AHashSet<PathBuf> =
        once.iter().filter(|root| root.kind == Kind::Directory).map(|r| r.real.clone()).collect();
    once.retain(|root| {
        let mut above = root.real.ancestors().filter(|above| directories.contains(*above));
        !above.any(|directory| is_covered(root, directory))
    });
    name(&mut once);
    once
}

/// The roots of one input: of a pattern that no shell expanded, what fits it. A file whose own name has `*`, `?` or
/// `[` is found first.
fn expanded(input: &Input) -> Vec<Root> {
    let Input::Path(path) = input else {
        let path = PathBuf::from("-");
        return vec![Root { real: path.clone(), path, kind: Kind::Stdin, name: "-".to_owned() }];
    };
    let own = root(path);
    let pattern = path.to_str().filter(|path| path.contains(['*', '?', '[']));
    let (Kind::Failed(SkipReason::Missing), Some(pattern)) = (&own.kind, pattern) else {
        return vec![own];
    };
    let found = glob::glob(pattern).into_iter().flatten();
    let roots: Vec<Root> = found
        .map(|path| match path {
            Ok(path) => root(&path),
            Err(error) => failed(error.path(), refusal(error.error())),
        })
        .collect();
    if roots.is_empty() { vec![failed(path, SkipReason::NoMatch)] } else { roots }
}

fn failed(path: &Path, reason: SkipReason) -> Root {
    let (path, name) = (path.to_owned(), String::new());
    Root { real: path.clone(), path, kind: Kind::Failed(reason), name }
}

fn root(path: &Path) -> Root {
    let kind = match fs::metadata(path) {
        Ok(found) if found.is_dir() => Kind::Directory,
        Ok(_) => Kind::File,
        Err(error) => Kind::Failed(refusal(&error)),
    };
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    Root { path: path.to_owned(), kind, real, name: String::new() }
}

/// Whether walking `directory` finds the root.
fn is_covered(root: &Root, directory: &Path) -> bool {
    let Ok(below) = root.real.strip_prefix(directory) else { return false };
    let walked = match root.kind {
        Kind::Directory => below.components().next().is_some(),
        Kind::File => format::of(below).is_collected(),
        Kind::Stdin | Kind::Failed(_) => false,
    };
    walked && !below.components().any(is_hidden)
}

/// Gives the roots their names. A file has its file name. The one directory has none, so that ids are paths
/// below it; of several, each has its own name. Where two names are equal, the paths as given serve instead.
fn name(roots: &mut [Root]) {
    let directories = roots.iter().filter(|root| root.kind == Kind::Directory).count();
    let own: Vec<String> = roots.iter().map(own_name).collect();
    let mut counts = ahash::AHashMap::new();
    for name in &own {
        *counts.entry(name.as_str()).or_insert(0) += 1;
    }
    let only = roots.iter().find(|root| root.kind == Kind::Directory && directories == 1);
    let only = only.map(|root| root.path.clone());
    for (root, name) in roots.iter_mut().zip(&own) {
        let in_directory = |directory: &PathBuf| directory.join(name).exists();
        root.name = match root.kind {
            Kind::Directory if directories == 1 => String::new(),
            Kind::File if only.as_ref().is_some_and(in_directory) => as_given(&root.path),
            _ if counts.get(name.as_str()).is_some_and(|&count| count > 1) => as_given(&root.path),
            _ => name.clone(),
        };
    }
}

fn own_name(root: &Root) -> String {
    let name = root.path.file_name().or_else(|| root.real.file_name());
    name.map_or_else(|| as_given(&root.path), |name| name.to_string_lossy().into_owned())
}

fn as_given(path: &Path) -> String {
    let path = path.to_string_lossy();
    path.trim_end_matches('/').to_owned()
}

fn bytes(path: &Path) -> &[u8] {
    path.as_os_str().as_encoded_bytes()
}
