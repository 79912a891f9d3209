//! `leitong report`: finds the clusters of a collection and writes reports of them.

use std::ffi::OsString;
use std::io::{BufWriter, stdout};
use std::path::Path;
use std::sync::Mutex;

use leitong::decisions::{Decisions, listed};
use leitong::document::{Document, Origin};
use leitong::error::{Lang, Skipped};
use leitong::ingest::{Input, Split, documents};
use leitong::pipeline::{self, Changes, Found, Provenance, Recut, RecutError, Resources};
use leitong::progress::Progress;
use leitong::report::html::Pages;
use leitong::report::{Format, OptionValue, Renderer, Settings, renderer, wire};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    DecisionsFile, Dictionary, decisions, dictionary, read_report, standard_input, tokenizer,
    verify, wrong,
};
use crate::args::{ReportArgs, ResourceArgs, ShowArgs};
use crate::exit::{Error, Status};
use crate::folder::{Folder, is_folder, is_report};
use crate::output::{Output, distinct, place};
use crate::terminal::{self, Bar};

pub(crate) fn run(args: &ReportArgs, lang: Lang) -> Result<Status, Error> {
    let outputs = outputs(args)?;
    let decided = decisions(args.decisions.as_deref())?;
    if let Some(from) = &args.from {
        return again(from, outputs, args, decided, lang);
    }
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.resources.threads.unwrap_or(0))
        .build()
        .map_err(|error| Error::message(format!("不能启动线程: {error}"), error.to_string()))?;
    if let Some(report) = &args.verify {
        return pool.install(|| verify::run(report, args, decided.as_ref(), lang));
    }
    let resources = resources(&args.resources)?;
    let bar = Bar::new(lang, args.quiet);
    let garbled = Mutex::new(Vec::new());
    let done = pool.install(|| {
        let found = find(args, resources, decided.as_ref(), &garbled, &bar)?;
        if found.run().counts.documents == 0 {
            bar.clear();
            terminal::skipped(found.skipped(), lang);
            return Err(Error::NothingToCompare);
        }
        let settings = settings(args, lang);
        let into = |renderers: &mut [Box<dyn Renderer + '_>]| found.write(renderers, &bar);
        write(outputs, settings, &args.show, into)?;
        Ok(found)
    });
    bar.clear();
    let found = done?;
    terminal::undecodable(&garbled.into_inner().unwrap_or_default(), lang);
    terminal::skipped(found.skipped(), lang);
    let status = Status::after(found.skipped().len());
    // The process ends here: giving a large collection's memory back piece by piece would only take time.
    std::mem::forget(found);
    Ok(status)
}

/// A place to write a report to.
enum Target {
    File(Format, Output),
    Pages(Folder),
}

impl Target {
    fn create(path: &Path, force: bool) -> Result<Self, Error> {
        if is_folder(path) {
            return Ok(Self::Pages(Folder::create(path, force, is_report)?));
        }
        let format = Format::from_path(path).map_err(|unknown| {
            Error::message(unknown.message(Lang::Zh), unknown.message(Lang::En))
        })?;
        Ok(Self::File(format, Output::create(path, force)?))
    }

    fn renderer(&self, settings: &Settings) -> Result<Box<dyn Renderer>, Error> {
        Ok(match self {
            Self::File(format, output) => renderer(*format, Box::new(output.writer()?), settings),
            Self::Pages(folder) => Box::new(Pages::new(folder.place(), settings)),
        })
    }

    fn name(&self) -> String {
        match self {
            Self::File(_, output) => output.name(),
            Self::Pages(folder) => folder.name(),
        }
    }

    fn finish(self) -> Result<(), Error> {
        match self {
            Self::File(_, output) => output.finish(),
            Self::Pages(folder) => folder.finish(),
        }
    }
}

/// The output files, begun before any work is done, so that a place that cannot be written is known early.
fn outputs(args: &ReportArgs) -> Result<Vec<Target>, Error> {
    distinct(&args.output)?;
    args.output.iter().try_for_each(|output| spares(output, &args.inputs))?;
    args.output.iter().map(|path| Target::create(path, args.force)).collect()
}

