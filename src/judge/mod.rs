//! Is a similar pair one text, or two texts on one template? Shingles cannot tell: scans pull the similarity of
//! one text down to 0.3, and a shared frame pushes that of two texts up to 0.9 (ARCHITECTURE.md has the figures).
//! So a verified pair is judged by more exact facts: whether its subject was substituted, whether long stretches of each
//! text lack the other's shingles, and, where these leave a doubt, how much of the characters an alignment finds copied.

mod content;
mod names;
mod splice;
mod subject;

pub use splice::{are_spliced, has_own_stretches};
pub use subject::{Subject, Subjects};

use crate::verify::{MatchRule, Overlap};

/// What an alignment of two texts finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Aligned {
    /// Content characters of A that stand in B, and all of A.
    pub a: (u32, u32),
    /// Content characters of B that stand in A, and all of B.
    pub b: (u32, u32),
}

/// What is known of a verified pair beside its shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// How the subjects stand to each other.
    pub subjects: Subjects,
    /// Whether both are spliced of one text and of others, where that was asked.
    pub spliced: Option<bool>,
    /// What an alignment finds, where one was needed.
    pub aligned: Option<Aligned>,
    /// The overlap without set phrases, where the collection is large enough to know them.
    pub discounted: Option<Overlap>,
}

/// What a verified pair is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Two copies, drafts or editions of one text, or a text and an excerpt of it.
    Match,
    /// Two texts in the same frame: each names its own subject where the other names another.
    SameTemplate,
    /// Two texts with much in common.
    Related,
}

impl Verdict {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Match => "match",
            Verdict::SameTemplate => "same-template",
            Verdict::Related => "related",
        }
    }
}

/// What a person decided about a pair, whatever its figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Both are one text.
    Same,
    /// They are different texts.
    Different,
}

impl Decision {
    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Decision::Same => "same",
            Decision::Different => "different",
        }
    }

    /// What a pair is that was judged to be `verdict`. Texts on one template are different texts already.
    pub fn rule(self, verdict: Verdict) -> Verdict {
        match (self, verdict) {
            (Decision::Same, _) => Verdict::Match,
            (Decision::Different, Verdict::Match) => Verdict::Related,
            (Decision::Different, verdict) => verdict,
        }
    }
}

/// The share of copied characters on both sides from which a pair is one text with scattered errors. Two scans
/// of one text with errors in an eighth of the characters of each share about this much, and their Jaccard
/// similarity is about 0.3; one that is revised so far that it falls to 0.3 shares 0.6.
pub const SCATTERED: f64 = 0.75;

/// Without set phrases a pair must keep this share of the threshold, unless it is so similar that it needs no subject, or of the
/// containment.
pub const OWN_SHARE: f64 = 0.5;

/// From this Jaccard similarity on, no splice of one subject is looked for: a text of which half is another text of its length
/// has a similarity of a third.
const SPLICED_BELOW: f64 = 0.5;

impl Evidence {
    /// Whether an alignment finds nearly all characters copied.
    fn is_scattered(&self) -> bool {
        let share = |(copied, all): (u32, u32)| f64::from(copied) / f64::from(all.max(1));
        self.aligned.is_some_and(|aligned| share(aligned.a).min(share(aligned.b)) >= SCATTERED)
    }

    /// Whether texts that are similar share little but set phrases.
    fn is_similar_by_stock(&self, rule: &MatchRule) -> bool {
        self.discounted.is_some_and(|rest| rest.jaccard() < rule.threshold * OWN_SHARE)
    }

    /// Whether a text shares little but set phrases with one that contains it.
    fn is_contained_by_stock(&self, rule: &MatchRule) -> bool {
        let contained = |rest: Overlap| rest.containment_a().max(rest.containment_b());
        self.discounted.is_some_and(|rest| contained(rest) < rule.containment * OWN_SHARE)
    }

    /// Whether the two are, for all that is known, spliced.
    fn may_be_spliced(&self) -> bool {
        self.spliced.unwrap_or(true)
    }
}

/// Whether [`judge`], by `rule` or by one that asks for more, may ask if a pair is spliced.
pub fn splice_matters(rule: &MatchRule, overlap: &Overlap, subjects: Subjects) -> bool {
    // An alignment does not tell errors that are scattered from stretches that are not.
    let below = if subjects == Subjects::Same { SPLICED_BELOW } else { rule.without_subject() };
    overlap.jaccard() < below && may_be_spliced(rule, overlap) && subjects != Subjects::Substituted
}

/// Whether [`judge`] may ask if a pair is spliced, as far as its figures tell.
pub fn may_be_spliced(rule: &MatchRule, overlap: &Overlap) -> bool {
    (rule.threshold..SPLICED_BELOW.max(rule.without_subject())).contains(&overlap.jaccard())
}

