//! Archives of files: `.zip`, `.tar` and packed `.tar`. They are read one file at a time, and archives in them
//! are not opened.

mod tar;
mod zip;

use std::collections::VecDeque;
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
    /// The next file that `wants` names; `None` at the end. An error without a name is one of the whole
    /// archive, and its end.
    fn next(&mut self, wants: &mut dyn FnMut(&str) -> bool) -> Option<Result<Entry, Fault>>;
}

/// Why a file of an archive is left out.
pub(super) struct Fault {
    /// `None` for the archive itself.
    pub(super) name: Option<String>,
    pub(super) reason: SkipReason,
}

/// An archive that is being read.
pub(super) struct Archive<'a> {
    files: Box<dyn Files + Send + 'a>,
    /// The archive as a person knows it, and what ids of its texts begin with.
    source: String,
    name: String,
    unsupported: Option<(u64, String)>,
    nested: VecDeque<String>,
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
        let nested = VecDeque::new();
        Self { files, source, name, unsupported: None, nested, said: false, ended: false }
    }

    /// The next file of a format that is read, or why one is left out; at the end what the names alone forbid.
    pub(super) fn next(&mut self) -> Option<Result<Unpacked, Skipped>> {
        if !self.ended {
            let (nested, unsupported) = (&mut self.nested, &mut self.unsupported);
            let found = self.files.next(&mut |name| sort(name, nested, unsupported));
            self.ended = found
                .as_ref()
                .is_none_or(|found| found.as_ref().is_err_and(|fault| fault.name.is_none()));
            if let Some(found) = found {
                self.said = true;
                return Some(match found {
                    Ok(entry) => Ok(self.unpacked(entry)),
                    Err(fault) => Err(self.fault(fault)),
                });
            }
        }
        let (source, reason) = self.passed_over()?;
        self.said = true;
        Some(Err(Skipped::new(source, reason)))
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

    fn unpacked(&self, Entry { name, bytes }: Entry) -> Unpacked {
        let (source, id) = (inside(&self.source, &name), inside(&self.name, &name));
        Unpacked { path: PathBuf::from(&name), name: id, source, bytes }
    }

    fn fault(&self, fault: Fault) -> Skipped {
        let source = fault.name.map_or_else(|| self.source.clone(), |n| inside(&self.source, &n));
        Skipped::new(source, fault.reason)
    }
}

/// Whether a file of an archive is read, by its name; what is not is noted.
fn sort(
    name: &str,
    nested: &mut VecDeque<String>,
    unsupported: &mut Option<(u64, String)>,
) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') && part != "." && part != "..";
    if name.split('/').any(is_hidden) {
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
