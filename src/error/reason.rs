//! Why an input is left out, in words that say what to do.

use std::borrow::Cow;
use std::fmt;

use super::Lang;
use crate::number::{count, counted};

/// Why an input was left out. Each says what was expected, what was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SkipReason {
    /// No such file or directory.
    Missing,
    /// The file system refused; its own words.
    Unreadable(String),
    /// No text at all, or none but spaces and punctuation.
    Empty,
    /// Not text: NUL bytes, or too many control characters or undecodable places.
    Binary,
    /// Files of a directory whose endings are not those of text.
    Unsupported {
        /// How many.
        files: u64,
        /// The name of the first, from the directory that was given.
        example: String,
    },
    /// A file that breaks off or is damaged; the decoder's own words.
    Corrupt(String),
    /// A file, or a part of an archive, that breaks off.
    CutOff {
        /// After so many bytes.
        found: u64,
        /// Its size, if it says one.
        expected: Option<u64>,
    },
    /// A report, or another result of this program.
    OwnOutput,
    /// The same where one text is wanted.
    NamedOutput,
    /// Longer than can be held.
    TooLarge {
        /// The longest allowed, in bytes.
        limit: u64,
    },
    /// An archive or a packed file that unpacks to too much.
    Expands,
    /// A page with elements too deep in each other.
    TooDeep {
        /// The deepest allowed.
        limit: usize,
    },
    /// A page of whose tags a parser would make very much more than there is.
    Tangled,
    /// An archive in an archive.
    Nested,
    /// A file of an archive that has a later one of the same name.
    Renewed,
    /// An archive, or a file of one, packed in a way that is not known; the unpacker's own words.
    Unpackable(String),
    /// A table of columns that is compressed in a way that is not known; the name of it.
    Compression(String),
    /// An archive where one text is wanted.
    Archive,
    /// A row of a table with more or fewer fields than its first row.
    BadRow {
        /// How many fields the first row has.
        expected: u64,
        /// How many this one has.
        found: u64,
    },
    /// A row of a table with a quote that is never closed.
    OpenQuote,
    /// A pattern that no file fits.
    NoMatch,
    /// A link to a directory that it lies in and that is not read, or to itself.
    Loop,
    /// A file or directory, or a link to one, that is read at another place.
    LinkedTwice,
    /// A link in an archive to what is not read in it.
    Link,
    /// A directory where one text is wanted.
    Directory,
    /// A line that is not a JSON object; the parser's own words.
    BadJson {
        /// What was expected.
        cause: String,
        /// The column of the line, in bytes, from 1.
        column: usize,
    },
    /// A JSON record whose text field is missing or is not a string.
    NoText {
        /// The name that was looked for.
        field: String,
        /// The names that the record has; the first few.
        found: Vec<String>,
    },
    /// What stands before the first heading of a page, if it says something but is shorter than a speech.
    Preamble,
    /// A public id that an earlier document has.
    DuplicateId {
        /// The id.
        id: String,
        /// Where the earlier document came from.
        first: String,
    },
    /// A speech of a page was asked for, but the page has no headings.
    NoHeadings,
    /// A speech of a page was asked for that the page does not have.
    NoSuchPart {
        /// What was asked for.
        wanted: String,
        /// The numbers of the page's speeches, the first and the last.
        numbers: (u32, u32),
    },
    /// A record was asked for that the file does not have.
    NoSuchRecord {
        /// The id that was asked for.
        wanted: String,
    },
    /// A file of several records where one text is wanted.
    ManyRecords,
    /// What a report records of an earlier run, in its own words.
    Recorded {
        /// The stable word.
        code: String,
        /// What was found and what to do, in English.
        reason: String,
    },
}

/// The reasons a collection's report can record that say the same of each input.
const WHOLE: [SkipReason; 14] = [
    SkipReason::Missing,
    SkipReason::Empty,
    SkipReason::Binary,
    SkipReason::OwnOutput,
    SkipReason::Expands,
    SkipReason::Tangled,
    SkipReason::Nested,
    SkipReason::Renewed,
    SkipReason::OpenQuote,
    SkipReason::Preamble,
    SkipReason::NoMatch,
    SkipReason::Loop,
    SkipReason::LinkedTwice,
    SkipReason::Link,
];

