//! What a file holds: told by its name or its first bytes, and opened.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use zip::ZipArchive;

use crate::error::SkipReason;

use super::archive::{Archive, Tar, Unpacked, Zip, read_entry, renewed, zip_error};
use super::encoding::{Decoded, HEAD_BYTES, Known};
use super::format::{self, Bytes, Content, Format, Peeked};
use super::guard::Expands;
use super::json_lines::JsonLines;
use super::records::Records;
use super::table::Table;
use super::text::{self, MAX_FILE_BYTES};
use super::{IngestOptions, docx, html, ours, walk};

/// A file to read: of the file system, of an archive, or standard input.
pub(super) struct Source<'a> {
    pub(super) bytes: Bytes<'a>,
    /// Its path, or its name in an archive.
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    /// The public id of its text.
    pub(super) name: String,
    /// The file as a person knows it.
    pub(super) source: String,
}

impl From<Unpacked> for Source<'_> {
    fn from(Unpacked { path, name, source, bytes }: Unpacked) -> Self {
        Self { bytes: Box::new(Cursor::new(bytes)), path, kind: Kind::Archived, name, source }
    }
}

/// Where a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// On the disk, at its path.
    Disk,
    /// In an archive.
    Archived,
    /// Standard input, which has no name.
    Stdin,
}

/// What was found in a file.
pub(super) enum Contents<'a> {
    Text(Decoded, Form),
    Records(Box<dyn Records + Send + 'a>),
    Archive(Archive<'a>),
}

/// Where the text of a file comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// It is the file.
    Plain,
    /// It was taken out of a web page or an office document.
    Extracted,
}

/// Bytes that are read in any order.
pub(super) enum Random {
    File(File),
    Memory(Vec<u8>),
}

/// Opens a file. One that is too large for a text or table is not read to find that out.
pub(super) fn open(path: &Path) -> Result<Bytes<'static>, SkipReason> {
    let file = File::open(path).map_err(|error| walk::refusal(&error))?;
    let bytes = file.metadata().map_or(0, |found| found.len());
    let Format { content, packed } = format::of(path);
    let is_held = matches!(content, Content::Text | Content::Table) && !packed;
    if is_held && bytes > MAX_FILE_BYTES {
        return Err(SkipReason::TooLarge { limit: MAX_FILE_BYTES });
    }
    Ok(Box::new(file))
}

/// Tells what the file holds, and reads it as far as it must be read as a whole.
pub(super) fn contents<'a>(
    file: Source<'a>,
    options: &IngestOptions,
) -> Result<Contents<'a>, SkipReason> {
    let Source { bytes, path, kind, name, source } = file;
    let format = format::of(&path);
    let (bytes, packed) =
        format::unpack(bytes, format.packed).map_err(|error| read_error(&error, format.packed))?;
    let mut peeked = Peeked::new(bytes, HEAD_BYTES);
    let content = format::told(format.content, &mut peeked, options);
    if ours::is_ours(&peeked.head) {
        return Err(SkipReason::OwnOutput);
    }
    let known = Known { told: options.encoding, declared: None };
    let disk = Some(path.as_path()).filter(|path| kind == Kind::Disk && !packed && path.is_file());
    match content {
        Content::Json if kind != Kind::Stdin => Err(unsupported(&path)),
        Content::Json | Content::Unknown | Content::Text => {
            Ok(Contents::Text(text::read(peeked, packed, known)?, Form::Plain))
        }
        Content::Html => {
            let known = Known { declared: html::declared(&peeked.head), ..known };
            if !options.markup {
                return Ok(Contents::Text(text::read(peeked, packed, known)?, Form::Plain));
            }
            let page = text::decode(peeked, packed, known)?;
            Ok(Contents::Text(text::checked(html::text(page)?)?, Form::Extracted))
        }
        Content::JsonLines => {
            let lines =
                JsonLines::new(peeked, packed, name, source, known).ok_or(SkipReason::Binary)?;
            Ok(Contents::Records(Box::new(lines)))
        }
        Content::Table => {
            let table = Table::new(text::decode(peeked, packed, known)?, name, source, options)?;
            Ok(Contents::Records(Box::new(table)))
        }
        Content::Tar => {
            let tar = Box::new(Tar::new(peeked.into_bytes()));
            Ok(Contents::Archive(Archive::new(tar, name, source)))
        }
        Content::Zip | Content::Docx => {
            let (mut archive, bytes, again) = unzip(random(peeked, disk)?)?;
            if content == Content::Docx || docx::is_docx(&archive) {
                let text = text::checked(docx::text(&mut archive)?)?;
                return Ok(Contents::Text(text, Form::Extracted));
            }
            let zip = Box::new(Zip::new(archive, bytes, again));
            Ok(Contents::Archive(Archive::new(zip, name, source)))
        }
        Content::Parquet => columns(random(peeked, disk)?, name, source, options),
    }
}

