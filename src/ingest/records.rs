//! Files of records: what their readers have in common.

use crate::document::{Document, Origin};
use crate::error::{SkipReason, Skipped};

use super::IngestOptions;
use super::record::Record;
use super::text::{has_content, title_of};

/// A file of records, read one after the other.
pub(super) trait Records {
    /// The next record, or the next place that is not one; `None` at the end.
    fn next(&mut self, options: &IngestOptions) -> Option<Result<Document, Skipped>>;

    /// The number of the line or row that was read last, from 1.
    fn line(&self) -> u64;
}

/// A record as a document. One without an id gets `own`, one without a title its first line.
pub(super) fn document(
    record: Record,
    own: impl FnOnce() -> String,
    origin: Origin,
) -> Result<Document, SkipReason> {
    let Record { id, text, mut title, more } = record;
    if !has_content(&text) {
        return Err(SkipReason::Empty);
    }
    let (has_id, has_title) = (id.is_some(), !title.is_empty());
    if title.is_empty() {
        title_of(&text).clone_into(&mut title);
    }
    let origin = Origin { fields: more, has_id, has_title, ..origin };
    Ok(Document { id: id.unwrap_or_else(own), title, text, origin })
}
