//! The report for scripts, as one JSON object or as JSON Lines; the shapes are in [`super::wire`].
//!
//! Both are written as they come: no more than one member of one cluster, or a few thousand pairs, are held.
//!
//! JSON: one object, indented by two spaces down to the members; each operation and each pair has a line
//! of its own.
//!
//! JSON Lines: every line is an object with a `type`:
//! - `{"type":"run","schema":"leitong.report/1","run":{…}}`, the first line;
//! - `{"type":"cluster",…}`, with the fields of a cluster, one line each, largest first;
//! - `{"type":"template",…}`, the same for families of texts on one template;
//! - `{"type":"document",…}`, one line for each document that stands in a pair;
//! - `{"type":"pair",…}`, with the fields of a pair, one line each;
//! - `{"type":"skipped",…}`, one line for each thing left out;
//! - `{"type":"end","clusters":n,"templates":n,"documents":n,"pairs":n,"skipped":n}`, the last line, so that a file that was cut off
//!   is known as such.

use std::io::{self, Write};

use rayon::prelude::*;
use serde::Serialize;
use serde_json::ser::Formatter;

use super::{ClusterReport, Kind, Pair, PairedDocument, Renderer, Run, wire};
use crate::error::Skipped;

/// Writes a report as one JSON object.
#[derive(Debug)]
pub struct Json<W> {
    out: W,
    skipped: Vec<wire::Skipped>,
    /// What the list that is open holds, and whether it has something.
    open: (Kind, bool),
}

impl<W: Write> Json<W> {
    /// A report to `out`. Its words are English in every language, as scripts expect.
    pub fn new(out: W) -> Self {
        Self { out, skipped: Vec::new(), open: (Kind::Copies, false) }
    }
}

impl<W: Write> Json<W> {
    fn close_list(&mut self) -> io::Result<()> {
        self.out.write_all(if self.open.1 { b"\n  ],\n" } else { b"],\n" })
    }

    fn open_templates(&mut self) -> io::Result<()> {
        self.close_list()?;
        self.open = (Kind::Template, false);
        self.out.write_all(b"  \"templates\": [")
    }
}

impl<W: Write> Renderer for Json<W> {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        self.skipped = skipped.iter().map(Into::into).collect();
        write!(self.out, "{{\n  \"schema\": \"{}\",\n  \"run\": ", wire::SCHEMA)?;
        write_indented(&mut self.out, &wire::Run::from(run), 1, 5, 4)?;
        self.out.write_all(b",\n  \"clusters\": [")
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        if self.open.0 != cluster.kind {
            self.open_templates()?;
        }
        let head: &[u8] = if self.open.1 { b",\n    " } else { b"\n    " };
        self.out.write_all(head)?;
        self.open.1 = true;
        write_indented(&mut self.out, &wire::ClusterView(cluster, None), 2, 5, 6)
    }

    fn documents(&mut self, documents: &mut dyn Iterator<Item = PairedDocument>) -> io::Result<()> {
        if self.open.0 == Kind::Copies {
            self.open_templates()?;
        }
        self.close_list()?;
        let bytes = |document: &PairedDocument| document.id.len() + document.title.len();
        write_list(&mut self.out, "documents", documents, bytes, wire::Document::from)?;
        self.out.write_all(b",\n")
    }

    fn pairs(&mut self, pairs: &mut dyn Iterator<Item = Pair>) -> io::Result<()> {
        let bytes = |pair: &Pair| pair.a.len() + pair.b.len();
        write_list(&mut self.out, "pairs", pairs, bytes, |pair| wire::Pair::from(&pair))?;
        self.out.write_all(b",\n")
    }

    fn finish(&mut self) -> io::Result<()> {
        let mut skipped = std::mem::take(&mut self.skipped).into_iter();
        write_list(&mut self.out, "skipped", &mut skipped, |_| 0, |skipped| skipped)?;
        self.out.write_all(b"\n}\n")?;
        self.out.flush()
    }
}

/// Values that are made text at a time, before they are written: enough for all threads, and no more than so many bytes where ids
/// are long.
const AT_ONCE: usize = 4_096;
const BYTES_AT_ONCE: usize = 4 << 20;

/// A field of the outermost object that holds a list of one-line objects, which `wire` makes of `values`.
fn write_list<T: Send, W: Serialize>(
    out: &mut impl Write,
    name: &str,
    values: &mut dyn Iterator<Item = T>,
    bytes: impl Fn(&T) -> usize,
    wire: impl Fn(T) -> W + Sync,
) -> io::Result<()> {
    let text = |value: T| {
        let mut text = Vec::new();
        write_indented(&mut text, &wire(value), 2, 0, 0).map(|()| text)
    };
    write!(out, "  \"{name}\": [")?;
    let (mut empty, mut texts) = (true, Vec::new());
    loop {
        let some = some(values, &bytes);
        let last = some.is_empty();
        let mut next = Vec::new();
        // This thread writes while the others are at the next.
        rayon::in_place_scope(|scope| {
            scope.spawn(|_| next = some.into_par_iter().map(text).collect());
            write_items(out, std::mem::take(&mut texts), &mut empty)
        })?;
        texts = next;
        if last {
            return out.write_all(if empty { b"]" } else { b"\n  ]" });
        }
    }
}

/// The next values that are made text together.
fn some<T>(values: &mut dyn Iterator<Item = T>, bytes: impl Fn(&T) -> usize) -> Vec<T> {
    let (mut some, mut held) = (Vec::new(), 0);
    while some.len() < AT_ONCE && held < BYTES_AT_ONCE {
        let Some(value) = values.next() else { break };
        held += bytes(&value);
        some.push(value);
    }
    some
}

