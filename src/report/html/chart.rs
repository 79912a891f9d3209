//! Histograms as inline SVG, with the figures written out.

use maud::{Markup, html};

use super::super::words;
use crate::error::Lang;

/// How many clusters there are of each size.
#[derive(Clone, Debug, Default)]
pub(super) struct Sizes([u64; SIZES.len()]);

/// The smallest size of each bar.
const SIZES: [u64; 9] = [2, 3, 4, 5, 10, 20, 50, 100, 1_000];

impl Sizes {
    pub(super) fn add(&mut self, size: u64) {
        let bar = SIZES.partition_point(|&least| least <= size).saturating_sub(1);
        self.0[bar] += 1;
    }

    pub(super) fn show(&self, lang: Lang) -> Markup {
        let name = |bar: usize| match (SIZES[bar], SIZES.get(bar + 1)) {
            (least, None) => format!("{}+", words::count(least)),
            (least, Some(&next)) if next == least + 1 => least.to_string(),
            (least, Some(&next)) => format!("{}–{}", least, next - 1),
        };
        let last = self.0.iter().rposition(|&count| count > 0).map_or(0, |at| at + 1).max(4);
        let bars: Vec<(String, u64)> = (0..last).map(|bar| (name(bar), self.0[bar])).collect();
        let title = lang.pick("簇的大小（篇数）", "Cluster sizes (documents)");
        figure(title, &bars, None, lang)
    }
}

/// How many verified pairs there are of each similarity.
#[derive(Clone, Debug, Default)]
pub(super) struct Similarities([u64; STEPS + 1]);

/// Bars from 0 up to 1, and one more for equal sets: so few that their counts can be read on a phone.
const STEPS: usize = 10;

impl Similarities {
    pub(super) fn add(&mut self, jaccard: f64) {
        let step = (jaccard * STEPS as f64).floor().clamp(0.0, STEPS as f64) as usize;
        self.0[step] += 1;
    }

    /// With the threshold as a line.
    pub(super) fn show(&self, threshold: f64, lang: Lang) -> Markup {
        let name = |bar: usize| match bar {
            STEPS => "1".to_owned(),
            bar => format!("{:.1}", bar as f64 / STEPS as f64),
        };
        let bars: Vec<(String, u64)> = (0..=STEPS).map(|bar| (name(bar), self.0[bar])).collect();
        let title = lang.pick("确认对的相似度", "Similarity of verified pairs");
        figure(title, &bars, Some(threshold * STEPS as f64), lang)
    }
}

/// The height of the tallest bar, and the whole size.
const TALL: f64 = 90.0;
const SIZE: (f64, f64) = (420.0, 150.0);

/// More than the name of the threshold takes.
const MARK: f64 = 90.0;

/// Bars with their names below and their counts above; `line` is a place among the bars, in bars.
fn figure(title: &str, bars: &[(String, u64)], line: Option<f64>, lang: Lang) -> Markup {
    let most = bars.iter().map(|&(_, count)| count).max().unwrap_or(0).max(1);
    let step = SIZE.0 / bars.len() as f64;
    let floor = SIZE.1 - 22.0;
    let place = |value: f64| format!("{value:.1}");
    // Names of sizes are long, and there may be many.
    let fine = line.is_none() && bars.len() > 7;
    let label = bars.iter().filter(|(_, count)| *count > 0);
    let label: Vec<String> = label.map(|(name, count)| format!("{name}: {count}")).collect();
    html! {
        figure {
            figcaption { (title) }
            svg.chart.fine[fine] viewBox={ "0 0 " (SIZE.0) " " (SIZE.1) } role="img" aria-label={ (title) " " (label.join(", ")) } {
                @for (at, (name, count)) in bars.iter().enumerate() {
                    @let height = if *count == 0 { 0.0 } else { (TALL * *count as f64 / most as f64).max(1.5) };
                    @let middle = place((at as f64 + 0.5) * step);
                    rect.fill x=(place(at as f64 * step + step * 0.1)) y=(place(floor - height)) width=(place(step * 0.8)) height=(place(height)) {}
                    @if *count > 0 {
                        text.count x=(middle) y=(place(floor - height - 4.0)) text-anchor="middle" { (short(*count)) }
                    }
                    // On a scale every second border has its figure.
                    @let scale = line.is_some() && at + 1 < bars.len();
                    @let x = if scale { place(at as f64 * step) } else { middle };
                    @if !scale || at.is_multiple_of(2) {
                        text x=(x) y=(place(SIZE.1 - 6.0)) text-anchor=(if scale && at == 0 { "start" } else { "middle" }) { (name) }
                    }
                }
                line.axis x1="0" x2=(SIZE.0) y1=(place(floor)) y2=(place(floor)) {}
                @if let Some(at) = line {
                    line.threshold x1=(place(at * step)) x2=(place(at * step)) y1="6" y2=(place(floor)) {}
                    // Near the left border there is no room before it.
                    @let before = at * step >= MARK;
                    text.mark x=(place(at * step + if before { -4.0 } else { 4.0 })) y="14" text-anchor=(if before { "end" } else { "start" }) { (lang.pick("阈值", "threshold")) }
                }
            }
        }
    }
}

/// A count with at most four characters: `950`, `9.5k`, `95k`, `1.2M`.
fn short(count: u64) -> String {
    match count {
        0..1_000 => count.to_string(),
        1_000..10_000 => format!("{}.{}k", count / 1_000, count % 1_000 / 100),
        10_000..1_000_000 => format!("{}k", count / 1_000),
        _ => format!("{}.{}M", count / 1_000_000, count % 1_000_000 / 100_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_hold_what_they_say() {
        let mut sizes = Sizes::default();
        [2, 3, 9, 10, 5_000].iter().for_each(|&size| sizes.add(size));
        assert_eq!(sizes.0, [1, 1, 0, 1, 1, 0, 0, 0, 1]);
        let mut similarities = Similarities::default();
        [0.0, 0.1, 0.999, 1.0].iter().for_each(|&value| similarities.add(value));
        assert_eq!((similarities.0[0], similarities.0[1]), (1, 1));
        assert_eq!((similarities.0[9], similarities.0[10]), (1, 1));
        assert_eq!([short(999), short(9_560), short(123_456)], ["999", "9.5k", "123k"]);
    }
}
