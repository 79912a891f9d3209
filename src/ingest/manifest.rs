//! Which files were read, each with the hash of its bytes, so that a later run can tell whether they are the same.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use xxhash_rust::xxh3::Xxh3;

use crate::document::InputFile;

use super::format::Bytes;

/// The files that documents came from, in the order of reading.
#[derive(Clone, Debug, Default)]
pub struct Manifest(Arc<Mutex<Vec<InputFile>>>);

impl Manifest {
    /// The files so far.
    pub fn files(&self) -> Vec<InputFile> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn add(&self, pending: Pending<'_>) {
        // A file that cannot be read to its end was named when its text was asked for.
        if let Ok(file) = pending.finish() {
            self.0.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        }
    }
}

/// Hashes what is read or written through it.
pub struct Hashing<R> {
    inner: R,
    hash: Xxh3,
    bytes: u64,
}

impl<R> fmt::Debug for Hashing<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hashing").field("bytes", &self.bytes).finish_non_exhaustive()
    }
}

impl<R> Hashing<R> {
    /// Nothing yet of `inner`.
    pub fn new(inner: R) -> Self {
        Self { inner, hash: Xxh3::new(), bytes: 0 }
    }

    /// How many bytes passed, and their 128-bit XXH3.
    pub fn digest(&self) -> (u64, u128) {
        (self.bytes, self.hash.digest128())
    }
}

impl Hashing<File> {
    /// The size and hash of the whole file at `path`, which is called `source`.
    ///
    /// # Errors
    ///
    /// Those of the file system.
    pub fn of_file(path: &Path, source: String) -> io::Result<InputFile> {
        let mut file = Self::new(File::open(path)?);
        io::copy(&mut file, &mut io::sink())?;
        let (bytes, hash) = file.digest();
        Ok(InputFile { source, bytes, hash })
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        self.bytes += read as u64;
        Ok(read)
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(buffer)?;
        self.hash.update(&buffer[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file that is being read.
pub(super) struct Pending<'a> {
    stream: Shared<'a>,
    source: String,
}

/// A stream that is hashed while another reads it.
#[derive(Clone)]
struct Shared<'a>(Arc<Mutex<Hashing<Bytes<'a>>>>);

impl Read for Shared<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(buffer)
    }
}

impl<'a> Pending<'a> {
    /// Hashes what is read of the file.
    pub(super) fn new(bytes: Bytes<'a>, source: String) -> (Bytes<'a>, Self) {
        let stream = Shared(Arc::new(Mutex::new(Hashing::new(bytes))));
        (Box::new(stream.clone()), Self { stream, source })
    }

    /// Reads what was not read by then: some formats are not read from the beginning to the end.
    fn finish(mut self) -> io::Result<InputFile> {
        io::copy(&mut self.stream, &mut io::sink())?;
        let (bytes, hash) = self.stream.0.lock().unwrap_or_else(PoisonError::into_inner).digest();
        Ok(InputFile { source: self.source, bytes, hash })
    }
}
