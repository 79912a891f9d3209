//! `leitong report`: finds the clusters of a collection and writes reports of them.

use std::io::{BufWriter, stdout};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use leitong::decisions::{Decisions, listed};
use leitong::document::{Document, Origin};
use leitong::error::{Lang, Skipped};
use leitong::ingest::{Input, Split, documents, files, is_result};
use leitong::join::TooMany;
use leitong::pipeline::{self, Changes, Found, Provenance, Recut, RecutError, Resources};
use leitong::progress::{Progress, Silent};
use leitong::report::html::Pages;
use leitong::report::{Format, OptionValue, Renderer, Settings, renderer, wire};
use xxhash_rust::xxh3::xxh3_64;

use super::{
    DecisionsFile, Dictionary, decisions, dictionary, read_report, standard_input, tokenizer,
    verify, wrong,
};
use crate::args::{ReportArgs, ResourceArgs, ShowArgs};
use crate::exit::{Error, Status};
use crate::folder::{Folder, beside_report, is_folder};
use crate::output::{Output, apart, bare, distinct};
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
        .map_err(|error| Error::message(format!("不能启动线程：{error}"), error.to_string()))?;
    if let Some(report) = &args.verify {
        return pool.install(|| verify::run(report, args, decided.as_ref(), lang));
    }
    let resources = resources(&args.resources)?;
    let bar = Bar::new(lang, args.quiet);
    let noticed = Mutex::new(Noticed::default());
    let done = pool.install(|| {
        let found = find(args, resources, decided.as_ref(), &noticed, &bar)?;
        if found.run().counts.documents == 0 {
            bar.clear();
            terminal::skipped(found.skipped(), lang);
            return Err(Error::NothingToCompare);
        }
        let settings = settings(args, lang);
        // On one screen with the report, a bar would wipe parts of lines away.
        let progress: &dyn Progress = if outputs.is_empty() { &Silent } else { &bar };
        if outputs.is_empty() {
            bar.clear();
        }
        let into = |renderers: &mut [Box<dyn Renderer + '_>]| found.write(renderers, progress);
        write(outputs, settings, &args.show, into)?;
        Ok(found)
    });
    bar.clear();
    let found = done?;
    let noticed = noticed.into_inner().unwrap_or_default();
    terminal::undecodable(&noticed.garbled, lang);
    noticed.absent(args).for_each(|(option, field)| {
        terminal::note(lang, &absent_note(option, field, lang));
    });
    terminal::skipped(found.skipped(), lang);
    let status = Status::after(found.skipped());
    // The process ends here: giving a large collection's memory back piece by piece would only take time.
    std::mem::forget(found);
    Ok(status)
}

/// What is worth a note when the run is done.
#[derive(Debug, Default)]
struct Noticed {
    /// The origins of documents with undecodable bytes.
    garbled: Vec<Origin>,
    /// Whether any record has an id, and a title.
    has_id: bool,
    has_title: bool,
}

impl Noticed {
    fn look_at(&mut self, origin: &Origin) {
        self.has_id |= origin.has_id;
        self.has_title |= origin.has_title;
        if origin.replaced > 0 {
            self.garbled.push(origin.clone());
        }
    }

    /// The fields that were named and that no record has, with their options.
    fn absent<'a>(&self, args: &'a ReportArgs) -> impl Iterator<Item = (&'static str, &'a str)> {
        let Self { has_id, has_title, .. } = *self;
        args.ingest.fields().filter_map(move |(name, field)| match name {
            "id_field" if !has_id => Some(("--id-field", field)),
            "title_field" if !has_title => Some(("--title-field", field)),
            _ => None,
        })
    }
}

fn absent_note(option: &str, field: &str, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!("{option} {field}: 没有一条记录有这个字段（列）；请检查字段名"),
        Lang::En => {
            format!(
                "{option} {field}: no record has a field or column of this name; check the name"
            )
        }
    }
}

/// A place to write a report to.
enum Target {
    File(Format, Output),
    Pages(Folder),
}

impl Target {
    fn create(path: &Path, force: bool) -> Result<Self, Error> {
        if is_folder(path) {
            return Ok(Self::Pages(Folder::create(path, force, beside_report)?));
        }
        let format =
            Format::from_path(path).map_err(|unknown| Error::told(|lang| unknown.message(lang)))?;
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

/// The output files, begun before any work is done, so that a place that cannot be written is known early. None takes the
/// place of an input: of one that is named, be it a dictionary or decisions, or, where a file could be replaced, of a text that inputs lead to.
fn outputs(args: &ReportArgs) -> Result<Vec<Target>, Error> {
    distinct(&args.output)?;
    let beside = [&args.tokenizer.dict, &args.decisions].into_iter().flatten().cloned();
    let named: Vec<PathBuf> = args.inputs.iter().map(PathBuf::from).chain(beside).collect();
    apart(&args.output, &named, |own, input| input.starts_with(own))?;
    if args.force && args.output.iter().any(|output| output.exists()) {
        let inputs: Vec<Input> = args.inputs.iter().map(Input::parse).collect();
        let found: Vec<PathBuf> = files(&inputs).collect();
        apart(&args.output, &found, |own, input| input.starts_with(own) && !is_result(input))?;
    }
    args.output.iter().map(|path| Target::create(path, args.force)).collect()
}

/// Finds the clusters, and puts aside what is to be said of the documents.
fn find(
    args: &ReportArgs,
    resources: Resources,
    decided: Option<&DecisionsFile>,
    noticed: &Mutex<Noticed>,
    progress: &dyn Progress,
) -> Result<Found, Error> {
    let inputs: Vec<Input> = args.inputs.iter().map(Input::parse).collect();
    let put_aside = |item: &Result<Document, Skipped>| {
        if let (Ok(document), Ok(mut noticed)) = (item, noticed.lock()) {
            noticed.look_at(&document.origin);
        }
    };
    let source = documents(&inputs, &args.ingest_options(), standard_input());
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

/// What a run may use. A folder that is named is tried now: it may be needed only after hours.
pub(super) fn resources(args: &ResourceArgs) -> Result<Resources, Error> {
    if let Some(folder) = &args.temp_dir {
        let tried = match folder.metadata() {
            Ok(found) if !found.is_dir() => Err(std::io::ErrorKind::NotADirectory.into()),
            Ok(_) => tempfile::tempfile_in(folder).map(drop).map_err(bare),
            Err(cause) => Err(cause),
        };
        let place = format!("--temp-dir {}", folder.display());
        tried.map_err(|cause| Error::Io { place, cause })?;
    }
    Ok(args.resources())
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
        pipeline::Error::Temporary(cause) if TooMany::is(&cause) => Error::message(
            "各篇共有的词片超过 40 亿个，数不下；请用 --candidates lsh，已经用了的请分批处理",
            "the texts share more than 4 billion shingles, more than can be counted; use --candidates lsh, or several \
             smaller runs where it was used",
        ),
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
    Ok(Status::after(recut.skipped()))
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
        error => Error::at(place.display(), |lang| error.message(lang)),
    })
}

/// A report does not tell texts that match none from texts that are not in the collection.
fn unpaired_note(ids: &[String], lang: Lang) -> String {
    let ids = listed(ids, lang);
    match lang {
        Lang::Zh => {
            format!("--decisions 中的 {ids} 不在报告的任何一对里：或与他篇都不近似，或写错了 id")
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
