//! The files that documents came from, and what of them was left out.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::document;
use crate::error::{self, Lang, SkipReason};

/// A file that documents came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The path as it was given or found; `-` for standard input.
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// The 128-bit XXH3 of its bytes, 32 hexadecimal digits.
    pub xxh3_128: String,
}

/// How the bytes of a file, or of one record, became text; see [`crate::document::Decoding`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decoding {
    /// The file, or `path:line` for one record.
    pub source: String,
    /// The name of the encoding.
    pub encoding: Cow<'static, str>,
    /// A stable word for what told it.
    pub evidence: Cow<'static, str>,
    /// How many undecodable places became U+FFFD.
    pub replaced: u64,
    /// The line of each such place, from 1, and its first byte in the file, from 0; of the first thousand.
    pub places: Vec<(u64, u64)>,
}

/// An input, or a part of one, that was left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Skipped {
    /// Where.
    pub source: String,
    /// A stable word for why.
    pub code: Cow<'static, str>,
    /// Why and what to do, in English.
    pub reason: String,
    /// How many places of the file or archive this stands for, if that is more than its own.
    #[serde(default = "one", skip_serializing_if = "is_one")]
    pub count: u64,
}

fn one() -> u64 {
    1
}

fn is_one(count: &u64) -> bool {
    *count == 1
}

impl From<&document::InputFile> for InputFile {
    fn from(file: &document::InputFile) -> Self {
        let (path, xxh3_128) = (file.source.clone(), format!("{:032x}", file.hash));
        Self { path, bytes: file.bytes, xxh3_128 }
    }
}

impl From<&InputFile> for document::InputFile {
    /// A hash that is none becomes 0, which is that of no file we know.
    fn from(file: &InputFile) -> Self {
        let hash = u128::from_str_radix(&file.xxh3_128, 16).unwrap_or(0);
        Self { source: file.path.clone(), bytes: file.bytes, hash }
    }
}

impl From<&document::Decoding> for Decoding {
    fn from(decoding: &document::Decoding) -> Self {
        let document::Decoding { source, encoding, evidence, replaced, places } = decoding.clone();
        let places = places.iter().map(|place| (place.line, place.byte)).collect();
        Self { source, encoding, evidence, replaced, places }
    }
}

impl From<&Decoding> for document::Decoding {
    fn from(decoding: &Decoding) -> Self {
        let Decoding { source, encoding, evidence, replaced, places } = decoding.clone();
        let places = places.into_iter().map(|(line, byte)| document::Place { line, byte });
        Self { source, encoding, evidence, replaced, places: places.collect() }
    }
}

impl From<&error::Skipped> for Skipped {
    fn from(skipped: &error::Skipped) -> Self {
        Self {
            source: skipped.source.clone(),
            code: skipped.reason.code().to_owned().into(),
            reason: skipped.reason.message(Lang::En),
            count: skipped.count,
        }
    }
}

impl From<&Skipped> for error::Skipped {
    fn from(skipped: &Skipped) -> Self {
        let (code, reason) = (skipped.code.to_string(), skipped.reason.clone());
        let skip = Self::new(skipped.source.clone(), SkipReason::recorded(code, reason));
        Self { count: skipped.count, ..skip }
    }
}
