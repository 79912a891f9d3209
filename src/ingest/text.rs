//! Plain text: one document, or the speeches of a page.

use std::io::Read;
use std::ops::Range;
use std::sync::Arc;

use crate::document::{Decoding, Document, Extent, Origin};
use crate::error::{SkipReason, Skipped};

use super::contents::Form;
use super::encoding::{self, Decoded, Known};
use super::format::Peeked;
use super::split::{Page, Part, Split, is_blank};

/// The largest plain-text file, in bytes after unpacking. Decoding makes at most three bytes of one, so the
/// offsets of every text fit in 32 bits.
pub const MAX_FILE_BYTES: u64 = 1 << 30;

const _: () = assert!(3 * MAX_FILE_BYTES < u32::MAX as u64);

/// The longest first line, in characters, that is taken for a title.
pub(super) const MAX_TITLE: usize = 60;

/// How many lines front matter may have. Its end is looked for no further: a text may begin with a rule.
const MAX_FRONT_MATTER: usize = 100;

/// So many lines before the title may say where a text comes from.
const MAX_SOURCES: usize = 3;

/// What ends a sentence, or a part of one: headings, links and captions rarely have any.
pub(super) const SENTENCE_ENDS: [char; 8] = ['。', '！', '？', '；', '…', '!', '?', ';'];

/// What stands before the first heading is a document of its own from so many letters and digits on. Messages name the
/// number.
const PREAMBLE_CONTENT: usize = 200;

/// Reads a text with something to compare.
pub(super) fn read(peeked: Peeked<'_>, packed: bool, known: Known) -> Result<Decoded, SkipReason> {
    checked(decode(peeked, packed, known)?)
}

/// Reads a whole file into memory and decodes it.
pub(super) fn decode(
    peeked: Peeked<'_>,
    packed: bool,
    known: Known,
) -> Result<Decoded, SkipReason> {
    let mut bytes = Vec::new();
    let mut limited = peeked.into_bytes().take(MAX_FILE_BYTES + 1);
    limited.read_to_end(&mut bytes).map_err(|error| super::read_error(&error, packed))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Err(SkipReason::TooLarge { limit: MAX_FILE_BYTES });
    }
    if bytes.is_empty() {
        return Err(SkipReason::Empty);
    }
    encoding::decode(bytes, known).ok_or(SkipReason::Binary)
}

/// A text with something to compare.
pub(super) fn checked(decoded: Decoded) -> Result<Decoded, SkipReason> {
    if has_content(&decoded.text) { Ok(decoded) } else { Err(SkipReason::Empty) }
}

/// The text as one document.
pub(super) fn whole(decoded: Decoded, id: String, source: String) -> Document {
    let decoding = decoded.decoding(&source);
    let Decoded { text, title, how, lossy } = decoded;
    let title = if title.is_empty() { title_of(&text).to_owned() } else { title };
    let encoding = how.encoding.name();
    Document {
        id,
        title,
        text,
        origin: Origin { source, encoding, replaced: lossy.count, decoding, ..Origin::default() },
    }
}

/// A page that is taken apart.
pub(super) struct Whole<'p> {
    pub(super) decoded: &'p Decoded,
    /// Shared by all its speeches.
    decoding: Option<Arc<Decoding>>,
    source: &'p str,
    /// Where its lines end, in bytes; `None` if the text is not that of the file.
    line_ends: Option<Vec<usize>>,
}

impl<'p> Whole<'p> {
    pub(super) fn new(decoded: &'p Decoded, form: Form, source: &'p str) -> Self {
        let ends = || decoded.text.match_indices('\n').map(|(at, _)| at + 1).collect();
        let line_ends = (form == Form::Plain).then(ends);
        Self { decoded, decoding: decoded.decoding(source), source, line_ends }
    }

    /// The lines that are the bytes `range` of the text.
    fn lines(&self, range: &Range<usize>) -> Extent {
        let Some(ends) = &self.line_ends else { return Extent::Inside };
        let line = |at: usize| match ends.binary_search(&at) {
            _ if at == 0 => Some(0),
            Ok(line) => Some(line as u64 + 1),
            Err(line) if at == self.decoded.text.len() => Some(line as u64 + 1),
            Err(_) => None,
        };
        match (line(range.start), line(range.end)) {
            (Some(start), Some(end)) => Extent::Lines(start..end),
            _ => Extent::Inside,
        }
    }
}

/// The documents of a text: its speeches if it is a page of several, else itself.
pub(super) fn documents(
    decoded: Decoded,
    form: Form,
    name: &str,
    source: &str,
    split: &Split,
) -> Vec<Result<Document, Skipped>> {
    let page = split.page(&decoded.text);
    if !page.is_compilation() {
        return vec![Ok(whole(decoded, name.to_owned(), source.to_owned()))];
    }
    let whole = Whole::new(&decoded, form, source);
    let place = |number: u32, reason| Skipped::new(format!("{source}#{number}"), reason);
    let before = preamble(&whole, &page, name);
    let before = before.map(|found| found.map_err(|reason| place(0, reason)));
    let speeches = page.parts.iter().map(|part| {
        let speech = speech(&whole, part, name);
        speech.ok_or_else(|| place(part.number, SkipReason::Empty))
    });
    before.into_iter().chain(speeches).collect()
}