/// Refuses an output in the place of an input that is named, and a folder that holds one. What a folder or a pattern leads
/// to is not known yet.
fn spares(output: &Path, inputs: &[OsString]) -> Result<(), Error> {
    let own = place(output);
    let mut inputs = inputs.iter().map(Path::new).filter(|input| input.exists());
    let Some(input) = inputs.find(|input| place(input).starts_with(&own)) else {
        return Ok(());
    };
    let (output, input) = (output.display(), input.display());
    Err(Error::message(
        format!("{output}: 会覆盖输入 {input};输入从不改动,请写到别处"),
        format!(
            "{output}: would replace the input {input}; inputs are never changed, so choose another place"
        ),
    ))
}

/// Finds the clusters; puts the origins of documents with undecodable bytes aside in `garbled`.
fn find(
    args: &ReportArgs,
    resources: Resources,
    decided: Option<&DecisionsFile>,
    garbled: &Mutex<Vec<Origin>>,
    progress: &dyn Progress,
) -> Result<Found, Error> {
    let inputs: Vec<Input> = args.inputs.iter().map(Input::parse).collect();
    let put_aside = |item: &Result<Document, Skipped>| {
        if let (Ok(Document { origin, .. }), Ok(mut garbled)) = (item, garbled.lock())
            && origin.replaced > 0
        {
            garbled.push(origin.clone());
        }
    };
    let source = documents(&inputs, &args.ingest.options(), standard_input());
    let manifest = source.manifest();
    let source = source.inspect(put_aside);
    let dictionary = dictionary(&args.tokenizer)?;
    let provenance = Provenance {
        inputs: args.inputs.iter().map(|input| input.to_string_lossy().into_owned()).collect(),
        tokenizer: describe(args, dictionary.as_ref(), decided),
        manifest,
    };
    let ready = || tokenizer(&args.tokenizer, dictionary.as_ref());
    let none = Decisions::default();
    let decisions = decided.map_or(&none, |file| &file.decisions);
    let temp_dir = resources.temp_dir.clone();
    pipeline::find(source, ready, (args.options(), resources), decisions, provenance, progress)
        .map_err(|error| not_found(error, decided, &temp_dir))
}

/// What a run may use.
pub(super) fn resources(args: &ResourceArgs) -> Result<Resources, Error> {
    match &args.temp_dir {
        Some(folder) if !folder.is_dir() => Err(Error::Io {
            place: format!("--temp-dir {}", folder.display()),
            cause: std::io::ErrorKind::NotFound.into(),
        }),
        _ => Ok(args.resources()),
    }
}

/// Why no clusters could be found.
pub(super) fn not_found(
    error: pipeline::Error<Error>,
    decided: Option<&DecisionsFile>,
    temp_dir: &Path,
) -> Error {
    match error {
        pipeline::Error::Tokenizer(error) => error,
        pipeline::Error::Decisions(error) => {
            wrong(decided.map_or(Path::new(""), |file| &file.path), &error)
        }
        pipeline::Error::Temporary(cause) => {
            Error::Io { place: format!("--temp-dir {}", temp_dir.display()), cause }
        }
    }
}

/// The tokenizer's options as a report records them, a dictionary and decisions by the hash of their bytes, and how
/// inputs were read where the user chose that.
fn describe(
    args: &ReportArgs,
    dictionary: Option<&Dictionary>,
    decided: Option<&DecisionsFile>,
) -> Vec<(String, OptionValue)> {
    let text = |name: &str, value: &str| (name.to_owned(), OptionValue::Text(value.to_owned()));
    let mut options = vec![
        text("tokenizer", args.tokenizer.tokenizer.name()),
        ("hmm".to_owned(), OptionValue::Switch(args.tokenizer.hmm)),
    ];
    options.extend(args.ingest.fields().map(|(name, field)| text(name, field)));
    options.extend(args.ingest.encoding.map(|encoding| text("encoding", encoding.name())));
    match &args.ingest.split {
        Split::Auto => {}
        Split::None => options.push(text("split", "none")),
        Split::At(pattern) => options.push(text("split", pattern.as_str())),
    }
    if let Some(dictionary) = dictionary {
        options.push(hashed(DICTIONARY, &dictionary.bytes));
    }
    options.extend(decided.map(|file| hashed(DECISIONS, &file.bytes)));
    options
}

