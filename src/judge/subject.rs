//! What a text is about, as far as its head and its repeats tell, and whether another text is about the same.

use std::ops::Range;

use ahash::AHashSet;
use memchr::memmem;

use super::content::Content;
use super::names::{Named, Names};
use crate::normalize::is_content;
use crate::tokenize::{Keep, Tokenizer};

/// Characters of the head, which in speeches, laws and articles is the title. Titles of Chinese papers should
/// have at most 20 characters (GB/T 7713.2-2022, 4.2; GB 7713-87, 5.2.1.1), and those of other texts are like them.
const HEAD: usize = 20;

/// Characters in which a title is looked for: a line or two of where a text comes from may stand before it.
const BEFORE_TITLE: usize = 200;

/// How often a text must say a word of its head for it to be part of its subject: once in the title and once
/// below it.
const RECURS: usize = 2;

/// Characters on each side of a word that make up the frame it stands in: about two words.
const FRAME: usize = 4;

/// Characters of the longest name that is looked for at the very beginning of a text. Names of people and places
/// are rarely longer; the running heads of a scanned book are.
const FIRST_NAME: usize = 4;

/// The subject of one text.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The content characters of title and text, normalized.
    content: Content,
    /// The tokens of the head.
    head: Vec<String>,
    /// What of the head recurs in the text and is no number: words, and neighbours of which one is a single character (a
    /// tokenizer cuts names that it does not know into such).
    words: Vec<Word>,
    names: Names,
}

/// A word of a subject.
#[derive(Clone, Debug)]
struct Word {
    /// Its tokens in the head.
    tokens: Range<usize>,
    text: String,
}

/// How the subjects of two texts stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subjects {
    /// All subject words of each text stand in the other.
    Same,
    /// Each text lacks subject words of the other, and a word of one stands in the frame of a word of the other.
    Substituted,
    /// Each text lacks subject words of the other.
    Different,
    /// A has the subject words of B, and B lacks some of A's.
    MissingInB,
    /// B has the subject words of A, and A lacks some of B's.
    MissingInA,
    /// Neither text has a subject word.
    Unknown,
}

impl Subjects {
    /// All of them.
    pub const ALL: [Subjects; 6] = [
        Subjects::Same,
        Subjects::Substituted,
        Subjects::Different,
        Subjects::MissingInB,
        Subjects::MissingInA,
        Subjects::Unknown,
    ];

    /// The name used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Subjects::Same => "same",
            Subjects::Substituted => "substituted",
            Subjects::Different => "different",
            Subjects::MissingInB => "missing-in-b",
            Subjects::MissingInA => "missing-in-a",
            Subjects::Unknown => "unknown",
        }
    }

    /// The same seen from B.
    pub fn swapped(self) -> Self {
        match self {
            Subjects::MissingInB => Subjects::MissingInA,
            Subjects::MissingInA => Subjects::MissingInB,
            symmetric => symmetric,
        }
    }
}

impl Subject {
    /// The subject of the text whose normalized title is `title` and whose comparison text is `text`. The title
    /// counts as part of the text when it does not stand near its beginning. Linear in the length of both.
    pub fn new(title: &str, text: &str, tokenizer: &Tokenizer) -> Self {
        let (mut content, mut head) = (only_content(text), String::new());
        let title_content = only_content(title);
        // What stands before the title says where the text comes from.
        let start = if content.starts_with(&title_content) { Some(0) } else { near(title, text) };
        if start.is_none() {
            content.insert_str(0, &title_content);
            head = format!("{title}\n");
        }
        head.extend(text[start.unwrap_or(0)..].chars().take(2 * HEAD));
        let names = Names::new(&only_content(&head), &content);
        let head = head_tokens(&head, tokenizer);
        let recurs = |word: &Word| {
            memmem::find_iter(content.as_bytes(), &word.text).nth(RECURS - 1).is_some()
        };
        let word = |tokens: Range<usize>| Word { text: head[tokens.clone()].concat(), tokens };
        let words = words(&head).map(word).filter(recurs).collect();
        Self { content: Content::new(content), head, words, names }
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        let token = |token: &String| token.len() + size_of::<String>();
        let word = |word: &Word| word.text.len() + size_of::<Word>();
        self.content.bytes()
            + self.head.iter().map(token).sum::<usize>()
            + self.words.iter().map(word).sum::<usize>()
            + self.names.bytes()
    }

