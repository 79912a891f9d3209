//! Two documents against each other: what `leitong diff` shows, in every format it has.
//!
//! The looks are those of a report, so that a reader learns them once.

use std::io::{self, Write};
use std::ops::Range;

use imara_diff::{Algorithm, Diff, InternedInput};

use super::words::{self, Terms, View};
use super::{Link, Member, Settings, html, json, text, visible, wire};
use crate::diff::large;

/// Two documents and how B stands to A. What writes it fails only as its output does.
#[derive(Clone, Debug, PartialEq)]
pub struct PairReport {
    /// The program's version.
    pub version: String,
    /// The first document; its link is not looked at.
    pub a: Member,
    /// The second one; its link is not looked at.
    pub b: Member,
    /// How B stands to A.
    pub link: Link,
}

impl PairReport {
    fn view(&self) -> View<'_> {
        View::pair(&self.a, &self.b, &self.link)
    }

    /// Writes the pair for a terminal, with what the figures mean.
    pub fn write_text(&self, out: impl Write, settings: &Settings) -> io::Result<()> {
        let mut lines = text::Lines::new(out, settings);
        for (name, side) in [("A", &self.a), ("B", &self.b)] {
            let title = visible::short(side.title.trim(), 60, settings.lang);
            let gap = if title.is_empty() { "" } else { "  " };
            let spans = [
                text::Span::new(text::Style::Dim, &format!("{name}  ")),
                text::Span::new(text::Style::Bold, &side.id),
                text::Span::new(text::Style::Plain, &format!("{gap}{title}")),
            ];
            lines.line("", "   ", &spans)?;
        }
        lines.blank()?;
        text::write_view(&mut lines, &self.view(), settings)?;
        lines.blank()?;
        for line in words::definitions(&Terms::of_pair(&self.view()), settings.lang) {
            lines.say(text::Style::Dim, "  ", &line)?;
        }
        lines.out.flush()
    }

    /// Writes the pair as JSON, schema [`wire::DIFF_SCHEMA`]: A is the representative, B the member.
    pub fn write_json(&self, mut out: impl Write) -> io::Result<()> {
        let member = Member { link: Some(self.link.clone()), ..self.b.clone() };
        let diff = wire::Diff {
            schema: wire::DIFF_SCHEMA.to_owned(),
            version: self.version.clone(),
            representative: wire::Named { id: self.a.id.clone(), title: self.a.title.clone() },
            member: wire::Member::new(&self.a, &member),
        };
        json::write_indented(&mut out, &diff, 0, 2, 3)?;
        out.write_all(b"\n")?;
        out.flush()
    }

    /// Writes the pair as one self-contained page.
    pub fn write_html(&self, mut out: impl Write, settings: &Settings) -> io::Result<()> {
        html::write_pair(&mut out, &self.view(), &self.version, settings.lang)?;
        out.flush()
    }

    /// Writes the pair as a unified diff of lines with three lines of context, for tools such as `patch`;
    /// nothing when the texts are equal. The lines are the originals' own, byte for byte, unless
    /// `for_terminal`: then what could steer a terminal is made visible. Without both texts there is
    /// nothing to write.
    pub fn write_unified(&self, mut out: impl Write, for_terminal: bool) -> io::Result<()> {
        let (Some(a), Some(b)) = (&self.a.text, &self.b.text) else { return Ok(()) };
        write_unified(&mut out, (&self.a.id, a), (&self.b.id, b), for_terminal)?;
        out.flush()
    }
}

const CONTEXT: u32 = 3;

