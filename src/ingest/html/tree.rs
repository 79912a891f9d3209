//! A page's tree, built within bounds: a page can make a parser nest elements that its tags seem to close, and make a hundred
//! elements of each of its paragraphs.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};

use ahash::AHashMap;
use dom_query::{Document, NodeId};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{
    ElementFlags, NodeOrText, QuirksMode, TreeBuilder, TreeBuilderOpts, TreeSink,
};
use html5ever::{Attribute, QualName, TokenizerResult};

use super::closing::SelfClosing;
use super::{MAX_NESTING, attributes};
use crate::error::SkipReason;

/// Bytes that the parser is given at a time, for a page that is out of bounds is read no further.
const PIECE: usize = 4 << 10;

/// Elements and attributes that any page may have. Beyond, one for two of its bytes: tags make fewer.
const FREE_PARTS: usize = 100_000;

/// Attributes of one tag, for which the parser takes the square of their number: no page has so many, and what is counted is more
/// than there are.
const MAX_ATTRIBUTES: usize = 5_000;

/// The tree of a page.
///
/// # Errors
///
/// Elements more than [`MAX_NESTING`] deep, more of them than the page's length allows, or a tag with more than
/// [`MAX_ATTRIBUTES`].
pub(super) fn parse(page: &str) -> Result<Document, SkipReason> {
    if attributes::most(page) > MAX_ATTRIBUTES {
        return Err(SkipReason::Tangled);
    }
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let builder = SelfClosing(TreeBuilder::new(Bounded::default(), options));
    let parser = Tokenizer::new(builder, TokenizerOpts::default());
    let input = BufferQueue::default();
    let most = FREE_PARTS + page.len() / 2;
    let mut rest = page;
    while !rest.is_empty() {
        let end = (PIECE..rest.len()).find(|&at| rest.is_char_boundary(at)).unwrap_or(rest.len());
        let (piece, after) = rest.split_at(end);
        input.push_back(StrTendril::from_slice(piece));
        // It stops at the end of each script, which is not run.
        while !matches!(parser.feed(&input), TokenizerResult::Done) {}
        let built = &parser.sink.0.sink;
        if built.deepest.get() > MAX_NESTING {
            return Err(SkipReason::TooDeep { limit: MAX_NESTING });
        }
        if built.parts.get() > most {
            return Err(SkipReason::Tangled);
        }
        rest = after;
    }
    parser.end();
    Ok(parser.sink.0.sink.finish())
}

/// A tree that knows how large it has become.
#[derive(Default)]
struct Bounded {
    page: Document,
    /// Elements and their attributes.
    parts: Cell<usize>,
    /// How deep the deepest element that was put in stands.
    deepest: Cell<usize>,
    /// The template that each fragment of contents belongs to: a fragment has no parent.
    templates: RefCell<AHashMap<NodeId, NodeId>>,
}

impl Bounded {
    /// Takes note of a node that is put into `parent`.
    fn enter(&self, parent: &NodeId, child: &NodeOrText<NodeId>) {
        if !matches!(child, NodeOrText::AppendNode(_)) {
            return;
        }
        let templates = self.templates.borrow();
        let (mut depth, mut top) = (1, *parent);
        while depth <= MAX_NESTING {
            let above = self.page.tree.ancestor_ids_of_it(&top, Some(MAX_NESTING));
            (depth, top) = above.fold((depth, top), |(depth, _), next| (depth + 1, next));
            match templates.get(&top) {
                Some(template) => (depth, top) = (depth + 1, *template),
                None => break,
            }
        }
        self.deepest.set(self.deepest.get().max(depth));
    }
}

impl TreeSink for Bounded {
    type Handle = NodeId;
    type Output = Document;
    type ElemName<'a> = <Document as TreeSink>::ElemName<'a>;

    fn finish(self) -> Document {
        self.page
    }

