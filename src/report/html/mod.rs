//! The report as pages for people: one self-contained page ([`Html`]), or a folder of them ([`Pages`]).
//!
//! No network, no font from elsewhere; the one style sheet and the one script are named by their hashes in a
//! content-security policy that allows nothing else, and everything can be read without the script.
//! Everything from a collection is text or the inside of a `<bdi>`: escaped by type, its hidden characters
//! made visible, never part of an address, a style, a class or an id.
//!
//! No page is larger than about 2 MB, and what is left out is said at its top, with what shows it.

mod base;
mod chart;
#[cfg(test)]
mod contrast;
mod cluster;
mod inside;
mod members;
mod page;
mod pages;
mod pair;
mod run;
mod side;
mod slots;

pub use pages::Pages;

use std::io::{self, Seek, Write};

use maud::html;
use tempfile::SpooledTempFile;

use super::words::{self, Terms, View};
use super::{ClusterReport, Pair, Renderer, Run, Settings};
use crate::error::{Lang, Skipped};
use cluster::{Show, Shown};
use page::{name, put};
use run::Tally;

/// How many bytes of clusters a page may have, nearly; its head, its table and its foot have the rest of 2 MB.
const PAGE: usize = 1_500_000;

/// From so many bytes on, the one page shows of further clusters their members only.
const BRIEF: usize = 1_200_000;

/// How many bytes the comparison of two texts may have beside others.
const ARTICLE: usize = 400_000;

/// The comparison of two texts has more bytes than this.
const LEAST: usize = 2_000;

/// Clusters in one table.
const TABLE: u64 = 500;

/// How much waits in memory before it goes to a temporary file, in bytes.
const SPOOL: usize = 4 << 20;

/// Writes a report as one page. The table of clusters stands before the clusters, and neither is held in
/// memory beyond 4 MiB: both wait in temporary files.
#[derive(Debug)]
pub struct Html<W> {
    out: W,
    settings: Settings,
    work: Option<Work>,
}

/// What is known between the first call and the last.
#[derive(Debug)]
struct Work {
    run: Run,
    /// As [`Skipped::told`] has them.
    skipped: Vec<Skipped>,
    tally: Tally,
    rows: SpooledTempFile,
    body: SpooledTempFile,
    /// Bytes of the body.
    written: usize,
    listed: u64,
    /// Clusters that are shown, and comparisons that would have made the page too large.
    shown: u64,
    left_out: usize,
    full: bool,
}

impl<W: Write> Html<W> {
    /// A report to `out`.
    pub fn new(out: W, settings: &Settings) -> Self {
        Self { out, settings: settings.clone(), work: None }
    }
}

fn spool(settings: &Settings) -> SpooledTempFile {
    match &settings.temp_dir {
        Some(dir) => tempfile::spooled_tempfile_in(SPOOL, dir),
        None => tempfile::spooled_tempfile(SPOOL),
    }
}

impl Work {
    fn show(&self, settings: &Settings) -> Show {
        let threshold = run::threshold(&self.run);
        Show { lang: settings.lang, variants: settings.variants, threshold, pages: false }
    }

    /// Writes the section of a cluster while the page has room; gives whether it had.
    fn section(&mut self, cluster: &ClusterReport, settings: &Settings) -> io::Result<bool> {
        if self.full {
            return Ok(false);
        }
        let lang = settings.lang;
        let mut view = Shown::new(cluster, self.show(settings));
        let room = BRIEF.saturating_sub(self.written);
        let mut section = view.section(true).0;
        let full = section.len() <= room;
        if !full {
            section = view.section(false).0;
            if section.len() > PAGE.saturating_sub(self.written) {
                self.full = true;
                return Ok(false);
            }
        }
        let (articles, kept) = articles(&view, room.saturating_sub(section.len()));
        let left_out = view.pairs().count() - kept.len();
        if left_out > 0 {
            // Nothing links to what is not there.
            view.keep(&kept);
            section = view.section(full).0;
        }
        let rest = html! {
            @if left_out > 0 { p.note.warn { (crowded(left_out, lang)) } }
            (maud::PreEscaped(&articles))
            p.back { a href="#clusters" { (lang.pick("回到全部簇", "Back to all clusters")) } }
        };
        let id = cluster.id;
        let section =
            format!("<section class=\"cluster\" id=\"c{id}\">{section}{}</section>\n", rest.0);
        self.written += section.len();
        self.shown += 1;
        self.left_out += left_out;
        self.body.write_all(section.as_bytes())?;
        Ok(true)
    }

    /// What the page leaves out, and how to get it.
    fn notes(&self, lang: Lang) -> Vec<String> {
        let clusters = run::clusters(&self.run);
        let mut notes: Vec<String> = words::not_compared(&self.run, lang).into_iter().collect();
        notes.extend(limited(self.listed, self.shown, clusters, lang));
        notes.extend((self.left_out > 0).then(|| crowded(self.left_out, lang)));
        notes
    }
}

