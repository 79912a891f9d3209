//! `.tar`, plain or packed, read once from its beginning to its end.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::tar::{Archive, EntryType};

use super::super::encoding;
use super::super::format::Bytes;
use super::super::guard::{Count, Counting, Expands, Guarded};
use super::{Entry, Fault, Files, read_entry, resolved};
use crate::error::SkipReason;

/// Entries begin where a block does.
const BLOCK: u64 = 512;

/// What stands before a file, in bytes: its headers with its name, which the library reads into memory.
const MAX_HEADERS: u64 = 1 << 20;

/// A `.tar` archive that is being read.
pub(in super::super) struct Tar<'a> {
    stream: Bounded<Counting<Bytes<'a>>>,
    position: Count,
    /// How much was unpacked: of a sparse file that is any number of zeros more than was read.
    expanded: u64,
    ended: bool,
}

/// A stream of which so many bytes may be read.
struct Bounded<R> {
    stream: R,
    room: Arc<AtomicU64>,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let room = self.room.load(Ordering::Relaxed);
        if room == 0 {
            return Err(io::Error::other("a name of more than a mebibyte"));
        }
        let read = (&mut self.stream).take(room).read(buffer)?;
        self.room.store(room - read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

impl<'a> Tar<'a> {
    pub(in super::super) fn new(stream: Bytes<'a>) -> Self {
        let (stream, position) = Counting::new(stream);
        let stream = Bounded { stream, room: Arc::default() };
        Self { stream, position, expanded: 0, ended: false }
    }

    /// The next file. The library's iterator borrows its archive, so each entry gets an archive of its own,
    /// which begins where the entry before ended.
    fn step(&mut self, wants: &mut dyn FnMut(&str) -> bool) -> io::Result<Step> {
        let room = Arc::clone(&self.stream.room);
        room.store(MAX_HEADERS, Ordering::Relaxed);
        let mut archive = Archive::new(&mut self.stream);
        let Some(entry) = archive.entries()?.next() else { return Ok(Step::End) };
        let entry = entry?;
        room.store(u64::MAX, Ordering::Relaxed);
        let kind = entry.header().entry_type();
        let name = name(&entry.path_bytes());
        let is_file =
            matches!(kind, EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse);
        let target = entry.link_name_bytes().filter(|_| kind.is_symlink() || kind.is_hard_link());
        let link = target.map(|target| {
            let above = if kind.is_symlink() { name.rsplit_once('/') } else { None };
            resolved(above.map_or("", |(above, _)| above), &self::name(&target))
        });
        let size = entry.size();
        let wanted = is_file && !name.ends_with('/') && wants(&name);
        let mut entry = Guarded::resume(entry, Arc::clone(&self.position), self.expanded);
        let found = wanted.then(|| whole(read_entry(&mut entry)?, size));
        if matches!(found, Some(Err(SkipReason::Expands))) {
            return Err(io::Error::other(Expands));
        }
        io::copy(&mut entry, &mut io::sink())?;
        self.expanded = entry.expanded();
        let over = self.position.load(Ordering::Relaxed) % BLOCK;
        let padding = (BLOCK - over) % BLOCK;
        io::copy(&mut (&mut self.stream).take(padding), &mut io::sink())?;
        Ok(match (found, link) {
            (Some(bytes), _) => Step::File(name, bytes),
            (None, Some(target)) => Step::Link(name, target),
            (None, None) => Step::Passed,
        })
    }

    /// Why the archive cannot be read on. One that ends inside a block breaks off.
    fn fault(&mut self, error: &io::Error) -> SkipReason {
        let found = self.position.load(Ordering::Relaxed);
        let is_cut =
            !found.is_multiple_of(BLOCK) && self.stream.read(&mut [0]).is_ok_and(|more| more == 0);
        match super::super::read_error(error, true) {
            SkipReason::Corrupt(_) if is_cut => SkipReason::CutOff { found, expected: None },
            reason => reason,
        }
    }
}

enum Step {
    File(String, Result<Vec<u8>, SkipReason>),
    Link(String, String),
    Passed,
    End,
}

impl Files for Tar<'_> {
    fn next(&mut self, wants: &mut dyn FnMut(&str) -> bool) -> Option<Result<Entry, Fault>> {
        while !self.ended {
            match self.step(wants) {
                Ok(Step::File(name, Ok(bytes))) => return Some(Ok(Entry { name, bytes })),
                Ok(Step::File(name, Err(reason))) => return Some(Err(Fault::File(name, reason))),
                Ok(Step::Link(name, target)) => return Some(Err(Fault::Link(name, target))),
                Ok(Step::Passed) => {}
                Ok(Step::End) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    return Some(Err(Fault::Archive(self.fault(&error))));
                }
            }
        }
        None
    }
}

/// The library takes the end of the archive for that of the file.
fn whole(bytes: Vec<u8>, size: u64) -> Result<Vec<u8>, SkipReason> {
    if bytes.len() as u64 == size {
        return Ok(bytes);
    }
    Err(SkipReason::CutOff { found: bytes.len() as u64, expected: Some(size) })
}

fn name(bytes: &[u8]) -> String {
    let encoding = encoding::detect(bytes).unwrap_or(encoding_rs::UTF_8);
    encoding::decode_line(encoding, bytes).0.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header of a file with this name and size, of this kind.
    fn header(name: &str, size: u64, kind: EntryType) -> ::tar::Header {
        let mut header = ::tar::Header::new_gnu();
        header.set_path(name).expect("a short name");
        header.set_size(size);
        header.set_entry_type(kind);
        header.set_cksum();
        header
    }

    /// What is read of an archive of these bytes, and how many of them were.
    fn read(bytes: Vec<u8>, wants: bool) -> (Vec<Result<String, SkipReason>>, u64) {
        let mut tar = Tar::new(Box::new(io::Cursor::new(bytes)));
        let found = std::iter::from_fn(|| tar.next(&mut |_| wants));
        let found = found.map(|found| match found {
            Ok(entry) => Ok(entry.name),
            Err(Fault::Archive(reason) | Fault::File(_, reason)) => Err(reason),
            Err(Fault::Link(name, _)) => Ok(name),
        });
        (found.collect(), tar.position.load(Ordering::Relaxed))
    }

    #[test]
    fn a_name_without_end_is_not_read_into_memory() {
        let long = |size: u64| {
            let mut bytes = header("x", size, EntryType::GNULongName).as_bytes().to_vec();
            bytes.resize(bytes.len() + size as usize, b'a');
            bytes.extend(header("y", 0, EntryType::Regular).as_bytes());
            bytes
        };
        let (found, _) = read(long(1 << 10), true);
        assert!(matches!(&found[..], [Ok(name)] if name.len() == 1 << 10));
        let (found, position) = read(long(8 << 20), true);
        assert!(matches!(&found[..], [Err(SkipReason::Corrupt(_))]), "{found:?}");
        assert!(position <= MAX_HEADERS + BLOCK, "{position}");
    }

    #[test]
    fn a_sparse_file_of_nothing_ends() {
        let mut header = header("x.txt", 0, EntryType::GNUSparse);
        let sparse = header.as_gnu_mut().expect("GNU's");
        sparse.realsize.copy_from_slice(b"77777777777\0");
        sparse.sparse[0].offset.copy_from_slice(b"77777777777\0");
        sparse.sparse[0].numbytes.copy_from_slice(b"00000000000\0");
        header.set_cksum();
        let (found, _) = read(header.as_bytes().to_vec(), false);
        assert_eq!(found, [Err(SkipReason::Expands)]);
    }
}