/// Writes a unified diff of two named texts. Names are always made visible.
fn write_unified(
    out: &mut impl Write,
    (name_a, a): (&str, &str),
    (name_b, b): (&str, &str),
    for_terminal: bool,
) -> io::Result<()> {
    let input = InternedInput::new(a, b);
    let total = input.before.len() as u32;

    // Hunks whose contexts touch are printed as one.
    let mut groups: Vec<Vec<imara_diff::Hunk>> = Vec::new();
    for hunk in hunks(&input) {
        match groups.last_mut() {
            Some(group)
                if group
                    .last()
                    .is_some_and(|last| hunk.before.start - last.before.end <= 2 * CONTEXT) =>
            {
                group.push(hunk);
            }
            _ => groups.push(vec![hunk]),
        }
    }
    if groups.is_empty() {
        return Ok(());
    }
    writeln!(out, "--- {}", visible::line(name_a))?;
    writeln!(out, "+++ {}", visible::line(name_b))?;
    let line_a = |at: u32| input.interner[input.before[at as usize]];
    let line_b = |at: u32| input.interner[input.after[at as usize]];
    for group in &groups {
        let (Some(first), Some(last)) = (group.first(), group.last()) else { continue };
        let lead = first.before.start.min(CONTEXT);
        let trail = (total - last.before.end).min(CONTEXT);
        let before = first.before.start - lead..last.before.end + trail;
        let after = first.after.start - lead..last.after.end + trail;
        writeln!(out, "@@ -{} +{} @@", range(&before), range(&after))?;
        let mut at = before.start;
        for hunk in group {
            for line in at..hunk.before.start {
                write_line(out, ' ', line_a(line), for_terminal)?;
            }
            for line in hunk.before.clone() {
                write_line(out, '-', line_a(line), for_terminal)?;
            }
            for line in hunk.after.clone() {
                write_line(out, '+', line_b(line), for_terminal)?;
            }
            at = hunk.before.end;
        }
        for line in at..before.end {
            write_line(out, ' ', line_a(line), for_terminal)?;
        }
    }
    Ok(())
}

/// Up to this product of lines, 20,000 a side, changes are put where people would put them. Where few lines are different from
/// each other that takes the square of their number.
const MOST_CELLS: usize = 400_000_000;

/// What differs.
fn hunks(input: &InternedInput<&str>) -> Vec<imara_diff::Hunk> {
    if input.before.len().saturating_mul(input.after.len()) <= MOST_CELLS {
        let mut diff = Diff::compute(Algorithm::Myers, input);
        diff.postprocess_lines(input);
        return diff.hunks().collect();
    }
    let narrow = |range: Range<usize>| range.start as u32..range.end as u32;
    let found = large::hunks(&input.before, &input.after, input.interner.num_tokens());
    let hunk = |(a, b)| imara_diff::Hunk { before: narrow(a), after: narrow(b) };
    found.into_iter().map(hunk).collect()
}

/// A range as a hunk's head has it: from 1, the length left out when it is 1, and the line before when
/// it is 0.
fn range(lines: &Range<u32>) -> String {
    match lines.len() {
        0 => format!("{},0", lines.start),
        1 => (lines.start + 1).to_string(),
        length => format!("{},{length}", lines.start + 1),
    }
}

fn write_line(out: &mut impl Write, sign: char, line: &str, for_terminal: bool) -> io::Result<()> {
    let (body, ended) = match line.strip_suffix('\n') {
        Some(body) => (body, true),
        None => (line, false),
    };
    if for_terminal {
        writeln!(out, "{sign}{}", visible::line(body))?;
    } else {
        writeln!(out, "{sign}{body}")?;
    }
    if ended { Ok(()) } else { writeln!(out, "\\ No newline at end of file") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unified(a: &str, b: &str) -> String {
        let mut out = Vec::new();
        write_unified(&mut out, ("a", a), ("b", b), false).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn unified_diffs_are_as_tools_expect_them() {
        assert_eq!(unified("一\n", "一\n"), "");
        assert_eq!(unified("", "一\n"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+一\n");
        assert_eq!(
            unified("一\n二", "一\n三\n"),
            "--- a\n+++ b\n@@ -1,2 +1,2 @@\n 一\n-二\n\\ No newline at end of file\n+三\n"
        );
        let many: String = (0..20).map(|n| format!("{n}\n")).collect();
        let other =
            many.replace("\n3\n", "\nx\n").replace("\n10\n", "\ny\n").replace("\n18\n", "\n");
        assert_eq!(
            unified(&many, &other),
            "--- a\n+++ b\n@@ -1,14 +1,14 @@\n 0\n 1\n 2\n-3\n+x\n 4\n 5\n 6\n 7\n 8\n 9\n-10\n+y\n 11\n \
             12\n 13\n@@ -16,5 +16,4 @@\n 15\n 16\n 17\n-18\n 19\n"
        );
    }
}
