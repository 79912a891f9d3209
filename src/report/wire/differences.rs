//! Where two reports differ.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use crate::error::SkipReason;

use super::{InputFile, Report, Run, Skipped};

/// A place at which two reports differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The path of a field, such as `run.counts.pairs`, `pairs[3].jaccard` or `pairs.length`; a file by its name.
    pub place: String,
    /// The first report's value there, as JSON; absent when it has none.
    pub expected: Option<String>,
    /// The other one's.
    pub found: Option<String>,
}

/// The schema of [`Verified`].
pub const VERIFIED_SCHEMA: &str = "leitong.verify/1";

/// What a rerun says of a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Verified {
    /// [`VERIFIED_SCHEMA`].
    pub schema: &'static str,
    /// The report, as it was given.
    pub report: String,
    /// The version that made it.
    pub version: String,
    /// The version that ran again.
    pub rerun_version: String,
    /// Whether both are the same but for the version.
    pub same: bool,
    /// Where they differ.
    pub differences: Vec<Differs>,
}

/// A [`Difference`], with values instead of their texts.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Differs {
    /// As [`Difference::place`].
    pub place: String,
    /// The report's value there; absent when it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub report: Option<Value>,
    /// The rerun's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rerun: Option<Value>,
}

impl From<&Difference> for Differs {
    fn from(difference: &Difference) -> Self {
        let value = |text: &Option<String>| {
            text.as_deref().map(|text| serde_json::from_str(text).unwrap_or_else(|_| text.into()))
        };
        let Difference { place, expected, found } = difference;
        Self { place: place.clone(), report: value(expected), rerun: value(found) }
    }
}

/// The first differences of each part of two reports, in the order of the parts: every field of the run, every file, and of
/// each list the first entry that differs. The program's version is no difference, nor are results of this program among the
/// inputs: the report may itself lie there since.
pub fn differences(expected: &Report, found: &Report) -> Vec<Difference> {
    let mut all = Vec::new();
    files(&expected.run.manifest, &found.run.manifest, &mut all);
    let [(expected_run, expected_skipped), (found_run, found_skipped)] =
        [expected, found].map(without_results);
    walk("run", &expected_run, &found_run, &mut all);
    list("skipped", &expected_skipped, &found_skipped, &mut all);
    list("clusters", &expected.clusters, &found.clusters, &mut all);
    list("templates", &expected.templates, &found.templates, &mut all);
    list("documents", &expected.documents, &found.documents, &mut all);
    list("pairs", &expected.pairs, &found.pairs, &mut all);
    all
}

/// A run without its version and files, and what it left out, both without results of this program.
fn without_results(report: &Report) -> (Value, Vec<&Skipped>) {
    let is_result = |skipped: &&Skipped| skipped.code == SkipReason::OwnOutput.code();
    let (results, skipped): (Vec<&Skipped>, _) = report.skipped.iter().partition(is_result);
    let mut run = Run { version: String::new(), manifest: Vec::new(), ..report.run.clone() };
    let count: u64 = results.into_iter().map(|result| result.count).fold(0, u64::saturating_add);
    run.counts.skipped = run.counts.skipped.saturating_sub(count);
    (value(&run), skipped)
}

/// Every value of a report is JSON.
fn value(part: &impl Serialize) -> Value {
    serde_json::to_value(part).unwrap_or_default()
}

fn files(expected: &[InputFile], found: &[InputFile], all: &mut Vec<Difference>) {
    let mut both: BTreeMap<&str, [Option<Value>; 2]> = BTreeMap::new();
    for (side, files) in [expected, found].into_iter().enumerate() {
        for file in files {
            both.entry(&file.path).or_default()[side] = Some(value(file));
        }
    }
    for (path, [expected, found]) in both {
        if expected != found {
            let text = |side: Option<Value>| side.map(|value| value.to_string());
            let (expected, found) = (text(expected), text(found));
            all.push(Difference { place: path.to_owned(), expected, found });
        }
    }
}

fn list<T: Serialize + PartialEq>(
    name: &str,
    expected: &[T],
    found: &[T],
    all: &mut Vec<Difference>,
) {
    let first = expected.iter().zip(found).position(|(expected, found)| expected != found);
    if let Some(at) = first {
        walk(&format!("{name}[{at}]"), &value(&expected[at]), &value(&found[at]), all);
    } else if expected.len() != found.len() {
        let count = |list: &[T]| Some(list.len().to_string());
        let (expected, found) = (count(expected), count(found));
        all.push(Difference { place: format!("{name}.length"), expected, found });
    }
}

