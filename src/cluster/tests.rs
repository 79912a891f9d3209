//! The promises of clusters, on any pairs.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;

fn pair(a: u32, b: u32, common: u32) -> VerifiedPair {
    VerifiedPair { a: DocId(a), b: DocId(b), overlap: Overlap { common, a: 100, b: 100 } }
}

fn nodes(count: usize) -> Vec<Node> {
    vec![Node { copies: 1, characters: 100 }; count]
}

fn ids(clustering: &Clustering) -> Vec<(u32, Vec<u32>)> {
    let members = |cluster: &Cluster| cluster.members.iter().map(|m| m.document.0).collect();
    clustering.clusters.iter().map(|c| (c.representative.0, members(c))).collect()
}

#[test]
fn a_chain_is_cut_at_what_the_medoid_does_not_match() {
    let chain = [pair(0, 1, 80), pair(1, 2, 90), pair(2, 3, 80), pair(3, 4, 70)];
    let found = clusters(&nodes(5), &chain, &|_, _| None);
    assert_eq!(ids(&found), [(1, vec![0, 2]), (3, vec![4])]);
}

#[test]
fn ties_go_to_copies_then_length_then_the_smaller_id() {
    let tied = [pair(0, 1, 80)];
    let mut nodes = nodes(2);
    assert_eq!(ids(&clusters(&nodes, &tied, &|_, _| None)), [(0, vec![1])]);
    nodes[1].characters = 101;
    assert_eq!(ids(&clusters(&nodes, &tied, &|_, _| None)), [(1, vec![0])]);
}

#[test]
fn a_match_counts_as_often_as_it_has_copies() {
    let mut nodes = nodes(4);
    nodes[3].copies = 2;
    let chain = [pair(0, 1, 90), pair(1, 2, 90), pair(2, 3, 90)];
    assert_eq!(ids(&clusters(&nodes, &chain, &|_, _| None)), [(2, vec![1, 3])]);
}

#[test]
fn a_text_with_copies_stands_for_them_and_not_the_variant_of_it() {
    let mut nodes = nodes(2);
    nodes[1].copies = 10;
    let found = clusters(&nodes, &[pair(0, 1, 90)], &|_, _| None);
    assert_eq!(
        ids(&found),
        [(1, vec![0])],
        "ten copies and a variant, not ten that differ from it"
    );
}

#[test]
fn copies_alone_are_a_cluster_and_a_missed_match_is_completed() {
    let mut nodes = nodes(4);
    nodes[3].copies = 3;
    let pairs = [pair(0, 1, 90), pair(1, 2, 60)];
    let verify = |a: DocId, b: DocId| {
        (a.0.min(b.0) == 0 && a.0.max(b.0) == 2).then_some(Overlap { common: 99, a: 100, b: 100 })
    };
    let found = clusters(&nodes, &pairs, &verify);
    assert_eq!(ids(&found), [(1, vec![0, 2]), (3, vec![])]);
    let far = [pair(0, 1, 90), pair(1, 2, 60), pair(0, 3, 80), pair(2, 3, 70)];
    let found = clusters(&self::nodes(4), &far, &verify);
    assert_eq!(ids(&found), [(0, vec![1, 2, 3])]);
    assert_eq!(found.extra, [pair(0, 2, 99)]);
}

#[test]
fn drafts_that_know_only_their_neighbours_are_completed() {
    let ring: Vec<VerifiedPair> = (0..40).map(|a| pair(a, a + 1, 80)).collect();
    let verify = |_: DocId, _: DocId| Some(Overlap { common: 80, a: 100, b: 100 });
    let found = clusters(&nodes(41), &ring, &verify);
    assert_eq!(ids(&found), [(1, [0].into_iter().chain(2..41).collect())]);
}

