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
