//! The texts of a report that match others, and the pairs in which they do.

use ahash::AHashMap;

use crate::judge::{Decision, Verdict};
use crate::report::wire;
use crate::verify::Overlap;

use super::CurateError;

/// The texts that stand in pairs, by number, in the order of their ids. Texts with one comparison text are a class,
/// and have all pairs of their class.
#[derive(Debug)]
pub struct Graph<'r> {
    ids: Vec<&'r str>,
    places: AHashMap<&'r str, usize>,
    /// The characters of each comparison text.
    characters: Vec<u32>,
    /// For each text: the one that stands for its class.
    class: Vec<usize>,
    /// For each class: how many shingles its texts have, where it has more than one text.
    sizes: AHashMap<usize, u32>,
    /// For each class: its pairs, the most similar first.
    edges: Vec<Vec<Edge>>,
    /// For each text: whether it represents a cluster.
    represents: Vec<bool>,
    /// The texts that the report was decided about as the same, and not only copies of them.
    same: Vec<usize>,
}

/// A pair of two classes, seen from one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Edge {
    /// The other class.
    pub(super) other: usize,
    /// A is the other class.
    pub(super) overlap: Overlap,
    pub(super) verdict: Verdict,
    /// What the report was decided about the pair.
    pub(super) decision: Option<Decision>,
}

impl<'r> Graph<'r> {
    /// The texts and pairs of `report`, and `further` texts with the characters of their comparison texts, which may be
    /// among them. Linear in the pairs, but for sorting.
    ///
    /// # Errors
    ///
    /// A report with a pair of documents it does not list.
    pub fn new(report: &'r wire::Report, further: &[(&'r str, u32)]) -> Result<Self, CurateError> {
        let own = report.documents.iter();
        let own = own.map(|known| (known.id.as_str(), known.characters, known.copy_of.as_deref()));
        let mut documents: Vec<(&str, u32, Option<&str>)> =
            own.chain(further.iter().map(|&(id, characters)| (id, characters, None))).collect();
        documents.sort_by_key(|&(id, ..)| id);
        documents.dedup_by_key(|&mut (id, ..)| id);
        let ids: Vec<&str> = documents.iter().map(|&(id, ..)| id).collect();
        let places: AHashMap<&str, usize> = ids.iter().copied().zip(0..).collect();
        let place = |id: &str| {
            let found = places.get(id).copied();
            found.ok_or_else(|| CurateError::Broken(format!("documents: {id}")))
        };
        let mut class = Vec::with_capacity(ids.len());
        for (at, (.., original)) in documents.iter().enumerate() {
            class.push(original.map_or(Ok(at), place)?);
        }
        let (mut sizes, mut edges) = (AHashMap::new(), vec![Vec::new(); ids.len()]);
        for pair in &report.pairs {
            let (a, b) = (place(&pair.a)?, place(&pair.b)?);
            let wire::PairShingles { a: in_a, b: in_b, common } = pair.shingles;
            if class[a] == class[b] {
                sizes.insert(class[a], common);
                continue;
            }
            let overlap = Overlap { common, a: in_a, b: in_b };
            if !overlap.is_possible() {
                return Err(CurateError::Broken(format!("pairs: {}, {}", pair.a, pair.b)));
            }
            let verdict = verdict(&pair.verdict)?;
            let decision = pair.decision.as_deref().map(decision).transpose()?;
            let edge = Edge { other: class[a], overlap, verdict, decision };
            edges[class[b]].push(edge);
            edges[class[a]].push(Edge { other: class[b], overlap: overlap.swapped(), ..edge });
        }
        for edges in &mut edges {
            edges.sort_by(|x: &Edge, y: &Edge| {
                let (one, two) = (x.overlap.jaccard(), y.overlap.jaccard());
                two.total_cmp(&one).then(x.other.cmp(&y.other))
            });
        }
        let mut represents = vec![false; ids.len()];
        for cluster in &report.clusters {
            represents[place(&cluster.representative)?] = true;
        }
        let characters = documents.iter().map(|&(_, characters, _)| characters).collect();
        let named = report.documents.iter().filter(|known| known.same);
        let same = named.map(|known| place(&known.id)).collect::<Result<_, _>>()?;
        Ok(Self { ids, places, characters, class, sizes, edges, represents, same })
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no text.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The public id of a text.
    pub fn id(&self, text: usize) -> &'r str {
        self.ids[text]
    }

    /// The number of a text.
    pub fn place(&self, id: &str) -> Option<usize> {
        self.places.get(id).copied()
    }

    /// The characters of a comparison text.
    pub fn characters(&self, text: usize) -> u32 {
        self.characters[text]
    }

    /// Whether a text represents a cluster.
    pub fn represents(&self, text: usize) -> bool {
        self.represents[text]
    }

    pub(super) fn class(&self, text: usize) -> usize {
        self.class[text]
    }

    /// The overlap of two texts of one class.
    pub(super) fn with_itself(&self, class: usize) -> Overlap {
        let size = self.sizes.get(&class).copied().unwrap_or(0);
        Overlap { common: size, a: size, b: size }
    }

    /// The overlap of two texts, A the first, if the report has it.
    pub(super) fn overlap(&self, a: usize, b: usize) -> Option<Overlap> {
        let (a, b) = (self.class[a], self.class[b]);
        if a == b {
            return Some(self.with_itself(a));
        }
        self.edges[b].iter().find(|edge| edge.other == a).map(|edge| edge.overlap)
    }

    /// The pairs of classes that the report was decided about, the smaller class first.
    pub(super) fn decided(&self) -> impl Iterator<Item = (usize, usize, Decision)> {
        self.edges.iter().enumerate().flat_map(|(class, edges)| {
            let later = edges.iter().filter(move |edge| class < edge.other);
            later.filter_map(move |edge| Some((class, edge.other, edge.decision?)))
        })
    }

    /// The texts that a decision of `same` names in the report.
    pub(super) fn same(&self) -> &[usize] {
        &self.same
    }

    pub(super) fn edges(&self, class: usize) -> &[Edge] {
        &self.edges[class]
    }
}

fn verdict(name: &str) -> Result<Verdict, CurateError> {
    let all = [Verdict::Match, Verdict::SameTemplate, Verdict::Related];
    let known = all.into_iter().find(|verdict| verdict.name() == name);
    known.ok_or_else(|| CurateError::Broken(format!("verdict {name}")))
}

fn decision(name: &str) -> Result<Decision, CurateError> {
    let known = [Decision::Same, Decision::Different].into_iter().find(|one| one.name() == name);
    known.ok_or_else(|| CurateError::Broken(format!("decision {name}")))
}
