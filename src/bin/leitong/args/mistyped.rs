//! What is wrong with what was typed, in Chinese: the parser itself knows English only.

use std::error::Error;
use std::fmt;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use leitong::error::Lang;
use leitong::report::visible;

/// So many characters of what was typed are shown.
const SHOWN: usize = 60;

/// What a value should have been, in both languages.
#[derive(Debug)]
pub(super) struct Expected {
    zh: String,
    en: String,
}

impl Expected {
    pub(super) fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.en)
    }
}

impl Error for Expected {}

/// What is wrong, and what to type instead. Nothing for help, which is no error, and for the rest, which the parser says
/// in English.
pub(crate) fn message(error: &clap::Error) -> Option<String> {
    let of = |kind| named(error.get(kind));
    let (arg, value) = (of(ContextKind::InvalidArg), of(ContextKind::InvalidValue));
    let said = match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let like = like(of(ContextKind::SuggestedSubcommand));
            format!("没有子命令 {}{like}", of(ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => {
            format!("没有写子命令；可用的：{}", of(ContextKind::ValidSubcommand))
        }
        ErrorKind::UnknownArgument => {
            format!("多出了 {arg}，此处没有这样的选项或参数{}", like(of(ContextKind::SuggestedArg)))
        }
        ErrorKind::InvalidValue if value.is_empty() => format!("{arg} 缺少值"),
        ErrorKind::InvalidValue => {
            format!("{arg} 的值不能是 {value}；可用的：{}", of(ContextKind::ValidValue))
        }
        ErrorKind::ValueValidation => format!("{arg} 的值不能是 {value}；{}", expected(error)),
        ErrorKind::TooManyValues => format!("{arg} 不带值，而写了 {value}"),
        ErrorKind::ArgumentConflict => match of(ContextKind::PriorArg) {
            prior if prior == arg => format!("{arg} 只能写一次"),
            prior => format!("{arg} 不能与 {prior} 同用"),
        },
        ErrorKind::MissingRequiredArgument => format!("缺少 {arg}"),
        _ => return None,
    };
    Some(format!("{said}；用法见 --help"))
}

/// What the parser knows of an error, on one line.
fn named(value: Option<&ContextValue>) -> String {
    let shown = |text: &str| visible::short(text, SHOWN, Lang::Zh);
    match value {
        Some(ContextValue::String(text)) => shown(text),
        Some(ContextValue::Strings(texts)) => {
            texts.iter().map(|text| shown(text)).collect::<Vec<_>>().join("、")
        }
        _ => String::new(),
    }
}

fn like(suggested: String) -> String {
    if suggested.is_empty() { suggested } else { format!("（疑为 {suggested}）") }
}

fn expected(error: &clap::Error) -> String {
    let Some(source) = error.source() else { return String::new() };
    match source.downcast_ref::<Expected>() {
        Some(expected) => expected.zh.clone(),
        None => source.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> String {
        let typed = std::iter::once("leitong").chain(line.split(' ').filter(|arg| !arg.is_empty()));
        let error = super::super::command(Lang::Zh).try_get_matches_from(typed).unwrap_err();
        message(&error).unwrap_or_default()
    }

    #[test]
    fn what_was_mistyped_is_told_in_chinese() {
        for (line, part) in [
            ("repot x", "没有子命令 repot（疑为 report）"),
            ("--lang zh", "没有写子命令；可用的：report、curate"),
            (
                "report x --thresold 1",
                "多出了 --thresold，此处没有这样的选项或参数（疑为 --threshold）",
            ),
            ("diff a b c", "多出了 c"),
            (
                "report x --candidates all",
                "--candidates <方法> 的值不能是 all；可用的：auto、lsh、exact",
            ),
            ("report x --threshold", "--threshold <0.01..1> 缺少值"),
            (
                "report x --threshold 2",
                "--threshold <0.01..1> 的值不能是 2；应为 0.01 至 1 的数，如 0.7",
            ),
            ("report x --diffs some", "应为整数，或 all"),
            ("report x --min-tokens few", "应为不小于 0 的整数"),
            ("report x --context few", "应为不小于 0 的整数"),
            ("report x --seed 1e9", "应为 0 至 18446744073709551615 的整数"),
            ("generate --documents 0", "应为 1 至 100000000 的整数"),
            ("report x --no-rule all", "应为 markup、layout、"),
            ("curate r.json -o c --prefer [", "应为通配式，如 'official/*'（"),
            ("report x --threads 2000", "--threads <N> 的值不能是 2000；应为 0 至 1024 的整数"),
            ("curate r.json -o c --keep best", "应为 whole、representative"),
            ("report x --quiet=3", "--quiet 不带值，而写了 3"),
            ("report x --from y", "[输入]... 不能与 --from <报告.json> 同用"),
            ("report x --diffs 1 --diffs 2", "--diffs <all|N> 只能写一次"),
            ("split x --split (", "应为正则表达式：unclosed group"),
            ("report", "缺少 <输入>..."),
        ] {
            let said = said(line);
            assert!(said.contains(part) && said.ends_with("用法见 --help"), "{line}: {said}");
        }
        assert_eq!(said("report --help"), "", "help is no error");
        let long = said(&format!("report x --{}\u{1b}", "长".repeat(9_999)));
        assert!(long.contains("省略") && long.len() < 500 && !long.contains('\u{1b}'), "{long}");
    }
}
