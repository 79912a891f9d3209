//! What is read of web pages.

use super::*;

const OPENING: &str = "今天召开这次会议，主要任务是总结去年的工作，部署今年的任务。";

/// Title and text of a page.
fn read(page: &str) -> (String, String) {
    let files = Files::new([("a.html", page.as_bytes())]);
    let document = files.one("a.html").expect("a page");
    (document.title, document.text)
}

fn paragraphs(subject: &str) -> String {
    let paragraph = |n| format!("<p>{n}是{subject}工作：{OPENING}要把{subject}放在首位。</p>");
    ["一", "二", "三", "四"].map(paragraph).concat()
}

/// A page with this title and this headline as it stands in the page.
fn page(title: &str, headline: &str) -> String {
    format!(
        "<html><head><title>{title}</title></head><body>\
         <div class=nav><a href=/>首页</a> <a href=/j>讲话</a> <a href=/z>总结</a></div>\
         <div class=way>当前位置：<a href=/>首页</a> &gt; <a href=/j>讲话</a> &gt; 正文</div>\
         <div>{headline}<p>来源：公文网 时间：2021-06-01 点击：100次</p><p>同志们：</p>{}\
         <p>谢谢大家！</p><p>2021年6月1日</p></div>\
         <div><h3>相关文章</h3><ul><li><a href=/1>在全县卫生工作会议上的讲话</a></li>\
         <li><a href=/2>怎样写好一篇讲话？</a></li></ul></div>\
         <div class=bottom><p>主办单位：某某公司 联系电话：010-1234567</p>\
         <p>Copyright © 2021 公文网 版权所有 某ICP备12345678号</p></div></body></html>",
        paragraphs("教育")
    )
}

const HEADLINE: &str = "在全县教育工作会议上的讲话";

#[test]
fn the_headline_that_is_seen_stands_first() {
    let seen = [
        format!("<h1>{HEADLINE}</h1>"),
        format!("<h2>{HEADLINE}</h2>"),
        format!("<h1>{HEADLINE}</h1><p align=center><b>{HEADLINE}</b></p>"),
        "<h1>在全县教育工作会议上<br>的讲话</h1>".to_owned(),
        format!("<div class=tit>{HEADLINE}</div>"),
        format!("<header><h1><a href=/self>{HEADLINE}</a></h1></header>"),
        format!("<h1>公文网</h1><p>本站文章仅供参考。</p><h2>{HEADLINE}</h2>"),
    ];
    for headline in &seen {
        for site in ["", "_公文网", "-公文网", " | 公文网", " — 公文网"] {
            let (title, text) = read(&page(&format!("{HEADLINE}{site}"), headline));
            let first = text.lines().next().unwrap_or_default();
            for said in [&title, first] {
                assert_eq!(said.replace(' ', ""), HEADLINE, "{headline} {site}: {text}");
            }
            let dense = text.replace(' ', "");
            assert_eq!(dense.matches(HEADLINE).count(), 1, "{headline} {site}: {text}");
        }
    }
    let only = format!("<div>公文网</div><h1>{HEADLINE}</h1>");
    assert_eq!(read(&page("公文网", &only)).0, HEADLINE, "the only heading of its level");
}

#[test]
fn a_heading_below_text_is_no_headline() {
    for heading in ["一、关于形势", "一、关于当前全县教育工作面临的形势和主要任务"]
    {
        let html = format!(
            "<title>讲话</title><p>{HEADLINE}</p><p>同志们：</p><p>{OPENING}</p><h1>{heading}</h1><p>{OPENING}</p>"
        );
        let text = [HEADLINE, "同志们：", OPENING, heading, OPENING].join("\n\n");
        assert_eq!(read(&html).1, text);
    }
    let greeted =
        format!("<p>您好，欢迎访问某某县人民政府网站！</p><h1>{HEADLINE}</h1><p>{OPENING}</p>");
    assert_eq!(read(&greeted).0, HEADLINE);
}

#[test]
fn a_page_without_a_headline_has_the_title_that_its_text_is_about() {
    let text = |title: &str| {
        let (found, text) = read(&page(title, ""));
        assert!(!text.contains(HEADLINE), "not seen in the page: {text}");
        found
    };
    for title in
        [HEADLINE.to_owned(), format!("公文网_{HEADLINE}_讲话稿"), format!(" {HEADLINE}\n- 公文")]
    {
        assert_eq!(text(&title), HEADLINE, "{title}");
    }
    let first = "同志们：";
    for title in ["", "无标题文档", "Untitled Document", &"教育".repeat(40)] {
        assert_eq!(text(title), first, "{title}");
    }
}

