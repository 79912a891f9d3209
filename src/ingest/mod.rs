//! Reads inputs into documents: finds the files, their formats and encodings, and takes pages of several
//! speeches apart.
//!
//! [`documents`] gives one document after the other and holds no more than one file, of JSON Lines one line,
//! in memory. What cannot be read comes out as a [`Skipped`] in its place, and the rest goes on. The order,
//! and with it the ids, depend on the inputs' paths alone, not on the order in which they were given.

mod encoding;
mod format;
mod json_lines;
mod one;
mod record;
mod split;
mod text;
mod walk;

pub use json_lines::MAX_LINE_BYTES;
pub use one::one;
pub use split::{MAX_HEADING, Page, Part, split};
pub use text::MAX_FILE_BYTES;

use std::ffi::OsString;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::vec;

use ahash::AHashMap;

use crate::document::Document;
use crate::error::{SkipReason, Skipped};

use encoding::HEAD_BYTES;
use format::{Content, Format, Peeked};
use json_lines::JsonLines;
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

/// Whether pages of several speeches are taken apart. JSON records never are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// At headings such as 第三篇: where they count up from one.
    #[default]
    Auto,
    /// Each file is one document.
    None,
}

/// How inputs are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IngestOptions {
    /// The name of the field of a JSON record that holds its id, a string or a number.
    pub id_field: String,
    /// The name of the field of a JSON record that holds its text.
    pub text_field: String,
    /// The name of the field of a JSON record that holds its title.
    pub title_field: String,
    /// Whether pages are taken apart.
    pub split: Split,
}

impl Default for IngestOptions {
    fn default() -> Self {
        let [id_field, text_field, title_field] = ["id", "text", "title"].map(str::to_owned);
        Self { id_field, text_field, title_field, split: Split::default() }
    }
}

/// What standard input is read from.
pub type Stdin<'a> = Box<dyn Read + Send + 'a>;

/// The documents of `inputs`, in the byte order of the inputs' paths, of the paths below them and of the
/// lines in them.
///
/// `stdin` is read for [`Input::Stdin`]; without it that input is skipped.
///
/// Ids are unique: of two documents with one id, the second is skipped. A document's id is its path below the
/// directory that was given; of several directories, it begins with the directory's name. A file that was given
/// has its file name. Where two inputs' names are equal, their paths as given take the place. The third speech
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
        place: String::new(),
        ids: Ids::default(),
    }
}

/// The documents of a run, and what was skipped among them; see [`documents`].
///
/// It holds the ids of all documents that were given, for their uniqueness: about 60 bytes beside each id.
pub struct Documents<'a> {
    walk: Walk,
    options: IngestOptions,
    stdin: Option<Stdin<'a>>,
    current: Current<'a>,
    /// The file that is being read, as a person knows it.
    place: String,
    ids: Ids,
}

impl fmt::Debug for Documents<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Documents").field("place", &self.place).finish_non_exhaustive()
    }
}

/// The file that is being read.
enum Current<'a> {
    Texts(vec::IntoIter<Result<Document, Skipped>>),
    Records(Box<JsonLines<'a>>),
}

impl Documents<'_> {
    fn open(&mut self, found: Found) -> Result<(), Skipped> {
        let Found { path, name, source } = found;
        let skip = |reason| Skipped::new(&source, reason);
        let named = path.is_some();
        let bytes: Stdin<'_> = match &path {
            Some(path) => open(path).map_err(skip)?,
            None => self.stdin.take().ok_or_else(|| {
                skip(SkipReason::Unreadable("standard input is not connected".to_owned()))
            })?,
        };
        let path = path.unwrap_or_default();
        self.current = match contents(bytes, &path, named, &self.options).map_err(skip)? {
            Contents::Text(peeked, packed) => {
                let decoded = text::read(peeked, packed).map_err(skip)?;
                let documents = match self.options.split {
                    Split::Auto => text::documents(decoded, &name, &source),
                    Split::None => vec![Ok(text::whole(decoded, name, source.clone()))],
                };
                Current::Texts(documents.into_iter())
            }
            Contents::Records(peeked, packed) => {
                let lines = JsonLines::new(peeked, packed, name, source.clone());
                Current::Records(Box::new(lines.ok_or_else(|| skip(SkipReason::Binary))?))
            }
        };
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
                Current::Records(lines) => (lines.next(&self.options), Some(lines.line())),
            };
            match item {
                Some(Ok(document)) => return Some(self.ids.admit(document, line)),
                Some(skipped) => return Some(skipped),
                None => {}
            }
            match self.walk.next()?.and_then(|found| self.open(found)) {
                Ok(()) => {}
                Err(skipped) => return Some(Err(skipped)),
            }
        }
    }
}

/// Opens a file. One that is too large for a text is not read to find that out.
fn open(path: &Path) -> Result<Stdin<'static>, SkipReason> {
    let file = File::open(path).map_err(|error| walk::refusal(&error))?;
    let bytes = file.metadata().map_or(0, |found| found.len());
    let is_text = format::of(path) == Format { content: Content::Text, packed: false };
    if is_text && bytes > MAX_FILE_BYTES {
        return Err(SkipReason::TooLarge { limit: MAX_FILE_BYTES });
    }
    Ok(Box::new(file))
}

/// A stream, told by its name and its beginning; with whether it was packed.
enum Contents<'a> {
    Text(Peeked<'a>, bool),
    Records(Peeked<'a>, bool),
}

fn contents<'a>(
    bytes: Stdin<'a>,
    path: &Path,
    named: bool,
    options: &IngestOptions,
) -> Result<Contents<'a>, SkipReason> {
    let format = format::of(path);
    let (bytes, packed) =
        format::unpack(bytes, format.packed).map_err(|error| read_error(&error, format.packed))?;
    let mut peeked = Peeked::new(bytes, HEAD_BYTES);
    let is_records = match format.content {
        Content::Text => false,
        Content::JsonLines => true,
        Content::Unknown | Content::Json => peeked.is_json_lines(options),
    };
    if is_records {
        return Ok(Contents::Records(peeked, packed));
    }
    if format.content == Content::Json && named {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        return Err(SkipReason::Unsupported { files: 1, example: name });
    }
    Ok(Contents::Text(peeked, packed))
}

/// Why reading failed: the file system's refusal, or, of packed files, what the decoder found.
fn read_error(error: &io::Error, packed: bool) -> SkipReason {
    if packed && error.raw_os_error().is_none() {
        SkipReason::Corrupt(error.to_string())
    } else {
        walk::refusal(error)
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
