//! Traditional characters to simplified ones, by the character table of Open Chinese Convert.

use ahash::AHashMap;
use hanconv::RawDictionary;

/// The character table: traditional to simplified, one character to one.
pub(super) fn simplified() -> AHashMap<char, char> {
    RawDictionary::TSCharacters
        .iter()
        .filter_map(|(from, to)| Some((single(from)?, single(to)?)))
        .filter(|(from, to)| from != to)
        .collect()
}

fn single(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}
