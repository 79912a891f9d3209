//! Moves and widens edits to the borders a reader expects: of clauses, numbers, dates, tags and words.

use std::ops::Range;

use crate::normalize::is_terminal;

use super::edits::{Edit, Mark, join_touching};
use super::lexicon::{is_markup, is_number_change};
use super::number;

/// How far, in characters, a change is moved or looked around.
const REACH: usize = 60;
/// So many bytes of a tag before and after a change are looked at.
const TAG: usize = 200;
/// So many characters before and after a change are cut into words with it.
const CONTEXT: usize = 8;
/// A change longer than this, in bytes, is not widened to words.
const LONG: usize = 300;

/// Cuts a short piece of comparison text into words, as byte ranges.
pub(super) type Words<'w> = &'w dyn Fn(&str) -> Vec<Range<usize>>;

/// Widens all edits of the comparison texts `a` and `b`. Linear in their number.
pub(super) fn widen(a: &str, b: &str, mut edits: Vec<Edit>, words: Words<'_>) -> Vec<Edit> {
    for index in 0..edits.len() {
        let room = room(a, &edits, index);
        slide(a, b, &mut edits[index], room);
    }
    let wide = |edits: Vec<Edit>, by: &dyn Fn(&Edit, Room) -> (usize, usize)| {
        let widths: Vec<_> = (0..edits.len()).map(|i| by(&edits[i], room(a, &edits, i))).collect();
        grow(edits, &widths)
    };
    let edits = wide(edits, &|edit, room| tag_around(a, b, edit, room));
    let edits = wide(edits, &|edit, room| number_around(a, b, edit, room));
    wide(edits, &|edit, room| words_around(a, b, edit, room, words))
}

/// The equal bytes before and after an edit, up to the neighbouring ones.
#[derive(Clone, Copy)]
struct Room {
    before: usize,
    after: usize,
}

fn room(a: &str, edits: &[Edit], index: usize) -> Room {
    let edit = &edits[index];
    let last = index.checked_sub(1).map_or(0, |i| edits[i].a.end);
    let next = edits.get(index + 1).map_or(a.len(), |edit| edit.a.start);
    Room { before: edit.a.start - last, after: next - edit.a.end }
}

/// Grows each edit by its numbers of bytes, and joins those that meet.
fn grow(edits: Vec<Edit>, widths: &[(usize, usize)]) -> Vec<Edit> {
    let grown = edits.into_iter().zip(widths).map(|(edit, &(left, right))| Edit {
        a: edit.a.start - left..edit.a.end + right,
        b: edit.b.start - left..edit.b.end + right,
        mark: edit.mark,
    });
    join_touching(grown.collect())
}

/// How good it is to begin a change after `before` and end it after `last`.
fn border(before: Option<char>, last: Option<char>) -> u8 {
    let rank = |c: Option<char>| match c {
        None => 3,
        Some(c) if is_terminal(c) => 3,
        Some(',' | ':' | '、' | '”' | '》' | ')') => 2,
        Some(_) => 0,
    };
    rank(before).min(rank(last))
}

/// Moves an inserted or deleted stretch, where the text allows it, to begin and end at the best borders.
fn slide(a: &str, b: &str, edit: &mut Edit, room: Room) {
    if edit.mark != Mark::Fine || edit.a.is_empty() == edit.b.is_empty() {
        return;
    }
    let (text, span) = if edit.a.is_empty() { (b, edit.b.clone()) } else { (a, edit.a.clone()) };
    let quality = |span: &Range<usize>| {
        border(text[..span.start].chars().next_back(), text[..span.end].chars().next_back())
    };
    let mut best = (quality(&span), 0_isize);
    for forward in [false, true] {
        let mut at = span.clone();
        for _ in 0..REACH {
            let Some(next) = shifted(text, &at, forward) else { break };
            at = next;
            let by = at.start as isize - span.start as isize;
            let limit = if forward { room.after } else { room.before };
            if by.unsigned_abs() > limit {
                break;
            }
            if quality(&at) > best.0 {
                best = (quality(&at), by);
            }
        }
    }
    let shift = |range: &Range<usize>| {
        range.start.wrapping_add_signed(best.1)..range.end.wrapping_add_signed(best.1)
    };
    (edit.a, edit.b) = (shift(&edit.a), shift(&edit.b));
}

