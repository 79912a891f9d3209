//! New clusters from a report, without the collection: all verified pairs are in it, with the evidence they were
//! judged by.

mod error;
mod kept;

pub use error::RecutError;

use std::io;

use ahash::AHashMap;

use super::clusters::spread;
use super::grouping::{Look, group};
use super::pairs::{JudgedPair, Pairs};
use super::{Options, Templates, with_kinds};
use crate::cluster::{Cluster, Node};
use crate::decisions::Decisions;
use crate::diff::Relation;
use crate::document::DocId;
use crate::error::Skipped;
use crate::judge::{Decision, Evidence, Subjects, Verdict};
use crate::report::{
    ClusterReport, Counts, Kind, Link, MIN_RUN, Member, Method, OptionValue, Pair, PairedDocument,
    Renderer, Run, wire,
};
use crate::verify::{MatchRule, Overlap, VerifiedPair};
use kept::{Read, read};

/// What the new clusters are made by instead of the report's own options.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// Another threshold, not below the report's.
    pub threshold: Option<f64>,
    /// Another containment, not below the report's.
    pub containment: Option<f64>,
    /// Another place for templates.
    pub templates: Option<Templates>,
    /// Decisions beside those in the report.
    pub decisions: Decisions,
    /// What `run.options` records of the decisions.
    pub recorded: Option<(String, OptionValue)>,
}

/// A report with new clusters.
#[derive(Debug)]
pub struct Recut {
    run: Run,
    skipped: Vec<Skipped>,
    clusters: Vec<ClusterReport>,
    documents: Vec<PairedDocument>,
    pairs: Vec<Pair>,
    unpaired: Vec<String>,
}

impl Recut {
    /// The ids of the new decisions that stand in no pair of the report.
    pub fn unpaired(&self) -> &[String] {
        &self.unpaired
    }

