//! Which of the lines of one form count up: the runs of a page.
//!
//! A page has one run, or several where its numbers begin again; a line that fits into none is no heading. Those runs are
//! taken that have the most headings, where one with text below is worth more than a line of a table of contents, and
//! a run is worth its cost.

use super::heading::Mark;

/// What a heading is worth with text below, and without; and what a run costs. It costs more than one heading is worth,
/// so that in 1, 2, 1, 3 the second 1 is a stray line, and less than two, so that 1, 2, 1, 2 are two runs.
const WITH_TEXT: i64 = 4;
const WITHOUT: i64 = 1;
const RUN: i64 = 5;

/// Letters and digits below a heading before which more than one number is missing: as many as a title has at most, so
/// that links to other pages do not count.
const SPEECH: usize = 20;

/// The lines of one form in runs that count up. With `gaps`, numbers may be missing, since speeches may have been taken
/// out: one anywhere, more before a heading with a speech below. At most two dozen steps a heading.
pub(super) fn runs<'m, 't>(
    text: &str,
    marks: &[&'m Mark<'t>],
    gaps: bool,
) -> Vec<Vec<&'m Mark<'t>>> {
    let largest = marks.iter().map(|mark| mark.number as usize).max();
    let mut steps = Steps::new(gaps, largest.unwrap_or(0));
    let ends = marks.iter().skip(1).map(|mark| mark.line.start).chain([text.len()]);
    for (mark, end) in marks.iter().zip(ends) {
        let letters = text[mark.line.end..end].chars().filter(|c| c.is_alphanumeric());
        steps.add(mark, letters.take(SPEECH).count());
    }
    steps.best_runs()
}

/// The best headings of which one line is the last.
struct Step<'m, 't> {
    mark: &'m Mark<'t>,
    worth: i64,
    /// The step to the heading before.
    before: Option<usize>,
    /// Whether a run begins with it.
    begins: bool,
}

/// The steps to all lines that can be headings.
struct Steps<'m, 't> {
    gaps: bool,
    all: Vec<Step<'m, 't>>,
    /// The best to each number.
    ends: Vec<Option<usize>>,
    /// A binary indexed tree over these: at each place the best to the numbers from it without its lowest bit up.
    below: Vec<Option<usize>>,
    /// The best of all.
    best: Option<usize>,
}

impl<'m, 't> Steps<'m, 't> {
    fn new(gaps: bool, largest: usize) -> Self {
        let (ends, below) = (vec![None; largest + 1], vec![None; largest + 2]);
        Self { gaps, all: Vec::new(), ends, below, best: None }
    }

    fn add(&mut self, mark: &'m Mark<'t>, letters: usize) {
        let number = mark.number as usize;
        let far = self.gaps && letters == SPEECH;
        let own = if letters > 0 { WITH_TEXT } else { WITHOUT };
        let may_skip = usize::from(self.gaps);
        let counted = self.before(number, far).map(|at| {
            let worth = self.all[at].worth + own;
            Step { mark, worth, before: Some(at), begins: false }
        });
        let begun = (far || number <= 1 + may_skip).then(|| {
            let before = self.best.filter(|&at| self.all[at].worth > 0);
            let worth = before.map_or(0, |at| self.all[at].worth) + own - RUN;
            Step { mark, worth, before, begins: true }
        });
        // Of equals the one that begins: what it would count on from is in a table of contents.
        let Some(step) = counted.into_iter().chain(begun).max_by_key(|step| step.worth) else {
            return;
        };
        let new = Some(self.all.len());
        self.all.push(step);
        self.best = self.better(self.best, new);
        self.end(number, new);
    }

    fn end(&mut self, number: usize, new: Option<usize>) {
        self.ends[number] = self.better(self.ends[number], new);
        let mut node = number + 1;
        while node < self.below.len() {
            self.below[node] = self.nearer(self.below[node], self.ends[number]);
            node += node & node.wrapping_neg();
        }
    }

    /// The best that `number` counts on from, or with `far` the best of any smaller number; of equals the largest number.
    fn before(&self, number: usize, far: bool) -> Option<usize> {
        if !far {
            let smallest = number.saturating_sub(1 + usize::from(self.gaps));
            let smaller = self.ends[smallest..number].iter().rev().copied();
            return smaller.fold(None, |best, at| self.better(best, at));
        }
        let (mut best, mut node) = (None, number);
        while node > 0 {
            best = self.better(best, self.below[node]);
            node &= node - 1;
        }
        best
    }

