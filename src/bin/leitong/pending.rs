//! Files and folders that are half-written. An interrupted run takes them away before it ends.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::exit;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The exit status of an interrupted run: 128 and the number of SIGINT, as shells have it.
const INTERRUPTED: i32 = 130;

/// While an interrupt takes a folder away, other threads may still write into it: so often it is tried.
const TRIES: usize = 20;

static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Something half-written, until this is dropped.
#[derive(Debug)]
pub(crate) struct Pending(PathBuf);

impl Pending {
    pub(crate) fn new(path: &Path) -> Self {
        hold().push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        hold().retain(|path| *path != self.0);
    }
}

/// Keeps interrupts waiting: what is done meanwhile is done whole.
pub(crate) fn hold() -> MutexGuard<'static, Vec<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, an interrupt (SIGINT, SIGTERM, SIGHUP) leaves nothing half-written.
pub(crate) fn clean_up_when_interrupted() {
    let clean_up = || {
        let pending = hold();
        pending.iter().for_each(|path| {
            let _ = (0..TRIES).find(|_| removed(path));
        });
        exit(INTERRUPTED)
    };
    // Where no handler can be set, temporary files may stay: no reason not to run.
    let _ = ctrlc::set_handler(clean_up);
}

fn removed(path: &Path) -> bool {
    let done = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    done.is_ok() || path.symlink_metadata().is_err_and(|e| e.kind() == io::ErrorKind::NotFound)
}
