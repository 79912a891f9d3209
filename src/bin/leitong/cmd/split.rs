//! `leitong split`: the speeches of a page, listed or written out.

use std::borrow::Cow;
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use leitong::document::Document;
use leitong::error::{Lang, Skipped};
use leitong::ingest::{Candidate, Input, Outcome, Split, documents, one, title_of};
use leitong::normalize::is_content;
use leitong::number::{count, counted};
use leitong::report::visible;
use serde::Serialize;

use super::{print, standard_input};
use crate::args::{ListFormat, SplitArgs};
use crate::exit::{Error, Status};
use crate::output::{apart, write_file};
use crate::terminal;

pub(crate) fn run(args: &SplitArgs, lang: Lang) -> Result<Status, Error> {
    if args.dry_run {
        return explain(args, lang);
    }
    let input = Input::parse(&args.file);
    let found: Vec<Result<Document, Skipped>> =
        documents(&[input], &args.ingest.options(), standard_input()).collect();
    let (mut speeches, mut skipped) = (Vec::new(), Vec::new());
    for item in found {
        match item {
            Ok(document) => speeches.push(document),
            Err(reason) => skipped.push(reason),
        }
    }
    if speeches.is_empty() {
        let first = skipped.into_iter().next().map(Skipped::of_one);
        return Err(first.map_or(Error::NothingToCompare, Error::Input));
    }
    terminal::undecodable(speeches.iter().map(|speech| &speech.origin), lang);
    terminal::skipped(&skipped, lang);
    if let [whole] = speeches.as_slice()
        && whole.id == own_name(&args.file)
        && let Some(why) = why_whole(&args.ingest.split, &whole.text, lang)
    {
        terminal::note(lang, &format!("{}: {why}", whole.origin.source));
    }
    if speeches.len() > 1 {
        tell_uncut(args, lang);
    }
    match &args.output {
        None => {
            let lines = match args.format {
                ListFormat::Text => list(&speeches, lang),
                ListFormat::Json => lines(speeches.iter().map(Listed::from))?,
            };
            print(lines.as_bytes())?
        }
        Some(path) if is_json_lines(path) => {
            spares(args, std::slice::from_ref(path))?;
            let records = lines(speeches.iter().map(Record::from))?;
            write_file(path, args.force, records.as_bytes())?;
            Status::Done
        }
        Some(folder) => write_folder(folder, args, &speeches)?,
    };
    Ok(Status::after(&skipped))
}

/// Shows where the page would be cut, and why there and not elsewhere.
fn explain(args: &SplitArgs, lang: Lang) -> Result<Status, Error> {
    let options = args.ingest.options();
    let page = one(&args.file, &options, standard_input()).map_err(Error::Input)?;
    terminal::undecodable([&page.origin], lang);
    let candidates = options.split.explain(&page.text);
    if candidates.is_empty()
        && let Some(why) = why_whole(&options.split, &page.text, lang)
    {
        terminal::note(lang, &format!("{}: {why}", page.origin.source));
    }
    let out = match args.format {
        ListFormat::Text => candidates.iter().map(|candidate| explained(candidate, lang)).collect(),
        ListFormat::Json => lines(candidates.iter().map(Looked::from))?,
    };
    print(out.as_bytes())
}

fn explained(candidate: &Candidate, lang: Lang) -> String {
    let Candidate { line, form, number, heading, outcome } = candidate;
    let (sign, why) = (if *outcome == Outcome::Cut { "+" } else { "-" }, outcome.why(lang));
    // Some forms have no number.
    let number = if *number > 0 { format!(" {number}") } else { String::new() };
    format!("{sign} {line}\t{form}{number}\t{why}\t{}\n", visible::line(heading))
}

/// The id of a text that is not taken apart.
fn own_name(file: &OsStr) -> String {
    Path::new(file).file_name().unwrap_or(file).to_string_lossy().into_owned()
}

/// Why a page is not taken apart, where that was asked.
fn why_whole(split: &Split, text: &str, lang: Lang) -> Option<&'static str> {
    // A title that does not come again is that of the speech.
    let is_numbered = |line: &Candidate| line.number > 0;
    Some(match split {
        Split::None => return None,
        Split::At(_) => lang.pick(
            "没有一行与 --split 相符，按一篇处理",
            "no line fits --split; taken as one speech",
        ),
        Split::Auto if !split.explain(text).iter().any(is_numbered) => lang.pick(
            "没有独占一行的“第一篇：”之类的标题，按一篇处理",
            "no headings such as 第一篇: on lines of their own; taken as one speech",
        ),
        Split::Auto => lang.pick(
            "有像标题的行，但都不足以分篇，按一篇处理；--dry-run 逐行说明",
            "lines that look like headings, but no page is cut at these; taken as one speech; --dry-run says why",
        ),
    })
}

