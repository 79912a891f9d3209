//! Decisions as a plan follows them: those of a file, and those that the report has.

use ahash::AHashSet;

use crate::cluster;
use crate::decisions::{Decisions, DecisionsError};
use crate::document::DocId;
use crate::judge::Decision;

use super::Graph;

/// Decisions about the texts of a [`Graph`], by their numbers.
#[derive(Debug)]
pub(super) struct Rulings {
    pub(super) keep: AHashSet<usize>,
    pub(super) drop: AHashSet<usize>,
    /// The texts that `same` names, and not only their copies.
    same: AHashSet<usize>,
    /// Of classes: what stands for each text is a document here.
    classes: cluster::Rulings,
}

impl Rulings {
    /// # Errors
    ///
    /// Decisions that contradict each other or those of the report.
    pub(super) fn new(decisions: &Decisions, graph: &Graph<'_>) -> Result<Self, DecisionsError> {
        let set = |ids: &[String]| ids.iter().filter_map(|id| graph.place(id)).collect();
        let document = |class: usize| DocId(class as u32);
        let place = |id: &str| Some(document(graph.class(graph.place(id)?)));
        let earlier: Vec<(DocId, DocId, Decision)> =
            graph.decided().map(|(a, b, decision)| (document(a), document(b), decision)).collect();
        let classes = decisions.rulings(place, |of| graph.id(of.index()), &earlier)?;
        let named = decisions.same.iter().flatten().filter_map(|id| graph.place(id));
        let same = named.chain(graph.same().iter().copied()).collect();
        Ok(Self { keep: set(&decisions.keep), drop: set(&decisions.drop), same, classes })
    }

    /// What was decided about two texts. Copies are one text by decision only where both are named.
    pub(super) fn decision(&self, graph: &Graph<'_>, a: usize, b: usize) -> Option<Decision> {
        let [x, y] = [a, b].map(|text| DocId(graph.class(text) as u32));
        if x == y {
            return [a, b].iter().all(|text| self.same.contains(text)).then_some(Decision::Same);
        }
        self.classes.decision(x, y)
    }

    /// The classes that are one text with `text`, by decision: its own only if the text is named.
    pub(super) fn one_text(&self, graph: &Graph<'_>, text: usize) -> impl Iterator<Item = usize> {
        let own = graph.class(text);
        let ruled = self.classes.text(DocId(own as u32));
        let classes = ruled.into_iter().flat_map(|ruled| &ruled.documents).map(|one| one.index());
        let named = self.same.contains(&text).then_some(own);
        named.into_iter().chain(classes.filter(move |&class| class != own))
    }
}
