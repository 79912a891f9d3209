//! Columns, context and colours of a terminal.

use unicode_width::UnicodeWidthStr;

use super::*;

#[test]
fn both_sides_keep_to_their_columns() {
    for (width, lang) in [(40, Lang::Zh), (81, Lang::En), (120, Lang::Zh), (200, Lang::En)] {
        let side = Settings { layout: Layout::Side, width, lang, ..Settings::default() };
        let text = render(Format::Text, &side);
        let wide = text.lines().find(|line| line.width() > width);
        assert_eq!(wide, None);
        let middles: Vec<usize> =
            text.lines().filter_map(|line| Some(line.split_once('│')?.0.width())).collect();
        assert!(middles.len() > 10 && middles.iter().all(|&middle| middle == middles[0]));
        let (left, right): (String, String) =
            text.lines().filter_map(|line| line.split_once('│')).unzip();
        let joined = |side: &str| side.split_whitespace().collect::<String>();
        assert!(joined(&left).contains("[-狠抓-]") && !left.contains("切实抓好"), "{left}");
        assert!(joined(&right).contains("{+切实抓好+}") && !right.contains("[-"), "{right}");
    }
}

#[test]
fn the_context_is_as_long_as_asked_for() {
    for (layout, context) in [(Layout::Inline, 0), (Layout::Inline, 3), (Layout::Side, 3)] {
        let settings = Settings { layout, context, width: 120, ..Settings::default() };
        let text = render(Format::Text, &settings);
        let expected = match (layout, context) {
            (Layout::Inline, 0) => "…[-狠抓-]{+切实抓好+}…",
            (Layout::Inline, _) => "…。 要[-狠抓-]{+切实抓好+}落实,…",
            (Layout::Side, _) => "要[-狠抓-]落实,…",
        };
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn colour_adds_only_escapes() {
    let colored = render(Format::Text, &Settings { color: true, ..Settings::default() });
    let mut plain = String::new();
    let mut rest = colored.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        plain.push_str(before);
        rest = after.split_once('m').unwrap().1;
    }
    plain.push_str(rest);
    assert_eq!(plain, render(Format::Text, &Settings::default()));
}
