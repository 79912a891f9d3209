//! The content of a text, in which words are looked up.

use memchr::memmem;
use xxhash_rust::xxh3::xxh3_64;

/// A text in which words are looked up.
#[derive(Clone, Debug, Default)]
pub(super) struct Content {
    text: String,
    /// Only of a giant.
    bigrams: Option<Bigrams>,
}

/// Bytes from which a text is a giant: to search less takes a tenth of a millisecond at most, and 64 MB several, for each word of
/// each of thousands that may stand in it.
const GIANT: usize = 1 << 20;

/// Bytes of a block: some 5,000 ideographs, so that one row in twelve has it.
const BLOCK: usize = 16 << 10;

/// One row for each value of a bigram's hash.
const ROWS: usize = 1 << 16;

/// Characters of a word that are asked for, at most, and the bytes that they have at most.
const ASKED: usize = 8;
const REACH: usize = ASKED * 4;

/// In which blocks of a text two characters stand together: a row of bits for each value of their hash. Half as large as the
/// text, from a mebibyte on.
#[derive(Clone, Debug)]
struct Bigrams {
    /// Bytes of a block. What begins so near behind it that it may belong to a word in it counts too.
    block: usize,
    /// Words of a row.
    width: usize,
    bits: Vec<u64>,
}

impl Content {
    /// Linear.
    pub(super) fn new(text: String) -> Self {
        let bigrams = (text.len() >= GIANT).then(|| Bigrams::new(&text, BLOCK));
        Self { text, bigrams }
    }

    pub(super) fn as_str(&self) -> &str {
        &self.text
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.bigrams.as_ref().map_or(0, |bigrams| 8 * bigrams.bits.len())
    }

    /// Whether `word` stands in it. A search; of a giant only the blocks are searched that have all the word's bigrams.
    pub(super) fn has(&self, word: &str) -> bool {
        let text = self.text.as_bytes();
        let finder = memmem::Finder::new(word);
        let Some(bigrams) = &self.bigrams else { return finder.find(text).is_some() };
        bigrams.blocks(word).take_while(|&start| start < text.len()).any(|start| {
            let end = text.len().min(start + bigrams.block + word.len());
            finder.find(&text[start..end]).is_some()
        })
    }
}

impl Bigrams {
    fn new(text: &str, block: usize) -> Self {
        let width = (text.len() / block + 1).div_ceil(64);
        let mut bigrams = Self { block, width, bits: vec![0; ROWS * width] };
        for ((at, one), next) in text.char_indices().zip(text.chars().skip(1)) {
            let row = row(one, next);
            bigrams.set(row, at / block);
            if at % block < REACH {
                bigrams.set(row, (at / block).saturating_sub(1));
            }
        }
        bigrams
    }

    fn set(&mut self, row: usize, block: usize) {
        self.bits[row * self.width + block / 64] |= 1 << (block % 64);
    }

    /// Where the blocks begin in which `word` may begin, ascending; at the end also some that would come behind the text.
    fn blocks(&self, word: &str) -> impl Iterator<Item = usize> {
        let asked: Vec<char> = word.chars().take(ASKED).collect();
        let rows: Vec<&[u64]> = asked
            .windows(2)
            .map(|two| &self.bits[row(two[0], two[1]) * self.width..][..self.width])
            .collect();
        let words = (0..self.width)
            .map(move |word| (word, rows.iter().fold(u64::MAX, |all, row| all & row[word])));
        let blocks = words.flat_map(|(word, bits)| {
            (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| word * 64 + bit)
        });
        blocks.map(|block| block * self.block)
    }
}

/// The row of two characters that stand together.
fn row(one: char, next: char) -> usize {
    let two = u64::from(one) << 32 | u64::from(next);
    xxh3_64(&two.to_le_bytes()) as usize % ROWS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A text with blocks of so many bytes, however short it is.
    fn content(text: &str, block: usize) -> Content {
        Content { text: text.to_owned(), bigrams: Some(Bigrams::new(text, block)) }
    }

    proptest! {
        #[test]
        fn what_is_found_is_what_a_search_finds(
            text in "[云溪县的aß𠮷]{0,300}",
            words in prop::collection::vec("[云溪县的aß𠮷]{1,12}", 1..8),
            block in REACH..100,
        ) {
            let large = content(&text, block);
            let own = text.char_indices().map(|(at, _)| text[at..].chars().take(at % 12 + 1).collect());
            for word in words.into_iter().chain(own) {
                prop_assert_eq!(large.has(&word), text.contains(&word), "{}", word);
            }
        }
    }

    #[test]
    fn of_a_giant_hardly_anything_is_searched() {
        let text: String = (0..500_000_u64)
            .filter_map(|n| char::from_u32((0x4e00 + n * n % 20_011) as u32))
            .collect();
        let content = Content::new(text + "云溪县");
        let bigrams = content.bigrams.as_ref().expect("a giant");
        let blocks = content.text.len() / BLOCK;
        assert!(content.has("云溪县") && blocks > 80);
        assert!(bigrams.blocks("云溪县").count() <= blocks / 20);
        assert!(bigrams.blocks("溪云").count() <= blocks / 5 && !content.has("溪云"));
        assert!(Content::new("云溪县".to_owned()).bigrams.is_none());
    }
}