/// A budget of one look a document for the ring of 41, of which 38 ask for one, and of none.
#[test]
fn what_the_budget_leaves_unverified_is_counted() {
    let ring: Vec<VerifiedPair> = (0..40).map(|a| pair(a, a + 1, 80)).collect();
    let verify = |_: DocId, _: DocId| Some(Overlap { common: 80, a: 100, b: 100 });
    let decided = Decided { rulings: &Rulings::default(), overlap: &|_, _| None };
    let split = |most| {
        let nodes = nodes(41);
        let component = Component::new((0..41).map(DocId).collect(), &ring, &nodes);
        component.split(&verify, &decided, most)
    };
    let (whole, none) = (split(1), split(0));
    assert_eq!((whole.clusters.len(), whole.extra.len(), whole.unverified), (1, 38, 0));
    // Each star asks for what is next to it, but for the last.
    assert_eq!((none.clusters.len(), none.extra.len()), (14, 0));
    assert_eq!(none.unverified, 13);
}

#[test]
fn a_family_that_hangs_on_a_single_text_is_not_verified_against_the_other_medoid() {
    // 0 to 5 match each other, 7 to 12 too, and 6 matches two of each. 5 was no candidate of 0, the first medoid.
    let family =
        |from: u32| (from..from + 6).flat_map(move |a| (a + 1..from + 6).map(move |b| (a, b)));
    let bridge = [(4, 6), (5, 6), (6, 7), (6, 8)];
    let known = family(0).filter(|&two| two != (0, 5)).chain(family(7)).chain(bridge);
    let pairs: Vec<VerifiedPair> =
        known.map(|(a, b)| pair(a, b, if a == 0 { 99 } else { 51 })).collect();
    let asked = std::sync::Mutex::new(Vec::new());
    let verify = |a: DocId, b: DocId| {
        asked.lock().expect("no panic").push((a.0, b.0));
        (b.0 == 5).then_some(Overlap { common: 99, a: 100, b: 100 })
    };
    let found = clusters(&nodes(13), &pairs, &verify);
    assert_eq!(ids(&found), [(7, vec![6, 8, 9, 10, 11, 12]), (0, vec![1, 2, 3, 4, 5])]);
    assert_eq!(asked.into_inner().expect("no panic"), [(0, 5), (0, 6)]);
}

#[test]
fn what_stars_have_taken_counts_neither_for_a_medoid_nor_against_what_is_near_another() {
    // 5 matches 1 and 2, which 0 takes, and 4, which 3 takes; it was no candidate of 3.
    let known = [
        (0, 1, 99),
        (0, 2, 99),
        (1, 5, 60),
        (2, 5, 60),
        (3, 4, 51),
        (3, 6, 51),
        (3, 7, 51),
        (4, 5, 51),
    ];
    let verify = |a: DocId, b: DocId| {
        ((a.0, b.0) == (3, 5)).then_some(Overlap { common: 51, a: 100, b: 100 })
    };
    let found = clusters(&nodes(8), &known.map(|(a, b, common)| pair(a, b, common)), &verify);
    assert_eq!(ids(&found), [(3, vec![4, 5, 6, 7]), (0, vec![1, 2])]);
}

#[test]
fn texts_that_are_far_use_up_nothing_of_what_may_be_verified() {
    // Forty texts match one member of each of forty stars. They are looked at for each of these, 1,600 times, and are near
    // only when two are left.
    const STARS: u32 = 40;
    let far = 3 * STARS..4 * STARS;
    let stars =
        (0..STARS).flat_map(|star| [(3 * star, 3 * star + 1, 99), (3 * star, 3 * star + 2, 99)]);
    let links = (0..STARS).flat_map(|star| far.clone().map(move |text| (3 * star + 1, text, 1)));
    let pairs: Vec<VerifiedPair> =
        stars.chain(links).map(|(a, b, common)| pair(a, b, common)).collect();
    let asked = std::sync::atomic::AtomicU32::new(0);
    let verify = |_: DocId, b: DocId| {
        asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        far.contains(&b.0).then_some(Overlap { common: 50, a: 100, b: 100 })
    };
    let found = clusters(&nodes(4 * STARS as usize), &pairs, &verify);
    // Beside them what they match in the last star was asked for.
    assert_eq!((found.clusters.len() as u32, asked.into_inner()), (STARS, STARS + 1));
    let largest = &ids(&found)[0];
    assert_eq!((largest.0, largest.1.len()), (3 * (STARS - 2), 2 + STARS as usize));
}

