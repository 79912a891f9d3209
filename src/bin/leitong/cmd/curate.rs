//! `leitong curate`: the inputs of a report without their near-duplicates.

mod place;
mod show;

use std::io::{self, Write};
use std::ops::Range;
use std::path::Path;

use leitong::curate::removed::{self, Curated, Removed};
use leitong::curate::write::{Copy, Packing};
use leitong::curate::{
    Corpus, CurateError, Graph, Keys, Plan, Reason, Relater, losses, normalizer, plan, traits,
};
use leitong::decisions::{Decisions, DecisionsError};
use leitong::document::InputFile;
use leitong::error::Lang;
use leitong::report::{OptionValue, wire};
use leitong::tokenize::{Jieba, Tokenizer};

use self::place::Place;
use self::show::{list, refused, summary, too_much, unread};
use super::{decisions, print, read_report, wrong};
use crate::args::{CurateArgs, PlanFormat};
use crate::exit::{Error, Status};
use crate::terminal;

pub(crate) fn run(args: &CurateArgs, lang: Lang) -> Result<Status, Error> {
    if let Some(relation) = args.contradiction() {
        let name = relation.name();
        return Err(Error::message(
            format!("{name} 同时写在 --remove 和 --spare 里；请删去其一"),
            format!("{name} is named by both --remove and --spare; leave out one of them"),
        ));
    }
    if args.prefers_nothing() {
        return Err(Error::message(
            "--keep 中有 preferred，而没有 --prefer；请用 --prefer 写明优先保留哪些",
            "--keep names preferred, but there is no --prefer; say by --prefer which texts are preferred",
        ));
    }
    let report = read_report(&args.report)?;
    let decisions = decisions(args.decisions.as_deref())?.map(|file| file.decisions);
    let decisions = decisions.unwrap_or_default();
    let ids = decisions.ids().into_iter().map(str::to_owned).collect();
    let corpus = Corpus::read(&report, &args.wanted(ids)).map_err(failed)?;
    check(args, &decisions, &corpus)?;
    let further = characters(&report.run, &decisions, &corpus);
    let graph = Graph::new(&report, &further).map_err(failed)?;
    let plan = decide(args, &report, &corpus, &graph, &decisions)
        .map_err(|error| wrong(args.decisions.as_deref().unwrap_or(&args.report), &error))?;
    let copy = Copy::new(&corpus, &graph, &plan).map_err(failed)?;
    let curated = describe(args, &corpus, &plan);
    let losses = losses(&corpus, &graph, &plan, args.max_loss());
    let lines = || removed::removed(&plan, &graph, &corpus);
    terminal::skipped(&corpus.skipped, lang);
    let unread = args.date_field.as_deref().and_then(|field| unread(field, &corpus.dates, lang));
    unread.iter().for_each(|note| terminal::note(lang, note));
    let place = Place::named(args, &corpus)?;
    if args.dry_run {
        place.as_ref().map_or(Ok(()), Place::check)?;
        let mut out = Vec::new();
        match args.format {
            PlanFormat::Text => out.extend(list(lines(), lang).into_bytes()),
            PlanFormat::Json => out.extend(json(&curated, lines())?),
        }
        print(&out)?;
        losses.iter().for_each(|loss| terminal::note(lang, &too_much(loss, lang)));
    } else if !losses.is_empty() {
        return Err(refused(&losses));
    }
    if let Some(place) = place.filter(|_| !args.dry_run) {
        write(&place, &copy, |out, written| removed::write(out, &curated, lines(), written))?;
    }
    match args.format {
        PlanFormat::Text => {
            print(summary(args, &curated, &copy, lang).as_bytes())?;
        }
        PlanFormat::Json if args.dry_run => {}
        PlanFormat::Json => {
            print(&json(&curated, std::iter::empty())?)?;
        }
    }
    Ok(Status::after(&corpus.skipped))
}

/// The lines of `removed.jsonl`.
fn json(curated: &Curated, lines: impl Iterator<Item = Removed>) -> Result<Vec<u8>, Error> {
    let mut out = Vec::new();
    let written = removed::write(&mut out, curated, lines, &[]);
    written.map(|()| out).map_err(|cause| Error::write("stdout", cause))
}

