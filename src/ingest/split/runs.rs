//! Which of the lines that look like headings are headings: those that count, or that begin a speech each.

use super::heading::{Kind, Mark, lines};
use super::{count, is_blank};

/// The fewest headings of a page.
const FEWEST: usize = 2;

/// Letters and digits that each speech must have where its heading might be that of a section.
const LONG: usize = 100;

/// How many lines below a repeated title the speaker greets the audience at the latest: a date and a name may stand
/// between.
const GREETING_WITHIN: usize = 4;

const GREETINGS: [&str; 10] = [
    "同志们",
    "各位",
    "尊敬的",
    "朋友们",
    "女士们",
    "先生们",
    "老师们",
    "同学们",
    "大家好",
    "乡亲们",
];

/// The headings of the page, in order; none if it is one text.
///
/// Of the sure forms that count, the one that begins first is the outer one; the others serve only when no sure one
/// does.
pub(super) fn choose<'m, 't>(text: &str, marks: &'m [Mark<'t>]) -> Vec<&'m Mark<'t>> {
    let of = |kind: Kind| {
        let marks: Vec<&Mark<'_>> = marks.iter().filter(|mark| mark.kind == kind).collect();
        match kind {
            Kind::Repeated => repeated(text, marks),
            Kind::Chinese => headings(text, marks, LONG),
            Kind::TitleLast => headings(text, same_title(marks), LONG),
            _ => headings(text, marks, 1),
        }
    };
    let sure = Kind::SURE.into_iter().map(of).filter(|run| !run.is_empty());
    let outer = sure.min_by_key(|run| run[0].line.start);
    outer.or_else(|| Kind::WEAK.into_iter().map(of).find(|run| !run.is_empty())).unwrap_or_default()
}

/// The marks of one form that are headings. A run of which fewer than two have text below is a table of contents. Where
/// more than any text is asked for, each must have it. Numbers may be missing only in sure forms: a list in a speech has
/// lines that look like weak ones, here and there.
fn headings<'m, 't>(text: &str, marks: Vec<&'m Mark<'t>>, fewest: usize) -> Vec<&'m Mark<'t>> {
    let gaps = marks.first().is_some_and(|mark| Kind::SURE.contains(&mark.kind));
    let runs = count::runs(text, &marks, gaps);
    let starts: Vec<usize> =
        runs.iter().skip(1).map(|run| run[0].line.start).chain([text.len()]).collect();
    let real = runs.into_iter().zip(starts).filter(|(run, end)| is_page(text, run, *end, fewest));
    real.flat_map(|(run, _)| run).collect()
}

/// Those with the title of the first.
fn same_title<'m, 't>(marks: Vec<&'m Mark<'t>>) -> Vec<&'m Mark<'t>> {
    let first = marks.first().map(|mark| mark.title);
    marks.into_iter().filter(|mark| Some(mark.title) == first).collect()
}

/// The first title that begins a speech more than once: a title that comes again without a greeting below it is a
/// running head.
fn repeated<'m, 't>(text: &str, marks: Vec<&'m Mark<'t>>) -> Vec<&'m Mark<'t>> {
    let begin = marks.into_iter().filter(|mark| is_greeted(&text[mark.line.end..]));
    let mut titles: Vec<(&str, Vec<&Mark<'_>>)> = Vec::new();
    let mut places = ahash::AHashMap::new();
    for mark in begin {
        let place = *places.entry(mark.title).or_insert_with(|| {
            titles.push((mark.title, Vec::new()));
            titles.len() - 1
        });
        titles[place].1.push(mark);
    }
    let found = titles.into_iter().find(|(_, marks)| is_page(text, marks, text.len(), LONG));
    found.map(|(_, marks)| marks).unwrap_or_default()
}

fn is_greeted(text: &str) -> bool {
    let lines = lines(text).map(|(line, _)| line.trim_matches(is_blank)).filter(|l| !l.is_empty());
    let greets = |line: &str| GREETINGS.into_iter().any(|greeting| line.starts_with(greeting));
    lines.take(GREETING_WITHIN).any(greets)
}

/// Whether at least two speeches of the run have text, and, where `fewest` is more than one letter or digit, each
/// has so much.
fn is_page(text: &str, run: &[&Mark<'_>], end: usize, fewest: usize) -> bool {
    let ends = run.iter().skip(1).map(|mark| mark.line.start).chain([end]);
    let bodies = run.iter().zip(ends).map(|(mark, end)| &text[mark.line.end..end]);
    let content = |body: &&str| body.chars().filter(|c| c.is_alphanumeric()).take(fewest).count();
    let with_text = bodies.filter(|body| content(body) == fewest).count();
    run.len() >= FEWEST && with_text >= if fewest > 1 { run.len() } else { FEWEST }
}