proptest! {
    #[test]
    fn every_member_matches_and_every_document_is_in_one_cluster_at_most(
        edges in prop::collection::btree_map((0_u32..20, 0_u32..20), 50_u32..100, 0..60)
    ) {
        let pairs: BTreeMap<(u32, u32), VerifiedPair> = edges
            .into_iter()
            .filter(|((a, b), _)| a < b)
            .map(|((a, b), common)| ((a, b), pair(a, b, common)))
            .collect();
        let list: Vec<_> = pairs.values().copied().collect();
        let found = clusters(&nodes(20), &list, &|_, _| None);
        let mut seen = BTreeSet::new();
        for cluster in &found.clusters {
            prop_assert!(!cluster.members.is_empty());
            prop_assert!(seen.insert(cluster.representative));
            for member in &cluster.members {
                prop_assert!(seen.insert(member.document));
                let (a, b) = (cluster.representative.0, member.document.0);
                let verified = pairs.get(&(a.min(b), a.max(b)));
                prop_assert_eq!(verified.map(|p| p.overlap.common), Some(member.overlap.common));
            }
        }
        // Greedy: two documents that match are not both left alone.
        for pair in &list {
            prop_assert!(seen.contains(&pair.a) || seen.contains(&pair.b));
        }
    }
}

/// Stars by a look at everything, again for each: of the documents left the one that is most similar to those of them that
/// match it, copies counted, takes these.
fn naive_stars(nodes: &[Node], pairs: &[VerifiedPair]) -> Vec<(u32, Vec<u32>)> {
    let mut left: BTreeSet<u32> = (0..nodes.len() as u32).collect();
    let mut stars = Vec::new();
    while !left.is_empty() {
        let matches = |one: u32| {
            let of = move |pair: &&VerifiedPair| [pair.a.0, pair.b.0].contains(&one);
            let other = move |pair: &VerifiedPair| {
                (pair.a.0 + pair.b.0 - one, pair.overlap.common, pair.overlap.a + pair.overlap.b)
            };
            pairs.iter().filter(of).map(other).filter(|(other, ..)| left.contains(other))
        };
        let copies = |one: u32| u64::from(nodes[one as usize].copies);
        // In millionths, as scores are.
        let similarity = |one: u32| {
            let of_others = matches(one).map(|(other, common, sizes)| {
                (u64::from(common) << 20) / u64::from(sizes - common) * copies(other)
            });
            ((copies(one) - 1) << 20) + of_others.sum::<u64>()
        };
        let rank = |&&one: &&u32| {
            (similarity(one), copies(one), nodes[one as usize].characters, std::cmp::Reverse(one))
        };
        let medoid = *left.iter().max_by_key(rank).expect("one is left");
        let mut members: Vec<u32> = matches(medoid).map(|(other, ..)| other).collect();
        members.sort_unstable();
        left.retain(|one| *one != medoid && !members.contains(one));
        if !members.is_empty() || copies(medoid) > 1 {
            stars.push((medoid, members));
        }
    }
    stars
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Few documents with few figures, so that many are tied: of 40 and 100 in common the similarities are 1/4 and 1, which
    /// copies add up to as well.
    #[test]
    fn representatives_are_the_medoids_of_what_is_left(
        edges in prop::collection::btree_map(
            (0_u32..9, 0_u32..9),
            prop::sample::select(vec![40_u32, 70, 100]),
            0..40,
        ),
        nodes in prop::collection::vec(
            (1_u32..4, 98_u32..100).prop_map(|(copies, characters)| Node { copies, characters }),
            9,
        ),
    ) {
        let edges = edges.into_iter().filter(|((a, b), _)| a < b);
        let pairs: Vec<VerifiedPair> = edges.map(|((a, b), common)| pair(a, b, common)).collect();
        let mut found = ids(&clusters(&nodes, &pairs, &|_, _| None));
        let mut expected = naive_stars(&nodes, &pairs);
        found.sort_unstable();
        expected.sort_unstable();
        prop_assert_eq!(found, expected);
    }
}

