//! Bands and rows from a threshold and a promised recall.

/// How a signature is cut into bands: `bands` × `rows` values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params {
    /// Bands; two documents that agree in all rows of one are a candidate pair.
    pub bands: usize,
    /// Rows (signature values) in a band.
    pub rows: usize,
    /// Candidates agree in at least so many signature values of all.
    pub least_agreement: usize,
}

/// How many standard deviations below the threshold the agreement of two signatures may lie before the pair is no
/// candidate: at 3.3, one pair in 2,000 at the threshold is lost.
const DEVIATIONS: f64 = 3.3;

/// The part of the pairs that a promise lets go which bands may lose: the rest is for the agreement.
const LOST_BY_BANDS: f64 = 0.95;

/// The most signature values a document may cost. Time for signing grows with it only through small texts
/// and the band keys; 400 lets thresholds of 0.5 have 4 rows, and of 0.7 have 7.
const MAX_VALUES: usize = 400;

impl Params {
    /// The parameters with the most rows, and so the fewest false candidates, by which a pair at
    /// `threshold` becomes a candidate with a probability of at least `recall`, within a budget of 400
    /// signature values (more only where a single row needs them). Both lie in 0..1, ends excluded.
    ///
    /// A pair of similarity s shares a band with probability 1 - (1 - s^rows)^bands (Leskovec, Rajaraman,
    /// Ullman, Mining of Massive Datasets, section 3.4.2).
    pub fn for_promise(threshold: f64, recall: f64) -> Self {
        let of_rows = |rows: usize| {
            let bands = bands(threshold, 1.0 - LOST_BY_BANDS * (1.0 - recall), rows);
            Self { bands, rows, least_agreement: least_agreement(threshold, bands * rows) }
        };
        (1..)
            .map(of_rows)
            .take_while(|params| params.rows == 1 || params.values() <= MAX_VALUES)
            .last()
            .unwrap_or_else(|| of_rows(1))
    }

    /// Values in a signature.
    pub fn values(&self) -> usize {
        self.bands * self.rows
    }

    /// The probability that a pair of the given similarity becomes a candidate.
    pub fn recall_at(&self, similarity: f64) -> f64 {
        1.0 - (1.0 - similarity.powi(self.rows as i32)).powi(self.bands as i32)
    }
}

/// Signatures of `values` values agree in `values` × `threshold` of them at the threshold, with at most the binomial
/// distribution's deviation.
fn least_agreement(threshold: f64, values: usize) -> usize {
    let mean = values as f64 * threshold;
    (mean - DEVIATIONS * (mean * (1.0 - threshold)).sqrt()).max(0.0) as usize
}

/// The fewest bands of `rows` rows that keep the promise.
fn bands(threshold: f64, recall: f64, rows: usize) -> usize {
    let miss = 1.0 - threshold.powi(rows as i32);
    let bands = ((1.0 - recall).ln() / miss.ln()).ceil();
    if bands.is_finite() { (bands as usize).max(1) } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_threshold_keeps_its_promise() {
        for percent in 5..=99 {
            for recall in [0.9, 0.95, 0.99, 0.999] {
                let threshold = f64::from(percent) / 100.0;
                let params = Params::for_promise(threshold, recall);
                assert!(params.recall_at(threshold) >= recall, "{threshold} {recall} {params:?}");
                assert!(params.rows == 1 || params.values() <= MAX_VALUES);
            }
        }
    }

    #[test]
    fn known_parameters() {
        let known = |threshold| Params::for_promise(threshold, 0.99);
        assert_eq!(known(0.3), Params { bands: 50, rows: 2, least_agreement: 14 });
        assert_eq!(known(0.5), Params { bands: 73, rows: 4, least_agreement: 117 });
        assert_eq!(known(0.7), Params { bands: 55, rows: 7, least_agreement: 239 });
    }
}
