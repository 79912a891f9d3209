//! A text and a much longer one that has most of it.

use super::*;

/// So many sentences has the longer text, as [`View`] asks for to leave some out.
const MANY: usize = 2_500;

/// A sentence of 24 characters that only `number` has.
fn sentence(number: usize) -> String {
    let word = |by: usize| {
        let mixed = number.wrapping_mul(2_654_435_761).wrapping_add(by * 40_503) >> 4;
        char::from_u32(0x4E00 + (mixed % 6_000) as u32).expect("a hanzi")
    };
    (0..23).map(|at| word(at * at + at)).chain(['。']).collect()
}

fn sentences(numbers: impl IntoIterator<Item = usize>) -> String {
    numbers.into_iter().map(sentence).collect()
}

/// What became of each sentence of an excerpt.
#[derive(Clone, Copy, Debug)]
enum Fate {
    Kept,
    Left,
    Changed(usize),
    New,
}

fn fates() -> impl Strategy<Value = Vec<Fate>> {
    let fate = prop_oneof![
        30 => Just(Fate::Kept),
        1 => Just(Fate::Left),
        2 => (0_usize..23).prop_map(Fate::Changed),
        1 => Just(Fate::New),
    ];
    prop::collection::vec(fate, 20..100)
}

fn excerpt(from: usize, fates: &[Fate]) -> String {
    let piece = |(index, fate): (usize, &Fate)| match *fate {
        Fate::Kept => sentence(from + index),
        Fate::Left => String::new(),
        Fate::Changed(at) => sentence(from + index)
            .chars()
            .enumerate()
            .map(|(i, c)| if i == at { '变' } else { c })
            .collect(),
        Fate::New => sentence(1_000_000 + index),
    };
    fates.iter().enumerate().map(piece).collect()
}

/// How much the two have of each other when all sentences are aligned.
fn aligned_whole(a: &Prepared<'_>, b: &Prepared<'_>) -> [(usize, usize); 2] {
    let (mut of_a, mut of_b) = (View::whole(a), View::whole(b));
    let mut refiner = Refiner::new(a.text().len() + b.text().len());
    let alignment = align::align(&mut of_a, &mut of_b);
    let edits = emit::snap(a, b, edits::edits(&of_a, &of_b, &alignment, &mut refiner));
    let moved = inside::inside(a, b, &edits, &mut refiner, &|_| Vec::new());
    let figures = Figures::new(a, b, &edits, &moved);
    [figures.copy_a, figures.copy_b]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn of_an_excerpt_as_much_is_found_as_in_the_whole(
        parts in prop::collection::vec((0_usize..MANY - 100, fates()), 1..3),
    ) {
        let long = sentences(0..MANY);
        let short: String = parts.iter().map(|(from, fates)| excerpt(*from, fates)).collect();
        let prepare = |text| Prepared::new(text, NORMALIZER.normalize(text));
        let (of_long, of_short) = (prepare(&long), prepare(&short));
        for (a, b) in [(&of_long, &of_short), (&of_short, &of_long)] {
            let found = compare(a, b, &|_| Vec::new());
            let whole = aligned_whole(a, b);
            // What found no partner near may have one in the whole: a twentieth of the excerpt at most.
            prop_assert!(found.copy_a.0 + of_short.content() / 20 >= whole[0].0);
            prop_assert!(found.copy_b.0 + of_short.content() / 20 >= whole[1].0);
            prop_assert_eq!(found.apply(a.original(), b.original()), b.original());
        }
    }
}

/// Each sentence is changed, so that none leads to its place.
#[test]
fn what_has_no_partner_near_is_looked_for_in_the_whole() {
    let long = sentences(0..MANY);
    let short = sentence(3) + &excerpt(1_200, &[Fate::Changed(9); 60]);
    let prepare = |text| Prepared::new(text, NORMALIZER.normalize(text));
    let (of_long, of_short) = (prepare(&long), prepare(&short));
    assert!(!View::near(&of_long, &of_short).is_whole());
    let found = compare(&of_long, &of_short, &|_| Vec::new());
    assert_eq!([found.copy_a, found.copy_b], aligned_whole(&of_long, &of_short));
    assert!(10 * found.copy_b.0 > 9 * found.copy_b.1, "{:?}", found.copy_b);
}

#[test]
fn what_is_far_is_not_aligned() {
    let long = sentences(0..MANY);
    let short = sentences((700..720).chain(1_900..1_920));
    let prepare = |text| Prepared::new(text, NORMALIZER.normalize(text));
    let (of_long, of_short) = (prepare(&long), prepare(&short));
    let view = View::near(&of_long, &of_short);
    assert_eq!(
        view.len(),
        3 + 2 * (16 + 20 + 16),
        "two stretches, and what is before, between and after them"
    );
    assert_eq!((0..view.len()).filter(|&unit| view.is_far(unit)).count(), 3);
    assert_eq!(view.bytes(0..view.len()), 0..of_long.text().len());
    assert_eq!(view.content_in(0..view.len()), of_long.content());
    assert!(View::near(&of_short, &of_long).is_whole());
    assert!(View::near(&of_long, &of_long).is_whole());
}

#[test]
fn sentences_that_stand_everywhere_lead_nowhere() {
    let long: String = (0..MANY)
        .map(|number| if number % 50 == 0 { sentence(0) } else { sentence(number) })
        .collect();
    let short = sentences([0, 1, 2, 3]);
    let prepare = |text| Prepared::new(text, NORMALIZER.normalize(text));
    let (of_long, of_short) = (prepare(&long), prepare(&short));
    assert_eq!(View::near(&of_long, &of_short).len(), 21);
}