#[test]
fn what_leads_elsewhere_and_the_footer_are_left_out() {
    let pager = "<p>上一篇：没有了<br>下一篇：<a href=/3>在全县卫生工作会议上的讲话</a></p>";
    let html = page(HEADLINE, &format!("<h1>{HEADLINE}</h1>{pager}"));
    let more = [
        ("<body>", "<body><nav><p>欢迎访问本站。</p></nav>"),
        ("</body>", "<footer>本站文章由网友上传，如有侵权请联系我们。</footer></body>"),
    ];
    let html = more.iter().fold(html, |html, (place, more)| html.replace(place, more));
    let (_, text) = read(&html);
    let others = [
        "首页",
        "当前位置",
        "上一篇",
        "下一篇",
        "卫生",
        "相关文章",
        "怎样写好",
        "版权",
        "电话",
        "欢迎",
        "侵权",
    ];
    for other in others {
        assert!(!text.contains(other), "{other}: {text}");
    }
    assert!(text.ends_with("\n谢谢大家！\n\n2021年6月1日"), "{text}");
}

/// Each stands beside a long text, and one line of each is missing where a long text is all that counts.
#[test]
fn short_lines_are_text() {
    let table: String = (1..=6)
        .map(|n| format!("<tr><td>问{n}：谁来做</td><td>答{n}：大家做。</td></tr>"))
        .collect();
    let short: String =
        (1..=6).map(|n| format!("<p>问{n}：怎么办？</p><p>答{n}：马上办。</p>")).collect();
    let parts = [
        format!("<table>{table}</table>"),
        format!("<div class=comment>{short}</div>"),
        format!("<div id=sidebar>{}</div>", "同志们！要干。要快。要好。要省。".repeat(2)),
        "<dl><dt>甲问</dt><dd>乙答</dd></dl>".to_owned(),
        "<div><h3>一、提高认识</h3></div><div><p>要学。</p></div>".to_owned(),
        "<ul><li>学好</li><li>用好，见<a href=/x>附件</a></li></ul>".to_owned(),
        "<p>某某县人民政府</p><p>联系人：张三</p>".to_owned(),
        "<h4><button>问：这里能展开吗</button></h4><p>答：能。</p>".to_owned(),
        "<a href=/x><p>没有关上的链接，下面都在链接里。</p><p>就是这样；不该丢。".to_owned(),
    ];
    let tags = regex::Regex::new("<[^>]*>").expect("a pattern");
    for part in parts {
        let around = paragraphs("教育");
        let html = format!("<div><h1>{HEADLINE}</h1>{around}</div>{part}<div>{around}</div>");
        let (_, text) = read(&html);
        let dense = |text: &str| text.split_whitespace().collect::<String>();
        for piece in tags.split(&part).filter(|piece| !piece.trim().is_empty()) {
            assert!(dense(&text).contains(&dense(piece)), "{piece}: {text}");
        }
    }
}

#[test]
fn speeches_of_a_page_come_apart_at_their_headings() {
    let speech = |n: &str, subject: &str, heading: &str| {
        let heading = heading.replace('@', &format!("篇{n}：在{subject}会议上的讲话"));
        format!("{heading}<p>同志们：</p>{}", paragraphs(subject))
    };
    for heading in [
        "<h2>@</h2>",
        "<div class=hd><h2><a href=/s>@</a></h2></div>",
        "<h3>@</h3><p>作者：<a href=/a>张三</a></p>",
        "<p><strong>@</strong></p>",
    ] {
        let speeches = speech("一", "教育", heading)
            + &speech("二", "卫生", heading)
            + &speech("三", "农业", heading);
        let html = format!(
            "<title>会议讲话三篇_公文网</title><h1>会议讲话三篇</h1><ul><li><a href=#1>篇一</a></li></ul>\
             <div>{speeches}</div><h3><a href=/4>在商业会议上的讲话</a></h3><h3><a href=/5>更多</a></h3>"
        );
        let files = Files::new([("a.html", html.as_bytes())]);
        assert_eq!(files.read(&["a.html"]), ["a.html#1", "a.html#2", "a.html#3"], "{heading}");
        let last = files.one("a.html#3").expect("a speech");
        assert_eq!(last.title, "在农业会议上的讲话");
        assert!(!last.text.contains("商业") && !last.text.contains("更多"), "{}", last.text);
    }
}

#[test]
fn what_is_hidden_is_not_read() {
    let planted = "本文来源于某某论文网";
    for hidden in [
        "<span hidden>@</span>",
        "<span style='display:none'>@</span>",
        "<div style=\"color:red; DISPLAY : None !important\"><b>@</b></div>",
        "<p style='Visibility: hidden'>@</p>",
        "<rt>@</rt>",
        "<dialog><p>@。</p></dialog>",
    ] {
        let html = format!("<p>{OPENING}{}</p>", hidden.replace('@', planted));
        assert_eq!(read(&html).1, OPENING, "{hidden}");
    }
    for seen in ["<span aria-hidden=true>@</span>", "<span style='display:block'>@</span>"] {
        let html = format!("<p>{OPENING}{}</p>", seen.replace('@', planted));
        assert_eq!(read(&html).1, format!("{OPENING}{planted}"), "{seen}");
    }
    let shown =
        format!("<h1>{HEADLINE}</h1><div style='visibility: hidden'>{}</div>", paragraphs("教育"));
    assert!(read(&shown).1.contains("四是教育工作"), "a script shows it");
    let inner = format!("<span style='display:none'>{planted}</span>");
    let nested = format!("<div hidden><p hidden>@{inner}</p></div>{inner}");
    for shown in ["<p style='visibility:hidden'>@</p>", &nested] {
        let html = shown.replace('@', &format!("{OPENING}{inner}{OPENING}"));
        assert_eq!(read(&html).1, OPENING.repeat(2), "{shown}");
    }
    let pages = ["一", "二", "三"].map(|n| format!("<p hidden>{n}：{OPENING}</p>")).concat();
    assert_eq!(read(&format!("<p>{OPENING}</p>{pages}")).1.matches(OPENING).count(), 4);
    let ruby = "<p><ruby>汉<rp>（</rp><rt>hàn</rt><rp>）</rp>字<rt>zì</rt></ruby>要读准。</p>";
    assert_eq!(read(ruby).1, "汉字要读准。");
}

