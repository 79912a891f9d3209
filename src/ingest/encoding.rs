//! Finds the encoding of a file and decodes it, counting what cannot be decoded.

use std::borrow::Cow;
use std::str;
use std::sync::Arc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{BIG5, DecoderResult, Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

use crate::document::{Decoding, Place};

/// How many bytes from a file's beginning the detection looks at.
pub(super) const HEAD_BYTES: usize = 64 << 10;

/// The largest share of control characters and undecodable places, in percent, that a text may have.
const MAX_NOISE_PERCENT: usize = 10;

/// A decoded text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Decoded {
    /// The text. A byte order mark stays in it, as U+FEFF.
    pub(super) text: String,
    /// A title that does not stand in the text; empty if there is none.
    pub(super) title: String,
    pub(super) how: Found,
    pub(super) lossy: Lossy,
}

/// An encoding, and what told it: a word of [`Decoding::evidence`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) encoding: &'static Encoding,
    pub(super) evidence: &'static str,
}

impl Default for Found {
    fn default() -> Self {
        Self { encoding: UTF_8, evidence: "valid" }
    }
}

/// The undecodable places of a text, each U+FFFD in it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lossy {
    pub(super) count: u32,
    pub(super) places: Vec<Place>,
}

/// What is known of a file's encoding beside its bytes.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Known {
    /// The user's word, which is the last one.
    pub(super) told: Option<&'static Encoding>,
    /// The file's own, which decides where the bytes leave a doubt.
    pub(super) declared: Option<&'static Encoding>,
}

/// The encoding with this name, by any of the labels of the WHATWG standard.
pub fn encoding_named(label: &str) -> Option<&'static Encoding> {
    let found = Encoding::for_label_no_replacement(label.as_bytes())?;
    Some(if found == GBK { GB18030 } else { found })
}

/// The encoding that a byte order mark tells, if the bytes begin with one, and its length.
pub(crate) fn byte_order_mark(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    let gb18030 = || bytes.starts_with(&[0x84, 0x31, 0x95, 0x33]).then_some((GB18030, 4));
    Encoding::for_bom(bytes).or_else(gb18030)
}

/// Decodes a whole file; `None` if it is binary. UTF-8 is not copied.
pub(super) fn decode(bytes: Vec<u8>, known: Known) -> Option<Decoded> {
    let how = find(&bytes, known)?;
    let (text, lossy) = if how.encoding == UTF_8 {
        match String::from_utf8(bytes) {
            Ok(text) => (text, Lossy::default()),
            Err(error) => decode_utf8(error.as_bytes()),
        }
    } else {
        decode_other(how.encoding, &bytes)
    };
    let decoded = Decoded { text, how, lossy, title: String::new() };
    (!is_noise(&decoded)).then_some(decoded)
}

/// The text of a file that stands beside the inputs, decoded as these are and without its byte order mark; `None` if it
/// is binary.
pub fn decoded(bytes: Vec<u8>) -> Option<String> {
    let text = decode(bytes, Known::default())?.text;
    Some(text.trim_start_matches('\u{FEFF}').to_owned())
}

/// Decodes one line of a file of which the encoding is known. UTF-8 is not copied.
pub(super) fn decode_line<'b>(
    encoding: &'static Encoding,
    line: &'b [u8],
) -> (Cow<'b, str>, Lossy) {
    if encoding == UTF_8
        && let Ok(text) = simdutf8::basic::from_utf8(line)
    {
        return (Cow::Borrowed(text), Lossy::default());
    }
    let (text, lossy) = decode_as(encoding, line);
    (Cow::Owned(text), lossy)
}

/// The encoding of `bytes`, which may be the beginning of a longer text; `None` if they are binary.
pub(super) fn detect(bytes: &[u8]) -> Option<&'static Encoding> {
    find(bytes, Known::default()).map(|found| found.encoding)
}

