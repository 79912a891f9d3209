//! How a run ends: three statuses, named once.

use std::fmt;
use std::io;
use std::process::ExitCode;

use leitong::error::{Lang, Skipped, told};

use crate::{args, terminal};

/// A run that did what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Status {
    /// All of it.
    Done,
    /// But something was left out, and was named.
    Partial,
}

impl Status {
    /// The status of a run that left these out.
    pub(crate) fn after(skipped: &[Skipped]) -> Self {
        if skipped.iter().any(Skipped::is_loss) { Status::Partial } else { Status::Done }
    }
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        match status {
            Status::Done => ExitCode::SUCCESS,
            Status::Partial => ExitCode::from(1),
        }
    }
}

/// A run that did not do what was asked: exit status 2.
#[derive(Debug)]
pub(crate) enum Error {
    /// An input that all depends on.
    Input(Skipped),
    /// No document was left to compare.
    NothingToCompare,
    /// A message in both languages.
    Message { zh: String, en: String },
    /// Something could not be read or written; where.
    Io { place: String, cause: io::Error },
    /// Standard output was closed by its reader: not an error.
    Closed,
}

impl Error {
    pub(crate) fn message(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Error::Message { zh: zh.into(), en: en.into() }
    }

    /// What `said` says in both languages.
    pub(crate) fn told(said: impl Fn(Lang) -> String) -> Self {
        Error::message(said(Lang::Zh), said(Lang::En))
    }

    /// The same of what is at `place`.
    pub(crate) fn at<S: fmt::Display>(place: impl fmt::Display, said: impl Fn(Lang) -> S) -> Self {
        Error::told(|lang| format!("{place}: {}", said(lang)))
    }

    /// An error while writing to `place`; a closed pipe ends the program quietly.
    pub(crate) fn write(place: impl fmt::Display, cause: io::Error) -> Self {
        if cause.kind() == io::ErrorKind::BrokenPipe {
            Error::Closed
        } else {
            Error::Io { place: place.to_string(), cause }
        }
    }

    fn text(&self, lang: Lang) -> String {
        match self {
            Error::Input(skipped) => skipped.message(lang),
            Error::NothingToCompare => lang
                .pick(
                    "没有可比对的文档；请检查输入",
                    "there is no document to compare; check the inputs",
                )
                .to_owned(),
            Error::Message { zh, en } => lang.pick(zh, en).clone(),
            Error::Io { place, cause } => {
                let advice =
                    advice(cause.kind(), lang).map(|said| lang.pick("；", "; ").to_owned() + said);
                format!("{place}: {}{}", told(cause, lang), advice.unwrap_or_default())
            }
            Error::Closed => String::new(),
        }
    }
}

/// What to do about the failures that people meet.
fn advice(kind: io::ErrorKind, lang: Lang) -> Option<&'static str> {
    use io::ErrorKind::{
        FileTooLarge, IsADirectory, NotADirectory, NotFound, PermissionDenied, QuotaExceeded,
        StorageFull,
    };
    Some(match kind {
        NotFound | NotADirectory => {
            lang.pick("请检查路径，目录须已存在", "check the path; folders must exist")
        }
        IsADirectory => lang.pick("请写明其中的文件", "name a file in it"),
        PermissionDenied => {
            lang.pick("请检查权限，或换一处", "check its permissions, or choose another place")
        }
        StorageFull | QuotaExceeded | FileTooLarge => lang.pick(
            "没有留下半个文件；请腾出空间，或换一处",
            "no half file was left; free some space, or choose another place",
        ),
        _ => return None,
    })
}

/// Says why the run was not done.
pub(crate) fn fail(error: &Error, lang: Lang) -> ExitCode {
    if matches!(error, Error::Closed) {
        return ExitCode::SUCCESS;
    }
    terminal::error(lang, &error.text(lang));
    ExitCode::from(2)
}

/// Says what is wrong with what was typed, or shows the help that was asked for.
pub(crate) fn mistyped(error: &clap::Error, lang: Lang) -> ExitCode {
    match args::mistyped(error).filter(|_| lang == Lang::Zh) {
        None => error.exit(),
        Some(message) => {
            terminal::error(lang, &message);
            ExitCode::from(2)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_to_do_is_told_with_the_marks_of_its_language() {
        let cause = io::ErrorKind::NotFound.into();
        let error = Error::Io { place: "x".to_owned(), cause };
        assert_eq!(error.text(Lang::Zh), "x: 没有这个文件或目录；请检查路径，目录须已存在");
        assert!(error.text(Lang::En).ends_with("; check the path; folders must exist"));
        let error = Error::Io { place: "x".to_owned(), cause: io::ErrorKind::IsADirectory.into() };
        assert_eq!(error.text(Lang::Zh), "x: 是目录，不是文件；请写明其中的文件");
    }
}
