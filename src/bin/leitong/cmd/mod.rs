//! One file for each subcommand.

mod curate;
mod diff;
mod eval;
mod generate;
mod man;
mod report;
mod split;
mod verify;

use std::io::{Write, stdin, stdout};
use std::path::{Path, PathBuf};

use leitong::decisions::{Decisions, DecisionsError};
use leitong::error::Lang;
use leitong::ingest::{Stdin, decoded};
use leitong::report::wire;
use leitong::tokenize::{Jieba, Tokenizer};

use crate::args::{self, Args, Command, TokenizerArgs, TokenizerName};
use crate::exit::{Error, Status};

/// Does what was asked.
pub(crate) fn run(args: Args, lang: Lang) -> Result<Status, Error> {
    match args.command {
        Command::Report(args) => report::run(&args, lang),
        Command::Curate(args) => curate::run(&args, lang),
        Command::Eval(args) => eval::run(&args, lang),
        Command::Diff(args) => diff::run(&args, lang),
        Command::Split(args) => split::run(&args, lang),
        Command::Generate(args) => generate::run(&args, lang),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut args::command(lang), "leitong", &mut script);
            print(&script)
        }
        Command::Man { command } => man::run(command.as_deref(), lang),
    }
}

/// Reads a report for scripts.
fn read_report(path: &Path) -> Result<wire::Report, Error> {
    let place = path.display().to_string();
    let file =
        std::fs::File::open(path).map_err(|cause| Error::Io { place: place.clone(), cause })?;
    wire::read(file).map_err(|error| Error::at(place, |lang| error.message(lang)))
}

/// A file of decisions, read once.
struct DecisionsFile {
    path: PathBuf,
    bytes: Vec<u8>,
    decisions: Decisions,
}

/// The decisions of the file that the options name, if they name one.
fn decisions(path: Option<&Path>) -> Result<Option<DecisionsFile>, Error> {
    let Some(path) = path else { return Ok(None) };
    let bytes = std::fs::read(path)
        .map_err(|cause| Error::Io { place: path.display().to_string(), cause })?;
    let text = decoded(bytes.clone()).ok_or_else(|| {
        let path = path.display();
        Error::message(
            format!("{path}: 应为 TOML 文本，而这是二进制文件；请检查文件名"),
            format!("{path}: expected TOML, which is text, but this is binary; check the name"),
        )
    })?;
    let decisions = Decisions::parse(&text).map_err(|error| wrong(path, &error))?;
    Ok(Some(DecisionsFile { path: path.to_owned(), bytes, decisions }))
}

/// Why the decisions of a file cannot be followed.
fn wrong(path: &Path, error: &DecisionsError) -> Error {
    Error::at(path.display(), |lang| error.message(lang))
}

/// Writes to standard output.
fn print(bytes: &[u8]) -> Result<Status, Error> {
    let mut out = stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    written.map(|()| Status::Done).map_err(|cause| Error::write("stdout", cause))
}

/// Standard input, to be read by the one input `-`.
fn standard_input() -> Option<Stdin<'static>> {
    Some(Box::new(stdin()))
}

/// A user dictionary, read once.
struct Dictionary {
    place: String,
    bytes: Vec<u8>,
}

/// The dictionary that the options name, if they name one.
fn dictionary(args: &TokenizerArgs) -> Result<Option<Dictionary>, Error> {
    let read = |path: &PathBuf| {
        let place = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Ok(Dictionary { place, bytes }),
            Err(cause) => Err(Error::Io { place, cause }),
        }
    };
    args.dict.as_ref().map(read).transpose()
}

/// The tokenizer that the options ask for, with its dictionaries loaded.
fn tokenizer(args: &TokenizerArgs, dictionary: Option<&Dictionary>) -> Result<Tokenizer, Error> {
    if args.tokenizer == TokenizerName::Chars {
        return Ok(Tokenizer::Chars);
    }
    let mut jieba = Jieba::new(args.hmm);
    if let Some(Dictionary { place, bytes }) = dictionary {
        jieba.add_words(&mut bytes.as_slice()).map_err(|error| {
            let [zh, en] = [Lang::Zh, Lang::En].map(|lang| error.message(lang));
            Error::message(format!("{place}: {zh}"), format!("{place}: {en}"))
        })?;
    }
    Ok(Tokenizer::Jieba(Box::new(jieba)))
}
