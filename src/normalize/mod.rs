//! Makes the comparison text: what is compared, with an exact map back to the original.
//!
//! Normalization comes before segmentation, since a line end inside a word or a traditional character
//! would make the segmenter cut other words. Each rule has a name and can be turned off.

mod offsets;
mod punctuation;
mod script;
mod width;

pub use offsets::{MAX_BYTES, OffsetMap, Stretch};
pub(crate) use punctuation::{is_closer, is_terminal};
pub use punctuation::{is_content, is_layout, is_punctuation};

use std::fmt;

use ahash::AHashMap;

use offsets::Builder;
use width::Form;

/// A named normalization rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// Of web pages, tags, entities and navigation are out of the text. Applied where they are read: the original is what
    /// the reader of the page sees.
    Markup,
    /// White space, BOM, zero-width and bidirectional controls leave the comparison text; one space
    /// stays between two Latin words or numbers.
    Layout,
    /// Full-width ASCII forms, half-width katakana and compatibility forms as in NFKC.
    Width,
    /// Traditional characters become simplified ones, character by character.
    Script,
    /// Latin letters become lower case.
    Case,
    /// Punctuation borders tokens and is left out of the shingles.
    Punctuation,
}

impl Rule {
    /// All rules, in the order in which they are applied.
    pub const ALL: [Rule; 6] =
        [Rule::Markup, Rule::Layout, Rule::Width, Rule::Script, Rule::Case, Rule::Punctuation];

    /// The name by which options and reports know the rule.
    pub fn name(self) -> &'static str {
        match self {
            Rule::Markup => "markup",
            Rule::Layout => "layout",
            Rule::Width => "width",
            Rule::Script => "script",
            Rule::Case => "case",
            Rule::Punctuation => "punctuation",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Which rules are on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    on: [bool; Rule::ALL.len()],
}

impl Default for Rules {
    fn default() -> Self {
        Self { on: [true; Rule::ALL.len()] }
    }
}

impl Rules {
    /// The same rules with `rule` turned off.
    pub fn without(mut self, rule: Rule) -> Self {
        self.on[rule as usize] = false;
        self
    }

    /// Whether `rule` is on.
    pub fn has(&self, rule: Rule) -> bool {
        self.on[rule as usize]
    }
}

/// A comparison text with its map.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Normalized {
    /// The comparison text.
    pub text: String,
    /// The way back: byte spans of `text` to byte spans of the original.
    pub map: OffsetMap,
}

/// What the rules that are on do with one character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Action {
    /// It stays as it is.
    Keep,
    /// It leaves the comparison text.
    Drop,
    /// It is replaced on its own.
    Fold,
    /// It may join with the character before it.
    Join,
}

/// Makes comparison texts by one set of rules.
///
/// Building one costs about five milliseconds (a table of what happens to each character of the Basic
/// Multilingual Plane, and to what it is folded); share it between threads.
#[derive(Debug)]
pub struct Normalizer {
    rules: Rules,
    table: Box<[Action; PLANE]>,
    simplified: AHashMap<char, char>,
    /// The form of the folded characters that `table` knows, where it is one character, and [`SEVERAL`].
    folded: Vec<char>,
}

/// The characters of the Basic Multilingual Plane.
const PLANE: usize = 0x1_0000;

/// Stands for a form of several characters, or none.
const SEVERAL: char = '\0';

impl Normalizer {
    /// A normalizer for `rules`.
    pub fn new(rules: Rules) -> Self {
        let simplified =
            if rules.has(Rule::Script) { script::simplified() } else { AHashMap::new() };
        let (table, folded) = (Box::new([Action::Keep; PLANE]), vec![SEVERAL; PLANE]);
        let mut normalizer = Self { rules, table, simplified, folded };
        for c in '\0'..='\u{FFFF}' {
            let action = normalizer.classify(c);
            normalizer.table[c as usize] = action;
            if action == Action::Fold {
                normalizer.folded[c as usize] = normalizer.folded_alone(c).unwrap_or(SEVERAL);
            }
        }
        normalizer
    }

    /// The rules it was made for.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    /// The comparison text of `original`. Linear in its length. `original` may have at most [`MAX_BYTES`]
    /// bytes, as the comparison text has: what would be folded to more stays as it is.
    pub fn normalize(&self, original: &str) -> Normalized {
        self.normalize_to(original, MAX_BYTES)
    }

