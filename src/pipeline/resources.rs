//! What a run may use of the machine.

use std::path::PathBuf;

/// What a run may use of the machine. None of it changes a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resources {
    /// Bytes of memory for texts, shingles and what is made of them; what does not fit goes to temporary files. Beside
    /// it a run needs what the dictionary takes, and about half a kibibyte a document.
    pub memory: u64,
    /// The folder for temporary files.
    pub temp_dir: PathBuf,
}

/// Shingles that are joined together at least: 400 KB, of which the places of the parts of a run are a twentieth.
const LEAST_JOINED: usize = 1 << 15;

impl Resources {
    /// Memory that is enough: over 100,000 documents of 600 MB, twice as much saves no time that could be measured, since
    /// the system's cache of files holds what is asked for again.
    pub const MEMORY: u64 = 128 << 20;

    /// Resources with temporary files in `temp_dir`.
    pub fn new(temp_dir: PathBuf) -> Self {
        Self { memory: Self::MEMORY, temp_dir }
    }

    /// Bytes of texts that are kept in memory.
    pub(super) fn texts(&self) -> usize {
        self.share(4)
    }

    /// Shingles that are kept in memory.
    pub(super) fn shingles(&self) -> usize {
        self.share(4 * size_of::<u64>())
    }

    /// Shingles that are held in memory with their documents while candidates are found, before anything is made of
    /// documents: 12 bytes each, two fifths of the memory, into which an exact join of the largest collection that gets one
    /// unasked fits. A run of very few would take more memory for where its parts stand than for itself.
    pub(super) fn joined(&self) -> usize {
        self.share(5 * 12 / 2).max(LEAST_JOINED)
    }

    /// Bytes of shingle sets that are kept, and of what else judging looks at in documents. Candidates are found by then.
    pub(super) fn prepared(&self) -> u64 {
        self.memory / 8
    }

    /// Bytes of text that are aligned together; what is prepared of them takes several times as much.
    pub(super) fn aligned(&self) -> usize {
        self.share(64).max(1)
    }

    fn share(&self, parts: usize) -> usize {
        usize::try_from(self.memory / parts as u64).unwrap_or(usize::MAX)
    }
}