/// `span` moved by one character, if the text without it stays the same.
fn shifted(text: &str, span: &Range<usize>, forward: bool) -> Option<Range<usize>> {
    let (leaving, entering) = if forward {
        (text[span.clone()].chars().next()?, text[span.end..].chars().next()?)
    } else {
        (text[span.clone()].chars().next_back()?, text[..span.start].chars().next_back()?)
    };
    let by = leaving.len_utf8();
    (leaving == entering).then(|| match forward {
        true => span.start + by..span.end + by,
        false => span.start - by..span.end - by,
    })
}

/// How far the remains of a tag go on around the edit.
fn tag_around(a: &str, b: &str, edit: &Edit, room: Room) -> (usize, usize) {
    let ascii = a[edit.a.clone()].is_ascii() && b[edit.b.clone()].is_ascii();
    let whole = is_whole_markup(&a[edit.a.clone()]) && is_whole_markup(&b[edit.b.clone()]);
    if !edit.joins() || !ascii || whole {
        return (0, 0);
    }
    let run = |text: &str, span: &Range<usize>| {
        let before = text.as_bytes()[..span.start].iter().rev();
        let after = text.as_bytes()[span.end..].iter();
        (
            before.take(TAG).take_while(|byte| byte.is_ascii()).count(),
            after.take(TAG).take_while(|byte| byte.is_ascii()).count(),
        )
    };
    let (run_a, run_b) = (run(a, &edit.a), run(b, &edit.b));
    let marked = |text: &str, span: &Range<usize>, run: (usize, usize)| {
        is_markup(&text[span.start - run.0..span.end + run.1])
    };
    if !marked(a, &edit.a, run_a) && !marked(b, &edit.b, run_b) {
        return (0, 0);
    }
    (run_a.0.min(run_b.0).min(room.before), run_a.1.min(run_b.1).min(room.after))
}

/// Whether `text` is nothing, or tags and entities from the beginning of one to the end of one.
fn is_whole_markup(text: &str) -> bool {
    text.is_empty() || text.starts_with(['<', '&']) && text.ends_with(['>', ';'])
}

/// The text before and after an edit, up to the neighbouring ones. It is the same on both sides.
fn around<'t>(a: &'t str, edit: &Edit, room: Room) -> (&'t str, &'t str) {
    (&a[edit.a.start - room.before..edit.a.start], &a[edit.a.end..edit.a.end + room.after])
}

/// How far the numbers that the edit cuts on either side go on around it.
fn number_around(a: &str, b: &str, edit: &Edit, room: Room) -> (usize, usize) {
    if edit.mark != Mark::Fine {
        return (0, 0);
    }
    let (in_a, in_b) = (number::around(a, &edit.a), number::around(b, &edit.b));
    (in_a.0.max(in_b.0).min(room.before), in_a.1.max(in_b.1).min(room.after))
}

/// How far the words that the edit cuts go on around it.
fn words_around(a: &str, b: &str, edit: &Edit, room: Room, words: Words<'_>) -> (usize, usize) {
    let (text_a, text_b) = (&a[edit.a.clone()], &b[edit.b.clone()]);
    let (before, after) = around(a, edit, room);
    let long = text_a.len() > LONG || text_b.len() > LONG;
    let content = |text: &str| text.chars().any(crate::normalize::is_content);
    let number = is_number_change(text_a, text_b, after.chars().next());
    if edit.mark != Mark::Fine || long || number || !(content(text_a) || content(text_b)) {
        return (0, 0);
    }
    let near = |c: &char| crate::normalize::is_content(*c);
    let left: usize = before.chars().rev().take(CONTEXT).take_while(near).map(char::len_utf8).sum();
    let right: usize = after.chars().take(CONTEXT).take_while(near).map(char::len_utf8).sum();
    if left + right == 0 {
        return (0, 0);
    }
    let cut = |text: &str, span: &Range<usize>| {
        let window = &text[span.start - left..span.end + right];
        let (start, end) = (left, window.len() - right);
        let mut grown = (0, 0);
        for word in words(window) {
            if word.start < start && start < word.end {
                grown.0 = start - word.start;
            }
            if word.start < end && end < word.end {
                grown.1 = word.end - end;
            }
        }
        grown
    };
    let (grown_a, grown_b) = (cut(a, &edit.a), cut(b, &edit.b));
    let bounded = |text: &str, by: usize, rev: bool| {
        // What the segmenter says is taken only where it is a character border.
        let at = if rev { text.len().checked_sub(by) } else { Some(by) };
        at.filter(|&at| text.is_char_boundary(at)).map_or(0, |_| by)
    };
    let (by_left, by_right) = (grown_a.0.max(grown_b.0), grown_a.1.max(grown_b.1));
    (bounded(before, by_left, true), bounded(after, by_right, false))
}
