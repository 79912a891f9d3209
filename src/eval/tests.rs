//! Cases worked by hand, and an independent count over all pairs of documents.

use proptest::prelude::*;

use super::metrics::figures;
use super::*;

fn close(found: Option<f64>, expected: f64) {
    let found = found.expect("a figure");
    assert!((found - expected).abs() < 1e-12, "{found} and {expected}");
}

/// Clusters {0 1 2} {3 4} {5}, groups {0 1} {2 3 4} {5}, and a seventh document that is alone.
#[test]
fn a_case_worked_by_hand() {
    let found = figures(&[0, 0, 0, 1, 1, 2], &[0, 0, 1, 1, 1, 2], 7);
    // Pairs in clusters: 3 + 1; in groups: 1 + 3; in both: 01 and 34.
    assert_eq!((found.pairs.both, found.pairs.clusters, found.pairs.groups), (2, 4, 4));
    close(found.pairs.precision, 0.5);
    close(found.pairs.recall, 0.5);
    close(found.pairs.f1, 0.5);
    // Precision of 0 and 1 is 2/3, of 2 it is 1/3, of all others 1.
    close(found.b_cubed.precision, (2.0 / 3.0 + 2.0 / 3.0 + 1.0 / 3.0 + 4.0) / 7.0);
    // Recall of 2 is 1/3, of 3 and 4 it is 2/3, of all others 1.
    close(found.b_cubed.recall, (1.0 / 3.0 + 2.0 / 3.0 + 2.0 / 3.0 + 4.0) / 7.0);
    // 21 pairs, 4 * 4 / 21 by chance.
    close(found.adjusted_rand_index, (2.0 - 16.0 / 21.0) / (4.0 - 16.0 / 21.0));
    close(found.exact_set_accuracy, 0.0);
}

#[test]
fn a_claim_of_any_number_of_documents_is_counted() {
    let found = figures(&[0, 0], &[0, 0], u64::MAX);
    assert_eq!((found.pairs.both, found.pairs.f1), (1, Some(1.0)));
    assert!(found.adjusted_rand_index.is_some_and(|index| index <= 1.0));
}

#[test]
fn all_right_and_nothing_at_all() {
    let right = figures(&[4, 4, 1], &[0, 0, 3], 3);
    for figure in
        [right.pairs.f1, right.b_cubed.f1, right.adjusted_rand_index, right.exact_set_accuracy]
    {
        close(figure, 1.0);
    }
    let nothing = figures(&[], &[], 0);
    assert_eq!(
        (nothing.pairs.f1, nothing.b_cubed.f1, nothing.adjusted_rand_index),
        (None, None, None)
    );
    assert_eq!(figures(&[0, 1], &[0, 1], 2).exact_set_accuracy, None);
}

/// Labels within which two documents are together, with `alone` more.
fn matrix(labels: &[u32], alone: usize) -> Vec<Vec<bool>> {
    let count = labels.len() + alone;
    let together = |i: usize, j: usize| {
        i == j || (i < labels.len() && j < labels.len() && labels[i] == labels[j])
    };
    (0..count).map(|i| (0..count).map(|j| together(i, j)).collect()).collect()
}

