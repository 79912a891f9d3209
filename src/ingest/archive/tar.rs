//! `.tar`, plain or packed, read once from its beginning to its end.

use std::io::{self, Read};
use std::sync::atomic::Ordering;

use ::tar::{Archive, EntryType};

use super::super::encoding;
use super::super::format::Bytes;
use super::super::guard::{Count, Counting};
use super::{Entry, Fault, Files, read_entry};
use crate::error::SkipReason;

/// Entries begin where a block does.
const BLOCK: u64 = 512;

/// A `.tar` archive that is being read.
pub(in super::super) struct Tar<'a> {
    stream: Counting<Bytes<'a>>,
    position: Count,
    ended: bool,
}

impl<'a> Tar<'a> {
    pub(in super::super) fn new(stream: Bytes<'a>) -> Self {
        let (stream, position) = Counting::new(stream);
        Self { stream, position, ended: false }
    }

    /// The next file. The library's iterator borrows its archive, so each entry gets an archive of its own,
    /// which begins where the entry before ended.
    fn step(&mut self, wants: &mut dyn FnMut(&str) -> bool) -> io::Result<Step> {
        let mut archive = Archive::new(&mut self.stream);
        let Some(entry) = archive.entries()?.next() else { return Ok(Step::End) };
        let mut entry = entry?;
        let kind = entry.header().entry_type();
        let name = name(&entry.path_bytes());
        let is_file =
            matches!(kind, EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse);
        let size = entry.size();
        let wanted = is_file && !name.ends_with('/') && wants(&name);
        let found = wanted.then(|| whole(read_entry(&mut entry)?, size));
        io::copy(&mut entry, &mut io::sink())?;
        let over = self.position.load(Ordering::Relaxed) % BLOCK;
        let padding = (BLOCK - over) % BLOCK;
        io::copy(&mut (&mut self.stream).take(padding), &mut io::sink())?;
        Ok(found.map_or(Step::Passed, |bytes| Step::File(name, bytes)))
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
    Passed,
    End,
}

impl Files for Tar<'_> {
    fn next(&mut self, wants: &mut dyn FnMut(&str) -> bool) -> Option<Result<Entry, Fault>> {
        while !self.ended {
            match self.step(wants) {
                Ok(Step::File(name, Ok(bytes))) => return Some(Ok(Entry { name, bytes })),
                Ok(Step::File(name, Err(reason))) => {
                    return Some(Err(Fault { name: Some(name), reason }));
                }
                Ok(Step::Passed) => {}
                Ok(Step::End) => self.ended = true,
                Err(error) => {
                    self.ended = true;
                    let reason = self.fault(&error);
                    return Some(Err(Fault { name: None, reason }));
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
