//! Which clusters have their differences worked out.

use ahash::AHashMap;

use super::Options;
use super::collection::Collection;
use crate::cluster::Cluster;
use crate::document::DocId;
use crate::report::Kind;

/// The comparisons of a cluster may read so many times the bytes of its texts. Where no text is much longer than the others they
/// read twice as many, and where one has fourteen others in it eight times; each comparison shows all of the representative
/// that a member lacks, so that a thousand speeches and a file of all of them would have a report of a thousand such files.
const READ_AGAIN: u64 = 8;

/// So many bytes may be read in any case: hardly anyone waits for them.
const SMALL: u64 = 4 << 20;

/// What becomes of the differences of a cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// They are worked out.
    All,
    /// They were not asked for.
    Unasked,
    /// One text is so much longer than the others that they are left out.
    Uneven,
}

/// What becomes of the differences of `clusters`, which are numbered from 1. `copies` are those of each document that has any.
pub(super) fn shown<'c>(
    clusters: impl Iterator<Item = (Kind, &'c Cluster)>,
    collection: &Collection,
    copies: &AHashMap<DocId, Vec<DocId>>,
    options: &Options,
) -> Vec<Shown> {
    let length = |document: DocId| collection.length(document) as u64;
    let of = |(id, (kind, cluster)): (u32, (Kind, &Cluster))| {
        if !options.compares(id) {
            return Shown::Unasked;
        }
        let members = cluster.members.iter().map(|member| member.document);
        let all = std::iter::once(cluster.representative).chain(members.clone());
        // A copy may have any amount of white space more. Families are shown without.
        let copies = all.filter(|_| kind == Kind::Copies).filter_map(|one| copies.get(&one));
        let others = members.chain(copies.flatten().copied()).map(length);
        if is_even(length(cluster.representative), others) { Shown::All } else { Shown::Uneven }
    };
    (1..).zip(clusters).map(of).collect()
}

/// Whether texts of so many bytes can be compared with a representative for a small multiple of what it takes to read them.
fn is_even(representative: u64, members: impl Iterator<Item = u64>) -> bool {
    let (mut texts, mut read) = (representative, 0);
    for member in members {
        texts += member;
        read += representative + member;
    }
    read <= SMALL + READ_AGAIN * texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_with_all_others_in_it_is_not_shown_beside_each() {
        let even = |representative: u64, members: usize, length: u64| {
            is_even(representative, std::iter::repeat_n(length, members))
        };
        let (speech, book) = (10_000, 10_000_000);
        assert!(even(speech, 100_000, speech) && even(speech, 10, book) && even(book, 10, book));
        assert!(even(book, 7, speech) && !even(book, 1_000, speech));
        // Fourteen that make it up, and a few of any length.
        assert!(even(14 * book, 14, book) && !even(18 * book, 18, book));
        assert!(even(20 * speech, 20, speech) && even(speech, 400, 60));
    }
}