/// What is said when not all clusters are listed, or shown.
fn limited(listed: u64, shown: u64, all: u64, lang: Lang) -> Option<String> {
    if listed >= all && shown >= all {
        return None;
    }
    let first = |some: u64, zh: &str, en: &str| {
        let count = words::count(some);
        lang.pick(format!("{zh}前 {count} 簇"), format!("the first {count} are {en}"))
    };
    let listed = (listed < all).then(|| first(listed, "表中列出", "in the table"));
    let shown = match shown < all {
        true => first(shown, "详示", "shown"),
        false => lang.pick("全部详示", "all are shown").to_owned(),
    };
    let said: Vec<String> = listed.into_iter().chain([shown]).collect();
    let (said, all) = (said.join(lang.pick("，", ", ")), words::count(all));
    Some(match lang {
        Lang::Zh => {
            format!("本页大小有限：{all} 簇（含同一模板的族），{said}；-o 目录/ 分页写出全部。")
        }
        Lang::En => format!(
            "To keep this page small, of {all} clusters, families on one template among them, {said}; -o FOLDER/ writes all, \
             on pages."
        ),
    })
}

/// The variants of a cluster that fit in `room` bytes, and the places of their first members.
fn articles(view: &Shown<'_>, mut room: usize) -> (String, Vec<usize>) {
    let (mut articles, mut kept) = (String::new(), Vec::new());
    for (member, others) in view.pairs() {
        if room < LEAST {
            break;
        }
        let article = view.article(member, others, ARTICLE.min(room)).0;
        if article.len() <= room {
            room -= article.len();
            articles.push_str(&article);
            kept.push(member);
        }
    }
    (articles, kept)
}

/// What is said of comparisons that would have made the page too large.
fn crowded(left_out: usize, lang: Lang) -> String {
    let left_out = words::count(left_out as u64);
    match lang {
        Lang::Zh => format!("本页大小有限：{left_out} 篇对照从略；-o 目录/ 每篇一页。"),
        Lang::En => format!(
            "Comparisons left out, to keep this page small: {left_out}; -o FOLDER/ gives each a page."
        ),
    }
}

impl<W: Write> Renderer for Html<W> {
    fn run(&mut self, run: &Run, skipped: &[Skipped]) -> io::Result<()> {
        self.work = Some(Work {
            run: run.clone(),
            skipped: Skipped::told(skipped),
            tally: Tally::default(),
            rows: spool(&self.settings),
            body: spool(&self.settings),
            written: 0,
            listed: 0,
            shown: 0,
            left_out: 0,
            full: false,
        });
        Ok(())
    }

    fn cluster(&mut self, cluster: &ClusterReport) -> io::Result<()> {
        let Some(work) = self.work.as_mut() else { return Ok(()) };
        work.tally.add(cluster);
        let shown = work.section(cluster, &self.settings)?;
        if work.listed < TABLE {
            work.listed += 1;
            let href = shown.then(|| format!("#c{}", cluster.id));
            put(&mut work.rows, &run::row(cluster, href.as_deref(), self.settings.lang))?;
        }
        Ok(())
    }

    fn pairs(&mut self, pairs: &mut dyn Iterator<Item = Pair>) -> io::Result<()> {
        let Some(work) = self.work.as_mut() else { return Ok(()) };
        pairs.for_each(|pair| work.tally.similarities.add(pair.overlap.jaccard()));
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let lang = self.settings.lang;
        let Some(mut work) = self.work.take() else { return self.out.flush() };
        let out = &mut self.out;
        put(out, &page::head(lang.pick("雷同报告", "Near-duplicates"), lang))?;
        put(out, &run::overview(&work.run, &work.skipped, &work.tally, &work.notes(lang), lang))?;
        if run::clusters(&work.run) > 0 {
            put(out, &html! { h2 #clusters { (lang.pick("全部簇", "Clusters")) } })?;
            out.write_all(run::table_head(lang).as_bytes())?;
            work.rows.rewind()?;
            io::copy(&mut work.rows, out)?;
            out.write_all(b"</tbody></table></div>\n")?;
            put(out, &run::controls(lang))?;
            work.body.rewind()?;
            io::copy(&mut work.body, out)?;
        }
        put(out, &page::foot(&Terms::of_run(&work.run, lang), &work.run.version, lang))?;
        out.flush()
    }
}

/// Writes two documents against each other as a page, whole.
pub(super) fn write_pair(
    out: &mut impl Write,
    view: &View<'_>,
    version: &str,
    lang: Lang,
) -> io::Result<()> {
    let title = lang.pick("两篇对照", "Two texts compared");
    put(out, &page::head(title, lang))?;
    put(
        out,
        &html! {
            header.top {
                p.brand { "leitong " span lang="zh-Hans" { "雷同" } }
                h1 { (title) }
                p.lead { b { "A" } " " (name(view.a, lang)) }
                p.lead { b { "B" } " " (name(view.b, lang)) }
            }
            (run::controls(lang))
            article { (pair::article(view, "d", usize::MAX, lang)) }
        },
    )?;
    put(out, &page::foot(&Terms::of_pair(view), version, lang))
}
