//! From clusters of folded documents to what a report shows: copies unfolded, differences worked out.

use std::sync::Arc;

use ahash::AHashMap;

use super::Options;
use super::collect::Collection;
use crate::cluster::Cluster;
use crate::diff::{Comparison, Prepared, Relation, compare};
use crate::document::DocId;
use crate::normalize::Normalizer;
use crate::report::{ClusterReport, Kind, Link, Member};
use crate::stock::Stock;
use crate::tokenize::Tokenizer;
use crate::verify::Overlap;

/// Makes the report of one cluster after another.
pub(super) struct Unfolder<'a> {
    pub(super) collection: &'a Collection,
    pub(super) options: &'a Options,
    pub(super) normalizer: &'a Normalizer,
    pub(super) tokenizer: &'a Tokenizer,
    /// The stock sentences, where they are known.
    pub(super) stock: Option<&'a Stock>,
    /// For each document that others are folded into: those others, ascending.
    copies: AHashMap<DocId, Vec<DocId>>,
}

impl<'a> Unfolder<'a> {
    pub(super) fn new(
        collection: &'a Collection,
        options: &'a Options,
        normalizer: &'a Normalizer,
        tokenizer: &'a Tokenizer,
    ) -> Self {
        let mut copies: AHashMap<DocId, Vec<DocId>> = AHashMap::new();
        for (index, &fold) in collection.fold.iter().enumerate() {
            if fold.index() != index {
                copies.entry(fold).or_default().push(DocId(index as u32));
            }
        }
        Self { collection, options, normalizer, tokenizer, stock: None, copies }
    }

    /// All pairs of a document and one folded into it, by the first, then the second.
    pub(super) fn folded_pairs(&self) -> impl Iterator<Item = (DocId, DocId)> + '_ {
        let fold = self.collection.fold.iter().enumerate();
        fold.map(|(index, &first)| (first, DocId(index as u32)))
            .filter(|(first, document)| first != document)
    }

    /// The documents of `cluster` but the representative. A family has one document for each of its texts.
    fn linked(&self, kind: Kind, cluster: &Cluster) -> Vec<(DocId, Overlap)> {
        let representative = cluster.representative;
        let members = cluster.members.iter().map(|member| (member.document, member.overlap));
        if kind == Kind::Template {
            return members.collect();
        }
        let own = (representative, self.overlap_with_itself(representative));
        let all = std::iter::once(own).chain(members);
        let mut all: Vec<_> =
            all.flat_map(|(document, overlap)| self.with_copies(document, overlap)).collect();
        all.retain(|&(document, _)| document != representative);
        all
    }

    /// The report of `cluster`, which has number `id`.
    pub(super) fn report(&self, id: u32, kind: Kind, cluster: &Cluster) -> ClusterReport {
        let representative = cluster.representative;
        let mut linked = self.linked(kind, cluster);
        linked.sort_unstable_by_key(|&(document, _)| document);
        let (min, median) = spread(&linked);
        let mut comparer = Comparer::new(self, id, representative);
        let mut members = vec![self.member(representative, comparer.shows(), None)];
        for (document, overlap) in linked {
            let comparison = comparer.compare(document);
            let relation = match &comparison {
                _ if kind == Kind::Template => Some(Relation::SameTemplate),
                Some(comparison) => Some(comparison.relation),
                None => self.relation_of_copies(representative, document),
            };
            let link = Link { relation, overlap, comparison, min_run: self.options.min_run };
            members.push(self.member(document, comparer.shows(), Some(link)));
        }
        ClusterReport { id, kind, members, min, median }
    }

    fn with_copies(&self, document: DocId, overlap: Overlap) -> Vec<(DocId, Overlap)> {
        let copies = self.copies.get(&document).into_iter().flatten().copied();
        std::iter::once(document).chain(copies).map(|document| (document, overlap)).collect()
    }

    pub(super) fn overlap_with_itself(&self, document: DocId) -> Overlap {
        let traits = self.collection.traits[document.index()].as_ref();
        let set = traits.and_then(|traits| traits.set.as_ref());
        let size = set.map_or(0, |set| set.hashes().len() as u32);
        Overlap { common: size, a: size, b: size }
    }

    fn member(&self, document: DocId, with_text: bool, link: Option<Link>) -> Member {
        let document = &self.collection.documents[document.index()];
        Member {
            id: document.id.clone(),
            title: document.title.clone(),
            text: with_text.then(|| Arc::from(document.text.as_str())),
            link,
        }
    }

    /// What a document with the same comparison text is, as far as that is known without a comparison.
    fn relation_of_copies(&self, representative: DocId, copy: DocId) -> Option<Relation> {
        let text = |document: DocId| &self.collection.documents[document.index()].text;
        (text(representative) == text(copy)).then_some(Relation::Identical)
    }

    fn prepare(&self, document: DocId) -> Prepared<'a> {
        let original = &self.collection.documents[document.index()].text;
        let prepared = Prepared::new(original, self.normalizer.normalize(original));
        match self.stock {
            Some(stock) => prepared.with_stock(stock),
            None => prepared,
        }
    }
}

/// Smallest and median Jaccard of the members to the representative; 1 when there are only copies.
pub(super) fn spread(linked: &[(DocId, Overlap)]) -> (f64, f64) {
    let mut figures: Vec<f64> = linked.iter().map(|(_, overlap)| overlap.jaccard()).collect();
    figures.sort_by(f64::total_cmp);
    match figures.len() {
        0 => (1.0, 1.0),
        count => (figures[0], (figures[(count - 1) / 2] + figures[count / 2]) / 2.0),
    }
}

/// Compares the members of one cluster with its representative; equal originals only once.
struct Comparer<'a, 'u> {
    unfolder: &'u Unfolder<'a>,
    representative: Option<Prepared<'a>>,
    known: AHashMap<&'a str, Arc<Comparison>>,
}

impl<'a, 'u> Comparer<'a, 'u> {
    fn new(unfolder: &'u Unfolder<'a>, id: u32, representative: DocId) -> Self {
        let representative =
            unfolder.options.compares(id).then(|| unfolder.prepare(representative));
        Self { unfolder, representative, known: AHashMap::new() }
    }

    /// Whether the cluster's differences are worked out.
    fn shows(&self) -> bool {
        self.representative.is_some()
    }

    fn compare(&mut self, member: DocId) -> Option<Arc<Comparison>> {
        let representative = self.representative.as_ref()?;
        let text = self.unfolder.collection.documents[member.index()].text.as_str();
        let comparison = self.known.entry(text).or_insert_with(|| {
            let member = self.unfolder.prepare(member);
            let words = |piece: &str| self.unfolder.tokenizer.words(piece);
            Arc::new(compare(representative, &member, &words))
        });
        Some(Arc::clone(comparison))
    }
}
