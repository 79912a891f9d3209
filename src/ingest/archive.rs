//! Archives of files: `.zip`, `.tar` and packed `.tar`. They are read one file at a time, and archives in them
//! are not opened.

mod tar;
mod zip;

use std::collections::{BTreeSet, VecDeque};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{SkipReason, Skipped};

use super::format::{self, Content};
use super::text::MAX_FILE_BYTES;

pub(super) use tar::Tar;
pub(super) use zip::{Zip, renewed, zip_error};

/// A file of an archive, unpacked into memory.
pub(super) struct Entry {
    /// Its path in the archive, with `/`.
    pub(super) name: String,
    pub(super) bytes: Vec<u8>,
}

/// What an archive gives: its files one after the other, or why one of them is left out.
pub(super) trait Files {
    /// The next file that `wants` names, or a link; `None` at the end. An error of the whole archive is its end.
    fn next(&mut self, wants: &mut dyn FnMut(&str) -> bool) -> Option<Result<Entry, Fault>>;
}

/// Why a file of an archive is left out.
pub(super) enum Fault {
    /// All of the archive that follows.
    Archive(SkipReason),
    File(String, SkipReason),
    /// A link, by its name and what it leads to, from where the archive begins.
    Link(String, String),
}

/// An archive that is being read.
pub(super) struct Archive<'a> {
    files: Box<dyn Files + Send + 'a>,
    /// The archive as a person knows it, and what ids of its texts begin with.
    source: String,
    name: String,
    unsupported: Option<(u64, String)>,
    nested: VecDeque<String>,
    /// The files that were read, and the links, each with what it leads to, which may come after it.
    read: BTreeSet<String>,
    links: VecDeque<(String, String)>,
    /// Whether anything came out, and whether all did.
    said: bool,
    ended: bool,
}

/// A file of an archive, ready to be read like any other.
pub(super) struct Unpacked {
    pub(super) path: PathBuf,
    pub(super) name: String,
    pub(super) source: String,
    pub(super) bytes: Vec<u8>,
}

impl<'a> Archive<'a> {
    pub(super) fn new(files: Box<dyn Files + Send + 'a>, name: String, source: String) -> Self {
        let (unsupported, nested) = (None, VecDeque::new());
        let (read, links) = (BTreeSet::new(), VecDeque::new());
        Self { files, source, name, unsupported, nested, read, links, said: false, ended: false }
    }

    /// The next file of a format that is read, or why one is left out; at the end what the names alone forbid.
    pub(super) fn next(&mut self) -> Option<Result<Unpacked, Skipped>> {
        while !self.ended {
            let (nested, unsupported) = (&mut self.nested, &mut self.unsupported);
            let found = self.files.next(&mut |name| sort(name, nested, unsupported));
            self.ended = matches!(found, None | Some(Err(Fault::Archive(_))));
            let found = match found {
                None => break,
                Some(Err(Fault::Link(name, target))) => {
                    self.links.push_back((name, target));
                    continue;
                }
                Some(Ok(entry)) => Ok(self.unpacked(entry)),
                Some(Err(Fault::File(name, reason))) => {
                    Err(Skipped::new(inside(&self.source, &name), reason))
                }
                Some(Err(Fault::Archive(reason))) => Err(Skipped::new(&self.source, reason)),
            };
            self.said = true;
            return Some(found);
        }
        let (source, reason) = self.linked().or_else(|| self.passed_over())?;
        self.said = true;
        Some(Err(Skipped::new(source, reason)))
    }

    /// The next link, if what it leads to would be read, or was.
    fn linked(&mut self) -> Option<(String, SkipReason)> {
        while let Some((name, target)) = self.links.pop_front() {
            let below = format!("{target}/");
            let is_below = |name: &String| name.starts_with(&below);
            let is_read = self.read.contains(&target)
                || self.read.range(below.clone()..).next().is_some_and(is_below);
            if is_read && !is_hidden(&name) {
                return Some((inside(&self.source, &name), SkipReason::LinkedTwice));
            }
            if !is_read && sort(&name, &mut self.nested, &mut self.unsupported) {
                return Some((inside(&self.source, &name), SkipReason::Link));
            }
        }
        None
    }

    fn passed_over(&mut self) -> Option<(String, SkipReason)> {
        if let Some(name) = self.nested.pop_front() {
            return Some((inside(&self.source, &name), SkipReason::Nested));
        }
        let unsupported = self.unsupported.take();
        let unsupported =
            unsupported.map(|(files, example)| SkipReason::Unsupported { files, example });
        let reason = unsupported.or_else(|| (!self.said).then_some(SkipReason::Empty))?;
        Some((self.source.clone(), reason))
    }

    fn unpacked(&mut self, Entry { name, bytes }: Entry) -> Unpacked {
        self.read.insert(resolved("", &name));
        let (source, id) = (inside(&self.source, &name), inside(&self.name, &name));
        Unpacked { path: PathBuf::from(&name), name: id, source, bytes }
    }
}

/// Whether a file of an archive is read, by its name; what is not is noted.
fn sort(
    name: &str,
    nested: &mut VecDeque<String>,
    unsupported: &mut Option<(u64, String)>,
) -> bool {
    if is_hidden(name) {
        return false;
    }
    let format = format::of(Path::new(name));
    match format.content {
        Content::Zip | Content::Tar => nested.push_back(name.to_owned()),
        _ if format.is_collected() => return true,
        _ => unsupported.get_or_insert((0, name.to_owned())).0 += 1,
    }
    false
}

fn is_hidden(name: &str) -> bool {
    name.split('/').any(|part| part.starts_with('.') && part != "." && part != "..")
}

/// A path from the folder `from`, as one from where the archive begins, without `.` and `..`.
pub(super) fn resolved(from: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in from.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn inside(archive: &str, name: &str) -> String {
    format!("{archive}/{}", name.trim_start_matches("./").trim_start_matches('/'))
}

/// The bytes of one file of an archive, no more than a text may have.
pub(super) fn read_entry(entry: impl Read) -> Result<Vec<u8>, SkipReason> {
    let mut bytes = Vec::new();
    let mut limited = entry.take(MAX_FILE_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(|error| super::read_error(&error, true))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(SkipReason::TooLarge { limit: MAX_FILE_BYTES });
    }
    Ok(bytes)
}
