//! `leitong man`: manual pages, made of the help.

use clap_mangen::Man;
use leitong::error::Lang;

use super::print;
use crate::args;
use crate::exit::{Error, Status};

/// Headings that the library knows in English only.
const HEADINGS: [(&str, &str); 5] = [
    ("NAME", "名称"),
    ("SYNOPSIS", "用法"),
    ("DESCRIPTION", "说明"),
    ("EXTRA", "补充"),
    ("VERSION", "版本"),
];

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
    match lang {
        Lang::Zh => print(headed(&String::from_utf8_lossy(&out)).as_bytes()),
        Lang::En => print(&out),
    }
}

/// The page with Chinese headings. A line of text never begins as a heading does: the library escapes it. Lines are not
/// spaced out to one width, which tears Chinese apart at its few spaces.
fn headed(page: &str) -> String {
    let page = HEADINGS.iter().fold(page.to_owned(), |page, (english, chinese)| {
        page.replace(&format!("\n.SH {english}\n"), &format!("\n.SH {chinese}\n"))
    });
    page.replacen("\n.SH ", "\n.ad l\n.SH ", 1)
}

fn unknown(name: &str, program: &clap::Command) -> Error {
    let names: Vec<&str> = program.get_subcommands().map(clap::Command::get_name).collect();
    Error::message(
        format!("没有子命令 {name:?}；可用的：{}", names.join("、")),
        format!("expected a subcommand ({}), found {name:?}", names.join(", ")),
    )
}
