//! The inputs of a report, read again and held against it.

use std::path::{Path, PathBuf};

use ahash::AHashSet;

use crate::document::{Document, Extent, InputFile};
use crate::error::{SkipReason, Skipped};
use crate::ingest::{FileOf, IngestOptions, Input, documents, fits};
use crate::normalize::Normalizer;
use crate::report::wire;

use super::{CurateError, Date};

/// What is wanted of the documents beside their texts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// The field or column of a date; without it, and in files that are no records, dates are looked for in titles and
    /// texts.
    pub date_field: Option<String>,
    /// The field or column of an author.
    pub author_field: Option<String>,
    /// Further documents whose texts are wanted.
    pub ids: Vec<String>,
}

/// The documents of a report's inputs, and where they are.
#[derive(Debug)]
pub struct Corpus {
    /// The files that documents came from, or what was skipped of them, in the order of reading.
    pub files: Vec<CorpusFile>,
    /// The documents, in the order of reading.
    pub documents: Vec<Entry>,
    /// What was left out.
    pub skipped: Vec<Skipped>,
    /// What the date field held.
    pub dates: DateField,
    /// Whether the only input is one file.
    pub single: bool,
    /// The inputs.
    inputs: Vec<PathBuf>,
    /// The documents by their ids.
    by_id: Vec<u32>,
    /// How the inputs were read.
    options: IngestOptions,
}

/// What the values of the date field were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateField {
    /// How many there were, blank ones not counted.
    pub values: u64,
    /// How many of them are no date that is known.
    pub unread: u64,
    /// The first of those: where it stands, and what it is.
    pub first: Option<(String, String)>,
}

impl DateField {
    fn read(&mut self, value: &str, source: &str) -> Option<Date> {
        let date = Date::of_field(value);
        if !value.trim().is_empty() {
            self.values += 1;
            if date.is_none() {
                self.unread += 1;
                self.first.get_or_insert_with(|| (source.to_owned(), value.to_owned()));
            }
        }
        date
    }
}

/// A file that documents came from, or that was read though all of it was skipped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorpusFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its path below its input, with `/`.
    pub name: String,
    /// What it was when it was read.
    pub found: InputFile,
    /// Whether it is an archive.
    pub archive: bool,
    /// Whether something in it was skipped.
    pub skips: bool,
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The public id.
    pub id: String,
    /// The title; may be empty.
    pub title: String,
    /// Where it is, for people.
    pub source: String,
    /// The number of its file.
    pub file: usize,
    /// Which part of the file it is.
    pub extent: Extent,
    /// The name of the encoding it was decoded from.
    pub encoding: &'static str,
    /// Its date.
    pub date: Option<Date>,
    /// Its author.
    pub author: Option<String>,
    /// The text, if it stands in a pair of the report or was asked for.
    pub text: Option<String>,
}

