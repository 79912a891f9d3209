//! Output files that appear whole or not at all.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Error;
use crate::pending::Pending;

/// A file that is written beside its place and moved there when it is complete.
#[derive(Debug)]
pub(crate) struct Output {
    path: PathBuf,
    force: bool,
    temporary: NamedTempFile,
    pending: Pending,
}

impl Output {
    /// Refuses a place that is taken, unless `force`.
    pub(crate) fn check(path: &Path, force: bool) -> Result<(), Error> {
        if !force && path.symlink_metadata().is_ok() { Err(exists(path)) } else { Ok(()) }
    }

    /// Begins the file `path`. Refuses to overwrite one unless `force`.
    pub(crate) fn create(path: &Path, force: bool) -> Result<Self, Error> {
        Self::check(path, force)?;
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        // Made as any new file is: a temporary file of its own kind would be private, whatever the user's mask says.
        let temporary = tempfile::Builder::new()
            .prefix(".leitong-")
            .make_in(folder.unwrap_or(Path::new(".")), |path| File::create_new(path))
            .map_err(|cause| Error::write(path.display(), cause))?;
        let pending = Pending::new(temporary.path());
        Ok(Self { path: path.to_owned(), force, temporary, pending })
    }

    /// A buffered writer to it; one alone, for all share one place in the file.
    pub(crate) fn writer(&self) -> Result<BufWriter<File>, Error> {
        let file = self.temporary.as_file().try_clone();
        let file = file.map_err(|cause| Error::write(self.path.display(), cause))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Moves the file to its place.
    pub(crate) fn finish(self) -> Result<(), Error> {
        let moved = if self.force {
            self.temporary.persist(&self.path)
        } else {
            self.temporary.persist_noclobber(&self.path)
        };
        drop(self.pending);
        match moved {
            Ok(_) => Ok(()),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                Err(exists(&self.path))
            }
            Err(error) => Err(Error::write(self.path.display(), error.error)),
        }
    }

    /// Its name for messages.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// Refuses two outputs in one place.
pub(crate) fn distinct<'p>(paths: impl IntoIterator<Item = &'p PathBuf>) -> Result<(), Error> {
    let mut seen = Vec::new();
    for path in paths {
        let place = place(path);
        if seen.contains(&place) {
            let path = path.display();
            return Err(Error::message(
                format!("{path}: 两项输出写到同一处；请各用一个名字"),
                format!("{path}: two outputs have this one place; give each a name of its own"),
            ));
        }
        seen.push(place);
    }
    Ok(())
}

/// Refuses an output that `clashes` with an input: places of the one and of the other.
pub(crate) fn apart(
    outputs: &[PathBuf],
    inputs: &[PathBuf],
    clashes: impl Fn(&Path, &Path) -> bool,
) -> Result<(), Error> {
    let places: Vec<PathBuf> = outputs.iter().map(|output| place(output)).collect();
    for input in inputs {
        let its = place(input);
        let clash = places.iter().position(|own| clashes(own, &its));
        if let Some(at) = clash {
            let (output, input) = (outputs[at].display(), input.display());
            return Err(Error::message(
                format!("{output}: 输出与输入 {input} 重叠；输入从不改动，请写到别处"),
                format!(
                    "{output}: overlaps the input {input}; inputs are never changed, so choose another place"
                ),
            ));
        }
    }
    Ok(())
}

/// Where a path leads, though the file itself may not be there yet.
fn place(path: &Path) -> PathBuf {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let real = path.canonicalize().or_else(|_| {
        let folder = folder.canonicalize()?;
        Ok::<_, io::Error>(folder.join(path.file_name().unwrap_or_default()))
    });
    real.unwrap_or_else(|_| path.to_owned())
}

/// Writes one whole file.
pub(crate) fn write_file(path: &Path, force: bool, bytes: &[u8]) -> Result<(), Error> {
    let output = Output::create(path, force)?;
    let mut writer = output.writer()?;
    let written = writer.write_all(bytes).and_then(|()| writer.flush());
    written.map_err(|cause| Error::write(path.display(), cause))?;
    output.finish()
}

fn exists(path: &Path) -> Error {
    let path = path.display();
    Error::message(
        format!("{path}: 文件已经存在；换一个名字，或用 --force 覆盖"),
        format!("{path}: the file exists; choose another name, or overwrite it with --force"),
    )
}

/// An error without the name of a temporary folder, which says nothing to the user; the crate puts it behind the words of
/// the system.
pub(crate) fn bare(cause: io::Error) -> io::Error {
    let said = cause.to_string();
    match said.split_once(" at path ") {
        Some((said, _)) => io::Error::new(cause.kind(), said.to_owned()),
        None => cause,
    }
}
