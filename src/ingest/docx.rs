//! The text of a `.docx` document: its paragraphs, without headers, footers, notes and what was deleted.

use std::io::{Read, Seek};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, Event};
use zip::ZipArchive;

use crate::error::SkipReason;

use super::archive::{read_entry, zip_error};
use super::encoding::{self, Decoded, Known};

/// Where the archive says which of its files is the document.
const RELATIONS: &str = "_rels/.rels";

/// Where the document is when it is not said.
const USUAL: &str = "word/document.xml";

/// Elements with text that the reader does not see, or sees in another place too, and with tab stops that are no
/// tabs.
const PASSED_OVER: [&str; 6] = ["pPr", "rPr", "sectPr", "Fallback", "moveFrom", "del"];

/// Whether an archive is a document and no collection of files.
pub(super) fn is_docx<R: Read + Seek>(archive: &ZipArchive<R>) -> bool {
    let has = |name| archive.index_for_name(name).is_some();
    // Some programs give the document a number.
    let is_main = |name: &[u8]| name.starts_with(b"word/document") && name.ends_with(b".xml");
    has("[Content_Types].xml") && has(RELATIONS) && archive.file_names_raw().any(is_main)
}

/// The document's text, a line a paragraph.
///
/// # Errors
///
/// An archive without a document, damaged data, too much of it.
pub(super) fn text<R: Read + Seek>(archive: &mut ZipArchive<R>) -> Result<Decoded, SkipReason> {
    let main = part(archive, RELATIONS).ok().and_then(|relations| main_part(&relations));
    let xml = part(archive, main.as_deref().unwrap_or(USUAL))?;
    let text = paragraphs(&xml).map_err(|error| SkipReason::Corrupt(error.to_string()))?;
    Ok(Decoded { text, ..Decoded::default() })
}

fn part<R: Read + Seek>(archive: &mut ZipArchive<R>, name: &str) -> Result<String, SkipReason> {
    let index = archive.index_for_name(name);
    let index = index.ok_or_else(|| SkipReason::Corrupt(format!("no {name} in it")))?;
    let entry = archive.by_index(index).map_err(|error| zip_error(&error))?;
    let decoded =
        encoding::decode(read_entry(entry)?, Known::default()).ok_or(SkipReason::Binary)?;
    Ok(decoded.text.trim_start_matches('\u{feff}').to_owned())
}

/// The name of the document among the archive's files.
fn main_part(relations: &str) -> Option<String> {
    let mut reader = Reader::from_str(relations);
    loop {
        let event = reader.read_event().ok()?;
        let (Event::Empty(element) | Event::Start(element)) = event else {
            if event == Event::Eof {
                return None;
            }
            continue;
        };
        let value = |name: &str| {
            let attribute = element.try_get_attribute(name).ok()??;
            Some(attribute.value.to_string())
        };
        if value("Type").is_some_and(|kind| kind.ends_with("/officeDocument")) {
            return Some(value("Target")?.trim_start_matches('/').to_owned());
        }
    }
}

fn paragraphs(xml: &str) -> Result<String, quick_xml::Error> {
    let mut reader = Reader::from_str(xml);
    let mut text = String::new();
    // How deep inside an element that is passed over, and whether inside a run's text.
    let (mut hidden, mut in_text) = (0_usize, false);
    loop {
        match reader.read_event()? {
            Event::Eof => return Ok(text),
            Event::Start(_) if hidden > 0 => hidden += 1,
            Event::End(_) if hidden > 0 => hidden -= 1,
            _ if hidden > 0 => {}
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => in_text = true,
                name if PASSED_OVER.contains(&name) => hidden = 1,
                name => text.push_str(sign(name)),
            },
            Event::End(element) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "p" => text.push('\n'),
                _ => {}
            },
            Event::Empty(element) => match element.local_name().as_ref() {
                "p" => text.push('\n'),
                name => text.push_str(sign(name)),
            },
            Event::Text(piece) if in_text => text.push_str(&piece),
            Event::CData(piece) if in_text => text.push_str(&piece),
            Event::GeneralRef(reference) if in_text => push(&mut text, &reference),
            _ => {}
        }
    }
}

/// What an element without text stands for.
fn sign(name: &str) -> &'static str {
    match name {
        "tab" => "\t",
        "br" | "cr" => "\n",
        "noBreakHyphen" => "-",
        _ => "",
    }
}

fn push(text: &mut String, reference: &BytesRef<'_>) {
    match reference.resolve_char_ref() {
        Ok(Some(character)) => text.push(character),
        _ => match resolve_xml_entity(reference) {
            Some(resolved) => text.push_str(resolved),
            None => text.push(char::REPLACEMENT_CHARACTER),
        },
    }
}