#[test]
fn a_page_of_nothing_but_links_is_taken_as_it_is_seen() {
    let links = "<ul><li><a href=/1>在教育会议上的讲话</a></li><li><a href=/2>在卫生会议上的讲话</a></li></ul>";
    assert_eq!(read(links).1, "在教育会议上的讲话\n在卫生会议上的讲话");
}

#[test]
fn text_is_laid_out_as_it_is_seen() {
    let html = "<div>甲\n 乙 <b>丙</b>丁<p>戊</p>己<br>庚<br><br>辛</div><pre> 壬\n\n  癸 1\n</pre>\
                <table><tr><td>子<td>丑<tr><td><p>寅</p><td>卯</table>";
    assert_eq!(read(html).1, "甲 乙 丙丁\n戊\n\n己\n庚\n\n辛\n\n 壬\n\n  癸 1\n\n子 丑\n寅\n\n卯");
}

#[test]
fn what_speeches_say_of_registration_and_copyright_is_text() {
    let said = ["严格落实ICP备案和公网安备制度。", "一、尊重版权所有者", "要办ICP证，也要备案。"];
    let marks = [
        "京ICP备12345678号-1",
        "ICP备案号：京ICP备 05000001号",
        "某ICP证010203号",
        "公网安备 11010802020134号",
        "本站内容未经授权不得转载。某 ICP 备12345678号",
        "版权所有：某网",
    ];
    for mark in marks {
        let lines = said.map(|line| format!("<p>{line}</p>")).concat();
        let html = format!("<h1>{HEADLINE}</h1>{lines}{}<p>{mark}</p>", paragraphs("教育"));
        let (_, text) = read(&html);
        assert!(
            said.iter().all(|line| text.contains(line)) && !text.contains(mark),
            "{mark}: {text}"
        );
    }
}

/// Each takes minutes where a line or a pair of letters is looked for in all of another text.
#[test]
fn titles_of_any_length_are_read_in_one_pass() {
    let long: String = ('\u{4E00}'..'\u{9000}').cycle().take(100_000).collect();
    let lines = "<p>甲</p>".repeat(20_000);
    let (title, text) = read(&format!("<h1>{long}</h1>{lines}"));
    assert_eq!((title.as_str(), text.len()), ("", long.len() + 20_000 * "\n\n甲".len()));
    let (title, text) = read(&format!("<title>{long}</title>{lines}"));
    assert_eq!((title.as_str(), text.len()), ("甲", 20_000 * "\n\n甲".len() - 2));
}

#[test]
fn tags_of_xhtml_close_themselves() {
    for empty in [
        "<title/>",
        "<script src=\"x.js\"/>",
        "<style type=\"text/css\" />",
        "<textarea/>",
        "<div style=\"display:none\"/>",
        "<a name=\"x\"/><br/><img src=\"x\"/><svg><path/></svg>",
    ] {
        let page = format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\">\
             <head>{empty}</head><body>{empty}<p>{OPENING}</p><p>完</p></body></html>"
        );
        let files = Files::new([("a.xhtml", page.as_bytes())]);
        let document = files.one("a.xhtml").expect("a page");
        assert_eq!(document.text, format!("{OPENING}\n\n完"), "{empty}");
        assert_eq!(from_stdin(page.as_bytes())[0].1, document.text, "told by its first bytes");
    }
}

#[test]
fn the_encoding_of_a_script_is_not_that_of_the_page() {
    for other in
        ["<script charset=big5 src=x.js></script>", "<meta name=d content='charset: big5'>"]
    {
        let page = format!("{other}<meta charset = 'gb2312'><h1>{HEADLINE}</h1>");
        let files = Files::new([("a.html", &*encoding_rs::GBK.encode(&page).0)]);
        let document = files.one("a.html").expect("a page");
        assert_eq!(
            (document.title.as_str(), document.origin.encoding),
            (HEADLINE, "gb18030"),
            "{other}"
        );
    }
}

#[test]
fn without_the_rule_for_markup_a_page_is_text() {
    let page = format!("<meta charset=gb18030><h1>{HEADLINE}</h1>\n<p hidden>{OPENING}&amp;</p>");
    let files = Files::new([("a.html", &*encoding_rs::GB18030.encode(&page).0)]);
    let options = IngestOptions { markup: false, ..IngestOptions::default() };
    let document = one(files.path("a.html"), &options, None).expect("a page");
    assert_eq!((document.text, document.origin.encoding), (page, "gb18030"));
}
