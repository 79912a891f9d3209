//! The rules of the house: what the map names exists, and data flows one way.

use std::fs;
use std::path::Path;

use crate::fixture::repository;

/// The stages in the data's order, and the rooms beside them that only what stands after may use.
const ORDER: &[&str] = &[
    "number",
    "error",
    "document",
    "ingest",
    "normalize",
    "tokenize",
    "shingle",
    "store",
    "sieve",
    "signature",
    "lsh",
    "verify",
    "join",
    "stock",
    "diff",
    "judge",
    "cluster",
    "collate",
    "report",
    "decisions",
    "curate",
    "eval",
    "progress",
    "pipeline",
    "synth",
];

#[test]
fn every_path_that_the_map_names_exists() {
    let map = fs::read_to_string(repository("ARCHITECTURE.md")).expect("the map");
    let named =
        map.split('`').skip(1).step_by(2).filter(|name| name.contains('/') && !name.contains(' '));
    let missing: Vec<&str> = named.filter(|name| !repository(name).exists()).collect();
    assert_eq!(missing, Vec::<&str>::new());
}

#[test]
fn no_stage_imports_a_later_one() {
    for (place, stage) in ORDER.iter().enumerate() {
        for source in sources(stage) {
            let text = fs::read_to_string(&source).expect("a source file");
            for later in &ORDER[place + 1..] {
                let imports = text.contains(&format!("crate::{later}::"));
                assert!(!imports, "{} imports {later}", source.display());
            }
        }
    }
}

#[test]
fn the_order_is_that_of_the_library() {
    let library = fs::read_to_string(repository("src/lib.rs")).expect("the library");
    let listed: Vec<&str> = library
        .lines()
        .filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';'))
        .collect();
    assert_eq!(listed, ORDER);
}

/// The files of a stage but its tests, which may use any stage.
fn sources(stage: &str) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![repository("src").join(stage)];
    while let Some(folder) = open.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for path in entries.map(|entry| entry.expect("an entry").path()) {
            let is_test = path.file_name().is_some_and(|name| name == "tests.rs");
            if path.is_dir() {
                open.push(path);
            } else if path.extension() == Some("rs".as_ref()) && !is_test {
                found.push(path);
            }
        }
    }
    let single = repository("src").join(format!("{stage}.rs"));
    found.extend(Path::exists(&single).then_some(single));
    assert!(!found.is_empty(), "no sources of {stage}");
    found
}
