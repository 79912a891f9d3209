//! What every page has: its head with the content-security policy, its foot, and how text gets into it.

use std::io::{self, Write};

use maud::{DOCTYPE, Markup, PreEscaped, Render, html};

use super::super::words::{self, Terms};
use super::super::{Member, visible};
use crate::error::Lang;

pub(super) const STYLE: &str = include_str!("style.css");
pub(super) const SCRIPT: &str = include_str!("script.js");

/// The SHA-256 of [`STYLE`] and of [`SCRIPT`] as a content-security policy writes them; a test keeps them
/// right.
const STYLE_HASH: &str = "sha256-+b/txTqsrKHYXSiQSzAMGd5xQsunFAd3IybEDFubfqo=";
const SCRIPT_HASH: &str = "sha256-E4QYDT9/FXn5wrYyGqLu1XXfyM/7tgmwqhO34g4nyxQ=";

/// Text of a collection or a message about it.
pub(super) struct Text<'t>(pub(super) &'t str);

impl Render for Text<'_> {
    fn render_to(&self, out: &mut String) {
        html! { bdi { (visible::block(self.0)) } }.render_to(out);
    }
}

/// The language of the interface's words in the middle of Chinese text; none where they are Chinese too.
pub(super) fn language(lang: Lang) -> Option<&'static str> {
    lang.pick(None, Some("en"))
}

/// Text of a collection on one line, with at most about `limit` characters.
pub(super) fn short(text: &str, limit: usize, lang: Lang) -> Markup {
    let cut = visible::halves(text, limit);
    html! { bdi { (visible::line(cut.head)) (gap(cut.middle, lang)) (visible::line(cut.tail)) } }
}

/// What stands for text that is left out, if it is any.
pub(super) fn gap(left_out: &str, lang: Lang) -> Markup {
    html! {
        @if !left_out.is_empty() {
            span lang=[language(lang)] { (visible::ellipsis(left_out.chars().count(), lang)) }
        }
    }
}

/// The id of a document.
pub(super) fn id(id: &str, lang: Lang) -> Markup {
    html! { span.id { bdi { (visible::id(id, lang)) } } }
}

/// A document by id and title.
pub(super) fn name(member: &Member, lang: Lang) -> Markup {
    let title = member.title.trim();
    html! {
        (id(&member.id, lang))
        @if !title.is_empty() {
            " " span.title lang="zh" { (short(title, 60, lang)) }
        }
    }
}

/// Writes markup and a line end.
pub(super) fn put(out: &mut impl Write, markup: &Markup) -> io::Result<()> {
    out.write_all(markup.0.as_bytes())?;
    out.write_all(b"\n")
}

/// What stands before the content of a page: everything up to and with `<main>`.
pub(super) fn head(title: &str, lang: Lang) -> Markup {
    let policy = format!(
        "default-src 'none'; style-src '{STYLE_HASH}'; script-src '{SCRIPT_HASH}'; base-uri 'none'; \
         form-action 'none'"
    );
    html! {
        (DOCTYPE)
        (PreEscaped(format!("<html lang=\"{}\">", lang.pick("zh-Hans", "en"))))
        head {
            meta charset="utf-8";
            meta http-equiv="Content-Security-Policy" content=(policy);
            meta name="viewport" content="width=device-width, initial-scale=1";
            meta name="referrer" content="no-referrer";
            meta name="color-scheme" content="light dark";
            meta name="generator" content="leitong";
            title { (visible::short(title, 80, lang)) " · leitong" }
            style { (PreEscaped(STYLE)) }
        }
        (PreEscaped("<body>"))
        a.skip href="#main" { (lang.pick("跳到正文", "Skip to the content")) }
        (PreEscaped("<main id=\"main\">\n"))
    }
}

/// What stands after the content of a page. `names` is what the two sides of a comparison are called.
pub(super) fn foot(terms: &Terms, version: &str, lang: Lang) -> Markup {
    html! {
        footer {
            h2 { (lang.pick("数字的含义", "What the figures mean")) }
            ul { @for line in words::definitions(terms, lang) { li { (line) } } }
            p { "leitong " (version) (keys_button(lang)) }
        }
        (PreEscaped("</main>\n"))
        (help(lang))
        script { (PreEscaped(SCRIPT)) }
        (PreEscaped("</body>\n</html>\n"))
    }
}

/// Shows the keys, also to those who have turned them off; the script uncovers it.
pub(super) fn keys_button(lang: Lang) -> Markup {
    html! { button.hint type="button" hidden { (lang.pick("快捷键 ", "keys ")) kbd { "?" } } }
}

/// The keys, shown by the script.
fn help(lang: Lang) -> Markup {
    let keys = [
        ("n p", lang.pick("下一处、上一处差异", "next, previous difference")),
        ("j k", lang.pick("下一行、上一行", "next, previous row")),
        ("f", lang.pick("展开或折叠相同的文字", "unfold or fold what is equal")),
        ("m", lang.pick("到移动的另一端", "to the other end of a move")),
        ("i", lang.pick("并排或行内", "side by side or in line")),
        ("/", lang.pick("筛选各簇", "filter the clusters")),
        ("?", lang.pick("显示或关闭本表", "show or close this list")),
    ];
    html! {
        dialog #help aria-label=(lang.pick("快捷键", "Keys")) {
            h2 { (lang.pick("快捷键", "Keys")) }
            dl.keys {
                @for (key, what) in keys {
                    div { dt { @for key in key.split(' ') { kbd { (key) } " " } } dd { (what) } }
                }
            }
            label {
                input #single-keys type="checkbox" checked;
                " " (lang.pick("启用单键（停用后，页末的按钮仍可显示本表）", "use single keys (without them, the button at the end of the page shows this list)"))
            }
            form method="dialog" { button { (lang.pick("关闭", "Close")) } }
        }
    }
}

/// A part of a whole as a bar; said in figures beside it.
pub(super) fn bar(part: u64, all: u64) -> Markup {
    let width = if all == 0 { 0.0 } else { 100.0 * part as f64 / all as f64 };
    html! {
        svg.bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
            rect.track width="100" height="4" {}
            rect.fill width=(format!("{width:.2}")) height="4" {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sha2::{Digest, Sha256};

    /// Base64 with padding, as a content-security policy wants it.
    fn base64(bytes: &[u8]) -> String {
        const SIGNS: &[u8; 64] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        let mut out = String::new();
        for chunk in bytes.chunks(3) {
            let bits = chunk.iter().fold(0u32, |bits, &byte| bits << 8 | u32::from(byte))
                << (8 * (3 - chunk.len()));
            for at in 0..4 {
                if at <= chunk.len() {
                    out.push(SIGNS[(bits >> (18 - 6 * at)) as usize & 63].into());
                } else {
                    out.push('=');
                }
            }
        }
        out
    }

    #[test]
    fn the_policy_names_the_style_sheet_and_the_script() {
        let hash = |text: &str| format!("sha256-{}", base64(&Sha256::digest(text)));
        assert_eq!((STYLE_HASH, SCRIPT_HASH), (&*hash(STYLE), &*hash(SCRIPT)));
        for text in [STYLE, SCRIPT] {
            assert!(!text.contains("</") && !text.contains("<!--"), "it stands raw in the page");
        }
        assert!(!STYLE.contains("url(") && !STYLE.contains("@import"), "nothing is loaded");
        for loads in ["fetch", "XMLHttp", "import", "innerHTML", "eval", "http", "WebSocket"] {
            assert!(!SCRIPT.contains(loads), "{loads}");
        }
    }
}