    /// The one that is worth more; of equals the one with the larger number.
    fn nearer(&self, one: Option<usize>, two: Option<usize>) -> Option<usize> {
        let worth = |at: Option<usize>| at.map(|at| (self.all[at].worth, self.all[at].mark.number));
        if worth(two) > worth(one) { two } else { one }
    }

    /// The one that is worth more; of equals the first, since a heading may come again as a running head.
    fn better(&self, one: Option<usize>, two: Option<usize>) -> Option<usize> {
        let worth = |at: Option<usize>| at.map(|at| self.all[at].worth);
        if worth(two) > worth(one) { two } else { one }
    }

    fn best_runs(&self) -> Vec<Vec<&'m Mark<'t>>> {
        let (mut runs, mut run) = (Vec::new(), Vec::new());
        let mut next = self.best.filter(|&at| self.all[at].worth > 0);
        while let Some(at) = next {
            let Step { mark, before, begins, .. } = self.all[at];
            run.push(mark);
            if begins {
                run.reverse();
                runs.push(std::mem::take(&mut run));
            }
            next = before;
        }
        runs.reverse();
        runs
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ingest::split::heading;

    /// Headings by their numbers, each with so many letters below.
    fn page(lines: &[(u32, usize)]) -> String {
        let line =
            |&(number, letters): &(u32, usize)| format!("篇{number}\n{}\n", "文".repeat(letters));
        lines.iter().map(line).collect()
    }

    /// What headings are worth, if they are runs at all: `begun` tells where one begins.
    fn worth(lines: &[(u32, usize)], begun: &[bool], gaps: bool) -> Option<i64> {
        let mut before = None;
        let mut sum = 0;
        for (&(number, letters), &begins) in lines.iter().zip(begun) {
            let before = before.replace(number).filter(|_| !begins);
            let missing = match before {
                None if begins => number - 1,
                None => return None,
                Some(before) => number.checked_sub(before + 1)?,
            };
            if missing > 0 && (!gaps || (missing > 1 && letters < SPEECH)) {
                return None;
            }
            sum += if letters > 0 { WITH_TEXT } else { WITHOUT };
            sum -= if begins { RUN } else { 0 };
        }
        Some(sum)
    }

    /// The best worth by trying everything: each line is left out, goes on, or begins.
    fn best(lines: &[(u32, usize)], gaps: bool) -> i64 {
        let ways = (0..3_usize.pow(lines.len() as u32)).map(|way| {
            let digits = (0..lines.len() as u32).map(|at| way / 3_usize.pow(at) % 3);
            let taken = lines.iter().copied().zip(digits).filter(|&(_, digit)| digit > 0);
            let (taken, begun): (Vec<_>, Vec<_>) =
                taken.map(|(line, digit)| (line, digit == 2)).unzip();
            worth(&taken, &begun, gaps).unwrap_or(0)
        });
        ways.max().unwrap_or(0)
    }

    /// Mostly such as follow each other, and far ones.
    fn numbers() -> impl Strategy<Value = u32> {
        prop_oneof![4 => 1u32..7, 1 => 95u32..130]
    }

    proptest! {
        #[test]
        fn no_other_runs_are_worth_more(
            lines in prop::collection::vec((numbers(), prop_oneof![Just(0), Just(1), Just(SPEECH)]), 0..8),
            gaps in any::<bool>(),
        ) {
            let text = page(&lines);
            let marks = heading::marks(&text);
            let runs = runs(&text, &marks.iter().collect::<Vec<_>>(), gaps);
            let place = |mark: &&Mark<'_>| marks.iter().position(|known| known == *mark).expect("one of them");
            let taken: Vec<usize> = runs.iter().flatten().map(place).collect();
            prop_assert!(taken.is_sorted());
            let taken: Vec<(u32, usize)> = taken.into_iter().map(|at| lines[at]).collect();
            let begun: Vec<bool> = runs.iter().flat_map(|run| (0..run.len()).map(|at| at == 0)).collect();
            prop_assert_eq!(worth(&taken, &begun, gaps), Some(best(&lines, gaps)));
        }
    }
}
