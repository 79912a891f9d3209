//! The report as a folder of pages, for collections of any size.
//!
//! - `index.html`: the run, and the table of the first clusters; `list-2.html` and so on: the others;
//! - `clusters/12.html`: cluster 12 with its template; or, when differences were not worked out, clusters
//!   from 12 on;
//! - `clusters/12-3.html`: member 3 of cluster 12 against the representative, when the page of the cluster
//!   would be large with it.
//!
//! No more than one cluster and the rows of one table are held in memory. Names are made of numbers only.

use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use maud::{Markup, PreEscaped, html};

use super::super::words::{self, Terms};
use super::super::{ClusterReport, Kind, Pair, Renderer, Run, Settings};
use super::cluster::{Show, Shown};
use super::page::{foot, head};
use super::run::{self, Tally};
use super::{ARTICLE, PAGE, TABLE};
use crate::error::{Lang, Skipped};

/// Comparisons stand on the page of their cluster when there are at most so many, of so many bytes in all.
const TOGETHER: (usize, usize) = (6, 300_000);

/// Clusters without differences share pages of so many clusters or bytes.
const SHARED: (usize, usize) = (200, 500_000);

/// The file of the comparison of a member, beside that of its cluster.
pub(super) fn pair_file(cluster: u32, member: usize) -> String {
    format!("{cluster}-{member}.html")
}

/// Writes a report as pages in a folder.
#[derive(Debug)]
pub struct Pages {
    folder: PathBuf,
    settings: Settings,
    run: Option<Run>,
    /// As [`Skipped::told`] has them.
    skipped: Vec<Skipped>,
    tally: Tally,
    /// The rows of the table at hand, how many they are, and the number of its page.
    rows: String,
    listed: u64,
    list: u64,
    /// The rows of the first table, which is written last.
    first: String,
    shared: Shared,
}

/// Clusters without differences that wait for their page.
#[derive(Debug, Default)]
struct Shared {
    /// What they are, the number of the first and of the last.
    numbers: Option<(Kind, u32, u32)>,
    count: usize,
    sections: String,
}

impl Pages {
    /// A report into `folder`, which is made when the report begins.
    pub fn new(folder: PathBuf, settings: &Settings) -> Self {
        Self {
            folder,
            settings: settings.clone(),
            run: None,
            skipped: Vec::new(),
            tally: Tally::default(),
            rows: String::new(),
            listed: 0,
            list: 1,
            first: String::new(),
            shared: Shared::default(),
        }
    }

    /// Writes a page out of its title and its content.
    fn page(&self, file: &str, title: &str, content: &[&Markup]) -> io::Result<()> {
        let lang = self.settings.lang;
        let Some(run) = &self.run else { return Ok(()) };
        let mut out = BufWriter::new(fs::File::create_new(self.folder.join(file))?);
        out.write_all(head(title, lang).0.as_bytes())?;
        for part in content {
            out.write_all(part.0.as_bytes())?;
        }
        out.write_all(foot(&Terms::of_run(run, lang), &run.version, lang).0.as_bytes())?;
        out.flush()
    }

    fn show(&self) -> Show {
        let threshold = self.run.as_ref().map_or(0.0, run::threshold);
        let Settings { lang, variants, .. } = self.settings;
        Show { lang, variants, threshold, pages: false }
    }

    /// Writes the page of a cluster whose differences were worked out, and those of its comparisons.
    fn compared(&mut self, cluster: &ClusterReport) -> io::Result<String> {
        let lang = self.settings.lang;
        let number = cluster.id;
        let view = Shown::new(cluster, self.show());
        let mut together = Markup::default();
        let pairs: Vec<(usize, usize)> = view.pairs().collect();
        if pairs.len() <= TOGETHER.0 {
            for &(member, others) in &pairs {
                let article = view.article(member, others, ARTICLE);
                together.0.push_str(&article.0);
                if together.0.len() > TOGETHER.1 {
                    break;
                }
            }
        }
        let apart = pairs.len() > TOGETHER.0 || together.0.len() > TOGETHER.1;
        let view =
            if apart { Shown::new(cluster, Show { pages: true, ..self.show() }) } else { view };
        if apart {
            together = Markup::default();
            self.pair_pages(&view, &pairs)?;
        }
        let crumbs = self.crumbs(number, None);
        let title = words::numbered(cluster.kind, number, lang);
        let section = html! {
            section.cluster id={ "c" (number) } { (view.section(true)) (run::controls(lang)) (together) }
        };
        let file = format!("clusters/{number}.html");
        self.page(&file, &title, &[&crumbs, &section])?;
        Ok(file)
    }

