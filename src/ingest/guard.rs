//! Stops what expands without end: an archive bomb is a few kilobytes that unpack to terabytes.

use std::error::Error;
use std::fmt;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// What anything may unpack to, in bytes, however little it takes packed.
pub(super) const FREE_BYTES: u64 = 1 << 30;

/// How many times its packed size a thing may unpack to beyond [`FREE_BYTES`]. Speeches pack to a third or a
/// tenth; a collection of a hundred copies of each packs to a few hundredths.
pub(super) const MAX_RATIO: u64 = 200;

/// How many bytes have been read of something packed.
pub(super) type Count = Arc<AtomicU64>;

/// Whether so many bytes are too many for so many packed ones.
fn is_bomb(expanded: u64, packed: u64) -> bool {
    expanded > FREE_BYTES && expanded / MAX_RATIO > packed
}

/// Counts the bytes that are read.
pub(super) struct Counting<R> {
    inner: R,
    count: Count,
}

impl<R> Counting<R> {
    pub(super) fn new(inner: R) -> (Self, Count) {
        let count = Count::default();
        (Self { inner, count: Arc::clone(&count) }, count)
    }
}

impl<R: Read> Read for Counting<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// What a decoder unpacks, up to the limit; then it fails with [`Expands`].
pub(super) struct Guarded<R> {
    unpacked: R,
    packed: Count,
    expanded: u64,
}

impl<R> Guarded<R> {
    pub(super) fn new(unpacked: R, packed: Count) -> Self {
        Self::resume(unpacked, packed, 0)
    }

    /// Goes on where so many bytes were unpacked before.
    pub(super) fn resume(unpacked: R, packed: Count, expanded: u64) -> Self {
        Self { unpacked, packed, expanded }
    }

    /// How many bytes were unpacked.
    pub(super) fn expanded(&self) -> u64 {
        self.expanded
    }
}

impl<R: Read> Read for Guarded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.unpacked.read(buffer)?;
        self.expanded += read as u64;
        if is_bomb(self.expanded, self.packed.load(Ordering::Relaxed)) {
            return Err(io::Error::other(Expands));
        }
        Ok(read)
    }
}

/// The error of a stream that unpacks to too much.
#[derive(Debug)]
pub(super) struct Expands;

impl fmt::Display for Expands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unpacks to too much")
    }
}

impl Error for Expands {}

impl Expands {
    /// Whether `error` is this one, or was caused by it.
    pub(super) fn is(error: &io::Error) -> bool {
        let Some(inner) = error.get_ref() else { return false };
        let cause = || inner.source()?.downcast_ref::<io::Error>();
        inner.is::<Self>() || cause().is_some_and(Self::is)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_expands_beyond_both_limits_is_stopped() {
        let read = |packed: u64, length: u64| {
            let count = Count::new(AtomicU64::new(packed));
            let mut stream = Guarded::new(io::repeat(b' ').take(length), count);
            io::copy(&mut stream, &mut io::sink()).map_err(|error| Expands::is(&error))
        };
        assert_eq!(read(0, FREE_BYTES), Ok(FREE_BYTES));
        assert_eq!(read(10, FREE_BYTES + (1 << 20)), Err(true));
        let packed = FREE_BYTES / MAX_RATIO + (1 << 20);
        assert_eq!(read(packed, FREE_BYTES + (1 << 20)), Ok(FREE_BYTES + (1 << 20)));
    }

    #[test]
    fn the_cause_of_an_error_counts() {
        let wrapped = io::Error::other(Wrapped(io::Error::other(Expands)));
        assert!(Expands::is(&wrapped));
        assert!(!Expands::is(&io::Error::other("something else")));
    }

    #[derive(Debug)]
    struct Wrapped(io::Error);

    impl fmt::Display for Wrapped {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            write!(f, "wrapped: {}", self.0)
        }
    }

    impl Error for Wrapped {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }
}
