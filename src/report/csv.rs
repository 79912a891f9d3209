//! The members as a table for spreadsheets: one row a member, UTF-8, quoted as RFC 4180 has it.
//!
//! A text cell that a spreadsheet could take for a formula gets a leading apostrophe; a numeric cell
//! never does. Cells of figures that were not worked out are empty.

use std::io::{self, Write};

use super::{ClusterReport, Kind, Renderer, Run, wire};
use crate::diff::EditClass;
use crate::error::{Lang, Skipped};

/// Writes one row a member.
#[derive(Debug)]
pub struct Csv<W: Write> {
    out: ::csv::Writer<W>,
    lang: Lang,
}

impl<W: Write> Csv<W> {
    /// A table to `out`. `lang` decides the language of the relation's name for people, which has a
    /// column beside the stable one; all headings are English, as scripts expect.
    pub fn new(out: W, lang: Lang) -> Self {
        let out = ::csv::WriterBuilder::new().terminator(::csv::Terminator::CRLF).from_writer(out);
        Self { out, lang }
    }
}

const COLUMNS: [&str; 20] = [
    "cluster",
    "size",
    "role",
    "id",
    "title",
    "relation",
    "relation_name",
    "jaccard",
    "containment_of_member",
    "containment_of_representative",
    "shingles_common",
    "shingles_member",
    "shingles_representative",
    "copied_member",
    "characters_member",
    "copied_representative",
    "characters_representative",
    "copy_ratio_member",
    "copy_ratio_representative",
    "longest_run",
];

/// `text` so that no spreadsheet takes it for a formula: an apostrophe first when the first character that
/// can be seen is a sign that begins one, or when a tab or line end stands before it.
pub fn text_cell(text: &str) -> String {
    let hidden =
        |c: char| c.is_whitespace() || super::visible::shown(c) != super::visible::Shown::Itself;
    let end = text.find(|c| !hidden(c)).unwrap_or(text.len());
    let formula = text[end..].starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
        || text[..end].contains(['\t', '\r', '\n']);
    // NUL has no place in any text file; the other controls are data.
    let clean = text.replace('\0', "\u{2400}");
    if formula { format!("'{clean}") } else { clean }
}

fn number<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// A ratio from 0 to 1 with six decimals.
fn ratio((part, all): (u64, u64)) -> String {
    if all == 0 { String::new() } else { format!("{:.6}", part as f64 / all as f64) }
}

impl<W: Write> Renderer for Csv<W> {
    fn run(&mut self, _: &Run, _: &[Skipped]) -> io::Result<()> {
        let classes = EditClass::ALL.map(|class| format!("edits_{}", class.name()));
        let columns = COLUMNS.into_iter().chain(classes.iter().map(String::as_str));
        Ok(self.out.write_record(columns)?)
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        if cluster.kind == Kind::Template {
            // Whoever removes what stands in one cluster must not remove different texts.
            return Ok(());
        }
        let size = cluster.members.len().to_string();
        for member in &cluster.members {
            let link = member.link.as_ref();
            let comparison = link.and_then(|link| link.comparison.as_deref());
            let row = wire::Member::figures(member);
            let mut cells = vec![
                cluster.id.to_string(),
                size.clone(),
                if link.is_none() { "representative" } else { "member" }.to_owned(),
                text_cell(&member.id),
                text_cell(&member.title),
                row.relation.as_deref().unwrap_or_default().to_owned(),
                match link {
                    None => self.lang.pick("代表", "representative").to_owned(),
                    Some(link) => super::words::relation(link.relation, self.lang).to_owned(),
                },
                number(row.jaccard),
                number(row.containment.map(|c| c.of_member)),
                number(row.containment.map(|c| c.of_representative)),
                number(row.shingles.map(|s| s.common)),
                number(row.shingles.map(|s| s.member)),
                number(row.shingles.map(|s| s.representative)),
                number(row.copy_ratio.map(|c| c.member.0)),
                number(row.copy_ratio.map(|c| c.member.1)),
                number(row.copy_ratio.map(|c| c.representative.0)),
                number(row.copy_ratio.map(|c| c.representative.1)),
                row.copy_ratio.map(|c| ratio(c.member)).unwrap_or_default(),
                row.copy_ratio.map(|c| ratio(c.representative)).unwrap_or_default(),
                number(row.longest_run),
            ];
            let edits = comparison.map(crate::diff::Comparison::edits);
            cells.extend(EditClass::ALL.map(|class| {
                number(edits.as_ref().map(|edits| {
                    edits.iter().find(|(found, _)| *found == class).map_or(0, |&(_, count)| count)
                }))
            }));
            self.out.write_record(&cells)?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn formulas_become_text() {
        for text in
            ["=1", "+1", "-1", "@a", "\t1", "\r=1", " =1", "\u{200b}=1", "＝1", "\u{3000}＠a", "\n"]
        {
            assert!(text_cell(text).starts_with('\''), "{text:?}");
        }
        assert_eq!(text_cell("讲话 = 1"), "讲话 = 1");
        assert_eq!(text_cell(""), "");
    }

    proptest! {
        #[test]
        fn no_cell_begins_with_a_sign(text in "[ \t\r\n\u{200b}=+@＝a-]{0,6}") {
            let cell = text_cell(&text);
            let seen = cell.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{200b}');
            prop_assert!(!seen.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']));
            prop_assert!(!cell.starts_with(['\t', '\r', '\n']));
        }
    }
}