proptest! {
    #[test]
    fn figures_equal_a_count_over_all_pairs(
        labels in prop::collection::vec((0..6_u32, 0..6_u32), 0..25),
        alone in 0..4_usize,
    ) {
        let (clusters, groups): (Vec<u32>, Vec<u32>) = labels.into_iter().unzip();
        let (c, g) = (matrix(&clusters, alone), matrix(&groups, alone));
        let count = c.len();
        let found = figures(&clusters, &groups, count as u64);
        // The four cells of the pair confusion matrix.
        let (mut tp, mut fp, mut fn_, mut tn) = (0.0, 0.0, 0.0, 0.0);
        for i in 0..count {
            for j in i + 1..count {
                *match (c[i][j], g[i][j]) {
                    (true, true) => &mut tp,
                    (true, false) => &mut fp,
                    (false, true) => &mut fn_,
                    (false, false) => &mut tn,
                } += 1.0_f64;
            }
        }
        let same = |found: Option<f64>, expected: f64| match found {
            Some(found) => (found - expected).abs() < 1e-9,
            None => !expected.is_finite(),
        };
        prop_assert!(same(found.pairs.precision, tp / (tp + fp)));
        prop_assert!(same(found.pairs.recall, tp / (tp + fn_)));
        prop_assert!(same(found.pairs.f1, 2.0 * tp / (2.0 * tp + fp + fn_)));
        // The index from the four cells (Steinley, 2004, equation 9).
        let all: f64 = tp + fp + fn_ + tn;
        let product = (tp + fp) * (tp + fn_) + (fn_ + tn) * (fp + tn);
        let expected = (all * (tp + tn) - product) / (all * all - product);
        prop_assert!(same(found.adjusted_rand_index, expected), "{found:?} {expected}");
        let mean = |own: &[Vec<bool>]| {
            let of = |i: usize| {
                let both = (0..count).filter(|&j| c[i][j] && g[i][j]).count() as f64;
                both / (0..count).filter(|&j| own[i][j]).count() as f64
            };
            (0..count).map(of).sum::<f64>() / count as f64
        };
        prop_assert!(same(found.b_cubed.precision, mean(&c)));
        prop_assert!(same(found.b_cubed.recall, mean(&g)));
        let rows = |of: &[Vec<bool>]| {
            let several = |row: &&Vec<bool>| row.iter().filter(|&&in_it| in_it).count() > 1;
            of.iter().filter(several).cloned().collect::<std::collections::BTreeSet<Vec<bool>>>()
        };
        let expected = rows(&c).intersection(&rows(&g)).count() as f64 / rows(&g).len() as f64;
        prop_assert!(same(found.exact_set_accuracy, expected));
    }

    #[test]
    fn sets_are_what_pairs_connect(pairs in prop::collection::vec((0..12_u32, 0..12_u32), 0..12)) {
        let mut sets = UnionFind::new(12);
        pairs.iter().for_each(|&(a, b)| sets.union(a, b));
        let labels = sets.labels();
        // The closure by repetition.
        let mut expected: Vec<u32> = (0..12).collect();
        for _ in 0..12 {
            for &(a, b) in &pairs {
                let least = expected[a as usize].min(expected[b as usize]);
                (expected[a as usize], expected[b as usize]) = (least, least);
            }
        }
        for i in 0..12 {
            for j in 0..12 {
                prop_assert_eq!(labels[i] == labels[j], expected[i] == expected[j]);
            }
        }
    }
}

fn truth(lines: &str) -> Result<Truth, TruthError> {
    let mut truth = Truth::default();
    truth.add(lines.as_bytes()).map(|()| truth)
}

#[test]
fn pairs_make_groups_where_there_are_none() {
    let lines = r#"{"a": "x", "b": "y"}
{"a": "z", "b": "y", "jaccard": 0.5}
{"a": "u", "b": "v", "jaccard": 0.95, "same_group": false}"#;
    let truth = truth(lines).expect("a truth");
    let labels: std::collections::BTreeMap<&str, u32> = truth.groups().into_iter().collect();
    assert_eq!((labels["x"], labels["y"]), (labels["y"], labels["z"]));
    assert_ne!(labels["u"], labels["v"]);
    let given: Vec<_> = truth.similarities().collect();
    assert_eq!(given, [("z", "y", 0.5, Some(true)), ("u", "v", 0.95, Some(false))]);
}

#[test]
fn what_is_no_truth_is_named_with_its_line() {
    let said = |lines: &str| truth(lines).expect_err("no truth").message(Lang::En);
    assert!(said("").starts_with("the file is empty"));
    assert!(
        said("{\"id\": \"a\", \"group\": 1}\n\n{\"id\": \"a\", \"group\": 2}")
            .starts_with("line 3:")
    );
    assert!(said("{\"id\": \"a\"}").starts_with("line 1: expected lines such as"));
    assert!(said("{\"a\": \"a\", \"b\": \"b\", \"jaccard\": 1.5}").contains("0..=1"));
    assert!(said("[").contains("line 1"));
}

use crate::error::Lang;

#[test]
fn ids_that_are_numbers_are_those_of_documents() {
    let lines = r#"{"id":18446744073709551616,"group":1}
        {"id":18446744073709551617,"group":1.0}"#;
    let truth = truth(lines).expect("a truth");
    let ids: Vec<&str> = truth.ids().collect();
    assert_eq!(ids, ["18446744073709551616", "18446744073709551617"]);
}
