//! `leitong diff`: two texts against each other.

use std::io::{BufWriter, Write, stdout};
use std::sync::Arc;

use leitong::diff::{Prepared, compare};
use leitong::document::Document;
use leitong::error::Lang;
use leitong::ingest::{Input, one};
use leitong::normalize::{Normalized, Normalizer};
use leitong::report::{Link, Member, PairReport, Settings};
use leitong::shingle::{ShingleOptions, Shingles};
use leitong::tokenize::{Keep, Tokenizer};
use leitong::verify::overlap;

use super::{dictionary, standard_input, tokenizer};
use crate::args::{DiffArgs, DiffFormat};
use crate::exit::{Error, Status};
use crate::terminal;

pub(crate) fn run(args: &DiffArgs, lang: Lang) -> Result<Status, Error> {
    if [&args.a, &args.b].into_iter().all(|side| Input::parse(side) == Input::Stdin) {
        return Err(Error::message(
            "标准输入只能作一边；另一边请写文件",
            "standard input can be one side only; name a file for the other",
        ));
    }
    let read = |side| one(side, &args.ingest_options(), standard_input()).map_err(Error::Input);
    let (a, b) = (read(&args.a)?, read(&args.b)?);
    terminal::undecodable([&a.origin, &b.origin], lang);
    let dictionary = dictionary(&args.tokenizer)?;
    let tokenizer = tokenizer(&args.tokenizer, dictionary.as_ref())?;
    let pair = pair(a, b, &tokenizer, args);
    let settings = Settings { lang, context: args.show.context, ..Settings::default() };
    let settings = terminal::settings(&args.show, settings);
    let mut out = BufWriter::new(stdout().lock());
    let written = match args.format {
        DiffFormat::Text => pair.write_text(&mut out, &settings),
        DiffFormat::Json => pair.write_json(&mut out),
        DiffFormat::Html => pair.write_html(&mut out, &settings),
        DiffFormat::Unified => pair.write_unified(&mut out, terminal::is_stdout()),
    };
    let flushed = written.and_then(|()| out.flush());
    flushed.map(|()| Status::Done).map_err(|cause| Error::write("stdout", cause))
}

fn pair(a: Document, b: Document, tokenizer: &Tokenizer, args: &DiffArgs) -> PairReport {
    let normalizer = Normalizer::new(args.rules());
    let (left, right) = (normalizer.normalize(&a.text), normalizer.normalize(&b.text));
    let shingles = |text: &Normalized| {
        let spans = tokenizer.tokenize(&text.text, Keep::by(args.rules()));
        Shingles::new(&text.text, &spans, ShingleOptions::default()).into_set()
    };
    let overlap = overlap(&shingles(&left), &shingles(&right));
    let words = |piece: &str| tokenizer.words(piece);
    let comparison = compare(&Prepared::new(&a.text, left), &Prepared::new(&b.text, right), &words);
    let link = Link {
        relation: Some(comparison.relation),
        overlap,
        comparison: Some(Arc::new(comparison)),
        min_run: args.min_run,
    };
    PairReport { version: env!("CARGO_PKG_VERSION").to_owned(), a: member(a), b: member(b), link }
}

fn member(document: Document) -> Member {
    Member {
        id: document.id,
        title: document.title,
        text: Some(Arc::from(document.text)),
        link: None,
    }
}
