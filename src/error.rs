//! The languages the program speaks, and the reasons for which an input is left out.

use std::fmt;

/// A language for messages and pages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

impl Lang {
    /// The text of the pair that is in this language.
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Lang::Zh => zh,
            Lang::En => en,
        }
    }
}

/// An input, or a part of one, that was left out of the run. The rest of the run goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// Where: a path as it was given, `path:line`, or `-` for standard input.
    pub source: String,
    /// Why.
    pub reason: SkipReason,
}

impl Skipped {
    /// A skip of `source` for `reason`.
    pub fn new(source: impl Into<String>, reason: SkipReason) -> Self {
        Self { source: source.into(), reason }
    }

    /// One line: where, what was found, and what to do about it.
    pub fn message(&self, lang: Lang) -> String {
        format!("{}: {}", self.source, self.reason.message(lang))
    }
}

/// Why an input was left out. Each says what was expected, what was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SkipReason {
    /// No such file or directory.
    Missing,
    /// The file system refused; its own words.
    Unreadable(String),
    /// No text at all, or none but spaces and punctuation.
    Empty,
}

impl SkipReason {
    /// A stable word for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Unreadable(_) => "unreadable",
            Self::Empty => "empty",
        }
    }

    /// What was found and what to do, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        match self {
            Self::Missing => lang
                .pick("没有这个文件或目录;请检查路径", "no such file or directory; check the path")
                .to_owned(),
            Self::Unreadable(cause) => match lang {
                Lang::Zh => format!("读不出来({cause});请检查权限"),
                Lang::En => format!("cannot be read ({cause}); check its permissions"),
            },
            Self::Empty => lang
                .pick(
                    "没有可比对的文字;空文档不参与比对",
                    "no text to compare; empty documents are left out",
                )
                .to_owned(),
        }
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}