    /// How this subject stands to that of B. Costs a search in each text for the subject words and names of the other.
    pub fn compare(&self, b: &Subject) -> Subjects {
        let by_words = self.compare_words(b);
        if by_words == Subjects::Substituted {
            return by_words;
        }
        match self.names.compare(&self.content, &b.names, &b.content) {
            Named::OtherPlaces => Subjects::Substituted,
            Named::OtherPeople => Subjects::Different,
            Named::Nothing => by_words,
        }
    }

    fn compare_words(&self, b: &Subject) -> Subjects {
        let (lost, found) = (self.missing_in(b), b.missing_in(self));
        match (lost.is_empty(), found.is_empty()) {
            (true, true) if self.words.is_empty() && b.words.is_empty() => Subjects::Unknown,
            (true, true) => Subjects::Same,
            (false, true) => Subjects::MissingInB,
            (true, false) => Subjects::MissingInA,
            (false, false) => {
                let (lost, found) = (self.names(&lost), b.names(&found));
                let frames: AHashSet<(&str, &str)> = self.frames(&lost).collect();
                if b.frames(&found).any(|frame| frames.contains(&frame)) {
                    Subjects::Substituted
                } else {
                    Subjects::Different
                }
            }
        }
    }

    /// The words that `other` lacks. Its own subject words stand in it.
    fn missing_in(&self, other: &Subject) -> Vec<Range<usize>> {
        let lacks = |word: &&Word| {
            other.words.iter().all(|own| own.text != word.text) && !other.content.has(&word.text)
        };
        self.words.iter().filter(lacks).map(|word| word.tokens.clone()).collect()
    }

    /// The words, and what those make together that touch, also with the word after them: what kind of thing a name names
    /// (望湖实验中学) may stand in the other text too (中学生).
    fn names(&self, words: &[Range<usize>]) -> Vec<String> {
        let touching = words.chunk_by(|before, after| after.start <= before.end);
        let joined = touching.filter_map(|run| Some(run.first()?.start..run.last()?.end));
        let with_kind = joined.clone().map(|name| name.start..self.head.len().min(name.end + 1));
        let all = words.iter().cloned().chain(joined).chain(with_kind);
        all.map(|word| self.head[word].concat()).collect()
    }

    /// The characters around each occurrence of each of `names`. Tokenizers cut unknown names anywhere, so that a
    /// character before or after one may belong to it, and its last may not.
    fn frames<'s>(&'s self, names: &'s [String]) -> impl Iterator<Item = (&'s str, &'s str)> {
        let content = self.content.as_str();
        let occurrences = names.iter().flat_map(|name| {
            memmem::find_iter(content.as_bytes(), name.as_bytes()).map(move |at| (at, name))
        });
        let inner =
            occurrences.filter(|(at, name)| *at > 0 || name.chars().nth(FIRST_NAME).is_none());
        inner.flat_map(move |(at, name)| {
            let last = name.chars().next_back().map_or(0, char::len_utf8);
            let next = content[at + name.len()..].chars().next().map_or(0, char::len_utf8);
            let before = content[..at].chars().next_back().map_or(0, char::len_utf8);
            let end = at + name.len();
            let ends = [end - last, end, end + next];
            let stretches = [at, at - before]
                .into_iter()
                .flat_map(move |start| ends.into_iter().map(move |end| (start, end)));
            stretches.map(|(start, end)| self.frame(start, end))
        })
    }

    /// The characters around a stretch of the content.
    fn frame(&self, start: usize, end: usize) -> (&str, &str) {
        let content = self.content.as_str();
        let (before, after) = (&content[..start], &content[end.max(start)..]);
        let first = before.char_indices().nth_back(FRAME - 1).map_or(0, |(at, _)| at);
        let last = after.char_indices().nth(FRAME).map_or(after.len(), |(at, _)| at);
        (&before[first..], &after[..last])
    }
}

