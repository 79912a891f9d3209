//! The inputs without the texts that leave, in the shape of the inputs.
//!
//! A file that keeps none of its texts is left out, one that loses none is copied, and of the others the lines of the
//! texts that leave are left out; all other bytes stay. What was not compared stays where it is in a file of records.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, BufWriter, Read, Write};
use std::ops::Range;
use std::path::{Component, Path, PathBuf};

use ahash::AHashMap;
use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;

use crate::document::{Extent, InputFile};
use crate::ingest::Hashing;

use super::cut::{Feeds, without};
use super::{Corpus, CorpusFile, CurateError, Entry, Graph, Plan};

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
            "gz" => Self::Gzip,
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

/// What is to be written.
#[derive(Debug)]
pub struct Copy<'c> {
    corpus: &'c Corpus,
    files: Vec<Part<'c>>,
}

/// A file of the output.
#[derive(Debug)]
struct Part<'c> {
    file: &'c CorpusFile,
    /// Its place in the output.
    place: PathBuf,
    /// The texts that it loses.
    losses: Vec<&'c Entry>,
}

/// How many files are written, and how many of them are not the same as in the inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Files of the inputs that texts came from.
    pub read: usize,
    /// Files of the output.
    pub written: usize,
    /// Those that lose some of their texts.
    pub cut: usize,
}

impl<'c> Copy<'c> {
    /// What is to be written of `corpus` by `plan`.
    ///
    /// # Errors
    ///
    /// A text is to leave that cannot be taken out of its file, or two files have one place.
    pub fn new(corpus: &'c Corpus, graph: &Graph<'_>, plan: &Plan) -> Result<Self, CurateError> {
        let mut losses: Vec<Vec<&Entry>> = vec![Vec::new(); corpus.files.len()];
        for removal in &plan.removals {
            if let Some((_, entry)) = corpus.get(graph.id(removal.removed)) {
                losses[entry.file].push(entry);
            }
        }
        let mut texts = vec![0; corpus.files.len()];
        corpus.documents.iter().for_each(|entry| texts[entry.file] += 1);
        let mut files = Vec::new();
        for ((file, losses), texts) in corpus.files.iter().zip(losses).zip(texts) {
            if losses.len() < texts {
                let part = Part { file, place: place(file), losses };
                part.check()?;
                files.push(part);
            }
        }
        let mut taken: AHashMap<&Path, ()> = AHashMap::new();
        for part in &files {
            if taken.insert(&part.place, ()).is_some() {
                let name = part.place.to_string_lossy().into_owned();
                return Err(CurateError::SamePlace { name });
            }
        }
        Ok(Self { corpus, files })
    }

    /// How many files there are.
    pub fn files(&self) -> Files {
        let cut = self.files.iter().filter(|part| !part.losses.is_empty()).count();
        Files { read: self.corpus.files.len(), written: self.files.len(), cut }
    }

    /// Writes all files below `folder`.
    ///
    /// # Errors
    ///
    /// A file cannot be read or written, or has changed in the meantime.
    pub fn write_folder(&self, folder: &Path) -> Result<(), CurateError> {
        for part in &self.files {
            let path = folder.join(&part.place);
            let failed = |cause| CurateError::Io { path: path.display().to_string(), cause };
            fs::create_dir_all(path.parent().unwrap_or(folder)).map_err(failed)?;
            let mut out = BufWriter::with_capacity(1 << 16, File::create(&path).map_err(failed)?);
            part.write(None, &mut out)?;
            out.flush().map_err(failed)?;
        }
        if self.files.is_empty() {
            let failed = |cause| CurateError::Io { path: folder.display().to_string(), cause };
            fs::create_dir_all(folder).map_err(failed)?;
        }
        Ok(())
    }

    /// Writes the only file, packed so.
    ///
    /// # Errors
    ///
    /// As those of [`Copy::write_folder`].
    pub fn write_file(
        &self,
        packing: Packing,
        out: &mut (dyn Write + Send),
    ) -> Result<(), CurateError> {
        self.files.iter().try_for_each(|part| part.write(Some(packing), out))
    }
}

impl Part<'_> {
    /// Whether the texts can be taken out of the file.
    fn check(&self) -> Result<(), CurateError> {
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
    fn write(
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

/// The place of a file in the output: its path below its input. Nothing in a name leads out of the output.
fn place(file: &CorpusFile) -> PathBuf {
    let own: Vec<Component<'_>> = Path::new(&file.name)
        .components()
        .filter(|part| matches!(part, Component::Normal(_)))
        .collect();
    // The name is text; the same components of the path itself have the bytes of the file system.
    let of_path: Vec<Component<'_>> = file.path.components().collect();
    let tail = &of_path[of_path.len().saturating_sub(own.len())..];
    let same = tail.len() == own.len()
        && tail.iter().zip(&own).all(|(one, two)| {
            one.as_os_str().to_string_lossy() == two.as_os_str().to_string_lossy()
        });
    (if same { tail } else { &own }).iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(path: &str, name: &str) -> String {
        let found = InputFile { source: path.to_owned(), bytes: 0, hash: 0 };
        let (path, name) = (PathBuf::from(path), name.to_owned());
        place(&CorpusFile { path, name, found, archive: false }).display().to_string()
    }

    #[test]
    fn nothing_leads_out_of_the_output() {
        assert_eq!(placed("in/a/b.txt", "a/b.txt"), "a/b.txt");
        assert_eq!(placed("../../x.txt", "../../x.txt"), "x.txt");
        assert_eq!(placed("/etc/x.txt", "/etc/x.txt"), "etc/x.txt");
        assert_eq!(placed("a/../b/./x.txt", "a/../b/./x.txt"), "a/b/x.txt");
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_stay_what_they_are() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(OsStr::from_bytes(b"in/\xFF.txt")).to_owned();
        let found = InputFile { source: String::new(), bytes: 0, hash: 0 };
        let name = "\u{FFFD}.txt".to_owned();
        let place = place(&CorpusFile { path, name, found, archive: false });
        assert_eq!(place.as_os_str().as_bytes(), b"\xFF.txt");
    }
}