    /// What was left out when the report was made.
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// Gives it to every renderer.
    ///
    /// # Errors
    ///
    /// Those of the renderers.
    pub fn write(&self, renderers: &mut [Box<dyn Renderer + '_>]) -> io::Result<()> {
        for renderer in renderers {
            renderer.run(&self.run, &self.skipped)?;
            self.clusters.iter().try_for_each(|cluster| renderer.cluster(cluster))?;
            renderer.documents(&mut self.documents.iter().cloned())?;
            renderer.pairs(&mut self.pairs.iter().cloned())?;
            renderer.finish()?;
        }
        Ok(())
    }
}

/// The report with clusters by other options. Differences are not in it: the texts they show are not there.
///
/// # Errors
///
/// See [`RecutError`].
pub fn recut(report: wire::Report, changes: &Changes) -> Result<Recut, RecutError> {
    let options = options(&report, changes)?;
    let book = Book::new(&report, &changes.decisions)?;
    let Read { folded, judged, known, decided } = read(&report, &book, &options)?;
    let rulings = book.rulings(&changes.decisions, &decided, &known)?;
    let find = |a: DocId, b: DocId| {
        let (found, reaches) = *known.get(&(a.min(b), a.max(b)))?;
        let overlap = if a < b { found.pair.overlap } else { found.pair.overlap.swapped() };
        Some((JudgedPair { pair: VerifiedPair { a, b, overlap }, ..found }, reaches))
    };
    let mut run = Run::from(&report.run);
    let look = Look {
        verdict: &|a, b| find(a, b).filter(|(_, reaches)| *reaches).map(|(found, _)| found),
        figures: &|a, b| find(a, b).map(|(found, _)| found),
        is_complete: run.candidates.method == Method::Exact,
    };
    let grouped =
        group(&book.nodes, &options, &rulings, &look, judged).map_err(RecutError::Decisions)?;
    if let Some(&(a, b)) = grouped.unknown.first() {
        return Err(book.not_there(a, b));
    }
    run.cut_from.push(run.options.clone());
    record(&mut run.options, &options, changes);
    let counts = Counts { compared: 0, compared_templates: 0, uneven: 0, ..run.counts };
    run.counts = grouped.counts(&book.nodes, folded.len() as u64, counts);
    let all = with_kinds(&grouped.clusters, &grouped.templates);
    let clusters =
        (1..).zip(all).map(|(id, (kind, cluster))| book.report(id, kind, cluster)).collect();
    let skipped = report.skipped.iter().map(Skipped::from).collect();
    let pairs = book.pairs(&grouped.pairs, folded);
    let documents = book.paired(&pairs);
    let unpaired = changes.decisions.ids().into_iter().filter(|id| !book.places.contains_key(id));
    let unpaired = unpaired.map(str::to_owned).collect();
    Ok(Recut { run, skipped, clusters, documents, pairs, unpaired })
}

/// Puts what the new clusters were made by in the place of the report's own options.
fn record(recorded: &mut Vec<(String, OptionValue)>, options: &Options, changes: &Changes) {
    set(recorded, "threshold", OptionValue::Number(options.matching.threshold));
    set(recorded, "containment", OptionValue::Number(options.matching.containment));
    set(recorded, "templates", OptionValue::Text(options.templates.name().to_owned()));
    set(recorded, "diffs", OptionValue::Integer(0));
    if let Some((name, value)) = &changes.recorded {
        recorded.retain(|(known, _)| known != name);
        recorded.push((name.clone(), value.clone()));
    }
}

fn options(report: &wire::Report, changes: &Changes) -> Result<Options, RecutError> {
    let own =
        Options::recorded(&report.run).map_err(|option| RecutError::Broken(option.to_string()))?;
    let raised = |name: &'static str, own: f64, change: Option<f64>| match change {
        Some(asked) if asked < own => Err(RecutError::Below { name, asked, report: own }),
        change => Ok(change.unwrap_or(own)),
    };
    let MatchRule { threshold, containment, .. } = own.matching;
    Ok(Options {
        matching: MatchRule {
            threshold: raised("threshold", threshold, changes.threshold)?,
            containment: raised("containment", containment, changes.containment)?,
            ..own.matching
        },
        templates: changes.templates.unwrap_or(own.templates),
        ..own
    })
}

fn set(options: &mut [(String, OptionValue)], name: &str, value: OptionValue) {
    if let Some(option) = options.iter_mut().find(|(known, _)| known == name) {
        option.1 = value;
    }
}

fn evidence(pair: &wire::Pair) -> Result<Evidence, RecutError> {
    let known = Subjects::ALL.into_iter().find(|subjects| subjects.name() == pair.subject);
    let subjects = known.ok_or_else(|| RecutError::Broken(format!("subject {}", pair.subject)))?;
    Ok(Evidence {
        subjects,
        spliced: pair.spliced,
        aligned: pair.aligned.map(Into::into),
        discounted: pair.discounted.map(Into::into),
    })
}

/// The documents of a report by number.
struct Book<'a> {
    documents: &'a [wire::Document],
    places: AHashMap<&'a str, DocId>,
    nodes: Vec<Node>,
    /// For each document with copies: those copies, ascending.
    copies: AHashMap<DocId, Vec<DocId>>,
    /// How many shingles each document with copies has.
    sizes: AHashMap<DocId, u32>,
    /// What the members of the report's clusters are to their representatives.
    relations: AHashMap<(&'a str, &'a str), Relation>,
    /// For each document whether a decision of `same` names it, then or now.
    same: Vec<bool>,
}