/// The content characters of a text.
fn only_content(text: &str) -> String {
    let mut content = String::with_capacity(text.len());
    let (mut start, mut at) = (0, 0);
    while at < text.len() {
        // U+5000 to U+9FFF, most of any text, are told by their first byte.
        if matches!(text.as_bytes()[at], 0xE5..=0xE9) {
            at += 3;
            continue;
        }
        let Some(c) = text[at..].chars().next() else { break };
        if !is_content(c) {
            content.push_str(&text[start..at]);
            start = at + c.len_utf8();
        }
        at += c.len_utf8();
    }
    content.push_str(&text[start..]);
    content
}

/// Where `title` stands in the first [`BEFORE_TITLE`] characters of `text`; nowhere in front matter, where no text follows.
fn near(title: &str, text: &str) -> Option<usize> {
    if text.starts_with(['-', '+']) {
        return None;
    }
    let end = text.char_indices().nth(BEFORE_TITLE).map_or(text.len(), |(at, _)| at);
    memmem::find(&text.as_bytes()[..end], title.as_bytes())
}

/// The tokens that begin in the first [`HEAD`] content characters of `head`.
fn head_tokens(head: &str, tokenizer: &Tokenizer) -> Vec<String> {
    let spans = tokenizer.tokenize(head, Keep::Content);
    let mut characters = 0;
    let inside = |token: &&str| {
        let begins_inside = characters < HEAD;
        characters += token.chars().count();
        begins_inside
    };
    spans.iter().map(|span| span.of(head)).take_while(inside).map(str::to_owned).collect()
}

/// What may be a word of the subject.
fn words(head: &[String]) -> impl Iterator<Item = Range<usize>> + '_ {
    let single = |place: usize| head[place].chars().nth(1).is_none();
    let words = (0..head.len()).flat_map(move |place| {
        let word = (!single(place)).then_some(place..place + 1);
        let pair = (place + 1 < head.len() && (single(place) || single(place + 1)))
            .then_some(place..place + 2);
        word.into_iter().chain(pair)
    });
    words.filter(|word| head[word.clone()].iter().all(|token| !is_number(token)))
}

