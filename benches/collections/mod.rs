//! The generated collections that are timed.

use std::fs::File;
use std::io::{BufWriter, Write, sink};
use std::path::Path;

use leitong::synth::{self, Shape, SynthOptions, write_jsonl};

/// A collection.
pub(crate) struct Collection {
    pub(crate) name: &'static str,
    pub(crate) options: SynthOptions,
    /// Whether one document more has the texts of all others.
    pub(crate) compiled: bool,
}

fn collection(name: &'static str, options: SynthOptions) -> Collection {
    Collection { name, options, compiled: false }
}

/// Three of ten documents are in families.
pub(crate) fn ordinary(documents: u64) -> Collection {
    collection("ordinary", SynthOptions { documents, ..SynthOptions::default() })
}

/// Each document stands alone.
pub(crate) fn alone(documents: u64) -> Collection {
    let options = SynthOptions { documents, duplicate_share: 0.0, ..SynthOptions::default() };
    collection("no repeats", options)
}

pub(crate) fn versions(documents: u64) -> Collection {
    shaped("ten versions", Shape::Versions(10), documents)
}

pub(crate) fn shaped(name: &'static str, shape: Shape, documents: u64) -> Collection {
    collection(name, SynthOptions { documents, shape, ..SynthOptions::default() })
}

impl Collection {
    /// Writes the documents as JSON Lines.
    pub(crate) fn write(&self, docs: &Path) -> std::io::Result<()> {
        let mut out = BufWriter::new(File::create(docs)?);
        write_jsonl(&self.options, &mut out, &mut sink(), &mut |_| {})?;
        if self.compiled {
            let texts: Vec<String> = synth::documents(&self.options).map(|one| one.text).collect();
            let all = serde_json::json!({ "id": "all", "text": texts.join("\n") });
            writeln!(out, "{all}")?;
        }
        out.flush()
    }
}