/// The codes of reasons: one arm for each, of which the list of all codes is made too.
macro_rules! codes {
    ($($reason:pat => $code:literal,)+) => {
        /// The codes that this program gives, for scripts; a report of another version may have others.
        pub const CODES: &[&str] = &[$($code),+];

        /// A stable word for scripts.
        pub fn code(&self) -> &str {
            match self {
                $($reason => $code,)+
                Self::Recorded { code, .. } => code,
            }
        }
    };
}

impl SkipReason {
    codes! {
        Self::Missing => "missing",
        Self::Unreadable(_) => "unreadable",
        Self::Empty => "empty",
        Self::Binary => "binary",
        Self::Unsupported { .. } => "unsupported",
        Self::Corrupt(_) | Self::CutOff { .. } => "corrupt",
        Self::OwnOutput | Self::NamedOutput => "own-output",
        Self::TooLarge { .. } => "too-large",
        Self::Expands => "expands",
        Self::TooDeep { .. } => "too-deep",
        Self::Tangled => "tangled",
        Self::Nested => "nested",
        Self::Renewed => "renewed",
        Self::Unpackable(_) | Self::Compression(_) => "unpackable",
        Self::Archive => "archive",
        Self::BadRow { .. } => "bad-row",
        Self::OpenQuote => "open-quote",
        Self::NoMatch => "no-match",
        Self::Loop => "loop",
        Self::LinkedTwice => "linked-twice",
        Self::Link => "link",
        Self::Directory => "directory",
        Self::BadJson { .. } => "bad-json",
        Self::NoText { .. } => "no-text",
        Self::Preamble => "preamble",
        Self::DuplicateId { .. } => "duplicate-id",
        Self::NoHeadings => "no-headings",
        Self::NoSuchPart { .. } => "no-such-part",
        Self::NoSuchRecord { .. } => "no-such-record",
        Self::ManyRecords => "many-records",
    }

    /// What was found and what to do, in `lang`.
    pub fn message(&self, lang: Lang) -> String {
        match lang {
            Lang::Zh => self.zh(),
            Lang::En => self.en(),
        }
    }

    /// What a report records, which has it in English only: the reason itself where the code tells all of it, so that it can
    /// be said in each language.
    pub fn recorded(code: String, reason: String) -> Self {
        let found = WHOLE.iter().find(|known| known.code() == code && known.en() == reason);
        found.cloned().unwrap_or(Self::Recorded { code, reason })
    }

