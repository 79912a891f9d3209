//! A temporary file without a name: written once from the beginning, then read at any place.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

/// Large enough that a write costs its copy and little else.
const BUFFER: usize = 1 << 20;

#[derive(Debug)]
pub(super) struct Spill(BufWriter<File>);

impl Spill {
    pub(super) fn new(folder: &Path) -> io::Result<Self> {
        Ok(Self(BufWriter::with_capacity(BUFFER, tempfile::tempfile_in(folder)?)))
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0.write_all(bytes)
    }

    pub(super) fn finish(self) -> io::Result<File> {
        self.0.into_inner().map_err(io::IntoInnerError::into_error)
    }
}

/// Fills `bytes` from the file at `place`. Threads do not disturb each other: the file has no position of its own here.
#[cfg(unix)]
pub(super) fn read_at(file: &File, place: u64, bytes: &mut [u8]) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, place)
}

/// Fills `bytes` from the file at `place`. Threads do not disturb each other: each read names its place.
#[cfg(windows)]
pub(super) fn read_at(file: &File, mut place: u64, mut bytes: &mut [u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match std::os::windows::fs::FileExt::seek_read(file, bytes, place)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => {
                place += read as u64;
                bytes = &mut bytes[read..];
            }
        }
    }
    Ok(())
}
