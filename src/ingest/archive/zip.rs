//! `.zip`, in the order of its own list of files.

use std::borrow::Cow;
use std::io::{Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use ::zip::ZipArchive;
use ::zip::result::ZipError;
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
}

impl<R: Read + Seek> Zip<R> {
    /// `packed` is the archive's size in bytes.
    pub(in super::super) fn new(archive: ZipArchive<R>, packed: u64) -> Self {
        let odd = archive.file_names_raw().filter(|name| std::str::from_utf8(name).is_err());
        // One name is too little to tell an encoding by; all of them come from one machine.
        let names = encoding::detect(&odd.collect::<Vec<_>>().join(&b'\n')).unwrap_or(UTF_8);
        Self { archive, next: 0, packed, expanded: 0, names }
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
                self.archive.by_index_data(index).ok().filter(|_| index < self.archive.len())?;
            self.next += 1;
            let (name, _) = encoding::decode_line(self.names, file.name_raw());
            let name = Cow::into_owned(name).replace('\\', "/");
            if file.is_dir() || name.ends_with('/') || !wants(&name) {
                continue;
            }
            return Some(match self.read(index) {
                Ok(bytes) => Ok(Entry { name, bytes }),
                Err(SkipReason::Expands) => Err(Fault { name: None, reason: SkipReason::Expands }),
                Err(reason) => Err(Fault { name: Some(name), reason }),
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
