//! The text of a web page, as its reader sees it.

mod attributes;
mod tree;

use ahash::AHashSet;
use dom_query::Document;
use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;

use crate::error::SkipReason;

use super::encoding::{Decoded, encoding_named};

/// The largest page, in bytes: its tree takes some twenty times as much.
pub const MAX_HTML_BYTES: usize = 16 << 20;

/// How deep elements may stand in each other. Browsers stop at 512 too; each tag costs the parser a look at all
/// that are open.
pub const MAX_NESTING: usize = 512;

/// A line with so many letters and digits and a full stop is prose; links and captions are shorter.
const PROSE: usize = 60;

/// What no reader sees.
const UNSEEN: &str =
    "head, script, style, noscript, template, svg, iframe, object, select, textarea";

/// The page's main text without navigation, or all that is seen of it where no main text stands out or where the
/// main text would lose prose: what finds it takes one speech of several for a page's matter now and then. Tags and
/// entities are gone: the document's original is what the reader sees.
///
/// # Errors
///
/// Pages over [`MAX_HTML_BYTES`] or [`MAX_NESTING`], or whose tags would take the parser more than their number.
pub(super) fn text(page: Decoded) -> Result<Decoded, SkipReason> {
    if page.text.len() > MAX_HTML_BYTES {
        return Err(SkipReason::TooLarge { limit: MAX_HTML_BYTES as u64 });
    }
    let tree = tree::parse(&page.text)?;
    let all = seen(tree.clone());
    let text = main_text(tree).filter(|main| has_prose(main, &all)).unwrap_or(all);
    Ok(Decoded { text, ..page })
}

/// The encoding that a page names at its beginning.
pub(super) fn declared(head: &[u8]) -> Option<&'static Encoding> {
    /// How far browsers look for it.
    const REACH: usize = 1024;
    let head = String::from_utf8_lossy(&head[..head.len().min(REACH)]).to_ascii_lowercase();
    let (_, label) = head.split_once("charset=")?;
    let label = label.trim_start_matches(['"', '\'', ' ']);
    encoding_named(
        label.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next()?,
    )
}

fn main_text(page: Document) -> Option<String> {
    let config =
        Config { text_mode: TextMode::Formatted, disable_json_ld: true, ..Config::default() };
    let article = Readability::with_document(page, None, Some(config)).ok()?.parse().ok()?;
    Some(article.text_content.to_string()).filter(|text| !text.trim().is_empty())
}

/// Whether `main` has every line of `all` that is prose.
fn has_prose(main: &str, all: &str) -> bool {
    let ink = |line: &str| line.split_whitespace().collect::<String>();
    let kept: AHashSet<String> = main.lines().map(ink).collect();
    let is_prose = |line: &&str| {
        let content = line.chars().filter(|c| c.is_alphanumeric()).take(PROSE).count();
        content == PROSE && line.contains('。')
    };
    all.lines().filter(is_prose).all(|line| kept.contains(&ink(line)))
}

fn seen(document: Document) -> String {
    document.select(UNSEEN).remove();
    document.formatted_text().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARAGRAPH: &str =
        "同志们,今天召开全县农村信用工程推进会,主要任务是总结前一阶段工作,部署下一阶段任务。";

    fn page(html: &str) -> Result<String, SkipReason> {
        let decoded = Decoded { text: html.to_owned(), ..Decoded::default() };
        text(decoded).map(|page| page.text)
    }

    #[test]
    fn the_main_text_is_what_the_reader_sees() {
        let html = format!(
            "<html><head><title>题</title><script>var 脚本;</script></head><body>\
             <div class=nav><a href=/>首页</a> <a href=/b>文档</a></div>\
             <div id=content><h1>在会上的讲话</h1><p>{PARAGRAPH}&ldquo;四个<b>一&rdquo;</b>活动&#x6DF1;入。</p>\
             <p>第一篇:甲<br>{PARAGRAPH}<br><br>第二篇:乙<br>{PARAGRAPH}</p></div>\
             <div class=footer><a href=/c>联系我们</a></div></body></html>"
        );
        let text = page(&html).expect("a page");
        assert!(text.contains(&format!("\n{PARAGRAPH}“四个一”活动深入。\n")), "{text}");
        assert!(text.contains("\n第二篇:乙\n"), "headings stand on lines of their own: {text}");
        for unseen in ["脚本", "首页", "联系我们", "<", "&"] {
            assert!(!text.contains(unseen), "{unseen}: {text}");
        }
    }

    #[test]
    fn no_speech_of_a_page_is_lost_to_a_longer_one() {
        let speech = |number: &str, paragraphs: usize| {
            let text: String = (0..paragraphs)
                .map(|n| format!("<p>第{number}组{n}。{PARAGRAPH}{PARAGRAPH}</p>"))
                .collect();
            format!("<div><h2>第{number}篇:讲话</h2>{text}</div>")
        };
        let html = format!("<div><a href=/>首页</a></div>{}{}", speech("一", 20), speech("二", 2));
        let text = page(&html).expect("a page");
        assert_eq!(text.matches(PARAGRAPH).count(), 44, "{text}");
    }

    #[test]
    fn a_page_without_main_text_is_taken_as_it_is_seen() {
        let short = "<style>p{}</style><p>短文&lt;一&gt;</p><p>二</p>";
        assert_eq!(page(short), Ok("短文<一>\n\n二".to_owned()));
    }

    #[test]
    fn what_is_too_deep_is_refused() {
        for tag in ["div", "b", "table><td", "svg><g"] {
            let deep = format!("<{tag}>").repeat(MAX_NESTING + 1) + "甲";
            assert_eq!(page(&deep), Err(SkipReason::TooDeep { limit: MAX_NESTING }), "{tag}");
            let hidden = format!("<{tag}></x>").repeat(MAX_NESTING + 1);
            assert!(page(&hidden).is_err(), "{tag}");
        }
        let flat = "<p>甲<br><li>乙<div>丙</div>".repeat(2_000);
        assert!(page(&flat).is_ok());
    }
}
