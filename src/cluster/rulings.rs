//! What a person decided about documents, as clusters follow it.

use ahash::AHashMap;

use super::UnionFind;
use crate::document::DocId;
use crate::judge::Decision;

/// Which documents are one text, and which are different texts, by decision.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rulings {
    /// For each document that a decision names: its text.
    texts: AHashMap<DocId, usize>,
    /// By their smallest documents.
    ruled: Vec<Ruled>,
}

/// One text by decision: of a document that is only in groups of different ones, a text of its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ruled {
    /// Its documents, ascending.
    pub documents: Vec<DocId>,
    /// The groups of different texts that it is in, ascending.
    pub groups: Vec<u32>,
}

impl Ruled {
    /// Whether both were decided to be different.
    fn differs(&self, other: &Self) -> bool {
        self.groups.iter().any(|group| other.groups.binary_search(group).is_ok())
    }
}

/// Two documents that were decided to be the same and to be different.
pub type Conflict = (DocId, DocId);

impl Rulings {
    /// Each group of `same` is one text, groups that share a document too; those of each group of `different` are
    /// different texts. Linear in the groups, but for sorting.
    ///
    /// # Errors
    ///
    /// Two documents, the smaller first, that are one text and different ones.
    pub fn new(same: &[Vec<DocId>], different: &[Vec<DocId>]) -> Result<Self, Conflict> {
        let mut named: Vec<DocId> = same.iter().chain(different).flatten().copied().collect();
        named.sort_unstable();
        named.dedup();
        let place = |document: &DocId| named.partition_point(|known| known < document) as u32;
        let mut sets = UnionFind::new(named.len());
        for group in same {
            group.windows(2).for_each(|two| sets.union(place(&two[0]), place(&two[1])));
        }
        let mut rulings = Self::default();
        for (label, &document) in sets.labels().into_iter().zip(&named) {
            let first = named[label as usize];
            let text = *rulings.texts.get(&first).unwrap_or(&rulings.ruled.len());
            rulings.texts.insert(document, text);
            if document == first {
                rulings.ruled.push(Ruled::default());
            }
            rulings.ruled[text].documents.push(document);
        }
        for (number, group) in (0..).zip(different) {
            rulings.part(number, group)?;
        }
        Ok(rulings)
    }

    fn part(&mut self, number: u32, group: &[DocId]) -> Result<(), Conflict> {
        let mut seen: AHashMap<usize, DocId> = AHashMap::new();
        for &document in group {
            let text = self.texts[&document];
            match seen.insert(text, document) {
                None => self.ruled[text].groups.push(number),
                Some(other) if other == document => {}
                Some(other) => return Err((other.min(document), other.max(document))),
            }
        }
        Ok(())
    }

    /// The texts that decisions name, by their smallest documents.
    pub fn texts(&self) -> &[Ruled] {
        &self.ruled
    }

    /// The text of a document that a decision names.
    pub fn text(&self, document: DocId) -> Option<&Ruled> {
        Some(&self.ruled[*self.texts.get(&document)?])
    }

    /// What was decided about two documents, directly or by way of others that are one text with them.
    pub fn decision(&self, a: DocId, b: DocId) -> Option<Decision> {
        let (x, y) = (*self.texts.get(&a)?, *self.texts.get(&b)?);
        if x == y {
            return Some(Decision::Same);
        }
        self.ruled[x].differs(&self.ruled[y]).then_some(Decision::Different)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn groups(groups: &[&[u32]]) -> Vec<Vec<DocId>> {
        groups.iter().map(|group| group.iter().copied().map(DocId).collect()).collect()
    }

    #[test]
    fn decisions_pass_through_what_is_one_text() {
        let same = groups(&[&[5, 2], &[7, 9], &[9, 5]]);
        let rulings = Rulings::new(&same, &groups(&[&[7, 1], &[3, 4]])).expect("no conflict");
        let decided = |a, b| rulings.decision(DocId(a), DocId(b));
        assert_eq!(decided(2, 9), Some(Decision::Same));
        assert_eq!(decided(1, 2), Some(Decision::Different));
        assert_eq!(decided(4, 3), Some(Decision::Different));
        assert_eq!(decided(1, 3), None);
        assert_eq!(decided(2, 6), None);
        let text = rulings.text(DocId(9)).expect("a text");
        assert_eq!(text.documents, [2, 5, 7, 9].map(DocId));
        assert_eq!(rulings.texts().len(), 4);
    }

    #[test]
    fn what_is_both_is_a_conflict() {
        let same = groups(&[&[1, 2], &[2, 3]]);
        let conflict = Rulings::new(&same, &groups(&[&[4, 3, 1]]));
        assert_eq!(conflict, Err((DocId(1), DocId(3))));
        assert!(Rulings::new(&same, &groups(&[&[4, 4, 1]])).is_ok());
    }
}
