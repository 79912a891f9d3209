//! Reads inputs into documents: finds the files, their formats and encodings, and takes pages of several
//! speeches apart.
//!
//! [`documents`] gives one document after the other and holds no more than one file in memory, of JSON Lines one
//! line, of an archive one of its files. What cannot be read comes out as a [`Skipped`] in its place, and the rest goes on. The order,
//! and with it the ids, depend on the inputs' paths alone, not on the order in which they were given.

mod archive;
#[cfg(feature = "parquet")]
mod columns;
#[cfg(feature = "parquet")]
mod contain;
mod contents;
mod docx;
mod encoding;
mod faults;
mod format;
mod guard;
mod html;
mod json_lines;
mod manifest;
mod one;
mod ours;
mod record;
mod recorded;
mod records;
mod split;
mod table;
mod text;
mod walk;

#[cfg(feature = "parquet")]
pub(crate) use contain::contain;
#[cfg(feature = "parquet")]
pub use contain::is_contained;
pub(crate) use encoding::byte_order_mark;
pub use encoding::{decoded, encoding_named};
pub use encoding_rs::Encoding;
pub use format::{fits, names_format};
pub use html::{MAX_HTML_BYTES, MAX_NESTING};
pub use json_lines::MAX_LINE_BYTES;
pub use manifest::{Hashing, Manifest};
pub use one::one;
pub use ours::is_result;
pub(crate) use record::number_as_written;
pub use split::{Candidate, MAX_HEADING, Outcome, Page, Part, Pattern, Split, split};
pub use text::{MAX_FILE_BYTES, title_of};

use std::ffi::OsString;
use std::fmt;
use std::io::Read;
use std::path::PathBuf;
use std::vec;

use ahash::AHashMap;

use crate::document::Document;
use crate::error::{SkipReason, Skipped};

use archive::Archive;
use contents::{Contents, Kind, Source, contents, open, read_error};
use faults::Faults;
use manifest::Pending;
use records::Records;
use walk::{Found, Walk};

/// Where texts are read from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file, or a directory with all that is below it.
    Path(PathBuf),
}

impl Input {
    /// The input that a command line names: `-` is standard input, all else is a path.
    pub fn parse(argument: impl Into<OsString>) -> Self {
        let argument = argument.into();
        if argument == "-" { Self::Stdin } else { Self::Path(argument.into()) }
    }
}

/// How inputs are read. The columns of CSV, TSV and Parquet are fields like those of JSON records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngestOptions {
    /// The name of the field of a JSON record that holds its id, a string or a number.
    pub id_field: String,
    /// The name of the field of a JSON record that holds its text.
    pub text_field: String,
    /// The name of the field of a JSON record that holds its title.
    pub title_field: String,
    /// Whether web pages are read as their readers see them; else they are text as it stands.
    pub markup: bool,
    /// Whether pages are taken apart.
    pub split: Split,
    /// The encoding of all text; found per file without it.
    pub encoding: Option<&'static Encoding>,
    /// The names of further fields of records whose values are wanted, see [`crate::document::Origin::fields`]; other
    /// than the three above.
    pub fields: Vec<String>,
}

impl Default for IngestOptions {
    fn default() -> Self {
        let [id_field, text_field, title_field] = ["id", "text", "title"].map(str::to_owned);
        let (split, encoding, fields) = (Split::default(), None, Vec::new());
        Self { id_field, text_field, title_field, markup: true, split, encoding, fields }
    }
}

/// What standard input is read from.
pub type Stdin<'a> = Box<dyn Read + Send + 'a>;

