//! What a person at a terminal reads.

use crate::fixture::{Fixture, sample};

#[test]
fn counts_have_separators_and_one_is_singular() {
    let fixture = Fixture::new();
    let page = sample("five-speeches.txt");
    let listed = |lang| fixture.run(&["split", &page, "--lang", lang]).out;
    assert!(listed("en").contains("five-speeches.txt#1\t2,467 characters\t"), "{}", listed("en"));
    assert!(listed("zh").contains("five-speeches.txt#1\t2,467 字\t"), "{}", listed("zh"));
    let looked = fixture.run(&["split", &page, "--dry-run"]).out;
    assert!(looked.contains("…讲话稿\tno cut"), "a form without a number has none: {looked}");

    let copies = "{\"text\": \"同志们，今天开会。\"}\n".repeat(2);
    fixture.write("docs.jsonl", copies);
    assert_eq!(fixture.run(&["report", "-q", "docs.jsonl", "-o", "r.json"]).status, 0);
    let said = fixture.run(&["curate", "r.json", "--dry-run"]).out;
    let whole = "2 texts: 1 kept, 1 removed (0 of them by the order of ids); 1 file: 1 written, 1 of them without \
                 some texts\n";
    assert!(said.contains(whole), "{said}");
}
