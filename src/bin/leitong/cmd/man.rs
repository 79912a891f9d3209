//! `leitong man`: manual pages, made of the help.

use clap_mangen::Man;
use leitong::error::Lang;

use super::print;
use crate::args;
use crate::exit::{Error, Status};

pub(crate) fn run(name: Option<&str>, lang: Lang) -> Result<Status, Error> {
    let mut program = args::command(lang);
    program.build();
    let page = match name {
        None => Man::new(program),
        Some(name) => match program.find_subcommand(name) {
            Some(found) => Man::new(found.clone()).title(format!("leitong-{name}")),
            None => return Err(unknown(name, &program)),
        },
    };
    let mut out = Vec::new();
    page.render(&mut out).map_err(|cause| Error::write("stdout", cause))?;
    print(&out)
}

fn unknown(name: &str, program: &clap::Command) -> Error {
    let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    Error::message(
        format!("没有子命令 {name:?}；可用的：{}", names.join("、")),
        format!("expected a subcommand ({}), found {name:?}", names.join(", ")),
    )
}
