//! Inputs by the names that a report has for them.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use super::Input;

/// What stands in text for bytes of a name that are not UTF-8.
const UNREADABLE: char = char::REPLACEMENT_CHARACTER;

impl Input {
    /// The input that a report calls `name`. Of a file or folder whose own name is not UTF-8 a report has no more than the
    /// readable characters: the only one is meant whose name looks so.
    pub fn recorded(name: &str) -> Self {
        let is_odd = name.contains(UNREADABLE) && !Path::new(name).exists();
        let found = is_odd.then(|| find(name)).flatten();
        found.map_or_else(|| Self::parse(name), Self::Path)
    }
}

fn find(name: &str) -> Option<PathBuf> {
    let mut found = OsString::new();
    for piece in name.split_inclusive('/') {
        let part = piece.trim_end_matches('/');
        match part.contains(UNREADABLE) {
            true => found.push(only(Path::new(&found), part)?),
            false => found.push(part),
        }
        found.push(&piece[part.len()..]);
    }
    Some(found.into())
}

/// The name of the only entry of `folder` that looks like `shown`.
fn only(folder: &Path, shown: &str) -> Option<OsString> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let names = fs::read_dir(folder).ok()?.filter_map(|entry| Some(entry.ok()?.file_name()));
    let mut fitting = names.filter(|name| name.to_string_lossy() == shown);
    fitting.next().filter(|_| fitting.next().is_none())
}

#[cfg(all(test, unix))]
mod tests {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;

    use super::*;

    #[test]
    fn names_that_are_no_text_are_found_by_what_they_look_like() {
        let place = tempfile::tempdir().expect("a folder");
        let made = |name: &[u8]| {
            let path = place.path().join(OsStr::from_bytes(name));
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            // Not every system allows such names.
            fs::write(&path, "").ok().map(|()| Input::Path(path))
        };
        let Some(odd) = made(b"\xB8\xF7/./x\xFF.txt") else { return };
        let recorded = |name: &str| Input::recorded(&place.path().join(name).display().to_string());
        assert_eq!(recorded("\u{FFFD}\u{FFFD}/./x\u{FFFD}.txt"), odd);
        let plain = |name: &str| Input::Path(place.path().join(name));
        assert_eq!(recorded("y\u{FFFD}"), plain("y\u{FFFD}"), "there is none");
        for name in [b"y\xFF", b"y\xFE"] {
            made(name);
        }
        assert_eq!(recorded("y\u{FFFD}"), plain("y\u{FFFD}"), "there are two");
        let literal = made("y\u{FFFD}".as_bytes()).expect("a name in UTF-8");
        assert_eq!(recorded("y\u{FFFD}"), literal);
        assert_eq!(Input::recorded("-"), Input::Stdin);
    }
}
