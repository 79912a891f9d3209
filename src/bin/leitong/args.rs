//! What can be typed. The help is written here in English; `args/zh.rs` has it in Chinese.

mod curate;
mod diff;
mod eval;
mod fold;
mod generate;
mod mistyped;
mod report;
mod shared;
mod split;
mod zh;

pub(crate) use curate::{CurateArgs, PlanFormat};
pub(crate) use diff::{DiffArgs, DiffFormat};
pub(crate) use eval::{EvalArgs, EvalFormat};
pub(crate) use generate::GenerateArgs;
pub(crate) use mistyped::message as mistyped;
pub(crate) use report::{ReportArgs, ResourceArgs, VerifyFormat};
pub(crate) use shared::{LayoutName, ShowArgs, TokenizerArgs, TokenizerName};
pub(crate) use split::{ListFormat, SplitArgs};

use std::ffi::OsString;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum};
use leitong::error::Lang;

use crate::terminal;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

/// Finds near-identical Chinese speeches, groups them, and shows exactly what differs.
#[derive(Debug, Parser)]
#[command(name = "leitong", version, styles = STYLES, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// Language of messages and pages [default: that of the locale]
    #[arg(long, global = true, value_enum, value_name = "LANG", display_order = 900)]
    lang: Option<LangName>,
}

const EXAMPLES: &str = "\
Examples:
  leitong report five-speeches.txt             which of five pasted speeches are the same?
  leitong report speeches/ -o report.html      a folder of speeches, as a page to read
  leitong report docs.jsonl -o report.json     a corpus, for a script
  leitong curate report.json -o clean.jsonl    the corpus without them
  leitong diff drafts.txt#2 drafts.txt#3       what differs between two speeches of a page
  leitong split drafts.txt                     the speeches of a page

Exit status: 0 done; 1 done, but something was skipped and named; 2 not done.
Results of this program among the inputs, links to what is read at another place, and short texts above the headings of a page are named and do not count.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find groups of near-identical texts and show their differences
    #[command(after_help = report::EXAMPLES)]
    Report(Box<ReportArgs>),
    /// Write the inputs of a report without their near-duplicates
    #[command(after_help = curate::EXAMPLES)]
    Curate(CurateArgs),
    /// Measure a report's clusters by a record of which texts are one
    #[command(after_help = eval::EXAMPLES)]
    Eval(EvalArgs),
    /// Show what differs between two texts
    #[command(after_help = diff::EXAMPLES)]
    Diff(DiffArgs),
    /// List the speeches of a page, or write them out
    #[command(after_help = split::EXAMPLES)]
    Split(SplitArgs),
    /// Make a collection of synthetic speeches, of which it is known which are one text
    #[command(after_help = generate::EXAMPLES)]
    Generate(GenerateArgs),
    /// Print a completion script for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print a manual page, in roff
    #[command(after_help = MAN_EXAMPLES)]
    Man {
        /// The page of a subcommand, such as report [default: that of the program]
        command: Option<String>,
    },
}

const MAN_EXAMPLES: &str = "\
Examples:
  leitong man > leitong.1
  leitong man report > leitong-report.1
  leitong man report --lang zh | man -l -";

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LangName {
    /// 中文
    Zh,
    /// English
    En,
}

/// Parses what was typed; gives the language too, which is `locale` unless `--lang` names one.
pub(crate) fn parse(locale: Lang) -> (Result<Args, clap::Error>, Lang) {
    let typed: Vec<OsString> = std::env::args_os().collect();
    let lang = typed_lang(typed.iter().cloned()).unwrap_or(locale);
    let program = match lang {
        Lang::Zh => fold::folded(command(lang), terminal::columns()),
        Lang::En => command(lang),
    };
    let matches = program.try_get_matches_from(lang_first(typed));
    let args = matches.and_then(|matches| Args::from_arg_matches(&matches));
    let named = args.as_ref().ok().and_then(|args| args.lang);
    (args, named.map_or(lang, LangName::lang))
}

