//! Tags that close themselves, as XHTML has them.

use html5ever::tokenizer::{EndTag, StartTag, Tag, Token, TokenSink, TokenSinkResult};

/// Elements that have no end tag in any page.
const VOID: [&str; 19] = [
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img",
    "input", "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// Gives the tree builder `<title/>` as `<title></title>`. To HTML it is the beginning of a title that all the rest of the page
/// would be part of, and pages do not say reliably which of the two they are: whoever writes it means that it ends.
pub(super) struct SelfClosing<S>(pub(super) S);

impl<S: TokenSink> TokenSink for SelfClosing<S> {
    type Handle = S::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<S::Handle> {
        match token {
            Token::TagToken(tag) if is_closed(&tag) => {
                let end =
                    Tag { kind: EndTag, attrs: Vec::new(), self_closing: false, ..tag.clone() };
                let start = Tag { self_closing: false, ..tag };
                // What is between the two is nothing, in whatever way it would be read.
                let _ = self.0.process_token(Token::TagToken(start), line);
                self.0.process_token(Token::TagToken(end), line)
            }
            token => self.0.process_token(token, line),
        }
    }

    fn end(&self) {
        self.0.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.0.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

fn is_closed(tag: &Tag) -> bool {
    tag.self_closing && tag.kind == StartTag && !VOID.contains(&tag.name.as_ref())
}