#[cfg(feature = "parquet")]
fn columns<'a>(
    file: Random,
    name: String,
    source: String,
    options: &IngestOptions,
) -> Result<Contents<'a>, SkipReason> {
    let columns = super::columns::Columns::new(file, name, source, options)?;
    Ok(Contents::Records(Box::new(columns)))
}

#[cfg(not(feature = "parquet"))]
fn columns<'a>(
    _: Random,
    _: String,
    source: String,
    _: &IngestOptions,
) -> Result<Contents<'a>, SkipReason> {
    Err(unsupported(Path::new(&source)))
}

fn unsupported(path: &Path) -> SkipReason {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    SkipReason::Unsupported { files: 1, example: name }
}

/// The bytes for reading in any order: of the file itself, or in memory.
fn random(peeked: Peeked<'_>, disk: Option<&Path>) -> Result<Random, SkipReason> {
    match disk {
        Some(path) => Ok(Random::File(File::open(path).map_err(|error| walk::refusal(&error))?)),
        None => Ok(Random::Memory(read_entry(peeked.into_bytes())?)),
    }
}

trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// An archive, its size in bytes, and the names of files that have a later one of the same name.
fn unzip(file: Random) -> Result<Unzipped, SkipReason> {
    let mut file: Box<dyn ReadSeek> = match file {
        Random::File(file) => Box::new(io::BufReader::new(file)),
        Random::Memory(bytes) => Box::new(Cursor::new(bytes)),
    };
    let bytes = file.seek(SeekFrom::End(0)).and_then(|end| file.rewind().map(|()| end));
    let bytes = bytes.map_err(|error| walk::refusal(&error))?;
    let open = |file| ZipArchive::new(file).map_err(|error| zip_error(&error));
    let archive = open(file)?;
    if !archive.has_duplicate_names() {
        return Ok((archive, bytes, VecDeque::new()));
    }
    let list = archive.central_directory_start();
    let mut file = archive.into_inner();
    file.seek(SeekFrom::Start(list)).map_err(|error| walk::refusal(&error))?;
    let again = renewed(&mut file);
    Ok((open(file)?, bytes, again))
}

type Unzipped = (ZipArchive<Box<dyn ReadSeek>>, u64, VecDeque<Vec<u8>>);

/// Why reading failed: the file system's refusal, or, of packed files, what the decoder found.
pub(super) fn read_error(error: &io::Error, packed: bool) -> SkipReason {
    if Expands::is(error) {
        SkipReason::Expands
    } else if packed && error.raw_os_error().is_none() {
        SkipReason::Corrupt(error.to_string())
    } else {
        walk::refusal(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The files are holes: they take no place on the disk.
    #[test]
    fn what_is_too_large_to_be_held_is_not_opened() {
        let folder = tempfile::tempdir().expect("a folder");
        let opened = |name: &str| {
            let path = folder.path().join(name);
            File::create(&path).and_then(|file| file.set_len(MAX_FILE_BYTES + 1)).expect("a hole");
            open(&path).map(|_| ())
        };
        for name in ["a.txt", "a.csv", "a.TSV"] {
            assert_eq!(opened(name), Err(SkipReason::TooLarge { limit: MAX_FILE_BYTES }), "{name}");
        }
        for name in ["a.jsonl", "a.csv.gz", "a.zip", "a"] {
            assert_eq!(opened(name), Ok(()), "{name}");
        }
    }
}