fn walk(place: &str, expected: &Value, found: &Value, all: &mut Vec<Difference>) {
    match (expected, found) {
        (Value::Object(expected), Value::Object(found)) => {
            let added = found.keys().filter(|name| !expected.contains_key(*name));
            for name in expected.keys().chain(added) {
                let none = &Value::Null;
                let [expected, found] =
                    [expected, found].map(|side| side.get(name).unwrap_or(none));
                walk(&format!("{place}.{name}"), expected, found, all);
            }
        }
        (expected, found) if expected == found => {}
        (expected, found) => {
            let text = |side: &Value| (!side.is_null()).then(|| side.to_string());
            let (expected, found) = (text(expected), text(found));
            all.push(Difference { place: place.to_owned(), expected, found });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Ordered, read};
    use super::*;
    use crate::report::OptionValue;

    fn report() -> Report {
        let run = r#"{"type":"run","schema":"leitong.report/1","run":{"version":"1","options":{"seed":0},"inputs":["a"],
            "counts":{"documents":2,"characters":9,"folded":0,"short":0,"skipped":0,"candidates":1,"capped_buckets":0,
            "unaligned":0,"clusters":0,"clustered":0,"pairs":0,"same_template":0,"related":0,"templates":0,"compared":0},
            "recall":{"promised":1,"method":"exact","bands":0,"rows":0},
            "manifest":[{"path":"a/1","bytes":5,"xxh3_128":"0"},{"path":"a/2","bytes":4,"xxh3_128":"1"}]}}"#;
        let document = r#"{"type":"document","id":"a/1","title":"","characters":5,"tokens":2}"#;
        let end =
            r#"{"type":"end","clusters":0,"templates":0,"documents":1,"pairs":0,"skipped":0}"#;
        let text = format!("{}\n{document}\n{end}\n", run.replace('\n', " "));
        read(text.as_bytes()).expect("a report")
    }

    fn places(change: impl FnOnce(&mut Report)) -> Vec<String> {
        let mut other = report();
        change(&mut other);
        differences(&report(), &other).into_iter().map(|difference| difference.place).collect()
    }

    #[test]
    fn every_part_is_compared() {
        assert_eq!(places(|_| {}), Vec::<String>::new());
        assert_eq!(places(|other| other.run.version.push('2')), Vec::<String>::new());
        assert_eq!(places(|other| other.run.counts.pairs = 3), ["run.counts.pairs"]);
        let seed = |value| Ordered(vec![("seed".to_owned(), OptionValue::Integer(value))]);
        assert_eq!(places(|other| other.run.options = seed(1)), ["run.options.seed"]);
        assert_eq!(places(|other| other.run.options = Ordered(Vec::new())), ["run.options.seed"]);
        assert_eq!(places(|other| other.documents[0].tokens = 3), ["documents[0].tokens"]);
        let skip = |other: &mut Report, code: &'static str| {
            let (source, reason) = ("a/r.html".to_owned(), String::new());
            other.skipped.push(Skipped { source, code: code.into(), reason, count: 1 });
            other.run.counts.skipped += 1;
        };
        assert_eq!(places(|other| skip(other, "empty")), ["run.counts.skipped", "skipped.length"]);
        assert_eq!(places(|other| skip(other, "own-output")), Vec::<String>::new());
        assert_eq!(places(|other| other.documents.clear()), ["documents.length"]);
        assert_eq!(places(|other| other.run.manifest[1].bytes = 6), ["a/2"]);
        assert_eq!(places(|other| other.run.manifest[1].path.push('3')), ["a/2", "a/23"]);
    }

    #[test]
    fn what_stood_there_is_told() {
        let mut other = report();
        other.run.manifest.pop();
        other.run.counts.pairs = 3;
        let found = differences(&report(), &other);
        assert_eq!((&found[0].found, found[1].found.as_deref()), (&None, Some("3")));
        assert!(found[0].expected.as_ref().is_some_and(|text| text.contains("\"bytes\":4")));
        assert_eq!(found[1].expected.as_deref(), Some("0"));
    }
}