impl Corpus {
    /// Reads the inputs of `report` once, with the options of the report, hashing what is read.
    ///
    /// Memory: the texts that stand in pairs; of the others what [`Entry`] has.
    ///
    /// # Errors
    ///
    /// Inputs that cannot be read again or are not what they were; see [`CurateError`].
    pub fn read(report: &wire::Report, wanted: &Wanted) -> Result<Self, CurateError> {
        let run = &report.run;
        if run.inputs.iter().any(|input| input == "-") {
            return Err(CurateError::Stdin);
        }
        if run.manifest.is_empty() {
            return Err(CurateError::NoManifest);
        }
        let mut options =
            run.ingest_options().map_err(|option| CurateError::Broken(option.to_string()))?;
        options.fields = fields(wanted, &options);
        let paired: AHashSet<&str> =
            report.documents.iter().map(|known| known.id.as_str()).collect();
        let further: AHashSet<&str> = wanted.ids.iter().map(String::as_str).collect();
        let inputs: Vec<Input> = run.inputs.iter().map(|input| Input::recorded(input)).collect();
        let mut source = documents(&inputs, &options, None);
        let manifest = source.manifest();
        let mut seen = vec![false; options.fields.len()];
        let mut corpus = Self::empty();
        while let Some(item) = source.next() {
            match (item, source.file()) {
                (Ok(document), Some(file)) => {
                    let id = document.id.as_str();
                    let keeps_text = paired.contains(id) || further.contains(id);
                    let fields = seen.iter_mut().zip(&document.origin.fields);
                    fields.for_each(|(seen, field)| *seen |= field.is_some());
                    corpus.add(document, file, keeps_text, (wanted, &options));
                }
                (Ok(_), None) => {}
                (Err(skipped), file) => {
                    if let Some(file) = file.filter(|file| is_inside(&skipped, file)) {
                        corpus.enter(file).skips = true;
                    }
                    corpus.skipped.push(skipped);
                }
            }
        }
        // Files that are not those of the report, or not there, say nothing of its fields.
        let found = manifest.files();
        check(&run.manifest, &found)?;
        if let Some(at) = seen.iter().position(|&seen| !seen) {
            return Err(CurateError::NoField { name: options.fields.swap_remove(at) });
        }
        corpus.options = options;
        let paths = inputs.into_iter().filter_map(|input| match input {
            Input::Path(path) => Some(path),
            Input::Stdin => None,
        });
        corpus.inputs = paths.collect();
        corpus.finish(found, &run.inputs);
        let unknown = paired.into_iter().filter(|id| corpus.get(id).is_none()).min();
        match unknown {
            Some(id) => Err(CurateError::Broken(id.to_owned())),
            None => Ok(corpus),
        }
    }

    fn empty() -> Self {
        let (files, documents, skipped) = (Vec::new(), Vec::new(), Vec::new());
        let (inputs, by_id, options) = (Vec::new(), Vec::new(), IngestOptions::default());
        let dates = DateField::default();
        Self { files, documents, skipped, dates, single: false, inputs, by_id, options }
    }

    /// The file that is being read, as the last of those that are known.
    fn enter(&mut self, file: &FileOf) -> &mut CorpusFile {
        if self.files.last().is_none_or(|last| last.found.source != file.source) {
            let found = InputFile { source: file.source.clone(), bytes: 0, hash: 0 };
            self.files.push(CorpusFile {
                path: file.path.clone().unwrap_or_default(),
                name: file.name.clone(),
                found,
                archive: file.archive,
                skips: false,
            });
        }
        let last = self.files.len() - 1;
        &mut self.files[last]
    }

    fn add(
        &mut self,
        document: Document,
        file: &FileOf,
        keeps_text: bool,
        (wanted, options): (&Wanted, &IngestOptions),
    ) {
        self.enter(file);
        let Document { id, title, text, origin } = document;
        let value = |name: &String| match options.fields.iter().position(|field| field == name) {
            Some(at) => origin.fields.get(at)?.clone(),
            None if *name == options.id_field => Some(id.clone()),
            None if *name == options.text_field => Some(text.clone()),
            None => Some(title.clone()),
        };
        let has = |name: &String| !options.fields.contains(name) || !origin.fields.is_empty();
        let date = match &wanted.date_field {
            Some(name) if has(name) => {
                value(name).and_then(|field| self.dates.read(&field, &origin.source))
            }
            _ => Date::of_text(&title, &text),
        };
        let author = wanted.author_field.as_ref().and_then(value);
        self.documents.push(Entry {
            id,
            title,
            source: origin.source,
            file: self.files.len() - 1,
            extent: origin.extent,
            encoding: origin.encoding,
            date,
            author,
            text: keeps_text.then_some(text),
        });
    }