/// The next items of a list, which is `empty` before the first.
fn write_items(
    out: &mut impl Write,
    texts: Vec<io::Result<Vec<u8>>>,
    empty: &mut bool,
) -> io::Result<()> {
    for text in texts {
        out.write_all(if *empty { b"\n    " } else { b",\n    " })?;
        out.write_all(&text?)?;
        *empty = false;
    }
    Ok(())
}

/// Writes a report as JSON Lines.
#[derive(Debug)]
pub struct JsonLines<W> {
    out: W,
    skipped: Vec<wire::Skipped>,
    end: wire::End,
}

impl<W: Write> JsonLines<W> {
    /// A report to `out`. Its words are English in every language, as scripts expect.
    pub fn new(out: W) -> Self {
        Self { out, skipped: Vec::new(), end: wire::End::default() }
    }

    fn line(&mut self, value: &impl Serialize) -> io::Result<()> {
        serde_json::to_writer(&mut self.out, value)?;
        self.out.write_all(b"\n")
    }
}

impl<W: Write> Renderer for JsonLines<W> {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        self.skipped = skipped.iter().map(Into::into).collect();
        self.line(&wire::Line::Run { schema: wire::SCHEMA.to_owned(), run: run.into() })
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        let (count, name) = match cluster.kind {
            Kind::Copies => (&mut self.end.clusters, "cluster"),
            Kind::Template => (&mut self.end.templates, "template"),
        };
        *count += 1;
        self.line(&wire::ClusterView(cluster, Some(name)))
    }

    fn documents(&mut self, documents: &mut dyn Iterator<Item = PairedDocument>) -> io::Result<()> {
        for document in documents {
            self.end.documents += 1;
            self.line(&wire::Line::Document(document.into()))?;
        }
        Ok(())
    }

    fn pairs(&mut self, pairs: &mut dyn Iterator<Item = Pair>) -> io::Result<()> {
        for pair in pairs {
            self.end.pairs += 1;
            self.line(&wire::Line::Pair((&pair).into()))?;
        }
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        for skipped in std::mem::take(&mut self.skipped) {
            self.end.skipped += 1;
            self.line(&wire::Line::Skipped(skipped))?;
        }
        self.line(&wire::Line::End(self.end))?;
        self.out.flush()
    }
}

/// Writes `value` as if it stood `depth` levels deep. Objects get lines of their own down to the level
/// `objects`, arrays down to `arrays`; what is deeper stays on one line.
pub(super) fn write_indented(
    out: &mut impl Write,
    value: &impl Serialize,
    depth: usize,
    objects: usize,
    arrays: usize,
) -> io::Result<()> {
    let layout = Shallow { depth, objects, arrays, open: Vec::new() };
    value.serialize(&mut serde_json::Serializer::with_formatter(out, layout))?;
    Ok(())
}

/// Indents by two spaces down to a depth, and keeps what is deeper on one line.
struct Shallow {
    depth: usize,
    objects: usize,
    arrays: usize,
    /// For each open object or array: whether it is broken into lines, and whether it has a value.
    open: Vec<(bool, bool)>,
}

impl Shallow {
    fn begin<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        sign: &[u8],
        limit: usize,
    ) -> io::Result<()> {
        let parent = self.open.last().is_none_or(|&(broken, _)| broken);
        self.open.push((parent && self.depth < limit, false));
        self.depth += 1;
        out.write_all(sign)
    }

    fn item<W: ?Sized + Write>(&mut self, out: &mut W, first: bool, pad: bool) -> io::Result<()> {
        let broken = self.open.last().is_some_and(|&(broken, _)| broken);
        match (broken, first) {
            (true, true) => self.newline(out),
            (true, false) => {
                out.write_all(b",")?;
                self.newline(out)
            }
            (false, true) if pad => out.write_all(b" "),
            (false, true) => Ok(()),
            (false, false) => out.write_all(b", "),
        }
    }

    fn end_item(&mut self) {
        if let Some(open) = self.open.last_mut() {
            open.1 = true;
        }
    }

    fn end<W: ?Sized + Write>(&mut self, out: &mut W, sign: &[u8], pad: bool) -> io::Result<()> {
        self.depth -= 1;
        match self.open.pop() {
            Some((true, true)) => self.newline(out)?,
            Some((false, true)) if pad => out.write_all(b" ")?,
            _ => {}
        }
        out.write_all(sign)
    }

    fn newline<W: ?Sized + Write>(&self, out: &mut W) -> io::Result<()> {
        out.write_all(b"\n")?;
        (0..self.depth).try_for_each(|_| out.write_all(b"  "))
    }
}

impl Formatter for Shallow {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        let limit = self.arrays;
        self.begin(out, b"[", limit)
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"]", false)
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first, false)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.end_item();
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        let limit = self.objects;
        self.begin(out, b"{", limit)
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        self.end(out, b"}", true)
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.item(out, first, true)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> io::Result<()> {
        self.end_item();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_values_with_long_ids_are_held_at_a_time() {
        let taken = |length: usize| some(&mut std::iter::repeat(length), |&length| length).len();
        assert_eq!([10, 1_000, 1 << 20, 1 << 30].map(taken), [AT_ONCE, AT_ONCE, 4, 1]);
        assert!(some(&mut std::iter::empty(), |&length: &usize| length).is_empty());
    }
}
