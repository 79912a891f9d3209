//! Reads a report again, whichever of its two forms it has.

use std::fmt;
use std::io::{self, Read};

use serde::Deserialize;

use super::super::visible;
use super::{End, Line, Report, SCHEMA};
use crate::error::Lang;

/// Why a report could not be read.
#[derive(Debug)]
#[non_exhaustive]
pub enum ReadError {
    /// The source failed.
    Io(io::Error),
    /// It is not JSON, or not of the shape of a report: where (line from 1), and the parser's words.
    Shape {
        /// The line, from 1.
        line: usize,
        /// What the parser met.
        found: String,
    },
    /// JSON, but with another schema, or without one.
    Schema {
        /// The schema found.
        found: Option<String>,
    },
    /// JSON Lines that end too early, or whose counts do not agree with the last line.
    Incomplete,
}

impl ReadError {
    /// What was expected, what was found, and what to do, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        match (self, lang) {
            (Self::Io(cause), Lang::Zh) => format!("报告读不出来：{cause}"),
            (Self::Io(cause), Lang::En) => format!("the report cannot be read: {cause}"),
            (Self::Shape { line, found }, Lang::Zh) => format!(
                "第 {line} 行不是 {SCHEMA} 格式的报告（{found}）；请用 leitong report -o x.json 重新生成"
            ),
            (Self::Shape { line, found }, Lang::En) => format!(
                "line {line} is not a report of the schema {SCHEMA} ({found}); make it again with \
                 leitong report -o x.json"
            ),
            (Self::Schema { found: Some(found) }, Lang::Zh) => format!(
                "应为 {SCHEMA}，实为 {}；请用同一版本的程序重新生成报告",
                visible::short(found, 60, lang)
            ),
            (Self::Schema { found: Some(found) }, Lang::En) => format!(
                "expected the schema {SCHEMA}, found {}; make the report again with this version",
                visible::short(found, 60, lang)
            ),
            (Self::Schema { found: None }, Lang::Zh) => format!(
                "这份 JSON 没有 schema，不是报告（应为 {SCHEMA}）；请用 leitong report -o x.json 生成"
            ),
            (Self::Schema { found: None }, Lang::En) => format!(
                "this JSON has no schema, so it is no report (expected {SCHEMA}); make one with \
                 leitong report -o x.json"
            ),
            (Self::Incomplete, Lang::Zh) => {
                "报告不完整：末行缺失，或行数与末行不符；请重新生成".to_owned()
            }
            (Self::Incomplete, Lang::En) => {
                "the report is not whole: its last line is missing or does not agree with the lines \
                 before it; make it again"
                    .to_owned()
            }
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for ReadError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(cause) => Some(cause),
            _ => None,
        }
    }
}

impl From<io::Error> for ReadError {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}

/// Reads a report, JSON or JSON Lines, whole into memory.
///
/// # Errors
///
/// Those of `reader`; what is no report of this version, or not all of one.
pub fn read(mut reader: impl Read) -> Result<Report, ReadError> {
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes)?;
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(&bytes);
    let first = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();

    // Only JSON Lines have a whole object with a type in their first line.
    #[derive(Deserialize)]
    struct Probe {
        #[serde(rename = "type")]
        kind: Option<serde_json::Value>,
        schema: Option<serde_json::Value>,
    }
    let check = |probe: &Probe| match &probe.schema {
        Some(serde_json::Value::String(schema)) if schema == SCHEMA => Ok(()),
        Some(serde_json::Value::String(other)) => {
            Err(ReadError::Schema { found: Some(other.clone()) })
        }
        Some(other) => Err(ReadError::Schema { found: Some(other.to_string()) }),
        None => Err(ReadError::Schema { found: None }),
    };
    if let Ok(probe) = serde_json::from_slice::<Probe>(first) {
        check(&probe)?;
        if probe.kind.is_some() {
            return read_lines(bytes);
        }
    }
    let shape = |error: serde_json::Error| shape(&error, error.line());
    check(&serde_json::from_slice::<Probe>(bytes).map_err(shape)?)?;
    serde_json::from_slice(bytes).map_err(shape)
}

fn shape(error: &serde_json::Error, line: usize) -> ReadError {
    let found = visible::short(&error.to_string(), 160, Lang::En);
    ReadError::Shape { line: line.max(1), found }
}

fn read_lines(bytes: &[u8]) -> Result<Report, ReadError> {
    let mut report: Option<Report> = None;
    let mut end = None;
    for (at, line) in bytes.split(|&byte| byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        if end.is_some() {
            return Err(ReadError::Incomplete);
        }
        match (serde_json::from_slice(line).map_err(|error| shape(&error, at + 1))?, &mut report) {
            (Line::Run { schema, run }, None) => {
                report = Some(Report {
                    schema,
                    run,
                    clusters: Vec::new(),
                    templates: Vec::new(),
                    documents: Vec::new(),
                    pairs: Vec::new(),
                    skipped: Vec::new(),
                });
            }
            (Line::Cluster(cluster), Some(report)) => report.clusters.push(cluster),
            (Line::Template(template), Some(report)) => report.templates.push(template),
            (Line::Document(document), Some(report)) => report.documents.push(document),
            (Line::Pair(pair), Some(report)) => report.pairs.push(pair),
            (Line::Skipped(skipped), Some(report)) => report.skipped.push(skipped),
            (Line::End(counts), Some(_)) => end = Some(counts),
            (Line::Run { .. }, Some(_)) | (_, None) => {
                let found = "a run line is expected first and only there".to_owned();
                return Err(ReadError::Shape { line: at + 1, found });
            }
        }
    }
    let report = report.ok_or(ReadError::Incomplete)?;
    let counts = End {
        clusters: report.clusters.len() as u64,
        templates: report.templates.len() as u64,
        documents: report.documents.len() as u64,
        pairs: report.pairs.len() as u64,
        skipped: report.skipped.len() as u64,
    };
    if end == Some(counts) { Ok(report) } else { Err(ReadError::Incomplete) }
}
