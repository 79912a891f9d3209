//! `leitong generate`: a collection of synthetic speeches, and which of them are one text.

use std::io::{BufWriter, Write, sink, stdout};
use std::path::Path;

use leitong::error::Lang;
use leitong::progress::Progress;
use leitong::synth::{SynthOptions, write_jsonl};

use crate::args::GenerateArgs;
use crate::exit::{Error, Status};
use crate::output::{Output, distinct};
use crate::terminal::{self, Bar};

pub(crate) fn run(args: &GenerateArgs, lang: Lang) -> Result<Status, Error> {
    let packed = args.output.as_deref().map_or(Ok(false), is_packed)?;
    distinct([&args.output, &args.truth].into_iter().flatten())?;
    let create = |path: &Path| Output::create(path, args.force);
    let output = args.output.as_deref().map(create).transpose()?;
    let truth = args.truth.as_deref().map(create).transpose()?;
    // A bar among the speeches on a terminal would be neither seen nor wanted.
    let bar = Bar::new(lang, args.quiet || (output.is_none() && terminal::is_stdout()));
    bar.start(lang.pick("生成文稿", "writing"), Some(args.documents));
    let written = write(args, packed, output.as_ref(), truth.as_ref(), &bar);
    bar.clear();
    written?;
    [output, truth].into_iter().flatten().try_for_each(Output::finish)?;
    Ok(Status::Done)
}

/// Whether a file of this name is compressed; an error if it names no format that can be written.
fn is_packed(path: &Path) -> Result<bool, Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    match name.strip_suffix(".zst") {
        Some(inner) if inner.ends_with(".jsonl") => Ok(true),
        None if name.ends_with(".jsonl") => Ok(false),
        _ => {
            let path = path.display();
            Err(Error::message(
                format!("{path}: 文件名应以 .jsonl 或 .jsonl.zst 结尾"),
                format!("{path}: the name must end in .jsonl or .jsonl.zst"),
            ))
        }
    }
}

fn write(
    args: &GenerateArgs,
    packed: bool,
    output: Option<&Output>,
    truth: Option<&Output>,
    bar: &Bar,
) -> Result<(), Error> {
    let options =
        SynthOptions { documents: args.documents, seed: args.seed, ..SynthOptions::default() };
    let mut out: Box<dyn Write> = match output {
        Some(output) => Box::new(output.writer()?),
        None => Box::new(BufWriter::new(stdout().lock())),
    };
    let mut groups: Box<dyn Write> = match truth {
        Some(truth) => Box::new(truth.writer()?),
        None => Box::new(sink()),
    };
    let mut wrote = |documents| bar.advance(documents);
    let written = if packed {
        zstd::Encoder::new(&mut out, 0).and_then(|mut encoder| {
            write_jsonl(&options, &mut encoder, &mut groups, &mut wrote)?;
            encoder.finish()?.flush()
        })
    } else {
        write_jsonl(&options, &mut out, &mut groups, &mut wrote)
    };
    let name = output.map_or("stdout".to_owned(), Output::name);
    let names: Vec<String> = [name].into_iter().chain(truth.map(Output::name)).collect();
    written.map_err(|cause| Error::write(names.join(", "), cause))
}
