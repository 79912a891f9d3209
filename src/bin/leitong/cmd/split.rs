//! `leitong split`: the speeches of a page, listed or written out.

use std::ffi::OsStr;
use std::fmt::Write as _;
use std::path::Path;

use leitong::document::Document;
use leitong::error::{Lang, Skipped};
use leitong::ingest::{Candidate, Input, Outcome, documents, one};
use leitong::normalize::is_content;
use leitong::report::visible;
use serde::Serialize;

use super::{print, standard_input};
use crate::args::SplitArgs;
use crate::exit::{Error, Status};
use crate::output::write_file;
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
        return Err(skipped.into_iter().next().map_or(Error::NothingToCompare, Error::Input));
    }
    terminal::undecodable(speeches.iter().map(|speech| &speech.origin), lang);
    terminal::skipped(&skipped, lang);
    if let [whole] = speeches.as_slice()
        && whole.id == own_name(&args.file)
    {
        terminal::note(lang, &no_headings(&whole.origin.source, lang));
    }
    match &args.output {
        None => print(list(&speeches, lang).as_bytes())?,
        Some(path) if is_json_lines(path) => {
            write_file(path, args.force, json_lines(&speeches)?.as_bytes())?;
            Status::Done
        }
        Some(folder) => write_folder(folder, args.force, &speeches)?,
    };
    Ok(Status::after(skipped.len()))
}

/// Shows where the page would be cut, and why there and not elsewhere.
fn explain(args: &SplitArgs, lang: Lang) -> Result<Status, Error> {
    let options = args.ingest.options();
    let page = one(&args.file, &options, standard_input()).map_err(Error::Input)?;
    terminal::undecodable([&page.origin], lang);
    let candidates = options.split.explain(&page.text);
    if candidates.is_empty() {
        terminal::note(lang, &no_headings(&page.origin.source, lang));
    }
    let mut out = String::new();
    for candidate in &candidates {
        let Candidate { line, form, number, heading, outcome } = candidate;
        let (sign, why) = (if *outcome == Outcome::Cut { "+" } else { "-" }, outcome.why(lang));
        let heading = visible::line(heading);
        let _ = writeln!(out, "{sign} {line}\t{form} {number}\t{why}\t{heading}");
    }
    print(out.as_bytes())
}

/// The id of a text that is not taken apart.
fn own_name(file: &OsStr) -> String {
    Path::new(file).file_name().unwrap_or(file).to_string_lossy().into_owned()
}

fn no_headings(source: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{source}: 没有独占一行的“第一篇:”之类的标题,按一篇处理"),
        Lang::En => format!(
            "{source}: no headings such as 第一篇: on lines of their own; taken as one speech"
        ),
    }
}

/// One line a speech: id, content characters, title.
fn list(speeches: &[Document], lang: Lang) -> String {
    let mut out = String::new();
    for speech in speeches {
        let characters = speech.text.chars().filter(|&c| is_content(c)).count();
        let unit = lang.pick("字", "characters");
        let (id, title) = (visible::line(&speech.id), visible::line(&speech.title));
        let _ = writeln!(out, "{id}\t{characters} {unit}\t{title}");
    }
    out
}

fn is_json_lines(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "jsonl")
}

#[derive(Serialize)]
struct Record<'a> {
    id: &'a str,
    title: &'a str,
    text: &'a str,
}

fn json_lines(speeches: &[Document]) -> Result<String, Error> {
    let mut out = String::new();
    for Document { id, title, text, .. } in speeches {
        let line = serde_json::to_string(&Record { id, title, text })
            .map_err(|error| Error::write(id, error.into()))?;
        out.push_str(&line);
        out.push('\n');
    }
    Ok(out)
}

/// Writes `01.txt`, `02.txt` …: names that no text of the page can choose.
fn write_folder(folder: &Path, force: bool, speeches: &[Document]) -> Result<Status, Error> {
    std::fs::create_dir_all(folder).map_err(|cause| Error::write(folder.display(), cause))?;
    let digits = speeches.len().to_string().len().max(2);
    for (place, speech) in speeches.iter().enumerate() {
        let name = format!("{:0digits$}.txt", place + 1);
        write_file(&folder.join(name), force, speech.text.as_bytes())?;
    }
    Ok(Status::Done)
}