/// The same with what told it.
///
/// In this order: the user; a byte order mark; valid UTF-8; UTF-16 by the shape of its units; UTF-8 with a few
/// stray bytes; what the file says of itself, if that fits; GB18030 or Big5 by their letter frequencies.
pub(super) fn find(bytes: &[u8], known: Known) -> Option<Found> {
    let head = &bytes[..bytes.len().min(HEAD_BYTES)];
    let has_nul = bytes.contains(&0);
    let found = |encoding, evidence| Some(Found { encoding, evidence });
    if let Some(encoding) = known.told {
        return found(encoding, "option");
    }
    if let Some((encoding, _)) = byte_order_mark(bytes) {
        return found(encoding, "bom").filter(|_| encoding != UTF_8 || !has_nul);
    }
    let utf8 = Utf8Shape::of(bytes);
    if !has_nul && utf8.invalid == 0 {
        return found(UTF_8, "valid");
    }
    if let Some(encoding) = utf16(head) {
        return found(encoding, "units");
    }
    if has_nul {
        return None;
    }
    if utf8.valid > 9 * utf8.invalid {
        return found(UTF_8, "mostly");
    }
    let guess = double_byte(head);
    let fits =
        |own: &'static Encoding| decode_as(own, head).1.count <= decode_as(guess, head).1.count;
    match known.declared {
        Some(own) if (own == GB18030 || own == BIG5) && fits(own) => found(own, "declared"),
        _ => found(guess, "frequencies"),
    }
}

impl Decoded {
    /// How the file was decoded, if there is anything to say of it.
    pub(super) fn decoding(&self, source: &str) -> Option<Arc<Decoding>> {
        self.how.decoding(source, &self.lossy)
    }
}

impl Found {
    /// How `source` was decoded; nothing if it was UTF-8 beyond doubt.
    pub(super) fn decoding(self, source: &str, lossy: &Lossy) -> Option<Arc<Decoding>> {
        if self == Self::default() && lossy.count == 0 {
            return None;
        }
        Some(Arc::new(Decoding {
            source: source.to_owned(),
            encoding: Cow::Borrowed(self.encoding.name()),
            evidence: Cow::Borrowed(self.evidence),
            replaced: lossy.count.into(),
            places: lossy.places.clone(),
        }))
    }
}

impl Lossy {
    fn add(&mut self, place: Place) {
        self.count += 1;
        if self.places.len() < Decoding::MAX_PLACES {
            self.places.push(place);
        }
    }
}

/// How much of a text is UTF-8: its sequences of more than one byte, and its invalid places. A sequence that
/// the end cuts off counts as neither.
struct Utf8Shape {
    valid: usize,
    invalid: usize,
}

impl Utf8Shape {
    fn of(bytes: &[u8]) -> Self {
        let mut shape = Self { valid: 0, invalid: 0 };
        if simdutf8::basic::from_utf8(bytes).is_ok() {
            return shape;
        }
        let mut end = 0;
        for chunk in bytes.utf8_chunks() {
            shape.valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
            end += chunk.valid().len() + chunk.invalid().len();
            let cut_off = end == bytes.len()
                && str::from_utf8(chunk.invalid()).is_err_and(|error| error.error_len().is_none());
            shape.invalid += usize::from(!chunk.invalid().is_empty() && !cut_off);
        }
        shape
    }
}

/// UTF-16 without a byte order mark, if nine units in ten are what Chinese text is made of.
///
/// The low bytes of Chinese UTF-16 take all values, so control bytes must be among them; in single-byte and
/// multi-byte text they are not, and pairs of ASCII letters, which look like ideographs, give that text away.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    let is_control = |&b: &u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r');
    if !head.iter().any(is_control) {
        return None;
    }
    let little = Units::of(head, u16::from_le_bytes);
    let big = Units::of(head, u16::from_be_bytes);
    let (best, encoding) =
        if little.rank() >= big.rank() { (little, UTF_16LE) } else { (big, UTF_16BE) };
    best.is_text().then_some(encoding)
}

#[derive(Default)]
struct Units {
    all: usize,
    ascii: usize,
    /// Units that are common in Chinese text, other than ASCII.
    chinese: usize,
    /// Those of them of which both bytes are printable ASCII.
    letter_pairs: usize,
}