/// The documents of `inputs`, in the byte order of the inputs' paths, of the paths below them and of the
/// lines in them; the files of an archive in its own order.
///
/// `stdin` is read for [`Input::Stdin`]; without it that input is skipped.
///
/// Ids are unique: of two documents with one id, the second is skipped. A document's id is its path below the
/// directory that was given; of several directories, it begins with the directory's name. A file that was given
/// has its file name; a file of an archive has the archive's id, `/` and its path in it. Where two inputs' names are equal, their paths as given take the place. The third speech
/// of a page has `#3` after the file's id, a record its id field or, without one, the file's id with `:` and the
/// line's number.
pub fn documents<'a>(
    inputs: &[Input],
    options: &IngestOptions,
    stdin: Option<Stdin<'a>>,
) -> Documents<'a> {
    Documents {
        walk: Walk::new(inputs),
        options: options.clone(),
        stdin,
        current: Current::Texts(Vec::new().into_iter()),
        archive: None,
        silent: None,
        ids: Ids::default(),
        faults: Faults::default(),
        archived: Faults::default(),
        file: None,
        pending: None,
        manifest: Manifest::default(),
    }
}

/// The files that `inputs` lead to, in the order of reading. None is opened but a `.json`, which may be a
/// report of ours.
pub fn files(inputs: &[Input]) -> impl Iterator<Item = PathBuf> {
    Walk::new(inputs).filter_map(|found| found.ok()?.path)
}

/// A file of the inputs, as [`Documents::file`] tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileOf {
    /// Where it is; `None` for standard input.
    pub path: Option<PathBuf>,
    /// What the ids of its documents begin with: its path below its input, with `/`.
    pub name: String,
    /// The path as it was given, or below one that was given.
    pub source: String,
    /// Whether it is an archive.
    pub archive: bool,
}

/// The documents of a run, and what was skipped among them; see [`documents`].
///
/// It holds the ids of all documents that were given, for their uniqueness: about 60 bytes beside each id.
pub struct Documents<'a> {
    walk: Walk,
    options: IngestOptions,
    stdin: Option<Stdin<'a>>,
    current: Current<'a>,
    archive: Option<Archive<'a>>,
    /// The file of records that is being read, while nothing has come out of it.
    silent: Option<String>,
    ids: Ids,
    /// What is left out of the file that is being read, and which files of the archive are left out that it may lie in.
    faults: Faults,
    archived: Faults,
    file: Option<FileOf>,
    /// The hash of the file that is being read.
    pending: Option<Pending<'a>>,
    manifest: Manifest,
}

impl fmt::Debug for Documents<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents").field("walk", &self.walk).finish_non_exhaustive()
    }
}

impl Documents<'_> {
    /// The files that documents came from, with their hashes. It is whole when the last document was given, and is
    /// shared: it may be asked for before.
    pub fn manifest(&self) -> Manifest {
        self.manifest.clone()
    }

    /// The file that the last item came from, or its archive.
    pub fn file(&self) -> Option<&FileOf> {
        self.file.as_ref()
    }
}

/// The file that is being read.
enum Current<'a> {
    Texts(vec::IntoIter<Result<Document, Skipped>>),
    Records(Box<dyn Records + Send + 'a>),
}

