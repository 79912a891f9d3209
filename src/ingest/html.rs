//! The text of a web page, as its reader sees it.

mod attributes;
mod closing;
mod headline;
mod lines;
mod navigation;
mod seen;
mod tree;

use std::ptr;

use encoding_rs::Encoding;

use crate::error::SkipReason;

use super::encoding::{Decoded, encoding_named};
use super::text::has_content;
use lines::Line;

/// The largest page, in bytes: its tree takes some twenty times as much.
pub const MAX_HTML_BYTES: usize = 16 << 20;

/// How deep elements may stand in each other. Browsers stop at 512 too; each tag costs the parser a look at all
/// that are open.
pub const MAX_NESTING: usize = 512;

/// What is seen of the page without navigation and footers, its headline first; all that is seen of one that has nothing
/// else. Tags and entities are gone: the document's original is what the reader sees.
///
/// # Errors
///
/// Pages over [`MAX_HTML_BYTES`] or [`MAX_NESTING`], or whose tags would take the parser more than their number.
pub(super) fn text(page: Decoded) -> Result<Decoded, SkipReason> {
    if page.text.len() > MAX_HTML_BYTES {
        return Err(SkipReason::TooLarge { limit: MAX_HTML_BYTES as u64 });
    }
    let tree = tree::parse(&page.text)?;
    let title = tree.select_single("title").text();
    let seen = lines::of(&tree);
    let gone = navigation::lines(&seen);
    let kept = seen.lines.iter().zip(&gone).filter(|(_, gone)| !**gone);
    let mut kept: Vec<&Line> = kept.map(|(line, _)| line).collect();
    if !kept.iter().any(|line| has_content(&line.text)) {
        kept = seen.lines.iter().collect();
    }
    let headline = headline::of(&kept, &title);
    let text = headline.map_or_else(|| joined(&kept), |headline| joined(&under(headline, &kept)));
    let title = if headline.is_none() { headline::alone(&title, &text) } else { "" };
    Ok(Decoded { title: title.to_owned(), text, ..page })
}

/// The lines with the headline before them. It comes again on many pages, above the text or in a way that leads to it.
fn under<'l>(headline: usize, lines: &[&'l Line]) -> Vec<&'l Line> {
    let first = lines[headline];
    let is_other = |line: &Line| !headline::is_same(&line.text, &first.text);
    let begins = lines.iter().position(|line| line.sentence && is_other(line));
    let (above, text) = lines.split_at(begins.unwrap_or(lines.len()));
    let above = above.iter().filter(|line| is_other(line));
    let text = text.iter().filter(|line| !ptr::eq(**line, first));
    [first].into_iter().chain(above.chain(text).copied()).collect()
}

fn joined(lines: &[&Line]) -> String {
    let mut text = String::new();
    for line in lines {
        if !text.is_empty() {
            text.push_str(if line.gap { "\n\n" } else { "\n" });
        }
        text.push_str(&line.text);
    }
    text
}

/// The encoding that a page names at its beginning, and not that of a script.
pub(super) fn declared(head: &[u8]) -> Option<&'static Encoding> {
    /// How far browsers look for it.
    const REACH: usize = 1024;
    let head = String::from_utf8_lossy(&head[..head.len().min(REACH)]).to_ascii_lowercase();
    let label = |tag: &str| {
        let (_, label) = tag.split('>').next()?.split_once("charset")?;
        Some(label.trim_start().strip_prefix('=')?.trim_start_matches(['"', '\'', ' ']).to_owned())
    };
    let label = head.split("<meta").skip(1).find_map(label)?;
    encoding_named(
        label.split(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').next()?,
    )
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
