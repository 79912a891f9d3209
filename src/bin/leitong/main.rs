//! The program `leitong`: the only place that prints, reads arguments and environment, and picks the exit
//! code.

mod args;
mod cmd;
mod exit;
mod folder;
mod output;
mod terminal;

use std::process::ExitCode;

fn main() -> ExitCode {
    let lang = terminal::lang();
    let (args, lang) = match args::parse(lang) {
        Ok(parsed) => parsed,
        Err(error) => error.exit(),
    };
    match cmd::run(args, lang) {
        Ok(status) => status.into(),
        Err(error) => exit::fail(&error, lang),
    }
}