    /// The comparison text, of at most `most` bytes, or as many as `original` has.
    fn normalize_to(&self, original: &str, most: usize) -> Normalized {
        let mut work = Work {
            normalizer: self,
            original,
            most,
            out: Builder::with_capacity(original.len()),
            kept_from: 0,
            gap: None,
            piece: String::new(),
        };
        let mut at = 0;
        loop {
            if work.gap.is_none() {
                at = self.end_of_kept(original, at);
            }
            let Some(c) = original[at..].chars().next() else { break };
            let next = at + c.len_utf8();
            at = match self.action(c) {
                Action::Keep => {
                    work.close_gap(at, c);
                    next
                }
                Action::Drop if is_between_words(original.as_bytes(), at) => next,
                Action::Drop => work.drop(at, c),
                Action::Fold => match self.folded.get(c as usize) {
                    Some(&folded) if folded != SEVERAL => work.fold_one(at, c, folded),
                    _ => work.fold(at, next),
                },
                Action::Join => work.join(at, c),
            };
        }
        work.flush(original.len());
        let (text, map) = work.out.finish();
        Normalized { text, map }
    }

    /// The comparison text alone.
    pub fn comparison_text(&self, original: &str) -> String {
        self.normalize(original).text
    }

    /// Where the characters end that stay as they are, from `at` on. Byte by byte: that is most of a text, in characters of three
    /// bytes and of one.
    fn end_of_kept(&self, text: &str, at: usize) -> usize {
        let table = &*self.table;
        let keeps = |c: u32| table[c as usize] == Action::Keep;
        let low = |byte: &u8, bits: u32| u32::from(*byte) & ((1 << bits) - 1);
        let mut rest = &text.as_bytes()[at..];
        loop {
            rest = match rest {
                [a @ 0xE0..=0xEF, b, c, rest @ ..]
                    if keeps(low(a, 4) << 12 | low(b, 6) << 6 | low(c, 6)) =>
                {
                    rest
                }
                [a @ 0..=0x7F, rest @ ..] if keeps(low(a, 7)) => rest,
                _ => return text.len() - rest.len(),
            };
        }
    }

    fn action(&self, c: char) -> Action {
        self.table.get(c as usize).copied().unwrap_or_else(|| self.classify(c))
    }

    fn classify(&self, c: char) -> Action {
        if self.rules.has(Rule::Layout) && is_layout(c) {
            return Action::Drop;
        }
        let form = if self.rules.has(Rule::Width) { Form::of(c) } else { Form::Own };
        if form == Form::Joining {
            return Action::Join;
        }
        let folds = form == Form::Compatibility
            || self.simplified.contains_key(&c)
            || (self.rules.has(Rule::Case) && c.to_lowercase().ne([c]));
        if folds { Action::Fold } else { Action::Keep }
    }

    /// The folded form of `c`, if it is one character.
    fn folded_alone(&self, c: char) -> Option<char> {
        let mut folded = String::new();
        self.fold_into(c.encode_utf8(&mut [0; 4]), &mut folded);
        let mut folded = folded.chars();
        folded.next().filter(|_| folded.as_str().is_empty())
    }

    /// Applies width, script and case to the characters of `piece`, in this order, appending to `to`.
    fn fold_into(&self, piece: &str, to: &mut String) {
        let script_and_case = |c: char, to: &mut String| {
            let c = self.simplified.get(&c).copied().unwrap_or(c);
            if self.rules.has(Rule::Case) { to.extend(c.to_lowercase()) } else { to.push(c) }
        };
        if let Some(c) = width::fold_common(piece, self.rules.has(Rule::Width)) {
            script_and_case(c, to);
        } else if self.rules.has(Rule::Width) {
            width::fold(piece).for_each(|c| script_and_case(c, to));
        } else {
            piece.chars().for_each(|c| script_and_case(c, to));
        }
    }
}

/// One text on its way.
struct Work<'a> {
    normalizer: &'a Normalizer,
    original: &'a str,
    /// The most bytes of the comparison text.
    most: usize,
    out: Builder,
    /// Where the stretch of characters that stay as they are began.
    kept_from: usize,
    /// The stretch of dropped characters just before, and whether white space was among them.
    gap: Option<Gap>,
    /// A buffer for folded pieces.
    piece: String,
}

