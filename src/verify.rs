//! Exact similarity of two shingle sets: the only source of figures in a report.

/// The exact overlap of two sets, in shingles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overlap {
    /// Shingles in both sets.
    pub common: u32,
    /// Shingles in the set of A.
    pub a: u32,
    /// Shingles in the set of B.
    pub b: u32,
}

impl Overlap {
    /// |A∩B| / |A∪B|, 0..=1; 0 when both sets are empty.
    pub fn jaccard(&self) -> f64 {
        ratio(self.common, self.a + self.b - self.common)
    }

    /// |A∩B| / |A|, 0..=1.
    pub fn containment_a(&self) -> f64 {
        ratio(self.common, self.a)
    }

    /// |A∩B| / |B|, 0..=1.
    pub fn containment_b(&self) -> f64 {
        ratio(self.common, self.b)
    }

    /// The same overlap seen from B.
    pub fn swapped(self) -> Self {
        Self { common: self.common, a: self.b, b: self.a }
    }
}

fn ratio(part: u32, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { f64::from(part) / f64::from(whole) }
}
