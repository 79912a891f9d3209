//! Pages of many and of large clusters.

use std::collections::BTreeSet;

use super::*;

/// A cluster of `texts` different texts about `length` characters long.
fn large(id: u32, texts: usize, length: usize) -> ClusterReport {
    let body = BODY.repeat(length / BODY.chars().count() + 1);
    let mut members = Vec::new();
    for number in 0..texts {
        let year = format!("{}年", 1900 + number);
        let (a, b, comparison) = compare(
            &[Same("在"), Edit(EditClass::Number, "2018年", &year), Same(&body)],
            Relation::SameTemplate,
        );
        if members.is_empty() {
            members.push(member("0", "", &a));
        }
        let mut other = member(&format!("{}", number + 1), HOSTILE, &b);
        other.link = link(comparison, Overlap { common: 90, a: 95, b: 95 });
        members.push(other);
    }
    ClusterReport { id, kind: Kind::Copies, members, min: 0.9, median: 0.9 }
}

/// A cluster of two texts whose differences were not worked out.
fn small(id: u32) -> ClusterReport {
    let [_, mut cluster, _] = clusters();
    cluster.id = id;
    cluster
}

#[test]
fn one_page_stays_small_and_says_what_it_leaves_out() {
    let run = |clusters: u64| Run {
        counts: Counts { clusters, compared: clusters, ..Counts::default() },
        ..run()
    };
    // Clusters whose comparisons no page could hold.
    let clusters: Vec<ClusterReport> = (1..=12).map(|id| large(id, 12, 6_000)).collect();
    let settings = Settings { variants: 10, ..Settings::default() };
    let page = render_with(Format::Html, &settings, &run(12), &clusters, &[], Vec::new());
    assert!(page.len() < 2_000_000, "{}", page.len());
    let (top, rest) = page.split_once("<dl class=\"stats\">").unwrap();
    assert!(top.contains("篇对照从略；-o 目录/ 每篇一页"), "{top}");
    assert!(rest.contains("10 种文本，共 12 种") && rest.contains("--variants all"));
    assert_eq!(page.matches("class=\"cluster\"").count(), 12, "all members are listed");
    let values = |mark: &str| -> BTreeSet<&str> {
        page.split(mark).skip(1).filter_map(|rest| rest.split('"').next()).collect()
    };
    assert!(values("href=\"#").is_subset(&values(" id=\"")), "a link leads nowhere");
    // More clusters than a page can list.
    let clusters: Vec<ClusterReport> = (1..=1_500).map(small).collect();
    let page = render_with(Format::Html, &settings, &run(1_500), &clusters, &[], Vec::new());
    assert!(page.len() < 2_000_000, "{}", page.len());
    assert!(page.contains("1,500 簇（含同一模板的族），表中列出前 500 簇，详示前 "));
    let page = render_with(Format::Html, &settings, &run(501), &clusters[..501], &[], Vec::new());
    assert!(page.contains("表中列出前 500 簇，全部详示；-o 目录/"), "there is room for all");
    // All are in the table, and not all are shown.
    let clusters: Vec<ClusterReport> = (1..=200).map(|id| large(id, 12, 6_000)).collect();
    let page = render_with(Format::Html, &english(), &run(200), &clusters, &[], Vec::new());
    assert!(
        page.contains("families on one template among them, the first ")
            && page.contains(" are shown; -o FOLDER/")
    );
    assert!(!page.contains("are in the table"), "the table lists all");
}

#[test]
fn many_clusters_are_listed_on_many_pages() {
    let place = tempfile::tempdir().unwrap();
    let mut pages = html::Pages::new(place.path().join("report"), &english());
    let counts = Counts { clusters: 1_201, compared: 1, ..Counts::default() };
    pages.run(&Run { counts, ..run() }, &[]).unwrap();
    pages.cluster(&large(1, 60, 2_000)).unwrap();
    (2..=1_201).for_each(|id| pages.cluster(&small(id)).unwrap());
    pages.pairs(&mut pairs().into_iter()).unwrap();
    pages.finish().unwrap();
    let read = |name: &str| {
        let page = std::fs::read_to_string(place.path().join("report").join(name)).unwrap();
        assert!(page.len() < 2_000_000, "{name} has {} bytes", page.len());
        page
    };
    let first = read("index.html");
    assert!(first.contains("--diffs all does them all") && first.contains("listed on 3 pages"));
    assert!(first.contains("<a rel=\"next\" href=\"list-2.html\">"));
    assert_eq!(first.matches("<tr data-size").count(), 500);
    assert!(read("list-2.html").contains("list-3.html"));
    assert_eq!(read("list-3.html").matches("<tr data-size").count(), 201);
    assert!(read("clusters/1.html").contains("--variants all shows them all"));
    assert!(read("clusters/1-1.html").contains("<del>"));
    assert!(read("clusters/2.html").contains("id=\"c201\""), "clusters without texts share a page");
}
