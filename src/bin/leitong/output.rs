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
    /// Begins the file `path`. Refuses to overwrite one unless `force`.
    pub(crate) fn create(path: &Path, force: bool) -> Result<Self, Error> {
        if !force && path.symlink_metadata().is_ok() {
            return Err(exists(path));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let temporary = tempfile::Builder::new()
            .prefix(".leitong-")
            .tempfile_in(folder.unwrap_or(Path::new(".")))
            .map_err(|cause| Error::write(path.display(), cause))?;
        let pending = Pending::new(temporary.path());
        Ok(Self { path: path.to_owned(), force, temporary, pending })
    }

    /// A buffered writer to it.
    pub(crate) fn writer(&self) -> Result<BufWriter<File>, Error> {
        let file = self.temporary.reopen().map_err(|cause| self.failed(cause))?;
        Ok(BufWriter::with_capacity(1 << 16, file))
    }

    /// Moves the file to its place.
    pub(crate) fn finish(self) -> Result<(), Error> {
        open_to_all(self.temporary.as_file()).map_err(|cause| self.failed(cause))?;
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

    fn failed(&self, cause: io::Error) -> Error {
        Error::write(self.path.display(), cause)
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
                format!("{path}: 两项输出写到同一处;请各用一个名字"),
                format!("{path}: two outputs have this one place; give each a name of its own"),
            ));
        }
        seen.push(place);
    }
    Ok(())
}

/// Where a path leads, though the file itself may not be there yet.
pub(crate) fn place(path: &Path) -> PathBuf {
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
        format!("{path}: 文件已经存在;换一个名字,或用 --force 覆盖"),
        format!("{path}: the file exists; choose another name, or overwrite it with --force"),
    )
}

/// Temporary files are private; a result has the mode that files usually have.
#[cfg(unix)]
fn open_to_all(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(std::fs::Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn open_to_all(_: &File) -> io::Result<()> {
    Ok(())
}