/// Says that a page is not cut at all headings of the form that it is cut at. Standard input cannot be read again.
fn tell_uncut(args: &SplitArgs, lang: Lang) {
    let options = args.ingest.options();
    let Some(page) = one(&args.file, &options, None).ok() else { return };
    let candidates = options.split.explain(&page.text);
    // Of a form without numbers, what is not cut is a running head.
    let is_uncut = |line: &&Candidate| line.outcome == Outcome::NoCount && line.number > 0;
    let mut uncut = candidates.iter().filter(is_uncut);
    let Some(Candidate { line, heading, .. }) = uncut.next() else { return };
    let (lines, heading) = (1 + uncut.count() as u64, visible::line(heading));
    let source = page.origin.source;
    let said = match lang {
        Lang::Zh => format!(
            "{source}: 有 {} 行标题与切开处形式相同，却没有切开，第一处在第 {} 行（{heading}）；--dry-run 逐行说明",
            count(lines),
            count(*line)
        ),
        Lang::En => format!(
            "{source}: not cut at {} of the form that it is cut at, the first in line {} ({heading}); --dry-run says why",
            counted(lines, "heading", "headings"),
            count(*line)
        ),
    };
    terminal::note(lang, &said);
}

/// One line a speech: id, content characters, title.
fn list(speeches: &[Document], lang: Lang) -> String {
    let mut out = String::new();
    for speech in speeches {
        let characters = characters(speech) as u64;
        let length = match lang {
            Lang::Zh => format!("{} 字", count(characters)),
            Lang::En => counted(characters, "character", "characters"),
        };
        let [id, title] = [&speech.id, &speech.title].map(|name| visible::id(name, lang));
        let _ = writeln!(out, "{id}\t{length}\t{title}");
    }
    out
}

fn is_json_lines(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "jsonl")
}

/// The content characters of a speech.
fn characters(speech: &Document) -> usize {
    speech.text.chars().filter(|&c| is_content(c)).count()
}

/// A speech as it is written out.
#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    title: &'a str,
    text: &'a str,
}

impl<'a> From<&'a Document> for Record<'a> {
    fn from(Document { id, title, text, .. }: &'a Document) -> Self {
        Self { id, title, text }
    }
}

/// A speech as it is listed.
#[derive(Serialize)]
struct Listed<'a> {
    id: &'a str,
    title: &'a str,
    source: &'a str,
    characters: usize,
}

impl<'a> From<&'a Document> for Listed<'a> {
    fn from(speech: &'a Document) -> Self {
        let Document { id, title, origin, .. } = speech;
        Self { id, title, source: &origin.source, characters: characters(speech) }
    }
}

/// A line that looks like a heading.
#[derive(Serialize)]
struct Looked<'a> {
    line: u64,
    form: &'a str,
    number: u32,
    heading: &'a str,
    outcome: &'a str,
}

impl<'a> From<&'a Candidate> for Looked<'a> {
    fn from(candidate: &'a Candidate) -> Self {
        let Candidate { line, form, number, heading, outcome } = candidate;
        Self { line: *line, form, number: *number, heading, outcome: outcome.name() }
    }
}

/// JSON Lines.
fn lines(values: impl Iterator<Item = impl Serialize>) -> Result<String, Error> {
    let mut out = String::new();
    for value in values {
        let line = serde_json::to_string(&value);
        out.push_str(&line.map_err(|error| Error::write("JSON", error.into()))?);
        out.push('\n');
    }
    Ok(out)
}

/// Refuses to write over the page.
fn spares(args: &SplitArgs, outputs: &[PathBuf]) -> Result<(), Error> {
    apart(outputs, &[PathBuf::from(&args.file)], |own, input| own == input)
}

/// A speech as a file of its own: below its title, where whoever reads the file would take something else for one, since
/// headings are no part of a speech.
fn with_title(speech: &Document) -> Cow<'_, str> {
    let Document { title, text, .. } = speech;
    let is_there = title.is_empty() || title_of(text) == title;
    if is_there { Cow::Borrowed(text) } else { Cow::Owned(format!("{title}\n{text}")) }
}

/// Writes `01.txt`, `02.txt` …: names that no text of the page can choose.
fn write_folder(folder: &Path, args: &SplitArgs, speeches: &[Document]) -> Result<Status, Error> {
    std::fs::create_dir_all(folder).map_err(|cause| Error::write(folder.display(), cause))?;
    let digits = speeches.len().to_string().len().max(2);
    let name = |number: usize| folder.join(format!("{number:0digits$}.txt"));
    let paths: Vec<PathBuf> = (1..=speeches.len()).map(name).collect();
    spares(args, &paths)?;
    for (path, speech) in paths.iter().zip(speeches) {
        write_file(path, args.force, with_title(speech).as_bytes())?;
    }
    Ok(Status::Done)
}
