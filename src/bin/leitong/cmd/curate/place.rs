//! Where `leitong curate` writes: the clean collection, and beside it what left.

use std::path::{Path, PathBuf};

use leitong::curate::{Corpus, foreign};
use leitong::ingest::names_format;

use super::failed;
use crate::args::CurateArgs;
use crate::exit::Error;
use crate::folder::{Folder, is_folder};
use crate::output::{Output, apart, distinct};

/// A place where a run may write.
pub(super) struct Place<'a> {
    pub(super) output: &'a Path,
    /// The list of what left, so that the output holds nothing but the collection.
    pub(super) list: PathBuf,
    pub(super) is_folder: bool,
    force: bool,
}

impl<'a> Place<'a> {
    /// The place that is named, if one is and its name will do.
    pub(super) fn named(args: &'a CurateArgs, corpus: &Corpus) -> Result<Option<Self>, Error> {
        let Some(output) = args.output.as_deref() else { return Ok(None) };
        let is_folder = !corpus.single || is_folder(output);
        let list = beside(output, is_folder);
        let place = Self { output, list, is_folder, force: args.force };
        place.check_inputs(args, corpus)?;
        place.check_name(corpus)?;
        Ok(Some(place))
    }

    /// What a dry run tells of what stands there, as a real run does when it begins to write: of a folder that would be
    /// replaced, all files are read.
    pub(super) fn check(&self) -> Result<(), Error> {
        Output::check(&self.list, self.force)?;
        if self.is_folder {
            Folder::check(self.output, self.force, |folder| foreign(folder, &self.list))
        } else {
            Output::check(self.output, self.force)
        }
    }

    pub(super) fn file(&self) -> Result<Output, Error> {
        Output::create(self.output, self.force)
    }

    pub(super) fn folder(&self) -> Result<Folder, Error> {
        Folder::create(self.output, self.force, |folder| foreign(folder, &self.list))
    }

    pub(super) fn list(&self) -> Result<Output, Error> {
        Output::create(&self.list, self.force)
    }

    /// Refuses what overlaps with an input.
    fn check_inputs(&self, args: &CurateArgs, corpus: &Corpus) -> Result<(), Error> {
        let outputs = [self.output.to_owned(), self.list.clone()];
        distinct(&outputs)?;
        let named = [Some(&args.report), args.decisions.as_ref()].into_iter().flatten().cloned();
        let inputs: Vec<PathBuf> = corpus.roots().map(Path::to_owned).chain(named).collect();
        // A later reading of the inputs would find what lies in one.
        apart(&outputs, &inputs, |own, input| own.starts_with(input) || input.starts_with(own))
    }

    /// Refuses a name that says something else than what will stand there.
    fn check_name(&self, corpus: &Corpus) -> Result<(), Error> {
        if !self.is_folder {
            return corpus.check_name(self.output).map_err(failed);
        }
        if is_folder(self.output) || !names_format(self.output) {
            return Ok(());
        }
        let better = self.output.with_file_name(stem(self.output)).join("");
        let (output, better) = (self.output.display(), better.display());
        Err(Error::message(
            format!(
                "{output}: 输入不是单独一个文件，写出的是目录，而这是文件的名字；请用 -o {better}"
            ),
            format!(
                "{output}: the inputs are not one file, so a folder is written, and this is the name of a file; use -o \
                 {better}"
            ),
        ))
    }
}

/// Where it is written what left.
fn beside(output: &Path, folder: bool) -> PathBuf {
    let stem = if folder { unpacked(output) } else { stem(output) };
    output.with_file_name(format!("{stem}.removed.jsonl"))
}

/// The name of a file without its ending and that of its packing.
fn stem(file: &Path) -> String {
    let name = unpacked(file);
    match name.rsplit_once('.') {
        Some((stem, _)) if !stem.is_empty() => stem.to_owned(),
        _ => name,
    }
}

/// The name of a file without the ending of its packing.
fn unpacked(file: &Path) -> String {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let inner = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".zst"));
    inner.unwrap_or(&name).to_owned()
}
