//! Which of the lines that look like headings are headings: those that count.

use super::heading::{Kind, Mark};

/// The fewest headings of a page.
const FEWEST: usize = 2;

/// The headings of the page, in order; none if it is one text.
///
/// Of the forms that count, the one that begins first is the outer one; bare numbers serve only when no other
/// form does.
pub(super) fn choose<'m, 't>(text: &str, marks: &'m [Mark<'t>]) -> Vec<&'m Mark<'t>> {
    let of = |kind: Kind| headings(text, marks.iter().filter(|mark| mark.kind == kind).collect());
    let sure = Kind::ALL.into_iter().filter(|&kind| kind != Kind::Numbered);
    let found = sure.map(of).filter(|run| !run.is_empty()).min_by_key(|run| run[0].line.start);
    found.unwrap_or_else(|| of(Kind::Numbered))
}

/// The marks of one form that are headings. Where the numbers begin again at one, another run begins; a run
/// of which fewer than two have text below is a table of contents.
fn headings<'m, 't>(text: &str, marks: Vec<&'m Mark<'t>>) -> Vec<&'m Mark<'t>> {
    let runs = runs(marks);
    let starts: Vec<usize> =
        runs.iter().skip(1).map(|run| run[0].line.start).chain([text.len()]).collect();
    let real = runs.into_iter().zip(starts).filter(|(run, end)| is_page(text, run, *end));
    real.flat_map(|(run, _)| run).collect()
}

/// Cuts the marks into runs that count up by one, dropping those that fit nowhere. One number of a run may be
/// missing, except in bare numbers, which are too common for that.
fn runs<'m, 't>(marks: Vec<&'m Mark<'t>>) -> Vec<Vec<&'m Mark<'t>>> {
    let mut runs: Vec<Vec<&Mark<'_>>> = Vec::new();
    let mut spare = 0;
    for (at, &mark) in marks.iter().enumerate() {
        let missing = u32::from(mark.kind != Kind::Numbered);
        let begins_again =
            mark.number == 1 && marks.get(at + 1).is_some_and(|next| next.number == 2);
        if runs.is_empty() && mark.number <= 1 + missing {
            spare = missing - (mark.number - 1);
            runs.push(vec![mark]);
        } else if begins_again && !runs.is_empty() {
            spare = missing;
            runs.push(vec![mark]);
        } else if let Some(run) = runs.last_mut()
            && let Some(skips) = mark.number.checked_sub(run[run.len() - 1].number + 1)
            && skips <= spare
        {
            spare -= skips;
            run.push(mark);
        }
    }
    runs
}

fn is_page(text: &str, run: &[&Mark<'_>], end: usize) -> bool {
    let ends = run.iter().skip(1).map(|mark| mark.line.start).chain([end]);
    let bodies = run.iter().zip(ends).map(|(mark, end)| &text[mark.line.end..end]);
    let with_text = bodies.filter(|body| body.chars().any(char::is_alphanumeric)).count();
    run.len() >= FEWEST && with_text >= FEWEST
}
