//! What scripts read: JSON and tables.

use super::*;

/// The report that the JSON renderers were given, as scripts see it.
fn expected() -> wire::Report {
    let clusters = clusters();
    let clusters = clusters.iter().map(|cluster| {
        let representative = cluster.representative();
        wire::Cluster {
            id: cluster.id,
            representative: representative.id.clone(),
            size: cluster.members.len() as u64,
            similarity: wire::Similarity::of(cluster),
            members: cluster.members.iter().map(|m| wire::Member::new(representative, m)).collect(),
            template: wire::Template::of(cluster),
        }
    });
    let mut clusters: Vec<wire::Cluster> = clusters.collect();
    let templates = clusters.split_off(2);
    wire::Report {
        schema: wire::SCHEMA.into(),
        run: (&run()).into(),
        clusters,
        templates,
        documents: documents().into_iter().map(Into::into).collect(),
        pairs: pairs().iter().map(Into::into).collect(),
        skipped: skipped().iter().map(Into::into).collect(),
    }
}

#[test]
fn json_reads_back_equal() {
    for format in [Format::Json, Format::Jsonl] {
        let text = render(format, &Settings::default());
        assert_eq!(wire::read(text.as_bytes()).unwrap(), expected(), "{format:?}");
        let text = format!("\u{feff}{text}");
        assert_eq!(wire::read(text.as_bytes()).unwrap(), expected(), "{format:?} with a mark");
        let empty = Run { counts: Counts::default(), ..run() };
        let text = render_with(format, &Settings::default(), &empty, &[], &[], Vec::new());
        assert!(wire::read(text.as_bytes()).unwrap().clusters.is_empty());
    }
    let compact = serde_json::to_string(&expected()).unwrap();
    assert_eq!(wire::read(compact.as_bytes()).unwrap(), expected());
}

#[test]
fn what_is_no_report_is_said_to_be_none() {
    let read = |text: &str| wire::read(text.as_bytes()).unwrap_err();
    assert!(matches!(read(""), wire::ReadError::Shape { line: 1, .. }));
    assert!(matches!(read("[1"), wire::ReadError::Shape { .. }));
    let records = "{\"id\":\"a\",\"text\":\"b\"}\n{\"id\":\"c\",\"text\":\"d\"}\n";
    assert!(matches!(read(records), wire::ReadError::Schema { found: None }));
    assert!(matches!(read("{}"), wire::ReadError::Schema { found: None }));
    assert!(matches!(
        read("{\"schema\":\"leitong.report/9\"}"),
        wire::ReadError::Schema { found: Some(found) } if found == "leitong.report/9"
    ));
    assert!(matches!(
        read("{\"type\":\"run\",\"schema\":\"leitong.report/9\"}\n"),
        wire::ReadError::Schema { found: Some(_) }
    ));
    let lines = render(Format::Jsonl, &Settings::default());
    let cut = &lines[..lines[..lines.len() - 1].rfind('\n').unwrap() + 1];
    assert!(matches!(read(cut), wire::ReadError::Incomplete));
    let twice = format!("{lines}{lines}");
    assert!(matches!(read(&twice), wire::ReadError::Incomplete));
    let json = render(Format::Json, &Settings::default());
    assert!(matches!(read(json.split_once("\"pairs\"").unwrap().0), wire::ReadError::Shape { .. }));
    for lang in [Lang::Zh, Lang::En] {
        assert!(read("{}").message(lang).contains("leitong.report/1"));
    }
}

/// Every cell of a table, by a reader of its own.
pub(super) fn cells(csv: &str) -> Vec<Vec<String>> {
    let mut reader = ::csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
}

#[test]
pub(super) fn every_row_has_every_column() {
    let rows = cells(&render(Format::Csv, &Settings::default()));
    assert_eq!(rows.len(), 1 + 6);
    assert_eq!(rows[3][3], "five.txt#3");
    assert_eq!(rows[5][3], "'@SUM(1)");
    assert_eq!(rows[3][9], (112.0 / 150.0).to_string());
}

#[test]
fn all_formats_name_the_weakest_member() {
    let [mut cluster, ..] = clusters();
    let overlaps = [(90, "c.txt"), (40, "d.txt"), (70, "e.txt"), (40, "f.txt")];
    let link = cluster.linked().next().expect("a member").1.clone();
    let of = |(common, id): (u32, &str)| Member {
        id: id.to_owned(),
        link: Some(Link { overlap: Overlap { common, a: 100, b: 100 }, ..link.clone() }),
        ..cluster.members[1].clone()
    };
    let others: Vec<Member> = overlaps.into_iter().map(of).collect();
    cluster.members.truncate(1);
    cluster.members.extend(others);
    assert_eq!(cluster.weakest(), Some(2));
    cluster.min = 40.0 / 160.0;
    let settings = english();
    let of = |format| {
        render_with(format, &settings, &run(), std::slice::from_ref(&cluster), &[], Vec::new())
    };
    let json = wire::read(of(Format::Json).as_bytes()).expect("a report");
    assert_eq!(json.clusters[0].similarity.weakest.as_deref(), Some("d.txt"));
    for (format, expected) in [
        (Format::Text, "0.250 (d.txt)"),
        (Format::Markdown, "0.250 (d.txt)"),
        (Format::Jsonl, "\"weakest\":\"d.txt\""),
    ] {
        let text = of(format);
        assert!(text.contains(expected), "{format:?}: {text}");
    }
}
