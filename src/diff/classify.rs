//! The class of a difference: the first that fits.

use std::collections::BTreeSet;

use ahash::{AHashMap, AHashSet};

use super::EditClass;
use super::common::is_change_of_words;
use super::edits::{Edit, Mark};
use super::emit::{Draft, same_without_layout};
use super::lexicon::{is_debris, is_name_change, is_number_change, is_short_name};
use super::sentences::Prepared;
use crate::normalize::{is_content, is_layout};

/// A text that breaks off lacks at least so many content characters, or this share of the longer text.
const TRUNCATED: usize = 100;
const TRUNCATED_PERCENT: usize = 5;
/// An unmatched run of so many whole sentences is a paragraph, wherever its lines end.
const PARAGRAPH: usize = 3;
/// The longest text, in characters, that a repeated substitution makes a name.
const LONGEST_NAME: usize = 12;

/// A text of A and what became of it in B.
type Substitution<'c> = (&'c str, &'c str);

/// Decides classes; knows which substitutions occur more than once.
pub(super) struct Classifier<'c, 'a> {
    a: &'c Prepared<'a>,
    b: &'c Prepared<'a>,
    substitutions: AHashMap<Substitution<'c>, usize>,
    /// Those of them of which one text also stands elsewhere in the other side, as no name does that was changed.
    partial: AHashSet<Substitution<'c>>,
}

impl<'c, 'a> Classifier<'c, 'a> {
    pub(super) fn new(a: &'c Prepared<'a>, b: &'c Prepared<'a>, edits: &[Edit]) -> Self {
        let mut substitutions = AHashMap::new();
        for edit in edits.iter().filter(|edit| edit.mark == Mark::Fine) {
            let key = (&a.text()[edit.a.clone()], &b.text()[edit.b.clone()]);
            *substitutions.entry(key).or_insert(0) += 1;
        }
        let partial = partial(a.text(), b.text(), &substitutions);
        Self { a, b, substitutions, partial }
    }

    /// The class of `draft`, which comes from `edit` if it is more than layout or form.
    pub(super) fn class(&self, draft: &Draft, edit: Option<&Edit>) -> EditClass {
        let original_a = &self.a.original()[draft.a.clone()];
        let original_b = &self.b.original()[draft.b.clone()];
        if same_without_layout(original_a, original_b) {
            return EditClass::Layout;
        }
        let Some(edit) = edit else { return EditClass::Form };
        match edit.mark {
            Mark::Moved(_) => return EditClass::Move,
            Mark::Repeat => return EditClass::Repeat,
            Mark::Fine | Mark::Block | Mark::Apart => {}
        }
        let (a, b) = self.texts(edit);
        let after = &self.a.text()[edit.a.end..];
        if is_debris_change(a, b) {
            EditClass::Debris
        } else if is_number_change(a, b, after.chars().next()) {
            EditClass::Number
        } else if same_content(a, b) {
            EditClass::Punctuation
        } else if edit.mark == Mark::Fine
            && (is_name_change(a, b, after) || self.is_recurring_name(a, b, after))
        {
            EditClass::Name
        } else if self.is_truncation(edit) {
            EditClass::Truncation
        } else {
            self.by_extent(draft, edit)
        }
    }

    fn texts(&self, edit: &Edit) -> (&'c str, &'c str) {
        (&self.a.text()[edit.a.clone()], &self.b.text()[edit.b.clone()])
    }

    /// Whether the same short text became the same other one more than once, as names do, and common words too.
    fn is_recurring_name(&self, a: &'c str, b: &'c str, after: &str) -> bool {
        let often = self.substitutions.get(&(a, b)).is_some_and(|&count| count > 1);
        let one = |text: &str| text.chars().next().filter(|c| c.len_utf8() == text.len());
        if !often || !is_short(a) || !is_short(b) {
            return false;
        }
        match (one(a), one(b)) {
            (Some(a), Some(b)) => is_short_name(a, b, after),
            _ => !self.partial.contains(&(a, b)) && !is_change_of_words(a, b),
        }
    }

