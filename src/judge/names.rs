//! Names that the words of a head do not tell: of places and people that a title names and the text does not repeat, and of
//! places that only the text names, below a title such as 在全县安全生产会议上的讲话.
//!
//! Told by characters, since tokenizers cut names that they do not know: by how names of places end, and by surnames. That takes
//! for names what is none; believed is only what each of two texts lacks of the other, in the same frame.

use ahash::AHashSet;
use memchr::memmem;

use super::content::Content;
use crate::diff::is_surname;

/// Characters that a name may have beyond those that tell it: 呼和浩特市, 欧阳文华.
const MORE: usize = 2;
/// Characters on each side that make up the frame of a name.
const FRAME: usize = 4;
/// Where the heads name no place in common, a place must recur to be told, and be another one in so many frames.
const RECURS: usize = 2;
/// Of one name so many occurrences are looked at: who names another place does so throughout.
const LOOKED_AT: usize = 32;

/// The names of one text, ascending, each by the characters that tell it: of a place the last three, of a person the first two.
#[derive(Clone, Debug, Default)]
pub(super) struct Names {
    /// In the head.
    places: Vec<String>,
    people: Vec<String>,
    /// Places anywhere that recur.
    recurring: Vec<String>,
}

/// What the names of two texts say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// Nothing.
    Nothing,
    /// Each names a person of its own where the other names another.
    OtherPeople,
    /// Each names a place of its own where the other names another.
    OtherPlaces,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Place,
    Person,
}

impl Names {
    /// Those of a text with the content characters `content`, of which `head` is the head. Costs a look at each character, and
    /// a sort of what ends as names do.
    pub(super) fn new(head: &str, content: &str) -> Self {
        let mut all: Vec<&str> = places(content).collect();
        all.sort_unstable();
        let recurring = all.chunk_by(|one, next| one == next).filter(|one| one.len() >= RECURS);
        let owned = |names: &mut dyn Iterator<Item = &str>| {
            let mut names: Vec<String> = names.map(str::to_owned).collect();
            names.sort_unstable();
            names
        };
        Self {
            places: owned(&mut places(head)),
            people: owned(&mut people(head)),
            recurring: owned(&mut recurring.map(|one| one[0])),
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        let names = [&self.places, &self.people, &self.recurring].into_iter().flatten();
        names.map(|name| name.len() + size_of::<String>()).sum()
    }

    /// What the names of two texts say, of which these are the content characters. Costs a search for each name.
    pub(super) fn compare(&self, content: &Content, other: &Names, theirs: &Content) -> Named {
        let sides = |of: fn(&Names) -> &Vec<String>| {
            [lacking(of(self), theirs, of(other)), lacking(of(other), content, of(self))]
        };
        let texts = [content.as_str(), theirs.as_str()];
        let places = sides(|names| &names.places);
        let in_common = places[0].len() < self.places.len() || places[1].len() < other.places.len();
        if replaced(texts, places, Kind::Place, 1)
            || !in_common && replaced(texts, sides(|names| &names.recurring), Kind::Place, RECURS)
        {
            Named::OtherPlaces
        } else if replaced(texts, sides(|names| &names.people), Kind::Person, 1) {
            Named::OtherPeople
        } else {
            Named::Nothing
        }
    }
}

/// Those of `names` that do not stand in `content`, in which `known` do.
fn lacking<'n>(names: &'n [String], content: &Content, known: &[String]) -> Vec<&'n str> {
    let lacks = |name: &&String| known.binary_search(name).is_err() && !content.has(name);
    names.iter().filter(lacks).map(String::as_str).collect()
}

/// Whether one of the names of each side stands in so many frames in which one of the other side does. Names that have a
/// character in common may be one, renamed (崇明县, 崇明区) or misread.
fn replaced(texts: [&str; 2], names: [Vec<&str>; 2], kind: Kind, frames: usize) -> bool {
    let [own, theirs] = names;
    if own.is_empty() || theirs.is_empty() {
        return false;
    }
    let of = |text, names: Vec<&'_ str>| -> Vec<(String, AHashSet<(String, String)>)> {
        names.into_iter().map(|name| (name.to_owned(), kind.frames(text, name))).collect()
    };
    let (own, theirs) = (of(texts[0], own), of(texts[1], theirs));
    own.iter().any(|(name, here)| {
        theirs.iter().any(|(other, there)| {
            !kind.may_be_one(name, other) && here.intersection(there).count() >= frames
        })
    })
}

impl Kind {
    /// Whether two names may be one.
    fn may_be_one(self, name: &str, other: &str) -> bool {
        let tells = |name: &str| name.chars().take(2).collect::<Vec<char>>();
        let other = tells(other);
        tells(name).iter().any(|c| other.contains(c))
    }

    /// The characters around each occurrence of `name` in `text`, for each length that the name may have.
    fn frames(self, text: &str, name: &str) -> AHashSet<(String, String)> {
        let found = memmem::find_iter(text.as_bytes(), name.as_bytes()).take(LOOKED_AT);
        found.flat_map(|at| self.around(text, at, at + name.len())).collect()
    }

