//! Chinese help in lines as long as the terminal. The parser breaks lines at spaces alone, and Chinese has none.

use clap::builder::StyledStr;
use clap::{Arg, Command};
use unicode_linebreak::linebreaks;
use unicode_width::UnicodeWidthStr;

/// Where the help of an argument begins when it has lines of its own, in columns: as the parser sets it.
const INDENT: usize = 10;

/// What stands before a value beside its own text: two spaces at either end, and for an option `-o, ` as well.
const BESIDE: usize = 4;
const SHORT: usize = 4;

/// The command and all below it, with their help folded for a terminal of so many columns.
pub(super) fn folded(command: Command, columns: usize) -> Command {
    let widest = |positional: bool| {
        let all = command.get_arguments().filter(|one| one.is_positional() == positional);
        let most = all.map(|one| one.to_string().width()).max().unwrap_or_default();
        columns.saturating_sub(most + BESIDE + if positional { 0 } else { SHORT })
    };
    let beside = [widest(false), widest(true)];
    let below = columns.saturating_sub(INDENT);
    let prose = |text: &StyledStr| {
        let lines: Vec<String> = text.to_string().lines().map(|line| fold(line, columns)).collect();
        lines.join("\n")
    };
    let about = command.get_about().map(prose).unwrap_or_default();
    let after = command.get_after_help().map(prose).unwrap_or_default();
    let command = command.about(about.clone()).long_about(about).after_help(after);
    let one = |argument: Arg| argument_in(argument, beside, below);
    command.term_width(columns).mut_args(one).mut_subcommands(|one| folded(one, columns))
}

/// The argument with help for so many columns beside it, and below.
fn argument_in(argument: Arg, beside: [usize; 2], below: usize) -> Arg {
    let Some(help) = argument.get_help().map(ToString::to_string) else { return argument };
    let beside = beside[usize::from(argument.is_positional())];
    argument.help(fold(&help, beside)).long_help(fold(&help, below))
}

/// The text in lines of at most so many columns, broken where Unicode allows it (UAX 14).
fn fold(text: &str, columns: usize) -> String {
    let (mut folded, mut start, mut last) = (String::new(), 0, 0);
    // An option, a path and what stands in brackets are one word each.
    let is_inside = |before: &str| {
        before.ends_with(['-', '/']) || before.matches('[').count() > before.matches(']').count()
    };
    let places = linebreaks(text).filter(|&(at, _)| !is_inside(&text[..at]));
    for (at, _) in places {
        if last > start && text[start..at].trim_end().width() > columns {
            folded += text[start..last].trim_end();
            folded.push('\n');
            start = last;
        }
        last = at;
    }
    folded + &text[start..]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::command;
    use leitong::error::Lang;

    #[test]
    fn chinese_is_broken_anywhere_but_before_a_mark() {
        assert_eq!(fold("农村信用社，改革", 10), "农村信用\n社，改革");
        assert_eq!(fold("先用 --from 再读", 8), "先用\n--from\n再读");
        assert_eq!(fold("词数 [默认：20]", 12), "词数\n[默认：20]");
        assert_eq!(fold("", 8), "");
        // A word may be too long.
        assert_eq!(fold("report.jsonl.zst 三", 4), "report.jsonl.zst\n三");
    }

    #[test]
    fn no_line_of_help_is_longer_than_the_terminal() {
        for columns in [80, 100, 120] {
            let mut program = folded(command(Lang::Zh), columns);
            let mut pages = vec![program.render_help(), program.render_long_help()];
            for command in program.get_subcommands_mut() {
                pages.extend([command.render_help(), command.render_long_help()]);
            }
            for page in pages {
                let page = page.to_string();
                let long = page.lines().find(|line| line.width() > columns);
                assert_eq!(long, None, "at {columns} columns:\n{page}");
            }
        }
    }
}