/// Whether an alignment can change what [`judge`] says of a pair, by `rule` or by one that asks for more.
pub fn needs_alignment(rule: &MatchRule, overlap: &Overlap, evidence: &Evidence) -> bool {
    let without_containment = MatchRule { containment: f64::INFINITY, ..*rule };
    let with = |copied: u32| {
        let aligned = Some(Aligned { a: (copied, 1), b: (copied, 1) });
        judge(&without_containment, overlap, 0, &Evidence { aligned, ..*evidence })
    };
    with(0) != with(1)
}

/// What the pair is by `rule`; the smaller of its texts has `tokens` tokens.
///
/// - A substituted subject makes it a template, however similar it is.
/// - The same subject, or errors that are only scattered (much is copied, and no long stretches are not), make it a match from
///   the threshold on.
/// - Without either it needs [`MatchRule::without_subject`].
/// - Texts that share little but set phrases are only related.
/// - What an alignment could join, and was not aligned, is only related: that takes a member away, where the other way
///   a false one would come in.
/// - Splices, and what may be one for all that is known, are only related.
/// - A text that contains the other is a match if it has the other's subject.
pub fn judge(rule: &MatchRule, overlap: &Overlap, tokens: u32, evidence: &Evidence) -> Verdict {
    if evidence.subjects == Subjects::Substituted {
        return Verdict::SameTemplate;
    }
    let scattered = evidence.is_scattered() && !evidence.may_be_spliced();
    let surely_one_text = evidence.subjects == Subjects::Same || scattered;
    let needed = if surely_one_text { rule.threshold } else { rule.without_subject() };
    let jaccard = overlap.jaccard();
    let spliced = evidence.may_be_spliced() && jaccard < SPLICED_BELOW;
    let stock = evidence.is_similar_by_stock(rule) && jaccard < rule.without_subject();
    let similar = jaccard >= needed && !spliced && !stock;
    let lost = match evidence.subjects {
        Subjects::MissingInB => overlap.a <= overlap.b,
        Subjects::MissingInA => overlap.b <= overlap.a,
        subjects => subjects == Subjects::Different,
    };
    let contained = rule.contains(overlap, tokens) && !evidence.is_contained_by_stock(rule);
    if similar || (!lost && contained) { Verdict::Match } else { Verdict::Related }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn verdict(jaccard_percent: u32, subjects: Subjects, aligned: Option<Aligned>) -> Verdict {
        // 100 shingles in the union, as many on each side.
        let both = jaccard_percent;
        let side = both + (100 - both) / 2;
        let overlap = Overlap { common: both, a: side, b: 100 + both - side };
        judge(
            &MatchRule::default(),
            &overlap,
            200,
            &Evidence { subjects, spliced: Some(false), aligned, discounted: None },
        )
    }

    fn copied(percent: u32) -> Option<Aligned> {
        Some(Aligned { a: (percent, 100), b: (90, 100) })
    }

    #[test]
    fn a_splice_is_no_match_of_its_sources() {
        let verdict = |jaccard: u32, spliced: Option<bool>| {
            let side = 50 + jaccard / 2;
            let overlap = Overlap { common: jaccard, a: side, b: 100 + jaccard - side };
            let evidence = Evidence {
                subjects: Subjects::Same,
                spliced,
                aligned: copied(90),
                discounted: None,
            };
            assert_eq!(
                splice_matters(&MatchRule::default(), &overlap, Subjects::Same),
                jaccard < 50
            );
            judge(&MatchRule::default(), &overlap, 200, &evidence)
        };
        assert_eq!(verdict(35, Some(true)), Verdict::Related);
        assert_eq!(verdict(35, None), Verdict::Related);
        assert_eq!(verdict(35, Some(false)), Verdict::Match);
        assert_eq!(verdict(55, None), Verdict::Match);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_096))]

        /// By the rule of a run, and by one that asks for more, for which its report is cut anew.
        #[test]
        fn what_can_change_a_verdict_is_asked_for(
            (common, a, b) in (0_u32..60, 0_u32..60, 0_u32..60),
            rest in proptest::option::of(0_u32..60),
            subjects in proptest::sample::select(Subjects::ALL.to_vec()),
            tokens in 50_u32..70,
            spliced in any::<Option<bool>>(),
            (threshold, containment) in (0.3_f64..1.0, 0.8_f64..1.0),
            found in proptest::collection::vec((0_u32..=100, 0_u32..=100), 1..20),
        ) {
            let rule = MatchRule { threshold, containment, ..MatchRule::default() };
            let overlap = Overlap { common, a: common + a, b: common + b };
            let discounted = rest.map(|rest| Overlap { common: common.min(rest), ..overlap });
            let evidence = Evidence { subjects, spliced, aligned: None, discounted };
            let verdict =
                |aligned| judge(&rule, &overlap, tokens, &Evidence { aligned, ..evidence });
            let unaligned = verdict(None);
            let all = Some(Aligned { a: (100, 100), b: (100, 100) });
            if needs_alignment(&rule, &overlap, &evidence) {
                prop_assert_eq!(verdict(all), Verdict::Match);
                prop_assert!(unaligned == Verdict::Related || rule.contains(&overlap, tokens));
            }
            if !needs_alignment(&MatchRule::default(), &overlap, &evidence) {
                for (a, b) in found {
                    let aligned = Aligned { a: (a, 100), b: (b, 100) };
                    prop_assert_eq!(verdict(Some(aligned)), unaligned);
                }
            }
            if !splice_matters(&MatchRule::default(), &overlap, subjects) {
                let with = |spliced| judge(&rule, &overlap, tokens, &Evidence { spliced, ..evidence });
                prop_assert_eq!([Some(true), Some(false)].map(with), [with(None); 2]);
            }
        }
    }

    #[test]
    fn set_phrases_make_no_match() {
        let rule = MatchRule::default();
        let with = |jaccard: u32, own: u32| {
            let overlap = Overlap { common: jaccard, a: 50 + jaccard / 2, b: 50 + jaccard / 2 };
            let rest = Overlap { common: own, a: 50 + own / 2, b: 50 + own / 2 };
            let evidence = Evidence {
                subjects: Subjects::Same,
                spliced: Some(false),
                aligned: None,
                discounted: Some(rest),
            };
            judge(&rule, &overlap, 200, &evidence)
        };
        assert_eq!(with(40, 14), Verdict::Related);
        assert_eq!(with(40, 16), Verdict::Match);
        assert_eq!(with(80, 0), Verdict::Match);
    }

    /// An excerpt of a text nine times as long.
    #[test]
    fn a_text_is_contained_by_more_than_set_phrases() {
        let with = |rest: Overlap| {
            let overlap = Overlap { common: 90, a: 900, b: 100 };
            let evidence = Evidence {
                subjects: Subjects::Same,
                spliced: None,
                aligned: None,
                discounted: Some(rest),
            };
            judge(&MatchRule::default(), &overlap, 200, &evidence)
        };
        assert_eq!(with(Overlap { common: 16, a: 800, b: 40 }), Verdict::Match);
        assert_eq!(with(Overlap { common: 15, a: 800, b: 40 }), Verdict::Related);
        assert_eq!(with(Overlap { common: 0, a: 800, b: 0 }), Verdict::Related);
    }

    #[test]
    fn one_subject_matches_from_the_threshold_on() {
        assert_eq!(verdict(30, Subjects::Same, None), Verdict::Match);
        assert_eq!(verdict(29, Subjects::Same, copied(90)), Verdict::Related);
        assert_eq!(verdict(50, Subjects::Same, None), Verdict::Match);
    }

    #[test]
    fn what_differs_in_stretches_is_not_scattered() {
        let with = |subjects, spliced| {
            let overlap = Overlap { common: 58, a: 79, b: 79 };
            let evidence = Evidence { subjects, spliced, aligned: copied(78), discounted: None };
            assert!(splice_matters(&MatchRule::default(), &overlap, Subjects::Different));
            judge(&MatchRule::default(), &overlap, 200, &evidence)
        };
        assert_eq!(with(Subjects::Different, Some(true)), Verdict::Related);
        assert_eq!(with(Subjects::Different, Some(false)), Verdict::Match);
        assert_eq!(with(Subjects::Same, Some(true)), Verdict::Match);
    }

    #[test]
    fn a_doubt_needs_more_similarity_or_an_alignment() {
        for doubt in
            [Subjects::Different, Subjects::MissingInA, Subjects::MissingInB, Subjects::Unknown]
        {
            assert_eq!(verdict(64, doubt, None), Verdict::Related);
            assert_eq!(verdict(65, doubt, None), Verdict::Match);
            assert_eq!(verdict(30, doubt, copied(75)), Verdict::Match);
            assert_eq!(verdict(30, doubt, copied(74)), Verdict::Related);
        }
    }

    #[test]
    fn a_template_is_never_a_match() {
        assert_eq!(verdict(97, Subjects::Substituted, copied(99)), Verdict::SameTemplate);
    }

    #[test]
    fn what_contains_a_text_must_have_its_subject() {
        let whole_first = Overlap { common: 90, a: 900, b: 100 };
        let with = |overlap: Overlap, subjects| {
            judge(
                &MatchRule::default(),
                &overlap,
                102,
                &Evidence { subjects, spliced: Some(false), aligned: None, discounted: None },
            )
        };
        for (subjects, verdict) in [
            (Subjects::MissingInB, Verdict::Match),
            (Subjects::Unknown, Verdict::Match),
            (Subjects::MissingInA, Verdict::Related),
            (Subjects::Different, Verdict::Related),
        ] {
            assert_eq!(with(whole_first, subjects), verdict, "{subjects:?}");
            assert_eq!(with(whole_first.swapped(), subjects.swapped()), verdict, "{subjects:?}");
        }
    }
}
