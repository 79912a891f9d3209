//! The colours of the style sheet against WCAG 2.2, level AA, in light and in dark.

use std::collections::BTreeMap;

use super::page::STYLE;

/// What is written in which colour on which. All of it is text of ordinary size.
const TEXT: [(&str, &[&str]); 8] = [
    ("ink", &["paper", "card", "row", "warn-bg", "h1", "h2", "h3", "h4"]),
    ("soft", &["paper", "card", "row"]),
    ("link", &["paper", "card", "row"]),
    ("accent", &["paper", "card", "row"]),
    ("tag", &["tag-bg"]),
    ("del", &["del-bg"]),
    ("ins", &["ins-bg"]),
    ("slot", &["slot-bg"]),
];

/// The colours of the `nth` block of variables, by name.
fn colours(nth: usize) -> BTreeMap<&'static str, [f64; 3]> {
    let block = STYLE.split(":root {").nth(nth + 1).unwrap().split('}').next().unwrap();
    let pairs =
        block.split(';').filter_map(|line| line.trim().strip_prefix("--")?.split_once(": #"));
    pairs.filter(|(_, code)| code.len() == 6).map(|(name, code)| (name, rgb(code))).collect()
}

fn rgb(code: &str) -> [f64; 3] {
    [0, 2, 4].map(|at| f64::from(u8::from_str_radix(&code[at..at + 2], 16).unwrap()) / 255.0)
}

/// The relative luminance of a colour: WCAG 2.2, "relative luminance".
fn luminance(colour: [f64; 3]) -> f64 {
    let [r, g, b] =
        colour.map(|c| if c <= 0.040_45 { c / 12.92 } else { ((c + 0.055) / 1.055).powf(2.4) });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

fn contrast(one: [f64; 3], other: [f64; 3]) -> f64 {
    let (x, y) = (luminance(one), luminance(other));
    (x.max(y) + 0.05) / (x.min(y) + 0.05)
}

#[test]
fn text_can_be_read_in_light_and_dark() {
    for (theme, nth) in [("light", 0), ("dark", 1)] {
        let colours = colours(nth);
        for (ink, grounds) in TEXT {
            for ground in grounds {
                let found = contrast(colours[ink], colours[ground]);
                assert!(found >= 4.5, "{theme}: {ink} on {ground} has {found:.2}");
            }
        }
        // A line that means something: focus, where the reader is.
        for ground in ["paper", "card", "row"] {
            assert!(contrast(colours["accent"], colours[ground]) >= 3.0, "{theme}: {ground}");
        }
        // What was left out and what was added differ by more than hue: one is struck, one underlined.
        assert!(STYLE.contains("line-through") && STYLE.contains("underline 1.5px"));
    }
}