/// All that can be typed, with its help in `lang`.
pub(crate) fn command(lang: Lang) -> clap::Command {
    let command = Args::command();
    if lang == Lang::Zh { zh::translate(command) } else { command }
}

/// The language that `--lang` names, known before anything is parsed, so that help and errors speak it.
fn typed_lang(args: impl Iterator<Item = OsString>) -> Option<Lang> {
    let args: Vec<String> = args.map(|arg| arg.to_string_lossy().into_owned()).collect();
    let spaced = args.windows(2).find(|pair| pair[0] == "--lang").map(|pair| pair[1].as_str());
    let joined = args.iter().find_map(|arg| arg.strip_prefix("--lang="));
    let name = LangName::from_str(spaced.or(joined)?, false).ok()?;
    Some(name.lang())
}

/// What was typed, with `--lang` before `help`, which takes no options: it is the parser's own.
fn lang_first(mut typed: Vec<OsString>) -> Vec<OsString> {
    let names = |arg: &OsString| arg == "--lang" || arg.to_string_lossy().starts_with("--lang=");
    let at = typed.iter().position(names);
    if let Some(at) = at.filter(|_| typed.get(1).is_some_and(|arg| arg == "help")) {
        let end = typed.len().min(at + if typed[at] == "--lang" { 2 } else { 1 });
        typed[1..end].rotate_right(end - at);
    }
    typed
}

impl LangName {
    fn lang(self) -> Lang {
        match self {
            LangName::Zh => Lang::Zh,
            LangName::En => Lang::En,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_arguments_are_consistent() {
        Args::command().debug_assert();
        zh::translate(Args::command()).debug_assert();
    }

    #[test]
    fn every_help_text_has_a_translation() {
        assert_eq!(zh::untranslated(&Args::command()), Vec::<String>::new());
    }

    #[test]
    fn the_memory_that_the_help_names_is_that_of_the_library() {
        let args = Args::try_parse_from(["leitong", "report", "x"]).expect("arguments");
        let Command::Report(args) = args.command else { panic!("report") };
        assert_eq!(args.resources.resources().memory, leitong::pipeline::Resources::MEMORY);
    }

    #[test]
    fn help_takes_the_language_as_all_commands_do() {
        let split = |line: &str| line.split(' ').map(OsString::from).collect::<Vec<_>>();
        for (typed, first) in [
            ("leitong help --lang zh", "leitong --lang zh help"),
            ("leitong help report --lang=en", "leitong --lang=en help report"),
            ("leitong help --lang", "leitong --lang help"),
            ("leitong report help --lang zh", "leitong report help --lang zh"),
        ] {
            assert_eq!(lang_first(split(typed)), split(first));
        }
        let helped = command(Lang::Zh)
            .try_get_matches_from(lang_first(split("leitong help report --lang zh")));
        assert_eq!(helped.expect_err("help").kind(), clap::error::ErrorKind::DisplayHelp);
    }

    #[test]
    fn the_language_stands_where_it_is_looked_for_in_each_help() {
        for lang in [Lang::Zh, Lang::En] {
            let mut program = command(lang);
            program.build();
            let curate = program.find_subcommand_mut("curate").expect("curate");
            let help = curate.render_help().to_string();
            let places = ["  --force", "  --lang", "  -h, --help"].map(|option| help.find(option));
            assert!(places.is_sorted() && places[0].is_some(), "{help}");
        }
    }

    #[test]
    fn the_language_is_known_before_parsing() {
        let typed = |line: &str| typed_lang(line.split(' ').map(OsString::from));
        assert_eq!(typed("leitong report x --lang zh"), Some(Lang::Zh));
        assert_eq!(typed("leitong --lang=en report x"), Some(Lang::En));
        assert_eq!(typed("leitong report --lang"), None);
    }
}