fn failed(error: CurateError) -> Error {
    Error::told(|lang| error.message(lang))
}

fn check(args: &CurateArgs, decisions: &Decisions, corpus: &Corpus) -> Result<(), Error> {
    let path = args.decisions.as_deref().unwrap_or(Path::new(""));
    decisions.check(|id| corpus.get(id).is_some()).map_err(|error| wrong(path, &error))
}

/// The texts that decisions are about, with the characters of their comparison texts.
fn characters<'d>(
    run: &wire::Run,
    decisions: &'d Decisions,
    corpus: &Corpus,
) -> Vec<(&'d str, u32)> {
    let normalizer = normalizer(run);
    let text = |id: &str| corpus.get(id).and_then(|(_, entry)| entry.text.as_deref());
    let count = |text: &str| normalizer.comparison_text(text).chars().count() as u32;
    decisions.ids().into_iter().map(|id| (id, text(id).map_or(0, count))).collect()
}

fn decide(
    args: &CurateArgs,
    report: &wire::Report,
    corpus: &Corpus,
    graph: &Graph<'_>,
    decisions: &Decisions,
) -> Result<Plan, DecisionsError> {
    let keys = Keys::new(graph, &args.rules(), &traits(graph, corpus, &args.prefer));
    let tokenizer = tokenizer(&report.run);
    let words = |piece: &str| -> Vec<Range<usize>> { tokenizer.words(piece) };
    let mut relater = Relater::new(normalizer(&report.run), &words);
    let text = |number: usize| {
        let found = corpus.get(graph.id(number)).and_then(|(_, entry)| entry.text.as_deref());
        found.unwrap_or_default()
    };
    let mut relate = |kept, other| relater.relate(text(kept), text(other));
    plan(graph, &keys, &args.policy(), decisions, &mut relate)
}

/// The tokenizer of a run, but for words of a dictionary: they widen differences that are shown, which none are here.
fn tokenizer(run: &wire::Run) -> Tokenizer {
    if run.options.get("tokenizer") == Some(&OptionValue::Text("chars".to_owned())) {
        return Tokenizer::Chars;
    }
    let hmm = run.options.get("hmm") == Some(&OptionValue::Switch(true));
    Tokenizer::Jieba(Box::new(Jieba::new(hmm)))
}

fn describe(args: &CurateArgs, corpus: &Corpus, plan: &Plan) -> Curated {
    let (documents, removed) = (corpus.documents.len() as u64, plan.removals.len() as u64);
    let ties = plan.removals.iter().filter_map(|removal| removal.kept.as_ref());
    let ties = ties.filter(|kept| kept.reason == Reason::Tie).count();
    Curated {
        kind: "curated".into(),
        schema: removed::SCHEMA.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        report: args.report.display().to_string(),
        keep: args.rules().into_iter().map(|rule| rule.name().to_owned()).collect(),
        relations: args.policy().removable.iter().map(|known| known.name().to_owned()).collect(),
        documents,
        kept: documents - removed,
        removed,
        ties: ties as u64,
        unsettled: plan.unsettled as u64,
    }
}

/// Writes the clean collection and, beside it, what left.
fn write(
    place: &Place<'_>,
    copy: &Copy<'_>,
    list: impl FnOnce(&mut dyn Write, &[InputFile]) -> io::Result<()>,
) -> Result<(), Error> {
    let removed = place.list()?;
    let write_list = |written: &[InputFile]| {
        let listed = removed.writer().map(|mut lines| list(&mut lines, written));
        listed?.map_err(|cause| Error::write(place.list.display(), cause))
    };
    if place.is_folder {
        let target = place.folder()?;
        let written = copy.write_folder(&target.place(), place.output).map_err(failed)?;
        write_list(&written)?;
        target.finish()?;
    } else {
        let target = place.file()?;
        let mut out = target.writer()?;
        copy.write_file(Packing::of(place.output), &mut out).map_err(failed)?;
        out.flush().map_err(|cause| Error::write(place.output.display(), cause))?;
        drop(out);
        write_list(&[])?;
        target.finish()?;
    }
    removed.finish()
}