impl<'a> Book<'a> {
    fn new(report: &'a wire::Report, decisions: &Decisions) -> Result<Self, RecutError> {
        let documents = &report.documents;
        // In what order documents stand decides what their pairs are: evidence has a first side and a second.
        if let Some(two) = documents.windows(2).find(|two| two[0].id >= two[1].id) {
            return Err(RecutError::Broken(format!("documents: {}, {}", two[0].id, two[1].id)));
        }
        let places: AHashMap<&str, DocId> =
            (0..).zip(documents).map(|(place, known)| (known.id.as_str(), DocId(place))).collect();
        let node = |known: &wire::Document| Node {
            copies: u32::from(known.copy_of.is_none()),
            characters: known.characters,
        };
        let mut book = Self {
            documents,
            places,
            nodes: documents.iter().map(node).collect(),
            copies: AHashMap::new(),
            sizes: AHashMap::new(),
            relations: AHashMap::new(),
            same: documents.iter().map(|known| known.same).collect(),
        };
        for id in decisions.same.iter().flatten() {
            if let Some(place) = book.places.get(id.as_str()) {
                book.same[place.index()] = true;
            }
        }
        for (place, known) in documents.iter().enumerate() {
            if let Some(original) = &known.copy_of {
                let original = book.place(original)?;
                if book.is_copy(original) {
                    return Err(RecutError::Broken(format!("copy_of of {}", known.id)));
                }
                book.nodes[original.index()].copies += 1;
                book.copies.entry(original).or_default().push(DocId(place as u32));
            }
        }
        for pair in &report.pairs {
            let (a, b) = (book.place(&pair.a)?, book.place(&pair.b)?);
            for (copy, original) in [(a, b), (b, a)] {
                if book.is_copy(copy) {
                    book.sizes.insert(original, pair.shingles.common);
                }
            }
        }
        for cluster in &report.clusters {
            for member in &cluster.members {
                let named =
                    |relation: &&Relation| member.relation.as_deref() == Some(relation.name());
                if let Some(relation) = Relation::ALL.iter().find(named) {
                    let key = (cluster.representative.as_str(), member.id.as_str());
                    book.relations.insert(key, *relation);
                }
            }
        }
        Ok(book)
    }

    fn place(&self, id: &str) -> Result<DocId, RecutError> {
        let place = self.places.get(id).copied();
        place.ok_or_else(|| RecutError::Broken(format!("documents without {id}")))
    }

    fn is_copy(&self, document: DocId) -> bool {
        self.documents[document.index()].copy_of.is_some()
    }

    /// Whether the second document of a pair is a copy of the first, as no other document of a pair is.
    fn is_of_copy(&self, pair: &wire::Pair, found: VerifiedPair) -> Result<bool, RecutError> {
        if !self.is_copy(found.a) && !self.is_copy(found.b) {
            return Ok(false);
        }
        let copied = self.documents[found.b.index()].copy_of.as_ref() == Some(&pair.a);
        let Overlap { common, a, b } = found.overlap;
        if copied && a == common && b == common {
            Ok(true)
        } else {
            Err(RecutError::Broken(format!("pairs: {}, {}", pair.a, pair.b)))
        }
    }

    /// The pair, and the tokens of its smaller text.
    fn pair(&self, pair: &wire::Pair) -> Result<(VerifiedPair, u32), RecutError> {
        let wire::PairShingles { a, b, common } = pair.shingles;
        let (x, y) = (self.place(&pair.a)?, self.place(&pair.b)?);
        let tokens = |document: DocId| self.documents[document.index()].tokens;
        let overlap = Overlap { common, a, b };
        let discounted = pair.discounted.map(Overlap::from);
        if x >= y || !overlap.is_possible() || discounted.is_some_and(|found| !found.is_possible())
        {
            return Err(RecutError::Broken(format!("pairs: {}, {}", pair.a, pair.b)));
        }
        let found = VerifiedPair { a: x, b: y, overlap };
        Ok((found, tokens(x).min(tokens(y))))
    }

    fn with_copies(&self, document: DocId, overlap: Overlap) -> Vec<(DocId, Overlap)> {
        let copies = self.copies.get(&document).into_iter().flatten().copied();
        std::iter::once(document).chain(copies).map(|document| (document, overlap)).collect()
    }