impl<'a> Documents<'a> {
    /// The next file of the inputs or of the archive that is being read.
    fn next_file(&mut self) -> Option<Result<Source<'a>, Skipped>> {
        if let Some(archive) = &mut self.archive {
            match archive.next() {
                Some(found) => return Some(found.map(Source::from)),
                None => self.archive = None,
            }
        }
        if let Some(rest) = self.archived.rest() {
            return Some(Err(rest));
        }
        self.close();
        let found = self.walk.next()?;
        Some(found.and_then(|found| self.found(found)))
    }

    /// A file that is left out, if it is to be named: among many of one archive it is counted.
    fn left_out(&mut self, file: Skipped) -> Option<Skipped> {
        if self.archive.is_some() { self.archived.name(file) } else { Some(file) }
    }

    /// A record, or a text of a page, that is left out, if it is to be named. A file of an archive may be nothing but this
    /// text.
    fn left_out_of_file(&mut self, part: Skipped, line: Option<u64>) -> Option<Skipped> {
        match line {
            None if self.archive.is_some() => self.archived.name(part),
            _ => self.faults.name(part),
        }
    }

    /// Notes the file that was read, with the hash of its bytes.
    fn close(&mut self) {
        if let Some(pending) = self.pending.take() {
            self.manifest.add(pending);
        }
    }

    fn found(&mut self, Found { path, name, source }: Found) -> Result<Source<'a>, Skipped> {
        let kind = if path.is_some() { Kind::Disk } else { Kind::Stdin };
        let bytes = match &path {
            Some(path) => open(path).map(|file| -> Stdin<'a> { file }),
            None => self.stdin.take().ok_or_else(|| {
                SkipReason::Unreadable("standard input is not connected".to_owned())
            }),
        };
        let bytes = bytes.map_err(|reason| Skipped::new(&source, reason))?;
        let (bytes, pending) = Pending::new(bytes, source.clone());
        self.pending = Some(pending);
        let (of, named) = (path.clone(), name.clone());
        self.file = Some(FileOf { path: of, name: named, source: source.clone(), archive: false });
        Ok(Source { bytes, path: path.unwrap_or_default(), kind, name, source })
    }

    fn open(&mut self, file: Source<'a>) -> Result<(), Skipped> {
        let (name, source) = (file.name.clone(), file.source.clone());
        let found = contents(file, &self.options).map_err(|reason| Skipped::new(&source, reason));
        if found.is_err() && self.archive.is_none() {
            // Nothing of it takes part in the run.
            self.pending = None;
        }
        match found? {
            Contents::Text(decoded, form) => {
                let split = &self.options.split;
                let documents = text::documents(decoded, form, &name, &source, split);
                self.current = Current::Texts(documents.into_iter());
            }
            Contents::Records(records) => {
                self.current = Current::Records(records);
                self.silent = Some(source.clone());
            }
            Contents::Archive(archive) => {
                self.archive = Some(archive);
                self.file.iter_mut().for_each(|file| file.archive = true);
                return Ok(());
            }
        }
        self.ids.enter(source);
        Ok(())
    }
}

impl Iterator for Documents<'_> {
    type Item = Result<Document, Skipped>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let (item, line) = match &mut self.current {
                Current::Texts(texts) => (texts.next(), None),
                Current::Records(records) => (records.next(&self.options), Some(records.line())),
            };
            let silent = self.silent.take();
            let left_out = match (item, silent) {
                (Some(item), _) => match item.and_then(|document| self.ids.admit(document, line)) {
                    Ok(document) => return Some(Ok(document)),
                    Err(part) => self.left_out_of_file(part, line),
                },
                (None, Some(source)) => self.left_out(Skipped::new(source, SkipReason::Empty)),
                (None, None) => match self.faults.rest() {
                    Some(rest) => Some(rest),
                    None => match self.next_file()?.and_then(|file| self.open(file)) {
                        Ok(()) => None,
                        Err(file) => self.left_out(file),
                    },
                },
            };
            if let Some(left_out) = left_out {
                return Some(Err(left_out));
            }
        }
    }
}

/// The ids that were given, each with the place of its document.
#[derive(Debug, Default)]
struct Ids {
    places: AHashMap<Box<str>, (u32, u64)>,
    files: Vec<Box<str>>,
}

impl Ids {
    fn enter(&mut self, source: String) {
        self.files.push(source.into());
    }

    /// The document, if its id is new. `line` is its line in JSON Lines.
    fn admit(&mut self, document: Document, line: Option<u64>) -> Result<Document, Skipped> {
        let file = self.files.len().saturating_sub(1) as u32;
        let Some(&(file, line)) = self.places.get(document.id.as_str()) else {
            self.places.insert(document.id.as_str().into(), (file, line.unwrap_or(0)));
            return Ok(document);
        };
        let first = match (&self.files[file as usize], line) {
            (source, 0) => source.to_string(),
            (source, line) => format!("{source}:{line}"),
        };
        let Document { id, origin, .. } = document;
        Err(Skipped::new(origin.source, SkipReason::DuplicateId { id, first }))
    }
}

#[cfg(test)]
mod tests;
