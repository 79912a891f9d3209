//! Files that this program wrote: a report that lies beside its texts is no text of the collection.

use std::fs::File;
use std::path::Path;

use memchr::memmem;

use super::format::{self, Content, Peeked, unpack};

/// How far from a file's beginning its mark may stand.
const REACH: usize = 2_000;

/// Whether the file is a result of this program, which is not read. One that cannot be opened is none.
pub fn is_result(path: &Path) -> bool {
    let unpacked = File::open(path).and_then(|file| unpack(Box::new(file), false));
    unpacked.is_ok_and(|(bytes, _)| is_ours(&Peeked::new(bytes, REACH).head))
}

/// Whether a `.json` is such a result. No other file is opened for that.
pub(super) fn is_json_result(path: &Path) -> bool {
    format::of(path).content == Content::Json && is_result(path)
}

/// Whether a file with this beginning is a report, a list of what left, or another result of this program. Texts that
/// were taken out of inputs are none.
pub(super) fn is_ours(head: &[u8]) -> bool {
    /// Pages in HTML.
    const GENERATOR: &[u8] = b"<meta name=\"generator\" content=\"leitong\">";
    /// The list of clusters in CSV.
    const COLUMNS: &[u8] = b"cluster,size,role,id,title,relation,relation_name,";
    /// Text: the title and the program's name.
    const TEXT: [&str; 2] = ["雷同报告  leitong ", "Near-duplicates  leitong "];
    /// Markdown: the title, and a table with this head below it.
    const MARKDOWN: [(&str, &str); 2] = [
        ("# 雷同报告\n", "\n| 总览 | |\n|---|--:|\n"),
        ("# Near-duplicates\n", "\n| Summary | |\n|---|--:|\n"),
    ];
    let head = head.strip_prefix("\u{feff}".as_bytes()).unwrap_or(head);
    let head = &head[..head.len().min(REACH)];
    let has = |mark: &[u8]| memmem::find(head, mark).is_some();
    let starts = |mark: &str| head.starts_with(mark.as_bytes());
    match head.first() {
        Some(b'<') => has(GENERATOR),
        Some(b'{') => has_schema(head),
        Some(b'c') => head.starts_with(COLUMNS),
        _ => {
            TEXT.iter().any(|mark| starts(mark))
                || MARKDOWN.iter().any(|(title, table)| starts(title) && has(table.as_bytes()))
        }
    }
}

/// Whether a JSON object begins with the name of one of our schemas, after the kind of its line.
fn has_schema(head: &[u8]) -> bool {
    let written = head.iter().filter(|byte| !byte.is_ascii_whitespace()).take(80).copied();
    let written: Vec<u8> = written.collect();
    let kinds = [b"{".as_slice(), b"{\"type\":\"run\",", b"{\"type\":\"curated\","];
    kinds.iter().any(|kind| {
        let rest = written.strip_prefix(*kind);
        rest.is_some_and(|rest| rest.starts_with(b"\"schema\":\"leitong."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_speaks_of_reports_is_a_text() {
        for text in [
            "",
            "# 雷同报告\n\n同志们",
            "雷同报告\n\n同志们",
            "cluster,size,text\n1,2,甲\n",
            "{\"schema\":\"mine\",\"text\":\"leitong.report/1\"}",
            "{\"id\":1,\"schema\":\"leitong.report/1\",\"text\":\"甲\"}",
            "<html><meta name=\"generator\" content=\"hugo\"><p>leitong</p>",
        ] {
            assert!(!is_ours(text.as_bytes()), "{text}");
        }
    }
}
