//! Plain text: one document, or the speeches of a page.

use std::io::Read;
use std::ops::Range;

use crate::document::{Document, Origin};
use crate::error::{SkipReason, Skipped};

use super::encoding::{self, Decoded};
use super::format::Peeked;
use super::split::{self, Page, Part, is_blank};

/// The largest plain-text file, in bytes after unpacking. Decoding makes at most three bytes of one, so the
/// offsets of every text fit in 32 bits.
pub const MAX_FILE_BYTES: u64 = 1 << 30;

const _: () = assert!(3 * MAX_FILE_BYTES < u32::MAX as u64);

/// The longest first line, in characters, that is taken for a title.
const MAX_TITLE: usize = 60;

/// What stands before the first heading is a document of its own from so many letters and digits on.
const PREAMBLE_CONTENT: usize = 200;

/// Reads a text with something to compare.
pub(super) fn read(peeked: Peeked<'_>, packed: bool) -> Result<Decoded, SkipReason> {
    checked(decode(peeked, packed)?)
}

/// Reads a whole file into memory and decodes it.
pub(super) fn decode(peeked: Peeked<'_>, packed: bool) -> Result<Decoded, SkipReason> {
    let mut bytes = Vec::new();
    let mut limited = peeked.into_bytes().take(MAX_FILE_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(|error| super::read_error(&error, packed))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(SkipReason::TooLarge { limit: MAX_FILE_BYTES });
    }
    if bytes.is_empty() {
        return Err(SkipReason::Empty);
    }
    encoding::decode(bytes).ok_or(SkipReason::Binary)
}

/// A text with something to compare.
pub(super) fn checked(decoded: Decoded) -> Result<Decoded, SkipReason> {
    if has_content(&decoded.text) { Ok(decoded) } else { Err(SkipReason::Empty) }
}

/// The text as one document.
pub(super) fn whole(decoded: Decoded, id: String, source: String) -> Document {
    let Decoded { text, encoding, replaced } = decoded;
    let title = title_of(&text).to_owned();
    Document { id, title, text, origin: Origin { source, encoding, replaced } }
}

/// The documents of a text: its speeches if it is a page of several, else itself.
pub(super) fn documents(
    decoded: Decoded,
    name: &str,
    source: &str,
) -> Vec<Result<Document, Skipped>> {
    let page = split::split(&decoded.text);
    if !page.is_compilation() {
        return vec![Ok(whole(decoded, name.to_owned(), source.to_owned()))];
    }
    let from_preamble = preamble(&decoded, &page, name, source).map(Ok);
    let speeches = page.parts.iter().map(|part| {
        let speech = speech(&decoded, part, name, source);
        speech.ok_or_else(|| Skipped::new(format!("{source}#{}", part.number), SkipReason::Empty))
    });
    from_preamble.into_iter().chain(speeches).collect()
}

/// One speech of a page; `None` if it has no text.
pub(super) fn speech(decoded: &Decoded, part: &Part, name: &str, source: &str) -> Option<Document> {
    let mut document = cut(decoded, part.text.clone(), format!("{name}#{}", part.number), source);
    if !part.title.is_empty() {
        document.title.clone_from(&part.title);
    }
    has_content(&document.text).then_some(document)
}

/// What stands before the first heading, as the speech 0, if it is long enough to be one.
pub(super) fn preamble(
    decoded: &Decoded,
    page: &Page,
    name: &str,
    source: &str,
) -> Option<Document> {
    let content = decoded.text[page.preamble.clone()].chars().filter(|c| c.is_alphanumeric());
    let long = content.take(PREAMBLE_CONTENT).count() == PREAMBLE_CONTENT;
    long.then(|| cut(decoded, page.preamble.clone(), format!("{name}#0"), source))
}

fn cut(decoded: &Decoded, range: Range<usize>, id: String, source: &str) -> Document {
    let text = decoded.text[range].to_owned();
    let replaced = match decoded.replaced {
        0 => 0,
        all => (text.matches(char::REPLACEMENT_CHARACTER).count() as u32).min(all),
    };
    let origin = Origin { source: source.to_owned(), encoding: decoded.encoding, replaced };
    Document { id, title: title_of(&text).to_owned(), text, origin }
}

/// Whether there is anything to compare: a letter, an ideograph or a digit.
pub(super) fn has_content(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The first line that is not blank, without markup, if it is short enough to be a title; else nothing.
pub(super) fn title_of(text: &str) -> &str {
    let text = text.trim_start_matches(is_blank);
    let line = text.split(['\n', '\r']).next().unwrap_or_default();
    let title = line.trim_matches(|c| is_blank(c) || matches!(c, '#' | '*'));
    if title.chars().nth(MAX_TITLE).is_some() { "" } else { title }
}
