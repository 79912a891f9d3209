//! The lines of a page as its reader sees them, and the blocks that they stand in.

use std::mem;
use std::ops::Range;

use ahash::AHashSet;
use dom_query::{Document, NodeId, NodeRef};

use super::super::text::SENTENCE_ENDS;
use super::seen::{is_hidden, is_shown};

/// Elements that begin and end a line, and have a blank line after them.
const PARAGRAPHS: [&str; 30] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "details",
    "dialog",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "section",
    "table",
    "ul",
];

/// Those that have none.
const ROWS: [&str; 7] = ["dd", "dt", "figcaption", "legend", "li", "summary", "tr"];

/// What the text of a link to another page does not have, nor so many letters and digits: it is text in a tag that nobody
/// closed, or an excerpt.
const PROSE: [char; 2] = ['。', '；'];
const MAX_LINK: usize = 100;

/// Names of a class or an id that footers of a page have.
const FOOTERS: [&str; 5] = ["footer", "foot", "copyright", "page-footer", "site-footer"];

/// A page, taken to pieces.
#[derive(Debug, Default)]
pub(super) struct Page {
    pub(super) lines: Vec<Line>,
    /// Each before those that stand in it.
    pub(super) blocks: Vec<Block>,
}

/// A line that is not blank.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub(super) text: String,
    /// Whether a blank line stands before it.
    pub(super) gap: bool,
    /// How many letters and digits it has, and how many of them are links.
    pub(super) letters: usize,
    pub(super) linked: usize,
    /// Whether a sentence ends in it, outside of links.
    pub(super) sentence: bool,
    /// The level of the heading that it is in; 0 if it is in none.
    pub(super) level: u8,
}

/// An element with lines of its own.
#[derive(Clone, Debug)]
pub(super) struct Block {
    pub(super) lines: Range<usize>,
    /// Whether it says that it is navigation, or the footer of the page.
    pub(super) says_so: bool,
}

/// Where a node stands.
#[derive(Clone, Copy, Default)]
struct Place {
    linked: bool,
    level: u8,
    /// In a part of the page, so that a footer is that of the part.
    in_part: bool,
    preformatted: bool,
}

enum Step<'t> {
    Enter(NodeRef<'t>, Place),
    /// The end of a block, by its number, and whether a blank line follows.
    End(usize, bool),
    EndCell,
    /// The end of a hidden element, by its number.
    EndHidden(usize),
}

/// Takes a page to pieces, without what is hidden: but an element that has more text than all else is shown by a script when
/// the page has been loaded, and if several have, all are. Linear in its size.
pub(super) fn of(tree: &Document) -> Page {
    let all = walk(tree, None);
    let main = all.hidden.iter().filter(|(_, letters)| letters * 2 > all.letters);
    let shown = main.map(|&(node, _)| node).collect();
    if all.hidden.is_empty() {
        return all.page;
    }
    let seen = walk(tree, Some(shown));
    if seen.letters * 2 < all.letters { all.page } else { seen.page }
}

/// The pieces, of hidden elements with those that are `shown`; without that, with all.
fn walk(tree: &Document, shown: Option<AHashSet<NodeId>>) -> Walk {
    let mut walk = Walk { shown, ..Walk::default() };
    let mut steps = vec![Step::Enter(tree.root(), Place::default())];
    while let Some(step) = steps.pop() {
        match step {
            Step::Enter(node, place) => walk.enter(node, place, &mut steps),
            Step::End(block, gap) => {
                walk.end_line();
                walk.gap |= gap;
                walk.page.blocks[block].lines.end = walk.page.lines.len();
            }
            Step::EndCell => walk.space(),
            Step::EndHidden(number) => {
                let (_, letters) = &mut walk.hidden[number];
                *letters = walk.letters - *letters;
            }
        }
    }
    walk.end_line();
    walk
}

#[derive(Default)]
struct Walk {
    page: Page,
    /// The line that is being made.
    line: Line,
    gap: bool,
    /// How many letters and digits there are up to here.
    letters: usize,
    /// The hidden elements that are wanted; without that, all.
    shown: Option<AHashSet<NodeId>>,
    /// Those that were taken in, and how many letters and digits each has; before its end, how many stand before it.
    hidden: Vec<(NodeId, usize)>,
}

