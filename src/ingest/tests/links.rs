//! Links among the inputs.

use std::os::unix::fs::symlink;

use super::Files;

impl Files {
    fn link(&self, target: &str, name: &str) {
        symlink(self.path(target), self.path(name)).expect("a link");
    }
}

#[test]
fn links_are_followed_once() {
    let files = Files::new([("in/a.txt", "甲".as_bytes()), ("out/b.txt", "乙".as_bytes())]);
    files.link("in", "in/loop");
    files.link("in/self", "in/self");
    files.link("nowhere", "in/dangling");
    files.link("out", "in/out");
    files.link("out", "in/out2");
    files.link("in", "out/back");
    let expected = [
        "a.txt",
        "!~/in/dangling missing",
        "!~/in/loop linked-twice",
        "out/b.txt",
        "!~/in/out/back linked-twice",
        "!~/in/out2 linked-twice",
        "!~/in/self loop",
    ];
    assert_eq!(files.read(&["in"]), expected);
}

#[test]
fn what_lies_in_a_linked_directory_is_read_once() {
    let files = Files::new([
        ("in/a.txt", "甲".as_bytes()),
        ("out/b.txt", "乙".as_bytes()),
        ("out/sub/c.txt", "丙".as_bytes()),
        ("out/two/d.txt", "丁".as_bytes()),
    ]);
    files.link("out/sub", "in/below");
    files.link("out", "in/of");
    let expected =
        ["a.txt", "below/c.txt", "of/b.txt", "!~/in/of/sub linked-twice", "of/two/d.txt"];
    assert_eq!(files.read(&["in"]), expected);
    let expected = [
        "in/a.txt",
        "in/below/c.txt",
        "in/of/b.txt",
        "!~/in/of/sub linked-twice",
        "!~/in/of/two linked-twice",
        "two/d.txt",
    ];
    assert_eq!(files.read(&["in", "out/two"]), expected);
}

/// Each text once: by its own name.
#[test]
fn what_is_named_and_lies_in_a_linked_directory_is_read_once() {
    let files = Files::new([
        ("in/a.txt", "甲".as_bytes()),
        ("in/notes.log", "乙".as_bytes()),
        ("out/b.txt", "丙".as_bytes()),
        ("out/c.txt", "丁".as_bytes()),
    ]);
    files.link("out", "in/link");
    files.link("out/c.txt", "in/c.txt");
    let folder_alone =
        ["a.txt", "c.txt", "link/b.txt", "!~/in/link/c.txt linked-twice", "!~/in unsupported"];
    assert_eq!(files.read(&["in"]), folder_alone);
    let all = ["a.txt", "!~/in/c.txt linked-twice", "~/in/notes.log", "b.txt", "~/out/c.txt"];
    assert_eq!(files.read(&["in", "in/notes.log", "out/b.txt", "out/c.txt"]), all);
    assert_eq!(files.read(&["out/c.txt", "in/notes.log", "in", "out/b.txt"]), all);
}

/// Nothing else leads to what is hidden, or to what lies beside an input.
#[test]
fn what_only_a_link_leads_to_is_read_or_missed() {
    let files = Files::new([
        ("beside.txt", "甲".as_bytes()),
        ("in/.kept/b.txt", "乙".as_bytes()),
        ("in/.kept/sub/c.txt", "丙".as_bytes()),
    ]);
    files.link("in/.kept", "in/kept");
    files.link("in/.kept/sub", "in/sub");
    files.link("in/.kept", "in/.kept/again");
    files.link("", "in/up");
    let expected = [
        "!~/in/kept/again linked-twice",
        "kept/b.txt",
        "kept/sub/c.txt",
        "!~/in/sub linked-twice",
        "!~/in/up loop",
    ];
    assert_eq!(files.read(&["in"]), expected);
}

/// The real file, in whatever order the two stand; the link is named.
#[test]
fn a_file_and_a_link_to_it_are_one_text() {
    let files = Files::new([("in/m.txt", "甲".as_bytes()), ("in/sub/n.txt", "乙".as_bytes())]);
    files.link("in/m.txt", "in/a.txt");
    files.link("in/m.txt", "in/z.txt");
    files.link("in/sub/n.txt", "in/a.md");
    files.link("in/a.txt", "in/sub/b.txt");
    let expected = [
        "!~/in/a.md linked-twice",
        "!~/in/a.txt linked-twice",
        "m.txt",
        "!~/in/sub/b.txt linked-twice",
        "sub/n.txt",
        "!~/in/z.txt linked-twice",
    ];
    assert_eq!(files.read(&["in"]), expected);
    assert_eq!(files.read(&["in", "in/a.txt"]), expected);
    assert_eq!(files.read(&["in/a.txt"]), ["a.txt"], "a link that is named");
}

#[test]
fn what_only_links_lead_to_is_read_by_the_first_of_them() {
    let files = Files::new([
        ("in/.kept/a.txt", "甲".as_bytes()),
        ("in/notes.log", "乙".as_bytes()),
        ("out/x.txt", "丙".as_bytes()),
        ("out/y.txt", "丁".as_bytes()),
    ]);
    files.link("in/.kept/a.txt", "in/hidden.txt");
    files.link("in/notes.log", "in/notes.txt");
    files.link("out/x.txt", "in/one.txt");
    files.link("out/x.txt", "in/two.txt");
    files.link("out", "in/z");
    files.link("nowhere", "in/dangling.txt");
    let expected = [
        "!~/in/dangling.txt missing",
        "hidden.txt",
        "notes.txt",
        "one.txt",
        "!~/in/two.txt linked-twice",
        "!~/in/z/x.txt linked-twice",
        "z/y.txt",
        "!~/in unsupported",
    ];
    assert_eq!(files.read(&["in"]), expected);
}