#[derive(Clone, Copy)]
struct Gap {
    start: usize,
    white: bool,
}

impl Work<'_> {
    /// Appends the kept characters before `end`.
    fn flush(&mut self, end: usize) {
        if self.gap.is_none() && self.kept_from < end {
            self.out.linear(self.kept_from, &self.original[self.kept_from..end]);
        }
        self.kept_from = end;
    }

    /// Drops the character at `at`; gives where it ends.
    fn drop(&mut self, at: usize, c: char) -> usize {
        self.flush(at);
        let gap = self.gap.get_or_insert(Gap { start: at, white: false });
        gap.white |= c.is_whitespace();
        self.kept_from = at + c.len_utf8();
        self.kept_from
    }

    /// Ends a gap before `at`, where the comparison text goes on with `next`: one space stays between two
    /// words or numbers that are not written in ideographs.
    fn close_gap(&mut self, at: usize, next: char) {
        let Some(gap) = self.gap.take() else { return };
        let before = self.out.text.chars().next_back();
        if gap.white && is_spaced(next) && before.is_some_and(is_spaced) {
            self.out.replaced(gap.start..at, " ");
        }
        self.kept_from = at;
    }

    /// Whether a piece that ends at `end` in the original may become `length` bytes, if all after it stays as it is.
    fn has_room(&self, length: usize, end: usize) -> bool {
        self.out.text.len() + length + (self.original.len() - end) <= self.most
    }

    /// Appends `folded` for the character `c` at `at`; gives where that ends.
    fn fold_one(&mut self, at: usize, c: char, folded: char) -> usize {
        self.flush(at);
        let grows = folded.len_utf8() > c.len_utf8();
        let folded =
            if grows && !self.has_room(folded.len_utf8(), at + c.len_utf8()) { c } else { folded };
        self.close_gap(at, folded);
        let (end, mut bytes) = (at + c.len_utf8(), [0; 4]);
        let piece = &*folded.encode_utf8(&mut bytes);
        if piece.len() == c.len_utf8() {
            self.out.linear(at, piece);
        } else {
            self.out.replaced(at..end, piece);
        }
        self.kept_from = end;
        end
    }

    /// Appends the folded form of the original's bytes `start..end`; gives `end`.
    fn fold(&mut self, start: usize, end: usize) -> usize {
        self.flush(start);
        let original = &self.original[start..end];
        let mut piece = std::mem::take(&mut self.piece);
        piece.clear();
        self.normalizer.fold_into(original, &mut piece);
        if piece.len() > original.len() && !self.has_room(piece.len(), end) {
            piece.clear();
            piece.push_str(original);
        }
        if let Some(first) = piece.chars().next() {
            self.close_gap(start, first);
            let same_shape = piece.len() == original.len()
                && piece.chars().map(char::len_utf8).eq(original.chars().map(char::len_utf8));
            if same_shape {
                self.out.linear(start, &piece);
            } else {
                self.out.replaced(start..end, &piece);
            }
        } else {
            // It folded to nothing, so it is one more dropped character.
            self.gap.get_or_insert(Gap { start, white: false });
        }
        self.kept_from = end;
        self.piece = piece;
        end
    }

    /// Folds the joining character at `at`, and those that follow it, together with the character before
    /// them; gives where they end.
    fn join(&mut self, at: usize, first: char) -> usize {
        let joining = |c: &char| self.normalizer.action(*c) == Action::Join;
        let rest = &self.original[at + first.len_utf8()..];
        let more: usize = rest.chars().take_while(joining).map(char::len_utf8).sum();
        let end = at + first.len_utf8() + more;
        self.flush(at);
        let base = if self.gap.is_none() { self.out.take_back(at) } else { None };
        self.fold(base.unwrap_or(at), end)
    }
}

/// Whether a single space between ASCII letters or digits stands at `at`: a gap of which one space stays, so that it stays as
/// it is.
fn is_between_words(bytes: &[u8], at: usize) -> bool {
    let is_word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    bytes[at] == b' ' && at > 0 && is_word(at - 1) && is_word(at + 1)
}

/// Whether words of `c`'s script are set apart by spaces: letters and digits other than ideographs and kana.
fn is_spaced(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || (!c.is_ascii()
            && c.is_alphanumeric()
            && !matches!(c, '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}'))
}

#[cfg(test)]
mod tests;
