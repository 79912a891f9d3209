//! From clusters of folded documents to what a report shows: copies unfolded, differences worked out.

use std::sync::Arc;

use ahash::{AHashMap, AHashSet};

use super::Options;
use super::collection::Collection;
use super::sets::Sets;
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
    pub(super) sets: &'a Sets<'a>,
    pub(super) options: &'a Options,
    pub(super) normalizer: &'a Normalizer,
    pub(super) tokenizer: &'a Tokenizer,
    /// The stock sentences, where they are known.
    pub(super) stock: Option<&'a Stock>,
    /// For each document that others are folded into: those others, ascending.
    pub(super) copies: &'a AHashMap<DocId, Vec<DocId>>,
}

/// For each document that others are folded into: those others, ascending.
pub(super) fn copies(collection: &Collection) -> AHashMap<DocId, Vec<DocId>> {
    let mut copies: AHashMap<DocId, Vec<DocId>> = AHashMap::new();
    for (index, &fold) in collection.fold.iter().enumerate() {
        if fold.index() != index {
            copies.entry(fold).or_default().push(DocId(index as u32));
        }
    }
    copies
}

impl Unfolder<'_> {
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
        let members = members.flat_map(|(document, overlap)| {
            let copies = self.copies_of(document).iter().copied();
            std::iter::once(document).chain(copies).map(move |document| (document, overlap))
        });
        // Costs a sort, which only what has copies needs.
        let copies = self.copies_of(representative);
        let overlap = copies.first().map(|_| self.overlap_with_itself(representative));
        let own =
            overlap.into_iter().flat_map(|overlap| copies.iter().map(move |&copy| (copy, overlap)));
        own.chain(members).collect()
    }

    /// The report of `cluster`, which has number `id`, with its differences or without.
    pub(super) fn report(
        &self,
        id: u32,
        kind: Kind,
        cluster: &Cluster,
        shows: bool,
    ) -> ClusterReport {
        let representative = cluster.representative;
        let mut linked = self.linked(kind, cluster);
        linked.sort_unstable_by_key(|&(document, _)| document);
        let (min, median) = spread(&linked);
        let mut texts = shows.then(AHashSet::new);
        let first = self.member(representative, texts.as_mut());
        let others: Vec<Member> =
            linked.iter().map(|&(document, _)| self.member(document, texts.as_mut())).collect();
        drop(texts);
        let mut comparer = first.text.as_deref().map(|text| Comparer::new(self, text));
        let links = linked.iter().zip(&others).map(|(&(document, overlap), member)| {
            let compared = comparer.as_mut().zip(member.text.as_deref());
            let comparison = compared.map(|(comparer, text)| comparer.compare(text));
            let relation = match &comparison {
                _ if kind == Kind::Template => Some(Relation::SameTemplate),
                Some(comparison) => Some(comparison.relation),
                None => self.relation_of_copies(representative, document),
            };
            Link { relation, overlap, comparison, min_run: self.options.min_run }
        });
        let links: Vec<Link> = links.collect();
        drop(comparer);
        let mut members = vec![first];
        let linked = others.into_iter().zip(links);
        members.extend(linked.map(|(member, link)| Member { link: Some(link), ..member }));
        ClusterReport { id, kind, members, min, median }
    }

    fn copies_of(&self, document: DocId) -> &[DocId] {
        self.copies.get(&document).map_or(&[], Vec::as_slice)
    }

    pub(super) fn overlap_with_itself(&self, document: DocId) -> Overlap {
        let size = self.sets.get(document).hashes().len() as u32;
        Overlap { common: size, a: size, b: size }
    }

    /// A member without a link. With its text where there are `texts`, those of the cluster so far: ten thousand copies
    /// share one.
    fn member(&self, document: DocId, texts: Option<&mut AHashSet<Arc<str>>>) -> Member {
        let text = |texts: &mut AHashSet<Arc<str>>| {
            let record = self.collection.record(document);
            let known = texts.get(record.text()).cloned();
            known.unwrap_or_else(|| {
                let text: Arc<str> = Arc::from(record.text());
                texts.insert(Arc::clone(&text));
                text
            })
        };
        Member {
            id: self.collection.id(document).to_owned(),
            title: self.collection.title(document),
            text: texts.map(text),
            link: None,
        }
    }

    /// What a document with the same comparison text is, as far as that is known without a comparison.
    fn relation_of_copies(&self, representative: DocId, copy: DocId) -> Option<Relation> {
        let collection = self.collection;
        let fold = |document: DocId| collection.fold[document.index()];
        // A copy may have any amount of white space more, and there may be thousands of it.
        let is_copy = fold(representative) == fold(copy)
            && collection.length(representative) == collection.length(copy)
            && collection.record(representative).text() == collection.record(copy).text();
        is_copy.then_some(Relation::Identical)
    }

    fn prepare<'t>(&self, original: &'t str) -> Prepared<'t> {
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
struct Comparer<'u, 't> {
    unfolder: &'u Unfolder<'u>,
    representative: Prepared<'t>,
    known: AHashMap<&'t str, Arc<Comparison>>,
}

impl<'u, 't> Comparer<'u, 't> {
    fn new(unfolder: &'u Unfolder<'u>, representative: &'t str) -> Self {
        let representative = unfolder.prepare(representative);
        Self { unfolder, representative, known: AHashMap::new() }
    }

    fn compare(&mut self, text: &'t str) -> Arc<Comparison> {
        let comparison = self.known.entry(text).or_insert_with(|| {
            let member = self.unfolder.prepare(text);
            let words = |piece: &str| self.unfolder.tokenizer.words(piece);
            Arc::new(compare(&self.representative, &member, &words))
        });
        Arc::clone(comparison)
    }
}
