//! `leitong report --verify`: whether a rerun gives the same report.

use std::fs::File;
use std::io::{self, BufWriter, Seek};
use std::path::Path;

use leitong::decisions::Decisions;
use leitong::error::Lang;
use leitong::ingest::{Input, documents};
use leitong::number::count;
use leitong::pipeline::{self, Changes, Found, Options, Provenance};
use leitong::report::wire::{
    self, BrokenOption, Difference, Ordered, VERIFIED_SCHEMA, Verified, differences,
};
use leitong::report::{OptionValue, Renderer, json::Json, visible};

use super::report::{DECISIONS, DICTIONARY, cut, hashed, not_found, resources};
use super::{DecisionsFile, dictionary, print, read_report, tokenizer};
use crate::args::{ReportArgs, TokenizerArgs, TokenizerName, VerifyFormat};
use crate::exit::{Error, Status};
use crate::terminal::Bar;

/// So many differences are named.
const NAMED: usize = 10;

/// So many characters of a value are shown.
const SHOWN: usize = 60;

pub(super) fn run(
    path: &Path,
    args: &ReportArgs,
    decided: Option<&DecisionsFile>,
    lang: Lang,
) -> Result<Status, Error> {
    let expected = read_report(path)?;
    if expected.run.inputs.iter().any(|input| input == "-") {
        return Err(at(
            path,
            "报告由标准输入生成，不能重读；请把输入存成文件，重新运行",
            "the report was made from standard input, which cannot be read again; save that as a file and run again",
        ));
    }
    let bar = Bar::new(lang, args.quiet);
    let found = again(&expected.run, path, args, decided, &bar);
    bar.clear();
    let found = found?;
    let differences = differences(&expected, &found);
    let said = match args.format {
        VerifyFormat::Text if differences.is_empty() => {
            same(path, [&expected.run, &found.run], lang)
        }
        VerifyFormat::Text => listed(&differences, lang),
        VerifyFormat::Json => json(path, [&expected.run, &found.run], &differences)?,
    };
    print(said.as_bytes())?;
    if differences.is_empty() {
        Ok(Status::Done)
    } else {
        Err(at(path, "重新运行，结果不同", "a rerun gives another report"))
    }
}

/// For a script.
fn json(
    path: &Path,
    [report, rerun]: [&wire::Run; 2],
    differences: &[Difference],
) -> Result<String, Error> {
    let verified = Verified {
        schema: VERIFIED_SCHEMA,
        report: path.display().to_string(),
        version: report.version.clone(),
        rerun_version: rerun.version.clone(),
        same: differences.is_empty(),
        differences: differences.iter().map(Into::into).collect(),
    };
    let json = serde_json::to_string_pretty(&verified);
    json.map(|json| json + "\n").map_err(|error| Error::write("stdout", error.into()))
}

fn same(path: &Path, [report, rerun]: [&wire::Run; 2], lang: Lang) -> String {
    let (path, old, new) = (path.display(), &report.version, &rerun.version);
    match lang {
        Lang::Zh if old == new => format!("{path}: 重新运行，结果相同\n"),
        Lang::Zh => format!("{path}: 重新运行，除版本（{old} → {new}）外结果相同\n"),
        Lang::En if old == new => format!("{path}: a rerun gives the same\n"),
        Lang::En => {
            format!("{path}: a rerun gives the same but for the version ({old}, now {new})\n")
        }
    }
}

/// The report that the inputs of `run` give today: by its options, or by those of its first run, cut as it was cut.
fn again(
    run: &wire::Run,
    path: &Path,
    args: &ReportArgs,
    decided: Option<&DecisionsFile>,
    bar: &Bar,
) -> Result<wire::Report, Error> {
    let with =
        |options: &Ordered<OptionValue>| wire::Run { options: options.clone(), ..run.clone() };
    let steps: Vec<wire::Run> = run.cut_from.iter().chain([&run.options]).map(with).collect();
    let mut hashes: Vec<&str> =
        steps.iter().filter_map(|step| step.text_option(DECISIONS)).collect();
    hashes.dedup();
    if hashes.len() > 1 {
        return Err(at(
            path,
            "报告先后用了两份决定，而 --decisions 只能指明一份；请对原集合重新运行",
            "the report was made with two files of decisions, and --decisions names one; run again on the collection",
        ));
    }
    if !hashes.is_empty() && decided.is_none() {
        return Err(at(
            path,
            "报告用了一份决定；请同样用 --decisions 指明",
            "the report was made with decisions; name their file by --decisions",
        ));
    }
    // A cut keeps the decisions that were there before.
    let enter = steps.iter().position(|step| step.text_option(DECISIONS).is_some()).unwrap_or(0);
    let entering = |step: usize| decided.filter(|_| step == enter);
    let found = rerun(&steps[0], path, args, entering(0), bar)?;
    let mut report = written(bar, |renderers| found.write(renderers, bar))?;
    for (number, step) in steps.iter().enumerate().skip(1) {
        let changes = changes(step).map_err(|option| unknown(option, path))?;
        let recut = cut(report, path, changes, entering(number))?;
        report = written(bar, |renderers| recut.write(renderers))?;
    }
    Ok(report)
}

/// The options by which a report was cut.
fn changes(step: &wire::Run) -> Result<Changes, BrokenOption> {
    let Options { matching, templates, .. } = Options::recorded(step)?;
    Ok(Changes {
        threshold: Some(matching.threshold),
        containment: Some(matching.containment),
        templates: Some(templates),
        ..Changes::default()
    })
}

