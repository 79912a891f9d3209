//! Why a corpus cannot be curated.

use std::fmt;
use std::io;

use crate::document::InputFile;
use crate::error::{Lang, told};
use crate::number::{count, counted};
use crate::report::visible;

/// Why a corpus cannot be curated. Nothing has been written then.
#[derive(Debug)]
#[non_exhaustive]
pub enum CurateError {
    /// The report was made from standard input, which cannot be read again.
    Stdin,
    /// The report says nothing of the files it was made from.
    NoManifest,
    /// Something that every report has is missing or unknown: what.
    Broken(String),
    /// An input is not what it was when the report was made.
    Changed {
        /// What the report says of it.
        expected: InputFile,
        /// What it is.
        found: InputFile,
    },
    /// An input of the report is not there, or cannot be read any more.
    Gone {
        /// Its path.
        path: String,
    },
    /// There is a file that the report does not know.
    Added {
        /// Its path.
        path: String,
    },
    /// A text in an archive is to leave.
    Archive {
        /// The archive.
        path: String,
        /// The text.
        id: String,
    },
    /// A text is to leave that is no whole lines of its file.
    Inside {
        /// The file.
        path: String,
        /// The text.
        id: String,
    },
    /// A row of a table of columns is to leave.
    Columns {
        /// The file.
        path: String,
    },
    /// No record has a value in a field that was named.
    NoField {
        /// The field.
        name: String,
    },
    /// The name of the output file is one of another format than that of the input file.
    OtherFormat {
        /// The input.
        input: String,
        /// The output.
        output: String,
    },
    /// Two files would get one name in the output.
    SamePlace {
        /// The name.
        name: String,
    },
    /// A file could not be read or written; where.
    Io {
        /// The file.
        path: String,
        /// Why.
        cause: io::Error,
    },
}

impl CurateError {
    /// What was expected, found, where, and what to do, in `lang`. Names out of the collection are made safe to show.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    fn zh(&self) -> String {
        let line = visible::line;
        match self {
            Self::Stdin => {
                "报告由标准输入生成，不能重读；请把输入存成文件，重新运行 leitong report".to_owned()
            }
            Self::NoManifest => {
                "报告没有记录输入文件的散列值；请用本版本重新运行 leitong report".to_owned()
            }
            Self::Broken(what) => {
                format!("报告与输入对不上（{}）；请重新运行 leitong report", line(what))
            }
            Self::Changed { expected, found } => format!(
                "{}: 文件在生成报告之后改动过：应为 {} 字节，xxh3 {:032x}；实为 {} 字节，xxh3 {:032x}。请重新运行 leitong report",
                line(&expected.source),
                count(expected.bytes),
                expected.hash,
                count(found.bytes),
                found.hash
            ),
            Self::Gone { path } => format!(
                "{}: 报告中有这个文件，现在没有或读不出来；请在生成报告时所在的目录运行，或重新运行 leitong report",
                line(path)
            ),
            Self::Added { path } => {
                format!("{}: 报告中没有这个文件；请移走它，或重新运行 leitong report", line(path))
            }
            Self::Archive { path, id } => format!(
                "{}: {} 要移出，而压缩包不能改写；请解压，对目录重新运行 leitong report",
                line(path),
                line(id)
            ),
            Self::Inside { path, id } => format!(
                "{}: {} 要移出，但它在文件中不占整行（网页、docx，或以回车换行的文件）；网页、docx 和多篇合集请先用 leitong split 拆开，\
                 表格请另存为以换行符（LF 或 CRLF）换行",
                line(path),
                line(id)
            ),
            Self::Columns { path } => {
                format!(
                    "{}: 有若干行要移出，而此程序不含 Parquet；请用带 Parquet 的程序",
                    line(path)
                )
            }
            Self::NoField { name } => format!(
                "--date-field、--author-field: 没有一条记录的字段（列）“{}”有值；请检查字段名",
                line(name)
            ),
            Self::OtherFormat { input, output } => format!(
                "{}: 输出与输入 {} 格式相同，只少几篇；文件名请用同样的结尾（可另加 .gz、.zst）",
                line(output),
                line(input)
            ),
            Self::SamePlace { name } => {
                format!("{}: 两个输入文件在输出中同名；请分别处理，或改名", line(name))
            }
            Self::Io { path, cause } if is_damage(cause) => format!(
                "{}: {cause}；文件损坏，不能只去掉其中几篇；请重新取得，或移走它，再重新运行 leitong report",
                line(path)
            ),
            Self::Io { path, cause } => format!("{}: {}", line(path), told(cause, Lang::Zh)),
        }
    }

    fn en(&self) -> String {
        let line = visible::line;
        match self {
            Self::Stdin => "the report was made from standard input, which cannot be read again; save that as a file \
                            and run leitong report on it"
                .to_owned(),
            Self::NoManifest => {
                "the report has no hashes of its input files; run leitong report again with this version".to_owned()
            }
            Self::Broken(what) => format!(
                "the report does not agree with its inputs ({}); run leitong report again",
                line(what)
            ),
            Self::Changed { expected, found } => format!(
                "{}: changed since the report was made: expected {}, xxh3 {:032x}; found {}, xxh3 {:032x}; run leitong \
                 report again",
                line(&expected.source),
                counted(expected.bytes, "byte", "bytes"),
                expected.hash,
                counted(found.bytes, "byte", "bytes"),
                found.hash
            ),
            Self::Gone { path } => format!(
                "{}: in the report, but not there or not readable any more; run this in the folder where the report was \
                 made, or run leitong report again",
                line(path)
            ),
            Self::Added { path } => format!(
                "{}: not in the report; move it away, or run leitong report again",
                line(path)
            ),
            Self::Archive { path, id } => format!(
                "{}: {} is to leave, but archives are not rewritten; unpack it and run leitong report on the folder",
                line(path), line(id)
            ),
            Self::Inside { path, id } => format!(
                "{}: {} is to leave, but it is no whole lines of the file (a web page, .docx, or line ends without line \
                 feeds); take a page apart with leitong split first, and save a table with line feeds",
                line(path), line(id)
            ),
            Self::Columns { path } => format!(
                "{}: rows are to leave, but this program was built without Parquet; use one with it",
                line(path)
            ),
            Self::NoField { name } => format!(
                "--date-field, --author-field: no record has a value in a field or column {}; check the name",
                line(name)
            ),
            Self::OtherFormat { input, output } => format!(
                "{}: what is written has the format of the input {}; give it the same ending (.gz or .zst may follow)",
                line(output), line(input)
            ),
            Self::SamePlace { name } => format!(
                "{}: two input files would have this one name in the output; curate them apart, or rename one",
                line(name)
            ),
            Self::Io { path, cause } if is_damage(cause) => format!(
                "{}: {cause}; the file is damaged, and no part of it can be left out: fetch it again or move it away, and \
                 run leitong report again",
                line(path)
            ),
            Self::Io { path, cause } => format!("{}: {cause}", line(path)),
        }
    }
}

/// Whether it was not the system that refused, but a decoder.
fn is_damage(cause: &io::Error) -> bool {
    cause.raw_os_error().is_none()
}

impl fmt::Display for CurateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

impl std::error::Error for CurateError {}
