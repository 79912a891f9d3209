//! The inputs without the texts that leave, in the shape of the inputs.
//!
//! A file that keeps none of its texts is left out, one that loses none is copied, and of the others the lines of the
//! texts that leave are left out; all other bytes stay. What was not compared stays where it is in a file of records.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Component, Path, PathBuf};

use ahash::AHashSet;

use crate::document::InputFile;
use crate::ingest::Hashing;

use super::own::name;
use super::part::Part;
use super::{Corpus, CorpusFile, CurateError, Entry, Graph, Plan};

pub use super::part::Packing;

/// What is to be written.
#[derive(Debug)]
pub struct Copy<'c> {
    corpus: &'c Corpus,
    files: Vec<Part<'c>>,
}

/// How many files are written, and how many of them are not the same as in the inputs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// Files of the inputs that texts came from.
    pub read: usize,
    /// Files of the output.
    pub written: usize,
    /// Those that lose some of their texts.
    pub cut: usize,
}

impl<'c> Copy<'c> {
    /// What is to be written of `corpus` by `plan`.
    ///
    /// # Errors
    ///
    /// A text is to leave that cannot be taken out of its file, or two files have one place.
    pub fn new(corpus: &'c Corpus, graph: &Graph<'_>, plan: &Plan) -> Result<Self, CurateError> {
        let mut losses: Vec<Vec<&Entry>> = vec![Vec::new(); corpus.files.len()];
        for removal in &plan.removals {
            if let Some((_, entry)) = corpus.get(graph.id(removal.removed)) {
                losses[entry.file].push(entry);
            }
        }
        let mut texts = vec![0; corpus.files.len()];
        corpus.documents.iter().for_each(|entry| texts[entry.file] += 1);
        let mut files = Vec::new();
        for ((file, losses), texts) in corpus.files.iter().zip(losses).zip(texts) {
            // What was not compared stays, though all that was leaves.
            if losses.len() < texts || file.skips {
                let part = Part { file, place: place(file), losses };
                part.check()?;
                files.push(part);
            }
        }
        let mut taken: AHashSet<&Path> = AHashSet::new();
        for part in &files {
            if !taken.insert(&part.place) {
                let name = part.place.to_string_lossy().into_owned();
                return Err(CurateError::SamePlace { name });
            }
        }
        Ok(Self { corpus, files })
    }

    /// How many files there are.
    pub fn files(&self) -> Files {
        let cut = self.files.iter().filter(|part| !part.losses.is_empty()).count();
        Files { read: self.corpus.files.len(), written: self.files.len(), cut }
    }

    /// Writes all files below `folder`, which messages call `shown`; gives what was written, by paths below it.
    ///
    /// # Errors
    ///
    /// A file cannot be read or written, or has changed in the meantime.
    pub fn write_folder(&self, folder: &Path, shown: &Path) -> Result<Vec<InputFile>, CurateError> {
        let failed = |place: &Path| {
            let path = shown.join(place).display().to_string();
            move |cause| CurateError::Io { path, cause }
        };
        fs::create_dir_all(folder).map_err(failed(Path::new("")))?;
        let mut written = Vec::with_capacity(self.files.len());
        for part in &self.files {
            let path = folder.join(&part.place);
            let file = fs::create_dir_all(path.parent().unwrap_or(folder));
            let file = file.and_then(|()| File::create(&path)).map_err(failed(&part.place))?;
            let mut out = BufWriter::with_capacity(1 << 16, Hashing::new(file));
            part.write(None, &mut out)?;
            out.flush().map_err(failed(&part.place))?;
            let (bytes, hash) = out.get_ref().digest();
            written.push(InputFile { source: name(&part.place), bytes, hash });
        }
        Ok(written)
    }

    /// Writes the only file, packed so.
    ///
    /// # Errors
    ///
    /// As those of [`Copy::write_folder`].
    pub fn write_file(
        &self,
        packing: Packing,
        out: &mut (dyn Write + Send),
    ) -> Result<(), CurateError> {
        self.files.iter().try_for_each(|part| part.write(Some(packing), out))
    }
}

/// The place of a file in the output: its path below its input. Nothing in a name leads out of the output.
fn place(file: &CorpusFile) -> PathBuf {
    let own: Vec<Component<'_>> = Path::new(&file.name)
        .components()
        .filter(|part| matches!(part, Component::Normal(_)))
        .collect();
    // The name is text; the same components of the path itself have the bytes of the file system.
    let of_path: Vec<Component<'_>> = file.path.components().collect();
    let tail = &of_path[of_path.len().saturating_sub(own.len())..];
    let same = tail.len() == own.len()
        && tail.iter().zip(&own).all(|(one, two)| {
            one.as_os_str().to_string_lossy() == two.as_os_str().to_string_lossy()
        });
    (if same { tail } else { &own }).iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn placed(path: &str, name: &str) -> String {
        let found = InputFile { source: path.to_owned(), bytes: 0, hash: 0 };
        let (path, name) = (PathBuf::from(path), name.to_owned());
        place(&CorpusFile { path, name, found, archive: false, skips: false }).display().to_string()
    }

    #[test]
    fn nothing_leads_out_of_the_output() {
        assert_eq!(placed("in/a/b.txt", "a/b.txt"), "a/b.txt");
        assert_eq!(placed("../../x.txt", "../../x.txt"), "x.txt");
        assert_eq!(placed("/etc/x.txt", "/etc/x.txt"), "etc/x.txt");
        assert_eq!(placed("a/../b/./x.txt", "a/../b/./x.txt"), "a/b/x.txt");
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_no_text_stay_what_they_are() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let path = Path::new(OsStr::from_bytes(b"in/\xFF.txt")).to_owned();
        let found = InputFile { source: String::new(), bytes: 0, hash: 0 };
        let name = "\u{FFFD}.txt".to_owned();
        let place = place(&CorpusFile { path, name, found, archive: false, skips: false });
        assert_eq!(place.as_os_str().as_bytes(), b"\xFF.txt");
    }
}
