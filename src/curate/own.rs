//! What of a folder is the output of an earlier curation, by the list beside it: only that may be replaced.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use ahash::AHashMap;

use crate::ingest::Hashing;

use super::removed::{Written, is_removed};

/// The first file below `folder` that the list at `list` does not have as it is now: one that a person put there or
/// changed. All files without a list. Reads every file that the list has.
///
/// # Errors
///
/// Something cannot be read.
pub fn foreign(folder: &Path, list: &Path) -> io::Result<Option<PathBuf>> {
    let known = match File::open(list) {
        Ok(list) => written(BufReader::new(list))?,
        Err(_) => AHashMap::new(),
    };
    let is_own = |path: &Path| -> io::Result<bool> {
        let name = name(path.strip_prefix(folder).unwrap_or(path));
        let Some(file) = known.get(&name) else { return Ok(false) };
        let found = path.symlink_metadata()?;
        if !found.is_file() || found.len() != file.bytes {
            return Ok(false);
        }
        Ok(Written::from(&Hashing::of_file(path, name)?) == *file)
    };
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        if path.symlink_metadata()?.is_dir() {
            let entries: io::Result<Vec<PathBuf>> =
                fs::read_dir(&path)?.map(|entry| Ok(entry?.path())).collect();
            let mut entries = entries?;
            entries.sort_unstable_by(|a, b| b.cmp(a));
            open.extend(entries);
        } else if !is_own(&path)? {
            return Ok(Some(path));
        }
    }
    Ok(None)
}

/// The name of a file in the list: its path below the folder, with `/`.
pub(super) fn name(place: &Path) -> String {
    let parts = place.components().map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// The files that a list has, by their names; none if it is no list.
fn written(list: impl BufRead) -> io::Result<AHashMap<String, Written>> {
    let mut files = AHashMap::new();
    for (number, line) in list.split(b'\n').enumerate() {
        let line = line?;
        if number == 0 && !is_removed(&line) {
            break;
        }
        if let Ok(file) = serde_json::from_slice::<Written>(&line) {
            files.insert(file.path.clone(), file);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_list_has_is_own() {
        let place = tempfile::tempdir().expect("a folder");
        let (folder, list) = (place.path().join("clean"), place.path().join("list"));
        let write = |name: &str, text: &str| {
            let path = folder.join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("a file");
        };
        let foreign = || foreign(&folder, &list).expect("readable");
        write("a/b.txt", "one");
        write("c.txt", "two");
        assert_eq!(foreign(), Some(folder.join("a/b.txt")));
        let line = |name: &str| {
            let file = Hashing::of_file(&folder.join(name), name.to_owned()).expect("a hash");
            serde_json::to_string(&Written::from(&file)).expect("JSON")
        };
        let head =
            format!("{{\"type\":\"curated\",\"schema\":\"{}\"}}", super::super::removed::SCHEMA);
        let lines = format!("{head}\n{}\n{}\n", line("a/b.txt"), line("c.txt"));
        fs::write(&list, &lines).expect("a list");
        assert_eq!(foreign(), None);
        write("a/mine.txt", "mine");
        assert_eq!(foreign(), Some(folder.join("a/mine.txt")));
        fs::remove_file(folder.join("a/mine.txt")).expect("removed");
        write("c.txt", "Two");
        assert_eq!(foreign(), Some(folder.join("c.txt")));
        write("c.txt", "two");
        fs::write(&list, lines.replacen("curated", "other", 1)).expect("no list");
        assert_eq!(foreign(), Some(folder.join("a/b.txt")));
    }
}
