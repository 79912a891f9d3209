//! The text of a `.docx` document: its paragraphs, without headers, footers, notes, readings in ruby, and what was deleted or
//! hidden.

use std::io::{Read, Seek};

use quick_xml::Reader;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};
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
const PASSED_OVER: [&str; 7] = ["pPr", "rPr", "sectPr", "Fallback", "moveFrom", "del", "rt"];

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
    // Where the text of each run begins that is open: one with ruby has others in it.
    let mut runs: Vec<Run> = Vec::new();
    loop {
        let event = reader.read_event()?;
        if let (Some(run), Event::Start(element) | Event::Empty(element)) =
            (runs.last_mut(), &event)
        {
            // Deeper stand properties that the run had before a change that is tracked.
            run.vanishes |= run.properties && hidden == 1 && hides(element);
        }
        match event {
            Event::Eof => return Ok(text),
            Event::Start(_) if hidden > 0 => hidden += 1,
            Event::End(_) if hidden > 0 => hidden -= 1,
            _ if hidden > 0 => {}
            Event::Start(element) => match element.local_name().as_ref() {
                "t" => in_text = true,
                "r" => runs.push(Run { start: text.len(), ..Run::default() }),
                name if PASSED_OVER.contains(&name) => {
                    hidden = 1;
                    runs.last_mut().into_iter().for_each(|run| run.properties = name == "rPr");
                }
                name => text.push_str(sign(name)),
            },
            Event::End(element) => match element.local_name().as_ref() {
                "t" => in_text = false,
                "p" => text.push('\n'),
                "r" => {
                    let run = runs.pop().filter(|run| run.vanishes);
                    text.truncate(run.map_or(text.len(), |run| run.start));
                }
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

/// A run of text with the same properties.
#[derive(Clone, Copy, Default)]
struct Run {
    /// Where its text begins.
    start: usize,
    /// Whether what is passed over in it are its properties.
    properties: bool,
    /// Whether one of them hides it.
    vanishes: bool,
}

/// Whether an element of a run's properties hides the run.
fn hides(property: &BytesStart<'_>) -> bool {
    let is_off = |value: &str| matches!(value, "0" | "false" | "off");
    let value = property.try_get_attribute("w:val").ok().flatten();
    property.local_name().as_ref() == "vanish" && !value.is_some_and(|value| is_off(&value.value))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_and_readings_are_no_text() {
        let run = |properties: &str, text: &str| {
            format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>")
        };
        let read = |runs: String| paragraphs(&format!("<w:p>{runs}</w:p>")).expect("well-formed");
        for hidden in ["<w:vanish/>", "<w:b/><w:vanish w:val=\"1\"></w:vanish><w:i/>"] {
            let runs = run("", "甲") + &run(hidden, "乙&amp;") + &run("<w:b/>", "丙");
            assert_eq!(read(runs), "甲丙\n", "{hidden}");
        }
        for seen in [
            "<w:vanish w:val=\"0\"/>",
            "<w:vanish w:val=\"false\"/>",
            "<w:webHidden/>",
            "<w:rPrChange><w:rPr><w:vanish/></w:rPr></w:rPrChange>",
        ] {
            assert_eq!(read(run(seen, "甲")), "甲\n", "{seen}");
        }
        let mark = "<w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>".to_owned() + &run("", "甲");
        assert_eq!(read(mark), "甲\n", "the mark of a paragraph");
        let ruby = format!(
            "<w:r><w:rPr><w:b/></w:rPr><w:ruby><w:rubyPr/><w:rt>{}</w:rt><w:rubyBase>{}</w:rubyBase></w:ruby></w:r>",
            run("", "yí"),
            run("", "彝")
        );
        assert_eq!(read(run("", "去") + &ruby + &run("", "乡")), "去彝乡\n");
        let hidden = ruby.replace("<w:b/>", "<w:vanish/>");
        assert_eq!(read(run("", "去") + &hidden + &run("", "乡")), "去乡\n");
    }
}