impl Units {
    fn of(head: &[u8], unit: fn([u8; 2]) -> u16) -> Self {
        let mut units = Units::default();
        for pair in head.chunks_exact(2) {
            units.all += 1;
            match unit([pair[0], pair[1]]) {
                0x09 | 0x0A | 0x0D | 0x20..=0x7E => units.ascii += 1,
                0xB7
                | 0x2010..=0x203B
                | 0x2160..=0x217F
                | 0x2460..=0x25FF
                | 0x3000..=0x303F
                | 0x3400..=0x9FFF
                | 0xFF00..=0xFFEF
                | 0xFEFF => {
                    units.chinese += 1;
                    let printable = |b: u8| (0x20..0x7F).contains(&b);
                    units.letter_pairs += usize::from(printable(pair[0]) && printable(pair[1]));
                }
                _ => {}
            }
        }
        units
    }

    fn rank(&self) -> (usize, usize) {
        (self.ascii + self.chinese, self.ascii)
    }

    fn is_text(&self) -> bool {
        self.all > 0
            && (self.ascii + self.chinese) * 10 >= self.all * 9
            && self.letter_pairs * 10 <= self.chinese * 6
    }
}

/// GB18030, which GBK is a part of, or Big5. The detector's other guesses are not Chinese; then the one that
/// decodes with fewer errors, and more of the commonest characters, is taken.
fn double_byte(head: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(head, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    if guess == BIG5 {
        return BIG5;
    }
    if guess == GBK || guess == GB18030 {
        return GB18030;
    }
    let cost = |encoding, common: std::ops::RangeInclusive<u8>| {
        let commons = head.iter().filter(|b| common.contains(b)).count();
        (decode_as(encoding, head).1.count, std::cmp::Reverse(commons))
    };
    // The lead bytes of the characters that each standard calls common.
    if cost(BIG5, 0xA4..=0xC6) < cost(GB18030, 0xB0..=0xD7) { BIG5 } else { GB18030 }
}

/// Decodes, with the undecodable places.
fn decode_as(encoding: &'static Encoding, bytes: &[u8]) -> (String, Lossy) {
    if encoding == UTF_8 { decode_utf8(bytes) } else { decode_other(encoding, bytes) }
}

fn decode_utf8(bytes: &[u8]) -> (String, Lossy) {
    let mut text = String::with_capacity(bytes.len() + 8);
    let mut lossy = Lossy::default();
    let (mut line, mut byte) = (1, 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        line += line_ends(chunk.valid());
        byte += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            lossy.add(Place { line, byte: byte as u64 });
        }
        byte += chunk.invalid().len();
    }
    (text, lossy)
}

fn decode_other(encoding: &'static Encoding, bytes: &[u8]) -> (String, Lossy) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() / 2 * 3 + 16);
    let mut lossy = Lossy::default();
    let (mut read, mut line, mut seen) = (0, 1, 0);
    loop {
        let (result, more) =
            decoder.decode_to_string_without_replacement(&bytes[read..], &mut text, true);
        read += more;
        match result {
            DecoderResult::InputEmpty => return (text, lossy),
            DecoderResult::OutputFull => text.reserve((bytes.len() - read) / 2 + 64),
            DecoderResult::Malformed(length, after) => {
                line += line_ends(&text[seen..]);
                seen = text.len();
                let byte = read.saturating_sub(usize::from(length) + usize::from(after)) as u64;
                text.push(char::REPLACEMENT_CHARACTER);
                lossy.add(Place { line, byte });
            }
        }
    }
}

fn line_ends(text: &str) -> u64 {
    text.bytes().filter(|&byte| byte == b'\n').count() as u64
}

fn is_noise(decoded: &Decoded) -> bool {
    let is_control = |&b: &u8| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0C);
    let controls = decoded.text.as_bytes().iter().filter(|b| is_control(b)).count();
    let noise = controls + decoded.lossy.count as usize;
    let has_nul = controls > 0 && decoded.text.contains('\0');
    has_nul || (noise > 0 && noise * 100 > decoded.text.chars().count() * MAX_NOISE_PERCENT)
}

#[cfg(test)]
mod tests;