/// One speech of a page; `None` if it has no text.
pub(super) fn speech(page: &Whole<'_>, part: &Part, name: &str) -> Option<Document> {
    let mut document = cut(page, part.text.clone(), format!("{name}#{}", part.number));
    document.origin.extent = page.lines(&(part.heading.start..part.text.end));
    if !part.title.is_empty() {
        document.title.clone_from(&part.title);
    }
    has_content(&document.text).then_some(document)
}

/// What stands before the first heading, as the speech 0; an error if it is too short to be one, `None` if it is nothing
/// but titles.
pub(super) fn preamble(
    whole: &Whole<'_>,
    page: &Page,
    name: &str,
) -> Option<Result<Document, SkipReason>> {
    let before = &whole.decoded.text[page.preamble.clone()];
    let content = before.chars().filter(|c| c.is_alphanumeric());
    if content.take(PREAMBLE_CONTENT).count() == PREAMBLE_CONTENT {
        return Some(Ok(cut(whole, page.preamble.clone(), format!("{name}#0"))));
    }
    before.split(['\n', '\r']).any(is_prose).then_some(Err(SkipReason::Preamble))
}

/// Whether a line is part of a text: the title of a page, where it is from and its table of contents have short lines
/// without sentences.
fn is_prose(line: &str) -> bool {
    let is_long = || line.trim_matches(is_blank).chars().nth(MAX_TITLE).is_some();
    has_content(line) && (line.contains(SENTENCE_ENDS) || is_long())
}

fn cut(page: &Whole<'_>, range: Range<usize>, id: String) -> Document {
    let Whole { decoded, decoding, source, .. } = page;
    let text = decoded.text[range.clone()].to_owned();
    let replaced = match decoded.lossy.count {
        0 => 0,
        all => (text.matches(char::REPLACEMENT_CHARACTER).count() as u32).min(all),
    };
    let encoding = decoded.how.encoding.name();
    let (source, decoding, extent) = ((*source).to_owned(), decoding.clone(), page.lines(&range));
    let origin = Origin { source, encoding, replaced, decoding, extent, ..Origin::default() };
    Document { id, title: title_of(&text).to_owned(), text, origin }
}

/// Whether there is anything to compare: a letter, an ideograph or a digit.
pub(super) fn has_content(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// The title that the text's front matter gives, or else its first line with a letter or digit that does not say where the
/// text comes from, without markup; nothing if that is too long to be a title.
pub fn title_of(text: &str) -> &str {
    let is_markup = |c: char| is_blank(c) || matches!(c, '#' | '*');
    let (front, rest) = front_matter(text);
    let named = front.lines().find_map(titled).filter(|title| has_content(title));
    let lines = rest.split(['\n', '\r']).filter(|line| has_content(line));
    let below = lines.clone().take(MAX_SOURCES + 1).find(|line| !is_source(line));
    let first = || below.or_else(|| lines.clone().next());
    let title = named.or_else(first).unwrap_or_default().trim_matches(is_markup);
    if title.chars().nth(MAX_TITLE).is_some() { "" } else { title }
}

/// Whether a line says where and when a text was published, as web pages do above or below its title.
fn is_source(line: &str) -> bool {
    /// What such lines begin with.
    const LABELS: &str = "来源 文章来源 信息来源 稿件来源 作者 文章作者 发布 发布者 发布时间 发布日期 更新时间 时间 日期 \
                          点击 浏览 编辑";
    let line = line.trim_start_matches(|c: char| is_blank(c) || "[(【（".contains(c));
    let Some((label, _)) = line.split_once([':', '：']) else { return false };
    LABELS.split(' ').any(|known| known == label.trim_end_matches(is_blank))
}

/// What stands between two lines `---` or `+++` at the beginning, as Markdown has it, and what follows.
fn front_matter(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches(is_blank);
    let whole = ("", text);
    let Some((fence, rest)) = text.split_once('\n') else { return whole };
    let fence = fence.trim_end();
    // Between rules a title may stand, which names no value.
    if !matches!(fence, "---" | "+++")
        || !rest.lines().next().unwrap_or_default().contains([':', '='])
    {
        return whole;
    }
    let mut end = 0;
    for line in rest.split_inclusive('\n').take(MAX_FRONT_MATTER) {
        if line.trim_end() == fence {
            return (&rest[..end], &rest[end + line.len()..]);
        }
        end += line.len();
    }
    whole
}

/// The value of a line `title: value` or `title = value`.
fn titled(line: &str) -> Option<&str> {
    let value = line.strip_prefix("title")?.trim_start().strip_prefix([':', '='])?.trim();
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    // Quotes around all of it only: those at the end of 学习"两会" are the title's own.
    Some(inside('"').or_else(|| inside('\'')).unwrap_or(value))
}
