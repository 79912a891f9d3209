//! What a file is, by its name or its first bytes, and how it is unpacked.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::Path;

use encoding_rs::UTF_8;
use flate2::read::MultiGzDecoder;

use super::encoding;
use super::guard::{Counting, Guarded};
use super::json_lines::MAX_LINE_BYTES;
use super::record;
use super::split::is_blank;
use super::{IngestOptions, table};

/// A stream of bytes.
pub(super) type Bytes<'a> = Box<dyn Read + Send + 'a>;

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// One text, or a page of several.
    Text,
    /// One JSON record a line.
    JsonLines,
    /// CSV or TSV.
    Table,
    Html,
    Docx,
    Parquet,
    Zip,
    Tar,
    /// What its first bytes say, else `Text`.
    Unknown,
    /// JSON Lines if its first line is a record, else nothing we read.
    Json,
}

/// What a file is by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) content: Content,
    /// Whether its name says that it is packed: .gz, .zst, .tgz.
    pub(super) packed: bool,
}

/// What the file's name says of it. Case does not matter.
pub(super) fn of(path: &Path) -> Format {
    let (ending, packed) = ending(path);
    let content = match ending.as_str() {
        "txt" | "text" | "md" => Content::Text,
        "jsonl" | "ndjson" => Content::JsonLines,
        "json" => Content::Json,
        "csv" | "tsv" => Content::Table,
        "html" | "htm" | "xhtml" => Content::Html,
        "docx" => Content::Docx,
        "parquet" => Content::Parquet,
        "zip" => Content::Zip,
        "tar" | "tgz" => Content::Tar,
        _ => Content::Unknown,
    };
    Format { content, packed: packed || ending == "tgz" }
}

/// The ending of a name in small letters, and whether that of a packing stood behind it.
fn ending(path: &Path) -> (String, bool) {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let inner = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst"));
    let ending = inner.unwrap_or(&name).rsplit_once('.').map_or("", |(_, ending)| ending);
    (ending.to_owned(), inner.is_some())
}

/// Whether the name has the ending of a format that we know, or of a packing: one that a folder hardly has.
pub fn names_format(path: &Path) -> bool {
    let Format { content, packed } = of(path);
    packed || content != Content::Unknown
}

impl Format {
    /// Whether a file of this format is read when it is found in a directory.
    pub(super) fn is_collected(self) -> bool {
        !matches!(self.content, Content::Unknown | Content::Json)
    }
}

/// What a stream holds, by its first bytes where its name does not tell. [`Content::Json`] stays what it is
/// unless it is JSON Lines.
pub(super) fn told(named: Content, peeked: &mut Peeked<'_>, options: &IngestOptions) -> Content {
    match named {
        Content::Unknown => {}
        Content::Json if peeked.is_json_lines(options) => return Content::JsonLines,
        named => return named,
    }
    let head = peeked.head.as_slice();
    let is_tar = head.get(257..262) == Some(b"ustar");
    let text = text(head, options);
    match head {
        _ if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") => Content::Zip,
        _ if head.starts_with(b"PAR1") => Content::Parquet,
        _ if is_tar => Content::Tar,
        _ if is_html(&text) => Content::Html,
        _ if table::delimiter(&text, options).is_some() => Content::Table,
        _ if peeked.is_json_lines(options) => Content::JsonLines,
        _ => Content::Unknown,
    }
}

/// Whether the name `output` is one for what the file `input` holds, however both are packed. A name without an ending that
/// we know says nothing.
///
/// # Errors
///
/// Those of reading the head of `input`.
pub fn fits(input: &Path, output: &Path, options: &IngestOptions) -> io::Result<bool> {
    let (bytes, _) = unpack(Box::new(File::open(input)?), false)?;
    let mut peeked = Peeked::new(bytes, encoding::HEAD_BYTES);
    let content = match told(of(input).content, &mut peeked, options) {
        Content::Unknown => Content::Text,
        known => known,
    };
    Ok(match of(output).content {
        Content::Unknown => true,
        Content::Json => content == Content::JsonLines,
        // Readers that are not ours go by the name to tell what stands between two fields.
        Content::Table if of(input).content == Content::Table => {
            ending(input).0 == ending(output).0
        }
        Content::Table if content == Content::Table => {
            let delimiter = table::delimiter(&text(&peeked.head, options), options);
            (delimiter == Some(b'\t')) == (ending(output).0 == "tsv")
        }
        named => named == content,
    })
}