    fn pair_pages(&self, view: &Shown<'_>, pairs: &[(usize, usize)]) -> io::Result<()> {
        let lang = self.settings.lang;
        let number = view.cluster.id;
        let title = words::numbered(view.cluster.kind, number, lang);
        for (at, &(member, others)) in pairs.iter().enumerate() {
            let beside = |other: Option<&(usize, usize)>| other.map(|&(m, _)| pair_file(number, m));
            let before = beside(at.checked_sub(1).and_then(|at| pairs.get(at)));
            let after = beside(pairs.get(at + 1));
            let crumbs = html! {
                (self.crumbs(number, Some(&title)))
                (turn(before, after, lang.pick("翻页", "Pages"), lang))
                h2 { (title) }
                (run::controls(lang))
            };
            let article = view.article(member, others, PAGE);
            let file = format!("clusters/{}", pair_file(number, member));
            self.page(&file, &title, &[&crumbs, &article])?;
        }
        Ok(())
    }

    /// Keeps a cluster without differences for a shared page; gives where it will be.
    fn shared(&mut self, cluster: &ClusterReport) -> io::Result<String> {
        let number = cluster.id;
        let section = Shown::new(cluster, self.show()).section(false);
        let size = self.shared.sections.len() + section.0.len();
        let kinds = self.shared.numbers.is_some_and(|(kind, ..)| kind != cluster.kind);
        if kinds || self.shared.count >= SHARED.0 || size > SHARED.1 {
            self.flush_shared()?;
        }
        let first = self.shared.numbers.map_or(number, |(_, first, _)| first);
        self.shared.numbers = Some((cluster.kind, first, number));
        self.shared.count += 1;
        let section =
            format!("<section class=\"cluster\" id=\"c{number}\">{}</section>\n", section.0);
        self.shared.sections.push_str(&section);
        Ok(format!("clusters/{first}.html#c{number}"))
    }

    fn flush_shared(&mut self) -> io::Result<()> {
        let Shared { numbers, sections, .. } = std::mem::take(&mut self.shared);
        let Some((kind, first, last)) = numbers else { return Ok(()) };
        let title = words::numbers(kind, first..=last, self.settings.lang);
        let crumbs = self.crumbs(first, None);
        self.page(&format!("clusters/{first}.html"), &title, &[&crumbs, &PreEscaped(sections)])
    }

    /// The report's name, and the way back: to the table that lists cluster `number`, and to its page, which is called
    /// `cluster`.
    fn crumbs(&self, number: u32, cluster: Option<&str>) -> Markup {
        let lang = self.settings.lang;
        let list = u64::from(number - 1) / TABLE + 1;
        html! {
            h1.brand { (lang.pick("雷同报告", "Near-duplicates")) }
            nav.crumbs aria-label=(lang.pick("位置", "Breadcrumb")) {
                a href="../index.html" { (lang.pick("总览", "Overview")) }
                @if list > 1 { " › " a href={ "../" (list_file(list)) } { (lang.pick(
                    "簇列表 ",
                    "Clusters, page ",
                )) (list) } }
                @if let Some(title) = cluster {
                    " › " a href={ (number) ".html" } { (title) }
                }
            }
        }
    }

    /// Writes the table at hand as a page, or keeps it for the first one.
    fn flush_list(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.listed = 0;
        let list = self.list;
        self.list += 1;
        if list == 1 {
            self.first = rows;
            return Ok(());
        }
        let lang = self.settings.lang;
        let title = lang.pick(format!("簇列表 {list}"), format!("Clusters, page {list}"));
        let crumbs = html! {
            nav.crumbs aria-label=(lang.pick("位置", "Breadcrumb")) { a href="index.html" { (lang.pick("总览", "Overview")) } }
            h1 { (title) }
        };
        let table = self.table(&rows, list);
        self.page(&list_file(list), &title, &[&crumbs, &table])
    }

