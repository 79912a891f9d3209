//! What the system says of a failure: its own words are English.

use std::io::{self, ErrorKind};

use super::Lang;

/// What the system says of `cause`, in `lang` where the failure is one that people meet.
pub fn told(cause: &io::Error, lang: Lang) -> String {
    let known = match cause.kind() {
        ErrorKind::NotFound => "没有这个文件或目录",
        ErrorKind::PermissionDenied => "没有权限",
        ErrorKind::NotADirectory => "不是目录",
        ErrorKind::IsADirectory => "是目录，不是文件",
        ErrorKind::ReadOnlyFilesystem => "文件系统是只读的",
        ErrorKind::StorageFull => "磁盘已满",
        ErrorKind::QuotaExceeded => "超出磁盘配额",
        ErrorKind::FileTooLarge => "文件过大",
        _ => return cause.to_string(),
    };
    lang.pick(known.to_owned(), cause.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_that_people_meet_are_told_in_chinese() {
        let missing = io::Error::from(ErrorKind::NotFound);
        assert_eq!(told(&missing, Lang::Zh), "没有这个文件或目录");
        assert_eq!(told(&missing, Lang::En), missing.to_string());
        let other = io::Error::other("odd");
        assert_eq!(told(&other, Lang::Zh), "odd");
    }
}
