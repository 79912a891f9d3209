//! A report as a folder of pages.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::fixture::{Fixture, sample};

/// Every file of a folder by its path from there.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for place in ["", "clusters"] {
        for entry in fs::read_dir(folder.join(place)).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_file() {
                let name = path.strip_prefix(folder).expect("inside").display().to_string();
                found.insert(name, fs::read_to_string(path).expect("a page in UTF-8"));
            }
        }
    }
    found
}

/// The values of an attribute in a page.
fn values<'p>(page: &'p str, attribute: &str) -> BTreeSet<&'p str> {
    let marks = format!(" {attribute}=\"");
    page.split(&marks).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// What the element that `tag` begins is called.
fn label(tag: &str) -> &str {
    let rest = tag.split_once("aria-label=\"").map(|(_, rest)| rest);
    rest.and_then(|rest| rest.split('"').next()).unwrap_or_default()
}

/// The file that `href` in `from` leads to, and the place in it.
fn target(from: &str, href: &str) -> (String, Option<String>) {
    let (file, place) = match href.split_once('#') {
        Some((file, place)) => (file, Some(place.to_owned())),
        None => (href, None),
    };
    let file = match (file, from.split_once('/')) {
        ("", _) => from.to_owned(),
        (file, Some((folder, _))) => {
            file.strip_prefix("../").map_or_else(|| format!("{folder}/{file}"), str::to_owned)
        }
        (file, None) => file.to_owned(),
    };
    (file, place)
}

#[test]
fn every_link_leads_somewhere_and_no_page_is_large() {
    let fixture = Fixture::new();
    for arguments in [vec![], vec!["--diffs", "2"], vec!["--diffs", "0"], vec!["--variants", "1"]] {
        let (one, two) = (sample("five-speeches.txt"), sample("speeches"));
        let mut args = vec!["report", "-q", "--force", &one, &two, "-o", "pages/"];
        args.extend(&arguments);
        assert_eq!(fixture.run(&args).status, 0);
        let files = files(&fixture.path("pages"));
        assert!(files.values().any(|page| page.contains("<h2>Same template")), "{arguments:?}");
        assert!(files.contains_key("index.html") && files.contains_key("clusters/1.html"));
        for (name, page) in &files {
            assert!(page.len() < 2_000_000, "{name} has {} bytes", page.len());
            let labels: Vec<&str> = page.split("<nav ").skip(1).map(label).collect();
            let distinct: BTreeSet<&str> = labels.iter().copied().collect();
            assert_eq!(distinct.len(), labels.len(), "{name}: {labels:?}");
            let families = page.contains("<h2>Same template");
            assert_eq!(page.contains("<title>Same template"), families, "{name}");
            for href in values(page, "href") {
                let (file, place) = target(name, href);
                let there = files.get(&file);
                assert!(there.is_some(), "{name} links {href}");
                let found = place.is_none_or(|place| {
                    there.is_some_and(|page| values(page, "id").contains(place.as_str()))
                });
                assert!(found, "{name} links {href}");
            }
        }
    }
}

#[test]
fn every_link_of_the_one_page_leads_somewhere() {
    let fixture = Fixture::new();
    let args = ["report", "-q", &sample("speeches"), &sample("five-speeches.txt"), "-o", "r.html"];
    assert_eq!(fixture.run(&args).status, 0);
    let page = fixture.read("r.html");
    let ids = values(&page, "id");
    let labels: Vec<&str> = page.split("<nav ").skip(1).map(label).collect();
    let distinct: BTreeSet<&str> = labels.iter().copied().collect();
    assert!(labels.len() > 1 && distinct.len() == labels.len(), "{labels:?}");
    assert_eq!(page.matches(" id=\"").count(), ids.len(), "an id stands there twice");
    for href in values(&page, "href") {
        assert!(ids.contains(&href[1..]), "{href}");
    }
}

#[test]
fn pages_are_the_same_for_any_threads() {
    let fixture = Fixture::new();
    let run = |name: &str, threads: &str| {
        let args = ["report", "-q", "--threads", threads, &sample("speeches"), "-o", name];
        assert_eq!(fixture.run(&args).status, 0);
        files(&fixture.path(name))
    };
    assert_eq!(run("one/", "1"), run("two/", "4"));
}

#[test]
fn only_a_report_is_replaced() {
    let fixture = Fixture::new();
    let input = sample("five-speeches.txt");
    let run = |args: &[&str]| {
        let args = [&["report", "-q", &input, "-o", "pages/"], args].concat();
        fixture.run(&args).status
    };
    fixture.write("pages/mine.txt", "mine");
    assert_eq!((run(&[]), run(&["--force"])), (2, 2));
    assert_eq!(fixture.read("pages/mine.txt"), "mine");
    fs::remove_file(fixture.path("pages/mine.txt")).expect("removed");
    assert_eq!(run(&[]), 0, "an empty folder is as good as none");
    assert_eq!((run(&[]), run(&["--force"])), (2, 0));
    let left = fs::read_dir(fixture.path("")).expect("the folder").count();
    assert_eq!(left, 1, "nothing else is left behind");
}