    fn zh(&self) -> String {
        match self {
            Self::Recorded { reason, .. } => reason.clone(),
            Self::Missing => "没有这个文件或目录；请检查路径".to_owned(),
            Self::Unreadable(cause) => format!("读不出来（{cause}）；请检查权限和磁盘"),
            Self::Empty => "没有可比对的文字；空文档不参与比对".to_owned(),
            Self::Binary => "不是文本，是二进制数据；请先转成纯文本".to_owned(),
            Self::Unsupported { files, example } => format!(
                "{} 个文件的格式不支持（如 {example}）；目录和压缩包中只读 .txt .text .md .html \
                 .docx .jsonl .ndjson .csv .tsv .parquet，可再加 .gz 或 .zst，目录中还有 .zip .tar .tgz；其他文本文件请直接写出文件名",
                count(*files)
            ),
            Self::Corrupt(cause) => format!("文件残缺或损坏（{cause}）；请重新获取"),
            Self::CutOff { found, expected: Some(expected) } => {
                let (found, expected) = (count(*found), count(*expected));
                format!("文件残缺：应有 {expected} 字节，只有 {found} 字节；请重新获取")
            }
            Self::CutOff { found, expected: None } => {
                let found = count(*found);
                format!("文件残缺：到第 {found} 字节就没有了，没有应有的结尾；请重新获取")
            }
            Self::OwnOutput => {
                "这是本程序写出的结果，不是语料，不参与比对；留在这里无妨".to_owned()
            }
            Self::NamedOutput => {
                "这是本程序写出的结果，此处要一篇文本；请写出文本自己的文件名".to_owned()
            }
            Self::TooLarge { limit } => {
                format!("超过上限 {}；请拆成小些的文件，或改用 JSON Lines", size(*limit))
            }
            Self::Expands => {
                "解开后超过 1 GiB，又超过压缩大小的 200 倍，疑似压缩炸弹，不再读下去；\
                              若确是语料，请自行解压后读目录"
                    .to_owned()
            }
            Self::TooDeep { limit } => {
                format!("网页元素嵌套超过 {limit} 层，不再解析；请另存为纯文本")
            }
            Self::Tangled => "网页的标签展开后过大（如每段都要重开的未闭合标签、一个标签上千属性），不再解析；请另存为纯文本"
                .to_owned(),
            Self::Nested => "压缩包里的压缩包，不再打开；请自行解压后读目录".to_owned(),
            Self::Renewed => {
                "压缩包里有几个文件同名，只读其中最后一个；要读全部，请解压后改成不同的名字"
                    .to_owned()
            }
            Self::Unpackable(cause) => {
                format!("解不开（{cause}）；请去掉密码，或用其他程序解压后读目录")
            }
            Self::Compression(name) => {
                format!("这个 Parquet 文件用 {name} 压缩，本程序读不了；请改用 zstd 或 snappy 压缩，重新写出")
            }
            Self::Archive => {
                "这是压缩包，此处要一篇文本；请写出其中的文件，如 a.zip/b.txt".to_owned()
            }
            Self::BadRow { expected, found } => format!(
                "这一行有 {} 个字段，而首行有 {} 个；含分隔符或换行的字段请加引号，并检查引号是否成对",
                count(*found),
                count(*expected)
            ),
            Self::OpenQuote => {
                "这一行里有引号没有闭合，文件余下的各行都成了它的一个字段；请补上引号".to_owned()
            }
            Self::NoMatch => "没有文件符合这个通配式；请检查路径".to_owned(),
            Self::Loop => {
                "这个链接指向自己，或指向输入的上级目录，不跟进；请删去链接，或另把那个目录作为输入"
                    .to_owned()
            }
            Self::LinkedTwice => "这个文件或目录（或链接指向的文件或目录）在别处读取，不重复读".to_owned(),
            Self::Link => {
                "压缩包里的链接，指向的不是其中读取的文件，不跟进；请自行解压后读目录".to_owned()
            }
            Self::Directory => "这是目录，此处要一篇文本；请写出其中的文件名".to_owned(),
            Self::BadJson { cause, column } => {
                let cause = short(cause);
                format!("不是 JSON 对象（第 {column} 列：{cause}）；每行应为一个 JSON 对象")
            }
            Self::NoText { field, found } if found.iter().all(String::is_empty) => {
                format!("没有字符串字段 {field:?}，也没有别的有名称的字段；请把正文写进这个字段")
            }
            Self::NoText { field, found } => format!(
                "没有字符串字段 {field:?}（有：{}）；请用 --text-field 指明正文字段",
                short(&found.join("、"))
            ),
            Self::Preamble => {
                "第一个标题之前的文字不足 200 字，不算一篇，不参与比对；若是一篇讲话，请另存为一个文件"
                    .to_owned()
            }
            Self::DuplicateId { id, first } => {
                let (id, first) = (short(id), short(first));
                format!("id {id:?} 已被 {first} 占用，本篇略去；请改为不同的 id")
            }
            Self::NoHeadings => {
                "没有“第一篇：”之类的标题，不能分篇；请去掉 # 及其后的编号，取整页".to_owned()
            }
            Self::NoSuchPart { wanted, numbers: (first, last) } => {
                format!("没有第 {wanted} 篇；本页各篇编号从 {first} 到 {last}")
            }
            Self::NoSuchRecord { wanted } => {
                let wanted = short(wanted);
                format!("没有 id 为 {wanted:?} 的记录；请检查 id，或用 --id-field 指明字段")
            }
            Self::ManyRecords => "其中不止一篇；请用 文件#ID 指明一篇".to_owned(),
        }
    }

