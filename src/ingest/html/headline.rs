//! The headline of a page, and the title that it has where no headline is seen.

use super::super::text::{MAX_TITLE, has_content};
use super::lines::Line;

/// What sites put between a page's title and their own name.
const SEPARATORS: [char; 14] =
    ['_', '-', '|', '–', '—', '―', '·', '•', '›', '»', '>', '/', '｜', '＿'];

/// So many letters stand in sentences above a headline, as a site greets its readers; a first paragraph has more.
const MAX_GREETING: usize = 20;

/// The number of the line that is the page's headline: the longest of those that the `title` of its head says, alone or beside
/// the name of the site, and its only heading of the first level, if no text stands above that. Where a site has one title for
/// all pages, the heading is longer.
pub(super) fn of(lines: &[&Line], title: &str) -> Option<usize> {
    let title = dense(title);
    let mut first_level = lines.iter().enumerate().filter(|(_, line)| line.level == 1);
    let only = first_level.next().filter(|_| first_level.next().is_none());
    let only = only.map(|(number, _)| number).filter(|&number| {
        let sentences = lines[..number].iter().filter(|line| line.sentence);
        sentences.map(|line| line.letters).sum::<usize>() <= MAX_GREETING
    });
    let may_be = |&(number, line): &(usize, &&Line)| {
        Some(number) == only || says(&title, &dense(&line.text))
    };
    // Of several the last is taken: they are turned round.
    let found = lines.iter().enumerate().filter(may_be).rev();
    found.max_by_key(|(_, line)| (line.letters, line.level > 0)).map(|(number, _)| number)
}

/// Whether two lines say the same, whatever space is in them. Costs no more than the shorter one is long.
pub(super) fn is_same(a: &str, b: &str) -> bool {
    let seen = |c: &char| !c.is_whitespace();
    a.chars().filter(seen).eq(b.chars().filter(seen))
}

/// The title without the name of the site, which is the shorter part of it; nothing if no two letters of it that follow each
/// other stand in the text: then it says something of the site, or what an editor gives every new page.
pub(super) fn alone<'t>(title: &'t str, text: &str) -> &'t str {
    let letters = |part: &str| part.chars().filter(|c| c.is_alphanumeric()).count();
    let parts = title.split(SEPARATORS).map(str::trim).filter(|part| has_content(part));
    let part = parts.rev().max_by_key(|part| letters(part)).unwrap_or_default();
    let said: Vec<char> = part.chars().filter(|c| c.is_alphanumeric()).collect();
    let is_in_text = || said.windows(2).any(|two| text.contains(&two.iter().collect::<String>()));
    if said.len() <= MAX_TITLE && is_in_text() { part } else { "" }
}

fn says(title: &str, line: &str) -> bool {
    let before = title.strip_prefix(line).map(|rest| rest.starts_with(SEPARATORS));
    let after = title.strip_suffix(line).map(|rest| rest.ends_with(SEPARATORS));
    has_content(line) && (title == line || before == Some(true) || after == Some(true))
}

fn dense(text: &str) -> String {
    text.split_whitespace().collect()
}
