//! How many attributes a page's tags have: the parser compares each with all before it in its tag.

/// Where in a tag a byte may stand.
#[derive(Clone, Copy)]
enum Place {
    /// In a name: the tag's, or an attribute's.
    Name,
    /// Before an attribute, or before the `=` of the one that is there.
    Between,
    /// Before a value.
    Equals,
    Double,
    Single,
    Bare,
}

const PLACES: [Place; 6] =
    [Place::Name, Place::Between, Place::Equals, Place::Double, Place::Single, Place::Bare];

/// An upper bound for the attributes of any tag. In a comment or a script what looks like a tag is none, and in a quoted value
/// neither: wherever one may begin, it is followed, beside those that began before, to the `>` that ends it.
pub(super) fn most(page: &str) -> usize {
    let mut counts: [Option<usize>; PLACES.len()] = [None; PLACES.len()];
    let (mut most, mut before) = (0, 0);
    for &byte in page.as_bytes() {
        let mut next = [None; PLACES.len()];
        for place in PLACES {
            let Some(count) = counts[place as usize] else { continue };
            if let Some((place, more)) = step(place, byte) {
                let count = count + usize::from(more);
                most = most.max(count);
                next[place as usize] = next[place as usize].max(Some(count));
            }
        }
        if before == b'<' && byte.is_ascii_alphabetic() {
            next[Place::Name as usize] = next[Place::Name as usize].max(Some(0));
        }
        (counts, before) = (next, byte);
    }
    most
}

/// Where the byte after this place leads, and whether an attribute begins; `None` at the tag's end.
fn step(place: Place, byte: u8) -> Option<(Place, bool)> {
    let space = matches!(byte, b'\t' | b'\n' | b'\x0c' | b'\r' | b' ' | b'/');
    Some(match (place, byte) {
        (Place::Double, b'"') | (Place::Single, b'\'') => (Place::Between, false),
        (Place::Double | Place::Single, _) => (place, false),
        (_, b'>') => return None,
        (Place::Equals, b'"') => (Place::Double, false),
        (Place::Equals, b'\'') => (Place::Single, false),
        (Place::Equals, _) if space => (Place::Equals, false),
        (Place::Equals, _) => (Place::Bare, false),
        (_, _) if space => (Place::Between, false),
        (Place::Bare, _) => (Place::Bare, false),
        (Place::Name | Place::Between, b'=') => (Place::Equals, false),
        (Place::Between, _) => (Place::Name, true),
        (Place::Name, _) => (Place::Name, false),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_counted_wherever_a_tag_may_begin() {
        let tag = "<p a b = 'x y z > <' c=\"1 2 3\" d=4/>甲 乙 丙";
        assert_eq!(most(tag), 4);
        let many: String = (0..500).map(|n| format!(" a{n}=\"<x\"")).collect();
        // What seems to open a quote is in a comment.
        for page in [format!("<p{many}>"), format!("<!-- <p a=\" --><p{many}>")] {
            assert!((500..505).contains(&most(&page)), "{}", most(&page));
        }
        assert!(most(&"<p a>一 二 三</p><!-- a b c -->".repeat(100)) < 8);
        assert_eq!(most("1 < 2 a b c"), 0);
    }
}
