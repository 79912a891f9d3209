//! Lists of numbers, one after the other in one allocation.

use super::TooMany;

/// Lists, numbered from 0.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Lists {
    /// Where each list begins; one more at the end.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Lists {
    /// Lists of the given sizes, and where in `items` each begins; [`Lists::put`] fills them.
    fn with_sizes(sizes: impl Iterator<Item = u32>) -> Result<(Self, Vec<u32>), TooMany> {
        let starts = starts(sizes)?;
        let places = starts[..starts.len() - 1].to_vec();
        let items = vec![0; starts[starts.len() - 1] as usize];
        Ok((Self { starts, items }, places))
    }

    fn put(&mut self, place: &mut u32, item: u32) {
        self.items[*place as usize] = item;
        *place += 1;
    }

    /// Lists of `sizes` items each, from pairs of a list and an item; items stay in the order in which they come.
    pub(super) fn gathered(
        sizes: impl Iterator<Item = u32>,
        pairs: impl Iterator<Item = (u32, u32)>,
    ) -> Result<Self, TooMany> {
        let (mut lists, mut places) = Self::with_sizes(sizes)?;
        for (list, item) in pairs {
            lists.put(&mut places[list as usize], item);
        }
        Ok(lists)
    }

    /// The given lists, which are gone through twice: so much memory is taken as they need.
    pub(super) fn of<L: Iterator<Item = u32>>(
        lists: impl Iterator<Item = L> + Clone,
    ) -> Result<Self, TooMany> {
        let mut starts = starts(lists.clone().map(|list| list.count() as u32))?;
        starts.shrink_to_fit();
        let mut items = Vec::with_capacity(starts[starts.len() - 1] as usize);
        lists.for_each(|list| items.extend(list));
        Ok(Self { starts, items })
    }

    /// The lists of all parts, one part after the other.
    pub(super) fn joined(parts: Vec<Self>) -> Result<Self, TooMany> {
        starts(parts.iter().map(|part| part.items.len() as u32))?;
        let count = parts.iter().map(Self::len).sum::<usize>() + 1;
        let mut starts = Vec::with_capacity(count);
        let mut items = Vec::with_capacity(parts.iter().map(|part| part.items.len()).sum());
        starts.push(0);
        for part in parts {
            let before = items.len() as u32;
            starts.extend(part.starts[1..].iter().map(|start| before + start));
            items.extend(part.items);
        }
        Ok(Self { starts, items })
    }

    /// The lists, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = &[u32]> + Clone {
        (0..self.len() as u32).map(|list| self.get(list))
    }

    /// How many lists there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The items of a list.
    pub(super) fn get(&self, list: u32) -> &[u32] {
        let list = list as usize;
        &self.items[self.starts[list] as usize..self.starts[list + 1] as usize]
    }

    /// Each list with each of its items.
    fn pairs(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        let of = |list| self.get(list).iter().map(move |&item| (list, item));
        (0..self.len() as u32).flat_map(of)
    }

    /// The lists turned round: for each item below `items` the lists that have it and for which `takes` holds,
    /// ascending.
    pub(super) fn inverted(
        &self,
        items: usize,
        takes: impl Fn(u32, u32) -> bool,
    ) -> Result<Self, TooMany> {
        let mut sizes = vec![0; items];
        let taken = || self.pairs().filter(|&(list, item)| takes(list, item));
        taken().for_each(|(_, item)| sizes[item as usize] += 1);
        Self::gathered(sizes.into_iter(), taken().map(|(list, item)| (item, list)))
    }

    /// All lists of all `parts`, the shortest first, and those of one length in the order in which they come. Linear.
    pub(super) fn shortest_first(parts: &[Self]) -> Result<Self, TooMany> {
        let all = || parts.iter().flat_map(Self::all);
        let longest = all().map(<[u32]>::len).max().unwrap_or(0);
        let mut by_length = vec![0; longest + 1];
        all().for_each(|list| by_length[list.len()] += 1);
        let lengths = (0..).zip(&by_length);
        let sizes = lengths.flat_map(|(length, &count)| std::iter::repeat_n(length, count));
        let (mut lists, _) = Self::with_sizes(sizes)?;
        let mut places = vec![0; longest + 1];
        for length in 1..=longest {
            places[length] = places[length - 1] + by_length[length - 1] * (length - 1);
        }
        for list in all() {
            let place = &mut places[list.len()];
            lists.items[*place..*place + list.len()].copy_from_slice(list);
            *place += list.len();
        }
        Ok(lists)
    }
}

/// Where lists of these sizes begin, and where the last ends.
fn starts(sizes: impl Iterator<Item = u32>) -> Result<Vec<u32>, TooMany> {
    let mut end = 0_u32;
    let ends = sizes.map(|size| {
        end = end.checked_add(size).ok_or(TooMany)?;
        Ok(end)
    });
    std::iter::once(Ok(0)).chain(ends).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lists(of: &[Vec<u32>]) -> Lists {
        let pairs = (0..).zip(of).flat_map(|(list, of)| of.iter().map(move |&item| (list, item)));
        Lists::gathered(of.iter().map(|of| of.len() as u32), pairs).expect("few")
    }

    #[test]
    fn more_items_than_can_be_counted_are_an_error() {
        assert_eq!(starts([u32::MAX, 0].into_iter()), Ok(vec![0, u32::MAX, u32::MAX]));
        assert_eq!(starts([u32::MAX, 1].into_iter()), Err(TooMany));
        assert_eq!(Lists::with_sizes([1 << 31; 2].into_iter()), Err(TooMany));
    }

    fn all(lists: &Lists) -> Vec<Vec<u32>> {
        (0..lists.len() as u32).map(|list| lists.get(list).to_vec()).collect()
    }

    proptest! {
        #[test]
        fn lists_are_what_was_put_in(
            parts in prop::collection::vec(prop::collection::vec(prop::collection::vec(0..9_u32, 0..5), 0..9), 0..4),
        ) {
            let mut expected: Vec<Vec<u32>> = parts.concat();
            let expected_in_order = expected.clone();
            let parts: Vec<Lists> = parts.iter().map(|part| lists(part)).collect();
            expected.sort_by_key(Vec::len);
            let joined = Lists::joined(parts.iter().map(|part| Lists::of(part.all().map(|list| list.iter().copied())).expect("few")).collect()).expect("few");
            prop_assert_eq!(all(&joined), expected_in_order);
            let sorted = Lists::shortest_first(&parts).expect("few");
            prop_assert_eq!(all(&sorted), expected.clone());
            let inverted = sorted.inverted(9, |list, _| list.is_multiple_of(2)).expect("few");
            for item in 0..9 {
                let has = |list: &u32| list.is_multiple_of(2) && expected[*list as usize].contains(&item);
                let mut found = inverted.get(item).to_vec();
                found.dedup();
                prop_assert_eq!(found, (0..expected.len() as u32).filter(has).collect::<Vec<_>>());
            }
        }
    }
}