    fn around(self, text: &str, start: usize, end: usize) -> Vec<(String, String)> {
        let back = text[..start].char_indices().rev().map(|(at, _)| at);
        let on = text[end..].char_indices().skip(1).map(|(at, _)| end + at);
        let cuts: Vec<(usize, usize)> = match self {
            Kind::Place => {
                [start].into_iter().chain(back).map(|at| (at, end)).take(MORE + 1).collect()
            }
            Kind::Person => {
                [end].into_iter().chain(on).map(|at| (start, at)).take(MORE + 1).collect()
            }
        };
        let frame = |(start, end): (usize, usize)| {
            let first = text[..start].char_indices().nth_back(FRAME - 1).map_or(0, |(at, _)| at);
            let after = &text[end..];
            let last = after.char_indices().nth(FRAME).map_or(after.len(), |(at, _)| at);
            (text[first..start].to_owned(), after[..last].to_owned())
        };
        cuts.into_iter().map(frame).collect()
    }
}

/// What ends as names of places do: three ideographs. Costs a look at each character.
fn places(text: &str) -> impl Iterator<Item = &str> {
    let ends = text.char_indices().filter(|&(_, c)| ends_place(c));
    ends.filter_map(|(at, c)| {
        let mut back = text[..at].char_indices().rev();
        let ((_, second), (start, first)) = (back.next()?, back.next()?);
        (may_name(first) && may_name(second)).then(|| &text[start..at + c.len_utf8()])
    })
}

/// Whether names of places that have a government end so.
fn ends_place(c: char) -> bool {
    matches!(c, '省' | '市' | '县' | '区' | '镇' | '乡' | '村')
}

/// Whether a name of a place may have the character before its end: not 全县, 我市, 各区, 县市区.
fn may_name(c: char) -> bool {
    const NONE: &str = "全我各本该每某州级设的在个城农地等之其外到为是及和与或两同新";
    is_ideograph(c) && !ends_place(c) && !NONE.contains(c)
}

/// What begins as names of people do: two ideographs.
fn people(text: &str) -> impl Iterator<Item = &str> {
    let pairs = text.char_indices().zip(text.char_indices().skip(1));
    let named = pairs.filter(|&((_, first), (_, next))| is_surname(first) && is_ideograph(next));
    named.map(|((start, _), (at, next))| &text[start..at + next.len_utf8()])
}

fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(head: usize, text: &str) -> (Names, Content) {
        let head: String = text.chars().take(head).collect();
        (Names::new(&head, text), Content::new(text.to_owned()))
    }

    fn compared(a: &str, b: &str) -> Named {
        let ((a, content), (b, other)) = (names(24, a), names(24, b));
        let found = a.compare(&content, &b, &other);
        assert_eq!(b.compare(&other, &a, &content), found);
        found
    }

    const REPORT: &str =
        "凝心聚力谱新篇在清源县农村信用合作联社工作会议上的报告各位社员代表今年存款稳步增长";

    #[test]
    fn a_title_names_another_place_once() {
        for other in ["平湖县", "呼伦贝尔市"] {
            assert_eq!(compared(REPORT, &REPORT.replace("清源县", other)), Named::OtherPlaces);
        }
        let renamed = REPORT.replace("清源县", "清源区");
        assert_eq!(compared(REPORT, &renamed), Named::Nothing);
        assert_eq!(compared(REPORT, &REPORT.replace("清源县", "清渭县")), Named::Nothing);
        assert_eq!(compared(REPORT, &REPORT.replace("清源县", "全县")), Named::Nothing);
        let both = REPORT.replace("清源县", "平湖县") + "清源县来人祝贺";
        assert_eq!(compared(REPORT, &both), Named::Nothing);
    }

    const SPEECH: &str = "在安全生产工作电视电话会议上的讲话同志们今天的会议很重要下面讲几点意见今年以来澄海市先后发生几起\
                          事故教训十分深刻各单位要举一反三为澄海市的发展创造良好环境";

    #[test]
    fn below_a_title_that_names_none_a_place_is_another_throughout() {
        assert_eq!(compared(SPEECH, &SPEECH.replace("澄海市", "云浮县")), Named::OtherPlaces);
        let once = SPEECH.replacen("澄海市", "云浮县", 1);
        assert_eq!(compared(SPEECH, &once), Named::Nothing);
        let named = |text: &str| text.replacen("在安全", "在大通镇安全", 1);
        let other = SPEECH.replace("澄海市", "云浮县");
        let speaker = |text: &str, who: &str| text.replace("同志们", who);
        let (mayor, head) = (speaker(SPEECH, "澄海市市长"), speaker(&other, "县长"));
        assert_eq!(compared(&mayor, &head), Named::OtherPlaces);
        assert_eq!(compared(&named(SPEECH), &named(&other)), Named::Nothing);
    }

    #[test]
    fn a_head_names_another_person() {
        let report = "年度述职报告清源县水利局周永泰各位领导同志们现将一年来的工作报告如下";
        for other in ["韩秀芝", "郭成"] {
            assert_eq!(compared(report, &report.replace("周永泰", other)), Named::OtherPeople);
        }
        assert_eq!(compared(report, &report.replace("周永泰", "周水泰")), Named::Nothing);
        assert_eq!(compared(report, &report.replace("周永泰", "")), Named::Nothing);
    }

    #[test]
    fn nothing_names_nothing() {
        for text in ["", "县", "在全县", "𠮷野家a1县"] {
            assert_eq!(compared(text, REPORT), Named::Nothing);
        }
    }
}
