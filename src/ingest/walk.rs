//! Finds the files of the inputs, in an order that does not depend on how the inputs were given.

mod roots;

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::vec;

use ahash::AHashSet;

use crate::error::{SkipReason, Skipped};

use super::{Input, format, ours};
use roots::{Kind, Root};

/// A file to read, or standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// `None` for standard input.
    pub(super) path: Option<PathBuf>,
    /// The public id of the file's text.
    pub(super) name: String,
    /// The file as a person knows it: the path as it was given, or below one that was given.
    pub(super) source: String,
}

/// Walks the inputs: files as they are, directories in the byte order of the paths below them. A directory's
/// listing is held in memory while it is walked, nothing else.
#[derive(Debug)]
pub(super) struct Walk {
    roots: vec::IntoIter<Root>,
    /// The real paths of the directories that are read with all below them: the roots, and what links led to.
    read: AHashSet<PathBuf>,
    /// The real paths of the files that are inputs themselves, and of those that links led to.
    named: AHashSet<PathBuf>,
    linked: AHashSet<PathBuf>,
    /// The way to the directory that is being walked.
    levels: Vec<Level>,
    root: String,
    unsupported: Option<(u64, String)>,
}

#[derive(Debug)]
struct Level {
    real: PathBuf,
    entries: vec::IntoIter<Entry>,
}

#[derive(Debug)]
struct Entry {
    path: PathBuf,
    /// The path from the root, with `/`.
    name: String,
    kind: EntryKind,
    /// The byte order of whole paths: a directory counts with the `/` after it.
    order: Vec<u8>,
}

#[derive(Debug)]
enum EntryKind {
    File,
    LinkedFile,
    Directory,
    LinkedDirectory,
    /// A pipe, a socket or a device.
    Other,
    Failed(SkipReason),
}

impl Walk {
    pub(super) fn new(inputs: &[Input]) -> Self {
        let roots = roots::of(inputs);
        let real = |kind: Kind| {
            let of_kind = roots.iter().filter(|root| root.kind == kind);
            of_kind.map(|root| root.real.clone()).collect()
        };
        let (read, named) = (real(Kind::Directory), real(Kind::File));
        let roots = roots.into_iter();
        let (linked, levels, root) = (AHashSet::new(), Vec::new(), String::new());
        Self { roots, read, named, linked, levels, root, unsupported: None }
    }

    fn enter_root(&mut self, root: Root) -> Option<Result<Found, Skipped>> {
        let source = root.path.to_string_lossy().into_owned();
        match root.kind {
            Kind::Stdin => Some(Ok(Found { path: None, name: root.name, source })),
            Kind::File => Some(Ok(Found { path: Some(root.path), name: root.name, source })),
            Kind::Failed(reason) => Some(Err(Skipped::new(source, reason))),
            Kind::Directory => {
                self.root.clone_from(&source);
                self.enter(&root.path, root.real, &root.name).err().map(Err)
            }
        }
    }

    fn enter(&mut self, path: &Path, real: PathBuf, name: &str) -> Result<(), Skipped> {
        let entries = list(path, name)
            .map_err(|error| Skipped::new(path.to_string_lossy(), refusal(&error)))?;
        self.levels.push(Level { real, entries: entries.into_iter() });
        Ok(())
    }

    fn visit(&mut self, entry: Entry) -> Result<Option<Found>, Skipped> {
        let skipped = |reason| Skipped::new(entry.path.to_string_lossy(), reason);
        let real = self.levels.last().zip(entry.path.file_name());
        let real = real.map(|(level, name)| level.real.join(name)).unwrap_or_default();
        match entry.kind {
            // An input itself: a link led to this folder, or its ending alone would not be read.
            EntryKind::File if self.named.contains(&real) => Ok(None),
            EntryKind::File if self.linked.contains(&real) => Err(skipped(SkipReason::LinkedTwice)),
            EntryKind::LinkedFile if format::of(&entry.path).is_collected() => {
                let real = self.follow_to_file(&entry.path).map_err(skipped)?;
                self.linked.insert(real);
                self.find(entry)
            }
            EntryKind::File | EntryKind::LinkedFile | EntryKind::Other => self.find(entry),
            EntryKind::Failed(ref reason) => Err(skipped(reason.clone())),
            // A link led to what this lies in, and another one, or an input, leads here.
            EntryKind::Directory if self.read.contains(&real) => {
                Err(skipped(SkipReason::LinkedTwice))
            }
            EntryKind::Directory => self.enter(&entry.path, real, &entry.name).map(|()| None),
            EntryKind::LinkedDirectory => {
                let real = self.follow(&entry.path).map_err(skipped)?;
                self.read.insert(real.clone());
                self.enter(&entry.path, real, &entry.name).map(|()| None)
            }
        }
    }

