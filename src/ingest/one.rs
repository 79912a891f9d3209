//! One text, named on its own: a file, a speech of a page, or a record.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::document::Document;
use crate::error::{SkipReason, Skipped};

use super::archive::Archive;
use super::contents::{Contents, Kind, Source, contents, open};
use super::records::Records;
use super::text::Whole;
use super::{IngestOptions, Split, Stdin, text, walk};

/// Reads the one document that `spec` names, for a comparison of two.
///
/// `FILE` is a file taken whole, even if it is a page of several speeches; of JSON Lines, its only record.
/// `FILE#3` is the third speech of a page by its heading, `FILE.jsonl#ID` the record with this id or, if the
/// record has none, with this line number, or with the id that a report gives it. `FILE.zip/PATH` is a file
/// of an archive, and `#` after it names a part of it in the same way. `-` is `stdin`. A file whose own name
/// has a `#` is found first. The document's id is `spec`, or the record's id.
///
/// # Errors
///
/// What cannot be read, or is not there: no such file, a page without headings or without that speech, no such
/// record, a directory, binary or damaged data.
pub fn one(
    spec: impl AsRef<OsStr>,
    options: &IngestOptions,
    stdin: Option<Stdin<'_>>,
) -> Result<Document, Skipped> {
    let spec = spec.as_ref();
    let id = spec.to_string_lossy().into_owned();
    let found = find(spec, options, stdin);
    let found = found.map_err(|reason| Skipped::new(&id, reason).of_one());
    found.map(|mut document| {
        if document.id.is_empty() {
            document.id = id;
        }
        document
    })
}

/// The document, without an id if it is to have the spec's.
fn find(
    spec: &OsStr,
    options: &IngestOptions,
    stdin: Option<Stdin<'_>>,
) -> Result<Document, SkipReason> {
    if spec == "-" {
        let none = || SkipReason::Unreadable("standard input is not connected".to_owned());
        return take(stdin.ok_or_else(none)?, Path::new("-"), Kind::Stdin, None, options);
    }
    let (path, wanted) = locate(spec)?;
    take(open(path)?, path, Kind::Disk, wanted, options)
}

/// The file that the spec names, and what of it: what follows `#`, or, of an archive, its file with `/` before it.
fn locate(spec: &OsStr) -> Result<(&Path, Option<&str>), SkipReason> {
    let whole = exists(Path::new(spec));
    if whole != Err(SkipReason::Missing) {
        return whole.map(|()| (Path::new(spec), None));
    }
    let text = spec.to_str().unwrap_or_default();
    for (at, sign) in text.match_indices(['#', '/']) {
        let path = Path::new(&text[..at]);
        if exists(path).is_ok() {
            return Ok((path, Some(&text[at + usize::from(sign == "#")..])));
        }
    }
    Err(SkipReason::Missing)
}

fn exists(path: &Path) -> Result<(), SkipReason> {
    match fs::metadata(path) {
        Ok(found) if found.is_dir() => Err(SkipReason::Directory),
        Ok(_) => Ok(()),
        Err(error) => Err(walk::refusal(&error)),
    }
}

fn take(
    bytes: Stdin<'_>,
    path: &Path,
    kind: Kind,
    wanted: Option<&str>,
    options: &IngestOptions,
) -> Result<Document, SkipReason> {
    let source = path.to_string_lossy().into_owned();
    let (path, name) = (path.to_owned(), String::new());
    let file = Source { bytes, path, kind, name, source: source.clone() };
    find_in(contents(file, options)?, wanted, &source, options)
}

fn find_in(
    contents: Contents<'_>,
    wanted: Option<&str>,
    source: &str,
    options: &IngestOptions,
) -> Result<Document, SkipReason> {
    let inside = wanted.and_then(|wanted| wanted.strip_prefix('/'));
    match (contents, inside) {
        (Contents::Archive(archive), Some(inside)) => file_of(archive, inside, options),
        (Contents::Archive(_), None) => Err(SkipReason::Archive),
        (_, Some(_)) => Err(SkipReason::Missing),
        (Contents::Records(mut records), None) => record(&mut *records, (wanted, source), options),
        (Contents::Text(decoded, form), None) => match wanted {
            None => Ok(text::whole(decoded, String::new(), source.to_owned())),
            Some(wanted) => speech(&Whole::new(&decoded, form, source), wanted, &options.split),
        },
    }
}

/// The file of an archive, or what `#` names of it.
fn file_of(
    mut archive: Archive<'_>,
    wanted: &str,
    options: &IngestOptions,
) -> Result<Document, SkipReason> {
    while let Some(found) = archive.next() {
        let file = match found {
            Ok(file) => Source::from(file),
            Err(skipped) if skipped.source.ends_with(&format!("/{wanted}")) => {
                return Err(skipped.reason);
            }
            Err(_) => continue,
        };
        let rest =
            wanted.strip_prefix(&*file.path.to_string_lossy()).map(|rest| rest.split_at_checked(1));
        let part = match rest {
            Some(None) => None,
            Some(Some(("#", part))) => Some(part),
            _ => continue,
        };
        let source = file.source.clone();
        return find_in(contents(file, options)?, part, &source, options);
    }
    Err(SkipReason::Missing)
}

fn speech(whole: &Whole<'_>, wanted: &str, split: &Split) -> Result<Document, SkipReason> {
    let page = split.page(&whole.decoded.text);
    if !page.is_compilation() {
        return Err(SkipReason::NoHeadings);
    }
    let found = match wanted.parse::<u32>() {
        Ok(0) => text::preamble(whole, &page, "").transpose()?,
        Ok(number) => {
            let part = page.parts.iter().find(|part| part.number == number);
            let part = part.map(|part| text::speech(whole, part, ""));
            part.map(|speech| speech.ok_or(SkipReason::Empty)).transpose()?
        }
        Err(_) => None,
    };
    let numbers = (page.parts[0].number, page.parts[page.parts.len() - 1].number);
    let missing = || SkipReason::NoSuchPart { wanted: wanted.to_owned(), numbers };
    found.map(|speech| Document { id: String::new(), ..speech }).ok_or_else(missing)
}

/// The record with the id, or the only one. Faulty lines are passed over, unless nothing else is there.
fn record(
    records: &mut dyn Records,
    (wanted, source): (Option<&str>, &str),
    options: &IngestOptions,
) -> Result<Document, SkipReason> {
    let mut only = None;
    let mut fault = None;
    while let Some(item) = records.next(options) {
        match (item, wanted) {
            (Ok(document), Some(wanted)) => {
                if is_wanted(&document.id, wanted, source) {
                    return Ok(document);
                }
            }
            (Ok(_), None) if only.is_some() => return Err(SkipReason::ManyRecords),
            (Ok(document), None) => only = Some(document),
            (Err(skipped), _) => fault = fault.or(Some(skipped.reason)),
        }
    }
    match wanted {
        Some(wanted) => Err(SkipReason::NoSuchRecord { wanted: wanted.to_owned() }),
        None => only.ok_or(fault.unwrap_or(SkipReason::Empty)),
    }
}

/// Whether a record has the id, or, if it has none of its own but `:` and its line, is named by the line, alone or after the
/// name of the file as in a report.
fn is_wanted(id: &str, wanted: &str, source: &str) -> bool {
    let is_named = |file: &str| !file.is_empty() && source.ends_with(file);
    id == wanted
        || id.strip_prefix(':') == Some(wanted)
        || (id.starts_with(':') && wanted.strip_suffix(id).is_some_and(is_named))
}