    fn report(&self, id: u32, kind: Kind, cluster: &Cluster) -> ClusterReport {
        let representative = cluster.representative;
        let members = cluster.members.iter().map(|member| (member.document, member.overlap));
        let mut linked: Vec<(DocId, Overlap)> = match kind {
            Kind::Template => members.collect(),
            Kind::Copies => {
                let size = self.sizes.get(&representative).copied().unwrap_or(0);
                let own = Overlap { common: size, a: size, b: size };
                let all = std::iter::once((representative, own)).chain(members);
                all.flat_map(|(document, overlap)| self.with_copies(document, overlap)).collect()
            }
        };
        linked.retain(|&(document, _)| document != representative);
        linked.sort_unstable_by_key(|&(document, _)| document);
        let (min, median) = spread(&linked);
        let link = |(document, overlap)| {
            let ids = (self.id(representative), self.id(document));
            let known = self
                .relations
                .get(&ids)
                .copied()
                .or_else(|| self.identical(representative, document));
            let relation =
                if kind == Kind::Template { Some(Relation::SameTemplate) } else { known };
            self.member(
                document,
                Some(Link { relation, overlap, comparison: None, min_run: MIN_RUN }),
            )
        };
        let own = self.member(representative, None);
        let members = std::iter::once(own).chain(linked.into_iter().map(link)).collect();
        ClusterReport { id, kind, members, min, median }
    }

    /// What two documents are whose originals are equal, whatever was compared.
    fn identical(&self, a: DocId, b: DocId) -> Option<Relation> {
        (self.original(a) == self.original(b)).then_some(Relation::Identical)
    }

    /// The first document with the original of this one.
    fn original(&self, document: DocId) -> &'a str {
        let known = &self.documents[document.index()];
        known.identical_to.as_ref().unwrap_or(&known.id)
    }

    /// Whether two copies are one text by decision.
    fn are_same(&self, pair: VerifiedPair) -> bool {
        self.same[pair.a.index()] && self.same[pair.b.index()]
    }

    fn id(&self, document: DocId) -> &'a str {
        &self.documents[document.index()].id
    }

    fn member(&self, document: DocId, link: Option<Link>) -> Member {
        let known = &self.documents[document.index()];
        Member { id: known.id.clone(), title: known.title.clone(), text: None, link }
    }

    /// The pairs in id order; copies with the document that stands for them.
    fn pairs(&self, judged: &Pairs, folded: Vec<VerifiedPair>) -> Vec<Pair> {
        let same =
            Evidence { subjects: Subjects::Same, spliced: None, aligned: None, discounted: None };
        let copies = folded.into_iter().map(|pair| JudgedPair {
            pair,
            evidence: same,
            verdict: Verdict::Match,
            decision: self.are_same(pair).then_some(Decision::Same),
        });
        let mut all: Vec<JudgedPair> = judged.iter().chain(copies).collect();
        all.sort_unstable_by_key(|found| (found.pair.a, found.pair.b));
        let pair = |JudgedPair { pair, evidence, verdict, decision }| Pair {
            a: self.id(pair.a).to_owned(),
            b: self.id(pair.b).to_owned(),
            overlap: pair.overlap,
            evidence,
            verdict,
            decision,
        };
        all.into_iter().map(pair).collect()
    }

    /// The documents that stand in `pairs`.
    fn paired(&self, pairs: &[Pair]) -> Vec<PairedDocument> {
        let mut stands = vec![false; self.documents.len()];
        for id in pairs.iter().flat_map(|pair| [&pair.a, &pair.b]) {
            if let Some(place) = self.places.get(id.as_str()) {
                stands[place.index()] = true;
            }
        }
        let places = (0..self.documents.len()).filter(|&place| stands[place]);
        let document = |place: usize| PairedDocument {
            same: self.same[place],
            ..PairedDocument::from(&self.documents[place])
        };
        places.map(document).collect()
    }
}
