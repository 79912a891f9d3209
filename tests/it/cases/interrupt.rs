//! A run that is cut short leaves its outputs whole or absent, and a rerun gives what an undisturbed run gives.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::fixture::{Fixture, sample};

/// Outputs of several shapes: a run writes all of them.
const OUTPUTS: [&str; 3] = ["r.json", "r.html", "pages/"];

fn start(fixture: &Fixture, force: bool) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_leitong"));
    command.current_dir(fixture.path("")).args(["report", "-q", "--lang", "en"]);
    command.arg(sample("speeches")).args(OUTPUTS.iter().flat_map(|output| ["-o", *output]));
    command.args(force.then_some("--force")).stderr(Stdio::null()).spawn().expect("it starts")
}

/// The bytes of all files below a folder, by their paths.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").display().to_string();
                found.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    found
}

fn whole() -> (BTreeMap<String, Vec<u8>>, Duration) {
    let fixture = Fixture::new();
    let started = Instant::now();
    assert!(start(&fixture, false).wait().expect("it ends").success());
    let (took, files) = (started.elapsed(), files(&fixture.path("")));
    assert!(files.len() > OUTPUTS.len(), "{:?}", files.keys());
    (files, took)
}

/// What stands in place of the outputs: each with the bytes of an undisturbed run, and of the pages all or none.
fn check(fixture: &Fixture, whole: &BTreeMap<String, Vec<u8>>) {
    let mut there = files(&fixture.path(""));
    there.retain(|name, _| !name.starts_with(".leitong-"));
    for (name, bytes) in &there {
        assert!(whole.get(name) == Some(bytes), "{name} is not whole");
    }
    let pages = |files: &BTreeMap<String, Vec<u8>>| {
        files.keys().filter(|name| name.starts_with("pages")).count()
    };
    assert!([0, pages(whole)].contains(&pages(&there)), "some pages: {:?}", there.keys());
}

#[test]
fn killed_at_fifty_moments() {
    let (whole, took) = whole();
    let fixture = Fixture::new();
    let mut killed = 0;
    for moment in 0..50 {
        // Moments all over the run, the last ones about its end, when outputs are moved to their places.
        let mut child = start(&fixture, moment > 0);
        sleep(took * moment / 45);
        killed += usize::from(child.try_wait().expect("a state").is_none());
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
        check(&fixture, &whole);
        if moment % 7 == 0 {
            OUTPUTS.iter().for_each(|output| {
                let path = fixture.path(output);
                let _ =
                    if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
            });
        }
    }
    assert!(killed >= 10, "only {killed} runs were still going on");
    assert!(start(&fixture, true).wait().expect("it ends").success());
    let mut there = files(&fixture.path(""));
    there.retain(|name, _| !name.starts_with(".leitong-"));
    assert!(there == whole, "a rerun differs: {:?}", there.keys());
}

#[test]
fn an_interrupt_leaves_nothing_half_written() {
    let (whole, took) = whole();
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        for moment in 1..=5 {
            let fixture = Fixture::new();
            let mut child = start(&fixture, false);
            // Signals that come before the program listens to them end it before anything is begun.
            sleep(took * moment / 6);
            kill(Pid::from_raw(child.id() as i32), signal).expect("it is ours");
            let status = child.wait().expect("it ends");
            check(&fixture, &whole);
            let left = files(&fixture.path(""));
            let halves: Vec<&String> =
                left.keys().filter(|name| name.starts_with(".leitong-")).collect();
            assert_eq!(halves, Vec::<&String>::new(), "{signal}, {status}");
        }
    }
}

#[test]
fn a_full_disk_is_told_with_what_to_do() {
    let fixture = Fixture::new();
    let ran = Command::new(env!("CARGO_BIN_EXE_leitong"))
        .current_dir(fixture.path(""))
        .args(["report", "-q", "--lang", "en", &sample("speeches")])
        .stdout(File::options().write(true).open("/dev/full").expect("the full device"))
        .stderr(Stdio::piped())
        .output()
        .expect("it runs");
    assert_eq!(ran.status.code(), Some(2));
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(said.contains("stdout: No space left") && said.contains("free some space"), "{said}");
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let fixture = Fixture::new();
    let mut child = Command::new(env!("CARGO_BIN_EXE_leitong"))
        .current_dir(fixture.path(""))
        .args(["report", "-q", &sample("speeches")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    drop(child.stdout.take());
    let ran = child.wait_with_output().expect("it ends");
    assert_eq!((ran.status.code(), ran.stderr), (Some(0), Vec::new()));
}
