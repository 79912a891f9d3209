//! Where texts and shingles are kept: in memory up to a limit, and beyond it in a temporary file.
//!
//! A [`Writer`] takes one record after another; once it is finished, the [`Store`] gives any of them, to any number of
//! threads. What is read is the same wherever it is kept. The file has no name where the system allows that, so that
//! nothing is left of it however the process ends; the system's own cache of files keeps most reads off the disk, and
//! gives way when memory is needed for other things.

mod file;
mod hashes;

use std::borrow::Cow;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use bytemuck::Pod;

use file::{Spill, read_at};
pub use hashes::Hashes;

/// Where a record stands in its store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// Its chunk and its first item there, or its first item in the file.
    start: u64,
    /// How many items it has.
    len: u32,
}

impl Slot {
    /// How many items the record has.
    pub fn len(self) -> usize {
        self.len as usize
    }

    /// The record's first items, so many as it has of `len`.
    pub fn first(self, len: usize) -> Self {
        Self { len: self.len().min(len) as u32, ..self }
    }

    /// Whether it has none.
    pub fn is_empty(self) -> bool {
        self.len == 0
    }
}

/// Takes records of items. Memory: `limit` items, and a mebibyte once there is a file.
#[derive(Debug)]
pub struct Writer<T> {
    /// Records lie whole in a chunk; one that grew would be copied again and again.
    chunks: Vec<Vec<T>>,
    /// Items that may still come into memory.
    room: usize,
    folder: PathBuf,
    file: Option<(Spill, u64)>,
}

/// Bytes of a chunk, unless a single record has more.
const CHUNK: usize = 1 << 20;

/// Set in the start of what is in the file.
const IN_FILE: u64 = 1 << 63;

/// In the start of what is in memory the number of the chunk begins here.
const CHUNK_BITS: u32 = 32;

impl<T: Pod> Writer<T> {
    /// A writer that keeps records of up to `limit` items together in memory, and the others in a file in `folder`.
    pub fn new(limit: usize, folder: &Path) -> Self {
        Self { chunks: Vec::new(), room: limit, folder: folder.to_owned(), file: None }
    }

    /// Appends a record of fewer than 2³² items, given in pieces.
    ///
    /// # Errors
    ///
    /// Those of making and writing the file.
    pub fn push(&mut self, pieces: &[&[T]]) -> io::Result<Slot> {
        let len: usize = pieces.iter().map(|piece| piece.len()).sum();
        if self.file.is_none() && len > self.room {
            self.file = Some((Spill::new(&self.folder)?, 0));
        }
        let start = match &mut self.file {
            None => self.keep(pieces, len),
            Some((file, end)) => {
                pieces.iter().try_for_each(|piece| file.write(bytemuck::cast_slice(piece)))?;
                IN_FILE | std::mem::replace(end, *end + len as u64)
            }
        };
        Ok(Slot { start, len: len as u32 })
    }

    fn keep(&mut self, pieces: &[&[T]], len: usize) -> u64 {
        self.room -= len;
        let fits = |chunk: &Vec<T>| chunk.capacity() - chunk.len() >= len;
        if !self.chunks.last().is_some_and(fits) {
            let items = (CHUNK / size_of::<T>()).min(self.room + len).max(len);
            self.chunks.push(Vec::with_capacity(items));
        }
        let number = self.chunks.len() as u64 - 1;
        let chunk = &mut self.chunks[number as usize];
        let start = number << CHUNK_BITS | chunk.len() as u64;
        pieces.iter().for_each(|piece| chunk.extend_from_slice(piece));
        start
    }

    /// All that was written, to be read.
    ///
    /// # Errors
    ///
    /// Those of writing the file's end.
    pub fn finish(self) -> io::Result<Store<T>> {
        let file = self.file.map(|(file, _)| file.finish()).transpose()?;
        Ok(Store { chunks: self.chunks, file, failure: OnceLock::new() })
    }
}

/// Records that were written. See the module.
#[derive(Debug)]
pub struct Store<T> {
    chunks: Vec<Vec<T>>,
    /// What came after that.
    file: Option<std::fs::File>,
    failure: OnceLock<io::Error>,
}

impl<T: Pod> Store<T> {
    /// The items of a record. Costs a copy, and a read of the file or its cache, for what is not in memory.
    ///
    /// Where the file cannot be read it has no items, and [`Store::check`] tells: a caller among many, deep in the work,
    /// has no use for an error that ends the run anyway.
    pub fn get(&self, slot: Slot) -> Cow<'_, [T]> {
        if slot.start & IN_FILE == 0 {
            // A record of nothing may come before the first chunk.
            let chunk = self.chunks.get((slot.start >> CHUNK_BITS) as usize);
            let start = slot.start as u32 as usize;
            return Cow::Borrowed(chunk.map_or(&[], |chunk| &chunk[start..start + slot.len()]));
        }
        let mut items = vec![T::zeroed(); slot.len()];
        let place = (slot.start & !IN_FILE) * size_of::<T>() as u64;
        let read = match &self.file {
            Some(file) => read_at(file, place, bytemuck::cast_slice_mut(&mut items)),
            None => Err(io::ErrorKind::UnexpectedEof.into()),
        };
        if let Err(error) = read {
            // The first failure is as good as any.
            let _ = self.failure.set(error);
            items.clear();
        }
        Cow::Owned(items)
    }

    /// Whether everything that was asked for could be read.
    ///
    /// # Errors
    ///
    /// A failure to read the file.
    pub fn check(&self) -> io::Result<()> {
        match self.failure.get() {
            None => Ok(()),
            Some(error) => Err(io::Error::new(error.kind(), error.to_string())),
        }
    }

    /// Whether some of it is in a file.
    pub fn is_spilled(&self) -> bool {
        self.file.is_some()
    }
}

#[cfg(test)]
mod tests;