/// The options that record a dictionary and decisions.
pub(super) const DICTIONARY: &str = "dict_xxh3";
pub(super) const DECISIONS: &str = "decisions_xxh3";

/// A file as an option: the hash of its bytes.
pub(super) fn hashed(name: &str, bytes: &[u8]) -> (String, OptionValue) {
    (name.to_owned(), OptionValue::Text(format!("{:016x}", xxh3_64(bytes))))
}

/// Cuts the clusters of an earlier report anew.
fn again(
    from: &Path,
    outputs: Vec<Target>,
    args: &ReportArgs,
    decided: Option<DecisionsFile>,
    lang: Lang,
) -> Result<Status, Error> {
    let recut = cut(read_report(from)?, from, args.changes(), decided.as_ref())?;
    let unpaired = recut.unpaired();
    if !unpaired.is_empty() && !args.quiet {
        terminal::note(lang, &unpaired_note(unpaired, lang));
    }
    let settings = settings(args, lang);
    write(outputs, settings, &args.show, |renderers| recut.write(renderers))?;
    Ok(Status::after(recut.skipped().len()))
}

/// The report at `place` with new clusters: by `changes`, and as `decided`.
pub(super) fn cut(
    report: wire::Report,
    place: &Path,
    changes: Changes,
    decided: Option<&DecisionsFile>,
) -> Result<Recut, Error> {
    let changes = match decided {
        None => changes,
        Some(file) => Changes {
            decisions: file.decisions.clone(),
            recorded: Some(hashed(DECISIONS, &file.bytes)),
            ..changes
        },
    };
    pipeline::recut(report, &changes).map_err(|error| match error {
        RecutError::Decisions(error) => wrong(decided.map_or(place, |file| &file.path), &error),
        error => at(place, &error.message(Lang::Zh), &error.message(Lang::En)),
    })
}

/// What is wrong at `place`.
pub(super) fn at(place: &Path, zh: &str, en: &str) -> Error {
    let place = place.display();
    Error::message(format!("{place}: {zh}"), format!("{place}: {en}"))
}

/// A report does not tell texts that match none from texts that are not in the collection.
fn unpaired_note(ids: &[String], lang: Lang) -> String {
    let ids = listed(ids, lang);
    match lang {
        Lang::Zh => {
            format!("--decisions 中的 {ids} 不在报告的任何一对里: 或与他篇都不近似,或写错了 id")
        }
        Lang::En => format!(
            "{ids} of --decisions stand in no pair of the report: they match no other text, or the ids are wrong"
        ),
    }
}

fn settings(args: &ReportArgs, lang: Lang) -> Settings {
    let ReportArgs { variants, show, .. } = args;
    Settings { lang, variants: *variants, context: show.context, ..Settings::default() }
}

/// Writes a report to all files, or to the terminal when there are none.
fn write(
    outputs: Vec<Target>,
    settings: Settings,
    show: &ShowArgs,
    into: impl FnOnce(&mut [Box<dyn Renderer + '_>]) -> std::io::Result<()>,
) -> Result<(), Error> {
    if outputs.is_empty() {
        let settings = terminal::settings(show, settings);
        let out = BufWriter::new(stdout().lock());
        let mut text = [renderer(Format::Text, Box::new(out), &settings)];
        return into(&mut text).map_err(|cause| Error::write("stdout", cause));
    }
    let renderers = outputs.iter().map(|output| output.renderer(&settings));
    let mut renderers = renderers.collect::<Result<Vec<_>, Error>>()?;
    let names = || outputs.iter().map(Target::name).collect::<Vec<_>>().join(", ");
    into(&mut renderers).map_err(|cause| Error::write(names(), cause))?;
    drop(renderers);
    outputs.into_iter().try_for_each(Target::finish)
}
