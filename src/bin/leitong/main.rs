//! The program `leitong`: the only place that prints, reads arguments and environment, and picks the exit
//! code.

mod args;
mod cmd;
mod exit;
mod folder;
mod output;
mod pending;
mod terminal;

use std::process::ExitCode;

/// Two threads and more take and give back many small pieces of memory: the system's allocator costs a seventh more CPU time.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let lang = terminal::lang();
    let (args, lang) = args::parse(lang);
    let args = match args {
        Ok(args) => args,
        Err(error) => return exit::mistyped(&error, lang),
    };
    #[cfg(feature = "parquet")]
    hide_contained_panics();
    pending::clean_up_when_interrupted();
    match cmd::run(args, lang) {
        Ok(status) => status.into(),
        Err(error) => exit::fail(&error, lang),
    }
}

/// A panic that becomes the reason why an input is skipped is not told twice.
#[cfg(feature = "parquet")]
fn hide_contained_panics() {
    let print = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !leitong::ingest::is_contained() {
            print(panic);
        }
    }));
}
