//! A library's panics on damaged data, made errors.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::error::SkipReason;

thread_local! {
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread runs code whose panics become a [`SkipReason::Corrupt`]: a panic hook need not print them.
pub fn is_contained() -> bool {
    INSIDE.get()
}

/// Runs code of a library that panics on damaged data. What it worked on must not be used after an error.
pub(crate) fn contain<T>(run: impl FnOnce() -> T) -> Result<T, SkipReason> {
    INSIDE.set(true);
    let done = catch_unwind(AssertUnwindSafe(run));
    INSIDE.set(false);
    done.map_err(|panic| {
        let said = panic.downcast_ref::<&str>().map(|said| (*said).to_owned());
        let said = said.or_else(|| panic.downcast_ref::<String>().cloned());
        SkipReason::Corrupt(said.unwrap_or_else(|| "its reader gave up".to_owned()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_error_and_no_more() {
        let corrupt = |said: &str| Err(SkipReason::Corrupt(said.to_owned()));
        let place = 7;
        assert_eq!(contain(|| -> u8 { panic!("at {place}") }), corrupt("at 7"));
        assert_eq!(contain(|| -> u8 { panic!("here") }), corrupt("here"));
        assert_eq!(contain(is_contained), Ok(true));
        assert!(!is_contained());
    }
}
