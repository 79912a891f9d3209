//! One file of the output: a file of the inputs without some of its texts.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::document::{Extent, InputFile};
use crate::ingest::Hashing;

use super::cut::{Feeds, without};
use super::{CorpusFile, CurateError, Entry};

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// Not at all.
    Plain,
    /// As gzip.
    Gzip,
    /// As Zstandard.
    Zstd,
}

impl Packing {
    /// By the ending of a name.
    pub fn of(path: &Path) -> Self {
        let ending = path.extension().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
        match ending.as_str() {
            "gz" | "tgz" => Self::Gzip,
            "zst" => Self::Zstd,
            _ => Self::Plain,
        }
    }

    fn of_bytes(head: &[u8]) -> Self {
        match head {
            [0x1F, 0x8B, ..] => Self::Gzip,
            [0x28, 0xB5, 0x2F, 0xFD, ..] => Self::Zstd,
            _ => Self::Plain,
        }
    }
}

/// A file of the output.
#[derive(Debug)]
pub(super) struct Part<'c> {
    pub(super) file: &'c CorpusFile,
    /// Its place in the output.
    pub(super) place: PathBuf,
    /// The texts that it loses.
    pub(super) losses: Vec<&'c Entry>,
}

impl Part<'_> {
    /// Whether the texts can be taken out of the file.
    pub(super) fn check(&self) -> Result<(), CurateError> {
        let path = || self.file.found.source.clone();
        for entry in &self.losses {
            if self.file.archive {
                return Err(CurateError::Archive { path: path(), id: entry.id.clone() });
            }
            match entry.extent {
                Extent::Lines(_) => {}
                Extent::Row(_) if cfg!(feature = "parquet") => {}
                Extent::Row(_) => return Err(CurateError::Columns { path: path() }),
                Extent::Whole | Extent::Inside => {
                    return Err(CurateError::Inside { path: path(), id: entry.id.clone() });
                }
            }
        }
        Ok(())
    }

    /// The lines that leave.
    fn drops(&self) -> Vec<Range<u64>> {
        let lines = self.losses.iter().filter_map(|entry| match &entry.extent {
            Extent::Lines(lines) => Some(lines.clone()),
            _ => None,
        });
        let mut lines: Vec<Range<u64>> = lines.collect();
        lines.sort_by_key(|lines| lines.start);
        lines
    }

    /// Writes the file, packed as it was or as is asked, and sees to it that it is what was compared.
    pub(super) fn write(
        &self,
        packing: Option<Packing>,
        out: &mut (dyn Write + Send),
    ) -> Result<(), CurateError> {
        let expected = &self.file.found;
        let failed = |cause| CurateError::Io { path: expected.source.clone(), cause };
        let file = File::open(&self.file.path).map_err(failed)?;
        let mut hashing = Hashing::new(file);
        self.copy(&mut hashing, packing, out).map_err(failed)?;
        io::copy(&mut hashing, &mut io::sink()).map_err(failed)?;
        let (bytes, hash) = hashing.digest();
        if (bytes, hash) != (expected.bytes, expected.hash) {
            let found = InputFile { source: expected.source.clone(), bytes, hash };
            return Err(CurateError::Changed { expected: expected.clone(), found });
        }
        Ok(())
    }

    fn copy(
        &self,
        input: impl Read,
        packing: Option<Packing>,
        out: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        let mut input = BufReader::with_capacity(1 << 16, input);
        let own = Packing::of_bytes(input.fill_buf()?);
        let packing = packing.unwrap_or(own);
        if self.losses.is_empty() && packing == own {
            return io::copy(&mut input, out).map(|_| ());
        }
        let mut unpacked = unpacked(input, own)?;
        match packing {
            Packing::Plain => self.cut(&mut *unpacked, own, out),
            Packing::Gzip => {
                let mut encoder = GzEncoder::new(out, Compression::default());
                self.cut(&mut *unpacked, own, &mut encoder)?;
                encoder.finish().map(|_| ())
            }
            Packing::Zstd => {
                let mut encoder = zstd::Encoder::new(out, 0)?;
                self.cut(&mut *unpacked, own, &mut encoder)?;
                encoder.finish().map(|_| ())
            }
        }
    }

    /// The rows that leave, of a table of columns.
    fn rows(&self) -> Vec<u64> {
        let rows = self.losses.iter().filter_map(|entry| match entry.extent {
            Extent::Row(row) => Some(row),
            _ => None,
        });
        let mut rows: Vec<u64> = rows.collect();
        rows.sort_unstable();
        rows
    }

    /// A table of columns is read in any order: from the file, or, if it is packed as a whole, from memory.
    #[cfg(feature = "parquet")]
    fn cut_rows(
        &self,
        input: &mut dyn BufRead,
        own: Packing,
        rows: &[u64],
        out: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        if own == Packing::Plain {
            return super::rows::without_rows(File::open(&self.file.path)?, rows, out);
        }
        let mut bytes = Vec::new();
        input.read_to_end(&mut bytes)?;
        super::rows::without_rows(bytes::Bytes::from(bytes), rows, out)
    }

    #[cfg(not(feature = "parquet"))]
    fn cut_rows(
        &self,
        _: &mut dyn BufRead,
        _: Packing,
        _: &[u64],
        _: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        Err(io::Error::other(CurateError::Columns { path: self.file.found.source.clone() }))
    }

    fn cut(
        &self,
        input: &mut dyn BufRead,
        own: Packing,
        out: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        let rows = self.rows();
        if !rows.is_empty() {
            return self.cut_rows(input, own, &rows, out);
        }
        let feeds = self.losses.first().map_or(Feeds::Byte, |entry| Feeds::of(entry.encoding));
        without(input, &self.drops(), feeds, out)
    }
}

fn unpacked<'i>(input: impl BufRead + 'i, packing: Packing) -> io::Result<Box<dyn BufRead + 'i>> {
    Ok(match packing {
        Packing::Plain => Box::new(input),
        Packing::Gzip => Box::new(BufReader::new(MultiGzDecoder::new(input))),
        Packing::Zstd => Box::new(BufReader::new(zstd::Decoder::with_buffer(input)?)),
    })
}
