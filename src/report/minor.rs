//! Differences in layout and form: of a text that was set or written anew there are hundreds, and one says what all say.

use super::words;
use crate::diff::{EditClass, Op};
use crate::error::Lang;

/// The classes of which text and Markdown show the first few and count the rest.
const CLASSES: [EditClass; 2] = [EditClass::Layout, EditClass::Form];

/// The differences of a comparison that are counted and not shown.
pub(super) struct Hidden {
    /// Their numbers, ascending.
    numbers: Vec<usize>,
    /// How many there are of each of [`CLASSES`].
    counts: [usize; CLASSES.len()],
}

impl Hidden {
    /// All but the first `shown` of each class. Linear.
    pub(super) fn of(ops: &[Op], shown: usize) -> Self {
        let (mut met, mut numbers) = ([0; CLASSES.len()], Vec::new());
        for (number, op) in ops.iter().enumerate() {
            let Some(class) = CLASSES.iter().position(|&class| class == op.class) else { continue };
            met[class] += 1;
            if met[class] > shown {
                numbers.push(number);
            }
        }
        Self { numbers, counts: met.map(|met| met.saturating_sub(shown)) }
    }

    /// The others of `ops`, with their numbers.
    pub(super) fn shown<'o>(&self, ops: &'o [Op]) -> impl Iterator<Item = (usize, &'o Op)> {
        ops.iter().enumerate().filter(|&(number, _)| !self.has(number))
    }

    /// Whether the difference of this number is one of them.
    pub(super) fn has(&self, number: usize) -> bool {
        self.numbers.binary_search(&number).is_ok()
    }

    /// How many they are, if there are any.
    pub(super) fn message(&self, lang: Lang) -> Option<String> {
        let counted = CLASSES.iter().zip(self.counts).filter(|&(_, count)| count > 0);
        let counted = counted.map(|(&class, count)| {
            let (count, class) = (words::count(count as u64), words::class(class, lang));
            match lang {
                Lang::Zh => format!("{count} 处{class}差异"),
                Lang::En => format!("{count} more in {class}"),
            }
        });
        let counted: Vec<String> = counted.collect();
        (!counted.is_empty()).then(|| match lang {
            Lang::Zh => format!("其余 {}", counted.join("、")),
            Lang::En => format!("and {}", counted.join(", ")),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::OpKind;

    #[test]
    fn the_first_of_each_class_are_shown_and_the_rest_counted() {
        let op = |class| Op { kind: OpKind::Replace, class, a: 0..1, b: 0..1, move_id: None };
        let [layout, form, number] =
            [EditClass::Layout, EditClass::Form, EditClass::Number].map(op);
        let ops = [&layout, &form, &number, &layout, &form, &number, &form].map(Op::clone);
        let hidden = Hidden::of(&ops, 1);
        let numbers: Vec<usize> = hidden.shown(&ops).map(|(number, _)| number).collect();
        assert_eq!(numbers, [0, 1, 2, 5]);
        assert_eq!(hidden.message(Lang::Zh).as_deref(), Some("其余 1 处版式差异、2 处字形差异"));
        assert_eq!(
            hidden.message(Lang::En).as_deref(),
            Some("and 1 more in layout, 2 more in form")
        );
        assert_eq!(Hidden::of(&ops, 3).message(Lang::Zh), None);
        assert_eq!(Hidden::of(&ops, 2).message(Lang::En).as_deref(), Some("and 1 more in form"));
    }
}