    fn table(&self, rows: &str, list: u64) -> Markup {
        let lang = self.settings.lang;
        let clusters = self.run.as_ref().map_or(0, run::clusters);
        let lists = clusters.div_ceil(TABLE).max(1);
        let file = |list: u64| (1..=lists).contains(&list).then(|| list_file(list));
        let turn = |label: &str| turn(file(list - 1), file(list + 1), label, lang);
        html! {
            @if lists > 1 { (turn(lang.pick("翻页", "Pages"))) }
            (PreEscaped(run::table_head(lang)))
            (PreEscaped(rows))
            (PreEscaped("</tbody></table></div>\n"))
            @if lists > 1 { (turn(lang.pick("翻页（表末）", "Pages, after the table"))) }
        }
    }

    /// What the pages leave out, and how to get it.
    fn notes(&self, run: &Run) -> Vec<String> {
        let lang = self.settings.lang;
        let clusters = run::clusters(run);
        let mut notes: Vec<String> = words::not_compared(run, lang).into_iter().collect();
        if clusters > TABLE {
            let (lists, all) = (words::count(clusters.div_ceil(TABLE)), words::count(clusters));
            notes.push(match lang {
                Lang::Zh => format!(
                    "{all} 簇（含同一模板的族）分 {lists} 页列出，每页 {TABLE} 簇，各以大的在先；排序和筛选只及本页，-o x.json 列出全部。"
                ),
                Lang::En => format!(
                    "{all} clusters, families on one template among them, are listed on {lists} pages of \
                     {TABLE}, the largest of each kind first; sorting and filtering are for one page, -o x.json \
                     lists them all."
                ),
            });
        }
        notes
    }
}

impl Renderer for Pages {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        fs::create_dir_all(self.folder.join("clusters"))?;
        self.run = Some(run.clone());
        self.skipped = Skipped::told(skipped);
        Ok(())
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        self.tally.add(cluster);
        let href = if cluster.representative().text.is_some() {
            self.flush_shared()?;
            self.compared(cluster)?
        } else {
            self.shared(cluster)?
        };
        if self.listed == TABLE {
            self.flush_list()?;
        }
        self.listed += 1;
        self.rows.push_str(&run::row(cluster, Some(&href), self.settings.lang).0);
        self.rows.push('\n');
        Ok(())
    }

    fn pairs(&mut self, pairs: &mut dyn Iterator<Item = Pair>) -> io::Result<()> {
        pairs.for_each(|pair| self.tally.similarities.add(pair.overlap.jaccard()));
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.flush_shared()?;
        self.flush_list()?;
        let Some(run) = self.run.clone() else { return Ok(()) };
        let lang = self.settings.lang;
        let notes = self.notes(&run);
        let overview = run::overview(&run, &self.skipped, &self.tally, &notes, lang);
        let table = if run::clusters(&run) > 0 {
            let rows = std::mem::take(&mut self.first);
            html! { h2 #clusters { (lang.pick("全部簇", "Clusters")) } (self.table(&rows, 1)) }
        } else {
            html! {}
        };
        let title = lang.pick("雷同报告", "Near-duplicates");
        self.page("index.html", title, &[&overview, &table])
    }
}

fn list_file(list: u64) -> String {
    if list == 1 { "index.html".to_owned() } else { format!("list-{list}.html") }
}

/// Links to what comes before and after, named `label`.
fn turn(before: Option<String>, after: Option<String>, label: &str, lang: Lang) -> Markup {
    html! {
        nav.turn aria-label=(label) {
            @if let Some(file) = before { a rel="prev" href=(file) { "← " (lang.pick("上一页", "Previous")) } }
            " "
            @if let Some(file) = after { a rel="next" href=(file) { (lang.pick("下一页", "Next")) " →" } }
        }
    }
}