    /// Puts down what the files were found to be, and the order of the ids.
    fn finish(&mut self, found: Vec<InputFile>, inputs: &[String]) {
        let mut found = found.into_iter().peekable();
        for file in &mut self.files {
            // Both are in the order of reading; files without documents are in `found` alone.
            if let Some(own) = found.by_ref().find(|own| own.source == file.found.source) {
                file.found = own;
            }
        }
        let is_file = |file: &CorpusFile| file.found.source == inputs[0];
        self.single = inputs.len() == 1 && self.files.iter().all(is_file);
        self.by_id = (0..self.documents.len() as u32).collect();
        self.by_id
            .sort_by(|&a, &b| self.documents[a as usize].id.cmp(&self.documents[b as usize].id));
    }

    /// The inputs as they were given, and the files that were found in them.
    pub fn roots(&self) -> impl Iterator<Item = &Path> {
        let files = self.files.iter().map(|file| file.path.as_path());
        self.inputs.iter().map(PathBuf::as_path).chain(files)
    }

    /// Refuses a name that is none for what the only file holds: its bytes are copied as they are.
    ///
    /// # Errors
    ///
    /// [`CurateError::OtherFormat`]; the file cannot be read.
    pub fn check_name(&self, output: &Path) -> Result<(), CurateError> {
        let Some(file) = self.files.first() else { return Ok(()) };
        let input = file.found.source.clone();
        match fits(&file.path, output, &self.options) {
            Ok(true) => Ok(()),
            Ok(false) => {
                Err(CurateError::OtherFormat { input, output: output.display().to_string() })
            }
            Err(cause) => Err(CurateError::Io { path: input, cause }),
        }
    }

    /// The document with this id, and its place in the order of reading. Logarithmic.
    pub fn get(&self, id: &str) -> Option<(usize, &Entry)> {
        let found =
            self.by_id.binary_search_by(|&at| self.documents[at as usize].id.as_str().cmp(id));
        let at = self.by_id[found.ok()?] as usize;
        Some((at, &self.documents[at]))
    }
}

/// Whether what was skipped is a part of a file that was read: a record at a line of it, a file of an archive, what stands
/// before the first heading of a page, or a text whose id is taken. Of some archives and of pages the file alone is named.
fn is_inside(skipped: &Skipped, file: &FileOf) -> bool {
    let has_taken_id = matches!(skipped.reason, SkipReason::DuplicateId { .. });
    let part = skipped.source.strip_prefix(&file.source);
    part.is_some_and(|part| match part {
        "" => file.archive || has_taken_id,
        _ if skipped.reason == SkipReason::Preamble => true,
        part => part.starts_with([':', '/']),
    })
}

/// The fields that are read beside those that are read anyway, each once.
fn fields(wanted: &Wanted, options: &IngestOptions) -> Vec<String> {
    let anyway = [&options.id_field, &options.title_field, &options.text_field];
    let named = [&wanted.date_field, &wanted.author_field].into_iter().flatten();
    let mut fields: Vec<String> = named.filter(|name| !anyway.contains(name)).cloned().collect();
    fields.dedup();
    fields
}

/// Whether the files are those of the report.
fn check(expected: &[wire::InputFile], found: &[InputFile]) -> Result<(), CurateError> {
    let mut expected: Vec<InputFile> = expected.iter().map(Into::into).collect();
    let mut found = found.to_vec();
    expected.sort_by(|a, b| a.source.cmp(&b.source));
    found.sort_by(|a, b| a.source.cmp(&b.source));
    let mut found = found.into_iter().peekable();
    for expected in expected {
        match found.next_if(|found| found.source <= expected.source) {
            Some(found) if found.source < expected.source => {
                return Err(CurateError::Added { path: found.source });
            }
            Some(found) if found != expected => {
                return Err(CurateError::Changed { expected, found });
            }
            Some(_) => {}
            None => return Err(CurateError::Gone { path: expected.source }),
        }
    }
    found.next().map_or(Ok(()), |added| Err(CurateError::Added { path: added.source }))
}

/// The normalizer of a run.
pub fn normalizer(run: &wire::Run) -> Normalizer {
    Normalizer::new(run.rules())
}