#[test]
fn decisions_join_and_part() {
    let rulings = |same: &[&[u32]], different: &[&[u32]]| {
        let groups = |groups: &[&[u32]]| -> Vec<Vec<DocId>> {
            groups.iter().map(|group| group.iter().copied().map(DocId).collect()).collect()
        };
        Rulings::new(&groups(same), &groups(different)).expect("no conflict")
    };
    let pairs = [pair(0, 1, 80), pair(0, 2, 70), pair(0, 3, 60)];
    let overlap = |_: DocId, _: DocId| Some(Overlap { common: 5, a: 100, b: 100 });
    let found = |rulings: &Rulings| {
        let decided = Decided { rulings, overlap: &overlap };
        ids(&decided_clusters(&nodes(6), pairs.to_vec(), &|_, _| None, &decided))
    };
    assert_eq!(found(&rulings(&[], &[])), [(0, vec![1, 2, 3])]);
    // 4 matches nothing, and comes with 1; 5 is a text of its own.
    assert_eq!(found(&rulings(&[&[4, 1]], &[])), [(0, vec![1, 2, 3, 4])]);
    // The first in order stays, the other leaves; what differs from the representative leaves with all of its text.
    assert_eq!(found(&rulings(&[], &[&[1, 3]])), [(0, vec![1, 2])]);
    assert_eq!(found(&rulings(&[&[2, 4]], &[&[0, 4]])), [(0, vec![1, 3]), (2, vec![4])]);
    assert_eq!(found(&rulings(&[&[5, 4]], &[])), [(0, vec![1, 2, 3]), (4, vec![5])]);
}

/// Documents, their exact figures, of which only some are known at first, and decisions.
#[derive(Clone, Debug)]
struct Case {
    nodes: Vec<Node>,
    /// For each two documents, the smaller first, what they share of 100.
    common: Vec<u32>,
    given: Vec<bool>,
    /// An order of all pairs.
    order: Vec<u32>,
    same: Vec<Vec<DocId>>,
    different: Vec<Vec<DocId>>,
}

const DOCUMENTS: u32 = 9;
const PAIRS: usize = 36;
/// From so many on two documents match.
const MATCH: u32 = 50;

fn case() -> impl Strategy<Value = Case> {
    let group = || prop::collection::vec((0..DOCUMENTS).prop_map(DocId), 2..4);
    let node = (1_u32..3, 98_u32..100).prop_map(|(copies, characters)| Node { copies, characters });
    (
        prop::collection::vec(node, DOCUMENTS as usize),
        prop::collection::vec(0_u32..100, PAIRS),
        prop::collection::vec(prop::bool::weighted(0.8), PAIRS),
        Just((0..PAIRS as u32).collect::<Vec<_>>()).prop_shuffle(),
        prop::collection::vec(group(), 0..3),
        prop::collection::vec(group(), 0..4),
    )
        .prop_map(|(nodes, common, given, order, same, different)| {
            let mut case = Case { nodes, common, given, order, same, different };
            // Consistent: of each text one document at most in a group of different ones.
            let texts = case.texts();
            for group in &mut case.different {
                let mut seen = BTreeSet::new();
                group.retain(|one| seen.insert(texts[one.index()]));
            }
            case
        })
}

impl Case {
    /// The text of each document: groups are joined until nothing changes.
    fn texts(&self) -> Vec<u32> {
        let mut texts: Vec<u32> = (0..DOCUMENTS).collect();
        for _ in 0..DOCUMENTS {
            for group in &self.same {
                let least = group.iter().map(|one| texts[one.index()]).min().expect("a document");
                group.iter().for_each(|one| texts[one.index()] = least);
            }
        }
        texts
    }

    fn differ(&self, a: DocId, b: DocId) -> bool {
        let texts = self.texts();
        let has = |group: &Vec<DocId>, one: DocId| {
            group.iter().any(|other| texts[other.index()] == texts[one.index()])
        };
        let apart = texts[a.index()] != texts[b.index()];
        apart && self.different.iter().any(|group| has(group, a) && has(group, b))
    }