    fn en(&self) -> String {
        match self {
            Self::Recorded { reason, .. } => reason.clone(),
            Self::Missing => "no such file or directory; check the path".to_owned(),
            Self::Unreadable(cause) => format!("cannot be read ({cause}); check its permissions and the disk"),
            Self::Empty => "no text to compare; empty documents are left out".to_owned(),
            Self::Binary => "binary data, not text; convert it to plain text first".to_owned(),
            Self::Unsupported { files, example } => format!(
                "unsupported format of {}, such as {example}; of a directory or an \
                 archive only .txt .text .md .html .docx .jsonl .ndjson .csv .tsv .parquet are read, also with .gz \
                 or .zst, and of a directory .zip .tar .tgz; name other text files directly",
                counted(*files, "file", "files")
            ),
            Self::Corrupt(cause) => {
                format!("the file breaks off or is damaged ({cause}); fetch it again")
            }
            Self::CutOff { found, expected: Some(expected) } => {
                let (found, expected) = (count(*found), counted(*expected, "byte", "bytes"));
                format!("the file breaks off: only {found} of {expected}; fetch it again")
            }
            Self::CutOff { found, expected: None } => {
                let found = counted(*found, "byte", "bytes");
                format!("the file breaks off after {found}, before its end; fetch it again")
            }
            Self::OwnOutput => {
                "a result of this program, no text of the collection; not compared, and may stay there"
                    .to_owned()
            }
            Self::NamedOutput => {
                "a result of this program where a text is wanted; name the file of the text itself"
                    .to_owned()
            }
            Self::TooLarge { limit } => {
                format!("longer than {}; use smaller files, or JSON Lines", size(*limit))
            }
            Self::Expands => "unpacks to more than 1 GiB and more than 200 times its packed size, as archive bombs \
                              do; not read on; if it is a corpus, unpack it and name the folder"
                .to_owned(),
            Self::TooDeep { limit } => {
                format!("a page with elements more than {limit} deep, not parsed; save it as plain text")
            }
            Self::Tangled => "a page whose tags become very much more than they are (unclosed ones in each paragraph, \
                              thousands of attributes in one), not parsed; save it as plain text"
                .to_owned(),
            Self::Nested => "an archive in an archive, not opened; unpack it and name the folder".to_owned(),
            Self::Renewed => "the archive has a later file of this name, which is read instead; to have both read, unpack \
                              them under different names"
                .to_owned(),
            Self::Unpackable(cause) => format!(
                "cannot be unpacked ({cause}); remove the password, or unpack it with another program and name \
                 the folder"
            ),
            Self::Compression(name) => format!(
                "Parquet compressed with {name}, which is not read; write it anew, compressed with zstd or snappy"
            ),
            Self::Archive => {
                "an archive where one text is wanted; name a file of it, as in a.zip/b.txt".to_owned()
            }
            Self::BadRow { expected, found } => format!(
                "a row of {}, where the first row has {}; quote fields that hold a delimiter or a line end, and \
                 check that quotes are closed",
                counted(*found, "field", "fields"),
                count(*expected)
            ),
            Self::OpenQuote => "a row with a quote that is never closed, so that all lines after it are one field; \
                                close it"
                .to_owned(),
            Self::NoMatch => "no file fits this pattern; check the path".to_owned(),
            Self::Loop => {
                "a link to itself, or to a directory that the input lies in, not followed; remove the link, or name that \
                 directory as an input"
                    .to_owned()
            }
            Self::LinkedTwice => {
                "a file or directory, or a link to one, that is read at another place; not read twice".to_owned()
            }
            Self::Link => {
                "a link in an archive to what is not read in it, not followed; unpack it and name the folder"
                    .to_owned()
            }
            Self::Directory => {
                "a directory where one text is wanted; name a file in it".to_owned()
            }
            Self::BadJson { cause, column } => format!(
                "not a JSON object (column {column}: {}); each line must be one JSON object",
                short(cause)
            ),
            Self::NoText { field, found } if found.iter().all(String::is_empty) => format!(
                "no string field {field:?}, nor any other field with a name; put the text into a field of this name"
            ),
            Self::NoText { field, found } => format!(
                "no string field {field:?} (there are: {}); name the text field with --text-field",
                short(&found.join(", "))
            ),
            Self::Preamble => "what stands before the first heading has fewer than 200 letters, is taken for no speech \
                               and not compared; if it is one, save it as a file of its own"
                .to_owned(),
            Self::DuplicateId { id, first } => {
                let (id, first) = (short(id), short(first));
                format!("the id {id:?} is taken by {first}; left out; give it another id")
            }
            Self::NoHeadings => {
                "no headings such as 第一篇: to split the page at; drop # and the number to take it whole"
                    .to_owned()
            }
            Self::NoSuchPart { wanted, numbers: (first, last) } => {
                format!("no speech {wanted}; the page's speeches are numbered {first} to {last}")
            }
            Self::NoSuchRecord { wanted } => format!(
                "no record with the id {:?}; check the id, or name its field with --id-field",
                short(wanted)
            ),
            Self::ManyRecords => {
                "more than one text is in it; choose one with FILE#ID".to_owned()
            }
        }
    }
}