/// The text of a file's first bytes.
fn text<'h>(head: &'h [u8], options: &IngestOptions) -> Cow<'h, str> {
    let encoding = options.encoding.or_else(|| encoding::detect(head)).unwrap_or(UTF_8);
    encoding::decode_line(encoding, head).0
}

fn is_html(text: &str) -> bool {
    let text = text.trim_start_matches(is_blank);
    // XHTML says first that it is XML.
    let declared = text.strip_prefix("<?xml").and_then(|text| text.split_once("?>"));
    let text = declared.map_or(text, |(_, after)| after.trim_start_matches(is_blank));
    let start: String = text.chars().take(14).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// A stream whose first bytes were read ahead.
pub(super) struct Peeked<'a> {
    /// The first bytes; all there are if fewer than were asked for.
    pub(super) head: Vec<u8>,
    rest: Bytes<'a>,
    /// What went wrong after `head`.
    broken: Option<io::Error>,
}

impl<'a> Peeked<'a> {
    /// Reads `length` bytes ahead. An error is kept until the bytes before it have been read.
    pub(super) fn new(bytes: Bytes<'a>, length: usize) -> Self {
        let mut peeked = Self { head: Vec::new(), rest: bytes, broken: None };
        peeked.more(length);
        peeked
    }

    /// Reads `length` more bytes ahead; says whether there were any.
    fn more(&mut self, length: usize) -> bool {
        if self.broken.is_some() {
            return false;
        }
        let before = self.head.len();
        self.broken = (&mut self.rest).take(length as u64).read_to_end(&mut self.head).err();
        self.head.len() > before
    }

    /// The whole stream, from its beginning.
    pub(super) fn into_bytes(self) -> Bytes<'a> {
        let head = Cursor::new(self.head);
        match self.broken {
            Some(error) => Box::new(head.chain(Broken(Some(error)))),
            None => Box::new(head.chain(self.rest)),
        }
    }

    /// Whether the first line that is not blank is a JSON record with a text.
    pub(super) fn is_json_lines(&mut self, options: &IngestOptions) -> bool {
        loop {
            let told = options.encoding.or_else(|| encoding::detect(&self.head));
            let encoding = told.unwrap_or(UTF_8);
            let (text, _) = encoding::decode_line(encoding, &self.head);
            let text = text.trim_start_matches(is_blank);
            if !text.starts_with('{') {
                return false;
            }
            let (line, ends) =
                text.split_once('\n').map_or((text, false), |(line, _)| (line, true));
            if record::parse(line, options).is_ok() {
                return true;
            }
            let length = self.head.len();
            if ends || length > MAX_LINE_BYTES || !self.more(length) {
                return false;
            }
        }
    }
}

/// A stream that only fails.
struct Broken(Option<io::Error>);

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// Unpacks gzip (of any number of members) and Zstandard (of any number of frames), known by their first
/// bytes; other streams pass. Says whether it was packed. A file that is `named` as packed must be, unless it is
/// empty.
pub(super) fn unpack(bytes: Bytes<'_>, named: bool) -> io::Result<(Bytes<'_>, bool)> {
    let (bytes, count) = Counting::new(bytes);
    let peeked = Peeked::new(Box::new(bytes), 4);
    if peeked.head.starts_with(&[0x1F, 0x8B]) {
        let unpacked = MultiGzDecoder::new(io::BufReader::new(peeked.into_bytes()));
        return Ok((Box::new(Guarded::new(unpacked, count)), true));
    }
    if peeked.head == [0x28, 0xB5, 0x2F, 0xFD] {
        let unpacked = zstd::stream::read::Decoder::new(peeked.into_bytes())?;
        return Ok((Box::new(Guarded::new(unpacked, count)), true));
    }
    if named && peeked.broken.is_none() {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "neither gzip nor Zstandard"));
    }
    Ok((peeked.into_bytes(), false))
}
