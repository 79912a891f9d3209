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

/// The part of the pairs that a promise lets go which bands may lose, and what the agreement that is asked for.
const LOST_BY: [f64; 2] = [0.95, 0.05];

/// The most signature values a document may cost. Time for signing grows with it only through small texts
/// and the band keys; 400 lets thresholds of 0.5 have 4 rows, and of 0.7 have 7.
const MAX_VALUES: usize = 400;

impl Params {
    /// The parameters with the most rows, and so the fewest false candidates, by which a pair at
    /// `threshold` becomes a candidate with a probability of at least `recall`, within a budget of 400
    /// signature values (more only where a single row needs them). Both lie above 0, the recall below 1; at a threshold of 1
    /// equal sets agree in all. What bands and
    /// the agreement that is asked for may each lose adds up to what the promise lets go.
    ///
    /// A pair of similarity s shares a band with probability 1 - (1 - s^rows)^bands (Leskovec, Rajaraman,
    /// Ullman, Mining of Massive Datasets, section 3.4.2).
    pub fn for_promise(threshold: f64, recall: f64) -> Self {
        let [by_bands, by_agreement] = LOST_BY.map(|part| part * (1.0 - recall));
        let of_rows = |rows: usize| (bands(threshold, by_bands, rows), rows);
        let fits = |&(bands, rows): &(usize, usize)| bands <= MAX_VALUES / rows;
        let (bands, rows) =
            (2..).map(of_rows).take_while(fits).last().unwrap_or_else(|| of_rows(1));
        let least_agreement = least_agreement(threshold, bands * rows, by_agreement);
        Self { bands, rows, least_agreement }
    }

    /// Values in a signature.
    pub fn values(&self) -> usize {
        self.bands * self.rows
    }

    /// The probability that a pair of the given similarity shares a band.
    #[cfg(test)]
    fn recall_at(&self, similarity: f64) -> f64 {
        1.0 - (1.0 - similarity.powi(self.rows as i32)).powi(self.bands as i32)
    }
}

/// In how many of `values` values two signatures agree at the threshold, but for so small a share `lost` of the pairs: a
/// quantile of the binomial distribution.
fn least_agreement(threshold: f64, values: usize, lost: f64) -> usize {
    if threshold >= 1.0 {
        return values;
    }
    let odds = (threshold / (1.0 - threshold)).ln();
    let mut probability = values as f64 * (1.0 - threshold).ln();
    let mut fewer = 0.0;
    for agreeing in 0..values {
        fewer += probability.exp();
        if fewer > lost {
            return agreeing;
        }
        probability += odds + ((values - agreeing) as f64 / (agreeing + 1) as f64).ln();
    }
    values
}

/// The fewest bands of `rows` rows that lose no more than so small a share `lost` of the pairs at the threshold.
fn bands(threshold: f64, lost: f64, rows: usize) -> usize {
    // 1 less a small share would be rounded to 1: no number of bands could tell from it that a pair may be found.
    let miss = (-threshold.powi(rows as i32)).ln_1p();
    // Infinitely many, where the share itself is rounded to 0, are as many as can be counted.
    ((lost.ln() / miss).ceil() as usize).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_threshold_keeps_its_promise() {
        for percent in 5..=100 {
            for recall in [0.9, 0.95, 0.99, 0.999] {
                let threshold = f64::from(percent) / 100.0;
                let params = Params::for_promise(threshold, recall);
                let [_, by_agreement] = LOST_BY.map(|part| part * (1.0 - recall));
                let found = params.recall_at(threshold) - by_agreement;
                assert!(found >= recall - 1e-12, "{threshold} {recall} {params:?}");
                assert!(params.rows == 1 || params.values() <= MAX_VALUES);
            }
        }
    }

    /// Of pairs that hardly ever share a value; a second row would take so many bands that nothing tells them from none.
    #[test]
    fn the_least_thresholds_keep_their_promise() {
        for (threshold, recall) in [(1e-3, 0.99), (1e-6, 0.999), (1e-9, 0.99), (1e-9, 1.0 - 1e-15)]
        {
            let Params { bands, rows, .. } = Params::for_promise(threshold, recall);
            // More than (1 - threshold)^bands, by less than a hundredth here.
            let lost = (-threshold * bands as f64).exp();
            assert!(rows == 1 && lost <= 0.96 * (1.0 - recall), "{threshold} {recall} {bands}");
        }
    }

    #[test]
    fn known_parameters() {
        let known = |threshold| Params::for_promise(threshold, 0.99);
        let params = |bands, rows, least_agreement| Params { bands, rows, least_agreement };
        assert_eq!(known(0.3), params(50, 2, 16));
        assert_eq!(known(0.5), params(73, 4, 118));
        assert_eq!(known(0.7), params(55, 7, 239));
        assert_eq!(known(1.0), params(1, 400, 400));
    }

    /// Pascal's triangle instead of logarithms.
    #[test]
    fn fewer_agree_with_no_more_than_the_probability_that_may_be_lost() {
        for (threshold, values) in [(0.05, 30), (0.3, 50), (0.3, 100), (0.5, 146), (0.97, 400)] {
            let mut row = vec![1.0];
            for _ in 0..values {
                let none = row.iter().map(|p| p * (1.0 - threshold)).chain([0.0]);
                let one = [0.0].into_iter().chain(row.iter().map(|p| p * threshold));
                row = none.zip(one).map(|(none, one)| none + one).collect::<Vec<f64>>();
            }
            for lost in [1e-5, 4e-4, 0.05] {
                let least = least_agreement(threshold, values, lost);
                let (fewer, more): (f64, f64) =
                    (row[..least].iter().sum(), row[..=least].iter().sum());
                assert!(fewer <= lost && more > lost, "{threshold} {values} {lost}");
            }
        }
    }
}