/// What an input holds may be a name of megabytes: of longer ones a message tells so many characters, at both ends. Paths
/// that people make are shorter.
const TOLD: usize = 300;

pub(super) fn short(name: &str) -> Cow<'_, str> {
    let cut = |(at, _): (usize, char)| at;
    let (head, tail) = (name.char_indices().nth(TOLD / 2), name.char_indices().nth_back(TOLD / 2));
    match (head.map(cut), tail.map(cut)) {
        (Some(head), Some(tail)) if head < tail => {
            Cow::Owned(format!("{}…{}", &name[..head], &name[tail..]))
        }
        _ => Cow::Borrowed(name),
    }
}

/// A number of bytes in the largest unit that divides it.
fn size(bytes: u64) -> String {
    let units = [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")];
    match units.into_iter().find(|(unit, _)| bytes >= *unit && bytes.is_multiple_of(*unit)) {
        Some((unit, name)) => format!("{} {name}", bytes / unit),
        None => format!("{bytes} B"),
    }
}

impl fmt::Display for SkipReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::super::Skipped;
    use super::*;

    #[test]
    fn a_record_without_fields_is_told_for_what_it_is() {
        for found in [vec![], vec![String::new(); 2]] {
            let reason = SkipReason::NoText { field: "text".to_owned(), found };
            let said = reason.message(Lang::En);
            assert!(said.contains("nor any other field") && !said.contains("there are"), "{said}");
            let said = reason.message(Lang::Zh);
            assert!(said.contains("也没有别的有名称的字段") && !said.contains("（有："), "{said}");
        }
    }

    #[test]
    fn fields_are_listed_as_the_language_lists() {
        let found = ["编号", "标题"].map(str::to_owned).to_vec();
        let reason = SkipReason::NoText { field: "text".to_owned(), found };
        assert!(reason.message(Lang::Zh).contains("（有：编号、标题）"));
        assert!(reason.message(Lang::En).contains("(there are: 编号, 标题)"));
    }

    #[test]
    fn names_of_megabytes_are_told_by_their_ends() {
        let long = format!("头{}尾", "长".repeat(1 << 20));
        let reasons = [
            SkipReason::NoText { field: "text".to_owned(), found: vec![long.clone(); 8] },
            SkipReason::DuplicateId { id: long.clone(), first: long.clone() },
            SkipReason::NoSuchRecord { wanted: long.clone() },
            SkipReason::BadJson { cause: long.clone(), column: 1 },
        ];
        for reason in reasons {
            let skipped = Skipped::new(&long, reason);
            for lang in [Lang::Zh, Lang::En] {
                let said = skipped.message(lang);
                assert!(said.len() < 4_000 && said.contains('头') && said.contains('尾'), "{said}");
            }
        }
        assert_eq!(short("a/b.txt"), "a/b.txt");
        let whole = "长".repeat(TOLD + 1);
        assert_eq!(short(&whole), whole);
        assert_eq!(short(&"长".repeat(TOLD + 2)).chars().count(), TOLD + 2);
    }
}