impl Walk {
    fn enter<'t>(&mut self, node: NodeRef<'t>, mut place: Place, steps: &mut Vec<Step<'t>>) {
        if node.is_text() {
            return self.text(&node.text(), place);
        }
        let name = node.node_name().unwrap_or_default();
        let name = name.as_ref();
        if !is_shown(name) {
            return;
        }
        if is_hidden(&node, name) {
            if self.shown.as_ref().is_some_and(|shown| !shown.contains(&node.id)) {
                return;
            }
            steps.push(Step::EndHidden(self.hidden.len()));
            self.hidden.push((node.id, self.letters));
        }
        match name {
            "br" | "hr" => return self.end_of_row(place),
            "a" | "button" => place.linked = place.linked || is_link(&node, name),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => place.level = name.as_bytes()[1] - b'0',
            "pre" | "listing" => place.preformatted = true,
            "article" | "blockquote" | "main" | "section" => place.in_part = true,
            _ => {}
        }
        let is_cell = matches!(name, "td" | "th");
        if begins_line(name) || (is_cell && has_lines(&node)) {
            let gap = PARAGRAPHS.contains(&name) || place.preformatted;
            steps.push(Step::End(self.begin(&node, name, place), gap));
        } else if is_cell {
            steps.push(Step::EndCell);
        }
        steps.extend(node.children_it(true).map(|child| Step::Enter(child, place)));
    }

    fn begin(&mut self, node: &NodeRef<'_>, name: &str, place: Place) -> usize {
        self.end_line();
        let start = self.page.lines.len();
        let says_so = says_so(node, name, place);
        self.page.blocks.push(Block { lines: start..start, says_so });
        self.page.blocks.len() - 1
    }

    /// A break, which in a heading makes no second one.
    fn end_of_row(&mut self, place: Place) {
        if place.level > 0 {
            self.space();
        } else if self.line.text.is_empty() {
            self.gap = true;
        } else {
            self.end_line();
        }
    }

    fn text(&mut self, text: &str, place: Place) {
        if !place.preformatted {
            return self.words(text, place);
        }
        for (number, row) in text.split('\n').enumerate() {
            if number > 0 {
                self.end_of_row(place);
            }
            if !row.trim().is_empty() {
                self.line.text.push_str(row);
                self.count(row, place);
            }
        }
    }

    /// Text in which white space of any length is a space.
    fn words(&mut self, text: &str, place: Place) {
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        for (number, word) in text.split_whitespace().enumerate() {
            if number > 0 {
                self.line.text.push(' ');
            }
            self.line.text.push_str(word);
        }
        if text.ends_with(char::is_whitespace) {
            self.space();
        }
        self.count(text, place);
    }

    fn space(&mut self) {
        if !self.line.text.is_empty() && !self.line.text.ends_with(' ') {
            self.line.text.push(' ');
        }
    }

    fn count(&mut self, text: &str, place: Place) {
        let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
        self.line.letters += letters;
        self.letters += letters;
        self.line.level = place.level;
        if place.linked {
            self.line.linked += letters;
        } else {
            self.line.sentence |= text.contains(SENTENCE_ENDS);
        }
    }

    fn end_line(&mut self) {
        let mut line = mem::take(&mut self.line);
        line.text.truncate(line.text.trim_end().len());
        if !line.text.is_empty() {
            line.gap = mem::take(&mut self.gap);
            self.page.lines.push(line);
        }
    }
}

fn begins_line(name: &str) -> bool {
    PARAGRAPHS.contains(&name) || ROWS.contains(&name) || matches!(name, "pre" | "listing")
}

/// Whether a cell of a table has lines of its own, as those have that lay a page out.
fn has_lines(cell: &NodeRef<'_>) -> bool {
    let mut names = cell.descendants_it().filter_map(|node| node.node_name());
    names.any(|name| begins_line(&name) || name.as_ref() == "br")
}

fn is_link(node: &NodeRef<'_>, name: &str) -> bool {
    let leads = name == "button" || node.has_attr("href") || node.has_attr("onclick");
    let mut letters = 0;
    leads
        && node.descendants_it().filter(NodeRef::is_text).all(|node| {
            let text = node.text();
            letters += text.chars().filter(|c| c.is_alphanumeric()).count();
            letters <= MAX_LINK && !text.contains(PROSE)
        })
}

fn says_so(node: &NodeRef<'_>, name: &str, place: Place) -> bool {
    let is_footer = |names: &str| {
        let is = |name: &str| FOOTERS.iter().any(|footer| name.eq_ignore_ascii_case(footer));
        names.split_ascii_whitespace().any(is)
    };
    let named = |attribute: &str| node.attr(attribute).is_some_and(|names| is_footer(&names));
    let is_navigation = || node.attr("role").is_some_and(|role| role.as_ref() == "navigation");
    match name {
        "nav" => true,
        "footer" => !place.in_part,
        _ => is_navigation() || (!place.in_part && (named("class") || named("id"))),
    }
}
