//! What is left out of one file or archive: so much of it is named by its place, the rest is counted.

use std::collections::VecDeque;

use crate::error::Skipped;

/// How many faults of one file or archive are named one by one. A person mends a file by fewer, and a report is not made of them.
pub(super) const NAMED: u64 = 100;

/// The faults of the file or archive that is being read.
#[derive(Debug, Default)]
pub(super) struct Faults {
    named: u64,
    /// Those beyond, by their kinds in the order of the first of each.
    rest: VecDeque<Skipped>,
}

impl Faults {
    /// Counts one more; gives it back if it is to be named.
    pub(super) fn name(&mut self, fault: Skipped) -> Option<Skipped> {
        if self.named < NAMED {
            self.named += 1;
            return Some(fault);
        }
        let kind = fault.reason.code();
        match self.rest.iter_mut().find(|first| first.reason.code() == kind) {
            Some(first) => first.count += 1,
            None => self.rest.push_back(fault),
        }
        None
    }

    /// At its end, one kind after the other of those that were not named: the first, with their count.
    pub(super) fn rest(&mut self) -> Option<Skipped> {
        self.named = 0;
        self.rest.pop_front()
    }
}