    /// A file of a format that is read; others are counted.
    fn find(&mut self, Entry { path, name, kind, .. }: Entry) -> Result<Option<Found>, Skipped> {
        let source = path.to_string_lossy().into_owned();
        let is_file = !matches!(kind, EntryKind::Other);
        if is_file && format::of(&path).is_collected() {
            return Ok(Some(Found { path: Some(path), name, source }));
        }
        // A report beside its texts, whose ending is not read.
        if is_file && ours::is_json_result(&path) {
            return Err(Skipped::new(source, SkipReason::OwnOutput));
        }
        let (files, _) = self.unsupported.get_or_insert((0, name));
        *files += 1;
        Ok(None)
    }

    /// Where a link to a file leads, if that is not read anyway.
    fn follow_to_file(&self, link: &Path) -> Result<PathBuf, SkipReason> {
        let real = link.canonicalize().map_err(|error| refusal(&error))?;
        let is_visible = |name: &OsStr| !name.as_encoded_bytes().starts_with(b".");
        let is_walked = format::of(&real).is_collected()
            && real.file_name().is_some_and(is_visible)
            && real.parent().is_some_and(|directory| self.is_read(directory));
        if is_walked || self.named.contains(&real) || self.linked.contains(&real) {
            return Err(SkipReason::LinkedTwice);
        }
        Ok(real)
    }

    /// Where a link to a directory leads, if that is not read anyway.
    fn follow(&self, link: &Path) -> Result<PathBuf, SkipReason> {
        let real = link.canonicalize().map_err(|error| refusal(&error))?;
        if self.is_read(&real) {
            return Err(SkipReason::LinkedTwice);
        }
        if self.levels.iter().any(|level| level.real.starts_with(&real)) {
            return Err(SkipReason::Loop);
        }
        Ok(real)
    }

    /// Whether a directory is one that is read with all below it, or lies in one: what is hidden there is not read.
    fn is_read(&self, real: &Path) -> bool {
        let mut visible = real.ancestors().filter(|above| {
            real.strip_prefix(above).is_ok_and(|below| !below.components().any(is_hidden))
        });
        visible.any(|above| self.read.contains(above))
    }
}

impl Iterator for Walk {
    type Item = Result<Found, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let item = if let Some(level) = self.levels.last_mut() {
                match level.entries.next() {
                    Some(entry) => self.visit(entry).transpose(),
                    None => {
                        self.levels.pop();
                        None
                    }
                }
            } else if let Some((files, example)) = self.unsupported.take() {
                let reason = SkipReason::Unsupported { files, example };
                Some(Err(Skipped::new(&self.root, reason)))
            } else {
                let root = self.roots.next()?;
                self.enter_root(root)
            };
            if item.is_some() {
                return item;
            }
        }
    }
}

/// The entries of a directory that are not hidden, in order.
fn list(directory: &Path, name: &str) -> io::Result<Vec<Entry>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let file_name = entry.file_name();
        if !file_name.as_encoded_bytes().starts_with(b".") {
            entries.push(describe(&entry, file_name, name));
        }
    }
    entries.sort_unstable_by(|a, b| a.order.cmp(&b.order));
    Ok(entries)
}

fn describe(entry: &fs::DirEntry, file_name: OsString, name: &str) -> Entry {
    let path = entry.path();
    let kind = kind(entry, &path).unwrap_or_else(|error| EntryKind::Failed(refusal(&error)));
    let mut order = file_name.as_encoded_bytes().to_vec();
    if matches!(kind, EntryKind::Directory | EntryKind::LinkedDirectory) {
        order.push(b'/');
    }
    Entry { name: join(name, &file_name.to_string_lossy()), path, kind, order }
}

fn kind(entry: &fs::DirEntry, path: &Path) -> io::Result<EntryKind> {
    let own = entry.file_type()?;
    let target = if own.is_symlink() { fs::metadata(path)?.file_type() } else { own };
    Ok(match (target.is_dir(), target.is_file()) {
        (true, _) if own.is_symlink() => EntryKind::LinkedDirectory,
        (true, _) => EntryKind::Directory,
        (_, true) if own.is_symlink() => EntryKind::LinkedFile,
        (_, true) => EntryKind::File,
        _ => EntryKind::Other,
    })
}

fn join(directory: &str, name: &str) -> String {
    if directory.is_empty() { name.to_owned() } else { format!("{directory}/{name}") }
}

fn is_hidden(part: Component<'_>) -> bool {
    part.as_os_str().as_encoded_bytes().starts_with(b".")
}

/// Why the file system refused.
pub(super) fn refusal(error: &io::Error) -> SkipReason {
    /// `ELOOP` of Linux and of the BSDs: a link that leads to itself.
    const TOO_MANY_LINKS: [i32; 2] = [40, 62];
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => SkipReason::Missing,
        _ if cfg!(unix) && error.raw_os_error().is_some_and(|e| TOO_MANY_LINKS.contains(&e)) => {
            SkipReason::Loop
        }
        _ => SkipReason::Unreadable(error.to_string()),
    }
}
