//! Which elements a reader of the page sees.

use dom_query::NodeRef;

/// Elements that are not shown as text of the page, and readings beside the characters of ruby.
const UNSEEN: [&str; 20] = [
    "head", "title", "script", "style", "noscript", "template", "svg", "iframe", "object",
    "select", "textarea", "noframes", "noembed", "datalist", "audio", "video", "canvas", "rt",
    "rp", "rtc",
];

/// Whether elements of this name have text that is shown.
pub(super) fn is_shown(name: &str) -> bool {
    !UNSEEN.contains(&name)
}

/// Whether an element's own attributes hide it. Style sheets are not read.
pub(super) fn is_hidden(node: &NodeRef<'_>, name: &str) -> bool {
    node.has_attr("hidden")
        || (name == "dialog" && !node.has_attr("open"))
        || node.attr("style").is_some_and(|style| hides(&style))
}

/// Whether declarations of an element's style hide it. Of several of one property the last counts, or the last important
/// one.
fn hides(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    let value = |property: &str| {
        let own = |declaration| named(declaration, property);
        style.split(';').filter_map(own).max_by_key(|(_, important)| *important)
    };
    value("display").is_some_and(|(value, _)| value == "none")
        || value("visibility").is_some_and(|(value, _)| matches!(value, "hidden" | "collapse"))
}

/// The value of a declaration of this property, and whether it is important.
fn named<'s>(declaration: &'s str, property: &str) -> Option<(&'s str, bool)> {
    let (name, value) = declaration.split_once(':')?;
    let (value, important) = match value.split_once('!') {
        Some((value, mark)) => (value, mark.trim() == "important"),
        None => (value, false),
    };
    (name.trim() == property).then_some((value.trim(), important))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_that_hide() {
        for style in [
            "display:none",
            "color: red; DISPLAY : None !important ;",
            "display:none!important;display:block",
            "Visibility:\thidden",
            "display:block;display:none",
        ] {
            assert!(hides(style), "{style}");
        }
        for style in [
            "",
            "display",
            "display:block",
            "display:none;display:block",
            "x-display:none",
            "visibility:visible;color:none",
            "background:url(display:none)",
        ] {
            assert!(!hides(style), "{style}");
        }
    }
}
