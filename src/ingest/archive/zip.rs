//! `.zip`, in the order of its own list of files.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use ::zip::ZipArchive;
use ::zip::result::ZipError;
use ahash::AHashSet;
use encoding_rs::{Encoding, UTF_8};

use super::super::encoding;
use super::super::guard::{Count, Guarded};
use super::{Entry, Fault, Files, read_entry};
use crate::error::SkipReason;

/// A `.zip` archive that is being read.
pub(in super::super) struct Zip<R> {
    archive: ZipArchive<R>,
    next: usize,
    /// The archive's size in bytes, and what was unpacked of it so far.
    packed: u64,
    expanded: u64,
    /// The encoding of names that are not UTF-8.
    names: &'static Encoding,
    /// The names of files that have a later one of the same name; see [`renewed`].
    renewed: VecDeque<Vec<u8>>,
}

impl<R: Read + Seek> Zip<R> {
    /// `packed` is the archive's size in bytes.
    pub(in super::super) fn new(
        archive: ZipArchive<R>,
        packed: u64,
        renewed: VecDeque<Vec<u8>>,
    ) -> Self {
        let odd = archive.file_names_raw().filter(|name| std::str::from_utf8(name).is_err());
        // One name is too little to tell an encoding by; all of them come from one machine.
        let names = encoding::detect(&odd.collect::<Vec<_>>().join(&b'\n')).unwrap_or(UTF_8);
        Self { archive, next: 0, packed, expanded: 0, names, renewed }
    }

    fn name(&self, raw: &[u8]) -> String {
        let (name, _) = encoding::decode_line(self.names, raw);
        Cow::into_owned(name).replace('\\', "/")
    }

    fn read(&mut self, index: usize) -> Result<Vec<u8>, SkipReason> {
        let entry = self.archive.by_index(index).map_err(|error| zip_error(&error))?;
        // What was unpacked before counts against the archive as a whole.
        let packed: Count = Arc::new(AtomicU64::new(self.packed));
        let mut guarded = Guarded::resume(entry, packed, self.expanded);
        let bytes = read_entry(&mut guarded);
        self.expanded = guarded.expanded();
        bytes
    }
}

impl<R: Read + Seek> Files for Zip<R> {
    fn next(&mut self, wants: &mut dyn FnMut(&str) -> bool) -> Option<Result<Entry, Fault>> {
        loop {
            let index = self.next;
            let file =
                self.archive.by_index_data(index).ok().filter(|_| index < self.archive.len());
            let Some(file) = file else {
                let name = self.renewed.pop_front()?;
                let name = self.name(&name);
                if !name.ends_with('/') && wants(&name) {
                    return Some(Err(Fault::File(name, SkipReason::Renewed)));
                }
                continue;
            };
            self.next += 1;
            let name = self.name(file.name_raw());
            if file.is_dir() || name.ends_with('/') || !wants(&name) {
                continue;
            }
            return Some(match self.read(index) {
                Ok(bytes) => Ok(Entry { name, bytes }),
                Err(SkipReason::Expands) => Err(Fault::Archive(SkipReason::Expands)),
                Err(reason) => Err(Fault::File(name, reason)),
            });
        }
    }
}

/// Why the archive, or a file of it, cannot be unpacked.
pub(in super::super) fn zip_error(error: &ZipError) -> SkipReason {
    match error {
        ZipError::Io(error) => super::super::read_error(error, true),
        ZipError::UnsupportedArchive(_)
        | ZipError::CompressionMethodNotSupported(_)
        | ZipError::InvalidPassword => SkipReason::Unpackable(error.to_string()),
        _ => SkipReason::Corrupt(error.to_string()),
    }
}

/// The names that stand in an archive's list again later, each as often as it does. The library keeps the last file of a
/// name and does not say which those were. `list` is the archive from the beginning of its list.
pub(in super::super) fn renewed(mut list: impl Read) -> VecDeque<Vec<u8>> {
    /// What an entry begins with, its fixed part, and where the lengths of its three others stand in it.
    const MARK: [u8; 4] = *b"PK\x01\x02";
    const FIXED: usize = 46;
    const LENGTHS: [usize; 3] = [28, 30, 32];
    let (mut seen, mut again) = (AHashSet::new(), VecDeque::new());
    loop {
        let mut fixed = [0; FIXED];
        let is_entry = list.read_exact(&mut fixed).is_ok() && fixed.starts_with(&MARK);
        if !is_entry {
            return again;
        }
        let [name, extra, comment] =
            LENGTHS.map(|at| usize::from(u16::from_le_bytes([fixed[at], fixed[at + 1]])));
        let mut variable = vec![0; name + extra + comment];
        if list.read_exact(&mut variable).is_err() {
            return again;
        }
        variable.truncate(name);
        if let Some(name) = seen.replace(variable) {
            again.push_back(name);
        }
    }
}