fn at(path: &Path, zh: &str, en: &str) -> Error {
    Error::at(path.display(), |lang| lang.pick(zh, en))
}

fn unknown(option: BrokenOption, path: &Path) -> Error {
    Error::at(path.display(), |lang| match lang {
        Lang::Zh => format!("{option} 缺失，或不为此版本所知；请用同一版本的程序"),
        Lang::En => format!(
            "{option} is missing or not known to this version; use the version that made the report"
        ),
    })
}

/// Finds the clusters of the inputs of `run` by its options.
fn rerun(
    run: &wire::Run,
    path: &Path,
    args: &ReportArgs,
    decided: Option<&DecisionsFile>,
    bar: &Bar,
) -> Result<Found, Error> {
    let options = Options::recorded(run).map_err(|option| unknown(option, path))?;
    let ingest = run.ingest_options().map_err(|option| unknown(option, path))?;
    let words = TokenizerArgs {
        tokenizer: match run.text_option("tokenizer") {
            Some("chars") => TokenizerName::Chars,
            _ => TokenizerName::Jieba,
        },
        hmm: run.options.get("hmm") == Some(&OptionValue::Switch(true)),
        dict: args.tokenizer.dict.clone(),
    };
    let dictionary = dictionary(&words)?;
    if run.text_option(DICTIONARY).is_some() && dictionary.is_none() {
        return Err(at(
            path,
            "报告用了自定义词典；请同样用 --dict 指明",
            "the report was made with a dictionary; name it by --dict",
        ));
    }
    let inputs: Vec<Input> = run.inputs.iter().map(|input| Input::recorded(input)).collect();
    let source = documents(&inputs, &ingest, None);
    let dictionary_hash = dictionary.as_ref().map(|file| hashed(DICTIONARY, &file.bytes));
    let decisions_hash = decided.map(|file| hashed(DECISIONS, &file.bytes));
    let mut tokenizer_record = beside(&options, run);
    tokenizer_record.extend(dictionary_hash.into_iter().chain(decisions_hash));
    let provenance = Provenance {
        inputs: run.inputs.clone(),
        tokenizer: tokenizer_record,
        manifest: source.manifest(),
    };
    let ready = || tokenizer(&words, dictionary.as_ref());
    let none = Decisions::default();
    let decisions = decided.map_or(&none, |file| &file.decisions);
    let resources = resources(&args.resources)?;
    let temp_dir = resources.temp_dir.clone();
    pipeline::find(source, ready, (options, resources), decisions, provenance, bar)
        .map_err(|error| not_found(error, decided, &temp_dir))
}

/// What `run` records beside the options of the pipeline and the hashes of files, which are there anew.
fn beside(options: &Options, run: &wire::Run) -> Vec<(String, OptionValue)> {
    let own = options.record(&[]);
    let recorded = run.options.0.iter();
    let beside = recorded.filter(|(name, _)| own.iter().all(|(known, _)| known != name));
    beside.filter(|(name, _)| ![DICTIONARY, DECISIONS].contains(&name.as_str())).cloned().collect()
}

/// What a report says once it is written and read again.
fn written(
    bar: &Bar,
    into: impl FnOnce(&mut [Box<dyn Renderer + '_>]) -> io::Result<()>,
) -> Result<wire::Report, Error> {
    let failed = |cause| Error::write("a temporary file", cause);
    let mut file = tempfile::tempfile().map_err(failed)?;
    let write = |file: File| {
        let out = BufWriter::new(file);
        into(&mut [Box::new(Json::new(out))])
    };
    file.try_clone().and_then(write).and_then(|()| file.rewind()).map_err(failed)?;
    bar.clear();
    wire::read(file).map_err(|error| Error::told(|lang| error.message(lang)))
}

/// The first differences, a line each.
fn listed(differences: &[Difference], lang: Lang) -> String {
    let more = differences.len().saturating_sub(NAMED);
    let mut lines: String =
        differences.iter().take(NAMED).map(|difference| line(difference, lang)).collect();
    if more > 0 {
        let more = count(more as u64);
        lines.push_str(&match lang {
            Lang::Zh => format!("另有 {more} 处\n"),
            Lang::En => format!("and {more} more\n"),
        });
    }
    lines
}

fn line(difference: &Difference, lang: Lang) -> String {
    let is_entry = |side: &Option<String>| side.as_ref().is_some_and(|text| text.starts_with('{'));
    match (&difference.expected, &difference.found) {
        // What a whole entry has says no more than its name.
        (old, None) if is_entry(old) => return only(difference, true, lang),
        (None, new) if is_entry(new) => return only(difference, false, lang),
        _ => {}
    }
    let none = lang.pick("无", "nothing");
    let side = |side: &Option<String>| {
        side.as_ref().map_or(none.to_owned(), |text| visible::short(text, SHOWN, lang))
    };
    let Difference { place, expected, found } = difference;
    let (place, expected, found) = (visible::line(place), side(expected), side(found));
    match lang {
        Lang::Zh => format!("{place}: 报告中为 {expected}，现为 {found}\n"),
        Lang::En => format!("{place}: the report has {expected}, a rerun has {found}\n"),
    }
}

/// Says that only the report has an entry, or only a rerun.
fn only(difference: &Difference, old: bool, lang: Lang) -> String {
    let place = visible::line(&difference.place);
    let said = match old {
        true => lang.pick("报告中有，现在没有", "in the report, not in a rerun"),
        false => lang.pick("报告中没有，现在有", "not in the report, but in a rerun"),
    };
    format!("{place}: {said}\n")
}
