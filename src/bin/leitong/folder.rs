//! Output folders that appear whole or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use leitong::ingest::is_result;
use tempfile::TempDir;

use crate::exit::Error;
use crate::output::bare;
use crate::pending::{self, Pending};

/// A folder that is written beside its place and moved there when it is complete.
#[derive(Debug)]
pub(crate) struct Folder {
    /// As it was typed.
    path: PathBuf,
    /// What it leads to.
    real: PathBuf,
    // Dropped in this order: an interrupt in between finds the folder gone, or takes it away.
    temporary: TempDir,
    _pending: Pending,
}

impl Folder {
    /// Refuses a folder that exists and is not empty, unless `force`, and unless nothing in it is `foreign`: nothing of
    /// anybody else's is ever removed.
    pub(crate) fn check(
        path: &Path,
        force: bool,
        foreign: impl Fn(&Path) -> io::Result<Option<PathBuf>>,
    ) -> Result<(), Error> {
        let real = resolved(path);
        if real.symlink_metadata().is_err() || is_empty_folder(&real) {
            return Ok(());
        }
        if !force {
            return Err(exists(path));
        }
        match foreign(&real).map_err(|cause| Error::write(path.display(), cause))? {
            Some(other) => Err(holds(path, &other)),
            None => Ok(()),
        }
    }

    /// Begins the folder `path`, if [`Folder::check`] allows it.
    pub(crate) fn create(
        path: &Path,
        force: bool,
        foreign: impl Fn(&Path) -> io::Result<Option<PathBuf>>,
    ) -> Result<Self, Error> {
        Self::check(path, force, foreign)?;
        let real = resolved(path);
        let parent = real.parent().filter(|folder| !folder.as_os_str().is_empty());
        let temporary = tempfile::Builder::new()
            .prefix(".leitong-")
            .tempdir_in(parent.unwrap_or(Path::new(".")))
            .map_err(|cause| Error::write(path.display(), bare(cause)))?;
        let pending = Pending::new(temporary.path());
        Ok(Self { path: path.to_owned(), real, temporary, _pending: pending })
    }

    /// Where to write.
    pub(crate) fn place(&self) -> PathBuf {
        self.temporary.path().join("report")
    }

    /// Moves the folder to its place.
    pub(crate) fn finish(self) -> Result<(), Error> {
        self.replace().map_err(|cause| Error::write(self.path.display(), cause))
    }

    /// What stood there before goes with the temporary folder, or back when the new one cannot come.
    fn replace(&self) -> io::Result<()> {
        let _uninterrupted = pending::hold();
        if exchange(&self.place(), &self.real).is_ok() {
            return Ok(());
        }
        let old = self.temporary.path().join("old");
        let stood = self.real.symlink_metadata().is_ok();
        if stood {
            fs::rename(&self.real, &old)?;
        }
        fs::rename(self.place(), &self.real).inspect_err(|_| {
            if stood {
                // The first error says why; a second one could say no more.
                let _ = fs::rename(&old, &self.real);
            }
        })
    }

    /// Its name for messages.
    pub(crate) fn name(&self) -> String {
        self.path.display().to_string()
    }
}

/// Lets two folders change places in one step, which not every system can.
#[cfg(target_os = "linux")]
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Whether `typed` names a folder: it ends in a separator, or there is one.
pub(crate) fn is_folder(typed: &Path) -> bool {
    typed.to_string_lossy().ends_with(std::path::is_separator) || typed.is_dir()
}

/// The folder that a link leads to, so that the link stays; any other path without a separator at its end.
fn resolved(path: &Path) -> PathBuf {
    let bare: PathBuf = path.components().collect();
    if bare.is_symlink() { bare.canonicalize().unwrap_or(bare) } else { bare }
}

fn is_empty_folder(path: &Path) -> bool {
    fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// What `path` holds beside the pages of a report: the first such file by name; the folder itself if it holds no report.
pub(crate) fn beside_report(path: &Path) -> io::Result<Option<PathBuf>> {
    let numbered = |name: &str| name.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let is_top = |name: &str| name == "index" || name.strip_prefix("list-").is_some_and(numbered);
    let other = |folder: &Path, is_page: &dyn Fn(&str) -> bool| -> io::Result<Option<PathBuf>> {
        let mut others = Vec::new();
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let name = entry.file_name();
            let page = name.to_str().and_then(|name| name.strip_suffix(".html"));
            let is_part = folder == path && name == "clusters" && entry.file_type()?.is_dir();
            if !(is_part || page.is_some_and(is_page) && entry.file_type()?.is_file()) {
                others.push(entry.path());
            }
        }
        Ok(others.into_iter().min())
    };
    if !path.is_dir() {
        return Ok(Some(path.to_owned()));
    }
    if let Some(other) = other(path, &is_top)? {
        return Ok(Some(other));
    }
    let clusters = path.join("clusters");
    if clusters.is_dir()
        && let Some(other) = other(&clusters, &numbered)?
    {
        return Ok(Some(other));
    }
    Ok((!is_result(&path.join("index.html"))).then(|| path.to_owned()))
}

fn exists(path: &Path) -> Error {
    let path = path.display();
    Error::message(
        format!("{path}: 目录已经存在；换一个名字，或用 --force 覆盖"),
        format!("{path}: the folder exists; choose another name, or replace it with --force"),
    )
}

fn holds(path: &Path, other: &Path) -> Error {
    let (path, other) = (path.display(), other.display());
    Error::message(
        format!(
            "{path}: 不能覆盖：{other} 不是此程序写出的结果，或写出后又改动过；请移走它，或换一个名字"
        ),
        format!(
            "{path}: cannot be replaced: {other} is something else than a result of this program, or was changed since; \
             move it away, or choose another name"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_with_anything_but_pages_is_no_report() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path();
        let write = |name: &str, text: &str| fs::write(path.join(name), text).expect("a file");
        let found = || beside_report(path).expect("readable");
        write("index.html", "<meta name=\"generator\" content=\"leitong\">");
        fs::create_dir(path.join("clusters")).expect("a folder");
        for page in ["list-2.html", "clusters/1.html", "clusters/1-20.html"] {
            write(page, "");
        }
        assert_eq!(found(), None);
        for other in ["a.txt", "mine.html", "clusters/notes.html", "clusters/1.txt"] {
            write(other, "");
            assert_eq!(found(), Some(path.join(other)));
            fs::remove_file(path.join(other)).expect("a file");
        }
        assert_eq!(found(), None);
        write("index.html", "another page");
        assert_eq!(found(), Some(path.to_owned()));
    }

    #[test]
    fn what_cannot_be_replaced_stays() {
        let place = tempfile::tempdir().expect("a folder");
        let path = place.path().join("pages");
        fs::create_dir(&path).expect("a folder");
        fs::write(path.join("index.html"), "old").expect("a file");
        let folder = Folder::create(&path, true, |_| Ok(None)).expect("a temporary folder");
        // Nothing was written, so that there is nothing to move.
        assert!(folder.finish().is_err());
        assert_eq!(fs::read_to_string(path.join("index.html")).expect("the old page"), "old");
        assert_eq!(fs::read_dir(place.path()).expect("a folder").count(), 1);
    }
}