/// Whether a word only counts, dates or numbers: such words change between editions of one text.
fn is_number(word: &str) -> bool {
    word.chars().all(|c| {
        c.is_ascii_digit() || ".%〇零一二三四五六七八九十百千万亿两年月日号第版次届期".contains(c)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::tokenize::Jieba;

    static JIEBA: LazyLock<Tokenizer> =
        LazyLock::new(|| Tokenizer::Jieba(Box::new(Jieba::new(false))));

    fn subject(title: &str, text: &str) -> Subject {
        Subject::new(title, text, &JIEBA)
    }

    const YUNXI: &str =
        "云溪县冬修水利动员大会讲话\n同志们:今年云溪县冬修水利任务很重,云溪县各乡镇要立即行动。";

    #[test]
    fn another_place_in_the_same_frame_is_a_substitution() {
        let other = YUNXI.replace("云溪", "石桥");
        assert_eq!(subject("", YUNXI).compare(&subject("", &other)), Subjects::Substituted);
    }

    #[test]
    fn what_kind_of_thing_a_name_names_may_stand_in_both_texts() {
        let text = "在临江二中秋季开学典礼上的讲话\n同学们:新学期开始了。临江二中去年夺得全市中学生联赛冠军。";
        let other = text.replace("临江二中", "望湖实验中学");
        assert_eq!(subject("", text).compare(&subject("", &other)), Subjects::Substituted);
    }

    #[test]
    fn a_report_of_another_person_has_another_subject() {
        let text = "2021年度述职报告\n清源县水利局 周永泰\n各位领导:现将一年来的工作报告如下。";
        let other = text.replace("周永泰", "韩秀芝");
        assert_eq!(subject("", text).compare(&subject("", &other)), Subjects::Different);
    }

    #[test]
    fn an_edition_with_its_own_running_head_is_no_substitution() {
        // Each edition has pages of its own size, so that the heads interrupt the text at other places.
        let edition = |head: &str, page: usize| {
            let text = "今年的冬修水利任务很重,各乡镇要立即行动,认真组织实施。";
            let at = text.char_indices().nth(page).map_or(0, |(at, _)| at);
            subject("", &[head, &text[..at], head, &text[at..]].concat())
        };
        let (a, b) = (edition("青山文稿选编", 9), edition("晨光资料汇存", 17));
        assert_eq!(a.compare(&b), Subjects::Different);
    }

    #[test]
    fn other_years_and_figures_are_the_same_subject() {
        let text = "2021年冬修水利工作总结\n2021年我们完成冬修水利土方21万方。";
        let next = text.replace("21", "22");
        assert_eq!(subject("", text).compare(&subject("", &next)), Subjects::Same);
    }

    #[test]
    fn an_excerpt_lacks_what_the_whole_is_about() {
        let excerpt = "任务很重,各乡镇要立即行动";
        let (whole, part) = (subject("", YUNXI), subject("", excerpt));
        assert_eq!(whole.compare(&part), Subjects::MissingInB);
        assert_eq!(part.compare(&whole), Subjects::MissingInA);
        assert_eq!(part.compare(&part), Subjects::Unknown);
    }

    #[test]
    fn a_title_counts_whether_or_not_the_text_repeats_it() {
        let (title, body) = YUNXI.split_once('\n').expect("two lines");
        let other = body.replace("云溪", "石桥");
        let (a, b) = (subject(title, body), subject("石桥县冬修水利动员大会讲话", &other));
        assert_eq!(a.compare(&b), Subjects::Substituted);
        assert_eq!(a.compare(&subject("", YUNXI)), Subjects::Same);
        assert_eq!(subject(title, YUNXI).content.as_str(), subject("", YUNXI).content.as_str());
    }

    #[test]
    fn what_stands_above_the_title_is_no_subject() {
        let title = YUNXI.lines().next().expect("a title");
        let text = format!("来源:公文写作网 时间:2021-06-01 点击:1203\n{YUNXI}");
        let words = |one: &Subject| -> Vec<String> {
            one.words.iter().map(|word| word.text.clone()).collect()
        };
        let (plain, copied) = (subject(title, YUNXI), subject(title, &text));
        assert_eq!(words(&copied), words(&plain));
        let other = text.replace("云溪", "石桥");
        assert_eq!(
            copied.compare(&subject(&title.replace("云溪", "石桥"), &other)),
            Subjects::Substituted
        );
    }

    proptest::proptest! {
        #[test]
        fn what_is_missing_is_what_a_search_does_not_find(
            a in "[云溪石桥县农村信用工作会议,。]{0,60}",
            b in "[云溪石桥县农村信用工作会议,。]{0,60}",
        ) {
            let (a, b) = (subject("", &a), subject("", &b));
            let lacks = |word: &&Word| !b.content.as_str().contains(&word.text);
            let naive: Vec<_> = a.words.iter().filter(lacks).map(|word| word.tokens.clone()).collect();
            proptest::prop_assert_eq!(a.missing_in(&b), naive);
        }
    }

    proptest::proptest! {
        #[test]
        fn content_is_what_is_left_character_by_character(text in "[一丁䷿㐀倀龟鿿ꀀ、。“”e0é ß𠮷🦀]{0,60}") {
            let naive: String = text.chars().filter(|&c| is_content(c)).collect();
            proptest::prop_assert_eq!(only_content(&text), naive);
        }
    }

    #[test]
    fn nothing_is_the_subject_of_nothing() {
        assert_eq!(subject("", "").compare(&subject("", "……!")), Subjects::Unknown);
    }
}