    fn pairs(&self) -> Vec<VerifiedPair> {
        let all = (0..DOCUMENTS).flat_map(|a| (a + 1..DOCUMENTS).map(move |b| (a, b)));
        all.zip(&self.common).map(|((a, b), &common)| pair(a, b, common)).collect()
    }

    fn overlap(&self, a: DocId, b: DocId) -> Overlap {
        let is_pair = |pair: &&VerifiedPair| (pair.a, pair.b) == (a.min(b), a.max(b));
        self.pairs().iter().find(is_pair).expect("a pair").overlap
    }

    fn matches(&self, a: DocId, b: DocId) -> bool {
        self.overlap(a, b).common >= MATCH
    }

    /// The clusters, with the given pairs in the order `order`; figures of other pairs are looked up, if `known`.
    fn clustering(&self, order: &[u32], known: bool) -> Clustering {
        let texts = self.texts();
        let rulings = Rulings::new(&self.same, &self.different).expect("no conflict");
        let (all, mut given) = (self.pairs(), Vec::new());
        for &place in order {
            let pair = all[place as usize];
            let (a, b) = (pair.a, pair.b);
            let is_given = self.given[place as usize] && self.matches(a, b) && !self.differ(a, b);
            if is_given || texts[a.index()] == texts[b.index()] {
                given.push(pair);
            }
        }
        let verify = |a, b| (self.matches(a, b) && !self.differ(a, b)).then(|| self.overlap(a, b));
        let overlap = |a, b| known.then(|| self.overlap(a, b));
        let decided = Decided { rulings: &rulings, overlap: &overlap };
        decided_clusters(&self.nodes, given, &verify, &decided)
    }

    /// Whether what is one text is in one cluster.
    fn is_whole(&self, found: &Clustering) -> bool {
        let texts = self.texts();
        let mut home = vec![None; DOCUMENTS as usize];
        for (number, cluster) in found.clusters.iter().enumerate() {
            for one in documents(cluster) {
                home[one.index()] = Some(number);
            }
        }
        (0..texts.len()).all(|a| {
            (0..a).all(|b| texts[a] != texts[b] || (home[a].is_some() && home[a] == home[b]))
        })
    }

    fn check(&self, found: &Clustering) -> Result<(), TestCaseError> {
        let texts = self.texts();
        let mut seen = BTreeSet::new();
        for cluster in &found.clusters {
            let (representative, all) = (cluster.representative, documents(cluster));
            for &one in &all {
                prop_assert!(seen.insert(one), "{one:?} is in two clusters");
                let apart = all.iter().find(|&&other| self.differ(one, other));
                prop_assert!(apart.is_none(), "{one:?} and {apart:?} were decided different");
            }
            for member in &cluster.members {
                let text = |other: DocId| texts[other.index()] == texts[member.document.index()];
                let decided = all.iter().any(|&other| {
                    text(other) && (other == representative || self.matches(representative, other))
                });
                let matches = self.matches(representative, member.document);
                prop_assert!(matches || decided, "{member:?} of {representative:?}");
                prop_assert_eq!(
                    member.overlap.common,
                    self.overlap(representative, member.document).common
                );
            }
        }
        Ok(())
    }
}

fn documents(cluster: &Cluster) -> Vec<DocId> {
    let members = cluster.members.iter().map(|member| member.document);
    std::iter::once(cluster.representative).chain(members).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn clusters_are_as_decided(case in case()) {
        let ordered: Vec<u32> = (0..PAIRS as u32).collect();
        let found = case.clustering(&ordered, true);
        prop_assert_eq!(&found.unknown, &[]);
        prop_assert!(case.is_whole(&found), "{:?}", found);
        case.check(&found)?;
        prop_assert_eq!(&case.clustering(&case.order, true), &found);
    }

    /// Without the figures that a decision needs, clusters promise no less but that a text is whole, and say so.
    #[test]
    fn what_is_not_known_is_told(case in case()) {
        let found = case.clustering(&case.order, false);
        case.check(&found)?;
        prop_assert!(case.is_whole(&found) || !found.unknown.is_empty());
    }
}