    fn parse_error(&self, _: Cow<'static, str>) {}

    fn get_document(&self) -> NodeId {
        self.page.get_document()
    }

    fn elem_name<'a>(&'a self, target: &'a NodeId) -> Self::ElemName<'a> {
        self.page.elem_name(target)
    }

    fn create_element(
        &self,
        name: QualName,
        attributes: Vec<Attribute>,
        flags: ElementFlags,
    ) -> NodeId {
        self.parts.set(self.parts.get() + 1 + attributes.len());
        self.page.create_element(name, attributes, flags)
    }

    fn create_comment(&self, text: StrTendril) -> NodeId {
        self.page.create_comment(text)
    }

    fn create_pi(&self, target: StrTendril, data: StrTendril) -> NodeId {
        self.page.create_pi(target, data)
    }

    fn append(&self, parent: &NodeId, child: NodeOrText<NodeId>) {
        self.enter(parent, &child);
        self.page.append(parent, child);
    }

    fn append_based_on_parent_node(
        &self,
        element: &NodeId,
        previous: &NodeId,
        child: NodeOrText<NodeId>,
    ) {
        if self.page.tree.parent_of(element).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(previous, child);
        }
    }

    fn append_doctype_to_document(
        &self,
        name: StrTendril,
        public_id: StrTendril,
        system_id: StrTendril,
    ) {
        self.page.append_doctype_to_document(name, public_id, system_id);
    }

    fn get_template_contents(&self, target: &NodeId) -> NodeId {
        let contents = self.page.get_template_contents(target);
        self.templates.borrow_mut().insert(contents, *target);
        contents
    }

    fn same_node(&self, x: &NodeId, y: &NodeId) -> bool {
        self.page.same_node(x, y)
    }

    fn set_quirks_mode(&self, mode: QuirksMode) {
        self.page.set_quirks_mode(mode);
    }

    fn append_before_sibling(&self, sibling: &NodeId, child: NodeOrText<NodeId>) {
        self.enter(sibling, &child);
        self.page.append_before_sibling(sibling, child);
    }

    fn add_attrs_if_missing(&self, target: &NodeId, attributes: Vec<Attribute>) {
        self.parts.set(self.parts.get() + attributes.len());
        self.page.add_attrs_if_missing(target, attributes);
    }

    fn remove_from_parent(&self, target: &NodeId) {
        self.page.remove_from_parent(target);
    }

    fn reparent_children(&self, node: &NodeId, new_parent: &NodeId) {
        self.page.reparent_children(node, new_parent);
    }

    fn is_mathml_annotation_xml_integration_point(&self, target: &NodeId) -> bool {
        self.page.is_mathml_annotation_xml_integration_point(target)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn elements_that_only_seem_to_be_closed_are_as_deep_as_they_are() {
        let too_deep = |page: &str| {
            let is = parse(page).err() == Some(SkipReason::TooDeep { limit: MAX_NESTING });
            assert!(is, "{}", &page[..40]);
        };
        // The closing tag is none inside the `div`.
        too_deep(&"<span><div></span></div>".repeat(MAX_NESTING));
        // Each closing tag stands outside the reach of the element it names.
        let unreached = "<object></applet><marquee></object><applet></marquee>";
        too_deep(&format!("<applet>{}", unreached.repeat(MAX_NESTING)));
        too_deep(&"<template><div>".repeat(MAX_NESTING));
    }

    #[test]
    fn a_tag_has_so_many_attributes_at_most() {
        let of = |count: usize| {
            let attributes: String = (0..count).map(|n| format!(" a{n}")).collect();
            parse(&format!("<p{attributes}>字</p>")).map(drop)
        };
        assert_eq!(of(MAX_ATTRIBUTES), Ok(()));
        assert_eq!(of(MAX_ATTRIBUTES + 1), Err(SkipReason::Tangled));
    }

    #[test]
    fn tags_that_are_not_closed_make_no_more_elements_than_the_page_is_long() {
        let open: String = (0..400).map(|number| format!("<b id={number}>")).collect();
        // Each paragraph takes all of them up again.
        let page = format!("<p>{open}</p>{}", "<p>字</p>".repeat(2_000));
        assert_eq!(parse(&page).err(), Some(SkipReason::Tangled));
        let few = format!("<p>{}</p>{}", &open[..400], "<p>字</p>".repeat(200));
        assert!(parse(&few).is_ok());
    }
}