    /// Whether one side goes on (or begins) where the other has ended (or not begun).
    fn is_truncation(&self, edit: &Edit) -> bool {
        let (side, own, other, other_len) = match (edit.a.is_empty(), edit.b.is_empty()) {
            (false, true) => (self.a, &edit.a, &edit.b, self.b.text().len()),
            (true, false) => (self.b, &edit.b, &edit.a, self.a.text().len()),
            _ => return false,
        };
        let at_end = own.end == side.text().len() && other.end == other_len;
        let at_start = own.start == 0 && other.start == 0;
        if !at_end && !at_start {
            return false;
        }
        let lacking = side.content_at(own);
        lacking >= TRUNCATED || 100 * lacking > TRUNCATED_PERCENT * side.content()
    }

    /// Words, sentences or paragraphs, by what the edit covers.
    fn by_extent(&self, draft: &Draft, edit: &Edit) -> EditClass {
        if !edit.a.is_empty() && !edit.b.is_empty() {
            return if edit.mark == Mark::Fine { EditClass::Wording } else { EditClass::Rewrite };
        }
        let (side, own, bytes) = if edit.b.is_empty() {
            (self.a, &edit.a, &draft.a)
        } else {
            (self.b, &edit.b, &draft.b)
        };
        let sentences = side.whole_sentences(own);
        if sentences >= PARAGRAPH || holds_line(side.original(), bytes) {
            EditClass::Paragraph
        } else if edit.mark == Mark::Fine && sentences == 0 {
            EditClass::Wording
        } else {
            EditClass::Sentence
        }
    }
}

/// The short texts that became the same other one more than once, while the one stands in B too or the other in A: a name is
/// changed throughout, a scanner errs and an editor looks for other words here and there. Linear in both texts.
fn partial<'c>(
    a: &'c str,
    b: &'c str,
    substitutions: &AHashMap<Substitution<'c>, usize>,
) -> AHashSet<Substitution<'c>> {
    let recur = substitutions.iter().filter(|&(_, &count)| count > 1);
    let short: Vec<Substitution<'c>> =
        recur.map(|(&both, _)| both).filter(|&(a, b)| is_short(a) && is_short(b)).collect();
    let in_b = standing(b, short.iter().map(|&(a, _)| a).collect());
    let in_a = standing(a, short.iter().map(|&(_, b)| b).collect());
    let elsewhere =
        |a: &str, b: &str| in_b.contains(a) && !b.contains(a) || in_a.contains(b) && !a.contains(b);
    short.into_iter().filter(|&(a, b)| elsewhere(a, b)).collect()
}

/// Whether a text is short enough for a name.
fn is_short(text: &str) -> bool {
    !text.is_empty() && text.chars().nth(LONGEST_NAME).is_none()
}

/// Those of some short texts that stand in `text`.
fn standing<'c>(text: &'c str, wanted: AHashSet<&'c str>) -> AHashSet<&'c str> {
    if wanted.is_empty() {
        return wanted;
    }
    let lengths: BTreeSet<usize> = wanted.iter().map(|one| one.chars().count()).collect();
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    let ends: Vec<usize> = ends.collect();
    let windows = lengths.into_iter().flat_map(|length| ends.windows(length + 1));
    let pieces = windows.map(|window| &text[window[0]..window[window.len() - 1]]);
    pieces.filter(|piece| wanted.contains(piece)).collect()
}

/// Whether both texts have the same content characters.
pub(super) fn same_content(a: &str, b: &str) -> bool {
    let content = |c: &char| is_content(*c);
    a.chars().filter(content).eq(b.chars().filter(content))
}

fn is_debris_change(a: &str, b: &str) -> bool {
    let fits = |text: &str| text.is_empty() || is_debris(text);
    fits(a) && fits(b) && !(a.is_empty() && b.is_empty())
}

/// Whether the byte range covers all that is visible of at least one line of the original.
fn holds_line(original: &str, bytes: &std::ops::Range<usize>) -> bool {
    let blank = |c: char| is_layout(c) && c != '\n';
    let before = original[..bytes.start].trim_end_matches(blank);
    let after = original[bytes.end..].trim_start_matches(blank);
    let inner = &original[bytes.clone()];
    let starts = before.is_empty()
        || before.ends_with('\n')
        || inner.trim_start_matches(blank).starts_with('\n');
    let ends = after.is_empty()
        || after.starts_with('\n')
        || inner.trim_end_matches(blank).ends_with('\n');
    starts && ends
}
